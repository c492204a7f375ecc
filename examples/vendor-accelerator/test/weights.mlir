// RUN: %npu-opt %s --nnef-to-npu --split-input-file --verify-diagnostics | FileCheck %s

// CHECK-LABEL: func.func @weights
// CHECK: npu.weights dense<{{\[\[}}5.000000e-01, 1.000000e+00]]> : tensor<1x2xf32>
// CHECK: npu.weights dense<0.000000e+00> : tensor<f32>
func.func @weights() -> (tensor<1x2xf32>, tensor<f32>) {
  %bias = nnef.variable "conv1/bias" = dense<[[0.5, 1.0]]> : tensor<1x2xf32>
  %zero = nnef.constant dense<0.0> : tensor<f32>
  return %bias, %zero : tensor<1x2xf32>, tensor<f32>
}

// -----

// A network that was imported by --no-weights.
func.func @structure() -> tensor<1x2xf32> {
  // expected-error @+1 {{failed to legalize operation 'nnef.variable'}}
  %bias = nnef.variable "conv1/bias" : tensor<1x2xf32>
  return %bias : tensor<1x2xf32>
}
