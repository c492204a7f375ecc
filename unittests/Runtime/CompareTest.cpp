//===- CompareTest.cpp - Tests of comparing tensors -----------------------===//
//
// Part of the nnef-mlir project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "NNEF/Runtime/Compare.h"
#include "gtest/gtest.h"
#include <cmath>
#include <limits>

using namespace llvm;
using namespace nnef;

namespace {

template <typename T>
HostTensor makeTensor(ElementType type, ArrayRef<int64_t> shape,
                      ArrayRef<T> values) {
  HostTensor tensor(type, shape);
  llvm::copy(values, tensor.getAs<T>().begin());
  return tensor;
}

HostTensor makeFloats(ArrayRef<float> values) {
  return makeTensor<float>(ElementType::Float32, {int64_t(values.size())},
                           values);
}

Comparison compare(const HostTensor &actual, const HostTensor &expected,
                   Tolerance tolerance = {}) {
  return cantFail(compareTensors(actual, expected, tolerance));
}

constexpr float nan = std::numeric_limits<float>::quiet_NaN();
constexpr float inf = std::numeric_limits<float>::infinity();

TEST(CompareTest, FindsTheLargestDifferences) {
  HostTensor actual = makeTensor<float>(ElementType::Float32, {2, 2},
                                        {1.0f, 2.0f, 100.0f, 0.02f});
  HostTensor expected = makeTensor<float>(ElementType::Float32, {2, 2},
                                          {1.0f, 2.0f, 101.0f, 0.01f});
  Comparison result = compare(actual, expected);
  EXPECT_EQ(result.numMismatches, 2u);
  EXPECT_EQ(result.largestAbsolute.value, 1.0);
  EXPECT_EQ(result.largestAbsolute.index, (SmallVector<int64_t>{1, 0}));
  EXPECT_EQ(result.largestAbsolute.expected, 101.0);
  EXPECT_NEAR(result.largestRelative.value, 1.0, 1e-6);
  EXPECT_EQ(result.largestRelative.index, (SmallVector<int64_t>{1, 1}));
}

TEST(CompareTest, AppliesBothTolerances) {
  HostTensor actual = makeFloats({1.5f, 102.0f});
  HostTensor expected = makeFloats({1.0f, 100.0f});
  EXPECT_EQ(compare(actual, expected, {0, 0}).numMismatches, 2u);
  EXPECT_EQ(compare(actual, expected, {0.02, 0}).numMismatches, 1u);
  EXPECT_EQ(compare(actual, expected, {0, 0.5}).numMismatches, 1u);
  EXPECT_TRUE(compare(actual, expected, {0.015, 0.5}).isMatch());
}

TEST(CompareTest, NaNsAndInfinitiesEqualThemselves) {
  HostTensor special = makeFloats({nan, inf, -inf});
  EXPECT_TRUE(compare(special, special, {0, 0}).isMatch());
  EXPECT_EQ(
      compare(special, makeFloats({0, -inf, inf}), {1, 1e9}).numMismatches, 3u);
  EXPECT_EQ(compare(makeFloats({0, 0, 0}), special, {1, 1e9}).numMismatches,
            3u);
  EXPECT_TRUE(std::isinf(
      compare(makeFloats({0, 0, 0}), special).largestAbsolute.value));
}

TEST(CompareTest, IsExactForLargeIntegers) {
  int64_t large = int64_t(1) << 62;
  HostTensor actual = makeTensor<int64_t>(ElementType::Int64, {1}, {large + 1});
  HostTensor expected = makeTensor<int64_t>(ElementType::Int64, {1}, {large});
  Comparison result = compare(actual, expected, {0, 0});
  EXPECT_EQ(result.numMismatches, 1u);
  EXPECT_EQ(result.largestAbsolute.value, 1.0);
  HostTensor negative = makeTensor<int64_t>(ElementType::Int64, {1}, {-large});
  EXPECT_EQ(compare(negative, expected).largestAbsolute.value,
            2 * double(large));
}

TEST(CompareTest, ComparesEmptyAndSingleElements) {
  EXPECT_TRUE(compare(HostTensor(), HostTensor()).isMatch());
  HostTensor single(ElementType::Float16, {});
  HostTensor other = single.clone();
  other.getAs<uint16_t>()[0] = 0x3C00;
  EXPECT_EQ(compare(single, other).largestAbsolute.value, 1.0);
}

TEST(CompareTest, RefusesOtherTypes) {
  Expected<Comparison> shapes =
      compareTensors(makeFloats({1}), makeFloats({1, 2}), {});
  EXPECT_EQ(toString(shapes.takeError()),
            "expected float32[2], found float32[1]");
  Expected<Comparison> types =
      compareTensors(makeFloats({1}), HostTensor(ElementType::Int32, {1}), {});
  EXPECT_EQ(toString(types.takeError()), "expected int32[1], found float32[1]");
}

} // namespace
