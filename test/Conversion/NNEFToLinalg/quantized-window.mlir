// RUN: nnef-opt %s --nnef-to-linalg --split-input-file | FileCheck %s

!x = tensor<1x2x5x5x!quant.uniform<i8:f32, 0.5:-3>>
!y = tensor<1x2x3x3x!quant.uniform<i8:f32, 0.5:-3>>

// Codes are added up in 32 bits, and divided by how many lie in the input:
// halves are rounded away from zero.
// CHECK-LABEL: func @avg_pool(
// CHECK: tensor.pad %{{.+}} low[0, 0, 1, 1] high[0, 0, 1, 1]
// CHECK: linalg.generic {{.+}} ins(%{{.+}}, %{{.+}} : tensor<1x2x7x7xi8>, tensor<3x3xi8>) outs(%{{.+}} : tensor<1x2x3x3xi32>)
// CHECK: arith.extsi %{{.+}} : i8 to i32
// CHECK: linalg.generic {{.+}} outs(%{{.+}} : tensor<1x2x3x3xi8>)
// CHECK: linalg.index 2
// CHECK: linalg.index 3
// CHECK: %[[HALF:.+]] = arith.shrui
// CHECK: arith.cmpi sgt
// CHECK: arith.addi %{{.+}}, %[[HALF]]
// CHECK: arith.subi %{{.+}}, %[[HALF]]
// CHECK: arith.divsi
func.func @avg_pool(%x: !x) -> !y {
  %y = nnef.avg_pool %x size = [1, 1, 3, 3] border = ignore stride = [1, 1, 2, 2] : (!x) -> !y
  return %y : !y
}

// With zeros around the input, all elements of the window count.
// CHECK-LABEL: func @avg_pool_zeros(
// CHECK: arith.constant -3 : i8
// CHECK: outs(%{{.+}} : tensor<1x2x3x3xi8>)
// CHECK-NOT: linalg.index
// CHECK: arith.constant 9 : i32
func.func @avg_pool_zeros(%x: !x) -> !y {
  %y = nnef.avg_pool %x size = [1, 1, 3, 3] border = constant stride = [1, 1, 2, 2] : (!x) -> !y
  return %y : !y
}

// The sum of distances to the code of zero.
// CHECK-LABEL: func @box(
// CHECK: arith.constant 9 : i32
// CHECK: arith.constant -3 : i32
// CHECK: arith.muli
// CHECK: arith.subi
// CHECK: arith.muli %{{.+}} : i64
func.func @box(%x: !x) -> !y {
  %y = nnef.box %x size = [1, 1, 3, 3] border = constant stride = [1, 1, 2, 2] : (!x) -> !y
  return %y : !y
}

// CHECK-LABEL: func @max_pool(
// CHECK: arith.constant -128 : i8
// CHECK: arith.maxsi %{{.+}} : i8
func.func @max_pool(%x: !x) -> !y {
  %y = nnef.max_pool %x size = [1, 1, 3, 3] border = ignore stride = [1, 1, 2, 2] : (!x) -> !y
  return %y : !y
}

// -----

!x = tensor<1x2x4x4x!quant.uniform<u8:f32, 0.5:128>>
!y = tensor<1x2x2x2x!quant.uniform<u8:f32, 0.5:128>>

// CHECK-LABEL: func @max_pool_unsigned(
// CHECK: arith.constant 0 : i8
// CHECK: arith.maxui %{{.+}} : i8
func.func @max_pool_unsigned(%x: !x) -> !y {
  %y = nnef.max_pool %x size = [1, 1, 2, 2] border = ignore padding = [(0, 0), (0, 0), (0, 0), (0, 0)] stride = [1, 1, 2, 2] : (!x) -> !y
  return %y : !y
}

// CHECK-LABEL: func @area_downsample(
// CHECK: ins(%{{.+}}, %{{.+}} : tensor<1x2x4x4xi8>, tensor<2x2xi8>) outs(%{{.+}} : tensor<1x2x2x2xi32>)
// CHECK: arith.constant 4 : i32
// CHECK: arith.divsi
func.func @area_downsample(%x: !x) -> !y {
  %y = nnef.area_downsample %x factor = [2, 2] : (!x) -> !y
  return %y : !y
}

// -----

!x = tensor<1x2x4x4x!quant.uniform<u8:f32, 0.5:128>>
!z = tensor<1x2x8x8x!quant.uniform<u8:f32, 0.5:128>>

// Unsigned codes are interpolated in single precision.
// CHECK-LABEL: func @interpolate_unsigned(
// CHECK: arith.divf %{{.+}} : f32
// CHECK: math.floor
// CHECK: math.ceil
// CHECK-COUNT-4: tensor.extract %{{.+}} : tensor<1x2x4x4xi8>
// CHECK: arith.constant 5.000000e-01 : f32
// CHECK: arith.fptosi
func.func @interpolate_unsigned(%x: !x) -> !z {
  %z = nnef.multilinear_upsample %x factor = [2, 2] : (!x) -> !z
  return %z : !z
}

// -----

!x = tensor<1x2x4x4x!quant.uniform<i8:f32, 0.5:1>>
!z = tensor<1x2x8x8x!quant.uniform<i8:f32, 0.5:1>>

// Signed codes by positions with 10 bits behind the point, in 64 bits.
// CHECK-LABEL: func @interpolate_signed(
// CHECK-NOT: f32
// CHECK: arith.constant 10 : i32
// CHECK: arith.constant 512 : i32
// CHECK-COUNT-4: tensor.extract %{{.+}} : tensor<1x2x4x4xi8>
// CHECK: arith.constant 524288 : i64
// CHECK: arith.constant 1048576 : i64
// CHECK: arith.divsi %{{.+}} : i64
func.func @interpolate_signed(%x: !x) -> !z {
  %z = nnef.multilinear_upsample %x factor = [2, 2] : (!x) -> !z
  return %z : !z
}
