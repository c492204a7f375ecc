//===- WindowOps.td - Sliding windows -----------------------*- tablegen -*-===//
//
// Part of the nnef-mlir project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef NNEF_DIALECT_NNEF_IR_WINDOWOPS_TD
#define NNEF_DIALECT_NNEF_IR_WINDOWOPS_TD

include "NNEF/Dialect/NNEF/IR/NNEFOpBase.td"

class NNEF_WindowFormat {
  string text = NNEF_ElidedEnum<"border">.format
    # NNEF_Elided<"padding">.format # NNEF_Elided<"stride">.format
    # NNEF_Elided<"dilation">.format;
}

// What all descriptions of this family say about the window.
class NNEF_WindowText {
  string text = [{
    The window has `dilation` (default 1) between its elements and moves by
    `stride` (default 1). The input is extended by `padding`; the default `[]`
    pads automatically so that an output extent is the input extent divided by
    the stride, rounded up. What the window sees there is up to `border`.
}];
}

//===----------------------------------------------------------------------===//
// Convolutions (section 4.3.1): window attributes for the spatial dimensions
//===----------------------------------------------------------------------===//

class NNEF_ConvolutionOp<string mnemonic, dag tensors, dag more, string rule,
                         string moreFormat>
    : NNEF_InferredOp<mnemonic, rule> {
  let arguments = !con(tensors, (ins
      NNEF_ConstantBorder:$border, NNEF_AutoPadding:$padding,
      NNEF_NoIntegers:$stride, NNEF_NoIntegers:$dilation), more,
      (ins NNEF_Default<NNEF_Integer, "1">:$groups));
  let results = (outs NNEF_ScalarTensor:$output);
  let assemblyFormat = "operands " # NNEF_WindowFormat<>.text # moreFormat
      # NNEF_Elided<"groups">.format # NNEF_FunctionalType<>.text;
}
defvar NNEF_OutputShape = (ins NNEF_NoIntegers:$output_shape);
defvar NNEF_OutputShapeFormat = NNEF_Elided<"output_shape">.format;
defvar NNEF_FilterTensors = (ins NNEF_ScalarTensor:$input,
    NNEF_ScalarTensor:$filter, NNEF_ScalarTensor:$bias);
defvar NNEF_SeparableTensors = (ins NNEF_ScalarTensor:$input,
    NNEF_ScalarTensor:$plane_filter, NNEF_ScalarTensor:$point_filter,
    NNEF_ScalarTensor:$bias);

def NNEF_ConvOp : NNEF_ConvolutionOp<"conv", NNEF_FilterTensors, (ins),
    "shapes.conv(op)", ""> {
  let summary = "convolution";
  let description = [{
    Correlates the input with a filter over the spatial dimensions, sums over
    the input channels and adds a bias per output channel:
    `output[b,c,i] = bias[c] + sum over k, j of input[b,k,i*stride+j*dilation-before] * filter[c,k,j]`.
  }] # NNEF_WindowText<>.text # [{
    `groups` splits the channels into groups that do not mix; 0 means one group
    per input channel (depthwise). The border `ignore` is not allowed.

    Shapes, with channels in dimension 1: input `(B, C, x...)`, filter
    `(c, C / groups, f...)`, bias `(1, c)` or rank 0, output `(B, c, y...)`. The
    window attributes have one entry per spatial dimension.
    NNEF 1.0.5, section 4.3.1.

    Example:

    ```mlir
    %bias = nnef.constant dense<0.0> : tensor<f32>
    %output = nnef.conv %image, %filter, %bias padding = [(1, 1), (1, 1)] stride = [2, 2] : (tensor<1x3x32x32xf32>, tensor<8x3x3x3xf32>, tensor<f32>) -> tensor<1x8x16x16xf32>
    ```
  }];
}

def NNEF_DeconvOp : NNEF_ConvolutionOp<"deconv", NNEF_FilterTensors,
    NNEF_OutputShape, "shapes.deconv(op)", NNEF_OutputShapeFormat> {
  let summary = "transposed convolution";
  let description = [{
    The reverse of `nnef.conv`: each input element adds a scaled copy of the
    filter to the output, `output[b,c,i]` being the bias plus the sum over `k, j`
    of `input[b,k,(i+before-j*dilation)/stride] * filter[k,c,j]`, for the `j`
    where the division leaves no rest.
  }] # NNEF_WindowText<>.text # [{
    Sizes swap their roles: `stride` multiplies the extents. `output_shape`, of
    full rank, picks the output extents where several would fit.

    Shapes: input `(B, C, x...)`, filter `(C, c / groups, f...)`, bias `(1, c)`
    or rank 0, output `(B, c, y...)`. NNEF 1.0.5, section 4.3.1.

    Example:

    ```mlir
    %bias = nnef.constant dense<0.0> : tensor<f32>
    %output = nnef.deconv %image, %filter, %bias stride = [2, 2] : (tensor<1x3x32x32xf32>, tensor<3x8x2x2xf32>, tensor<f32>) -> tensor<1x8x64x64xf32>
    ```
  }];
}

def NNEF_SeparableConvOp : NNEF_ConvolutionOp<"separable_conv",
    NNEF_SeparableTensors, (ins), "shapes.separableConv(op)", ""> {
  let summary = "depthwise convolution followed by a pointwise one";
  let description = [{
    Convolves each channel with its own planes of `plane_filter`
    (`groups = 0`), then mixes the channels with `point_filter`, of extent 1 in
    space, and adds the bias.
  }] # NNEF_WindowText<>.text # [{
    Shapes: input `(B, C, x...)`, plane filter `(C * m, 1, f...)`, point filter
    `(c, C * m / groups, 1...)`, output `(B, c, y...)`.
    NNEF 1.0.5, section 4.9.2.

    Example:

    ```mlir
    %bias = nnef.constant dense<0.0> : tensor<f32>
    %output = nnef.separable_conv %image, %plane, %point, %bias : (tensor<1x3x32x32xf32>, tensor<3x1x3x3xf32>, tensor<8x3x1x1xf32>, tensor<f32>) -> tensor<1x8x32x32xf32>
    ```
  }];
}

def NNEF_SeparableDeconvOp : NNEF_ConvolutionOp<"separable_deconv",
    NNEF_SeparableTensors, NNEF_OutputShape, "shapes.separableDeconv(op)",
    NNEF_OutputShapeFormat> {
  let summary = "pointwise transposed convolution followed by a depthwise one";
  let description = [{
    The reverse of `nnef.separable_conv`: mixes the channels with
    `point_filter`, then spreads each one with its planes of `plane_filter`.
  }] # NNEF_WindowText<>.text # [{
    Shapes: input `(B, C, x...)`, point filter `(C, c * m / groups, 1...)`, plane
    filter `(c * m, 1, f...)`, output `(B, c, y...)`. NNEF 1.0.5, section 4.9.2.

    Example:

    ```mlir
    %bias = nnef.constant dense<0.0> : tensor<f32>
    %output = nnef.separable_deconv %image, %plane, %point, %bias stride = [2, 2] : (tensor<1x8x16x16xf32>, tensor<3x1x3x3xf32>, tensor<8x3x1x1xf32>, tensor<f32>) -> tensor<1x3x32x32xf32>
    ```
  }];
}

//===----------------------------------------------------------------------===//
// Windows over all dimensions (sections 4.3.2, 4.3.3 and 4.9.3)
//===----------------------------------------------------------------------===//

class NNEF_PoolLikeOp<string mnemonic, dag tensors, dag outputs, string rule,
                      dag more = (ins), string moreFormat = "">
    : NNEF_InferredOp<mnemonic, rule> {
  let arguments = !con(tensors, (ins NNEF_Integers:$size,
      NNEF_ConstantBorder:$border, NNEF_AutoPadding:$padding,
      NNEF_NoIntegers:$stride, NNEF_NoIntegers:$dilation), more);
  let results = outputs;
  let assemblyFormat = "operands " # NNEF_Required<"size">.format
      # NNEF_WindowFormat<>.text # moreFormat # NNEF_FunctionalType<>.text;
}
defvar NNEF_Input = (ins NNEF_ScalarTensor:$input);
defvar NNEF_Output = (outs NNEF_ScalarTensor:$output);

// `more` says what one operation adds to what the family shares.
class NNEF_PoolOp<string mnemonic, string sentence, string section>
    : NNEF_PoolLikeOp<mnemonic, NNEF_Input, NNEF_Output, "shapes.window(op)"> {
  let summary = sentence # " of each window";
  let description = "Takes " # sentence # " of the elements under a window that "
      # "slides over all dimensions.\n" # NNEF_WindowText<>.text
      # "\nWith the border `constant`, zeros take part; with `ignore` only "
      # "elements of the input count.\n\n"
      # "Shapes: `size` and the window attributes have one entry per "
      # "dimension of the input, batch and channels included. NNEF 1.0.5, "
      # "section " # section # ".\n\nExample:\n\n```mlir\n%output = nnef."
      # mnemonic # " %input size = [1, 1, 3, 3] border = ignore "
      # "stride = [1, 1, 2, 2] : (tensor<1x8x32x32xf32>) -> "
      # "tensor<1x8x16x16xf32>\n```\n";
}

def NNEF_MaxPoolOp : NNEF_PoolOp<"max_pool", "the maximum", "4.9.3">;
def NNEF_AvgPoolOp : NNEF_PoolOp<"avg_pool", "the average", "4.9.3">;
def NNEF_RmsPoolOp : NNEF_PoolOp<"rms_pool",
    "the square root of the average of the squares", "4.9.3">;

def NNEF_BoxOp : NNEF_PoolLikeOp<"box", NNEF_Input, NNEF_Output,
    "shapes.window(op)", (ins NNEF_False:$normalize),
    NNEF_Elided<"normalize">.format> {
  let summary = "the sum of each window";
  let description = [{
    Sums the elements under a window that slides over all dimensions, and with
    `normalize` divides by the volume of the window (with the border `ignore`:
    by the number of elements that lie in the input).
  }] # NNEF_WindowText<>.text # [{
    Shapes: `size` and the window attributes have one entry per dimension of the
    input. NNEF 1.0.5, section 4.3.2.

    Example:

    ```mlir
    %output = nnef.box %input size = [1, 1, 2, 2] stride = [1, 1, 2, 2] normalize = true : (tensor<1x8x32x32xf32>) -> tensor<1x8x16x16xf32>
    ```
  }];
}

def NNEF_DeboxOp : NNEF_PoolLikeOp<"debox", NNEF_Input, NNEF_Output,
    "shapes.reverseWindow(op, op.getOutputShape())",
    !con(NNEF_OutputShape, (ins NNEF_False:$normalize)),
    NNEF_OutputShapeFormat # NNEF_Elided<"normalize">.format> {
  let summary = "spreads each element over a window";
  let description = [{
    The reverse of `nnef.box`: each input element is added to all elements of
    its window in the output, divided by the volume of the window when
    `normalize` is set.
  }] # NNEF_WindowText<>.text # [{
    Shapes: `stride` multiplies the extents; `output_shape` picks one where
    several would fit. NNEF 1.0.5, section 4.3.2.

    Example:

    ```mlir
    %output = nnef.debox %input size = [1, 1, 2, 2] stride = [1, 1, 2, 2] : (tensor<1x8x16x16xf32>) -> tensor<1x8x32x32xf32>
    ```
  }];
}

def NNEF_ArgmaxPoolOp : NNEF_PoolLikeOp<"argmax_pool", NNEF_Input,
    (outs NNEF_IntegerTensor:$index), "shapes.windowIndex(op)"> {
  let hasIndices = 1;
  let summary = "the position of the maximum in each window";
  let description = [{
    Finds, for each place of the window, the position of its largest element:
    counted in row-major order within the window, the first one on ties.
  }] # NNEF_WindowText<>.text # [{
    Shapes: as for `nnef.max_pool`. NNEF 1.0.5, section 4.3.3.

    Example:

    ```mlir
    %index = nnef.argmax_pool %input size = [1, 1, 2, 2] stride = [1, 1, 2, 2] : (tensor<1x8x32x32xf32>) -> tensor<1x8x16x16xi32>
    ```
  }];
}

def NNEF_MaxPoolWithIndexOp : NNEF_PoolLikeOp<"max_pool_with_index", NNEF_Input,
    (outs NNEF_ScalarTensor:$output, NNEF_IntegerTensor:$index),
    "shapes.windowWithIndex(op)"> {
  let hasIndices = 1;
  let summary = "the maximum of each window and where it is";
  let description = [{
    The results of `nnef.max_pool` and of `nnef.argmax_pool` together.
  }] # NNEF_WindowText<>.text # [{
    Shapes: as for `nnef.max_pool`. NNEF 1.0.5, section 4.9.3.

    Example:

    ```mlir
    %output, %index = nnef.max_pool_with_index %input size = [1, 1, 2, 2] stride = [1, 1, 2, 2] : (tensor<1x8x32x32xf32>) -> (tensor<1x8x16x16xf32>, tensor<1x8x16x16xi32>)
    ```
  }];
}

defvar NNEF_IndexedInput =
    (ins NNEF_ScalarTensor:$input, NNEF_IntegerTensor:$index);

def NNEF_SampleOp : NNEF_PoolLikeOp<"sample", NNEF_IndexedInput, NNEF_Output,
    "shapes.sample(op)"> {
  let summary = "picks one element of each window";
  let description = [{
    Takes from each window the element at the position that `index` gives,
    counted in row-major order within the window: with window size `(h, w)`,
    index `k` is the place `(k / w, k mod w)`. So it is what `nnef.max_pool`
    gives, if the index is that of `nnef.argmax_pool` with the same window.
    Places beyond the edge have what `border` says, which cannot be `ignore`.
  }] # NNEF_WindowText<>.text # [{
    Shapes: `index` has the shape of the output. NNEF 1.0.5, section 4.3.3.

    Example:

    ```mlir
    %output = nnef.sample %input, %index size = [1, 1, 2, 2] stride = [1, 1, 2, 2] : (tensor<1x8x32x32xf32>, tensor<1x8x16x16xi32>) -> tensor<1x8x16x16xf32>
    ```
  }];
}

def NNEF_DesampleOp : NNEF_PoolLikeOp<"desample", NNEF_IndexedInput, NNEF_Output,
    "shapes.desample(op)", NNEF_OutputShape, NNEF_OutputShapeFormat> {
  let summary = "puts each element at one place of its window";
  let description = [{
    The reverse of `nnef.sample`: each input element is added to the output at
    the position within its window that `index` gives. Elements that meet at one
    place add up, and places that none goes to are 0. The border is `constant`:
    what goes beyond the edge is lost.
  }] # NNEF_WindowText<>.text # [{
    Shapes: `index` has the shape of the input; `stride` multiplies the extents,
    and `output_shape` picks one where several would fit.
    NNEF 1.0.5, section 4.3.3.

    Example:

    ```mlir
    %output = nnef.desample %input, %index size = [1, 1, 2, 2] stride = [1, 1, 2, 2] : (tensor<1x8x16x16xf32>, tensor<1x8x16x16xi32>) -> tensor<1x8x32x32xf32>
    ```
  }];
}

#endif // NNEF_DIALECT_NNEF_IR_WINDOWOPS_TD
