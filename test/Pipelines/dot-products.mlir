// RUN: nnef-opt %s --pass-pipeline='builtin.module(func.func(nnef-dot-products,canonicalize))' --split-input-file | FileCheck %s
// RUN: nnef-opt %s --pass-pipeline='builtin.module(func.func(nnef-dot-products{instruction},canonicalize))' --split-input-file | FileCheck %s --check-prefix=DOT

// The zero point, 3, times the sums of the weights, 36 and 4, becomes a part of
// the bias: 100 - 3 * 36 and 200 - 3 * 4. As unsigned bytes, inputs are 128
// more: 100 - 131 * 36 and 200 - 131 * 4 in the first two of eight columns.

// CHECK-LABEL: @matmul(
// CHECK-SAME: %[[x:.*]]: tensor<5x8xi8>
// CHECK: %[[bias:.*]] = arith.constant dense<[-8, 188, 0, 0, 0, 0, 0, 0]> : tensor<8xi32>
// CHECK: %[[init:.*]] = linalg.generic {{.*}} ins(%[[bias]] : tensor<8xi32>)
// CHECK: linalg.generic {{.*}} ins(%[[x]], %{{.*}} : tensor<5x8xi8>, tensor<8x8xi8>) outs(%[[init]] :
// CHECK-NEXT: ^bb0(%[[a:.*]]: i8, %[[b:.*]]: i8, %[[c:.*]]: i32):
// CHECK-NEXT: %[[wideA:.*]] = arith.extsi %[[a]]
// CHECK-NEXT: %[[wideB:.*]] = arith.extsi %[[b]]
// CHECK-NEXT: %[[product:.*]] = arith.muli %[[wideA]], %[[wideB]]
// CHECK-NEXT: %[[sum:.*]] = arith.addi %[[c]], %[[product]]
// CHECK-NEXT: linalg.yield %[[sum]]

// Channels are in two groups of four, and the weights of a group side by side.

// DOT: #[[input:.*]] = affine_map<(d0, d1, d2, d3) -> (d0, d2 * 4 + d3)>
// DOT: #[[weights:.*]] = affine_map<(d0, d1, d2, d3) -> (d2, d1, d3)>
// DOT: #[[output:.*]] = affine_map<(d0, d1, d2, d3) -> (d0, d1)>
// DOT: func.func @matmul(
// DOT-SAME: %[[x:.*]]: tensor<5x8xi8>
// DOT: arith.constant dense<[-4616, -324, 0, 0, 0, 0, 0, 0]> : tensor<8xi32>
// DOT: %[[split:.*]] = tensor.expand_shape %{{.*}} output_shape [8, 2, 4] : tensor<8x8xi8> into tensor<8x2x4xi8>
// DOT: %[[groups:.*]] = linalg.transpose ins(%[[split]] : tensor<8x2x4xi8>) {{.*}} permutation = [1, 0, 2]
// DOT: linalg.generic {indexing_maps = [#[[input]], #[[weights]], #[[output]]], iterator_types = ["parallel", "parallel", "reduction", "reduction"]} ins(%[[x]], %[[groups]] :
// DOT-NEXT: ^bb0(%[[a:.*]]: i8, %[[b:.*]]: i8, %[[c:.*]]: i32):
// DOT-NEXT: %[[flipped:.*]] = arith.xori %[[a]], %c-128_i8
// DOT-NEXT: arith.extui %[[flipped]] : i8 to i32
// DOT-NEXT: arith.extsi %[[b]] : i8 to i32
#x = affine_map<(i, j, k) -> (i, k)>
#w = affine_map<(i, j, k) -> (k, j)>
#y = affine_map<(i, j, k) -> (i, j)>
#row = affine_map<(i, j) -> (0, j)>
#id = affine_map<(i, j) -> (i, j)>
func.func @matmul(%x: tensor<5x8xi8>) -> tensor<5x8xi32> {
  %three = arith.constant 3 : i32
  %w = arith.constant dense<[
    [1, 0, 0, 0, 0, 0, 0, 0], [2, 0, 0, 0, 0, 0, 0, 0],
    [3, 0, 0, 0, 0, 0, 0, 0], [4, 0, 0, 0, 0, 0, 0, 0],
    [5, -1, 0, 0, 0, 0, 0, 0], [6, 0, 0, 0, 0, 0, 0, 0],
    [7, 0, 0, 0, 0, 0, 0, 0], [8, 5, 0, 0, 0, 0, 0, 0]]> : tensor<8x8xi8>
  %bias = arith.constant dense<[[100, 200, 0, 0, 0, 0, 0, 0]]> : tensor<1x8xi32>
  %empty = tensor.empty() : tensor<5x8xi32>
  %init = linalg.generic {indexing_maps = [#row, #id], iterator_types = ["parallel", "parallel"]} ins(%bias : tensor<1x8xi32>) outs(%empty : tensor<5x8xi32>) {
  ^bb0(%a: i32, %b: i32):
    linalg.yield %a : i32
  } -> tensor<5x8xi32>
  %y = linalg.generic {indexing_maps = [#x, #w, #y], iterator_types = ["parallel", "parallel", "reduction"]} ins(%x, %w : tensor<5x8xi8>, tensor<8x8xi8>) outs(%init : tensor<5x8xi32>) {
  ^bb0(%a: i8, %b: i8, %c: i32):
    %0 = arith.extsi %a : i8 to i32
    %1 = arith.subi %0, %three : i32
    %2 = arith.extsi %b : i8 to i32
    %3 = arith.muli %1, %2 : i32
    %4 = arith.addi %c, %3 : i32
    linalg.yield %4 : i32
  } -> tensor<5x8xi32>
  return %y : tensor<5x8xi32>
}

// -----

// What computes the input gives unsigned bytes, its other reader takes them back,
// and the border is of them: -5 is 123.

// DOT-LABEL: @chain(
// DOT: %[[code:.*]] = arith.trunci %{{.*}} : i32 to i8
// DOT-NEXT: %[[unsigned:.*]] = arith.xori %[[code]], %c-128_i8
// DOT-NEXT: linalg.yield %[[unsigned]]
// DOT: tensor.pad
// DOT: tensor.yield %c123_i8
// DOT: linalg.generic {{.*}} tensor<8x16xi8>, tensor<3x4x8x4xi8>)
// DOT-NEXT: ^bb0(%[[a:.*]]: i8, %{{.*}}: i8, %{{.*}}: i32):
// DOT-NEXT: arith.extui %[[a]] : i8 to i32
// DOT: linalg.generic
// DOT-NEXT: ^bb0(%[[b:.*]]: i8, %{{.*}}: i8):
// DOT-NEXT: %[[signed:.*]] = arith.xori %[[b]], %c-128_i8
// DOT-NEXT: arith.maxsi %[[signed]], %c0_i8
#in = affine_map<(y, o, k, c) -> (y + k, c)>
#filter = affine_map<(y, o, k, c) -> (k, c, o)>
#out = affine_map<(y, o, k, c) -> (y, o)>
#id = affine_map<(i, j) -> (i, j)>
func.func @chain(%x: tensor<6x16xi32>) -> (tensor<6x8xi32>, tensor<6x16xi8>) {
  %five = arith.constant -5 : i32
  %border = arith.constant -5 : i8
  %none = arith.constant 0 : i8
  %zero = arith.constant 0 : i32
  %w = arith.constant dense<2> : tensor<3x16x8xi8>
  %bytes = tensor.empty() : tensor<6x16xi8>
  %codes = linalg.generic {indexing_maps = [#id, #id], iterator_types = ["parallel", "parallel"]} ins(%x : tensor<6x16xi32>) outs(%bytes : tensor<6x16xi8>) {
  ^bb0(%a: i32, %b: i8):
    %0 = arith.trunci %a : i32 to i8
    linalg.yield %0 : i8
  } -> tensor<6x16xi8>
  %padded = tensor.pad %codes low[1, 0] high[1, 0] {
  ^bb0(%i: index, %j: index):
    tensor.yield %border : i8
  } : tensor<6x16xi8> to tensor<8x16xi8>
  %words = tensor.empty() : tensor<6x8xi32>
  %init = linalg.fill ins(%zero : i32) outs(%words : tensor<6x8xi32>) -> tensor<6x8xi32>
  %y = linalg.generic {indexing_maps = [#in, #filter, #out], iterator_types = ["parallel", "parallel", "reduction", "reduction"]} ins(%padded, %w : tensor<8x16xi8>, tensor<3x16x8xi8>) outs(%init : tensor<6x8xi32>) {
  ^bb0(%a: i8, %b: i8, %c: i32):
    %0 = arith.extsi %a : i8 to i32
    %1 = arith.subi %0, %five : i32
    %2 = arith.extsi %b : i8 to i32
    %3 = arith.muli %1, %2 : i32
    %4 = arith.addi %c, %3 : i32
    linalg.yield %4 : i32
  } -> tensor<6x8xi32>
  %z = linalg.generic {indexing_maps = [#id, #id], iterator_types = ["parallel", "parallel"]} ins(%codes : tensor<6x16xi8>) outs(%bytes : tensor<6x16xi8>) {
  ^bb0(%a: i8, %b: i8):
    %0 = arith.maxsi %a, %none : i8
    linalg.yield %0 : i8
  } -> tensor<6x16xi8>
  return %y, %z : tensor<6x8xi32>, tensor<6x16xi8>
}

// -----

// Three channels get one of zeros beside them, and go behind the places.

// DOT-LABEL: @three(
// DOT: tensor.pad %{{.*}} low[0, 0, 0] high[0, 1, 0]
// DOT: linalg.transpose ins(%{{.*}} : tensor<1x4x9xi8>) outs(%{{.*}} : tensor<1x9x4xi8>) permutation = [0, 2, 1]
// DOT: tensor<3x1x8x4xi8>
#in = affine_map<(n, y, o, k, c) -> (n, c, y * 2 + k)>
#filter = affine_map<(n, y, o, k, c) -> (k, c, o)>
#out = affine_map<(n, y, o, k, c) -> (n, y, o)>
func.func @three(%x: tensor<1x3x9xi8>) -> tensor<1x4x8xi32> {
  %w = arith.constant dense<2> : tensor<3x3x8xi8>
  %init = arith.constant dense<7> : tensor<1x4x8xi32>
  %y = linalg.generic {indexing_maps = [#in, #filter, #out], iterator_types = ["parallel", "parallel", "parallel", "reduction", "reduction"]} ins(%x, %w : tensor<1x3x9xi8>, tensor<3x3x8xi8>) outs(%init : tensor<1x4x8xi32>) {
  ^bb0(%a: i8, %b: i8, %c: i32):
    %0 = arith.extsi %a : i8 to i32
    %2 = arith.extsi %b : i8 to i32
    %3 = arith.muli %0, %2 : i32
    %4 = arith.addi %c, %3 : i32
    linalg.yield %4 : i32
  } -> tensor<1x4x8xi32>
  return %y : tensor<1x4x8xi32>
}

// -----

// Weights that only the run time knows have no sum in advance.

// DOT-LABEL: @unknown(
// DOT: arith.subi
// DOT-NOT: arith.extui
#x = affine_map<(i, j, k) -> (i, k)>
#w = affine_map<(i, j, k) -> (k, j)>
#y = affine_map<(i, j, k) -> (i, j)>
func.func @unknown(%x: tensor<5x8xi8>, %w: tensor<8x8xi8>, %init: tensor<5x8xi32>) -> tensor<5x8xi32> {
  %three = arith.constant 3 : i32
  %y = linalg.generic {indexing_maps = [#x, #w, #y], iterator_types = ["parallel", "parallel", "reduction"]} ins(%x, %w : tensor<5x8xi8>, tensor<8x8xi8>) outs(%init : tensor<5x8xi32>) {
  ^bb0(%a: i8, %b: i8, %c: i32):
    %0 = arith.extsi %a : i8 to i32
    %1 = arith.subi %0, %three : i32
    %2 = arith.extsi %b : i8 to i32
    %3 = arith.muli %1, %2 : i32
    %4 = arith.addi %c, %3 : i32
    linalg.yield %4 : i32
  } -> tensor<5x8xi32>
  return %y : tensor<5x8xi32>
}
