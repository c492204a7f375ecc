// RUN: nnef-opt %s --nnef-to-tosa="profiles=pro_int require-all=true" \
// RUN:   --tosa-attach-target="profiles=pro_int extensions=doubleround" \
// RUN:   --tosa-validate=strict-op-spec-alignment=true | FileCheck %s

!u8 = !quant.uniform<u8:f32, 0.5:128>
!v8 = !quant.uniform<u8:f32, 0.25:3>
!i8 = !quant.uniform<i8:f32, 0.5:5>
!s8 = !quant.uniform<i8:f32, 0.00390625:-128>

// What is beyond the edges is the code of 0.
// CHECK-LABEL: func @maximum
func.func @maximum(%x: tensor<1x2x4x4x!i8>) -> tensor<1x2x4x4x!i8> {
  // CHECK: %[[ZERO:.+]] = "tosa.const"() <{values = dense<5> : tensor<1xi8>}>
  // CHECK: tosa.pad %{{.+}}, %{{.+}}, %[[ZERO]]
  // CHECK: tosa.max_pool2d {{.*}} -> tensor<1x4x4x2xi8>
  %0 = nnef.max_pool %x size = [1, 1, 3, 3] : (tensor<1x2x4x4x!i8>) -> tensor<1x2x4x4x!i8>
  return %0 : tensor<1x2x4x4x!i8>
}

// Codes are averaged, whatever they stand for: the zero points are 0.
// CHECK-LABEL: func @average_of_signed
func.func @average_of_signed(%x: tensor<1x2x4x4x!i8>) -> tensor<1x2x4x4x!i8> {
  // CHECK: %[[ZERO:.+]] = "tosa.const"() <{values = dense<0> : tensor<1xi8>}>
  // CHECK: tosa.avg_pool2d %{{.+}}, %[[ZERO]], %[[ZERO]] {acc_type = i32
  %0 = nnef.avg_pool %x size = [1, 1, 3, 3] border = ignore : (tensor<1x2x4x4x!i8>) -> tensor<1x2x4x4x!i8>
  return %0 : tensor<1x2x4x4x!i8>
}

// Of unsigned codes that is -128.
// CHECK-LABEL: func @average_of_unsigned
func.func @average_of_unsigned(%x: tensor<1x2x4x4x!u8>) -> tensor<1x2x4x4x!u8> {
  // CHECK: "tosa.const"() <{values = dense<-128> : tensor<1xi8>}>
  // CHECK: %[[ZERO:.+]] = "tosa.const"() <{values = dense<-128> : tensor<1xi8>}>
  // CHECK: tosa.avg_pool2d %{{.+}}, %[[ZERO]], %[[ZERO]] {acc_type = i32
  %0 = nnef.avg_pool %x size = [1, 1, 3, 3] border = ignore : (tensor<1x2x4x4x!u8>) -> tensor<1x2x4x4x!u8>
  return %0 : tensor<1x2x4x4x!u8>
}

// The factor for 16 numbers of twice the scale: 2 / 16 = 2^30 / 2^33.
// CHECK-LABEL: func @mean
func.func @mean(%x: tensor<1x2x4x4x!u8>) -> tensor<1x2x1x1x!v8> {
  // CHECK: tosa.rescale {{.*}} -> tensor<1x2x4x4xi32>
  // CHECK: tosa.reduce_sum
  // CHECK: %[[SUM:.+]] = tosa.reduce_sum
  // CHECK: %[[MANTISSA:.+]] = "tosa.const"() <{values = dense<1073741824> : tensor<1xi32>}>
  // CHECK: %[[SHIFT:.+]] = "tosa.const"() <{values = dense<33> : tensor<1xi8>}>
  // CHECK: tosa.rescale %[[SUM]], %[[MANTISSA]], %[[SHIFT]]
  %0 = nnef.mean_reduce %x axes = [2, 3] : (tensor<1x2x4x4x!u8>) -> tensor<1x2x1x1x!v8>
  return %0 : tensor<1x2x1x1x!v8>
}

// CHECK-LABEL: func @largest
func.func @largest(%x: tensor<1x2x4x!u8>) -> tensor<1x2x1x!u8> {
  // CHECK: tosa.reduce_max {{.*}} -> tensor<1x2x1xi8>
  %0 = nnef.max_reduce %x axes = [2] : (tensor<1x2x4x!u8>) -> tensor<1x2x1x!u8>
  return %0 : tensor<1x2x1x!u8>
}

// All of a softmax is computed with 32 bits.
// CHECK-LABEL: func @softmax
func.func @softmax(%x: tensor<2x10x!i8>) -> tensor<2x10x!s8> {
  // CHECK: tosa.gather {{.*}} -> tensor<1x20x1xi32>
  // CHECK: tosa.arithmetic_right_shift {{.*}}round = true
  // CHECK: tosa.reduce_sum
  // CHECK: tosa.clz
  // CHECK-COUNT-8: tosa.mul {{.*}}xi32>
  // CHECK: tosa.rescale {{.*}} -> tensor<2x10xi8>
  %0 = nnef.softmax %x axes = [1] : (tensor<2x10x!i8>) -> tensor<2x10x!s8>
  return %0 : tensor<2x10x!s8>
}
