// RUN: nnef-opt %s --canonicalize --cse | FileCheck %s

// What says more of a tensor than its values stays, and is not seen through.

!q = tensor<4xf32>

// CHECK-LABEL: func @quantized_operation
func.func @quantized_operation(%x: !q) -> !q {
  // CHECK-NEXT: nnef.copy
  // CHECK-NEXT: return
  %0 = nnef.copy %x {nnef.quantization = #nnef.quantization<"linear_quantize", {bits = 8 : i64}>} : !q
  return %0 : !q
}

// The inner operation rounds what it gives.
// CHECK-LABEL: func @quantized_in_between
func.func @quantized_in_between(%x: tensor<2x3xf32>) -> (tensor<2x3xf32>, tensor<2x3xf32>, tensor<2x3xf32>, tensor<2x3xf32>) {
  // CHECK-COUNT-2: nnef.transpose
  // CHECK-COUNT-2: nnef.reshape
  // CHECK-COUNT-2: nnef.neg
  // CHECK-COUNT-2: nnef.relu
  %0 = nnef.transpose %x axes = [1, 0] {nnef.quantization = #nnef.quantization<"linear_quantize", {bits = 8 : i64}>} : (tensor<2x3xf32>) -> tensor<3x2xf32>
  %1 = nnef.transpose %0 axes = [1, 0] : (tensor<3x2xf32>) -> tensor<2x3xf32>
  %2 = nnef.reshape %x shape = [6] {nnef.quantization = #nnef.quantization<"linear_quantize", {bits = 8 : i64}>} : (tensor<2x3xf32>) -> tensor<6xf32>
  %3 = nnef.reshape %2 shape = [2, 3] : (tensor<6xf32>) -> tensor<2x3xf32>
  %4 = nnef.neg %x {nnef.quantization = #nnef.quantization<"linear_quantize", {bits = 8 : i64}>} : tensor<2x3xf32>
  %5 = nnef.neg %4 : tensor<2x3xf32>
  %6 = nnef.relu %x {nnef.quantization = #nnef.quantization<"linear_quantize", {bits = 8 : i64}>} : tensor<2x3xf32>
  %7 = nnef.relu %6 : tensor<2x3xf32>
  return %1, %3, %5, %7 : tensor<2x3xf32>, tensor<2x3xf32>, tensor<2x3xf32>, tensor<2x3xf32>
}

// CHECK-LABEL: func @quantized_in_the_end
func.func @quantized_in_the_end(%x: tensor<2x3xf32>) -> (tensor<6x1xf32>, tensor<1x2x3xf32>) {
  // CHECK: nnef.reshape
  // CHECK: nnef.unsqueeze {{.*}}nnef.quantization
  // CHECK: nnef.stack {{.*}}nnef.quantization
  %0 = nnef.reshape %x shape = [6] : (tensor<2x3xf32>) -> tensor<6xf32>
  %1 = nnef.unsqueeze %0 axes = [1] {nnef.quantization = #nnef.quantization<"linear_quantize", {bits = 8 : i64}>} : (tensor<6xf32>) -> tensor<6x1xf32>
  %2 = nnef.stack %x axis = 0 {nnef.quantization = #nnef.quantization<"linear_quantize", {bits = 8 : i64}>} : (tensor<2x3xf32>) -> tensor<1x2x3xf32>
  return %1, %2 : tensor<6x1xf32>, tensor<1x2x3xf32>
}

// A quantized constant is not the constant of the same values, and what is made
// of it is not known.
// CHECK-LABEL: func @quantized_constant
func.func @quantized_constant() -> (tensor<2xf32>, tensor<2xf32>, tensor<2xf32>) {
  // CHECK-DAG: %[[Q:.+]] = nnef.constant {nnef.quantization = #nnef.quantization<"linear_quantize", {bits = 8 : i64}>} dense<[1.000000e+00, 2.000000e+00]> : tensor<2xf32>
  // CHECK-DAG: %[[C:.+]] = nnef.constant dense<[1.000000e+00, 2.000000e+00]> : tensor<2xf32>
  // CHECK: %[[NEG:.+]] = nnef.neg %[[Q]]
  // CHECK: return %[[C]], %[[Q]], %[[NEG]]
  %0 = nnef.constant dense<[1.0, 2.0]> : tensor<2xf32>
  %1 = nnef.constant {nnef.quantization = #nnef.quantization<"linear_quantize", {bits = 8 : i64}>} dense<[1.0, 2.0]> : tensor<2xf32>
  %2 = nnef.neg %1 : tensor<2xf32>
  return %0, %1, %2 : tensor<2xf32>, tensor<2xf32>, tensor<2xf32>
}

// A declaration of a variable that is an argument.
// CHECK-LABEL: func @declaration
func.func @declaration(%w: tensor<2xf32> {nnef.label = "a"}) -> tensor<2xf32> {
  // CHECK-NEXT: nnef.copy {{.*}}nnef.label = "b"
  %0 = nnef.copy %w {nnef.label = "b"} : tensor<2xf32>
  return %0 : tensor<2xf32>
}

// A variable has its old value until the end, whatever it is updated with.
// CHECK-LABEL: func @update
func.func @update(%x: tensor<2xf32>) -> (tensor<2xf32>, tensor<2xf32>) {
  // CHECK-NEXT: %[[STATE:.+]] = nnef.variable "state" = dense<0.000000e+00>
  // CHECK-NEXT: %[[NEW:.+]] = nnef.update %[[STATE]], %{{.+}}
  // CHECK-NEXT: return %[[STATE]], %[[NEW]]
  %state = nnef.variable "state" = dense<0.0> : tensor<2xf32>
  %old = nnef.copy %state : tensor<2xf32>
  %copy = nnef.copy %x : tensor<2xf32>
  %new = nnef.update %state, %copy : (tensor<2xf32>, tensor<2xf32>) -> tensor<2xf32>
  return %old, %new : tensor<2xf32>, tensor<2xf32>
}
