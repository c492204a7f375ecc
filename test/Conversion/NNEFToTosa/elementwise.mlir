// RUN: nnef-opt %s --nnef-to-tosa | FileCheck %s
// RUN: nnef-opt %s --nnef-to-tosa=require-all=true \
// RUN:   --tosa-validate=strict-op-spec-alignment=true | FileCheck %s

// Operations that TOSA has, and those with a formula.

// CHECK-LABEL: func @counterparts
// CHECK-SAME: %[[X:.+]]: tensor<2x3xf32>
func.func @counterparts(%x: tensor<2x3xf32>) -> tensor<2x3xf32> {
  // CHECK: %[[EXP:.+]] = tosa.exp %[[X]] : (tensor<2x3xf32>) -> tensor<2x3xf32>
  %0 = nnef.exp %x : tensor<2x3xf32>
  // CHECK: %[[SIN:.+]] = tosa.sin %[[EXP]]
  %1 = nnef.sin %0 : tensor<2x3xf32>
  // CHECK: %[[ABS:.+]] = tosa.abs %[[SIN]]
  %2 = nnef.abs %1 : tensor<2x3xf32>
  // CHECK: %[[RCP:.+]] = tosa.reciprocal %[[ABS]]
  %3 = nnef.rcp %2 : tensor<2x3xf32>
  // CHECK: %[[NEG:.+]] = tosa.negate %[[RCP]]
  %4 = nnef.neg %3 : tensor<2x3xf32>
  // CHECK: %[[ROOT:.+]] = tosa.rsqrt %[[NEG]]
  // CHECK: tosa.reciprocal %[[ROOT]]
  %5 = nnef.sqrt %4 : tensor<2x3xf32>
  return %5 : tensor<2x3xf32>
}

// CHECK-LABEL: func @formulas
// CHECK-SAME: %[[X:.+]]: tensor<4xf32>
func.func @formulas(%x: tensor<4xf32>) -> (tensor<4xf32>, tensor<4xf32>, tensor<4xf32>) {
  // x + 0.5 could be rounded before its floor is taken.
  // CHECK: %[[FLOOR:.+]] = tosa.floor %[[X]]
  // CHECK: %[[REST:.+]] = tosa.sub %[[X]], %[[FLOOR]]
  // CHECK: %[[ABOVE:.+]] = tosa.greater_equal %[[REST]]
  // CHECK: tosa.select %[[ABOVE]], %{{.+}}, %[[FLOOR]]
  %round = nnef.round %x : tensor<4xf32>
  // CHECK: tosa.greater %[[X]], %[[ZERO:.+]] :
  // CHECK: %[[NEGATIVE:.+]] = tosa.greater %[[ZERO]], %[[X]] :
  // CHECK: tosa.select %[[NEGATIVE]]
  // CHECK: tosa.select
  %sign = nnef.sign %x : tensor<4xf32>
  // The hyperbolic sine by a difference of exponentials would be inexact.
  // CHECK: %[[TANH:.+]] = tosa.tanh %[[X]]
  // CHECK: tosa.mul %[[TANH]], %{{.+}}, %{{.+}}
  %sinh = nnef.sinh %x : tensor<4xf32>
  return %round, %sign, %sinh : tensor<4xf32>, tensor<4xf32>, tensor<4xf32>
}

// A quotient is a product with the reciprocal, which is computed here where the
// divisor is known.
// CHECK-LABEL: func @quotients
// CHECK-SAME: %[[X:.+]]: tensor<4xf32>, %[[Y:.+]]: tensor<4xf32>
func.func @quotients(%x: tensor<4xf32>, %y: tensor<4xf32>) -> (tensor<4xf32>, tensor<4xf32>) {
  // CHECK: %[[R:.+]] = tosa.reciprocal %[[Y]]
  // CHECK: tosa.mul %[[X]], %[[R]], %{{.+}}
  %0 = nnef.div %x, %y : (tensor<4xf32>, tensor<4xf32>) -> tensor<4xf32>
  // CHECK-NOT: tosa.reciprocal
  // CHECK: %[[QUARTER:.+]] = "tosa.const"() <{values = dense<2.500000e-01> : tensor<1xf32>}>
  // CHECK: tosa.mul %[[X]], %[[QUARTER]], %{{.+}}
  %four = nnef.constant dense<4.0> : tensor<f32>
  %1 = nnef.div %x, %four : (tensor<4xf32>, tensor<f32>) -> tensor<4xf32>
  return %0, %1 : tensor<4xf32>, tensor<4xf32>
}
