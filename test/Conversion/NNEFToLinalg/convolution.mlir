// RUN: nnef-opt %s --nnef-to-linalg --mlir-print-local-scope | FileCheck %s

// Automatic padding: 32 elements in steps of 2 are 16 places. The last window
// ends at 15 * 2 + 3 = 33, so there is one element to add, at the end.
// CHECK-LABEL: func @conv2d
// CHECK-SAME: (%[[X:.+]]: tensor<1x3x32x32xf32>, %[[FILTER:.+]]: tensor<8x3x3x3xf32>, %[[BIAS:.+]]: tensor<1x8xf32>)
func.func @conv2d(%x: tensor<1x3x32x32xf32>, %filter: tensor<8x3x3x3xf32>, %bias: tensor<1x8xf32>) -> tensor<1x8x16x16xf32> {
  // CHECK: %[[ZERO:.+]] = arith.constant 0.000000e+00 : f32
  // CHECK: %[[PADDED:.+]] = tensor.pad %[[X]] low[0, 0, 0, 0] high[0, 0, 1, 1]
  // CHECK: tensor.yield %[[ZERO]]
  // The sums start at the bias.
  // CHECK: %[[INIT:.+]] = linalg.generic {indexing_maps = [affine_map<(d0, d1, d2, d3) -> (d0, d1)>, affine_map<(d0, d1, d2, d3) -> (d0, d1, d2, d3)>]
  // CHECK-SAME: ins(%[[BIAS]] : tensor<1x8xf32>)
  // CHECK: linalg.conv_2d_nchw_fchw {dilations = dense<1> : vector<2xi64>, strides = dense<2> : vector<2xi64>} ins(%[[PADDED]], %[[FILTER]] : tensor<1x3x33x33xf32>, tensor<8x3x3x3xf32>) outs(%[[INIT]] : tensor<1x8x16x16xf32>)
  %0 = nnef.conv %x, %filter, %bias stride = [2, 2] : (tensor<1x3x32x32xf32>, tensor<8x3x3x3xf32>, tensor<1x8xf32>) -> tensor<1x8x16x16xf32>
  return %0 : tensor<1x8x16x16xf32>
}

// CHECK-LABEL: func @conv1d
// CHECK-SAME: (%[[X:.+]]: tensor<1x3x32xf32>, %[[FILTER:.+]]: tensor<8x3x3xf32>)
func.func @conv1d(%x: tensor<1x3x32xf32>, %filter: tensor<8x3x3xf32>) -> tensor<1x8x28xf32> {
  %bias = nnef.constant dense<0.0> : tensor<f32>
  // CHECK-NOT: tensor.pad
  // A constant bias is filled in.
  // CHECK: %[[INIT:.+]] = linalg.fill ins(%{{.+}} : f32)
  // CHECK: linalg.conv_1d_ncw_fcw {dilations = dense<2> : vector<1xi64>, strides = dense<1> : vector<1xi64>} ins(%[[X]], %[[FILTER]] : {{.+}}) outs(%[[INIT]] :
  %0 = nnef.conv %x, %filter, %bias padding = [(0, 0)] dilation = [2] : (tensor<1x3x32xf32>, tensor<8x3x3xf32>, tensor<f32>) -> tensor<1x8x28xf32>
  return %0 : tensor<1x8x28xf32>
}

// CHECK-LABEL: func @conv3d
func.func @conv3d(%x: tensor<1x2x8x8x8xf32>, %filter: tensor<4x2x2x2x2xf32>, %bias: tensor<f32>) -> tensor<1x4x9x8x8xf32> {
  // CHECK: tensor.pad %{{.+}} low[0, 0, 1, 0, 0] high[0, 0, 1, 1, 1]
  // CHECK: linalg.conv_3d_ncdhw_fcdhw
  %0 = nnef.conv %x, %filter, %bias padding = [(1, 1), (0, 1), (0, 1)] : (tensor<1x2x8x8x8xf32>, tensor<4x2x2x2x2xf32>, tensor<f32>) -> tensor<1x4x9x8x8xf32>
  return %0 : tensor<1x4x9x8x8xf32>
}

// CHECK-LABEL: func @depthwise
func.func @depthwise(%x: tensor<1x3x8x8xf32>, %filter: tensor<3x1x3x3xf32>, %bias: tensor<f32>) -> tensor<1x3x8x8xf32> {
  // CHECK: tensor.pad %{{.+}} low[0, 0, 1, 1] high[0, 0, 1, 1]
  // CHECK: %[[PLANES:.+]] = tensor.collapse_shape %{{.+}} {{\[\[}}0], [1, 2], [3]] : tensor<3x1x3x3xf32> into tensor<3x3x3xf32>
  // CHECK: linalg.depthwise_conv_2d_nchw_chw {{.+}} ins(%{{.+}}, %[[PLANES]] : tensor<1x3x10x10xf32>, tensor<3x3x3xf32>)
  %0 = nnef.conv %x, %filter, %bias groups = 0 : (tensor<1x3x8x8xf32>, tensor<3x1x3x3xf32>, tensor<f32>) -> tensor<1x3x8x8xf32>
  return %0 : tensor<1x3x8x8xf32>
}

// Groups are dimensions of their own: (n, g, f, y, x) from (n, g, c, ...) and
// (g, f, c, ...).
// CHECK-LABEL: func @groups
func.func @groups(%x: tensor<1x4x8x8xf32>, %filter: tensor<6x2x3x3xf32>, %bias: tensor<f32>) -> tensor<1x6x3x3xf32> {
  // CHECK: tensor.expand_shape %{{.+}} : tensor<1x4x8x8xf32> into tensor<1x2x2x8x8xf32>
  // CHECK: tensor.expand_shape %{{.+}} : tensor<6x2x3x3xf32> into tensor<2x3x2x3x3xf32>
  // CHECK: linalg.generic
  // CHECK-SAME: affine_map<(d0, d1, d2, d3, d4, d5, d6, d7) -> (d0, d1, d5, d3 * 2 + d6, d4 * 2 + d7)>
  // CHECK-SAME: affine_map<(d0, d1, d2, d3, d4, d5, d6, d7) -> (d1, d2, d5, d6, d7)>
  // CHECK-SAME: affine_map<(d0, d1, d2, d3, d4, d5, d6, d7) -> (d0, d1, d2, d3, d4)>
  // CHECK: tensor.collapse_shape %{{.+}} : tensor<1x2x3x3x3xf32> into tensor<1x6x3x3xf32>
  %0 = nnef.conv %x, %filter, %bias padding = [(0, 0), (0, 0)] stride = [2, 2] groups = 2 : (tensor<1x4x8x8xf32>, tensor<6x2x3x3xf32>, tensor<f32>) -> tensor<1x6x3x3xf32>
  return %0 : tensor<1x6x3x3xf32>
}

// A border other than zeros is read from the input, place by place.
// CHECK-LABEL: func @replicate
// CHECK-SAME: (%[[X:.+]]: tensor<1x1x8xf32>,
func.func @replicate(%x: tensor<1x1x8xf32>, %filter: tensor<1x1x3xf32>, %bias: tensor<f32>) -> tensor<1x1x8xf32> {
  // CHECK-NOT: tensor.pad
  // CHECK: %[[PADDED:.+]] = linalg.generic {{.+}} outs(%{{.+}} : tensor<1x1x10xf32>)
  // CHECK: tensor.extract %[[X]]
  // CHECK: linalg.conv_1d_ncw_fcw {{.+}} ins(%[[PADDED]],
  %0 = nnef.conv %x, %filter, %bias border = replicate : (tensor<1x1x8xf32>, tensor<1x1x3xf32>, tensor<f32>) -> tensor<1x1x8xf32>
  return %0 : tensor<1x1x8xf32>
}

// Negative padding crops before anything else.
// CHECK-LABEL: func @crop
func.func @crop(%x: tensor<1x1x8xf32>, %filter: tensor<1x1x3xf32>, %bias: tensor<f32>) -> tensor<1x1x6xf32> {
  // CHECK: %[[REST:.+]] = tensor.extract_slice %{{.+}}[0, 0, 1] [1, 1, 7] [1, 1, 1]
  // CHECK: tensor.pad %[[REST]] low[0, 0, 0] high[0, 0, 1]
  %0 = nnef.conv %x, %filter, %bias padding = [(-1, 1)] : (tensor<1x1x8xf32>, tensor<1x1x3xf32>, tensor<f32>) -> tensor<1x1x6xf32>
  return %0 : tensor<1x1x6xf32>
}

// A deconvolution is a convolution of the spread input with the mirrored filter.
// CHECK-LABEL: func @deconv
// CHECK-SAME: (%[[X:.+]]: tensor<1x3x4x4xf32>, %[[FILTER:.+]]: tensor<3x2x3x3xf32>,
func.func @deconv(%x: tensor<1x3x4x4xf32>, %filter: tensor<3x2x3x3xf32>, %bias: tensor<f32>) -> tensor<1x2x8x8xf32> {
  // Zeros between the elements: (4 - 1) * 2 + 1.
  // CHECK: %[[SPREAD:.+]] = tensor.insert_slice %[[X]] into %{{.+}}[0, 0, 0, 0] [1, 3, 4, 4] [1, 1, 2, 2] : tensor<1x3x4x4xf32> into tensor<1x3x7x7xf32>
  // CHECK: %[[LAST:.+]] = arith.constant 2 : index
  // CHECK: arith.subi %[[LAST]], %{{.+}} : index
  // CHECK: tensor.extract %{{.+}} : tensor<1x3x2x3x3xf32>
  // CHECK: %[[MIRRORED:.+]] = tensor.collapse_shape %{{.+}} into tensor<2x3x3x3xf32>
  // Automatic padding is 0 before and 1 after: (4 - 1) * 2 + 3 - 8. What is
  // left for the convolution is 2 before, and 8 + 2 - 7 - 2 = 1 after.
  // CHECK: %[[PADDED:.+]] = tensor.pad %[[SPREAD]] low[0, 0, 2, 2] high[0, 0, 1, 1]
  // CHECK: linalg.conv_2d_nchw_fchw {dilations = dense<1> : vector<2xi64>, strides = dense<1> : vector<2xi64>} ins(%[[PADDED]], %[[MIRRORED]] :
  %0 = nnef.deconv %x, %filter, %bias stride = [2, 2] : (tensor<1x3x4x4xf32>, tensor<3x2x3x3xf32>, tensor<f32>) -> tensor<1x2x8x8xf32>
  return %0 : tensor<1x2x8x8xf32>
}

// CHECK-LABEL: func @separable
func.func @separable(%x: tensor<1x3x8x8xf32>, %plane: tensor<3x1x3x3xf32>, %point: tensor<5x3x1x1xf32>, %bias: tensor<1x5xf32>) -> tensor<1x5x8x8xf32> {
  // CHECK: linalg.depthwise_conv_2d_nchw_chw
  // CHECK: linalg.conv_2d_nchw_fchw
  %0 = nnef.separable_conv %x, %plane, %point, %bias : (tensor<1x3x8x8xf32>, tensor<3x1x3x3xf32>, tensor<5x3x1x1xf32>, tensor<1x5xf32>) -> tensor<1x5x8x8xf32>
  return %0 : tensor<1x5x8x8xf32>
}

// Automatic padding in steps of 1 is the same for all extents.
// CHECK-LABEL: func @dynamic
func.func @dynamic(%x: tensor<?x3x?x?xf32>, %filter: tensor<8x3x3x3xf32>, %bias: tensor<f32>) -> tensor<?x8x?x?xf32> {
  // CHECK: tensor.pad %{{.+}} low[0, 0, 1, 1] high[0, 0, 1, 1]
  // CHECK: linalg.conv_2d_nchw_fchw {{.+}} -> tensor<?x8x?x?xf32>
  %0 = nnef.conv %x, %filter, %bias : (tensor<?x3x?x?xf32>, tensor<8x3x3x3xf32>, tensor<f32>) -> tensor<?x8x?x?xf32>
  return %0 : tensor<?x8x?x?xf32>
}
