// RUN: nnef-opt --nnef-convert-quantization --verify-diagnostics %s | FileCheck %s --check-prefix=ZERO
// RUN: nnef-opt --nnef-convert-quantization=form=min-max --verify-diagnostics %s | FileCheck %s --check-prefix=RANGE
// There and back again.
// RUN: nnef-opt --nnef-convert-quantization=form=min-max %s 2>/dev/null | nnef-opt --nnef-convert-quantization 2>/dev/null | FileCheck %s --check-prefix=ZERO

#signed = #nnef.quantization<"zero_point_linear_quantize", {bits = 8 : i64, scale = dense<5.000000e-01> : tensor<f64>, signed = true, symmetric = false, zero_point = dense<-3> : tensor<i64>}>
#symmetric = #nnef.quantization<"zero_point_linear_quantize", {bits = 4 : i64, scale = dense<[1.000000e+00, 2.000000e+00]> : tensor<2xf64>, signed = true, symmetric = true, zero_point = dense<0> : tensor<i64>}>
#range = #nnef.quantization<"min_max_linear_quantize", {bits = 8 : i64, max = dense<[[4.000000e+00, 2.550000e+02]]> : tensor<1x2xf64>, min = dense<[[-6.000000e+00, 0.000000e+00]]> : tensor<1x2xf64>, signed = false, symmetric = false}>
#deprecated = #nnef.quantization<"linear_quantize", {bits = 2 : i64, max = dense<2.000000e+00> : tensor<f64>, min = dense<-1.000000e+00> : tensor<f64>}>
#no_zero = #nnef.quantization<"min_max_linear_quantize", {bits = 8 : i64, max = dense<1.000000e+00> : tensor<f64>, min = dense<-1.000000e+00> : tensor<f64>, signed = false, symmetric = false}>
#logarithmic = #nnef.quantization<"logarithmic_quantize", {bits = 4 : i64, max = dense<8.000000e+00> : tensor<f64>}>

// The code for 0 of -6 to 4 in 256 steps is 153.
// ZERO-LABEL: func.func @net(
// ZERO-SAME:    nnef.quantization = #nnef.quantization<"zero_point_linear_quantize", {bits = 8 : i64, scale = dense<{{\[\[}}0.039215686274509803, 1.000000e+00]]> : tensor<1x2xf64>, signed = false, symmetric = false, zero_point = dense<{{\[\[}}153, 0]]> : tensor<1x2xi64>}>
// ZERO:         nnef.exp {{.*}}"zero_point_linear_quantize", {bits = 8 : i64, scale = dense<5.000000e-01> : tensor<f64>, signed = true, symmetric = false, zero_point = dense<-3> : tensor<i64>}>
// ZERO:         nnef.sin {{.*}}"zero_point_linear_quantize", {bits = 4 : i64, scale = dense<[1.000000e+00, 2.000000e+00]> : tensor<2xf64>, signed = true, symmetric = true, zero_point = dense<0> : tensor<i64>}>
// ZERO:         nnef.cos {{.*}}"zero_point_linear_quantize", {bits = 2 : i64, scale = dense<1.000000e+00> : tensor<f64>, signed = false, symmetric = false, zero_point = dense<1> : tensor<i64>}>
// ZERO:         nnef.relu {{.*}}"min_max_linear_quantize"
// ZERO:         nnef.abs {{.*}}"logarithmic_quantize"
// RANGE-LABEL: func.func @net(
// RANGE:        nnef.exp {{.*}}"min_max_linear_quantize", {bits = 8 : i64, max = dense<6.500000e+01> : tensor<f64>, min = dense<-6.250000e+01> : tensor<f64>, signed = true, symmetric = false}>
// RANGE:        nnef.sin {{.*}}"min_max_linear_quantize", {bits = 4 : i64, max = dense<[7.000000e+00, 1.400000e+01]> : tensor<2xf64>, min = dense<[-7.000000e+00, -1.400000e+01]> : tensor<2xf64>, signed = true, symmetric = true}>
// RANGE:        nnef.cos {{.*}}"min_max_linear_quantize", {bits = 2 : i64, max = dense<2.000000e+00> : tensor<f64>, min = dense<-1.000000e+00> : tensor<f64>, signed = false, symmetric = false}>
func.func @net(%x: tensor<2x2xf32> {nnef.quantization = #range}) {
  %0 = nnef.exp %x {nnef.quantization = #signed} : tensor<2x2xf32>
  %1 = nnef.sin %x {nnef.quantization = #symmetric} : tensor<2x2xf32>
  %2 = nnef.cos %x {nnef.quantization = #deprecated} : tensor<2x2xf32>
  // expected-remark @+1 {{the quantization of this tensor stays as it is: no code stands for 0 between}}
  %3 = nnef.relu %x {nnef.quantization = #no_zero} : tensor<2x2xf32>
  // expected-remark @+1 {{the quantization of this tensor stays as it is: the codes of 'logarithmic_quantize' are not evenly spaced}}
  %4 = nnef.abs %x {nnef.quantization = #logarithmic} : tensor<2x2xf32>
  return
}
