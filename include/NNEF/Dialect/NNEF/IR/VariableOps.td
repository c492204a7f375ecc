//===- VariableOps.td - Tensors that a graph starts from ----*- tablegen -*-===//
//
// Part of the nnef-mlir project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef NNEF_DIALECT_NNEF_IR_VARIABLEOPS_TD
#define NNEF_DIALECT_NNEF_IR_VARIABLEOPS_TD

include "NNEF/Dialect/NNEF/IR/NNEFOpBase.td"
include "mlir/IR/BuiltinAttributeInterfaces.td"

// The standard's `external` has no operation: an external tensor is an argument
// of the function that the graph becomes.

def NNEF_ConstantOp : NNEF_Op<"constant", [
    Pure, ConstantLike, AllTypesMatch<["value", "output"]>]> {
  let summary = "a tensor of known values";
  let description = [{
    Introduces a tensor whose values are part of the graph. A literal in the
    place of a tensor is a constant of rank 0, which broadcasts to any shape.
    Values that passes compute are resources if they are large; an export stores
    those as variables.

    Shape: that of the value. NNEF 1.0.5, section 4.1.2.

    Example:

    ```mlir
    %zero = nnef.constant dense<0.0> : tensor<f32>
    %table = nnef.constant dense<[[1.0, 2.0], [3.0, 4.0]]> : tensor<2x2xf32>
    ```
  }];
  let arguments = (ins ElementsAttr:$value);
  let results = (outs NNEF_Tensor:$output);
  let assemblyFormat = "attr-dict $value";
  let hasFolder = 1;
}

def NNEF_VariableOp : NNEF_Op<"variable", [Pure]> {
  let summary = "a tensor of trained parameters, stored beside the graph";
  let description = [{
    Introduces a tensor that the model stores under a label: file `LABEL.dat`
    in the model's folder. The values are attached when the model was imported
    with its weights, as a resource that maps the file; without them only the
    structure is known, and the network can be analysed but not executed.

    The element type is the one in which the file stores the values. Where the
    network computes in another type, a `nnef.cast` follows, or a
    `nnef.dequantize` where the values are codes of real numbers. The item types
    of files (section 5.2.1) are these types, with the width N of the file:

    | file | here |
    |---|---|
    | float | `f16`, `f32`, `f64` |
    | unsigned integer, quantized unsigned integer | `uiN` |
    | signed integer, quantized signed integer | `iN`; `si1` if N is 1 |
    | bool, in 1 or 8 bits | `i1` |

    N goes from 1 to 64. In the data of a resource, an item takes 1, 2, 4 or 8
    bytes, the least that hold it, extended by its sign or with zeros; an `i1`
    takes a byte that is 0 or 1, and one bit in a file that is exported. Only for widths of 17 to 24 and 33 to 56 is that
    more than what MLIR itself uses for `dense` values.

    Shape: as declared. NNEF 1.0.5, section 4.1.3.

    Example:

    ```mlir
    %filter = nnef.variable "conv1/filter" : tensor<16x1x3x3xf32>
    %bias = nnef.variable "conv1/bias" = dense<[[0.5, 1.0]]> : tensor<1x2xf32>
    %codes = nnef.variable "conv2/filter" : tensor<16x16x3x3xui4>
    ```
  }];
  let arguments = (ins StrAttr:$label, OptionalAttr<ElementsAttr>:$value);
  let results = (outs NNEF_StoredTensor:$output);
  let assemblyFormat = [{
    $label custom<VariableValue>($value, type($output)) attr-dict
  }];
  let hasVerifier = 1;
}

// The only operation without a fragment in the standard, which decodes variables
// in silence.
def NNEF_DequantizeOp
    : NNEF_SameShapeOp<"dequantize", [SameOperandsAndResultShape]> {
  let summary = "the numbers that codes stand for";
  let description = [{
    A quantized tensor becomes one of numbers: `(q - zero_point) * scale` for
    each code `q`, computed in the type of the numbers.

    Before tensors have quantized types, the operation decodes the stored values
    of a variable, and `quantization` says how. A variable of type `scalar` whose file stores integers is quantized: an item
    is the number of a value among those that a quantization operation can give.
    Which operation that is, and its parameters, says the entry of the variable
    in the model's quantization file, or the header of a file that was written
    before version 1.0.3 of the standard. With the names of the parameters of
    these operations, an item `q` stands for this value:

    | operation | value |
    |---|---|
    | `zero_point_linear_quantize` | `(q - zero_point) * scale` |
    | `min_max_linear_quantize` | `(q + p) / r * (max - min) + min`, where `r = 2^bits - 1`, less 1 if `signed` and `symmetric`, and `p = 0`, or `2^(bits - 1)` if `signed`, less 1 if `symmetric` as well |
    | `linear_quantize` | `q / (2^bits - 1) * (max - min) + min` |
    | `logarithmic_quantize` | `2^(q + m - (2^bits - 1))`, where `m = ceil(log2(max))` |
    | a custom fragment | that of the operation its body comes to |

    Whether the items of linear codes are signed integers must be what the
    operation says. Parameters that are tensors broadcast to the variable with
    leading dimensions aligned.

    Shape: that of the operand. NNEF 1.0.5, sections 4.9.5 and 5.2.

    Example:

    ```mlir
    %codes = nnef.variable "filter" : tensor<4x3xui8>
    %filter = nnef.dequantize %codes {quantization = #nnef.quantization<"linear_quantize", {bits = 8 : i64, max = dense<1.0> : tensor<f64>, min = dense<-1.0> : tensor<f64>}>} : (tensor<4x3xui8>) -> tensor<4x3xf32>
    %y = nnef.dequantize %q : (tensor<4x3x!quant.uniform<u8:f32, 5.000000e-01:128>>) -> tensor<4x3xf32>
    ```
  }];
  let arguments = (ins NNEF_CodedTensor:$codes,
                       OptionalAttr<NNEF_QuantizationAttr>:$quantization);
  let results = (outs NNEF_RealTensor:$output);
  let assemblyFormat = [{
    $codes attr-dict `:` functional-type(operands, results)
  }];
  let hasVerifier = 1;
}

def NNEF_QuantizeOp
    : NNEF_SameShapeOp<"quantize", [SameOperandsAndResultShape]> {
  let summary = "the codes that are nearest to numbers";
  let description = [{
    Each number `x` becomes the code `round(x / scale) + zero_point`, limited to
    the codes that the type has. The quotient is computed in the type of the
    numbers; of two codes that are equally near, the one that is further from
    the zero point is taken. What is not a number becomes the zero point.

    Shape: that of the operand.

    Example:

    ```mlir
    %q = nnef.quantize %x : (tensor<4x3xf32>) -> tensor<4x3x!quant.uniform<u8:f32, 5.000000e-01:128>>
    ```
  }];
  let arguments = (ins NNEF_RealTensor:$x);
  let results = (outs NNEF_QuantizedTensor:$codes);
  let assemblyFormat = [{
    $x attr-dict `:` functional-type(operands, results)
  }];
  let hasVerifier = 1;
}

def NNEF_StorageCastOp
    : NNEF_SameShapeOp<"storage_cast", [SameOperandsAndResultShape]> {
  let summary = "stored integers as codes, or codes as stored integers";
  let description = [{
    Says what stored integers stand for, or forgets it. Nothing is computed. One
    of the two types is quantized; the other has integers as wide as its codes
    are stored, unsigned ones (`uiN`) if the codes are unsigned.

    Shape: that of the operand.

    Example:

    ```mlir
    %codes = nnef.variable "filter" : tensor<4x3xui8>
    %filter = nnef.storage_cast %codes : (tensor<4x3xui8>) -> tensor<4x3x!quant.uniform<u8:f32, 5.000000e-01:128>>
    ```
  }];
  let arguments = (ins NNEF_CodedTensor:$input);
  let results = (outs NNEF_CodedTensor:$output);
  let assemblyFormat = [{
    $input attr-dict `:` functional-type(operands, results)
  }];
  let hasVerifier = 1;
  let hasFolder = 1;
}

// It has an effect: whether its result is used or not, it must stay.
def NNEF_UpdateOp : NNEF_InferredOp<"update",
    "shapes.update(op.getVariable(), op.getValue())", /*traits=*/[],
    /*effects=*/[]> {
  let summary = "gives a variable a new value for the next invocation";
  let description = [{
    The result is the new value. The variable itself keeps its old value until
    the invocation of the graph ends; from the next one on it has the new value.
    This is how a recurrent network remembers. `variable` is the result of a
    `nnef.variable`, or of the conversion that belongs to it; in a graph, each
    variable is updated at most once.

    The update is an effect: it happens whether its result is used or not. Where
    variables are globals, a store at the end of the function takes its place.

    Shapes: variable, value and result have the same one, and the same type of
    elements. NNEF 1.0.5, section 4.8.

    Example:

    ```mlir
    %state = nnef.variable "state" : tensor<1x4xf32>
    %new = nnef.update %state, %x : (tensor<1x4xf32>, tensor<1x4xf32>) -> tensor<1x4xf32>
    ```
  }];
  let arguments = (ins NNEF_Tensor:$variable, NNEF_Tensor:$value);
  let results = (outs NNEF_Tensor:$result);
}

#endif // NNEF_DIALECT_NNEF_IR_VARIABLEOPS_TD
