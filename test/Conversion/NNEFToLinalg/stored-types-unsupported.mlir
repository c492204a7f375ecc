// RUN: nnef-opt %s --nnef-to-linalg --split-input-file --verify-diagnostics

// What codes stand for is only known for the operations of the standard.
func.func @custom(%codes: tensor<3xui8>) -> tensor<3xf32> {
  // expected-error @+1 {{'nnef.dequantize' op cannot be lowered to Linalg: what the codes of 'my_quantize' mean is not known}}
  %0 = nnef.dequantize %codes {quantization = #nnef.quantization<"my_quantize", {bits = 8 : i64}>} : (tensor<3xui8>) -> tensor<3xf32>
  return %0 : tensor<3xf32>
}

// -----

func.func @no_parameter(%codes: tensor<3xui8>) -> tensor<3xf32> {
  // expected-error @+1 {{'nnef.dequantize' op cannot be lowered to Linalg: the parameter 'min' of 'linear_quantize' is no tensor of numbers}}
  %0 = nnef.dequantize %codes {quantization = #nnef.quantization<"linear_quantize", {bits = 8 : i64, max = dense<1.0> : tensor<f64>}>} : (tensor<3xui8>) -> tensor<3xf32>
  return %0 : tensor<3xf32>
}

// -----

func.func @no_bits(%codes: tensor<3xui8>) -> tensor<3xf32> {
  // expected-error @+1 {{'nnef.dequantize' op cannot be lowered to Linalg: the parameter 'bits' of 'logarithmic_quantize' is no number from 1 to 64}}
  %0 = nnef.dequantize %codes {quantization = #nnef.quantization<"logarithmic_quantize", {bits = 0 : i64, max = dense<1.0> : tensor<f64>}>} : (tensor<3xui8>) -> tensor<3xf32>
  return %0 : tensor<3xf32>
}

// -----

func.func @update(%x: tensor<1x4xf32>) -> tensor<1x4xf32> {
  %state = nnef.variable "state" = dense<0.0> : tensor<1x4xf32>
  // expected-error @+1 {{only a global keeps its new value; import the model with --variables=globals}}
  %new = nnef.update %state, %x : (tensor<1x4xf32>, tensor<1x4xf32>) -> tensor<1x4xf32>
  return %new : tensor<1x4xf32>
}
