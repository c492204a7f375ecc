// RUN: nnef-opt %s --nnef-to-tosa=require-all=true \
// RUN:   --tosa-validate=strict-op-spec-alignment=true | FileCheck %s

// CHECK-LABEL: func @nearest
func.func @nearest(%x: tensor<1x8x4x4xf32>) -> (tensor<1x8x8x12xf32>, tensor<1x8x2x4xf32>) {
  // TOSA rounds to the nearest element; half a step less is the one before.
  // CHECK-DAG: %[[SCALE:.+]] = tosa.const_shape {values = dense<[4, 2, 6, 2]> : tensor<4xindex>}
  // CHECK-DAG: %[[OFFSET:.+]] = tosa.const_shape {values = dense<[-2, -3]> : tensor<2xindex>}
  // CHECK: tosa.resize %{{.+}}, %[[SCALE]], %[[OFFSET]], %{{.+}} {mode = NEAREST_NEIGHBOR}
  %0 = nnef.nearest_upsample %x factor = [2, 3] : (tensor<1x8x4x4xf32>) -> tensor<1x8x8x12xf32>
  // CHECK: tosa.slice
  %1 = nnef.nearest_downsample %x factor = [2, 1] : (tensor<1x8x4x4xf32>) -> tensor<1x8x2x4xf32>
  return %0, %1 : tensor<1x8x8x12xf32>, tensor<1x8x2x4xf32>
}

// CHECK-LABEL: func @linear
func.func @linear(%x: tensor<1x8x4x4xf32>) -> tensor<1x8x8x8xf32> {
  // CHECK-NOT: tosa.pad
  // CHECK: tosa.resize %{{.+}} {mode = BILINEAR}
  %0 = nnef.multilinear_upsample %x factor = [2, 2] : (tensor<1x8x4x4xf32>) -> tensor<1x8x8x8xf32>
  return %0 : tensor<1x8x8x8xf32>
}

// Edges fade, so the input gets an edge of zeros.
// CHECK-LABEL: func @fading
func.func @fading(%x: tensor<1x8x4x4xf32>) -> tensor<1x8x8x8xf32> {
  // CHECK: tosa.pad
  // CHECK: tosa.resize %{{.+}} {mode = BILINEAR} : (tensor<1x6x6x8xf32>
  %0 = nnef.multilinear_upsample %x factor = [2, 2] border = constant : (tensor<1x8x4x4xf32>) -> tensor<1x8x8x8xf32>
  return %0 : tensor<1x8x8x8xf32>
}

// CHECK-LABEL: func @three_dimensions
func.func @three_dimensions(%x: tensor<1x2x2x2x2xf32>) -> tensor<1x2x4x4x4xf32> {
  // CHECK-COUNT-3: tosa.tile
  %0 = nnef.nearest_upsample %x factor = [2, 2, 2] : (tensor<1x2x2x2x2xf32>) -> tensor<1x2x4x4x4xf32>
  return %0 : tensor<1x2x4x4x4xf32>
}
