// RUN: nnef-opt %s --nnef-to-tosa=require-all=true \
// RUN:   --tosa-validate=strict-op-spec-alignment=true | FileCheck %s

// The level has no paddings with more entries than six, so dimensions are joined.
// CHECK-LABEL: func @constant
func.func @constant(%x: tensor<2x3x4x5xf32>) -> tensor<2x3x6x8xf32> {
  // CHECK: tosa.reshape %{{.+}} -> tensor<6x4x5xf32>
  // CHECK: tosa.const_shape {values = dense<[0, 0, 1, 1, 1, 2]> : tensor<6xindex>}
  // CHECK: "tosa.const"() <{values = dense<5.000000e-01> : tensor<1xf32>}>
  // CHECK: tosa.pad %{{.+}} -> tensor<6x6x8xf32>
  // CHECK: tosa.reshape %{{.+}} -> tensor<2x3x6x8xf32>
  %0 = nnef.pad %x padding = [(0, 0), (0, 0), (1, 1), (1, 2)] value = 0.5 : (tensor<2x3x4x5xf32>) -> tensor<2x3x6x8xf32>
  return %0 : tensor<2x3x6x8xf32>
}

// CHECK-LABEL: func @all_dimensions
func.func @all_dimensions(%x: tensor<2x3x4x5xf32>) -> tensor<4x5x6x7xf32> {
  // CHECK-COUNT-4: tosa.pad
  %0 = nnef.pad %x padding = [(1, 1), (1, 1), (1, 1), (1, 1)] : (tensor<2x3x4x5xf32>) -> tensor<4x5x6x7xf32>
  return %0 : tensor<4x5x6x7xf32>
}

// CHECK-LABEL: func @reflected
// CHECK-SAME: %[[X:.+]]: tensor<2x5xf32>
func.func @reflected(%x: tensor<2x5xf32>) -> tensor<2x8xf32> {
  // CHECK: %[[LEFT:.+]] = tosa.slice %[[X]], %{{.+}} -> tensor<2x2xf32>
  // CHECK: %[[BEFORE:.+]] = tosa.reverse %[[LEFT]] {axis = 1 : i32}
  // CHECK: %[[AFTER:.+]] = tosa.slice %[[X]], %{{.+}} -> tensor<2x1xf32>
  // CHECK: tosa.concat
  %0 = nnef.pad %x padding = [(0, 0), (2, 1)] border = reflect : (tensor<2x5xf32>) -> tensor<2x8xf32>
  return %0 : tensor<2x8xf32>
}

// CHECK-LABEL: func @cropped
func.func @cropped(%x: tensor<2x5xf32>) -> tensor<2x3xf32> {
  // CHECK-NOT: tosa.pad
  // CHECK: tosa.slice
  %0 = nnef.pad %x padding = [(0, 0), (-1, -1)] : (tensor<2x5xf32>) -> tensor<2x3xf32>
  return %0 : tensor<2x3xf32>
}
