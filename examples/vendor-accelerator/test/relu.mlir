// RUN: %npu-opt %s --nnef-to-npu | FileCheck %s
// RUN: %npu-opt %s --nnef-to-npu --canonicalize | FileCheck %s --check-prefix=FUSED

// CHECK-LABEL: func.func @after_conv
// CHECK: %[[Y:.*]] = npu.conv
// CHECK: npu.relu %[[Y]] : tensor<1x4x8x8xf32>
//
// FUSED-LABEL: func.func @after_conv
// FUSED: %[[Y:.*]] = npu.conv {{.*}} then relu :
// FUSED-NEXT: return %[[Y]]
func.func @after_conv(%x: tensor<1x3x8x8xf32>, %w: tensor<4x3x3x3xf32>, %b: tensor<f32>) -> tensor<1x4x8x8xf32> {
  %y = nnef.conv %x, %w, %b : (tensor<1x3x8x8xf32>, tensor<4x3x3x3xf32>, tensor<f32>) -> tensor<1x4x8x8xf32>
  %z = nnef.relu %y : tensor<1x4x8x8xf32>
  return %z : tensor<1x4x8x8xf32>
}

// FUSED-LABEL: func.func @after_linear
// FUSED: npu.dense {{.*}} then relu :
// FUSED-NEXT: return
func.func @after_linear(%x: tensor<2x8xf32>, %w: tensor<4x8xf32>, %b: tensor<f32>) -> tensor<2x4xf32> {
  %y = nnef.linear %x, %w, %b : (tensor<2x8xf32>, tensor<4x8xf32>, tensor<f32>) -> tensor<2x4xf32>
  %z = nnef.relu %y : tensor<2x4xf32>
  return %z : tensor<2x4xf32>
}

// Somebody else needs the sums: they stay.
// FUSED-LABEL: func.func @sums_used
// FUSED: npu.dense %{{.*}}, %{{.*}}, %{{.*}} :
// FUSED: npu.relu
func.func @sums_used(%x: tensor<2x8xf32>, %w: tensor<4x8xf32>, %b: tensor<f32>) -> (tensor<2x4xf32>, tensor<2x4xf32>) {
  %y = nnef.linear %x, %w, %b : (tensor<2x8xf32>, tensor<4x8xf32>, tensor<f32>) -> tensor<2x4xf32>
  %z = nnef.relu %y : tensor<2x4xf32>
  return %y, %z : tensor<2x4xf32>, tensor<2x4xf32>
}
