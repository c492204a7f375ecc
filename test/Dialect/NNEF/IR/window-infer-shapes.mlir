// RUN: nnef-opt %s --split-input-file --verify-diagnostics \
// RUN:   --resolve-ranked-shaped-type-result-dims --mlir-print-local-scope | FileCheck %s

// CHECK-LABEL: func @pools
func.func @pools(%x: tensor<2x8x33x32xf32>) {
  // Automatic padding: the extent divided by the stride, rounded up.
  %0 = nnef.max_pool %x size = [1, 1, 3, 3] stride = [1, 1, 2, 2] : (tensor<2x8x33x32xf32>) -> tensor<2x8x17x16xf32>
  // Without padding: (33 - 3) / 2 + 1, and (32 - 3) / 2 + 1, rounded down.
  %1 = nnef.avg_pool %x size = [1, 1, 3, 3] padding = [(0, 0), (0, 0), (0, 0), (0, 0)] stride = [1, 1, 2, 2] : (tensor<2x8x33x32xf32>) -> tensor<2x8x16x15xf32>
  // A window of 3 with dilation 4 covers 9: 33 + 1 - 9 + 1, and 32 - 9 + 1.
  %2 = nnef.rms_pool %x size = [1, 1, 3, 3] padding = [(0, 0), (0, 0), (0, 1), (0, 0)] dilation = [1, 1, 4, 4] : (tensor<2x8x33x32xf32>) -> tensor<2x8x26x24xf32>
  // Batch and channels are dimensions like the others: (8 - 2) / 2 + 1.
  %3 = nnef.box %x size = [2, 2, 1, 1] padding = [(0, 0), (0, 0), (0, 0), (0, 0)] stride = [1, 2, 1, 1] : (tensor<2x8x33x32xf32>) -> tensor<1x4x33x32xf32>
  %4:2 = nnef.max_pool_with_index %x size = [1, 1, 2, 2] stride = [1, 1, 2, 3] : (tensor<2x8x33x32xf32>) -> (tensor<2x8x17x11xf32>, tensor<2x8x17x11xi32>)
  return
}

// -----

func.func @wrong(%x: tensor<1x8x33xf32>) {
  // expected-error @+2 {{'nnef.max_pool' op inferred type(s) 'tensor<1x8x17xf32>' are incompatible with return type(s) of operation 'tensor<1x8x16xf32>'}}
  // expected-error @+1 {{failed to infer returned types}}
  %0 = nnef.max_pool %x size = [1, 1, 3] stride = [1, 1, 2] : (tensor<1x8x33xf32>) -> tensor<1x8x16xf32>
  return
}

// -----

// An index is 32 bits wide unless a model chooses otherwise, and never a float.
func.func @index_type(%x: tensor<1x8xf32>) {
  %0 = nnef.argmax_pool %x size = [1, 2] : (tensor<1x8xf32>) -> tensor<1x8xi64>
  // expected-error @+1 {{'nnef.argmax_pool' op result #0 must be ranked tensor of 8-bit signless integer or 16-bit signless integer or 32-bit signless integer or 64-bit signless integer values, but got 'tensor<1x8xf32>'}}
  %1 = nnef.argmax_pool %x size = [1, 2] : (tensor<1x8xf32>) -> tensor<1x8xf32>
  return
}

// -----

// CHECK-LABEL: func @reverse
func.func @reverse(%x: tensor<1x8x16x16xf32>, %index: tensor<1x8x16x16xi32>) {
  // Automatic padding: the extent times the stride.
  %0 = nnef.debox %x size = [1, 1, 3, 3] stride = [1, 1, 2, 3] : (tensor<1x8x16x16xf32>) -> tensor<1x8x32x48xf32>
  // Without padding: 15 * 2 + 3, and 15 * 3 + 3.
  %1 = nnef.debox %x size = [1, 1, 3, 3] padding = [(0, 0), (0, 0), (0, 0), (0, 0)] stride = [1, 1, 2, 3] : (tensor<1x8x16x16xf32>) -> tensor<1x8x33x48xf32>
  // The output shape chooses among the extents that lead to 16 places:
  // (34 - 3) / 2 + 1 is still 16, and (50 - 3) / 3 + 1 as well.
  %2 = nnef.debox %x size = [1, 1, 3, 3] padding = [(0, 0), (0, 0), (0, 0), (0, 0)] stride = [1, 1, 2, 3] output_shape = [1, 8, 34, 50] : (tensor<1x8x16x16xf32>) -> tensor<1x8x34x50xf32>
  %3 = nnef.desample %x, %index size = [1, 1, 2, 2] padding = [(0, 0), (0, 0), (0, 0), (0, 0)] stride = [1, 1, 2, 2] : (tensor<1x8x16x16xf32>, tensor<1x8x16x16xi32>) -> tensor<1x8x32x32xf32>
  return
}

// -----

func.func @reverse_wrong(%x: tensor<1x8x16xf32>) {
  // expected-error @+2 {{'nnef.debox' op inferred type(s) 'tensor<1x8x32xf32>' are incompatible with return type(s) of operation 'tensor<1x8x33xf32>'}}
  // expected-error @+1 {{failed to infer returned types}}
  %0 = nnef.debox %x size = [1, 1, 3] stride = [1, 1, 2] : (tensor<1x8x16xf32>) -> tensor<1x8x33xf32>
  return
}

// -----

// CHECK-LABEL: func @sample
func.func @sample(%x: tensor<1x8x33x33xf32>, %index: tensor<1x8x17x17xi32>) {
  %0 = nnef.sample %x, %index size = [1, 1, 2, 2] stride = [1, 1, 2, 2] : (tensor<1x8x33x33xf32>, tensor<1x8x17x17xi32>) -> tensor<1x8x17x17xf32>
  return
}

// -----

// CHECK-LABEL: func @dynamic
// CHECK-SAME: (%[[X:.+]]: tensor<?x8x?x32xf32>)
func.func @dynamic(%x: tensor<?x8x?x32xf32>) -> (index, index, index, index) {
  %c0 = arith.constant 0 : index
  %c2 = arith.constant 2 : index
  %c3 = arith.constant 3 : index
  // CHECK-DAG: %[[C16:.+]] = arith.constant 16 : index
  // CHECK-DAG: %[[BATCH:.+]] = tensor.dim %[[X]], %{{.+}}
  // CHECK-DAG: %[[AUTO:.+]] = affine.apply affine_map<()[s0] -> (s0 ceildiv 2)>()[%{{.+}}]
  %0 = nnef.max_pool %x size = [1, 1, 3, 3] stride = [1, 1, 2, 2] : (tensor<?x8x?x32xf32>) -> tensor<?x8x?x16xf32>
  %d0 = tensor.dim %0, %c0 : tensor<?x8x?x16xf32>
  %d1 = tensor.dim %0, %c2 : tensor<?x8x?x16xf32>
  %d2 = tensor.dim %0, %c3 : tensor<?x8x?x16xf32>
  // (h + 1 - 3) / 2 + 1 is h / 2.
  // CHECK-DAG: %[[PADDED:.+]] = affine.apply affine_map<()[s0] -> (s0 floordiv 2)>()[%{{.+}}]
  %1 = nnef.max_pool %x size = [1, 1, 3, 3] padding = [(0, 0), (0, 0), (0, 1), (0, 0)] stride = [1, 1, 2, 2] : (tensor<?x8x?x32xf32>) -> tensor<?x8x?x15xf32>
  %d3 = tensor.dim %1, %c2 : tensor<?x8x?x15xf32>
  // CHECK: return %[[BATCH]], %[[AUTO]], %[[C16]], %[[PADDED]]
  return %d0, %d1, %d2, %d3 : index, index, index, index
}
