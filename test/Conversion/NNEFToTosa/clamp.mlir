// RUN: nnef-opt %s --nnef-to-tosa=require-all=true \
// RUN:   --tosa-validate=strict-op-spec-alignment=true | FileCheck %s

// CHECK-LABEL: func @constant_bounds
func.func @constant_bounds(%x: tensor<2x3xf32>) -> tensor<2x3xf32> {
  // CHECK: tosa.clamp %{{.+}} {max_val = 6.000000e+00 : f32, min_val = 0.000000e+00 : f32, nan_mode = IGNORE}
  %zero = nnef.constant dense<0.0> : tensor<f32>
  %six = nnef.constant dense<6.0> : tensor<f32>
  %0 = nnef.clamp %x, %zero, %six : (tensor<2x3xf32>, tensor<f32>, tensor<f32>) -> tensor<2x3xf32>
  return %0 : tensor<2x3xf32>
}

// The lower bound wins, which TOSA does not define.
// CHECK-LABEL: func @crossing_bounds
func.func @crossing_bounds(%x: tensor<2x3xf32>) -> tensor<2x3xf32> {
  // CHECK-NOT: tosa.clamp
  // CHECK-COUNT-2: tosa.select
  %zero = nnef.constant dense<0.0> : tensor<f32>
  %six = nnef.constant dense<6.0> : tensor<f32>
  %0 = nnef.clamp %x, %six, %zero : (tensor<2x3xf32>, tensor<f32>, tensor<f32>) -> tensor<2x3xf32>
  return %0 : tensor<2x3xf32>
}

// CHECK-LABEL: func @tensors
func.func @tensors(%x: tensor<2x3xf32>, %a: tensor<2xf32>, %b: tensor<2x3xf32>) -> tensor<2x3xf32> {
  // CHECK-COUNT-2: tosa.select
  %0 = nnef.clamp %x, %a, %b : (tensor<2x3xf32>, tensor<2xf32>, tensor<2x3xf32>) -> tensor<2x3xf32>
  return %0 : tensor<2x3xf32>
}
