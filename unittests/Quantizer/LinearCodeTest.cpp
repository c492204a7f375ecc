//===- LinearCodeTest.cpp - Tests of codes for numbers --------------------===//
//
// Part of the nnef-mlir project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "NNEF/Quantizer/LinearCode.h"
#include "mlir/IR/MLIRContext.h"
#include "gtest/gtest.h"

using namespace nnef;

namespace {

constexpr CodeType int8 = {8, /*isSigned=*/true, /*isSymmetric=*/false};
constexpr CodeType uint8 = {8, /*isSigned=*/false, /*isSymmetric=*/false};
constexpr CodeType symmetric = {8, /*isSigned=*/true, /*isSymmetric=*/true};

TEST(CodeTypeTest, HasLimits) {
  EXPECT_EQ(int8.getLowest(), -128);
  EXPECT_EQ(int8.getHighest(), 127);
  EXPECT_EQ(symmetric.getLowest(), -127);
  EXPECT_EQ(uint8.getLowest(), 0);
  EXPECT_EQ(uint8.getHighest(), 255);
  EXPECT_EQ((CodeType{32, true, false}).getLowest(), -2147483648);
}

TEST(LinearCodeTest, ChoosesScaleAndZeroPoint) {
  LinearCode code = chooseCode({-1, 3}, int8);
  EXPECT_EQ(code.scale, 4.0f / 255);
  // 0 is 63.75 steps above the lowest code.
  EXPECT_EQ(code.zeroPoint, -128 + 64);
  EXPECT_EQ(chooseCode({-1, 3}, uint8).zeroPoint, 64);
  EXPECT_EQ(chooseCode({-2, 3}, int8).zeroPoint, -128 + 102);
}

TEST(LinearCodeTest, WidensRangesWithoutZero) {
  LinearCode above = chooseCode({1, 2.55}, uint8);
  EXPECT_EQ(above.scale, 0.01f);
  EXPECT_EQ(above.zeroPoint, 0);
  LinearCode below = chooseCode({-2.55, -1}, int8);
  EXPECT_EQ(below.scale, 0.01f);
  EXPECT_EQ(below.zeroPoint, 127);
}

TEST(LinearCodeTest, ChoosesSymmetricCodes) {
  LinearCode code = chooseSymmetricCode(2.54, symmetric);
  EXPECT_EQ(code.scale, 0.02f);
  EXPECT_EQ(code.zeroPoint, 0);
  LinearCode unsignedCode = chooseSymmetricCode(2.54, uint8);
  EXPECT_EQ(unsignedCode.scale, 0.02f);
  EXPECT_EQ(unsignedCode.zeroPoint, 128);
}

TEST(LinearCodeTest, HasAScaleForNothing) {
  // No f32 divides by less than its smallest normal number in earnest.
  for (double largest : {0.0, 1e-300, 1e-40}) {
    EXPECT_EQ(chooseCode({0, largest}, int8), (LinearCode{int8, 1, 0}));
    EXPECT_EQ(chooseSymmetricCode(largest, symmetric),
              (LinearCode{symmetric, 1, 0}));
  }
}

TEST(LinearCodeTest, HasAScaleForTheLargestNumbers) {
  double max = std::numeric_limits<float>::max();
  LinearCode code = chooseCode({-max, max}, int8);
  EXPECT_EQ(code.scale, float(2 * max / 255));
}

TEST(LinearCodeTest, RoundsHalvesUp) {
  LinearCode code = {int8, 0.5f, 3};
  EXPECT_EQ(code.encode(1.0), 5);
  EXPECT_EQ(code.encode(0.25), 4);
  EXPECT_EQ(code.encode(-0.25), 3);
  EXPECT_EQ(code.decode(5), 1.0);
}

TEST(LinearCodeTest, LimitsCodes) {
  EXPECT_EQ((LinearCode{int8, 0.5f, 3}).encode(1e300), 127);
  EXPECT_EQ((LinearCode{int8, 0.5f, 3}).encode(-1e300), -128);
  EXPECT_EQ((LinearCode{symmetric, 1, 0}).encode(-128), -127);
  EXPECT_EQ((LinearCode{{32, true, false}, 1, 0}).encode(1e10), 2147483647);
}

TEST(LinearCodeTest, MakesEntriesThatSayTheSame) {
  mlir::MLIRContext context;
  context.loadDialect<NNEFDialect>();
  LinearCode codes[] = {chooseCode({-1, 3}, int8), chooseCode({-0.1, 7}, int8)};
  for (UniformForm form : {UniformForm::ZeroPoint, UniformForm::MinMax}) {
    QuantizationAttr entry = makeEntry(&context, codes, /*dim=*/1, form);
    std::optional<UniformQuantization> read = UniformQuantization::get(entry);
    ASSERT_TRUE(read);
    EXPECT_EQ(read->axis, 1u);
    for (auto [code, scale, zeroPoint] :
         llvm::zip_equal(codes, read->scales, read->zeroPoints)) {
      EXPECT_EQ(float(scale), code.scale);
      EXPECT_EQ(zeroPoint, code.zeroPoint);
    }
  }
}

} // namespace
