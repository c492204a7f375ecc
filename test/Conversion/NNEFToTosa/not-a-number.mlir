// RUN: nnef-opt %s --nnef-to-tosa=require-all=true \
// RUN:   --tosa-validate=strict-op-spec-alignment=true | FileCheck %s

// `min` and `max` give their second operand where one of the two is not a number.
// TOSA's operations can say that only if the second operand is a number.

// CHECK-LABEL: func @two_tensors
// CHECK-SAME: %[[X:.+]]: tensor<4xf32>, %[[Y:.+]]: tensor<4xf32>
func.func @two_tensors(%x: tensor<4xf32>, %y: tensor<4xf32>) -> (tensor<4xf32>, tensor<4xf32>) {
  // CHECK: %[[LESS:.+]] = tosa.greater %[[Y]], %[[X]]
  // CHECK: tosa.select %[[LESS]], %[[X]], %[[Y]]
  %0 = nnef.min %x, %y : (tensor<4xf32>, tensor<4xf32>) -> tensor<4xf32>
  // CHECK: %[[MORE:.+]] = tosa.greater %[[X]], %[[Y]]
  // CHECK: tosa.select %[[MORE]], %[[X]], %[[Y]]
  %1 = nnef.max %x, %y : (tensor<4xf32>, tensor<4xf32>) -> tensor<4xf32>
  return %0, %1 : tensor<4xf32>, tensor<4xf32>
}

// CHECK-LABEL: func @second_is_a_number
func.func @second_is_a_number(%x: tensor<4xf32>) -> tensor<4xf32> {
  // CHECK: tosa.maximum %{{.+}}, %{{.+}} {nan_mode = IGNORE}
  %zero = nnef.constant dense<0.0> : tensor<f32>
  %0 = nnef.max %x, %zero : (tensor<4xf32>, tensor<f32>) -> tensor<4xf32>
  return %0 : tensor<4xf32>
}

// CHECK-LABEL: func @second_is_not
func.func @second_is_not(%x: tensor<4xf32>) -> (tensor<4xf32>, tensor<4xf32>) {
  // CHECK: tosa.select
  %nan = nnef.constant dense<0x7FC00000> : tensor<f32>
  %0 = nnef.max %x, %nan : (tensor<4xf32>, tensor<f32>) -> tensor<4xf32>
  // CHECK: tosa.select
  %zero = nnef.constant dense<0.0> : tensor<f32>
  %1 = nnef.min %zero, %x : (tensor<f32>, tensor<4xf32>) -> tensor<4xf32>
  return %0, %1 : tensor<4xf32>, tensor<4xf32>
}

// CHECK-LABEL: func @relu
func.func @relu(%x: tensor<4xf32>) -> tensor<4xf32> {
  // CHECK: tosa.clamp %{{.+}} {max_val = 0x7F800000 : f32, min_val = 0.000000e+00 : f32, nan_mode = IGNORE}
  %0 = nnef.relu %x : tensor<4xf32>
  return %0 : tensor<4xf32>
}
