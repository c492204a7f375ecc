// RUN: %npu-opt %s --split-input-file --verify-diagnostics

func.func @rank(%x: tensor<1x3x8xf32>, %w: tensor<4x3x3xf32>, %b: tensor<f32>) {
  // expected-error @+1 {{'npu.conv' op needs tensors of rank 4}}
  %y = npu.conv %x, %w, %b stride [1, 1] padding [0, 0, 0, 0] : (tensor<1x3x8xf32>, tensor<4x3x3xf32>, tensor<f32>) -> tensor<1x4x6xf32>
  return
}

// -----

func.func @window(%x: tensor<1x3x8x8xf32>, %w: tensor<4x3x3x3xf32>, %b: tensor<f32>) {
  // expected-error @+1 {{'npu.conv' op needs 2 strides and 4 paddings}}
  %y = npu.conv %x, %w, %b stride [1] padding [0, 0, 0, 0] : (tensor<1x3x8x8xf32>, tensor<4x3x3x3xf32>, tensor<f32>) -> tensor<1x4x6x6xf32>
  return
}

// -----

func.func @channels(%x: tensor<1x3xf32>, %w: tensor<4x5xf32>, %b: tensor<f32>) {
  // expected-error @+1 {{'npu.dense' op has a filter for other channels}}
  %y = npu.dense %x, %w, %b : (tensor<1x3xf32>, tensor<4x5xf32>, tensor<f32>) -> tensor<1x4xf32>
  return
}

// -----

!codes = !quant.uniform<i8:f32, 0.5>
func.func @mixed(%x: tensor<1x3x!codes>, %w: tensor<4x3xf32>, %b: tensor<f32>) {
  // expected-error @+1 {{'npu.dense' op mixes real numbers and codes}}
  %y = npu.dense %x, %w, %b : (tensor<1x3x!codes>, tensor<4x3xf32>, tensor<f32>) -> tensor<1x4x!codes>
  return
}

// -----

func.func @unsigned(%x: tensor<1x3x!quant.uniform<u8:f32, 0.5>>) {
  // expected-error @+1 {{operand #0 must be statically shaped tensor of 32-bit float or signed codes of 8 bits values}}
  %y = npu.relu %x : tensor<1x3x!quant.uniform<u8:f32, 0.5>>
  return
}
