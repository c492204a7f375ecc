// The reference: what each operation computes, in NNEF.
//
// RUN: %npu-opt %s --npu-to-nnef | FileCheck %s

// CHECK-LABEL: func.func @layers
// CHECK-NOT: npu.
func.func @layers(%x: tensor<1x3x8x8xf32>) -> tensor<1x2xf32> {
  // CHECK: %[[W:.*]] = nnef.constant dense<1.000000e+00> : tensor<4x3x3x3xf32>
  %w = npu.weights dense<1.0> : tensor<4x3x3x3xf32>
  // CHECK: %[[B:.*]] = nnef.constant
  %b = npu.weights dense<0.0> : tensor<f32>
  // CHECK: %[[Y:.*]] = nnef.conv %{{.*}}, %[[W]], %[[B]] padding = [(1, 1), (1, 1)] stride = [1, 1] :
  // CHECK: %[[Z:.*]] = nnef.relu %[[Y]]
  %conv = npu.conv %x, %w, %b stride [1, 1] padding [1, 1, 1, 1] then relu : (tensor<1x3x8x8xf32>, tensor<4x3x3x3xf32>, tensor<f32>) -> tensor<1x4x8x8xf32>
  // CHECK: nnef.max_pool %[[Z]] size = [1, 1, 2, 2] border = ignore padding = [(0, 0), (0, 0), (0, 0), (0, 0)] stride = [1, 1, 2, 2] :
  %pool = npu.max_pool %conv size [2, 2] stride [2, 2] padding [0, 0, 0, 0] : (tensor<1x4x8x8xf32>) -> tensor<1x4x4x4xf32>
  // CHECK: nnef.reshape %{{.*}} shape = [1, 64]
  %row = npu.view %pool : (tensor<1x4x4x4xf32>) -> tensor<1x64xf32>
  %matrix = npu.weights dense<1.0> : tensor<2x64xf32>
  // CHECK: nnef.linear
  // CHECK-NOT: nnef.relu
  %dense = npu.dense %row, %matrix, %b : (tensor<1x64xf32>, tensor<2x64xf32>, tensor<f32>) -> tensor<1x2xf32>
  // CHECK: nnef.softmax
  %y = npu.softmax %dense : (tensor<1x2xf32>) -> tensor<1x2xf32>
  return %y : tensor<1x2xf32>
}

// CHECK-LABEL: func.func @hard_swish
// CHECK-SAME: (%[[X:.*]]: tensor<4xf32>)
// CHECK-DAG: %[[SUM:.*]] = nnef.add %[[X]], %
// CHECK-DAG: %[[GATE:.*]] = nnef.clamp %[[SUM]], %
// CHECK-DAG: %[[PRODUCT:.*]] = nnef.mul %[[X]], %[[GATE]]
// CHECK: nnef.div %[[PRODUCT]], %
func.func @hard_swish(%x: tensor<4xf32>) -> tensor<4xf32> {
  %y = npu.hard_swish %x : tensor<4xf32>
  return %y : tensor<4xf32>
}

// CHECK-LABEL: func.func @codes
// CHECK: nnef.storage_cast %{{.*}} : (tensor<2x4xi8>) -> tensor<2x4x!quant.uniform<i8:f32, 5.000000e-01>>
// CHECK: nnef.relu
func.func @codes(%x: tensor<2x4xi8>) -> tensor<2x4x!quant.uniform<i8:f32, 0.5>> {
  %y = npu.view %x : (tensor<2x4xi8>) -> tensor<2x4x!quant.uniform<i8:f32, 0.5>>
  %z = npu.relu %y : tensor<2x4x!quant.uniform<i8:f32, 0.5>>
  return %z : tensor<2x4x!quant.uniform<i8:f32, 0.5>>
}
