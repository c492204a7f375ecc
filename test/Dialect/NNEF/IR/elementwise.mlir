// RUN: nnef-opt %s | nnef-opt | FileCheck %s
// RUN: nnef-opt %s --mlir-print-op-generic | nnef-opt | FileCheck %s

// CHECK-LABEL: func @unary
// CHECK-SAME: (%[[X:.+]]: tensor<4x16xf32>)
func.func @unary(%x: tensor<4x16xf32>) {
  // CHECK-NEXT: nnef.copy %[[X]] : tensor<4x16xf32>
  %0 = nnef.copy %x : tensor<4x16xf32>
  // CHECK-NEXT: nnef.neg %[[X]] : tensor<4x16xf32>
  %1 = nnef.neg %x : tensor<4x16xf32>
  // CHECK-NEXT: nnef.rcp %[[X]] : tensor<4x16xf32>
  %2 = nnef.rcp %x : tensor<4x16xf32>
  // CHECK-NEXT: nnef.exp %[[X]] : tensor<4x16xf32>
  %3 = nnef.exp %x : tensor<4x16xf32>
  // CHECK-NEXT: nnef.log %[[X]] : tensor<4x16xf32>
  %4 = nnef.log %x : tensor<4x16xf32>
  // CHECK-NEXT: nnef.sin %[[X]] : tensor<4x16xf32>
  %5 = nnef.sin %x : tensor<4x16xf32>
  // CHECK-NEXT: nnef.cos %[[X]] : tensor<4x16xf32>
  %6 = nnef.cos %x : tensor<4x16xf32>
  // CHECK-NEXT: nnef.tan %[[X]] : tensor<4x16xf32>
  %7 = nnef.tan %x : tensor<4x16xf32>
  // CHECK-NEXT: nnef.sinh %[[X]] : tensor<4x16xf32>
  %8 = nnef.sinh %x : tensor<4x16xf32>
  // CHECK-NEXT: nnef.cosh %[[X]] : tensor<4x16xf32>
  %9 = nnef.cosh %x : tensor<4x16xf32>
  // CHECK-NEXT: nnef.tanh %[[X]] : tensor<4x16xf32>
  %10 = nnef.tanh %x : tensor<4x16xf32>
  // CHECK-NEXT: nnef.asin %[[X]] : tensor<4x16xf32>
  %11 = nnef.asin %x : tensor<4x16xf32>
  // CHECK-NEXT: nnef.acos %[[X]] : tensor<4x16xf32>
  %12 = nnef.acos %x : tensor<4x16xf32>
  // CHECK-NEXT: nnef.atan %[[X]] : tensor<4x16xf32>
  %13 = nnef.atan %x : tensor<4x16xf32>
  // CHECK-NEXT: nnef.asinh %[[X]] : tensor<4x16xf32>
  %14 = nnef.asinh %x : tensor<4x16xf32>
  // CHECK-NEXT: nnef.acosh %[[X]] : tensor<4x16xf32>
  %15 = nnef.acosh %x : tensor<4x16xf32>
  // CHECK-NEXT: nnef.atanh %[[X]] : tensor<4x16xf32>
  %16 = nnef.atanh %x : tensor<4x16xf32>
  // CHECK-NEXT: nnef.abs %[[X]] : tensor<4x16xf32>
  %17 = nnef.abs %x : tensor<4x16xf32>
  // CHECK-NEXT: nnef.sign %[[X]] : tensor<4x16xf32>
  %18 = nnef.sign %x : tensor<4x16xf32>
  // CHECK-NEXT: nnef.floor %[[X]] : tensor<4x16xf32>
  %19 = nnef.floor %x : tensor<4x16xf32>
  // CHECK-NEXT: nnef.ceil %[[X]] : tensor<4x16xf32>
  %20 = nnef.ceil %x : tensor<4x16xf32>
  // CHECK-NEXT: nnef.round %[[X]] : tensor<4x16xf32>
  %21 = nnef.round %x : tensor<4x16xf32>
  // CHECK-NEXT: nnef.sqr %[[X]] : tensor<4x16xf32>
  %22 = nnef.sqr %x : tensor<4x16xf32>
  // CHECK-NEXT: nnef.sqrt %[[X]] : tensor<4x16xf32>
  %23 = nnef.sqrt %x : tensor<4x16xf32>
  // CHECK-NEXT: nnef.rsqr %[[X]] : tensor<4x16xf32>
  %24 = nnef.rsqr %x : tensor<4x16xf32>
  // CHECK-NEXT: nnef.rsqrt %[[X]] : tensor<4x16xf32>
  %25 = nnef.rsqrt %x : tensor<4x16xf32>
  // CHECK-NEXT: nnef.log2 %[[X]] : tensor<4x16xf32>
  %26 = nnef.log2 %x : tensor<4x16xf32>
  return
}

// CHECK-LABEL: func @unary_other_types
func.func @unary_other_types(%half: tensor<?x4xf16>, %integer: tensor<4xi32>,
                             %logical: tensor<i1>) {
  // CHECK: nnef.neg %{{.+}} : tensor<?x4xf16>
  %0 = nnef.neg %half : tensor<?x4xf16>
  // CHECK: nnef.copy %{{.+}} : tensor<4xi32>
  %1 = nnef.copy %integer : tensor<4xi32>
  // CHECK: nnef.not %{{.+}} : tensor<i1>
  %2 = nnef.not %logical : tensor<i1>
  return
}

// CHECK-LABEL: func @binary
// CHECK-SAME: (%[[X:.+]]: tensor<2x3xf32>, %[[Y:.+]]: tensor<1x3xf32>)
func.func @binary(%x: tensor<2x3xf32>, %y: tensor<1x3xf32>) {
  // CHECK-NEXT: nnef.add %[[X]], %[[Y]] : (tensor<2x3xf32>, tensor<1x3xf32>) -> tensor<2x3xf32>
  %0 = nnef.add %x, %y : (tensor<2x3xf32>, tensor<1x3xf32>) -> tensor<2x3xf32>
  // CHECK-NEXT: nnef.sub %[[X]], %[[Y]]
  %1 = nnef.sub %x, %y : (tensor<2x3xf32>, tensor<1x3xf32>) -> tensor<2x3xf32>
  // CHECK-NEXT: nnef.mul %[[X]], %[[Y]]
  %2 = nnef.mul %x, %y : (tensor<2x3xf32>, tensor<1x3xf32>) -> tensor<2x3xf32>
  // CHECK-NEXT: nnef.div %[[X]], %[[Y]]
  %3 = nnef.div %x, %y : (tensor<2x3xf32>, tensor<1x3xf32>) -> tensor<2x3xf32>
  // CHECK-NEXT: nnef.pow %[[X]], %[[Y]]
  %4 = nnef.pow %x, %y : (tensor<2x3xf32>, tensor<1x3xf32>) -> tensor<2x3xf32>
  // CHECK-NEXT: nnef.min %[[X]], %[[Y]]
  %5 = nnef.min %x, %y : (tensor<2x3xf32>, tensor<1x3xf32>) -> tensor<2x3xf32>
  // CHECK-NEXT: nnef.max %[[X]], %[[Y]]
  %6 = nnef.max %x, %y : (tensor<2x3xf32>, tensor<1x3xf32>) -> tensor<2x3xf32>
  return
}

// CHECK-LABEL: func @comparison
// CHECK-SAME: (%[[X:.+]]: tensor<2x3xf32>, %[[Y:.+]]: tensor<2xf32>)
func.func @comparison(%x: tensor<2x3xf32>, %y: tensor<2xf32>) {
  // CHECK-NEXT: nnef.lt %[[X]], %[[Y]] : (tensor<2x3xf32>, tensor<2xf32>) -> tensor<2x3xi1>
  %0 = nnef.lt %x, %y : (tensor<2x3xf32>, tensor<2xf32>) -> tensor<2x3xi1>
  // CHECK-NEXT: nnef.gt %[[X]], %[[Y]]
  %1 = nnef.gt %x, %y : (tensor<2x3xf32>, tensor<2xf32>) -> tensor<2x3xi1>
  // CHECK-NEXT: nnef.le %[[X]], %[[Y]]
  %2 = nnef.le %x, %y : (tensor<2x3xf32>, tensor<2xf32>) -> tensor<2x3xi1>
  // CHECK-NEXT: nnef.ge %[[X]], %[[Y]]
  %3 = nnef.ge %x, %y : (tensor<2x3xf32>, tensor<2xf32>) -> tensor<2x3xi1>
  // CHECK-NEXT: nnef.eq %[[X]], %[[Y]]
  %4 = nnef.eq %x, %y : (tensor<2x3xf32>, tensor<2xf32>) -> tensor<2x3xi1>
  // CHECK-NEXT: nnef.ne %[[X]], %[[Y]]
  %5 = nnef.ne %x, %y : (tensor<2x3xf32>, tensor<2xf32>) -> tensor<2x3xi1>
  return
}

// CHECK-LABEL: func @logical
// CHECK-SAME: (%[[X:.+]]: tensor<2x3xi1>, %[[Y:.+]]: tensor<i1>)
func.func @logical(%x: tensor<2x3xi1>, %y: tensor<i1>) {
  // CHECK-NEXT: nnef.and %[[X]], %[[Y]] : (tensor<2x3xi1>, tensor<i1>) -> tensor<2x3xi1>
  %0 = nnef.and %x, %y : (tensor<2x3xi1>, tensor<i1>) -> tensor<2x3xi1>
  // CHECK-NEXT: nnef.or %[[X]], %[[Y]] : (tensor<2x3xi1>, tensor<i1>) -> tensor<2x3xi1>
  %1 = nnef.or %x, %y : (tensor<2x3xi1>, tensor<i1>) -> tensor<2x3xi1>
  return
}

// What operators apply to: arithmetic and comparisons to integers of any width,
// and equality to truth values.
// CHECK-LABEL: func @integers
// CHECK-SAME: (%[[X:.+]]: tensor<2x3xi32>, %[[Y:.+]]: tensor<2xi32>, %[[LONG:.+]]: tensor<?xi64>)
func.func @integers(%x: tensor<2x3xi32>, %y: tensor<2xi32>, %long: tensor<?xi64>) {
  // CHECK-NEXT: nnef.neg %[[LONG]] : tensor<?xi64>
  %0 = nnef.neg %long : tensor<?xi64>
  // CHECK-NEXT: nnef.add %[[X]], %[[Y]] : (tensor<2x3xi32>, tensor<2xi32>) -> tensor<2x3xi32>
  %1 = nnef.add %x, %y : (tensor<2x3xi32>, tensor<2xi32>) -> tensor<2x3xi32>
  // CHECK-NEXT: nnef.sub %[[LONG]], %[[LONG]] : (tensor<?xi64>, tensor<?xi64>) -> tensor<?xi64>
  %2 = nnef.sub %long, %long : (tensor<?xi64>, tensor<?xi64>) -> tensor<?xi64>
  // CHECK-NEXT: nnef.mul %[[X]], %[[Y]]
  %3 = nnef.mul %x, %y : (tensor<2x3xi32>, tensor<2xi32>) -> tensor<2x3xi32>
  // CHECK-NEXT: nnef.div %[[X]], %[[Y]]
  %4 = nnef.div %x, %y : (tensor<2x3xi32>, tensor<2xi32>) -> tensor<2x3xi32>
  // CHECK-NEXT: nnef.pow %[[X]], %[[Y]]
  %5 = nnef.pow %x, %y : (tensor<2x3xi32>, tensor<2xi32>) -> tensor<2x3xi32>
  // CHECK-NEXT: nnef.lt %[[X]], %[[Y]] : (tensor<2x3xi32>, tensor<2xi32>) -> tensor<2x3xi1>
  %6 = nnef.lt %x, %y : (tensor<2x3xi32>, tensor<2xi32>) -> tensor<2x3xi1>
  // CHECK-NEXT: nnef.gt %[[X]], %[[Y]]
  %7 = nnef.gt %x, %y : (tensor<2x3xi32>, tensor<2xi32>) -> tensor<2x3xi1>
  // CHECK-NEXT: nnef.le %[[X]], %[[Y]]
  %8 = nnef.le %x, %y : (tensor<2x3xi32>, tensor<2xi32>) -> tensor<2x3xi1>
  // CHECK-NEXT: %[[LOGICAL:.+]] = nnef.ge %[[X]], %[[Y]]
  %9 = nnef.ge %x, %y : (tensor<2x3xi32>, tensor<2xi32>) -> tensor<2x3xi1>
  // CHECK-NEXT: nnef.eq %[[X]], %[[Y]]
  %10 = nnef.eq %x, %y : (tensor<2x3xi32>, tensor<2xi32>) -> tensor<2x3xi1>
  // CHECK-NEXT: nnef.ne %[[LOGICAL]], %[[LOGICAL]] : (tensor<2x3xi1>, tensor<2x3xi1>) -> tensor<2x3xi1>
  %11 = nnef.ne %9, %9 : (tensor<2x3xi1>, tensor<2x3xi1>) -> tensor<2x3xi1>
  return
}

// CHECK-LABEL: func @select
func.func @select(%c: tensor<2xi1>, %x: tensor<2x3xi32>, %y: tensor<i32>) {
  // CHECK: nnef.select %{{.+}}, %{{.+}}, %{{.+}} : (tensor<2xi1>, tensor<2x3xi32>, tensor<i32>) -> tensor<2x3xi32>
  %0 = nnef.select %c, %x, %y : (tensor<2xi1>, tensor<2x3xi32>, tensor<i32>) -> tensor<2x3xi32>
  return
}

// CHECK-LABEL: func @clamp
func.func @clamp(%x: tensor<2x3xf32>, %a: tensor<f32>, %b: tensor<2xf32>) {
  // CHECK: nnef.clamp %{{.+}}, %{{.+}}, %{{.+}} : (tensor<2x3xf32>, tensor<f32>, tensor<2xf32>) -> tensor<2x3xf32>
  %0 = nnef.clamp %x, %a, %b : (tensor<2x3xf32>, tensor<f32>, tensor<2xf32>) -> tensor<2x3xf32>
  return
}
