# Part of the nnef-mlir project, under the Apache License v2.0 with LLVM
# Exceptions. See LICENSE for license information.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""4.4 Reduce operations, and `moments` of 4.9.6."""

from math import prod

import numpy as np

from .elementwise import sqr, sub

__all__ = [
    "sum_reduce",
    "mean_reduce",
    "max_reduce",
    "min_reduce",
    "argmax_reduce",
    "argmin_reduce",
    "any_reduce",
    "all_reduce",
    "moments",
]


def sum_reduce(input, axes, normalize=False):
    volume = prod(input.shape[axis] for axis in axes)
    return input.sum(tuple(axes), keepdims=True) / (volume if normalize else 1)


def mean_reduce(input, axes):
    return sum_reduce(input, axes, normalize=True)


def max_reduce(input, axes):
    return input.max(tuple(axes), keepdims=True)


def min_reduce(input, axes):
    return input.min(tuple(axes), keepdims=True)


def arg_reduce(input, axes, function):
    """The row-major position along the axes, of the first one if several match."""
    kept = [axis for axis in range(input.ndim) if axis not in axes]
    moved = np.transpose(input, kept + sorted(axes))
    flat = moved.reshape(moved.shape[: len(kept)] + (-1,))
    return np.expand_dims(function(flat, axis=-1), tuple(sorted(axes)))


def argmax_reduce(input, axes):
    return arg_reduce(input, axes, np.argmax)


def argmin_reduce(input, axes):
    return arg_reduce(input, axes, np.argmin)


def any_reduce(input, axes):
    return input.any(tuple(axes), keepdims=True)


def all_reduce(input, axes):
    return input.all(tuple(axes), keepdims=True)


def moments(input, axes):
    mean = mean_reduce(input, axes)
    return mean, mean_reduce(sqr(sub(input, mean)), axes)
