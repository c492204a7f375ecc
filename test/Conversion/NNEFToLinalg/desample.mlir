// RUN: nnef-opt %s --nnef-to-linalg --mlir-print-local-scope | FileCheck %s

// Each element of the output looks for the windows that chose it. Where they lie
// side by side there is one, and all loops are parallel.
// CHECK-LABEL: func @apart
// CHECK-SAME: (%[[X:.+]]: tensor<1x8x4x4xf32>, %[[INDEX:.+]]: tensor<1x8x4x4xi32>)
func.func @apart(%x: tensor<1x8x4x4xf32>, %index: tensor<1x8x4x4xi32>) -> tensor<1x8x8x8xf32> {
  // CHECK: linalg.generic
  // CHECK-SAME: iterator_types = ["parallel", "parallel", "parallel", "parallel"]
  // CHECK: %[[CHOSEN:.+]] = tensor.extract %[[INDEX]]
  // CHECK: arith.cmpi eq, %[[CHOSEN]]
  // CHECK: %[[ELEMENT:.+]] = tensor.extract %[[X]]
  // CHECK: arith.select %{{.+}}, %[[ELEMENT]]
  // CHECK: arith.addf
  %0 = nnef.desample %x, %index size = [1, 1, 2, 2] padding = [(0, 0), (0, 0), (0, 0), (0, 0)] stride = [1, 1, 2, 2] : (tensor<1x8x4x4xf32>, tensor<1x8x4x4xi32>) -> tensor<1x8x8x8xf32>
  return %0 : tensor<1x8x8x8xf32>
}

// Where they overlap, a loop over those that have the element under them adds up.
// CHECK-LABEL: func @overlapping
func.func @overlapping(%x: tensor<1x8x4x4xf32>, %index: tensor<1x8x4x4xi32>) -> tensor<1x8x8x4xf32> {
  // CHECK: %[[WINDOWS:.+]] = tensor.empty() : tensor<2x3xf32>
  // CHECK: linalg.generic
  // CHECK-SAME: iterator_types = ["parallel", "parallel", "parallel", "parallel", "reduction", "reduction"]
  // CHECK-SAME: ins(%[[WINDOWS]] :
  %0 = nnef.desample %x, %index size = [1, 1, 3, 3] stride = [1, 1, 2, 1] : (tensor<1x8x4x4xf32>, tensor<1x8x4x4xi32>) -> tensor<1x8x8x4xf32>
  return %0 : tensor<1x8x8x4xf32>
}
