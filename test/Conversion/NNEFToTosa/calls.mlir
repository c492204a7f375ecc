// RUN: nnef-opt %s --nnef-to-tosa=require-all=true \
// RUN:   --tosa-validate=strict-op-spec-alignment=true | FileCheck %s

// A fragment of the model stays a function of its own.

// CHECK-LABEL: func private @twice
// CHECK: tosa.add
func.func private @twice(%x: tensor<2xf32>) -> tensor<2xf32> {
  %0 = nnef.add %x, %x : (tensor<2xf32>, tensor<2xf32>) -> tensor<2xf32>
  return %0 : tensor<2xf32>
}

// CHECK-LABEL: func @graph
func.func @graph(%x: tensor<2xf32>) -> tensor<2xf32> {
  // CHECK: call @twice(%{{.+}}) : (tensor<2xf32>) -> tensor<2xf32>
  %0 = nnef.call "twice"(%x) body @twice : (tensor<2xf32>) -> tensor<2xf32>
  return %0 : tensor<2xf32>
}
