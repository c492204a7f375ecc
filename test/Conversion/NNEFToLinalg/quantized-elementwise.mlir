// RUN: nnef-opt %s --nnef-to-linalg --split-input-file | FileCheck %s

!x = tensor<2x3x!quant.uniform<u8:f32, 0.5:128>>
!y = tensor<2x3x!quant.uniform<u8:f32, 0.25>>

// What depends on one code is a table of bytes: here (q - 128) * 2, in 8 bits.
// CHECK-LABEL: func @copy(
// CHECK: %[[TABLE:.+]] = arith.constant dense<"0x{{0+}}02040608{{.+}}FAFCFE"> : tensor<256xi8>
// CHECK: %[[PLACE:.+]] = arith.index_castui %{{.+}} : i8 to index
// CHECK: tensor.extract %[[TABLE]][%[[PLACE]]] : tensor<256xi8>
func.func @copy(%x: !x) -> !y {
  %y = nnef.copy %x : (!x) -> !y
  return %y : !y
}

// -----

!x = tensor<2x3x!quant.uniform<u8:f32, 0.5:128>>

// CHECK-LABEL: func @same(
// CHECK-SAME: %[[X:.+]]: tensor<2x3xi8>
// CHECK-NEXT: return %[[X]]
func.func @same(%x: !x) -> !x {
  %y = nnef.copy %x : !x
  return %y : !x
}

// -----

!x = tensor<2x3x!quant.uniform<i8:f32, 0.0625:0>>
!y = tensor<2x3x!quant.uniform<i8:f32, 3.906250e-03:-128>>

// The sigmoid of 0 is 1/2, the code 0; that of -8 almost 0, the code -128.
// CHECK-LABEL: func @sigmoid(
// CHECK: arith.constant dense<"0x0004080C{{.+}}"> : tensor<256xi8>
func.func @sigmoid(%x: !x) -> !y {
  %y = nnef.sigmoid %x : (!x) -> !y
  return %y : !y
}

// -----

!x = tensor<2x3x!quant.uniform<u8:f32, 0.5:128>>

// Where the scale stays, limits are codes: 0 is 128, and 6 is 140.
// CHECK-LABEL: func @clamp(
// CHECK: arith.constant -128 : i8
// CHECK: arith.constant -116 : i8
// CHECK: arith.maxui
// CHECK: arith.minui
func.func @clamp(%x: !x) -> !x {
  %a = nnef.constant dense<0.0> : tensor<f32>
  %b = nnef.constant dense<6.0> : tensor<f32>
  %y = nnef.clamp %x, %a, %b : (!x, tensor<f32>, tensor<f32>) -> !x
  return %y : !x
}

// CHECK-LABEL: func @relu(
// CHECK: arith.constant -128 : i8
// CHECK: arith.maxui
func.func @relu(%x: !x) -> !x {
  %y = nnef.relu %x : !x
  return %y : !x
}

// CHECK-LABEL: func @leaky_relu(
// CHECK: tensor.extract %{{.+}} : tensor<256xi8>
func.func @leaky_relu(%x: !x) -> !x {
  %y = nnef.leaky_relu %x alpha = 0.1 : !x
  return %y : !x
}

// A number makes it a table as well.
// CHECK-LABEL: func @add_number(
// CHECK: tensor.extract %{{.+}} : tensor<256xi8>
func.func @add_number(%x: !x) -> !x {
  %a = nnef.constant dense<1.5> : tensor<f32>
  %y = nnef.add %a, %x : (tensor<f32>, !x) -> !x
  return %y : !x
}

// -----

!x = tensor<2x3x!quant.uniform<i8:f32, 0.5:-1>>
!y = tensor<2x1x!quant.uniform<i8:f32, 0.25:2>>
!z = tensor<2x3x!quant.uniform<i8:f32, 1.0:3>>

// Both are brought to twice the larger scale, 1, and 2^20 times it: by 2^19 and
// 2^18, which rounds nothing. The sum is divided by 2^20.
// CHECK-LABEL: func @add(
// CHECK-DAG: arith.constant -1 : i32
// CHECK-DAG: arith.constant 2 : i32
// CHECK: %[[X:.+]] = arith.constant 19 : i32
// CHECK: arith.shli %{{.+}}, %[[X]]
// CHECK: %[[Y:.+]] = arith.constant 18 : i32
// CHECK: arith.shli %{{.+}}, %[[Y]]
// CHECK: arith.addi
// CHECK: arith.constant 18 : i32
// CHECK: arith.constant 3 : i32
func.func @add(%x: !x, %y: !y) -> !z {
  %z = nnef.add %x, %y : (!x, !y) -> !z
  return %z : !z
}

// CHECK-LABEL: func @mul(
// CHECK: arith.muli %{{.+}} : i32
// CHECK: arith.constant 1073741824 : i32
// CHECK: arith.constant 1 : i32
func.func @mul(%x: !x, %y: !y) -> !z {
  %z = nnef.mul %x, %y : (!x, !y) -> !z
  return %z : !z
}

// Codes of one quantization are compared.
// CHECK-LABEL: func @min(
// CHECK-COUNT-2: tensor.extract %{{.+}} : tensor<256xi8>
// CHECK: arith.minsi %{{.+}} : i8
func.func @min(%x: !x, %y: !y) -> !z {
  %z = nnef.min %x, %y : (!x, !y) -> !z
  return %z : !z
}

// CHECK-LABEL: func @prelu(
// CHECK: arith.muli
// CHECK: arith.cmpi slt
// CHECK: arith.select
func.func @prelu(%x: !x, %alpha: !y) -> !z {
  %z = nnef.prelu %x, %alpha : (!x, !y) -> !z
  return %z : !z
}
