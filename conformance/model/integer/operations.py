# Part of the nnef-mlir project, under the Apache License v2.0 with LLVM
# Exceptions. See LICENSE for license information.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""NNEF's operations on codes, as the reference kernels of TensorFlow Lite compute them.

Each recipe names the kernel that it follows, in `tflite/kernels` of
https://github.com/google-ai-edge/LiteRT. It takes the operands, the type `out` of
the result, and then the attributes of the operation. Real numbers that kernels
have in single precision are `np.float32` here, all others have double precision.
"""

from math import prod

import numpy as np

from .. import elementwise, linear_algebra, windows
from ..tensors import align, lead
from .fixed_point import (
    away_from_zero,
    cut_quotient,
    doubling_high_product,
    exp_of_negative,
    multiplier,
    reciprocal,
    rounded_shift,
    scaled,
    times,
    wrapped,
)
from .types import Quantized

f32 = np.float32

# ---------------------------------------------------------------------------
# Between reals and codes, and between codes (quantize.cc, dequantize.cc)
# ---------------------------------------------------------------------------


def quantized(x, out):
    """QUANTIZE: the quotient is rounded to single precision, then halves go away from zero."""
    x = np.asarray(x, f32)
    scale, zero = lead(out.scale, x.ndim), lead(out.zero, x.ndim)
    steps = away_from_zero(np.clip(x / scale, -(2.0**30), 2.0**30))
    return Quantized(out.clamp(steps + zero), out)


def dequantized(x):
    """DEQUANTIZE"""
    return (lead(x.type.scale, x.codes.ndim).astype(float) * x.offsets).astype(f32)


def requantized(x, out):
    """QUANTIZE from codes: nothing happens if the type is the same."""
    if x.type == out:
        return x
    return Quantized(out.clamp(times(x.offsets, float(x.type.scale) / float(out.scale)) + out.zero), out)


def moved(x, codes, out):
    """The result of an operation that computes no new values."""
    return requantized(Quantized(codes, x.type), out)


copy = requantized

# ---------------------------------------------------------------------------
# Sums of products
# ---------------------------------------------------------------------------


def filter_offsets(filter):
    """Signed filters have the zero 0: kernels do not look at it."""
    assert not filter.type.signed or not np.any(filter.type.zero), "the zero point of a signed filter is 0"
    return filter.offsets


def with_bias(products, bias):
    """Sums in 32 bits. A bias has the scale of the products, and its zero is 0."""
    codes = bias.codes if isinstance(bias, Quantized) else np.int64(0)
    assert isinstance(bias, Quantized) or bias == 0.0
    return wrapped(np.asarray(products).astype(np.int64) + lead(codes, np.ndim(products)))


def product_scale(input, filter, out, axis, extent):
    """What the sums of products are multiplied by (PopulateConvolutionQuantizationParams)."""
    scales = filter.type.along(axis, extent)
    if not filter.type.signed:
        # The kernels for unsigned codes are older, and multiply in single precision.
        return (input.type.scale * scales).astype(float) / float(out.scale)
    return float(input.type.scale) * scales.astype(float) / float(out.scale)


def per_channel(values, rank):
    """A vector along the second dimension."""
    return np.reshape(values, (1, -1) + (1,) * (rank - 2))


def conv(input, filter, bias=0.0, *, out, **attributes):
    """CONV_2D and DEPTHWISE_CONV_2D: reference/conv.h, depthwiseconv_uint8.h, integer_ops/*conv.h."""
    products = windows.conv(input.offsets.astype(float), filter_offsets(filter).astype(float), **attributes)
    scale = product_scale(input, filter, out, 0, products.shape[1])
    sums = times(with_bias(products, bias), per_channel(scale, products.ndim))
    return Quantized(out.clamp(sums + out.zero), out)


def deconv(input, filter, bias=0.0, *, out, **attributes):
    """TRANSPOSE_CONV: reference/transpose_conv.h, integer_ops/transpose_conv.h."""
    products = windows.deconv(input.offsets.astype(float), filter_offsets(filter).astype(float), **attributes)
    channels = filter.codes.shape[1]
    scale = np.tile(product_scale(input, filter, out, 1, channels), products.shape[1] // channels)
    sums = times(with_bias(products, bias), per_channel(scale, products.ndim))
    return Quantized(out.clamp(sums + out.zero), out)


def linear(input, filter, bias=0.0, *, out):
    """FULLY_CONNECTED: reference/fully_connected.h and integer_ops/fully_connected.h, which round once."""
    channels = filter.codes.shape[0]
    sums = with_bias(linear_algebra.linear(input.offsets.astype(float), filter.offsets.astype(float)), bias)
    scale = float(input.type.scale) * filter.type.along(0, channels).astype(float) / float(out.scale)
    return Quantized(out.clamp(away_from_zero(sums * scale) + out.zero), out)


def matmul(A, B, *, out, **attributes):
    """BATCH_MATMUL: reference/batch_matmul.h."""
    sums = wrapped(
        linear_algebra.matmul(A.offsets.astype(float), B.offsets.astype(float), **attributes).astype(int)
    )
    scale = float(A.type.scale * B.type.scale) / float(out.scale)
    return Quantized(out.clamp(times(sums, scale) + out.zero), out)


# ---------------------------------------------------------------------------
# Element-wise arithmetic
# ---------------------------------------------------------------------------


def sum_or_difference(x, y, out, sign):
    """ADD, SUB: reference/add.h, sub.h and integer_ops/add.h. Twenty more bits for sums."""
    twice = 2 * np.maximum(x.type.scale, y.type.scale)
    operands = [
        times(each << 20, float(type.scale) / float(twice))
        for each, type in zip(align(x.offsets, y.offsets), (x.type, y.type))
    ]
    total = operands[0] + sign * operands[1]
    result = times(total, float(twice) / float(f32(2**20) * out.scale))
    return Quantized(out.clamp(result + out.zero), out)


def add(x, y, out):
    return sum_or_difference(x, y, out, 1)


def sub(x, y, out):
    return sum_or_difference(x, y, out, -1)


def mul(x, y, out):
    """MUL: reference/mul.h, integer_ops/mul.h. The factor is computed in single precision."""
    a, b = align(x.offsets, y.offsets)
    factor = x.type.scale * y.type.scale / out.scale
    return Quantized(out.clamp(times(a * b, factor) + out.zero), out)


def max(x, y, out):
    """MAXIMUM: of codes, which must have the same type."""
    assert x.type == y.type, "operands of max and min have the same type"
    return moved(x, np.maximum(*align(x.codes, y.codes)), out)


def min(x, y, out):
    """MINIMUM"""
    assert x.type == y.type, "operands of max and min have the same type"
    return moved(x, np.minimum(*align(x.codes, y.codes)), out)


# ---------------------------------------------------------------------------
# Activations (activations.cc)
# ---------------------------------------------------------------------------


def code_of(value, out):
    """The code of a bound, without regard to the codes that there are."""
    return out.zero + away_from_zero(f32(value) / out.scale)


def rescaled_between(x, low, high, out):
    """ReluX of reference/reference_ops.h."""
    result = times(x.offsets, x.type.scale / out.scale) + out.zero
    return Quantized(
        np.minimum(np.maximum(result, np.maximum(out.low, low)), np.minimum(out.high, high)), out
    )


def relu(x, out):
    """RELU"""
    return rescaled_between(x, out.zero, out.high, out)


def clamp(x, a, b, out):
    """RELU6, RELU_N1_TO_1 and so on; the bounds are real."""
    return rescaled_between(x, code_of(a, out), code_of(b, out), out)


def leaky_relu(x, alpha, out):
    """LEAKY_RELU: reference/leaky_relu.h."""
    factor = x.type.scale * f32(alpha) / out.scale
    steep = times(x.offsets, x.type.scale / out.scale)
    flat = np.sign(factor).astype(int) * times(x.offsets, abs(factor))
    return Quantized(out.clamp(np.where(x.offsets >= 0, steep, flat) + out.zero), out)


def prelu(x, alpha, out):
    """PRELU: reference/prelu.h."""
    v, a = align(x.offsets, alpha.offsets)
    steep = times(v, x.type.scale / out.scale)
    flat = times(v * a, x.type.scale * alpha.type.scale / out.scale)
    return Quantized(out.clamp(np.where(v >= 0, steep, flat) + out.zero), out)


def by_table(function):
    """A function of one real, by a table of all codes: LUTPopulate in internal/common.h.

    Argument and result have single precision, and the scale of the result is
    inverted before it is multiplied with.
    """

    def operation(x, out, **attributes):
        real = x.type.scale * x.offsets.astype(f32)
        with np.errstate(all="ignore"):
            result = np.asarray(function(real, **attributes)).astype(f32)
            steps = away_from_zero(np.clip(result * (f32(1) / out.scale), -(2**30), 2**30))
        return Quantized(out.clamp(steps + out.zero), out)

    return operation


def log(x, out):
    """LOG in elementwise.cc: what has no logarithm gets the smallest code."""
    least = (f32(out.low) - out.zero.astype(f32)) * out.scale
    return by_table(lambda real: np.where(real > 0, np.log(real.astype(float)).astype(f32), least))(x, out)


def abs_(x, out):
    """ABS in elementwise.cc"""
    magnitude = np.abs(x.offsets)
    if x.type.scale != out.scale:
        magnitude = times(magnitude, x.type.scale / out.scale)
    return Quantized(out.clamp(magnitude + out.zero), out)


def sigmoid_in_single_precision(x):
    """LOGISTIC has only the exponential function from a library."""
    return f32(1) / (f32(1) + np.exp(-x.astype(float)).astype(f32))


def in_double_precision(function):
    """The result is what a good library gives in single precision."""
    return lambda x, **attributes: function(x.astype(float), **attributes)


def softmax(x, out, axes=(1,)):
    """SOFTMAX: reference/softmax.h. Results are in 256ths, from 0."""
    assert out.scale == f32(1 / 256) and out.zero == out.low
    # The kernel has one axis, which is the last one.
    axes = tuple(axes)
    m, left = multiplier(np.minimum(float(x.type.scale) * 2**26, 2.0**31 - 1))
    least = -int(np.floor(31 * 2**26 / 2**left))
    below = x.codes - x.codes.max(axes, keepdims=True)
    # Differences that are too small to matter must not overflow either.
    counts = below >= least
    power = exp_of_negative(doubling_high_product(np.where(counts, below, 0) << left, m))
    total = np.where(counts, rounded_shift(power, 12), 0).sum(axes, keepdims=True)
    factor, excess = reciprocal(total, 12)
    result = rounded_shift(doubling_high_product(factor, power), excess + 31 - 8)
    return Quantized(out.clamp(np.where(counts, result, 0) + out.low), out)


# ---------------------------------------------------------------------------
# Reductions and pools
# ---------------------------------------------------------------------------


def total_and_volume(input, axes):
    volume = prod(input.codes.shape[axis] for axis in axes)
    return input.codes.sum(tuple(axes), keepdims=True) - input.type.zero * volume, volume


def sum_reduce(input, out, axes, normalize=False):
    """SUM and MEAN: QuantizedMeanOrSum in reference/reduce.h, which divides the multiplier."""
    total, volume = total_and_volume(input, axes)
    m, shift = multiplier(float(input.type.scale) / float(out.scale))
    if normalize:
        extra = np.minimum(np.minimum(volume.bit_length() - 1, 32), 31 + shift)
        m, shift = (m << int(extra)) // volume, shift - extra
    return Quantized(out.clamp(scaled(wrapped(total), m, shift) + out.zero), out)


def mean_reduce(input, out, axes):
    return sum_reduce(input, out, axes, normalize=True)


def max_reduce(input, out, axes):
    """REDUCE_MAX"""
    return moved(input, input.codes.max(tuple(axes), keepdims=True), out)


def min_reduce(input, out, axes):
    """REDUCE_MIN"""
    return moved(input, input.codes.min(tuple(axes), keepdims=True), out)


def avg_pool(input, out, size, border="constant", padding=(), stride=(), dilation=()):
    """AVERAGE_POOL_2D: reference/pooling.h, integer_ops/pooling.h. Codes are averaged, not what they mean."""
    window = windows.Window(size, padding, stride, dilation, up=input.codes.shape)
    total, count = np.zeros(window.down, np.int64), np.zeros(window.down, np.int64)
    for j in window.positions():
        codes, present = windows.extended(input.codes, window.forward(j), border, int(input.type.zero))
        counted = present if border == "ignore" else np.ones_like(present)
        total += np.where(counted, codes, 0)
        count += counted
    # The nearest code, halves away from the code 0.
    half = count // 2
    return moved(input, cut_quotient(np.where(total > 0, total + half, total - half), count), out)


def area_downsample(input, factor, out):
    size = [1, 1, *factor]
    return avg_pool(input, out, size, padding=[(0, 0)] * len(size), stride=size)


def box(input, out, normalize=False, **attributes):
    assert normalize, "sums of windows have no kernel"
    return avg_pool(input, out, **attributes)


def max_pool(input, out, size, border="constant", padding=(), stride=(), dilation=()):
    """MAX_POOL_2D"""
    window = windows.Window(size, padding, stride, dilation, up=input.codes.shape)
    outside = input.type.low if border == "ignore" else int(input.type.zero)
    codes = [windows.extended(input.codes, window.forward(j), border, outside)[0] for j in window.positions()]
    return moved(input, np.max(codes, axis=0), out)


# ---------------------------------------------------------------------------
# Resampling
# ---------------------------------------------------------------------------


def multilinear_upsample(input, out, factor, method="symmetric", border="replicate"):
    """RESIZE_BILINEAR: resize_bilinear.h. Weights are integers for signed codes, otherwise in single precision."""
    assert border == "replicate" and len(factor) == 2
    interpolate = interpolated_integers if input.type.signed else interpolated_reals
    extents = [x * f for x, f in zip(input.codes.shape[2:], factor)]
    return moved(input, interpolate(input.codes, extents, method), out)


def corners(codes, rows, columns):
    return [codes[:, :, y][:, :, :, x] for y in rows for x in columns]


def interpolated_integers(codes, extents, method):
    """ResizeBilinearInteger: weights have 10 bits behind the point."""

    def places(x, X):
        step = ((x << 10) + X // 2) // X
        if method == "aligned" and X > 1:
            step = (((x - 1) << 10) + (X - 1) // 2) // (X - 1)
        place = np.arange(X) * step + (step // 2 - (1 << 9) if method == "symmetric" else 0)
        low = np.maximum(cut_quotient(place, 1 << 10), 0)
        high = np.minimum(cut_quotient(place + (1 << 10) - 1, 1 << 10), x - 1)
        weight = place - (low << 10)
        return (low, high), ((1 << 10) - weight, weight)

    (rows, down), (columns, right) = (places(x, X) for x, X in zip(codes.shape[2:], extents))
    weights = [v[:, None] * h[None, :] for v in down for h in right]
    total = sum(each * weight for each, weight in zip(corners(codes, rows, columns), weights))
    return cut_quotient(total + np.where(total > 0, 1 << 19, -(1 << 19)), 1 << 20)


def interpolated_reals(codes, extents, method):
    """ResizeBilinear in single precision: half a code is added, and the rest cut off."""

    def places(x, X):
        step = f32(x) / f32(X)
        if method == "aligned" and X > 1:
            step = f32(x - 1) / f32(X - 1)
        place = np.arange(X, dtype=f32)
        place = (place + f32(0.5)) * step - f32(0.5) if method == "symmetric" else place * step
        low = np.maximum(np.floor(place).astype(int), 0)
        high = np.minimum(np.ceil(place).astype(int), x - 1)
        weight = place - low.astype(f32)
        return (low, high), (f32(1) - weight, weight)

    (rows, down), (columns, right) = (places(x, X) for x, X in zip(codes.shape[2:], extents))
    terms = [
        each.astype(f32) * v[:, None] * h[None, :]
        for each, (v, h) in zip(corners(codes, rows, columns), [(v, h) for v in down for h in right])
    ]
    # Left above, left below, right above, right below.
    total = ((terms[0] + terms[2]) + terms[1]) + terms[3]
    return np.trunc(total + f32(0.5)).astype(int)


# ---------------------------------------------------------------------------
# Moving
# ---------------------------------------------------------------------------


def concat(values, out, axis):
    """CONCATENATION: reference/concatenation.h, in single precision where unsigned codes differ in type."""

    def part(value):
        if value.type == out:
            return value.codes
        if value.type.signed:
            return requantized(value, out).codes
        scale = value.type.scale * (f32(1) / out.scale)
        shift = (-value.type.zero).astype(f32) * scale
        return out.clamp(away_from_zero(value.codes.astype(f32) * scale + shift) + out.zero)

    return Quantized(np.concatenate([part(value) for value in values], axis), out)


def pad(input, out, padding, border="constant", value=0.0):
    """PAD: the border has the code of zero, or of another value."""
    places = [np.arange(-p, x + q) for x, (p, q) in zip(input.codes.shape, padding)]
    outside = int(quantized(f32(value), input.type).codes)
    return moved(input, windows.extended(input.codes, places, border, outside)[0], out)


# Functions that kernels have a table of; others are computed with the reals that codes stand for.
TABLES = {
    "sigmoid": sigmoid_in_single_precision,
    "tanh": in_double_precision(np.tanh),
    "exp": in_double_precision(np.exp),
    "elu": in_double_precision(lambda x, alpha=1.0: np.where(x < 0, alpha * np.expm1(x), x)),
}
