// RUN: nnef-opt %s --split-input-file --verify-diagnostics

func.func @empty_label() {
  // expected-error @+1 {{'nnef.variable' op label must not be empty}}
  %0 = nnef.variable "" : tensor<2xf32>
  return
}

// -----

func.func @value_type() {
  // expected-error @+1 {{'nnef.variable' op value has type 'tensor<3xf32>', but the variable has 'tensor<2xf32>'}}
  %0 = "nnef.variable"() <{label = "x", value = dense<0.0> : tensor<3xf32>}> : () -> tensor<2xf32>
  return
}

// -----

func.func @constant_type() {
  // expected-error @+1 {{'nnef.constant' op failed to verify that all of {value, output} have same type}}
  %0 = "nnef.constant"() <{value = dense<0.0> : tensor<3xf32>}> : () -> tensor<2xf32>
  return
}

// -----

func.func @constant_vector() {
  // expected-error @+1 {{'nnef.constant' op result #0 must be ranked tensor of}}
  %0 = nnef.constant dense<0.0> : vector<3xf32>
  return
}

// -----

func.func @update_shape(%x: tensor<1x5xf32>) {
  %state = nnef.variable "state" : tensor<1x4xf32>
  // expected-error @+2 {{'nnef.update' op cannot update a variable of shape [1, 4] with a value of shape [1, 5]}}
  // expected-error @+1 {{failed to infer returned types}}
  %new = nnef.update %state, %x : (tensor<1x4xf32>, tensor<1x5xf32>) -> tensor<1x5xf32>
  return
}

// -----

// A new value does not broadcast.
func.func @update_rank(%x: tensor<f32>) {
  %state = nnef.variable "state" : tensor<4xf32>
  // expected-error @+2 {{'nnef.update' op cannot update a variable of shape [4] with a value of shape []}}
  // expected-error @+1 {{failed to infer returned types}}
  %new = nnef.update %state, %x : (tensor<4xf32>, tensor<f32>) -> tensor<f32>
  return
}

// -----

func.func @update_type(%x: tensor<4xi32>) {
  %state = nnef.variable "state" : tensor<4xf32>
  // expected-error @+2 {{'nnef.update' op has operands of different element types: 'f32' and 'i32'}}
  // expected-error @+1 {{failed to infer returned types}}
  %new = nnef.update %state, %x : (tensor<4xf32>, tensor<4xi32>) -> tensor<4xf32>
  return
}
