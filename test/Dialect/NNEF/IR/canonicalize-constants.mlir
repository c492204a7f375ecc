// RUN: nnef-opt %s --canonicalize | FileCheck %s

// Equal constants are made once, and those that nobody uses are removed.
// CHECK-LABEL: func @constants
func.func @constants(%x: tensor<2xf32>) -> tensor<2xf32> {
  // CHECK-NEXT: %[[C:.+]] = nnef.constant dense<2.000000e+00> : tensor<f32>
  // CHECK-NEXT: %[[SUM:.+]] = nnef.add %{{.+}}, %[[C]]
  // CHECK-NEXT: nnef.mul %[[SUM]], %[[C]]
  %unused = nnef.constant dense<3.0> : tensor<f32>
  %0 = nnef.constant dense<2.0> : tensor<f32>
  %1 = nnef.add %x, %0 : (tensor<2xf32>, tensor<f32>) -> tensor<2xf32>
  %2 = nnef.constant dense<2.0> : tensor<f32>
  %3 = nnef.mul %1, %2 : (tensor<2xf32>, tensor<f32>) -> tensor<2xf32>
  return %3 : tensor<2xf32>
}

// A copy of a constant is the constant.
// CHECK-LABEL: func @copied_constant
func.func @copied_constant() -> tensor<2xi32> {
  // CHECK-NEXT: %[[C:.+]] = nnef.constant dense<7> : tensor<2xi32>
  // CHECK-NEXT: return %[[C]]
  %0 = nnef.constant dense<7> : tensor<2xi32>
  %1 = nnef.copy %0 : tensor<2xi32>
  return %1 : tensor<2xi32>
}

// Operations have no effects; what nobody uses goes away.
// CHECK-LABEL: func @unused
func.func @unused(%x: tensor<2xf32>) {
  // CHECK-NEXT: return
  %0 = nnef.exp %x : tensor<2xf32>
  %1 = nnef.variable "w" : tensor<2xf32>
  %2 = nnef.add %0, %1 : (tensor<2xf32>, tensor<2xf32>) -> tensor<2xf32>
  return
}

// An update is more than its result.
// CHECK-LABEL: func @unused_update
func.func @unused_update(%x: tensor<2xf32>) {
  // CHECK: nnef.update
  %state = nnef.variable "state" : tensor<2xf32>
  %new = nnef.update %state, %x : (tensor<2xf32>, tensor<2xf32>) -> tensor<2xf32>
  return
}
