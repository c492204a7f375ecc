// RUN: nnef-opt %s --nnef-time-steps --mlir-print-local-scope | FileCheck %s

// The time of each call, loop and copy of a network is added up; functions that
// are not public are parts of steps.

// CHECK: module attributes {nnef.steps = [
// CHECK-SAME: {function = "layer", loc = loc("relu"("graph.nnef":5:3)), nnef.kernel = "k1", nnef.tiles = {order = array<i64: 0>}},
// CHECK-SAME: {function = "loops", loc = loc("sum"("graph.nnef":6:3))},
// CHECK-SAME: {loc = loc("y"("graph.nnef":7:3))}]}
// CHECK-DAG: memref.global @nnef_step_times : memref<3xi64>{{$}}
// CHECK-DAG: func.func private @nnef_clock() -> i64

// CHECK: func.func private @layer
// CHECK-NOT: @nnef_clock
func.func private @layer(%x: memref<8xf32>) attributes {nnef.kernel = "k1", nnef.tiles = {order = array<i64: 0>}} {
  call @loops(%x) : (memref<8xf32>) -> ()
  return
}
func.func private @loops(memref<8xf32>)

// CHECK: func.func @net
// CHECK: %[[start:.*]] = call @nnef_clock()
// CHECK-NEXT: call @layer
// CHECK-NEXT: %[[end:.*]] = call @nnef_clock()
// CHECK-NEXT: %[[time:.*]] = arith.subi %[[end]], %[[start]] : i64
// CHECK-NEXT: %[[times:.*]] = memref.get_global @nnef_step_times
// CHECK-NEXT: %[[i:.*]] = arith.constant 0 : index
// CHECK-NEXT: %[[old:.*]] = memref.load %[[times]][%[[i]]]
// CHECK-NEXT: %[[new:.*]] = arith.addi %[[old]], %[[time]] : i64
// CHECK-NEXT: memref.store %[[new]], %[[times]][%[[i]]]
// CHECK: call @loops
// CHECK: memref.copy
// CHECK-NEXT: call @nnef_clock()
// CHECK: arith.constant 2 : index
func.func @net(%x: memref<8xf32>, %y: memref<8xf32>) {
  call @layer(%x) : (memref<8xf32>) -> () loc("relu"("graph.nnef":5:3))
  call @loops(%x) : (memref<8xf32>) -> () loc("sum"("graph.nnef":6:3))
  memref.copy %x, %y : memref<8xf32> to memref<8xf32> loc("y"("graph.nnef":7:3))
  return
}
