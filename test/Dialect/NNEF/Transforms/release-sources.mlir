// RUN: nnef-opt %s --nnef-fold-normalization="release-sources" | FileCheck %s --check-prefixes=CHECK,NORMAL
// RUN: nnef-opt %s --nnef-fold-constants="release-sources" | FileCheck %s --check-prefixes=CHECK,FOLDED

// Both functions have the resource `shared`, so it stays, though the first one
// does not need it any more. What only that one had is released.

// CHECK-LABEL: func @folded
// NORMAL: nnef.variable "filter" = dense<{{.*}}4.000000e+00{{.*}}8.000000e+00
// CHECK-LABEL: func @kept
// CHECK: nnef.variable "other" = dense_resource<shared>
// CHECK: nnef.variable "more" = dense_resource<more>
// CHECK-LABEL: func @negated
// FOLDED: nnef.constant dense<{{.*}}-1.000000e+00, -2.000000e+00{{.*}}-3.000000e+00, -4.000000e+00
// FOLDED: nnef.constant dense<{{.*}}-1.000000e+00, -3.000000e+00{{.*}}-2.000000e+00, -4.000000e+00
func.func @folded(%x: tensor<1x2xf32>) -> tensor<1x2xf32> {
  %filter = nnef.variable "filter" = dense_resource<shared> : tensor<2x2xf32>
  %bias = nnef.variable "bias" = dense_resource<bias> : tensor<1x2xf32>
  %four = nnef.constant dense<4.0> : tensor<f32>
  %0 = nnef.linear %x, %filter, %bias : (tensor<1x2xf32>, tensor<2x2xf32>, tensor<1x2xf32>) -> tensor<1x2xf32>
  %1 = nnef.mul %0, %four : (tensor<1x2xf32>, tensor<f32>) -> tensor<1x2xf32>
  return %1 : tensor<1x2xf32>
}
func.func @kept() -> (tensor<2x2xf32>, tensor<2x2xf32>) {
  %other = nnef.variable "other" = dense_resource<shared> : tensor<2x2xf32>
  %more = nnef.variable "more" = dense_resource<more> : tensor<2x2xf32>
  return %other, %more : tensor<2x2xf32>, tensor<2x2xf32>
}
func.func @negated() -> (tensor<2x2xf32>, tensor<2x2xf32>) {
  %other = nnef.variable "other" = dense_resource<shared> : tensor<2x2xf32>
  %0 = nnef.neg %other : tensor<2x2xf32>
  %1 = nnef.transpose %0 axes = [1, 0] : (tensor<2x2xf32>) -> tensor<2x2xf32>
  return %0, %1 : tensor<2x2xf32>, tensor<2x2xf32>
}

{-#
  dialect_resources: {
    builtin: {
      bias: "0x04000000000000000000803F",
      more: "0x040000000000803F000000400000404000008040",
      shared: "0x040000000000803F000000400000404000008040"
    }
  }
#-}

// NORMAL-NOT: bias: "
// CHECK-DAG: more: "0x040000000000803F000000400000404000008040"
// CHECK-DAG: shared: "0x040000000000803F000000400000404000008040"
