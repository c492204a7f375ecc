// RUN: nnef-opt %s --pass-pipeline='builtin.module(func.func(nnef-schedule-kernels))' --split-input-file | FileCheck %s
// RUN: nnef-opt %s --pass-pipeline='builtin.module(func.func(nnef-schedule-kernels{byte-tables}))' --split-input-file | FileCheck %s --check-prefix=TABLES

// Threads share rows; a tile of 14 places by 32 channels is summed up in
// registers, and leaves them once it has been through what follows.

// CHECK-LABEL: @conv
// CHECK: scf.forall
// CHECK: scf.for {{.*}} step %c14
// CHECK-COUNT-2: scf.for {{.*}} -> (vector<14x32xf32>)
// CHECK: arith.mulf {{.*}} fastmath<contract> : vector<14x32xf32>
// CHECK: arith.addf {{.*}} fastmath<contract> : vector<14x32xf32>
// CHECK: arith.maximumf {{.*}} : vector<14x32xf32>
// CHECK: vector.transfer_write {{.*}} : vector<14x32xf32>
#in = affine_map<(n, ob, y, x, oi, cb, ci) -> (n, cb, y, x, ci)>
#filter = affine_map<(n, ob, y, x, oi, cb, ci) -> (ob, cb, ci, oi)>
#out = affine_map<(n, ob, y, x, oi, cb, ci) -> (n, ob, y, x, oi)>
#same = affine_map<(n, ob, y, x, oi) -> (n, ob, y, x, oi)>
func.func private @conv(%x: tensor<1x2x28x28x32xf32>, %w: tensor<2x2x32x32xf32>, %out: tensor<1x2x28x28x32xf32>) -> tensor<1x2x28x28x32xf32> attributes {nnef.kernel} {
  %zero = arith.constant 0.0 : f32
  %empty = tensor.empty() : tensor<1x2x28x28x32xf32>
  %zeros = linalg.fill ins(%zero : f32) outs(%empty : tensor<1x2x28x28x32xf32>) -> tensor<1x2x28x28x32xf32>
  %0 = linalg.generic {indexing_maps = [#in, #filter, #out], iterator_types = ["parallel", "parallel", "parallel", "parallel", "parallel", "reduction", "reduction"]} ins(%x, %w : tensor<1x2x28x28x32xf32>, tensor<2x2x32x32xf32>) outs(%zeros : tensor<1x2x28x28x32xf32>) {
  ^bb0(%a: f32, %b: f32, %c: f32):
    %product = arith.mulf %a, %b : f32
    %sum = arith.addf %c, %product : f32
    linalg.yield %sum : f32
  } -> tensor<1x2x28x28x32xf32>
  %1 = linalg.generic {indexing_maps = [#same, #same], iterator_types = ["parallel", "parallel", "parallel", "parallel", "parallel"]} ins(%0 : tensor<1x2x28x28x32xf32>) outs(%out : tensor<1x2x28x28x32xf32>) {
  ^bb0(%a: f32, %c: f32):
    %max = arith.maximumf %a, %zero : f32
    linalg.yield %max : f32
  } -> tensor<1x2x28x28x32xf32>
  return %1 : tensor<1x2x28x28x32xf32>
}

// -----

// Logical values are bytes in memory but bits in vectors. Such a kernel stays as
// it is, and becomes plain loops.

// CHECK-LABEL: @logical
// CHECK-NEXT: linalg.generic
#same = affine_map<(i, j) -> (i, j)>
func.func private @logical(%x: tensor<64x32xi1>, %out: tensor<64x32xi1>) -> tensor<64x32xi1> attributes {nnef.kernel} {
  %0 = linalg.generic {indexing_maps = [#same, #same], iterator_types = ["parallel", "parallel"]} ins(%x : tensor<64x32xi1>) outs(%out : tensor<64x32xi1>) {
  ^bb0(%a: i1, %c: i1):
    %not = arith.xori %a, %a : i1
    linalg.yield %not : i1
  } -> tensor<64x32xi1>
  return %0 : tensor<64x32xi1>
}

// -----

// An extent without a good divisor leaves a smaller tile for the end.

// CHECK-LABEL: @rest
// CHECK: arith.addf {{.*}} : vector<2x32xf32>
// CHECK: arith.addf {{.*}} : vector<32xf32>
#same = affine_map<(i, j) -> (i, j)>
func.func private @rest(%x: tensor<5x32xf32>, %out: tensor<5x32xf32>) -> tensor<5x32xf32> attributes {nnef.kernel} {
  %0 = linalg.generic {indexing_maps = [#same, #same], iterator_types = ["parallel", "parallel"]} ins(%x : tensor<5x32xf32>) outs(%out : tensor<5x32xf32>) {
  ^bb0(%a: f32, %c: f32):
    %sum = arith.addf %a, %a : f32
    linalg.yield %sum : f32
  } -> tensor<5x32xf32>
  return %0 : tensor<5x32xf32>
}

// -----

// Products of bytes are added up four at a time, in vectors of 16 sums.

// CHECK-LABEL: @bytes
// CHECK: scf.for {{.*}} -> (vector<14x32xi32>)
// CHECK: vector.transfer_read %{{.*}}[%{{.*}}, %c0]{{.*}} : tensor<8x128xi8>, vector<128xi8>
// CHECK: vector.broadcast %{{.*}} : i32 to vector<16xi32>
// CHECK-COUNT-28: llvm.call_intrinsic "llvm.x86.avx512.vpdpbusd.512"({{.*}}) : (vector<16xi32>, vector<64xi8>, vector<64xi8>) -> vector<16xi32>
#in = affine_map<(y, x, oi, cb, c) -> (y, x, cb * 4 + c)>
#filter = affine_map<(y, x, oi, cb, c) -> (cb, oi, c)>
#out = affine_map<(y, x, oi, cb, c) -> (y, x, oi)>
func.func private @bytes(%x: tensor<28x28x32xi8>, %w: tensor<8x32x4xi8>, %out: tensor<28x28x32xi32>) -> tensor<28x28x32xi32> attributes {nnef.kernel} {
  %zero = arith.constant 0 : i32
  %zeros = linalg.fill ins(%zero : i32) outs(%out : tensor<28x28x32xi32>) -> tensor<28x28x32xi32>
  %0 = linalg.generic {indexing_maps = [#in, #filter, #out], iterator_types = ["parallel", "parallel", "parallel", "reduction", "reduction"]} ins(%x, %w : tensor<28x28x32xi8>, tensor<8x32x4xi8>) outs(%zeros : tensor<28x28x32xi32>) {
  ^bb0(%a: i8, %b: i8, %c: i32):
    %1 = arith.extui %a : i8 to i32
    %2 = arith.extsi %b : i8 to i32
    %product = arith.muli %1, %2 : i32
    %sum = arith.addi %c, %product : i32
    linalg.yield %sum : i32
  } -> tensor<28x28x32xi32>
  return %0 : tensor<28x28x32xi32>
}

// -----

// Of products of 64 bits, those of even elements and those of odd ones are
// computed where the elements are.

// CHECK-LABEL: @fixed_point
// CHECK: vector.bitcast %{{.*}} : vector<32xi32> to vector<16xi64>
// CHECK-COUNT-2: arith.muli %{{.*}} : vector<2x16xi64>
// CHECK-NOT: vector<2x32xi64>
#same = affine_map<(i, j) -> (i, j)>
func.func private @fixed_point(%x: tensor<64x32xi32>, %out: tensor<64x32xi32>) -> tensor<64x32xi32> attributes {nnef.kernel} {
  %half = arith.constant 1073741824 : i64
  %shift = arith.constant 31 : i64
  %factor = arith.constant 1234567890 : i64
  %0 = linalg.generic {indexing_maps = [#same, #same], iterator_types = ["parallel", "parallel"]} ins(%x : tensor<64x32xi32>) outs(%out : tensor<64x32xi32>) {
  ^bb0(%a: i32, %c: i32):
    %1 = arith.extsi %a : i32 to i64
    %2 = arith.muli %1, %factor : i64
    %3 = arith.addi %2, %half : i64
    %4 = arith.shrsi %3, %shift : i64
    %5 = arith.trunci %4 : i64 to i32
    linalg.yield %5 : i32
  } -> tensor<64x32xi32>
  return %0 : tensor<64x32xi32>
}

// -----

// A table of bytes is in four registers, of which an instruction looks bytes up in
// two. Without it, the kernel stays as it is.

// TABLES-LABEL: @table
// TABLES-COUNT-4: vector.transfer_read {{.*}} : tensor<256xi8>, vector<64xi8>
// TABLES: %[[low:.*]] = llvm.call_intrinsic "llvm.x86.avx512.vpermi2var.qi.512"
// TABLES: %[[high:.*]] = llvm.call_intrinsic "llvm.x86.avx512.vpermi2var.qi.512"
// TABLES: %[[negative:.*]] = arith.cmpi slt
// TABLES: arith.select %[[negative]], %[[high]], %[[low]]
// CHECK-LABEL: @table
// CHECK-NEXT: linalg.generic
#same = affine_map<(i, j) -> (i, j)>
func.func private @table(%x: tensor<64x32xi8>, %table: tensor<256xi8>, %out: tensor<64x32xi8>) -> tensor<64x32xi8> attributes {nnef.kernel} {
  %0 = linalg.generic {indexing_maps = [#same, #same], iterator_types = ["parallel", "parallel"]} ins(%x : tensor<64x32xi8>) outs(%out : tensor<64x32xi8>) {
  ^bb0(%a: i8, %c: i8):
    %1 = arith.index_castui %a : i8 to index
    %2 = tensor.extract %table[%1] : tensor<256xi8>
    linalg.yield %2 : i8
  } -> tensor<64x32xi8>
  return %0 : tensor<64x32xi8>
}

// -----

// Threads share rows. A row is added up in 64 places, to which half as many are
// added in the end, and so on; on the way come those that are left.

// CHECK-LABEL: @row_sum
// CHECK: scf.forall (%[[i:.*]]) in (2000)
// CHECK: %[[sums:.*]] = scf.for %{{.*}} = %c64 to %c192 step %c64 {{.*}} -> (vector<64xf32>)
// CHECK-DAG: vector.extract_strided_slice %[[sums]] {offsets = [0], sizes = [32]
// CHECK-DAG: vector.extract_strided_slice %[[sums]] {offsets = [32], sizes = [32]
// CHECK: arith.addf {{.*}} : vector<32xf32>
// CHECK: arith.addf {{.*}} : vector<16xf32>
// CHECK: arith.addf {{.*}} : vector<8xf32>
// CHECK: arith.addf {{.*}} : vector<4xf32>
// CHECK: %[[rest:.*]] = vector.transfer_read %{{.*}}[%[[i]], %c192]{{.*}} vector<4xf32>
// CHECK: arith.addf %{{.*}}, %[[rest]] {{.*}} : vector<4xf32>
// CHECK: arith.addf {{.*}} : vector<2xf32>
// CHECK-NOT: linalg
#row = affine_map<(i, j) -> (i, j)>
#number = affine_map<(i, j) -> (i)>
func.func private @row_sum(%x: tensor<2000x197xf32>, %out: tensor<2000xf32>) -> tensor<2000xf32> attributes {nnef.kernel} {
  %zero = arith.constant 0.0 : f32
  %zeros = linalg.fill ins(%zero : f32) outs(%out : tensor<2000xf32>) -> tensor<2000xf32>
  %0 = linalg.generic {indexing_maps = [#row, #number], iterator_types = ["parallel", "reduction"]} ins(%x : tensor<2000x197xf32>) outs(%zeros : tensor<2000xf32>) {
  ^bb0(%a: f32, %c: f32):
    %sum = arith.addf %c, %a : f32
    linalg.yield %sum : f32
  } -> tensor<2000xf32>
  return %0 : tensor<2000xf32>
}

// -----

// What a vector leaves of the last dimension has a smaller one.

// CHECK-LABEL: @columns
// CHECK: scf.for {{.*}} = %c0 to %c192 step %c32
// CHECK: math.sqrt {{.*}} : vector<{{.*}}32xf32>
// CHECK: math.sqrt {{.*}} : vector<{{.*}}5xf32>
#same = affine_map<(i, j) -> (i, j)>
func.func private @columns(%x: tensor<64x197xf32>, %out: tensor<64x197xf32>) -> tensor<64x197xf32> attributes {nnef.kernel} {
  %0 = linalg.generic {indexing_maps = [#same, #same], iterator_types = ["parallel", "parallel"]} ins(%x : tensor<64x197xf32>) outs(%out : tensor<64x197xf32>) {
  ^bb0(%a: f32, %c: f32):
    %root = math.sqrt %a : f32
    linalg.yield %root : f32
  } -> tensor<64x197xf32>
  return %0 : tensor<64x197xf32>
}

// -----

// What has no vectors stays plain loops, which threads share.

// CHECK-LABEL: @shared_loops
// CHECK: scf.forall (%{{.*}}, %{{.*}}) in (8, 64)
// CHECK: linalg.generic {{.*}} ins(%{{.*}} : tensor<1x1x64xf32>)
// CHECK: math.powf
#same = affine_map<(i, j, k) -> (i, j, k)>
func.func private @shared_loops(%x: tensor<8x64x64xf32>, %out: tensor<8x64x64xf32>) -> tensor<8x64x64xf32> attributes {nnef.kernel} {
  %0 = linalg.generic {indexing_maps = [#same, #same], iterator_types = ["parallel", "parallel", "parallel"]} ins(%x : tensor<8x64x64xf32>) outs(%out : tensor<8x64x64xf32>) {
  ^bb0(%a: f32, %c: f32):
    %power = math.powf %a, %a : f32
    linalg.yield %power : f32
  } -> tensor<8x64x64xf32>
  return %0 : tensor<8x64x64xf32>
}
