//===- ParametersTest.cpp - Tests of parameters of integer operations -----===//
//
// Part of the nnef-mlir project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "NNEF/Conversion/IntegerArithmetic/Parameters.h"
#include "gtest/gtest.h"
#include <cmath>
#include <limits>

using namespace nnef;

namespace {

constexpr int32_t kHalf = 1 << 30;
constexpr float kInfinity = std::numeric_limits<float>::infinity();

Codes getSigned(float scale, int32_t zeroPoint = 0) {
  return {scale, zeroPoint, -128, 127, true};
}
Codes getUnsigned(float scale, int32_t zeroPoint = 0) {
  return {scale, zeroPoint, 0, 255, false};
}

TEST(ParametersTest, EncodesNearest) {
  Codes codes = getSigned(0.5, 10);
  EXPECT_EQ(codes.encode(0.0f), 10);
  EXPECT_EQ(codes.encode(0.24f), 10);
  // Halves go away from zero.
  EXPECT_EQ(codes.encode(0.25f), 11);
  EXPECT_EQ(codes.encode(-0.25f), 9);
  EXPECT_EQ(codes.encode(-0.75f), 8);
  EXPECT_EQ(codes.encode(0.25), 11);
}

TEST(ParametersTest, EncodesWhatHasNoCode) {
  Codes codes = getSigned(0.5, 10);
  EXPECT_EQ(codes.encode(1000.0f), 127);
  EXPECT_EQ(codes.encode(-1000.0f), -128);
  EXPECT_EQ(codes.encode(kInfinity), 127);
  EXPECT_EQ(codes.encode(-kInfinity), -128);
  EXPECT_EQ(codes.encode(std::nanf("")), 10);
}

TEST(ParametersTest, DecodesInSinglePrecision) {
  EXPECT_EQ(getUnsigned(0.1f, 128).decode(131), 0.1f * 3);
  EXPECT_EQ(getUnsigned(0.1f, 128).decode(0), -12.8f);
}

TEST(ParametersTest, BoundsOfClamp) {
  // 6 / 0.1 = 60
  EXPECT_EQ(getBounds(0, 6, getSigned(0.1f, -20)), std::make_pair(-20, 40));
  EXPECT_EQ(getBounds(0, 6, getSigned(0.01f, -20)), std::make_pair(-20, 127));
  EXPECT_EQ(getBounds(0, kInfinity, getUnsigned(1, 7)), std::make_pair(7, 255));
}

TEST(ParametersTest, ProductsOfScales) {
  const float x = 0.1f, w = 0.3f, y = 0.7f;
  // The product rounded to single precision is another number.
  ASSERT_NE(double(x) * double(w), double(x * w));
  double exact = double(x) * double(w) / double(y);
  double rounded = double(x * w) / double(y);
  EXPECT_EQ(getProductScale(getSigned(x), w, false, getSigned(y)), exact);
  EXPECT_EQ(getProductScale(getSigned(x), w, true, getSigned(y)), exact);
  EXPECT_EQ(getProductScale(getUnsigned(x), w, false, getUnsigned(y)), rounded);
  EXPECT_EQ(getProductScale(getUnsigned(x), w, true, getUnsigned(y)), exact);
  EXPECT_EQ(getLinearScale(getUnsigned(x), w, getUnsigned(y)), exact);
  EXPECT_EQ(getMatmulScale(getSigned(x), getSigned(w), getSigned(y)), rounded);
}

TEST(ParametersTest, MultipliersOfProducts) {
  // 0.5 * 0.25 / 0.5 = 2^-2
  EXPECT_EQ(getMulMultiplier(getSigned(0.5), getSigned(0.25), getSigned(0.5)),
            (FixedPointMultiplier{kHalf, -1}));
  EXPECT_EQ(getRescaleMultiplier(getSigned(0.25), getUnsigned(0.5)),
            (FixedPointMultiplier{kHalf, 0}));
}

TEST(ParametersTest, Sums) {
  // Twice the larger scale is 1.
  AddParameters parameters =
      AddParameters::get(getSigned(0.5), getSigned(0.25), getSigned(1));
  EXPECT_EQ(parameters.leftShift, 20);
  EXPECT_EQ(parameters.x, (FixedPointMultiplier{kHalf, 0}));
  EXPECT_EQ(parameters.y, (FixedPointMultiplier{kHalf, -1}));
  EXPECT_EQ(parameters.result, (FixedPointMultiplier{kHalf, -19}));
}

TEST(ParametersTest, Means) {
  FixedPointMultiplier one = FixedPointMultiplier::get(1);
  EXPECT_EQ(getMeanMultiplier(one, 1), one);
  // 2^30 shifted by floor(log2(count)), and divided.
  EXPECT_EQ(getMeanMultiplier(one, 3), (FixedPointMultiplier{715827882, 0}));
  EXPECT_EQ(getMeanMultiplier(one, 49), (FixedPointMultiplier{701219150, -4}));
  EXPECT_EQ(getMeanMultiplier(one, 64), (FixedPointMultiplier{kHalf, -5}));
  // Not further than an exponent of -31.
  FixedPointMultiplier tiny{kHalf, -30};
  EXPECT_EQ(getMeanMultiplier(tiny, 8), (FixedPointMultiplier{kHalf / 4, -31}));
}

TEST(ParametersTest, SoftmaxExps) {
  // Up to a difference of floor(31 * 2^26 / 2^27) = 15.
  std::array<int32_t, 256> exps = getSoftmaxExps(getSigned(1));
  EXPECT_EQ(exps[0], std::numeric_limits<int32_t>::max());
  for (int distance = 0; distance < 16; ++distance)
    EXPECT_NEAR(std::ldexp(exps[distance], -31), std::exp(-distance), 1e-6);
  EXPECT_GT(exps[15], 0);
  EXPECT_EQ(exps[16], 0);
  EXPECT_EQ(exps[255], 0);
  // All differences count where codes are close.
  EXPECT_NEAR(std::ldexp(getSoftmaxExps(getSigned(0.01f))[255], -31),
              std::exp(-2.55), 1e-6);
}

TEST(ParametersTest, SoftmaxCodes) {
  EXPECT_TRUE(isSoftmaxCodes(getSigned(1.0f / 256, -128)));
  EXPECT_TRUE(isSoftmaxCodes(getUnsigned(1.0001f / 256)));
  EXPECT_FALSE(isSoftmaxCodes(getUnsigned(1.01f / 256)));
  EXPECT_FALSE(isSoftmaxCodes(getSigned(1.0f / 256, 0)));
}

} // namespace
