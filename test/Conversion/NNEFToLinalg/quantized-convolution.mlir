// RUN: nnef-opt %s --nnef-to-linalg --split-input-file | FileCheck %s
// RUN: nnef-opt %s --nnef-to-linalg --split-input-file --verify-diagnostics -o /dev/null

!x = tensor<1x3x8x8x!quant.uniform<u8:f32, 0.02:128>>
!w = tensor<4x3x3x3x!quant.uniform<u8:f32, 0.01:120>>
!y = tensor<1x4x8x8x!quant.uniform<u8:f32, 0.05:3>>

// Codes of 8 bits are padded with the code of zero, and extended in the loop.
// The factor 0.02 * 0.01 / 0.05 = 0.004 is 1099511628 * 2^-38, but for what
// single precision loses.
// CHECK-LABEL: func @conv(
// CHECK-SAME: %[[X:.+]]: tensor<1x3x8x8xi8>, %[[W:.+]]: tensor<4x3x3x3xi8>, %[[B:.+]]: tensor<1x4xi32>) -> tensor<1x4x8x8xi8>
// CHECK: %[[ZERO:.+]] = arith.constant -128 : i8
// CHECK: %[[P:.+]] = tensor.pad %[[X]] low[0, 0, 1, 1] high[0, 0, 1, 1]
// CHECK: tensor.yield %[[ZERO]] : i8
// CHECK: %[[INIT:.+]] = linalg.generic {{.+}} ins(%[[B]] : tensor<1x4xi32>)
// CHECK: %[[SUM:.+]] = linalg.generic {{.+}}"reduction", "reduction", "reduction"]} ins(%[[P]], %[[W]] : tensor<1x3x10x10xi8>, tensor<4x3x3x3xi8>) outs(%[[INIT]] : tensor<1x4x8x8xi32>)
// CHECK: arith.extui %{{.+}} : i8 to i32
// CHECK: arith.constant 128 : i32
// CHECK: arith.extui %{{.+}} : i8 to i32
// CHECK: arith.constant 120 : i32
// CHECK: arith.muli
// CHECK: linalg.generic {{.+}} ins(%[[SUM]] : tensor<1x4x8x8xi32>) outs(%{{.+}} : tensor<1x4x8x8xi8>)
// CHECK: arith.constant 10995115{{[0-9]+}} : i32
// CHECK: arith.muli %{{.+}} : i64
// CHECK: arith.constant 6 : i32
// CHECK: arith.constant 3 : i32
// CHECK: arith.constant 0 : i32
// CHECK: arith.constant 255 : i32
// CHECK: arith.trunci %{{.+}} : i32 to i8
func.func @conv(%x: !x, %w: !w, %bias: tensor<1x4x!quant.uniform<i32:f32, 0.0002>>) -> !y {
  %y = nnef.conv %x, %w, %bias : (!x, !w, tensor<1x4x!quant.uniform<i32:f32, 0.0002>>) -> !y
  return %y : !y
}

// -----

!px = tensor<1x4x8x8x!quant.uniform<i8:f32, 0.5:-3>>
!pw = tensor<4x1x3x3x!quant.uniform<i8:f32:0, {0.25, 0.5, 1.0, 4.0}>>
!py = tensor<1x4x4x4x!quant.uniform<i8:f32, 1.0>>

// One filter for each channel, each with its scale: the factors 2^-3, 2^-2,
// 2^-1 and 2, whose mantissas are 2^30.
// CHECK-LABEL: func @per_channel(
// CHECK: tensor.collapse_shape %{{.+}} : tensor<4x1x3x3xi8> into tensor<4x3x3xi8>
// CHECK: arith.extsi %{{.+}} : i8 to i32
// CHECK: arith.constant -3 : i32
// CHECK: arith.extsi %{{.+}} : i8 to i32
// CHECK-NEXT: arith.muli
// CHECK: arith.constant dense<1073741824> : tensor<1x4xi32>
// CHECK: arith.constant dense<{{\[\[}}-2, -1, 0, 2]]> : tensor<1x4xi32>
func.func @per_channel(%x: !px, %w: !pw) -> !py {
  %zero = nnef.constant dense<0.0> : tensor<f32>
  %y = nnef.conv %x, %w, %zero stride = [2, 2] groups = 0 : (!px, !pw, tensor<f32>) -> !py
  return %y : !py
}

// -----

!gx = tensor<1x4x8x!quant.uniform<i8:f32, 0.5:-3>>
!gw = tensor<6x2x3x!quant.uniform<i8:f32, 0.25>>
!gy = tensor<1x6x8x!quant.uniform<i8:f32, 1.0>>

// CHECK-LABEL: func @groups(
// CHECK: tensor.expand_shape {{.+}} into tensor<1x2x2x10xi8>
// CHECK: tensor.expand_shape {{.+}} into tensor<2x3x2x3xi8>
// CHECK: ins(%{{.+}}, %{{.+}} : tensor<1x2x2x10xi8>, tensor<2x3x2x3xi8>) outs(%{{.+}} : tensor<1x2x3x8xi32>)
// CHECK: tensor.collapse_shape {{.+}} into tensor<1x6x8xi32>
func.func @groups(%x: !gx, %w: !gw) -> !gy {
  %zero = nnef.constant dense<0.0> : tensor<f32>
  %y = nnef.conv %x, %w, %zero dilation = [1] groups = 2 : (!gx, !gw, tensor<f32>) -> !gy
  return %y : !gy
}

// -----

!dx = tensor<?x4x?x?x!quant.uniform<i8:f32, 0.5:-3>>
!dy = tensor<?x6x?x?x!quant.uniform<i8:f32, 1.0>>
!dw = tensor<6x4x3x3x!quant.uniform<i8:f32, 0.25>>

// Extents that are not known are those of codes.
// CHECK-LABEL: func @dynamic(
// CHECK-NOT: quant
// CHECK: tensor.dim %{{.+}} : tensor<?x4x?x?xi8>
// CHECK-NOT: quant
func.func @dynamic(%x: !dx, %w: !dw) -> !dy {
  %zero = nnef.constant dense<0.0> : tensor<f32>
  %y = nnef.conv %x, %w, %zero stride = [2, 2] : (!dx, !dw, tensor<f32>) -> !dy
  return %y : !dy
}

// -----

!tx = tensor<1x4x4x4x!quant.uniform<u8:f32, 0.5:7>>
!tw = tensor<4x2x3x3x!quant.uniform<i8:f32:1, {0.25, 0.5}>>
!ty = tensor<1x2x8x8x!quant.uniform<u8:f32, 1.0:0>>

// Between the elements of the input is the code of zero. Where all factors are less
// than 1/2, shifts are down, and one less than what is rounded.
// CHECK-LABEL: func @deconv(
// CHECK: %[[ZERO:.+]] = arith.constant 7 : i8
// CHECK: linalg.fill ins(%[[ZERO]] : i8) outs(%{{.+}} : tensor<1x4x7x7xi8>)
// CHECK: tensor.insert_slice {{.+}} [1, 1, 2, 2] : tensor<1x4x4x4xi8> into tensor<1x4x7x7xi8>
// CHECK: tensor.pad
// CHECK: arith.constant dense<{{\[\[}}1, 0]]> : tensor<1x2xi32>
func.func @deconv(%x: !tx, %w: !tw) -> !ty {
  %zero = nnef.constant dense<0.0> : tensor<f32>
  %y = nnef.deconv %x, %w, %zero stride = [2, 2] : (!tx, !tw, tensor<f32>) -> !ty
  return %y : !ty
}
