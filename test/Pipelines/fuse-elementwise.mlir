// RUN: nnef-opt %s --nnef-fuse-elementwise | FileCheck %s

#id = affine_map<(d0) -> (d0)>
#rows = affine_map<(d0, d1) -> (d0)>
#all = affine_map<(d0, d1) -> (d0, d1)>

// Each element is needed once: one op remains.
// CHECK-LABEL: func.func @chain
// CHECK: linalg.generic
// CHECK: math.exp
// CHECK-NEXT: math.sqrt
// CHECK-NOT: linalg.generic
func.func @chain(%x: tensor<4xf32>) -> tensor<4xf32> {
  %e = tensor.empty() : tensor<4xf32>
  %0 = linalg.generic {indexing_maps = [#id, #id], iterator_types = ["parallel"]}
      ins(%x : tensor<4xf32>) outs(%e : tensor<4xf32>) {
    ^bb0(%in: f32, %out: f32):
      %v = math.exp %in : f32
      linalg.yield %v : f32
  } -> tensor<4xf32>
  %1 = linalg.generic {indexing_maps = [#id, #id], iterator_types = ["parallel"]}
      ins(%0 : tensor<4xf32>) outs(%e : tensor<4xf32>) {
    ^bb0(%in: f32, %out: f32):
      %v = math.sqrt %in : f32
      linalg.yield %v : f32
  } -> tensor<4xf32>
  return %1 : tensor<4xf32>
}

// Fused, the exponential would be computed 100 times per element.
// CHECK-LABEL: func.func @broadcast
// CHECK: linalg.generic
// CHECK: math.exp
// CHECK-NEXT: linalg.yield
// CHECK: linalg.generic
func.func @broadcast(%x: tensor<4xf32>, %y: tensor<4x100xf32>) -> tensor<4x100xf32> {
  %e = tensor.empty() : tensor<4xf32>
  %0 = linalg.generic {indexing_maps = [#id, #id], iterator_types = ["parallel"]}
      ins(%x : tensor<4xf32>) outs(%e : tensor<4xf32>) {
    ^bb0(%in: f32, %out: f32):
      %v = math.exp %in : f32
      linalg.yield %v : f32
  } -> tensor<4xf32>
  %e1 = tensor.empty() : tensor<4x100xf32>
  %1 = linalg.generic {indexing_maps = [#rows, #all, #all], iterator_types = ["parallel", "parallel"]}
      ins(%0, %y : tensor<4xf32>, tensor<4x100xf32>) outs(%e1 : tensor<4x100xf32>) {
    ^bb0(%a: f32, %b: f32, %out: f32):
      %v = arith.mulf %a, %b : f32
      linalg.yield %v : f32
  } -> tensor<4x100xf32>
  return %1 : tensor<4x100xf32>
}

#of_rows = affine_map<(d0, d1, d2) -> (d2)>
#of_all = affine_map<(d0, d1, d2) -> (d0, d1, d2)>

// What follows a matrix product computes in its shape.
// CHECK-LABEL: func.func @reshape
func.func @reshape(%x: tensor<6x4xf32>, %w: tensor<4x5xf32>, %init: tensor<6x5xf32>, %bias: tensor<5xf32>) -> tensor<2x3x5xf32> {
  // CHECK: %[[PRODUCT:.*]] = linalg.matmul
  // CHECK: %[[SUM:.*]] = linalg.generic {{.*}} ins(%[[PRODUCT]], %{{.*}} : tensor<6x5xf32>, tensor<5xf32>)
  // CHECK: tensor.expand_shape %[[SUM]]
  %0 = linalg.matmul ins(%x, %w : tensor<6x4xf32>, tensor<4x5xf32>) outs(%init : tensor<6x5xf32>) -> tensor<6x5xf32>
  %1 = tensor.expand_shape %0 [[0, 1], [2]] output_shape [2, 3, 5] : tensor<6x5xf32> into tensor<2x3x5xf32>
  %2 = tensor.empty() : tensor<2x3x5xf32>
  %3 = linalg.generic {indexing_maps = [#of_all, #of_rows, #of_all], iterator_types = ["parallel", "parallel", "parallel"]}
      ins(%1, %bias : tensor<2x3x5xf32>, tensor<5xf32>) outs(%2 : tensor<2x3x5xf32>) {
  ^bb0(%a: f32, %b: f32, %out: f32):
    %4 = arith.addf %a, %b : f32
    linalg.yield %4 : f32
  } -> tensor<2x3x5xf32>
  return %3 : tensor<2x3x5xf32>
}

// Tables of bytes stay apart from what is computed, but not from other tables.
// CHECK-LABEL: func.func @tables
func.func @tables(%x: tensor<4x100xi8>, %s: tensor<256xi8>, %t: tensor<256xi8>) -> tensor<4x100xi8> {
  // CHECK: linalg.generic
  // CHECK: arith.maxsi
  // CHECK: linalg.generic
  // CHECK-COUNT-2: tensor.extract
  // CHECK-NOT: linalg.generic
  %zero = arith.constant 0 : i8
  %0 = tensor.empty() : tensor<4x100xi8>
  %1 = linalg.generic {indexing_maps = [#all, #all], iterator_types = ["parallel", "parallel"]}
      ins(%x : tensor<4x100xi8>) outs(%0 : tensor<4x100xi8>) {
  ^bb0(%a: i8, %out: i8):
    %4 = arith.maxsi %a, %zero : i8
    linalg.yield %4 : i8
  } -> tensor<4x100xi8>
  %2 = linalg.generic {indexing_maps = [#all, #all], iterator_types = ["parallel", "parallel"]}
      ins(%1 : tensor<4x100xi8>) outs(%0 : tensor<4x100xi8>) {
  ^bb0(%a: i8, %out: i8):
    %4 = arith.index_castui %a : i8 to index
    %5 = tensor.extract %s[%4] : tensor<256xi8>
    linalg.yield %5 : i8
  } -> tensor<4x100xi8>
  %3 = linalg.generic {indexing_maps = [#all, #all], iterator_types = ["parallel", "parallel"]}
      ins(%2 : tensor<4x100xi8>) outs(%0 : tensor<4x100xi8>) {
  ^bb0(%a: i8, %out: i8):
    %4 = arith.index_castui %a : i8 to index
    %5 = tensor.extract %t[%4] : tensor<256xi8>
    linalg.yield %5 : i8
  } -> tensor<4x100xi8>
  return %3 : tensor<4x100xi8>
}
