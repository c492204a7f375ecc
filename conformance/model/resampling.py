# Part of the nnef-mlir project, under the Apache License v2.0 with LLVM
# Exceptions. See LICENSE for license information.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""4.3.4 Up and down-sampling."""

from fractions import Fraction
from math import floor

import numpy as np

from .windows import box, debox, places_at_border

__all__ = ["nearest_downsample", "area_downsample", "nearest_upsample", "multilinear_upsample"]


def nearest_downsample(input, factor):
    steps = [1, 1, *factor]
    return box(input, [1] * input.ndim, stride=steps, padding=[(0, 0)] * input.ndim)


def area_downsample(input, factor):
    size = [1, 1, *factor]
    return box(input, size, padding=[(0, 0)] * input.ndim, stride=size, normalize=True)


def nearest_upsample(input, factor):
    size = [1, 1, *factor]
    return debox(input, size, padding=[(0, 0)] * input.ndim, stride=size)


def multilinear_upsample(input, factor, method="symmetric", border="replicate"):
    for axis, f in enumerate(factor, start=2):
        x = input.shape[axis]
        places = [place_before_scaling(i, Fraction(x), x * f, method) for i in range(x * f)]
        input = interpolated(input, axis, places, border)
    return input


def place_before_scaling(i, x, X, method):
    """Where index i of an extent X lies in the extent x before: j(i) + u(i).

    The factor f is X / x, and need not be a whole number.
    """
    if method == "asymmetric":  # i / f
        return i * x / X
    if method == "symmetric":  # (i - f0) / f with f0 = (f - 1) / 2
        return (i + Fraction(1, 2)) * x / X - Fraction(1, 2)
    assert method == "aligned"  # i / g with g = (x * f - 1) / (x - 1)
    return i * (x - 1) / (X - 1) if X > 1 else Fraction(0)


def interpolated(input, axis, places, border):
    """Values at places between the items along an axis."""
    moved = np.moveaxis(input, axis, 0)
    output = np.zeros((len(places),) + moved.shape[1:])
    for i, place in enumerate(places):
        j = floor(place)
        u = float(place - j)
        for weight, neighbour in ((1 - u, j), (u, j + 1)):
            if weight:
                source, outside = places_at_border(neighbour, len(moved), border)
                output[i] += 0.0 if outside else weight * moved[source]
    return np.moveaxis(output, 0, axis)
