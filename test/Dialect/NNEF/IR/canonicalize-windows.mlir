// RUN: nnef-opt %s --canonicalize | FileCheck %s

// CHECK-LABEL: func @windows_of_one
// CHECK-SAME: (%[[X:.+]]: tensor<1x?x4x4xf32>)
func.func @windows_of_one(%x: tensor<1x?x4x4xf32>) -> tensor<1x?x4x4xf32> {
  // CHECK-NEXT: return %[[X]]
  %0 = nnef.max_pool %x size = [1, 1, 1, 1] : (tensor<1x?x4x4xf32>) -> tensor<1x?x4x4xf32>
  %1 = nnef.avg_pool %0 size = [1, 1, 1, 1] padding = [(0, 0), (0, 0), (0, 0), (0, 0)] stride = [1, 1, 1, 1] dilation = [1, 1, 2, 2] : (tensor<1x?x4x4xf32>) -> tensor<1x?x4x4xf32>
  %2 = nnef.box %1 size = [1, 1, 1, 1] normalize = true : (tensor<1x?x4x4xf32>) -> tensor<1x?x4x4xf32>
  %3 = nnef.debox %2 size = [1, 1, 1, 1] : (tensor<1x?x4x4xf32>) -> tensor<1x?x4x4xf32>
  return %3 : tensor<1x?x4x4xf32>
}

// Padding, steps and a root of a square are not nothing.
// CHECK-LABEL: func @other_windows
func.func @other_windows(%x: tensor<1x1x4x4xf32>)
    -> (tensor<1x1x4x4xf32>, tensor<1x1x2x4xf32>, tensor<1x1x4x4xf32>) {
  // CHECK: nnef.max_pool
  // CHECK: nnef.box
  // CHECK: nnef.rms_pool
  %0 = nnef.max_pool %x size = [1, 1, 1, 1] padding = [(0, 0), (0, 0), (1, -1), (0, 0)] : (tensor<1x1x4x4xf32>) -> tensor<1x1x4x4xf32>
  %1 = nnef.box %x size = [1, 1, 1, 1] stride = [1, 1, 2, 1] : (tensor<1x1x4x4xf32>) -> tensor<1x1x2x4xf32>
  %2 = nnef.rms_pool %x size = [1, 1, 1, 1] : (tensor<1x1x4x4xf32>) -> tensor<1x1x4x4xf32>
  return %0, %1, %2 : tensor<1x1x4x4xf32>, tensor<1x1x2x4xf32>, tensor<1x1x4x4xf32>
}

// CHECK-LABEL: func @reductions_of_one
// CHECK-SAME: (%[[X:.+]]: tensor<?x8x1x1xf32>, %[[B:.+]]: tensor<1x4xi1>)
func.func @reductions_of_one(%x: tensor<?x8x1x1xf32>, %b: tensor<1x4xi1>) -> (tensor<?x8x1x1xf32>, tensor<1x4xi1>) {
  // CHECK-NEXT: return %[[X]], %[[B]]
  %0 = nnef.sum_reduce %x axes = [2, 3] : (tensor<?x8x1x1xf32>) -> tensor<?x8x1x1xf32>
  %1 = nnef.mean_reduce %0 axes = [3] : (tensor<?x8x1x1xf32>) -> tensor<?x8x1x1xf32>
  %2 = nnef.max_reduce %1 axes = [2] : (tensor<?x8x1x1xf32>) -> tensor<?x8x1x1xf32>
  %3 = nnef.min_reduce %2 axes = [] : (tensor<?x8x1x1xf32>) -> tensor<?x8x1x1xf32>
  %4 = nnef.any_reduce %b axes = [0] : (tensor<1x4xi1>) -> tensor<1x4xi1>
  %5 = nnef.all_reduce %4 axes = [0] : (tensor<1x4xi1>) -> tensor<1x4xi1>
  return %3, %5 : tensor<?x8x1x1xf32>, tensor<1x4xi1>
}

// An extent that is not known may be other than 1.
// CHECK-LABEL: func @other_reductions
func.func @other_reductions(%x: tensor<?x8xf32>) -> tensor<?x8xf32> {
  // CHECK: nnef.sum_reduce
  %0 = nnef.sum_reduce %x axes = [0] : (tensor<?x8xf32>) -> tensor<?x8xf32>
  return %0 : tensor<?x8xf32>
}

// CHECK-LABEL: func @factors_of_one
// CHECK-SAME: (%[[X:.+]]: tensor<1x2x4x4xf32>)
func.func @factors_of_one(%x: tensor<1x2x4x4xf32>) -> tensor<1x2x4x4xf32> {
  // CHECK-NEXT: return %[[X]]
  %0 = nnef.nearest_upsample %x factor = [1, 1] : (tensor<1x2x4x4xf32>) -> tensor<1x2x4x4xf32>
  %1 = nnef.nearest_downsample %0 factor = [1, 1] : (tensor<1x2x4x4xf32>) -> tensor<1x2x4x4xf32>
  %2 = nnef.area_downsample %1 factor = [1, 1] : (tensor<1x2x4x4xf32>) -> tensor<1x2x4x4xf32>
  return %2 : tensor<1x2x4x4xf32>
}

// CHECK-LABEL: func @samplings_in_a_row
// CHECK-SAME: (%[[X:.+]]: tensor<1x2x12x12xf32>)
func.func @samplings_in_a_row(%x: tensor<1x2x12x12xf32>) -> (tensor<1x2x72x24xf32>, tensor<1x2x2x6xf32>) {
  // CHECK-NEXT: nnef.nearest_upsample %[[X]] factor = [6, 2]
  // CHECK-NEXT: nnef.nearest_downsample %[[X]] factor = [6, 2]
  // CHECK-NEXT: return
  %0 = nnef.nearest_upsample %x factor = [2, 1] : (tensor<1x2x12x12xf32>) -> tensor<1x2x24x12xf32>
  %1 = nnef.nearest_upsample %0 factor = [3, 2] : (tensor<1x2x24x12xf32>) -> tensor<1x2x72x24xf32>
  %2 = nnef.nearest_downsample %x factor = [2, 1] : (tensor<1x2x12x12xf32>) -> tensor<1x2x6x12xf32>
  %3 = nnef.nearest_downsample %2 factor = [3, 2] : (tensor<1x2x6x12xf32>) -> tensor<1x2x2x6xf32>
  return %1, %3 : tensor<1x2x72x24xf32>, tensor<1x2x2x6xf32>
}
