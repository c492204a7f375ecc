// RUN: nnef-opt %s --pass-pipeline='builtin.module(func.func(nnef-schedule-kernels))' --split-input-file | FileCheck %s

// What a tuner found takes the place of what the pass would choose, for the
// kernel that it was found for.

// CHECK-LABEL: @conv
// CHECK-SAME: nnef.tiles = {order = array<i64: 0, 1, 2, 3, 4>, parallel = array<i64: 1, 1, 1, 0, 0>, registers = array<i64: 0, 0, 0, 7, 0>}
// CHECK: scf.forall
// CHECK: scf.for {{.*}} step %c7
// CHECK-COUNT-2: scf.for {{.*}} -> (vector<7x32xf32>)
#in = affine_map<(n, ob, y, x, oi, cb, ci) -> (n, cb, y, x, ci)>
#filter = affine_map<(n, ob, y, x, oi, cb, ci) -> (ob, cb, ci, oi)>
#out = affine_map<(n, ob, y, x, oi, cb, ci) -> (n, ob, y, x, oi)>
module attributes {nnef.tuning = {"1x1" = {order = array<i64: 0, 1, 2, 3, 4>, parallel = array<i64: 1, 1, 1, 0, 0>, registers = array<i64: 0, 0, 0, 7, 0>}}} {
func.func private @conv(%x: tensor<1x2x28x28x32xf32>, %w: tensor<2x2x32x32xf32>, %out: tensor<1x2x28x28x32xf32>) -> tensor<1x2x28x28x32xf32> attributes {nnef.kernel = "1x1"} {
  %zero = arith.constant 0.0 : f32
  %zeros = linalg.fill ins(%zero : f32) outs(%out : tensor<1x2x28x28x32xf32>) -> tensor<1x2x28x28x32xf32>
  %0 = linalg.generic {indexing_maps = [#in, #filter, #out], iterator_types = ["parallel", "parallel", "parallel", "parallel", "parallel", "reduction", "reduction"]} ins(%x, %w : tensor<1x2x28x28x32xf32>, tensor<2x2x32x32xf32>) outs(%zeros : tensor<1x2x28x28x32xf32>) {
  ^bb0(%a: f32, %b: f32, %c: f32):
    %product = arith.mulf %a, %b : f32
    %sum = arith.addf %c, %product : f32
    linalg.yield %sum : f32
  } -> tensor<1x2x28x28x32xf32>
  return %0 : tensor<1x2x28x28x32xf32>
}
}

// -----

// It says nothing of others.

// CHECK-LABEL: @conv
// CHECK-SAME: nnef.tiles = {{.*}}registers = array<i64: 0, 0, 0, 14, 0>
// CHECK-COUNT-2: scf.for {{.*}} -> (vector<14x32xf32>)
#in = affine_map<(n, ob, y, x, oi, cb, ci) -> (n, cb, y, x, ci)>
#filter = affine_map<(n, ob, y, x, oi, cb, ci) -> (ob, cb, ci, oi)>
#out = affine_map<(n, ob, y, x, oi, cb, ci) -> (n, ob, y, x, oi)>
module attributes {nnef.tuning = {"another" = {order = array<i64: 0, 1, 2, 3, 4>, parallel = array<i64: 1, 1, 1, 0, 0>, registers = array<i64: 0, 0, 0, 7, 0>}}} {
func.func private @conv(%x: tensor<1x2x28x28x32xf32>, %w: tensor<2x2x32x32xf32>, %out: tensor<1x2x28x28x32xf32>) -> tensor<1x2x28x28x32xf32> attributes {nnef.kernel = "1x1"} {
  %zero = arith.constant 0.0 : f32
  %zeros = linalg.fill ins(%zero : f32) outs(%out : tensor<1x2x28x28x32xf32>) -> tensor<1x2x28x28x32xf32>
  %0 = linalg.generic {indexing_maps = [#in, #filter, #out], iterator_types = ["parallel", "parallel", "parallel", "parallel", "parallel", "reduction", "reduction"]} ins(%x, %w : tensor<1x2x28x28x32xf32>, tensor<2x2x32x32xf32>) outs(%zeros : tensor<1x2x28x28x32xf32>) {
  ^bb0(%a: f32, %b: f32, %c: f32):
    %product = arith.mulf %a, %b : f32
    %sum = arith.addf %c, %product : f32
    linalg.yield %sum : f32
  } -> tensor<1x2x28x28x32xf32>
  return %0 : tensor<1x2x28x28x32xf32>
}
}

// -----

// A trial asks for another one than that.

// CHECK-LABEL: @conv
// CHECK-NOT: registers = array<i64: 0, 0, 0, 14, 0>
// CHECK: nnef.tiles = {{.*}}registers = array<i64: 0, 0, 0, 7, 0>
// CHECK-COUNT-2: scf.for {{.*}} -> (vector<7x32xf32>)
#in = affine_map<(n, ob, y, x, oi, cb, ci) -> (n, cb, y, x, ci)>
#filter = affine_map<(n, ob, y, x, oi, cb, ci) -> (ob, cb, ci, oi)>
#out = affine_map<(n, ob, y, x, oi, cb, ci) -> (n, ob, y, x, oi)>
module attributes {nnef.trial = 0} {
func.func private @conv(%x: tensor<1x2x28x28x32xf32>, %w: tensor<2x2x32x32xf32>, %out: tensor<1x2x28x28x32xf32>) -> tensor<1x2x28x28x32xf32> attributes {nnef.kernel = "1x1"} {
  %zero = arith.constant 0.0 : f32
  %zeros = linalg.fill ins(%zero : f32) outs(%out : tensor<1x2x28x28x32xf32>) -> tensor<1x2x28x28x32xf32>
  %0 = linalg.generic {indexing_maps = [#in, #filter, #out], iterator_types = ["parallel", "parallel", "parallel", "parallel", "parallel", "reduction", "reduction"]} ins(%x, %w : tensor<1x2x28x28x32xf32>, tensor<2x2x32x32xf32>) outs(%zeros : tensor<1x2x28x28x32xf32>) {
  ^bb0(%a: f32, %b: f32, %c: f32):
    %product = arith.mulf %a, %b : f32
    %sum = arith.addf %c, %product : f32
    linalg.yield %sum : f32
  } -> tensor<1x2x28x28x32xf32>
  return %0 : tensor<1x2x28x28x32xf32>
}
}

// -----

// There are only so many.

// CHECK-LABEL: @conv
// CHECK-SAME: nnef.tiles = {{.*}}registers = array<i64: 0, 0, 0, 14, 0>
#in = affine_map<(n, ob, y, x, oi, cb, ci) -> (n, cb, y, x, ci)>
#filter = affine_map<(n, ob, y, x, oi, cb, ci) -> (ob, cb, ci, oi)>
#out = affine_map<(n, ob, y, x, oi, cb, ci) -> (n, ob, y, x, oi)>
module attributes {nnef.trial = 100} {
func.func private @conv(%x: tensor<1x2x28x28x32xf32>, %w: tensor<2x2x32x32xf32>, %out: tensor<1x2x28x28x32xf32>) -> tensor<1x2x28x28x32xf32> attributes {nnef.kernel = "1x1"} {
  %zero = arith.constant 0.0 : f32
  %zeros = linalg.fill ins(%zero : f32) outs(%out : tensor<1x2x28x28x32xf32>) -> tensor<1x2x28x28x32xf32>
  %0 = linalg.generic {indexing_maps = [#in, #filter, #out], iterator_types = ["parallel", "parallel", "parallel", "parallel", "parallel", "reduction", "reduction"]} ins(%x, %w : tensor<1x2x28x28x32xf32>, tensor<2x2x32x32xf32>) outs(%zeros : tensor<1x2x28x28x32xf32>) {
  ^bb0(%a: f32, %b: f32, %c: f32):
    %product = arith.mulf %a, %b : f32
    %sum = arith.addf %c, %product : f32
    linalg.yield %sum : f32
  } -> tensor<1x2x28x28x32xf32>
  return %0 : tensor<1x2x28x28x32xf32>
}
}
