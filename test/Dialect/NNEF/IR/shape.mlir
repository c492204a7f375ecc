// RUN: nnef-opt %s | nnef-opt | FileCheck %s
// RUN: nnef-opt %s --mlir-print-op-generic | nnef-opt | FileCheck %s

// CHECK-LABEL: func @reshape
func.func @reshape(%x: tensor<1x8x4x4xf32>) {
  // CHECK: nnef.reshape %{{.+}} shape = [0, -1] : (tensor<1x8x4x4xf32>) -> tensor<1x128xf32>
  %0 = nnef.reshape %x shape = [0, -1] : (tensor<1x8x4x4xf32>) -> tensor<1x128xf32>
  // CHECK: nnef.reshape %{{.+}} shape = [] : (tensor<1xf32>) -> tensor<f32>
  %one = nnef.constant dense<1.0> : tensor<1xf32>
  %1 = nnef.reshape %one shape = [] : (tensor<1xf32>) -> tensor<f32>
  // CHECK: nnef.reshape %{{.+}} shape = [128] :
  %2 = nnef.reshape %x shape = [128] axis_start = 0 axis_count = -1 : (tensor<1x8x4x4xf32>) -> tensor<128xf32>
  // CHECK: nnef.reshape %{{.+}} shape = [16] axis_start = 2 axis_count = 2 :
  %3 = nnef.reshape %x shape = [16] axis_start = 2 axis_count = 2 : (tensor<1x8x4x4xf32>) -> tensor<1x8x16xf32>
  return
}

// CHECK-LABEL: func @dimensions
func.func @dimensions(%x: tensor<1x8x4xi32>) {
  // CHECK: nnef.squeeze %{{.+}} axes = [0] : (tensor<1x8x4xi32>) -> tensor<8x4xi32>
  %0 = nnef.squeeze %x axes = [0] : (tensor<1x8x4xi32>) -> tensor<8x4xi32>
  // CHECK: nnef.unsqueeze %{{.+}} axes = [0, 3] : (tensor<1x8x4xi32>) -> tensor<1x1x8x1x4xi32>
  %1 = nnef.unsqueeze %x axes = [0, 3] : (tensor<1x8x4xi32>) -> tensor<1x1x8x1x4xi32>
  // CHECK: nnef.transpose %{{.+}} axes = [1, 0] : (tensor<1x8x4xi32>) -> tensor<8x1x4xi32>
  %2 = nnef.transpose %x axes = [1, 0] : (tensor<1x8x4xi32>) -> tensor<8x1x4xi32>
  return
}

// CHECK-LABEL: func @parts
func.func @parts(%x: tensor<2x4xi1>) {
  // CHECK: nnef.concat %{{.+}}, %{{.+}} axis = 1 : (tensor<2x4xi1>, tensor<2x4xi1>) -> tensor<2x8xi1>
  %0 = nnef.concat %x, %x axis = 1 : (tensor<2x4xi1>, tensor<2x4xi1>) -> tensor<2x8xi1>
  // CHECK: %{{.+}}:2 = nnef.split %{{.+}} axis = 1 ratios = [1, 3] : (tensor<2x4xi1>) -> (tensor<2x1xi1>, tensor<2x3xi1>)
  %1:2 = nnef.split %x axis = 1 ratios = [1, 3] : (tensor<2x4xi1>) -> (tensor<2x1xi1>, tensor<2x3xi1>)
  // CHECK: nnef.stack %{{.+}}, %{{.+}} axis = 2 : (tensor<2x4xi1>, tensor<2x4xi1>) -> tensor<2x4x2xi1>
  %2 = nnef.stack %x, %x axis = 2 : (tensor<2x4xi1>, tensor<2x4xi1>) -> tensor<2x4x2xi1>
  // CHECK: %{{.+}}:2 = nnef.unstack %{{.+}} axis = 0 : (tensor<2x4xi1>) -> (tensor<4xi1>, tensor<4xi1>)
  %3:2 = nnef.unstack %x axis = 0 : (tensor<2x4xi1>) -> (tensor<4xi1>, tensor<4xi1>)
  return
}

// CHECK-LABEL: func @slice
func.func @slice(%x: tensor<1x8x4xf32>) {
  // CHECK: nnef.slice %{{.+}} axes = [1] begin = [1] end = [-1] : (tensor<1x8x4xf32>) -> tensor<1x6x4xf32>
  %0 = nnef.slice %x axes = [1] begin = [1] end = [-1] : (tensor<1x8x4xf32>) -> tensor<1x6x4xf32>
  // CHECK: nnef.slice %{{.+}} axes = [1] begin = [1] end = [-1] : (tensor<1x8x4xf32>) -> tensor<1x6x4xf32>
  %1 = nnef.slice %x axes = [1] begin = [1] end = [-1] stride = [] : (tensor<1x8x4xf32>) -> tensor<1x6x4xf32>
  // CHECK: nnef.slice %{{.+}} axes = [2, 1] begin = [0, -1] end = [4, 0] stride = [2, -1] : (tensor<1x8x4xf32>) -> tensor<1x7x2xf32>
  %2 = nnef.slice %x axes = [2, 1] begin = [0, -1] end = [4, 0] stride = [2, -1] : (tensor<1x8x4xf32>) -> tensor<1x7x2xf32>
  return
}

// CHECK-LABEL: func @pad
func.func @pad(%x: tensor<2x8xf32>) {
  // CHECK: nnef.pad %{{.+}} padding = [(0, 0), (1, 2)] : (tensor<2x8xf32>) -> tensor<2x11xf32>
  %0 = nnef.pad %x padding = [(0, 0), (1, 2)] : (tensor<2x8xf32>) -> tensor<2x11xf32>
  // CHECK: nnef.pad %{{.+}} padding = [(0, 0), (1, 2)] : (tensor<2x8xf32>) -> tensor<2x11xf32>
  %1 = nnef.pad %x padding = [(0, 0), (1, 2)] border = constant value = 0.0 : (tensor<2x8xf32>) -> tensor<2x11xf32>
  // CHECK: nnef.pad %{{.+}} padding = [(-1, 0), (0, 0)] value = 1.500000e+00 : (tensor<2x8xf32>) -> tensor<1x8xf32>
  %2 = nnef.pad %x padding = [(-1, 0), (0, 0)] value = 1.5 : (tensor<2x8xf32>) -> tensor<1x8xf32>
  // CHECK: nnef.pad %{{.+}} padding = [(0, 0), (1, 2)] border = "reflect-even" :
  %3 = nnef.pad %x padding = [(0, 0), (1, 2)] border = "reflect-even" : (tensor<2x8xf32>) -> tensor<2x11xf32>
  return
}

// CHECK-LABEL: func @tile
func.func @tile(%x: tensor<2x4xf32>) {
  // CHECK: nnef.tile %{{.+}} repeats = [1, 3] : (tensor<2x4xf32>) -> tensor<2x12xf32>
  %0 = nnef.tile %x repeats = [1, 3] : (tensor<2x4xf32>) -> tensor<2x12xf32>
  return
}

// CHECK-LABEL: func @gather
func.func @gather(%x: tensor<2x8x4xf32>, %indices: tensor<3xi32>) {
  // CHECK: nnef.gather %{{.+}}, %{{.+}} : (tensor<2x8x4xf32>, tensor<3xi32>) -> tensor<3x8x4xf32>
  %0 = nnef.gather %x, %indices axis = 0 : (tensor<2x8x4xf32>, tensor<3xi32>) -> tensor<3x8x4xf32>
  // CHECK: nnef.gather %{{.+}}, %{{.+}} axis = 1 : (tensor<2x8x4xf32>, tensor<3xi32>) -> tensor<2x3x4xf32>
  %1 = nnef.gather %x, %indices axis = 1 : (tensor<2x8x4xf32>, tensor<3xi32>) -> tensor<2x3x4xf32>
  return
}

// CHECK-LABEL: func @cast
func.func @cast(%x: tensor<2x8xf16>) {
  // CHECK: nnef.cast %{{.+}} : (tensor<2x8xf16>) -> tensor<2x8xf32>
  %0 = nnef.cast %x : (tensor<2x8xf16>) -> tensor<2x8xf32>
  // CHECK: nnef.cast %{{.+}} : (tensor<2x8xf32>) -> tensor<2x8xi1>
  %1 = nnef.cast %0 : (tensor<2x8xf32>) -> tensor<2x8xi1>
  return
}
