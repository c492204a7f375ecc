// RUN: nnef-opt %s --nnef-to-tosa=require-all=true \
// RUN:   --tosa-validate=strict-op-spec-alignment=true | FileCheck %s

// Operands align their first dimensions in NNEF. TOSA wants equal ranks.

// CHECK-LABEL: func @ranks
// CHECK-SAME: %[[X:.+]]: tensor<2x3x4xf32>, %[[Y:.+]]: tensor<2x3xf32>
func.func @ranks(%x: tensor<2x3x4xf32>, %y: tensor<2x3xf32>) -> tensor<2x3x4xf32> {
  // CHECK: %[[R:.+]] = tosa.reshape %[[Y]], %{{.+}} : (tensor<2x3xf32>, !tosa.shape<3>) -> tensor<2x3x1xf32>
  // CHECK: tosa.add %[[X]], %[[R]] : (tensor<2x3x4xf32>, tensor<2x3x1xf32>) -> tensor<2x3x4xf32>
  %0 = nnef.add %x, %y : (tensor<2x3x4xf32>, tensor<2x3xf32>) -> tensor<2x3x4xf32>
  return %0 : tensor<2x3x4xf32>
}

// Constants are made with the right rank.
// CHECK-LABEL: func @constants
func.func @constants(%x: tensor<2x3x4xf32>) -> tensor<2x3x4xf32> {
  // CHECK-NOT: tosa.reshape
  // CHECK: %[[TWO:.+]] = "tosa.const"() <{values = dense<2.000000e+00> : tensor<1x1x1xf32>}>
  // CHECK: tosa.sub %{{.+}}, %[[TWO]]
  %two = nnef.constant dense<2.0> : tensor<f32>
  %0 = nnef.sub %x, %two : (tensor<2x3x4xf32>, tensor<f32>) -> tensor<2x3x4xf32>
  // CHECK: %[[B:.+]] = "tosa.const"() <{values = dense<{{\[\[\[}}1.000000e+00], [2.000000e+00], [3.000000e+00]]]> : tensor<1x3x1xf32>}>
  // CHECK: tosa.add %{{.+}}, %[[B]]
  %bias = nnef.constant dense<[[1.0, 2.0, 3.0]]> : tensor<1x3xf32>
  %1 = nnef.add %0, %bias : (tensor<2x3x4xf32>, tensor<1x3xf32>) -> tensor<2x3x4xf32>
  return %1 : tensor<2x3x4xf32>
}
