//===- TablesTest.cpp - Tests of tables of codes --------------------------===//
//
// Part of the nnef-mlir project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "NNEF/Conversion/IntegerArithmetic/Tables.h"
#include "gtest/gtest.h"
#include <cmath>

using namespace nnef;

namespace {

const Codes kSigned{0.05f, -10, -128, 127, true};
const Codes kUnsigned{0.05f, 100, 0, 255, false};
const Codes kSignedUnit{1.0f / 256, -128, -128, 127, true};
const Codes kUnsignedUnit{1.0f / 256, 0, 0, 255, false};

/// Compares each entry with a function of reals in double precision. Rounding
/// before that may choose the other one of two codes that are nearly as near.
void expectNear(const CodeTable &table, const Codes &from, const Codes &to,
                llvm::function_ref<double(double)> function, double tolerance) {
  for (int code = from.lowest; code <= from.highest; ++code) {
    double real = function(double(from.scale) * (code - from.zeroPoint));
    double expected = real / double(to.scale) + to.zeroPoint;
    expected =
        std::min<double>(std::max<double>(expected, to.lowest), to.highest);
    uint8_t byte = table[static_cast<uint8_t>(code)];
    int actual = to.isSigned ? int(int8_t(byte)) : byte;
    EXPECT_NEAR(actual, expected, 0.5 + tolerance) << code;
  }
}

void expectUnary(llvm::StringRef name, std::vector<double> parameters,
                 const Codes &from, const Codes &to,
                 llvm::function_ref<double(double)> function,
                 double tolerance = 1e-4) {
  std::optional<CodeTable> table = makeUnaryTable(name, parameters, from, to);
  ASSERT_TRUE(table.has_value()) << name.str();
  SCOPED_TRACE(name.str());
  expectNear(*table, from, to, function, tolerance);
}

TEST(TablesTest, BytesOfSignedCodesComeInTwoHalves) {
  CodeTable table = makeTable(kSigned, kSigned, [](int32_t x) { return x; });
  for (int byte = 0; byte < 256; ++byte)
    EXPECT_EQ(table[byte], byte);
  table = makeTable(kSigned, kUnsigned, [](int32_t x) { return x + 128; });
  EXPECT_EQ(table[0], 128);
  EXPECT_EQ(table[0x80], 0);
  EXPECT_EQ(table[0xff], 127);
}

TEST(TablesTest, ResultsAreBroughtIntoTheRange) {
  Codes narrow{1, 0, -127, 127, true};
  CodeTable table =
      makeTable(kUnsigned, narrow, [](int32_t x) { return 10 * (x - 100); });
  EXPECT_EQ(int8_t(table[0]), -127);
  EXPECT_EQ(int8_t(table[255]), 127);
}

TEST(TablesTest, Sigmoid) {
  auto sigmoid = [](double x) { return 1 / (1 + std::exp(-x)); };
  expectUnary("sigmoid", {}, kSigned, kSignedUnit, sigmoid);
  expectUnary("sigmoid", {}, kUnsigned, kUnsignedUnit, sigmoid);
  // The code of zero has half of 256 steps.
  CodeTable table = *makeUnaryTable("sigmoid", {}, kUnsigned, kUnsignedUnit);
  EXPECT_EQ(table[100], 128);
}

TEST(TablesTest, Tanh) {
  Codes to{1.0f / 128, 0, -128, 127, true};
  expectUnary("tanh", {}, kSigned, to, [](double x) { return std::tanh(x); });
}

TEST(TablesTest, LimitsAndSlopes) {
  // Multipliers round twice, once in the products.
  const double twice = 0.5;
  Codes to{0.07f, 3, -128, 127, true};
  expectUnary("copy", {}, kSigned, to, [](double x) { return x; }, twice);
  expectUnary("copy", {}, kUnsigned, to, [](double x) { return x; }, twice);
  expectUnary(
      "relu", {}, kSigned, to, [](double x) { return std::max(x, 0.0); },
      twice);
  expectUnary(
      "clamp", {0, 6}, kUnsigned, to,
      [](double x) { return std::min(std::max(x, 0.0), 6.0); }, twice);
  expectUnary(
      "leaky_relu", {0.2}, kSigned, to,
      [](double x) { return x < 0 ? 0.2 * x : x; }, twice);
  expectUnary(
      "leaky_relu", {-0.2}, kSigned, to,
      [](double x) { return x < 0 ? -0.2 * x : x; }, twice);
  expectUnary(
      "abs", {}, kSigned, to, [](double x) { return std::abs(x); }, twice);
}

TEST(TablesTest, CodesOfOneScaleStay) {
  CodeTable table = makeRescaleTable(kSigned, kSigned);
  for (int byte = 0; byte < 256; ++byte)
    EXPECT_EQ(table[byte], byte);
  // From signed to unsigned codes, only the zero point changes.
  Codes to{0.05f, 118, 0, 255, false};
  table = makeRescaleTable(kSigned, to);
  EXPECT_EQ(table[0], 128);
  EXPECT_EQ(table[0x80], 0);
}

TEST(TablesTest, Concat) {
  Codes to{0.08f, 30, 0, 255, false};
  expectNear(
      makeConcatTable(kUnsigned, to), kUnsigned, to, [](double x) { return x; },
      1e-4);
  CodeTable same = makeConcatTable(to, to);
  for (int byte = 0; byte < 256; ++byte)
    EXPECT_EQ(same[byte], byte);
}

TEST(TablesTest, Functions) {
  Codes to{0.1f, 0, -128, 127, true};
  auto expect = [&](llvm::StringRef name, double (*function)(double)) {
    expectUnary(name, {}, kSigned, to, function);
  };
  expect("neg", [](double x) { return -x; });
  expect("exp", [](double x) { return std::exp(x); });
  expect("sin", [](double x) { return std::sin(x); });
  expect("atan", [](double x) { return std::atan(x); });
  expect("sqr", [](double x) { return x * x; });
  expect("floor", [](double x) { return std::floor(x); });
  expect("round", [](double x) { return std::floor(x + 0.5); });
  expect("softplus", [](double x) { return std::log(1 + std::exp(x)); });
  expect("silu", [](double x) { return x / (1 + std::exp(-x)); });
  expectUnary("elu", {1.5}, kSigned, to,
              [](double x) { return x < 0 ? 1.5 * std::expm1(x) : x; });
  expectUnary("selu", {1.6, 1.05}, kSigned, to, [](double x) {
    return 1.05 * (x < 0 ? 1.6 * std::expm1(x) : x);
  });
  expectUnary("softabs", {0.5}, kSigned, to,
              [](double x) { return std::sqrt(x * x + 0.5); });
}

TEST(TablesTest, WhatIsNoNumberIsZero) {
  Codes to{0.1f, 7, -128, 127, true};
  CodeTable table = *makeUnaryTable("sqrt", {}, kSigned, to);
  // -5.9, 0 and 0.05.
  EXPECT_EQ(int8_t(table[0x80]), 7);
  EXPECT_EQ(int8_t(table[uint8_t(-10)]), 7);
  EXPECT_EQ(int8_t(table[uint8_t(-9)]), 9);
  // The reciprocal of 0 has the last code.
  table = *makeUnaryTable("rcp", {}, kSigned, to);
  EXPECT_EQ(int8_t(table[uint8_t(-10)]), 127);
  // There is no logarithm of what is not positive: the first code.
  table = *makeUnaryTable("log", {}, kSigned, to);
  EXPECT_EQ(int8_t(table[uint8_t(-10)]), -128);
  EXPECT_EQ(int8_t(table[0x80]), -128);
}

TEST(TablesTest, Binary) {
  Codes to{0.1f, 0, -128, 127, true};
  auto expect = [&](llvm::StringRef name, double scalar, bool isReversed,
                    llvm::function_ref<double(double)> function) {
    auto table = makeBinaryTable(name, scalar, isReversed, kSigned, to);
    ASSERT_TRUE(table.has_value());
    SCOPED_TRACE(name.str());
    expectNear(*table, kSigned, to, function, 1e-6);
  };
  expect("add", 1.3, false, [](double x) { return x + 1.3; });
  expect("sub", 1.3, true, [](double x) { return 1.3 - x; });
  expect("mul", -0.7, false, [](double x) { return x * -0.7; });
  expect("div", 3, false, [](double x) { return x / 3; });
  expect("pow", 2, true, [](double x) { return std::pow(2, x); });
  expect("min", 0.5, false, [](double x) { return std::min(x, 0.5); });
  expect("max", 0.5, true, [](double x) { return std::max(x, 0.5); });
}

TEST(TablesTest, OthersHaveNoTable) {
  EXPECT_FALSE(makeUnaryTable("softmax", {}, kSigned, kSigned).has_value());
  EXPECT_FALSE(
      makeBinaryTable("matmul", 1, false, kSigned, kSigned).has_value());
}

} // namespace
