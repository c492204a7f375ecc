// RUN: nnef-opt %s --nnef-fold-weights --split-input-file | FileCheck %s
// RUN: nnef-opt %s --nnef-fold-weights="release-sources" --split-input-file \
// RUN:   | FileCheck %s

// The numbers are what reshape, transpose, pad and slices of NumPy give, for
// tensors that count from 0 in row-major order.

// CHECK-LABEL: func.func @pack
// CHECK-DAG: %[[A:.*]] = arith.constant dense<{{\[\[}}{{\[\[}}0, 1, 2], [6, 7, 8]], {{\[\[}}3, 4, 5], [9, 10, 11]]]]> : tensor<1x2x2x3xi8>
// CHECK-DAG: %[[B:.*]] = arith.constant dense<{{\[\[}}{{\[\[}}0, 1, 2], [6, 7, 8]]], {{\[\[}}[3, 4, 5], [9, 10, 11]]]]> : tensor<2x1x2x3xi8>
// CHECK: return %[[A]], %[[B]]
func.func @pack() -> (tensor<1x2x2x3xi8>, tensor<2x1x2x3xi8>) {
  %x = arith.constant dense<[[0, 1, 2, 3, 4, 5], [6, 7, 8, 9, 10, 11]]> : tensor<2x6xi8>
  %a_init = tensor.empty() : tensor<1x2x2x3xi8>
  %a = linalg.pack %x inner_dims_pos = [0, 1] inner_tiles = [2, 3] into %a_init
      : tensor<2x6xi8> -> tensor<1x2x2x3xi8>
  %b_init = tensor.empty() : tensor<2x1x2x3xi8>
  %b = linalg.pack %x outer_dims_perm = [1, 0] inner_dims_pos = [0, 1]
      inner_tiles = [2, 3] into %b_init : tensor<2x6xi8> -> tensor<2x1x2x3xi8>
  return %a, %b : tensor<1x2x2x3xi8>, tensor<2x1x2x3xi8>
}

// -----

// CHECK-LABEL: func.func @pack_with_padding
// CHECK: %[[A:.*]] = arith.constant dense<{{\[\[}}{{\[\[}}0, 5], [1, 6]], {{\[\[}}2, 7], [3, 8]], {{\[\[}}4, 9], [-1, -1]]],
// CHECK-SAME: {{\[\[}}[10, -1], [11, -1]], {{\[\[}}12, -1], [13, -1]], {{\[\[}}14, -1], [-1, -1]]]]> : tensor<2x3x2x2xi16>
// CHECK: return %[[A]]
func.func @pack_with_padding() -> tensor<2x3x2x2xi16> {
  %padding = arith.constant -1 : i16
  %x = arith.constant dense<[[0, 1, 2, 3, 4], [5, 6, 7, 8, 9], [10, 11, 12, 13, 14]]> : tensor<3x5xi16>
  %init = tensor.empty() : tensor<2x3x2x2xi16>
  %a = linalg.pack %x padding_value(%padding : i16) inner_dims_pos = [1, 0]
      inner_tiles = [2, 2] into %init : tensor<3x5xi16> -> tensor<2x3x2x2xi16>
  return %a : tensor<2x3x2x2xi16>
}

// -----

// CHECK-LABEL: func.func @unpack
// CHECK: %[[A:.*]] = arith.constant dense<{{\[\[}}0, 1, 2, 3, 4], [5, 6, 7, 8, 9], [10, 11, 12, 13, 14]]> : tensor<3x5xi16>
// CHECK: return %[[A]]
func.func @unpack() -> tensor<3x5xi16> {
  %x = arith.constant dense<[[[[0, 5], [1, 6]], [[2, 7], [3, 8]], [[4, 9], [-1, -1]]],
                             [[[10, -1], [11, -1]], [[12, -1], [13, -1]], [[14, -1], [-1, -1]]]]> : tensor<2x3x2x2xi16>
  %init = tensor.empty() : tensor<3x5xi16>
  %a = linalg.unpack %x inner_dims_pos = [1, 0] inner_tiles = [2, 2]
      into %init : tensor<2x3x2x2xi16> -> tensor<3x5xi16>
  return %a : tensor<3x5xi16>
}

// -----

#columns = affine_map<(d0, d1) -> (d1, d0)>
#same = affine_map<(d0, d1) -> (d0, d1)>
#every_second_backwards = affine_map<(d0, d1) -> (d0, d1 * -2 + 2)>

// CHECK-LABEL: func.func @loops
// CHECK-DAG: arith.constant dense<{{\[\[}}0.000000e+00, 3.000000e+00], [1.000000e+00, 4.000000e+00], [2.000000e+00, 5.000000e+00]]> : tensor<3x2xf32>
// CHECK-DAG: arith.constant dense<{{\[\[}}0.000000e+00, 3.000000e+00], [1.000000e+00, 4.000000e+00], [2.000000e+00, 5.000000e+00]]> : tensor<3x2xf32>
// CHECK-DAG: %[[B:.*]] = arith.constant dense<{{\[\[}}2.000000e+00, 0.000000e+00], [5.000000e+00, 3.000000e+00]]> : tensor<2x2xf32>
// CHECK-DAG: %[[C:.*]] = arith.constant dense<{{\[\[\[}}0.000000e+00, 1.000000e+00, 2.000000e+00], [0.000000e+00, 1.000000e+00, 2.000000e+00]], {{\[\[}}3.000000e+00, 4.000000e+00, 5.000000e+00], [3.000000e+00, 4.000000e+00, 5.000000e+00]]]> : tensor<2x2x3xf32>
// CHECK: return %{{.*}}, %{{.*}}, %[[B]], %[[C]]
func.func @loops() -> (tensor<3x2xf32>, tensor<3x2xf32>, tensor<2x2xf32>, tensor<2x2x3xf32>) {
  %x = arith.constant dense<[[0.0, 1.0, 2.0], [3.0, 4.0, 5.0]]> : tensor<2x3xf32>
  %init = tensor.empty() : tensor<3x2xf32>
  %a = linalg.transpose ins(%x : tensor<2x3xf32>) outs(%init : tensor<3x2xf32>) permutation = [1, 0]
  %b = linalg.generic {indexing_maps = [#columns, #same], iterator_types = ["parallel", "parallel"]}
      ins(%x : tensor<2x3xf32>) outs(%init : tensor<3x2xf32>) {
  ^bb0(%in: f32, %out: f32):
    linalg.yield %in : f32
  } -> tensor<3x2xf32>
  %init_c = tensor.empty() : tensor<2x2xf32>
  %c = linalg.generic {indexing_maps = [#every_second_backwards, #same], iterator_types = ["parallel", "parallel"]}
      ins(%x : tensor<2x3xf32>) outs(%init_c : tensor<2x2xf32>) {
  ^bb0(%in: f32, %out: f32):
    linalg.yield %in : f32
  } -> tensor<2x2xf32>
  %init_d = tensor.empty() : tensor<2x2x3xf32>
  %d = linalg.broadcast ins(%x : tensor<2x3xf32>) outs(%init_d : tensor<2x2x3xf32>) dimensions = [1]
  return %a, %b, %c, %d : tensor<3x2xf32>, tensor<3x2xf32>, tensor<2x2xf32>, tensor<2x2x3xf32>
}

// -----

// CHECK-LABEL: func.func @slices
// CHECK-DAG: %[[A:.*]] = arith.constant dense<{{\[\[}}1, 3, 5], [7, 9, 11]]> : tensor<2x3xi8>
// CHECK-DAG: %[[B:.*]] = arith.constant dense<{{\[\[}}0, 1, 2, 3, 4, 5], [6, 100, 100, 100, 10, 11]]> : tensor<2x6xi8>
// CHECK-DAG: %[[C:.*]] = arith.constant dense<{{\[\[}}0, 1, 2, 3, 4, 5], [6, 7, 8, 9, 10, 11], [0, 1, 2, 3, 4, 5], [6, 100, 100, 100, 10, 11]]> : tensor<4x6xi8>
// CHECK-DAG: %[[D:.*]] = arith.constant dense<{{\[\[}}-1, 1, 3, 5], [-1, 7, 9, 11], [-1, -1, -1, -1]]> : tensor<3x4xi8>
// CHECK: return %[[A]], %[[B]], %[[C]], %[[D]]
func.func @slices() -> (tensor<2x3xi8>, tensor<2x6xi8>, tensor<4x6xi8>, tensor<3x4xi8>) {
  %x = arith.constant dense<[[0, 1, 2, 3, 4, 5], [6, 7, 8, 9, 10, 11]]> : tensor<2x6xi8>
  %y = arith.constant dense<100> : tensor<3xi8>
  %minus_one = arith.constant -1 : i8
  %a = tensor.extract_slice %x[0, 1] [2, 3] [1, 2] : tensor<2x6xi8> to tensor<2x3xi8>
  %b = tensor.insert_slice %y into %x[1, 1] [1, 3] [1, 1] : tensor<3xi8> into tensor<2x6xi8>
  %c = tensor.concat dim(0) %x, %b : (tensor<2x6xi8>, tensor<2x6xi8>) -> tensor<4x6xi8>
  %d = tensor.pad %a low[0, 1] high[1, 0] {
  ^bb0(%i: index, %j: index):
    tensor.yield %minus_one : i8
  } : tensor<2x3xi8> to tensor<3x4xi8>
  return %a, %b, %c, %d : tensor<2x3xi8>, tensor<2x6xi8>, tensor<4x6xi8>, tensor<3x4xi8>
}

// -----

// A splat stays one, of any size.

// CHECK-LABEL: func.func @splat
// CHECK: arith.constant dense<1.000000e+00> : tensor<2x32x32xf16>
func.func @splat() -> tensor<2x32x32xf16> {
  %x = arith.constant dense<1.0> : tensor<32x64xf16>
  %init = tensor.empty() : tensor<64x1x32xf16>
  %a = linalg.pack %x outer_dims_perm = [1, 0] inner_dims_pos = [0]
      inner_tiles = [32] into %init : tensor<32x64xf16> -> tensor<64x1x32xf16>
  %b = tensor.collapse_shape %a [[0, 1], [2]] : tensor<64x1x32xf16> into tensor<64x32xf16>
  %c = tensor.expand_shape %b [[0, 1], [2]] output_shape [2, 32, 32] : tensor<64x32xf16> into tensor<2x32x32xf16>
  return %c : tensor<2x32x32xf16>
}

// -----

// CHECK-LABEL: func.func @left
func.func @left(%p: i8) -> (tensor<32x512xf32>, tensor<1x2xi8>, tensor<1025x64xi8>, tensor<2x1xi4>) {
  // A constant that repeats elements takes more memory than a loop.
  %x = arith.constant dense_resource<bias> : tensor<32xf32>
  // CHECK: linalg.broadcast
  %init_a = tensor.empty() : tensor<32x512xf32>
  %a = linalg.broadcast ins(%x : tensor<32xf32>) outs(%init_a : tensor<32x512xf32>) dimensions = [1]
  // Padding that is not known.
  %y = arith.constant dense<[5]> : tensor<1xi8>
  %init_b = tensor.empty() : tensor<1x2xi8>
  // CHECK: linalg.pack
  %b = linalg.pack %y padding_value(%p : i8) inner_dims_pos = [0] inner_tiles = [2]
      into %init_b : tensor<1xi8> -> tensor<1x2xi8>
  // More than 64 KiB of padding.
  %one = arith.constant 1 : i8
  %z = arith.constant dense<[[1, 2]]> : tensor<1x2xi8>
  // CHECK: tensor.pad
  %c = tensor.pad %z low[0, 0] high[1024, 62] {
  ^bb0(%i: index, %j: index):
    tensor.yield %one : i8
  } : tensor<1x2xi8> to tensor<1025x64xi8>
  // Elements that do not fill bytes.
  %w = arith.constant dense<[[1, 2]]> : tensor<1x2xi4>
  %init_d = tensor.empty() : tensor<2x1xi4>
  // CHECK: linalg.transpose
  %d = linalg.transpose ins(%w : tensor<1x2xi4>) outs(%init_d : tensor<2x1xi4>) permutation = [1, 0]
  return %a, %b, %c, %d : tensor<32x512xf32>, tensor<1x2xi8>, tensor<1025x64xi8>, tensor<2x1xi4>
}

{-#
  dialect_resources: {
    builtin: {
      bias: "0x040000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000"
    }
  }
#-}
