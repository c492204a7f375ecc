# Part of the nnef-mlir project, under the Apache License v2.0 with LLVM
# Exceptions. See LICENSE for license information.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""4.2 Element-wise operations.

A name that Python has a use for itself ends with an underscore.
"""

import numpy as np

from .tensors import aligned

__all__ = [
    "copy",
    "neg",
    "rcp",
    "exp",
    "log",
    "sin",
    "cos",
    "tan",
    "sinh",
    "cosh",
    "tanh",
    "asin",
    "acos",
    "atan",
    "asinh",
    "acosh",
    "atanh",
    "abs_",
    "sign",
    "not_",
    "floor",
    "ceil",
    "round_",
    "add",
    "sub",
    "mul",
    "div",
    "pow_",
    "lt",
    "gt",
    "le",
    "ge",
    "eq",
    "ne",
    "and_",
    "or_",
    "select",
    "sqr",
    "sqrt",
    "rsqr",
    "rsqrt",
    "log2",
    "min_",
    "max_",
    "clamp",
]

# ---------------------------------------------------------------------------
# 4.2.1 Unary operations
# ---------------------------------------------------------------------------


def copy(x):
    return np.array(x)


neg = np.negative
rcp = np.reciprocal
exp = np.exp
log = np.log
sin, cos, tan = np.sin, np.cos, np.tan
sinh, cosh, tanh = np.sinh, np.cosh, np.tanh
asin, acos, atan = np.arcsin, np.arccos, np.arctan
asinh, acosh, atanh = np.arcsinh, np.arccosh, np.arctanh
abs_ = np.abs
sign = np.sign
not_ = np.logical_not
floor = np.floor
ceil = np.ceil


def round_(x):
    return np.floor(x + 0.5)


# ---------------------------------------------------------------------------
# 4.2.2 Binary operations
# ---------------------------------------------------------------------------

add = aligned(np.add)
sub = aligned(np.subtract)
mul = aligned(np.multiply)
div = aligned(np.divide)
pow_ = aligned(np.power)
lt, gt = aligned(np.less), aligned(np.greater)
le, ge = aligned(np.less_equal), aligned(np.greater_equal)
eq, ne = aligned(np.equal), aligned(np.not_equal)
and_, or_ = aligned(np.logical_and), aligned(np.logical_or)

# ---------------------------------------------------------------------------
# 4.2.3 Select operation
# ---------------------------------------------------------------------------


@aligned
def select(condition, true_value, false_value):
    return np.where(condition, true_value, false_value)


# ---------------------------------------------------------------------------
# 4.2.4 Simplifier operations
# ---------------------------------------------------------------------------


def sqr(x):
    return pow_(x, 2.0)


def sqrt(x):
    return pow_(x, 0.5)


def rsqr(x):
    return pow_(x, -2.0)


def rsqrt(x):
    return pow_(x, -0.5)


def log2(x):
    return div(log(x), log(2.0))


def min_(x, y):
    return select(lt(x, y), x, y)


def max_(x, y):
    return select(gt(x, y), x, y)


def clamp(x, a, b):
    return max_(min_(x, b), a)
