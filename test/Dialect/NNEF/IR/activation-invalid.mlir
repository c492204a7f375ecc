// RUN: nnef-opt %s --split-input-file --verify-diagnostics

func.func @softmax_axis(%x: tensor<4x16xf32>) {
  // expected-error @+1 {{'nnef.softmax' op axis 2 is out of range for rank 2}}
  %0 = nnef.softmax %x axes = [2] : tensor<4x16xf32>
  return
}

// -----

// Without `axes` it is dimension 1, which a vector does not have.
func.func @softmax_default_axis(%x: tensor<16xf32>) {
  // expected-error @+1 {{'nnef.softmax' op axis 1 is out of range for rank 1}}
  %0 = nnef.softmax %x : tensor<16xf32>
  return
}

// -----

func.func @softmax_axis_twice(%x: tensor<4x16xf32>) {
  // expected-error @+1 {{'nnef.softmax' op axis 0 is listed twice}}
  %0 = nnef.softmax %x axes = [0, 0] : tensor<4x16xf32>
  return
}

// -----

// The slope broadcasts to the input, and not the other way round.
func.func @prelu_alpha(%x: tensor<1x8xf32>, %alpha: tensor<1x8x4xf32>) {
  // expected-error @+2 {{'nnef.prelu' op cannot broadcast shape [1, 8, 4] to [1, 8] (NNEF aligns leading dimensions)}}
  // expected-error @+1 {{failed to infer returned types}}
  %0 = nnef.prelu %x, %alpha : (tensor<1x8xf32>, tensor<1x8x4xf32>) -> tensor<1x8xf32>
  return
}

// -----

func.func @prelu_channels(%x: tensor<2x8x4x4xf32>, %alpha: tensor<8xf32>) {
  // expected-error @+1 {{'nnef.prelu' op cannot broadcast its operands: dimension 0 has extents 2 and 8 (NNEF aligns leading dimensions)}}
  %0 = nnef.prelu %x, %alpha : (tensor<2x8x4x4xf32>, tensor<8xf32>) -> tensor<2x8x4x4xf32>
  return
}

// -----

func.func @prelu_element_types(%x: tensor<1x8xf32>, %alpha: tensor<1x8xf16>) {
  // expected-error @+2 {{'nnef.prelu' op has operands of different element types: 'f32' and 'f16'}}
  // expected-error @+1 {{failed to infer returned types}}
  %0 = nnef.prelu %x, %alpha : (tensor<1x8xf32>, tensor<1x8xf16>) -> tensor<1x8xf32>
  return
}

// -----

func.func @missing_parameter(%x: tensor<4x16xf32>) {
  // expected-error @+1 {{'nnef.leaky_relu' op requires attribute 'alpha'}}
  %0 = "nnef.leaky_relu"(%x) : (tensor<4x16xf32>) -> tensor<4x16xf32>
  return
}
