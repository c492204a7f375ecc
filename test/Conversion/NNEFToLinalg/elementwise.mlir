// RUN: nnef-opt %s --nnef-to-linalg --mlir-print-local-scope | FileCheck %s

// CHECK-LABEL: func @counterparts
func.func @counterparts(%x: tensor<4xf32>) -> tensor<4xf32> {
  // CHECK: linalg.generic {indexing_maps = [affine_map<(d0) -> (d0)>, affine_map<(d0) -> (d0)>], iterator_types = ["parallel"]} ins(%{{.+}} : tensor<4xf32>) outs(%{{.+}} : tensor<4xf32>)
  // CHECK: arith.negf
  %0 = nnef.neg %x : tensor<4xf32>
  // CHECK: math.exp
  %1 = nnef.exp %0 : tensor<4xf32>
  // CHECK: math.log2
  %2 = nnef.log2 %1 : tensor<4xf32>
  // CHECK: math.tan {{.+}} : f32
  %3 = nnef.tan %2 : tensor<4xf32>
  // CHECK: math.atanh
  %4 = nnef.atanh %3 : tensor<4xf32>
  // CHECK: math.absf
  %5 = nnef.abs %4 : tensor<4xf32>
  // CHECK: math.ceil
  %6 = nnef.ceil %5 : tensor<4xf32>
  // CHECK: math.sqrt
  %7 = nnef.sqrt %6 : tensor<4xf32>
  // CHECK-NOT: nnef.
  return %7 : tensor<4xf32>
}

// Halves are rounded up. It is not floor(x + 0.5), because that sum can be
// rounded up itself.
// CHECK-LABEL: func @round
func.func @round(%x: tensor<4xf32>) -> tensor<4xf32> {
  // CHECK: ^bb0(%[[X:.+]]: f32, %{{.+}}: f32):
  // CHECK: %[[BELOW:.+]] = math.floor %[[X]] : f32
  // CHECK: %[[ONE:.+]] = arith.constant 1.000000e+00 : f32
  // CHECK: %[[ABOVE:.+]] = arith.addf %[[BELOW]], %[[ONE]] : f32
  // CHECK: %[[DISTANCE:.+]] = arith.subf %[[X]], %[[BELOW]] : f32
  // CHECK: %[[HALF:.+]] = arith.constant 5.000000e-01 : f32
  // CHECK: %[[IS_NEAR:.+]] = arith.cmpf oge, %[[DISTANCE]], %[[HALF]] : f32
  // CHECK: arith.select %[[IS_NEAR]], %[[ABOVE]], %[[BELOW]] : f32
  %0 = nnef.round %x : tensor<4xf32>
  return %0 : tensor<4xf32>
}

// `y` where one of the two is not a number.
// CHECK-LABEL: func @max
func.func @max(%x: tensor<4xf32>, %y: tensor<4xf32>) -> tensor<4xf32> {
  // CHECK: ^bb0(%[[X:.+]]: f32, %[[Y:.+]]: f32, %{{.+}}: f32):
  // CHECK: %[[GREATER:.+]] = arith.cmpf ogt, %[[X]], %[[Y]] : f32
  // CHECK: arith.select %[[GREATER]], %[[X]], %[[Y]] : f32
  %0 = nnef.max %x, %y : (tensor<4xf32>, tensor<4xf32>) -> tensor<4xf32>
  return %0 : tensor<4xf32>
}

// The lower bound wins: max(min(x, b), a).
// CHECK-LABEL: func @clamp
func.func @clamp(%x: tensor<4xf32>, %a: tensor<f32>, %b: tensor<f32>) -> tensor<4xf32> {
  // CHECK: ins(%{{.+}}, %{{.+}}, %{{.+}} : tensor<4xf32>, tensor<f32>, tensor<f32>)
  // CHECK: ^bb0(%[[X:.+]]: f32, %[[A:.+]]: f32, %[[B:.+]]: f32, %{{.+}}: f32):
  // CHECK: %[[LESS:.+]] = arith.cmpf olt, %[[X]], %[[B]]
  // CHECK: %[[MIN:.+]] = arith.select %[[LESS]], %[[X]], %[[B]]
  // CHECK: %[[GREATER:.+]] = arith.cmpf ogt, %[[MIN]], %[[A]]
  // CHECK: arith.select %[[GREATER]], %[[MIN]], %[[A]]
  %0 = nnef.clamp %x, %a, %b : (tensor<4xf32>, tensor<f32>, tensor<f32>) -> tensor<4xf32>
  return %0 : tensor<4xf32>
}

// CHECK-LABEL: func @comparisons
func.func @comparisons(%x: tensor<4xf32>) -> tensor<4xi1> {
  // CHECK: arith.cmpf olt
  %0 = nnef.lt %x, %x : (tensor<4xf32>, tensor<4xf32>) -> tensor<4xi1>
  // Something that is not a number is not equal to itself.
  // CHECK: arith.cmpf oeq
  %1 = nnef.eq %x, %x : (tensor<4xf32>, tensor<4xf32>) -> tensor<4xi1>
  // CHECK: arith.cmpf une
  %2 = nnef.ne %x, %x : (tensor<4xf32>, tensor<4xf32>) -> tensor<4xi1>
  // CHECK: arith.andi
  %3 = nnef.and %0, %1 : (tensor<4xi1>, tensor<4xi1>) -> tensor<4xi1>
  // CHECK: arith.ori
  %4 = nnef.or %3, %2 : (tensor<4xi1>, tensor<4xi1>) -> tensor<4xi1>
  // CHECK: %[[TRUE:.+]] = arith.constant true
  // CHECK: arith.xori %{{.+}}, %[[TRUE]]
  %5 = nnef.not %4 : tensor<4xi1>
  return %5 : tensor<4xi1>
}

// CHECK-LABEL: func @integers
func.func @integers(%x: tensor<4x2xi32>, %y: tensor<4xi32>) -> tensor<4x2xi1> {
  // CHECK: indexing_maps = [affine_map<(d0, d1) -> (d0, d1)>, affine_map<(d0, d1) -> (d0)>, affine_map<(d0, d1) -> (d0, d1)>]
  // CHECK: arith.addi %{{.+}}, %{{.+}} : i32
  %0 = nnef.add %x, %y : (tensor<4x2xi32>, tensor<4xi32>) -> tensor<4x2xi32>
  // CHECK: arith.subi %{{.+}}, %{{.+}} : i32
  %1 = nnef.sub %0, %y : (tensor<4x2xi32>, tensor<4xi32>) -> tensor<4x2xi32>
  // CHECK: arith.muli %{{.+}}, %{{.+}} : i32
  %2 = nnef.mul %1, %y : (tensor<4x2xi32>, tensor<4xi32>) -> tensor<4x2xi32>
  // CHECK: ^bb0(%[[X:.+]]: i32, %{{.+}}: i32):
  // CHECK: %[[ZERO:.+]] = arith.constant 0 : i32
  // CHECK: arith.subi %[[ZERO]], %[[X]] : i32
  %3 = nnef.neg %2 : tensor<4x2xi32>
  // Integers have a sign.
  // CHECK: arith.cmpi slt
  %4 = nnef.lt %3, %y : (tensor<4x2xi32>, tensor<4xi32>) -> tensor<4x2xi1>
  // CHECK: arith.cmpi sgt
  %5 = nnef.gt %3, %y : (tensor<4x2xi32>, tensor<4xi32>) -> tensor<4x2xi1>
  // CHECK: arith.cmpi sle
  %6 = nnef.le %3, %y : (tensor<4x2xi32>, tensor<4xi32>) -> tensor<4x2xi1>
  // CHECK: arith.cmpi sge
  %7 = nnef.ge %3, %y : (tensor<4x2xi32>, tensor<4xi32>) -> tensor<4x2xi1>
  // CHECK: arith.cmpi eq, %{{.+}}, %{{.+}} : i32
  %8 = nnef.eq %3, %y : (tensor<4x2xi32>, tensor<4xi32>) -> tensor<4x2xi1>
  // CHECK: arith.cmpi ne, %{{.+}}, %{{.+}} : i1
  %9 = nnef.ne %7, %8 : (tensor<4x2xi1>, tensor<4x2xi1>) -> tensor<4x2xi1>
  // CHECK-NOT: nnef.
  return %9 : tensor<4x2xi1>
}

// The divisor is never 0, nor -1, for which the quotient may not exist.
// CHECK-LABEL: func @integer_division
func.func @integer_division(%x: tensor<2x3xi64>, %y: tensor<2xi64>) -> tensor<2x3xi64> {
  // CHECK: ^bb0(%[[X:.+]]: i64, %[[Y:.+]]: i64, %{{.+}}: i64):
  // CHECK-DAG: %[[ZERO:.+]] = arith.constant 0 : i64
  // CHECK-DAG: %[[ONE:.+]] = arith.constant 1 : i64
  // CHECK-DAG: %[[MINUS_ONE:.+]] = arith.constant -1 : i64
  // CHECK: %[[IS_ZERO:.+]] = arith.cmpi eq, %[[Y]], %[[ZERO]]
  // CHECK: %[[IS_MINUS_ONE:.+]] = arith.cmpi eq, %[[Y]], %[[MINUS_ONE]]
  // CHECK: %[[IS_SPECIAL:.+]] = arith.ori %[[IS_ZERO]], %[[IS_MINUS_ONE]]
  // CHECK: %[[DIVISOR:.+]] = arith.select %[[IS_SPECIAL]], %[[ONE]], %[[Y]]
  // CHECK: %[[QUOTIENT:.+]] = arith.divsi %[[X]], %[[DIVISOR]]
  // CHECK: %[[NEGATIVE:.+]] = arith.subi %{{.+}}, %[[X]]
  // CHECK: %[[DEFINED:.+]] = arith.select %[[IS_MINUS_ONE]], %[[NEGATIVE]], %[[QUOTIENT]]
  // CHECK: %[[RESULT:.+]] = arith.select %[[IS_ZERO]], %[[ZERO]], %[[DEFINED]]
  // CHECK: linalg.yield %[[RESULT]]
  %0 = nnef.div %x, %y : (tensor<2x3xi64>, tensor<2xi64>) -> tensor<2x3xi64>
  return %0 : tensor<2x3xi64>
}

// The upstream operation does not define powers of 0 with a negative exponent.
// CHECK-LABEL: func @integer_power
func.func @integer_power(%x: tensor<4xi8>, %y: tensor<4xi8>) -> tensor<4xi8> {
  // CHECK: ^bb0(%[[X:.+]]: i8, %[[Y:.+]]: i8, %{{.+}}: i8):
  // CHECK: %[[ZERO:.+]] = arith.constant 0 : i8
  // CHECK: %[[ONE:.+]] = arith.constant 1 : i8
  // CHECK: %[[IS_ZERO:.+]] = arith.cmpi eq, %[[X]], %[[ZERO]]
  // CHECK: %[[IS_NEGATIVE:.+]] = arith.cmpi slt, %[[Y]], %[[ZERO]]
  // CHECK: %[[IS_UNDEFINED:.+]] = arith.andi %[[IS_ZERO]], %[[IS_NEGATIVE]]
  // CHECK: %[[EXPONENT:.+]] = arith.select %[[IS_UNDEFINED]], %[[ONE]], %[[Y]]
  // CHECK: math.ipowi %[[X]], %[[EXPONENT]] : i8
  %0 = nnef.pow %x, %y : (tensor<4xi8>, tensor<4xi8>) -> tensor<4xi8>
  return %0 : tensor<4xi8>
}

// CHECK-LABEL: func @select
func.func @select(%c: tensor<4xi1>, %x: tensor<4x2xi32>, %y: tensor<i32>) -> tensor<4x2xi32> {
  // CHECK: indexing_maps = [affine_map<(d0, d1) -> (d0)>, affine_map<(d0, d1) -> (d0, d1)>, affine_map<(d0, d1) -> ()>, affine_map<(d0, d1) -> (d0, d1)>]
  // CHECK: arith.select %{{.+}}, %{{.+}}, %{{.+}} : i32
  %0 = nnef.select %c, %x, %y : (tensor<4xi1>, tensor<4x2xi32>, tensor<i32>) -> tensor<4x2xi32>
  return %0 : tensor<4x2xi32>
}

// CHECK-LABEL: func @cast
func.func @cast(%f: tensor<4xf32>, %i: tensor<4xi32>, %l: tensor<4xi1>, %h: tensor<4xf16>) {
  // Towards zero.
  // CHECK: arith.fptosi %{{.+}} : f32 to i32
  %0 = nnef.cast %f : (tensor<4xf32>) -> tensor<4xi32>
  // CHECK: arith.sitofp %{{.+}} : i32 to f32
  %1 = nnef.cast %i : (tensor<4xi32>) -> tensor<4xf32>
  // True is 1, not -1.
  // CHECK: arith.uitofp %{{.+}} : i1 to f32
  %2 = nnef.cast %l : (tensor<4xi1>) -> tensor<4xf32>
  // CHECK: arith.extui %{{.+}} : i1 to i32
  %3 = nnef.cast %l : (tensor<4xi1>) -> tensor<4xi32>
  // CHECK: arith.cmpf une, %{{.+}}, %{{.+}} : f32
  %4 = nnef.cast %f : (tensor<4xf32>) -> tensor<4xi1>
  // CHECK: arith.cmpi ne, %{{.+}}, %{{.+}} : i32
  %5 = nnef.cast %i : (tensor<4xi32>) -> tensor<4xi1>
  // CHECK: arith.extf %{{.+}} : f16 to f32
  %6 = nnef.cast %h : (tensor<4xf16>) -> tensor<4xf32>
  // CHECK: arith.extsi %{{.+}} : i32 to i64
  %7 = nnef.cast %i : (tensor<4xi32>) -> tensor<4xi64>
  return
}

// CHECK-LABEL: func @copies
// CHECK-SAME: (%[[X:.+]]: tensor<4xf32>)
func.func @copies(%x: tensor<4xf32>) -> (tensor<4xf32>, tensor<4xf32>, tensor<4xf32>) {
  %0 = nnef.copy %x : tensor<4xf32>
  %1:2 = nnef.copy_n %x times = 2 : (tensor<4xf32>) -> (tensor<4xf32>, tensor<4xf32>)
  // CHECK-NEXT: return %[[X]], %[[X]], %[[X]]
  return %0, %1#0, %1#1 : tensor<4xf32>, tensor<4xf32>, tensor<4xf32>
}
