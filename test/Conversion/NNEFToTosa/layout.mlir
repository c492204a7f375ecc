// RUN: nnef-opt %s --nnef-to-tosa=require-all=true \
// RUN:   --tosa-validate=strict-op-spec-alignment=true | FileCheck %s

// Transpositions between operations that have the layout NHWC cancel.

// CHECK-LABEL: func @chain
func.func @chain(%x: tensor<1x3x8x8xf32>, %v: tensor<4x3x3x3xf32>, %w: tensor<4x4x3x3xf32>) -> tensor<1x4x4x4xf32> {
  %b = nnef.constant dense<[[1.0, 2.0, 3.0, 4.0]]> : tensor<1x4xf32>
  %zero = nnef.constant dense<0.0> : tensor<f32>
  // CHECK: %[[FIRST:.+]] = tosa.conv2d
  %0 = nnef.conv %x, %v, %zero : (tensor<1x3x8x8xf32>, tensor<4x3x3x3xf32>, tensor<f32>) -> tensor<1x4x8x8xf32>
  // The constant moves with what it is added to.
  // CHECK: %[[BIAS:.+]] = "tosa.const"() <{values = dense<{{\[\[\[\[}}1.000000e+00, 2.000000e+00, 3.000000e+00, 4.000000e+00]]]]> : tensor<1x1x1x4xf32>}>
  // CHECK: %[[SUM:.+]] = tosa.add %[[FIRST]], %[[BIAS]]
  %1 = nnef.add %0, %b : (tensor<1x4x8x8xf32>, tensor<1x4xf32>) -> tensor<1x4x8x8xf32>
  // CHECK: %[[RELU:.+]] = tosa.clamp %[[SUM]]
  %2 = nnef.relu %1 : tensor<1x4x8x8xf32>
  // CHECK: %[[SECOND:.+]] = tosa.conv2d %[[RELU]]
  %3 = nnef.conv %2, %w, %zero : (tensor<1x4x8x8xf32>, tensor<4x4x3x3xf32>, tensor<f32>) -> tensor<1x4x8x8xf32>
  // CHECK: %[[RESIDUAL:.+]] = tosa.add %[[RELU]], %[[SECOND]]
  %4 = nnef.add %2, %3 : (tensor<1x4x8x8xf32>, tensor<1x4x8x8xf32>) -> tensor<1x4x8x8xf32>
  // CHECK: %[[POOL:.+]] = tosa.max_pool2d %[[RESIDUAL]]
  %5 = nnef.max_pool %4 size = [1, 1, 2, 2] stride = [1, 1, 2, 2] : (tensor<1x4x8x8xf32>) -> tensor<1x4x4x4xf32>
  // CHECK: %[[OUT:.+]] = tosa.transpose %[[POOL]] {perms = array<i32: 0, 3, 1, 2>}
  // CHECK: return %[[OUT]]
  return %5 : tensor<1x4x4x4xf32>
}

// Axes follow.
// CHECK-LABEL: func @axes
func.func @axes(%x: tensor<1x3x8x8xf32>, %v: tensor<4x3x3x3xf32>) -> tensor<1x6x1x1xf32> {
  %zero = nnef.constant dense<0.0> : tensor<f32>
  // CHECK: %[[CONV:.+]] = tosa.conv2d
  %0 = nnef.conv %x, %v, %zero : (tensor<1x3x8x8xf32>, tensor<4x3x3x3xf32>, tensor<f32>) -> tensor<1x4x8x8xf32>
  // CHECK: %[[PART:.+]] = tosa.slice %[[CONV]], %{{.+}} -> tensor<1x8x8x2xf32>
  %1 = nnef.slice %0 axes = [1] begin = [1] end = [3] : (tensor<1x4x8x8xf32>) -> tensor<1x2x8x8xf32>
  // CHECK: %[[ALL:.+]] = tosa.concat %[[CONV]], %[[PART]] {axis = 3 : i32}
  %2 = nnef.concat %0, %1 axis = 1 : (tensor<1x4x8x8xf32>, tensor<1x2x8x8xf32>) -> tensor<1x6x8x8xf32>
  // CHECK: %[[ROWS:.+]] = tosa.reduce_max %[[ALL]] {axis = 1 : i32}
  // CHECK: %[[MAX:.+]] = tosa.reduce_max %[[ROWS]] {axis = 2 : i32}
  %3 = nnef.max_reduce %2 axes = [2, 3] : (tensor<1x6x8x8xf32>) -> tensor<1x6x1x1xf32>
  // Nothing moves where all but one extent are 1.
  // CHECK: tosa.reshape %[[MAX]], %{{.+}} -> tensor<1x6x1x1xf32>
  // CHECK-NOT: tosa.transpose
  return %3 : tensor<1x6x1x1xf32>
}

// A tensor in which nothing has to move is no obstacle.
// CHECK-LABEL: func @gate
func.func @gate(%x: tensor<1x3x8x8xf32>, %v: tensor<4x3x3x3xf32>, %g: tensor<1x4x1x1xf32>) -> tensor<1x4x8x8xf32> {
  %zero = nnef.constant dense<0.0> : tensor<f32>
  // CHECK: %[[CONV:.+]] = tosa.conv2d
  %0 = nnef.conv %x, %v, %zero : (tensor<1x3x8x8xf32>, tensor<4x3x3x3xf32>, tensor<f32>) -> tensor<1x4x8x8xf32>
  // CHECK: %[[GATE:.+]] = tosa.reshape %{{.+}} -> tensor<1x1x1x4xf32>
  // CHECK: tosa.mul %[[CONV]], %[[GATE]]
  %1 = nnef.mul %0, %g : (tensor<1x4x8x8xf32>, tensor<1x4x1x1xf32>) -> tensor<1x4x8x8xf32>
  return %1 : tensor<1x4x8x8xf32>
}
