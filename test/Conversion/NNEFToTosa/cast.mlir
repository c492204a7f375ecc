// RUN: nnef-opt %s --nnef-to-tosa=require-all=true \
// RUN:   --tosa-validate=strict-op-spec-alignment=true | FileCheck %s

// TOSA's cast rounds to the nearest integer; NNEF's drops what is behind the
// point.
// CHECK-LABEL: func @to_integer
// CHECK-SAME: %[[X:.+]]: tensor<4xf32>
func.func @to_integer(%x: tensor<4xf32>) -> tensor<4xi32> {
  // CHECK: %[[NEGATIVE:.+]] = tosa.greater %{{.+}}, %[[X]]
  // CHECK: %[[UP:.+]] = tosa.ceil %[[X]]
  // CHECK: %[[DOWN:.+]] = tosa.floor %[[X]]
  // CHECK: %[[CUT:.+]] = tosa.select %[[NEGATIVE]], %[[UP]], %[[DOWN]]
  // What is not a number becomes 0.
  // CHECK: %[[NUMBER:.+]] = tosa.equal %[[X]], %[[X]]
  // CHECK: %[[RESULT:.+]] = tosa.select %[[NUMBER]], %[[CUT]]
  // CHECK: tosa.cast %[[RESULT]] : (tensor<4xf32>) -> tensor<4xi32>
  %0 = nnef.cast %x : (tensor<4xf32>) -> tensor<4xi32>
  return %0 : tensor<4xi32>
}

// CHECK-LABEL: func @others
func.func @others(%i: tensor<4xi32>, %b: tensor<4xi1>, %h: tensor<4xf16>) -> (tensor<4xf32>, tensor<4xf32>, tensor<4xi1>, tensor<4xf32>) {
  // CHECK: tosa.cast %{{.+}} : (tensor<4xi32>) -> tensor<4xf32>
  %0 = nnef.cast %i : (tensor<4xi32>) -> tensor<4xf32>
  // CHECK: tosa.select
  %1 = nnef.cast %b : (tensor<4xi1>) -> tensor<4xf32>
  // CHECK: tosa.equal
  // CHECK: tosa.logical_not
  %2 = nnef.cast %0 : (tensor<4xf32>) -> tensor<4xi1>
  // CHECK: tosa.cast %{{.+}} : (tensor<4xf16>) -> tensor<4xf32>
  %3 = nnef.cast %h : (tensor<4xf16>) -> tensor<4xf32>
  return %0, %1, %2, %3 : tensor<4xf32>, tensor<4xf32>, tensor<4xi1>, tensor<4xf32>
}
