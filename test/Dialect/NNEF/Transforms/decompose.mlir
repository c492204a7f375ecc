// RUN: nnef-opt --nnef-decompose %s | FileCheck %s
// RUN: nnef-opt --nnef-decompose='expand=*_normalization' %s | FileCheck %s --check-prefix=EXPAND
// RUN: nnef-opt --nnef-decompose='keep=silu,sigmoid,re*' %s | FileCheck %s --check-prefix=KEEP
// RUN: nnef-opt --nnef-decompose %s --mlir-print-debuginfo --mlir-print-local-scope \
// RUN:   | FileCheck %s --check-prefix=LOC

// A compound becomes the operations in its body, and those in theirs: silu is
// x * sigmoid(x), sigmoid 1.0 / (1.0 + exp(-x)).
// CHECK-LABEL: func.func @silu(
// CHECK-SAME:    %[[X:.*]]: tensor<4xf32>
// CHECK-DAG:     %[[NEG:.*]] = nnef.neg %[[X]]
// CHECK-DAG:     %[[EXP:.*]] = nnef.exp %[[NEG]]
// CHECK:         %[[SUM:.*]] = nnef.add %{{.*}}, %[[EXP]]
// CHECK:         %[[SIGMOID:.*]] = nnef.div %{{.*}}, %[[SUM]]
// CHECK:         %[[Y:.*]] = nnef.mul %[[X]], %[[SIGMOID]]
// CHECK:         return %[[Y]]
// EXPAND-LABEL: func.func @silu(
// EXPAND:         nnef.silu
// KEEP-LABEL: func.func @silu(
// KEEP:         nnef.silu
// LOC-LABEL: func.func @silu(
// LOC: nnef.mul{{.*}} loc("act"(callsite("y"("stdlib.nnef":{{[0-9]+:[0-9]+}}) at "act"("graph.nnef":7:5))))
func.func @silu(%x: tensor<4xf32>) -> tensor<4xf32> {
  %y = nnef.silu %x : tensor<4xf32> loc("act"("graph.nnef":7:5))
  return %y : tensor<4xf32>
}

// Only what a pattern names is expanded.
// CHECK-LABEL: func.func @normalization(
// CHECK-NOT:     nnef.l2_normalization
// CHECK:         nnef.sum_reduce
// CHECK:         nnef.pow
// EXPAND-LABEL: func.func @normalization(
// EXPAND:         nnef.sqr
// EXPAND:         nnef.sum_reduce
// EXPAND:         nnef.sqrt
// EXPAND:         nnef.relu
func.func @normalization(%x: tensor<2x4xf32>) -> tensor<2x4xf32> {
  %0 = nnef.l2_normalization %x axes = [1] epsilon = 1.000000e-05 : (tensor<2x4xf32>) -> tensor<2x4xf32>
  %1 = nnef.relu %0 : tensor<2x4xf32>
  return %1 : tensor<2x4xf32>
}

// Bodies compute in the type of the operands.
// CHECK-LABEL: func.func @half(
// CHECK-NOT:     f32
// CHECK:         return %{{.*}} : tensor<4xf16>
func.func @half(%x: tensor<4xf16>) -> tensor<4xf16> {
  %y = nnef.elu %x alpha = 2.000000e+00 : tensor<4xf16>
  return %y : tensor<4xf16>
}

// A fragment that invokes itself unrolls: ((a + b) + c) in the standard's order.
// CHECK-LABEL: func.func @add_n(
// CHECK-COUNT-3: nnef.add {{.*}}tensor<2xf32>
// CHECK-NOT:     nnef.add
// CHECK:         return
func.func @add_n(%a: tensor<2xf32>, %b: tensor<2xf32>, %c: tensor<2xf32>) -> tensor<2xf32> {
  %y = nnef.add_n %a, %b, %c : (tensor<2xf32>, tensor<2xf32>, tensor<2xf32>) -> tensor<2xf32>
  return %y : tensor<2xf32>
}

// Calls of custom fragments take the same path; their bodies go when nobody
// needs them. A fragment without a body stays.
// CHECK-LABEL: func.func @custom(
// CHECK-NOT:     nnef.call "twice"
// CHECK:         nnef.add
// CHECK:         nnef.call "foreign"
// CHECK-NOT:   @twice
// EXPAND-LABEL: func.func @custom(
// EXPAND:         nnef.call "twice"(%{{.*}}) body @twice
func.func @custom(%x: tensor<4xf32>) -> tensor<*xf32> {
  %0 = nnef.call "twice"(%x) body @twice : (tensor<4xf32>) -> tensor<4xf32>
  %1 = nnef.call "foreign"(%0) : (tensor<4xf32>) -> tensor<*xf32>
  return %1 : tensor<*xf32>
}
func.func private @twice(%x: tensor<4xf32>) -> tensor<4xf32> {
  %y = nnef.add %x, %x : (tensor<4xf32>, tensor<4xf32>) -> tensor<4xf32>
  return %y : tensor<4xf32>
}
