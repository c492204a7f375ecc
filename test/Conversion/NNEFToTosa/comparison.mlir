// RUN: nnef-opt %s --nnef-to-tosa=require-all=true \
// RUN:   --tosa-validate=strict-op-spec-alignment=true | FileCheck %s

// CHECK-LABEL: func @numbers
// CHECK-SAME: %[[X:.+]]: tensor<4xf32>, %[[Y:.+]]: tensor<4xf32>
func.func @numbers(%x: tensor<4xf32>, %y: tensor<4xf32>) -> (tensor<4xi1>, tensor<4xi1>, tensor<4xi1>) {
  // CHECK: tosa.greater %[[Y]], %[[X]]
  %0 = nnef.lt %x, %y : (tensor<4xf32>, tensor<4xf32>) -> tensor<4xi1>
  // CHECK: tosa.greater_equal %[[Y]], %[[X]]
  %1 = nnef.le %x, %y : (tensor<4xf32>, tensor<4xf32>) -> tensor<4xi1>
  // CHECK: %[[EQUAL:.+]] = tosa.equal %[[X]], %[[Y]]
  // CHECK: tosa.logical_not %[[EQUAL]]
  %2 = nnef.ne %x, %y : (tensor<4xf32>, tensor<4xf32>) -> tensor<4xi1>
  return %0, %1, %2 : tensor<4xi1>, tensor<4xi1>, tensor<4xi1>
}

// CHECK-LABEL: func @truth_values
func.func @truth_values(%x: tensor<4xi1>, %y: tensor<4xi1>) -> (tensor<4xi1>, tensor<4xi1>) {
  // CHECK: tosa.logical_xor
  // CHECK: tosa.logical_not
  %0 = nnef.eq %x, %y : (tensor<4xi1>, tensor<4xi1>) -> tensor<4xi1>
  // CHECK: tosa.logical_and
  %1 = nnef.and %0, %y : (tensor<4xi1>, tensor<4xi1>) -> tensor<4xi1>
  return %0, %1 : tensor<4xi1>, tensor<4xi1>
}
