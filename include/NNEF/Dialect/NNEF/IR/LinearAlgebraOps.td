//===- LinearAlgebraOps.td - Matrix products ----------------*- tablegen -*-===//
//
// Part of the nnef-mlir project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef NNEF_DIALECT_NNEF_IR_LINEARALGEBRAOPS_TD
#define NNEF_DIALECT_NNEF_IR_LINEARALGEBRAOPS_TD

include "NNEF/Dialect/NNEF/IR/NNEFOpBase.td"

def NNEF_MatmulOp : NNEF_InferredOp<"matmul", "shapes.matmul(op)"> {
  let summary = "matrix product";
  let description = [{
    Multiplies the matrices in the last two dimensions, `A` by `B`, either of
    them transposed on request. The dimensions before them broadcast.

    Shapes: equal ranks of at least 2; `(b..., m, k)` by `(b..., k, n)` gives
    `(b..., m, n)`. NNEF 1.0.5, section 4.7.

    Example:

    ```mlir
    %C = nnef.matmul %A, %B transposeB = true : (tensor<2x4x8xf32>, tensor<2x3x8xf32>) -> tensor<2x4x3xf32>
    ```
  }];
  let arguments = (ins NNEF_ScalarTensor:$A, NNEF_ScalarTensor:$B,
                       NNEF_False:$transposeA, NNEF_False:$transposeB);
  let results = (outs NNEF_ScalarTensor:$C);
  let assemblyFormat = "operands " # NNEF_Elided<"transposeA">.format
      # NNEF_Elided<"transposeB">.format # NNEF_FunctionalType<>.text;
}

def NNEF_LinearOp : NNEF_InferredOp<"linear", "shapes.linear(op)"> {
  let summary = "fully connected layer";
  let description = [{
    Multiplies the input by the transposed filter and adds the bias:
    `output[b,i] = bias[i] + sum over k of input[b,k] * filter[i,k]`.

    Shapes: input `(B, C)`, filter `(c, C)`, bias `(1, c)` or rank 0, output
    `(B, c)`. NNEF 1.0.5, section 4.9.2.

    Example:

    ```mlir
    %output = nnef.linear %input, %filter, %bias : (tensor<1x128xf32>, tensor<10x128xf32>, tensor<1x10xf32>) -> tensor<1x10xf32>
    ```
  }];
  let arguments = (ins NNEF_ScalarTensor:$input, NNEF_ScalarTensor:$filter,
                       NNEF_ScalarTensor:$bias);
  let results = (outs NNEF_ScalarTensor:$output);
}

#endif // NNEF_DIALECT_NNEF_IR_LINEARALGEBRAOPS_TD
