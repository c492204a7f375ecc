// RUN: nnef-opt --nnef-decompose %s | FileCheck %s

// What takes the place of an operation is quantized as its results were.

#a = #nnef.quantization<"linear_quantize", {bits = 8 : i64, max = dense<1.0> : tensor<f64>, min = dense<-1.0> : tensor<f64>}>
#b = #nnef.quantization<"linear_quantize", {bits = 4 : i64, max = dense<1.0> : tensor<f64>, min = dense<-1.0> : tensor<f64>}>

// CHECK-LABEL: func.func @silu(
// CHECK-NOT:     nnef.quantization
// CHECK:         nnef.mul {{.*}} {nnef.quantization = #nnef.quantization<"linear_quantize", {bits = 8 {{.*}}
func.func @silu(%x: tensor<4xf32>) -> tensor<4xf32> {
  %y = nnef.silu %x {nnef.quantization = #a} : tensor<4xf32>
  return %y : tensor<4xf32>
}

// CHECK-LABEL: func.func @one_of_two(
// CHECK:         nnef.sum_reduce {{.*}} {nnef.quantization = #nnef.quantization<"linear_quantize", {bits = 4 {{.*}}
// CHECK-NOT:     nnef.quantization
// CHECK:         return
func.func @one_of_two(%x: tensor<4xf32>) -> (tensor<1xf32>, tensor<1xf32>) {
  %mean, %variance = nnef.moments %x axes = [0] {nnef.quantization = [#b, unit]} : (tensor<4xf32>) -> (tensor<1xf32>, tensor<1xf32>)
  return %mean, %variance : tensor<1xf32>, tensor<1xf32>
}

// A copy of what was given is quantized, not what was given.
// CHECK-LABEL: func.func @copies(
// CHECK:         %[[Y:.*]] = nnef.exp %{{.*}} : tensor<4xf32>
// CHECK:         %[[FIRST:.*]] = nnef.copy %[[Y]] {nnef.quantization = #nnef.quantization<"linear_quantize", {bits = 8 {{.*}}
// CHECK:         %[[SECOND:.*]] = nnef.copy %[[Y]] {nnef.quantization = #nnef.quantization<"linear_quantize", {bits = 4 {{.*}}
// CHECK:         return %[[FIRST]], %[[SECOND]], %[[Y]]
func.func @copies(%x: tensor<4xf32>) -> (tensor<4xf32>, tensor<4xf32>, tensor<4xf32>) {
  %y = nnef.exp %x : tensor<4xf32>
  %z:3 = nnef.copy_n %y times = 3 {nnef.quantization = [#a, #b, unit]} : (tensor<4xf32>) -> (tensor<4xf32>, tensor<4xf32>, tensor<4xf32>)
  return %z#0, %z#1, %z#2 : tensor<4xf32>, tensor<4xf32>, tensor<4xf32>
}
