// RUN: nnef-opt %s --split-input-file --verify-diagnostics \
// RUN:   --resolve-ranked-shaped-type-result-dims --mlir-print-local-scope | FileCheck %s

// Leading dimensions are aligned, and what is missing behind them counts as 1.
// CHECK-LABEL: func @broadcast
func.func @broadcast(%scalar: tensor<f32>, %channels: tensor<1x3xf32>, %batch: tensor<2xf32>,
                     %images: tensor<2x3x4x5xf32>, %rows: tensor<1x1x4x1xf32>) {
  %0 = nnef.add %images, %scalar : (tensor<2x3x4x5xf32>, tensor<f32>) -> tensor<2x3x4x5xf32>
  %1 = nnef.add %scalar, %images : (tensor<f32>, tensor<2x3x4x5xf32>) -> tensor<2x3x4x5xf32>
  %2 = nnef.add %images, %channels : (tensor<2x3x4x5xf32>, tensor<1x3xf32>) -> tensor<2x3x4x5xf32>
  %3 = nnef.add %batch, %channels : (tensor<2xf32>, tensor<1x3xf32>) -> tensor<2x3xf32>
  %4 = nnef.add %channels, %rows : (tensor<1x3xf32>, tensor<1x1x4x1xf32>) -> tensor<1x3x4x1xf32>
  %5 = nnef.clamp %rows, %batch, %channels : (tensor<1x1x4x1xf32>, tensor<2xf32>, tensor<1x3xf32>) -> tensor<2x3x4x1xf32>
  return
}

// -----

func.func @wrong_extent(%x: tensor<2xf32>, %y: tensor<1x3xf32>) {
  // expected-error @+2 {{'nnef.sub' op inferred type(s) 'tensor<2x3xf32>' are incompatible with return type(s) of operation 'tensor<2x4xf32>'}}
  // expected-error @+1 {{failed to infer returned types}}
  %0 = nnef.sub %x, %y : (tensor<2xf32>, tensor<1x3xf32>) -> tensor<2x4xf32>
  return
}

// -----

func.func @wrong_rank(%x: tensor<2xf32>, %y: tensor<f32>) {
  // expected-error @+2 {{inferred type(s) 'tensor<2xf32>' are incompatible with return type(s) of operation 'tensor<2x1xf32>'}}
  // expected-error @+1 {{failed to infer returned types}}
  %0 = nnef.sub %x, %y : (tensor<2xf32>, tensor<f32>) -> tensor<2x1xf32>
  return
}

// -----

func.func @comparisons_are_logical(%x: tensor<2xf32>) {
  // expected-error @+1 {{'nnef.lt' op result #0 must be ranked tensor of 1-bit signless integer values, but got 'tensor<2xi8>'}}
  %0 = nnef.lt %x, %x : (tensor<2xf32>, tensor<2xf32>) -> tensor<2xi8>
  return
}

// -----

func.func @select_has_the_type_of_its_branches(%c: tensor<1x3xi1>, %x: tensor<2xi64>) {
  // expected-error @+2 {{inferred type(s) 'tensor<2x3xi64>' are incompatible with return type(s) of operation 'tensor<2x3xi1>'}}
  // expected-error @+1 {{failed to infer returned types}}
  %0 = nnef.select %c, %x, %x : (tensor<1x3xi1>, tensor<2xi64>, tensor<2xi64>) -> tensor<2x3xi1>
  return
}

// -----

// An extent that is known beats one that is not, and that beats 1.
// CHECK-LABEL: func @dynamic
// CHECK-SAME: (%[[X:.+]]: tensor<?x1x?xf32>, %[[Y:.+]]: tensor<1x?x4xf32>)
func.func @dynamic(%x: tensor<?x1x?xf32>, %y: tensor<1x?x4xf32>) -> (index, index, index) {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %c2 = arith.constant 2 : index
  // CHECK-DAG: %[[C0:.+]] = arith.constant 0 : index
  // CHECK-DAG: %[[C1:.+]] = arith.constant 1 : index
  // CHECK-DAG: %[[C4:.+]] = arith.constant 4 : index
  // CHECK-DAG: %[[BATCH:.+]] = tensor.dim %[[X]], %[[C0]]
  // CHECK-DAG: %[[ROWS:.+]] = tensor.dim %[[Y]], %[[C1]]
  // CHECK: return %[[BATCH]], %[[ROWS]], %[[C4]]
  %0 = nnef.add %x, %y : (tensor<?x1x?xf32>, tensor<1x?x4xf32>) -> tensor<?x?x4xf32>
  %d0 = tensor.dim %0, %c0 : tensor<?x?x4xf32>
  %d1 = tensor.dim %0, %c1 : tensor<?x?x4xf32>
  %d2 = tensor.dim %0, %c2 : tensor<?x?x4xf32>
  return %d0, %d1, %d2 : index, index, index
}

// -----

// Extents come through operations that keep the shape.
// CHECK-LABEL: func @unary
// CHECK-SAME: (%[[X:.+]]: tensor<?xf32>)
func.func @unary(%x: tensor<?xf32>) -> index {
  %c0 = arith.constant 0 : index
  // CHECK: %[[D:.+]] = tensor.dim %[[X]], %{{.+}}
  // CHECK: return %[[D]]
  %0 = nnef.exp %x : tensor<?xf32>
  %1 = nnef.relu %0 : tensor<?xf32>
  %2 = nnef.cast %1 : (tensor<?xf32>) -> tensor<?xi32>
  %d = tensor.dim %2, %c0 : tensor<?xi32>
  return %d : index
}

// -----

func.func @dynamic_against_static(%x: tensor<?x3xf32>, %y: tensor<2xf32>) {
  // expected-error @+2 {{inferred type(s) 'tensor<2x3xf32>' are incompatible with return type(s) of operation 'tensor<5x3xf32>'}}
  // expected-error @+1 {{failed to infer returned types}}
  %0 = nnef.add %x, %y : (tensor<?x3xf32>, tensor<2xf32>) -> tensor<5x3xf32>
  return
}
