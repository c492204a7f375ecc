// RUN: nnef-opt %s --nnef-to-tosa=require-all=true \
// RUN:   --tosa-validate=strict-op-spec-alignment=true | FileCheck %s

// CHECK-LABEL: func @plane
func.func @plane(%x: tensor<1x3x4x4xf32>, %w: tensor<3x5x3x3xf32>) -> tensor<1x5x8x8xf32> {
  // Padding crops the output.
  // CHECK: tosa.transpose_conv2d {{.*}} out_pad = array<i64: 0, -1, 0, -1>, stride = array<i64: 2, 2>} : (tensor<1x4x4x3xf32>, tensor<5x3x3x3xf32>,
  %b = nnef.constant dense<0.0> : tensor<f32>
  %0 = nnef.deconv %x, %w, %b stride = [2, 2] : (tensor<1x3x4x4xf32>, tensor<3x5x3x3xf32>, tensor<f32>) -> tensor<1x5x8x8xf32>
  return %0 : tensor<1x5x8x8xf32>
}

// CHECK-LABEL: func @groups
func.func @groups(%x: tensor<1x4x4x4xf32>, %w: tensor<4x3x2x2xf32>, %b: tensor<1x6xf32>) -> tensor<1x6x8x8xf32> {
  // CHECK-COUNT-2: tosa.transpose_conv2d {{.*}} : (tensor<1x4x4x2xf32>, tensor<3x2x2x2xf32>, tensor<3xf32>,
  // CHECK: tosa.concat
  %0 = nnef.deconv %x, %w, %b stride = [2, 2] groups = 2 : (tensor<1x4x4x4xf32>, tensor<4x3x2x2xf32>, tensor<1x6xf32>) -> tensor<1x6x8x8xf32>
  return %0 : tensor<1x6x8x8xf32>
}
