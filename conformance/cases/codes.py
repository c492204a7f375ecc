# Part of the nnef-mlir project, under the Apache License v2.0 with LLVM
# Exceptions. See LICENSE for license information.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""What cases of quantized networks are made of: entries of `graph.quant`, and codes."""

from dataclasses import dataclass

import numpy as np

from ..tensor_files import QUANTIZED_SIGNED, QUANTIZED_UNSIGNED
from .table import Case, Source, text_of

# A fragment that models have which come from TensorFlow.
GEMMLOWP = """fragment gemmlowp_quantize(
    input: tensor<scalar>, scale: scalar, zero_point: integer, bits: integer)
-> ( output: tensor<scalar> )
{
    low = scalar(-zero_point) * scale;
    high = scalar(2 ^ bits - 1 - zero_point) * scale;
    output = linear_quantize(input, low, high, bits = bits);
}
"""


@dataclass(frozen=True)
class Entry:
    """An entry of `graph.quant`: an operation, and its parameters."""

    operation: str
    parameters: dict

    @property
    def text(self):
        values = ", ".join(f"{key} = {text_of(value)}" for key, value in self.parameters.items())
        return f"{self.operation}({values})"

    @property
    def signed(self):
        return self.parameters.get("signed", False)

    @property
    def bits(self):
        return self.parameters["bits"]

    @property
    def limits(self):
        """The smallest and the largest code."""
        if not self.signed:
            return 0, 2**self.bits - 1
        half = 2 ** (self.bits - 1)
        return -half + self.parameters.get("symmetric", False), half - 1


def zero_point(scale, zero, bits=8, signed=False, symmetric=False):
    flags = {"bits": bits, "signed": signed, "symmetric": symmetric}
    return Entry("zero_point_linear_quantize", {"zero_point": zero, "scale": scale, **flags})


def u8(scale, zero=128):
    return zero_point(scale, zero)


def i8(scale, zero=0):
    return zero_point(scale, zero, signed=True)


def weight(scale, bits=8):
    """Signed filters have their zero at 0, and as many codes below as above."""
    return zero_point(scale, zero_like(scale), bits, signed=True, symmetric=True)


def i32(scale):
    """A bias."""
    return zero_point(scale, zero_like(scale), bits=32, signed=True)


def zero_like(scale):
    return np.zeros(np.shape(scale), int).tolist()


def nested(values, shape):
    """Parameters as an array literal of a shape."""
    return np.reshape([float(f"{value:.4g}") for value in values], shape).tolist()


def codes(entry, *shape, low=None, high=None):
    """All codes of a type, or those between two."""
    least, most = entry.limits
    low, high = least if low is None else low, most if high is None else high
    return Source("scalar", shape, lambda rng: rng.integers(low, high, shape, endpoint=True), codes=True)


def given_codes(values):
    return Source("scalar", np.shape(values), lambda rng: values, codes=True)


def stored(entry):
    """How a variable keeps the codes."""
    return (QUANTIZED_SIGNED if entry.signed else QUANTIZED_UNSIGNED, entry.bits)


def text_of_entries(entries):
    return "".join(f'"{name}": {entry.text};\n' for name, entry in entries.items())


def integer_case(name, what, body, entries, tensors, variables=(), **keywords):
    """A network in integer arithmetic. Tensors are shapes, for codes of all sorts, or sources."""
    sources = {}
    for tensor, source in tensors.items():
        if not isinstance(source, Source):
            source = codes(entries[tensor], *source)
        if tensor in variables:
            source = source.as_variable(stored=stored(entries[tensor]))
        sources[tensor] = source
    keywords.setdefault("quantization", text_of_entries(entries))
    keywords.setdefault("boundary", "codes")
    return Case("integer", name, what, sources, body, arithmetic="integer", **keywords)
