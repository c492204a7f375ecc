// RUN: nnef-opt %s --split-input-file --verify-diagnostics

func.func @output_size_count(%x: tensor<1x8x32x32xf32>, %rois: tensor<4x4xf32>, %batch: tensor<4xi32>) {
  // expected-error @+2 {{'nnef.max_roi_pool' op output_size has 4 entries, one for each spatial dimension, but the input has rank 4}}
  // expected-error @+1 {{failed to infer returned types}}
  %0 = nnef.max_roi_pool %x, %rois, %batch output_size = [4, 8, 7, 7] : (tensor<1x8x32x32xf32>, tensor<4x4xf32>, tensor<4xi32>) -> tensor<4x8x7x7xf32>
  return
}

// -----

func.func @output_size_zero(%x: tensor<1x8x32x32xf32>, %rois: tensor<4x4xf32>, %batch: tensor<4xi32>) {
  // expected-error @+2 {{'nnef.avg_roi_pool' op output_size must be at least 1, but is 0}}
  // expected-error @+1 {{failed to infer returned types}}
  %0 = nnef.avg_roi_pool %x, %rois, %batch output_size = [7, 0] : (tensor<1x8x32x32xf32>, tensor<4x4xf32>, tensor<4xi32>) -> tensor<4x8x7x0xf32>
  return
}

// -----

// A box has a begin and an end in each spatial dimension, and nothing else.
func.func @rois(%x: tensor<1x8x32x32xf32>, %rois: tensor<4x5xf32>, %batch: tensor<4xi32>) {
  // expected-error @+2 {{'nnef.roi_resample' op rois must have shape [N, 4], but has 'tensor<4x5xf32>'}}
  // expected-error @+1 {{failed to infer returned types}}
  %0 = nnef.roi_resample %x, %rois, %batch output_size = [7, 7] : (tensor<1x8x32x32xf32>, tensor<4x5xf32>, tensor<4xi32>) -> tensor<4x8x7x7xf32>
  return
}

// -----

func.func @batch_index_count(%x: tensor<1x8x32x32xf32>, %rois: tensor<4x4xf32>, %batch: tensor<3xi32>) {
  // expected-error @+2 {{'nnef.avg_roi_align' op batch_index must have shape [4] or [4, 1], but has 'tensor<3xi32>'}}
  // expected-error @+1 {{failed to infer returned types}}
  %0 = nnef.avg_roi_align %x, %rois, %batch output_size = [7, 7] sampling_rate = [2, 2] : (tensor<1x8x32x32xf32>, tensor<4x4xf32>, tensor<3xi32>) -> tensor<4x8x7x7xf32>
  return
}

// -----

func.func @batch_index_rank(%x: tensor<1x8x32x32xf32>, %rois: tensor<4x4xf32>, %batch: tensor<4x2xi32>) {
  // expected-error @+2 {{'nnef.max_roi_align' op batch_index must have shape [4] or [4, 1], but has 'tensor<4x2xi32>'}}
  // expected-error @+1 {{failed to infer returned types}}
  %0 = nnef.max_roi_align %x, %rois, %batch output_size = [7, 7] sampling_rate = [2, 2] : (tensor<1x8x32x32xf32>, tensor<4x4xf32>, tensor<4x2xi32>) -> tensor<4x8x7x7xf32>
  return
}

// -----

func.func @sampling_rate_count(%x: tensor<1x8x32x32xf32>, %rois: tensor<4x4xf32>, %batch: tensor<4xi32>) {
  // expected-error @+2 {{'nnef.max_roi_align' op sampling_rate has 1 entries, but output_size has 2}}
  // expected-error @+1 {{failed to infer returned types}}
  %0 = nnef.max_roi_align %x, %rois, %batch output_size = [7, 7] sampling_rate = [2] : (tensor<1x8x32x32xf32>, tensor<4x4xf32>, tensor<4xi32>) -> tensor<4x8x7x7xf32>
  return
}

// -----

func.func @sampling_rate_zero(%x: tensor<1x8x32x32xf32>, %rois: tensor<4x4xf32>, %batch: tensor<4xi32>) {
  // expected-error @+2 {{'nnef.avg_roi_align' op sampling_rate must be at least 1, but is 0}}
  // expected-error @+1 {{failed to infer returned types}}
  %0 = nnef.avg_roi_align %x, %rois, %batch output_size = [7, 7] sampling_rate = [2, 0] : (tensor<1x8x32x32xf32>, tensor<4x4xf32>, tensor<4xi32>) -> tensor<4x8x7x7xf32>
  return
}
