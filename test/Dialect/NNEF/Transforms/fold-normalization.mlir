// RUN: nnef-opt %s --nnef-fold-normalization | FileCheck %s
// RUN: nnef-opt %s --nnef-fold-normalization --mlir-print-debuginfo --mlir-print-local-scope | FileCheck %s --check-prefix=LOC

// s = scale / sqrt(variance + epsilon) = [2, -1], t = offset - s * mean = [-1, 6].
// The new layer is the tensor that was normalized; weights keep their labels, and
// the offset becomes the bias.
// CHECK-LABEL: func @normalization
// LOC-LABEL: func.func @normalization
func.func @normalization(%x: tensor<1x1x4x4xf32>) -> tensor<1x2x4x4xf32> {
  // CHECK-NEXT: %[[FILTER:.+]] = nnef.variable "filter" = dense<{{\[\[\[\[}}2.000000e+00]]], {{\[\[\[}}-2.000000e+00]]]]> : tensor<2x1x1x1xf32>
  // CHECK-NEXT: %[[BIAS:.+]] = nnef.variable "offset" = dense<{{\[\[}}-1.000000e+00, 6.000000e+00]]> : tensor<1x2xf32>
  // CHECK-NEXT: %[[Y:.+]] = nnef.conv %{{.+}}, %[[FILTER]], %[[BIAS]] stride = [1, 1]
  // CHECK-NEXT: return %[[Y]]
  // LOC: nnef.conv {{.*}} loc("normal"("graph.nnef":9:1))
  %filter = nnef.variable "filter" = dense<[[[[1.0]]], [[[2.0]]]]> : tensor<2x1x1x1xf32>
  %none = nnef.constant dense<0.0> : tensor<f32>
  %mean = nnef.variable "mean" = dense<[[1.0, 2.0]]> : tensor<1x2xf32>
  %variance = nnef.variable "variance" = dense<[[0.0, 3.0]]> : tensor<1x2xf32>
  %offset = nnef.variable "offset" = dense<[[1.0, 4.0]]> : tensor<1x2xf32>
  %scale = nnef.variable "scale" = dense<[[2.0, -2.0]]> : tensor<1x2xf32>
  %0 = nnef.conv %x, %filter, %none stride = [1, 1] : (tensor<1x1x4x4xf32>, tensor<2x1x1x1xf32>, tensor<f32>) -> tensor<1x2x4x4xf32> loc("layer"("graph.nnef":8:1))
  %1 = nnef.batch_normalization %0, %mean, %variance, %offset, %scale epsilon = 1.000000e+00 : (tensor<1x2x4x4xf32>, tensor<1x2xf32>, tensor<1x2xf32>, tensor<1x2xf32>, tensor<1x2xf32>) -> tensor<1x2x4x4xf32> loc("normal"("graph.nnef":9:1))
  return %1 : tensor<1x2x4x4xf32>
}

// One after the other: 5 - (2 * (x - 1) / 4) = 5.5 - x / 2, with a bias of 3 and 1.
// CHECK-LABEL: func @arithmetic
func.func @arithmetic(%x: tensor<4x3xf32>) -> tensor<4x2xf32> {
  // CHECK-DAG: %[[FILTER:.+]] = nnef.variable "filter" = dense<{{\[\[}}-5.000000e-01, -1.000000e+00, 0.000000e+00], [5.000000e-01, 0.000000e+00, -2.000000e+00]]>
  // CHECK-DAG: %[[BIAS:.+]] = nnef.variable "bias" = dense<{{\[\[}}4.000000e+00, 5.000000e+00]]>
  // CHECK: %[[Y:.+]] = nnef.linear %{{.+}}, %[[FILTER]], %[[BIAS]]
  // CHECK-NEXT: return %[[Y]]
  %filter = nnef.variable "filter" = dense<[[1.0, 2.0, -0.0], [-1.0, -0.0, 4.0]]> : tensor<2x3xf32>
  %bias = nnef.variable "bias" = dense<[[3.0, 1.0]]> : tensor<1x2xf32>
  %one = nnef.constant dense<1.0> : tensor<1x1xf32>
  %two = nnef.constant dense<2.0> : tensor<f32>
  %four = nnef.constant dense<4.0> : tensor<1x2xf32>
  %five = nnef.variable "five" = dense<5.0> : tensor<1x2xf32>
  %0 = nnef.linear %x, %filter, %bias : (tensor<4x3xf32>, tensor<2x3xf32>, tensor<1x2xf32>) -> tensor<4x2xf32>
  %1 = nnef.sub %0, %one : (tensor<4x2xf32>, tensor<1x1xf32>) -> tensor<4x2xf32>
  %2 = nnef.mul %two, %1 : (tensor<f32>, tensor<4x2xf32>) -> tensor<4x2xf32>
  %3 = nnef.div %2, %four : (tensor<4x2xf32>, tensor<1x2xf32>) -> tensor<4x2xf32>
  %4 = nnef.sub %five, %3 : (tensor<1x2xf32>, tensor<4x2xf32>) -> tensor<4x2xf32>
  return %4 : tensor<4x2xf32>
}

// Filters of transposed convolutions have output channels in dimension 1, those of
// each group apart.
// CHECK-LABEL: func @groups
func.func @groups(%x: tensor<1x4x2xf32>) -> tensor<1x4x2xf32> {
  // CHECK-DAG: %[[BIAS:.+]] = nnef.constant dense<0.000000e+00> : tensor<f32>
  // CHECK-DAG: %[[FILTER:.+]] = nnef.variable "filter" = dense<{{\[\[\[}}1.000000e+00], [2.000000e+00]], {{\[\[}}1.000000e+00], [2.000000e+00]], {{\[\[}}3.000000e+00], [4.000000e+00]], {{\[\[}}3.000000e+00], [4.000000e+00]]]>
  // CHECK: nnef.deconv %{{.+}}, %[[FILTER]], %[[BIAS]] {{.*}}groups = 2
  // CHECK-NEXT: return
  %filter = nnef.variable "filter" = dense<1.0> : tensor<4x2x1xf32>
  %none = nnef.constant dense<0.0> : tensor<f32>
  %scale = nnef.constant dense<[[[1.0], [2.0], [3.0], [4.0]]]> : tensor<1x4x1xf32>
  %0 = nnef.deconv %x, %filter, %none padding = [(0, 0)] groups = 2 : (tensor<1x4x2xf32>, tensor<4x2x1xf32>, tensor<f32>) -> tensor<1x4x2xf32>
  %1 = nnef.mul %0, %scale : (tensor<1x4x2xf32>, tensor<1x4x1xf32>) -> tensor<1x4x2xf32>
  return %1 : tensor<1x4x2xf32>
}

// The point filter of a separable convolution.
// CHECK-LABEL: func @separable
func.func @separable(%x: tensor<1x1x4xf32>) -> tensor<1x2x4xf32> {
  // CHECK-DAG: %[[PLANE:.+]] = nnef.variable "plane" = dense<1.000000e+00>
  // CHECK-DAG: %[[POINT:.+]] = nnef.variable "point" = dense<{{\[\[\[}}3.000000e+00]], {{\[\[}}6.000000e+00]]]>
  // CHECK-DAG: %[[BIAS:.+]] = nnef.variable "bias" = dense<{{\[\[}}3.000000e+00, 0.000000e+00]]>
  // CHECK: nnef.separable_conv %{{.+}}, %[[PLANE]], %[[POINT]], %[[BIAS]]
  // CHECK-NEXT: return
  %plane = nnef.variable "plane" = dense<1.0> : tensor<1x1x3xf32>
  %point = nnef.variable "point" = dense<[[[1.0]], [[2.0]]]> : tensor<2x1x1xf32>
  %bias = nnef.variable "bias" = dense<[[1.0, 0.0]]> : tensor<1x2xf32>
  %three = nnef.constant dense<3.0> : tensor<f32>
  %0 = nnef.separable_conv %x, %plane, %point, %bias : (tensor<1x1x4xf32>, tensor<1x1x3xf32>, tensor<2x1x1xf32>, tensor<1x2xf32>) -> tensor<1x2x4xf32>
  %1 = nnef.mul %0, %three : (tensor<1x2x4xf32>, tensor<f32>) -> tensor<1x2x4xf32>
  return %1 : tensor<1x2x4xf32>
}

// Weights that something else reads keep their values there.
// CHECK-LABEL: func @shared
func.func @shared(%x: tensor<1x1xf32>) -> (tensor<1x1xf32>, tensor<1x1xf32>) {
  // CHECK-DAG: %[[OLD:.+]] = nnef.variable "w" = dense<3.000000e+00>
  // CHECK-DAG: %[[NEW:.+]] = nnef.constant dense<6.000000e+00> : tensor<1x1xf32>
  // CHECK-DAG: nnef.linear %{{.+}}, %[[NEW]]
  // CHECK-DAG: nnef.linear %{{.+}}, %[[OLD]]
  %w = nnef.variable "w" = dense<3.0> : tensor<1x1xf32>
  %none = nnef.constant dense<0.0> : tensor<f32>
  %two = nnef.constant dense<2.0> : tensor<f32>
  %0 = nnef.linear %x, %w, %none : (tensor<1x1xf32>, tensor<1x1xf32>, tensor<f32>) -> tensor<1x1xf32>
  %1 = nnef.linear %x, %w, %none : (tensor<1x1xf32>, tensor<1x1xf32>, tensor<f32>) -> tensor<1x1xf32>
  %2 = nnef.mul %1, %two : (tensor<1x1xf32>, tensor<f32>) -> tensor<1x1xf32>
  return %0, %2 : tensor<1x1xf32>, tensor<1x1xf32>
}

// A label that is declared twice is one variable, whose values cannot differ.
// CHECK-LABEL: func @declared_twice
func.func @declared_twice(%x: tensor<1x1xf32>) -> (tensor<1x1xf32>, tensor<1x1xf32>) {
  // CHECK-DAG: nnef.variable "w" = dense<3.000000e+00>
  // CHECK-DAG: nnef.constant dense<6.000000e+00> : tensor<1x1xf32>
  %w0 = nnef.variable "w" = dense<3.0> : tensor<1x1xf32>
  %w1 = nnef.variable "/W" = dense<3.0> : tensor<1x1xf32>
  %none = nnef.constant dense<0.0> : tensor<f32>
  %two = nnef.constant dense<2.0> : tensor<f32>
  %0 = nnef.linear %x, %w0, %none : (tensor<1x1xf32>, tensor<1x1xf32>, tensor<f32>) -> tensor<1x1xf32>
  %1 = nnef.linear %x, %w1, %none : (tensor<1x1xf32>, tensor<1x1xf32>, tensor<f32>) -> tensor<1x1xf32>
  %2 = nnef.mul %1, %two : (tensor<1x1xf32>, tensor<f32>) -> tensor<1x1xf32>
  return %0, %2 : tensor<1x1xf32>, tensor<1x1xf32>
}

// A matrix product and what is added to its columns are a layer:
// ((x * B + [1, 2]) - [1, 1]) * [3, 4] = x * (B * [3, 4]) + [0, 4].
// CHECK-LABEL: func @product
func.func @product(%x: tensor<2x3x2xf32>) -> (tensor<2x3x2xf32>, tensor<2x3x2xf32>) {
  // CHECK-DAG: %[[B:.+]] = nnef.variable "B" = dense<{{\[\[\[}}3.000000e+00, 8.000000e+00], [9.000000e+00, 1.600000e+01]]]>
  // CHECK-DAG: %[[BIAS:.+]] = nnef.variable "bias" = dense<{{\[\[\[}}0.000000e+00, 4.000000e+00]]]>
  // CHECK: %[[AB:.+]] = nnef.matmul %{{.+}}, %[[B]] :
  // CHECK-NEXT: %[[Y:.+]] = nnef.add %[[AB]], %[[BIAS]]
  // CHECK-NEXT: %[[T:.+]] = nnef.variable "T" = dense<{{\[\[\[}}3.000000e+00, 6.000000e+00], [1.200000e+01, 1.600000e+01]]]>
  // CHECK-NEXT: %[[Z:.+]] = nnef.matmul %{{.+}}, %[[T]] transposeB = true
  // CHECK-NEXT: return %[[Y]], %[[Z]]
  %b = nnef.variable "B" = dense<[[[1.0, 2.0], [3.0, 4.0]]]> : tensor<1x2x2xf32>
  %t = nnef.variable "T" = dense<[[[1.0, 2.0], [3.0, 4.0]]]> : tensor<1x2x2xf32>
  %bias = nnef.variable "bias" = dense<[[[1.0, 2.0]]]> : tensor<1x1x2xf32>
  %one = nnef.constant dense<1.0> : tensor<1x1x2xf32>
  %scale = nnef.variable "scale" = dense<[[[3.0, 4.0]]]> : tensor<1x1x2xf32>
  %0 = nnef.matmul %x, %b : (tensor<2x3x2xf32>, tensor<1x2x2xf32>) -> tensor<2x3x2xf32>
  %1 = nnef.add %bias, %0 : (tensor<1x1x2xf32>, tensor<2x3x2xf32>) -> tensor<2x3x2xf32>
  %2 = nnef.sub %1, %one : (tensor<2x3x2xf32>, tensor<1x1x2xf32>) -> tensor<2x3x2xf32>
  %3 = nnef.mul %2, %scale : (tensor<2x3x2xf32>, tensor<1x1x2xf32>) -> tensor<2x3x2xf32>
  %4 = nnef.matmul %x, %t transposeB = true : (tensor<2x3x2xf32>, tensor<1x2x2xf32>) -> tensor<2x3x2xf32>
  %5 = nnef.mul %4, %scale : (tensor<2x3x2xf32>, tensor<1x1x2xf32>) -> tensor<2x3x2xf32>
  return %3, %5 : tensor<2x3x2xf32>, tensor<2x3x2xf32>
}
