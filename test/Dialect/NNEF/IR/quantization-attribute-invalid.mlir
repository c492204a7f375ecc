// RUN: nnef-opt %s --split-input-file --verify-diagnostics

// expected-error @+1 {{parameter 'bits' of 'linear_quantize' cannot be 8 : i32}}
func.func private @bits(tensor<2xf32> {nnef.quantization = #nnef.quantization<"linear_quantize", {bits = 8 : i32}>})

// -----

// expected-error @+1 {{parameter 'max' of 'logarithmic_quantize' cannot be dense<1.000000e+00> : tensor<f32>}}
func.func private @max(tensor<2xf32> {nnef.quantization = #nnef.quantization<"logarithmic_quantize", {max = dense<1.0> : tensor<f32>}>})

// -----

// expected-error @+1 {{parameter 'signed' of 'min_max_linear_quantize' cannot be "yes"}}
func.func private @logical(tensor<2xf32> {nnef.quantization = #nnef.quantization<"min_max_linear_quantize", {signed = "yes"}>})

// -----

// What a fragment takes is its own affair.
func.func private @custom(tensor<2xf32> {nnef.quantization = #nnef.quantization<"own", {bits = "all"}>})

// -----

// expected-error @+1 {{'other' is no quantization operation of the standard}}
func.func private @body(tensor<2xf32> {nnef.quantization = #nnef.quantization<"own", {}, <"other", {}>>})
