// Names that only files of MLIR can have.
// RUN: rm -rf %t && mkdir %t && nnef-compile %s -o %t/names.o
// RUN: FileCheck %s < %t/names.h
// RUN: echo '#include "names.h"' > %t/names.c
// RUN: %cc -std=c99 -Wall -Wextra -pedantic -Werror -c %t/names.c -o %t/c.o

// CHECK: /* The network '3 * /nets'
// CHECK: /* The input 'x* / error': float32[2] */
// CHECK: #define N3___NETS_INPUT_X___ERROR_RANK 1
// CHECK: void n3___nets_run(
func.func @"3 */nets"(%x: tensor<2xf32> {nnef.name = "x*/ error"})
    -> (tensor<2xf32> {nnef.name = "y"}) {
  %y = nnef.relu %x : tensor<2xf32>
  return %y : tensor<2xf32>
}
