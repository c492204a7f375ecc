// RUN: nnef-opt %s --nnef-to-linalg --mlir-print-local-scope | FileCheck %s

// Linalg drops the reduced dimensions; NNEF keeps them, with extent 1.
// CHECK-LABEL: func @sum
// CHECK-SAME: (%[[X:.+]]: tensor<2x3x4xf32>)
func.func @sum(%x: tensor<2x3x4xf32>) -> tensor<2x1x1xf32> {
  // CHECK: %[[ZERO:.+]] = arith.constant 0.000000e+00 : f32
  // CHECK: %[[INIT:.+]] = linalg.fill ins(%[[ZERO]] : f32)
  // CHECK: %[[SUM:.+]] = linalg.reduce { arith.addf } ins(%[[X]] : tensor<2x3x4xf32>) outs(%[[INIT]] : tensor<2xf32>) dimensions = [1, 2]
  // CHECK: tensor.expand_shape %[[SUM]] {{\[\[}}0, 1, 2]] output_shape [2, 1, 1]
  %0 = nnef.sum_reduce %x axes = [2, 1] : (tensor<2x3x4xf32>) -> tensor<2x1x1xf32>
  return %0 : tensor<2x1x1xf32>
}

// CHECK-LABEL: func @max
func.func @max(%x: tensor<2x3xf32>) -> tensor<1x3xf32> {
  // CHECK: arith.constant 0xFF800000 : f32
  // CHECK: linalg.reduce {{.+}} dimensions = [0]
  // CHECK: arith.cmpf ogt
  %0 = nnef.max_reduce %x axes = [0] : (tensor<2x3xf32>) -> tensor<1x3xf32>
  return %0 : tensor<1x3xf32>
}

// CHECK-LABEL: func @min
func.func @min(%x: tensor<2x3xf32>) -> tensor<1x3xf32> {
  // CHECK: arith.constant 0x7F800000 : f32
  // CHECK: linalg.reduce {{.+}} dimensions = [0]
  // CHECK: arith.cmpf olt
  %0 = nnef.min_reduce %x axes = [0] : (tensor<2x3xf32>) -> tensor<1x3xf32>
  return %0 : tensor<1x3xf32>
}

// CHECK-LABEL: func @mean
func.func @mean(%x: tensor<2x3x4xf32>) -> tensor<2x1x1xf32> {
  // CHECK: linalg.reduce { arith.addf }
  // CHECK: %[[COUNT:.+]] = arith.constant 1.200000e+01 : f32
  // CHECK: arith.divf %{{.+}}, %[[COUNT]]
  %0 = nnef.mean_reduce %x axes = [1, 2] : (tensor<2x3x4xf32>) -> tensor<2x1x1xf32>
  return %0 : tensor<2x1x1xf32>
}

// What is not known is divided by at run time.
// CHECK-LABEL: func @dynamic_mean
// CHECK-SAME: (%[[X:.+]]: tensor<2x?xf32>)
func.func @dynamic_mean(%x: tensor<2x?xf32>) -> tensor<2x1xf32> {
  // CHECK: linalg.reduce { arith.addf }
  // CHECK: %[[LENGTH:.+]] = tensor.dim %[[X]], %{{.+}}
  // CHECK: %[[INTEGER:.+]] = arith.index_cast %[[LENGTH]] : index to i64
  // CHECK: arith.sitofp %[[INTEGER]] : i64 to f32
  // CHECK: arith.divf
  %0 = nnef.sum_reduce %x axes = [1] normalize = true : (tensor<2x?xf32>) -> tensor<2x1xf32>
  return %0 : tensor<2x1xf32>
}

// CHECK-LABEL: func @logical
func.func @logical(%x: tensor<2x3xi1>) -> (tensor<2x1xi1>, tensor<2x1xi1>) {
  // CHECK: arith.constant true
  // CHECK: linalg.reduce
  // CHECK: arith.andi
  %0 = nnef.all_reduce %x axes = [1] : (tensor<2x3xi1>) -> tensor<2x1xi1>
  // CHECK: arith.constant false
  // CHECK: linalg.reduce
  // CHECK: arith.ori
  %1 = nnef.any_reduce %x axes = [1] : (tensor<2x3xi1>) -> tensor<2x1xi1>
  return %0, %1 : tensor<2x1xi1>, tensor<2x1xi1>
}

// The first of equal elements wins: only what is greater is better.
// CHECK-LABEL: func @argmax
func.func @argmax(%x: tensor<2x3x4xf32>) -> tensor<2x1x4xi32> {
  // CHECK: linalg.generic
  // CHECK-SAME: indexing_maps = [affine_map<(d0, d1, d2) -> (d0, d1, d2)>, affine_map<(d0, d1, d2) -> (d0, d2)>, affine_map<(d0, d1, d2) -> (d0, d2)>]
  // CHECK-SAME: iterator_types = ["parallel", "reduction", "parallel"]
  // CHECK: linalg.index 1
  // CHECK: arith.cmpf ogt
  %0 = nnef.argmax_reduce %x axes = [1] : (tensor<2x3x4xf32>) -> tensor<2x1x4xi32>
  return %0 : tensor<2x1x4xi32>
}

// CHECK-LABEL: func @moments
func.func @moments(%x: tensor<2x3xf32>) -> (tensor<2x1xf32>, tensor<2x1xf32>) {
  // CHECK: linalg.reduce { arith.addf }
  // CHECK: arith.divf
  // CHECK: arith.subf
  // CHECK: arith.mulf
  // CHECK: linalg.reduce { arith.addf }
  // CHECK: arith.divf
  %0:2 = nnef.moments %x axes = [1] : (tensor<2x3xf32>) -> (tensor<2x1xf32>, tensor<2x1xf32>)
  return %0#0, %0#1 : tensor<2x1xf32>, tensor<2x1xf32>
}

// Nothing to reduce.
// CHECK-LABEL: func @no_axes
// CHECK-SAME: (%[[X:.+]]: tensor<2x3xf32>)
func.func @no_axes(%x: tensor<2x3xf32>) -> tensor<2x3xf32> {
  // CHECK-NOT: linalg
  // CHECK: return %[[X]]
  %0 = nnef.max_reduce %x axes = [] : (tensor<2x3xf32>) -> tensor<2x3xf32>
  return %0 : tensor<2x3xf32>
}
