// RUN: nnef-opt %s --nnef-launch-kernels --canonicalize --cse --split-input-file | FileCheck %s

#own = affine_map<(d0, d1) -> (d0)>
#row = affine_map<(d0, d1) -> (d0, d1)>
#id = affine_map<(d0) -> (d0)>

// The first value of a sum, the sum, and what follows it are one kernel. The
// sum is in a register, and the buffer that nobody else reads is gone.

// CHECK-LABEL: func.func @sum(
// CHECK-SAME: %[[X:.*]]: memref<8x4xf32>, %[[Y:.*]]: memref<8xf32>)
// CHECK-NOT: memref.alloc
// CHECK: gpu.launch blocks(%{{.*}}, %{{.*}}, %{{.*}}) in (%{{.*}} = %c1{{.*}}, %{{.*}} = %c1{{.*}}, %{{.*}} = %c1{{.*}}) threads(%[[T:.*]], %{{.*}}, %{{.*}}) in (%{{.*}} = %c8
// CHECK: %[[SUM:.*]] = scf.for %[[I:.*]] = %c0 to %c4 step %c1 iter_args(%[[BEFORE:.*]] = %cst) -> (f32) {
// CHECK: %[[ELEMENT:.*]] = memref.load %[[X]][%{{.*}}, %[[I]]] : memref<8x4xf32>
// CHECK: %[[AFTER:.*]] = arith.addf %[[BEFORE]], %[[ELEMENT]] : f32
// CHECK: scf.yield %[[AFTER]] : f32
// CHECK: %[[RESULT:.*]] = math.absf %[[SUM]] : f32
// CHECK: memref.store %[[RESULT]], %[[Y]]
// CHECK-NOT: gpu.launch
func.func @sum(%x: memref<8x4xf32>, %y: memref<8xf32>) {
  %zero = arith.constant 0.0 : f32
  %sum = memref.alloc() : memref<8xf32>
  linalg.fill ins(%zero : f32) outs(%sum : memref<8xf32>)
  linalg.generic {indexing_maps = [#row, #own], iterator_types = ["parallel", "reduction"]}
      ins(%x : memref<8x4xf32>) outs(%sum : memref<8xf32>) {
  ^bb0(%a: f32, %b: f32):
    %0 = arith.addf %b, %a : f32
    linalg.yield %0 : f32
  }
  linalg.generic {indexing_maps = [#id, #id], iterator_types = ["parallel"]}
      ins(%sum : memref<8xf32>) outs(%y : memref<8xf32>) {
  ^bb0(%a: f32, %b: f32):
    %0 = math.absf %a : f32
    linalg.yield %0 : f32
  }
  return
}

// -----

#id = affine_map<(d0) -> (d0)>
#mirror = affine_map<(d0) -> (7 - d0)>

// What another thread has computed is read by another kernel, so that all
// threads are done before.

// CHECK-LABEL: func.func @others(
// CHECK: gpu.launch
// CHECK: math.absf
// CHECK: gpu.launch
// CHECK: math.ceil
func.func @others(%x: memref<8xf32>, %y: memref<8xf32>) {
  %0 = memref.alloc() : memref<8xf32>
  linalg.generic {indexing_maps = [#id, #id], iterator_types = ["parallel"]}
      ins(%x : memref<8xf32>) outs(%0 : memref<8xf32>) {
  ^bb0(%a: f32, %b: f32):
    %1 = math.absf %a : f32
    linalg.yield %1 : f32
  }
  linalg.generic {indexing_maps = [#mirror, #id], iterator_types = ["parallel"]}
      ins(%0 : memref<8xf32>) outs(%y : memref<8xf32>) {
  ^bb0(%a: f32, %b: f32):
    %1 = math.ceil %a : f32
    linalg.yield %1 : f32
  }
  return
}

// -----

#id = affine_map<(d0) -> (d0)>

// A buffer that is read later is written, and not read again within the kernel.

// CHECK-LABEL: func.func @kept(
// CHECK-SAME: %[[X:.*]]: memref<8xf32>, %[[Y:.*]]: memref<8xf32>, %[[Z:.*]]: memref<8xf32>)
// CHECK: gpu.launch
// CHECK: %[[A:.*]] = memref.load %[[X]]
// CHECK: %[[B:.*]] = math.absf %[[A]]
// CHECK: memref.store %[[B]], %[[Y]]
// CHECK-NOT: memref.load
// CHECK: %[[C:.*]] = math.ceil %[[B]]
// CHECK: memref.store %[[C]], %[[Z]]
func.func @kept(%x: memref<8xf32>, %y: memref<8xf32>, %z: memref<8xf32>) {
  linalg.generic {indexing_maps = [#id, #id], iterator_types = ["parallel"]}
      ins(%x : memref<8xf32>) outs(%y : memref<8xf32>) {
  ^bb0(%a: f32, %b: f32):
    %1 = math.absf %a : f32
    linalg.yield %1 : f32
  }
  linalg.generic {indexing_maps = [#id, #id], iterator_types = ["parallel"]}
      ins(%y : memref<8xf32>) outs(%z : memref<8xf32>) {
  ^bb0(%a: f32, %b: f32):
    %1 = math.ceil %a : f32
    linalg.yield %1 : f32
  }
  return
}

// -----

// A copy into a part of a buffer is a kernel, which is given the whole buffer.
// There are more threads than elements.

// CHECK-LABEL: func.func @part(
// CHECK-SAME: %[[X:.*]]: memref<200xf32>, %[[Y:.*]]: memref<2x200xf32>)
// CHECK-NOT: memref.subview
// CHECK: gpu.launch blocks(%{{.*}}) in (%{{.*}} = %c2{{.*}}) threads(%{{.*}}) in (%{{.*}} = %c128
// CHECK: %[[PART:.*]] = memref.subview %[[Y]][1, 0] [1, 200] [1, 1]
// CHECK: %[[NEEDED:.*]] = arith.cmpi ult, %{{.*}}, %c200
// CHECK: scf.if %[[NEEDED]] {
// CHECK: %[[A:.*]] = memref.load %[[X]]
// CHECK: memref.store %[[A]], %[[PART]]
func.func @part(%x: memref<200xf32>, %y: memref<2x200xf32>) {
  %0 = memref.subview %y[1, 0] [1, 200] [1, 1]
      : memref<2x200xf32> to memref<200xf32, strided<[1], offset: 200>>
  memref.copy %x, %0 : memref<200xf32> to memref<200xf32, strided<[1], offset: 200>>
  return
}

// -----

#a = affine_map<(m, n, k) -> (m, k)>
#b = affine_map<(m, n, k) -> (k, n)>
#c = affine_map<(m, n, k) -> (m, n)>

// Of a large product of bytes, a thread has four places in each loop, a quarter
// of the extent apart, and loads four elements of each operand for sixteen
// products.

// CHECK-LABEL: func.func @product(
// CHECK: gpu.launch {{.*}} in (%{{.*}} = %c128{{.*}}) threads
// CHECK: affine.delinearize_index %{{.*}} into (128, 128)
// CHECK: scf.for
// CHECK-COUNT-8: memref.load
// CHECK-NOT: memref.load
// CHECK: scf.yield
// CHECK-COUNT-16: memref.store
func.func @product(%a: memref<512x64xi8>, %b: memref<64x512xi8>, %c: memref<512x512xi32>) {
  %zero = arith.constant 0 : i32
  linalg.fill ins(%zero : i32) outs(%c : memref<512x512xi32>)
  linalg.generic {indexing_maps = [#a, #b, #c],
                  iterator_types = ["parallel", "parallel", "reduction"]}
      ins(%a, %b : memref<512x64xi8>, memref<64x512xi8>) outs(%c : memref<512x512xi32>) {
  ^bb0(%x: i8, %y: i8, %sum: i32):
    %0 = arith.extsi %x : i8 to i32
    %1 = arith.extsi %y : i8 to i32
    %2 = arith.muli %0, %1 : i32
    %3 = arith.addi %sum, %2 : i32
    linalg.yield %3 : i32
  }
  return
}

// -----

#id = affine_map<(d0) -> (d0)>

// What comes between and has nothing to do with it does not keep operations
// apart: here the border around the result, which is computed before.

// CHECK-LABEL: func.func @border(
// CHECK-SAME: %[[X:.*]]: memref<8xf32>, %[[Y:.*]]: memref<10xf32>)
// CHECK-NOT: memref.alloc
// CHECK: gpu.launch {{.*}} threads(%{{.*}}) in (%{{.*}} = %c10
// CHECK: memref.store %cst, %[[Y]]
// CHECK: gpu.launch {{.*}} threads(%{{.*}}) in (%{{.*}} = %c8
// CHECK: %[[PART:.*]] = memref.subview %[[Y]][1] [8] [1]
// CHECK: %[[A:.*]] = memref.load %[[X]]
// CHECK: %[[B:.*]] = math.absf %[[A]]
// CHECK: memref.store %[[B]], %[[PART]]
// CHECK-NOT: gpu.launch
func.func @border(%x: memref<8xf32>, %y: memref<10xf32>) {
  %zero = arith.constant 0.0 : f32
  %0 = memref.alloc() : memref<8xf32>
  linalg.generic {indexing_maps = [#id, #id], iterator_types = ["parallel"]}
      ins(%x : memref<8xf32>) outs(%0 : memref<8xf32>) {
  ^bb0(%a: f32, %b: f32):
    %1 = math.absf %a : f32
    linalg.yield %1 : f32
  }
  linalg.fill ins(%zero : f32) outs(%y : memref<10xf32>)
  %1 = memref.subview %y[1] [8] [1] : memref<10xf32> to memref<8xf32, strided<[1], offset: 1>>
  memref.copy %0, %1 : memref<8xf32> to memref<8xf32, strided<[1], offset: 1>>
  return
}

// -----

#id = affine_map<(d0) -> (d0)>

// What reads what is computed before keeps its place.

// CHECK-LABEL: func.func @order(
// CHECK: gpu.launch
// CHECK: math.absf
// CHECK: gpu.launch
// CHECK: math.ceil
// CHECK: gpu.launch
// CHECK: math.floor
func.func @order(%x: memref<8xf32>, %1: memref<7xf32>, %y: memref<8xf32>) {
  %0 = memref.alloc() : memref<8xf32>
  %part = memref.subview %0[1] [7] [1] : memref<8xf32> to memref<7xf32, strided<[1], offset: 1>>
  linalg.generic {indexing_maps = [#id, #id], iterator_types = ["parallel"]}
      ins(%x : memref<8xf32>) outs(%0 : memref<8xf32>) {
  ^bb0(%a: f32, %b: f32):
    %2 = math.absf %a : f32
    linalg.yield %2 : f32
  }
  linalg.generic {indexing_maps = [#id, #id], iterator_types = ["parallel"]}
      ins(%part : memref<7xf32, strided<[1], offset: 1>>) outs(%1 : memref<7xf32>) {
  ^bb0(%a: f32, %b: f32):
    %2 = math.ceil %a : f32
    linalg.yield %2 : f32
  }
  linalg.generic {indexing_maps = [#id, #id, #id], iterator_types = ["parallel"]}
      ins(%0, %0 : memref<8xf32>, memref<8xf32>) outs(%y : memref<8xf32>) {
  ^bb0(%a: f32, %b: f32, %c: f32):
    %2 = math.floor %a : f32
    linalg.yield %2 : f32
  }
  return
}

// -----

#own = affine_map<(d0, d1) -> (d0)>
#row = affine_map<(d0, d1) -> (d0, d1)>

// Of few long sums, each has a block of threads, which read side by side and add
// up their parts.

// CHECK-LABEL: func.func @long_sum(
// CHECK-SAME: %[[X:.*]]: memref<8x1024xf32>, %[[Y:.*]]: memref<8xf32>)
// CHECK: gpu.launch blocks(%{{.*}}) in (%{{.*}} = %c8{{.*}}) threads(%[[T:.*]], %{{.*}}, %{{.*}}) in (%{{.*}} = %c128
// CHECK: %[[PART:.*]] = scf.for %[[I:.*]] = %[[T]] to %c1024 step %c128 iter_args(
// CHECK: memref.load %[[X]][%{{.*}}, %[[I]]]
// CHECK: %[[SUM:.*]] = gpu.all_reduce %[[PART]] uniform {
// CHECK-NEXT: ^bb0(%[[LHS:.*]]: f32, %[[RHS:.*]]: f32):
// CHECK-NEXT: %[[BOTH:.*]] = arith.addf %[[LHS]], %[[RHS]]
// CHECK-NEXT: gpu.yield %[[BOTH]]
// CHECK: %[[IS_FIRST:.*]] = arith.cmpi eq, %[[T]], %c0
// CHECK: scf.if %[[IS_FIRST]] {
// CHECK: %[[ALL:.*]] = arith.addf %[[SUM]], %cst
// CHECK: memref.store %[[ALL]], %[[Y]]
func.func @long_sum(%x: memref<8x1024xf32>, %y: memref<8xf32>) {
  %zero = arith.constant 0.0 : f32
  linalg.fill ins(%zero : f32) outs(%y : memref<8xf32>)
  linalg.generic {indexing_maps = [#row, #own], iterator_types = ["parallel", "reduction"]}
      ins(%x : memref<8x1024xf32>) outs(%y : memref<8xf32>) {
  ^bb0(%a: f32, %b: f32):
    %0 = arith.addf %b, %a : f32
    linalg.yield %0 : f32
  }
  return
}

// -----

#id = affine_map<(d0, d1) -> (d0, d1)>
#row = affine_map<(d0, d1) -> (d0, 0)>

// Of a large operation element by element, a thread has four places beside each
// other, which one access is for.

// CHECK-LABEL: func.func @adjacent(
// CHECK-SAME: %[[X:.*]]: memref<256x512xf32>, %[[B:.*]]: memref<256x1xf32>, %[[Y:.*]]: memref<256x512xf32>)
// CHECK: gpu.launch {{.*}} in (%{{.*}} = %c256{{.*}}) threads(%{{.*}}) in (%{{.*}} = %c128
// CHECK: affine.delinearize_index %{{.*}} into (256, 128)
// CHECK-COUNT-4: memref.load %[[X]]
// CHECK-COUNT-4: memref.store %{{.*}}, %[[Y]]
// CHECK-NOT: memref.store
// CHECK: gpu.terminator
func.func @adjacent(%x: memref<256x512xf32>, %b: memref<256x1xf32>, %y: memref<256x512xf32>) {
  linalg.generic {indexing_maps = [#id, #row, #id], iterator_types = ["parallel", "parallel"]}
      ins(%x, %b : memref<256x512xf32>, memref<256x1xf32>) outs(%y : memref<256x512xf32>) {
  ^bb0(%a: f32, %c: f32, %d: f32):
    %0 = arith.addf %a, %c : f32
    linalg.yield %0 : f32
  }
  return
}

// -----

#id = affine_map<(d0, d1) -> (d0, d1)>

// Rows that begin anywhere are accessed element by element.

// CHECK-LABEL: func.func @not_adjacent(
// CHECK: affine.delinearize_index %{{.*}} into (256, 512)
func.func @not_adjacent(%x: memref<256x512xf32, strided<[513, 1]>>, %y: memref<256x512xf32>) {
  linalg.generic {indexing_maps = [#id, #id], iterator_types = ["parallel", "parallel"]}
      ins(%x : memref<256x512xf32, strided<[513, 1]>>) outs(%y : memref<256x512xf32>) {
  ^bb0(%a: f32, %b: f32):
    %0 = math.absf %a : f32
    linalg.yield %0 : f32
  }
  return
}
