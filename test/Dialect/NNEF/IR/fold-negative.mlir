// RUN: nnef-opt %s --canonicalize | FileCheck %s

// What is not computed when a network is compiled.

// Machines approximate these, each in its own way.
// CHECK-LABEL: func @approximate
func.func @approximate() -> (tensor<2xf32>, tensor<2xf32>, tensor<2xf32>, tensor<2xf32>) {
  // CHECK: nnef.exp
  // CHECK: nnef.log2
  // CHECK: nnef.tanh
  // CHECK: nnef.pow
  %0 = nnef.constant dense<[1.0, 2.0]> : tensor<2xf32>
  %1 = nnef.exp %0 : tensor<2xf32>
  %2 = nnef.log2 %0 : tensor<2xf32>
  %3 = nnef.tanh %0 : tensor<2xf32>
  %4 = nnef.pow %0, %0 : (tensor<2xf32>, tensor<2xf32>) -> tensor<2xf32>
  return %1, %2, %3, %4 : tensor<2xf32>, tensor<2xf32>, tensor<2xf32>, tensor<2xf32>
}

// A large result from small operands.
// CHECK-LABEL: func @large
func.func @large() -> (tensor<300xf32>, tensor<257xf32>, tensor<256xf32>) {
  // CHECK: nnef.tile
  // CHECK: nnef.pad
  // CHECK-NOT: nnef.tile
  %0 = nnef.constant dense<[1.0, 2.0, 3.0]> : tensor<3xf32>
  %1 = nnef.tile %0 repeats = [100] : (tensor<3xf32>) -> tensor<300xf32>
  %2 = nnef.pad %0 padding = [(0, 254)] : (tensor<3xf32>) -> tensor<257xf32>
  %3 = nnef.constant dense<[1.0, 2.0]> : tensor<2xf32>
  %4 = nnef.tile %3 repeats = [128] : (tensor<2xf32>) -> tensor<256xf32>
  return %1, %2, %4 : tensor<300xf32>, tensor<257xf32>, tensor<256xf32>
}

// The result says less of its shape than the value does.
// CHECK-LABEL: func @less_known_type
func.func @less_known_type() -> tensor<?xf32> {
  // CHECK: nnef.neg
  %0 = nnef.constant dense<[1.0, 2.0]> : tensor<2xf32>
  %1 = nnef.add %0, %0 : (tensor<2xf32>, tensor<2xf32>) -> tensor<?xf32>
  %2 = nnef.neg %1 : tensor<?xf32>
  return %2 : tensor<?xf32>
}

// Variables are weights: their values are looked at only when asked for.
// CHECK-LABEL: func @variable
func.func @variable() -> tensor<2xf32> {
  // CHECK: nnef.neg
  %0 = nnef.variable "w" = dense<[1.0, 2.0]> : tensor<2xf32>
  %1 = nnef.neg %0 : tensor<2xf32>
  return %1 : tensor<2xf32>
}

// A border that repeats the input, and data that is not there.
// CHECK-LABEL: func @others
func.func @others() -> (tensor<3xf32>, tensor<3xf32>) {
  // CHECK-DAG: nnef.pad
  // CHECK-DAG: nnef.neg
  %0 = nnef.constant dense<[1.0, 2.0]> : tensor<2xf32>
  %1 = nnef.pad %0 padding = [(1, 0)] border = reflect : (tensor<2xf32>) -> tensor<3xf32>
  %2 = nnef.constant dense_resource<elided> : tensor<3xf32>
  %3 = nnef.neg %2 : tensor<3xf32>
  return %1, %3 : tensor<3xf32>, tensor<3xf32>
}
