// RUN: nnef-opt %s --nnef-outline-loops | FileCheck %s

memref.global @weight : memref<4xf32>

// CHECK-LABEL: func.func private @two_loops
// CHECK-SAME:    (%[[X:.*]]: memref<4xf32>, %[[Y:.*]]: memref<4xf32>)
// CHECK-SAME:    attributes {passthrough = ["noinline"]}
// CHECK-DAG:     %[[W:.*]] = memref.get_global @weight
// CHECK-DAG:     arith.constant 4 : index
// CHECK:         scf.for %[[I:.*]] =
// CHECK:           memref.load %[[X]][%[[I]]]
// CHECK:           memref.load %[[W]][%[[I]]]
// CHECK:           memref.store %{{.*}}, %[[Y]][%[[I]]]
// CHECK:         return

// CHECK-LABEL: func.func private @two_loops
// CHECK:         scf.for

// CHECK-LABEL: func.func @two(
// CHECK-NOT:     scf.for
// CHECK:         call @two_loops{{.*}}(%{{.*}}, %{{.*}}) :
// CHECK:         call @two_loops{{.*}}(%{{.*}}) :
func.func @two(%x: memref<4xf32>, %y: memref<4xf32>) {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %c4 = arith.constant 4 : index
  %w = memref.get_global @weight : memref<4xf32>
  scf.for %i = %c0 to %c4 step %c1 {
    %a = memref.load %x[%i] : memref<4xf32>
    %b = memref.load %w[%i] : memref<4xf32>
    %c = arith.mulf %a, %b : f32
    memref.store %c, %y[%i] : memref<4xf32>
  }
  scf.for %i = %c0 to %c4 step %c1 {
    %a = memref.load %y[%i] : memref<4xf32>
    %b = arith.negf %a : f32
    memref.store %b, %y[%i] : memref<4xf32>
  }
  return
}

// A loop alone stays where it is.
// CHECK-LABEL: func.func @one(
// CHECK:         scf.for
func.func @one(%y: memref<4xf32>, %n: index) {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %zero = arith.constant 0.0 : f32
  scf.for %i = %c0 to %n step %c1 {
    memref.store %zero, %y[%i] : memref<4xf32>
  }
  return
}
