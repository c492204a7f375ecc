//===- NormalizationOps.td - Normalizations -----------------*- tablegen -*-===//
//
// Part of the nnef-mlir project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef NNEF_DIALECT_NNEF_IR_NORMALIZATIONOPS_TD
#define NNEF_DIALECT_NNEF_IR_NORMALIZATIONOPS_TD

include "NNEF/Dialect/NNEF/IR/NNEFOpBase.td"

// Normalizations whose result has the shape of the input, over the elements
// under a window (`size`) or over some dimensions (`axes`).
class NNEF_NormalizationOp<string mnemonic, string meaning, string extent,
                           dag parameters, string parameterFormat>
    : NNEF_InferredOp<mnemonic,
        !if(!eq(extent, "size"),
            "shapes.localNormalization(op.getInput(), op.getSize())",
            "shapes.axesNormalization(op.getInput(), op.getAxes())")> {
  defvar local = !eq(extent, "size");
  let summary = "normalization, " # meaning;
  let description = "Computes `" # meaning # "`. Here `" #
      !if(local,
          "mean(t)` is the average of `t` over a window of `size` around the "
          "element, with zeros beyond the edges and divided by the volume of "
          "the window even there.",
          "sum(t)` adds up `t` over the dimensions `axes`.")
      # "\n\nShape: that of the input" # !if(local,
          "; `size` has one entry per dimension.", ".")
      # " NNEF 1.0.5, section 4.9.4.\n\nExample:\n\n```mlir\n%output = nnef."
      # mnemonic # " %input " # extent # !if(local, " = [1, 5, 1, 1]", " = [1]")
      # " : (tensor<1x8x4x4xf32>) -> tensor<1x8x4x4xf32>\n```\n";
  let arguments = !con((ins NNEF_ScalarTensor:$input),
      !if(local, (ins NNEF_Integers:$size), (ins NNEF_Integers:$axes)),
      parameters);
  let results = (outs NNEF_ScalarTensor:$output);
  let assemblyFormat = "operands " # NNEF_Required<extent>.format
      # parameterFormat # NNEF_FunctionalType<>.text;
}
defvar NNEF_BiasEpsilon = (ins NNEF_Default<NNEF_Scalar, "0.0">:$bias,
                               NNEF_Default<NNEF_Scalar, "0.0">:$epsilon);
defvar NNEF_BiasEpsilonFormat =
    NNEF_Elided<"bias">.format # NNEF_Elided<"epsilon">.format;

def NNEF_LocalResponseNormalizationOp : NNEF_NormalizationOp<
    "local_response_normalization",
    "input / (bias + alpha * mean(input^2))^beta", "size",
    (ins NNEF_Default<NNEF_Scalar, "1.0">:$alpha,
         NNEF_Default<NNEF_Scalar, "0.5">:$beta,
         NNEF_Default<NNEF_Scalar, "1.0">:$bias),
    NNEF_Elided<"alpha">.format # NNEF_Elided<"beta">.format
      # NNEF_Elided<"bias">.format>;
def NNEF_LocalMeanNormalizationOp : NNEF_NormalizationOp<
    "local_mean_normalization", "input - mean(input)", "size", (ins), "">;
def NNEF_LocalVarianceNormalizationOp : NNEF_NormalizationOp<
    "local_variance_normalization",
    "input / max(sqrt(mean(input^2)) + bias, epsilon)", "size",
    NNEF_BiasEpsilon, NNEF_BiasEpsilonFormat>;
def NNEF_LocalContrastNormalizationOp : NNEF_NormalizationOp<
    "local_contrast_normalization",
    "c / max(sqrt(mean(c^2)) + bias, epsilon) with c = input - mean(input)",
    "size", NNEF_BiasEpsilon, NNEF_BiasEpsilonFormat>;
def NNEF_L1NormalizationOp : NNEF_NormalizationOp<"l1_normalization",
    "input / max(sum(abs(input)) + bias, epsilon)", "axes",
    NNEF_BiasEpsilon, NNEF_BiasEpsilonFormat>;
def NNEF_L2NormalizationOp : NNEF_NormalizationOp<"l2_normalization",
    "input / max(sqrt(sum(input^2)) + bias, epsilon)", "axes",
    NNEF_BiasEpsilon, NNEF_BiasEpsilonFormat>;

def NNEF_BatchNormalizationOp : NNEF_InferredOp<"batch_normalization",
    "shapes.broadcastTo(op.getInput(), op.getOperands().drop_front())",
    [NNEF_LeadingBroadcast]> {
  let summary = "normalization with given mean and variance";
  let description = [{
    Computes `offset + scale * (input - mean) / sqrt(variance + epsilon)`.

    Shape: that of the input, to which the others broadcast: parameters per
    channel have the shape `(1, C)`. NNEF 1.0.5, section 4.9.4.

    Example:

    ```mlir
    %output = nnef.batch_normalization %input, %mean, %variance, %offset, %scale epsilon = 1.000000e-05 : (tensor<1x8x4x4xf32>, tensor<1x8xf32>, tensor<1x8xf32>, tensor<1x8xf32>, tensor<1x8xf32>) -> tensor<1x8x4x4xf32>
    ```
  }];
  let arguments = (ins NNEF_ScalarTensor:$input, NNEF_ScalarTensor:$mean,
      NNEF_ScalarTensor:$variance, NNEF_ScalarTensor:$offset,
      NNEF_ScalarTensor:$scale, NNEF_Scalar:$epsilon);
  let results = (outs NNEF_ScalarTensor:$output);
  let assemblyFormat = "operands " # NNEF_Required<"epsilon">.format
      # NNEF_FunctionalType<>.text;
}

#endif // NNEF_DIALECT_NNEF_IR_NORMALIZATIONOPS_TD
