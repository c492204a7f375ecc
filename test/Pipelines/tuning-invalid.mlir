// RUN: nnef-opt %s --pass-pipeline='builtin.module(func.func(nnef-schedule-kernels))' --split-input-file --verify-diagnostics

// A file of a tuner may have been changed, or be one of another version. Each
// of these is refused: not so that it has as many dimensions as the result.

#in = affine_map<(n, ob, y, x, oi, cb, ci) -> (n, cb, y, x, ci)>
#filter = affine_map<(n, ob, y, x, oi, cb, ci) -> (ob, cb, ci, oi)>
#out = affine_map<(n, ob, y, x, oi, cb, ci) -> (n, ob, y, x, oi)>
module attributes {nnef.tuning = {"1x1" = {order = array<i64: 0, 1, 2>, parallel = array<i64: 1, 1, 1>, registers = array<i64: 0, 0, 7>}}} {
// expected-error @below {{the kernel "1x1", whose result is 'tensor<1x2x28x28x32xf32>', cannot be divided as}}
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

// is not so: it divides the extents.

#in = affine_map<(n, ob, y, x, oi, cb, ci) -> (n, cb, y, x, ci)>
#filter = affine_map<(n, ob, y, x, oi, cb, ci) -> (ob, cb, ci, oi)>
#out = affine_map<(n, ob, y, x, oi, cb, ci) -> (n, ob, y, x, oi)>
module attributes {nnef.tuning = {"1x1" = {order = array<i64: 0, 1, 2, 3, 4>, parallel = array<i64: 1, 1, 1, 5, 0>, registers = array<i64: 0, 0, 0, 5, 0>}}} {
// expected-error @below {{the kernel "1x1", whose result is 'tensor<1x2x28x28x32xf32>', cannot be divided as}}
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

// is not so: it has tiles that fit into registers.

#in = affine_map<(n, ob, y, x, oi, cb, ci) -> (n, cb, y, x, ci)>
#filter = affine_map<(n, ob, y, x, oi, cb, ci) -> (ob, cb, ci, oi)>
#out = affine_map<(n, ob, y, x, oi, cb, ci) -> (n, ob, y, x, oi)>
module attributes {nnef.tuning = {"1x1" = {order = array<i64: 0, 1, 2, 3, 4>, parallel = array<i64: 1, 1, 0, 0, 0>, registers = array<i64: 0, 0, 0, 0, 0>}}} {
// expected-error @below {{the kernel "1x1", whose result is 'tensor<1x2x28x28x32xf32>', cannot be divided as}}
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

// is not so: it goes through each dimension once.

#in = affine_map<(n, ob, y, x, oi, cb, ci) -> (n, cb, y, x, ci)>
#filter = affine_map<(n, ob, y, x, oi, cb, ci) -> (ob, cb, ci, oi)>
#out = affine_map<(n, ob, y, x, oi, cb, ci) -> (n, ob, y, x, oi)>
module attributes {nnef.tuning = {"1x1" = {order = array<i64: 0, 1, 2, 3, 3>, parallel = array<i64: 1, 1, 1, 0, 0>, registers = array<i64: 0, 0, 0, 7, 0>}}} {
// expected-error @below {{the kernel "1x1", whose result is 'tensor<1x2x28x28x32xf32>', cannot be divided as}}
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

// is not so: it says all of it.

#in = affine_map<(n, ob, y, x, oi, cb, ci) -> (n, cb, y, x, ci)>
#filter = affine_map<(n, ob, y, x, oi, cb, ci) -> (ob, cb, ci, oi)>
#out = affine_map<(n, ob, y, x, oi, cb, ci) -> (n, ob, y, x, oi)>
module attributes {nnef.tuning = {"1x1" = {parallel = array<i64: 1, 1, 1, 0, 0>}}} {
// expected-error @below {{the kernel "1x1", whose result is 'tensor<1x2x28x28x32xf32>', cannot be divided as}}
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
