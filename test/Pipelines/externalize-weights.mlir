// RUN: nnef-opt %s --nnef-externalize-weights="min-bytes=16" | FileCheck %s

// CHECK: module attributes {nnef.weights = {
// CHECK-DAG: weight = dense<[1.000000e+00, 2.000000e+00, 3.000000e+00, 4.000000e+00]> : tensor<4xf32>
// CHECK-DAG: weight_conv1_filter = dense_resource<"conv1/filter"> : tensor<2xf32>
// CHECK-DAG: memref.global constant @weight : memref<4xf32>
// CHECK-DAG: memref.global constant @weight_conv1_filter : memref<2xf32>

// CHECK-LABEL: func.func @weights
func.func @weights() -> (tensor<2xf32>, tensor<2xf32>, tensor<4xf32>) {
  // Equal constants share a global.
  // CHECK: %[[M0:.*]] = memref.get_global @weight_conv1_filter
  // CHECK: bufferization.to_tensor %[[M0]] restrict : memref<2xf32> to tensor<2xf32>
  %0 = arith.constant dense_resource<"conv1/filter"> : tensor<2xf32>
  // CHECK: memref.get_global @weight_conv1_filter
  %1 = arith.constant dense_resource<"conv1/filter"> : tensor<2xf32>
  // CHECK: memref.get_global @weight :
  %2 = arith.constant dense<[1.0, 2.0, 3.0, 4.0]> : tensor<4xf32>
  return %0, %1, %2 : tensor<2xf32>, tensor<2xf32>, tensor<4xf32>
}

// Splats and small values stay what they are.
// CHECK-LABEL: func.func @others
// CHECK-NOT: memref.get_global
func.func @others() -> (tensor<100xf32>, tensor<2xf32>) {
  %0 = arith.constant dense<1.0> : tensor<100xf32>
  %1 = arith.constant dense<[1.0, 2.0]> : tensor<2xf32>
  return %0, %1 : tensor<100xf32>, tensor<2xf32>
}

{-#
  dialect_resources: {
    builtin: {
      "conv1/filter": "0x040000000000803F00000040"
    }
  }
#-}
