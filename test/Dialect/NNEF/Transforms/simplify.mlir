// RUN: nnef-opt %s --nnef-simplify --split-input-file | FileCheck %s

// CHECK-LABEL: func @powers
func.func @powers(%x: tensor<2xf32>) -> (tensor<2xf32>, tensor<2xf32>, tensor<2xf32>, tensor<2xf32>) {
  // CHECK: nnef.sqr %[[X:.+]] :
  // CHECK: %[[SQUARE:.+]] = nnef.sqr %[[X]]
  // CHECK: nnef.mul %[[SQUARE]], %[[X]]
  // CHECK: nnef.rcp %[[X]]
  // The root of -0.0 is -0.0, its power 0.0.
  // CHECK: nnef.pow
  %two = nnef.constant dense<2.0> : tensor<f32>
  %three = nnef.constant dense<3.0> : tensor<1xf32>
  %minus_one = nnef.constant dense<-1.0> : tensor<f32>
  %half = nnef.constant dense<0.5> : tensor<f32>
  %0 = nnef.pow %x, %two : (tensor<2xf32>, tensor<f32>) -> tensor<2xf32>
  %1 = nnef.pow %x, %three : (tensor<2xf32>, tensor<1xf32>) -> tensor<2xf32>
  %2 = nnef.pow %x, %minus_one : (tensor<2xf32>, tensor<f32>) -> tensor<2xf32>
  %3 = nnef.pow %x, %half : (tensor<2xf32>, tensor<f32>) -> tensor<2xf32>
  return %0, %1, %2, %3 : tensor<2xf32>, tensor<2xf32>, tensor<2xf32>, tensor<2xf32>
}

// -----

// CHECK-LABEL: func @quotients
func.func @quotients(%x: tensor<1x2xf32>) -> (tensor<1x2xf32>, tensor<1x2xf32>) {
  // CHECK: %[[RECIPROCALS:.+]] = nnef.constant dense<{{\[\[}}5.000000e-01, -4.000000e+00]]>
  // CHECK: nnef.mul %{{.+}}, %[[RECIPROCALS]]
  // CHECK: nnef.div
  %k = nnef.constant dense<[[2.0, -0.25]]> : tensor<1x2xf32>
  %tiny = nnef.constant dense<1.0e-40> : tensor<f32>
  %0 = nnef.div %x, %k : (tensor<1x2xf32>, tensor<1x2xf32>) -> tensor<1x2xf32>
  %1 = nnef.div %x, %tiny : (tensor<1x2xf32>, tensor<f32>) -> tensor<1x2xf32>
  return %0, %1 : tensor<1x2xf32>, tensor<1x2xf32>
}

// -----

// s = scale / sqrt(variance + epsilon) = [2, -1], t = offset - s * mean = [-1, 6].
// CHECK-LABEL: func @normalization
func.func @normalization(%x: tensor<1x2x4xf32>) -> tensor<1x2x4xf32> {
  // CHECK-DAG: %[[S:.+]] = nnef.constant dense<{{\[\[}}2.000000e+00, -1.000000e+00]]>
  // CHECK-DAG: %[[T:.+]] = nnef.constant dense<{{\[\[}}-1.000000e+00, 6.000000e+00]]>
  // CHECK: %[[SX:.+]] = nnef.mul %{{.+}}, %[[S]]
  // CHECK: nnef.add %[[SX]], %[[T]]
  %mean = nnef.constant dense<[[1.0, 2.0]]> : tensor<1x2xf32>
  %variance = nnef.constant dense<[[0.0, 3.0]]> : tensor<1x2xf32>
  %offset = nnef.constant dense<[[1.0, 4.0]]> : tensor<1x2xf32>
  %scale = nnef.constant dense<[[2.0, -2.0]]> : tensor<1x2xf32>
  %0 = nnef.batch_normalization %x, %mean, %variance, %offset, %scale epsilon = 1.000000e+00 : (tensor<1x2x4xf32>, tensor<1x2xf32>, tensor<1x2xf32>, tensor<1x2xf32>, tensor<1x2xf32>) -> tensor<1x2x4xf32>
  return %0 : tensor<1x2x4xf32>
}

// -----

// CHECK-LABEL: func @padding
func.func @padding(%x: tensor<1x1x4x4xf32>, %f: tensor<1x1x3x3xf32>) -> (tensor<1x1x4x4xf32>, tensor<1x1x3x3xf32>, tensor<1x1x2x2xf32>, tensor<1x1x4x4xf32>) {
  // The last pool leaves out what is beyond the edge, but the zeros of the pad count.
  // CHECK: %[[PADDED:.+]] = nnef.pad %[[X:.+]] padding
  // CHECK: nnef.conv %[[X]], %{{.+}}, %{{.+}} padding = [(1, 1), (1, 1)] :
  // Automatic padding of 6 elements in steps of 2 is (0, 1).
  // CHECK: nnef.conv %[[X]], %{{.+}}, %{{.+}} padding = [(1, 2), (1, 2)] stride = [2, 2]
  // CHECK: nnef.max_pool %[[X]] size = [1, 1, 3, 3] padding = [(0, 0), (0, 0), (1, 1), (1, 1)] stride = [1, 1, 2, 2]
  // CHECK: nnef.avg_pool %[[PADDED]] {{.*}} border = ignore
  %none = nnef.constant dense<0.0> : tensor<f32>
  %0 = nnef.pad %x padding = [(0, 0), (0, 0), (1, 1), (1, 1)] : (tensor<1x1x4x4xf32>) -> tensor<1x1x6x6xf32>
  %1 = nnef.conv %0, %f, %none padding = [(0, 0), (0, 0)] : (tensor<1x1x6x6xf32>, tensor<1x1x3x3xf32>, tensor<f32>) -> tensor<1x1x4x4xf32>
  %2 = nnef.pad %x padding = [(0, 0), (0, 0), (1, 1), (1, 1)] : (tensor<1x1x4x4xf32>) -> tensor<1x1x6x6xf32>
  %3 = nnef.conv %2, %f, %none stride = [2, 2] : (tensor<1x1x6x6xf32>, tensor<1x1x3x3xf32>, tensor<f32>) -> tensor<1x1x3x3xf32>
  %4 = nnef.max_pool %0 size = [1, 1, 3, 3] border = ignore padding = [(0, 0), (0, 0), (0, 0), (0, 0)] stride = [1, 1, 2, 2] : (tensor<1x1x6x6xf32>) -> tensor<1x1x2x2xf32>
  %5 = nnef.avg_pool %0 size = [1, 1, 5, 5] border = ignore padding = [(0, 0), (0, 0), (1, 1), (1, 1)] : (tensor<1x1x6x6xf32>) -> tensor<1x1x4x4xf32>
  return %1, %3, %4, %5 : tensor<1x1x4x4xf32>, tensor<1x1x3x3xf32>, tensor<1x1x2x2xf32>, tensor<1x1x4x4xf32>
}

// -----

// The queries of an attention are picked before they are moved, which then
// leaves only a change of the shape.
// CHECK-LABEL: func @gather
func.func @gather(%x: tensor<1x5x1x3x4xf32>) -> (tensor<5x1x4xf32>, tensor<2x5x1x4xf32>) {
  // CHECK: %[[SLICE:.+]] = nnef.slice %{{.+}} axes = [3] begin = [1] end = [2] : (tensor<1x5x1x3x4xf32>) -> tensor<1x5x1x1x4xf32>
  // CHECK: %[[ONE:.+]] = nnef.reshape %[[SLICE]] {{.*}} -> tensor<5x1x4xf32>
  // CHECK: %[[SLICES:.+]] = nnef.slice %{{.+}} axes = [3] begin = [0] end = [3] stride = [2] : (tensor<1x5x1x3x4xf32>) -> tensor<1x5x1x2x4xf32>
  // CHECK: %[[MOVED:.+]] = nnef.transpose %[[SLICES]] axes = [3, 1, 2, 0, 4]
  // CHECK: %[[TWO:.+]] = nnef.reshape %[[MOVED]] {{.*}} -> tensor<2x5x1x4xf32>
  // CHECK: return %[[ONE]], %[[TWO]]
  %one = nnef.constant dense<1> : tensor<i32>
  // The second one is the nearest that there is.
  %ends = nnef.constant dense<[0, 9]> : tensor<2xi32>
  %0 = nnef.transpose %x axes = [3, 1, 2, 0, 4] : (tensor<1x5x1x3x4xf32>) -> tensor<3x5x1x1x4xf32>
  %1 = nnef.squeeze %0 axes = [3] : (tensor<3x5x1x1x4xf32>) -> tensor<3x5x1x4xf32>
  %2 = nnef.gather %1, %one : (tensor<3x5x1x4xf32>, tensor<i32>) -> tensor<5x1x4xf32>
  %3 = nnef.gather %1, %ends : (tensor<3x5x1x4xf32>, tensor<2xi32>) -> tensor<2x5x1x4xf32>
  return %2, %3 : tensor<5x1x4xf32>, tensor<2x5x1x4xf32>
}

// -----

// CHECK-LABEL: func @products
func.func @products(%x: tensor<2x3x4xf32>, %q: tensor<1x2x3x4xf32>) -> (tensor<2x3x5xf32>, tensor<1x2x3x3xf32>) {
  // CHECK: %[[ROWS:.+]] = nnef.reshape %{{.+}} shape = [6, 4]
  // CHECK: %[[PRODUCT:.+]] = nnef.matmul %[[ROWS]], %{{.+}} : (tensor<6x4xf32>, tensor<4x5xf32>) -> tensor<6x5xf32>
  // CHECK: nnef.reshape %[[PRODUCT]] shape = [2, 3, 5]
  // CHECK: %[[PRODUCTS:.+]] = nnef.matmul %{{.+}}, %{{.+}} transposeB = true : (tensor<2x3x4xf32>, tensor<2x3x4xf32>) -> tensor<2x3x3xf32>
  // CHECK: nnef.reshape %[[PRODUCTS]] shape = [1, 2, 3, 3]
  %w = nnef.variable "w" = dense<1.0> : tensor<1x5x4xf32>
  %0 = nnef.matmul %x, %w transposeB = true : (tensor<2x3x4xf32>, tensor<1x5x4xf32>) -> tensor<2x3x5xf32>
  %1 = nnef.matmul %q, %q transposeB = true : (tensor<1x2x3x4xf32>, tensor<1x2x3x4xf32>) -> tensor<1x2x3x3xf32>
  return %0, %1 : tensor<2x3x5xf32>, tensor<1x2x3x3xf32>
}

// -----

// What is quantized stays.
// CHECK-LABEL: func @quantized
func.func @quantized(%x: tensor<1x2xf32>) -> tensor<1x2xf32> {
  // CHECK: nnef.div
  %two = nnef.constant dense<2.0> : tensor<f32>
  %0 = nnef.div %x, %two {nnef.quantization = #nnef.quantization<"linear_quantize", {bits = 8 : i64, max = dense<1.0> : tensor<f64>, min = dense<0.0> : tensor<f64>}>} : (tensor<1x2xf32>, tensor<f32>) -> tensor<1x2xf32>
  return %0 : tensor<1x2xf32>
}

// -----

// Output elements at even places see filter elements 0 and 2, those at odd
// places element 1 alone; the filters are mirrored. The last place of all is
// left out.
// CHECK-LABEL: func @transposed_convolution
// CHECK-SAME: %[[X:.+]]: tensor<1x1x4xf32>
func.func @transposed_convolution(%x: tensor<1x1x4xf32>) -> tensor<1x1x9xf32> {
  // CHECK-DAG: %[[FILTER:.+]] = nnef.constant dense<{{\[\[\[}}3.000000e+00, 1.000000e+00]], {{\[\[}}0.000000e+00, 2.000000e+00]]]> : tensor<2x1x2xf32>
  // CHECK-DAG: %[[BIAS:.+]] = nnef.constant dense<5.000000e-01> : tensor<1x2xf32>
  // CHECK: %[[PHASES:.+]] = nnef.conv %[[X]], %[[FILTER]], %[[BIAS]] padding = [(1, 1)] : {{.*}} -> tensor<1x2x5xf32>
  // CHECK: %[[SPLIT:.+]] = nnef.reshape %[[PHASES]] {{.*}} -> tensor<1x1x2x5xf32>
  // CHECK: %[[BESIDE:.+]] = nnef.transpose %[[SPLIT]] {{.*}}[0, 1, 3, 2]{{.*}} -> tensor<1x1x5x2xf32>
  // CHECK: %[[ALL:.+]] = nnef.reshape %[[BESIDE]] {{.*}} -> tensor<1x1x10xf32>
  // CHECK: nnef.slice %[[ALL]] {{.*}} -> tensor<1x1x9xf32>
  %filter = nnef.constant dense<[[[1.0, 2.0, 3.0]]]> : tensor<1x1x3xf32>
  %bias = nnef.constant dense<0.5> : tensor<f32>
  %0 = nnef.deconv %x, %filter, %bias padding = [(0, 0)] stride = [2] : (tensor<1x1x4xf32>, tensor<1x1x3xf32>, tensor<f32>) -> tensor<1x1x9xf32>
  return %0 : tensor<1x1x9xf32>
}
