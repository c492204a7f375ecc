//===- FixedPoint.cpp - Multiplication by fixed-point numbers ------------===//
//
// Part of the nnef-mlir project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "NNEF/Conversion/IntegerArithmetic/FixedPoint.h"

#include "llvm/ADT/bit.h"
#include <algorithm>
#include <cassert>
#include <cmath>
#include <limits>
#include <utility>

using namespace nnef;

static constexpr int32_t kLowest = std::numeric_limits<int32_t>::min();
static constexpr int32_t kHighest = std::numeric_limits<int32_t>::max();

FixedPointMultiplier FixedPointMultiplier::get(double value) {
  assert(value >= 0 && "no multiplier");
  if (value == 0)
    return {};
  if (value >= std::ldexp(1, 31))
    return {kHighest, 31};
  int exponent;
  double fraction = std::frexp(value, &exponent);
  auto mantissa = static_cast<int64_t>(std::round(std::ldexp(fraction, 31)));
  if (mantissa == int64_t(1) << 31) {
    mantissa /= 2;
    ++exponent;
  }
  // All bits of any number would be shifted out.
  if (exponent < -31)
    return {};
  return {static_cast<int32_t>(mantissa), exponent};
}

int32_t nnef::multiplyHigh(int32_t x, int32_t y) {
  if (x == kLowest && y == kLowest)
    return kHighest;
  return (int64_t(x) * y + (int64_t(1) << 30)) >> 31;
}

int32_t nnef::divideByPowerOfTwo(int32_t x, int32_t exponent) {
  assert(exponent >= 0 && exponent <= 31 && "no such power of two");
  if (exponent == 0)
    return x;
  int64_t half = int64_t(1) << (exponent - 1);
  return (x + half - (x < 0)) >> exponent;
}

int32_t nnef::multiplyByPowerOfTwo(int32_t x, int32_t exponent) {
  int64_t product = int64_t(x) * (int64_t(1) << exponent);
  return std::clamp<int64_t>(product, kLowest, kHighest);
}

int32_t nnef::multiply(int32_t x, FixedPointMultiplier multiplier) {
  int32_t left = std::max(multiplier.exponent, 0);
  int32_t right = std::max(-multiplier.exponent, 0);
  auto shifted = static_cast<int32_t>(uint32_t(x) << left);
  return divideByPowerOfTwo(multiplyHigh(shifted, multiplier.mantissa), right);
}

/// `e^x` for `x` from -1/4 up to, but not including, 0, both in units of 2^-31:
/// four terms of the Taylor series around -1/8.
static int32_t getExpNearZero(int32_t x) {
  const int32_t expOfCentre = 1895147668; // e^(-1/8)
  const int32_t third = 715827883;
  int32_t t = x + (1 << 28);
  int32_t t2 = multiplyHigh(t, t);
  int32_t t3 = multiplyHigh(t2, t);
  int32_t t4 = multiplyHigh(t2, t2);
  // t^4/24 + t^3/6 + t^2/2
  int32_t quarter = divideByPowerOfTwo(t4, 2);
  int32_t rest = divideByPowerOfTwo(multiplyHigh(quarter + t3, third) + t2, 1);
  return expOfCentre + multiplyHigh(expOfCentre, t + rest);
}

int32_t nnef::getExpOfNegative(int32_t x) {
  assert(x <= 0 && "positive number");
  if (x == 0)
    return kHighest;
  const int32_t quarter = 1 << 24;
  // The rest after a multiple of 1/4, from -1/4 up to 0, and that multiple.
  int32_t near = (x & (quarter - 1)) - quarter;
  int32_t distance = near - x;
  int32_t result = getExpNearZero(multiplyByPowerOfTwo(near, 5));
  // e^(-1/4), e^(-1/2), e^-1, ..., e^-16: one for each bit of the multiple.
  const int32_t factors[] = {1672461947, 1302514674, 790015084, 290630308,
                             39332535,   720401,     242};
  uint32_t bit = quarter;
  for (int32_t factor : factors) {
    if (uint32_t(distance) & bit)
      result = multiplyHigh(result, factor);
    bit *= 2;
  }
  return result;
}

int32_t nnef::getReciprocalOfOnePlus(int32_t x) {
  // Newton's method for the reciprocal of (1 + x) / 2, from the best straight
  // line, 48/17 - 32/17 * y. Numbers with two integer bits.
  const int32_t offset = 1515870810, slope = -1010580540, one = 1 << 29;
  int32_t half = (int64_t(x) + kHighest + 1) / 2;
  int32_t y = offset + multiplyHigh(half, slope);
  for (int i = 0; i < 3; ++i) {
    int32_t error = one - multiplyHigh(half, y);
    y += multiplyByPowerOfTwo(multiplyHigh(y, error), 2);
  }
  // Half of it, without integer bits.
  return multiplyByPowerOfTwo(y, 1);
}

FixedPointMultiplier nnef::getReciprocal(int32_t x, int32_t integerBits) {
  assert(x > 0 && "not positive");
  int32_t leading = llvm::countl_zero(uint32_t(x));
  auto fraction =
      static_cast<int32_t>((uint32_t(x) << leading) - (uint32_t(1) << 31));
  return {getReciprocalOfOnePlus(fraction), integerBits - leading};
}
