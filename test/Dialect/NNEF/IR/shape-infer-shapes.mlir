// RUN: nnef-opt %s --split-input-file --verify-diagnostics \
// RUN:   --resolve-ranked-shaped-type-result-dims --mlir-print-local-scope | FileCheck %s

// CHECK-LABEL: func @reshape
func.func @reshape(%x: tensor<2x3x4x5xf32>, %one: tensor<1x1xf32>) {
  // 0 keeps what is at the same place, -1 is what remains: 120 / 2, 120 / 12.
  %0 = nnef.reshape %x shape = [0, -1] : (tensor<2x3x4x5xf32>) -> tensor<2x60xf32>
  %1 = nnef.reshape %x shape = [-1, 0, 4] : (tensor<2x3x4x5xf32>) -> tensor<10x3x4xf32>
  %2 = nnef.reshape %x shape = [6, 20] : (tensor<2x3x4x5xf32>) -> tensor<6x20xf32>
  // Only some of the dimensions, by fewer or more of them.
  %3 = nnef.reshape %x shape = [-1] axis_start = 1 axis_count = 2 : (tensor<2x3x4x5xf32>) -> tensor<2x12x5xf32>
  %4 = nnef.reshape %x shape = [2, -1] axis_start = 2 axis_count = 1 : (tensor<2x3x4x5xf32>) -> tensor<2x3x2x2x5xf32>
  %5 = nnef.reshape %x shape = [0, -1] axis_start = 1 : (tensor<2x3x4x5xf32>) -> tensor<2x3x20xf32>
  %6 = nnef.reshape %x shape = [1] axis_start = 4 : (tensor<2x3x4x5xf32>) -> tensor<2x3x4x5x1xf32>
  // No dimension at all.
  %7 = nnef.reshape %one shape = [] : (tensor<1x1xf32>) -> tensor<f32>
  %8 = nnef.reshape %7 shape = [1, 1, 1] : (tensor<f32>) -> tensor<1x1x1xf32>
  return
}

// -----

// A 0 inherits by its place among the dimensions, counted from `axis_start`.
func.func @reshape_zero_by_place(%x: tensor<2x3x4x5xf32>) {
  // expected-error @+2 {{'nnef.reshape' op inferred type(s) 'tensor<2x3x20xf32>' are incompatible with return type(s) of operation 'tensor<2x2x30xf32>'}}
  // expected-error @+1 {{failed to infer returned types}}
  %0 = nnef.reshape %x shape = [0, -1] axis_start = 1 : (tensor<2x3x4x5xf32>) -> tensor<2x2x30xf32>
  return
}

// -----

// CHECK-LABEL: func @squeeze
func.func @squeeze(%x: tensor<1x3x1x4xf32>, %y: tensor<3x4xf32>) {
  %0 = nnef.squeeze %x axes = [0, 2] : (tensor<1x3x1x4xf32>) -> tensor<3x4xf32>
  %1 = nnef.squeeze %x axes = [2] : (tensor<1x3x1x4xf32>) -> tensor<1x3x4xf32>
  // Axes are places in the output, in any order.
  %2 = nnef.unsqueeze %y axes = [0, 2] : (tensor<3x4xf32>) -> tensor<1x3x1x4xf32>
  %3 = nnef.unsqueeze %y axes = [3, 0] : (tensor<3x4xf32>) -> tensor<1x3x4x1xf32>
  return
}

// -----

func.func @unsqueeze_wrong(%x: tensor<3x4xf32>) {
  // expected-error @+2 {{'nnef.unsqueeze' op inferred type(s) 'tensor<3x1x4xf32>' are incompatible with return type(s) of operation 'tensor<3x4x1xf32>'}}
  // expected-error @+1 {{failed to infer returned types}}
  %0 = nnef.unsqueeze %x axes = [1] : (tensor<3x4xf32>) -> tensor<3x4x1xf32>
  return
}

// -----

// CHECK-LABEL: func @transpose
func.func @transpose(%x: tensor<2x3x4xf32>) {
  %0 = nnef.transpose %x axes = [2, 0, 1] : (tensor<2x3x4xf32>) -> tensor<4x2x3xf32>
  // Dimensions that are not listed stay where they are.
  %1 = nnef.transpose %x axes = [1, 0] : (tensor<2x3x4xf32>) -> tensor<3x2x4xf32>
  return
}

// -----

func.func @transpose_wrong(%x: tensor<2x3x4xf32>) {
  // expected-error @+2 {{'nnef.transpose' op inferred type(s) 'tensor<4x2x3xf32>' are incompatible with return type(s) of operation 'tensor<3x4x2xf32>'}}
  // expected-error @+1 {{failed to infer returned types}}
  %0 = nnef.transpose %x axes = [2, 0, 1] : (tensor<2x3x4xf32>) -> tensor<3x4x2xf32>
  return
}

// -----

// CHECK-LABEL: func @parts
func.func @parts(%x: tensor<2x3xf32>, %y: tensor<2x5xf32>) {
  %0 = nnef.concat %x, %y, %x axis = 1 : (tensor<2x3xf32>, tensor<2x5xf32>, tensor<2x3xf32>) -> tensor<2x11xf32>
  %1 = nnef.concat %x axis = 0 : (tensor<2x3xf32>) -> tensor<2x3xf32>
  %2 = nnef.stack %x, %x, %x axis = 1 : (tensor<2x3xf32>, tensor<2x3xf32>, tensor<2x3xf32>) -> tensor<2x3x3xf32>
  %3 = nnef.stack %x, %x axis = 0 : (tensor<2x3xf32>, tensor<2x3xf32>) -> tensor<2x2x3xf32>
  %4:3 = nnef.unstack %x axis = 1 : (tensor<2x3xf32>) -> (tensor<2xf32>, tensor<2xf32>, tensor<2xf32>)
  return
}

// -----

// What `split` takes are ratios, not sizes.
// CHECK-LABEL: func @split
func.func @split(%x: tensor<2x12xf32>) {
  %0:2 = nnef.split %x axis = 1 ratios = [1, 3] : (tensor<2x12xf32>) -> (tensor<2x3xf32>, tensor<2x9xf32>)
  %1:3 = nnef.split %x axis = 1 ratios = [1, 1, 2] : (tensor<2x12xf32>) -> (tensor<2x3xf32>, tensor<2x3xf32>, tensor<2x6xf32>)
  return
}

// -----

// CHECK-LABEL: func @slice
func.func @slice(%x: tensor<8xf32>) {
  // Up to, but not including, the end; negative places count from there.
  %0 = nnef.slice %x axes = [0] begin = [1] end = [3] : (tensor<8xf32>) -> tensor<2xf32>
  %1 = nnef.slice %x axes = [0] begin = [1] end = [-1] : (tensor<8xf32>) -> tensor<6xf32>
  %2 = nnef.slice %x axes = [0] begin = [-3] end = [-1] : (tensor<8xf32>) -> tensor<2xf32>
  // An end of 0 means the end of the dimension.
  %3 = nnef.slice %x axes = [0] begin = [2] end = [0] : (tensor<8xf32>) -> tensor<6xf32>
  %4 = nnef.slice %x axes = [0] begin = [-3] end = [0] stride = [1] : (tensor<8xf32>) -> tensor<3xf32>
  // Places beyond the edges are moved to them.
  %5 = nnef.slice %x axes = [0] begin = [1] end = [100] : (tensor<8xf32>) -> tensor<7xf32>
  %6 = nnef.slice %x axes = [0] begin = [-100] end = [5] : (tensor<8xf32>) -> tensor<5xf32>
  // Sizes are rounded up: 0, 2, 4, 6 and 1, 4, 7.
  %7 = nnef.slice %x axes = [0] begin = [0] end = [7] stride = [2] : (tensor<8xf32>) -> tensor<4xf32>
  %8 = nnef.slice %x axes = [0] begin = [1] end = [8] stride = [3] : (tensor<8xf32>) -> tensor<3xf32>
  return
}

// -----

// CHECK-LABEL: func @slice_backwards
func.func @slice_backwards(%x: tensor<8xf32>) {
  // 7 down to 1: the end is not included.
  %0 = nnef.slice %x axes = [0] begin = [-1] end = [0] stride = [-1] : (tensor<8xf32>) -> tensor<7xf32>
  // To include the first element, the end is in front of it: -9 + 8 = -1.
  %1 = nnef.slice %x axes = [0] begin = [-1] end = [-9] stride = [-1] : (tensor<8xf32>) -> tensor<8xf32>
  // 7, 5, 3 and 6, 2.
  %2 = nnef.slice %x axes = [0] begin = [7] end = [1] stride = [-2] : (tensor<8xf32>) -> tensor<3xf32>
  %3 = nnef.slice %x axes = [0] begin = [6] end = [0] stride = [-4] : (tensor<8xf32>) -> tensor<2xf32>
  return
}

// -----

// CHECK-LABEL: func @slice_several_axes
func.func @slice_several_axes(%x: tensor<4x8x6xf32>) {
  %0 = nnef.slice %x axes = [2, 0] begin = [1, 0] end = [4, -1] : (tensor<4x8x6xf32>) -> tensor<3x8x3xf32>
  return
}

// -----

func.func @slice_wrong(%x: tensor<8xf32>) {
  // expected-error @+2 {{'nnef.slice' op inferred type(s) 'tensor<4xf32>' are incompatible with return type(s) of operation 'tensor<3xf32>'}}
  // expected-error @+1 {{failed to infer returned types}}
  %0 = nnef.slice %x axes = [0] begin = [0] end = [7] stride = [2] : (tensor<8xf32>) -> tensor<3xf32>
  return
}

// -----

// CHECK-LABEL: func @pad_and_tile
func.func @pad_and_tile(%x: tensor<2x8xf32>) {
  %0 = nnef.pad %x padding = [(1, 0), (2, 3)] : (tensor<2x8xf32>) -> tensor<3x13xf32>
  %1 = nnef.pad %x padding = [(0, 1), (-2, -5)] border = replicate : (tensor<2x8xf32>) -> tensor<3x1xf32>
  %2 = nnef.tile %x repeats = [3, 1] : (tensor<2x8xf32>) -> tensor<6x8xf32>
  return
}

// -----

func.func @pad_wrong(%x: tensor<2x8xf32>) {
  // expected-error @+2 {{'nnef.pad' op inferred type(s) 'tensor<2x11xf32>' are incompatible with return type(s) of operation 'tensor<2x10xf32>'}}
  // expected-error @+1 {{failed to infer returned types}}
  %0 = nnef.pad %x padding = [(0, 0), (1, 2)] : (tensor<2x8xf32>) -> tensor<2x10xf32>
  return
}

// -----

// CHECK-LABEL: func @gather
func.func @gather(%x: tensor<2x8x4xf32>, %one: tensor<i32>, %row: tensor<3xi32>, %table: tensor<5x6xi64>) {
  %0 = nnef.gather %x, %row : (tensor<2x8x4xf32>, tensor<3xi32>) -> tensor<3x8x4xf32>
  %1 = nnef.gather %x, %table axis = 1 : (tensor<2x8x4xf32>, tensor<5x6xi64>) -> tensor<2x5x6x4xf32>
  // A single index takes the dimension away.
  %2 = nnef.gather %x, %one axis = 2 : (tensor<2x8x4xf32>, tensor<i32>) -> tensor<2x8xf32>
  return
}

// -----

func.func @gather_wrong(%x: tensor<2x8x4xf32>, %row: tensor<3xi32>) {
  // expected-error @+2 {{'nnef.gather' op inferred type(s) 'tensor<2x3x4xf32>' are incompatible with return type(s) of operation 'tensor<3x8x4xf32>'}}
  // expected-error @+1 {{failed to infer returned types}}
  %0 = nnef.gather %x, %row axis = 1 : (tensor<2x8x4xf32>, tensor<3xi32>) -> tensor<3x8x4xf32>
  return
}

// -----

// CHECK-LABEL: func @dynamic_reshape
// CHECK-SAME: (%[[X:.+]]: tensor<?x4x6xf32>, %[[Y:.+]]: tensor<?x?xf32>)
func.func @dynamic_reshape(%x: tensor<?x4x6xf32>, %y: tensor<?x?xf32>) -> (index, index, index, index) {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  // What is the same before and after cancels out.
  // CHECK-DAG: %[[KEPT:.+]] = tensor.dim %[[X]], %{{.+}}
  %0 = nnef.reshape %x shape = [0, -1] : (tensor<?x4x6xf32>) -> tensor<?x24xf32>
  %d0 = tensor.dim %0, %c0 : tensor<?x24xf32>
  // CHECK-DAG: %[[ALL:.+]] = affine.apply affine_map<()[s0] -> (s0 * 24)>()[%{{.+}}]
  %1 = nnef.reshape %x shape = [-1] : (tensor<?x4x6xf32>) -> tensor<?xf32>
  %d1 = tensor.dim %1, %c0 : tensor<?xf32>
  // CHECK-DAG: %[[EIGHT:.+]] = affine.apply affine_map<()[s0] -> (s0 * 3)>()[%{{.+}}]
  %2 = nnef.reshape %x shape = [-1, 8] : (tensor<?x4x6xf32>) -> tensor<?x8xf32>
  %d2 = tensor.dim %2, %c0 : tensor<?x8xf32>
  // CHECK-DAG: %[[REST:.+]] = tensor.dim %[[Y]], %{{.+}}
  %3 = nnef.reshape %y shape = [0, -1] : (tensor<?x?xf32>) -> tensor<?x?xf32>
  %d3 = tensor.dim %3, %c1 : tensor<?x?xf32>
  // CHECK: return %[[KEPT]], %[[ALL]], %[[EIGHT]], %[[REST]]
  return %d0, %d1, %d2, %d3 : index, index, index, index
}

// -----

// CHECK-LABEL: func @dynamic_parts
// CHECK-SAME: (%[[X:.+]]: tensor<?x?xf32>, %[[Y:.+]]: tensor<?x5xf32>)
func.func @dynamic_parts(%x: tensor<?x?xf32>, %y: tensor<?x5xf32>) -> (index, index, index, index) {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  // CHECK: %[[SUM:.+]] = affine.apply affine_map<()[s0] -> (s0 + 5)>()[%{{.+}}]
  %0 = nnef.concat %x, %y axis = 1 : (tensor<?x?xf32>, tensor<?x5xf32>) -> tensor<?x?xf32>
  %d0 = tensor.dim %0, %c1 : tensor<?x?xf32>
  // CHECK: %[[QUARTER:.+]] = affine.apply affine_map<()[s0] -> (s0 floordiv 4)>()[%{{.+}}]
  // CHECK: %[[REST:.+]] = affine.apply affine_map<()[s0] -> ((s0 floordiv 4) * 3)>()[%{{.+}}]
  %1:2 = nnef.split %x axis = 1 ratios = [1, 3] : (tensor<?x?xf32>) -> (tensor<?x?xf32>, tensor<?x?xf32>)
  %d1 = tensor.dim %1#0, %c1 : tensor<?x?xf32>
  %d2 = tensor.dim %1#1, %c1 : tensor<?x?xf32>
  %2:5 = nnef.unstack %y axis = 1 : (tensor<?x5xf32>) -> (tensor<?xf32>, tensor<?xf32>, tensor<?xf32>, tensor<?xf32>, tensor<?xf32>)
  // CHECK: %[[LAYER:.+]] = tensor.dim %[[Y]], %{{.+}}
  %d3 = tensor.dim %2#4, %c0 : tensor<?xf32>
  // CHECK: return %[[SUM]], %[[QUARTER]], %[[REST]], %[[LAYER]]
  return %d0, %d1, %d2, %d3 : index, index, index, index
}

// -----

// CHECK-LABEL: func @dynamic_others
// CHECK-SAME: (%[[X:.+]]: tensor<?x8xf32>, %[[INDICES:.+]]: tensor<?xi32>)
func.func @dynamic_others(%x: tensor<?x8xf32>, %indices: tensor<?xi32>) -> (index, index, index, index) {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  // CHECK: %[[FLIPPED:.+]] = tensor.dim %[[X]], %{{.+}}
  %0 = nnef.transpose %x axes = [1, 0] : (tensor<?x8xf32>) -> tensor<8x?xf32>
  %d0 = tensor.dim %0, %c1 : tensor<8x?xf32>
  // CHECK: %[[PADDED:.+]] = affine.apply affine_map<()[s0] -> (s0 + 3)>()[%{{.+}}]
  %1 = nnef.pad %x padding = [(1, 2), (0, 0)] : (tensor<?x8xf32>) -> tensor<?x8xf32>
  %d1 = tensor.dim %1, %c0 : tensor<?x8xf32>
  // CHECK: %[[TILED:.+]] = affine.apply affine_map<()[s0] -> (s0 * 3)>()[%{{.+}}]
  %2 = nnef.tile %x repeats = [3, 1] : (tensor<?x8xf32>) -> tensor<?x8xf32>
  %d2 = tensor.dim %2, %c0 : tensor<?x8xf32>
  // CHECK: %[[PICKED:.+]] = tensor.dim %[[INDICES]], %{{.+}}
  %3 = nnef.gather %x, %indices axis = 1 : (tensor<?x8xf32>, tensor<?xi32>) -> tensor<?x?xf32>
  %d3 = tensor.dim %3, %c1 : tensor<?x?xf32>
  // CHECK: return %[[FLIPPED]], %[[PADDED]], %[[TILED]], %[[PICKED]]
  return %d0, %d1, %d2, %d3 : index, index, index, index
}

// -----

// What a slice takes of an extent that is not known cannot be said beforehand.
// CHECK-LABEL: func @dynamic_slice
func.func @dynamic_slice(%x: tensor<?x8xf32>) -> (index, index) {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  // CHECK-DAG: %[[C3:.+]] = arith.constant 3 : index
  // CHECK-DAG: %[[SLICE:.+]] = nnef.slice
  // CHECK-DAG: %[[LENGTH:.+]] = tensor.dim %[[SLICE]], %{{.+}}
  %0 = nnef.slice %x axes = [0, 1] begin = [1, 2] end = [3, 5] : (tensor<?x8xf32>) -> tensor<?x3xf32>
  %d0 = tensor.dim %0, %c0 : tensor<?x3xf32>
  %d1 = tensor.dim %0, %c1 : tensor<?x3xf32>
  // CHECK: return %[[LENGTH]], %[[C3]]
  return %d0, %d1 : index, index
}
