// RUN: nnef-opt %s --nnef-to-linalg --mlir-print-local-scope | FileCheck %s

// CHECK-LABEL: func @batch
func.func @batch(%x: tensor<2x8x4xf32>, %p: tensor<1x8xf32>) -> tensor<2x8x4xf32> {
  // CHECK: linalg.generic
  // CHECK-SAME: affine_map<(d0, d1, d2) -> (d0, d1, d2)>, affine_map<(d0, d1, d2) -> (d1)>
  // CHECK: ^bb0(%[[X:.+]]: f32, %[[MEAN:.+]]: f32, %[[VARIANCE:.+]]: f32, %[[OFFSET:.+]]: f32, %[[SCALE:.+]]: f32, %{{.+}}: f32):
  // CHECK: %[[EPSILON:.+]] = arith.constant 1.250000e-01 : f32
  // CHECK: %[[SUM:.+]] = arith.addf %[[VARIANCE]], %[[EPSILON]]
  // CHECK: %[[DEVIATION:.+]] = math.sqrt %[[SUM]]
  // CHECK: %[[CENTRED:.+]] = arith.subf %[[X]], %[[MEAN]]
  // CHECK: %[[SCALED:.+]] = arith.mulf %[[SCALE]], %[[CENTRED]]
  // CHECK: %[[QUOTIENT:.+]] = arith.divf %[[SCALED]], %[[DEVIATION]]
  // CHECK: arith.addf %[[OFFSET]], %[[QUOTIENT]]
  %0 = nnef.batch_normalization %x, %p, %p, %p, %p epsilon = 0.125 : (tensor<2x8x4xf32>, tensor<1x8xf32>, tensor<1x8xf32>, tensor<1x8xf32>, tensor<1x8xf32>) -> tensor<2x8x4xf32>
  return %0 : tensor<2x8x4xf32>
}

// The average counts the zeros beyond the edges: 5 elements everywhere.
// CHECK-LABEL: func @local_response
func.func @local_response(%x: tensor<1x8x4x4xf32>) -> tensor<1x8x4x4xf32> {
  // CHECK: arith.mulf
  // CHECK: tensor.pad %{{.+}} low[0, 2, 0, 0] high[0, 2, 0, 0]
  // CHECK: arith.constant 5.000000e+00 : f32
  // CHECK: arith.divf
  // CHECK: math.powf
  // CHECK: arith.divf
  %0 = nnef.local_response_normalization %x size = [1, 5, 1, 1] : (tensor<1x8x4x4xf32>) -> tensor<1x8x4x4xf32>
  return %0 : tensor<1x8x4x4xf32>
}

// CHECK-LABEL: func @local_contrast
func.func @local_contrast(%x: tensor<?x8x4x4xf32>) -> tensor<?x8x4x4xf32> {
  // CHECK: linalg.pooling_nchw_sum
  // CHECK: arith.subf
  // CHECK: arith.mulf
  // CHECK: linalg.pooling_nchw_sum
  // CHECK: math.sqrt
  // CHECK-NOT: nnef.
  %0 = nnef.local_contrast_normalization %x size = [1, 1, 3, 3] : (tensor<?x8x4x4xf32>) -> tensor<?x8x4x4xf32>
  return %0 : tensor<?x8x4x4xf32>
}

// CHECK-LABEL: func @l1
func.func @l1(%x: tensor<2x8xf32>) -> tensor<2x8xf32> {
  // CHECK: math.absf
  // CHECK: linalg.reduce { arith.addf } {{.+}} dimensions = [1]
  // CHECK-NOT: math.sqrt
  // CHECK: %[[BIAS:.+]] = arith.constant 2.500000e-01 : f32
  // CHECK: %[[NORM:.+]] = arith.addf %{{.+}}, %[[BIAS]]
  // CHECK: %[[EPSILON:.+]] = arith.constant 1.250000e-01 : f32
  // CHECK: arith.cmpf ogt, %[[NORM]], %[[EPSILON]]
  %0 = nnef.l1_normalization %x axes = [1] bias = 0.25 epsilon = 0.125 : (tensor<2x8xf32>) -> tensor<2x8xf32>
  return %0 : tensor<2x8xf32>
}

// CHECK-LABEL: func @l2
func.func @l2(%x: tensor<2x8xf32>) -> tensor<2x8xf32> {
  // CHECK: arith.mulf
  // CHECK: linalg.reduce { arith.addf } {{.+}} dimensions = [1]
  // CHECK: math.sqrt
  %0 = nnef.l2_normalization %x axes = [1] : (tensor<2x8xf32>) -> tensor<2x8xf32>
  return %0 : tensor<2x8xf32>
}
