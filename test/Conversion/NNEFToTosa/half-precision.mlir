// RUN: nnef-opt %s --nnef-to-tosa='profiles=pro_fp require-all=true' --tosa-attach-target=profiles=pro_fp \
// RUN:   --tosa-validate=strict-op-spec-alignment=true | FileCheck %s

// Sums of halves are added up in single precision.

// CHECK-LABEL: func @half
func.func @half(%x: tensor<1x3x8x8xf16>, %w: tensor<4x3x3x3xf16>, %b: tensor<1x4xf16>) -> tensor<1x4x1x1xf16> {
  // CHECK: tosa.conv2d {{.*}} {acc_type = f32
  %0 = nnef.conv %x, %w, %b : (tensor<1x3x8x8xf16>, tensor<4x3x3x3xf16>, tensor<1x4xf16>) -> tensor<1x4x8x8xf16>
  // CHECK: tosa.clamp %{{.+}} {max_val = 0x7C00 : f16, min_val = 0.000000e+00 : f16
  %1 = nnef.relu %0 : tensor<1x4x8x8xf16>
  // CHECK: tosa.avg_pool2d {{.*}} {acc_type = f32
  %2 = nnef.avg_pool %1 size = [1, 1, 8, 8] padding = [(0, 0), (0, 0), (0, 0), (0, 0)] : (tensor<1x4x8x8xf16>) -> tensor<1x4x1x1xf16>
  return %2 : tensor<1x4x1x1xf16>
}
