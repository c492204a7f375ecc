// RUN: nnef-opt %s --nnef-fold-normalization | FileCheck %s
// What is not known, or not safe, stays as it is.

// Something else uses the result of the layer.
// CHECK-LABEL: func @used
func.func @used(%x: tensor<1x1xf32>) -> (tensor<1x1xf32>, tensor<1x1xf32>) {
  // CHECK: nnef.mul
  %w = nnef.variable "w" = dense<3.0> : tensor<1x1xf32>
  %none = nnef.constant dense<0.0> : tensor<f32>
  %0 = nnef.linear %x, %w, %none : (tensor<1x1xf32>, tensor<1x1xf32>, tensor<f32>) -> tensor<1x1xf32>
  %1 = nnef.mul %0, %w : (tensor<1x1xf32>, tensor<1x1xf32>) -> tensor<1x1xf32>
  return %0, %1 : tensor<1x1xf32>, tensor<1x1xf32>
}

// Weights without values, and those that are arguments.
// CHECK-LABEL: func @unknown
func.func @unknown(%x: tensor<1x1xf32>, %k: tensor<1x1xf32>) -> (tensor<1x1xf32>, tensor<1x1xf32>) {
  // CHECK: nnef.mul
  // CHECK: nnef.mul
  %w = nnef.variable "w" : tensor<1x1xf32>
  %v = nnef.variable "v" = dense<3.0> : tensor<1x1xf32>
  %two = nnef.constant dense<2.0> : tensor<f32>
  %none = nnef.constant dense<0.0> : tensor<f32>
  %0 = nnef.linear %x, %w, %none : (tensor<1x1xf32>, tensor<1x1xf32>, tensor<f32>) -> tensor<1x1xf32>
  %1 = nnef.mul %0, %two : (tensor<1x1xf32>, tensor<f32>) -> tensor<1x1xf32>
  %2 = nnef.linear %x, %v, %none : (tensor<1x1xf32>, tensor<1x1xf32>, tensor<f32>) -> tensor<1x1xf32>
  %3 = nnef.mul %2, %k : (tensor<1x1xf32>, tensor<1x1xf32>) -> tensor<1x1xf32>
  return %1, %3 : tensor<1x1xf32>, tensor<1x1xf32>
}

// Numbers for each pixel, and a result that is larger than the layer's.
// CHECK-LABEL: func @shapes
func.func @shapes(%x: tensor<1x1x2xf32>) -> (tensor<1x1x2xf32>, tensor<1x3x2xf32>) {
  // CHECK: nnef.add
  // CHECK: nnef.add
  %w = nnef.constant dense<3.0> : tensor<1x1x1xf32>
  %none = nnef.constant dense<0.0> : tensor<f32>
  %pixels = nnef.constant dense<[[[1.0, 2.0]]]> : tensor<1x1x2xf32>
  %channels = nnef.constant dense<1.0> : tensor<1x3xf32>
  %0 = nnef.conv %x, %w, %none : (tensor<1x1x2xf32>, tensor<1x1x1xf32>, tensor<f32>) -> tensor<1x1x2xf32>
  %1 = nnef.add %0, %pixels : (tensor<1x1x2xf32>, tensor<1x1x2xf32>) -> tensor<1x1x2xf32>
  %2 = nnef.conv %x, %w, %none : (tensor<1x1x2xf32>, tensor<1x1x1xf32>, tensor<f32>) -> tensor<1x1x2xf32>
  %3 = nnef.add %2, %channels : (tensor<1x1x2xf32>, tensor<1x3xf32>) -> tensor<1x3x2xf32>
  return %1, %3 : tensor<1x1x2xf32>, tensor<1x3x2xf32>
}

// What would be infinite or not a number, and the quotient that is none of `x`.
// CHECK-LABEL: func @numbers
func.func @numbers(%x: tensor<1x1xf32>) -> (tensor<1x1xf32>, tensor<1x1xf32>, tensor<1x1xf32>, tensor<1x1xf32>) {
  // CHECK: nnef.div
  // CHECK: nnef.mul
  // CHECK: nnef.batch_normalization
  // CHECK: nnef.div
  %w = nnef.variable "w" = dense<3.0> : tensor<1x1xf32>
  %none = nnef.constant dense<0.0> : tensor<f32>
  %huge = nnef.constant dense<3.0e38> : tensor<f32>
  %minus = nnef.constant dense<-1.0> : tensor<f32>
  %0 = nnef.linear %x, %w, %none : (tensor<1x1xf32>, tensor<1x1xf32>, tensor<f32>) -> tensor<1x1xf32>
  %1 = nnef.div %0, %none : (tensor<1x1xf32>, tensor<f32>) -> tensor<1x1xf32>
  %2 = nnef.linear %1, %w, %none : (tensor<1x1xf32>, tensor<1x1xf32>, tensor<f32>) -> tensor<1x1xf32>
  %3 = nnef.mul %2, %huge : (tensor<1x1xf32>, tensor<f32>) -> tensor<1x1xf32>
  %4 = nnef.linear %3, %w, %none : (tensor<1x1xf32>, tensor<1x1xf32>, tensor<f32>) -> tensor<1x1xf32>
  %5 = nnef.batch_normalization %4, %none, %minus, %none, %huge epsilon = 0.000000e+00 : (tensor<1x1xf32>, tensor<f32>, tensor<f32>, tensor<f32>, tensor<f32>) -> tensor<1x1xf32>
  %6 = nnef.linear %5, %w, %none : (tensor<1x1xf32>, tensor<1x1xf32>, tensor<f32>) -> tensor<1x1xf32>
  %7 = nnef.div %w, %6 : (tensor<1x1xf32>, tensor<1x1xf32>) -> tensor<1x1xf32>
  return %1, %3, %5, %7 : tensor<1x1xf32>, tensor<1x1xf32>, tensor<1x1xf32>, tensor<1x1xf32>
}

// Variables that change, and tensors that are quantized.
// CHECK-LABEL: func @marked
func.func @marked(%x: tensor<1x1xf32>) -> (tensor<1x1xf32>, tensor<1x1xf32>) {
  // CHECK: nnef.mul
  // CHECK: nnef.mul
  %w = nnef.variable "w" = dense<3.0> : tensor<1x1xf32>
  %v = nnef.variable "v" = dense<3.0> : tensor<1x1xf32>
  %two = nnef.constant dense<2.0> : tensor<f32>
  %none = nnef.constant dense<0.0> : tensor<f32>
  %0 = nnef.linear %x, %w, %none : (tensor<1x1xf32>, tensor<1x1xf32>, tensor<f32>) -> tensor<1x1xf32>
  %1 = nnef.mul %0, %two : (tensor<1x1xf32>, tensor<f32>) -> tensor<1x1xf32>
  %2 = nnef.update %w, %1 : (tensor<1x1xf32>, tensor<1x1xf32>) -> tensor<1x1xf32>
  %3 = nnef.linear %x, %v, %none {nnef.quantization = #nnef.quantization<"linear_quantize", {bits = 8 : i64, max = dense<1.0> : tensor<f64>, min = dense<0.0> : tensor<f64>}>} : (tensor<1x1xf32>, tensor<1x1xf32>, tensor<f32>) -> tensor<1x1xf32>
  %4 = nnef.mul %3, %two : (tensor<1x1xf32>, tensor<f32>) -> tensor<1x1xf32>
  return %2, %4 : tensor<1x1xf32>, tensor<1x1xf32>
}
