// RUN: nnef-opt %s --nnef-nest-concats | FileCheck %s

// CHECK-LABEL: func.func @grow
// CHECK-SAME: (%[[A:.*]]: tensor<1x2xf32>, %[[B:.*]]: tensor<1x3xf32>, %[[C:.*]]: tensor<1x4xf32>)
func.func @grow(%a: tensor<1x2xf32>, %b: tensor<1x3xf32>, %c: tensor<1x4xf32>)
    -> (tensor<1x5xf32>, tensor<1x9xf32>, tensor<1x11xf32>) {
  // CHECK: %[[AB:.*]] = nnef.concat %[[A]], %[[B]] axis = 1
  // CHECK: %[[ABC:.*]] = nnef.concat %[[AB]], %[[C]] axis = 1 : (tensor<1x5xf32>, tensor<1x4xf32>) -> tensor<1x9xf32>
  // CHECK: nnef.concat %[[ABC]], %[[A]] axis = 1 : (tensor<1x9xf32>, tensor<1x2xf32>) -> tensor<1x11xf32>
  %0 = nnef.concat %a, %b axis = 1 : (tensor<1x2xf32>, tensor<1x3xf32>) -> tensor<1x5xf32>
  %1 = nnef.concat %a, %b, %c axis = 1 : (tensor<1x2xf32>, tensor<1x3xf32>, tensor<1x4xf32>) -> tensor<1x9xf32>
  %2 = nnef.concat %a, %b, %c, %a axis = 1 : (tensor<1x2xf32>, tensor<1x3xf32>, tensor<1x4xf32>, tensor<1x2xf32>) -> tensor<1x11xf32>
  return %0, %1, %2 : tensor<1x5xf32>, tensor<1x9xf32>, tensor<1x11xf32>
}

// Neither along another axis, nor what comes later, nor in another order, nor
// what is only the same in the beginning.

// CHECK-LABEL: func.func @others
// CHECK-SAME: (%[[A:.*]]: tensor<2x2xf32>, %[[B:.*]]: tensor<2x2xf32>)
func.func @others(%a: tensor<2x2xf32>, %b: tensor<2x2xf32>)
    -> (tensor<6x2xf32>, tensor<4x2xf32>, tensor<2x6xf32>, tensor<6x2xf32>) {
  // CHECK: nnef.concat %[[A]], %[[B]], %[[A]] axis = 0
  // CHECK: nnef.concat %[[A]], %[[B]] axis = 0
  // CHECK: nnef.concat %[[A]], %[[B]], %[[B]] axis = 1
  // CHECK: nnef.concat %[[B]], %[[A]], %[[B]] axis = 0
  %0 = nnef.concat %a, %b, %a axis = 0 : (tensor<2x2xf32>, tensor<2x2xf32>, tensor<2x2xf32>) -> tensor<6x2xf32>
  %1 = nnef.concat %a, %b axis = 0 : (tensor<2x2xf32>, tensor<2x2xf32>) -> tensor<4x2xf32>
  %2 = nnef.concat %a, %b, %b axis = 1 : (tensor<2x2xf32>, tensor<2x2xf32>, tensor<2x2xf32>) -> tensor<2x6xf32>
  %3 = nnef.concat %b, %a, %b axis = 0 : (tensor<2x2xf32>, tensor<2x2xf32>, tensor<2x2xf32>) -> tensor<6x2xf32>
  return %0, %1, %2, %3 : tensor<6x2xf32>, tensor<4x2xf32>, tensor<2x6xf32>, tensor<6x2xf32>
}
