// RUN: nnef-opt %s | nnef-opt | FileCheck %s
// RUN: nnef-opt %s --mlir-print-op-generic | nnef-opt | FileCheck %s

// Attributes with their default values are not printed, given or not.
// CHECK-LABEL: func @defaults
func.func @defaults(%image: tensor<1x3x32x32xf32>, %filter: tensor<8x3x3x3xf32>, %bias: tensor<1x8xf32>) {
  // CHECK: nnef.conv %{{.+}}, %{{.+}}, %{{.+}} : (tensor<1x3x32x32xf32>, tensor<8x3x3x3xf32>, tensor<1x8xf32>) -> tensor<1x8x32x32xf32>
  %0 = nnef.conv %image, %filter, %bias : (tensor<1x3x32x32xf32>, tensor<8x3x3x3xf32>, tensor<1x8xf32>) -> tensor<1x8x32x32xf32>
  // CHECK: nnef.conv %{{.+}}, %{{.+}}, %{{.+}} : (tensor<1x3x32x32xf32>, tensor<8x3x3x3xf32>, tensor<1x8xf32>) -> tensor<1x8x32x32xf32>
  %1 = nnef.conv %image, %filter, %bias border = constant padding = [] stride = [] dilation = [] groups = 1 : (tensor<1x3x32x32xf32>, tensor<8x3x3x3xf32>, tensor<1x8xf32>) -> tensor<1x8x32x32xf32>
  return
}

// CHECK-LABEL: func @conv
func.func @conv(%image: tensor<1x4x32x32xf32>, %filter: tensor<8x2x3x3xf32>, %bias: tensor<f32>) {
  // CHECK: nnef.conv %{{.+}}, %{{.+}}, %{{.+}} border = replicate padding = [(1, 2), (-1, 0)] stride = [2, 1] dilation = [1, 2] groups = 2 : (tensor<1x4x32x32xf32>, tensor<8x2x3x3xf32>, tensor<f32>) -> tensor<1x8x17x27xf32>
  %0 = nnef.conv %image, %filter, %bias border = replicate padding = [(1, 2), (-1, 0)] stride = [2, 1] dilation = [1, 2] groups = 2 : (tensor<1x4x32x32xf32>, tensor<8x2x3x3xf32>, tensor<f32>) -> tensor<1x8x17x27xf32>
  return
}

// The enum that ODS calls `ReflectEven` is spelled as in the standard.
// CHECK-LABEL: func @borders
func.func @borders(%image: tensor<1x1x8xf32>, %filter: tensor<1x1x3xf32>, %bias: tensor<f32>) {
  // CHECK: border = reflect :
  %0 = nnef.conv %image, %filter, %bias border = reflect : (tensor<1x1x8xf32>, tensor<1x1x3xf32>, tensor<f32>) -> tensor<1x1x8xf32>
  // CHECK: border = "reflect-even" :
  %1 = nnef.conv %image, %filter, %bias border = "reflect-even" : (tensor<1x1x8xf32>, tensor<1x1x3xf32>, tensor<f32>) -> tensor<1x1x8xf32>
  return
}

// CHECK-LABEL: func @deconv
func.func @deconv(%image: tensor<1x3x16x16xf32>, %filter: tensor<3x8x3x3xf32>, %bias: tensor<f32>) {
  // CHECK: nnef.deconv %{{.+}}, %{{.+}}, %{{.+}} : (tensor<1x3x16x16xf32>,
  %0 = nnef.deconv %image, %filter, %bias : (tensor<1x3x16x16xf32>, tensor<3x8x3x3xf32>, tensor<f32>) -> tensor<1x8x16x16xf32>
  // CHECK: nnef.deconv %{{.+}}, %{{.+}}, %{{.+}} padding = [(1, 1), (1, 1)] stride = [2, 2] output_shape = [1, 8, 32, 31] :
  %1 = nnef.deconv %image, %filter, %bias padding = [(1, 1), (1, 1)] stride = [2, 2] output_shape = [1, 8, 32, 31] : (tensor<1x3x16x16xf32>, tensor<3x8x3x3xf32>, tensor<f32>) -> tensor<1x8x32x31xf32>
  // CHECK: nnef.deconv %{{.+}}, %{{.+}}, %{{.+}} dilation = [2, 2] groups = 0 :
  %2 = nnef.deconv %image, %filter, %bias dilation = [2, 2] groups = 0 : (tensor<1x3x16x16xf32>, tensor<3x8x3x3xf32>, tensor<f32>) -> tensor<1x24x16x16xf32>
  return
}

// CHECK-LABEL: func @separable
func.func @separable(%image: tensor<1x3x16x16xf32>, %plane: tensor<6x1x3x3xf32>, %point: tensor<8x6x1x1xf32>,
                     %features: tensor<1x8x16x16xf32>, %bias: tensor<f32>) {
  // CHECK: nnef.separable_conv %{{.+}}, %{{.+}}, %{{.+}}, %{{.+}} : (tensor<1x3x16x16xf32>, tensor<6x1x3x3xf32>, tensor<8x6x1x1xf32>, tensor<f32>) -> tensor<1x8x16x16xf32>
  %0 = nnef.separable_conv %image, %plane, %point, %bias : (tensor<1x3x16x16xf32>, tensor<6x1x3x3xf32>, tensor<8x6x1x1xf32>, tensor<f32>) -> tensor<1x8x16x16xf32>
  // CHECK: nnef.separable_deconv %{{.+}}, %{{.+}}, %{{.+}}, %{{.+}} stride = [2, 2] output_shape = [1, 3, 32, 32] :
  %1 = nnef.separable_deconv %features, %plane, %point, %bias stride = [2, 2] output_shape = [1, 3, 32, 32] : (tensor<1x8x16x16xf32>, tensor<6x1x3x3xf32>, tensor<8x6x1x1xf32>, tensor<f32>) -> tensor<1x3x32x32xf32>
  return
}
