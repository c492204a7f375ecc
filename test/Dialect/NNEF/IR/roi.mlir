// RUN: nnef-opt %s | nnef-opt | FileCheck %s
// RUN: nnef-opt %s --mlir-print-op-generic | nnef-opt | FileCheck %s

// CHECK-LABEL: func @roi
func.func @roi(%x: tensor<1x8x32x32xf32>, %rois: tensor<4x4xf32>, %batch: tensor<4xi32>) {
  // CHECK: nnef.avg_roi_pool %{{.+}}, %{{.+}}, %{{.+}} output_size = [7, 5] : (tensor<1x8x32x32xf32>, tensor<4x4xf32>, tensor<4xi32>) -> tensor<4x8x7x5xf32>
  %0 = nnef.avg_roi_pool %x, %rois, %batch output_size = [7, 5] : (tensor<1x8x32x32xf32>, tensor<4x4xf32>, tensor<4xi32>) -> tensor<4x8x7x5xf32>
  // CHECK: nnef.max_roi_pool %{{.+}}, %{{.+}}, %{{.+}} output_size = [7, 5] :
  %1 = nnef.max_roi_pool %x, %rois, %batch output_size = [7, 5] : (tensor<1x8x32x32xf32>, tensor<4x4xf32>, tensor<4xi32>) -> tensor<4x8x7x5xf32>
  // CHECK: nnef.roi_resample %{{.+}}, %{{.+}}, %{{.+}} output_size = [7, 5] :
  %2 = nnef.roi_resample %x, %rois, %batch output_size = [7, 5] method = symmetric : (tensor<1x8x32x32xf32>, tensor<4x4xf32>, tensor<4xi32>) -> tensor<4x8x7x5xf32>
  // CHECK: nnef.roi_resample %{{.+}}, %{{.+}}, %{{.+}} output_size = [7, 5] method = aligned :
  %3 = nnef.roi_resample %x, %rois, %batch output_size = [7, 5] method = aligned : (tensor<1x8x32x32xf32>, tensor<4x4xf32>, tensor<4xi32>) -> tensor<4x8x7x5xf32>
  // CHECK: nnef.avg_roi_align %{{.+}}, %{{.+}}, %{{.+}} output_size = [7, 5] sampling_rate = [2, 2] :
  %4 = nnef.avg_roi_align %x, %rois, %batch output_size = [7, 5] sampling_rate = [2, 2] : (tensor<1x8x32x32xf32>, tensor<4x4xf32>, tensor<4xi32>) -> tensor<4x8x7x5xf32>
  // CHECK: nnef.max_roi_align %{{.+}}, %{{.+}}, %{{.+}} output_size = [7, 5] sampling_rate = [2, 2] resize_method = asymmetric :
  %5 = nnef.max_roi_align %x, %rois, %batch output_size = [7, 5] sampling_rate = [2, 2] resize_method = asymmetric : (tensor<1x8x32x32xf32>, tensor<4x4xf32>, tensor<4xi32>) -> tensor<4x8x7x5xf32>
  return
}
