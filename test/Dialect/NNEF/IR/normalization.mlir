// RUN: nnef-opt %s | nnef-opt | FileCheck %s
// RUN: nnef-opt %s --mlir-print-op-generic | nnef-opt | FileCheck %s

// CHECK-LABEL: func @local
func.func @local(%x: tensor<1x8x4x4xf32>) {
  // CHECK: nnef.local_response_normalization %{{.+}} size = [1, 5, 1, 1] : (tensor<1x8x4x4xf32>) -> tensor<1x8x4x4xf32>
  %0 = nnef.local_response_normalization %x size = [1, 5, 1, 1] alpha = 1.0 beta = 0.5 bias = 1.0 : (tensor<1x8x4x4xf32>) -> tensor<1x8x4x4xf32>
  // CHECK: nnef.local_response_normalization %{{.+}} size = [1, 5, 1, 1] alpha = 1.000000e-04 beta = 7.500000e-01 bias = 2.000000e+00 :
  %1 = nnef.local_response_normalization %x size = [1, 5, 1, 1] alpha = 0.0001 beta = 0.75 bias = 2.0 : (tensor<1x8x4x4xf32>) -> tensor<1x8x4x4xf32>
  // CHECK: nnef.local_mean_normalization %{{.+}} size = [1, 1, 3, 3] :
  %2 = nnef.local_mean_normalization %x size = [1, 1, 3, 3] : (tensor<1x8x4x4xf32>) -> tensor<1x8x4x4xf32>
  // CHECK: nnef.local_variance_normalization %{{.+}} size = [1, 1, 3, 3] :
  %3 = nnef.local_variance_normalization %x size = [1, 1, 3, 3] bias = 0.0 epsilon = 0.0 : (tensor<1x8x4x4xf32>) -> tensor<1x8x4x4xf32>
  // CHECK: nnef.local_contrast_normalization %{{.+}} size = [1, 1, 3, 3] bias = 5.000000e-01 epsilon = 1.250000e-01 :
  %4 = nnef.local_contrast_normalization %x size = [1, 1, 3, 3] bias = 0.5 epsilon = 0.125 : (tensor<1x8x4x4xf32>) -> tensor<1x8x4x4xf32>
  return
}

// CHECK-LABEL: func @norms
func.func @norms(%x: tensor<1x8x4x4xf32>) {
  // CHECK: nnef.l1_normalization %{{.+}} axes = [1] : (tensor<1x8x4x4xf32>) -> tensor<1x8x4x4xf32>
  %0 = nnef.l1_normalization %x axes = [1] bias = 0.0 epsilon = 0.0 : (tensor<1x8x4x4xf32>) -> tensor<1x8x4x4xf32>
  // CHECK: nnef.l2_normalization %{{.+}} axes = [2, 3] epsilon = 1.250000e-01 :
  %1 = nnef.l2_normalization %x axes = [2, 3] epsilon = 0.125 : (tensor<1x8x4x4xf32>) -> tensor<1x8x4x4xf32>
  return
}

// CHECK-LABEL: func @batch
// CHECK-SAME: (%[[X:.+]]: tensor<1x8x4x4xf32>, %[[P:.+]]: tensor<1x8xf32>, %[[S:.+]]: tensor<f32>)
func.func @batch(%x: tensor<1x8x4x4xf32>, %p: tensor<1x8xf32>, %s: tensor<f32>) {
  // CHECK: nnef.batch_normalization %[[X]], %[[P]], %[[P]], %[[S]], %[[S]] epsilon = 1.250000e-01 : (tensor<1x8x4x4xf32>, tensor<1x8xf32>, tensor<1x8xf32>, tensor<f32>, tensor<f32>) -> tensor<1x8x4x4xf32>
  %0 = nnef.batch_normalization %x, %p, %p, %s, %s epsilon = 0.125 : (tensor<1x8x4x4xf32>, tensor<1x8xf32>, tensor<1x8xf32>, tensor<f32>, tensor<f32>) -> tensor<1x8x4x4xf32>
  return
}
