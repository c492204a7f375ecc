// RUN: nnef-opt %s | nnef-opt | FileCheck %s
// RUN: nnef-opt %s --mlir-print-op-generic | nnef-opt | FileCheck %s

// CHECK-LABEL: func @matmul
func.func @matmul(%a: tensor<2x4x8xf32>, %b: tensor<2x8x4xf32>) {
  // CHECK: nnef.matmul %{{.+}}, %{{.+}} : (tensor<2x4x8xf32>, tensor<2x8x4xf32>) -> tensor<2x4x4xf32>
  %0 = nnef.matmul %a, %b : (tensor<2x4x8xf32>, tensor<2x8x4xf32>) -> tensor<2x4x4xf32>
  // CHECK: nnef.matmul %{{.+}}, %{{.+}} : (tensor<2x4x8xf32>, tensor<2x8x4xf32>) -> tensor<2x4x4xf32>
  %1 = nnef.matmul %a, %b transposeA = false transposeB = false : (tensor<2x4x8xf32>, tensor<2x8x4xf32>) -> tensor<2x4x4xf32>
  // CHECK: nnef.matmul %{{.+}}, %{{.+}} transposeB = true : (tensor<2x4x8xf32>, tensor<2x4x8xf32>) -> tensor<2x4x4xf32>
  %2 = nnef.matmul %a, %a transposeB = true : (tensor<2x4x8xf32>, tensor<2x4x8xf32>) -> tensor<2x4x4xf32>
  // CHECK: nnef.matmul %{{.+}}, %{{.+}} transposeA = true transposeB = true :
  %3 = nnef.matmul %a, %b transposeA = true transposeB = true : (tensor<2x4x8xf32>, tensor<2x8x4xf32>) -> tensor<2x8x8xf32>
  return
}

// CHECK-LABEL: func @linear
func.func @linear(%input: tensor<1x128xf32>, %filter: tensor<10x128xf32>, %bias: tensor<1x10xf32>) {
  // CHECK: nnef.linear %{{.+}}, %{{.+}}, %{{.+}} : (tensor<1x128xf32>, tensor<10x128xf32>, tensor<1x10xf32>) -> tensor<1x10xf32>
  %0 = nnef.linear %input, %filter, %bias : (tensor<1x128xf32>, tensor<10x128xf32>, tensor<1x10xf32>) -> tensor<1x10xf32>
  return
}
