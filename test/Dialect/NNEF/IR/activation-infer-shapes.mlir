// RUN: nnef-opt %s --split-input-file --verify-diagnostics \
// RUN:   --resolve-ranked-shaped-type-result-dims --mlir-print-local-scope | FileCheck %s

// CHECK-LABEL: func @prelu
func.func @prelu(%x: tensor<2x8x4x4xf32>, %channels: tensor<1x8xf32>, %scalar: tensor<f32>, %batch: tensor<2xf32>) {
  %0 = nnef.prelu %x, %channels : (tensor<2x8x4x4xf32>, tensor<1x8xf32>) -> tensor<2x8x4x4xf32>
  %1 = nnef.prelu %x, %scalar : (tensor<2x8x4x4xf32>, tensor<f32>) -> tensor<2x8x4x4xf32>
  %2 = nnef.prelu %x, %batch : (tensor<2x8x4x4xf32>, tensor<2xf32>) -> tensor<2x8x4x4xf32>
  return
}

// -----

func.func @prelu_wrong(%x: tensor<2x1xf32>, %alpha: tensor<1xf32>) {
  // expected-error @+2 {{'nnef.prelu' op inferred type(s) 'tensor<2x1xf32>' are incompatible with return type(s) of operation 'tensor<2xf32>'}}
  // expected-error @+1 {{failed to infer returned types}}
  %0 = nnef.prelu %x, %alpha : (tensor<2x1xf32>, tensor<1xf32>) -> tensor<2xf32>
  return
}

// -----

// CHECK-LABEL: func @dynamic
// CHECK-SAME: (%[[X:.+]]: tensor<?x8xf32>, %[[ALPHA:.+]]: tensor<?x8xf32>)
func.func @dynamic(%x: tensor<?x8xf32>, %alpha: tensor<?x8xf32>) -> (index, index) {
  %c0 = arith.constant 0 : index
  // CHECK: %[[D0:.+]] = tensor.dim %[[X]], %{{.+}}
  %0 = nnef.prelu %x, %alpha : (tensor<?x8xf32>, tensor<?x8xf32>) -> tensor<?x8xf32>
  %d0 = tensor.dim %0, %c0 : tensor<?x8xf32>
  // CHECK: %[[D1:.+]] = tensor.dim %[[ALPHA]], %{{.+}}
  %1 = nnef.softmax %alpha : tensor<?x8xf32>
  %2 = nnef.elu %1 alpha = 0.5 : tensor<?x8xf32>
  %d1 = tensor.dim %2, %c0 : tensor<?x8xf32>
  // CHECK: return %[[D0]], %[[D1]]
  return %d0, %d1 : index, index
}
