# Part of the nnef-mlir project, under the Apache License v2.0 with LLVM
# Exceptions. See LICENSE for license information.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""4.9.5 Quantization operations: the bodies of the fragments."""

from .elementwise import abs_, add, ceil, clamp, div, log2, mul, pow_, round_, sign, sub
from .shapes import cast

__all__ = [
    "min_max_linear_quantize",
    "zero_point_linear_quantize",
    "linear_quantize",
    "logarithmic_quantize",
]


def min_max_linear_quantize(x, min, max, bits, signed, symmetric):
    r = float(2**bits - 1 - int(signed and symmetric))
    z = clamp(x, min, max)
    p = float(2 ** (bits - 1) - int(symmetric) if signed else 0)
    q = sub(round_(mul(div(sub(z, min), sub(max, min)), r)), p)
    return add(mul(div(add(q, p), r), sub(max, min)), min)


def zero_point_linear_quantize(x, zero_point, scale, bits, signed, symmetric):
    z = cast(zero_point, "scalar")
    s = add(round_(div(x, scale)), z)
    r = float(2 ** (bits - 1) - 1 if signed else 2**bits - 1)
    q = clamp(s, 0.0 if not signed else -r if symmetric else -r - 1.0, r)
    return mul(sub(q, z), scale)


def linear_quantize(x, min, max, bits):
    return min_max_linear_quantize(x, min, max, bits, signed=False, symmetric=False)


def logarithmic_quantize(x, max, bits):
    m = ceil(log2(max))
    r = float(2**bits - 1)
    q = round_(clamp(log2(abs_(x)), sub(m, r), m))
    return mul(sign(x), pow_(2.0, q))
