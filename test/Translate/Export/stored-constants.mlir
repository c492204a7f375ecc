// Constants that are resources, and numbers that the language has no word for, go
// into files. Other constants stay in the text.
// RUN: rm -rf %t && nnef-translate --export-nnef %s -o %t
// RUN: FileCheck %s < %t/graph.nnef
// RUN: ls %t | FileCheck %s --check-prefix=FILES
// FILES-DAG: graph.nnef
// FILES-DAG: W_1.dat
// FILES-DAG: nan.dat
// FILES-DAG: w.dat

// They are variables when the model is read again, and it comes out as it was.
// RUN: nnef-translate --import-nnef %t -o %t.mlir
// RUN: nnef-translate --export-nnef %t.mlir -o %t.again && diff -r %t %t.again
// RUN: FileCheck %s --check-prefix=AGAIN < %t.mlir
// AGAIN: nnef.variable "w"
// AGAIN: %[[NAN:.+]] = nnef.variable "nan" = dense_resource<nan> : tensor<f32>
// AGAIN: nan: "0x{{........}}0000C07F"

// CHECK: w = variable<scalar>(shape = [3], label = 'w');
// CHECK: W = variable<scalar>(shape = [3], label = 'W_1');
// CHECK: nan = variable<scalar>(shape = [], label = 'nan');
// CHECK: text = constant<scalar>(shape = [3], value = [1.0, 2.0, 3.0]);
func.func @net(%x: tensor<3xf32> {nnef.name = "x"})
    -> (tensor<3xf32> {nnef.name = "y"}) {
  %w = nnef.variable "w" = dense<1.0> : tensor<3xf32> loc("w")
  %0 = nnef.add %x, %w : (tensor<3xf32>, tensor<3xf32>) -> tensor<3xf32>
  // A label must be different even to those who do not tell W from w.
  %W = nnef.constant dense_resource<three> : tensor<3xf32> loc("W")
  %1 = nnef.add %0, %W : (tensor<3xf32>, tensor<3xf32>) -> tensor<3xf32>
  %nan = nnef.constant dense<0x7FC00000> : tensor<f32> loc("nan")
  %2 = nnef.max %1, %nan : (tensor<3xf32>, tensor<f32>) -> tensor<3xf32>
  %text = nnef.constant dense<[1.0, 2.0, 3.0]> : tensor<3xf32> loc("text")
  %3 = nnef.add %2, %text : (tensor<3xf32>, tensor<3xf32>) -> tensor<3xf32>
  return %3 : tensor<3xf32>
}

{-#
  dialect_resources: {
    builtin: {
      three: "0x100000000000803F0000004000004040"
    }
  }
#-}
