// RUN: nnef-opt %s | nnef-opt | FileCheck %s
// RUN: nnef-opt %s --mlir-print-op-generic | nnef-opt | FileCheck %s

// CHECK-LABEL: func @constant
func.func @constant() {
  // CHECK: nnef.constant dense<0.000000e+00> : tensor<f32>
  %0 = nnef.constant dense<0.0> : tensor<f32>
  // CHECK: nnef.constant dense<{{\[\[}}1, 2], [3, 4]]> : tensor<2x2xi32>
  %1 = nnef.constant dense<[[1, 2], [3, 4]]> : tensor<2x2xi32>
  // CHECK: nnef.constant dense<true> : tensor<3xi1>
  %2 = nnef.constant dense<true> : tensor<3xi1>
  return
}

// CHECK-LABEL: func @variable
func.func @variable() {
  // CHECK: nnef.variable "conv1/filter" : tensor<16x1x3x3xf32>
  %0 = nnef.variable "conv1/filter" : tensor<16x1x3x3xf32>
  // CHECK: nnef.variable "conv1/bias" = dense<{{\[\[}}5.000000e-01, 1.000000e+00]]> : tensor<1x2xf32>
  %1 = nnef.variable "conv1/bias" = dense<[[0.5, 1.0]]> : tensor<1x2xf32>
  // CHECK: nnef.variable "half" = dense_resource<half> : tensor<2xf16>
  %2 = nnef.variable "half" = dense_resource<half> : tensor<2xf16>
  // CHECK: nnef.variable "steps" : tensor<i64> {vendor.note = "state"}
  %3 = nnef.variable "steps" : tensor<i64> {vendor.note = "state"}
  return
}

// CHECK-LABEL: func @update
func.func @update(%x: tensor<1x4xf32>) {
  %state = nnef.variable "state" : tensor<1x4xf32>
  // CHECK: nnef.update %{{.+}}, %{{.+}} : (tensor<1x4xf32>, tensor<1x4xf32>) -> tensor<1x4xf32>
  %new = nnef.update %state, %x : (tensor<1x4xf32>, tensor<1x4xf32>) -> tensor<1x4xf32>
  return
}

{-#
  dialect_resources: {
    builtin: {
      half: "0x04000000003C0040"
    }
  }
#-}
