// RUN: nnef-opt %s --nnef-to-tosa=require-all=true --verify-diagnostics
// RUN: not nnef-opt %s --nnef-to-tosa=require-all=true --mlir-print-ir-after-failure 2>&1 | FileCheck %s

// All that cannot be expressed is reported in one run, and nothing is changed.

// CHECK: IR Dump After ConvertNNEFToTosa Failed
// CHECK-NOT: tosa.
// CHECK: nnef.exp
func.func @several(%x: tensor<2x3xf32>) -> tensor<2x3xf32> {
  %0 = nnef.exp %x : tensor<2x3xf32>
  // expected-error @+1 {{'nnef.asin' op cannot be expressed in TOSA: TOSA has no inverse trigonometric functions}}
  %1 = nnef.asin %0 : tensor<2x3xf32>
  // expected-error @+1 {{'nnef.asinh' op cannot be expressed in TOSA: TOSA has no logarithm that is exact close to 1}}
  %2 = nnef.asinh %1 : tensor<2x3xf32>
  return %2 : tensor<2x3xf32>
}
