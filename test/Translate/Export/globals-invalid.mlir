// What globals cannot be as variables of NNEF.
// RUN: split-file %s %t
// RUN: not nnef-translate --export-nnef %t/load-after-store.mlir 2>&1 | FileCheck %t/load-after-store.mlir
// RUN: not nnef-translate --export-nnef %t/two-stores.mlir 2>&1 | FileCheck %t/two-stores.mlir
// RUN: not nnef-translate --export-nnef %t/types.mlir 2>&1 | FileCheck %t/types.mlir

//--- load-after-store.mlir
ml_program.global private mutable @h(dense<0.0> : tensor<4xf32>) : tensor<4xf32>
func.func @net(%x: tensor<4xf32>) -> tensor<4xf32> {
  ml_program.global_store @h = %x : tensor<4xf32>
  // CHECK: error: global 'h' cannot be exported: it is loaded after it was stored, but an update of a variable is for the next invocation
  %0 = ml_program.global_load @h : tensor<4xf32>
  return %0 : tensor<4xf32>
}

//--- two-stores.mlir
ml_program.global private mutable @h(dense<0.0> : tensor<4xf32>) : tensor<4xf32>
func.func @net(%x: tensor<4xf32>) -> tensor<4xf32> {
  ml_program.global_store @h = %x : tensor<4xf32>
  // CHECK: error: global 'h' cannot be exported: it is stored twice, but a variable is updated once
  ml_program.global_store @h = %x : tensor<4xf32>
  return %x : tensor<4xf32>
}

//--- types.mlir
ml_program.global private @h(dense<0.0> : tensor<4xf32>) : tensor<?xf32>
func.func @net(%x: tensor<4xf32>) -> tensor<?xf32> {
  // CHECK: error: global 'h' of type 'tensor<?xf32>' cannot be exported as a variable of type 'tensor<?xf32>'
  %0 = ml_program.global_load_const @h : tensor<?xf32>
  return %0 : tensor<?xf32>
}
