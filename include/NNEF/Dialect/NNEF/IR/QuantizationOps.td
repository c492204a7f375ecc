//===- QuantizationOps.td - Pseudo-quantization -------------*- tablegen -*-===//
//
// Part of the nnef-mlir project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef NNEF_DIALECT_NNEF_IR_QUANTIZATIONOPS_TD
#define NNEF_DIALECT_NNEF_IR_QUANTIZATIONOPS_TD

include "NNEF/Dialect/NNEF/IR/NNEFOpBase.td"

// These operations round real values to those that a quantized type can
// represent, and give real values again.
class NNEF_PseudoQuantizeOp<string mnemonic, string meaning, string formula,
                      dag tensors, dag attributes, string attributeFormat,
                      string example>
    : NNEF_InferredOp<mnemonic,
        "shapes.quantize(op.getX(), op.getOperands().drop_front(), "
          # "op.getBits())",
        [NNEF_LeadingBroadcast]> {
  let summary = "rounds to what " # meaning # " can represent";
  let description = "Rounds each element to the nearest value that " # meaning
      # " can represent: " # formula # ".\n\nShape: that of `x`, to which the "
      # "other tensors broadcast. `bits` is from 1 to 64. NNEF 1.0.5, section "
      # "4.9.5.\n\nExample:\n\n```mlir\n%y = nnef."
      # mnemonic # " " # example # " -> tensor<4x16xf32>\n```\n";
  let arguments = !con((ins NNEF_ScalarTensor:$x), tensors, attributes);
  let results = (outs NNEF_ScalarTensor:$y);
  let assemblyFormat = "operands " # attributeFormat # NNEF_FunctionalType<>.text;
}
defvar NNEF_MinMax = (ins NNEF_ScalarTensor:$min, NNEF_ScalarTensor:$max);
defvar NNEF_BitsFormat = NNEF_Required<"bits">.format;
// `signed` is a word of C++, so the attribute has another name inside it.
defvar NNEF_CodeAttributes = (ins NNEF_Integer:$bits, NNEF_Logical:$is_signed,
                                  NNEF_Logical:$symmetric);
defvar NNEF_CodeFormat = NNEF_BitsFormat # "`signed` `=` $is_signed "
    # NNEF_Required<"symmetric">.format;
class NNEF_CodeExample {
  string text = "bits = 8 signed = true symmetric = false ";
}

def NNEF_MinMaxLinearQuantizeOp : NNEF_PseudoQuantizeOp<"min_max_linear_quantize",
    "a linear code from `min` to `max` of `bits` bits",
    "`(q + p) / r * (max - min) + min` with the code "
    "`q = round((clamp(x, min, max) - min) / (max - min) * r) - p`. Here "
    "`r = 2^bits - 1`, less 1 if `signed` and `symmetric`, and `p = 0`, or "
    "`2^(bits - 1)` if `signed`, less 1 if `symmetric` as well", NNEF_MinMax,
    NNEF_CodeAttributes, NNEF_CodeFormat,
    "%x, %min, %max " # NNEF_CodeExample<>.text
      # ": (tensor<4x16xf32>, tensor<f32>, tensor<f32>)">;
def NNEF_ZeroPointLinearQuantizeOp : NNEF_PseudoQuantizeOp<
    "zero_point_linear_quantize",
    "a linear code of `bits` bits with a zero point and a scale",
    "`(q - zero_point) * scale` with the code "
    "`q = clamp(round(x / scale) + zero_point, lowest, highest)`. Here `highest "
    "= 2^bits - 1` and `lowest = 0`; if `signed`, `highest = 2^(bits - 1) - 1` "
    "and `lowest = -highest - 1`, or `-highest` if `symmetric`",
    (ins NNEF_IntegerTensor:$zero_point, NNEF_ScalarTensor:$scale),
    NNEF_CodeAttributes, NNEF_CodeFormat,
    "%x, %zero_point, %scale " # NNEF_CodeExample<>.text
      # ": (tensor<4x16xf32>, tensor<i32>, tensor<f32>)">;
def NNEF_LinearQuantizeOp : NNEF_PseudoQuantizeOp<"linear_quantize",
    "an unsigned linear code from `min` to `max` of `bits` bits",
    "as `nnef.min_max_linear_quantize` with `signed` and `symmetric` false; the "
    "standard deprecates it", NNEF_MinMax,
    (ins NNEF_Integer:$bits), NNEF_BitsFormat,
    "%x, %min, %max bits = 8 : (tensor<4x16xf32>, tensor<f32>, tensor<f32>)">;
def NNEF_LogarithmicQuantizeOp : NNEF_PseudoQuantizeOp<"logarithmic_quantize",
    "a sign and a power of 2 of up to `max`, its exponent of `bits` bits,",
    "`sign(x) * 2^q` with `q = round(clamp(log2(abs(x)), m - r, m))`, where "
    "`m = ceil(log2(max))` and `r = 2^bits - 1`",
    (ins NNEF_ScalarTensor:$max), (ins NNEF_Integer:$bits), NNEF_BitsFormat,
    "%x, %max bits = 8 : (tensor<4x16xf32>, tensor<f32>)">;

#endif // NNEF_DIALECT_NNEF_IR_QUANTIZATIONOPS_TD
