// RUN: %npu-opt %s --nnef-to-npu --split-input-file --verify-diagnostics | FileCheck %s

// The operation is not taken apart into exp, sum and division.
// CHECK-LABEL: func.func @softmax
// CHECK-SAME: (%[[X:.*]]: tensor<1x10xf32>)
// CHECK-NEXT: %[[Y:.*]] = npu.softmax %[[X]] : (tensor<1x10xf32>) -> tensor<1x10xf32>
// CHECK-NEXT: return %[[Y]]
func.func @softmax(%x: tensor<1x10xf32>) -> tensor<1x10xf32> {
  %y = nnef.softmax %x : tensor<1x10xf32>
  return %y : tensor<1x10xf32>
}

// -----

func.func @rows(%x: tensor<1x4x8x8xf32>) {
  // expected-error @+1 {{failed to legalize operation 'nnef.softmax'}}
  %y = nnef.softmax %x axes = [2, 3] : tensor<1x4x8x8xf32>
  return
}
