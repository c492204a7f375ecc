// RUN: nnef-opt %s --nnef-to-linalg | FileCheck %s

// A code is found in double precision, and is a value again in that of `x`.
// CHECK-LABEL: func @min_max
func.func @min_max(%x: tensor<2x4xf32>, %min: tensor<1x4xf32>, %max: tensor<f32>) -> tensor<2x4xf32> {
  // CHECK: linalg.generic
  // CHECK-COUNT-3: arith.extf %{{.+}} : f32 to f64
  // CHECK: arith.constant 2.550000e+02 : f64
  // CHECK: arith.constant 1.280000e+02 : f64
  // CHECK: math.floor %{{.+}} : f64
  // CHECK: arith.truncf %{{.+}} : f64 to f32
  %0 = nnef.min_max_linear_quantize %x, %min, %max bits = 8 signed = true symmetric = false : (tensor<2x4xf32>, tensor<1x4xf32>, tensor<f32>) -> tensor<2x4xf32>
  return %0 : tensor<2x4xf32>
}

// CHECK-LABEL: func @zero_point
func.func @zero_point(%x: tensor<2x4xf32>, %zero: tensor<1x4xi32>, %scale: tensor<1x4xf32>) -> tensor<2x4xf32> {
  // CHECK: arith.sitofp %{{.+}} : i32 to f64
  // CHECK: arith.constant -1.270000e+02 : f64
  // CHECK: arith.constant 1.270000e+02 : f64
  %0 = nnef.zero_point_linear_quantize %x, %zero, %scale bits = 8 signed = true symmetric = true : (tensor<2x4xf32>, tensor<1x4xi32>, tensor<1x4xf32>) -> tensor<2x4xf32>
  return %0 : tensor<2x4xf32>
}

// CHECK-LABEL: func @logarithmic
func.func @logarithmic(%x: tensor<2x4xf32>, %max: tensor<f32>) -> tensor<2x4xf32> {
  // CHECK: math.log2 %{{.+}} : f64
  // CHECK: math.ceil
  // CHECK: math.exp2
  %0 = nnef.logarithmic_quantize %x, %max bits = 4 : (tensor<2x4xf32>, tensor<f32>) -> tensor<2x4xf32>
  return %0 : tensor<2x4xf32>
}
