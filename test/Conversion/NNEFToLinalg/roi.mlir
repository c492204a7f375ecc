// RUN: nnef-opt %s --nnef-to-linalg | FileCheck %s

// All cells at once; each adds up the elements between its edges.
// CHECK-LABEL: func @pool
// CHECK-SAME: (%[[X:.+]]: tensor<2x3x8x9xf32>, %[[ROIS:.+]]: tensor<5x4xf32>, %[[ITEMS:.+]]: tensor<5xi32>)
func.func @pool(%x: tensor<2x3x8x9xf32>, %rois: tensor<5x4xf32>, %items: tensor<5xi32>) -> tensor<5x3x2x2xf32> {
  // CHECK: linalg.generic {{.+}} iterator_types = ["parallel", "parallel", "parallel", "parallel"]} outs(%{{.+}} : tensor<5x3x2x2xf32>)
  // CHECK: tensor.extract %[[ROIS]]
  // CHECK: arith.ceildivsi
  // CHECK: %[[ITEM:.+]] = tensor.extract %[[ITEMS]]
  // CHECK: %[[SUM:.+]] = scf.for
  // CHECK: scf.for
  // CHECK: tensor.extract %[[X]]
  // CHECK: arith.addf
  // CHECK: arith.divf %[[SUM]]
  %0 = nnef.avg_roi_pool %x, %rois, %items output_size = [2, 2] : (tensor<2x3x8x9xf32>, tensor<5x4xf32>, tensor<5xi32>) -> tensor<5x3x2x2xf32>
  return %0 : tensor<5x3x2x2xf32>
}

// Four neighbours in a plane, weighted.
// CHECK-LABEL: func @resample
// CHECK-SAME: (%[[X:.+]]: tensor<2x3x8x9xf32>
func.func @resample(%x: tensor<2x3x8x9xf32>, %rois: tensor<5x4xf32>, %items: tensor<5x1xi32>) -> tensor<5x3x2x2xf32> {
  // CHECK: linalg.generic
  // CHECK-COUNT-4: tensor.extract %[[X]]
  // CHECK: linalg.yield
  %0 = nnef.roi_resample %x, %rois, %items output_size = [2, 2] : (tensor<2x3x8x9xf32>, tensor<5x4xf32>, tensor<5x1xi32>) -> tensor<5x3x2x2xf32>
  return %0 : tensor<5x3x2x2xf32>
}

// Finer samples, which a pool puts together.
// CHECK-LABEL: func @align
func.func @align(%x: tensor<2x3x8x9xf32>, %rois: tensor<5x4xf32>, %items: tensor<5xi32>) -> tensor<5x3x2x2xf32> {
  // CHECK: %[[FINER:.+]] = linalg.generic {{.+}} outs(%{{.+}} : tensor<5x3x4x6xf32>)
  // CHECK: linalg.pooling_nchw_max {{.+}} ins(%[[FINER]], %{{.+}} : tensor<5x3x4x6xf32>, tensor<2x3xf32>)
  %0 = nnef.max_roi_align %x, %rois, %items output_size = [2, 2] sampling_rate = [2, 3] : (tensor<2x3x8x9xf32>, tensor<5x4xf32>, tensor<5xi32>) -> tensor<5x3x2x2xf32>
  return %0 : tensor<5x3x2x2xf32>
}
