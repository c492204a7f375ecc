// RUN: nnef-opt %s --split-input-file --verify-diagnostics

func.func @axis_too_large(%x: tensor<2x3xf32>) {
  // expected-error @+2 {{'nnef.max_reduce' op axis 2 is out of range for rank 2}}
  // expected-error @+1 {{failed to infer returned types}}
  %0 = nnef.max_reduce %x axes = [0, 2] : (tensor<2x3xf32>) -> tensor<1x3xf32>
  return
}

// -----

// Unlike in NumPy, axes do not count from the end.
func.func @axis_negative(%x: tensor<2x3xf32>) {
  // expected-error @+2 {{'nnef.argmax_reduce' op axis -1 is out of range for rank 2}}
  // expected-error @+1 {{failed to infer returned types}}
  %0 = nnef.argmax_reduce %x axes = [-1] : (tensor<2x3xf32>) -> tensor<2x1xi32>
  return
}

// -----

func.func @axis_twice(%x: tensor<2x3xf32>) {
  // expected-error @+2 {{'nnef.moments' op axis 1 is listed twice}}
  // expected-error @+1 {{failed to infer returned types}}
  %0:2 = nnef.moments %x axes = [1, 1] : (tensor<2x3xf32>) -> (tensor<2x1xf32>, tensor<2x1xf32>)
  return
}

// -----

func.func @any_of_scalars(%x: tensor<2x3xf32>) {
  // expected-error @+1 {{'nnef.any_reduce' op operand #0 must be ranked tensor of 1-bit signless integer values, but got 'tensor<2x3xf32>'}}
  %0 = nnef.any_reduce %x axes = [1] : (tensor<2x3xf32>) -> tensor<2x1xi1>
  return
}
