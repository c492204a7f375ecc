//===- ShapeOps.td - Changing the shape of tensors ---------*- tablegen -*-===//
//
// Part of the nnef-mlir project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef NNEF_DIALECT_NNEF_IR_SHAPEOPS_TD
#define NNEF_DIALECT_NNEF_IR_SHAPEOPS_TD

include "NNEF/Dialect/NNEF/IR/NNEFOpBase.td"

// An operation that moves elements about without computing on them.
class NNEF_ShapeOp<string mnemonic, dag tensors, dag attributes, dag outputs,
                   string rule, string attributeFormat>
    : NNEF_InferredOp<mnemonic, rule> {
  let arguments = !con(tensors, attributes);
  let results = outputs;
  let assemblyFormat = "operands " # attributeFormat # NNEF_FunctionalType<>.text;
}
defvar NNEF_AnyInput = (ins NNEF_Tensor:$input);
defvar NNEF_AnyOutput = (outs NNEF_Tensor:$output);
defvar NNEF_AxesFormat = NNEF_Required<"axes">.format;
defvar NNEF_AxisFormat = NNEF_Required<"axis">.format;

def NNEF_ReshapeOp : NNEF_ShapeOp<"reshape", NNEF_AnyInput,
    (ins NNEF_Integers:$shape, NNEF_Default<NNEF_Integer, "0">:$axis_start,
         NNEF_Default<NNEF_Integer, "-1">:$axis_count),
    NNEF_AnyOutput, "shapes.reshape(op)",
    NNEF_Required<"shape">.format # NNEF_Elided<"axis_start">.format
      # NNEF_Elided<"axis_count">.format> {
  let summary = "the same elements in another shape";
  let description = [{
    Replaces `axis_count` dimensions (-1: all that remain) from `axis_start` on
    by `shape`. In it, 0 keeps the extent of the input dimension at the same
    place, and one entry may be -1: what is left over. The elements stay in
    row-major order.

    Shapes: the number of elements stays; the replaced dimensions exist.
    NNEF 1.0.5, section 4.5.1.

    Example:

    ```mlir
    %output = nnef.reshape %input shape = [0, -1] : (tensor<1x8x4x4xf32>) -> tensor<1x128xf32>
    %blocks = nnef.reshape %input shape = [2, 4] axis_start = 1 axis_count = 1 : (tensor<1x8x4x4xf32>) -> tensor<1x2x4x4x4xf32>
    ```
  }];
}

def NNEF_SqueezeOp : NNEF_ShapeOp<"squeeze", NNEF_AnyInput,
    (ins NNEF_Integers:$axes), NNEF_AnyOutput,
    "shapes.squeeze(op.getInput(), op.getAxes())", NNEF_AxesFormat> {
  let summary = "leaves out dimensions of extent 1";
  let description = [{
    Removes the dimensions `axes`, which have extent 1.

    Shape: that of the input without these dimensions. `axes` are different
    dimensions of the input. NNEF 1.0.5, section 4.5.1.

    Example:

    ```mlir
    %output = nnef.squeeze %input axes = [2, 3] : (tensor<1x8x1x1xf32>) -> tensor<1x8xf32>
    ```
  }];
}

def NNEF_UnsqueezeOp : NNEF_ShapeOp<"unsqueeze", NNEF_AnyInput,
    (ins NNEF_Integers:$axes), NNEF_AnyOutput,
    "shapes.unsqueeze(op.getInput(), op.getAxes())", NNEF_AxesFormat> {
  let summary = "inserts dimensions of extent 1";
  let description = [{
    Inserts dimensions of extent 1, so that they are the dimensions `axes` of
    the output.

    Shape: that of the input with these dimensions. `axes` are different
    dimensions of the output. NNEF 1.0.5, section 4.5.1.

    Example:

    ```mlir
    %output = nnef.unsqueeze %input axes = [2, 3] : (tensor<1x8xf32>) -> tensor<1x8x1x1xf32>
    ```
  }];
}

def NNEF_TransposeOp : NNEF_ShapeOp<"transpose", NNEF_AnyInput,
    (ins NNEF_Integers:$axes), NNEF_AnyOutput,
    "shapes.transpose(op.getInput(), op.getAxes())", NNEF_AxesFormat> {
  let summary = "permutes dimensions";
  let description = [{
    Dimension `i` of the output is dimension `axes[i]` of the input. `axes` is a
    permutation of the first dimensions; those behind it stay in place.

    Shape: that of the input, permuted. NNEF 1.0.5, section 4.5.2.

    Example:

    ```mlir
    %output = nnef.transpose %input axes = [0, 3, 1, 2] : (tensor<1x4x4x8xf32>) -> tensor<1x8x4x4xf32>
    ```
  }];
}

def NNEF_ConcatOp : NNEF_ShapeOp<"concat",
    (ins Variadic<NNEF_Tensor>:$values), (ins NNEF_Integer:$axis),
    (outs NNEF_Tensor:$value), "shapes.concat(op.getValues(), op.getAxis())",
    NNEF_AxisFormat> {
  let summary = "joins tensors along a dimension";
  let description = [{
    Puts the tensors one behind the other along dimension `axis`. There is at
    least one.

    Shapes: the extents of dimension `axis` add up; all others, and the types of
    elements, are equal. NNEF 1.0.5, section 4.5.3.

    Example:

    ```mlir
    %value = nnef.concat %x, %y axis = 1 : (tensor<1x3x4xf32>, tensor<1x5x4xf32>) -> tensor<1x8x4xf32>
    ```
  }];
}

def NNEF_SplitOp : NNEF_ShapeOp<"split", (ins NNEF_Tensor:$value),
    (ins NNEF_Integer:$axis, NNEF_Integers:$ratios),
    (outs Variadic<NNEF_Tensor>:$values),
    "shapes.split(op.getValue(), op.getAxis(), op.getRatios())",
    NNEF_AxisFormat # NNEF_Required<"ratios">.format> {
  let summary = "cuts a tensor along a dimension";
  let description = [{
    Cuts the tensor along dimension `axis` into parts whose extents are in the
    proportion of `ratios`. The sum of them divides the extent.

    Shapes: those of the input, but for dimension `axis`.
    NNEF 1.0.5, section 4.5.3.

    Example:

    ```mlir
    %values:2 = nnef.split %value axis = 1 ratios = [1, 3] : (tensor<1x8x4xf32>) -> (tensor<1x2x4xf32>, tensor<1x6x4xf32>)
    ```
  }];
}

def NNEF_StackOp : NNEF_ShapeOp<"stack",
    (ins Variadic<NNEF_Tensor>:$values), (ins NNEF_Integer:$axis),
    (outs NNEF_Tensor:$value), "shapes.stack(op.getValues(), op.getAxis())",
    NNEF_AxisFormat> {
  let summary = "joins tensors along a new dimension";
  let description = [{
    Makes a new dimension `axis`, along which the tensors lie one behind the
    other. There is at least one.

    Shapes: those of the operands are equal; the result has dimension `axis` as
    well, whose extent is their number. NNEF 1.0.5, section 4.5.3.

    Example:

    ```mlir
    %value = nnef.stack %x, %y axis = 1 : (tensor<1x4xf32>, tensor<1x4xf32>) -> tensor<1x2x4xf32>
    ```
  }];
}

def NNEF_UnstackOp : NNEF_ShapeOp<"unstack", (ins NNEF_Tensor:$value),
    (ins NNEF_Integer:$axis), (outs Variadic<NNEF_Tensor>:$values),
    "shapes.unstack(op.getValue(), op.getAxis())", NNEF_AxisFormat> {
  let summary = "cuts a dimension into its slices";
  let description = [{
    The reverse of `nnef.stack`: one tensor for each place of dimension `axis`.

    Shapes: those of the input without dimension `axis`, whose extent is known.
    NNEF 1.0.5, section 4.5.3.

    Example:

    ```mlir
    %values:2 = nnef.unstack %value axis = 1 : (tensor<1x2x4xf32>) -> (tensor<1x4xf32>, tensor<1x4xf32>)
    ```
  }];
}

def NNEF_SliceOp : NNEF_ShapeOp<"slice", NNEF_AnyInput,
    (ins NNEF_Integers:$axes, NNEF_Integers:$begin, NNEF_Integers:$end,
         NNEF_NoIntegers:$stride),
    NNEF_AnyOutput, "shapes.slice(op)",
    NNEF_AxesFormat # NNEF_Required<"begin">.format
      # NNEF_Required<"end">.format # NNEF_Elided<"stride">.format> {
  let summary = "a part of a tensor";
  let description = [{
    Takes, in each of the dimensions `axes`, the elements from `begin` on, before
    `end`, in steps of `stride`. Negative places count from the end; steps can be
    negative. With all steps 1, an `end` of 0 means the end of the dimension.
    Places beyond the edges are moved to them.

    Shape: that of the input, but for the dimensions `axes`: their extents are
    the number of places, of which there is at least one.
    NNEF 1.0.5, section 4.5.4.

    Example:

    ```mlir
    %output = nnef.slice %input axes = [1] begin = [1] end = [-1] : (tensor<1x8x4xf32>) -> tensor<1x6x4xf32>
    %every_other = nnef.slice %input axes = [1] begin = [0] end = [8] stride = [2] : (tensor<1x8x4xf32>) -> tensor<1x4x4xf32>
    ```
  }];
}

def NNEF_PadOp : NNEF_ShapeOp<"pad", (ins NNEF_ScalarTensor:$input),
    (ins NNEF_Padding:$padding, NNEF_ConstantBorder:$border,
         NNEF_Default<NNEF_Scalar, "0.0">:$value),
    (outs NNEF_ScalarTensor:$output), "shapes.pad(op.getInput(), op.getPadding())",
    NNEF_Required<"padding">.format # NNEF_ElidedEnum<"border">.format
      # NNEF_Elided<"value">.format> {
  let summary = "extends a tensor at its edges";
  let description = [{
    Adds elements before and after each dimension, one pair of `padding` per
    dimension; negative ones crop. The border `constant` fills with `value`; the
    others repeat elements of the input: `replicate` the last one, `reflect`
    those before it, `reflect-even` from the last one on. They go no further than
    the other edge of the input.

    Shape: each extent grows by its pair. NNEF 1.0.5, section 4.5.5.

    Example:

    ```mlir
    %output = nnef.pad %input padding = [(0, 0), (1, 2)] border = reflect : (tensor<2x8xf32>) -> tensor<2x11xf32>
    ```
  }];
}

def NNEF_TileOp : NNEF_ShapeOp<"tile", NNEF_AnyInput,
    (ins NNEF_Integers:$repeats), NNEF_AnyOutput,
    "shapes.tile(op.getInput(), op.getRepeats())",
    NNEF_Required<"repeats">.format> {
  let summary = "repeats a tensor";
  let description = [{
    Puts `repeats[i]` copies of the input one behind the other in dimension `i`.

    Shape: each extent is multiplied by its entry, which is at least 1.
    NNEF 1.0.5, section 4.5.6.

    Example:

    ```mlir
    %output = nnef.tile %input repeats = [1, 3] : (tensor<2x4xf32>) -> tensor<2x12xf32>
    ```
  }];
}

def NNEF_GatherOp : NNEF_ShapeOp<"gather",
    (ins NNEF_Tensor:$input, NNEF_IntegerTensor:$indices),
    (ins NNEF_Default<NNEF_Integer, "0">:$axis), NNEF_AnyOutput,
    "shapes.gather(op.getInput(), op.getIndices(), op.getAxis())",
    NNEF_Elided<"axis">.format> {
  let summary = "picks slices by their indices";
  let description = [{
    Each index picks one slice of dimension `axis` of the input. Those out of
    range pick the nearest.

    Shape: that of the input, with the dimensions of `indices` in the place of
    dimension `axis`. NNEF 1.0.5, section 4.5.7.

    Example:

    ```mlir
    %output = nnef.gather %input, %indices axis = 1 : (tensor<2x8x4xf32>, tensor<3xi32>) -> tensor<2x3x4xf32>
    ```
  }];
}

def NNEF_CastOp : NNEF_SameShapeOp<"cast", [SameOperandsAndResultShape]> {
  let summary = "converts the element type";
  let description = [{
    Converts each element. A `scalar` becomes an `integer` by dropping what is
    behind the point, a `logical` is 0 or 1, and what is not 0 is true. The
    input can also be a variable of any stored type. Between floats, the result
    is the nearest one, the even one on ties; an integer that is too large for
    its new type loses its upper bits. A `scalar` beyond all integers of the type
    becomes the nearest one, and 0 if it is not a number.

    Shape: that of the input. NNEF 1.0.5, section 4.5.8.

    Example:

    ```mlir
    %output = nnef.cast %input : (tensor<2x8xf32>) -> tensor<2x8xi32>
    ```
  }];
  let arguments = (ins NNEF_StoredTensor:$input);
  let results = NNEF_AnyOutput;
  let assemblyFormat = "operands " # NNEF_FunctionalType<>.text;
}

#endif // NNEF_DIALECT_NNEF_IR_SHAPEOPS_TD
