// RUN: nnef-opt %s --split-input-file --verify-diagnostics \
// RUN:   --resolve-ranked-shaped-type-result-dims --mlir-print-local-scope | FileCheck %s

// CHECK-LABEL: func @conv
func.func @conv(%image: tensor<1x3x33x32xf32>, %filter: tensor<8x3x3x3xf32>, %bias: tensor<f32>) {
  // Automatic padding: the extent divided by the stride, rounded up.
  %0 = nnef.conv %image, %filter, %bias : (tensor<1x3x33x32xf32>, tensor<8x3x3x3xf32>, tensor<f32>) -> tensor<1x8x33x32xf32>
  %1 = nnef.conv %image, %filter, %bias stride = [2, 2] : (tensor<1x3x33x32xf32>, tensor<8x3x3x3xf32>, tensor<f32>) -> tensor<1x8x17x16xf32>
  %2 = nnef.conv %image, %filter, %bias stride = [4, 5] dilation = [3, 3] : (tensor<1x3x33x32xf32>, tensor<8x3x3x3xf32>, tensor<f32>) -> tensor<1x8x9x7xf32>
  // Without padding: 33 - 3 + 1, and 32 - 3 + 1.
  %3 = nnef.conv %image, %filter, %bias padding = [(0, 0), (0, 0)] : (tensor<1x3x33x32xf32>, tensor<8x3x3x3xf32>, tensor<f32>) -> tensor<1x8x31x30xf32>
  // (33 + 2 - 3) / 2 + 1, and (32 + 2 - 3) / 2 + 1, rounded down.
  %4 = nnef.conv %image, %filter, %bias padding = [(1, 1), (1, 1)] stride = [2, 2] : (tensor<1x3x33x32xf32>, tensor<8x3x3x3xf32>, tensor<f32>) -> tensor<1x8x17x16xf32>
  // A filter of 3 with dilation 2 covers 5: (33 + 3 - 5) / 3 + 1, and
  // (32 - 5) / 3 + 1.
  %5 = nnef.conv %image, %filter, %bias padding = [(1, 2), (0, 0)] stride = [3, 3] dilation = [2, 2] : (tensor<1x3x33x32xf32>, tensor<8x3x3x3xf32>, tensor<f32>) -> tensor<1x8x11x10xf32>
  // Negative padding crops: 33 - 3 - 3 + 1, and 32 + 1 - 3 + 1.
  %6 = nnef.conv %image, %filter, %bias padding = [(-1, -2), (-1, 2)] : (tensor<1x3x33x32xf32>, tensor<8x3x3x3xf32>, tensor<f32>) -> tensor<1x8x28x31xf32>
  return
}

// -----

// CHECK-LABEL: func @other_ranks
func.func @other_ranks(%line: tensor<2x4x10xf32>, %line_filter: tensor<5x4x3xf32>,
                       %volume: tensor<1x2x8x9x10xf32>, %volume_filter: tensor<4x2x2x2x2xf32>, %bias: tensor<f32>) {
  // (10 + 1 - 3) / 2 + 1.
  %0 = nnef.conv %line, %line_filter, %bias padding = [(1, 0)] stride = [2] : (tensor<2x4x10xf32>, tensor<5x4x3xf32>, tensor<f32>) -> tensor<2x5x5xf32>
  // (8 - 2) / 2 + 1, (9 - 2) / 2 + 1 and (10 - 2) / 2 + 1, rounded down.
  %1 = nnef.conv %volume, %volume_filter, %bias padding = [(0, 0), (0, 0), (0, 0)] stride = [2, 2, 2] : (tensor<1x2x8x9x10xf32>, tensor<4x2x2x2x2xf32>, tensor<f32>) -> tensor<1x4x4x4x5xf32>
  return
}

// -----

// CHECK-LABEL: func @groups
func.func @groups(%image: tensor<1x4x8x8xf32>, %halves: tensor<6x2x3x3xf32>, %planes: tensor<12x1x3x3xf32>, %bias: tensor<1x12xf32>, %zero: tensor<f32>) {
  %0 = nnef.conv %image, %halves, %zero groups = 2 : (tensor<1x4x8x8xf32>, tensor<6x2x3x3xf32>, tensor<f32>) -> tensor<1x6x8x8xf32>
  // 0 is one group per channel; here each channel gives three.
  %1 = nnef.conv %image, %planes, %bias groups = 0 : (tensor<1x4x8x8xf32>, tensor<12x1x3x3xf32>, tensor<1x12xf32>) -> tensor<1x12x8x8xf32>
  %2 = nnef.conv %image, %planes, %bias groups = 4 : (tensor<1x4x8x8xf32>, tensor<12x1x3x3xf32>, tensor<1x12xf32>) -> tensor<1x12x8x8xf32>
  return
}

// -----

func.func @auto_padding_is_not_zero_padding(%image: tensor<1x3x32x32xf32>, %filter: tensor<8x3x3x3xf32>, %bias: tensor<f32>) {
  // expected-error @+2 {{'nnef.conv' op inferred type(s) 'tensor<1x8x32x32xf32>' are incompatible with return type(s) of operation 'tensor<1x8x30x30xf32>'}}
  // expected-error @+1 {{failed to infer returned types}}
  %0 = nnef.conv %image, %filter, %bias : (tensor<1x3x32x32xf32>, tensor<8x3x3x3xf32>, tensor<f32>) -> tensor<1x8x30x30xf32>
  return
}

// -----

// CHECK-LABEL: func @deconv
func.func @deconv(%image: tensor<1x3x16x16xf32>, %filter: tensor<3x8x3x2xf32>, %bias: tensor<1x8xf32>) {
  // Automatic padding: the extent times the stride.
  %0 = nnef.deconv %image, %filter, %bias stride = [2, 3] : (tensor<1x3x16x16xf32>, tensor<3x8x3x2xf32>, tensor<1x8xf32>) -> tensor<1x8x32x48xf32>
  // Without padding: 15 * 2 + 3, and 15 * 2 + 2.
  %1 = nnef.deconv %image, %filter, %bias padding = [(0, 0), (0, 0)] stride = [2, 2] : (tensor<1x3x16x16xf32>, tensor<3x8x3x2xf32>, tensor<1x8xf32>) -> tensor<1x8x33x32xf32>
  // Padding is cut off: 15 * 2 + 3 - 2, and 15 * 2 + 2 - 1.
  %2 = nnef.deconv %image, %filter, %bias padding = [(1, 1), (0, 1)] stride = [2, 2] : (tensor<1x3x16x16xf32>, tensor<3x8x3x2xf32>, tensor<1x8xf32>) -> tensor<1x8x31x31xf32>
  // With dilation 4 the filter covers 9 and 5: 15 + 9, and 15 + 5.
  %3 = nnef.deconv %image, %filter, %bias padding = [(0, 0), (0, 0)] dilation = [4, 4] : (tensor<1x3x16x16xf32>, tensor<3x8x3x2xf32>, tensor<1x8xf32>) -> tensor<1x8x24x20xf32>
  return
}

// -----

// With stride 2, both 31 and 32 elements lead to 16 places; `output_shape` says
// which it is.
// CHECK-LABEL: func @deconv_output_shape
func.func @deconv_output_shape(%image: tensor<1x3x16x16xf32>, %filter: tensor<3x8x3x3xf32>, %bias: tensor<f32>) {
  %0 = nnef.deconv %image, %filter, %bias padding = [(1, 1), (1, 1)] stride = [2, 2] output_shape = [1, 8, 31, 32] : (tensor<1x3x16x16xf32>, tensor<3x8x3x3xf32>, tensor<f32>) -> tensor<1x8x31x32xf32>
  %1 = nnef.deconv %image, %filter, %bias stride = [2, 2] output_shape = [1, 8, 31, 32] : (tensor<1x3x16x16xf32>, tensor<3x8x3x3xf32>, tensor<f32>) -> tensor<1x8x31x32xf32>
  return
}

// -----

// CHECK-LABEL: func @deconv_groups
func.func @deconv_groups(%image: tensor<1x4x8x8xf32>, %halves: tensor<4x3x2x2xf32>, %planes: tensor<4x1x2x2xf32>, %bias: tensor<f32>) {
  // Two groups with three channels each.
  %0 = nnef.deconv %image, %halves, %bias groups = 2 : (tensor<1x4x8x8xf32>, tensor<4x3x2x2xf32>, tensor<f32>) -> tensor<1x6x8x8xf32>
  // 0 is one group per input channel, unless the output shape says how many
  // channels come out: then it is one group for each of those.
  %1 = nnef.deconv %image, %halves, %bias groups = 0 : (tensor<1x4x8x8xf32>, tensor<4x3x2x2xf32>, tensor<f32>) -> tensor<1x12x8x8xf32>
  %2 = nnef.deconv %image, %planes, %bias groups = 0 : (tensor<1x4x8x8xf32>, tensor<4x1x2x2xf32>, tensor<f32>) -> tensor<1x4x8x8xf32>
  %3 = nnef.deconv %image, %planes, %bias output_shape = [1, 2, 8, 8] groups = 0 : (tensor<1x4x8x8xf32>, tensor<4x1x2x2xf32>, tensor<f32>) -> tensor<1x2x8x8xf32>
  return
}

// -----

func.func @deconv_wrong(%image: tensor<1x3x16x16xf32>, %filter: tensor<3x8x3x3xf32>, %bias: tensor<f32>) {
  // expected-error @+2 {{'nnef.deconv' op inferred type(s) 'tensor<1x8x33x33xf32>' are incompatible with return type(s) of operation 'tensor<1x3x33x33xf32>'}}
  // expected-error @+1 {{failed to infer returned types}}
  %0 = nnef.deconv %image, %filter, %bias padding = [(0, 0), (0, 0)] stride = [2, 2] : (tensor<1x3x16x16xf32>, tensor<3x8x3x3xf32>, tensor<f32>) -> tensor<1x3x33x33xf32>
  return
}

// -----

// CHECK-LABEL: func @separable
func.func @separable(%image: tensor<1x3x33x32xf32>, %plane: tensor<6x1x3x3xf32>, %point: tensor<8x6x1x1xf32>, %half: tensor<8x3x1x1xf32>,
                     %features: tensor<1x8x16x16xf32>, %bias: tensor<f32>) {
  %0 = nnef.separable_conv %image, %plane, %point, %bias stride = [2, 2] : (tensor<1x3x33x32xf32>, tensor<6x1x3x3xf32>, tensor<8x6x1x1xf32>, tensor<f32>) -> tensor<1x8x17x16xf32>
  %1 = nnef.separable_conv %image, %plane, %half, %bias padding = [(0, 0), (0, 0)] groups = 2 : (tensor<1x3x33x32xf32>, tensor<6x1x3x3xf32>, tensor<8x3x1x1xf32>, tensor<f32>) -> tensor<1x8x31x30xf32>
  // The point filter gives six channels, which stay apart ...
  %2 = nnef.separable_deconv %features, %plane, %point, %bias stride = [2, 2] : (tensor<1x8x16x16xf32>, tensor<6x1x3x3xf32>, tensor<8x6x1x1xf32>, tensor<f32>) -> tensor<1x6x32x32xf32>
  // ... or add up to as many as the output shape has. 15 * 2 + 3.
  %3 = nnef.separable_deconv %features, %plane, %point, %bias padding = [(0, 0), (0, 0)] stride = [2, 2] output_shape = [1, 3, 33, 33] : (tensor<1x8x16x16xf32>, tensor<6x1x3x3xf32>, tensor<8x6x1x1xf32>, tensor<f32>) -> tensor<1x3x33x33xf32>
  return
}

// -----

// CHECK-LABEL: func @dynamic_conv
// CHECK-SAME: (%[[IMAGE:.+]]: tensor<?x3x?x?xf32>,
func.func @dynamic_conv(%image: tensor<?x3x?x?xf32>, %filter: tensor<8x3x3x3xf32>, %bias: tensor<f32>) -> (index, index, index, index, index) {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %c2 = arith.constant 2 : index
  %c3 = arith.constant 3 : index
  %0 = nnef.conv %image, %filter, %bias stride = [2, 1] : (tensor<?x3x?x?xf32>, tensor<8x3x3x3xf32>, tensor<f32>) -> tensor<?x8x?x?xf32>
  // CHECK-DAG: %[[C0:.+]] = arith.constant 0 : index
  // CHECK-DAG: %[[C2:.+]] = arith.constant 2 : index
  // CHECK-DAG: %[[C3:.+]] = arith.constant 3 : index
  // CHECK-DAG: %[[C8:.+]] = arith.constant 8 : index
  // CHECK-DAG: %[[BATCH:.+]] = tensor.dim %[[IMAGE]], %[[C0]]
  // CHECK-DAG: %[[HEIGHT:.+]] = tensor.dim %[[IMAGE]], %[[C2]]
  // CHECK-DAG: %[[HALF:.+]] = affine.apply affine_map<()[s0] -> (s0 ceildiv 2)>()[%[[HEIGHT]]]
  // CHECK-DAG: %[[WIDTH:.+]] = tensor.dim %[[IMAGE]], %[[C3]]
  %d0 = tensor.dim %0, %c0 : tensor<?x8x?x?xf32>
  %d1 = tensor.dim %0, %c1 : tensor<?x8x?x?xf32>
  %d2 = tensor.dim %0, %c2 : tensor<?x8x?x?xf32>
  %d3 = tensor.dim %0, %c3 : tensor<?x8x?x?xf32>
  // (h + 2 - 3) / 2 + 1.
  // CHECK: %[[PADDED:.+]] = affine.apply affine_map<()[s0] -> ((s0 - 1) floordiv 2 + 1)>()[%{{.+}}]
  %1 = nnef.conv %image, %filter, %bias padding = [(1, 1), (1, 1)] stride = [2, 1] : (tensor<?x3x?x?xf32>, tensor<8x3x3x3xf32>, tensor<f32>) -> tensor<?x8x?x?xf32>
  %d4 = tensor.dim %1, %c2 : tensor<?x8x?x?xf32>
  // CHECK: return %[[BATCH]], %[[C8]], %[[HALF]], %[[WIDTH]], %[[PADDED]]
  return %d0, %d1, %d2, %d3, %d4 : index, index, index, index, index
}

// -----

// CHECK-LABEL: func @dynamic_deconv
// CHECK-SAME: (%[[IMAGE:.+]]: tensor<1x3x?x?xf32>,
func.func @dynamic_deconv(%image: tensor<1x3x?x?xf32>, %filter: tensor<3x8x3x3xf32>, %bias: tensor<f32>) -> (index, index) {
  %c2 = arith.constant 2 : index
  %0 = nnef.deconv %image, %filter, %bias stride = [2, 2] : (tensor<1x3x?x?xf32>, tensor<3x8x3x3xf32>, tensor<f32>) -> tensor<1x8x?x?xf32>
  // CHECK: %[[TWICE:.+]] = affine.apply affine_map<()[s0] -> (s0 * 2)>()[%{{.+}}]
  %d0 = tensor.dim %0, %c2 : tensor<1x8x?x?xf32>
  // (h - 1) * 2 + 3.
  // CHECK: %[[MORE:.+]] = affine.apply affine_map<()[s0] -> (s0 * 2 + 1)>()[%{{.+}}]
  %1 = nnef.deconv %image, %filter, %bias padding = [(0, 0), (0, 0)] stride = [2, 2] : (tensor<1x3x?x?xf32>, tensor<3x8x3x3xf32>, tensor<f32>) -> tensor<1x8x?x?xf32>
  %d1 = tensor.dim %1, %c2 : tensor<1x8x?x?xf32>
  // CHECK: return %[[TWICE]], %[[MORE]]
  return %d0, %d1 : index, index
}
