// RUN: nnef-opt %s --nnef-to-linalg --mlir-print-local-scope | FileCheck %s

// CHECK-LABEL: func @reshape
func.func @reshape(%x: tensor<2x3x4xf32>) -> (tensor<2x12xf32>, tensor<4x6xf32>) {
  // CHECK: tensor.collapse_shape %{{.+}} {{\[\[}}0], [1, 2]] : tensor<2x3x4xf32> into tensor<2x12xf32>
  %0 = nnef.reshape %x shape = [0, -1] : (tensor<2x3x4xf32>) -> tensor<2x12xf32>
  // Where dimensions do not go together, through all elements in a row.
  // CHECK: %[[FLAT:.+]] = tensor.collapse_shape %{{.+}} {{\[\[}}0, 1, 2]] : tensor<2x3x4xf32> into tensor<24xf32>
  // CHECK: tensor.expand_shape %[[FLAT]] {{\[\[}}0, 1]] output_shape [4, 6] : tensor<24xf32> into tensor<4x6xf32>
  %1 = nnef.reshape %x shape = [4, 6] : (tensor<2x3x4xf32>) -> tensor<4x6xf32>
  return %0, %1 : tensor<2x12xf32>, tensor<4x6xf32>
}

// CHECK-LABEL: func @dynamic_reshape
func.func @dynamic_reshape(%x: tensor<?x4xf32>) -> (tensor<?xf32>, tensor<2x?xf32>) {
  // CHECK: tensor.collapse_shape %{{.+}} {{\[\[}}0, 1]] : tensor<?x4xf32> into tensor<?xf32>
  %0 = nnef.reshape %x shape = [-1] : (tensor<?x4xf32>) -> tensor<?xf32>
  // CHECK: %[[REST:.+]] = affine.apply affine_map<()[s0] -> (s0 * 2)>()[%{{.+}}]
  // CHECK: %[[FLAT:.+]] = tensor.collapse_shape %{{.+}} {{\[\[}}0, 1]] : tensor<?x4xf32> into tensor<?xf32>
  // CHECK: tensor.expand_shape %[[FLAT]] {{\[\[}}0, 1]] output_shape [2, %[[REST]]] : tensor<?xf32> into tensor<2x?xf32>
  %1 = nnef.reshape %x shape = [2, -1] : (tensor<?x4xf32>) -> tensor<2x?xf32>
  return %0, %1 : tensor<?xf32>, tensor<2x?xf32>
}

// CHECK-LABEL: func @unit_dimensions
func.func @unit_dimensions(%x: tensor<2x3xf32>) -> tensor<2x1x3xf32> {
  // CHECK: tensor.expand_shape %{{.+}} output_shape [1, 2, 1, 3] : tensor<2x3xf32> into tensor<1x2x1x3xf32>
  %0 = nnef.unsqueeze %x axes = [0, 2] : (tensor<2x3xf32>) -> tensor<1x2x1x3xf32>
  // CHECK: tensor.collapse_shape %{{.+}} : tensor<1x2x1x3xf32> into tensor<2x1x3xf32>
  %1 = nnef.squeeze %0 axes = [0] : (tensor<1x2x1x3xf32>) -> tensor<2x1x3xf32>
  return %1 : tensor<2x1x3xf32>
}

// CHECK-LABEL: func @transpose
func.func @transpose(%x: tensor<2x3x4xf32>) -> tensor<3x2x4xf32> {
  // CHECK: linalg.transpose ins(%{{.+}} : tensor<2x3x4xf32>) outs(%{{.+}} : tensor<3x2x4xf32>) permutation = [1, 0, 2]
  %0 = nnef.transpose %x axes = [1, 0] : (tensor<2x3x4xf32>) -> tensor<3x2x4xf32>
  return %0 : tensor<3x2x4xf32>
}

// CHECK-LABEL: func @concat
// CHECK-SAME: (%[[X:.+]]: tensor<2x3xf32>, %[[Y:.+]]: tensor<2x5xf32>)
func.func @concat(%x: tensor<2x3xf32>, %y: tensor<2x5xf32>) -> tensor<2x8xf32> {
  // CHECK: %[[EMPTY:.+]] = tensor.empty() : tensor<2x8xf32>
  // CHECK: %[[FIRST:.+]] = tensor.insert_slice %[[X]] into %[[EMPTY]][0, 0] [2, 3] [1, 1]
  // CHECK: tensor.insert_slice %[[Y]] into %[[FIRST]][0, 3] [2, 5] [1, 1]
  %0 = nnef.concat %x, %y axis = 1 : (tensor<2x3xf32>, tensor<2x5xf32>) -> tensor<2x8xf32>
  return %0 : tensor<2x8xf32>
}

// CHECK-LABEL: func @stack
func.func @stack(%x: tensor<2xf32>, %y: tensor<2xf32>) -> tensor<2x2xf32> {
  // CHECK: tensor.insert_slice %{{.+}} into %{{.+}}[0, 0] [2, 1] [1, 1]
  // CHECK: tensor.insert_slice %{{.+}} into %{{.+}}[0, 1] [2, 1] [1, 1]
  %0 = nnef.stack %x, %y axis = 1 : (tensor<2xf32>, tensor<2xf32>) -> tensor<2x2xf32>
  return %0 : tensor<2x2xf32>
}

// CHECK-LABEL: func @split
func.func @split(%x: tensor<2x8xf32>) -> (tensor<2x2xf32>, tensor<2x6xf32>) {
  // CHECK: tensor.extract_slice %{{.+}}[0, 0] [2, 2] [1, 1]
  // CHECK: tensor.extract_slice %{{.+}}[0, 2] [2, 6] [1, 1]
  %0:2 = nnef.split %x axis = 1 ratios = [1, 3] : (tensor<2x8xf32>) -> (tensor<2x2xf32>, tensor<2x6xf32>)
  return %0#0, %0#1 : tensor<2x2xf32>, tensor<2x6xf32>
}

// CHECK-LABEL: func @unstack
func.func @unstack(%x: tensor<2x3xf32>) -> (tensor<3xf32>, tensor<3xf32>) {
  // CHECK: tensor.extract_slice %{{.+}}[0, 0] [1, 3] [1, 1]
  // CHECK: tensor.collapse_shape
  // CHECK: tensor.extract_slice %{{.+}}[1, 0] [1, 3] [1, 1]
  // CHECK: tensor.collapse_shape
  %0:2 = nnef.unstack %x axis = 0 : (tensor<2x3xf32>) -> (tensor<3xf32>, tensor<3xf32>)
  return %0#0, %0#1 : tensor<3xf32>, tensor<3xf32>
}

// CHECK-LABEL: func @slice
func.func @slice(%x: tensor<?x8xf32>) -> tensor<?x3xf32> {
  // From 1 on, before 7, every second: 1, 3, 5.
  // CHECK: tensor.extract_slice %{{.+}}[0, 1] [%{{.+}}, 3] [1, 2] : tensor<?x8xf32> to tensor<?x3xf32>
  %0 = nnef.slice %x axes = [1] begin = [1] end = [-1] stride = [2] : (tensor<?x8xf32>) -> tensor<?x3xf32>
  return %0 : tensor<?x3xf32>
}

// Slices of tensors do not run backwards.
// CHECK-LABEL: func @reverse
func.func @reverse(%x: tensor<8xf32>) -> tensor<8xf32> {
  // CHECK: linalg.generic
  // CHECK: %[[I:.+]] = linalg.index 0
  // CHECK: %[[STEP:.+]] = arith.constant -1 : index
  // CHECK: %[[OFFSET:.+]] = arith.muli %[[I]], %[[STEP]]
  // CHECK: %[[LAST:.+]] = arith.constant 7 : index
  // CHECK: %[[PLACE:.+]] = arith.addi %[[OFFSET]], %[[LAST]]
  // CHECK: tensor.extract %{{.+}}[%[[PLACE]]]
  %0 = nnef.slice %x axes = [0] begin = [-1] end = [-9] stride = [-1] : (tensor<8xf32>) -> tensor<8xf32>
  return %0 : tensor<8xf32>
}

// CHECK-LABEL: func @pad
func.func @pad(%x: tensor<8xf32>) -> (tensor<11xf32>, tensor<9xf32>, tensor<11xf32>) {
  // CHECK: %[[VALUE:.+]] = arith.constant 5.000000e-01 : f32
  // CHECK: tensor.pad %{{.+}} low[1] high[2]
  // CHECK: tensor.yield %[[VALUE]]
  %0 = nnef.pad %x padding = [(1, 2)] value = 0.5 : (tensor<8xf32>) -> tensor<11xf32>
  // CHECK: %[[REST:.+]] = tensor.extract_slice %{{.+}}[1] [7] [1]
  // CHECK: tensor.pad %[[REST]] low[0] high[2]
  %1 = nnef.pad %x padding = [(-1, 2)] : (tensor<8xf32>) -> tensor<9xf32>
  // CHECK: linalg.generic
  // CHECK: tensor.extract
  %2 = nnef.pad %x padding = [(1, 2)] border = reflect : (tensor<8xf32>) -> tensor<11xf32>
  return %0, %1, %2 : tensor<11xf32>, tensor<9xf32>, tensor<11xf32>
}

// CHECK-LABEL: func @tile
func.func @tile(%x: tensor<2x4xf32>) -> tensor<4x12xf32> {
  // CHECK: %[[COPIES:.+]] = linalg.broadcast ins(%{{.+}} : tensor<2x4xf32>) outs(%{{.+}} : tensor<2x2x3x4xf32>) dimensions = [0, 2]
  // CHECK: tensor.collapse_shape %[[COPIES]] {{\[\[}}0, 1], [2, 3]] : tensor<2x2x3x4xf32> into tensor<4x12xf32>
  %0 = nnef.tile %x repeats = [2, 3] : (tensor<2x4xf32>) -> tensor<4x12xf32>
  return %0 : tensor<4x12xf32>
}

// An index that is out of range must not read foreign memory.
// CHECK-LABEL: func @gather
// CHECK-SAME: (%[[X:.+]]: tensor<2x8x4xf32>, %[[INDICES:.+]]: tensor<3xi32>)
func.func @gather(%x: tensor<2x8x4xf32>, %indices: tensor<3xi32>) -> tensor<2x3x4xf32> {
  // CHECK: %[[I:.+]] = linalg.index 0
  // CHECK: %[[J:.+]] = linalg.index 1
  // CHECK: %[[K:.+]] = linalg.index 2
  // CHECK: tensor.extract %[[INDICES]][%[[J]]]
  // CHECK: arith.maxsi
  // CHECK: %[[PLACE:.+]] = arith.minsi
  // CHECK: tensor.extract %[[X]][%[[I]], %[[PLACE]], %[[K]]]
  %0 = nnef.gather %x, %indices axis = 1 : (tensor<2x8x4xf32>, tensor<3xi32>) -> tensor<2x3x4xf32>
  return %0 : tensor<2x3x4xf32>
}
