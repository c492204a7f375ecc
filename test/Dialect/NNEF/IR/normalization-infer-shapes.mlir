// RUN: nnef-opt %s --split-input-file --verify-diagnostics \
// RUN:   --resolve-ranked-shaped-type-result-dims --mlir-print-local-scope | FileCheck %s

// CHECK-LABEL: func @static
func.func @static(%x: tensor<2x8x4x4xf32>, %p: tensor<1x8xf32>, %s: tensor<f32>) {
  %0 = nnef.local_variance_normalization %x size = [1, 1, 3, 3] : (tensor<2x8x4x4xf32>) -> tensor<2x8x4x4xf32>
  %1 = nnef.l1_normalization %x axes = [1, 2] : (tensor<2x8x4x4xf32>) -> tensor<2x8x4x4xf32>
  %2 = nnef.batch_normalization %x, %p, %p, %s, %s epsilon = 0.0 : (tensor<2x8x4x4xf32>, tensor<1x8xf32>, tensor<1x8xf32>, tensor<f32>, tensor<f32>) -> tensor<2x8x4x4xf32>
  return
}

// -----

// The result has the input's shape, not that of the norm.
func.func @wrong(%x: tensor<2x8xf32>) {
  // expected-error @+2 {{'nnef.l2_normalization' op inferred type(s) 'tensor<2x8xf32>' are incompatible with return type(s) of operation 'tensor<2x1xf32>'}}
  // expected-error @+1 {{failed to infer returned types}}
  %0 = nnef.l2_normalization %x axes = [1] : (tensor<2x8xf32>) -> tensor<2x1xf32>
  return
}

// -----

// CHECK-LABEL: func @dynamic
// CHECK-SAME: (%[[X:.+]]: tensor<?x?x4xf32>,
func.func @dynamic(%x: tensor<?x?x4xf32>, %p: tensor<1x?xf32>) -> (index, index) {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  // CHECK-DAG: %[[C0:.+]] = arith.constant 0 : index
  // CHECK-DAG: %[[C1:.+]] = arith.constant 1 : index
  // CHECK-DAG: %[[BATCH:.+]] = tensor.dim %[[X]], %[[C0]]
  // CHECK-DAG: %[[CHANNELS:.+]] = tensor.dim %[[X]], %[[C1]]
  // CHECK: return %[[BATCH]], %[[CHANNELS]]
  %0 = nnef.local_mean_normalization %x size = [1, 3, 1] : (tensor<?x?x4xf32>) -> tensor<?x?x4xf32>
  %1 = nnef.batch_normalization %0, %p, %p, %p, %p epsilon = 0.0 : (tensor<?x?x4xf32>, tensor<1x?xf32>, tensor<1x?xf32>, tensor<1x?xf32>, tensor<1x?xf32>) -> tensor<?x?x4xf32>
  %d0 = tensor.dim %1, %c0 : tensor<?x?x4xf32>
  %d1 = tensor.dim %1, %c1 : tensor<?x?x4xf32>
  return %d0, %d1 : index, index
}
