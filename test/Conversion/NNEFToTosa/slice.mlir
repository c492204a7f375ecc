// RUN: nnef-opt %s --nnef-to-tosa=require-all=true \
// RUN:   --tosa-validate=strict-op-spec-alignment=true | FileCheck %s

// CHECK-LABEL: func @part
func.func @part(%x: tensor<2x8xf32>) -> tensor<2x6xf32> {
  // CHECK-DAG: %[[START:.+]] = tosa.const_shape {values = dense<[0, 1]> : tensor<2xindex>}
  // CHECK-DAG: %[[SIZE:.+]] = tosa.const_shape {values = dense<[2, 6]> : tensor<2xindex>}
  // CHECK: tosa.slice %{{.+}}, %[[START]], %[[SIZE]]
  %0 = nnef.slice %x axes = [1] begin = [1] end = [-1] : (tensor<2x8xf32>) -> tensor<2x6xf32>
  return %0 : tensor<2x6xf32>
}

// TOSA's slices have no steps: cut into pieces, of which the first elements are
// taken. The last piece is filled up.
// CHECK-LABEL: func @steps
func.func @steps(%x: tensor<2x8xf32>) -> tensor<2x3xf32> {
  // CHECK: tosa.pad %{{.+}} -> tensor<2x9xf32>
  // CHECK: tosa.reshape %{{.+}} -> tensor<2x3x3x1xf32>
  // CHECK: tosa.slice %{{.+}} -> tensor<2x3x1x1xf32>
  // CHECK: tosa.reshape %{{.+}} -> tensor<2x3xf32>
  %0 = nnef.slice %x axes = [1] begin = [0] end = [8] stride = [3] : (tensor<2x8xf32>) -> tensor<2x3xf32>
  return %0 : tensor<2x3xf32>
}

// CHECK-LABEL: func @backwards
func.func @backwards(%x: tensor<2x8xf32>) -> tensor<2x7xf32> {
  // CHECK: tosa.reverse %{{.+}} {axis = 1 : i32}
  // CHECK: tosa.slice %{{.+}} -> tensor<2x7xf32>
  %0 = nnef.slice %x axes = [1] begin = [-1] end = [0] stride = [-1] : (tensor<2x8xf32>) -> tensor<2x7xf32>
  return %0 : tensor<2x7xf32>
}
