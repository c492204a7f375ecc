// RUN: nnef-opt %s --split-input-file --verify-diagnostics \
// RUN:   --resolve-ranked-shaped-type-result-dims --mlir-print-local-scope | FileCheck %s

// CHECK-LABEL: func @static
func.func @static(%x: tensor<2x4xf32>, %column: tensor<2xf32>, %row: tensor<1x4xf32>) {
  %0:2 = nnef.copy_n %x times = 2 : (tensor<2x4xf32>) -> (tensor<2x4xf32>, tensor<2x4xf32>)
  %1 = nnef.add_n %column, %row : (tensor<2xf32>, tensor<1x4xf32>) -> tensor<2x4xf32>
  // The sum of nothing is the scalar 0.
  %2 = nnef.add_n : () -> tensor<f32>
  return
}

// -----

func.func @copies_wrong(%x: tensor<2xf32>) {
  // expected-error @+2 {{'nnef.copy_n' op inferred type(s) 'tensor<2xf32>', 'tensor<2xf32>' are incompatible with return type(s) of operation 'tensor<2xf32>'}}
  // expected-error @+1 {{failed to infer returned types}}
  %0 = nnef.copy_n %x times = 2 : (tensor<2xf32>) -> tensor<2xf32>
  return
}

// -----

func.func @sum_wrong(%column: tensor<2xf32>, %row: tensor<1x4xf32>) {
  // expected-error @+2 {{'nnef.add_n' op inferred type(s) 'tensor<2x4xf32>' are incompatible with return type(s) of operation 'tensor<2x1xf32>'}}
  // expected-error @+1 {{failed to infer returned types}}
  %0 = nnef.add_n %column, %row : (tensor<2xf32>, tensor<1x4xf32>) -> tensor<2x1xf32>
  return
}

// -----

// CHECK-LABEL: func @dynamic
// CHECK-SAME: (%[[X:.+]]: tensor<?xf32>)
func.func @dynamic(%x: tensor<?xf32>) -> (index, index) {
  %c0 = arith.constant 0 : index
  // CHECK: %[[COPY:.+]] = tensor.dim %[[X]], %{{.+}}
  %0:2 = nnef.copy_n %x times = 2 : (tensor<?xf32>) -> (tensor<?xf32>, tensor<?xf32>)
  %d0 = tensor.dim %0#1, %c0 : tensor<?xf32>
  // CHECK: %[[SUM:.+]] = tensor.dim %[[X]], %{{.+}}
  %1 = nnef.add_n %0#0, %0#1 : (tensor<?xf32>, tensor<?xf32>) -> tensor<?xf32>
  %d1 = tensor.dim %1, %c0 : tensor<?xf32>
  // CHECK: return %[[COPY]], %[[SUM]]
  return %d0, %d1 : index, index
}
