// RUN: nnef-opt %s | nnef-opt | FileCheck %s
// RUN: nnef-opt %s --mlir-print-op-generic | nnef-opt | FileCheck %s

// Attributes with their default values are not printed, given or not.
// CHECK-LABEL: func @defaults
func.func @defaults(%x: tensor<1x8x32x32xf32>) {
  // CHECK: nnef.max_pool %{{.+}} size = [1, 1, 3, 3] : (tensor<1x8x32x32xf32>) -> tensor<1x8x32x32xf32>
  %0 = nnef.max_pool %x size = [1, 1, 3, 3] : (tensor<1x8x32x32xf32>) -> tensor<1x8x32x32xf32>
  // CHECK: nnef.max_pool %{{.+}} size = [1, 1, 3, 3] : (tensor<1x8x32x32xf32>) -> tensor<1x8x32x32xf32>
  %1 = nnef.max_pool %x size = [1, 1, 3, 3] border = constant padding = [] stride = [] dilation = [] : (tensor<1x8x32x32xf32>) -> tensor<1x8x32x32xf32>
  // CHECK: nnef.box %{{.+}} size = [1, 1, 3, 3] : (tensor<1x8x32x32xf32>) -> tensor<1x8x32x32xf32>
  %2 = nnef.box %x size = [1, 1, 3, 3] normalize = false : (tensor<1x8x32x32xf32>) -> tensor<1x8x32x32xf32>
  return
}

// CHECK-LABEL: func @pools
func.func @pools(%x: tensor<1x8x32x32xf32>) {
  // CHECK: nnef.max_pool %{{.+}} size = [1, 1, 3, 2] border = ignore padding = [(0, 0), (0, 0), (1, 1), (0, -2)] stride = [1, 1, 2, 2] dilation = [1, 1, 2, 1] : (tensor<1x8x32x32xf32>) -> tensor<1x8x15x15xf32>
  %0 = nnef.max_pool %x size = [1, 1, 3, 2] border = ignore padding = [(0, 0), (0, 0), (1, 1), (0, -2)] stride = [1, 1, 2, 2] dilation = [1, 1, 2, 1] : (tensor<1x8x32x32xf32>) -> tensor<1x8x15x15xf32>
  // CHECK: nnef.avg_pool %{{.+}} size = [1, 1, 2, 2] border = replicate :
  %1 = nnef.avg_pool %x size = [1, 1, 2, 2] border = replicate : (tensor<1x8x32x32xf32>) -> tensor<1x8x32x32xf32>
  // CHECK: nnef.rms_pool %{{.+}} size = [1, 1, 2, 2] border = reflect :
  %2 = nnef.rms_pool %x size = [1, 1, 2, 2] border = reflect : (tensor<1x8x32x32xf32>) -> tensor<1x8x32x32xf32>
  // CHECK: nnef.argmax_pool %{{.+}} size = [1, 1, 2, 2] border = "reflect-even" : (tensor<1x8x32x32xf32>) -> tensor<1x8x32x32xi32>
  %3 = nnef.argmax_pool %x size = [1, 1, 2, 2] border = "reflect-even" : (tensor<1x8x32x32xf32>) -> tensor<1x8x32x32xi32>
  // CHECK: nnef.max_pool_with_index %{{.+}} size = [1, 1, 2, 2] stride = [1, 1, 2, 2] : (tensor<1x8x32x32xf32>) -> (tensor<1x8x16x16xf32>, tensor<1x8x16x16xi64>)
  %4:2 = nnef.max_pool_with_index %x size = [1, 1, 2, 2] stride = [1, 1, 2, 2] : (tensor<1x8x32x32xf32>) -> (tensor<1x8x16x16xf32>, tensor<1x8x16x16xi64>)
  return
}

// CHECK-LABEL: func @boxes
func.func @boxes(%x: tensor<1x8x16x16xf32>) {
  // CHECK: nnef.box %{{.+}} size = [1, 5, 1, 1] normalize = true :
  %0 = nnef.box %x size = [1, 5, 1, 1] normalize = true : (tensor<1x8x16x16xf32>) -> tensor<1x8x16x16xf32>
  // CHECK: nnef.debox %{{.+}} size = [1, 1, 2, 2] stride = [1, 1, 2, 2] output_shape = [1, 8, 31, 32] normalize = true :
  %1 = nnef.debox %x size = [1, 1, 2, 2] stride = [1, 1, 2, 2] output_shape = [1, 8, 31, 32] normalize = true : (tensor<1x8x16x16xf32>) -> tensor<1x8x31x32xf32>
  return
}

// CHECK-LABEL: func @samples
func.func @samples(%x: tensor<1x8x32x32xf32>, %y: tensor<1x8x16x16xf32>, %index: tensor<1x8x16x16xi32>) {
  // CHECK: nnef.sample %{{.+}}, %{{.+}} size = [1, 1, 2, 2] stride = [1, 1, 2, 2] : (tensor<1x8x32x32xf32>, tensor<1x8x16x16xi32>) -> tensor<1x8x16x16xf32>
  %0 = nnef.sample %x, %index size = [1, 1, 2, 2] stride = [1, 1, 2, 2] : (tensor<1x8x32x32xf32>, tensor<1x8x16x16xi32>) -> tensor<1x8x16x16xf32>
  // CHECK: nnef.desample %{{.+}}, %{{.+}} size = [1, 1, 2, 2] stride = [1, 1, 2, 2] output_shape = [1, 8, 32, 32] : (tensor<1x8x16x16xf32>, tensor<1x8x16x16xi32>) -> tensor<1x8x32x32xf32>
  %1 = nnef.desample %y, %index size = [1, 1, 2, 2] stride = [1, 1, 2, 2] output_shape = [1, 8, 32, 32] : (tensor<1x8x16x16xf32>, tensor<1x8x16x16xi32>) -> tensor<1x8x32x32xf32>
  return
}
