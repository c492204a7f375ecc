// RUN: nnef-opt %s --nnef-to-tosa='profiles=pro_fp report-left=true' --tosa-attach-target=profiles=pro_fp --tosa-validate=strict-op-spec-alignment=true 2>&1 | FileCheck %s --check-prefixes=CHECK,FP
// RUN: nnef-opt %s --nnef-to-tosa='profiles=pro_int report-left=true' --tosa-attach-target=profiles=pro_int --tosa-validate=strict-op-spec-alignment=true 2>&1 | FileCheck %s --check-prefixes=CHECK,INT
// RUN: nnef-opt %s --nnef-to-tosa --tosa-validate=strict-op-spec-alignment=true | FileCheck %s --check-prefix=BOTH
// RUN: not nnef-opt %s --nnef-to-tosa=profiles=pro_xy 2>&1 | FileCheck %s --check-prefix=UNKNOWN

// What a profile does not have stays.

// UNKNOWN: TOSA has no profile 'pro_xy'; it has pro_int and pro_fp

// FP: 'nnef.gt' op stays in NNEF: only the profile pro_int does that with integers
// INT: 'nnef.exp' op stays in NNEF: only the profile pro_fp computes with floating point
// BOTH-NOT: nnef.
func.func @graph(%x: tensor<2xf32>, %i: tensor<2xi32>) -> (tensor<2xf32>, tensor<2xi32>, tensor<2xi1>) {
  %0 = nnef.exp %x : tensor<2xf32>
  // CHECK: tosa.add
  %1 = nnef.add %i, %i : (tensor<2xi32>, tensor<2xi32>) -> tensor<2xi32>
  %2 = nnef.gt %i, %1 : (tensor<2xi32>, tensor<2xi32>) -> tensor<2xi1>
  return %0, %1, %2 : tensor<2xf32>, tensor<2xi32>, tensor<2xi1>
}
