// RUN: nnef-opt %s --canonicalize | FileCheck %s

// Constants are moved about when they are small.

// CHECK-LABEL: func @reshapes
func.func @reshapes() -> (tensor<4xi32>, tensor<1x2x2xi32>, tensor<4xi32>) {
  // CHECK-DAG: %[[FLAT:.+]] = nnef.constant dense<[1, 2, 3, 4]> : tensor<4xi32>
  // CHECK-DAG: %[[MORE:.+]] = nnef.constant dense<{{\[\[\[}}1, 2], [3, 4]]]> : tensor<1x2x2xi32>
  // CHECK-NEXT: return %[[FLAT]], %[[MORE]], %[[FLAT]]
  %0 = nnef.constant dense<[[1, 2], [3, 4]]> : tensor<2x2xi32>
  %1 = nnef.reshape %0 shape = [-1] : (tensor<2x2xi32>) -> tensor<4xi32>
  %2 = nnef.unsqueeze %0 axes = [0] : (tensor<2x2xi32>) -> tensor<1x2x2xi32>
  %3 = nnef.reshape %2 shape = [4] : (tensor<1x2x2xi32>) -> tensor<4xi32>
  return %1, %2, %3 : tensor<4xi32>, tensor<1x2x2xi32>, tensor<4xi32>
}

// CHECK-LABEL: func @transpose
func.func @transpose() -> tensor<3x2xf16> {
  // CHECK-NEXT: nnef.constant dense<{{\[\[}}1.000000e+00, 4.000000e+00], [2.000000e+00, 5.000000e+00], [3.000000e+00, 6.000000e+00]]> : tensor<3x2xf16>
  // CHECK-NEXT: return
  %0 = nnef.constant dense<[[1.0, 2.0, 3.0], [4.0, 5.0, 6.0]]> : tensor<2x3xf16>
  %1 = nnef.transpose %0 axes = [1, 0] : (tensor<2x3xf16>) -> tensor<3x2xf16>
  return %1 : tensor<3x2xf16>
}

// CHECK-LABEL: func @parts
func.func @parts() -> (tensor<2x1xi8>, tensor<2x2xi8>, tensor<3xi8>, tensor<3xi8>, tensor<2x2xi8>) {
  // CHECK-DAG: %[[A:.+]] = nnef.constant dense<{{\[\[}}1], [4]]> : tensor<2x1xi8>
  // CHECK-DAG: %[[B:.+]] = nnef.constant dense<{{\[\[}}2, 3], [5, 6]]> : tensor<2x2xi8>
  // CHECK-DAG: %[[C:.+]] = nnef.constant dense<[1, 2, 3]> : tensor<3xi8>
  // CHECK-DAG: %[[D:.+]] = nnef.constant dense<[4, 5, 6]> : tensor<3xi8>
  // CHECK-DAG: %[[E:.+]] = nnef.constant dense<{{\[\[}}6, 4], [3, 1]]> : tensor<2x2xi8>
  // CHECK: return %[[A]], %[[B]], %[[C]], %[[D]], %[[E]]
  %0 = nnef.constant dense<[[1, 2, 3], [4, 5, 6]]> : tensor<2x3xi8>
  %1:2 = nnef.split %0 axis = 1 ratios = [1, 2] : (tensor<2x3xi8>) -> (tensor<2x1xi8>, tensor<2x2xi8>)
  %2:2 = nnef.unstack %0 axis = 0 : (tensor<2x3xi8>) -> (tensor<3xi8>, tensor<3xi8>)
  %3 = nnef.slice %0 axes = [0, 1] begin = [-1, -1] end = [-3, -4] stride = [-1, -2] : (tensor<2x3xi8>) -> tensor<2x2xi8>
  return %1#0, %1#1, %2#0, %2#1, %3 : tensor<2x1xi8>, tensor<2x2xi8>, tensor<3xi8>, tensor<3xi8>, tensor<2x2xi8>
}

// CHECK-LABEL: func @joins
func.func @joins() -> (tensor<2x3xi1>, tensor<2x2xi32>, tensor<2x2xi32>) {
  // CHECK-DAG: %[[A:.+]] = nnef.constant dense<{{\[\[}}true, true, false], [true, false, true]]> : tensor<2x3xi1>
  // CHECK-DAG: %[[B:.+]] = nnef.constant dense<{{\[\[}}1, 2], [3, 4]]> : tensor<2x2xi32>
  // CHECK-DAG: %[[C:.+]] = nnef.constant dense<{{\[\[}}1, 3], [2, 4]]> : tensor<2x2xi32>
  // CHECK: return %[[A]], %[[B]], %[[C]]
  %0 = nnef.constant dense<true> : tensor<2x1xi1>
  %1 = nnef.constant dense<[[true, false], [false, true]]> : tensor<2x2xi1>
  %2 = nnef.concat %0, %1 axis = 1 : (tensor<2x1xi1>, tensor<2x2xi1>) -> tensor<2x3xi1>
  %3 = nnef.constant dense<[1, 2]> : tensor<2xi32>
  %4 = nnef.constant dense<[3, 4]> : tensor<2xi32>
  %5 = nnef.stack %3, %4 axis = 0 : (tensor<2xi32>, tensor<2xi32>) -> tensor<2x2xi32>
  %6 = nnef.stack %3, %4 axis = 1 : (tensor<2xi32>, tensor<2xi32>) -> tensor<2x2xi32>
  return %2, %5, %6 : tensor<2x3xi1>, tensor<2x2xi32>, tensor<2x2xi32>
}

// An index out of range picks the nearest one.
// CHECK-LABEL: func @picks
func.func @picks() -> (tensor<2x3xi32>, tensor<4x4xi32>, tensor<3x3xf32>) {
  // CHECK-DAG: %[[A:.+]] = nnef.constant dense<{{\[\[}}2, 1, 2], [4, 3, 4]]> : tensor<2x3xi32>
  // CHECK-DAG: %[[B:.+]] = nnef.constant dense<{{\[\[}}1, 2, 1, 2], [3, 4, 3, 4], [1, 2, 1, 2], [3, 4, 3, 4]]> : tensor<4x4xi32>
  // CHECK-DAG: %[[C:.+]] = nnef.constant dense<{{\[\[}}9.000000e+00, 9.000000e+00, 9.000000e+00], [9.000000e+00, 2.000000e+00, 9.000000e+00], [9.000000e+00, 4.000000e+00, 9.000000e+00]]> : tensor<3x3xf32>
  // CHECK: return %[[A]], %[[B]], %[[C]]
  %0 = nnef.constant dense<[[1, 2], [3, 4]]> : tensor<2x2xi32>
  %1 = nnef.constant dense<[1, -5, 7]> : tensor<3xi32>
  %2 = nnef.gather %0, %1 axis = 1 : (tensor<2x2xi32>, tensor<3xi32>) -> tensor<2x3xi32>
  %3 = nnef.tile %0 repeats = [2, 2] : (tensor<2x2xi32>) -> tensor<4x4xi32>
  %4 = nnef.constant dense<[[1.0, 2.0], [3.0, 4.0]]> : tensor<2x2xf32>
  %5 = nnef.pad %4 padding = [(1, 0), (0, 1)] value = 9.0 : (tensor<2x2xf32>) -> tensor<3x3xf32>
  %6 = nnef.pad %5 padding = [(0, 0), (-1, 1)] value = 9.0 : (tensor<3x3xf32>) -> tensor<3x3xf32>
  %7 = nnef.pad %6 padding = [(0, 0), (1, -1)] value = 9.0 : (tensor<3x3xf32>) -> tensor<3x3xf32>
  return %2, %3, %7 : tensor<2x3xi32>, tensor<4x4xi32>, tensor<3x3xf32>
}

// What is equal everywhere takes no room.
// CHECK-LABEL: func @splats
func.func @splats() -> (tensor<1000x1000xf32>, tensor<500x1000xf32>) {
  // CHECK-DAG: %[[A:.+]] = nnef.constant dense<1.000000e+00> : tensor<1000x1000xf32>
  // CHECK-DAG: %[[B:.+]] = nnef.constant dense<2.000000e+00> : tensor<500x1000xf32>
  // CHECK: return %[[A]], %[[B]]
  %0 = nnef.constant dense<1.0> : tensor<1x1xf32>
  %1 = nnef.tile %0 repeats = [1000, 1000] : (tensor<1x1xf32>) -> tensor<1000x1000xf32>
  %2 = nnef.add %1, %1 : (tensor<1000x1000xf32>, tensor<1000x1000xf32>) -> tensor<1000x1000xf32>
  %3 = nnef.slice %2 axes = [0] begin = [0] end = [1000] stride = [2] : (tensor<1000x1000xf32>) -> tensor<500x1000xf32>
  return %1, %3 : tensor<1000x1000xf32>, tensor<500x1000xf32>
}

// A resource in another shape is the same resource.
// CHECK-LABEL: func @resource
func.func @resource() -> tensor<2x2xf32> {
  // CHECK-NEXT: nnef.constant dense_resource<four> : tensor<2x2xf32>
  // CHECK-NEXT: return
  %0 = nnef.constant dense_resource<four> : tensor<4xf32>
  %1 = nnef.reshape %0 shape = [2, 2] : (tensor<4xf32>) -> tensor<2x2xf32>
  return %1 : tensor<2x2xf32>
}

{-#
  dialect_resources: {
    builtin: {
      four: "0x100000000000803F000000400000404000008040"
    }
  }
#-}
