// RUN: nnef-opt %s --nnef-to-linalg | FileCheck %s

// CHECK-LABEL: func @constants
func.func @constants() -> (tensor<2xi32>, tensor<2xf32>, tensor<2xf16>) {
  // CHECK: arith.constant dense<[1, 2]> : tensor<2xi32>
  %0 = nnef.constant dense<[1, 2]> : tensor<2xi32>
  // CHECK: arith.constant dense<5.000000e-01> : tensor<2xf32>
  %1 = nnef.variable "bias" = dense<0.5> : tensor<2xf32>
  // Weights stay where they are.
  // CHECK: arith.constant dense_resource<half> : tensor<2xf16>
  %2 = nnef.variable "half" = dense_resource<half> : tensor<2xf16>
  return %0, %1, %2 : tensor<2xi32>, tensor<2xf32>, tensor<2xf16>
}

// CHECK-LABEL: func @call
func.func @call(%x: tensor<2xf32>) -> tensor<2xf32> {
  // CHECK: call @double(%{{.+}}) : (tensor<2xf32>) -> tensor<2xf32>
  %0 = nnef.call "double"(%x) parameters {n = 2} body @double : (tensor<2xf32>) -> tensor<2xf32>
  return %0 : tensor<2xf32>
}

// CHECK: func.func private @double
// CHECK: arith.addf
func.func private @double(%x: tensor<2xf32>) -> tensor<2xf32> {
  %0 = nnef.add %x, %x : (tensor<2xf32>, tensor<2xf32>) -> tensor<2xf32>
  return %0 : tensor<2xf32>
}

// CHECK: half: "0x04000000003C0040"
{-#
  dialect_resources: {
    builtin: {
      half: "0x04000000003C0040"
    }
  }
#-}
