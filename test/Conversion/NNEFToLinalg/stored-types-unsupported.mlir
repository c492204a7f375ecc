// RUN: nnef-opt %s --nnef-to-linalg --split-input-file --verify-diagnostics

func.func @logarithmic(%codes: tensor<3xui8>) -> tensor<3xf32> {
  // expected-error @+1 {{'nnef.dequantize' op cannot be lowered to Linalg: the codes of 'logarithmic_quantize' cannot be decoded yet}}
  %0 = nnef.dequantize %codes {quantization = #nnef.quantization<"logarithmic_quantize", {bits = 8 : i64, max = dense<1.0> : tensor<f64>}>} : (tensor<3xui8>) -> tensor<3xf32>
  return %0 : tensor<3xf32>
}

// -----

func.func @update(%x: tensor<1x4xf32>) -> tensor<1x4xf32> {
  %state = nnef.variable "state" = dense<0.0> : tensor<1x4xf32>
  // expected-error @+1 {{only a global keeps its new value; import the model with --variables=globals}}
  %new = nnef.update %state, %x : (tensor<1x4xf32>, tensor<1x4xf32>) -> tensor<1x4xf32>
  return %new : tensor<1x4xf32>
}
