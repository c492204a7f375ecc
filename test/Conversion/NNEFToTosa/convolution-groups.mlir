// RUN: nnef-opt %s --nnef-to-tosa=require-all=true \
// RUN:   --tosa-validate=strict-op-spec-alignment=true | FileCheck %s

// CHECK-LABEL: func @depthwise
func.func @depthwise(%x: tensor<1x3x8x8xf32>, %w: tensor<6x1x3x3xf32>) -> tensor<1x6x8x8xf32> {
  // Two filters for each channel.
  // CHECK: tosa.reshape %{{.+}} -> tensor<3x2x3x3xf32>
  // CHECK: tosa.transpose %{{.+}} {perms = array<i32: 2, 3, 0, 1>} : (tensor<3x2x3x3xf32>) -> tensor<3x3x3x2xf32>
  // CHECK: tosa.depthwise_conv2d
  %b = nnef.constant dense<0.0> : tensor<f32>
  %0 = nnef.conv %x, %w, %b groups = 0 : (tensor<1x3x8x8xf32>, tensor<6x1x3x3xf32>, tensor<f32>) -> tensor<1x6x8x8xf32>
  return %0 : tensor<1x6x8x8xf32>
}

// CHECK-LABEL: func @two_groups
func.func @two_groups(%x: tensor<1x4x8x8xf32>, %w: tensor<6x2x3x3xf32>, %b: tensor<1x6xf32>) -> tensor<1x6x8x8xf32> {
  // CHECK-COUNT-2: tosa.conv2d {{.*}} : (tensor<1x8x8x2xf32>, tensor<3x3x3x2xf32>, tensor<3xf32>,
  // CHECK: tosa.concat %{{.+}}, %{{.+}} {axis = 3 : i32}
  %0 = nnef.conv %x, %w, %b groups = 2 : (tensor<1x4x8x8xf32>, tensor<6x2x3x3xf32>, tensor<1x6xf32>) -> tensor<1x6x8x8xf32>
  return %0 : tensor<1x6x8x8xf32>
}

// CHECK-LABEL: func @separable
func.func @separable(%x: tensor<1x3x8x8xf32>, %p: tensor<3x1x3x3xf32>, %q: tensor<8x3x1x1xf32>) -> tensor<1x8x8x8xf32> {
  // No transposition is left between the two.
  // CHECK: %[[PLANES:.+]] = tosa.depthwise_conv2d
  // CHECK: tosa.conv2d %[[PLANES]]
  %b = nnef.constant dense<0.0> : tensor<f32>
  %0 = nnef.separable_conv %x, %p, %q, %b : (tensor<1x3x8x8xf32>, tensor<3x1x3x3xf32>, tensor<8x3x1x1xf32>, tensor<f32>) -> tensor<1x8x8x8xf32>
  return %0 : tensor<1x8x8x8xf32>
}
