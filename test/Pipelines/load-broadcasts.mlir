// RUN: nnef-opt %s --pass-pipeline='builtin.module(func.func(nnef-load-broadcasts))' --split-input-file | FileCheck %s

// CHECK: #[[$NEXT:.*]] = affine_map<()[s0] -> (s0 + 1)>
// CHECK-LABEL: func.func @rows
// CHECK-SAME: %[[M:.*]]: memref<8x8xf32>, %[[I:.*]]: index, %[[J:.*]]: index
// CHECK: %[[A:.*]] = memref.load %[[M]][%[[I]], %[[J]]]
// CHECK: %[[B:.*]] = vector.broadcast %[[A]] : f32 to vector<16xf32>
// CHECK: %[[C:.*]] = vector.insert %[[B]], %{{.*}} [0] : vector<16xf32> into vector<2x16xf32>
// CHECK: %[[I1:.*]] = affine.apply #[[$NEXT]]()[%[[I]]]
// CHECK: %[[D:.*]] = memref.load %[[M]][%[[I1]], %[[J]]]
// CHECK: %[[E:.*]] = vector.broadcast %[[D]] : f32 to vector<16xf32>
// CHECK: %[[F:.*]] = vector.insert %[[E]], %[[C]] [1]
// CHECK: return %[[F]]
func.func @rows(%m: memref<8x8xf32>, %i: index, %j: index) -> vector<2x16xf32> {
  %zero = arith.constant 0.0 : f32
  %0 = vector.transfer_read %m[%i, %j], %zero {in_bounds = [true, true], permutation_map = affine_map<(d0, d1) -> (d0, 0)>} : memref<8x8xf32>, vector<2x16xf32>
  return %0 : vector<2x16xf32>
}

// -----

// All of a vector may be one element.

// CHECK-LABEL: func.func @one
// CHECK: %[[A:.*]] = memref.load
// CHECK: %[[B:.*]] = vector.broadcast %[[A]] : f32 to vector<16xf32>
// CHECK: %[[C:.*]] = vector.broadcast %[[B]] : vector<16xf32> to vector<3x16xf32>
// CHECK: return %[[C]]
func.func @one(%m: memref<8xf32>, %i: index) -> vector<3x16xf32> {
  %zero = arith.constant 0.0 : f32
  %0 = vector.transfer_read %m[%i], %zero {in_bounds = [true, true], permutation_map = affine_map<(d0) -> (0, 0)>} : memref<8xf32>, vector<3x16xf32>
  return %0 : vector<3x16xf32>
}

// -----

// Rows of memory are left alone, and so is what may end before the vector does.

// CHECK-LABEL: func.func @others
// CHECK-COUNT-2: vector.transfer_read
func.func @others(%m: memref<8x16xf32>, %i: index) -> (vector<2x16xf32>, vector<2x16xf32>) {
  %zero = arith.constant 0.0 : f32
  %0 = vector.transfer_read %m[%i, %i], %zero {in_bounds = [true, true], permutation_map = affine_map<(d0, d1) -> (0, d1)>} : memref<8x16xf32>, vector<2x16xf32>
  %1 = vector.transfer_read %m[%i, %i], %zero {in_bounds = [false, true], permutation_map = affine_map<(d0, d1) -> (d0, 0)>} : memref<8x16xf32>, vector<2x16xf32>
  return %0, %1 : vector<2x16xf32>, vector<2x16xf32>
}

// -----

// Elements with others between them are loaded one by one.

// CHECK-LABEL: func.func @strided
// CHECK-SAME: %[[M:.*]]: memref<8xf32, strided<[2]>>, %[[I:.*]]: index
// CHECK: %[[A:.*]] = memref.load %[[M]][%[[I]]]
// CHECK: %[[I1:.*]] = affine.apply #{{.*}}()[%[[I]]]
// CHECK: %[[B:.*]] = memref.load %[[M]][%[[I1]]]
// CHECK: %[[C:.*]] = vector.from_elements %[[A]], %[[B]] : vector<2xf32>
// CHECK: return %[[C]]
func.func @strided(%m: memref<8xf32, strided<[2]>>, %i: index) -> vector<2xf32> {
  %zero = arith.constant 0.0 : f32
  %0 = vector.transfer_read %m[%i], %zero {in_bounds = [true]} : memref<8xf32, strided<[2]>>, vector<2xf32>
  return %0 : vector<2xf32>
}
