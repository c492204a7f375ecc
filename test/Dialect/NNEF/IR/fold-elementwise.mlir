// RUN: nnef-opt %s --canonicalize | FileCheck %s

// How operands meet; what the functions give is checked in fold-numbers.test.

// Leading dimensions are aligned.
// CHECK-LABEL: func @broadcast
func.func @broadcast() -> (tensor<2x3xf32>, tensor<2x3xi32>, tensor<2x3xi1>) {
  // CHECK-DAG: %[[A:.+]] = nnef.constant dense<{{\[\[}}1.100000e+01, 2.100000e+01, 3.100000e+01], [4.200000e+01, 5.200000e+01, 6.200000e+01]]> : tensor<2x3xf32>
  // CHECK-DAG: %[[B:.+]] = nnef.constant dense<{{\[\[}}10, 20, 30], [20, 40, 60]]> : tensor<2x3xi32>
  // CHECK-DAG: %[[C:.+]] = nnef.constant dense<{{\[\[}}false, false, true], [true, true, true]]> : tensor<2x3xi1>
  // CHECK: return %[[A]], %[[B]], %[[C]]
  %0 = nnef.constant dense<[1.0, 2.0]> : tensor<2xf32>
  %1 = nnef.constant dense<[[10.0, 20.0, 30.0], [40.0, 50.0, 60.0]]> : tensor<2x3xf32>
  %2 = nnef.add %0, %1 : (tensor<2xf32>, tensor<2x3xf32>) -> tensor<2x3xf32>
  %3 = nnef.constant dense<[[1], [2]]> : tensor<2x1xi32>
  %4 = nnef.constant dense<[[10, 20, 30]]> : tensor<1x3xi32>
  %5 = nnef.mul %3, %4 : (tensor<2x1xi32>, tensor<1x3xi32>) -> tensor<2x3xi32>
  %6 = nnef.constant dense<25.0> : tensor<f32>
  %7 = nnef.gt %1, %6 : (tensor<2x3xf32>, tensor<f32>) -> tensor<2x3xi1>
  return %2, %5, %7 : tensor<2x3xf32>, tensor<2x3xi32>, tensor<2x3xi1>
}

// CHECK-LABEL: func @select
func.func @select() -> (tensor<2x2xf16>, tensor<3xi1>) {
  // CHECK-DAG: %[[A:.+]] = nnef.constant dense<{{\[\[}}1.000000e+00, 2.000000e+00], [9.000000e+00, 9.000000e+00]]> : tensor<2x2xf16>
  // CHECK-DAG: %[[B:.+]] = nnef.constant dense<[true, false, true]> : tensor<3xi1>
  // CHECK: return %[[A]], %[[B]]
  %0 = nnef.constant dense<[true, false]> : tensor<2xi1>
  %1 = nnef.constant dense<[[1.0, 2.0], [3.0, 4.0]]> : tensor<2x2xf16>
  %2 = nnef.constant dense<9.0> : tensor<f16>
  %3 = nnef.select %0, %1, %2 : (tensor<2xi1>, tensor<2x2xf16>, tensor<f16>) -> tensor<2x2xf16>
  %4 = nnef.constant dense<[true, false, false]> : tensor<3xi1>
  %5 = nnef.constant dense<[true, false, true]> : tensor<3xi1>
  %6 = nnef.select %4, %4, %5 : (tensor<3xi1>, tensor<3xi1>, tensor<3xi1>) -> tensor<3xi1>
  return %3, %6 : tensor<2x2xf16>, tensor<3xi1>
}

// CHECK-LABEL: func @logic
func.func @logic() -> (tensor<4xi1>, tensor<4xi1>, tensor<4xi1>) {
  // CHECK-DAG: %[[AND:.+]] = nnef.constant dense<[true, false, false, false]> : tensor<4xi1>
  // CHECK-DAG: %[[OR:.+]] = nnef.constant dense<[true, true, true, false]> : tensor<4xi1>
  // CHECK-DAG: %[[NOT:.+]] = nnef.constant dense<[false, false, true, true]> : tensor<4xi1>
  // CHECK: return %[[AND]], %[[OR]], %[[NOT]]
  %0 = nnef.constant dense<[true, true, false, false]> : tensor<4xi1>
  %1 = nnef.constant dense<[true, false, true, false]> : tensor<4xi1>
  %2 = nnef.and %0, %1 : (tensor<4xi1>, tensor<4xi1>) -> tensor<4xi1>
  %3 = nnef.or %0, %1 : (tensor<4xi1>, tensor<4xi1>) -> tensor<4xi1>
  %4 = nnef.not %0 : tensor<4xi1>
  return %2, %3, %4 : tensor<4xi1>, tensor<4xi1>, tensor<4xi1>
}

// The sum of none is 0.
// CHECK-LABEL: func @sums
func.func @sums() -> (tensor<f32>, tensor<2xf32>) {
  // CHECK-DAG: %[[NONE:.+]] = nnef.constant dense<0.000000e+00> : tensor<f32>
  // CHECK-DAG: %[[THREE:.+]] = nnef.constant dense<[1.110000e+02, 2.120000e+02]> : tensor<2xf32>
  // CHECK: return %[[NONE]], %[[THREE]]
  %0 = nnef.add_n : () -> tensor<f32>
  %1 = nnef.constant dense<1.0> : tensor<f32>
  %2 = nnef.constant dense<[10.0, 11.0]> : tensor<2xf32>
  %3 = nnef.constant dense<[100.0, 200.0]> : tensor<2xf32>
  %4 = nnef.add_n %1, %2, %3 : (tensor<f32>, tensor<2xf32>, tensor<2xf32>) -> tensor<2xf32>
  return %0, %4 : tensor<f32>, tensor<2xf32>
}

// A truth value is 0 or 1, and what is behind the point is dropped.
// CHECK-LABEL: func @casts
func.func @casts() -> (tensor<3xf32>, tensor<3xi32>) {
  // CHECK-DAG: %[[A:.+]] = nnef.constant dense<[1.000000e+00, 0.000000e+00, 1.000000e+00]> : tensor<3xf32>
  // CHECK-DAG: %[[B:.+]] = nnef.constant dense<[1, -1, 2]> : tensor<3xi32>
  // CHECK: return %[[A]], %[[B]]
  %0 = nnef.constant dense<[true, false, true]> : tensor<3xi1>
  %1 = nnef.cast %0 : (tensor<3xi1>) -> tensor<3xf32>
  %2 = nnef.constant dense<[1.9, -1.9, 2.0]> : tensor<3xf64>
  %3 = nnef.cast %2 : (tensor<3xf64>) -> tensor<3xi32>
  return %1, %3 : tensor<3xf32>, tensor<3xi32>
}
