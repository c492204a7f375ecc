// RUN: nnef-opt %s --nnef-to-tosa="profiles=pro_int require-all=true" \
// RUN:   --tosa-attach-target="profiles=pro_int extensions=doubleround" \
// RUN:   --tosa-validate=strict-op-spec-alignment=true | FileCheck %s

!u8 = !quant.uniform<u8:f32, 0.5:128>
!v8 = !quant.uniform<u8:f32, 0.25:3>
!i8 = !quant.uniform<i8:f32, 0.1:5>
!j8 = !quant.uniform<i8:f32, 0.2:-3>

// CHECK-LABEL: func @moved
func.func @moved(%x: tensor<1x4x6x!u8>) -> tensor<4x3x!u8> {
  // CHECK: tosa.slice {{.*}} -> tensor<1x4x3xi8>
  // CHECK-NOT: tosa.rescale %{{.+}}, {{.*}} -> tensor<1x4x3xi8>
  // CHECK: tosa.reshape {{.*}} -> tensor<4x3xi8>
  %0 = nnef.slice %x axes = [2] begin = [0] end = [3] : (tensor<1x4x6x!u8>) -> tensor<1x4x3x!u8>
  %1 = nnef.squeeze %0 axes = [0] : (tensor<1x4x3x!u8>) -> tensor<4x3x!u8>
  return %1 : tensor<4x3x!u8>
}

// Unsigned codes are joined as TensorFlow Lite does it, in single precision,
// which is a table; the other operand has the type of the result.
// CHECK-LABEL: func @joined
func.func @joined(%x: tensor<2x!u8>, %y: tensor<3x!v8>) -> tensor<5x!v8> {
  // CHECK: %[[X:.+]] = tosa.{{table|rescale}} {{.*}} -> tensor<2xi8>
  // CHECK: tosa.concat
  %0 = nnef.concat %x, %y axis = 0 : (tensor<2x!u8>, tensor<3x!v8>) -> tensor<5x!v8>
  return %0 : tensor<5x!v8>
}

// The code of 1 is 15.
// CHECK-LABEL: func @padded
func.func @padded(%x: tensor<2x!i8>) -> tensor<4x!i8> {
  // CHECK: %[[ONE:.+]] = "tosa.const"() <{values = dense<15> : tensor<1xi8>}>
  // CHECK: tosa.pad %{{.+}}, %{{.+}}, %[[ONE]]
  %0 = nnef.pad %x padding = [(1, 1)] value = 1.0 : (tensor<2x!i8>) -> tensor<4x!i8>
  return %0 : tensor<4x!i8>
}

// The bytes of constants are changed when they are lowered.
// CHECK-LABEL: func @constant
func.func @constant() -> tensor<3xui8> {
  // CHECK: "tosa.const"() <{values = dense<[-128, 0, 127]> : tensor<3xi8>}>
  %v = nnef.variable "v" = dense<[0, 128, 255]> : tensor<3xui8>
  %0 = nnef.storage_cast %v : (tensor<3xui8>) -> tensor<3x!u8>
  %1 = nnef.unsqueeze %0 axes = [0] : (tensor<3x!u8>) -> tensor<1x3x!u8>
  %2 = nnef.squeeze %1 axes = [0] : (tensor<1x3x!u8>) -> tensor<3x!u8>
  %3 = nnef.storage_cast %2 : (tensor<3x!u8>) -> tensor<3xui8>
  return %3 : tensor<3xui8>
}

// CHECK-LABEL: func @nearest
func.func @nearest(%x: tensor<1x1x2x2x!i8>) -> tensor<1x1x4x4x!i8> {
  // CHECK: tosa.resize {{.*}}NEAREST_NEIGHBOR{{.*}} -> tensor<1x4x4x1xi8>
  %0 = nnef.nearest_upsample %x factor = [2, 2] : (tensor<1x1x2x2x!i8>) -> tensor<1x1x4x4x!i8>
  return %0 : tensor<1x1x4x4x!i8>
}

// Positions have 10 bits behind the point. The padding in front keeps them from
// being negative.
// CHECK-LABEL: func @bilinear
func.func @bilinear(%x: tensor<1x1x2x2x!i8>) -> tensor<1x1x6x6x!i8> {
  // CHECK-DAG: tosa.const_shape {values = dense<[1024, 341, 1024, 341]> : tensor<4xindex>}
  // CHECK-DAG: tosa.const_shape {values = dense<682> : tensor<2xindex>}
  // CHECK: tosa.resize {{.*}}BILINEAR{{.*}} -> tensor<1x6x6x1xi32>
  // CHECK: tosa.rescale {{.*}}SINGLE_ROUND{{.*}} -> tensor<1x6x6x1xi8>
  %0 = nnef.multilinear_upsample %x factor = [3, 3] border = replicate : (tensor<1x1x2x2x!i8>) -> tensor<1x1x6x6x!i8>
  return %0 : tensor<1x1x6x6x!i8>
}
