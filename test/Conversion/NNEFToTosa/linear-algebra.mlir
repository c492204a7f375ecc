// RUN: nnef-opt %s --nnef-to-tosa=require-all=true \
// RUN:   --tosa-validate=strict-op-spec-alignment=true | FileCheck %s

// CHECK-LABEL: func @one_matrix_for_all
func.func @one_matrix_for_all(%x: tensor<5x2x4x8xf32>, %y: tensor<1x1x3x8xf32>) -> tensor<5x2x4x3xf32> {
  // CHECK: tosa.matmul %{{.+}} : (tensor<1x40x8xf32>, tensor<1x8x3xf32>, tensor<1xf32>, tensor<1xf32>) -> tensor<1x40x3xf32>
  %0 = nnef.matmul %x, %y transposeB = true : (tensor<5x2x4x8xf32>, tensor<1x1x3x8xf32>) -> tensor<5x2x4x3xf32>
  return %0 : tensor<5x2x4x3xf32>
}

// CHECK-LABEL: func @batches
func.func @batches(%x: tensor<5x1x4x8xf32>, %y: tensor<1x2x8x3xf32>) -> tensor<5x2x4x3xf32> {
  // CHECK-COUNT-2: tosa.tile
  // CHECK: tosa.matmul %{{.+}} : (tensor<10x4x8xf32>, tensor<10x8x3xf32>,
  %0 = nnef.matmul %x, %y : (tensor<5x1x4x8xf32>, tensor<1x2x8x3xf32>) -> tensor<5x2x4x3xf32>
  return %0 : tensor<5x2x4x3xf32>
}

// The filter keeps its layout, and the bias is added by the same operation.
// CHECK-LABEL: func @linear
func.func @linear(%x: tensor<2x8xf32>, %w: tensor<4x8xf32>, %b: tensor<1x4xf32>) -> tensor<2x4xf32> {
  // CHECK-NOT: tosa.transpose
  // CHECK: tosa.conv2d %{{.+}} : (tensor<2x1x1x8xf32>, tensor<4x1x1x8xf32>, tensor<4xf32>, tensor<1xf32>, tensor<1xf32>) -> tensor<2x1x1x4xf32>
  %0 = nnef.linear %x, %w, %b : (tensor<2x8xf32>, tensor<4x8xf32>, tensor<1x4xf32>) -> tensor<2x4xf32>
  return %0 : tensor<2x4xf32>
}
