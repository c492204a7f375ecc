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
class NNEF_QuantizeOp<string mnemonic, string meaning, dag tensors,
                      dag attributes, string attributeFormat, string example>
    : NNEF_InferredOp<mnemonic,
        "shapes.broadcastTo(op.getX(), op.getOperands().drop_front())",
        [NNEF_LeadingBroadcast]> {
  let summary = "rounds to what " # meaning # " can represent";
  let description = "Rounds each element to the nearest value that " # meaning
      # " can represent.\n\nShape: that of `x`, to which the other tensors "
      # "broadcast. NNEF 1.0.5, section 4.9.5.\n\nExample:\n\n```mlir\n%y = nnef."
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

def NNEF_MinMaxLinearQuantizeOp : NNEF_QuantizeOp<"min_max_linear_quantize",
    "a linear code from `min` to `max` of `bits` bits", NNEF_MinMax,
    NNEF_CodeAttributes, NNEF_CodeFormat,
    "%x, %min, %max " # NNEF_CodeExample<>.text
      # ": (tensor<4x16xf32>, tensor<f32>, tensor<f32>)">;
def NNEF_ZeroPointLinearQuantizeOp : NNEF_QuantizeOp<
    "zero_point_linear_quantize",
    "a linear code of `bits` bits with a zero point and a scale",
    (ins NNEF_IntegerTensor:$zero_point, NNEF_ScalarTensor:$scale),
    NNEF_CodeAttributes, NNEF_CodeFormat,
    "%x, %zero_point, %scale " # NNEF_CodeExample<>.text
      # ": (tensor<4x16xf32>, tensor<i32>, tensor<f32>)">;
def NNEF_LinearQuantizeOp : NNEF_QuantizeOp<"linear_quantize",
    "an unsigned linear code from `min` to `max` of `bits` bits", NNEF_MinMax,
    (ins NNEF_Integer:$bits), NNEF_BitsFormat,
    "%x, %min, %max bits = 8 : (tensor<4x16xf32>, tensor<f32>, tensor<f32>)">;
def NNEF_LogarithmicQuantizeOp : NNEF_QuantizeOp<"logarithmic_quantize",
    "a sign and a power of 2 of up to `max`, its exponent of `bits` bits,",
    (ins NNEF_ScalarTensor:$max), (ins NNEF_Integer:$bits), NNEF_BitsFormat,
    "%x, %max bits = 8 : (tensor<4x16xf32>, tensor<f32>)">;

#endif // NNEF_DIALECT_NNEF_IR_QUANTIZATIONOPS_TD
