//===- ReduceOps.td - Reductions ---------------------------*- tablegen -*-===//
//
// Part of the nnef-mlir project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef NNEF_DIALECT_NNEF_IR_REDUCEOPS_TD
#define NNEF_DIALECT_NNEF_IR_REDUCEOPS_TD

include "NNEF/Dialect/NNEF/IR/NNEFOpBase.td"

class NNEF_ReduceShapeText {
  string text = "\n\nShape: the rank stays, and the reduced dimensions become 1. "
    "`axes` are different dimensions of the input; without any, each element "
    "is on its own. NNEF 1.0.5, section 4.4.\n\n";
}

class NNEF_ReduceOpBase<string mnemonic, string meaning, Type tensor,
                        dag more, string moreFormat, string example>
    : NNEF_InferredOp<mnemonic, "shapes.reduce(op.getInput(), op.getAxes())"> {
  let summary = meaning # " over some dimensions";
  let description = "Computes " # meaning # " of all elements that differ only in "
      # "the dimensions `axes`." # NNEF_ReduceShapeText<>.text
      # "Example:\n\n```mlir\n%output = nnef." # mnemonic
      # " %input axes = [2, 3] : (tensor<1x8x4x4x" # example
      # ">) -> tensor<1x8x1x1x" # example # ">\n```\n";
  let arguments = !con((ins tensor:$input, NNEF_Integers:$axes), more);
  let results = (outs tensor:$output);
  let assemblyFormat = "operands " # NNEF_Required<"axes">.format # moreFormat
      # NNEF_FunctionalType<>.text;
}
class NNEF_ReduceOp<string mnemonic, string meaning,
                    Type tensor = NNEF_ScalarTensor, string example = "f32">
    : NNEF_ReduceOpBase<mnemonic, meaning, tensor, (ins), "", example>;

def NNEF_SumReduceOp : NNEF_ReduceOpBase<"sum_reduce",
    "the sum (with `normalize`, the average)", NNEF_ScalarTensor,
    (ins NNEF_False:$normalize), NNEF_Elided<"normalize">.format, "f32">;
def NNEF_MaxReduceOp : NNEF_ReduceOp<"max_reduce", "the maximum">;
def NNEF_MinReduceOp : NNEF_ReduceOp<"min_reduce", "the minimum">;
def NNEF_MeanReduceOp : NNEF_ReduceOp<"mean_reduce", "the average">;
def NNEF_AnyReduceOp : NNEF_ReduceOp<"any_reduce", "whether any holds",
                                     NNEF_LogicalTensor, "i1">;
def NNEF_AllReduceOp : NNEF_ReduceOp<"all_reduce", "whether all hold",
                                     NNEF_LogicalTensor, "i1">;

class NNEF_ArgReduceOp<string mnemonic, string meaning>
    : NNEF_InferredOp<mnemonic, "shapes.reduceIndex(op.getInput(), op.getAxes())"> {
  let hasIndices = 1;
  let summary = "the position of " # meaning # " over some dimensions";
  let description = "Finds the position of " # meaning # " among all elements that "
      # "differ only in the dimensions `axes`: the first one on ties; over "
      # "several dimensions, counted in row-major order." # NNEF_ReduceShapeText<>.text
      # "Example:\n\n```mlir\n%output = nnef." # mnemonic
      # " %input axes = [1] : (tensor<1x8x4x4xf32>) -> tensor<1x1x4x4xi32>\n```\n";
  let arguments = (ins NNEF_ScalarTensor:$input, NNEF_Integers:$axes);
  let results = (outs NNEF_IntegerTensor:$output);
  let assemblyFormat = "operands " # NNEF_Required<"axes">.format
      # NNEF_FunctionalType<>.text;
}

def NNEF_ArgmaxReduceOp : NNEF_ArgReduceOp<"argmax_reduce", "the maximum">;
def NNEF_ArgminReduceOp : NNEF_ArgReduceOp<"argmin_reduce", "the minimum">;

def NNEF_MomentsOp : NNEF_InferredOp<"moments",
    "shapes.moments(op.getInput(), op.getAxes())"> {
  let summary = "mean and variance over some dimensions";
  let description = "Computes the average of all elements that differ only in the "
      # "dimensions `axes`, and the average square of their distance to it."
      # NNEF_ReduceShapeText<>.text # [{
    Example:

    ```mlir
    %mean, %variance = nnef.moments %input axes = [0, 2, 3] : (tensor<4x8x4x4xf32>) -> (tensor<1x8x1x1xf32>, tensor<1x8x1x1xf32>)
    ```
  }];
  let arguments = (ins NNEF_ScalarTensor:$input, NNEF_Integers:$axes);
  let results = (outs NNEF_ScalarTensor:$mean, NNEF_ScalarTensor:$variance);
  let assemblyFormat = "operands " # NNEF_Required<"axes">.format
      # NNEF_FunctionalType<>.text;
}

#endif // NNEF_DIALECT_NNEF_IR_REDUCEOPS_TD
