// RUN: nnef-opt %s --split-input-file --nnef-prefetch-weights | FileCheck %s

// Each step of the parallel loop has weights of its own: 64 KiB, of which each
// step of the loop within reads two lines of the cache.

// CHECK-LABEL: func.func @weights
// CHECK-SAME: %[[x:[^:]*]]: memref<512xf32>, %[[w:[^:]*]]: memref<4x512x32xf32>
// CHECK: scf.forall (%{{.*}}) in (4)
// CHECK: %[[last:.*]] = arith.constant 3 : index
// CHECK: %[[next:.*]] = arith.minsi %{{.*}}, %[[last]]
// CHECK: scf.for %[[i:[^ ]*]] =
// CHECK: memref.prefetch %[[w]][%[[next]], %[[i]], %c0], read, locality<2>, data
// CHECK: memref.prefetch %[[w]][%[[next]], %[[i]], %{{.*}}], read, locality<2>, data
// CHECK-NOT: memref.prefetch
func.func @weights(%x: memref<512xf32>, %w: memref<4x512x32xf32>, %y: memref<4x32xf32>) attributes {nnef.kernel} {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %c512 = arith.constant 512 : index
  %zero = arith.constant 0.0 : f32
  %zeros = arith.constant dense<0.0> : vector<32xf32>
  scf.forall (%o) in (4) {
    %sum = scf.for %i = %c0 to %c512 step %c1 iter_args(%acc = %zeros) -> (vector<32xf32>) {
      %a = memref.load %x[%i] : memref<512xf32>
      %as = vector.broadcast %a : f32 to vector<32xf32>
      %b = vector.transfer_read %w[%o, %i, %c0], %zero {in_bounds = [true]} : memref<4x512x32xf32>, vector<32xf32>
      %next = vector.fma %as, %b, %acc : vector<32xf32>
      scf.yield %next : vector<32xf32>
    }
    vector.transfer_write %sum, %y[%o, %c0] {in_bounds = [true]} : vector<32xf32>, memref<4x32xf32>
  }
  return
}

// -----

// So few weights are soon there.

// CHECK-LABEL: func.func @few
// CHECK-NOT: memref.prefetch
func.func @few(%w: memref<4x128x32xf32>, %y: memref<4x32xf32>) attributes {nnef.kernel} {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %c128 = arith.constant 128 : index
  %zero = arith.constant 0.0 : f32
  %zeros = arith.constant dense<0.0> : vector<32xf32>
  scf.forall (%o) in (4) {
    %sum = scf.for %i = %c0 to %c128 step %c1 iter_args(%acc = %zeros) -> (vector<32xf32>) {
      %b = vector.transfer_read %w[%o, %i, %c0], %zero {in_bounds = [true]} : memref<4x128x32xf32>, vector<32xf32>
      %next = arith.addf %b, %acc : vector<32xf32>
      scf.yield %next : vector<32xf32>
    }
    vector.transfer_write %sum, %y[%o, %c0] {in_bounds = [true]} : vector<32xf32>, memref<4x32xf32>
  }
  return
}

// -----

// Each step reads the same.

// CHECK-LABEL: func.func @shared
// CHECK-NOT: memref.prefetch
func.func @shared(%w: memref<512x32xf32>, %y: memref<4x32xf32>) attributes {nnef.kernel} {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %c512 = arith.constant 512 : index
  %zero = arith.constant 0.0 : f32
  %zeros = arith.constant dense<0.0> : vector<32xf32>
  scf.forall (%o) in (4) {
    %sum = scf.for %i = %c0 to %c512 step %c1 iter_args(%acc = %zeros) -> (vector<32xf32>) {
      %b = vector.transfer_read %w[%i, %c0], %zero {in_bounds = [true]} : memref<512x32xf32>, vector<32xf32>
      %next = arith.addf %b, %acc : vector<32xf32>
      scf.yield %next : vector<32xf32>
    }
    vector.transfer_write %sum, %y[%o, %c0] {in_bounds = [true]} : vector<32xf32>, memref<4x32xf32>
  }
  return
}
