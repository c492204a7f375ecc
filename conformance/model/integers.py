# Part of the nnef-mlir project, under the Apache License v2.0 with LLVM
# Exceptions. See LICENSE for license information.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""3.3.3 Building expressions: the operators on integers, which have 32 bits.

Arithmetic that overflows wraps around. The specification says nothing of it, nor
of quotients and powers that are no integers: those are cut towards zero.
"""

from fractions import Fraction

import numpy as np

from .tensors import align

__all__ = [
    "integer_negative",
    "integer_sum",
    "integer_difference",
    "integer_product",
    "integer_quotient",
    "integer_power",
]


def wrapped(formula):
    """A formula on integers of any size, element by element, back in 32 bits."""

    def operation(*tensors):
        exact = np.vectorize(lambda *items: formula(*map(int, items)), otypes=[object])
        result = np.array(exact(*align(*tensors)), dtype=object)
        return np.array((result + 2**31) % 2**32 - 2**31, dtype=np.int64)

    return operation


@wrapped
def integer_negative(x):
    return -x


@wrapped
def integer_sum(x, y):
    return x + y


@wrapped
def integer_difference(x, y):
    return x - y


@wrapped
def integer_product(x, y):
    return x * y


@wrapped
def integer_quotient(x, y):
    """The quotient cut towards zero, and 0 where there is none."""
    return int(Fraction(x, y)) if y else 0


@wrapped
def integer_power(x, y):
    """The power up to a multiple of 2^32; a fraction is cut towards zero."""
    if y >= 0:
        return pow(x, y, 2**32)
    return x ** -y if abs(x) == 1 and y % 2 else int(abs(x) == 1)
