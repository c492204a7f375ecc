// RUN: nnef-opt %s --split-input-file --verify-diagnostics

func.func @one_way(%x: tensor<1x16xf32>, %max: tensor<4x16xf32>) {
  // expected-error @+2 {{'nnef.logarithmic_quantize' op cannot broadcast shape [4, 16] to [1, 16] (NNEF aligns leading dimensions)}}
  // expected-error @+1 {{failed to infer returned types}}
  %0 = nnef.logarithmic_quantize %x, %max bits = 8 : (tensor<1x16xf32>, tensor<4x16xf32>) -> tensor<1x16xf32>
  return
}

// -----

func.func @per_channel_vector(%x: tensor<4x16xf32>, %zero_point: tensor<16xi32>, %scale: tensor<f32>) {
  // expected-error @+1 {{'nnef.zero_point_linear_quantize' op cannot broadcast its operands: dimension 0 has extents 4 and 16 (NNEF aligns leading dimensions)}}
  %0 = nnef.zero_point_linear_quantize %x, %zero_point, %scale bits = 8 signed = true symmetric = true : (tensor<4x16xf32>, tensor<16xi32>, tensor<f32>) -> tensor<4x16xf32>
  return
}

// -----

func.func @zero_point_is_integer(%x: tensor<4x16xf32>, %zero_point: tensor<f32>, %scale: tensor<f32>) {
  // expected-error @+1 {{'nnef.zero_point_linear_quantize' op operand #1 must be ranked tensor of 8-bit signless integer or 16-bit signless integer or 32-bit signless integer or 64-bit signless integer values, but got 'tensor<f32>'}}
  %0 = nnef.zero_point_linear_quantize %x, %zero_point, %scale bits = 8 signed = true symmetric = true : (tensor<4x16xf32>, tensor<f32>, tensor<f32>) -> tensor<4x16xf32>
  return
}

// -----

func.func @element_types(%x: tensor<4x16xf32>, %min: tensor<f32>, %max: tensor<f64>) {
  // expected-error @+2 {{'nnef.linear_quantize' op has operands of different element types: 'f32' and 'f64'}}
  // expected-error @+1 {{failed to infer returned types}}
  %0 = nnef.linear_quantize %x, %min, %max bits = 8 : (tensor<4x16xf32>, tensor<f32>, tensor<f64>) -> tensor<4x16xf32>
  return
}

// -----

func.func @no_bits(%x: tensor<4x16xf32>, %max: tensor<f32>) {
  // expected-error @+2 {{'nnef.logarithmic_quantize' op bits must be from 1 to 64, but is 0}}
  // expected-error @+1 {{failed to infer returned types}}
  %0 = nnef.logarithmic_quantize %x, %max bits = 0 : (tensor<4x16xf32>, tensor<f32>) -> tensor<4x16xf32>
  return
}
