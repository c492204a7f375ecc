// RUN: nnef-opt %s --nnef-to-linalg --mlir-print-local-scope | FileCheck %s

// CHECK-LABEL: func @matmul
// CHECK-SAME: (%[[A:.+]]: tensor<3x4xf32>, %[[B:.+]]: tensor<4x5xf32>)
func.func @matmul(%a: tensor<3x4xf32>, %b: tensor<4x5xf32>) -> tensor<3x5xf32> {
  // CHECK: %[[INIT:.+]] = linalg.fill ins(%{{.+}} : f32) outs(%{{.+}} : tensor<3x5xf32>)
  // CHECK: linalg.matmul ins(%[[A]], %[[B]] : tensor<3x4xf32>, tensor<4x5xf32>) outs(%[[INIT]] : tensor<3x5xf32>)
  %0 = nnef.matmul %a, %b : (tensor<3x4xf32>, tensor<4x5xf32>) -> tensor<3x5xf32>
  return %0 : tensor<3x5xf32>
}

// A transposed operand is another map, not another tensor.
// CHECK-LABEL: func @transposed
func.func @transposed(%a: tensor<4x3xf32>, %b: tensor<5x4xf32>) -> tensor<3x5xf32> {
  // CHECK-NOT: linalg.transpose
  // CHECK: linalg.matmul indexing_maps = [affine_map<(d0, d1, d2) -> (d2, d0)>, affine_map<(d0, d1, d2) -> (d1, d2)>, affine_map<(d0, d1, d2) -> (d0, d1)>] ins(%{{.+}}, %{{.+}} : tensor<4x3xf32>, tensor<5x4xf32>)
  %0 = nnef.matmul %a, %b transposeA = true transposeB = true : (tensor<4x3xf32>, tensor<5x4xf32>) -> tensor<3x5xf32>
  return %0 : tensor<3x5xf32>
}

// CHECK-LABEL: func @batch
func.func @batch(%a: tensor<2x3x4xf32>, %b: tensor<2x4x5xf32>) -> tensor<2x3x5xf32> {
  // CHECK: linalg.batch_matmul ins(%{{.+}}, %{{.+}} : tensor<2x3x4xf32>, tensor<2x4x5xf32>)
  %0 = nnef.matmul %a, %b : (tensor<2x3x4xf32>, tensor<2x4x5xf32>) -> tensor<2x3x5xf32>
  return %0 : tensor<2x3x5xf32>
}

// Batches broadcast.
// CHECK-LABEL: func @one_matrix_for_all
func.func @one_matrix_for_all(%a: tensor<2x3x4xf32>, %b: tensor<1x4x5xf32>) -> tensor<2x3x5xf32> {
  // CHECK: tensor.collapse_shape %{{.+}} : tensor<1x4x5xf32> into tensor<4x5xf32>
  // CHECK: linalg.generic
  // CHECK-SAME: indexing_maps = [affine_map<(d0, d1, d2, d3) -> (d0, d1, d3)>, affine_map<(d0, d1, d2, d3) -> (d3, d2)>, affine_map<(d0, d1, d2, d3) -> (d0, d1, d2)>]
  // CHECK-SAME: iterator_types = ["parallel", "parallel", "parallel", "reduction"]
  %0 = nnef.matmul %a, %b : (tensor<2x3x4xf32>, tensor<1x4x5xf32>) -> tensor<2x3x5xf32>
  return %0 : tensor<2x3x5xf32>
}

// The filter has a row for each output, and the sums start at the bias.
// CHECK-LABEL: func @linear
// CHECK-SAME: (%[[INPUT:.+]]: tensor<3x4xf32>, %[[FILTER:.+]]: tensor<5x4xf32>, %[[BIAS:.+]]: tensor<1x5xf32>)
func.func @linear(%input: tensor<3x4xf32>, %filter: tensor<5x4xf32>, %bias: tensor<1x5xf32>) -> tensor<3x5xf32> {
  // CHECK: %[[ROW:.+]] = tensor.collapse_shape %[[BIAS]] {{\[\[}}0, 1]] : tensor<1x5xf32> into tensor<5xf32>
  // CHECK: %[[INIT:.+]] = linalg.generic {indexing_maps = [affine_map<(d0, d1) -> (d1)>, affine_map<(d0, d1) -> (d0, d1)>]{{.+}} ins(%[[ROW]] :
  // CHECK: linalg.matmul indexing_maps = [affine_map<(d0, d1, d2) -> (d0, d2)>, affine_map<(d0, d1, d2) -> (d1, d2)>, affine_map<(d0, d1, d2) -> (d0, d1)>] ins(%[[INPUT]], %[[FILTER]] : {{.+}}) outs(%[[INIT]] :
  %0 = nnef.linear %input, %filter, %bias : (tensor<3x4xf32>, tensor<5x4xf32>, tensor<1x5xf32>) -> tensor<3x5xf32>
  return %0 : tensor<3x5xf32>
}

// CHECK-LABEL: func @dynamic
func.func @dynamic(%input: tensor<?x4xf32>, %filter: tensor<5x4xf32>, %bias: tensor<f32>) -> tensor<?x5xf32> {
  // CHECK: linalg.matmul {{.+}} -> tensor<?x5xf32>
  %0 = nnef.linear %input, %filter, %bias : (tensor<?x4xf32>, tensor<5x4xf32>, tensor<f32>) -> tensor<?x5xf32>
  return %0 : tensor<?x5xf32>
}
