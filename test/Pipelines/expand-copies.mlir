// RUN: nnef-opt %s --nnef-expand-copies | FileCheck %s

// CHECK-LABEL: func.func @copies
func.func @copies(%a: memref<4x4xf32>, %b: memref<4x4xf32>,
                  %c: memref<4x4xf32, strided<[8, 1]>>) {
  // CHECK: memref.copy %arg0, %arg1
  memref.copy %a, %b : memref<4x4xf32> to memref<4x4xf32>
  // CHECK: linalg.copy ins(%arg0 : {{.*}}) outs(%arg2 : {{.*}})
  memref.copy %a, %c : memref<4x4xf32> to memref<4x4xf32, strided<[8, 1]>>
  return
}
