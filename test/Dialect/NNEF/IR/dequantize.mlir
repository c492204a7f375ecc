// RUN: nnef-opt %s | nnef-opt --mlir-print-local-scope | FileCheck %s
// RUN: nnef-opt %s --mlir-print-op-generic | nnef-opt --mlir-print-local-scope | FileCheck %s

// CHECK-LABEL: func @stored_types
func.func @stored_types() {
  // CHECK: nnef.variable "a" : tensor<2xui4>
  %0 = nnef.variable "a" : tensor<2xui4>
  // CHECK: nnef.cast %{{.+}} : (tensor<2xui4>) -> tensor<2xi32>
  %1 = nnef.cast %0 : (tensor<2xui4>) -> tensor<2xi32>
  // CHECK: nnef.variable "b" = dense<[-3, 3]> : tensor<2xi3>
  %2 = nnef.variable "b" = dense<[-3, 3]> : tensor<2xi3>
  // CHECK: nnef.variable "c" : tensor<2xsi1>
  %3 = nnef.variable "c" : tensor<2xsi1>
  return
}

// CHECK-LABEL: func @dequantize
func.func @dequantize() -> tensor<4x3xf32> {
  %codes = nnef.variable "filter" : tensor<4x3xui8>
  // CHECK: nnef.dequantize %{{.+}} {quantization = #nnef.quantization<"linear_quantize", {bits = 8 : i64, max = dense<1.000000e+00> : tensor<f64>, min = dense<-1.000000e+00> : tensor<f64>}>} : (tensor<4x3xui8>) -> tensor<4x3xf32>
  %0 = nnef.dequantize %codes {quantization = #nnef.quantization<"linear_quantize", {bits = 8 : i64, max = dense<1.0> : tensor<f64>, min = dense<-1.0> : tensor<f64>}>} : (tensor<4x3xui8>) -> tensor<4x3xf32>
  return %0 : tensor<4x3xf32>
}

// A custom operation may give its codes any sign.
// CHECK-LABEL: func @custom
func.func @custom(%codes: tensor<3xi16>) -> tensor<3xf32> {
  // CHECK: nnef.dequantize %{{.+}} {quantization = #nnef.quantization<"gemmlowp", {signed = false}>}
  %0 = nnef.dequantize %codes {quantization = #nnef.quantization<"gemmlowp", {signed = false}>} : (tensor<3xi16>) -> tensor<3xf32>
  return %0 : tensor<3xf32>
}
