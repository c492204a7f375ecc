// RUN: nnef-opt %s --nnef-to-linalg --split-input-file | FileCheck %s

!x = tensor<2x6x!quant.uniform<u8:f32, 0.5:128>>

// Codes move as any other elements.
// CHECK-LABEL: func @reshape(
// CHECK: tensor.expand_shape {{.+}} : tensor<2x6xi8> into tensor<2x2x3xi8>
func.func @reshape(%x: !x) -> tensor<2x2x3x!quant.uniform<u8:f32, 0.5:128>> {
  %y = nnef.reshape %x shape = [2, 2, 3] : (!x) -> tensor<2x2x3x!quant.uniform<u8:f32, 0.5:128>>
  return %y : tensor<2x2x3x!quant.uniform<u8:f32, 0.5:128>>
}

// CHECK-LABEL: func @transpose(
// CHECK: linalg.transpose ins(%{{.+}} : tensor<2x6xi8>)
func.func @transpose(%x: !x) -> tensor<6x2x!quant.uniform<u8:f32, 0.5:128>> {
  %y = nnef.transpose %x axes = [1, 0] : (!x) -> tensor<6x2x!quant.uniform<u8:f32, 0.5:128>>
  return %y : tensor<6x2x!quant.uniform<u8:f32, 0.5:128>>
}

// The parts have another quantization, each its own.
// CHECK-LABEL: func @split(
// CHECK: tensor.extract_slice {{.+}} to tensor<2x3xi8>
// CHECK: tensor.extract_slice {{.+}} to tensor<2x3xi8>
// CHECK: tensor.extract %{{.+}} : tensor<256xi8>
// CHECK-NOT: tensor<256xi8>
// CHECK: return
func.func @split(%x: !x) -> (tensor<2x3x!quant.uniform<u8:f32, 0.5:128>>, tensor<2x3x!quant.uniform<u8:f32, 0.25:128>>) {
  %y, %z = nnef.split %x axis = 1 ratios = [1, 1] : (!x) -> (tensor<2x3x!quant.uniform<u8:f32, 0.5:128>>, tensor<2x3x!quant.uniform<u8:f32, 0.25:128>>)
  return %y, %z : tensor<2x3x!quant.uniform<u8:f32, 0.5:128>>, tensor<2x3x!quant.uniform<u8:f32, 0.25:128>>
}

// Beyond the edges is the code of the value: 128 - 3 / 0.5 = 122.
// CHECK-LABEL: func @pad(
// CHECK: %[[C:.+]] = arith.constant 122 : i8
// CHECK: tensor.pad
// CHECK: tensor.yield %[[C]]
func.func @pad(%x: !x) -> tensor<2x8x!quant.uniform<u8:f32, 0.5:128>> {
  %y = nnef.pad %x padding = [(0, 0), (1, 1)] value = -3.0 : (!x) -> tensor<2x8x!quant.uniform<u8:f32, 0.5:128>>
  return %y : tensor<2x8x!quant.uniform<u8:f32, 0.5:128>>
}

// -----

!x = tensor<2x3x!quant.uniform<u8:f32, 0.5:128>>
!y = tensor<2x3x!quant.uniform<u8:f32, 0.25:128>>

// What has other codes than the result is looked up.
// CHECK-LABEL: func @concat(
// CHECK-SAME: %[[X:.+]]: tensor<2x3xi8>, %[[Y:.+]]: tensor<2x3xi8>
// CHECK: linalg.generic {{.+}} ins(%[[X]] : tensor<2x3xi8>)
// CHECK: tensor.extract %{{.+}} : tensor<256xi8>
// CHECK-NOT: tensor<256xi8>
// CHECK: tensor.insert_slice
// CHECK: tensor.insert_slice %[[Y]]
func.func @concat(%x: !x, %y: !y) -> tensor<2x6x!quant.uniform<u8:f32, 0.25:128>> {
  %z = nnef.concat %x, %y axis = 1 : (!x, !y) -> tensor<2x6x!quant.uniform<u8:f32, 0.25:128>>
  return %z : tensor<2x6x!quant.uniform<u8:f32, 0.25:128>>
}

// CHECK-LABEL: func @select(
// CHECK: arith.select %{{.+}} : i8
func.func @select(%c: tensor<2x3xi1>, %x: !x, %y: !y) -> !y {
  %z = nnef.select %c, %x, %y : (tensor<2x3xi1>, !x, !y) -> !y
  return %z : !y
}

// -----

!w = tensor<4x3x!quant.uniform<i8:f32:0, {0.5, 0.25, 2.0, 1.0}>>
!v = tensor<3x4x!quant.uniform<i8:f32:1, {0.5, 0.25, 2.0, 1.0}>>

// CHECK-LABEL: func @per_axis(
// CHECK: linalg.transpose ins(%{{.+}} : tensor<4x3xi8>)
func.func @per_axis(%w: !w) -> !v {
  %v = nnef.transpose %w axes = [1, 0] : (!w) -> !v
  return %v : !v
}
