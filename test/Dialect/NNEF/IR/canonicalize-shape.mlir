// RUN: nnef-opt %s --canonicalize | FileCheck %s

// Operations that leave a tensor as it is go away, and those in a row are one.

// CHECK-LABEL: func @copy
// CHECK-SAME: (%[[X:.+]]: tensor<2x3xf32>)
func.func @copy(%x: tensor<2x3xf32>) -> tensor<2x3xf32> {
  // CHECK-NEXT: return %[[X]]
  %0 = nnef.copy %x : tensor<2x3xf32>
  %1 = nnef.copy %0 : tensor<2x3xf32>
  return %1 : tensor<2x3xf32>
}

// CHECK-LABEL: func @copy_n
// CHECK-SAME: (%[[X:.+]]: tensor<2x3xf32>)
func.func @copy_n(%x: tensor<2x3xf32>) -> (tensor<2x3xf32>, tensor<2x3xf32>) {
  // CHECK-NEXT: return %[[X]], %[[X]]
  %0:2 = nnef.copy_n %x times = 2 : (tensor<2x3xf32>) -> (tensor<2x3xf32>, tensor<2x3xf32>)
  return %0#0, %0#1 : tensor<2x3xf32>, tensor<2x3xf32>
}

//===----------------------------------------------------------------------===//
// Reshapes
//===----------------------------------------------------------------------===//

// CHECK-LABEL: func @identity_reshape
// CHECK-SAME: (%[[X:.+]]: tensor<2x3xf32>, %[[Y:.+]]: tensor<2x?xf32>, %[[Z:.+]]: tensor<?x?xf32>)
func.func @identity_reshape(%x: tensor<2x3xf32>, %y: tensor<2x?xf32>, %z: tensor<?x?xf32>)
    -> (tensor<2x3xf32>, tensor<2x?xf32>, tensor<?x?xf32>) {
  // CHECK-NEXT: return %[[X]], %[[Y]], %[[Z]]
  %0 = nnef.reshape %x shape = [0, -1] : (tensor<2x3xf32>) -> tensor<2x3xf32>
  %1 = nnef.reshape %y shape = [2, -1] : (tensor<2x?xf32>) -> tensor<2x?xf32>
  %2 = nnef.reshape %z shape = [0, 0] : (tensor<?x?xf32>) -> tensor<?x?xf32>
  return %0, %1, %2 : tensor<2x3xf32>, tensor<2x?xf32>, tensor<?x?xf32>
}

// The types are the same, but the run time may tell them apart.
// CHECK-LABEL: func @dynamic_reshape
func.func @dynamic_reshape(%x: tensor<?x?xf32>) -> tensor<?x?xf32> {
  // CHECK: nnef.reshape
  %0 = nnef.reshape %x shape = [-1, 2] : (tensor<?x?xf32>) -> tensor<?x?xf32>
  return %0 : tensor<?x?xf32>
}

// CHECK-LABEL: func @back_and_forth
// CHECK-SAME: (%[[X:.+]]: tensor<2x3xf32>)
func.func @back_and_forth(%x: tensor<2x3xf32>) -> (tensor<2x3xf32>, tensor<2x3xf32>) {
  // CHECK-NEXT: return %[[X]], %[[X]]
  %0 = nnef.reshape %x shape = [6] : (tensor<2x3xf32>) -> tensor<6xf32>
  %1 = nnef.reshape %0 shape = [2, 3] : (tensor<6xf32>) -> tensor<2x3xf32>
  %2 = nnef.unsqueeze %x axes = [0] : (tensor<2x3xf32>) -> tensor<1x2x3xf32>
  %3 = nnef.squeeze %2 axes = [0] : (tensor<1x2x3xf32>) -> tensor<2x3xf32>
  return %1, %3 : tensor<2x3xf32>, tensor<2x3xf32>
}

// CHECK-LABEL: func @reshapes_in_a_row
// CHECK-SAME: (%[[X:.+]]: tensor<2x1x3xf32>, %[[Y:.+]]: tensor<?x1x3xf32>)
func.func @reshapes_in_a_row(%x: tensor<2x1x3xf32>, %y: tensor<?x1x3xf32>)
    -> (tensor<6x1xf32>, tensor<?x3x1xf32>) {
  // CHECK-NEXT: nnef.reshape %[[X]] shape = [6, 1] : (tensor<2x1x3xf32>) -> tensor<6x1xf32>
  // CHECK-NEXT: nnef.reshape %[[Y]] shape = [-1, 3, 1] : (tensor<?x1x3xf32>) -> tensor<?x3x1xf32>
  // CHECK-NEXT: return
  %0 = nnef.squeeze %x axes = [1] : (tensor<2x1x3xf32>) -> tensor<2x3xf32>
  %1 = nnef.reshape %0 shape = [6] : (tensor<2x3xf32>) -> tensor<6xf32>
  %2 = nnef.unsqueeze %1 axes = [1] : (tensor<6xf32>) -> tensor<6x1xf32>
  %3 = nnef.squeeze %y axes = [1] : (tensor<?x1x3xf32>) -> tensor<?x3xf32>
  %4 = nnef.unsqueeze %3 axes = [2] : (tensor<?x3xf32>) -> tensor<?x3x1xf32>
  return %2, %4 : tensor<6x1xf32>, tensor<?x3x1xf32>
}

// One reshape could not say which extent is which.
// CHECK-LABEL: func @two_unknown_extents
func.func @two_unknown_extents(%x: tensor<?x1x?xf32>) -> tensor<?x?x1xf32> {
  // CHECK-NEXT: nnef.squeeze
  // CHECK-NEXT: nnef.unsqueeze
  %0 = nnef.squeeze %x axes = [1] : (tensor<?x1x?xf32>) -> tensor<?x?xf32>
  %1 = nnef.unsqueeze %0 axes = [2] : (tensor<?x?xf32>) -> tensor<?x?x1xf32>
  return %1 : tensor<?x?x1xf32>
}

//===----------------------------------------------------------------------===//
// Transposes
//===----------------------------------------------------------------------===//

// CHECK-LABEL: func @identity_transpose
// CHECK-SAME: (%[[X:.+]]: tensor<2x?xf32>)
func.func @identity_transpose(%x: tensor<2x?xf32>) -> (tensor<2x?xf32>, tensor<2x?xf32>) {
  // CHECK-NEXT: return %[[X]], %[[X]]
  %0 = nnef.transpose %x axes = [0, 1] : (tensor<2x?xf32>) -> tensor<2x?xf32>
  %1 = nnef.transpose %x axes = [] : (tensor<2x?xf32>) -> tensor<2x?xf32>
  return %0, %1 : tensor<2x?xf32>, tensor<2x?xf32>
}

// Equal extents do not make it an identity.
// CHECK-LABEL: func @square_transpose
func.func @square_transpose(%x: tensor<3x3xf32>) -> tensor<3x3xf32> {
  // CHECK: nnef.transpose
  %0 = nnef.transpose %x axes = [1, 0] : (tensor<3x3xf32>) -> tensor<3x3xf32>
  return %0 : tensor<3x3xf32>
}

// A fold must not change the type.
// CHECK-LABEL: func @transpose_of_less_known_type
func.func @transpose_of_less_known_type(%x: tensor<2x3xf32>) -> tensor<?x3xf32> {
  // CHECK: nnef.transpose
  %0 = nnef.transpose %x axes = [0, 1] : (tensor<2x3xf32>) -> tensor<?x3xf32>
  return %0 : tensor<?x3xf32>
}

// CHECK-LABEL: func @inverse_transposes
// CHECK-SAME: (%[[X:.+]]: tensor<1x?x4x3xf32>)
func.func @inverse_transposes(%x: tensor<1x?x4x3xf32>) -> tensor<1x?x4x3xf32> {
  // CHECK-NEXT: return %[[X]]
  %0 = nnef.transpose %x axes = [0, 3, 1, 2] : (tensor<1x?x4x3xf32>) -> tensor<1x3x?x4xf32>
  %1 = nnef.transpose %0 axes = [0, 2, 3, 1] : (tensor<1x3x?x4xf32>) -> tensor<1x?x4x3xf32>
  return %1 : tensor<1x?x4x3xf32>
}

// A rotation twice is the other rotation; a swap of the first dimensions leaves
// the others in place.
// CHECK-LABEL: func @transposes_in_a_row
// CHECK-SAME: (%[[X:.+]]: tensor<2x3x4xf32>)
func.func @transposes_in_a_row(%x: tensor<2x3x4xf32>) -> (tensor<4x2x3xf32>, tensor<4x3x2xf32>) {
  // CHECK-NEXT: nnef.transpose %[[X]] axes = [2, 0, 1] : (tensor<2x3x4xf32>) -> tensor<4x2x3xf32>
  // CHECK-NEXT: nnef.transpose %[[X]] axes = [2, 1, 0] : (tensor<2x3x4xf32>) -> tensor<4x3x2xf32>
  // CHECK-NEXT: return
  %0 = nnef.transpose %x axes = [1, 2, 0] : (tensor<2x3x4xf32>) -> tensor<3x4x2xf32>
  %1 = nnef.transpose %0 axes = [1, 2, 0] : (tensor<3x4x2xf32>) -> tensor<4x2x3xf32>
  %2 = nnef.transpose %0 axes = [1, 0] : (tensor<3x4x2xf32>) -> tensor<4x3x2xf32>
  return %1, %2 : tensor<4x2x3xf32>, tensor<4x3x2xf32>
}

//===----------------------------------------------------------------------===//
// Parts
//===----------------------------------------------------------------------===//

// CHECK-LABEL: func @one_part
// CHECK-SAME: (%[[X:.+]]: tensor<2x3xf32>)
func.func @one_part(%x: tensor<2x3xf32>) -> (tensor<2x3xf32>, tensor<2x3xf32>) {
  // CHECK-NEXT: return %[[X]], %[[X]]
  %0 = nnef.concat %x axis = 1 : (tensor<2x3xf32>) -> tensor<2x3xf32>
  %1 = nnef.split %x axis = 1 ratios = [3] : (tensor<2x3xf32>) -> tensor<2x3xf32>
  return %0, %1 : tensor<2x3xf32>, tensor<2x3xf32>
}

// CHECK-LABEL: func @one_layer
// CHECK-SAME: (%[[X:.+]]: tensor<2x1xf32>)
func.func @one_layer(%x: tensor<2x1xf32>) -> (tensor<2x1x1xf32>, tensor<2xf32>) {
  // CHECK-DAG: nnef.unsqueeze %[[X]] axes = [1] : (tensor<2x1xf32>) -> tensor<2x1x1xf32>
  // CHECK-DAG: nnef.squeeze %[[X]] axes = [1] : (tensor<2x1xf32>) -> tensor<2xf32>
  %0 = nnef.stack %x axis = 1 : (tensor<2x1xf32>) -> tensor<2x1x1xf32>
  %1 = nnef.unstack %x axis = 1 : (tensor<2x1xf32>) -> tensor<2xf32>
  return %0, %1 : tensor<2x1x1xf32>, tensor<2xf32>
}

// CHECK-LABEL: func @whole_slice
// CHECK-SAME: (%[[X:.+]]: tensor<1x8x?xf32>)
func.func @whole_slice(%x: tensor<1x8x?xf32>)
    -> (tensor<1x8x?xf32>, tensor<1x8x?xf32>, tensor<1x8x?xf32>) {
  // CHECK-NEXT: return %[[X]], %[[X]], %[[X]]
  %0 = nnef.slice %x axes = [1] begin = [0] end = [9] : (tensor<1x8x?xf32>) -> tensor<1x8x?xf32>
  %1 = nnef.slice %x axes = [1, 2] begin = [-8, 0] end = [0, 0] stride = [1, 1] : (tensor<1x8x?xf32>) -> tensor<1x8x?xf32>
  %2 = nnef.slice %x axes = [0] begin = [0] end = [1] stride = [2] : (tensor<1x8x?xf32>) -> tensor<1x8x?xf32>
  return %0, %1, %2 : tensor<1x8x?xf32>, tensor<1x8x?xf32>, tensor<1x8x?xf32>
}

// All elements, but backwards; and a part that is not known.
// CHECK-LABEL: func @other_slices
func.func @other_slices(%x: tensor<8x?xf32>) -> (tensor<8x?xf32>, tensor<8x?xf32>) {
  // CHECK-COUNT-2: nnef.slice
  %0 = nnef.slice %x axes = [0] begin = [-1] end = [-9] stride = [-1] : (tensor<8x?xf32>) -> tensor<8x?xf32>
  %1 = nnef.slice %x axes = [1] begin = [0] end = [-1] : (tensor<8x?xf32>) -> tensor<8x?xf32>
  return %0, %1 : tensor<8x?xf32>, tensor<8x?xf32>
}

// CHECK-LABEL: func @nothing_added
// CHECK-SAME: (%[[X:.+]]: tensor<2x?xf32>)
func.func @nothing_added(%x: tensor<2x?xf32>) -> (tensor<2x?xf32>, tensor<2x?xf32>) {
  // CHECK-NEXT: return %[[X]], %[[X]]
  %0 = nnef.pad %x padding = [(0, 0), (0, 0)] border = reflect : (tensor<2x?xf32>) -> tensor<2x?xf32>
  %1 = nnef.tile %x repeats = [1, 1] : (tensor<2x?xf32>) -> tensor<2x?xf32>
  return %0, %1 : tensor<2x?xf32>, tensor<2x?xf32>
}

// What is added on one side and cropped on the other is a shift.
// CHECK-LABEL: func @shift
func.func @shift(%x: tensor<4xf32>) -> tensor<4xf32> {
  // CHECK: nnef.pad
  %0 = nnef.pad %x padding = [(1, -1)] : (tensor<4xf32>) -> tensor<4xf32>
  return %0 : tensor<4xf32>
}
