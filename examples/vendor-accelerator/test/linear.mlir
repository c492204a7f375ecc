// RUN: %npu-opt %s --nnef-to-npu --split-input-file --verify-diagnostics | FileCheck %s

// CHECK-LABEL: func.func @linear
// CHECK-SAME: (%[[X:.*]]: tensor<2x8xf32>, %[[W:.*]]: tensor<4x8xf32>, %[[B:.*]]: tensor<1x4xf32>)
// CHECK: npu.dense %[[X]], %[[W]], %[[B]] : (tensor<2x8xf32>, tensor<4x8xf32>, tensor<1x4xf32>) -> tensor<2x4xf32>
func.func @linear(%x: tensor<2x8xf32>, %w: tensor<4x8xf32>, %b: tensor<1x4xf32>) -> tensor<2x4xf32> {
  %y = nnef.linear %x, %w, %b : (tensor<2x8xf32>, tensor<4x8xf32>, tensor<1x4xf32>) -> tensor<2x4xf32>
  return %y : tensor<2x4xf32>
}

// -----

// Types that the NPU does not have are refused by its operations.
func.func @half(%x: tensor<2x8xf16>, %w: tensor<4x8xf16>, %b: tensor<1x4xf16>) -> tensor<2x4xf16> {
  // expected-error @+1 {{'npu.dense' op operand #0 must be statically shaped tensor of 32-bit float or signed codes of 8 bits values, but got 'tensor<2x8xf16>'}}
  %y = nnef.linear %x, %w, %b : (tensor<2x8xf16>, tensor<4x8xf16>, tensor<1x4xf16>) -> tensor<2x4xf16>
  return %y : tensor<2x4xf16>
}

// -----

func.func @dynamic(%x: tensor<?x8xf32>, %w: tensor<4x8xf32>, %b: tensor<1x4xf32>) -> tensor<?x4xf32> {
  // expected-error @+1 {{'npu.dense' op operand #0 must be statically shaped tensor}}
  %y = nnef.linear %x, %w, %b : (tensor<?x8xf32>, tensor<4x8xf32>, tensor<1x4xf32>) -> tensor<?x4xf32>
  return %y : tensor<?x4xf32>
}
