# Part of the nnef-mlir project, under the Apache License v2.0 with LLVM
# Exceptions. See LICENSE for license information.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""4.9.4 Normalization operations: the bodies of the fragments."""

from .elementwise import abs_, add, div, max_, mul, pow_, sqr, sqrt, sub
from .reductions import sum_reduce
from .windows import box

__all__ = [
    "local_response_normalization",
    "local_mean_normalization",
    "local_variance_normalization",
    "local_contrast_normalization",
    "l1_normalization",
    "l2_normalization",
    "batch_normalization",
]


def local_response_normalization(input, size, alpha=1.0, beta=0.5, bias=1.0):
    sigma = add(bias, mul(alpha, box(sqr(input), size, normalize=True)))
    return div(input, pow_(sigma, beta))


def local_mean_normalization(input, size):
    return sub(input, box(input, size, normalize=True))


def local_variance_normalization(input, size, bias=0.0, epsilon=0.0):
    sigma = box(sqr(input), size, normalize=True)
    return div(input, max_(add(sqrt(sigma), bias), epsilon))


def local_contrast_normalization(input, size, bias=0.0, epsilon=0.0):
    centered = local_mean_normalization(input, size)
    return local_variance_normalization(centered, size, bias, epsilon)


def l1_normalization(input, axes, bias=0.0, epsilon=0.0):
    sigma = sum_reduce(abs_(input), axes)
    return div(input, max_(add(sigma, bias), epsilon))


def l2_normalization(input, axes, bias=0.0, epsilon=0.0):
    sigma = sum_reduce(sqr(input), axes)
    return div(input, max_(add(sqrt(sigma), bias), epsilon))


def batch_normalization(input, mean, variance, offset, scale, epsilon):
    scaled = div(mul(scale, sub(input, mean)), sqrt(add(variance, epsilon)))
    return add(offset, scaled)
