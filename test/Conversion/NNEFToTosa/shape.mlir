// RUN: nnef-opt %s --nnef-to-tosa=require-all=true \
// RUN:   --tosa-validate=strict-op-spec-alignment=true | FileCheck %s

// CHECK-LABEL: func @reshapes
func.func @reshapes(%x: tensor<2x3x4xf32>) -> tensor<1x2x12xf32> {
  // One after the other is one.
  // CHECK-COUNT-1: tosa.reshape %{{.+}}, %{{.+}} : (tensor<2x3x4xf32>, !tosa.shape<3>) -> tensor<1x2x12xf32>
  // CHECK-NOT: tosa.reshape
  %0 = nnef.reshape %x shape = [2, -1] : (tensor<2x3x4xf32>) -> tensor<2x12xf32>
  %1 = nnef.unsqueeze %0 axes = [0] : (tensor<2x12xf32>) -> tensor<1x2x12xf32>
  return %1 : tensor<1x2x12xf32>
}

// CHECK-LABEL: func @joining
func.func @joining(%x: tensor<2x3xf32>, %y: tensor<2x3xf32>) -> (tensor<2x6xf32>, tensor<2x2x3xf32>) {
  // CHECK: tosa.concat %{{.+}}, %{{.+}} {axis = 1 : i32}
  %0 = nnef.concat %x, %y axis = 1 : (tensor<2x3xf32>, tensor<2x3xf32>) -> tensor<2x6xf32>
  // CHECK-COUNT-2: tosa.reshape %{{.+}} -> tensor<2x1x3xf32>
  // CHECK: tosa.concat %{{.+}}, %{{.+}} {axis = 1 : i32}
  %1 = nnef.stack %x, %y axis = 1 : (tensor<2x3xf32>, tensor<2x3xf32>) -> tensor<2x2x3xf32>
  return %0, %1 : tensor<2x6xf32>, tensor<2x2x3xf32>
}

// CHECK-LABEL: func @cutting
func.func @cutting(%x: tensor<2x4xf32>) -> (tensor<2x1xf32>, tensor<2x3xf32>, tensor<4xf32>, tensor<4xf32>) {
  // CHECK: tosa.slice %{{.+}} -> tensor<2x1xf32>
  // CHECK: tosa.slice %{{.+}} -> tensor<2x3xf32>
  %0:2 = nnef.split %x axis = 1 ratios = [1, 3] : (tensor<2x4xf32>) -> (tensor<2x1xf32>, tensor<2x3xf32>)
  // CHECK-COUNT-2: tosa.slice %{{.+}} -> tensor<1x4xf32>
  %1:2 = nnef.unstack %x axis = 0 : (tensor<2x4xf32>) -> (tensor<4xf32>, tensor<4xf32>)
  return %0#0, %0#1, %1#0, %1#1 : tensor<2x1xf32>, tensor<2x3xf32>, tensor<4xf32>, tensor<4xf32>
}

// CHECK-LABEL: func @others
func.func @others(%x: tensor<2x3x4xf32>) -> (tensor<3x2x4xf32>, tensor<2x6x4xf32>) {
  // CHECK: tosa.transpose %{{.+}} {perms = array<i32: 1, 0, 2>}
  %0 = nnef.transpose %x axes = [1, 0] : (tensor<2x3x4xf32>) -> tensor<3x2x4xf32>
  // CHECK: tosa.tile
  %1 = nnef.tile %x repeats = [1, 2, 1] : (tensor<2x3x4xf32>) -> tensor<2x6x4xf32>
  return %0, %1 : tensor<3x2x4xf32>, tensor<2x6x4xf32>
}
