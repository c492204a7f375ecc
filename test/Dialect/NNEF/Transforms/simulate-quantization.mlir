// RUN: nnef-opt --nnef-simulate-quantization %s | FileCheck %s

// What the model says of a tensor becomes an operation on it. All that uses the
// tensor sees what that operation gives.

#zero = #nnef.quantization<"zero_point_linear_quantize", {bits = 8 : i64, scale = dense<5.000000e-01> : tensor<f64>, signed = true, symmetric = false, zero_point = dense<-3> : tensor<i64>}>
#range = #nnef.quantization<"min_max_linear_quantize", {bits = 8 : i64, max = dense<[[1.0], [2.0]]> : tensor<2x1xf64>, min = dense<0.0> : tensor<f64>, signed = false, symmetric = false}>
#linear = #nnef.quantization<"linear_quantize", {bits = 8 : i64, max = dense<1.0> : tensor<f64>, min = dense<-1.0> : tensor<f64>}>
#logarithmic = #nnef.quantization<"logarithmic_quantize", {bits = 4 : i64, max = dense<8.0> : tensor<f64>}>
#custom = #nnef.quantization<"gemmlowp_quantize", {scale = 1.0 : f64}, <"linear_quantize", {bits = 2 : i64, max = dense<3.0> : tensor<f64>, min = dense<0.0> : tensor<f64>}>>

// CHECK-LABEL: func.func @net(
// CHECK-SAME:    %[[X:.*]]: tensor<2x3xf32> {nnef.name = "x"})
// CHECK:         %[[Z:.*]] = nnef.constant dense<-3> : tensor<i32>
// CHECK:         %[[S:.*]] = nnef.constant dense<5.000000e-01> : tensor<f32>
// CHECK:         %[[XQ:.*]] = nnef.zero_point_linear_quantize %[[X]], %[[Z]], %[[S]] bits = 8 signed = true symmetric = false
// CHECK:         %[[Y:.*]] = nnef.relu %[[XQ]] : tensor<2x3xf32>
// CHECK:         nnef.constant dense<0.000000e+00> : tensor<f32>
// CHECK:         nnef.constant dense<{{\[\[}}1.000000e+00], [2.000000e+00]]> : tensor<2x1xf32>
// CHECK:         %[[YQ:.*]] = nnef.min_max_linear_quantize %[[Y]], {{.*}} bits = 8 signed = false symmetric = false
// CHECK:         %[[A:.*]] = nnef.exp %[[YQ]]
// CHECK:         %[[AQ:.*]] = nnef.linear_quantize %[[A]], {{.*}} bits = 8
// CHECK:         %[[B:.*]] = nnef.sin %[[YQ]]
// CHECK:         %[[BQ:.*]] = nnef.logarithmic_quantize %[[B]], {{.*}} bits = 4
// What a fragment comes to stands for it.
// CHECK:         %[[C:.*]] = nnef.cos %[[YQ]]
// CHECK:         %[[CQ:.*]] = nnef.linear_quantize %[[C]], {{.*}} bits = 2
// One result of two.
// CHECK:         %[[M:.*]], %[[V:.*]] = nnef.moments %[[CQ]]
// CHECK:         %[[VQ:.*]] = nnef.linear_quantize %[[V]]
// CHECK:         return %[[AQ]], %[[BQ]], %[[M]], %[[VQ]]
func.func @net(%x: tensor<2x3xf32> {nnef.name = "x", nnef.quantization = #zero})
    -> (tensor<2x3xf32>, tensor<2x3xf32>, tensor<1x3xf32>, tensor<1x3xf32>) {
  %y = nnef.relu %x {nnef.quantization = #range} : tensor<2x3xf32>
  %a = nnef.exp %y {nnef.quantization = #linear} : tensor<2x3xf32>
  %b = nnef.sin %y {nnef.quantization = #logarithmic} : tensor<2x3xf32>
  %c = nnef.cos %y {nnef.quantization = #custom} : tensor<2x3xf32>
  %m, %v = nnef.moments %c axes = [0] {nnef.quantization = [unit, #linear]} : (tensor<2x3xf32>) -> (tensor<1x3xf32>, tensor<1x3xf32>)
  return %a, %b, %m, %v : tensor<2x3xf32>, tensor<2x3xf32>, tensor<1x3xf32>, tensor<1x3xf32>
}

// Codes stand for numbers that are rounded already, and nothing says otherwise.
// CHECK-LABEL: func.func @stored(
// CHECK-NEXT:    nnef.variable
// CHECK-NEXT:    %[[W:.*]] = nnef.dequantize
// CHECK-NEXT:    return %[[W]]
func.func @stored() -> tensor<2x3xf32> {
  %0 = nnef.variable "w" : tensor<2x3xui8>
  %1 = nnef.dequantize %0 {quantization = #linear} : (tensor<2x3xui8>) -> tensor<2x3xf32>
  return %1 : tensor<2x3xf32>
}
