// RUN: nnef-opt %s --split-input-file --verify-diagnostics

func.func @width() {
  // expected-error @+1 {{'nnef.variable' op type 'ui65' is too wide: tensor files have at most 64 bits}}
  %0 = nnef.variable "x" : tensor<2xui65>
  return
}

// -----

// Only what reads a variable takes the types of files.
func.func @copy(%x: tensor<2xui8>) {
  // expected-error @+1 {{'nnef.copy' op operand #0 must be ranked tensor of}}
  %0 = nnef.copy %x : tensor<2xui8>
  return
}

// -----

func.func @unsigned(%x: tensor<2xui8>) {
  // expected-error @+1 {{'nnef.dequantize' op codes are unsigned, but 'min_max_linear_quantize' says that they are signed}}
  %0 = nnef.dequantize %x {quantization = #nnef.quantization<"min_max_linear_quantize", {bits = 8 : i64, max = dense<1.0> : tensor<f64>, min = dense<-1.0> : tensor<f64>, signed = true, symmetric = true}>} : (tensor<2xui8>) -> tensor<2xf32>
  return
}

// -----

func.func @signed(%x: tensor<2xi8>) {
  // expected-error @+1 {{'nnef.dequantize' op codes are signed, but 'zero_point_linear_quantize' says that they are unsigned}}
  %0 = nnef.dequantize %x {quantization = #nnef.quantization<"zero_point_linear_quantize", {bits = 8 : i64, scale = dense<1.0> : tensor<f64>, zero_point = dense<1> : tensor<i64>, signed = false, symmetric = true}>} : (tensor<2xi8>) -> tensor<2xf32>
  return
}

// -----

func.func @linear(%x: tensor<2xi8>) {
  // expected-error @+1 {{'nnef.dequantize' op codes are signed, but those of 'linear_quantize' are not}}
  %0 = nnef.dequantize %x {quantization = #nnef.quantization<"linear_quantize", {bits = 8 : i64, max = dense<1.0> : tensor<f64>, min = dense<-1.0> : tensor<f64>}>} : (tensor<2xi8>) -> tensor<2xf32>
  return
}

// -----

func.func @shape(%x: tensor<2xui8>) {
  // expected-error @+1 {{'nnef.dequantize' op all non-scalar operands/results must have the same shape}}
  %0 = nnef.dequantize %x {quantization = #nnef.quantization<"linear_quantize", {bits = 8 : i64, max = dense<1.0> : tensor<f64>, min = dense<-1.0> : tensor<f64>}>} : (tensor<2xui8>) -> tensor<3xf32>
  return
}

// -----

func.func @result(%x: tensor<2xui8>) {
  // expected-error @+1 {{'nnef.dequantize' op result #0 must be ranked tensor of floating-point values}}
  %0 = nnef.dequantize %x {quantization = #nnef.quantization<"linear_quantize", {bits = 8 : i64, max = dense<1.0> : tensor<f64>, min = dense<-1.0> : tensor<f64>}>} : (tensor<2xui8>) -> tensor<2xi32>
  return
}
