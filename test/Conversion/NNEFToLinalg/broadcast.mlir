// RUN: nnef-opt %s --nnef-to-linalg --mlir-print-local-scope | FileCheck %s

// Leading dimensions are aligned: each operand is mapped to the first loops.

// CHECK-LABEL: func @trailing
func.func @trailing(%x: tensor<2x3x4xf32>, %y: tensor<2xf32>) -> tensor<2x3x4xf32> {
  // CHECK: linalg.generic
  // CHECK-SAME: indexing_maps = [affine_map<(d0, d1, d2) -> (d0, d1, d2)>, affine_map<(d0, d1, d2) -> (d0)>, affine_map<(d0, d1, d2) -> (d0, d1, d2)>]
  // CHECK-SAME: ins(%{{.+}}, %{{.+}} : tensor<2x3x4xf32>, tensor<2xf32>)
  %0 = nnef.add %x, %y : (tensor<2x3x4xf32>, tensor<2xf32>) -> tensor<2x3x4xf32>
  return %0 : tensor<2x3x4xf32>
}

// CHECK-LABEL: func @scalar
func.func @scalar(%x: tensor<f32>, %y: tensor<2x3xf32>) -> tensor<2x3xf32> {
  // CHECK: indexing_maps = [affine_map<(d0, d1) -> ()>, affine_map<(d0, d1) -> (d0, d1)>, affine_map<(d0, d1) -> (d0, d1)>]
  %0 = nnef.sub %x, %y : (tensor<f32>, tensor<2x3xf32>) -> tensor<2x3xf32>
  return %0 : tensor<2x3xf32>
}

// Extents of 1 that are repeated are taken away from the operand.
// CHECK-LABEL: func @channels
// CHECK-SAME: (%[[X:.+]]: tensor<2x3x4xf32>, %[[Y:.+]]: tensor<1x3xf32>)
func.func @channels(%x: tensor<2x3x4xf32>, %y: tensor<1x3xf32>) -> tensor<2x3x4xf32> {
  // CHECK: %[[ROW:.+]] = tensor.collapse_shape %[[Y]] {{\[\[}}0, 1]] : tensor<1x3xf32> into tensor<3xf32>
  // CHECK: indexing_maps = [affine_map<(d0, d1, d2) -> (d0, d1, d2)>, affine_map<(d0, d1, d2) -> (d1)>, affine_map<(d0, d1, d2) -> (d0, d1, d2)>]
  // CHECK-SAME: ins(%[[X]], %[[ROW]] :
  %0 = nnef.mul %x, %y : (tensor<2x3x4xf32>, tensor<1x3xf32>) -> tensor<2x3x4xf32>
  return %0 : tensor<2x3x4xf32>
}

// Those that both operands have stay.
// CHECK-LABEL: func @both_ways
func.func @both_ways(%x: tensor<1x1x4xf32>, %y: tensor<1x3xf32>) -> tensor<1x3x4xf32> {
  // CHECK-DAG: tensor.collapse_shape %{{.+}} {{\[\[}}0], [1, 2]] : tensor<1x1x4xf32> into tensor<1x4xf32>
  // CHECK: indexing_maps = [affine_map<(d0, d1, d2) -> (d0, d2)>, affine_map<(d0, d1, d2) -> (d0, d1)>, affine_map<(d0, d1, d2) -> (d0, d1, d2)>]
  %0 = nnef.div %x, %y : (tensor<1x1x4xf32>, tensor<1x3xf32>) -> tensor<1x3x4xf32>
  return %0 : tensor<1x3x4xf32>
}

// CHECK-LABEL: func @dynamic
// CHECK-SAME: (%[[X:.+]]: tensor<?x3xf32>, %[[Y:.+]]: tensor<1x3x?xf32>)
func.func @dynamic(%x: tensor<?x3xf32>, %y: tensor<1x3x?xf32>) -> tensor<?x3x?xf32> {
  // CHECK-DAG: %[[C0:.+]] = arith.constant 0 : index
  // CHECK-DAG: %[[C2:.+]] = arith.constant 2 : index
  // CHECK-DAG: %[[BATCH:.+]] = tensor.dim %[[X]], %[[C0]]
  // CHECK-DAG: %[[LENGTH:.+]] = tensor.dim %[[Y]], %[[C2]]
  // CHECK: tensor.empty(%[[BATCH]], %[[LENGTH]]) : tensor<?x3x?xf32>
  // CHECK: indexing_maps = [affine_map<(d0, d1, d2) -> (d0, d1)>, affine_map<(d0, d1, d2) -> (d1, d2)>, affine_map<(d0, d1, d2) -> (d0, d1, d2)>]
  %0 = nnef.add %x, %y : (tensor<?x3xf32>, tensor<1x3x?xf32>) -> tensor<?x3x?xf32>
  return %0 : tensor<?x3x?xf32>
}

// Only the run time knows which of two unknown extents is repeated.
// CHECK-LABEL: func @unknown
// CHECK-SAME: (%[[X:.+]]: tensor<?xf32>, %[[Y:.+]]: tensor<?xf32>)
func.func @unknown(%x: tensor<?xf32>, %y: tensor<?xf32>) -> tensor<?xf32> {
  // CHECK-DAG: %[[M:.+]] = tensor.dim %[[X]]
  // CHECK-DAG: %[[N:.+]] = tensor.dim %[[Y]]
  // CHECK: %[[BOTH:.+]] = arith.minsi %[[M]], %[[N]]
  // CHECK: %[[IS_ONE_N:.+]] = arith.cmpi eq, %[[N]]
  // CHECK: %[[M_OR_BOTH:.+]] = arith.select %[[IS_ONE_N]], %[[M]], %[[BOTH]]
  // CHECK: %[[IS_ONE_M:.+]] = arith.cmpi eq, %[[M]]
  // CHECK: %[[SIZE:.+]] = arith.select %[[IS_ONE_M]], %[[N]], %[[M_OR_BOTH]]
  // CHECK: linalg.generic {{.+}} outs(%{{.+}} : tensor<?xf32>)
  // CHECK: arith.minsi
  // CHECK: tensor.extract %[[X]]
  // CHECK: arith.minsi
  // CHECK: tensor.extract %[[Y]]
  %0 = nnef.add %x, %y : (tensor<?xf32>, tensor<?xf32>) -> tensor<?xf32>
  return %0 : tensor<?xf32>
}

// An extent that is the same for certain is not repeated.
// CHECK-LABEL: func @same
// CHECK-SAME: (%[[X:.+]]: tensor<?x8x?xf32>
func.func @same(%x: tensor<?x8x?xf32>, %filter: tensor<8x8x3xf32>, %bias: tensor<f32>) -> tensor<?x8x?xf32> {
  // CHECK: %[[CONV:.+]] = linalg.conv_1d_ncw_fcw
  %0 = nnef.conv %x, %filter, %bias : (tensor<?x8x?xf32>, tensor<8x8x3xf32>, tensor<f32>) -> tensor<?x8x?xf32>
  // CHECK: linalg.generic {{.+}} ins(%[[CONV]], %[[X]] : tensor<?x8x?xf32>, tensor<?x8x?xf32>)
  // CHECK-NOT: tensor.extract
  %1 = nnef.add %0, %x : (tensor<?x8x?xf32>, tensor<?x8x?xf32>) -> tensor<?x8x?xf32>
  return %1 : tensor<?x8x?xf32>
}
