// RUN: nnef-opt --nnef-quantize-types %s | FileCheck %s
// RUN: nnef-opt --nnef-quantize-types=boundary=codes %s | FileCheck %s --check-prefix=CODES

#in = #nnef.quantization<"zero_point_linear_quantize", {bits = 8 : i64, scale = dense<5.000000e-01> : tensor<f64>, signed = false, symmetric = false, zero_point = dense<128> : tensor<i64>}>
#out = #nnef.quantization<"min_max_linear_quantize", {bits = 8 : i64, max = dense<2.550000e+02> : tensor<f64>, min = dense<0.000000e+00> : tensor<f64>, signed = false, symmetric = false}>
#filter = #nnef.quantization<"zero_point_linear_quantize", {bits = 8 : i64, scale = dense<[1.0, 2.0]> : tensor<2xf64>, signed = true, symmetric = true, zero_point = dense<0> : tensor<i64>}>
#logarithmic = #nnef.quantization<"logarithmic_quantize", {bits = 4 : i64, max = dense<8.000000e+00> : tensor<f64>}>

// Numbers become codes where they come in, and numbers again where they go out.
// CHECK-LABEL: func.func @net(
// CHECK-SAME:    %[[X:.*]]: tensor<1x3x4x4xf32> {nnef.name = "x"}) -> tensor<1x2x4x4xf32>
// CHECK:         %[[XQ:.*]] = nnef.quantize %[[X]] : (tensor<1x3x4x4xf32>) -> tensor<1x3x4x4x!quant.uniform<u8:f32, 5.000000e-01:128>>
// The codes of the filter are those of the file.
// CHECK:         %[[W:.*]] = nnef.variable "w" : tensor<2x3x1x1xi8>
// CHECK:         %[[WQ:.*]] = nnef.storage_cast %[[W]] : (tensor<2x3x1x1xi8>) -> tensor<2x3x1x1x!quant.uniform<i8<-127:127>:f32:0, {1.000000e+00,2.000000e+00}>>
// The bias, 3 and -5, is in units of 0.5 * 1 and 0.5 * 2.
// CHECK:         %[[B:.*]] = nnef.constant dense<{{\[\[}}6, -5]]> : tensor<1x2xi32>
// CHECK:         %[[BQ:.*]] = nnef.storage_cast %[[B]] : (tensor<1x2xi32>) -> tensor<1x2x!quant.uniform<i32:f32:1, {5.000000e-01,1.000000e+00}>>
// What only goes into relu has its codes.
// CHECK:         %[[Y:.*]] = nnef.conv %[[XQ]], %[[WQ]], %[[BQ]] {{.*}} -> tensor<1x2x4x4x!quant.uniform<u8:f32, 1.000000e+00>>
// CHECK:         %[[Z:.*]] = nnef.relu %[[Y]] : tensor<1x2x4x4x!quant.uniform<u8:f32, 1.000000e+00>>
// CHECK:         %[[R:.*]] = nnef.dequantize %[[Z]]
// CHECK:         return %[[R]] : tensor<1x2x4x4xf32>
// CODES-LABEL: func.func @net(
// CODES-SAME:    %[[X:.*]]: tensor<1x3x4x4xui8> {nnef.name = "x"}) -> tensor<1x2x4x4xui8>
// CODES:         nnef.storage_cast %[[X]] : (tensor<1x3x4x4xui8>) -> tensor<1x3x4x4x!quant.uniform<u8:f32, 5.000000e-01:128>>
// CODES-NOT:     nnef.quantize
// CODES-NOT:     nnef.dequantize
// CODES:         %[[R:.*]] = nnef.storage_cast {{.*}} -> tensor<1x2x4x4xui8>
// CODES:         return %[[R]] : tensor<1x2x4x4xui8>
func.func @net(%x: tensor<1x3x4x4xf32> {nnef.name = "x", nnef.quantization = #in}) -> tensor<1x2x4x4xf32> {
  %codes = nnef.variable "w" : tensor<2x3x1x1xi8>
  %w = nnef.dequantize %codes {quantization = #filter} : (tensor<2x3x1x1xi8>) -> tensor<2x3x1x1xf32>
  %b = nnef.constant dense<[[3.0, -5.0]]> : tensor<1x2xf32>
  %y = nnef.conv %x, %w, %b : (tensor<1x3x4x4xf32>, tensor<2x3x1x1xf32>, tensor<1x2xf32>) -> tensor<1x2x4x4xf32>
  %z = nnef.relu %y {nnef.quantization = #out} : tensor<1x2x4x4xf32>
  return %z : tensor<1x2x4x4xf32>
}

// A literal 0 stands for no bias. Numbers of a variable become codes: 1, -2, 127
// and -127 with a scale of 1, and with 2.
// CHECK-LABEL: func.func @float_weights(
// CHECK:         %[[ZERO:.*]] = nnef.constant dense<0.000000e+00> : tensor<f32>
// CHECK:         %[[W:.*]] = nnef.variable "w" = dense<{{\[\[}}1, -2, 127], [1, -1, -127]]> : tensor<2x3xi8>
// CHECK:         %[[WQ:.*]] = nnef.storage_cast %[[W]]
// CHECK:         nnef.linear %{{.*}}, %[[WQ]], %[[ZERO]]
func.func @float_weights(%x: tensor<1x3xf32> {nnef.quantization = #in}) -> tensor<1x2xf32> {
  %zero = nnef.constant dense<0.0> : tensor<f32>
  %w = nnef.variable "w" = dense<[[1.0, -2.0, 1000.0], [2.0, -1.0, -1000.0]]> : tensor<2x3xf32> {nnef.quantization = #filter}
  %y = nnef.linear %x, %w, %zero {nnef.quantization = #out} : (tensor<1x3xf32>, tensor<2x3xf32>, tensor<f32>) -> tensor<1x2xf32>
  return %y : tensor<1x2xf32>
}

// Without values, of a network that is nothing but structure, variables have
// codes.
// CHECK-LABEL: func.func @structure(
// CHECK:         %[[W:.*]] = nnef.variable "w" : tensor<2x3xi8>
// CHECK:         %[[WQ:.*]] = nnef.storage_cast %[[W]]
// CHECK:         %[[B:.*]] = nnef.variable "b" : tensor<1x2xi32>
// CHECK:         %[[BQ:.*]] = nnef.storage_cast %[[B]]
// CHECK:         nnef.linear %{{.*}}, %[[WQ]], %[[BQ]]
func.func @structure(%x: tensor<1x3xf32> {nnef.quantization = #in}) -> tensor<1x2xf32> {
  %w = nnef.variable "w" : tensor<2x3xf32> {nnef.quantization = #filter}
  %b = nnef.variable "b" : tensor<1x2xf32>
  %y = nnef.linear %x, %w, %b {nnef.quantization = #out} : (tensor<1x3xf32>, tensor<2x3xf32>, tensor<1x2xf32>) -> tensor<1x2xf32>
  return %y : tensor<1x2xf32>
}

// What moves elements keeps their codes; where the model wants others, they are
// converted.
// CHECK-LABEL: func.func @moves(
// CHECK:         %[[X:.*]] = nnef.quantize
// CHECK:         %[[A:.*]] = nnef.reshape %[[X]] {{.*}} -> tensor<4x2x!quant.uniform<u8:f32, 5.000000e-01:128>>
// CHECK:         %[[B:.*]] = nnef.transpose %[[A]] {{.*}} -> tensor<2x4x!quant.uniform<u8:f32, 5.000000e-01:128>>
// CHECK:         nnef.copy %[[B]] : (tensor<2x4x!quant.uniform<u8:f32, 5.000000e-01:128>>) -> tensor<2x4x!quant.uniform<u8:f32, 1.000000e+00>>
func.func @moves(%x: tensor<2x4xf32> {nnef.quantization = #in}) -> tensor<2x4xf32> {
  %a = nnef.reshape %x shape = [4, 2] : (tensor<2x4xf32>) -> tensor<4x2xf32>
  %b = nnef.transpose %a axes = [1, 0] {nnef.quantization = #out} : (tensor<4x2xf32>) -> tensor<2x4xf32>
  return %b : tensor<2x4xf32>
}

// What has no recipe computes with numbers.
// CHECK-LABEL: func.func @numbers(
// CHECK-NEXT:    %[[XQ:.*]] = nnef.quantize %{{.*}}
// CHECK-NEXT:    %[[X:.*]] = nnef.dequantize %[[XQ]]
// CHECK-NEXT:    %[[Y:.*]] = nnef.local_contrast_normalization %[[X]]
// CHECK-NEXT:    %[[YQ:.*]] = nnef.quantize %[[Y]]
// CHECK-NEXT:    %[[Z:.*]] = nnef.dequantize %[[YQ]]
// CHECK-NEXT:    return %[[Z]]
func.func @numbers(%x: tensor<2x4xf32> {nnef.quantization = #in}) -> tensor<2x4xf32> {
  %y = nnef.local_contrast_normalization %x size = [1, 3] {nnef.quantization = #out} : (tensor<2x4xf32>) -> tensor<2x4xf32>
  return %y : tensor<2x4xf32>
}

// What has no codes of the kind is rounded as numbers are.
// CHECK-LABEL: func.func @logarithmic(
// CHECK:         %[[Y:.*]] = nnef.relu
// CHECK:         nnef.logarithmic_quantize %[[Y]]
func.func @logarithmic(%x: tensor<2x4xf32>) -> tensor<2x4xf32> {
  %y = nnef.relu %x {nnef.quantization = #logarithmic} : tensor<2x4xf32>
  return %y : tensor<2x4xf32>
}

// Fragments of converters are their bodies.
// CHECK-LABEL: func.func @fragment(
// CHECK-NOT:     nnef.call
// CHECK:         nnef.clamp {{.*}} -> tensor<2x4x!quant.uniform<u8:f32, 1.000000e+00>>
// CHECK-NOT:   @relu6
func.func @fragment(%x: tensor<2x4xf32> {nnef.quantization = #in}) -> tensor<2x4xf32> {
  %y = nnef.call "relu6"(%x) body @relu6 {nnef.quantization = #out} : (tensor<2x4xf32>) -> tensor<2x4xf32>
  return %y : tensor<2x4xf32>
}
func.func private @relu6(%x: tensor<2x4xf32>) -> tensor<2x4xf32> {
  %0 = nnef.constant dense<0.0> : tensor<f32>
  %1 = nnef.constant dense<6.0> : tensor<f32>
  %y = nnef.clamp %x, %0, %1 : (tensor<2x4xf32>, tensor<f32>, tensor<f32>) -> tensor<2x4xf32>
  return %y : tensor<2x4xf32>
}
