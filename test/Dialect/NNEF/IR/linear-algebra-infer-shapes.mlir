// RUN: nnef-opt %s --split-input-file --verify-diagnostics \
// RUN:   --resolve-ranked-shaped-type-result-dims --mlir-print-local-scope | FileCheck %s

// CHECK-LABEL: func @static
func.func @static(%a: tensor<3x4xf32>, %b: tensor<4x5xf32>, %many_a: tensor<2x1x3x4xf32>, %many_b: tensor<1x6x4x5xf32>,
                  %filter: tensor<7x4xf32>, %zero: tensor<f32>) {
  %0 = nnef.matmul %a, %b : (tensor<3x4xf32>, tensor<4x5xf32>) -> tensor<3x5xf32>
  %1 = nnef.matmul %b, %a transposeA = true transposeB = true : (tensor<4x5xf32>, tensor<3x4xf32>) -> tensor<5x3xf32>
  // The dimensions before the matrices broadcast.
  %2 = nnef.matmul %many_a, %many_b : (tensor<2x1x3x4xf32>, tensor<1x6x4x5xf32>) -> tensor<2x6x3x5xf32>
  %3 = nnef.linear %a, %filter, %zero : (tensor<3x4xf32>, tensor<7x4xf32>, tensor<f32>) -> tensor<3x7xf32>
  return
}

// -----

func.func @wrong(%a: tensor<3x4xf32>, %b: tensor<3x5xf32>) {
  // expected-error @+2 {{'nnef.matmul' op inferred type(s) 'tensor<4x5xf32>' are incompatible with return type(s) of operation 'tensor<3x5xf32>'}}
  // expected-error @+1 {{failed to infer returned types}}
  %0 = nnef.matmul %a, %b transposeA = true : (tensor<3x4xf32>, tensor<3x5xf32>) -> tensor<3x5xf32>
  return
}

// -----

// CHECK-LABEL: func @dynamic
// CHECK-SAME: (%[[A:.+]]: tensor<1x?x4xf32>, %[[B:.+]]: tensor<?x4x?xf32>)
func.func @dynamic(%a: tensor<1x?x4xf32>, %b: tensor<?x4x?xf32>) -> (index, index, index) {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %c2 = arith.constant 2 : index
  // CHECK-DAG: %[[C0:.+]] = arith.constant 0 : index
  // CHECK-DAG: %[[C1:.+]] = arith.constant 1 : index
  // CHECK-DAG: %[[C2:.+]] = arith.constant 2 : index
  // CHECK-DAG: %[[BATCH:.+]] = tensor.dim %[[B]], %[[C0]]
  // CHECK-DAG: %[[ROWS:.+]] = tensor.dim %[[A]], %[[C1]]
  // CHECK-DAG: %[[COLUMNS:.+]] = tensor.dim %[[B]], %[[C2]]
  // CHECK: return %[[BATCH]], %[[ROWS]], %[[COLUMNS]]
  %0 = nnef.matmul %a, %b : (tensor<1x?x4xf32>, tensor<?x4x?xf32>) -> tensor<?x?x?xf32>
  %d0 = tensor.dim %0, %c0 : tensor<?x?x?xf32>
  %d1 = tensor.dim %0, %c1 : tensor<?x?x?xf32>
  %d2 = tensor.dim %0, %c2 : tensor<?x?x?xf32>
  return %d0, %d1, %d2 : index, index, index
}

// -----

// CHECK-LABEL: func @dynamic_linear
// CHECK-SAME: (%[[INPUT:.+]]: tensor<?x4xf32>, %[[FILTER:.+]]: tensor<?x4xf32>,
func.func @dynamic_linear(%input: tensor<?x4xf32>, %filter: tensor<?x4xf32>, %bias: tensor<f32>) -> (index, index) {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  // CHECK-DAG: %[[BATCH:.+]] = tensor.dim %[[INPUT]], %{{.+}}
  // CHECK-DAG: %[[CHANNELS:.+]] = tensor.dim %[[FILTER]], %{{.+}}
  // CHECK: return %[[BATCH]], %[[CHANNELS]]
  %0 = nnef.linear %input, %filter, %bias : (tensor<?x4xf32>, tensor<?x4xf32>, tensor<f32>) -> tensor<?x?xf32>
  %d0 = tensor.dim %0, %c0 : tensor<?x?xf32>
  %d1 = tensor.dim %0, %c1 : tensor<?x?xf32>
  return %d0, %d1 : index, index
}
