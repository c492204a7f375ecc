//===- FixedPointTest.cpp - Tests of fixed-point multiplication -----------===//
//
// Part of the nnef-mlir project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "NNEF/Conversion/IntegerArithmetic/FixedPoint.h"
#include "gtest/gtest.h"
#include <cmath>
#include <limits>
#include <random>

using namespace nnef;

namespace {

constexpr int32_t kLowest = std::numeric_limits<int32_t>::min();
constexpr int32_t kHighest = std::numeric_limits<int32_t>::max();
constexpr int32_t kHalf = 1 << 30;

/// Numbers of all magnitudes, and those at the ends.
std::vector<int32_t> getNumbers() {
  std::vector<int32_t> numbers{
      0, 1, -1, 2, -2, kHalf, -kHalf, kHighest, kLowest, kLowest + 1, 3, -3};
  std::mt19937 random(1);
  for (int bits = 1; bits < 32; ++bits)
    for (int i = 0; i < 8; ++i)
      numbers.push_back(static_cast<int32_t>(random()) >> (32 - bits));
  return numbers;
}

TEST(FixedPointTest, GetsMultipliers) {
  auto expect = [](double value, int32_t mantissa, int32_t exponent) {
    FixedPointMultiplier multiplier = FixedPointMultiplier::get(value);
    EXPECT_EQ(multiplier.mantissa, mantissa) << value;
    EXPECT_EQ(multiplier.exponent, exponent) << value;
  };
  expect(0, 0, 0);
  expect(1, kHalf, 1);
  expect(0.5, kHalf, 0);
  expect(0.25, kHalf, -1);
  expect(0.75, 3 << 29, 0);
  // 2/3 * 2^31 = 1431655765.33, 5/3 * 2^30 = 1789569706.67
  expect(2.0 / 3, 1431655765, 0);
  expect(5.0 / 3, 1789569707, 1);
  expect(1.0 / 3, 1431655765, -1);
}

TEST(FixedPointTest, MantissaRoundsUpToNextPower) {
  FixedPointMultiplier multiplier =
      FixedPointMultiplier::get(std::nextafter(1.0, 0.0));
  EXPECT_EQ(multiplier.mantissa, kHalf);
  EXPECT_EQ(multiplier.exponent, 1);
}

TEST(FixedPointTest, MultipliersSaturate) {
  EXPECT_EQ(FixedPointMultiplier::get(std::ldexp(1, -32)),
            (FixedPointMultiplier{kHalf, -31}));
  EXPECT_EQ(FixedPointMultiplier::get(std::ldexp(1, -33)),
            FixedPointMultiplier());
  EXPECT_EQ(FixedPointMultiplier::get(std::ldexp(1, 30)),
            (FixedPointMultiplier{kHalf, 31}));
  EXPECT_EQ(FixedPointMultiplier::get(1e30),
            (FixedPointMultiplier{kHighest, 31}));
}

/// As gemmlowp states it: a nudge by the sign, and a quotient that is cut.
int32_t multiplyHighByDivision(int32_t x, int32_t y) {
  if (x == kLowest && y == kLowest)
    return kHighest;
  int64_t product = int64_t(x) * y;
  int64_t nudge = product >= 0 ? int64_t(kHalf) : 1 - int64_t(kHalf);
  return (product + nudge) / (int64_t(1) << 31);
}

TEST(FixedPointTest, MultipliesHigh) {
  std::vector<int32_t> numbers = getNumbers();
  for (int32_t x : numbers)
    for (int32_t y : numbers)
      EXPECT_EQ(multiplyHigh(x, y), multiplyHighByDivision(x, y))
          << x << " * " << y;
  // Halves go up.
  EXPECT_EQ(multiplyHigh(1, kHalf), 1);
  EXPECT_EQ(multiplyHigh(-1, kHalf), 0);
  EXPECT_EQ(multiplyHigh(-3, kHalf), -1);
}

TEST(FixedPointTest, DividesByPowersOfTwo) {
  for (int32_t x : getNumbers())
    for (int32_t exponent = 0; exponent < 32; ++exponent)
      EXPECT_EQ(divideByPowerOfTwo(x, exponent),
                std::round(std::ldexp(x, -exponent)))
          << x << " / 2^" << exponent;
  // Halves go away from zero.
  EXPECT_EQ(divideByPowerOfTwo(-3, 1), -2);
  EXPECT_EQ(divideByPowerOfTwo(3, 1), 2);
}

TEST(FixedPointTest, MultipliesByPowersOfTwo) {
  EXPECT_EQ(multiplyByPowerOfTwo(5, 2), 20);
  EXPECT_EQ(multiplyByPowerOfTwo(-5, 2), -20);
  EXPECT_EQ(multiplyByPowerOfTwo(1 << 29, 2), kHighest);
  EXPECT_EQ(multiplyByPowerOfTwo(-(1 << 29), 2), kLowest);
  EXPECT_EQ(multiplyByPowerOfTwo(-(1 << 29) - 1, 2), kLowest);
}

TEST(FixedPointTest, MultipliesWithTwoRoundings) {
  // 3 * 0.5 = 1.5 becomes 2 before it is halved: 1, not 0.75 rounded.
  EXPECT_EQ(multiply(3, {kHalf, -1}), 1);
  // 5 * 0.5 = 2.5 becomes 3, and 1.5 becomes 2; 1.25 would be 1.
  EXPECT_EQ(multiply(5, {kHalf, -1}), 2);
  // -5 * 0.5 = -2.5 becomes -2 and then -1.
  EXPECT_EQ(multiply(-5, {kHalf, -1}), -1);
  // What is shifted to the left first is not rounded.
  EXPECT_EQ(multiply(5, {kHalf, 1}), 5);
  EXPECT_EQ(multiply(-5, {kHalf, 3}), -20);
  // 2^30 * 2 does not fit, and wraps around.
  EXPECT_EQ(multiply(kHalf, {kHalf, 1}), -kHalf);
}

TEST(FixedPointTest, MultipliesNearly) {
  for (double value : {0.3, 0.0217, 1e-5, 7.3, 0.99999, 1.0 / 3})
    for (int32_t x : {0, 1, -1, 1000, -777, 123456, -99999})
      EXPECT_NEAR(multiply(x, FixedPointMultiplier::get(value)), x * value, 1)
          << x << " * " << value;
}

TEST(FixedPointTest, ComputesExp) {
  EXPECT_EQ(getExpOfNegative(0), kHighest);
  std::mt19937 random(2);
  for (int i = 0; i < 1000; ++i) {
    // Down to -32, in units of 2^-26.
    int32_t x = -static_cast<int32_t>(random() >> 1);
    EXPECT_NEAR(std::ldexp(getExpOfNegative(x), -31),
                std::exp(std::ldexp(x, -26)), 1e-6)
        << x;
  }
}

TEST(FixedPointTest, ComputesReciprocals) {
  for (int32_t x : {0, 1, 12345, kHalf / 2, kHalf, kHighest - 5, kHighest})
    EXPECT_NEAR(std::ldexp(getReciprocalOfOnePlus(x), -31),
                1 / (1 + std::ldexp(x, -31)), 1e-8)
        << x;
  // A sum with 12 integer bits.
  for (double sum : {1.0, 1.5, 2.0, 3.6875, 1000.25, 4095.0}) {
    auto raw = static_cast<int32_t>(std::ldexp(sum, 19));
    FixedPointMultiplier reciprocal = getReciprocal(raw, 12);
    EXPECT_NEAR(std::ldexp(reciprocal.mantissa, -31 - reciprocal.exponent),
                1 / sum, 1e-8)
        << sum;
  }
}

} // namespace
