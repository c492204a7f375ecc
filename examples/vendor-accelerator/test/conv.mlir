// RUN: %npu-opt %s --nnef-to-npu --split-input-file --verify-diagnostics | FileCheck %s

// CHECK-LABEL: func.func @conv
// CHECK-SAME: (%[[X:.*]]: tensor<1x3x8x8xf32>, %[[W:.*]]: tensor<4x3x3x3xf32>, %[[B:.*]]: tensor<1x4xf32>)
// CHECK: %[[Y:.*]] = npu.conv %[[X]], %[[W]], %[[B]] stride [2, 1] padding [1, 0, 0, 2] : (tensor<1x3x8x8xf32>, tensor<4x3x3x3xf32>, tensor<1x4xf32>) -> tensor<1x4x4x8xf32>
// CHECK: return %[[Y]]
func.func @conv(%x: tensor<1x3x8x8xf32>, %w: tensor<4x3x3x3xf32>, %b: tensor<1x4xf32>) -> tensor<1x4x4x8xf32> {
  %y = nnef.conv %x, %w, %b padding = [(1, 0), (0, 2)] stride = [2, 1] : (tensor<1x3x8x8xf32>, tensor<4x3x3x3xf32>, tensor<1x4xf32>) -> tensor<1x4x4x8xf32>
  return %y : tensor<1x4x4x8xf32>
}

// -----

// Automatic padding, NNEF's default, becomes what it means for this image.
// CHECK-LABEL: func.func @automatic_padding
// CHECK: npu.conv {{.*}} stride [2, 2] padding [0, 1, 0, 1]
func.func @automatic_padding(%x: tensor<1x3x8x8xf32>, %w: tensor<4x3x3x3xf32>, %b: tensor<1x4xf32>) -> tensor<1x4x4x4xf32> {
  %y = nnef.conv %x, %w, %b stride = [2, 2] : (tensor<1x3x8x8xf32>, tensor<4x3x3x3xf32>, tensor<1x4xf32>) -> tensor<1x4x4x4xf32>
  return %y : tensor<1x4x4x4xf32>
}

// -----

// A quantized convolution: codes of 8 bits, a scale for each output channel, and
// a bias of 32 bits in units of the products of these.
!x = !quant.uniform<i8:f32, 0.5:-128>
!w = !quant.uniform<i8<-127:127>:f32:0, {0.25, 0.125}>
!b = !quant.uniform<i32:f32:1, {0.125, 0.0625}>
!y = !quant.uniform<i8:f32, 2.0:3>
// CHECK-LABEL: func.func @quantized
// CHECK: npu.conv {{.*}} stride [1, 1] padding [0, 0, 0, 0] : (tensor<1x3x8x8x!quant.uniform<i8:f32, 5.000000e-01:-128>>, {{.*}}) -> tensor<1x2x6x6x!quant.uniform<i8:f32, 2.000000e+00:3>>
func.func @quantized(%x: tensor<1x3x8x8x!x>, %w: tensor<2x3x3x3x!w>, %b: tensor<1x2x!b>) -> tensor<1x2x6x6x!y> {
  %y = nnef.conv %x, %w, %b padding = [(0, 0), (0, 0)] : (tensor<1x3x8x8x!x>, tensor<2x3x3x3x!w>, tensor<1x2x!b>) -> tensor<1x2x6x6x!y>
  return %y : tensor<1x2x6x6x!y>
}

// -----

func.func @groups(%x: tensor<1x4x8x8xf32>, %w: tensor<4x1x3x3xf32>, %b: tensor<f32>) {
  // expected-error @+1 {{failed to legalize operation 'nnef.conv'}}
  %y = nnef.conv %x, %w, %b groups = 0 : (tensor<1x4x8x8xf32>, tensor<4x1x3x3xf32>, tensor<f32>) -> tensor<1x4x8x8xf32>
  return
}

// -----

func.func @dilation(%x: tensor<1x3x8x8xf32>, %w: tensor<4x3x3x3xf32>, %b: tensor<f32>) {
  // expected-error @+1 {{failed to legalize operation 'nnef.conv'}}
  %y = nnef.conv %x, %w, %b dilation = [2, 2] : (tensor<1x3x8x8xf32>, tensor<4x3x3x3xf32>, tensor<f32>) -> tensor<1x4x8x8xf32>
  return
}

// -----

func.func @border(%x: tensor<1x3x8x8xf32>, %w: tensor<4x3x3x3xf32>, %b: tensor<f32>) {
  // expected-error @+1 {{failed to legalize operation 'nnef.conv'}}
  %y = nnef.conv %x, %w, %b border = reflect : (tensor<1x3x8x8xf32>, tensor<4x3x3x3xf32>, tensor<f32>) -> tensor<1x4x8x8xf32>
  return
}

// -----

func.func @volume(%x: tensor<1x3x8x8x8xf32>, %w: tensor<4x3x3x3x3xf32>, %b: tensor<f32>) {
  // expected-error @+1 {{failed to legalize operation 'nnef.conv'}}
  %y = nnef.conv %x, %w, %b : (tensor<1x3x8x8x8xf32>, tensor<4x3x3x3x3xf32>, tensor<f32>) -> tensor<1x4x8x8x8xf32>
  return
}
