// RUN: nnef-opt %s | nnef-opt | FileCheck %s
// RUN: nnef-opt %s --mlir-print-op-generic | nnef-opt | FileCheck %s

// CHECK-LABEL: func @downsample
func.func @downsample(%x: tensor<1x8x32x32xf32>) {
  // CHECK: nnef.nearest_downsample %{{.+}} factor = [2, 4] : (tensor<1x8x32x32xf32>) -> tensor<1x8x16x8xf32>
  %0 = nnef.nearest_downsample %x factor = [2, 4] : (tensor<1x8x32x32xf32>) -> tensor<1x8x16x8xf32>
  // CHECK: nnef.area_downsample %{{.+}} factor = [2, 4] : (tensor<1x8x32x32xf32>) -> tensor<1x8x16x8xf32>
  %1 = nnef.area_downsample %x factor = [2, 4] : (tensor<1x8x32x32xf32>) -> tensor<1x8x16x8xf32>
  return
}

// CHECK-LABEL: func @upsample
func.func @upsample(%x: tensor<1x8x4x4xf32>) {
  // CHECK: nnef.nearest_upsample %{{.+}} factor = [2, 3] : (tensor<1x8x4x4xf32>) -> tensor<1x8x8x12xf32>
  %0 = nnef.nearest_upsample %x factor = [2, 3] : (tensor<1x8x4x4xf32>) -> tensor<1x8x8x12xf32>
  // CHECK: nnef.multilinear_upsample %{{.+}} factor = [2, 2] :
  %1 = nnef.multilinear_upsample %x factor = [2, 2] : (tensor<1x8x4x4xf32>) -> tensor<1x8x8x8xf32>
  // CHECK: nnef.multilinear_upsample %{{.+}} factor = [2, 2] :
  %2 = nnef.multilinear_upsample %x factor = [2, 2] method = symmetric border = replicate : (tensor<1x8x4x4xf32>) -> tensor<1x8x8x8xf32>
  // CHECK: nnef.multilinear_upsample %{{.+}} factor = [2, 2] method = asymmetric border = constant :
  %3 = nnef.multilinear_upsample %x factor = [2, 2] method = asymmetric border = constant : (tensor<1x8x4x4xf32>) -> tensor<1x8x8x8xf32>
  // CHECK: nnef.multilinear_upsample %{{.+}} factor = [2, 2] method = aligned border = "reflect-even" :
  %4 = nnef.multilinear_upsample %x factor = [2, 2] method = aligned border = "reflect-even" : (tensor<1x8x4x4xf32>) -> tensor<1x8x8x8xf32>
  return
}
