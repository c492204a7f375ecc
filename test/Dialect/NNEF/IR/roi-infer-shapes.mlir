// RUN: nnef-opt %s --split-input-file --verify-diagnostics \
// RUN:   --resolve-ranked-shaped-type-result-dims --mlir-print-local-scope | FileCheck %s

// One result for each region, with the channels of the input.
// CHECK-LABEL: func @static
func.func @static(%image: tensor<2x8x32x24xf32>, %rois: tensor<5x4xf32>, %batch: tensor<5x1xi32>,
                  %line: tensor<2x8x32xf32>, %ranges: tensor<3x2xf32>, %line_batch: tensor<3xi64>) {
  %0 = nnef.avg_roi_pool %image, %rois, %batch output_size = [7, 6] : (tensor<2x8x32x24xf32>, tensor<5x4xf32>, tensor<5x1xi32>) -> tensor<5x8x7x6xf32>
  %1 = nnef.roi_resample %line, %ranges, %line_batch output_size = [7] : (tensor<2x8x32xf32>, tensor<3x2xf32>, tensor<3xi64>) -> tensor<3x8x7xf32>
  %2 = nnef.max_roi_align %image, %rois, %batch output_size = [7, 6] sampling_rate = [2, 3] : (tensor<2x8x32x24xf32>, tensor<5x4xf32>, tensor<5x1xi32>) -> tensor<5x8x7x6xf32>
  return
}

// -----

func.func @wrong(%x: tensor<2x8x32x24xf32>, %rois: tensor<5x4xf32>, %batch: tensor<5xi32>) {
  // expected-error @+2 {{'nnef.max_roi_pool' op inferred type(s) 'tensor<5x8x7x6xf32>' are incompatible with return type(s) of operation 'tensor<2x8x7x6xf32>'}}
  // expected-error @+1 {{failed to infer returned types}}
  %0 = nnef.max_roi_pool %x, %rois, %batch output_size = [7, 6] : (tensor<2x8x32x24xf32>, tensor<5x4xf32>, tensor<5xi32>) -> tensor<2x8x7x6xf32>
  return
}

// -----

// CHECK-LABEL: func @dynamic
// CHECK-SAME: (%[[X:.+]]: tensor<?x?x32x32xf32>, %[[ROIS:.+]]: tensor<?x4xf32>,
func.func @dynamic(%x: tensor<?x?x32x32xf32>, %rois: tensor<?x4xf32>, %batch: tensor<?xi32>) -> (index, index) {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  // CHECK-DAG: %[[COUNT:.+]] = tensor.dim %[[ROIS]], %{{.+}}
  // CHECK-DAG: %[[CHANNELS:.+]] = tensor.dim %[[X]], %{{.+}}
  // CHECK: return %[[COUNT]], %[[CHANNELS]]
  %0 = nnef.avg_roi_pool %x, %rois, %batch output_size = [7, 7] : (tensor<?x?x32x32xf32>, tensor<?x4xf32>, tensor<?xi32>) -> tensor<?x?x7x7xf32>
  %d0 = tensor.dim %0, %c0 : tensor<?x?x7x7xf32>
  %d1 = tensor.dim %0, %c1 : tensor<?x?x7x7xf32>
  return %d0, %d1 : index, index
}
