// RUN: nnef-opt %s --nnef-to-tosa=report-left=true --verify-diagnostics \
// RUN:   --tosa-validate=strict-op-spec-alignment=true | FileCheck %s

// TOSA has no powers of negative numbers. Those with whole exponents are made from
// others.

// CHECK-LABEL: func @whole_exponents
// CHECK-SAME: %[[X:.+]]: tensor<4xf32>
func.func @whole_exponents(%x: tensor<4xf32>) -> (tensor<4xf32>, tensor<4xf32>, tensor<4xf32>) {
  // CHECK: tosa.mul %[[X]], %[[X]]
  %two = nnef.constant dense<2.0> : tensor<f32>
  %0 = nnef.pow %x, %two : (tensor<4xf32>, tensor<f32>) -> tensor<4xf32>
  // CHECK: %[[ABS:.+]] = tosa.abs %[[X]]
  // CHECK: %[[FOURTH:.+]] = tosa.pow %[[ABS]]
  // CHECK: tosa.mul %[[FOURTH]], %[[X]]
  %five = nnef.constant dense<5.0> : tensor<f32>
  %1 = nnef.pow %x, %five : (tensor<4xf32>, tensor<f32>) -> tensor<4xf32>
  // CHECK: tosa.reciprocal %[[X]]
  %minus_one = nnef.constant dense<-1.0> : tensor<f32>
  %2 = nnef.pow %x, %minus_one : (tensor<4xf32>, tensor<f32>) -> tensor<4xf32>
  return %0, %1, %2 : tensor<4xf32>, tensor<4xf32>, tensor<4xf32>
}

// CHECK-LABEL: func @others
// CHECK-SAME: %[[X:.+]]: tensor<4xf32>, %
func.func @others(%x: tensor<4xf32>, %y: tensor<4xf32>) -> (tensor<4xf32>, tensor<4xf32>) {
  // CHECK: tosa.pow %[[X]]
  %half = nnef.constant dense<0.5> : tensor<f32>
  %0 = nnef.pow %x, %half : (tensor<4xf32>, tensor<f32>) -> tensor<4xf32>
  // CHECK: nnef.pow
  // expected-remark @+1 {{TOSA has no powers of negative numbers, and the exponent is not a constant}}
  %1 = nnef.pow %x, %y : (tensor<4xf32>, tensor<4xf32>) -> tensor<4xf32>
  return %0, %1 : tensor<4xf32>, tensor<4xf32>
}
