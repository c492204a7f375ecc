// RUN: nnef-opt %s --split-input-file --nnef-plan-memory | FileCheck %s

// Three buffers, of which two are in use at the same time: the third one is
// where the first one was.

// CHECK: module attributes {nnef.memory = {arena = 192 : i64, live = 192 : i64}}
// CHECK: func.func @chain(%[[X:.*]]: memref<16xf32>, %[[Y:.*]]: memref<16xf32>, %[[W:.*]]: memref<192xi8>)
// CHECK: %[[C128:.*]] = arith.constant 128 : index
// CHECK: memref.view %[[W]][%[[C128]]][] : memref<192xi8> to memref<16xf32>
// CHECK: %[[C0:.*]] = arith.constant 0 : index
// CHECK: memref.view %[[W]][%[[C0]]][] : memref<192xi8> to memref<2x16xf32>
// CHECK: %[[C128_2:.*]] = arith.constant 128 : index
// CHECK: memref.view %[[W]][%[[C128_2]]][] : memref<192xi8> to memref<16xf32>
// CHECK-NOT: memref.alloc
// CHECK-NOT: memref.dealloc
func.func @chain(%x: memref<16xf32>, %y: memref<16xf32>) {
  %0 = memref.alloc() : memref<16xf32>
  linalg.exp ins(%x : memref<16xf32>) outs(%0 : memref<16xf32>)
  %1 = memref.alloc() {alignment = 64 : i64} : memref<2x16xf32>
  linalg.broadcast ins(%0 : memref<16xf32>) outs(%1 : memref<2x16xf32>) dimensions = [0]
  memref.dealloc %0 : memref<16xf32>
  %2 = memref.alloc() : memref<16xf32>
  linalg.reduce { arith.addf } ins(%1 : memref<2x16xf32>) outs(%2 : memref<16xf32>) dimensions = [0]
  memref.dealloc %1 : memref<2x16xf32>
  linalg.exp ins(%2 : memref<16xf32>) outs(%y : memref<16xf32>)
  memref.dealloc %2 : memref<16xf32>
  return
}

// -----

// A network without buffers has a workspace as well: all are called alike.

// CHECK: module attributes {nnef.memory = {arena = 0 : i64, live = 0 : i64}}
// CHECK: func.func @none(%{{.*}}: memref<4xf32>, %{{.*}}: memref<0xi8>)
func.func @none(%x: memref<4xf32>) {
  return
}

// -----

// A buffer is in use as long as a view of it is. Sizes in memory: a bool takes
// a byte, and an integer of 24 bits four.

// CHECK: module attributes {nnef.memory = {arena = 192 : i64, live = 100 : i64}}
// CHECK: func.func @views(
// CHECK-SAME: %[[W:[a-z0-9]*]]: memref<192xi8>)
// CHECK: %[[A:.*]] = memref.view %[[W]][%{{.*}}][] : memref<192xi8> to memref<40xi1>
// CHECK: memref.subview %[[A]]
func.func @views(%x: memref<20xi1>, %y: memref<10xi24>, %z: memref<20xi1>, %c: i32) {
  %0 = memref.alloc() : memref<40xi1>
  %part = memref.subview %0[20] [20] [1] : memref<40xi1> to memref<20xi1, strided<[1], offset: 20>>
  memref.copy %x, %part : memref<20xi1> to memref<20xi1, strided<[1], offset: 20>>
  %1 = memref.alloc() : memref<10xi24>
  memref.copy %y, %1 : memref<10xi24> to memref<10xi24>
  %2 = memref.alloc() : memref<5xi32>
  linalg.fill ins(%c : i32) outs(%2 : memref<5xi32>)
  memref.copy %part, %z : memref<20xi1, strided<[1], offset: 20>> to memref<20xi1>
  memref.copy %1, %y : memref<10xi24> to memref<10xi24>
  return
}

// -----

// What is swapped in a loop is in use during the whole of it.

// CHECK: module attributes {nnef.memory = {arena = 192 : i64, live = 192 : i64}}
// CHECK-LABEL: func.func @loop(
// CHECK-COUNT-3: memref.view
// CHECK-NOT: memref.alloc
func.func @loop(%x: memref<16xf32>, %n: index) {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %a = memref.alloc() : memref<16xf32>
  %b = memref.alloc() : memref<16xf32>
  memref.copy %x, %a : memref<16xf32> to memref<16xf32>
  %r:2 = scf.for %i = %c0 to %n step %c1 iter_args(%p = %a, %q = %b)
      -> (memref<16xf32>, memref<16xf32>) {
    // Used within one iteration, so it is in use during the loop at most.
    %t = memref.alloc() : memref<16xf32>
    linalg.exp ins(%p : memref<16xf32>) outs(%t : memref<16xf32>)
    linalg.exp ins(%t : memref<16xf32>) outs(%q : memref<16xf32>)
    scf.yield %q, %p : memref<16xf32>, memref<16xf32>
  }
  memref.copy %r#0, %x : memref<16xf32> to memref<16xf32>
  return
}

// -----

// What goes from one iteration to the next is another buffer in each.

// CHECK: module attributes {nnef.memory = {arena = 64 : i64, live = 64 : i64}}
// CHECK-LABEL: func.func @carried(
// CHECK: memref.view
// CHECK: scf.for
// CHECK: memref.alloc() : memref<16xf32>
func.func @carried(%x: memref<16xf32>, %n: index) {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %a = memref.alloc() : memref<16xf32>
  memref.copy %x, %a : memref<16xf32> to memref<16xf32>
  %r = scf.for %i = %c0 to %n step %c1 iter_args(%p = %a) -> memref<16xf32> {
    %t = memref.alloc() : memref<16xf32>
    linalg.exp ins(%p : memref<16xf32>) outs(%t : memref<16xf32>)
    scf.yield %t : memref<16xf32>
  }
  memref.copy %r, %x : memref<16xf32> to memref<16xf32>
  return
}

// -----

// The workspace of a function is a buffer of those that call it.

// CHECK: module attributes {nnef.memory = {arena = 128 : i64, live = 104 : i64}}
// CHECK: func.func private @callee(%{{.*}}: memref<10xf32>, %{{.*}}: memref<10xf32>, %[[W:.*]]: memref<64xi8>)
// CHECK: memref.view %[[W]][%{{.*}}][] : memref<64xi8> to memref<10xf32>
func.func private @callee(%x: memref<10xf32>, %y: memref<10xf32>) {
  %0 = memref.alloc() : memref<10xf32>
  linalg.exp ins(%x : memref<10xf32>) outs(%0 : memref<10xf32>)
  linalg.exp ins(%0 : memref<10xf32>) outs(%y : memref<10xf32>)
  return
}
// CHECK: func.func private @nothing(%{{.*}}: memref<16xf32>) {
func.func private @nothing(%x: memref<16xf32>) {
  return
}
// CHECK: func.func @caller(%[[X:.*]]: memref<10xf32>, %[[Y:.*]]: memref<10xf32>, %{{.*}}: memref<16xf32>, %[[W:.*]]: memref<128xi8>)
// CHECK: %[[A:.*]] = memref.view %[[W]][%{{.*}}][] : memref<128xi8> to memref<64xi8>
// CHECK: call @callee(%[[X]], %[[Y]], %[[A]])
// CHECK: %[[B:.*]] = memref.view %[[W]][%{{.*}}][] : memref<128xi8> to memref<16xf32>
// CHECK: %[[C:.*]] = memref.view %[[W]][%{{.*}}][] : memref<128xi8> to memref<64xi8>
// CHECK: call @callee(%[[Y]], %[[X]], %[[C]])
func.func @caller(%x: memref<10xf32>, %y: memref<10xf32>, %z: memref<16xf32>) {
  call @callee(%x, %y) : (memref<10xf32>, memref<10xf32>) -> ()
  %0 = memref.alloc() : memref<16xf32>
  memref.copy %z, %0 : memref<16xf32> to memref<16xf32>
  call @callee(%y, %x) : (memref<10xf32>, memref<10xf32>) -> ()
  call @nothing(%0) : (memref<16xf32>) -> ()
  return
}

// -----

// These stay: a buffer that the function returns, one whose shape is not known,
// one that each thread has for itself, and the workspace of a call there.

// CHECK: module attributes {nnef.memory = {arena = 0 : i64, live = 0 : i64}}
// CHECK: func.func private @returned
// CHECK: memref.alloc() : memref<4xf32>
func.func private @returned() -> memref<4xf32> {
  %0 = memref.alloc() : memref<4xf32>
  return %0 : memref<4xf32>
}
func.func private @small(%x: memref<4xf32>) {
  %0 = memref.alloc() : memref<4xf32>
  memref.copy %x, %0 : memref<4xf32> to memref<4xf32>
  memref.copy %0, %x : memref<4xf32> to memref<4xf32>
  return
}
// CHECK: func.func @left(
// CHECK: memref.alloc(%{{.*}}) : memref<?xf32>
// CHECK: scf.forall
// CHECK: memref.alloc() : memref<4xf32>
// CHECK: %[[W:.*]] = memref.alloc() {alignment = 64 : i64} : memref<64xi8>
// CHECK: call @small(%{{.*}}, %[[W]])
func.func @left(%x: memref<4xf32>, %n: index) {
  %0 = memref.alloc(%n) : memref<?xf32>
  %cst = arith.constant 0.0 : f32
  linalg.fill ins(%cst : f32) outs(%0 : memref<?xf32>)
  scf.forall (%i) in (4) {
    %t = memref.alloc() : memref<4xf32>
    linalg.fill ins(%cst : f32) outs(%t : memref<4xf32>)
    func.call @small(%t) : (memref<4xf32>) -> ()
  }
  return
}
