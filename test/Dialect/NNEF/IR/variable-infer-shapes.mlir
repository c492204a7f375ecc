// RUN: nnef-opt %s --split-input-file --verify-diagnostics \
// RUN:   --resolve-ranked-shaped-type-result-dims --mlir-print-local-scope | FileCheck %s

func.func @update_wrong(%x: tensor<1x4xf32>) {
  %state = nnef.variable "state" : tensor<1x4xf32>
  // expected-error @+2 {{'nnef.update' op inferred type(s) 'tensor<1x4xf32>' are incompatible with return type(s) of operation 'tensor<4xf32>'}}
  // expected-error @+1 {{failed to infer returned types}}
  %new = nnef.update %state, %x : (tensor<1x4xf32>, tensor<1x4xf32>) -> tensor<4xf32>
  return
}

// -----

// CHECK-LABEL: func @dynamic
func.func @dynamic(%x: tensor<?x?xf32>) -> (index, index) {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %state = nnef.variable "state" : tensor<1x4xf32>
  // What the variable knows, its new value has to be as well.
  // CHECK-DAG: %[[C1:.+]] = arith.constant 1 : index
  // CHECK-DAG: %[[C4:.+]] = arith.constant 4 : index
  // CHECK: return %[[C1]], %[[C4]]
  %new = nnef.update %state, %x : (tensor<1x4xf32>, tensor<?x?xf32>) -> tensor<1x4xf32>
  %d0 = tensor.dim %new, %c0 : tensor<1x4xf32>
  %d1 = tensor.dim %new, %c1 : tensor<1x4xf32>
  return %d0, %d1 : index, index
}
