// RUN: nnef-opt %s | nnef-opt | FileCheck %s
// RUN: nnef-opt %s --mlir-print-op-generic | nnef-opt | FileCheck %s

// CHECK-LABEL: func @plain
func.func @plain(%x: tensor<4x16xf32>) {
  // CHECK: nnef.relu %{{.+}} : tensor<4x16xf32>
  %0 = nnef.relu %x : tensor<4x16xf32>
  // CHECK: nnef.sigmoid %{{.+}} : tensor<4x16xf32>
  %1 = nnef.sigmoid %x : tensor<4x16xf32>
  // CHECK: nnef.softplus %{{.+}} : tensor<4x16xf32>
  %2 = nnef.softplus %x : tensor<4x16xf32>
  // CHECK: nnef.gelu %{{.+}} : tensor<4x16xf32>
  %3 = nnef.gelu %x : tensor<4x16xf32>
  // CHECK: nnef.silu %{{.+}} : tensor<4x16xf32>
  %4 = nnef.silu %x : tensor<4x16xf32>
  return
}

// CHECK-LABEL: func @parameters
func.func @parameters(%x: tensor<4x16xf32>) {
  // CHECK: nnef.softabs %{{.+}} epsilon = 1.000000e-05 : tensor<4x16xf32>
  %0 = nnef.softabs %x epsilon = 1.0e-05 : tensor<4x16xf32>
  // CHECK: nnef.leaky_relu %{{.+}} alpha = 1.000000e-01 : tensor<4x16xf32>
  %1 = nnef.leaky_relu %x alpha = 0.1 : tensor<4x16xf32>
  // CHECK: nnef.elu %{{.+}} : tensor<4x16xf32>
  %2 = nnef.elu %x : tensor<4x16xf32>
  // CHECK: nnef.elu %{{.+}} : tensor<4x16xf32>
  %3 = nnef.elu %x alpha = 1.0 : tensor<4x16xf32>
  // CHECK: nnef.elu %{{.+}} alpha = 5.000000e-01 : tensor<4x16xf32>
  %4 = nnef.elu %x alpha = 0.5 : tensor<4x16xf32>
  // CHECK: nnef.selu %{{.+}} : tensor<4x16xf32>
  %5 = nnef.selu %x alpha = 1.67326319 lambda = 1.05070102 : tensor<4x16xf32>
  // CHECK: nnef.selu %{{.+}} lambda = 2.000000e+00 : tensor<4x16xf32>
  %6 = nnef.selu %x lambda = 2.0 : tensor<4x16xf32>
  return
}

// CHECK-LABEL: func @softmax
func.func @softmax(%x: tensor<4x16xf32>) {
  // CHECK: nnef.softmax %{{.+}} : tensor<4x16xf32>
  %0 = nnef.softmax %x : tensor<4x16xf32>
  // CHECK: nnef.softmax %{{.+}} : tensor<4x16xf32>
  %1 = nnef.softmax %x axes = [1] : tensor<4x16xf32>
  // CHECK: nnef.softmax %{{.+}} axes = [0, 1] : tensor<4x16xf32>
  %2 = nnef.softmax %x axes = [0, 1] : tensor<4x16xf32>
  return
}

// CHECK-LABEL: func @prelu
func.func @prelu(%x: tensor<1x8x4x4xf32>, %alpha: tensor<1x8xf32>) {
  // CHECK: nnef.prelu %{{.+}}, %{{.+}} : (tensor<1x8x4x4xf32>, tensor<1x8xf32>) -> tensor<1x8x4x4xf32>
  %0 = nnef.prelu %x, %alpha : (tensor<1x8x4x4xf32>, tensor<1x8xf32>) -> tensor<1x8x4x4xf32>
  return
}
