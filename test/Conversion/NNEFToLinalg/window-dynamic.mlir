// RUN: nnef-opt %s --nnef-to-linalg --canonicalize --cse --mlir-print-local-scope | FileCheck %s

// Automatic padding that depends on an extent which only the run time knows: in
// all (places - 1) * 2 + 3 - extent, but at least 0.
// CHECK-LABEL: func @automatic
// CHECK-SAME: (%[[X:.+]]: tensor<1x3x?xf32>
func.func @automatic(%x: tensor<1x3x?xf32>, %filter: tensor<4x3x3xf32>, %bias: tensor<f32>) -> tensor<1x4x?xf32> {
  // CHECK-DAG: %[[ZERO:.+]] = arith.constant 0 : index
  // CHECK-DAG: %[[EXTENT:.+]] = tensor.dim %[[X]]
  // CHECK: %[[NEEDED:.+]] = affine.apply affine_map<()[s0] -> (-s0 + (s0 ceildiv 2) * 2 + 1)>()[%[[EXTENT]]]
  // CHECK: %[[TOTAL:.+]] = arith.maxsi %[[NEEDED]], %[[ZERO]]
  // CHECK: %[[BEFORE:.+]] = affine.apply affine_map<()[s0] -> (s0 floordiv 2)>()[%[[TOTAL]]]
  // CHECK: %[[AFTER:.+]] = affine.apply affine_map<()[s0] -> (s0 - s0 floordiv 2)>()[%[[TOTAL]]]
  // CHECK: tensor.pad %[[X]] low[0, 0, %[[BEFORE]]] high[0, 0, %[[AFTER]]]
  // CHECK: linalg.conv_1d_ncw_fcw {{.+}} -> tensor<1x4x?xf32>
  %0 = nnef.conv %x, %filter, %bias stride = [2] : (tensor<1x3x?xf32>, tensor<4x3x3xf32>, tensor<f32>) -> tensor<1x4x?xf32>
  return %0 : tensor<1x4x?xf32>
}

// What the reverse of a window needs around the spread input is known even if
// the extent is not: it does not depend on it.
// CHECK-LABEL: func @reverse
// CHECK-SAME: (%[[X:.+]]: tensor<1x1x?xf32>
func.func @reverse(%x: tensor<1x1x?xf32>) -> tensor<1x1x?xf32> {
  // CHECK: %[[SPREAD:.+]] = tensor.insert_slice %[[X]] into %{{.+}}[0, 0, 0] [1, 1, %{{.+}}] [1, 1, 2] : tensor<1x1x?xf32> into tensor<1x1x?xf32>
  // CHECK: tensor.pad %[[SPREAD]] low[0, 0, 2] high[0, 0, 1]
  %0 = nnef.debox %x size = [1, 1, 3] stride = [1, 1, 2] : (tensor<1x1x?xf32>) -> tensor<1x1x?xf32>
  return %0 : tensor<1x1x?xf32>
}

// A reflection does not read beyond the other edge, however short the input is.
// CHECK-LABEL: func @reflect
// CHECK-SAME: (%[[X:.+]]: tensor<?xf32>)
func.func @reflect(%x: tensor<?xf32>) -> tensor<?xf32> {
  // CHECK: linalg.generic
  // CHECK: %[[FOLDED:.+]] = arith.minsi
  // CHECK: %[[NOT_BELOW:.+]] = arith.maxsi %[[FOLDED]]
  // CHECK: %[[INSIDE:.+]] = arith.minsi %[[NOT_BELOW]], %{{.+}}
  // CHECK: tensor.extract %[[X]][%[[INSIDE]]]
  %0 = nnef.pad %x padding = [(2, 1)] border = reflect : (tensor<?xf32>) -> tensor<?xf32>
  return %0 : tensor<?xf32>
}

// Groups of which only the run time knows the number.
// CHECK-LABEL: func @depthwise
func.func @depthwise(%x: tensor<1x?x8xf32>, %filter: tensor<6x1x3xf32>, %bias: tensor<f32>) -> tensor<1x6x8xf32> {
  // CHECK: tensor.expand_shape %{{.+}} {{\[\[}}0], [1, 2], [3]] output_shape [1, %{{.+}}, 1, 10] : tensor<1x?x10xf32> into tensor<1x?x1x10xf32>
  // CHECK: linalg.generic
  %0 = nnef.conv %x, %filter, %bias groups = 0 : (tensor<1x?x8xf32>, tensor<6x1x3xf32>, tensor<f32>) -> tensor<1x6x8xf32>
  return %0 : tensor<1x6x8xf32>
}
