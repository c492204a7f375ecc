// RUN: nnef-opt %s --nnef-lower-globals --split-input-file --verify-diagnostics

// expected-error @+1 {{variable 'a/b' was imported without its values}}
ml_program.global private @w(#ml_program.extern : tensor<4xf32>) : tensor<4xf32> {nnef.label = "a/b"}
func.func @no_value() -> tensor<4xf32> {
  %0 = ml_program.global_load_const @w : tensor<4xf32>
  return %0 : tensor<4xf32>
}

// -----

// expected-error @+1 {{variable 'h' was imported without its values}}
ml_program.global private mutable @h : tensor<4xf32>
func.func @no_initial_value() -> tensor<4xf32> {
  %0 = ml_program.global_load @h : tensor<4xf32>
  return %0 : tensor<4xf32>
}

// -----

// expected-error @+1 {{value has type 'tensor<4xf32>', but the global has 'tensor<?xf32>'}}
ml_program.global private @w(dense<0.0> : tensor<4xf32>) : tensor<?xf32>
func.func @type() -> tensor<?xf32> {
  %0 = ml_program.global_load_const @w : tensor<?xf32>
  return %0 : tensor<?xf32>
}

// -----

ml_program.global private mutable @h(dense<0.0> : tensor<4xf32>) : tensor<4xf32>
func.func @load_after_store(%x: tensor<4xf32>) -> tensor<4xf32> {
  ml_program.global_store @h = %x : tensor<4xf32>
  // expected-error @+1 {{a global that was stored in the same invocation cannot be loaded}}
  %0 = ml_program.global_load @h : tensor<4xf32>
  return %0 : tensor<4xf32>
}

// -----

ml_program.global private mutable @h(dense<0.0> : tensor<4xf32>) : tensor<4xf32>
func.func @two_stores(%x: tensor<4xf32>) -> tensor<4xf32> {
  ml_program.global_store @h = %x : tensor<4xf32>
  // expected-error @+1 {{a global cannot be stored twice}}
  ml_program.global_store @h = %x : tensor<4xf32>
  return %x : tensor<4xf32>
}

// -----

ml_program.global private mutable @h(dense<0.0> : tensor<4xf32>) : tensor<4xf32>
func.func private @callee() -> tensor<4xf32> {
  // expected-error @+1 {{state can be used at the top of the network only}}
  %0 = ml_program.global_load @h : tensor<4xf32>
  return %0 : tensor<4xf32>
}
func.func @caller() -> tensor<4xf32> {
  %0 = func.call @callee() : () -> tensor<4xf32>
  return %0 : tensor<4xf32>
}
