// RUN: nnef-opt %s | nnef-opt | FileCheck %s
// RUN: nnef-opt %s --mlir-print-op-generic | nnef-opt | FileCheck %s

// Tensors have codes in the place of numbers. What an operation gives may have
// other codes than what it takes.

!byte = !quant.uniform<u8:f32, 5.000000e-01:128>
!finer = !quant.uniform<u8:f32, 2.500000e-01:128>
!filter = !quant.uniform<i8<-127:127>:f32:0, {1.000000e-01,2.000000e-01}>
!bias = !quant.uniform<i32:f32:1, {5.000000e-02,1.000000e-01}>

// CHECK-LABEL: func.func @casts(
func.func @casts(%x: tensor<4x3xf32>) -> (tensor<4x3xf32>, tensor<4x3xui8>) {
  // CHECK: nnef.quantize %{{.*}} : (tensor<4x3xf32>) -> tensor<4x3x!quant.uniform<u8:f32, 5.000000e-01:128>>
  %q = nnef.quantize %x : (tensor<4x3xf32>) -> tensor<4x3x!byte>
  // CHECK: nnef.dequantize %{{.*}} : (tensor<4x3x!quant.uniform<u8:f32, 5.000000e-01:128>>) -> tensor<4x3xf32>
  %y = nnef.dequantize %q : (tensor<4x3x!byte>) -> tensor<4x3xf32>
  // CHECK: nnef.storage_cast %{{.*}} : (tensor<4x3x!quant.uniform<u8:f32, 5.000000e-01:128>>) -> tensor<4x3xui8>
  %s = nnef.storage_cast %q : (tensor<4x3x!byte>) -> tensor<4x3xui8>
  return %y, %s : tensor<4x3xf32>, tensor<4x3xui8>
}

// CHECK-LABEL: func.func @operations(
func.func @operations(%x: tensor<1x3x4x4x!byte>, %w: tensor<2x3x1x1x!filter>, %b: tensor<1x2x!bias>) -> tensor<1x2x4x4x!finer> {
  // CHECK: nnef.conv {{.*}} -> tensor<1x2x4x4x!quant.uniform<u8:f32, 2.500000e-01:128>>
  %0 = nnef.conv %x, %w, %b : (tensor<1x3x4x4x!byte>, tensor<2x3x1x1x!filter>, tensor<1x2x!bias>) -> tensor<1x2x4x4x!finer>
  // CHECK: nnef.sigmoid %{{.*}} : (tensor<1x2x4x4x!quant.uniform<u8:f32, 2.500000e-01:128>>) -> tensor<1x2x4x4x!quant.uniform<u8:f32, 5.000000e-01:128>>
  %1 = nnef.sigmoid %0 : (tensor<1x2x4x4x!finer>) -> tensor<1x2x4x4x!byte>
  // Written once where it is the same.
  // CHECK: nnef.relu %{{.*}} : tensor<1x2x4x4x!quant.uniform<u8:f32, 5.000000e-01:128>>
  %2 = nnef.relu %1 : tensor<1x2x4x4x!byte>
  // CHECK: nnef.add %{{.*}} -> tensor<1x2x4x4x!quant.uniform<u8:f32, 2.500000e-01:128>>
  %3 = nnef.add %2, %0 : (tensor<1x2x4x4x!byte>, tensor<1x2x4x4x!finer>) -> tensor<1x2x4x4x!finer>
  return %3 : tensor<1x2x4x4x!finer>
}

// Back to what was stored is what was stored.
// RUN: nnef-opt %s --canonicalize | FileCheck %s --check-prefix=FOLDED
// FOLDED-LABEL: func.func @there_and_back(
// FOLDED-SAME:    %[[X:.*]]: tensor<2xui8>
// FOLDED-NEXT:    return %[[X]]
func.func @there_and_back(%x: tensor<2xui8>) -> tensor<2xui8> {
  %0 = nnef.storage_cast %x : (tensor<2xui8>) -> tensor<2x!byte>
  %1 = nnef.storage_cast %0 : (tensor<2x!byte>) -> tensor<2xui8>
  return %1 : tensor<2xui8>
}

// Rounding is never folded away.
// FOLDED-LABEL: func.func @rounded(
// FOLDED-NEXT:    nnef.quantize
// FOLDED-NEXT:    nnef.dequantize
func.func @rounded(%x: tensor<2xf32>) -> tensor<2xf32> {
  %0 = nnef.quantize %x : (tensor<2xf32>) -> tensor<2x!byte>
  %1 = nnef.dequantize %0 : (tensor<2x!byte>) -> tensor<2xf32>
  return %1 : tensor<2xf32>
}

// FOLDED-LABEL: func.func @requantized(
// FOLDED-NEXT:    nnef.copy
// FOLDED-NEXT:    nnef.copy
func.func @requantized(%x: tensor<2x!finer>) -> tensor<2x!finer> {
  %0 = nnef.copy %x : (tensor<2x!finer>) -> tensor<2x!byte>
  %1 = nnef.copy %0 : (tensor<2x!byte>) -> tensor<2x!finer>
  return %1 : tensor<2x!finer>
}
