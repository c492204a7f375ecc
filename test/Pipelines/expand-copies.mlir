// RUN: nnef-opt %s --nnef-expand-copies --canonicalize --split-input-file | FileCheck %s

// CHECK-LABEL: func.func @copies
func.func @copies(%a: memref<4x3xf32>, %b: memref<4x3xf32>,
                  %c: memref<4x3xf32, strided<[8, 1]>>) {
  // CHECK: memref.copy %arg0, %arg1
  memref.copy %a, %b : memref<4x3xf32> to memref<4x3xf32>
  // CHECK: linalg.copy ins(%arg0 : {{.*}}) outs(%arg2 : {{.*}})
  memref.copy %a, %c : memref<4x3xf32> to memref<4x3xf32, strided<[8, 1]>>
  return
}

// -----

// A row is as few vectors as it can be.

// CHECK-LABEL: func.func @rows
// CHECK-DAG: %[[C0:.*]] = arith.constant 0 : index
// CHECK-DAG: %[[C1:.*]] = arith.constant 1 : index
// CHECK-DAG: %[[C4:.*]] = arith.constant 4 : index
// CHECK-DAG: %[[C8:.*]] = arith.constant 8 : index
// CHECK-DAG: %[[C16:.*]] = arith.constant 16 : index
// CHECK: scf.for %[[I:.*]] = %[[C0]] to %[[C4]] step %[[C1]]
// CHECK-NEXT: %[[A0:.*]] = vector.load %arg0[%[[C0]], %[[I]], %[[C0]]] : memref<1x4x24xf32>, vector<8xf32>
// CHECK-NEXT: vector.store %[[A0]], %arg1[%[[C0]], %[[I]], %[[C0]]]
// CHECK-NEXT: %[[A1:.*]] = vector.load %arg0[%[[C0]], %[[I]], %[[C8]]]
// CHECK-NEXT: vector.store %[[A1]], %arg1[%[[C0]], %[[I]], %[[C8]]]
// CHECK-NEXT: %[[A2:.*]] = vector.load %arg0[%[[C0]], %[[I]], %[[C16]]]
// CHECK-NEXT: vector.store %[[A2]], %arg1[%[[C0]], %[[I]], %[[C16]]]
// CHECK-NEXT: }
func.func @rows(%a: memref<1x4x24xf32>, %b: memref<1x4x24xf32, strided<[256, 32, 1], offset: 8>>) {
  memref.copy %a, %b : memref<1x4x24xf32> to memref<1x4x24xf32, strided<[256, 32, 1], offset: 8>>
  return
}

// -----

// Long rows are loops as well.

// CHECK-LABEL: func.func @fill
// CHECK-DAG: %[[ZEROS:.*]] = arith.constant dense<0.000000e+00> : vector<16xf32>
// CHECK-DAG: %[[C0:.*]] = arith.constant 0 : index
// CHECK-DAG: %[[C1:.*]] = arith.constant 1 : index
// CHECK-DAG: %[[C3:.*]] = arith.constant 3 : index
// CHECK-DAG: %[[C16:.*]] = arith.constant 16 : index
// CHECK-DAG: %[[C80:.*]] = arith.constant 80 : index
// CHECK: scf.for %[[I:.*]] = %[[C0]] to %[[C3]] step %[[C1]]
// CHECK-NEXT: scf.for %[[J:.*]] = %[[C0]] to %[[C80]] step %[[C16]]
// CHECK-NEXT: vector.store %[[ZEROS]], %arg0[%[[I]], %[[J]]]
// CHECK-NOT: vector.store
func.func @fill(%a: memref<3x80xf32>) {
  %zero = arith.constant 0.0 : f32
  linalg.fill ins(%zero : f32) outs(%a : memref<3x80xf32>)
  return
}

// -----

// What is not made of vectors stays a fill.

// CHECK-LABEL: func.func @odd
// CHECK-COUNT-3: linalg.fill
func.func @odd(%a: memref<3x5xf32>, %b: memref<?x16xf32>, %c: memref<16xi1>, %zero: f32, %false: i1) {
  linalg.fill ins(%zero : f32) outs(%a : memref<3x5xf32>)
  linalg.fill ins(%zero : f32) outs(%b : memref<?x16xf32>)
  linalg.fill ins(%false : i1) outs(%c : memref<16xi1>)
  return
}
