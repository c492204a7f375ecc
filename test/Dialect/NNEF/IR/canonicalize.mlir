// RUN: nnef-opt %s --canonicalize | FileCheck %s

// CHECK-LABEL: func @copy
// CHECK-SAME: (%[[X:.+]]: tensor<2x3xf32>)
func.func @copy(%x: tensor<2x3xf32>) -> tensor<2x3xf32> {
  // CHECK-NEXT: return %[[X]]
  %0 = nnef.copy %x : tensor<2x3xf32>
  %1 = nnef.copy %0 : tensor<2x3xf32>
  return %1 : tensor<2x3xf32>
}

// CHECK-LABEL: func @identity_transpose
// CHECK-SAME: (%[[X:.+]]: tensor<2x?xf32>)
func.func @identity_transpose(%x: tensor<2x?xf32>) -> (tensor<2x?xf32>, tensor<2x?xf32>) {
  // CHECK-NEXT: return %[[X]], %[[X]]
  %0 = nnef.transpose %x axes = [0, 1] : (tensor<2x?xf32>) -> tensor<2x?xf32>
  %1 = nnef.transpose %x axes = [] : (tensor<2x?xf32>) -> tensor<2x?xf32>
  return %0, %1 : tensor<2x?xf32>, tensor<2x?xf32>
}

// Equal extents do not make it an identity.
// CHECK-LABEL: func @square_transpose
func.func @square_transpose(%x: tensor<3x3xf32>) -> tensor<3x3xf32> {
  // CHECK: nnef.transpose
  %0 = nnef.transpose %x axes = [1, 0] : (tensor<3x3xf32>) -> tensor<3x3xf32>
  return %0 : tensor<3x3xf32>
}

// A fold must not change the type.
// CHECK-LABEL: func @transpose_of_less_known_type
func.func @transpose_of_less_known_type(%x: tensor<2x3xf32>) -> tensor<?x3xf32> {
  // CHECK: nnef.transpose
  %0 = nnef.transpose %x axes = [0, 1] : (tensor<2x3xf32>) -> tensor<?x3xf32>
  return %0 : tensor<?x3xf32>
}

// CHECK-LABEL: func @identity_reshape
// CHECK-SAME: (%[[X:.+]]: tensor<2x3xf32>)
func.func @identity_reshape(%x: tensor<2x3xf32>) -> tensor<2x3xf32> {
  // CHECK-NEXT: return %[[X]]
  %0 = nnef.reshape %x shape = [0, -1] : (tensor<2x3xf32>) -> tensor<2x3xf32>
  return %0 : tensor<2x3xf32>
}

// The types are the same, but the run time may tell them apart.
// CHECK-LABEL: func @dynamic_reshape
func.func @dynamic_reshape(%x: tensor<?x?xf32>) -> tensor<?x?xf32> {
  // CHECK: nnef.reshape
  %0 = nnef.reshape %x shape = [-1, 2] : (tensor<?x?xf32>) -> tensor<?x?xf32>
  return %0 : tensor<?x?xf32>
}

// Equal constants are made once, and those that nobody uses are removed.
// CHECK-LABEL: func @constants
func.func @constants(%x: tensor<2xf32>) -> tensor<2xf32> {
  // CHECK-NEXT: %[[C:.+]] = nnef.constant dense<1.000000e+00> : tensor<f32>
  // CHECK-NEXT: %[[SUM:.+]] = nnef.add %{{.+}}, %[[C]]
  // CHECK-NEXT: nnef.mul %[[SUM]], %[[C]]
  %unused = nnef.constant dense<3.0> : tensor<f32>
  %0 = nnef.constant dense<1.0> : tensor<f32>
  %1 = nnef.add %x, %0 : (tensor<2xf32>, tensor<f32>) -> tensor<2xf32>
  %2 = nnef.constant dense<1.0> : tensor<f32>
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
