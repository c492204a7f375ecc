// What only says that bytes mean something else costs nothing.
//
// RUN: %npu-opt %s --nnef-to-npu | FileCheck %s

// CHECK-LABEL: func.func @reshape
// CHECK: npu.view %{{.*}} : (tensor<2x4x3x3xf32>) -> tensor<2x36xf32>
func.func @reshape(%x: tensor<2x4x3x3xf32>) -> tensor<2x36xf32> {
  %y = nnef.reshape %x shape = [0, -1] : (tensor<2x4x3x3xf32>) -> tensor<2x36xf32>
  return %y : tensor<2x36xf32>
}

// CHECK-LABEL: func.func @storage_cast
// CHECK: npu.view %{{.*}} : (tensor<2x4xi8>) -> tensor<2x4x!quant.uniform<i8:f32, 5.000000e-01>>
func.func @storage_cast(%x: tensor<2x4xi8>) -> tensor<2x4x!quant.uniform<i8:f32, 0.5>> {
  %y = nnef.storage_cast %x : (tensor<2x4xi8>) -> tensor<2x4x!quant.uniform<i8:f32, 0.5>>
  return %y : tensor<2x4x!quant.uniform<i8:f32, 0.5>>
}
