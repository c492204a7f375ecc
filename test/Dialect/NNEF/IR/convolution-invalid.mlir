// RUN: nnef-opt %s --split-input-file --verify-diagnostics

func.func @rank_1(%image: tensor<3xf32>, %filter: tensor<8xf32>, %bias: tensor<f32>) {
  // expected-error @+2 {{'nnef.conv' op needs an input of rank 2 or more, with batch and channels first, but it has rank 1}}
  // expected-error @+1 {{failed to infer returned types}}
  %0 = nnef.conv %image, %filter, %bias : (tensor<3xf32>, tensor<8xf32>, tensor<f32>) -> tensor<8xf32>
  return
}

// -----

func.func @filter_rank(%image: tensor<1x3x8x8xf32>, %filter: tensor<8x3x3xf32>, %bias: tensor<f32>) {
  // expected-error @+2 {{'nnef.conv' op needs a filter of the input's rank 4, but it has rank 3}}
  // expected-error @+1 {{failed to infer returned types}}
  %0 = nnef.conv %image, %filter, %bias : (tensor<1x3x8x8xf32>, tensor<8x3x3xf32>, tensor<f32>) -> tensor<1x8x8x8xf32>
  return
}

// -----

func.func @element_types(%image: tensor<1x3x8xf32>, %filter: tensor<8x3x3xf16>, %bias: tensor<f32>) {
  // expected-error @+2 {{'nnef.conv' op has operands of different element types: 'f32' and 'f16'}}
  // expected-error @+1 {{failed to infer returned types}}
  %0 = nnef.conv %image, %filter, %bias : (tensor<1x3x8xf32>, tensor<8x3x3xf16>, tensor<f32>) -> tensor<1x8x8xf32>
  return
}

// -----

func.func @channels(%image: tensor<1x3x8x8xf32>, %filter: tensor<8x4x3x3xf32>, %bias: tensor<f32>) {
  // expected-error @+2 {{'nnef.conv' op filter takes 4 channels per group, but the input has 3 channels in 1 groups (3 per group)}}
  // expected-error @+1 {{failed to infer returned types}}
  %0 = nnef.conv %image, %filter, %bias : (tensor<1x3x8x8xf32>, tensor<8x4x3x3xf32>, tensor<f32>) -> tensor<1x8x8x8xf32>
  return
}

// -----

func.func @depthwise_channels(%image: tensor<1x3x8x8xf32>, %filter: tensor<6x3x3x3xf32>, %bias: tensor<f32>) {
  // expected-error @+2 {{'nnef.conv' op filter takes 3 channels per group, but the input has 3 channels in 3 groups (1 per group)}}
  // expected-error @+1 {{failed to infer returned types}}
  %0 = nnef.conv %image, %filter, %bias groups = 0 : (tensor<1x3x8x8xf32>, tensor<6x3x3x3xf32>, tensor<f32>) -> tensor<1x6x8x8xf32>
  return
}

// -----

func.func @input_groups(%image: tensor<1x8x8x8xf32>, %filter: tensor<6x2x3x3xf32>, %bias: tensor<f32>) {
  // expected-error @+2 {{'nnef.conv' op input has 8 channels, which cannot be split into 3 groups}}
  // expected-error @+1 {{failed to infer returned types}}
  %0 = nnef.conv %image, %filter, %bias groups = 3 : (tensor<1x8x8x8xf32>, tensor<6x2x3x3xf32>, tensor<f32>) -> tensor<1x6x8x8xf32>
  return
}

// -----

func.func @output_groups(%image: tensor<1x8x8x8xf32>, %filter: tensor<5x4x3x3xf32>, %bias: tensor<f32>) {
  // expected-error @+2 {{'nnef.conv' op filter gives 5 channels, which cannot be split into 2 groups}}
  // expected-error @+1 {{failed to infer returned types}}
  %0 = nnef.conv %image, %filter, %bias groups = 2 : (tensor<1x8x8x8xf32>, tensor<5x4x3x3xf32>, tensor<f32>) -> tensor<1x5x8x8xf32>
  return
}

// -----

func.func @no_channels(%image: tensor<1x0x8x8xf32>, %filter: tensor<3x1x1x1xf32>, %bias: tensor<f32>) {
  // expected-error @+2 {{'nnef.conv' op filter gives 3 channels, which cannot be split into 0 groups}}
  // expected-error @+1 {{failed to infer returned types}}
  %0 = nnef.conv %image, %filter, %bias groups = 0 : (tensor<1x0x8x8xf32>, tensor<3x1x1x1xf32>, tensor<f32>) -> tensor<1x3x8x8xf32>
  return
}

// -----

func.func @negative_groups(%image: tensor<1x8x8x8xf32>, %filter: tensor<4x8x3x3xf32>, %bias: tensor<f32>) {
  // expected-error @+2 {{'nnef.conv' op groups must not be negative, but is -1}}
  // expected-error @+1 {{failed to infer returned types}}
  %0 = nnef.conv %image, %filter, %bias groups = -1 : (tensor<1x8x8x8xf32>, tensor<4x8x3x3xf32>, tensor<f32>) -> tensor<1x4x8x8xf32>
  return
}

// -----

// A bias per channel is a row: leading dimensions are aligned.
func.func @bias_rank_1(%image: tensor<1x3x8x8xf32>, %filter: tensor<8x3x3x3xf32>, %bias: tensor<8xf32>) {
  // expected-error @+2 {{'nnef.conv' op bias must have shape [1, 8] or [], but has 'tensor<8xf32>'}}
  // expected-error @+1 {{failed to infer returned types}}
  %0 = nnef.conv %image, %filter, %bias : (tensor<1x3x8x8xf32>, tensor<8x3x3x3xf32>, tensor<8xf32>) -> tensor<1x8x8x8xf32>
  return
}

// -----

func.func @bias_channels(%image: tensor<1x3x8x8xf32>, %filter: tensor<3x4x3x3xf32>, %bias: tensor<1x3xf32>) {
  // expected-error @+2 {{'nnef.deconv' op bias must have shape [1, 4] or [], but has 'tensor<1x3xf32>'}}
  // expected-error @+1 {{failed to infer returned types}}
  %0 = nnef.deconv %image, %filter, %bias : (tensor<1x3x8x8xf32>, tensor<3x4x3x3xf32>, tensor<1x3xf32>) -> tensor<1x4x8x8xf32>
  return
}

// -----

func.func @ignore(%image: tensor<1x3x8x8xf32>, %filter: tensor<8x3x3x3xf32>, %bias: tensor<f32>) {
  // expected-error @+2 {{'nnef.conv' op does not allow the border 'ignore'}}
  // expected-error @+1 {{failed to infer returned types}}
  %0 = nnef.conv %image, %filter, %bias border = ignore : (tensor<1x3x8x8xf32>, tensor<8x3x3x3xf32>, tensor<f32>) -> tensor<1x8x8x8xf32>
  return
}

// -----

// Window attributes have an entry for each spatial dimension only.
func.func @full_rank_stride(%image: tensor<1x3x8x8xf32>, %filter: tensor<8x3x3x3xf32>, %bias: tensor<f32>) {
  // expected-error @+2 {{'nnef.conv' op stride has 4 entries, but the window has 2 dimensions}}
  // expected-error @+1 {{failed to infer returned types}}
  %0 = nnef.conv %image, %filter, %bias stride = [1, 1, 2, 2] : (tensor<1x3x8x8xf32>, tensor<8x3x3x3xf32>, tensor<f32>) -> tensor<1x8x4x4xf32>
  return
}

// -----

func.func @padding_count(%image: tensor<1x3x8x8xf32>, %filter: tensor<8x3x3x3xf32>, %bias: tensor<f32>) {
  // expected-error @+2 {{'nnef.conv' op padding has 1 entries, but the window has 2 dimensions}}
  // expected-error @+1 {{failed to infer returned types}}
  %0 = nnef.conv %image, %filter, %bias padding = [(1, 1)] : (tensor<1x3x8x8xf32>, tensor<8x3x3x3xf32>, tensor<f32>) -> tensor<1x8x8x8xf32>
  return
}

// -----

func.func @dilation(%image: tensor<1x3x8x8xf32>, %filter: tensor<8x3x3x3xf32>, %bias: tensor<f32>) {
  // expected-error @+2 {{'nnef.conv' op dilation must be at least 1, but is 0}}
  // expected-error @+1 {{failed to infer returned types}}
  %0 = nnef.conv %image, %filter, %bias dilation = [1, 0] : (tensor<1x3x8x8xf32>, tensor<8x3x3x3xf32>, tensor<f32>) -> tensor<1x8x8x8xf32>
  return
}

// -----

// Dimensions are counted from the batch.
func.func @window_too_large(%image: tensor<1x3x8x4xf32>, %filter: tensor<8x3x3x3xf32>, %bias: tensor<f32>) {
  // expected-error @+2 {{'nnef.conv' op window covers 5 elements of dimension 3, but the padded input has 4}}
  // expected-error @+1 {{failed to infer returned types}}
  %0 = nnef.conv %image, %filter, %bias padding = [(0, 0), (0, 0)] dilation = [2, 2] : (tensor<1x3x8x4xf32>, tensor<8x3x3x3xf32>, tensor<f32>) -> tensor<1x8x4x1xf32>
  return
}

// -----

// The filter of a deconvolution has the input's channels first.
func.func @deconv_channels(%image: tensor<1x3x8x8xf32>, %filter: tensor<8x3x3x3xf32>, %bias: tensor<f32>) {
  // expected-error @+2 {{'nnef.deconv' op filter takes 8 channels, but the input has 3}}
  // expected-error @+1 {{failed to infer returned types}}
  %0 = nnef.deconv %image, %filter, %bias : (tensor<1x3x8x8xf32>, tensor<8x3x3x3xf32>, tensor<f32>) -> tensor<1x3x8x8xf32>
  return
}

// -----

func.func @deconv_groups(%image: tensor<1x3x8x8xf32>, %filter: tensor<3x4x3x3xf32>, %bias: tensor<f32>) {
  // expected-error @+2 {{'nnef.deconv' op input has 3 channels, which cannot be split into 2 groups}}
  // expected-error @+1 {{failed to infer returned types}}
  %0 = nnef.deconv %image, %filter, %bias groups = 2 : (tensor<1x3x8x8xf32>, tensor<3x4x3x3xf32>, tensor<f32>) -> tensor<1x8x8x8xf32>
  return
}

// -----

func.func @deconv_no_groups(%image: tensor<1x3x8x8xf32>, %filter: tensor<3x1x3x3xf32>, %bias: tensor<f32>) {
  // expected-error @+2 {{'nnef.deconv' op input has 3 channels, which cannot be split into 0 groups}}
  // expected-error @+1 {{failed to infer returned types}}
  %0 = nnef.deconv %image, %filter, %bias output_shape = [1, 0, 8, 8] groups = 0 : (tensor<1x3x8x8xf32>, tensor<3x1x3x3xf32>, tensor<f32>) -> tensor<1x0x8x8xf32>
  return
}

// -----

func.func @deconv_output_shape_rank(%image: tensor<1x3x8x8xf32>, %filter: tensor<3x4x3x3xf32>, %bias: tensor<f32>) {
  // expected-error @+2 {{'nnef.deconv' op output_shape has 2 entries, but the input has rank 4}}
  // expected-error @+1 {{failed to infer returned types}}
  %0 = nnef.deconv %image, %filter, %bias output_shape = [8, 8] : (tensor<1x3x8x8xf32>, tensor<3x4x3x3xf32>, tensor<f32>) -> tensor<1x4x8x8xf32>
  return
}

// -----

func.func @deconv_output_shape_channels(%image: tensor<1x3x8x8xf32>, %filter: tensor<3x4x3x3xf32>, %bias: tensor<f32>) {
  // expected-error @+2 {{'nnef.deconv' op output_shape has extent 3 in dimension 1, but it must be 4}}
  // expected-error @+1 {{failed to infer returned types}}
  %0 = nnef.deconv %image, %filter, %bias output_shape = [1, 3, 8, 8] : (tensor<1x3x8x8xf32>, tensor<3x4x3x3xf32>, tensor<f32>) -> tensor<1x3x8x8xf32>
  return
}

// -----

// With stride 2, 16 places take 31 or 32 elements.
func.func @deconv_output_shape_does_not_fit(%image: tensor<1x3x16x16xf32>, %filter: tensor<3x8x3x3xf32>, %bias: tensor<f32>) {
  // expected-error @+2 {{'nnef.deconv' op output_shape does not fit: a window over 33 elements in dimension 3 stops at 17 places, but the input has 16}}
  // expected-error @+1 {{failed to infer returned types}}
  %0 = nnef.deconv %image, %filter, %bias stride = [2, 2] output_shape = [1, 8, 32, 33] : (tensor<1x3x16x16xf32>, tensor<3x8x3x3xf32>, tensor<f32>) -> tensor<1x8x32x33xf32>
  return
}

// -----

// (1 - 1) * 1 + 3 - 4.
func.func @deconv_nothing_left(%image: tensor<1x3x1x8xf32>, %filter: tensor<3x8x3x3xf32>, %bias: tensor<f32>) {
  // expected-error @+2 {{'nnef.deconv' op dimension 2 of the output would have extent -1}}
  // expected-error @+1 {{failed to infer returned types}}
  %0 = nnef.deconv %image, %filter, %bias padding = [(2, 2), (0, 0)] : (tensor<1x3x1x8xf32>, tensor<3x8x3x3xf32>, tensor<f32>) -> tensor<1x8x1x10xf32>
  return
}

// -----

func.func @plane_filter(%image: tensor<1x3x8x8xf32>, %plane: tensor<4x1x3x3xf32>, %point: tensor<8x4x1x1xf32>, %bias: tensor<f32>) {
  // expected-error @+2 {{'nnef.separable_conv' op plane filter must have shape [m * 3, 1, ...], but has 'tensor<4x1x3x3xf32>'}}
  // expected-error @+1 {{failed to infer returned types}}
  %0 = nnef.separable_conv %image, %plane, %point, %bias : (tensor<1x3x8x8xf32>, tensor<4x1x3x3xf32>, tensor<8x4x1x1xf32>, tensor<f32>) -> tensor<1x8x8x8xf32>
  return
}

// -----

func.func @plane_filter_rank(%image: tensor<1x3x8x8xf32>, %plane: tensor<3x3x3xf32>, %point: tensor<8x3x1x1xf32>, %bias: tensor<f32>) {
  // expected-error @+2 {{'nnef.separable_conv' op needs a plane filter of the input's rank 4, but it has rank 3}}
  // expected-error @+1 {{failed to infer returned types}}
  %0 = nnef.separable_conv %image, %plane, %point, %bias : (tensor<1x3x8x8xf32>, tensor<3x3x3xf32>, tensor<8x3x1x1xf32>, tensor<f32>) -> tensor<1x8x8x8xf32>
  return
}

// -----

func.func @point_filter_channels(%image: tensor<1x3x8x8xf32>, %plane: tensor<6x1x3x3xf32>, %point: tensor<8x4x1x1xf32>, %bias: tensor<f32>) {
  // expected-error @+2 {{'nnef.separable_conv' op point filter takes 4 channels per group in 2 groups, but the plane filter gives 6}}
  // expected-error @+1 {{failed to infer returned types}}
  %0 = nnef.separable_conv %image, %plane, %point, %bias groups = 2 : (tensor<1x3x8x8xf32>, tensor<6x1x3x3xf32>, tensor<8x4x1x1xf32>, tensor<f32>) -> tensor<1x8x8x8xf32>
  return
}

// -----

func.func @point_filter_groups(%image: tensor<1x3x8x8xf32>, %plane: tensor<6x1x3x3xf32>, %point: tensor<7x3x1x1xf32>, %bias: tensor<f32>) {
  // expected-error @+2 {{'nnef.separable_conv' op point filter gives 7 channels, which cannot be split into 2 groups}}
  // expected-error @+1 {{failed to infer returned types}}
  %0 = nnef.separable_conv %image, %plane, %point, %bias groups = 2 : (tensor<1x3x8x8xf32>, tensor<6x1x3x3xf32>, tensor<7x3x1x1xf32>, tensor<f32>) -> tensor<1x7x8x8xf32>
  return
}

// -----

func.func @point_filter_extent(%image: tensor<1x3x8x8xf32>, %plane: tensor<3x1x3x3xf32>, %point: tensor<8x3x3x3xf32>, %bias: tensor<f32>) {
  // expected-error @+2 {{'nnef.separable_conv' op point filter must have extent 1 in space, but has 'tensor<8x3x3x3xf32>'}}
  // expected-error @+1 {{failed to infer returned types}}
  %0 = nnef.separable_conv %image, %plane, %point, %bias : (tensor<1x3x8x8xf32>, tensor<3x1x3x3xf32>, tensor<8x3x3x3xf32>, tensor<f32>) -> tensor<1x8x8x8xf32>
  return
}

// -----

func.func @separable_deconv_channels(%image: tensor<1x4x8x8xf32>, %plane: tensor<6x1x3x3xf32>, %point: tensor<8x6x1x1xf32>, %bias: tensor<f32>) {
  // expected-error @+2 {{'nnef.separable_deconv' op point filter takes 8 channels, but the input has 4}}
  // expected-error @+1 {{failed to infer returned types}}
  %0 = nnef.separable_deconv %image, %plane, %point, %bias : (tensor<1x4x8x8xf32>, tensor<6x1x3x3xf32>, tensor<8x6x1x1xf32>, tensor<f32>) -> tensor<1x6x8x8xf32>
  return
}

// -----

func.func @separable_deconv_point_groups(%image: tensor<1x8x8x8xf32>, %plane: tensor<6x1x3x3xf32>, %point: tensor<8x2x1x1xf32>, %bias: tensor<f32>) {
  // expected-error @+2 {{'nnef.separable_deconv' op input has 8 channels, which cannot be split into 3 groups}}
  // expected-error @+1 {{failed to infer returned types}}
  %0 = nnef.separable_deconv %image, %plane, %point, %bias groups = 3 : (tensor<1x8x8x8xf32>, tensor<6x1x3x3xf32>, tensor<8x2x1x1xf32>, tensor<f32>) -> tensor<1x6x8x8xf32>
  return
}

// -----

func.func @separable_deconv_planes(%image: tensor<1x8x8x8xf32>, %plane: tensor<5x1x3x3xf32>, %point: tensor<8x6x1x1xf32>, %bias: tensor<f32>) {
  // expected-error @+2 {{'nnef.separable_deconv' op point filter gives 6 channels, but the plane filter takes 5}}
  // expected-error @+1 {{failed to infer returned types}}
  %0 = nnef.separable_deconv %image, %plane, %point, %bias : (tensor<1x8x8x8xf32>, tensor<5x1x3x3xf32>, tensor<8x6x1x1xf32>, tensor<f32>) -> tensor<1x5x8x8xf32>
  return
}

// -----

func.func @separable_deconv_output_channels(%image: tensor<1x8x8x8xf32>, %plane: tensor<6x1x3x3xf32>, %point: tensor<8x6x1x1xf32>, %bias: tensor<f32>) {
  // expected-error @+2 {{'nnef.separable_deconv' op plane filter takes 6 channels, which cannot be split into 4 groups}}
  // expected-error @+1 {{failed to infer returned types}}
  %0 = nnef.separable_deconv %image, %plane, %point, %bias output_shape = [1, 4, 8, 8] : (tensor<1x8x8x8xf32>, tensor<6x1x3x3xf32>, tensor<8x6x1x1xf32>, tensor<f32>) -> tensor<1x4x8x8xf32>
  return
}

// -----

func.func @separable_deconv_batch(%image: tensor<1x8x8x8xf32>, %plane: tensor<6x1x3x3xf32>, %point: tensor<8x6x1x1xf32>, %bias: tensor<f32>) {
  // expected-error @+2 {{'nnef.separable_deconv' op output_shape has extent 2 in dimension 0, but it must be 1}}
  // expected-error @+1 {{failed to infer returned types}}
  %0 = nnef.separable_deconv %image, %plane, %point, %bias output_shape = [2, 3, 8, 8] : (tensor<1x8x8x8xf32>, tensor<6x1x3x3xf32>, tensor<8x6x1x1xf32>, tensor<f32>) -> tensor<2x3x8x8xf32>
  return
}

// -----

func.func @separable_deconv_output_shape_rank(%image: tensor<1x8x8x8xf32>, %plane: tensor<6x1x3x3xf32>, %point: tensor<8x6x1x1xf32>, %bias: tensor<f32>) {
  // expected-error @+2 {{'nnef.separable_deconv' op output_shape has 3 entries, but the input has rank 4}}
  // expected-error @+1 {{failed to infer returned types}}
  %0 = nnef.separable_deconv %image, %plane, %point, %bias output_shape = [6, 8, 8] : (tensor<1x8x8x8xf32>, tensor<6x1x3x3xf32>, tensor<8x6x1x1xf32>, tensor<f32>) -> tensor<1x6x8x8xf32>
  return
}

// -----

func.func @separable_deconv_point_extent(%image: tensor<1x8x8x8xf32>, %plane: tensor<6x1x3x3xf32>, %point: tensor<8x6x3x1xf32>, %bias: tensor<f32>) {
  // expected-error @+2 {{'nnef.separable_deconv' op point filter must have extent 1 in space, but has 'tensor<8x6x3x1xf32>'}}
  // expected-error @+1 {{failed to infer returned types}}
  %0 = nnef.separable_deconv %image, %plane, %point, %bias : (tensor<1x8x8x8xf32>, tensor<6x1x3x3xf32>, tensor<8x6x3x1xf32>, tensor<f32>) -> tensor<1x6x8x8xf32>
  return
}
