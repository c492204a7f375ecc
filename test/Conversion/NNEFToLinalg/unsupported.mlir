// RUN: nnef-opt %s --nnef-to-linalg --verify-diagnostics --split-input-file

// All that cannot be lowered is reported in one run, and each thing once.
func.func @several(%x: tensor<1x8x4x4xf32>, %index: tensor<1x8x4x4xi32>, %rois: tensor<4x4xf32>, %batch: tensor<4xi32>) {
  // expected-error @+1 {{'nnef.variable' op has no values: variable 'layer/weights' was imported without its weights}}
  %w = nnef.variable "layer/weights" : tensor<1x8x4x4xf32>
  %0 = nnef.add %x, %w : (tensor<1x8x4x4xf32>, tensor<1x8x4x4xf32>) -> tensor<1x8x4x4xf32>
  // expected-error @+1 {{'nnef.call' op cannot be lowered to Linalg: fragment 'detect' has no body}}
  %1 = nnef.call "detect"(%x) : (tensor<1x8x4x4xf32>) -> tensor<*xf32>
  // expected-error @+1 {{'nnef.max_roi_pool' op cannot be lowered to Linalg}}
  %2 = nnef.max_roi_pool %x, %rois, %batch output_size = [2, 2] : (tensor<1x8x4x4xf32>, tensor<4x4xf32>, tensor<4xi32>) -> tensor<4x8x2x2xf32>
  // expected-error @+1 {{'nnef.desample' op cannot be lowered to Linalg}}
  %3 = nnef.desample %x, %index size = [1, 1, 2, 2] stride = [1, 1, 2, 2] : (tensor<1x8x4x4xf32>, tensor<1x8x4x4xi32>) -> tensor<1x8x8x8xf32>
  // expected-error @+1 {{'nnef.update' op cannot be lowered to Linalg}}
  %4 = nnef.update %w, %0 : (tensor<1x8x4x4xf32>, tensor<1x8x4x4xf32>) -> tensor<1x8x4x4xf32>
  %max = nnef.constant dense<1.0> : tensor<f32>
  // expected-error @+1 {{'nnef.logarithmic_quantize' op cannot be lowered to Linalg}}
  %5 = nnef.logarithmic_quantize %x, %max bits = 8 : (tensor<1x8x4x4xf32>, tensor<f32>) -> tensor<1x8x4x4xf32>
  return
}

// -----

// What depends on an extent that only the run time knows.
func.func @unknown_extents(%x: tensor<1x3x?xf32>, %filter: tensor<4x3x3xf32>, %plane: tensor<3x1x3xf32>, %point: tensor<4x3x1xf32>, %bias: tensor<f32>) {
  // expected-error @+1 {{'nnef.conv' op cannot be lowered to Linalg}}
  %0 = nnef.conv %x, %filter, %bias stride = [2] : (tensor<1x3x?xf32>, tensor<4x3x3xf32>, tensor<f32>) -> tensor<1x4x?xf32>
  // expected-error @+1 {{'nnef.separable_conv' op cannot be lowered to Linalg}}
  %1 = nnef.separable_conv %x, %plane, %point, %bias stride = [2] : (tensor<1x3x?xf32>, tensor<3x1x3xf32>, tensor<4x3x1xf32>, tensor<f32>) -> tensor<1x4x?xf32>
  // expected-error @+1 {{'nnef.max_pool' op cannot be lowered to Linalg}}
  %2 = nnef.max_pool %x size = [1, 1, 3] stride = [1, 1, 2] : (tensor<1x3x?xf32>) -> tensor<1x3x?xf32>
  // expected-error @+1 {{'nnef.slice' op cannot be lowered to Linalg}}
  %3 = nnef.slice %x axes = [2] begin = [1] end = [-1] : (tensor<1x3x?xf32>) -> tensor<1x3x?xf32>
  // expected-error @+1 {{'nnef.pad' op cannot be lowered to Linalg}}
  %4 = nnef.pad %x padding = [(0, 0), (0, 0), (1, 1)] border = reflect : (tensor<1x3x?xf32>) -> tensor<1x3x?xf32>
  return
}

// -----

// Borders that an operation cannot be lowered with.
func.func @borders(%x: tensor<1x3x4xf32>, %filter: tensor<3x4x3xf32>, %bias: tensor<f32>) {
  // expected-error @+1 {{'nnef.deconv' op cannot be lowered to Linalg}}
  %0 = nnef.deconv %x, %filter, %bias border = replicate : (tensor<1x3x4xf32>, tensor<3x4x3xf32>, tensor<f32>) -> tensor<1x4x4xf32>
  // A reflection that goes beyond the other edge.
  // expected-error @+1 {{'nnef.pad' op cannot be lowered to Linalg}}
  %1 = nnef.pad %x padding = [(0, 0), (0, 0), (4, 0)] border = reflect : (tensor<1x3x4xf32>) -> tensor<1x3x8xf32>
  return
}
