//===- ElementsTest.cpp - Tests of the values of constant tensors ---------===//
//
// Part of the nnef-mlir project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "NNEF/Dialect/NNEF/IR/Elements.h"
#include "mlir/AsmParser/AsmParser.h"
#include "mlir/IR/Builders.h"
#include "mlir/IR/MLIRContext.h"
#include "gtest/gtest.h"
#include <cstring>
#include <numeric>

using namespace mlir;
using namespace nnef;

namespace {

class ElementsTest : public ::testing::Test {
protected:
  ElementsAttr parse(StringRef text) {
    return cast<ElementsAttr>(parseAttribute(text, &context));
  }

  template <typename T> static std::vector<T> read(ArrayRef<char> bytes) {
    std::vector<T> values(bytes.size() / sizeof(T));
    std::memcpy(values.data(), bytes.data(), bytes.size());
    return values;
  }
  template <typename T> std::vector<T> read(ElementsAttr attribute) {
    std::optional<Elements> elements = Elements::get(attribute);
    EXPECT_TRUE(elements.has_value());
    return elements ? read<T>(elements->getBytes()) : std::vector<T>();
  }

  /// A resource with the elements 0, 1, 2, ...
  template <typename T>
  DenseResourceElementsAttr getIota(ArrayRef<int64_t> shape, Type type) {
    auto tensor = RankedTensorType::get(shape, type);
    std::vector<T> values(tensor.getNumElements());
    std::iota(values.begin(), values.end(), T(0));
    return createResource(
        tensor, "iota",
        HeapAsmResourceBlob::allocateAndCopyInferAlign(ArrayRef<T>(values)));
  }

  /// Transposes 0, 1, 2, ... and compares with the definition.
  template <typename T>
  void checkTranspose(ArrayRef<int64_t> shape, ArrayRef<int64_t> permutation) {
    Type type = builder.getIntegerType(8 * sizeof(T));
    ElementsAttr attribute =
        transposeElements(getIota<T>(shape, type), permutation, "transposed");
    ASSERT_TRUE(attribute);
    std::vector<int64_t> place(shape.size()), strides(shape.size(), 1);
    for (size_t i = shape.size(); i-- > 1;)
      strides[i - 1] = strides[i] * shape[i];
    ArrayRef<int64_t> extents = attribute.getShapedType().getShape();
    for (size_t i = 0; i < shape.size(); ++i)
      ASSERT_EQ(extents[i], shape[permutation[i]]);
    for (T value : read<T>(attribute)) {
      int64_t expected = 0;
      for (size_t i = 0; i < shape.size(); ++i)
        expected += place[i] * strides[permutation[i]];
      ASSERT_EQ(value, T(expected));
      for (size_t i = shape.size(); i-- > 0;) {
        if (++place[i] < extents[i])
          break;
        place[i] = 0;
      }
    }
  }

  MLIRContext context;
  Builder builder{&context};
};

TEST_F(ElementsTest, SizesOfElements) {
  auto getInteger = [&](unsigned bits) { return builder.getIntegerType(bits); };
  EXPECT_EQ(getElementBytes(getInteger(1)), 1u);
  EXPECT_EQ(getElementBytes(getInteger(9)), 2u);
  EXPECT_EQ(getElementBytes(getInteger(24)), 4u);
  EXPECT_EQ(getElementBytes(getInteger(33)), 8u);
  EXPECT_EQ(getElementBytes(builder.getBF16Type()), 2u);
  EXPECT_EQ(getElementBytes(builder.getF64Type()), 8u);
  EXPECT_EQ(getElementBytes(getInteger(65)), std::nullopt);
  EXPECT_EQ(getElementBytes(builder.getTF32Type()), std::nullopt);
  EXPECT_EQ(getElementBytes(builder.getIndexType()), std::nullopt);
  auto dynamic = RankedTensorType::get({ShapedType::kDynamic}, getInteger(8));
  EXPECT_EQ(getSizeInBytes(dynamic), std::nullopt);
}

TEST_F(ElementsTest, DenseIsReadInPlace) {
  ElementsAttr attribute = parse("dense<[1.0, 2.0]> : tensor<2xf32>");
  std::optional<Elements> elements = Elements::get(attribute);
  ASSERT_TRUE(elements);
  EXPECT_EQ(elements->getBytes().data(),
            cast<DenseElementsAttr>(attribute).getRawData().data());
  EXPECT_EQ(read<float>(elements->getBytes()), (std::vector<float>{1, 2}));
  EXPECT_EQ(elements->getAttribute("x"), attribute);
}

TEST_F(ElementsTest, SplatHasOneElement) {
  ElementsAttr attribute = parse("dense<7> : tensor<1000x1000xi32>");
  std::optional<Elements> elements = Elements::get(attribute);
  ASSERT_TRUE(elements);
  EXPECT_TRUE(elements->isSplat());
  EXPECT_EQ(read<int32_t>(elements->getBytes()), std::vector<int32_t>{7});
  auto type = RankedTensorType::get({1000000}, builder.getI32Type());
  EXPECT_EQ(elements->withType(type).getAttribute("x"),
            parse("dense<7> : tensor<1000000xi32>"));
}

TEST_F(ElementsTest, TruthValuesTakeBytes) {
  ElementsAttr attribute = parse("dense<[true, false, true]> : tensor<3xi1>");
  EXPECT_EQ(read<uint8_t>(attribute), (std::vector<uint8_t>{1, 0, 1}));
  EXPECT_EQ(read<uint8_t>(parse("dense<true> : tensor<9xi1>")),
            std::vector<uint8_t>{1});
}

TEST_F(ElementsTest, OddWidthsAreExtended) {
  EXPECT_EQ(read<int8_t>(parse("dense<[-1, 1]> : tensor<2xi4>")),
            (std::vector<int8_t>{-1, 1}));
  EXPECT_EQ(read<uint8_t>(parse("dense<[15, 1]> : tensor<2xui4>")),
            (std::vector<uint8_t>{15, 1}));
  EXPECT_EQ(read<int32_t>(parse("dense<[-2, 70000]> : tensor<2xi20>")),
            (std::vector<int32_t>{-2, 70000}));
  EXPECT_EQ(read<int64_t>(parse("dense<-3> : tensor<2xsi40>")),
            std::vector<int64_t>{-3});
}

TEST_F(ElementsTest, OddWidthsBecomeAttributesAgain) {
  for (StringRef elements : {"dense<[[-1, 1]]> : tensor<1x2xi4>",
                             "dense<[[15, 1]]> : tensor<1x2xui4>",
                             "dense<[[-2, 70000]]> : tensor<1x2xi20>",
                             "dense<[[true, false]]> : tensor<1x2xi1>",
                             "dense<-3> : tensor<1x2xsi40>"}) {
    ElementsAttr attribute = parse(elements);
    auto type = cast<RankedTensorType>(attribute.getShapedType());
    ElementsAttr flat =
        reshapeElements(attribute, type.clone(ArrayRef<int64_t>{2}), "flat");
    ASSERT_TRUE(flat);
    EXPECT_EQ(reshapeElements(flat, type, "back"), attribute);
  }
}

TEST_F(ElementsTest, SmallOnesBecomeDense) {
  auto type = RankedTensorType::get({2}, builder.getI16Type());
  Elements elements = Elements::allocate(type);
  int16_t values[] = {3, -4};
  std::memcpy(elements.getMutableBytes().data(), values, sizeof(values));
  EXPECT_EQ(elements.getAttribute("x"),
            parse("dense<[3, -4]> : tensor<2xi16>"));
}

TEST_F(ElementsTest, LargeOnesBecomeResourcesInPlace) {
  auto type = RankedTensorType::get({kMaxDenseBytes + 1}, builder.getI8Type());
  Elements elements = Elements::allocate(type);
  std::memset(elements.getMutableBytes().data(), 5, kMaxDenseBytes + 1);
  const char *data = elements.getBytes().data();
  auto resource =
      dyn_cast<DenseResourceElementsAttr>(elements.getAttribute("x"));
  ASSERT_TRUE(resource);
  EXPECT_EQ(resource.getRawHandle().getKey(), "x");
  EXPECT_EQ(resource.getRawHandle().getBlob()->getData().data(), data);
  // It stays the same one.
  EXPECT_EQ(elements.getAttribute("y"), resource);
}

TEST_F(ElementsTest, ReshapeSharesTheResource) {
  DenseResourceElementsAttr iota =
      getIota<int32_t>({4, 6}, builder.getI32Type());
  auto type = RankedTensorType::get({8, 3}, builder.getI32Type());
  auto reshaped = dyn_cast_or_null<DenseResourceElementsAttr>(
      reshapeElements(iota, type, "x"));
  ASSERT_TRUE(reshaped);
  EXPECT_EQ(reshaped.getType(), type);
  EXPECT_EQ(reshaped.getRawHandle(), iota.getRawHandle());
}

TEST_F(ElementsTest, MissingDataIsNoElements) {
  auto type = RankedTensorType::get({3}, builder.getI32Type());
  int32_t values[] = {1, 2};
  EXPECT_FALSE(Elements::get(
      createResource(type, "short",
                     HeapAsmResourceBlob::allocateAndCopyInferAlign(
                         ArrayRef<int32_t>(values)))));
  EXPECT_FALSE(
      Elements::get(parse("dense_resource<never_defined> : tensor<3xi32>")));
  EXPECT_FALSE(Elements::get(parse("sparse<[[0]], [1.0]> : tensor<3xf32>")));
  EXPECT_FALSE(transposeElements(
      parse("dense_resource<never_defined> : tensor<3xi32>"), {0}, "x"));
}

TEST_F(ElementsTest, Transposes) {
  checkTranspose<int32_t>({5, 7}, {1, 0});
  checkTranspose<int32_t>({70, 45}, {1, 0});
  checkTranspose<int16_t>({8, 3, 5, 5}, {0, 2, 3, 1});
  checkTranspose<int16_t>({8, 3, 5, 5}, {2, 3, 1, 0});
  checkTranspose<int64_t>({33, 1, 3, 34}, {3, 1, 0, 2});
  checkTranspose<int64_t>({4, 5, 6}, {1, 0, 2});
  checkTranspose<uint8_t>({3, 4, 5, 2, 3}, {4, 2, 0, 3, 1});
}

TEST_F(ElementsTest, TransposeOfUnitDimensionsMovesNothing) {
  DenseResourceElementsAttr iota =
      getIota<int32_t>({8, 1, 9}, builder.getI32Type());
  auto moved = dyn_cast_or_null<DenseResourceElementsAttr>(
      transposeElements(iota, {1, 0, 2}, "x"));
  ASSERT_TRUE(moved);
  EXPECT_EQ(moved.getRawHandle(), iota.getRawHandle());
  EXPECT_EQ(moved.getType().getShape(), (ArrayRef<int64_t>{1, 8, 9}));
}

TEST_F(ElementsTest, TransposeReadsFromAnyAddress) {
  char bytes[1 + 4 * sizeof(int32_t)] = {};
  int32_t values[] = {1, 2, 3, 4};
  std::memcpy(bytes + 1, values, sizeof(values));
  auto type = RankedTensorType::get({2, 2}, builder.getI32Type());
  auto resource = createResource(
      type, "odd",
      UnmanagedAsmResourceBlob::allocateWithAlign(
          ArrayRef<char>(bytes + 1, sizeof(values)), /*align=*/1));
  EXPECT_EQ(read<int32_t>(transposeElements(resource, {1, 0}, "x")),
            (std::vector<int32_t>{1, 3, 2, 4}));
}

} // namespace
