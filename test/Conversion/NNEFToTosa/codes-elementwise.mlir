// RUN: nnef-opt %s --nnef-to-tosa="profiles=pro_int require-all=true" \
// RUN:   --tosa-attach-target="profiles=pro_int extensions=doubleround" \
// RUN:   --tosa-validate=strict-op-spec-alignment=true | FileCheck %s

!u8 = !quant.uniform<u8:f32, 0.5:128>
!v8 = !quant.uniform<u8:f32, 0.25:3>
!i8 = !quant.uniform<i8:f32, 0.1:5>
!j8 = !quant.uniform<i8:f32, 0.3:-3>
!s8 = !quant.uniform<i8:f32, 0.00390625:-128>

// The type is a change of the bytes' sign at the edges alone.
// CHECK-LABEL: func @stored
// CHECK-SAME: (%[[X:.+]]: tensor<4xi8>) -> tensor<4xi8>
func.func @stored(%x: tensor<4xui8>) -> tensor<4xui8> {
  // CHECK: %[[BYTES:.+]] = tosa.rescale %[[X]], {{.*}}input_unsigned = true, output_unsigned = false
  // CHECK: %[[LIMITED:.+]] = tosa.clamp %[[BYTES]] {max_val = 127 : i8, min_val = 0 : i8}
  // CHECK: %[[Y:.+]] = tosa.rescale %[[LIMITED]], {{.*}}input_unsigned = false, output_unsigned = true
  // CHECK: return %[[Y]]
  %0 = nnef.storage_cast %x : (tensor<4xui8>) -> tensor<4x!u8>
  %1 = nnef.relu %0 : (tensor<4x!u8>) -> tensor<4x!u8>
  %2 = nnef.storage_cast %1 : (tensor<4x!u8>) -> tensor<4xui8>
  return %2 : tensor<4xui8>
}

// Between other types: 0.5 / 0.25 = 2^30 / 2^29.
// CHECK-LABEL: func @copied
func.func @copied(%x: tensor<4x!u8>) -> tensor<4x!v8> {
  // CHECK: "tosa.const"() <{values = dense<29> : tensor<1xi8>}>
  // CHECK: "tosa.const"() <{values = dense<-125> : tensor<1xi8>}>
  // CHECK: tosa.rescale {{.*}} (tensor<4xi8>, tensor<1xi32>, tensor<1xi8>, tensor<1xi8>, tensor<1xi8>) -> tensor<4xi8>
  %0 = nnef.copy %x : (tensor<4x!u8>) -> tensor<4x!v8>
  return %0 : tensor<4x!v8>
}

// Both operands have 20 bits more. The larger scale is half of the common one,
// for which no product has to be rounded.
// CHECK-LABEL: func @added
func.func @added(%x: tensor<2x3x!i8>, %y: tensor<2x!j8>) -> tensor<2x3x!i8> {
  // CHECK: %[[X:.+]] = tosa.rescale {{.*}} -> tensor<2x3xi32>
  // CHECK: "tosa.const"() <{values = dense<11> : tensor<1xi8>}>
  // CHECK: %[[Y:.+]] = tosa.rescale {{.*}} -> tensor<2x1xi32>
  // CHECK: %[[SUM:.+]] = tosa.add
  // CHECK: tosa.rescale %[[SUM]], {{.*}}DOUBLE_ROUND{{.*}} -> tensor<2x3xi8>
  %0 = nnef.add %x, %y : (tensor<2x3x!i8>, tensor<2x!j8>) -> tensor<2x3x!i8>
  return %0 : tensor<2x3x!i8>
}

// CHECK-LABEL: func @multiplied
func.func @multiplied(%x: tensor<2x3x!i8>, %y: tensor<2x3x!j8>) -> tensor<2x3x!j8> {
  // CHECK: tosa.mul %{{.*}} (tensor<2x3xi32>, tensor<2x3xi32>, tensor<1xi8>) -> tensor<2x3xi32>
  // CHECK: tosa.rescale {{.*}} -> tensor<2x3xi8>
  %0 = nnef.mul %x, %y : (tensor<2x3x!i8>, tensor<2x3x!j8>) -> tensor<2x3x!j8>
  return %0 : tensor<2x3x!j8>
}

// CHECK-LABEL: func @smaller
func.func @smaller(%x: tensor<3x!i8>, %y: tensor<3x!i8>) -> tensor<3x!i8> {
  // CHECK: tosa.minimum {{.*}} -> tensor<3xi32>
  // CHECK: tosa.rescale {{.*}} -> tensor<3xi8>
  %0 = nnef.min %x, %y : (tensor<3x!i8>, tensor<3x!i8>) -> tensor<3x!i8>
  return %0 : tensor<3x!i8>
}

// The codes of 0 and 6 are 5 and 65.
// CHECK-LABEL: func @between
func.func @between(%x: tensor<3x!i8>) -> tensor<3x!i8> {
  // CHECK: tosa.clamp %{{.*}} {max_val = 65 : i8, min_val = 5 : i8}
  %a = nnef.constant dense<0.0> : tensor<f32>
  %b = nnef.constant dense<6.0> : tensor<f32>
  %0 = nnef.clamp %x, %a, %b : (tensor<3x!i8>, tensor<f32>, tensor<f32>) -> tensor<3x!i8>
  return %0 : tensor<3x!i8>
}

// sigmoid((q - 5) / 10) in steps of 1/256 from -128, for all codes q from -128:
// 0 for q = 5.
// CHECK-LABEL: func @by_table
func.func @by_table(%x: tensor<3x!i8>) -> tensor<3x!s8> {
  // CHECK: "tosa.const"() <{values = dense<"0x8080{{.*}}E7EDF3FA00060D1319{{.*}}7F7F"> : tensor<256xi8>}>
  // CHECK: tosa.table
  %0 = nnef.sigmoid %x : (tensor<3x!i8>) -> tensor<3x!s8>
  return %0 : tensor<3x!s8>
}

// Also with a number in the place of an operand.
// CHECK-LABEL: func @with_number
func.func @with_number(%x: tensor<3x!i8>) -> tensor<3x!i8> {
  // CHECK: tosa.table
  %a = nnef.constant dense<2.0> : tensor<f32>
  %0 = nnef.div %x, %a : (tensor<3x!i8>, tensor<f32>) -> tensor<3x!i8>
  return %0 : tensor<3x!i8>
}

// CHECK-LABEL: func @sloped
func.func @sloped(%x: tensor<1x2x!i8>, %a: tensor<1x2x!j8>) -> tensor<1x2x!i8> {
  // CHECK: tosa.mul
  // CHECK: tosa.greater
  // CHECK: tosa.select {{.*}} -> tensor<1x2xi32>
  // CHECK: tosa.rescale {{.*}} -> tensor<1x2xi8>
  %0 = nnef.prelu %x, %a : (tensor<1x2x!i8>, tensor<1x2x!j8>) -> tensor<1x2x!i8>
  return %0 : tensor<1x2x!i8>
}
