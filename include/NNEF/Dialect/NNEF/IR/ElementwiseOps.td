//===- ElementwiseOps.td - Element by element ---------------*- tablegen -*-===//
//
// Part of the nnef-mlir project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef NNEF_DIALECT_NNEF_IR_ELEMENTWISEOPS_TD
#define NNEF_DIALECT_NNEF_IR_ELEMENTWISEOPS_TD

include "NNEF/Dialect/NNEF/IR/NNEFOpBase.td"

//===----------------------------------------------------------------------===//
// Unary operations (section 4.2.1), and those of section 4.2.4
//===----------------------------------------------------------------------===//

class NNEF_UnaryOp<string mnemonic, string meaning, string section = "4.2.1",
                   Type tensor = NNEF_ScalarTensor, string example = "f32",
                   string note = "">
    : NNEF_InferredOp<mnemonic, "shapes.broadcast(op.getX())", [Elementwise]> {
  let summary = "element by element, " # meaning;
  let description = "Computes `" # meaning # "` for each element." # note
      # "\n\n"
      # "Shape: that of `x`. NNEF 1.0.5, section " # section # ".\n\n"
      # "Example:\n\n```mlir\n%y = nnef." # mnemonic # " %x : tensor<4x16x"
      # example # ">\n```\n";
  let arguments = (ins tensor:$x);
  let results = (outs tensor:$y);
  // One type, unless the result has other codes than the operand.
  let assemblyFormat = "operands attr-dict `:` custom<UnaryTypes>(type($x), type($y))";
}

def NNEF_CopyOp : NNEF_UnaryOp<"copy", "x", "4.2.1", NNEF_Tensor> {
  let summary = "the same tensor under another name";
}
def NNEF_NegOp : NNEF_UnaryOp<"neg", "-x", "4.2.1", NNEF_NumberTensor,
    note = " Of integers, the result wraps around where it overflows.">;
def NNEF_RcpOp : NNEF_UnaryOp<"rcp", "1 / x">;
def NNEF_ExpOp : NNEF_UnaryOp<"exp", "e^x">;
def NNEF_LogOp : NNEF_UnaryOp<"log", "the natural logarithm of x",
    note = " What is negative has none: the result is not a number.">;
def NNEF_SinOp : NNEF_UnaryOp<"sin", "sin(x)">;
def NNEF_CosOp : NNEF_UnaryOp<"cos", "cos(x)">;
def NNEF_TanOp : NNEF_UnaryOp<"tan", "tan(x)">;
def NNEF_SinhOp : NNEF_UnaryOp<"sinh", "sinh(x)">;
def NNEF_CoshOp : NNEF_UnaryOp<"cosh", "cosh(x)">;
def NNEF_TanhOp : NNEF_UnaryOp<"tanh", "tanh(x)">;
def NNEF_AsinOp : NNEF_UnaryOp<"asin", "asin(x)">;
def NNEF_AcosOp : NNEF_UnaryOp<"acos", "acos(x)">;
def NNEF_AtanOp : NNEF_UnaryOp<"atan", "atan(x)">;
def NNEF_AsinhOp : NNEF_UnaryOp<"asinh", "asinh(x)">;
def NNEF_AcoshOp : NNEF_UnaryOp<"acosh", "acosh(x)">;
def NNEF_AtanhOp : NNEF_UnaryOp<"atanh", "atanh(x)">;
def NNEF_AbsOp : NNEF_UnaryOp<"abs", "the absolute value of x">;
def NNEF_SignOp : NNEF_UnaryOp<"sign",
    "-1, 0 or 1, as x is negative, zero or positive",
    note = " Of what is not a number, it is 0.">;
def NNEF_NotOp : NNEF_UnaryOp<"not", "not x", "4.2.1", NNEF_LogicalTensor, "i1">;
def NNEF_FloorOp : NNEF_UnaryOp<"floor", "the largest integer that is not above x">;
def NNEF_CeilOp : NNEF_UnaryOp<"ceil", "the smallest integer that is not below x">;
def NNEF_RoundOp : NNEF_UnaryOp<"round", "floor(x + 0.5)",
    note = " So halves go up: -2.5 becomes -2.">;

def NNEF_SqrOp : NNEF_UnaryOp<"sqr", "x^2", "4.2.4">;
def NNEF_SqrtOp : NNEF_UnaryOp<"sqrt", "the square root of x", "4.2.4",
    note = " What is negative has none: the result is not a number.">;
def NNEF_RsqrOp : NNEF_UnaryOp<"rsqr", "x^-2", "4.2.4">;
def NNEF_RsqrtOp : NNEF_UnaryOp<"rsqrt", "1 / sqrt(x)", "4.2.4">;
def NNEF_Log2Op : NNEF_UnaryOp<"log2", "the logarithm of x to base 2", "4.2.4">;

//===----------------------------------------------------------------------===//
// Binary operations (section 4.2.2), and those of section 4.2.4
//===----------------------------------------------------------------------===//

class NNEF_BinaryOp<string mnemonic, string meaning, string section = "4.2.2",
                    Type tensor = NNEF_ScalarTensor, Type resultTensor = tensor,
                    string rule = "shapes.broadcast(op.getOperands())",
                    string example = "f32", string resultExample = example,
                    string note = "">
    : NNEF_InferredOp<mnemonic, rule, [NNEF_LeadingBroadcast]> {
  let summary = "element by element, " # meaning;
  let description = "Computes `" # meaning # "` for each pair of elements." # note
      # "\n\n"
      # "Shape: `x` and `y` broadcast, leading dimensions aligned. "
      # "NNEF 1.0.5, section " # section # ".\n\n"
      # "Example:\n\n```mlir\n%z = nnef." # mnemonic # " %x, %y : (tensor<2x3x"
      # example # ">, tensor<1x3x" # example # ">) -> tensor<2x3x"
      # resultExample # ">\n```\n";
  let arguments = (ins tensor:$x, tensor:$y);
  let results = (outs resultTensor:$z);
}
class NNEF_ArithmeticOp<string mnemonic, string meaning,
    string note = " Of integers, the result wraps around where it overflows.">
    : NNEF_BinaryOp<mnemonic, meaning, "4.2.2", NNEF_NumberTensor, note = note>;
class NNEF_ComparisonOp<string mnemonic, string meaning,
                        Type tensor = NNEF_NumberTensor>
    : NNEF_BinaryOp<mnemonic, meaning, "4.2.2", tensor, NNEF_LogicalTensor,
                    "shapes.compare(op.getOperands())", "f32", "i1">;
class NNEF_LogicalOp<string mnemonic, string meaning>
    : NNEF_BinaryOp<mnemonic, meaning, "4.2.2", NNEF_LogicalTensor,
                    NNEF_LogicalTensor, "shapes.broadcast(op.getOperands())",
                    "i1">;

def NNEF_AddOp : NNEF_ArithmeticOp<"add", "x + y">;
def NNEF_SubOp : NNEF_ArithmeticOp<"sub", "x - y">;
def NNEF_MulOp : NNEF_ArithmeticOp<"mul", "x * y">;
def NNEF_DivOp : NNEF_ArithmeticOp<"div", "x / y",
    " The quotient of integers is cut towards zero; what is divided by 0 gives "
    "0, and the lowest integer divided by -1 itself.">;
def NNEF_PowOp : NNEF_ArithmeticOp<"pow", "x^y",
    " The power of integers wraps around where it overflows. With a negative "
    "exponent it is cut towards zero: 0 unless the base is 1 or -1.">;
def NNEF_LtOp : NNEF_ComparisonOp<"lt", "x < y">;
def NNEF_GtOp : NNEF_ComparisonOp<"gt", "x > y">;
def NNEF_LeOp : NNEF_ComparisonOp<"le", "x <= y">;
def NNEF_GeOp : NNEF_ComparisonOp<"ge", "x >= y">;
def NNEF_EqOp : NNEF_ComparisonOp<"eq", "x == y", NNEF_ComparableTensor>;
def NNEF_NeOp : NNEF_ComparisonOp<"ne", "x != y", NNEF_ComparableTensor>;
def NNEF_AndOp : NNEF_LogicalOp<"and", "x and y">;
def NNEF_OrOp : NNEF_LogicalOp<"or", "x or y">;
def NNEF_MinOp : NNEF_BinaryOp<"min", "x if x < y, else y", "4.2.4",
    note = " So it is `y` where either is not a number.">;
def NNEF_MaxOp : NNEF_BinaryOp<"max", "x if x > y, else y", "4.2.4",
    note = " So it is `y` where either is not a number.">;

//===----------------------------------------------------------------------===//
// Operations on three tensors
//===----------------------------------------------------------------------===//

def NNEF_SelectOp : NNEF_InferredOp<"select",
    "shapes.select(op.getCondition(), op.getTrueValue(), op.getFalseValue())",
    [NNEF_LeadingBroadcast]> {
  let summary = "chooses between two tensors, element by element";
  let description = [{
    Each element of the result is that of `true_value` where `condition` holds,
    and that of `false_value` elsewhere. The other value has no influence, not
    even if it is not a number.

    Shape: all three operands broadcast, leading dimensions aligned. The two
    values have the same type of elements.
    NNEF 1.0.5, section 4.2.3.

    Example:

    ```mlir
    %output = nnef.select %c, %x, %y : (tensor<2x3xi1>, tensor<2x3xf32>, tensor<1x3xf32>) -> tensor<2x3xf32>
    ```
  }];
  let arguments = (ins NNEF_LogicalTensor:$condition, NNEF_Tensor:$true_value,
                       NNEF_Tensor:$false_value);
  let results = (outs NNEF_Tensor:$output);
}

def NNEF_ClampOp : NNEF_InferredOp<"clamp",
    "shapes.broadcast(op.getOperands())", [NNEF_LeadingBroadcast]> {
  let summary = "limits each element to a range";
  let description = [{
    Computes `max(min(x, b), a)`: `a` is the lower bound, `b` the upper one, and
    the lower wins where they cross. What is not a number becomes `b`, or `a` if
    that is above.

    Shape: all three operands broadcast, leading dimensions aligned.
    NNEF 1.0.5, section 4.2.4.

    Example:

    ```mlir
    %zero = nnef.constant dense<0.0> : tensor<f32>
    %six = nnef.constant dense<6.0> : tensor<f32>
    %y = nnef.clamp %x, %zero, %six : (tensor<2x3xf32>, tensor<f32>, tensor<f32>) -> tensor<2x3xf32>
    ```
  }];
  let arguments = (ins NNEF_ScalarTensor:$x, NNEF_ScalarTensor:$a,
                       NNEF_ScalarTensor:$b);
  let results = (outs NNEF_ScalarTensor:$y);
}

#endif // NNEF_DIALECT_NNEF_IR_ELEMENTWISEOPS_TD
