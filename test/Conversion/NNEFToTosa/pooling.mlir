// RUN: nnef-opt %s --nnef-to-tosa=require-all=true \
// RUN:   --tosa-validate=strict-op-spec-alignment=true | FileCheck %s

// CHECK-LABEL: func @maximum
func.func @maximum(%x: tensor<1x3x8x8xf32>) -> tensor<1x3x4x4xf32> {
  // CHECK: tosa.max_pool2d {{.*}} {kernel = array<i64: 3, 3>, pad = array<i64: 0, 1, 0, 1>, stride = array<i64: 2, 2>}
  %0 = nnef.max_pool %x size = [1, 1, 3, 3] border = ignore stride = [1, 1, 2, 2] : (tensor<1x3x8x8xf32>) -> tensor<1x3x4x4xf32>
  return %0 : tensor<1x3x4x4xf32>
}

// Zeros beyond the edges take part.
// CHECK-LABEL: func @maximum_with_zeros
func.func @maximum_with_zeros(%x: tensor<1x3x8x8xf32>) -> tensor<1x3x4x4xf32> {
  // CHECK: tosa.pad
  // CHECK: tosa.max_pool2d {{.*}} {kernel = array<i64: 3, 3>, pad = array<i64: 0, 0, 0, 0>, stride = array<i64: 2, 2>}
  %0 = nnef.max_pool %x size = [1, 1, 3, 3] stride = [1, 1, 2, 2] : (tensor<1x3x8x8xf32>) -> tensor<1x3x4x4xf32>
  return %0 : tensor<1x3x4x4xf32>
}

// TOSA divides by the number of elements within the input, as `ignore` does.
// CHECK-LABEL: func @average
func.func @average(%x: tensor<1x3x8x8xf32>) -> (tensor<1x3x8x8xf32>, tensor<1x3x8x8xf32>) {
  // CHECK-NOT: tosa.pad
  // CHECK: tosa.avg_pool2d {{.*}} pad = array<i64: 1, 1, 1, 1>
  %0 = nnef.avg_pool %x size = [1, 1, 3, 3] border = ignore : (tensor<1x3x8x8xf32>) -> tensor<1x3x8x8xf32>
  // CHECK: tosa.pad
  // CHECK: tosa.avg_pool2d {{.*}} pad = array<i64: 0, 0, 0, 0>
  %1 = nnef.avg_pool %x size = [1, 1, 3, 3] : (tensor<1x3x8x8xf32>) -> tensor<1x3x8x8xf32>
  return %0, %1 : tensor<1x3x8x8xf32>, tensor<1x3x8x8xf32>
}

// A sum is the average times the volume.
// CHECK-LABEL: func @box
func.func @box(%x: tensor<1x3x8x8xf32>) -> tensor<1x3x4x4xf32> {
  // CHECK: tosa.avg_pool2d
  // CHECK: tosa.mul
  %0 = nnef.box %x size = [1, 1, 2, 2] stride = [1, 1, 2, 2] : (tensor<1x3x8x8xf32>) -> tensor<1x3x4x4xf32>
  return %0 : tensor<1x3x4x4xf32>
}

// Windows over other dimensions: two neighbours at a time, in the places of space.
// CHECK-LABEL: func @other_dimensions
func.func @other_dimensions(%x: tensor<2x6x8x8xf32>) -> (tensor<2x3x8x8xf32>, tensor<2x3x4x4xf32>) {
  // CHECK: tosa.max_pool2d %{{.+}} {kernel = array<i64: 2, 1>, {{.*}} : (tensor<2x6x1x64xf32>) -> tensor<2x3x1x64xf32>
  %0 = nnef.max_pool %x size = [1, 2, 1, 1] border = ignore stride = [1, 2, 1, 1] : (tensor<2x6x8x8xf32>) -> tensor<2x3x8x8xf32>
  // CHECK: tosa.max_pool2d %{{.+}} : (tensor<2x6x8x8xf32>) -> tensor<2x3x4x8xf32>
  // CHECK: tosa.max_pool2d %{{.+}} : (tensor<24x8x1x1xf32>) -> tensor<24x4x1x1xf32>
  %1 = nnef.max_pool %x size = [1, 2, 2, 2] border = ignore stride = [1, 2, 2, 2] : (tensor<2x6x8x8xf32>) -> tensor<2x3x4x4xf32>
  return %0, %1 : tensor<2x3x8x8xf32>, tensor<2x3x4x4xf32>
}
