// RUN: nnef-opt %s --canonicalize | FileCheck %s

// Casts in a row are one where nothing gets lost between them.

// CHECK-LABEL: func @same_type
// CHECK-SAME: (%[[X:.+]]: tensor<4xf32>, %[[B:.+]]: tensor<4xi1>, %[[I:.+]]: tensor<4xi32>)
func.func @same_type(%x: tensor<4xf32>, %b: tensor<4xi1>, %i: tensor<4xi32>)
    -> (tensor<4xf32>, tensor<4xf32>, tensor<4xi1>, tensor<4xi32>) {
  // CHECK-NEXT: return %[[X]], %[[X]], %[[B]], %[[I]]
  %0 = nnef.cast %x : (tensor<4xf32>) -> tensor<4xf32>
  %1 = nnef.cast %x : (tensor<4xf32>) -> tensor<4xf64>
  %2 = nnef.cast %1 : (tensor<4xf64>) -> tensor<4xf32>
  %3 = nnef.cast %b : (tensor<4xi1>) -> tensor<4xf32>
  %4 = nnef.cast %3 : (tensor<4xf32>) -> tensor<4xi1>
  %5 = nnef.cast %i : (tensor<4xi32>) -> tensor<4xf64>
  %6 = nnef.cast %5 : (tensor<4xf64>) -> tensor<4xi32>
  return %0, %2, %4, %6 : tensor<4xf32>, tensor<4xf32>, tensor<4xi1>, tensor<4xi32>
}

// CHECK-LABEL: func @exact
// CHECK-SAME: (%[[H:.+]]: tensor<4xf16>, %[[S:.+]]: tensor<4xi16>, %[[I:.+]]: tensor<4xi32>)
func.func @exact(%h: tensor<4xf16>, %s: tensor<4xi16>, %i: tensor<4xi32>)
    -> (tensor<4xf64>, tensor<4xi32>, tensor<4xf64>, tensor<4xi16>) {
  // CHECK-NEXT: nnef.cast %[[H]] : (tensor<4xf16>) -> tensor<4xf64>
  // CHECK-NEXT: nnef.cast %[[H]] : (tensor<4xf16>) -> tensor<4xi32>
  // CHECK-NEXT: nnef.cast %[[S]] : (tensor<4xi16>) -> tensor<4xf64>
  // CHECK-NEXT: nnef.cast %[[I]] : (tensor<4xi32>) -> tensor<4xi16>
  // CHECK-NEXT: return
  %0 = nnef.cast %h : (tensor<4xf16>) -> tensor<4xf32>
  %1 = nnef.cast %0 : (tensor<4xf32>) -> tensor<4xf64>
  %2 = nnef.cast %0 : (tensor<4xf32>) -> tensor<4xi32>
  %3 = nnef.cast %s : (tensor<4xi16>) -> tensor<4xf32>
  %4 = nnef.cast %3 : (tensor<4xf32>) -> tensor<4xf64>
  %5 = nnef.cast %i : (tensor<4xi32>) -> tensor<4xi64>
  %6 = nnef.cast %5 : (tensor<4xi64>) -> tensor<4xi16>
  return %1, %2, %4, %6 : tensor<4xf64>, tensor<4xi32>, tensor<4xf64>, tensor<4xi16>
}

// Codes without a sign fit into the next wider type with one.
// CHECK-LABEL: func @unsigned
func.func @unsigned() -> (tensor<4xf32>, tensor<4xf32>) {
  // CHECK-NEXT: %[[V:.+]] = nnef.variable
  // CHECK-NEXT: nnef.cast %[[V]] : (tensor<4xui8>) -> tensor<4xf32>
  // CHECK-NEXT: nnef.cast %[[V]] : (tensor<4xui8>) -> tensor<4xi8>
  // CHECK-NEXT: nnef.cast %{{.+}} : (tensor<4xi8>) -> tensor<4xf32>
  %v = nnef.variable "v" : tensor<4xui8>
  %0 = nnef.cast %v : (tensor<4xui8>) -> tensor<4xi16>
  %1 = nnef.cast %0 : (tensor<4xi16>) -> tensor<4xf32>
  %2 = nnef.cast %v : (tensor<4xui8>) -> tensor<4xi8>
  %3 = nnef.cast %2 : (tensor<4xi8>) -> tensor<4xf32>
  return %1, %3 : tensor<4xf32>, tensor<4xf32>
}

// Here something is rounded, cut or cleared in between.
// CHECK-LABEL: func @not_exact
func.func @not_exact(%x: tensor<4xf32>, %i: tensor<4xi32>, %d: tensor<4xf64>)
    -> (tensor<4xf32>, tensor<4xi32>, tensor<4xf32>, tensor<4xi32>, tensor<4xf16>) {
  // CHECK-COUNT-10: nnef.cast
  %0 = nnef.cast %x : (tensor<4xf32>) -> tensor<4xf16>
  %1 = nnef.cast %0 : (tensor<4xf16>) -> tensor<4xf32>
  %2 = nnef.cast %i : (tensor<4xi32>) -> tensor<4xf32>
  %3 = nnef.cast %2 : (tensor<4xf32>) -> tensor<4xi32>
  %4 = nnef.cast %x : (tensor<4xf32>) -> tensor<4xi32>
  %5 = nnef.cast %4 : (tensor<4xi32>) -> tensor<4xf32>
  %6 = nnef.cast %i : (tensor<4xi32>) -> tensor<4xi1>
  %7 = nnef.cast %6 : (tensor<4xi1>) -> tensor<4xi32>
  %8 = nnef.cast %d : (tensor<4xf64>) -> tensor<4xf32>
  %9 = nnef.cast %8 : (tensor<4xf32>) -> tensor<4xf16>
  return %1, %3, %5, %7, %9 : tensor<4xf32>, tensor<4xi32>, tensor<4xf32>, tensor<4xi32>, tensor<4xf16>
}

// An integer loses upper bits, a float that is too large becomes the nearest one.
// CHECK-LABEL: func @through_float
func.func @through_float(%i: tensor<4xi32>) -> tensor<4xi8> {
  // CHECK-COUNT-2: nnef.cast
  %0 = nnef.cast %i : (tensor<4xi32>) -> tensor<4xf64>
  %1 = nnef.cast %0 : (tensor<4xf64>) -> tensor<4xi8>
  return %1 : tensor<4xi8>
}
