// RUN: nnef-opt %s | nnef-opt | FileCheck %s
// RUN: nnef-opt %s --mlir-print-op-generic | nnef-opt | FileCheck %s

// CHECK-LABEL: func @scalar
func.func @scalar(%x: tensor<2x3x4x5xf32>) {
  // CHECK: nnef.sum_reduce %{{.+}} axes = [2, 3] : (tensor<2x3x4x5xf32>) -> tensor<2x3x1x1xf32>
  %0 = nnef.sum_reduce %x axes = [2, 3] : (tensor<2x3x4x5xf32>) -> tensor<2x3x1x1xf32>
  // CHECK: nnef.sum_reduce %{{.+}} axes = [2, 3] : (tensor<2x3x4x5xf32>) -> tensor<2x3x1x1xf32>
  %1 = nnef.sum_reduce %x axes = [2, 3] normalize = false : (tensor<2x3x4x5xf32>) -> tensor<2x3x1x1xf32>
  // CHECK: nnef.sum_reduce %{{.+}} axes = [2, 3] normalize = true : (tensor<2x3x4x5xf32>) -> tensor<2x3x1x1xf32>
  %2 = nnef.sum_reduce %x axes = [2, 3] normalize = true : (tensor<2x3x4x5xf32>) -> tensor<2x3x1x1xf32>
  // CHECK: nnef.max_reduce %{{.+}} axes = [0] :
  %3 = nnef.max_reduce %x axes = [0] : (tensor<2x3x4x5xf32>) -> tensor<1x3x4x5xf32>
  // CHECK: nnef.min_reduce %{{.+}} axes = [0] :
  %4 = nnef.min_reduce %x axes = [0] : (tensor<2x3x4x5xf32>) -> tensor<1x3x4x5xf32>
  // CHECK: nnef.mean_reduce %{{.+}} axes = [0] :
  %5 = nnef.mean_reduce %x axes = [0] : (tensor<2x3x4x5xf32>) -> tensor<1x3x4x5xf32>
  return
}

// CHECK-LABEL: func @logical
func.func @logical(%x: tensor<2x3xi1>) {
  // CHECK: nnef.any_reduce %{{.+}} axes = [1] : (tensor<2x3xi1>) -> tensor<2x1xi1>
  %0 = nnef.any_reduce %x axes = [1] : (tensor<2x3xi1>) -> tensor<2x1xi1>
  // CHECK: nnef.all_reduce %{{.+}} axes = [1] : (tensor<2x3xi1>) -> tensor<2x1xi1>
  %1 = nnef.all_reduce %x axes = [1] : (tensor<2x3xi1>) -> tensor<2x1xi1>
  return
}

// CHECK-LABEL: func @index
func.func @index(%x: tensor<2x3xf32>) {
  // CHECK: nnef.argmax_reduce %{{.+}} axes = [1] : (tensor<2x3xf32>) -> tensor<2x1xi32>
  %0 = nnef.argmax_reduce %x axes = [1] : (tensor<2x3xf32>) -> tensor<2x1xi32>
  // CHECK: nnef.argmin_reduce %{{.+}} axes = [0, 1] : (tensor<2x3xf32>) -> tensor<1x1xi64>
  %1 = nnef.argmin_reduce %x axes = [0, 1] : (tensor<2x3xf32>) -> tensor<1x1xi64>
  return
}

// CHECK-LABEL: func @moments
func.func @moments(%x: tensor<4x8x4x4xf32>) {
  // CHECK: %{{.+}}, %{{.+}} = nnef.moments %{{.+}} axes = [0, 2, 3] : (tensor<4x8x4x4xf32>) -> (tensor<1x8x1x1xf32>, tensor<1x8x1x1xf32>)
  %mean, %variance = nnef.moments %x axes = [0, 2, 3] : (tensor<4x8x4x4xf32>) -> (tensor<1x8x1x1xf32>, tensor<1x8x1x1xf32>)
  return
}
