# Part of the nnef-mlir project, under the Apache License v2.0 with LLVM
# Exceptions. See LICENSE for license information.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""4.9.1 Activation functions, and `add_n` of 4.9.6: the bodies of the fragments."""

from .elementwise import add, div, exp, log, lt, max_, mul, neg, select, sqr, sqrt, sub
from .reductions import max_reduce, sum_reduce

__all__ = [
    "sigmoid",
    "relu",
    "prelu",
    "leaky_relu",
    "elu",
    "selu",
    "gelu",
    "silu",
    "softmax",
    "softplus",
    "softabs",
    "add_n",
]


def sigmoid(x):
    return div(1.0, add(1.0, exp(neg(x))))


def relu(x):
    return max_(x, 0.0)


def prelu(x, alpha):
    return select(lt(x, 0.0), mul(alpha, x), x)


def leaky_relu(x, alpha):
    return prelu(x, alpha)


def elu(x, alpha=1.0):
    return select(lt(x, 0.0), mul(alpha, sub(exp(x), 1.0)), x)


def selu(x, alpha=1.67326319, lambda_=1.05070102):
    return mul(lambda_, select(lt(x, 0.0), mul(alpha, sub(exp(x), 1.0)), x))


def gelu(x):
    return mul(x, sigmoid(mul(1.702, x)))


def silu(x):
    return mul(x, sigmoid(x))


def softmax(x, axes=(1,)):
    e = exp(sub(x, max_reduce(x, axes)))
    return div(e, sum_reduce(e, axes))


def softplus(x):
    return log(add(exp(x), 1.0))


def softabs(x, epsilon):
    """Not in the specification, but tools take it for standard."""
    return sqrt(add(sqr(x), epsilon))


def add_n(x):
    """4.9.6"""
    return add(x[0], add_n(x[1:])) if len(x) > 0 else 0.0
