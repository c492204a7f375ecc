# Part of the nnef-mlir project, under the Apache License v2.0 with LLVM
# Exceptions. See LICENSE for license information.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""4.3 Sliding-window operations, and the compounds made of them (4.9.2, 4.9.3).

Loops run over the places inside of the window; for each of them, NumPy takes all
the values that windows have there at once.
"""

from fractions import Fraction
from functools import reduce
from math import ceil, floor, prod

import numpy as np

from .elementwise import sqr, sqrt
from .tensors import lead

__all__ = [
    "conv",
    "deconv",
    "separable_conv",
    "separable_deconv",
    "box",
    "debox",
    "argmax_pool",
    "sample",
    "desample",
    "max_pool_with_index",
    "max_pool",
    "avg_pool",
    "rms_pool",
]

# ---------------------------------------------------------------------------
# 4.3 Border modes
# ---------------------------------------------------------------------------


def places_at_border(places, z, border):
    """Where in an extent of z the values at places come from, and which have none."""
    i = np.asarray(places, int)
    outside = (i < 0) | (i >= z)
    if border == "replicate":
        return np.clip(i, 0, z - 1), np.zeros_like(outside)
    if border == "reflect":
        source = np.where(i < 0, -i, np.where(i >= z, z - 1 - (i - z + 1), i))
    elif border == "reflect-even":
        source = np.where(i < 0, -i - 1, np.where(i >= z, z - 1 - (i - z), i))
    else:
        assert border in ("constant", "ignore")
        return np.where(outside, 0, i), outside
    if np.any((source < 0) | (source >= z)):
        raise ValueError("the reflection goes beyond the other edge")
    return source, np.zeros_like(outside)


def extended(input, places, border, value=0.0):
    """The input and what surrounds it, at some places of each dimension.

    The second result says which of the values are elements of the input.
    """
    pairs = [places_at_border(*each, border) for each in zip(places, input.shape)]
    outside = reduce(np.logical_or.outer, [each for _, each in pairs], np.False_)
    taken = input[np.ix_(*(source for source, _ in pairs))]
    return np.where(outside, value, taken), ~outside


# ---------------------------------------------------------------------------
# 4.3 Output shapes and automatic padding
# ---------------------------------------------------------------------------


def down_scaled(X, f, pads, s, d):
    """The extent x that a window of size f makes of the extent X."""
    if pads is None:
        return ceil(Fraction(X, s))
    p, q = pads
    dilated = (f - 1) * d + 1
    if p + X + q < dilated:
        raise ValueError("the window is larger than the padded input")
    return floor(Fraction(p + X + q - dilated, s)) + 1


def up_scaled(x, f, pads, s, d):
    """The extent X that the reverse makes of the extent x."""
    if pads is None:
        return x * s
    p, q = pads
    return (x - 1) * s + (f - 1) * d + 1 - (p + q)


def auto_padding(X, x, f, s, d):
    total = max((x - 1) * s + (f - 1) * d + 1 - X, 0)
    return floor(Fraction(total, 2)), ceil(Fraction(total, 2))


class Window:
    """How a window moves: per dimension its size, stride, dilation and padding."""

    def __init__(self, size, padding, stride, dilation, down=None, up=None):
        self.size = tuple(size)
        rank = len(self.size)
        self.stride = tuple(stride) or (1,) * rank
        self.dilation = tuple(dilation) or (1,) * rank
        pads = list(padding) or [None] * rank
        for array in (self.stride, self.dilation, pads, up if down is None else down):
            assert len(array) == rank
        steps = list(zip(self.size, pads, self.stride, self.dilation))
        if down is None:
            down = [down_scaled(X, *step) for X, step in zip(up, steps)]
        if up is None:
            up = [up_scaled(x, *step) for x, step in zip(down, steps)]
        self.down, self.up = tuple(down), tuple(up)
        if self.down != tuple(down_scaled(X, *step) for X, step in zip(up, steps)):
            raise ValueError("output_shape does not scale down to the input's shape")
        self.before = [
            auto_padding(X, x, f, s, d)[0] if pad is None else pad[0]
            for X, x, (f, pad, s, d) in zip(up, down, steps)
        ]

    def positions(self):
        """The places inside the window, in row-major order."""
        return np.ndindex(*self.size)

    def forward(self, j):
        """What lies under position j of the window, for each place it has.

        Per dimension: i * s + j * d - p, for all i of the down-scaled space.
        """
        steps = zip(self.down, j, self.stride, self.dilation, self.before)
        return [np.arange(x) * s + j * d - p for x, j, s, d, p in steps]

    def backward(self, j):
        """The up-scaled places that lie under position j of some window, and which.

        Per dimension: all i for which (i + p - j * d) / s is a whole number, and
        that number.
        """
        steps = zip(self.up, j, self.stride, self.dilation, self.before)
        pairs = []
        for X, j, s, d, p in steps:
            i = np.arange(X)
            i = i[(i + p - j * d) % s == 0]
            pairs.append((i, (i + p - j * d) // s))
        return [i for i, _ in pairs], [place for _, place in pairs]


# ---------------------------------------------------------------------------
# 4.3.1 Convolution and deconvolution
# ---------------------------------------------------------------------------


def conv(input, filter, bias=0.0, border="constant", padding=(), stride=(), dilation=(), groups=1):
    """The filter is (c, C / groups, f...)."""
    (B, C), (c, per_group) = input.shape[:2], filter.shape[:2]
    window = Window(filter.shape[2:], padding, stride, dilation, up=input.shape[2:])
    G = groups or C
    assert per_group * G == C and c % G == 0
    weights = filter.reshape((G, c // G, per_group) + filter.shape[2:])
    output = np.zeros((B, G, c // G) + window.down)
    for j in window.positions():
        values, _ = extended(input, [np.arange(B), np.arange(C), *window.forward(j)], border)
        values = values.reshape((B, G, per_group) + window.down)
        output += np.einsum("bgk...,gck->bgc...", values, weights[(..., *j)])
    return output.reshape((B, c) + window.down) + lead(bias, input.ndim)


def deconv(
    input,
    filter,
    bias=0.0,
    border="constant",
    padding=(),
    stride=(),
    dilation=(),
    output_shape=(),
    groups=1,
):
    """The filter is (c, C / groups, f...): c are the channels of the input here."""
    B, (c, per_group) = input.shape[0], filter.shape[:2]
    up = tuple(output_shape[2:]) or None
    window = Window(filter.shape[2:], padding, stride, dilation, down=input.shape[2:], up=up)
    G = groups or (output_shape[1] if len(output_shape) else c)
    assert c == input.shape[1] and c % G == 0
    weights = filter.reshape((G, c // G, per_group) + filter.shape[2:])
    output = np.zeros((B, G, per_group) + window.up)
    for j in window.positions():
        targets, places = window.backward(j)
        values, _ = extended(input, [np.arange(B), np.arange(c), *places], border)
        values = values.reshape((B, G, c // G) + values.shape[2:])
        target = np.ix_(np.arange(B), np.arange(G), np.arange(per_group), *targets)
        output[target] += np.einsum("bgk...,gkc->bgc...", values, weights[(..., *j)])
    return output.reshape((B, per_group * G) + window.up) + lead(bias, input.ndim)


def separable_conv(
    input,
    plane_filter,
    point_filter,
    bias=0.0,
    border="constant",
    padding=(),
    stride=(),
    dilation=(),
    groups=1,
):
    """4.9.2"""
    filtered = conv(input, plane_filter, 0.0, border, padding, stride, dilation, groups=0)
    return conv(filtered, point_filter, bias, groups=groups)


def separable_deconv(
    input,
    plane_filter,
    point_filter,
    bias=0.0,
    border="constant",
    padding=(),
    stride=(),
    dilation=(),
    output_shape=(),
    groups=1,
):
    """4.9.2"""
    filtered = deconv(input, point_filter, groups=groups)
    return deconv(filtered, plane_filter, bias, border, padding, stride, dilation, output_shape, groups=0)


# ---------------------------------------------------------------------------
# 4.3.2 Box filter
# ---------------------------------------------------------------------------


def mean(total, count, size, border):
    """Of the kernel's volume; of what is not ignored where there is less.

    A window with nothing in it has the mean 0.
    """
    return total / (np.maximum(count, 1) if border == "ignore" else prod(size))


def box(input, size, border="constant", padding=(), stride=(), dilation=(), normalize=False):
    window = Window(size, padding, stride, dilation, up=input.shape)
    total, count = np.zeros(window.down), np.zeros(window.down)
    for j in window.positions():
        values, present = extended(input, window.forward(j), border)
        total += values
        count += present
    return mean(total, count, size, border) if normalize else total


def debox(
    input, size, border="constant", padding=(), stride=(), dilation=(), output_shape=(), normalize=False
):
    window = Window(size, padding, stride, dilation, down=input.shape, up=output_shape or None)
    total, count = np.zeros(window.up), np.zeros(window.up)
    for j in window.positions():
        targets, places = window.backward(j)
        values, present = extended(input, places, border)
        total[np.ix_(*targets)] += values
        count[np.ix_(*targets)] += present
    return mean(total, count, size, border) if normalize else total


# ---------------------------------------------------------------------------
# 4.3.3 Index based sampling, 4.9.3 Pooling operations
# ---------------------------------------------------------------------------


def max_and_argmax(input, size, border, padding, stride, dilation):
    """The largest value of each window and the first position that has it.

    A window with nothing in it has the maximum minus infinity and the index 0.
    """
    window = Window(size, padding, stride, dilation, up=input.shape)
    best, index = np.full(window.down, -np.inf), np.zeros(window.down, int)
    for position, j in enumerate(window.positions()):
        values, present = extended(input, window.forward(j), border)
        better = values > best
        if border == "ignore":
            better &= present
        best, index = np.where(better, values, best), np.where(better, position, index)
    return best, index


def argmax_pool(input, size, border="constant", padding=(), stride=(), dilation=()):
    return max_and_argmax(input, size, border, padding, stride, dilation)[1]


def sample(input, index, size, border="constant", padding=(), stride=(), dilation=()):
    window = Window(size, padding, stride, dilation, up=input.shape)
    assert index.shape == window.down
    output = np.zeros(window.down)
    for position, j in enumerate(window.positions()):
        values, _ = extended(input, window.forward(j), border)
        output = np.where(index == position, values, output)
    return output


def desample(input, index, size, border="constant", padding=(), stride=(), dilation=(), output_shape=()):
    assert border == "constant" and index.shape == input.shape
    window = Window(size, padding, stride, dilation, down=input.shape, up=output_shape or None)
    output = np.zeros(window.up)
    for position, j in enumerate(window.positions()):
        targets, places = window.backward(j)
        values, present = extended(input, places, border)
        chosen, _ = extended(index, places, border, -1)
        output[np.ix_(*targets)] += np.where(present & (chosen == position), values, 0.0)
    return output


def max_pool_with_index(input, size, border="constant", padding=(), stride=(), dilation=()):
    return max_and_argmax(input, size, border, padding, stride, dilation)


def max_pool(input, size, border="constant", padding=(), stride=(), dilation=()):
    return max_and_argmax(input, size, border, padding, stride, dilation)[0]


def avg_pool(input, size, border="constant", padding=(), stride=(), dilation=()):
    return box(input, size, border, padding, stride, dilation, normalize=True)


def rms_pool(input, size, border="constant", padding=(), stride=(), dilation=()):
    return sqrt(avg_pool(sqr(input), size, border, padding, stride, dilation))
