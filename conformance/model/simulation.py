# Part of the nnef-mlir project, under the Apache License v2.0 with LLVM
# Exceptions. See LICENSE for license information.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""5.3 Quantization: what entries of `graph.quant` do to a network that computes with reals.

Each tensor with an entry is rounded by its operation after it was computed, as if
the graph had the operation there. Codes in the file of a variable stand for what
the operation gives for them.
"""

import numpy as np

from . import quantization


def parameters_for(parameters):
    """Parameters as the formulas take them: arrays in place of array literals, and all flags."""
    return {key: np.asarray(value) if isinstance(value, list) else value for key, value in parameters.items()}


def rounded(value, operation, parameters):
    """A tensor after the operation of its entry."""
    return getattr(quantization, operation)(value, **parameters_for(parameters))


def decoded(codes, operation, parameters):
    """The numbers that stored codes stand for."""
    p = parameters_for(parameters)
    codes, bits = np.asarray(codes, np.float64), p["bits"]
    if operation == "zero_point_linear_quantize":
        return quantization.mul(quantization.sub(codes, p["zero_point"]), p["scale"])
    assert operation in ("min_max_linear_quantize", "linear_quantize")
    signed, symmetric = p.get("signed", False), p.get("symmetric", False)
    steps = 2**bits - 1 - (signed and symmetric)
    share = (codes + (2 ** (bits - 1) - symmetric if signed else 0)) / steps
    low, high = (np.asarray(p[key], np.float64) for key in ("min", "max"))
    return quantization.add(quantization.mul(share, high - low), low)
