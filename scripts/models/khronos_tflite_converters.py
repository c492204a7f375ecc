# Part of the nnef-mlir project, under the Apache License v2.0 with LLVM
# Exceptions. See LICENSE for license information.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Corrects what Khronos' converter makes of quantized TensorFlow Lite models.

  python -m nnef_tools.convert --input-format tflite --output-format nnef
      --custom-converters khronos_tflite_converters --io-transpose --optimize ...

with this folder in PYTHONPATH. Version 1.0.11 of the converter

  - gives a bias of shape [1, C] that has a scale for each channel the scales [C],
    which the standard aligns with the 1; they should be [[C]];
  - likewise the filter of a transposed convolution, whose channels are its second
    dimension in NNEF;
  - leaves out the bias of a transposed convolution;
  - takes the input of a transposed convolution for a bias, which has 32 bits;
  - leaves out the activations that are fused into additions, multiplications and
    pools;
  - joins tensors with channels first and tensors with channels last as they are;
  - does not know DEQUANTIZE, which models with real inputs and outputs have.
"""

import numpy as np
from nnef_tools.conversion import tflite_to_nnef
from nnef_tools.conversion.converter import Transform

# Where the converter looks for filters as second inputs, and biases as third.
tflite_to_nnef.Converter._ConvOpTypes = ["CONV_2D", "DEPTHWISE_CONV_2D"]


def along_second_axis(converter, tensor):
    """Lets the parameters of a tensor, if it has several, go along its axis 1."""
    for key in ("scale", "zero_point"):
        value = (tensor.quant or {}).get(key)
        if isinstance(value, np.ndarray) and value.ndim == 1:
            tensor.quant[key] = value[None]
    return tensor


def bias(converter, tensor):
    return along_second_axis(converter, converter.unsqueeze_vector(tensor))


def transposed_filter(converter, tensor):
    # With --optimize, the variable itself is transposed, and keeps its parameters.
    return converter.transpose_filter(along_second_axis(converter, tensor), format="CXN")


def with_layout_of(converter, first, tensors):
    """Tensors with channels first or last, as one of them has them."""
    change = converter.transpose_input if converter.transposing(first) else converter.undo_transpose
    return [change(tensor) for tensor in tensors]


def _correct(kind, **changes):
    """One of the converter's own transforms, in part replaced."""
    own = tflite_to_nnef._Transforms[kind]
    parts = {key: getattr(own, key) for key in ("type", "inputs", "outputs", "attribs")}
    parts |= {key: getattr(own, key) for key in ("name", "defaults", "using", "cond")}
    return Transform(**(parts | changes))


_CONVOLUTION_INPUTS = (
    "!transpose_input(I[0])",
    '!transpose_filter(I[1], format="CXN" if depthwise else "NXC")',
    "!bias(I[2])",
)
_LINEAR_INPUTS = (
    "!I[0] if keep_num_dims else flatten(I[0])",
    "!I[1]",
    "!bias(I[2]) if len(I) > 2 else None",
)
_TRANSPOSED_INPUTS = (
    "!transpose_input(I[2])",
    "!transposed_filter(I[1])",
    "!bias(I[3]) if len(I) > 3 else None",
)
_TRANSPOSING = "transpose_output(O[0]) if transposing(I[0]) or transposing(I[1]) else O[0]"

CUSTOM_TRANSFORMS = {
    "FULLY_CONNECTED": _correct("FULLY_CONNECTED", inputs=_LINEAR_INPUTS),
    "TRANSPOSE_CONV": _correct(
        "TRANSPOSE_CONV",
        inputs=_TRANSPOSED_INPUTS,
        outputs="!activation(transpose_output(O[0]), fused_activation_function)",
        defaults={"fused_activation_function": None},
    ),
    "CONCATENATION": _correct("CONCATENATION", inputs=["!with_layout_of(I[0], I)"]),
    "DEQUANTIZE": tflite_to_nnef._Transforms["QUANTIZE"],
}
for _kind in ("CONV_2D", "DEPTHWISE_CONV_2D"):
    CUSTOM_TRANSFORMS[_kind] = _correct(_kind, inputs=_CONVOLUTION_INPUTS)
for _kind in ("MAX_POOL_2D", "AVERAGE_POOL_2D"):
    CUSTOM_TRANSFORMS[_kind] = _correct(
        _kind, outputs="!activation(transpose_output(O[0]), fused_activation_function)"
    )
for _kind in ("ADD", "SUB", "MUL", "DIV"):
    CUSTOM_TRANSFORMS[_kind] = _correct(
        _kind,
        outputs=f"!activation({_TRANSPOSING}, fused_activation_function)",
        defaults={"fused_activation_function": None},
    )
