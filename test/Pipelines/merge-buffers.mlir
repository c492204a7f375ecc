// RUN: nnef-opt %s --split-input-file --nnef-merge-buffers | FileCheck %s

// Two buffers side by side, one of which begins with what is there.

func.func private @f(memref<1x16xf32>)

// CHECK-LABEL: func.func @concat
// CHECK: %[[M:.*]] = memref.alloc() {alignment = 64 : i64} : memref<128xi8>
// CHECK: %[[C0:.*]] = arith.constant 0 : index
// CHECK: memref.view %[[M]][%[[C0]]][] : memref<128xi8> to memref<2x16xf32>
// CHECK: %[[C0_2:.*]] = arith.constant 0 : index
// CHECK: %[[A:.*]] = memref.view %[[M]][%[[C0_2]]][] : memref<128xi8> to memref<1x16xf32>
// CHECK: %[[C64:.*]] = arith.constant 64 : index
// CHECK: %[[B:.*]] = memref.view %[[M]][%[[C64]]][] : memref<128xi8> to memref<1x16xf32>
// CHECK-NOT: memref.alloc
// CHECK: call @f(%[[A]])
// CHECK: call @f(%[[B]])
// CHECK-NOT: memref.copy
// CHECK: return
func.func @concat() {
  %all = memref.alloc() : memref<2x16xf32>
  %0 = memref.subview %all[0, 0] [1, 16] [1, 1] : memref<2x16xf32> to memref<1x16xf32, strided<[16, 1]>>
  %a = memref.alloc() {alignment = 64 : i64} : memref<1x16xf32>
  memref.copy %0, %a : memref<1x16xf32, strided<[16, 1]>> to memref<1x16xf32>
  call @f(%a) : (memref<1x16xf32>) -> ()
  memref.copy %a, %0 : memref<1x16xf32> to memref<1x16xf32, strided<[16, 1]>>
  %b = memref.alloc() {alignment = 64 : i64} : memref<1x16xf32>
  call @f(%b) : (memref<1x16xf32>) -> ()
  %1 = memref.subview %all[1, 0] [1, 16] [1, 1] : memref<2x16xf32> to memref<1x16xf32, strided<[16, 1], offset: 16>>
  memref.copy %b, %1 : memref<1x16xf32> to memref<1x16xf32, strided<[16, 1], offset: 16>>
  return
}

// -----

// A part of a part, in one memory.

func.func private @f(memref<1x16xf32>)

// CHECK-LABEL: func.func @chain
// CHECK: memref.alloc() {alignment = 64 : i64} : memref<256xi8>
// CHECK-NOT: memref.alloc
// CHECK: memref.view %{{.*}} to memref<4x16xf32>
// CHECK: %[[C128:.*]] = arith.constant 128 : index
// CHECK: memref.view %{{.*}}[%[[C128]]][] : memref<256xi8> to memref<2x16xf32>
// CHECK: %[[C192:.*]] = arith.constant 192 : index
// CHECK: memref.view %{{.*}}[%[[C192]]][] : memref<256xi8> to memref<1x16xf32>
// CHECK-NOT: memref.copy
// CHECK: return
func.func @chain() {
  %a = memref.alloc() : memref<1x16xf32>
  call @f(%a) : (memref<1x16xf32>) -> ()
  %b = memref.alloc() : memref<2x16xf32>
  %0 = memref.subview %b[1, 0] [1, 16] [1, 1] : memref<2x16xf32> to memref<1x16xf32, strided<[16, 1], offset: 16>>
  memref.copy %a, %0 : memref<1x16xf32> to memref<1x16xf32, strided<[16, 1], offset: 16>>
  %c = memref.alloc() : memref<4x16xf32>
  %1 = memref.subview %c[2, 0] [2, 16] [1, 1] : memref<4x16xf32> to memref<2x16xf32, strided<[16, 1], offset: 32>>
  memref.copy %b, %1 : memref<2x16xf32> to memref<2x16xf32, strided<[16, 1], offset: 32>>
  return
}

// -----

// The first copy of a buffer disappears if it is only read after that.

// CHECK-LABEL: func.func @read_later
// CHECK: memref.alloc() {alignment = 64 : i64} : memref<64xi8>
// CHECK-NOT: memref.copy %{{.*}}, %{{.*}} : memref<16xf32> to memref<16xf32>
// CHECK: linalg.exp
// CHECK-NEXT: linalg.exp
func.func @read_later(%x: memref<16xf32>, %y: memref<16xf32>) {
  %a = memref.alloc() : memref<16xf32>
  linalg.exp ins(%x : memref<16xf32>) outs(%a : memref<16xf32>)
  %b = memref.alloc() : memref<16xf32>
  memref.copy %a, %b : memref<16xf32> to memref<16xf32>
  linalg.exp ins(%a : memref<16xf32>) outs(%y : memref<16xf32>)
  linalg.exp ins(%b : memref<16xf32>) outs(%y : memref<16xf32>)
  return
}

// -----

// An output is computed where the caller wants it.

// CHECK-LABEL: func.func @output(
// CHECK-SAME: %[[X:.*]]: memref<16xf32>, %[[Y:.*]]: memref<16xf32>)
// CHECK-NEXT: linalg.exp ins(%[[X]] : memref<16xf32>) outs(%[[Y]] : memref<16xf32>)
// CHECK-NEXT: return
func.func @output(%x: memref<16xf32>, %y: memref<16xf32>) {
  %a = memref.alloc() : memref<16xf32>
  linalg.exp ins(%x : memref<16xf32>) outs(%a : memref<16xf32>)
  memref.copy %a, %y : memref<16xf32> to memref<16xf32>
  return
}

// It may be the same memory as an argument for a function that is called here.

// CHECK-LABEL: func.func private @no_output
// CHECK: memref.alloc
// CHECK: memref.copy
func.func private @no_output(%x: memref<16xf32>, %y: memref<16xf32>) {
  %a = memref.alloc() : memref<16xf32>
  linalg.exp ins(%x : memref<16xf32>) outs(%a : memref<16xf32>)
  memref.copy %a, %y : memref<16xf32> to memref<16xf32>
  return
}

// -----

// These copies stay.

func.func private @f(memref<16xf32>)

// Each is written to after the copy while the other is in use.

// CHECK-LABEL: func.func @written_later
// CHECK: memref.copy
// CHECK: memref.copy
func.func @written_later(%x: memref<16xf32>, %y: memref<16xf32>) {
  %a = memref.alloc() : memref<16xf32>
  %b = memref.alloc() : memref<16xf32>
  linalg.exp ins(%x : memref<16xf32>) outs(%a : memref<16xf32>)
  memref.copy %a, %b : memref<16xf32> to memref<16xf32>
  linalg.exp ins(%b : memref<16xf32>) outs(%b : memref<16xf32>)
  linalg.exp ins(%a : memref<16xf32>) outs(%y : memref<16xf32>)
  linalg.exp ins(%b : memref<16xf32>) outs(%y : memref<16xf32>)
  %c = memref.alloc() : memref<16xf32>
  %d = memref.alloc() : memref<16xf32>
  linalg.exp ins(%x : memref<16xf32>) outs(%c : memref<16xf32>)
  memref.copy %c, %d : memref<16xf32> to memref<16xf32>
  linalg.exp ins(%c : memref<16xf32>) outs(%c : memref<16xf32>)
  linalg.exp ins(%d : memref<16xf32>) outs(%y : memref<16xf32>)
  return
}

// The place is in use while the buffer is.

// CHECK-LABEL: func.func @place_in_use
// CHECK: memref.copy
func.func @place_in_use(%x: memref<16xf32>, %y: memref<16xf32>) {
  %a = memref.alloc() : memref<16xf32>
  %b = memref.alloc() : memref<16xf32>
  call @f(%b) : (memref<16xf32>) -> ()
  linalg.exp ins(%x : memref<16xf32>) outs(%a : memref<16xf32>)
  linalg.exp ins(%b : memref<16xf32>) outs(%y : memref<16xf32>)
  memref.copy %a, %b : memref<16xf32> to memref<16xf32>
  call @f(%b) : (memref<16xf32>) -> ()
  return
}

// The place is not contiguous, or is less aligned than the buffer.

// CHECK-LABEL: func.func @other_places
// CHECK: memref.copy
// CHECK: memref.copy
func.func @other_places(%x: memref<2x8xf32>, %y: memref<2x16xf32>) {
  %a = memref.alloc() : memref<2x8xf32>
  linalg.exp ins(%x : memref<2x8xf32>) outs(%a : memref<2x8xf32>)
  %b = memref.alloc() : memref<2x16xf32>
  %0 = memref.subview %b[0, 0] [2, 8] [1, 1] : memref<2x16xf32> to memref<2x8xf32, strided<[16, 1]>>
  memref.copy %a, %0 : memref<2x8xf32> to memref<2x8xf32, strided<[16, 1]>>
  memref.copy %b, %y : memref<2x16xf32> to memref<2x16xf32>
  %c = memref.alloc() {alignment = 64 : i64} : memref<2x8xf32>
  linalg.exp ins(%x : memref<2x8xf32>) outs(%c : memref<2x8xf32>)
  %d = memref.alloc() : memref<3x8xf32>
  %1 = memref.subview %d[1, 0] [2, 8] [1, 1] : memref<3x8xf32> to memref<2x8xf32, strided<[8, 1], offset: 8>>
  memref.copy %c, %1 : memref<2x8xf32> to memref<2x8xf32, strided<[8, 1], offset: 8>>
  return
}

// -----

// What is nothing but read after it was copied is read where it was.

// CHECK-LABEL: func.func @part
// CHECK: %[[M:.*]] = memref.alloc() {alignment = 64 : i64} : memref<256xi8>
// CHECK: memref.view %[[M]]{{.*}} to memref<4x16xf32>
// CHECK: %[[C64:.*]] = arith.constant 64 : index
// CHECK: %[[PART:.*]] = memref.view %[[M]][%[[C64]]][] : memref<256xi8> to memref<1x16xf32>
// CHECK-NOT: memref.copy
// CHECK: call @read(%[[PART]],
func.func private @write(memref<4x16xf32>)
func.func private @read(%x: memref<1x16xf32>, %out: memref<1x16xf32>) {
  %0 = memref.subview %x[0, 0] [1, 8] [1, 1] : memref<1x16xf32> to memref<1x8xf32, strided<[16, 1]>>
  %1 = memref.subview %out[0, 8] [1, 8] [1, 1] : memref<1x16xf32> to memref<1x8xf32, strided<[16, 1], offset: 8>>
  linalg.copy ins(%0 : memref<1x8xf32, strided<[16, 1]>>) outs(%1 : memref<1x8xf32, strided<[16, 1], offset: 8>>)
  return
}
func.func @part() {
  %all = memref.alloc() : memref<4x16xf32>
  call @write(%all) : (memref<4x16xf32>) -> ()
  %0 = memref.subview %all[1, 0] [1, 16] [1, 1] : memref<4x16xf32> to memref<1x16xf32, strided<[16, 1], offset: 16>>
  %a = memref.alloc() {alignment = 64 : i64} : memref<1x16xf32>
  memref.copy %0, %a : memref<1x16xf32, strided<[16, 1], offset: 16>> to memref<1x16xf32>
  %b = memref.alloc() : memref<1x16xf32>
  call @read(%a, %b) : (memref<1x16xf32>, memref<1x16xf32>) -> ()
  return
}

// -----

// Not if the function writes to its argument, or if the place that was copied
// gets other elements before.

// CHECK-LABEL: func.func @changed
// CHECK: memref.copy
// CHECK: call @write
// CHECK: memref.copy
// CHECK: call @all
// CHECK: call @read
func.func private @all(memref<4x16xf32>)
func.func private @write(%x: memref<1x16xf32>) {
  %zero = arith.constant 0.0 : f32
  linalg.fill ins(%zero : f32) outs(%x : memref<1x16xf32>)
  return
}
func.func private @read(%x: memref<1x16xf32>, %out: memref<1x16xf32>) {
  linalg.copy ins(%x : memref<1x16xf32>) outs(%out : memref<1x16xf32>)
  return
}
func.func @changed() {
  %all = memref.alloc() : memref<4x16xf32>
  call @all(%all) : (memref<4x16xf32>) -> ()
  %0 = memref.subview %all[1, 0] [1, 16] [1, 1] : memref<4x16xf32> to memref<1x16xf32, strided<[16, 1], offset: 16>>
  %a = memref.alloc() : memref<1x16xf32>
  memref.copy %0, %a : memref<1x16xf32, strided<[16, 1], offset: 16>> to memref<1x16xf32>
  call @write(%a) : (memref<1x16xf32>) -> ()
  %1 = memref.subview %all[2, 0] [1, 16] [1, 1] : memref<4x16xf32> to memref<1x16xf32, strided<[16, 1], offset: 32>>
  %b = memref.alloc() : memref<1x16xf32>
  memref.copy %1, %b : memref<1x16xf32, strided<[16, 1], offset: 32>> to memref<1x16xf32>
  call @all(%all) : (memref<4x16xf32>) -> ()
  call @read(%b, %a) : (memref<1x16xf32>, memref<1x16xf32>) -> ()
  return
}

// -----

// Only what is used of a buffer needs a place.

// CHECK-LABEL: func.func @prefixes
// CHECK: %[[M:.*]] = memref.alloc() {alignment = 64 : i64} : memref<256xi8>
// CHECK-DAG: memref.view %[[M]]{{.*}} to memref<4x16xf32>
// CHECK-DAG: memref.view %[[M]]{{.*}} to memref<3x16xf32>
// CHECK-NOT: memref.copy
// CHECK: return
func.func @prefixes(%value: f32) {
  %a = memref.alloc() : memref<3x16xf32>
  %0 = memref.subview %a[0, 0] [2, 16] [1, 1] : memref<3x16xf32> to memref<2x16xf32, strided<[16, 1]>>
  linalg.fill ins(%value : f32) outs(%0 : memref<2x16xf32, strided<[16, 1]>>)
  %b = memref.alloc() : memref<4x16xf32>
  %1 = memref.subview %b[0, 0] [2, 16] [1, 1] : memref<4x16xf32> to memref<2x16xf32, strided<[16, 1]>>
  memref.copy %0, %1 : memref<2x16xf32, strided<[16, 1]>> to memref<2x16xf32, strided<[16, 1]>>
  return
}
