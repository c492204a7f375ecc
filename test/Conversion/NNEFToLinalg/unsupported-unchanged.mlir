// RUN: not nnef-opt %s --nnef-to-linalg --mlir-print-ir-after-failure 2>&1 | FileCheck %s

// If something cannot be lowered, nothing is.
// CHECK: error: 'nnef.call' op cannot be lowered to Linalg: fragment 'detect' has no body
// CHECK-LABEL: func @network
func.func @network(%x: tensor<1x8xf32>) -> tensor<1x8xf32> {
  // CHECK: nnef.relu
  %0 = nnef.relu %x : tensor<1x8xf32>
  // CHECK: nnef.call "detect"
  %1 = nnef.call "detect"(%0) : (tensor<1x8xf32>) -> tensor<1x8xf32>
  return %1 : tensor<1x8xf32>
}
