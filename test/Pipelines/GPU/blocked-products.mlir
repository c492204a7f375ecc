// RUN: nnef-opt %s --pass-pipeline='builtin.module(func.func(nnef-launch-kernels),canonicalize,cse)' --split-input-file | FileCheck %s
// RUN: nnef-opt %s --pass-pipeline='builtin.module(func.func(nnef-launch-kernels{tensor-cores=f16}),canonicalize,cse)' --split-input-file | FileCheck %s --check-prefixes=CORES,F16
// RUN: nnef-opt %s --pass-pipeline='builtin.module(func.func(nnef-launch-kernels{tensor-cores=tf32}),canonicalize,cse)' --split-input-file | FileCheck %s --check-prefixes=CORES,TF32

#a = affine_map<(m, n, k) -> (m, k)>
#b = affine_map<(m, n, k) -> (k, n)>
#c = affine_map<(m, n, k) -> (m, n)>

// A block of threads has 32 rows by 32 columns, of which each thread has four by
// two. 16 terms of all are in workgroup memory at a time, and then the last two.
// What is behind the last row and column is not stored.

// CHECK-LABEL: func.func @product(
// CHECK-SAME: %[[A:.*]]: memref<100x130xf32>, %[[B:.*]]: memref<130x90xf32>, %[[C:.*]]: memref<100x90xf32>)
// CHECK: gpu.launch blocks(%[[BLOCK:.*]], %{{.*}}, %{{.*}}) in (%{{.*}} = %c12{{.*}}) threads(%[[THREAD:.*]], %{{.*}}, %{{.*}}) in (%{{.*}} = %c128{{.*}}) workgroup(%[[ROWS:.*]] : memref<16x36xf32, #gpu.address_space<workgroup>>, %[[COLUMNS:.*]] : memref<16x32xf32, #gpu.address_space<workgroup>>)
// CHECK: affine.delinearize_index %[[BLOCK]] into (4, 3)
// CHECK: scf.for %{{.*}} = %c0 to %c128 step %c16 iter_args(
// CHECK-COUNT-4: memref.load %[[B]]
// CHECK-COUNT-4: memref.load %[[A]]
// CHECK: gpu.barrier
// CHECK: scf.for %[[TERM:.*]] = %c0 to %c16 step %c1 iter_args(
// CHECK-COUNT-2: memref.load %[[COLUMNS]][%[[TERM]],
// CHECK-COUNT-4: memref.load %[[ROWS]][%[[TERM]],
// CHECK-COUNT-8: arith.mulf
// CHECK: scf.yield
// CHECK: gpu.barrier
// CHECK: scf.yield
// CHECK: gpu.barrier
// CHECK: scf.for %{{.*}} = %c0 to %c2 step %c1 iter_args(
// CHECK: %[[IS_ROW:.*]] = arith.cmpi ult, %{{.*}}, %c100
// CHECK: %[[IS_COLUMN:.*]] = arith.cmpi ult, %{{.*}}, %c90
// CHECK: %[[EXISTS:.*]] = arith.andi %[[IS_ROW]], %[[IS_COLUMN]]
// CHECK: scf.if %[[EXISTS]]
// CHECK-COUNT-8: memref.store %{{.*}}, %[[C]]
// CHECK-NOT: memref.store %{{.*}}, %[[C]]

// Each of four subgroups has a fragment. Behind the last term there are zeros.

// CORES-LABEL: func.func @product(
// CORES-SAME: %[[A:.*]]: memref<100x130xf32>, %[[B:.*]]: memref<130x90xf32>, %[[C:.*]]: memref<100x90xf32>)
// F16: gpu.launch {{.*}} workgroup(%[[ROWS:.*]] : memref<32x40xf16, #gpu.address_space<workgroup>>, %[[COLUMNS:.*]] : memref<32x40xf16, #gpu.address_space<workgroup>>, %[[SUMS:.*]] : memref<32x40xf32, #gpu.address_space<workgroup>>)
// TF32: gpu.launch {{.*}} workgroup(%[[ROWS:.*]] : memref<16x36xf32, #gpu.address_space<workgroup>>, %[[COLUMNS:.*]] : memref<16x36xf32, #gpu.address_space<workgroup>>, %[[SUMS:.*]] : memref<32x40xf32, #gpu.address_space<workgroup>>)
// CORES: scf.for %{{.*}} = %c0 to %c130 step
// CORES: arith.addi
// CORES: %[[TERM:.*]] = arith.addi
// CORES: %[[IS_TERM:.*]] = arith.cmpi ule, %[[TERM]], %c129
// CORES: %[[ELEMENT:.*]] = memref.load %[[B]]
// CORES: %[[VALUE:.*]] = arith.select %[[IS_TERM]], %[[ELEMENT]], %cst
// F16: arith.truncf %[[VALUE]] : f32 to f16
// TF32: arith.bitcast %[[VALUE]] : f32 to i32
// CORES: gpu.barrier
// F16: gpu.subgroup_mma_load_matrix %[[ROWS]][%c0, %{{.*}}] {leadDimension = 40 : index, transpose} : {{.*}} -> !gpu.mma_matrix<16x16xf16, "AOp">
// F16: gpu.subgroup_mma_load_matrix %[[COLUMNS]][%c0, %{{.*}}] {leadDimension = 40 : index} : {{.*}} -> !gpu.mma_matrix<16x16xf16, "BOp">
// F16-COUNT-2: gpu.subgroup_mma_compute
// TF32: gpu.subgroup_mma_load_matrix %[[ROWS]][%c0, %{{.*}}] {leadDimension = 36 : index, transpose} : {{.*}} -> !gpu.mma_matrix<16x8xf32, "AOp">
// TF32: gpu.subgroup_mma_load_matrix %[[COLUMNS]][%c0, %{{.*}}] {leadDimension = 36 : index} : {{.*}} -> !gpu.mma_matrix<8x16xf32, "BOp">
// TF32-COUNT-2: gpu.subgroup_mma_compute
// CORES: scf.yield
// CORES: gpu.subgroup_mma_store_matrix %{{.*}}, %[[SUMS]][%{{.*}}, %{{.*}}] {leadDimension = 40 : index}
// CORES: gpu.barrier
// CORES: memref.load %[[SUMS]]
// CORES: memref.store %{{.*}}, %[[C]]
func.func @product(%a: memref<100x130xf32>, %b: memref<130x90xf32>, %c: memref<100x90xf32>) {
  %zero = arith.constant 0.0 : f32
  linalg.fill ins(%zero : f32) outs(%c : memref<100x90xf32>)
  linalg.generic {indexing_maps = [#a, #b, #c],
                  iterator_types = ["parallel", "parallel", "reduction"]}
      ins(%a, %b : memref<100x130xf32>, memref<130x90xf32>) outs(%c : memref<100x90xf32>) {
  ^bb0(%x: f32, %y: f32, %sum: f32):
    %0 = arith.mulf %x, %y : f32
    %1 = arith.addf %sum, %0 : f32
    linalg.yield %1 : f32
  }
  return
}

// -----

#a = affine_map<(m, n, k) -> (m, k)>
#b = affine_map<(m, n, k) -> (k, n)>
#c = affine_map<(m, n, k) -> (m, n)>

// With blocks enough to keep a device busy, one has 64 rows and columns. The
// largest of sums is no product, which tensor cores are for.

// CHECK-LABEL: func.func @largest(
// CHECK: gpu.launch {{.*}} workgroup(%{{.*}} : memref<16x68xf32, #gpu.address_space<workgroup>>, %{{.*}} : memref<16x64xf32, #gpu.address_space<workgroup>>)
// CHECK-COUNT-32: arith.maximumf
// CHECK: scf.yield
// CORES-LABEL: func.func @largest(
// CORES-NOT: gpu.subgroup_mma
// CORES-COUNT-32: arith.maximumf
// CORES-NOT: gpu.subgroup_mma
func.func @largest(%a: memref<1024x64xf32>, %b: memref<64x1024xf32>, %c: memref<1024x1024xf32>) {
  linalg.generic {indexing_maps = [#a, #b, #c],
                  iterator_types = ["parallel", "parallel", "reduction"]}
      ins(%a, %b : memref<1024x64xf32>, memref<64x1024xf32>) outs(%c : memref<1024x1024xf32>) {
  ^bb0(%x: f32, %y: f32, %max: f32):
    %0 = arith.addf %x, %y : f32
    %1 = arith.maximumf %max, %0 : f32
    linalg.yield %1 : f32
  }
  return
}

// -----

#image = affine_map<(n, o, y, x, c, j, i) -> (n, c, y * 2 + j, x * 2 + i)>
#filter = affine_map<(n, o, y, x, c, j, i) -> (o, c, j, i)>
#result = affine_map<(n, o, y, x, c, j, i) -> (n, o, y, x)>

// The columns of a convolution are the places of the images, which threads load
// side by side; its rows are filters, whose terms they load side by side.

// CHECK-LABEL: func.func @convolution(
// CORES-LABEL: func.func @convolution(
// CHECK-SAME: %[[IMAGE:[^:]*]]: memref<2x16x33x33xf32>, %[[FILTER:[^:]*]]: memref<64x16x3x3xf32>
// CHECK: gpu.launch {{.*}} workgroup(%[[ROWS:.*]] : memref<16x36xf32, #gpu.address_space<workgroup>>, %[[COLUMNS:.*]] : memref<16x32xf32, #gpu.address_space<workgroup>>)
// CHECK: %[[PLACE:.*]]:3 = affine.delinearize_index %{{.*}} into (2, 16, 16)
// CHECK: %[[TERM:.*]]:3 = affine.delinearize_index %{{.*}} into (16, 3, 3)
// CHECK: %[[Y:.*]] = affine.apply #{{.*}}(%[[TERM]]#1)[%[[PLACE]]#1]
// CHECK: %[[X:.*]] = affine.apply #{{.*}}(%[[TERM]]#2)[%[[PLACE]]#2]
// CHECK: memref.load %[[IMAGE]][%[[PLACE]]#0, %[[TERM]]#0, %[[Y]], %[[X]]]
// CHECK: memref.load %[[FILTER]]
func.func @convolution(%image: memref<2x16x33x33xf32>, %filter: memref<64x16x3x3xf32>,
                       %result: memref<2x64x16x16xf32>) {
  linalg.generic {indexing_maps = [#image, #filter, #result],
                  iterator_types = ["parallel", "parallel", "parallel", "parallel",
                                    "reduction", "reduction", "reduction"]}
      ins(%image, %filter : memref<2x16x33x33xf32>, memref<64x16x3x3xf32>)
      outs(%result : memref<2x64x16x16xf32>) {
  ^bb0(%x: f32, %y: f32, %sum: f32):
    %0 = arith.mulf %x, %y : f32
    %1 = arith.addf %sum, %0 : f32
    linalg.yield %1 : f32
  }
  return
}
