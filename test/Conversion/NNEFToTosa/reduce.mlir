// RUN: nnef-opt %s --nnef-to-tosa=require-all=true \
// RUN:   --tosa-validate=strict-op-spec-alignment=true | FileCheck %s

// CHECK-LABEL: func @several_axes
func.func @several_axes(%x: tensor<2x3x4xf32>) -> (tensor<1x3x1xf32>, tensor<1x3x1xf32>) {
  // CHECK: %[[FIRST:.+]] = tosa.reduce_max %{{.+}} {axis = 0 : i32}
  // CHECK: tosa.reduce_max %[[FIRST]] {axis = 2 : i32}
  %0 = nnef.max_reduce %x axes = [0, 2] : (tensor<2x3x4xf32>) -> tensor<1x3x1xf32>
  // CHECK-COUNT-2: tosa.reduce_sum
  // CHECK: "tosa.const"() <{values = dense<1.250000e-01> : tensor<1x1x1xf32>}>
  // CHECK: tosa.mul
  %1 = nnef.mean_reduce %x axes = [0, 2] : (tensor<2x3x4xf32>) -> tensor<1x3x1xf32>
  return %0, %1 : tensor<1x3x1xf32>, tensor<1x3x1xf32>
}

// CHECK-LABEL: func @positions
func.func @positions(%x: tensor<2x3x4xf32>) -> (tensor<2x1x4xi32>, tensor<1x3x1xi32>) {
  // CHECK: tosa.argmax %{{.+}} {axis = 1 : i32} : (tensor<2x3x4xf32>) -> tensor<2x4xi32>
  // CHECK: tosa.reshape %{{.+}} -> tensor<2x1x4xi32>
  %0 = nnef.argmax_reduce %x axes = [1] : (tensor<2x3x4xf32>) -> tensor<2x1x4xi32>
  // CHECK: tosa.negate
  // CHECK: tosa.transpose %{{.+}} {perms = array<i32: 1, 0, 2>}
  // CHECK: tosa.argmax %{{.+}} {axis = 1 : i32} : (tensor<3x8xf32>) -> tensor<3xi32>
  %1 = nnef.argmin_reduce %x axes = [0, 2] : (tensor<2x3x4xf32>) -> tensor<1x3x1xi32>
  return %0, %1 : tensor<2x1x4xi32>, tensor<1x3x1xi32>
}

// CHECK-LABEL: func @softmax
func.func @softmax(%x: tensor<2x3xf32>) -> tensor<2x3xf32> {
  // CHECK: tosa.reduce_max
  // CHECK: tosa.sub
  // CHECK: tosa.exp
  // CHECK: tosa.reduce_sum
  // CHECK: tosa.reciprocal
  // CHECK: tosa.mul
  %0 = nnef.softmax %x : tensor<2x3xf32>
  return %0 : tensor<2x3xf32>
}

// CHECK-LABEL: func @logical
func.func @logical(%x: tensor<2x3xi1>) -> tensor<1x1xi1> {
  // CHECK-COUNT-2: tosa.reduce_any
  %0 = nnef.any_reduce %x axes = [0, 1] : (tensor<2x3xi1>) -> tensor<1x1xi1>
  return %0 : tensor<1x1xi1>
}
