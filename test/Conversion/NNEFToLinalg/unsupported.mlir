// RUN: nnef-opt %s --nnef-to-linalg --verify-diagnostics --split-input-file

// All that cannot be lowered is reported in one run, and each thing once.
func.func @several(%x: tensor<1x8x4x4xf32>) {
  // expected-error @+1 {{'nnef.variable' op cannot be lowered to Linalg: variable 'layer/weights' was imported without its weights}}
  %w = nnef.variable "layer/weights" : tensor<1x8x4x4xf32>
  %0 = nnef.add %x, %w : (tensor<1x8x4x4xf32>, tensor<1x8x4x4xf32>) -> tensor<1x8x4x4xf32>
  // expected-error @+1 {{'nnef.call' op cannot be lowered to Linalg: fragment 'detect' has no body}}
  %1 = nnef.call "detect"(%x) : (tensor<1x8x4x4xf32>) -> tensor<*xf32>
  // expected-error @+1 {{'nnef.update' op cannot be lowered to Linalg: only a global keeps its new value; import the model with --variables=globals}}
  %2 = nnef.update %w, %0 : (tensor<1x8x4x4xf32>, tensor<1x8x4x4xf32>) -> tensor<1x8x4x4xf32>
  return
}

// -----

// Reflections that go beyond the other edge.
func.func @reflections(%x: tensor<1x3x4xf32>, %filter: tensor<3x4x5xf32>, %plane: tensor<3x1x11xf32>, %point: tensor<3x3x1xf32>, %bias: tensor<f32>, %index: tensor<1x3x9xi32>) {
  // expected-error @+1 {{'nnef.pad' op cannot be lowered to Linalg: the border 'reflect' would go 4 elements beyond an edge of dimension 2, which has only 3 to show}}
  %0 = nnef.pad %x padding = [(0, 0), (0, 0), (4, 0)] border = reflect : (tensor<1x3x4xf32>) -> tensor<1x3x8xf32>
  // expected-error @+1 {{'nnef.max_pool' op cannot be lowered to Linalg: the border 'reflect-even' would go 2 elements beyond an edge of dimension 0, which has only 1 to show}}
  %1 = nnef.max_pool %x size = [5, 1, 1] border = "reflect-even" : (tensor<1x3x4xf32>) -> tensor<1x3x4xf32>
  // expected-error @+1 {{'nnef.sample' op cannot be lowered to Linalg: the border 'reflect' would go 5 elements beyond an edge of dimension 2}}
  %2 = nnef.sample %x, %index size = [1, 1, 1] border = reflect padding = [(0, 0), (0, 0), (0, 5)] : (tensor<1x3x4xf32>, tensor<1x3x9xi32>) -> tensor<1x3x9xf32>
  // expected-error @+1 {{'nnef.separable_conv' op cannot be lowered to Linalg: the border 'reflect' would go 5 elements beyond an edge of dimension 2}}
  %3 = nnef.separable_conv %x, %plane, %point, %bias border = reflect : (tensor<1x3x4xf32>, tensor<3x1x11xf32>, tensor<3x3x1xf32>, tensor<f32>) -> tensor<1x3x4xf32>
  // The window of the reverse operation sees the input's surroundings.
  // expected-error @+1 {{'nnef.deconv' op cannot be lowered to Linalg: the border 'reflect' would go 4 elements beyond an edge of dimension 2}}
  %4 = nnef.deconv %x, %filter, %bias border = reflect padding = [(0, 0)] : (tensor<1x3x4xf32>, tensor<3x4x5xf32>, tensor<f32>) -> tensor<1x4x8xf32>
  // expected-error @+1 {{'nnef.debox' op cannot be lowered to Linalg: the border 'reflect' would go 4 elements beyond an edge of dimension 2}}
  %5 = nnef.debox %x size = [1, 1, 5] border = reflect padding = [(0, 0), (0, 0), (0, 0)] : (tensor<1x3x4xf32>) -> tensor<1x3x8xf32>
  return
}

// -----

// An element between an edge and what is beyond it.
func.func @interpolation(%x: tensor<1x3x1x4xf32>) {
  // expected-error @+1 {{'nnef.multilinear_upsample' op cannot be lowered to Linalg: the border 'reflect' would go 1 elements beyond an edge of dimension 2, which has only 0 to show}}
  %0 = nnef.multilinear_upsample %x factor = [2, 2] border = reflect : (tensor<1x3x1x4xf32>) -> tensor<1x3x2x8xf32>
  return
}
