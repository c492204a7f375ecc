// RUN: nnef-opt %s --nnef-to-tosa=require-all=true \
// RUN:   --tosa-validate=strict-op-spec-alignment=true | FileCheck %s

// What TOSA does not define is not left to it.
// CHECK-LABEL: func @division
// CHECK-SAME: %[[X:.+]]: tensor<4xi32>, %[[Y:.+]]: tensor<4xi32>
func.func @division(%x: tensor<4xi32>, %y: tensor<4xi32>) -> tensor<4xi32> {
  // CHECK: %[[IS_ZERO:.+]] = tosa.equal %[[Y]]
  // CHECK: %[[IS_MINUS_ONE:.+]] = tosa.equal %[[Y]]
  // CHECK: %[[IS_SPECIAL:.+]] = tosa.logical_or %[[IS_ZERO]], %[[IS_MINUS_ONE]]
  // CHECK: %[[DIVISOR:.+]] = tosa.select %[[IS_SPECIAL]]
  // CHECK: tosa.intdiv %[[X]], %[[DIVISOR]]
  // CHECK: tosa.select %[[IS_MINUS_ONE]]
  // CHECK: tosa.select %[[IS_ZERO]]
  %0 = nnef.div %x, %y : (tensor<4xi32>, tensor<4xi32>) -> tensor<4xi32>
  return %0 : tensor<4xi32>
}
