// RUN: nnef-opt %s --split-input-file --verify-diagnostics

// Unlike that of a convolution, the window spans all dimensions.
func.func @size_count(%x: tensor<1x8x32x32xf32>) {
  // expected-error @+2 {{'nnef.max_pool' op size has 2 entries, but the window has 4 dimensions}}
  // expected-error @+1 {{failed to infer returned types}}
  %0 = nnef.max_pool %x size = [3, 3] : (tensor<1x8x32x32xf32>) -> tensor<1x8x32x32xf32>
  return
}

// -----

func.func @no_size(%x: tensor<1x8xf32>) {
  // expected-error @+2 {{'nnef.avg_pool' op size has 0 entries, but the input has rank 2}}
  // expected-error @+1 {{failed to infer returned types}}
  %0 = nnef.avg_pool %x size = [] : (tensor<1x8xf32>) -> tensor<1x8xf32>
  return
}

// -----

func.func @no_size_reverse(%x: tensor<1x8xf32>) {
  // expected-error @+2 {{'nnef.debox' op size has 0 entries, but the input has rank 2}}
  // expected-error @+1 {{failed to infer returned types}}
  %0 = nnef.debox %x size = [] : (tensor<1x8xf32>) -> tensor<1x8xf32>
  return
}

// -----

func.func @size_zero(%x: tensor<1x8xf32>) {
  // expected-error @+2 {{'nnef.rms_pool' op size must be at least 1, but is 0}}
  // expected-error @+1 {{failed to infer returned types}}
  %0 = nnef.rms_pool %x size = [1, 0] : (tensor<1x8xf32>) -> tensor<1x8xf32>
  return
}

// -----

func.func @stride_negative(%x: tensor<1x8xf32>) {
  // expected-error @+2 {{'nnef.box' op stride must be at least 1, but is -1}}
  // expected-error @+1 {{failed to infer returned types}}
  %0 = nnef.box %x size = [1, 2] stride = [1, -1] : (tensor<1x8xf32>) -> tensor<1x8xf32>
  return
}

// -----

func.func @dilation_count(%x: tensor<1x8xf32>) {
  // expected-error @+2 {{'nnef.box' op dilation has 1 entries, but the window has 2 dimensions}}
  // expected-error @+1 {{failed to infer returned types}}
  %0 = nnef.box %x size = [1, 2] dilation = [1] : (tensor<1x8xf32>) -> tensor<1x8xf32>
  return
}

// -----

func.func @padding_count(%x: tensor<1x8xf32>) {
  // expected-error @+2 {{'nnef.box' op padding has 3 entries, but the window has 2 dimensions}}
  // expected-error @+1 {{failed to infer returned types}}
  %0 = nnef.box %x size = [1, 2] padding = [(0, 0), (0, 0), (0, 0)] : (tensor<1x8xf32>) -> tensor<1x7xf32>
  return
}

// -----

func.func @window_too_large(%x: tensor<1x8xf32>) {
  // expected-error @+2 {{'nnef.argmax_pool' op window covers 10 elements of dimension 1, but the padded input has 9}}
  // expected-error @+1 {{failed to infer returned types}}
  %0 = nnef.argmax_pool %x size = [1, 4] padding = [(0, 0), (0, 1)] dilation = [1, 3] : (tensor<1x8xf32>) -> tensor<1x1xi32>
  return
}

// -----

func.func @crop(%x: tensor<1x8xf32>) {
  // expected-error @+2 {{'nnef.box' op padding crops more than the 8 elements of dimension 1}}
  // expected-error @+1 {{failed to infer returned types}}
  %0 = nnef.box %x size = [1, 2] padding = [(0, 0), (-10, 12)] : (tensor<1x8xf32>) -> tensor<1x9xf32>
  return
}

// -----

func.func @unknown_border(%x: tensor<1x8xf32>) {
  // expected-error @+2 {{expected ::nnef::BorderMode to be one of: constant, replicate, reflect, reflect-even, ignore}}
  // expected-error @+1 {{failed to parse NNEF_BorderModeAttr parameter 'value'}}
  %0 = nnef.max_pool %x size = [1, 2] border = wrap : (tensor<1x8xf32>) -> tensor<1x8xf32>
  return
}

// -----

func.func @debox_output_shape_count(%x: tensor<1x8x16x16xf32>) {
  // expected-error @+2 {{'nnef.debox' op output_shape has 2 entries, but the input has rank 4}}
  // expected-error @+1 {{failed to infer returned types}}
  %0 = nnef.debox %x size = [1, 1, 2, 2] output_shape = [16, 16] : (tensor<1x8x16x16xf32>) -> tensor<1x8x16x16xf32>
  return
}

// -----

func.func @debox_output_shape_does_not_fit(%x: tensor<1x8x16x16xf32>) {
  // expected-error @+2 {{'nnef.debox' op output_shape does not fit: a window over 30 elements in dimension 2 stops at 15 places, but the input has 16}}
  // expected-error @+1 {{failed to infer returned types}}
  %0 = nnef.debox %x size = [1, 1, 2, 2] stride = [1, 1, 2, 2] output_shape = [1, 8, 30, 32] : (tensor<1x8x16x16xf32>) -> tensor<1x8x30x32xf32>
  return
}

// -----

func.func @debox_nothing_left(%x: tensor<1x1xf32>) {
  // expected-error @+2 {{'nnef.debox' op dimension 1 of the output would have extent 0}}
  // expected-error @+1 {{failed to infer returned types}}
  %0 = nnef.debox %x size = [1, 2] padding = [(0, 0), (1, 1)] : (tensor<1x1xf32>) -> tensor<1x1xf32>
  return
}

// -----

func.func @sample_index(%x: tensor<1x8x32x32xf32>, %index: tensor<1x8x32x32xi32>) {
  // expected-error @+2 {{'nnef.sample' op index must have the shape of the output, but has 'tensor<1x8x32x32xi32>'}}
  // expected-error @+1 {{failed to infer returned types}}
  %0 = nnef.sample %x, %index size = [1, 1, 2, 2] stride = [1, 1, 2, 2] : (tensor<1x8x32x32xf32>, tensor<1x8x32x32xi32>) -> tensor<1x8x16x16xf32>
  return
}

// -----

func.func @sample_ignore(%x: tensor<1x8xf32>, %index: tensor<1x8xi32>) {
  // expected-error @+2 {{'nnef.sample' op does not allow the border 'ignore'}}
  // expected-error @+1 {{failed to infer returned types}}
  %0 = nnef.sample %x, %index size = [1, 2] border = ignore : (tensor<1x8xf32>, tensor<1x8xi32>) -> tensor<1x8xf32>
  return
}

// -----

func.func @desample_index(%x: tensor<1x4xf32>, %index: tensor<1x8xi32>) {
  // expected-error @+2 {{'nnef.desample' op index must have the shape of the input, but has 'tensor<1x8xi32>'}}
  // expected-error @+1 {{failed to infer returned types}}
  %0 = nnef.desample %x, %index size = [1, 2] stride = [1, 2] : (tensor<1x4xf32>, tensor<1x8xi32>) -> tensor<1x8xf32>
  return
}

// -----

func.func @desample_border(%x: tensor<1x4xf32>, %index: tensor<1x4xi32>) {
  // expected-error @+2 {{'nnef.desample' op allows only the border 'constant'}}
  // expected-error @+1 {{failed to infer returned types}}
  %0 = nnef.desample %x, %index size = [1, 2] border = replicate stride = [1, 2] : (tensor<1x4xf32>, tensor<1x4xi32>) -> tensor<1x8xf32>
  return
}
