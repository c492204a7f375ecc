// RUN: nnef-opt --nnef-simulate-quantization --split-input-file --verify-diagnostics %s

func.func @custom(%x: tensor<2x3xf32>) -> tensor<2x3xf32> {
  // expected-error @+1 {{this tensor cannot be quantized by 'own_quantize': the body of the fragment does not come to one of the standard's quantization operations on its tensor}}
  %y = nnef.relu %x {nnef.quantization = #nnef.quantization<"own_quantize", {}>} : tensor<2x3xf32>
  return %y : tensor<2x3xf32>
}

// -----

func.func @parameter(%x: tensor<2x3xf32>) -> tensor<2x3xf32> {
  // expected-error @+1 {{the quantization of this tensor by 'linear_quantize' has no value for 'max'}}
  %y = nnef.relu %x {nnef.quantization = #nnef.quantization<"linear_quantize", {bits = 8 : i64, min = dense<-1.0> : tensor<f64>}>} : tensor<2x3xf32>
  return %y : tensor<2x3xf32>
}
