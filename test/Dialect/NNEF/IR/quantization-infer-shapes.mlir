// RUN: nnef-opt %s --split-input-file --verify-diagnostics \
// RUN:   --resolve-ranked-shaped-type-result-dims --mlir-print-local-scope | FileCheck %s

// CHECK-LABEL: func @static
func.func @static(%x: tensor<4x16xf32>, %s: tensor<f32>, %column: tensor<4xf32>, %row: tensor<1x16xf32>) {
  %0 = nnef.min_max_linear_quantize %x, %column, %row bits = 8 signed = true symmetric = false : (tensor<4x16xf32>, tensor<4xf32>, tensor<1x16xf32>) -> tensor<4x16xf32>
  %1 = nnef.logarithmic_quantize %x, %s bits = 4 : (tensor<4x16xf32>, tensor<f32>) -> tensor<4x16xf32>
  return
}

// -----

func.func @wrong(%x: tensor<4x16xf32>, %max: tensor<f32>) {
  // expected-error @+2 {{'nnef.logarithmic_quantize' op inferred type(s) 'tensor<4x16xf32>' are incompatible with return type(s) of operation 'tensor<4x1xf32>'}}
  // expected-error @+1 {{failed to infer returned types}}
  %0 = nnef.logarithmic_quantize %x, %max bits = 4 : (tensor<4x16xf32>, tensor<f32>) -> tensor<4x1xf32>
  return
}

// -----

// CHECK-LABEL: func @dynamic
// CHECK-SAME: (%[[X:.+]]: tensor<?x16xf32>,
func.func @dynamic(%x: tensor<?x16xf32>, %row: tensor<1x16xf32>) -> index {
  %c0 = arith.constant 0 : index
  // CHECK: %[[D:.+]] = tensor.dim %[[X]], %{{.+}}
  // CHECK: return %[[D]]
  %0 = nnef.linear_quantize %x, %row, %row bits = 8 : (tensor<?x16xf32>, tensor<1x16xf32>, tensor<1x16xf32>) -> tensor<?x16xf32>
  %d = tensor.dim %0, %c0 : tensor<?x16xf32>
  return %d : index
}
