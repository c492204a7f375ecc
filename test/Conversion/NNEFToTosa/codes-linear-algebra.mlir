// RUN: nnef-opt %s --nnef-to-tosa="profiles=pro_int require-all=true" \
// RUN:   --tosa-attach-target="profiles=pro_int extensions=doubleround" \
// RUN:   --tosa-validate=strict-op-spec-alignment=true | FileCheck %s

!u8 = !quant.uniform<u8:f32, 0.5:128>
!i8 = !quant.uniform<i8:f32, 0.5:5>
!y8 = !quant.uniform<i8:f32, 0.25:4>
!w8 = !quant.uniform<i8:f32, 0.125>
!b32 = !quant.uniform<i32:f32, 0.0625>

// These products are rounded once, halves away from zero. A mantissa that is a
// little more than 2^30 does so for negative halves too.
// CHECK-LABEL: func @linear
func.func @linear(%x: tensor<2x6x!i8>, %w: tensor<3x6x!w8>, %b: tensor<1x3x!b32>) -> tensor<2x3x!y8> {
  // CHECK: tosa.conv2d {{.*}}acc_type = i32
  // CHECK: "tosa.const"() <{values = dense<1073741825> : tensor<1xi32>}>
  // CHECK: tosa.rescale %{{.+}}SINGLE_ROUND{{.*}} -> tensor<2x3xi8>
  %0 = nnef.linear %x, %w, %b : (tensor<2x6x!i8>, tensor<3x6x!w8>, tensor<1x3x!b32>) -> tensor<2x3x!y8>
  return %0 : tensor<2x3x!y8>
}

// CHECK-LABEL: func @matmul
func.func @matmul(%x: tensor<2x6x!u8>, %y: tensor<6x3x!i8>) -> tensor<2x3x!y8> {
  // CHECK: tosa.rescale {{.*}}input_unsigned = true
  // CHECK: %[[X:.+]] = "tosa.const"() <{values = dense<0> : tensor<1xi8>}>
  // CHECK: %[[Y:.+]] = "tosa.const"() <{values = dense<5> : tensor<1xi8>}>
  // CHECK: tosa.matmul %{{.+}}, %{{.+}}, %[[X]], %[[Y]] : {{.*}} -> tensor<1x2x3xi32>
  // CHECK: tosa.rescale {{.*}} -> tensor<2x3xi8>
  %0 = nnef.matmul %x, %y : (tensor<2x6x!u8>, tensor<6x3x!i8>) -> tensor<2x3x!y8>
  return %0 : tensor<2x3x!y8>
}
