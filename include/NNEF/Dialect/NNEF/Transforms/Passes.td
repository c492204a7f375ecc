//===- Passes.td - Passes over the NNEF dialect ------------*- tablegen -*-===//
//
// Part of the nnef-mlir project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef NNEF_DIALECT_NNEF_TRANSFORMS_PASSES_TD
#define NNEF_DIALECT_NNEF_TRANSFORMS_PASSES_TD

include "mlir/Pass/PassBase.td"

def DecomposePass : Pass<"nnef-decompose", "::mlir::ModuleOp"> {
  let summary = "Replace compound operations by their bodies";
  let description = [{
    The standard defines its compound operations as fragments of NNEF text. This
    pass expands them: an operation is replaced by the operations in the body of
    its fragment, again and again until only operations are left that are
    primitive or to be kept. Calls of custom fragments are replaced by the body
    that came with the model.

    `expand` and `keep` are lists of names, where `*` stands for any characters.
    An operation is expanded if a name in `expand` fits it and none in `keep`
    does; a call goes by the name of its fragment.

    New operations are located at a call site: in the text of the fragment,
    called from where the operation was.

    Example: `--nnef-decompose="expand=*_normalization,gelu"`.

    `recipes` is a file of fragments that say what operations are made of, in
    place of the standard and of the model. A recipe has the name of an
    operation: a compound one of the standard's, which gets another body; a
    primitive one, which gets one at last; or a custom fragment, with a body or
    without. It must be declared with the parameters of the operation, and the
    same types of results. In recipes, a name of the standard's is the
    operation, which may be expanded in turn. They can invoke other fragments of
    the file; those without a body are calls in the end, for a target to
    recognise. All results keep their types; only those of custom fragments
    without a body get the shapes that the recipe gives them.

    Example: with `--nnef-decompose="expand=gelu,tanh recipes=recipes.nnef"` and
    this file, `nnef.gelu` is computed from the hyperbolic tangent, which is
    computed from exponentials.

    ```
    version 1.0;
    extension KHR_enable_fragment_definitions;
    extension KHR_enable_operator_expressions;

    fragment gelu(x: tensor<scalar>) -> (y: tensor<scalar>)
    {
        y = 0.5 * x * (1.0 + tanh(0.7978845608 * (x + 0.044715 * x ^ 3.0)));
    }

    fragment tanh(x: tensor<scalar>) -> (y: tensor<scalar>)
    {
        y = 2.0 * sigmoid(2.0 * x) - 1.0;
    }
    ```
  }];
  let options = [
    ListOption<"expand", "expand", "std::string",
               "Operations to expand (default: all)">,
    ListOption<"keep", "keep", "std::string", "Operations to keep">,
    Option<"recipes", "recipes", "std::string", /*default=*/"",
           "A file of fragments that are bodies for operations">
  ];
  let dependentDialects = ["::nnef::NNEFDialect"];
}

def FoldConstantsPass : Pass<"nnef-fold-constants", "::mlir::ModuleOp"> {
  let summary = "Compute what depends on constants and variables alone";
  let description = [{
    Replaces operations whose operands are all known by a `nnef.constant`:
    constants, and variables that were imported with their values. What is
    computed on the way needs memory only until the pass ends; large results
    become resources, named after their tensors. An export writes those to
    files, as variables.

    An operation is computed if its results take no more memory than its
    operands, or at most `max-bytes`. So the transpose of a large weight is
    computed, but a constant is not tiled to a large one.

    These are computed, to the last bit as compiled code does:

    - the operations of sections 4.2.2 and 4.2.3 but `pow` of scalars, with
      `clamp`, `min`, `max` and `add_n`; of section 4.2.1, and its compounds,
      `neg`, `abs`, `rcp`, `sign`, `floor`, `ceil`, `round`, `sqr`, `sqrt`,
      `rsqr`, `rsqrt`, `not` and `copy`, each step rounded to the type of the
      elements: f16, bf16, f32 or f64, or wrapped to the width of integers;
    - those of section 4.5: reshape, squeeze, unsqueeze, transpose, concat,
      split, stack, unstack, slice, tile, gather, cast, pad with a constant;
    - `copy_n`.

    All others stay, such as `exp`, which machines only approximate. So do
    operations and tensors that are quantized, all that depends on a variable
    which the network updates, and variables that are arguments of the function
    or globals: they can have other values each time.

    With `release-sources` the memory of a resource is released as soon as
    nothing in the module needs it any more. Others who have its attribute, such
    as a copy of the module, find no data then.

    Example: `--nnef-fold-constants="max-bytes=4096"`.
  }];
  let options = [
    Option<"maxBytes", "max-bytes", "uint64_t", /*default=*/"65536",
           "The size up to which results may be larger than their operands">,
    Option<"releaseSources", "release-sources", "bool", /*default=*/"false",
           "Release the memory of resources that were replaced">
  ];
  let dependentDialects = ["::nnef::NNEFDialect"];
}

def FoldNormalizationPass : Pass<"nnef-fold-normalization", "::mlir::ModuleOp"> {
  let summary = "Fold normalizations, scales and offsets into the weights before them";
  let description = [{
    An operation that computes `s[c] * x + t[c]` from known numbers per channel
    `c` becomes part of the layer that computes `x`: the filter of output channel
    `c` is multiplied by `s[c]`, and the bias becomes `s[c] * bias[c] + t[c]`.
    Both are computed in double precision and rounded to f32 once. What the
    network computes stays the same but for rounding.

    Such operations are, with constants and variables that have the shape of one
    number or of one number per channel:

    | operation | `s` | `t` |
    |---|---|---|
    | `batch_normalization` | `scale / sqrt(variance + epsilon)` | `offset - s * mean` |
    | `add(x, k)`, `add(k, x)` | 1 | `k` |
    | `sub(x, k)` | 1 | `-k` |
    | `sub(k, x)` | -1 | `k` |
    | `mul(x, k)`, `mul(k, x)` | `k` | 0 |
    | `div(x, k)` | `1 / k` | 0 |

    The layer is a `conv`, `deconv`, `linear` or `separable_conv` (there it is
    the point filter that is multiplied) on f32, whose filter and bias are known
    as well, and whose result nothing else uses. The second factor of a `matmul`
    is a filter, too, whose channels are the last dimension; its bias is what an
    `add` behind it adds. Several operations in a row are
    folded one after the other. The new layer is the tensor that the operation
    was; it has the name and the place in the model of that.

    New values take the place of the old ones in a variable, with its label, if
    nothing else reads that. Otherwise they are a `nnef.constant`. A layer
    without a bias gets one where `t` comes from.

    Nothing is folded if a number would not be finite, and neither are tensors
    that are quantized, variables that the network updates, and variables that
    are arguments of the function or globals.

    With `release-sources` the memory of a resource is released as soon as
    nothing in the module needs it any more. Others who have its attribute, such
    as a copy of the module, find no data then.
  }];
  let options = [
    Option<"releaseSources", "release-sources", "bool", /*default=*/"false",
           "Release the memory of resources that were replaced">
  ];
  let dependentDialects = ["::nnef::NNEFDialect"];
}

def SimplifyPass : Pass<"nnef-simplify", "::mlir::ModuleOp"> {
  let summary = "Put operations that are computed faster in the place of others";
  let description = [{
    The results are the same but for rounding. Operations and tensors that are
    quantized stay as they are.

    | operation | becomes |
    |---|---|
    | `pow(x, 2.0)`, `pow(x, 3.0)`, `pow(x, -1.0)` | `sqr(x)`, `sqr(x) * x`, `rcp(x)` |
    | `div(x, k)` by known numbers | `mul(x, 1 / k)`, if all numbers are normal |
    | `batch_normalization` with known parameters | `mul` and `add` |
    | `pad` with zeros before `conv`, `separable_conv`, `box`, `max_pool`, `avg_pool`, `rms_pool` | their padding |
    | `deconv` with known filter and bias, without groups or dilation | `conv`, with output channels for each rest of places modulo the stride, between `reshape`s and a `transpose` |
    | `gather` with known indices in equal steps | `slice` |
    | `slice` of a `transpose`, `reshape`, `squeeze` or `unsqueeze` that is only sliced | these, of a slice |
    | `transpose` that only moves dimensions of extent 1 | `reshape` |
    | `matmul` with a known transposed matrix `B` | that with a `transpose` of it, which can be computed in advance |
    | `matmul` of many matrices by one | a product of two matrices, between `reshape`s |
    | `matmul` with several leading dimensions | one with one of them, between `reshape`s |

    The patterns of `canonicalize` are applied with them. A normalization that
    can be folded into a layer should be so before; see
    `nnef-fold-normalization`.

    Example: `nnef-opt --nnef-simplify`.
  }];
  let dependentDialects = ["::nnef::NNEFDialect"];
}

def ConvertQuantizationPass
    : Pass<"nnef-convert-quantization", "::mlir::ModuleOp"> {
  let summary = "Say in one form how tensors are quantized";
  let description = [{
    The standard has two forms for evenly spaced codes: by the code for 0 and
    the distance of numbers (`zero_point_linear_quantize`), and by the numbers
    of the first and the last code (`min_max_linear_quantize`, and the
    deprecated `linear_quantize`). This pass turns all `nnef.quantization`
    attributes into one form.

    Parameters are computed in double precision, and converted back to see that
    they say the same: the same codes, of numbers that are equal in single
    precision. What has no such form stays, with a remark that says why: where
    no code stands for 0, or codes are not evenly spaced. Custom fragments stay
    as well.

    Example: `nnef-opt --nnef-convert-quantization="form=min-max"`.
  }];
  let options = [
    Option<"form", "form", "::nnef::UniformForm",
           /*default=*/"::nnef::UniformForm::ZeroPoint", "The form",
           [{::llvm::cl::values(
             clEnumValN(::nnef::UniformForm::ZeroPoint, "zero-point",
                        "zero_point_linear_quantize"),
             clEnumValN(::nnef::UniformForm::MinMax, "min-max",
                        "min_max_linear_quantize"))}]>
  ];
  let dependentDialects = ["::nnef::NNEFDialect"];
}

def SimulateQuantizationPass
    : Pass<"nnef-simulate-quantization", "::mlir::ModuleOp"> {
  let summary = "Round tensors as the model's quantization file says";
  let description = [{
    A model's quantization file means that an operation is applied to a tensor
    after it is computed (section 5.3 of the standard). This pass puts these
    operations there, such as `nnef.zero_point_linear_quantize`, and removes the
    `nnef.quantization` attributes that say so. The network then computes with
    real numbers, which are rounded to those that the codes can represent.

    In the place of a custom fragment stands the operation of the standard that
    its body comes to. Where there is none, that is an error. Variables that are
    stored as codes have such values already.

    Example: `nnef-opt --nnef-simulate-quantization`.
  }];
  let dependentDialects = ["::nnef::NNEFDialect"];
}

def QuantizeTypesPass : Pass<"nnef-quantize-types", "::mlir::ModuleOp"> {
  let summary = "Give quantized tensors elements of a quantized type";
  let description = [{
    Turns a network whose tensors have `nnef.quantization` attributes into one
    that computes with codes: a tensor with evenly spaced codes of up to 32 bits
    gets elements of type `!quant.uniform`, and the operations that can be
    computed in integers take and give such tensors. What they compute then says
    `docs/quantization.md`. All others compute with numbers, between a
    `nnef.dequantize` and a `nnef.quantize`.

    A tensor without an attribute gets a type as well where that changes no
    number: what only moves elements gives what it takes; and what goes into
    nothing but a `relu` or `clamp` is rounded there. The bias of a convolution
    or `linear` becomes integers of 32 bits in units of the product of the
    scales of input and filter. Codes of variables stay as they are stored, and
    those of variables that store numbers are computed. A variable without a
    value, of a network that was imported without weights, has codes as well.

    Calls of custom fragments are replaced by the bodies of these first.

    Tensors whose codes are not evenly spaced, or have none for 0, are rounded
    as `nnef-simulate-quantization` does it; a remark says so.

    With `boundary=real` inputs and outputs of the network are numbers; with
    `boundary=codes` those that are quantized are integers as wide as the codes,
    such as `ui8`.

    Example: `nnef-opt --nnef-quantize-types="boundary=codes"`.
  }];
  let options = [
    Option<"boundary", "boundary", "::nnef::QuantizedBoundary",
           /*default=*/"::nnef::QuantizedBoundary::Real",
           "What quantized inputs and outputs are",
           [{::llvm::cl::values(
             clEnumValN(::nnef::QuantizedBoundary::Real, "real", "Numbers"),
             clEnumValN(::nnef::QuantizedBoundary::Codes, "codes",
                        "Integers, the codes of numbers"))}]>
  ];
  let dependentDialects = ["::nnef::NNEFDialect"];
}

def NestConcatsPass : Pass<"nnef-nest-concats"> {
  let summary = "Build concatenations from others that they begin with";
  let description = [{
    In networks where each layer reads what all layers before it computed, every
    `nnef.concat` has the operands of the previous one and some more. Built from
    its result, it can be computed where that is, so that nothing is copied.

    Example:

    ```mlir
    %ab = nnef.concat %a, %b axis = 0 : (tensor<2xf32>, tensor<2xf32>) -> tensor<4xf32>
    %abc = nnef.concat %a, %b, %c axis = 0
        : (tensor<2xf32>, tensor<2xf32>, tensor<2xf32>) -> tensor<6xf32>
    ```

    becomes

    ```mlir
    %ab = nnef.concat %a, %b axis = 0 : (tensor<2xf32>, tensor<2xf32>) -> tensor<4xf32>
    %abc = nnef.concat %ab, %c axis = 0 : (tensor<4xf32>, tensor<2xf32>) -> tensor<6xf32>
    ```
  }];
  let dependentDialects = ["::nnef::NNEFDialect"];
}

#endif // NNEF_DIALECT_NNEF_TRANSFORMS_PASSES_TD
