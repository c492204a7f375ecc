// RUN: %npu-opt %s --nnef-to-npu --split-input-file --verify-diagnostics | FileCheck %s

// The window of NNEF spans all dimensions; the NPU has rows and columns.
// CHECK-LABEL: func.func @max_pool
// CHECK: npu.max_pool %{{.*}} size [3, 2] stride [2, 2] padding [1, 1, 0, 0] : (tensor<1x4x8x8xf32>) -> tensor<1x4x4x4xf32>
func.func @max_pool(%x: tensor<1x4x8x8xf32>) -> tensor<1x4x4x4xf32> {
  %y = nnef.max_pool %x size = [1, 1, 3, 2] border = ignore padding = [(0, 0), (0, 0), (1, 1), (0, 0)] stride = [1, 1, 2, 2] : (tensor<1x4x8x8xf32>) -> tensor<1x4x4x4xf32>
  return %y : tensor<1x4x4x4xf32>
}

// -----

func.func @channels(%x: tensor<1x4x8x8xf32>) {
  // expected-error @+1 {{failed to legalize operation 'nnef.max_pool'}}
  %y = nnef.max_pool %x size = [1, 2, 1, 1] border = ignore : (tensor<1x4x8x8xf32>) -> tensor<1x4x8x8xf32>
  return
}

// -----

// With NNEF's default border, zeros beyond the edge take part.
func.func @zeros(%x: tensor<1x4x8x8xf32>) {
  // expected-error @+1 {{failed to legalize operation 'nnef.max_pool'}}
  %y = nnef.max_pool %x size = [1, 1, 3, 3] : (tensor<1x4x8x8xf32>) -> tensor<1x4x8x8xf32>
  return
}
