// RUN: nnef-opt %s --split-input-file --verify-diagnostics \
// RUN:   --resolve-ranked-shaped-type-result-dims --mlir-print-local-scope | FileCheck %s

// CHECK-LABEL: func @static
func.func @static(%line: tensor<2x3x12xf32>, %image: tensor<2x3x12x8xf32>) {
  %0 = nnef.nearest_downsample %line factor = [3] : (tensor<2x3x12xf32>) -> tensor<2x3x4xf32>
  %1 = nnef.area_downsample %image factor = [3, 8] : (tensor<2x3x12x8xf32>) -> tensor<2x3x4x1xf32>
  %2 = nnef.nearest_upsample %line factor = [3] : (tensor<2x3x12xf32>) -> tensor<2x3x36xf32>
  %3 = nnef.multilinear_upsample %image factor = [1, 2] method = aligned : (tensor<2x3x12x8xf32>) -> tensor<2x3x12x16xf32>
  return
}

// -----

func.func @wrong(%x: tensor<1x3x4x4xf32>) {
  // expected-error @+2 {{'nnef.multilinear_upsample' op inferred type(s) 'tensor<1x3x8x12xf32>' are incompatible with return type(s) of operation 'tensor<1x3x8x8xf32>'}}
  // expected-error @+1 {{failed to infer returned types}}
  %0 = nnef.multilinear_upsample %x factor = [2, 3] : (tensor<1x3x4x4xf32>) -> tensor<1x3x8x8xf32>
  return
}

// -----

// CHECK-LABEL: func @dynamic
func.func @dynamic(%x: tensor<1x3x?xf32>) -> (index, index) {
  %c2 = arith.constant 2 : index
  // CHECK: %[[UP:.+]] = affine.apply affine_map<()[s0] -> (s0 * 3)>()[%{{.+}}]
  %0 = nnef.nearest_upsample %x factor = [3] : (tensor<1x3x?xf32>) -> tensor<1x3x?xf32>
  %d0 = tensor.dim %0, %c2 : tensor<1x3x?xf32>
  // CHECK: %[[DOWN:.+]] = affine.apply affine_map<()[s0] -> (s0 floordiv 3)>()[%{{.+}}]
  %1 = nnef.area_downsample %x factor = [3] : (tensor<1x3x?xf32>) -> tensor<1x3x?xf32>
  %d1 = tensor.dim %1, %c2 : tensor<1x3x?xf32>
  // CHECK: return %[[UP]], %[[DOWN]]
  return %d0, %d1 : index, index
}
