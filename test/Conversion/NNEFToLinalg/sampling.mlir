// RUN: nnef-opt %s --nnef-to-linalg --mlir-print-local-scope | FileCheck %s

// CHECK-LABEL: func @nearest_downsample
func.func @nearest_downsample(%x: tensor<1x8x32x32xf32>) -> tensor<1x8x16x8xf32> {
  // CHECK: tensor.extract_slice %{{.+}}[0, 0, 0, 0] [1, 8, 16, 8] [1, 1, 2, 4]
  %0 = nnef.nearest_downsample %x factor = [2, 4] : (tensor<1x8x32x32xf32>) -> tensor<1x8x16x8xf32>
  return %0 : tensor<1x8x16x8xf32>
}

// CHECK-LABEL: func @area_downsample
func.func @area_downsample(%x: tensor<1x8x32x32xf32>) -> tensor<1x8x16x8xf32> {
  // CHECK-NOT: tensor.pad
  // CHECK: linalg.pooling_nchw_sum {dilations = dense<1> : vector<2xi64>, strides = dense<[2, 4]> : vector<2xi64>}
  // CHECK: arith.constant 8.000000e+00 : f32
  // CHECK: arith.divf
  %0 = nnef.area_downsample %x factor = [2, 4] : (tensor<1x8x32x32xf32>) -> tensor<1x8x16x8xf32>
  return %0 : tensor<1x8x16x8xf32>
}

// CHECK-LABEL: func @nearest_upsample
func.func @nearest_upsample(%x: tensor<?x8x4x4xf32>) -> tensor<?x8x8x12xf32> {
  // CHECK: linalg.broadcast ins(%{{.+}} : tensor<?x8x4x4xf32>) outs(%{{.+}} : tensor<?x8x4x2x4x3xf32>) dimensions = [3, 5]
  // CHECK: tensor.collapse_shape %{{.+}} {{\[\[}}0], [1], [2, 3], [4, 5]]
  %0 = nnef.nearest_upsample %x factor = [2, 3] : (tensor<?x8x4x4xf32>) -> tensor<?x8x8x12xf32>
  return %0 : tensor<?x8x8x12xf32>
}

// One dimension after the other.
// CHECK-LABEL: func @multilinear_upsample
func.func @multilinear_upsample(%x: tensor<1x8x4x4xf32>) -> tensor<1x8x8x12xf32> {
  // Symmetric: element i lies at (2 * i + 1 - f) / (2 * f).
  // CHECK: linalg.generic {{.+}} outs(%{{.+}} : tensor<1x8x8x4xf32>)
  // CHECK: %[[I:.+]] = linalg.index 2
  // CHECK: %[[DIVISOR:.+]] = arith.constant 4 : index
  // CHECK: %[[TWO:.+]] = arith.constant 2 : index
  // CHECK: %[[TWICE:.+]] = arith.muli %[[I]], %[[TWO]]
  // CHECK: %[[OFFSET:.+]] = arith.constant -1 : index
  // CHECK: %[[PLACE:.+]] = arith.addi %[[TWICE]], %[[OFFSET]]
  // CHECK: arith.floordivsi %[[PLACE]], %[[DIVISOR]]
  // CHECK: linalg.generic {{.+}} outs(%{{.+}} : tensor<1x8x8x12xf32>)
  // CHECK: linalg.index 3
  %0 = nnef.multilinear_upsample %x factor = [2, 3] : (tensor<1x8x4x4xf32>) -> tensor<1x8x8x12xf32>
  return %0 : tensor<1x8x8x12xf32>
}
