// RUN: nnef-opt %s | nnef-opt | FileCheck %s
// RUN: nnef-opt %s --mlir-print-op-generic | nnef-opt | FileCheck %s

// CHECK-LABEL: func @copies
func.func @copies(%x: tensor<2x4xi32>) {
  // CHECK: %{{.+}}:3 = nnef.copy_n %{{.+}} times = 3 : (tensor<2x4xi32>) -> (tensor<2x4xi32>, tensor<2x4xi32>, tensor<2x4xi32>)
  %0:3 = nnef.copy_n %x times = 3 : (tensor<2x4xi32>) -> (tensor<2x4xi32>, tensor<2x4xi32>, tensor<2x4xi32>)
  return
}

// CHECK-LABEL: func @sum
func.func @sum(%x: tensor<2x4xf32>, %y: tensor<f32>) {
  // CHECK: nnef.add_n %{{.+}}, %{{.+}}, %{{.+}} : (tensor<2x4xf32>, tensor<f32>, tensor<2x4xf32>) -> tensor<2x4xf32>
  %0 = nnef.add_n %x, %y, %x : (tensor<2x4xf32>, tensor<f32>, tensor<2x4xf32>) -> tensor<2x4xf32>
  return
}

// CHECK-LABEL: func @call
func.func @call(%x: tensor<2x4xf32>) {
  // CHECK: nnef.call "relu6"(%{{.+}}) body @relu6 : (tensor<2x4xf32>) -> tensor<2x4xf32>
  %0 = nnef.call "relu6"(%x) body @relu6 : (tensor<2x4xf32>) -> tensor<2x4xf32>
  // CHECK: nnef.call "relu6"(%{{.+}}) body @relu6 : (tensor<2x4xf32>) -> tensor<2x4xf32>
  %1 = nnef.call "relu6"(%x) parameters {} body @relu6 : (tensor<2x4xf32>) -> tensor<2x4xf32>
  // CHECK: nnef.call "detect"(%{{.+}}) parameters {count = 3 : i64, mode = "fast"} : (tensor<2x4xf32>) -> (tensor<*xf32>, tensor<*xi32>)
  %2:2 = nnef.call "detect"(%x) parameters {count = 3, mode = "fast"} : (tensor<2x4xf32>) -> (tensor<*xf32>, tensor<*xi32>)
  return
}

// CHECK: func.func private @relu6
func.func private @relu6(%x: tensor<2x4xf32>) -> tensor<2x4xf32> {
  %zero = nnef.constant dense<0.0> : tensor<f32>
  %six = nnef.constant dense<6.0> : tensor<f32>
  %y = nnef.clamp %x, %zero, %six : (tensor<2x4xf32>, tensor<f32>, tensor<f32>) -> tensor<2x4xf32>
  return %y : tensor<2x4xf32>
}
