// RUN: nnef-opt %s --nnef-to-linalg --mlir-print-local-scope | FileCheck %s

// With the border `constant`, which is the default, zeros take part.
// CHECK-LABEL: func @max_pool
// CHECK-SAME: (%[[X:.+]]: tensor<1x8x32x32xf32>)
func.func @max_pool(%x: tensor<1x8x32x32xf32>) -> tensor<1x8x16x16xf32> {
  // CHECK-DAG: %[[LOWEST:.+]] = arith.constant 0xFF800000 : f32
  // CHECK-DAG: %[[ZERO:.+]] = arith.constant 0.000000e+00 : f32
  // CHECK: %[[PADDED:.+]] = tensor.pad %[[X]] low[0, 0, 0, 0] high[0, 0, 1, 1]
  // CHECK: tensor.yield %[[ZERO]]
  // CHECK: %[[INIT:.+]] = linalg.fill ins(%[[LOWEST]] : f32)
  // CHECK: %[[WINDOW:.+]] = tensor.empty() : tensor<3x3xf32>
  // CHECK: linalg.pooling_nchw_max {dilations = dense<1> : vector<2xi64>, strides = dense<2> : vector<2xi64>} ins(%[[PADDED]], %[[WINDOW]] : tensor<1x8x33x33xf32>, tensor<3x3xf32>) outs(%[[INIT]] : tensor<1x8x16x16xf32>)
  %0 = nnef.max_pool %x size = [1, 1, 3, 3] stride = [1, 1, 2, 2] : (tensor<1x8x32x32xf32>) -> tensor<1x8x16x16xf32>
  return %0 : tensor<1x8x16x16xf32>
}

// With the border `ignore` they do not.
// CHECK-LABEL: func @max_pool_ignore
func.func @max_pool_ignore(%x: tensor<1x8x32x32xf32>) -> tensor<1x8x16x16xf32> {
  // CHECK: %[[LOWEST:.+]] = arith.constant 0xFF800000 : f32
  // CHECK: tensor.pad
  // CHECK: tensor.yield %[[LOWEST]]
  // CHECK: linalg.pooling_nchw_max
  %0 = nnef.max_pool %x size = [1, 1, 3, 3] border = ignore stride = [1, 1, 2, 2] : (tensor<1x8x32x32xf32>) -> tensor<1x8x16x16xf32>
  return %0 : tensor<1x8x16x16xf32>
}

// The average is over the whole window, zeros included.
// CHECK-LABEL: func @avg_pool
func.func @avg_pool(%x: tensor<1x8x32x32xf32>) -> tensor<1x8x32x32xf32> {
  // CHECK: tensor.pad %{{.+}} low[0, 0, 1, 0] high[0, 0, 1, 1]
  // CHECK: %[[SUM:.+]] = linalg.pooling_nchw_sum
  // CHECK: linalg.generic {{.+}} ins(%[[SUM]] :
  // CHECK: %[[SIX:.+]] = arith.constant 6.000000e+00 : f32
  // CHECK: arith.divf %{{.+}}, %[[SIX]]
  %0 = nnef.avg_pool %x size = [1, 1, 3, 2] : (tensor<1x8x32x32xf32>) -> tensor<1x8x32x32xf32>
  return %0 : tensor<1x8x32x32xf32>
}

// With `ignore`, over the elements that are there: their number is the sum of
// ones.
// CHECK-LABEL: func @avg_pool_ignore
func.func @avg_pool_ignore(%x: tensor<1x8x32x32xf32>) -> tensor<1x8x32x32xf32> {
  // CHECK: %[[SUM:.+]] = linalg.pooling_nchw_sum
  // CHECK: %[[ONE:.+]] = arith.constant 1.000000e+00 : f32
  // CHECK: %[[ONES:.+]] = linalg.fill ins(%[[ONE]] : f32) outs(%{{.+}} : tensor<1x8x32x32xf32>)
  // CHECK: %[[PADDED:.+]] = tensor.pad %[[ONES]]
  // CHECK: %[[COUNT:.+]] = linalg.pooling_nchw_sum {{.+}} ins(%[[PADDED]],
  // CHECK: linalg.generic {{.+}} ins(%[[SUM]], %[[COUNT]] :
  // CHECK: arith.divf
  %0 = nnef.avg_pool %x size = [1, 1, 3, 3] border = ignore : (tensor<1x8x32x32xf32>) -> tensor<1x8x32x32xf32>
  return %0 : tensor<1x8x32x32xf32>
}

// CHECK-LABEL: func @rms_pool
func.func @rms_pool(%x: tensor<1x8x32x32xf32>) -> tensor<1x8x16x16xf32> {
  // CHECK: arith.mulf
  // CHECK: linalg.pooling_nchw_sum
  // CHECK: arith.divf
  // CHECK: math.sqrt
  %0 = nnef.rms_pool %x size = [1, 1, 2, 2] stride = [1, 1, 2, 2] : (tensor<1x8x32x32xf32>) -> tensor<1x8x16x16xf32>
  return %0 : tensor<1x8x16x16xf32>
}

// A window over other dimensions has no named operation.
// CHECK-LABEL: func @channels
func.func @channels(%x: tensor<1x8x4x4xf32>) -> tensor<1x8x4x4xf32> {
  // CHECK: tensor.pad %{{.+}} low[0, 2, 0, 0] high[0, 2, 0, 0]
  // CHECK: linalg.generic
  // CHECK-SAME: indexing_maps = [affine_map<(d0, d1, d2, d3, d4) -> (d0, d1 + d4, d2, d3)>, affine_map<(d0, d1, d2, d3, d4) -> (d4)>, affine_map<(d0, d1, d2, d3, d4) -> (d0, d1, d2, d3)>]
  // CHECK-SAME: iterator_types = ["parallel", "parallel", "parallel", "parallel", "reduction"]
  // CHECK: arith.addf
  // CHECK-NOT: arith.divf
  %0 = nnef.box %x size = [1, 5, 1, 1] : (tensor<1x8x4x4xf32>) -> tensor<1x8x4x4xf32>
  return %0 : tensor<1x8x4x4xf32>
}

// CHECK-LABEL: func @debox
func.func @debox(%x: tensor<1x1x4xf32>) -> tensor<1x1x8xf32> {
  // CHECK: tensor.insert_slice %{{.+}} into %{{.+}}[0, 0, 0] [1, 1, 4] [1, 1, 2] : tensor<1x1x4xf32> into tensor<1x1x7xf32>
  // CHECK: tensor.pad %{{.+}} low[0, 0, 1] high[0, 0, 1]
  // CHECK: arith.addf
  %0 = nnef.debox %x size = [1, 1, 2] padding = [(0, 0), (0, 0), (0, 0)] stride = [1, 1, 2] : (tensor<1x1x4xf32>) -> tensor<1x1x8xf32>
  return %0 : tensor<1x1x8xf32>
}

// The first of equal elements wins, and its position within the window counts.
// CHECK-LABEL: func @argmax_pool
func.func @argmax_pool(%x: tensor<1x1x4x4xf32>) -> tensor<1x1x2x2xi64> {
  // CHECK: linalg.generic
  // CHECK: linalg.index 4
  // CHECK: linalg.index 5
  // CHECK: arith.index_cast %{{.+}} : index to i64
  // CHECK: arith.cmpf ogt
  %0 = nnef.argmax_pool %x size = [1, 1, 2, 2] stride = [1, 1, 2, 2] : (tensor<1x1x4x4xf32>) -> tensor<1x1x2x2xi64>
  return %0 : tensor<1x1x2x2xi64>
}

// The batch need not be known, even with automatic padding.
// CHECK-LABEL: func @dynamic
func.func @dynamic(%x: tensor<?x8x32x32xf32>) -> tensor<?x8x16x16xf32> {
  // CHECK: tensor.pad %{{.+}} low[0, 0, 0, 0] high[0, 0, 1, 1]
  // CHECK: linalg.pooling_nchw_max {{.+}} -> tensor<?x8x16x16xf32>
  %0 = nnef.max_pool %x size = [1, 1, 3, 3] stride = [1, 1, 2, 2] : (tensor<?x8x32x32xf32>) -> tensor<?x8x16x16xf32>
  return %0 : tensor<?x8x16x16xf32>
}
