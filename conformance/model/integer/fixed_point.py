# Part of the nnef-mlir project, under the Apache License v2.0 with LLVM
# Exceptions. See LICENSE for license information.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Multiplying integers by real numbers without real numbers, as gemmlowp and TensorFlow Lite do it.

Integers are int64 here, and what has 32 bits over there is cut to them where it
can make a difference.
"""

import math

import numpy as np

SMALLEST, LARGEST = -(2**31), 2**31 - 1


def wrapped(x):
    """What 32 bits keep of an integer."""
    return (np.asarray(x, np.int64) - SMALLEST) % 2**32 + SMALLEST


def cut_quotient(x, divisor):
    """The quotient cut towards zero, which is what C's `/` gives."""
    x = np.asarray(x, np.int64)
    return np.sign(x) * (np.abs(x) // divisor)


def away_from_zero(x):
    """Real numbers to the nearest integer, halves away from zero: C's `round` in any precision."""
    x = np.asarray(x, np.float64)
    return (np.sign(x) * np.floor(np.abs(x) + 0.5)).astype(np.int64)


def doubling_high_product(a, b):
    """a * b / 2^31, rounded; SaturatingRoundingDoublingHighMul of gemmlowp."""
    a, b = np.broadcast_arrays(np.asarray(a, np.int64), np.asarray(b, np.int64))
    product = a * b
    nudge = np.where(product >= 0, 2**30, 1 - 2**30)
    result = cut_quotient(product + nudge, 2**31)
    return np.where((a == SMALLEST) & (b == SMALLEST), LARGEST, result)


def rounded_shift(x, exponent):
    """x / 2^exponent, halves away from zero; RoundingDivideByPOT of gemmlowp."""
    x, exponent = np.asarray(x, np.int64), np.asarray(exponent, np.int64)
    mask = (np.int64(1) << exponent) - 1
    remainder = x & mask
    return (x >> exponent) + (remainder > (mask >> 1) + (x < 0))


def multiplier(real):
    """A real number as (m, shift), which is m / 2^31 * 2^shift; QuantizeMultiplier."""
    if real == 0:
        return 0, 0
    fraction, shift = math.frexp(abs(real))
    # With 53 bits, this is exact up to the cut.
    m = math.floor(fraction * 2**31 + 0.5)
    if m == 2**31:
        m, shift = m // 2, shift + 1
    if shift < -31:
        m, shift = 0, 0
    return (m if real > 0 else -m), shift


def scaled(x, m, shift):
    """x * m / 2^31 * 2^shift, rounded twice; MultiplyByQuantizedMultiplier."""
    shift = np.asarray(shift, np.int64)
    left, right = np.maximum(shift, 0), np.maximum(-shift, 0)
    return rounded_shift(doubling_high_product(wrapped(np.asarray(x, np.int64) << left), m), right)


def times(x, real):
    """x * real: `scaled` by the multiplier of a real number, or by those of an array of them."""
    pairs = np.array([multiplier(float(each)) for each in np.ravel(real)], np.int64)
    m, shift = (pairs[:, i].reshape(np.shape(real)) for i in (0, 1))
    return scaled(x, m, shift)


# ---------------------------------------------------------------------------
# Numbers with a fixed point: the raw integer of Qn.m is the number times 2^m
# ---------------------------------------------------------------------------

ONE = LARGEST  # in Q0.31, where there is no 1


def saturating_shift(x, exponent):
    """x * 2^exponent, rounded or within 32 bits; SaturatingRoundingMultiplyByPOT of gemmlowp."""
    if exponent <= 0:
        return rounded_shift(x, -exponent)
    limit = 2 ** (31 - exponent) - 1
    return np.where(x > limit, LARGEST, np.where(x < -limit, SMALLEST, np.asarray(x, np.int64) << exponent))


def exp_near_zero(a):
    """exp(a) for a in [-1/4, 0), both Q0.31: a polynomial around -1/8."""
    product = doubling_high_product
    x = a + (1 << 28)
    x2 = product(x, x)
    x3, x4 = product(x2, x), product(x2, x2)
    tail = rounded_shift(product(rounded_shift(x4, 2) + x3, 715827883) + x2, 1)
    return 1895147668 + product(1895147668, x + tail)


# exp(-2^k) in Q0.31, for k from -2.
EXP_OF_POWERS = (1672461947, 1302514674, 790015084, 290630308, 39332535, 720401, 242)


def exp_of_negative(a):
    """exp(a) in Q0.31 for a <= 0 in Q5.26; exp_on_negative_values of gemmlowp."""
    a = np.asarray(a, np.int64)
    quarter = 1 << 24
    within = (a & (quarter - 1)) - quarter
    result = exp_near_zero(saturating_shift(within, 5))
    rest = within - a
    for k, factor in enumerate(EXP_OF_POWERS, start=-2):
        result = np.where(rest & (1 << (26 + k)), doubling_high_product(result, factor), result)
    return np.where(a == 0, ONE, result)


def one_over_one_plus(a):
    """1 / (1 + a) for a in [0, 1), both Q0.31: three steps of Newton's method in Q2.29."""
    product = doubling_high_product
    total = np.asarray(a, np.int64) + ONE
    half = cut_quotient(total + np.where(total >= 0, 1, -1), 2)
    x = 1515870810 + product(half, -1010580540)
    for _ in range(3):
        # The product of two Q2.29 is Q4.27.
        x = wrapped(x + saturating_shift(product(x, (1 << 29) - product(half, x)), 2))
    # Half of it in Q2.29 has the raw value of Q1.30.
    return saturating_shift(x, 1)


def reciprocal(x, integer_bits):
    """1 / x as (r, e) with the value r / 2^31 / 2^e, for x > 0 with so many integer bits; GetReciprocal."""
    x = np.asarray(x, np.int64)
    headroom = 32 - np.array([int(each).bit_length() for each in np.ravel(x)], np.int64).reshape(x.shape)
    return one_over_one_plus((x << headroom) - 2**31), integer_bits - headroom
