// RUN: nnef-opt %s --nnef-to-tosa=require-all=true \
// RUN:   --tosa-validate=strict-op-spec-alignment=true | FileCheck %s

// CHECK-LABEL: func @plane
// CHECK-SAME: %[[X:.+]]: tensor<1x3x9x8xf32>, %[[W:.+]]: tensor<4x3x3x3xf32>, %[[B:.+]]: tensor<1x4xf32>
func.func @plane(%x: tensor<1x3x9x8xf32>, %w: tensor<4x3x3x3xf32>, %b: tensor<1x4xf32>) -> tensor<1x4x5x4xf32> {
  // Automatic padding becomes explicit; in the second dimension only the last
  // column is missing.
  // CHECK-DAG: %[[IN:.+]] = tosa.transpose %[[X]] {perms = array<i32: 0, 2, 3, 1>}
  // CHECK-DAG: %[[FILTER:.+]] = tosa.transpose %[[W]] {perms = array<i32: 0, 2, 3, 1>}
  // CHECK-DAG: %[[BIAS:.+]] = tosa.reshape %[[B]], %{{.+}} : (tensor<1x4xf32>, !tosa.shape<1>) -> tensor<4xf32>
  // CHECK: %[[OUT:.+]] = tosa.conv2d %[[IN]], %[[FILTER]], %[[BIAS]], %{{.+}} {acc_type = f32, dilation = array<i64: 1, 1>, pad = array<i64: 1, 1, 0, 1>, stride = array<i64: 2, 2>}
  // CHECK: tosa.transpose %[[OUT]] {perms = array<i32: 0, 3, 1, 2>}
  %0 = nnef.conv %x, %w, %b stride = [2, 2] : (tensor<1x3x9x8xf32>, tensor<4x3x3x3xf32>, tensor<1x4xf32>) -> tensor<1x4x5x4xf32>
  return %0 : tensor<1x4x5x4xf32>
}

// TOSA accepts no rows that no window reaches.
// CHECK-LABEL: func @rest
func.func @rest(%x: tensor<1x3x8x8xf32>, %w: tensor<4x3x3x3xf32>) -> tensor<1x4x3x3xf32> {
  // CHECK: tosa.slice %{{.+}} -> tensor<1x3x7x7xf32>
  // CHECK: tosa.conv2d {{.*}} pad = array<i64: 0, 0, 0, 0>
  %b = nnef.constant dense<0.0> : tensor<f32>
  %0 = nnef.conv %x, %w, %b padding = [(0, 0), (0, 0)] stride = [2, 2] : (tensor<1x3x8x8xf32>, tensor<4x3x3x3xf32>, tensor<f32>) -> tensor<1x4x3x3xf32>
  return %0 : tensor<1x4x3x3xf32>
}

// CHECK-LABEL: func @row
func.func @row(%x: tensor<1x3x8xf32>, %w: tensor<4x3x3xf32>) -> tensor<1x4x8xf32> {
  // CHECK: tosa.conv2d {{.*}} pad = array<i64: 0, 0, 1, 1>{{.*}} : (tensor<1x1x8x3xf32>, tensor<4x1x3x3xf32>,
  %b = nnef.constant dense<0.0> : tensor<f32>
  %0 = nnef.conv %x, %w, %b : (tensor<1x3x8xf32>, tensor<4x3x3xf32>, tensor<f32>) -> tensor<1x4x8xf32>
  return %0 : tensor<1x4x8xf32>
}

// CHECK-LABEL: func @volume
func.func @volume(%x: tensor<1x3x4x4x4xf32>, %w: tensor<4x3x3x3x3xf32>) -> tensor<1x4x4x4x4xf32> {
  // CHECK: tosa.conv3d {{.*}} pad = array<i64: 1, 1, 1, 1, 1, 1>
  %b = nnef.constant dense<0.0> : tensor<f32>
  %0 = nnef.conv %x, %w, %b : (tensor<1x3x4x4x4xf32>, tensor<4x3x3x3x3xf32>, tensor<f32>) -> tensor<1x4x4x4x4xf32>
  return %0 : tensor<1x4x4x4x4xf32>
}

// A border of elements of the input is made before.
// CHECK-LABEL: func @replicated
func.func @replicated(%x: tensor<1x3x4x4xf32>, %w: tensor<4x3x3x3xf32>) -> tensor<1x4x4x4xf32> {
  // CHECK: tosa.concat
  // CHECK: tosa.concat
  // CHECK: tosa.conv2d {{.*}} pad = array<i64: 0, 0, 0, 0>
  %b = nnef.constant dense<0.0> : tensor<f32>
  %0 = nnef.conv %x, %w, %b border = replicate : (tensor<1x3x4x4xf32>, tensor<4x3x3x3xf32>, tensor<f32>) -> tensor<1x4x4x4xf32>
  return %0 : tensor<1x4x4x4xf32>
}
