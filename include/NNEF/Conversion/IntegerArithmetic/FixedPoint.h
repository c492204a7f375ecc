//===- FixedPoint.h - Multiplication by fixed-point numbers -----*- C++ -*-===//
//
// Part of the nnef-mlir project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// The arithmetic of quantized networks: a sum of products is brought to the
// scale of a result by an integer multiplier and a shift. What is computed here
// is to the last bit what the reference kernels of TensorFlow Lite compute with
// double rounding, which is how LiteRT is built.
//
//===----------------------------------------------------------------------===//

#ifndef NNEF_CONVERSION_INTEGERARITHMETIC_FIXEDPOINT_H
#define NNEF_CONVERSION_INTEGERARITHMETIC_FIXEDPOINT_H

#include <cstdint>

namespace nnef {

/// The number `mantissa * 2^(exponent - 31)`. The mantissa of a positive number
/// is from 2^30 to 2^31 - 1.
struct FixedPointMultiplier {
  int32_t mantissa = 0;
  int32_t exponent = 0;

  bool operator==(const FixedPointMultiplier &other) const {
    return mantissa == other.mantissa && exponent == other.exponent;
  }

  /// The nearest multiplier to a number that is not negative. What is below
  /// 2^-32 is 0, what is above 2^31 is the largest multiplier.
  static FixedPointMultiplier get(double value);
};

/// `x * y / 2^31`, to the nearest integer, halves up. The one product that does
/// not fit, that of the lowest number with itself, is the highest number.
int32_t multiplyHigh(int32_t x, int32_t y);

/// `x / 2^exponent`, to the nearest integer, halves away from zero. The
/// exponent is from 0 to 31.
int32_t divideByPowerOfTwo(int32_t x, int32_t exponent);

/// `x * 2^exponent`, where what does not fit is the nearest number that does.
int32_t multiplyByPowerOfTwo(int32_t x, int32_t exponent);

/// `x` times the multiplier. It is rounded twice: where the product is cut to
/// 32 bits, and where these are shifted to the right. If they are shifted to
/// the left, that is done first, and wraps around.
int32_t multiply(int32_t x, FixedPointMultiplier multiplier);

/// `e^x` in units of 2^-31, for an `x` that is not positive, in units of 2^-26.
int32_t getExpOfNegative(int32_t x);

/// `1 / (1 + x)` for `x` from 0 to 1, both in units of 2^-31.
int32_t getReciprocalOfOnePlus(int32_t x);

/// The reciprocal of a positive number `x`, in units of 2^(integerBits - 31):
/// `mantissa * 2^(-31 - exponent)`.
FixedPointMultiplier getReciprocal(int32_t x, int32_t integerBits);

} // namespace nnef

#endif // NNEF_CONVERSION_INTEGERARITHMETIC_FIXEDPOINT_H
