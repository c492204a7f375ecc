// RUN: nnef-opt %s --nnef-hoist-allocas --canonicalize | FileCheck %s

// CHECK-LABEL: func.func @threads
// CHECK: omp.parallel
// CHECK-NEXT: %[[row:.*]] = memref.alloca() : memref<8xf32>
// CHECK-NEXT: omp.wsloop
// CHECK-NOT: memref.alloca_scope
// CHECK: memref.copy %[[row]]
func.func @threads(%n: index, %out: memref<8xf32>) {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  omp.parallel {
    omp.wsloop {
      omp.loop_nest (%i) : index = (%c0) to (%n) step (%c1) {
        memref.alloca_scope {
          %row = memref.alloca() : memref<8xf32>
          memref.copy %row, %out : memref<8xf32> to memref<8xf32>
        }
        omp.yield
      }
    }
    omp.terminator
  }
  return
}

// CHECK-LABEL: func.func @loop
// CHECK: %[[row:.*]] = memref.alloca() : memref<8xf32>
// CHECK: scf.for
// CHECK: memref.copy %[[row]]
func.func @loop(%n: index, %out: memref<8xf32>) {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  scf.for %i = %c0 to %n step %c1 {
    %row = memref.alloca() : memref<8xf32>
    memref.copy %row, %out : memref<8xf32> to memref<8xf32>
  }
  return
}

// What is as large as the step needs stays there.

// CHECK-LABEL: func.func @unknown_size
// CHECK: scf.for %[[i:.*]] =
// CHECK-NEXT: memref.alloca(%[[i]])
func.func @unknown_size(%n: index, %out: memref<8xf32>) {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  scf.for %i = %c0 to %n step %c1 {
    %row = memref.alloca(%i) : memref<?xf32>
    memref.copy %row, %out : memref<?xf32> to memref<8xf32>
  }
  return
}
