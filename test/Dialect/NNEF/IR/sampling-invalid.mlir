// RUN: nnef-opt %s --split-input-file --verify-diagnostics

func.func @factor_count(%x: tensor<1x8x32x32xf32>) {
  // expected-error @+2 {{'nnef.nearest_upsample' op factor has 4 entries, one for each spatial dimension, but the input has rank 4}}
  // expected-error @+1 {{failed to infer returned types}}
  %0 = nnef.nearest_upsample %x factor = [1, 1, 2, 2] : (tensor<1x8x32x32xf32>) -> tensor<1x8x64x64xf32>
  return
}

// -----

func.func @factor_zero(%x: tensor<1x8x32xf32>) {
  // expected-error @+2 {{'nnef.area_downsample' op factor must be at least 1, but is 0}}
  // expected-error @+1 {{failed to infer returned types}}
  %0 = nnef.area_downsample %x factor = [0] : (tensor<1x8x32xf32>) -> tensor<1x8x32xf32>
  return
}

// -----

func.func @factor_does_not_divide(%x: tensor<1x8x32x33xf32>) {
  // expected-error @+2 {{'nnef.nearest_downsample' op factor 2 does not divide extent 33 of dimension 3}}
  // expected-error @+1 {{failed to infer returned types}}
  %0 = nnef.nearest_downsample %x factor = [2, 2] : (tensor<1x8x32x33xf32>) -> tensor<1x8x16x16xf32>
  return
}

// -----

func.func @ignore(%x: tensor<1x8x32xf32>) {
  // expected-error @+2 {{'nnef.multilinear_upsample' op does not allow the border 'ignore'}}
  // expected-error @+1 {{failed to infer returned types}}
  %0 = nnef.multilinear_upsample %x factor = [2] border = ignore : (tensor<1x8x32xf32>) -> tensor<1x8x64xf32>
  return
}

// -----

func.func @unknown_method(%x: tensor<1x8x32xf32>) {
  // expected-error @+2 {{expected ::nnef::InterpolationMethod to be one of: symmetric, asymmetric, aligned}}
  // expected-error @+1 {{failed to parse NNEF_InterpolationMethodAttr parameter 'value'}}
  %0 = nnef.multilinear_upsample %x factor = [2] method = cubic : (tensor<1x8x32xf32>) -> tensor<1x8x64xf32>
  return
}
