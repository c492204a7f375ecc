// RUN: nnef-opt %s --split-input-file --verify-diagnostics \
// RUN:   --resolve-ranked-shaped-type-result-dims --mlir-print-local-scope | FileCheck %s

// CHECK-LABEL: func @static
func.func @static(%x: tensor<2x3x4xf32>, %mask: tensor<2x3x4xi1>) {
  %0 = nnef.sum_reduce %x axes = [1] : (tensor<2x3x4xf32>) -> tensor<2x1x4xf32>
  %1 = nnef.mean_reduce %x axes = [2, 0] : (tensor<2x3x4xf32>) -> tensor<1x3x1xf32>
  %2 = nnef.argmin_reduce %x axes = [0, 1, 2] : (tensor<2x3x4xf32>) -> tensor<1x1x1xi32>
  %3 = nnef.all_reduce %mask axes = [] : (tensor<2x3x4xi1>) -> tensor<2x3x4xi1>
  %4:2 = nnef.moments %x axes = [2] : (tensor<2x3x4xf32>) -> (tensor<2x3x1xf32>, tensor<2x3x1xf32>)
  return
}

// -----

// The rank stays.
func.func @keeps_rank(%x: tensor<2x3x4xf32>) {
  // expected-error @+2 {{'nnef.max_reduce' op inferred type(s) 'tensor<2x1x4xf32>' are incompatible with return type(s) of operation 'tensor<2x4xf32>'}}
  // expected-error @+1 {{failed to infer returned types}}
  %0 = nnef.max_reduce %x axes = [1] : (tensor<2x3x4xf32>) -> tensor<2x4xf32>
  return
}

// -----

func.func @moments_wrong(%x: tensor<2x3xf32>) {
  // expected-error @+2 {{'nnef.moments' op inferred type(s) 'tensor<2x1xf32>', 'tensor<2x1xf32>' are incompatible with return type(s) of operation 'tensor<2x1xf32>', 'tensor<2x3xf32>'}}
  // expected-error @+1 {{failed to infer returned types}}
  %0:2 = nnef.moments %x axes = [1] : (tensor<2x3xf32>) -> (tensor<2x1xf32>, tensor<2x3xf32>)
  return
}

// -----

// CHECK-LABEL: func @dynamic
// CHECK-SAME: (%[[X:.+]]: tensor<?x?xf32>)
func.func @dynamic(%x: tensor<?x?xf32>) -> (index, index) {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  // CHECK-DAG: %[[C1:.+]] = arith.constant 1 : index
  // CHECK-DAG: %[[BATCH:.+]] = tensor.dim %[[X]], %{{.+}}
  // CHECK: return %[[BATCH]], %[[C1]]
  %0 = nnef.argmax_reduce %x axes = [1] : (tensor<?x?xf32>) -> tensor<?x1xi32>
  %d0 = tensor.dim %0, %c0 : tensor<?x1xi32>
  %d1 = tensor.dim %0, %c1 : tensor<?x1xi32>
  return %d0, %d1 : index, index
}
