// RUN: nnef-opt %s --nnef-to-linalg --mlir-print-local-scope | FileCheck %s

// The border extends the input as far as the window reaches, before it is
// spread: one element before it and one after it.
// CHECK-LABEL: func @replicate
// CHECK-SAME: (%[[X:.+]]: tensor<1x1x4xf32>)
func.func @replicate(%x: tensor<1x1x4xf32>) -> tensor<1x1x4xf32> {
  // CHECK: %[[EXTENDED:.+]] = linalg.generic {{.+}} outs(%{{.+}} : tensor<1x1x6xf32>)
  // CHECK: tensor.extract %[[X]]
  // CHECK: linalg.generic {{.+}} ins(%[[EXTENDED]], %{{.+}} : tensor<1x1x6xf32>, tensor<3xf32>)
  %0 = nnef.debox %x size = [1, 1, 3] border = replicate : (tensor<1x1x4xf32>) -> tensor<1x1x4xf32>
  return %0 : tensor<1x1x4xf32>
}

// With `ignore`, the sum is divided by the number of its terms: the sum of ones.
// CHECK-LABEL: func @ignore
func.func @ignore(%x: tensor<1x1x4xf32>) -> tensor<1x1x8xf32> {
  // CHECK: %[[SUM:.+]] = linalg.generic
  // CHECK: %[[ONES:.+]] = linalg.fill
  // CHECK: tensor.insert_slice %[[ONES]] into
  // CHECK: %[[COUNT:.+]] = linalg.generic
  // CHECK: linalg.generic {{.+}} ins(%[[SUM]], %[[COUNT]] :
  // CHECK: arith.divf
  %0 = nnef.debox %x size = [1, 1, 3] border = ignore stride = [1, 1, 2] normalize = true : (tensor<1x1x4xf32>) -> tensor<1x1x8xf32>
  return %0 : tensor<1x1x8xf32>
}
