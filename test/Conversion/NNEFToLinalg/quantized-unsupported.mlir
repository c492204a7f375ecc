// RUN: nnef-opt %s --nnef-to-linalg --verify-diagnostics --split-input-file

!x = tensor<1x4x8x8x!quant.uniform<u8:f32, 0.5:128>>
!y = tensor<1x4x8x8x!quant.uniform<u8:f32, 0.25:128>>

func.func @no_form(%x: !x) {
  // expected-error @+1 {{'nnef.l2_normalization' op cannot be lowered to Linalg: there is no lowering for it on quantized elements}}
  %0 = nnef.l2_normalization %x axes = [1] : (!x) -> !x
  // expected-error @+1 {{'nnef.div' op cannot be lowered to Linalg: there is no integer form of it unless one operand is a constant number}}
  %1 = nnef.div %x, %x : (!x, !x) -> !x
  return
}

// -----

!x = tensor<1x4x8x8x!quant.uniform<u8:f32, 0.5:128>>

func.func @mixed(%x: !x, %real: tensor<1x4x8x8xf32>, %bound: tensor<f32>) {
  // expected-error @+1 {{'nnef.add' op cannot be lowered to Linalg: there is no integer form of it where elements are f32}}
  %0 = nnef.add %x, %real : (!x, tensor<1x4x8x8xf32>) -> !x
  // expected-error @+1 {{'nnef.clamp' op cannot be lowered to Linalg: its bounds are no constant numbers}}
  %1 = nnef.clamp %x, %bound, %bound : (!x, tensor<f32>, tensor<f32>) -> !x
  // expected-error @+1 {{'nnef.multilinear_upsample' op cannot be lowered to Linalg: there is no integer form of it with another border than 'replicate'}}
  %2 = nnef.multilinear_upsample %x factor = [2, 2] border = constant : (!x) -> tensor<1x4x16x16x!quant.uniform<u8:f32, 0.5:128>>
  return
}

// -----

!x = tensor<1x4x8x8x!quant.uniform<i8:f32, 0.5>>
!w = tensor<4x4x3x3x!quant.uniform<i8:f32:1, {0.5, 0.25, 1.0, 2.0}>>
!p = tensor<4x4x3x3x!quant.uniform<i8:f32:0, {0.5:1, 0.25:1, 1.0:1, 2.0:1}>>
!v = tensor<4x4x3x3x!quant.uniform<i8:f32, 0.5>>

func.func @filters(%x: !x, %w: !w, %p: !p, %v: !v, %bias: tensor<1x4xf32>) {
  %zero = nnef.constant dense<0.0> : tensor<f32>
  %one = nnef.constant dense<1.0> : tensor<f32>
  // expected-error @+1 {{'nnef.conv' op cannot be lowered to Linalg: the scales of its filter are along dimension 1, not along the output's channels}}
  %0 = nnef.conv %x, %w, %zero : (!x, !w, tensor<f32>) -> !x
  // expected-error @+1 {{'nnef.conv' op cannot be lowered to Linalg: its filter has no codes of at most 8 bits, with zero points that are 0 where there are several scales}}
  %1 = nnef.conv %x, %p, %zero : (!x, !p, tensor<f32>) -> !x
  // expected-error @+1 {{'nnef.conv' op cannot be lowered to Linalg: its bias is a real number}}
  %2 = nnef.conv %x, %v, %one : (!x, !v, tensor<f32>) -> !x
  // expected-error @+1 {{'nnef.conv' op cannot be lowered to Linalg: its bias has no codes of 32 bits}}
  %3 = nnef.conv %x, %v, %bias : (!x, !v, tensor<1x4xf32>) -> !x
  return
}
