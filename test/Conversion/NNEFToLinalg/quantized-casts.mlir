// RUN: nnef-opt %s --nnef-to-linalg --split-input-file | FileCheck %s

!u8 = tensor<2x3x!quant.uniform<u8:f32, 0.5:128>>

// CHECK-LABEL: func @quantize(
// CHECK-SAME: tensor<2x3xf32>) -> tensor<2x3xi8>
// CHECK: arith.constant dense<5.000000e-01> : tensor<f32>
// CHECK: arith.constant dense<128> : tensor<i64>
// CHECK: arith.divf
// CHECK: math.round %{{.+}} : f32
// CHECK: arith.fptosi %{{.+}} : f32 to i64
// CHECK: arith.constant 0 : i64
// CHECK: arith.maxsi
// CHECK: arith.constant 255 : i64
// CHECK: arith.minsi
// CHECK: arith.addi
// CHECK: arith.trunci %{{.+}} : i64 to i8
func.func @quantize(%x: tensor<2x3xf32>) -> !u8 {
  %q = nnef.quantize %x : (tensor<2x3xf32>) -> !u8
  return %q : !u8
}

// CHECK-LABEL: func @dequantize(
// CHECK: arith.extui %{{.+}} : i8 to i64
// CHECK: arith.mulf %{{.+}} : f64
// CHECK: arith.truncf %{{.+}} : f64 to f32
func.func @dequantize(%q: !u8) -> tensor<2x3xf32> {
  %x = nnef.dequantize %q : (!u8) -> tensor<2x3xf32>
  return %x : tensor<2x3xf32>
}

// -----

!w = tensor<2x3x!quant.uniform<i8:f32:1, {0.5, 0.25, 2.0:1}>>

// Scales along an axis.
// CHECK-LABEL: func @per_axis(
// CHECK: arith.constant dense<{{\[\[}}5.000000e-01, 2.500000e-01, 2.000000e+00]]> : tensor<1x3xf32>
// CHECK: arith.constant dense<{{\[\[}}0, 0, 1]]> : tensor<1x3xi64>
func.func @per_axis(%q: !w) -> tensor<2x3xf32> {
  %x = nnef.dequantize %q : (!w) -> tensor<2x3xf32>
  return %x : tensor<2x3xf32>
}

// -----

// Stored integers are codes already. Weights keep their 8 bits.
// CHECK-LABEL: func @storage(
// CHECK-SAME: %[[X:.+]]: tensor<4xi8>) -> (tensor<4xi8>, tensor<4xi8>)
// CHECK: %[[W:.+]] = arith.constant dense<[0, 127, -128, -1]> : tensor<4xi8>
// CHECK: return %[[X]], %[[W]]
func.func @storage(%x: tensor<4xui8>) -> (tensor<4x!quant.uniform<u8:f32, 0.5>>, tensor<4x!quant.uniform<u8:f32, 0.5>>) {
  %q = nnef.storage_cast %x : (tensor<4xui8>) -> tensor<4x!quant.uniform<u8:f32, 0.5>>
  %v = nnef.variable "w" = dense<[0, 127, 128, 255]> : tensor<4xui8>
  %w = nnef.storage_cast %v : (tensor<4xui8>) -> tensor<4x!quant.uniform<u8:f32, 0.5>>
  return %q, %w : tensor<4x!quant.uniform<u8:f32, 0.5>>, tensor<4x!quant.uniform<u8:f32, 0.5>>
}
