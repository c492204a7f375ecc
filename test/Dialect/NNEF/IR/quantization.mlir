// RUN: nnef-opt %s | nnef-opt | FileCheck %s
// RUN: nnef-opt %s --mlir-print-op-generic | nnef-opt | FileCheck %s

// CHECK-LABEL: func @per_tensor
func.func @per_tensor(%x: tensor<4x16xf32>, %s: tensor<f32>, %zero_point: tensor<i32>) {
  // CHECK: nnef.min_max_linear_quantize %{{.+}}, %{{.+}}, %{{.+}} bits = 8 signed = true symmetric = false : (tensor<4x16xf32>, tensor<f32>, tensor<f32>) -> tensor<4x16xf32>
  %0 = nnef.min_max_linear_quantize %x, %s, %s bits = 8 signed = true symmetric = false : (tensor<4x16xf32>, tensor<f32>, tensor<f32>) -> tensor<4x16xf32>
  // CHECK: nnef.zero_point_linear_quantize %{{.+}}, %{{.+}}, %{{.+}} bits = 4 signed = false symmetric = true : (tensor<4x16xf32>, tensor<i32>, tensor<f32>) -> tensor<4x16xf32>
  %1 = nnef.zero_point_linear_quantize %x, %zero_point, %s bits = 4 signed = false symmetric = true : (tensor<4x16xf32>, tensor<i32>, tensor<f32>) -> tensor<4x16xf32>
  // CHECK: nnef.linear_quantize %{{.+}}, %{{.+}}, %{{.+}} bits = 8 :
  %2 = nnef.linear_quantize %x, %s, %s bits = 8 : (tensor<4x16xf32>, tensor<f32>, tensor<f32>) -> tensor<4x16xf32>
  // CHECK: nnef.logarithmic_quantize %{{.+}}, %{{.+}} bits = 8 :
  %3 = nnef.logarithmic_quantize %x, %s bits = 8 : (tensor<4x16xf32>, tensor<f32>) -> tensor<4x16xf32>
  return
}

// CHECK-LABEL: func @per_channel
func.func @per_channel(%x: tensor<4x16xf32>, %zero_point: tensor<1x16xi32>, %scale: tensor<1x16xf32>) {
  // CHECK: nnef.zero_point_linear_quantize %{{.+}} : (tensor<4x16xf32>, tensor<1x16xi32>, tensor<1x16xf32>) -> tensor<4x16xf32>
  %0 = nnef.zero_point_linear_quantize %x, %zero_point, %scale bits = 8 signed = true symmetric = true : (tensor<4x16xf32>, tensor<1x16xi32>, tensor<1x16xf32>) -> tensor<4x16xf32>
  return
}
