// RUN: nnef-opt %s --nnef-fold-constants --split-input-file | FileCheck %s

// What has no constant values, although it may look so.

// A state has another value each time: its label, however it is written, and what
// converts it.
// CHECK-LABEL: func @state
func.func @state(%x: tensor<2xf32>) -> (tensor<2xf32>, tensor<2xf32>, tensor<2xf32>) {
  // CHECK: %[[STATE:.+]] = nnef.variable "state"
  // CHECK: %[[CAST:.+]] = nnef.cast %[[STATE]]
  // CHECK: nnef.neg %[[CAST]]
  // CHECK: nnef.neg
  // CHECK: nnef.update %[[CAST]], %{{.+}}
  %state = nnef.variable "state" = dense<[1.0, 2.0]> : tensor<2xf16>
  %float = nnef.cast %state : (tensor<2xf16>) -> tensor<2xf32>
  %0 = nnef.neg %float : tensor<2xf32>
  %again = nnef.variable "/State" = dense<[1.0, 2.0]> : tensor<2xf32>
  %1 = nnef.neg %again : tensor<2xf32>
  %new = nnef.update %float, %x : (tensor<2xf32>, tensor<2xf32>) -> tensor<2xf32>
  return %0, %1, %new : tensor<2xf32>, tensor<2xf32>, tensor<2xf32>
}

// -----

// Another variable beside it is constant.
// CHECK-LABEL: func @beside_state
func.func @beside_state(%x: tensor<2xf32>) -> (tensor<2xf32>, tensor<2xf32>) {
  // CHECK: nnef.constant dense<[-3.000000e+00, -4.000000e+00]>
  // CHECK-NOT: nnef.neg
  %state = nnef.variable "state" = dense<[1.0, 2.0]> : tensor<2xf32>
  %weight = nnef.variable "weight" = dense<[3.0, 4.0]> : tensor<2xf32>
  %0 = nnef.neg %weight : tensor<2xf32>
  %new = nnef.update %state, %x : (tensor<2xf32>, tensor<2xf32>) -> tensor<2xf32>
  return %0, %new : tensor<2xf32>, tensor<2xf32>
}

// -----

// If it is not clear what is updated, no variable is taken as constant.
// CHECK-LABEL: func @unclear
func.func @unclear(%c: tensor<i1>, %x: tensor<2xf32>) -> (tensor<2xf32>, tensor<2xf32>) {
  // CHECK: nnef.neg
  %a = nnef.variable "a" = dense<[1.0, 2.0]> : tensor<2xf32>
  %b = nnef.variable "b" = dense<[3.0, 4.0]> : tensor<2xf32>
  %either = nnef.select %c, %a, %b : (tensor<i1>, tensor<2xf32>, tensor<2xf32>) -> tensor<2xf32>
  %new = nnef.update %either, %x : (tensor<2xf32>, tensor<2xf32>) -> tensor<2xf32>
  %0 = nnef.neg %a : tensor<2xf32>
  return %0, %new : tensor<2xf32>, tensor<2xf32>
}

// -----

// Quantized tensors: the values of one are not those of its variable, and one
// that is computed must stay to be quantized.
// CHECK-LABEL: func @quantized
func.func @quantized() -> (tensor<2xf32>, tensor<2xf32>, tensor<2xf32>) {
  // CHECK: nnef.neg
  // CHECK: nnef.dequantize
  // CHECK: nnef.add {{.*}}nnef.quantization
  %a = nnef.variable "a" = dense<[1.0, 2.0]> : tensor<2xf32> {nnef.quantization = #nnef.quantization<"linear_quantize", {bits = 8 : i64}>}
  %0 = nnef.neg %a : tensor<2xf32>
  %b = nnef.variable "b" = dense<[1, 2]> : tensor<2xui8>
  %1 = nnef.dequantize %b {quantization = #nnef.quantization<"linear_quantize", {bits = 8 : i64}>} : (tensor<2xui8>) -> tensor<2xf32>
  %c = nnef.variable "c" = dense<[1.0, 2.0]> : tensor<2xf32>
  %2 = nnef.add %c, %c {nnef.quantization = #nnef.quantization<"linear_quantize", {bits = 8 : i64}>} : (tensor<2xf32>, tensor<2xf32>) -> tensor<2xf32>
  return %0, %1, %2 : tensor<2xf32>, tensor<2xf32>, tensor<2xf32>
}

// -----

// Variables without values, as arguments and as globals.
ml_program.global private @w(dense<[1.0, 2.0]> : tensor<2xf32>) : tensor<2xf32>
// CHECK-LABEL: func @other_forms
func.func @other_forms(%argument: tensor<2xf32> {nnef.label = "a"}) -> (tensor<2xf32>, tensor<2xf32>, tensor<2xf32>) {
  // CHECK-COUNT-3: nnef.neg
  %0 = nnef.neg %argument : tensor<2xf32>
  %global = ml_program.global_load_const @w : tensor<2xf32>
  %1 = nnef.neg %global : tensor<2xf32>
  %unknown = nnef.variable "u" : tensor<2xf32>
  %2 = nnef.neg %unknown : tensor<2xf32>
  return %0, %1, %2 : tensor<2xf32>, tensor<2xf32>, tensor<2xf32>
}
