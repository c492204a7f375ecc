// RUN: nnef-opt %s --nnef-to-tosa=report-left=true --verify-diagnostics
// RUN: nnef-opt %s --nnef-to-tosa='level=none require-all=true' \
// RUN:   --tosa-attach-target='profiles=pro_fp level=none' --tosa-validate=strict-op-spec-alignment=true | FileCheck %s

// Without a level, more is possible.

// CHECK-LABEL: func @ranks
func.func @ranks(%x: tensor<1x1x1x1x1x1x2xf32>, %y: tensor<1x1x9000xf32>) -> (tensor<1x1x1x1x1x1x2xf32>, tensor<1x1x1xf32>) {
  // CHECK: tosa.exp
  // expected-remark @+1 {{a tensor has more dimensions than the level allows}}
  %0 = nnef.exp %x : tensor<1x1x1x1x1x1x2xf32>
  // CHECK: tosa.max_pool2d
  // expected-remark @+1 {{the window, the stride or the padding is larger than the level allows}}
  %1 = nnef.max_pool %y size = [1, 1, 9000] padding = [(0, 0), (0, 0), (0, 0)] : (tensor<1x1x9000xf32>) -> tensor<1x1x1xf32>
  return %0, %1 : tensor<1x1x1x1x1x1x2xf32>, tensor<1x1x1xf32>
}
