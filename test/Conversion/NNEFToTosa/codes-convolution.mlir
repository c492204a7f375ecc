// RUN: nnef-opt %s --nnef-to-tosa="profiles=pro_int require-all=true" \
// RUN:   --tosa-attach-target="profiles=pro_int extensions=doubleround" \
// RUN:   --tosa-validate=strict-op-spec-alignment=true | FileCheck %s

!u8 = !quant.uniform<u8:f32, 0.5:128>
!v8 = !quant.uniform<u8:f32, 0.25:3>
!w8 = !quant.uniform<u8:f32, 0.125:131>
!i8 = !quant.uniform<i8:f32, 0.5:-10>
!y8 = !quant.uniform<i8:f32, 0.25:4>
!w1 = !quant.uniform<i8:f32, 0.125>
!w4 = !quant.uniform<i8:f32:0, {0.25, 0.5, 0.375, 0.125}>
!b32 = !quant.uniform<i32:f32, 0.0625>

// Unsigned codes are 128 less, and so are their zero points. Sums have 32 bits,
// and are rounded twice.
// CHECK-LABEL: func @unsigned_codes
// CHECK-SAME: %[[X:.+]]: tensor<1x3x8x8xi8>) -> tensor<1x2x8x8xi8>
func.func @unsigned_codes(%x: tensor<1x3x8x8xui8>) -> tensor<1x2x8x8xui8> {
  // CHECK: tosa.rescale {{.*}}input_unsigned = true, output_unsigned = false
  // CHECK: %[[B:.+]] = "tosa.const"() <{values = dense<5> : tensor<2xi32>}>
  // CHECK: %[[XZERO:.+]] = "tosa.const"() <{values = dense<0> : tensor<1xi8>}>
  // CHECK: %[[WZERO:.+]] = "tosa.const"() <{values = dense<3> : tensor<1xi8>}>
  // CHECK: %[[W:.+]] = "tosa.const"() <{values = dense<-121> : tensor<2x3x3x3xi8>}>
  // CHECK: %[[SUM:.+]] = tosa.conv2d %{{.+}}, %[[W]], %[[B]], %[[XZERO]], %[[WZERO]] {acc_type = i32, {{.*}}pad = array<i64: 1, 1, 1, 1>
  // CHECK-SAME: (tensor<1x8x8x3xi8>, tensor<2x3x3x3xi8>, tensor<2xi32>, tensor<1xi8>, tensor<1xi8>) -> tensor<1x8x8x2xi32>
  // 0.5 * 0.125 / 0.25 = 2^30 / 2^32
  // CHECK: %[[MANTISSA:.+]] = "tosa.const"() <{values = dense<1073741824> : tensor<1xi32>}>
  // CHECK: %[[SHIFT:.+]] = "tosa.const"() <{values = dense<32> : tensor<1xi8>}>
  // CHECK: %[[YZERO:.+]] = "tosa.const"() <{values = dense<-125> : tensor<1xi8>}>
  // CHECK: tosa.rescale %[[SUM]], %[[MANTISSA]], %[[SHIFT]], %{{.+}}, %[[YZERO]] {{.*}}DOUBLE_ROUND
  // CHECK: tosa.rescale {{.*}}output_unsigned = true
  %c = nnef.storage_cast %x : (tensor<1x3x8x8xui8>) -> tensor<1x3x8x8x!u8>
  %v = nnef.variable "w" = dense<7> : tensor<2x3x3x3xui8>
  %w = nnef.storage_cast %v : (tensor<2x3x3x3xui8>) -> tensor<2x3x3x3x!w8>
  %d = nnef.variable "b" = dense<5> : tensor<1x2xi32>
  %b = nnef.storage_cast %d : (tensor<1x2xi32>) -> tensor<1x2x!b32>
  %0 = nnef.conv %c, %w, %b : (tensor<1x3x8x8x!u8>, tensor<2x3x3x3x!w8>, tensor<1x2x!b32>) -> tensor<1x2x8x8x!v8>
  %1 = nnef.storage_cast %0 : (tensor<1x2x8x8x!v8>) -> tensor<1x2x8x8xui8>
  return %1 : tensor<1x2x8x8xui8>
}

// Signed codes stay as they are. There is a factor for each output channel.
// CHECK-LABEL: func @per_channel
// CHECK-SAME: tensor<1x4x8x8xi8>) -> tensor<1x4x6x6xi8>
func.func @per_channel(%x: tensor<1x4x8x8xi8>) -> tensor<1x4x6x6xi8> {
  // CHECK-NOT: unsigned = true
  // CHECK: %[[SUM:.+]] = tosa.depthwise_conv2d {{.*}} -> tensor<1x6x6x4xi32>
  // CHECK: %[[MANTISSA:.+]] = "tosa.const"() <{values = dense<[1073741824, 1073741824, 1610612736, 1073741824]> : tensor<4xi32>}>
  // CHECK: %[[SHIFT:.+]] = "tosa.const"() <{values = dense<[31, 30, 31, 32]> : tensor<4xi8>}>
  // CHECK: tosa.rescale %[[SUM]], %[[MANTISSA]], %[[SHIFT]], {{.*}}per_channel = true
  // CHECK-SAME: -> tensor<1x6x6x4xi8>
  %c = nnef.storage_cast %x : (tensor<1x4x8x8xi8>) -> tensor<1x4x8x8x!i8>
  %v = nnef.variable "w" = dense<7> : tensor<4x1x3x3xi8>
  %w = nnef.storage_cast %v : (tensor<4x1x3x3xi8>) -> tensor<4x1x3x3x!w4>
  %b = nnef.constant dense<0.0> : tensor<f32>
  %0 = nnef.conv %c, %w, %b padding = [(0, 0), (0, 0)] groups = 0 : (tensor<1x4x8x8x!i8>, tensor<4x1x3x3x!w4>, tensor<f32>) -> tensor<1x4x6x6x!y8>
  %1 = nnef.storage_cast %0 : (tensor<1x4x6x6x!y8>) -> tensor<1x4x6x6xi8>
  return %1 : tensor<1x4x6x6xi8>
}

// The border repeats codes; what TOSA pads has the zero point.
// CHECK-LABEL: func @replicated
func.func @replicated(%x: tensor<1x1x4x4x!i8>, %w: tensor<1x1x3x3x!w1>) -> tensor<1x1x4x4x!y8> {
  // CHECK: tosa.concat {{.*}}axis = 1
  // CHECK: tosa.concat {{.*}}axis = 2
  // CHECK: tosa.conv2d {{.*}}pad = array<i64: 0, 0, 0, 0>
  %b = nnef.constant dense<0.0> : tensor<f32>
  %0 = nnef.conv %x, %w, %b border = replicate : (tensor<1x1x4x4x!i8>, tensor<1x1x3x3x!w1>, tensor<f32>) -> tensor<1x1x4x4x!y8>
  return %0 : tensor<1x1x4x4x!y8>
}

// CHECK-LABEL: func @transposed
func.func @transposed(%x: tensor<1x2x4x4x!i8>, %w: tensor<2x1x2x2x!w1>, %b: tensor<1x1x!b32>) -> tensor<1x1x8x8x!y8> {
  // CHECK: tosa.transpose_conv2d {{.*}}acc_type = i32{{.*}} -> tensor<1x8x8x1xi32>
  // CHECK: tosa.rescale {{.*}} -> tensor<1x8x8x1xi8>
  %0 = nnef.deconv %x, %w, %b stride = [2, 2] : (tensor<1x2x4x4x!i8>, tensor<2x1x2x2x!w1>, tensor<1x1x!b32>) -> tensor<1x1x8x8x!y8>
  return %0 : tensor<1x1x8x8x!y8>
}

// Codes of few bits have a byte each, as they have in memory.
// CHECK-LABEL: func @few_bits
func.func @few_bits(%x: tensor<1x3x8x8xi8>) -> tensor<1x2x8x8xi8> {
  // CHECK: "tosa.const"() <{values = dense<-7> : tensor<2x1x1x3xi8>}>
  // CHECK: tosa.conv2d {{.*}} -> tensor<1x8x8x2xi32>
  %c = nnef.storage_cast %x : (tensor<1x3x8x8xi8>) -> tensor<1x3x8x8x!i8>
  %v = nnef.variable "w" = dense<-7> : tensor<2x3x1x1xi4>
  %w = nnef.storage_cast %v : (tensor<2x3x1x1xi4>) -> tensor<2x3x1x1x!quant.uniform<i4<-7:7>:f32, 0.125>>
  %zero = nnef.constant dense<0.0> : tensor<f32>
  %0 = nnef.conv %c, %w, %zero : (tensor<1x3x8x8x!i8>, tensor<2x3x1x1x!quant.uniform<i4<-7:7>:f32, 0.125>>, tensor<f32>) -> tensor<1x2x8x8x!y8>
  %1 = nnef.storage_cast %0 : (tensor<1x2x8x8x!y8>) -> tensor<1x2x8x8xi8>
  return %1 : tensor<1x2x8x8xi8>
}
