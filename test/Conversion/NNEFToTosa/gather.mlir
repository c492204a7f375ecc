// RUN: nnef-opt %s --nnef-to-tosa=require-all=true \
// RUN:   --tosa-validate=strict-op-spec-alignment=true | FileCheck %s

// An index that is out of range picks the nearest; TOSA does not say so.
// CHECK-LABEL: func @unknown_indices
func.func @unknown_indices(%x: tensor<2x8x4xf32>, %i: tensor<3xi32>) -> tensor<2x3x4xf32> {
  // CHECK-COUNT-2: tosa.select
  // CHECK: tosa.tile %{{.+}} : (tensor<1x3xi32>, !tosa.shape<2>) -> tensor<2x3xi32>
  // CHECK: tosa.gather %{{.+}}, %{{.+}} : (tensor<2x8x4xf32>, tensor<2x3xi32>) -> tensor<2x3x4xf32>
  %0 = nnef.gather %x, %i axis = 1 : (tensor<2x8x4xf32>, tensor<3xi32>) -> tensor<2x3x4xf32>
  return %0 : tensor<2x3x4xf32>
}

// CHECK-LABEL: func @known_indices
func.func @known_indices(%x: tensor<8x4xf32>) -> (tensor<2x4xf32>, tensor<2x4xf32>) {
  // CHECK-NOT: tosa.select
  // CHECK: tosa.gather
  %right = nnef.constant dense<[7, 0]> : tensor<2xi32>
  %0 = nnef.gather %x, %right : (tensor<8x4xf32>, tensor<2xi32>) -> tensor<2x4xf32>
  // CHECK-COUNT-2: tosa.select
  // CHECK: tosa.gather
  %wrong = nnef.constant dense<[8, -1]> : tensor<2xi32>
  %1 = nnef.gather %x, %wrong : (tensor<8x4xf32>, tensor<2xi32>) -> tensor<2x4xf32>
  return %0, %1 : tensor<2x4xf32>, tensor<2x4xf32>
}
