// RUN: nnef-opt %s --nnef-to-tosa=require-all=true \
// RUN:   --tosa-validate=strict-op-spec-alignment=true | FileCheck %s

// CHECK-LABEL: func @batch
func.func @batch(%x: tensor<1x3x4x4xf32>, %m: tensor<1x3xf32>, %v: tensor<1x3xf32>, %o: tensor<1x3xf32>, %s: tensor<1x3xf32>) -> tensor<1x3x4x4xf32> {
  // CHECK: %[[FACTOR:.+]] = tosa.rsqrt %{{.+}} : (tensor<1x3x1x1xf32>) -> tensor<1x3x1x1xf32>
  // CHECK: tosa.sub
  // CHECK: tosa.mul %{{.+}}, %[[FACTOR]]
  // CHECK: tosa.add
  %0 = nnef.batch_normalization %x, %m, %v, %o, %s epsilon = 1.0e-05 : (tensor<1x3x4x4xf32>, tensor<1x3xf32>, tensor<1x3xf32>, tensor<1x3xf32>, tensor<1x3xf32>) -> tensor<1x3x4x4xf32>
  return %0 : tensor<1x3x4x4xf32>
}

// An average over channels, without a transposition.
// CHECK-LABEL: func @local_response
func.func @local_response(%x: tensor<1x8x4x4xf32>) -> tensor<1x8x4x4xf32> {
  // CHECK-NOT: tosa.transpose
  // CHECK: tosa.pad
  // CHECK: tosa.avg_pool2d %{{.+}} {{.*}}kernel = array<i64: 5, 1>{{.*}} : (tensor<1x12x1x16xf32>
  // CHECK: tosa.pow
  %0 = nnef.local_response_normalization %x size = [1, 5, 1, 1] : (tensor<1x8x4x4xf32>) -> tensor<1x8x4x4xf32>
  return %0 : tensor<1x8x4x4xf32>
}

// CHECK-LABEL: func @length
func.func @length(%x: tensor<2x3xf32>) -> tensor<2x3xf32> {
  // CHECK: tosa.reduce_sum
  // CHECK: tosa.rsqrt
  // CHECK: tosa.maximum %{{.+}} {nan_mode = IGNORE}
  %0 = nnef.l2_normalization %x axes = [1] epsilon = 1.0e-3 : (tensor<2x3xf32>) -> tensor<2x3xf32>
  return %0 : tensor<2x3xf32>
}
