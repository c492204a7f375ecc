// RUN: nnef-opt %s --nnef-to-linalg --split-input-file | FileCheck %s

!x = tensor<1x2x3x1x!quant.uniform<i8:f32, 0.5:-3>>
!y = tensor<1x2x1x1x!quant.uniform<i8:f32, 0.5:-3>>

// The factor 1 is 2^30 * 2 / 2^31, and a third of it floor(2^31 / 3) / 2^31.
// CHECK-LABEL: func @mean(
// CHECK: linalg.reduce ins(%{{.+}} : tensor<1x2x3x1xi8>) outs(%{{.+}} : tensor<1x2xi32>) dimensions = [2, 3]
// CHECK: arith.extsi %{{.+}} : i8 to i32
// CHECK: arith.constant -9 : i32
// CHECK: arith.subi
// CHECK: arith.constant 715827882 : i32
func.func @mean(%x: !x) -> !y {
  %y = nnef.mean_reduce %x axes = [2, 3] : (!x) -> !y
  return %y : !y
}

// CHECK-LABEL: func @sum(
// CHECK: arith.constant -9 : i32
// CHECK: arith.constant 1073741824 : i32
func.func @sum(%x: !x) -> !y {
  %y = nnef.sum_reduce %x axes = [2, 3] : (!x) -> !y
  return %y : !y
}

// CHECK-LABEL: func @max(
// CHECK: arith.constant -128 : i8
// CHECK: linalg.reduce { arith.maxsi } ins(%{{.+}} : tensor<1x2x3x1xi8>)
func.func @max(%x: !x) -> !y {
  %y = nnef.max_reduce %x axes = [2, 3] : (!x) -> !y
  return %y : !y
}

// -----

!x = tensor<1x2x?x1x!quant.uniform<i8:f32, 0.5:-3>>
!y = tensor<1x2x1x1x!quant.uniform<i8:f32, 0.5:-3>>

// Where only the run time knows how many there are, it computes the factor.
// CHECK-LABEL: func @mean_of_unknown(
// CHECK: math.ctlz %{{.+}} : i64
// CHECK: arith.divsi %{{.+}} : i64
func.func @mean_of_unknown(%x: !x) -> !y {
  %y = nnef.mean_reduce %x axes = [2, 3] : (!x) -> !y
  return %y : !y
}

// -----

!x = tensor<2x10x!quant.uniform<i8:f32, 1.0:-3>>
!y = tensor<2x10x!quant.uniform<i8:f32, 3.906250e-03:-128>>

// The exponential functions of differences are a table: 1, e^-1, and so on, in
// 31 bits. Their sum has 19 bits behind the point.
// CHECK-LABEL: func @softmax(
// CHECK: linalg.reduce { arith.maxsi } ins(%{{.+}} : tensor<2x10xi8>)
// CHECK: arith.constant dense<"0xFFFFFF7F{{.+}}"> : tensor<256xi32>
// CHECK: tensor.extract %{{.+}} : tensor<256xi32>
// CHECK: linalg.reduce ins(%{{.+}} : tensor<2x10xi32>)
// CHECK: arith.constant 12 : i32
// CHECK: math.ctlz
// CHECK: arith.constant -1010580540 : i32
// CHECK: arith.constant 1515870810 : i32
// CHECK: arith.constant -128 : i32
func.func @softmax(%x: !x) -> !y {
  %y = nnef.softmax %x : (!x) -> !y
  return %y : !y
}

// -----

!x = tensor<2x10x!quant.uniform<u8:f32, 1.0:3>>
!y = tensor<2x10x!quant.uniform<u8:f32, 2.0e-03>>

// Other codes than multiples of 1/256 are looked up.
// CHECK-LABEL: func @softmax_other_codes(
// CHECK: tensor.extract %{{.+}} : tensor<256xi32>
// CHECK: tensor.extract %{{.+}} : tensor<256xi8>
func.func @softmax_other_codes(%x: !x) -> !y {
  %y = nnef.softmax %x : (!x) -> !y
  return %y : !y
}
