// RUN: nnef-opt %s --nnef-to-tosa=report-left=true 2>&1 >/dev/null | FileCheck %s --check-prefix=LEFT
// RUN: nnef-opt %s --nnef-to-tosa | FileCheck %s

!u8 = !quant.uniform<u8:f32, 0.5:128>
!s8 = !quant.uniform<i8:f32, 0.3>
!t8 = !quant.uniform<i8:f32, 0.7>
!f8 = !quant.uniform<i8:f32, 1.0e-5>
!h16 = !quant.uniform<i16:f32, 0.5>

// Around what stays, codes are stored.
// LEFT: 'nnef.quantize' op stays in NNEF: TOSA divides no real numbers, and rounds halves to even ones
// LEFT-NOT: 'nnef.{{relu|dequantize}}'
// CHECK-LABEL: func @edges
// CHECK: %[[Q:.+]] = nnef.quantize
// CHECK: %[[S:.+]] = nnef.storage_cast %[[Q]] : (tensor<4x!quant.uniform<u8:f32, {{.*}}>>) -> tensor<4xui8>
// CHECK: %[[C:.+]] = builtin.unrealized_conversion_cast %[[S]] : tensor<4xui8> to tensor<4xi8>
// CHECK: tosa.rescale %[[C]], {{.*}}input_unsigned = true
// CHECK: %[[L:.+]] = tosa.clamp
// CHECK: %[[F:.+]] = tosa.cast %[[L]] : (tensor<4xi8>) -> tensor<4xf32>
// CHECK-NOT: tosa.add
// CHECK: tosa.mul %[[F]]
func.func @edges(%x: tensor<4xf32>) -> tensor<4xf32> {
  %0 = nnef.quantize %x : (tensor<4xf32>) -> tensor<4x!u8>
  %1 = nnef.relu %0 : (tensor<4x!u8>) -> tensor<4x!u8>
  %2 = nnef.dequantize %1 : (tensor<4x!u8>) -> tensor<4xf32>
  return %2 : tensor<4xf32>
}

// LEFT: 'nnef.relu' op stays in NNEF: codes have neither 32 nor up to 8 bits
// LEFT: 'nnef.box' op stays in NNEF: it adds up codes, for which TOSA has no windows
// LEFT: 'nnef.avg_pool' op stays in NNEF: the window extends over more than two neighbouring dimensions
func.func @others(%x: tensor<4x!h16>, %y: tensor<1x1x4x4x!u8>) -> (tensor<4x!h16>, tensor<1x1x4x4x!u8>, tensor<1x1x4x4x!u8>) {
  %0 = nnef.relu %x : (tensor<4x!h16>) -> tensor<4x!h16>
  %1 = nnef.box %y size = [1, 1, 3, 3] : (tensor<1x1x4x4x!u8>) -> tensor<1x1x4x4x!u8>
  %2 = nnef.avg_pool %y size = [3, 1, 3, 3] border = constant : (tensor<1x1x4x4x!u8>) -> tensor<1x1x4x4x!u8>
  return %0, %1, %2 : tensor<4x!h16>, tensor<1x1x4x4x!u8>, tensor<1x1x4x4x!u8>
}

// LEFT: 'nnef.conv' op stays in NNEF: the filter has codes of more than 8 bits, several zero points, or scales that are not those of output channels
func.func @zero_points(%x: tensor<1x1x4x4x!u8>, %w: tensor<2x1x1x1x!quant.uniform<u8:f32:0, {0.5:3, 0.5:4}>>) -> tensor<1x2x4x4x!u8> {
  %b = nnef.constant dense<0.0> : tensor<f32>
  %0 = nnef.conv %x, %w, %b : (tensor<1x1x4x4x!u8>, tensor<2x1x1x1x!quant.uniform<u8:f32:0, {0.5:3, 0.5:4}>>, tensor<f32>) -> tensor<1x2x4x4x!u8>
  return %0 : tensor<1x2x4x4x!u8>
}

// LEFT: 'nnef.multilinear_upsample' op stays in NNEF: unsigned codes have positions that single precision rounds: the factor is no power of two
// LEFT: 'nnef.linear' op stays in NNEF: no factor of 31 bits rounds all sums as double precision does
func.func @inexact(%x: tensor<1x1x4x4x!u8>, %y: tensor<1x4x!s8>, %w: tensor<2x4x!f8>) -> (tensor<1x1x12x12x!u8>, tensor<1x2x!t8>) {
  %0 = nnef.multilinear_upsample %x factor = [3, 3] border = replicate : (tensor<1x1x4x4x!u8>) -> tensor<1x1x12x12x!u8>
  %b = nnef.constant dense<0.0> : tensor<f32>
  %1 = nnef.linear %y, %w, %b : (tensor<1x4x!s8>, tensor<2x4x!f8>, tensor<f32>) -> tensor<1x2x!t8>
  return %0, %1 : tensor<1x1x12x12x!u8>, tensor<1x2x!t8>
}
