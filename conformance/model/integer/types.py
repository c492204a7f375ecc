# Part of the nnef-mlir project, under the Apache License v2.0 with LLVM
# Exceptions. See LICENSE for license information.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Integers that stand for real numbers, evenly spaced."""

from dataclasses import dataclass

import numpy as np

from ..tensors import lead


@dataclass
class Type:
    """What codes mean: (code - zero) * scale, for codes from low to high.

    Scale and zero are arrays that belong to the first dimensions of the tensor,
    as everywhere in NNEF. The scale is in single precision: so it is stored in
    models of TensorFlow Lite, and what follows from it depends on its last bit.
    """

    scale: np.ndarray
    zero: np.ndarray
    bits: int
    signed: bool
    low: int
    high: int

    def __post_init__(self):
        self.scale, self.zero = np.asarray(self.scale, np.float32), np.asarray(self.zero, np.int64)

    def __eq__(self, other):
        mine, others = ((t.bits, t.signed, t.low, t.high) for t in (self, other))
        return (
            mine == others
            and np.array_equal(self.scale, other.scale)
            and np.array_equal(self.zero, other.zero)
        )

    @property
    def stored(self):
        """The NumPy type that files have for the codes."""
        return np.dtype(f"{'i' if self.signed else 'u'}{self.bits // 8}")

    def clamp(self, codes):
        return np.clip(codes, self.low, self.high)

    def along(self, axis, extent):
        """The scales of the slices along an axis, as a vector; they must not differ along another."""
        scale = lead(self.scale, axis + 1)
        assert scale.size == scale.shape[axis], "scales differ along another axis"
        return np.broadcast_to(np.ravel(scale), (extent,))


@dataclass
class Quantized:
    """A tensor of codes."""

    codes: np.ndarray
    type: Type

    def __post_init__(self):
        self.codes = np.asarray(self.codes, np.int64)

    @property
    def offsets(self):
        """How far the codes are from the one for zero."""
        return self.codes - lead(self.type.zero, self.codes.ndim)


def type_of(algorithm, parameters):
    """The type that an entry of `graph.quant` asks for, given what its parameters are."""
    p = dict(parameters)
    bits, signed = p["bits"], p.get("signed", False)
    # With `symmetric`, there are as many codes below zero as above.
    symmetric = signed and p.get("symmetric", False)
    low, high = (-(2 ** (bits - 1)) + symmetric, 2 ** (bits - 1) - 1) if signed else (0, 2**bits - 1)
    if algorithm == "zero_point_linear_quantize":
        scale, zero = p["scale"], p["zero_point"]
    else:
        assert algorithm in ("min_max_linear_quantize", "linear_quantize")
        scale = (np.asarray(p["max"]) - p["min"]) / (high - low)
        zero = np.rint(low - np.asarray(p["min"]) / scale)
    return Type(scale, zero, bits, signed, low, high)
