// RUN: nnef-opt %s --nnef-to-linalg --split-input-file | FileCheck %s

!x = tensor<2x8x!quant.uniform<i8:f32, 0.5:-3>>
!w = tensor<4x8x!quant.uniform<i8:f32, 0.25:2>>
!y = tensor<2x4x!quant.uniform<i8:f32, 1.0:5>>

// Products with a filter are scaled in double precision, and rounded once.
// CHECK-LABEL: func @linear(
// CHECK: linalg.generic {{.+}} ins(%{{.+}}, %{{.+}} : tensor<2x8xi8>, tensor<4x8xi8>) outs(%{{.+}} : tensor<2x4xi32>)
// CHECK: arith.constant -3 : i32
// CHECK: arith.constant 2 : i32
// CHECK: arith.constant 1.250000e-01 : f64
// CHECK: arith.sitofp %{{.+}} : i32 to f64
// CHECK: math.round %{{.+}} : f64
// CHECK: arith.constant -1.330000e+02 : f64
// CHECK: arith.constant 1.220000e+02 : f64
// CHECK: arith.fptosi %{{.+}} : f64 to i32
// CHECK: arith.constant 5 : i32
func.func @linear(%x: !x, %w: !w, %bias: tensor<1x4x!quant.uniform<i32:f32, 0.125>>) -> !y {
  %y = nnef.linear %x, %w, %bias : (!x, !w, tensor<1x4x!quant.uniform<i32:f32, 0.125>>) -> !y
  return %y : !y
}

// -----

!x = tensor<2x8x!quant.uniform<i8:f32, 0.5:-3>>
!w = tensor<4x8x!quant.uniform<i8:f32:0, {0.25, 0.5, 1.0, 2.0}>>
!y = tensor<2x4x!quant.uniform<i8:f32, 1.0:5>>

// CHECK-LABEL: func @per_channel(
// CHECK: arith.constant dense<{{\[\[}}1.250000e-01, 2.500000e-01, 5.000000e-01, 1.000000e+00]]> : tensor<1x4xf64>
func.func @per_channel(%x: !x, %w: !w) -> !y {
  %zero = nnef.constant dense<0.0> : tensor<f32>
  %y = nnef.linear %x, %w, %zero : (!x, !w, tensor<f32>) -> !y
  return %y : !y
}

// -----

!a = tensor<3x2x8x!quant.uniform<i8:f32, 0.5:-3>>
!b = tensor<1x4x8x!quant.uniform<u8:f32, 0.25:2>>
!c = tensor<3x2x4x!quant.uniform<i8:f32, 1.0>>

// Two tensors that are both computed: by a multiplier, here 2^30 * 2^-33.
// CHECK-LABEL: func @matmul(
// CHECK: ins(%{{.+}}, %{{.+}} : tensor<3x2x8xi8>, tensor<4x8xi8>) outs(%{{.+}} : tensor<3x2x4xi32>)
// CHECK: arith.extsi
// CHECK: arith.extui
// CHECK: arith.constant 1073741824 : i32
// CHECK: arith.constant 31 : i64
// CHECK: arith.constant 1 : i32
func.func @matmul(%a: !a, %b: !b) -> !c {
  %c = nnef.matmul %a, %b transposeB = true : (!a, !b) -> !c
  return %c : !c
}
