//===- ActivationOps.td - Activation functions --------------*- tablegen -*-===//
//
// Part of the nnef-mlir project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef NNEF_DIALECT_NNEF_IR_ACTIVATIONOPS_TD
#define NNEF_DIALECT_NNEF_IR_ACTIVATIONOPS_TD

include "NNEF/Dialect/NNEF/IR/ElementwiseOps.td"

// Activations without parameters.
class NNEF_ActivationOp<string mnemonic, string meaning>
    : NNEF_UnaryOp<mnemonic, meaning, "4.9.1">;

def NNEF_ReluOp : NNEF_ActivationOp<"relu", "max(x, 0)">;
def NNEF_SigmoidOp : NNEF_ActivationOp<"sigmoid", "1 / (1 + e^-x)">;
def NNEF_SoftplusOp : NNEF_ActivationOp<"softplus", "log(e^x + 1)">;
def NNEF_GeluOp : NNEF_ActivationOp<"gelu", "x * sigmoid(1.702 * x)">;
def NNEF_SiluOp : NNEF_ActivationOp<"silu", "x * sigmoid(x)">;

// Activations with parameters that are known when the graph is written.
class NNEF_ParametricActivationOp<string mnemonic, string meaning,
                                  dag parameters, string parameterFormat,
                                  string example = "">
    : NNEF_UnaryOp<mnemonic, meaning, "4.9.1"> {
  let description = "Computes `" # meaning # "` for each element.\n\n"
      # "Shape: that of `x`. NNEF 1.0.5, section 4.9.1.\n\n"
      # "Example:\n\n```mlir\n%y = nnef." # mnemonic # " %x " # example
      # ": tensor<4x16xf32>\n```\n";
  let arguments = !con((ins NNEF_ScalarTensor:$x), parameters);
  let assemblyFormat = "operands " # parameterFormat # "attr-dict `:` custom<UnaryTypes>(type($x), type($y))";
}

def NNEF_SoftabsOp : NNEF_ParametricActivationOp<"softabs",
    "sqrt(x^2 + epsilon)", (ins NNEF_Scalar:$epsilon),
    NNEF_Required<"epsilon">.format, "epsilon = 1.000000e-05 "> {
  let description = [{
    Computes `sqrt(x^2 + epsilon)` for each element, a smooth absolute value.
    The text of NNEF 1.0.5 does not list this operation; the standard library
    of Khronos' tools has it.

    Shape: that of `x`.

    Example:

    ```mlir
    %y = nnef.softabs %x epsilon = 1.000000e-05 : tensor<4x16xf32>
    ```
  }];
}
def NNEF_EluOp : NNEF_ParametricActivationOp<"elu",
    "x where x >= 0, alpha * (e^x - 1) elsewhere",
    (ins NNEF_Default<NNEF_Scalar, "1.0">:$alpha),
    NNEF_Elided<"alpha">.format>;
def NNEF_SeluOp : NNEF_ParametricActivationOp<"selu",
    "lambda * (x where x >= 0, alpha * (e^x - 1) elsewhere)",
    (ins NNEF_Default<NNEF_Scalar, "1.67326319">:$alpha,
         NNEF_Default<NNEF_Scalar, "1.05070102">:$lambda),
    NNEF_Elided<"alpha">.format # NNEF_Elided<"lambda">.format>;
def NNEF_LeakyReluOp : NNEF_ParametricActivationOp<"leaky_relu",
    "x where x >= 0, alpha * x elsewhere", (ins NNEF_Scalar:$alpha),
    NNEF_Required<"alpha">.format, "alpha = 1.000000e-01 ">;

def NNEF_SoftmaxOp : NNEF_UnaryOp<"softmax", "e^x / the sum of e^x", "4.9.1"> {
  let summary = "normalized exponentials over some dimensions";
  let description = [{
    Computes `e^(x - m) / s`, where `m` is the maximum of `x` over the dimensions
    `axes` and `s` the sum of `e^(x - m)` over them. So the results are from 0
    to 1, and add up to 1 over these dimensions.

    Shape: that of `x`; `axes` lie within its rank. NNEF 1.0.5, section 4.9.1.

    Example:

    ```mlir
    %y = nnef.softmax %x : tensor<4x16xf32>
    %z = nnef.softmax %y axes = [0, 1] : tensor<4x16xf32>
    ```
  }];
  let arguments = (ins NNEF_ScalarTensor:$x,
                       NNEF_Default<NNEF_Integers, "{1}">:$axes);
  let assemblyFormat = "operands " # NNEF_Elided<"axes">.format
      # "attr-dict `:` custom<UnaryTypes>(type($x), type($y))";
  let hasVerifier = 1;
}

def NNEF_PreluOp : NNEF_InferredOp<"prelu",
    "shapes.broadcastTo(op.getX(), op.getAlpha())", [NNEF_LeadingBroadcast]> {
  let summary = "relu with a slope for negative values";
  let description = [{
    Computes `x` where it is not negative and `alpha * x` elsewhere.

    Shape: that of `x`, to which `alpha` broadcasts. NNEF 1.0.5, section 4.9.1.

    Example:

    ```mlir
    %y = nnef.prelu %x, %alpha : (tensor<1x8x4x4xf32>, tensor<1x8xf32>) -> tensor<1x8x4x4xf32>
    ```
  }];
  let arguments = (ins NNEF_ScalarTensor:$x, NNEF_ScalarTensor:$alpha);
  let results = (outs NNEF_ScalarTensor:$y);
}

#endif // NNEF_DIALECT_NNEF_IR_ACTIVATIONOPS_TD
