// RUN: nnef-opt %s --nnef-outline-kernels --canonicalize --split-input-file | FileCheck %s

// A product with what follows it, and a border around the result, are one
// function. The second layer is like the first one, and shares it.

// CHECK: func.func private @net_kernel(%{{.*}}: tensor<4x8xf32>, %{{.*}}: tensor<8x8xf32>, %[[out:.*]]: tensor<6x8xf32>) -> tensor<6x8xf32> attributes {llvm.bareptr, nnef.kernel = "{{[0-9a-f]+}}"}
// CHECK: linalg.matmul
// CHECK: linalg.exp
// CHECK: tensor.extract_slice %[[out]][0, 0] [1, 8]
// CHECK: linalg.fill
// CHECK: tensor.insert_slice {{.*}}[1, 0] [4, 8]
// CHECK-NOT: func.func private
// CHECK: func.func @net(%[[x:.*]]: tensor<4x8xf32>
// CHECK: %[[y:.*]] = call @net_kernel(%[[x]],
// CHECK: %[[z:.*]] = call @net_kernel(%[[x]],
// CHECK: return %[[y]], %[[z]]
func.func @net(%x: tensor<4x8xf32>, %v: tensor<8x8xf32>, %w: tensor<8x8xf32>) -> (tensor<6x8xf32>, tensor<6x8xf32>) {
  %zero = arith.constant 0.0 : f32
  %empty = tensor.empty() : tensor<4x8xf32>
  %zeros = linalg.fill ins(%zero : f32) outs(%empty : tensor<4x8xf32>) -> tensor<4x8xf32>
  %0 = linalg.matmul ins(%x, %v : tensor<4x8xf32>, tensor<8x8xf32>) outs(%zeros : tensor<4x8xf32>) -> tensor<4x8xf32>
  %1 = linalg.exp ins(%0 : tensor<4x8xf32>) outs(%empty : tensor<4x8xf32>) -> tensor<4x8xf32>
  %2 = tensor.pad %1 low[1, 0] high[1, 0] {
  ^bb0(%i: index, %j: index):
    tensor.yield %zero : f32
  } : tensor<4x8xf32> to tensor<6x8xf32>
  %3 = linalg.matmul ins(%x, %w : tensor<4x8xf32>, tensor<8x8xf32>) outs(%zeros : tensor<4x8xf32>) -> tensor<4x8xf32>
  %4 = linalg.exp ins(%3 : tensor<4x8xf32>) outs(%empty : tensor<4x8xf32>) -> tensor<4x8xf32>
  %5 = tensor.pad %4 low[1, 0] high[1, 0] {
  ^bb0(%i: index, %j: index):
    tensor.yield %zero : f32
  } : tensor<4x8xf32> to tensor<6x8xf32>
  return %2, %5 : tensor<6x8xf32>, tensor<6x8xf32>
}

// -----

// What two others use is computed once, by a kernel of its own. Sums that begin
// with a constant begin with it in the memory of the result.

// CHECK: func.func private @shared_kernel(%{{.*}}: tensor<4x8xf32>, %{{.*}}: tensor<8x8xf32>, %[[out:.*]]: tensor<4x8xf32>)
// CHECK: linalg.fill {{.*}} outs(%[[out]] :
// CHECK: linalg.matmul
// CHECK-NOT: linalg.exp
// CHECK: return
// CHECK: func.func @shared(
// CHECK-COUNT-3: call @shared_kernel
func.func @shared(%x: tensor<4x8xf32>, %w: tensor<8x8xf32>) -> (tensor<4x8xf32>, tensor<4x8xf32>) {
  %ones = arith.constant dense<1.0> : tensor<4x8xf32>
  %empty = tensor.empty() : tensor<4x8xf32>
  %0 = linalg.matmul ins(%x, %w : tensor<4x8xf32>, tensor<8x8xf32>) outs(%ones : tensor<4x8xf32>) -> tensor<4x8xf32>
  %1 = linalg.exp ins(%0 : tensor<4x8xf32>) outs(%empty : tensor<4x8xf32>) -> tensor<4x8xf32>
  %2 = linalg.log ins(%0 : tensor<4x8xf32>) outs(%empty : tensor<4x8xf32>) -> tensor<4x8xf32>
  return %1, %2 : tensor<4x8xf32>, tensor<4x8xf32>
}

// -----

// Tensors of unknown extents stay where they are.

// CHECK-LABEL: func.func @dynamic(
// CHECK-NOT: call
func.func @dynamic(%x: tensor<?x8xf32>, %y: tensor<?x8xf32>) -> tensor<?x8xf32> {
  %0 = linalg.exp ins(%x : tensor<?x8xf32>) outs(%y : tensor<?x8xf32>) -> tensor<?x8xf32>
  return %0 : tensor<?x8xf32>
}

// -----

// A border around what is there already is a kernel too: a copy into the place
// between the edges.

// CHECK: func.func private @border_kernel(%[[x:.*]]: tensor<4x8xf32>, %[[out:.*]]: tensor<6x8xf32>)
// CHECK: %[[copy:.*]] = linalg.copy ins(%[[x]]
// CHECK: tensor.insert_slice %[[copy]] into %{{.*}}[2, 0] [4, 8]
func.func @border(%x: tensor<4x8xf32>) -> tensor<6x8xf32> {
  %zero = arith.constant 0.0 : f32
  %0 = tensor.pad %x low[2, 0] high[0, 0] {
  ^bb0(%i: index, %j: index):
    tensor.yield %zero : f32
  } : tensor<4x8xf32> to tensor<6x8xf32>
  return %0 : tensor<6x8xf32>
}

// -----

// What is computed row by row, of rows that nobody else needs, is one kernel.

// CHECK: func.func private @rows_kernel(%[[x:.*]]: tensor<4x100xf32>, %[[out:.*]]: tensor<4x100xf32>)
// CHECK: linalg.reduce
// CHECK: linalg.generic
// CHECK: linalg.reduce
// CHECK: linalg.generic {{.*}} outs(%[[out]] :
// CHECK: func.func @rows(
// CHECK: call @rows_kernel(
// CHECK-NOT: call
#row = affine_map<(i, j) -> (i, j)>
#number = affine_map<(i, j) -> (i)>
func.func @rows(%x: tensor<4x100xf32>) -> tensor<4x100xf32> {
  %zero = arith.constant 0.0 : f32
  %numbers = tensor.empty() : tensor<4xf32>
  %empty = tensor.empty() : tensor<4x100xf32>
  %zeros = linalg.fill ins(%zero : f32) outs(%numbers : tensor<4xf32>) -> tensor<4xf32>
  %0 = linalg.reduce { arith.addf } ins(%x : tensor<4x100xf32>) outs(%zeros : tensor<4xf32>) dimensions = [1]
  %1 = linalg.generic {indexing_maps = [#row, #number, #row], iterator_types = ["parallel", "parallel"]} ins(%x, %0 : tensor<4x100xf32>, tensor<4xf32>) outs(%empty : tensor<4x100xf32>) {
  ^bb0(%a: f32, %b: f32, %c: f32):
    %difference = arith.subf %a, %b : f32
    linalg.yield %difference : f32
  } -> tensor<4x100xf32>
  %2 = linalg.reduce { arith.mulf } ins(%1 : tensor<4x100xf32>) outs(%zeros : tensor<4xf32>) dimensions = [1]
  %3 = linalg.generic {indexing_maps = [#row, #number, #row], iterator_types = ["parallel", "parallel"]} ins(%1, %2 : tensor<4x100xf32>, tensor<4xf32>) outs(%empty : tensor<4x100xf32>) {
  ^bb0(%a: f32, %b: f32, %c: f32):
    %quotient = arith.divf %a, %b : f32
    linalg.yield %quotient : f32
  } -> tensor<4x100xf32>
  return %3 : tensor<4x100xf32>
}

// -----

// Columns are not rows: each sum needs all of what comes before.

// CHECK: func.func @columns(
// CHECK-COUNT-2: call @columns_kernel
func.func @columns(%x: tensor<4x100xf32>) -> tensor<100xf32> {
  %zero = arith.constant 0.0 : f32
  %numbers = tensor.empty() : tensor<100xf32>
  %empty = tensor.empty() : tensor<4x100xf32>
  %zeros = linalg.fill ins(%zero : f32) outs(%numbers : tensor<100xf32>) -> tensor<100xf32>
  %0 = linalg.exp ins(%x : tensor<4x100xf32>) outs(%empty : tensor<4x100xf32>) -> tensor<4x100xf32>
  %1 = linalg.reduce { arith.addf } ins(%0 : tensor<4x100xf32>) outs(%zeros : tensor<100xf32>) dimensions = [0]
  return %1 : tensor<100xf32>
}
