// RUN: nnef-opt %s --split-input-file --verify-diagnostics

func.func @size_count(%x: tensor<1x8x4x4xf32>) {
  // expected-error @+2 {{'nnef.local_mean_normalization' op size has 2 entries, but the input has rank 4}}
  // expected-error @+1 {{failed to infer returned types}}
  %0 = nnef.local_mean_normalization %x size = [3, 3] : (tensor<1x8x4x4xf32>) -> tensor<1x8x4x4xf32>
  return
}

// -----

func.func @size_zero(%x: tensor<1x8xf32>) {
  // expected-error @+2 {{'nnef.local_response_normalization' op size must be at least 1, but is 0}}
  // expected-error @+1 {{failed to infer returned types}}
  %0 = nnef.local_response_normalization %x size = [1, 0] : (tensor<1x8xf32>) -> tensor<1x8xf32>
  return
}

// -----

func.func @axis(%x: tensor<1x8xf32>) {
  // expected-error @+2 {{'nnef.l1_normalization' op axis 2 is out of range for rank 2}}
  // expected-error @+1 {{failed to infer returned types}}
  %0 = nnef.l1_normalization %x axes = [2] : (tensor<1x8xf32>) -> tensor<1x8xf32>
  return
}

// -----

func.func @axis_twice(%x: tensor<1x8xf32>) {
  // expected-error @+2 {{'nnef.l2_normalization' op axis 1 is listed twice}}
  // expected-error @+1 {{failed to infer returned types}}
  %0 = nnef.l2_normalization %x axes = [1, 1] : (tensor<1x8xf32>) -> tensor<1x8xf32>
  return
}

// -----

// Parameters per channel are rows: leading dimensions are aligned.
func.func @batch_vector(%x: tensor<2x8x4x4xf32>, %p: tensor<8xf32>) {
  // expected-error @+1 {{'nnef.batch_normalization' op cannot broadcast its operands: dimension 0 has extents 2 and 8 (NNEF aligns leading dimensions)}}
  %0 = nnef.batch_normalization %x, %p, %p, %p, %p epsilon = 0.0 : (tensor<2x8x4x4xf32>, tensor<8xf32>, tensor<8xf32>, tensor<8xf32>, tensor<8xf32>) -> tensor<2x8x4x4xf32>
  return
}

// -----

// Nothing but the input says how large the result is.
func.func @batch_one_way(%x: tensor<1x8xf32>, %p: tensor<4x8xf32>) {
  // expected-error @+2 {{'nnef.batch_normalization' op cannot broadcast shape [4, 8] to [1, 8] (NNEF aligns leading dimensions)}}
  // expected-error @+1 {{failed to infer returned types}}
  %0 = nnef.batch_normalization %x, %p, %p, %p, %p epsilon = 0.0 : (tensor<1x8xf32>, tensor<4x8xf32>, tensor<4x8xf32>, tensor<4x8xf32>, tensor<4x8xf32>) -> tensor<1x8xf32>
  return
}
