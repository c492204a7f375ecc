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
