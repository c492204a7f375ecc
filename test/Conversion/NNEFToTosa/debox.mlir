// RUN: nnef-opt %s --nnef-to-tosa=require-all=true \
// RUN:   --tosa-validate=strict-op-spec-alignment=true | FileCheck %s

// CHECK-LABEL: func @blocks
func.func @blocks(%x: tensor<1x3x4x4xf32>) -> tensor<1x3x8x8xf32> {
  // CHECK: tosa.tile
  // CHECK: tosa.tile
  // CHECK-NOT: tosa.avg_pool2d
  %0 = nnef.debox %x size = [1, 1, 2, 2] padding = [(0, 0), (0, 0), (0, 0), (0, 0)] stride = [1, 1, 2, 2] : (tensor<1x3x4x4xf32>) -> tensor<1x3x8x8xf32>
  return %0 : tensor<1x3x8x8xf32>
}

// CHECK-LABEL: func @overlapping
func.func @overlapping(%x: tensor<1x3x4x4xf32>) -> tensor<1x3x8x8xf32> {
  // Zeros between the elements, then sums.
  // CHECK: tosa.pad
  // CHECK: tosa.avg_pool2d {{.*}} stride = array<i64: 1, 1>
  // CHECK: tosa.mul
  %0 = nnef.debox %x size = [1, 1, 3, 3] stride = [1, 1, 2, 2] : (tensor<1x3x4x4xf32>) -> tensor<1x3x8x8xf32>
  return %0 : tensor<1x3x8x8xf32>
}
