// Every operation is read, printed, and read again as it was.
//
// RUN: %npu-opt %s | %npu-opt | FileCheck %s

!codes = !quant.uniform<i8:f32, 0.5:-1>

// CHECK-LABEL: func.func @ops
func.func @ops(%image: tensor<1x3x8x8xf32>, %codes: tensor<1x4x!codes>) {
  // CHECK: %[[FILTER:.*]] = npu.weights dense<1.000000e+00> : tensor<4x3x3x3xf32>
  %filter = npu.weights dense<1.0> : tensor<4x3x3x3xf32>
  // CHECK: %[[BIAS:.*]] = npu.weights
  %bias = npu.weights dense<0.0> : tensor<f32>
  // CHECK: npu.conv %{{.*}}, %[[FILTER]], %[[BIAS]] stride [1, 1] padding [1, 1, 1, 1] : (tensor<1x3x8x8xf32>, tensor<4x3x3x3xf32>, tensor<f32>) -> tensor<1x4x8x8xf32>
  %conv = npu.conv %image, %filter, %bias stride [1, 1] padding [1, 1, 1, 1] : (tensor<1x3x8x8xf32>, tensor<4x3x3x3xf32>, tensor<f32>) -> tensor<1x4x8x8xf32>
  // CHECK: npu.conv {{.*}} padding [0, 0, 0, 0] then relu :
  %fused = npu.conv %image, %filter, %bias stride [1, 1] padding [0, 0, 0, 0] then relu : (tensor<1x3x8x8xf32>, tensor<4x3x3x3xf32>, tensor<f32>) -> tensor<1x4x6x6xf32>
  // CHECK: npu.max_pool %{{.*}} size [2, 2] stride [2, 2] padding [0, 0, 0, 0] : (tensor<1x4x8x8xf32>) -> tensor<1x4x4x4xf32>
  %pool = npu.max_pool %conv size [2, 2] stride [2, 2] padding [0, 0, 0, 0] : (tensor<1x4x8x8xf32>) -> tensor<1x4x4x4xf32>
  // CHECK: npu.view %{{.*}} : (tensor<1x4x4x4xf32>) -> tensor<1x64xf32>
  %row = npu.view %pool : (tensor<1x4x4x4xf32>) -> tensor<1x64xf32>
  %matrix = npu.weights dense<1.0> : tensor<2x64xf32>
  // CHECK: npu.dense %{{.*}}, %{{.*}}, %{{.*}} then relu : (tensor<1x64xf32>, tensor<2x64xf32>, tensor<f32>) -> tensor<1x2xf32>
  %dense = npu.dense %row, %matrix, %bias then relu : (tensor<1x64xf32>, tensor<2x64xf32>, tensor<f32>) -> tensor<1x2xf32>
  // CHECK: npu.hard_swish %{{.*}} : tensor<1x2xf32>
  %swish = npu.hard_swish %dense : tensor<1x2xf32>
  // CHECK: npu.relu %{{.*}} : tensor<1x4x!quant.uniform<i8:f32, 5.000000e-01:-1>>
  %relu = npu.relu %codes : tensor<1x4x!codes>
  // CHECK: npu.softmax %{{.*}} : (tensor<1x4x!quant.uniform<i8:f32, 5.000000e-01:-1>>) -> tensor<1x4x!quant.uniform<i8:f32, 3.906250e-03:-128>>
  %softmax = npu.softmax %relu : (tensor<1x4x!codes>) -> tensor<1x4x!quant.uniform<i8:f32, 0.00390625:-128>>
  return
}
