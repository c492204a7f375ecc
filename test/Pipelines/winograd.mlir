// RUN: nnef-opt %s --nnef-winograd --split-input-file | FileCheck %s

// A filter for 4x4 results has 36 elements for each pair of channels. Threads
// share rows of tiles. Of each, inputs are transformed, multiplied, and
// transformed to results, which go through what follows.

// CHECK-LABEL: func.func private @large(
// CHECK-SAME: %{{.*}}: tensor<1x1x58x58x32xf32>, %[[filter:.*]]: tensor<2x36x32x32xf32>, %{{.*}}: tensor<2x32xf32>
// CHECK: scf.forall
// CHECK: tensor.empty() : tensor<36x28x32xf32>
// CHECK-COUNT-36: vector.transfer_read {{.*}} : tensor<1x1x58x58x32xf32>, vector<16xf32>
// CHECK-COUNT-36: vector.transfer_write {{.*}} : vector<16xf32>
// CHECK: scf.for {{.*}} -> (vector<32xf32>, vector<32xf32>,
// CHECK: memref.prefetch
// CHECK: vector.transfer_read %[[filter]]
// CHECK-COUNT-14: arith.mulf {{.*}} fastmath<contract> : vector<32xf32>
// CHECK: tensor.empty() : tensor<4x56x32xf32>
// CHECK-COUNT-36: vector.transfer_read {{.*}} vector<16xf32>
// CHECK-COUNT-16: vector.transfer_write {{.*}} : vector<16xf32>
// CHECK: vector.transfer_read {{.*}} : tensor<2x32xf32>, vector<32xf32>
// CHECK: arith.maximumf {{.*}} : vector<32xf32>
// CHECK: tensor.parallel_insert_slice
// CHECK-NOT: linalg
#in = affine_map<(n, ob, y, x, cb, i, j, o, c) -> (n, cb, y + i, x + j, c)>
#filter = affine_map<(n, ob, y, x, cb, i, j, o, c) -> (ob, cb, i, j, c, o)>
#out = affine_map<(n, ob, y, x, cb, i, j, o, c) -> (n, ob, y, x, o)>
#same = affine_map<(n, ob, y, x, o) -> (n, ob, y, x, o)>
#channel = affine_map<(n, ob, y, x, o) -> (ob, o)>
func.func private @large(%x: tensor<1x1x58x58x32xf32>, %w: tensor<2x1x3x3x32x32xf32>, %bias: tensor<2x32xf32>, %out: tensor<1x2x56x56x32xf32>) -> tensor<1x2x56x56x32xf32> attributes {nnef.kernel} {
  %empty = tensor.empty() : tensor<1x2x56x56x32xf32>
  %init = linalg.generic {indexing_maps = [#channel, #same], iterator_types = ["parallel", "parallel", "parallel", "parallel", "parallel"]} ins(%bias : tensor<2x32xf32>) outs(%empty : tensor<1x2x56x56x32xf32>) {
  ^bb0(%a: f32, %c: f32):
    linalg.yield %a : f32
  } -> tensor<1x2x56x56x32xf32>
  %0 = linalg.generic {indexing_maps = [#in, #filter, #out], iterator_types = ["parallel", "parallel", "parallel", "parallel", "reduction", "reduction", "reduction", "parallel", "reduction"]} ins(%x, %w : tensor<1x1x58x58x32xf32>, tensor<2x1x3x3x32x32xf32>) outs(%init : tensor<1x2x56x56x32xf32>) {
  ^bb0(%a: f32, %b: f32, %c: f32):
    %product = arith.mulf %a, %b : f32
    %sum = arith.addf %c, %product : f32
    linalg.yield %sum : f32
  } -> tensor<1x2x56x56x32xf32>
  %zero = arith.constant 0.0 : f32
  %1 = linalg.generic {indexing_maps = [#same, #same], iterator_types = ["parallel", "parallel", "parallel", "parallel", "parallel"]} ins(%0 : tensor<1x2x56x56x32xf32>) outs(%out : tensor<1x2x56x56x32xf32>) {
  ^bb0(%a: f32, %c: f32):
    %max = arith.maximumf %a, %zero : f32
    linalg.yield %max : f32
  } -> tensor<1x2x56x56x32xf32>
  return %1 : tensor<1x2x56x56x32xf32>
}

// CHECK-LABEL: @call_large
// CHECK: %[[w:.*]] = arith.constant dense_resource<weight_winograd> : tensor<2x36x32x32xf32>
// CHECK: call @large(%{{.*}}, %[[w]],
func.func @call_large(%x: tensor<1x1x58x58x32xf32>, %bias: tensor<2x32xf32>, %out: tensor<1x2x56x56x32xf32>) -> tensor<1x2x56x56x32xf32> {
  %w = arith.constant dense<1.0> : tensor<2x1x3x3x32x32xf32>
  %0 = call @large(%x, %w, %bias, %out) : (tensor<1x1x58x58x32xf32>, tensor<2x1x3x3x32x32xf32>, tensor<2x32xf32>, tensor<1x2x56x56x32xf32>) -> tensor<1x2x56x56x32xf32>
  return %0 : tensor<1x2x56x56x32xf32>
}

// -----

// With few places, the filter would be too large; so tiles have 2x2 results.
// Threads share the places of tiles, and then blocks of channels.

// CHECK-LABEL: func.func private @small(
// CHECK-SAME: tensor<16x4x128x32xf32>
// CHECK: scf.forall
// CHECK: scf.forall (%{{.*}}) in (16)
// CHECK: scf.forall (%{{.*}}) in (4)
#in = affine_map<(n, ob, y, x, cb, i, j, o, c) -> (n, cb, y + i, x + j, c)>
#filter = affine_map<(n, ob, y, x, cb, i, j, o, c) -> (ob, cb, i, j, c, o)>
#out = affine_map<(n, ob, y, x, cb, i, j, o, c) -> (n, ob, y, x, o)>
func.func private @small(%x: tensor<1x4x8x8x32xf32>, %w: tensor<4x4x3x3x32x32xf32>, %out: tensor<1x4x6x6x32xf32>) -> tensor<1x4x6x6x32xf32> attributes {nnef.kernel} {
  %zero = arith.constant 0.0 : f32
  %zeros = linalg.fill ins(%zero : f32) outs(%out : tensor<1x4x6x6x32xf32>) -> tensor<1x4x6x6x32xf32>
  %0 = linalg.generic {indexing_maps = [#in, #filter, #out], iterator_types = ["parallel", "parallel", "parallel", "parallel", "reduction", "reduction", "reduction", "parallel", "reduction"]} ins(%x, %w : tensor<1x4x8x8x32xf32>, tensor<4x4x3x3x32x32xf32>) outs(%zeros : tensor<1x4x6x6x32xf32>) {
  ^bb0(%a: f32, %b: f32, %c: f32):
    %product = arith.mulf %a, %b : f32
    %sum = arith.addf %c, %product : f32
    linalg.yield %sum : f32
  } -> tensor<1x4x6x6x32xf32>
  return %0 : tensor<1x4x6x6x32xf32>
}
func.func @call_small(%x: tensor<1x4x8x8x32xf32>, %out: tensor<1x4x6x6x32xf32>) -> tensor<1x4x6x6x32xf32> {
  %w = arith.constant dense<1.0> : tensor<4x4x3x3x32x32xf32>
  %0 = call @small(%x, %w, %out) : (tensor<1x4x8x8x32xf32>, tensor<4x4x3x3x32x32xf32>, tensor<1x4x6x6x32xf32>) -> tensor<1x4x6x6x32xf32>
  return %0 : tensor<1x4x6x6x32xf32>
}

// -----

// A filter that is not known stays as it is.

// CHECK-LABEL: func.func private @unknown(
// CHECK-SAME: tensor<4x4x3x3x32x32xf32>
// CHECK: linalg.generic
#in = affine_map<(n, ob, y, x, cb, i, j, o, c) -> (n, cb, y + i, x + j, c)>
#filter = affine_map<(n, ob, y, x, cb, i, j, o, c) -> (ob, cb, i, j, c, o)>
#out = affine_map<(n, ob, y, x, cb, i, j, o, c) -> (n, ob, y, x, o)>
func.func private @unknown(%x: tensor<1x4x30x30x32xf32>, %w: tensor<4x4x3x3x32x32xf32>, %out: tensor<1x4x28x28x32xf32>) -> tensor<1x4x28x28x32xf32> attributes {nnef.kernel} {
  %zero = arith.constant 0.0 : f32
  %zeros = linalg.fill ins(%zero : f32) outs(%out : tensor<1x4x28x28x32xf32>) -> tensor<1x4x28x28x32xf32>
  %0 = linalg.generic {indexing_maps = [#in, #filter, #out], iterator_types = ["parallel", "parallel", "parallel", "parallel", "reduction", "reduction", "reduction", "parallel", "reduction"]} ins(%x, %w : tensor<1x4x30x30x32xf32>, tensor<4x4x3x3x32x32xf32>) outs(%zeros : tensor<1x4x28x28x32xf32>) {
  ^bb0(%a: f32, %b: f32, %c: f32):
    %product = arith.mulf %a, %b : f32
    %sum = arith.addf %c, %product : f32
    linalg.yield %sum : f32
  } -> tensor<1x4x28x28x32xf32>
  return %0 : tensor<1x4x28x28x32xf32>
}
func.func @call_unknown(%x: tensor<1x4x30x30x32xf32>, %w: tensor<4x4x3x3x32x32xf32>, %out: tensor<1x4x28x28x32xf32>) -> tensor<1x4x28x28x32xf32> {
  %0 = call @unknown(%x, %w, %out) : (tensor<1x4x30x30x32xf32>, tensor<4x4x3x3x32x32xf32>, tensor<1x4x28x28x32xf32>) -> tensor<1x4x28x28x32xf32>
  return %0 : tensor<1x4x28x28x32xf32>
}
