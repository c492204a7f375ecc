// RUN: nnef-opt %s --split-input-file --verify-diagnostics

func.func @expressed(%x: tensor<2xf64>) {
  // expected-error @+1 {{'nnef.quantize' op has numbers of type 'f64', but codes that stand for 'f32'}}
  %0 = nnef.quantize %x : (tensor<2xf64>) -> tensor<2x!quant.uniform<u8:f32, 1.0>>
  return
}

// -----

func.func @axis(%x: tensor<2xf32>) {
  // expected-error @+1 {{'nnef.quantize' op has a type that is quantized along dimension 1, but of rank 1}}
  %0 = nnef.quantize %x : (tensor<2xf32>) -> tensor<2x!quant.uniform<u8:f32:1, {1.0,2.0}>>
  return
}

// -----

func.func @extent(%x: tensor<3xf32>) {
  // expected-error @+1 {{'nnef.quantize' op has a type with 2 scales for a dimension of extent 3}}
  %0 = nnef.quantize %x : (tensor<3xf32>) -> tensor<3x!quant.uniform<u8:f32:0, {1.0,2.0}>>
  return
}

// -----

func.func @calibrated(%x: tensor<3xf32>) {
  // expected-error @+1 {{'nnef.quantize' op has type '!quant.calibrated<f32<-1.000000e+00:1.000000e+00>>', but codes are evenly spaced here}}
  %0 = nnef.quantize %x : (tensor<3xf32>) -> tensor<3x!quant.calibrated<f32<-1.0:1.0>>>
  return
}

// -----

func.func @neither(%x: tensor<3xi8>) {
  // expected-error @+1 {{'nnef.storage_cast' op must have one quantized type}}
  %0 = nnef.storage_cast %x : (tensor<3xi8>) -> tensor<3xi8>
  return
}

// -----

func.func @width(%x: tensor<3xi16>) {
  // expected-error @+1 {{'nnef.storage_cast' op stores codes of type '!quant.uniform<i8:f32, 1.000000e+00>' as 'i16'}}
  %0 = nnef.storage_cast %x : (tensor<3xi16>) -> tensor<3x!quant.uniform<i8:f32, 1.0>>
  return
}

// -----

func.func @sign(%x: tensor<3xui8>) {
  // expected-error @+1 {{'nnef.storage_cast' op stores codes of type '!quant.uniform<i8:f32, 1.000000e+00>' as 'ui8'}}
  %0 = nnef.storage_cast %x : (tensor<3xui8>) -> tensor<3x!quant.uniform<i8:f32, 1.0>>
  return
}

// -----

func.func @twice(%x: tensor<3x!quant.uniform<u8:f32, 1.0>>) {
  // expected-error @+1 {{'nnef.dequantize' op says twice what its codes stand for: by their type, and by an attribute}}
  %0 = nnef.dequantize %x {quantization = #nnef.quantization<"custom", {}>} : (tensor<3x!quant.uniform<u8:f32, 1.0>>) -> tensor<3xf32>
  return
}

// -----

func.func @unknown(%x: tensor<3xui8>) {
  // expected-error @+1 {{'nnef.dequantize' op needs the attribute 'quantization', which says what integers stand for}}
  %0 = nnef.dequantize %x : (tensor<3xui8>) -> tensor<3xf32>
  return
}
