// RUN: nnef-opt %s --pass-pipeline='builtin.module(func.func(nnef-block-layouts))' --split-input-file | FileCheck %s

// Blocks of 32 channels go through an elementwise op from one convolution to the
// next: only the input and the output of the network are packed and unpacked.
// The filters have the output channels last.

// CHECK-LABEL: @chain(
// CHECK-SAME: %[[x:.*]]: tensor<1x32x8x8xf32>
// CHECK-DAG: %[[in:.*]] = linalg.pack %[[x]] inner_dims_pos = [1] inner_tiles = [32] {{.*}} -> tensor<1x1x8x8x32xf32>
// CHECK-DAG: linalg.pack %{{.*}} inner_dims_pos = [1, 0] inner_tiles = [32, 32] {{.*}} tensor<64x32x1x1xf32> -> tensor<2x1x1x1x32x32xf32>
// CHECK: linalg.generic {{.*}} ins(%[[in]], %{{.*}} : tensor<1x1x8x8x32xf32>, tensor<2x1x1x1x32x32xf32>)
// CHECK-NOT: linalg.unpack
// CHECK-NOT: linalg.unpack
// CHECK: linalg.generic {{.*}} : tensor<1x2x8x8x32xf32>, tensor<1x2x1x1x32x32xf32>)
// CHECK: linalg.unpack %{{.*}} inner_dims_pos = [1] inner_tiles = [32] {{.*}} -> tensor<1x32x8x8xf32>
func.func @chain(%x: tensor<1x32x8x8xf32>, %v: tensor<64x32x1x1xf32>, %w: tensor<32x64x1x1xf32>) -> tensor<1x32x8x8xf32> {
  %0 = tensor.empty() : tensor<1x64x8x8xf32>
  %1 = linalg.conv_2d_nchw_fchw ins(%x, %v : tensor<1x32x8x8xf32>, tensor<64x32x1x1xf32>) outs(%0 : tensor<1x64x8x8xf32>) -> tensor<1x64x8x8xf32>
  %2 = linalg.exp ins(%1 : tensor<1x64x8x8xf32>) outs(%0 : tensor<1x64x8x8xf32>) -> tensor<1x64x8x8xf32>
  %3 = tensor.empty() : tensor<1x32x8x8xf32>
  %4 = linalg.conv_2d_nchw_fchw ins(%2, %w : tensor<1x64x8x8xf32>, tensor<32x64x1x1xf32>) outs(%3 : tensor<1x32x8x8xf32>) -> tensor<1x32x8x8xf32>
  return %4 : tensor<1x32x8x8xf32>
}

// -----

// Channels that are put side by side have blocks that divide where each part
// begins: 16, although 48 and 16 make 64.

// CHECK-LABEL: @parts(
// CHECK: tensor.insert_slice %{{.*}} into %{{.*}}[0, 3, 0, 0, 0] [1, 1, 4, 4, 16] [1, 1, 1, 1, 1] : tensor<1x1x4x4x16xf32> into tensor<1x4x4x4x16xf32>
func.func @parts(%x: tensor<1x16x4x4xf32>, %y: tensor<1x64x4x4xf32>, %w: tensor<16x64x1x1xf32>) -> tensor<1x16x4x4xf32> {
  %0 = tensor.insert_slice %x into %y[0, 48, 0, 0] [1, 16, 4, 4] [1, 1, 1, 1] : tensor<1x16x4x4xf32> into tensor<1x64x4x4xf32>
  %1 = tensor.empty() : tensor<1x16x4x4xf32>
  %2 = linalg.conv_2d_nchw_fchw ins(%0, %w : tensor<1x64x4x4xf32>, tensor<16x64x1x1xf32>) outs(%1 : tensor<1x16x4x4xf32>) -> tensor<1x16x4x4xf32>
  return %2 : tensor<1x16x4x4xf32>
}

// -----

// Three channels make no block, and five at a place that is not a multiple of
// eight neither.

// CHECK-LABEL: @uneven(
// CHECK-NOT: linalg.pack
func.func @uneven(%x: tensor<1x3x4x4xf32>, %w: tensor<5x3x1x1xf32>) -> tensor<1x5x4x4xf32> {
  %0 = tensor.empty() : tensor<1x5x4x4xf32>
  %1 = linalg.conv_2d_nchw_fchw ins(%x, %w : tensor<1x3x4x4xf32>, tensor<5x3x1x1xf32>) outs(%0 : tensor<1x5x4x4xf32>) -> tensor<1x5x4x4xf32>
  return %1 : tensor<1x5x4x4xf32>
}

// -----

// The rows of a product are beside each other within a block of columns, and so
// are those of what is computed of it. Of weights, all that a block of columns
// needs follows each other, also if the matrix is not transposed.

// CHECK-LABEL: @product(
// CHECK-SAME: %[[x:[^:]*]]: tensor<6x64xf32>
// CHECK: linalg.pack %[[x]] outer_dims_perm = [1, 0] inner_dims_pos = [1] inner_tiles = [32] {{.*}} -> tensor<2x6x32xf32>
// CHECK: linalg.generic {{.*}} ins(%{{.*}} : tensor<2x6x32xf32>, tensor<3x2x32x32xf32>) outs(%{{.*}} : tensor<3x6x32xf32>)
// CHECK: linalg.generic {indexing_maps = [#[[same:.*]], #[[same]]], {{.*}} outs(%{{.*}} : tensor<3x6x32xf32>)
// CHECK: linalg.unpack %{{.*}} outer_dims_perm = [1, 0] inner_dims_pos = [1] inner_tiles = [32]
func.func @product(%x: tensor<6x64xf32>) -> tensor<6x96xf32> {
  %w = arith.constant dense<0.5> : tensor<64x96xf32>
  %zero = arith.constant 0.0 : f32
  %empty = tensor.empty() : tensor<6x96xf32>
  %zeros = linalg.fill ins(%zero : f32) outs(%empty : tensor<6x96xf32>) -> tensor<6x96xf32>
  %0 = linalg.matmul ins(%x, %w : tensor<6x64xf32>, tensor<64x96xf32>) outs(%zeros : tensor<6x96xf32>) -> tensor<6x96xf32>
  %1 = linalg.exp ins(%0 : tensor<6x96xf32>) outs(%empty : tensor<6x96xf32>) -> tensor<6x96xf32>
  return %1 : tensor<6x96xf32>
}

// -----

// Channels that are added to others make no block of 16 of their own, but those
// before them do.

// CHECK-LABEL: @more_channels(
// CHECK: linalg.generic {{.*}} outs(%{{.*}} : tensor<1x1x4x4x16xf32>)
// CHECK: linalg.unpack {{.*}} -> tensor<1x16x4x4xf32>
// CHECK: tensor.pad {{.*}} low[0, 0, 0, 0] high[0, 3, 0, 0]
func.func @more_channels(%x: tensor<1x16x4x4xf32>, %w: tensor<16x16x1x1xf32>) -> tensor<1x19x4x4xf32> {
  %zero = arith.constant 0.0 : f32
  %empty = tensor.empty() : tensor<1x16x4x4xf32>
  %zeros = linalg.fill ins(%zero : f32) outs(%empty : tensor<1x16x4x4xf32>) -> tensor<1x16x4x4xf32>
  %0 = linalg.conv_2d_nchw_fchw ins(%x, %w : tensor<1x16x4x4xf32>, tensor<16x16x1x1xf32>) outs(%zeros : tensor<1x16x4x4xf32>) -> tensor<1x16x4x4xf32>
  %1 = tensor.pad %0 low[0, 0, 0, 0] high[0, 3, 0, 0] {
  ^bb0(%i: index, %j: index, %k: index, %l: index):
    tensor.yield %zero : f32
  } : tensor<1x16x4x4xf32> to tensor<1x19x4x4xf32>
  return %1 : tensor<1x19x4x4xf32>
}

// -----

// Three channels make no block, and without one those that are added up stay
// plain too: vectors hold places.

// CHECK-LABEL: @few_results(
// CHECK-NOT: linalg.pack
func.func @few_results(%x: tensor<1x32x4x16xf32>, %w: tensor<3x32x1x1xf32>) -> tensor<1x3x4x16xf32> {
  %zero = arith.constant 0.0 : f32
  %empty = tensor.empty() : tensor<1x3x4x16xf32>
  %zeros = linalg.fill ins(%zero : f32) outs(%empty : tensor<1x3x4x16xf32>) -> tensor<1x3x4x16xf32>
  %0 = linalg.conv_2d_nchw_fchw ins(%x, %w : tensor<1x32x4x16xf32>, tensor<3x32x1x1xf32>) outs(%zeros : tensor<1x3x4x16xf32>) -> tensor<1x3x4x16xf32>
  return %0 : tensor<1x3x4x16xf32>
}
