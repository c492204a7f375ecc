//===- HostTensorTest.cpp - Tests of tensors in memory and their files ----===//
//
// Part of the nnef-mlir project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "NNEF/Model/HostTensor.h"
#include "NNEF/Model/TensorFile.h"
#include "TempFolder.h"

using namespace llvm;
using namespace nnef;

namespace {

class HostTensorTest : public TempFolderTest {};

TEST_F(HostTensorTest, RoundTripsEveryTypeThroughBothFormats) {
  for (unsigned i = 0; i <= unsigned(ElementType::Float64); ++i) {
    auto type = static_cast<ElementType>(i);
    HostTensor tensor(type, {2, 3});
    for (auto [index, byte] : llvm::enumerate(tensor.getBytes()))
      byte = type == ElementType::Bool ? index % 2 : index + 1;
    for (StringRef name : {"x.dat", "x.npy"}) {
      std::string path = getPath(name);
      ASSERT_EQ(getMessage(writeHostTensor(path, tensor)), "success");
      HostTensor copy = cantFail(readHostTensor(path));
      EXPECT_EQ(copy.getElementType(), type);
      EXPECT_EQ(copy.getShape(), tensor.getShape());
      EXPECT_EQ(copy.getBytes(), tensor.getBytes());
    }
  }
}

TEST_F(HostTensorTest, ChoosesTheReaderByContent) {
  HostTensor tensor(ElementType::Float32, {});
  std::string path = getPath("x.npy");
  cantFail(writeHostTensor(path, tensor));
  std::string other = getPath("x.dat");
  ASSERT_FALSE(sys::fs::rename(path, other));
  EXPECT_EQ(cantFail(readHostTensor(other)).getRank(), 0u);
  EXPECT_MESSAGE(readHostTensor(path), "x.npy");
  EXPECT_MESSAGE(readHostTensor(write("y.npy", "text")),
                 "not an NNEF tensor file");
  EXPECT_MESSAGE(writeHostTensor(getPath("x.bin"), tensor),
                 "x.bin': expected a file name that ends in '.dat' or '.npy'");
}

TEST_F(HostTensorTest, WidensOddItems) {
  std::string path = getPath("x.dat");
  // The items 1, -8, 7.
  cantFail(writeTensorFile(path, {ItemType::QInt, 4, {3}}, {'\x18', '\x70'}));
  HostTensor tensor = cantFail(readHostTensor(path));
  EXPECT_EQ(tensor.getElementType(), ElementType::Int8);
  EXPECT_EQ(tensor.getAs<int8_t>(), ArrayRef<int8_t>({1, -8, 7}));
}

TEST_F(HostTensorTest, NormalizesTruthValues) {
  std::string path = getPath("x.dat");
  cantFail(writeTensorFile(path, {ItemType::Bool, 8, {3}}, {'\0', '\2', '\1'}));
  HostTensor tensor = cantFail(readHostTensor(path));
  EXPECT_EQ(tensor.getElementType(), ElementType::Bool);
  EXPECT_EQ(tensor.getAs<uint8_t>(), ArrayRef<uint8_t>({0, 1, 1}));
}

TEST(HostTensorValueTest, IsAlignedAndZero) {
  HostTensor tensor(ElementType::Int8, {5, 7});
  EXPECT_EQ(reinterpret_cast<uintptr_t>(tensor.getBytes().data()) %
                HostTensor::alignment,
            0u);
  EXPECT_TRUE(llvm::all_of(tensor.getBytes(), [](char c) { return c == 0; }));
  EXPECT_EQ(HostTensor().getNumElements(), 0u);
}

TEST(HostTensorValueTest, ConvertsToDouble) {
  HostTensor half(ElementType::Float16, {2});
  half.getAs<uint16_t>()[1] = 0xC100;
  EXPECT_EQ(half.getAsDouble(1), -2.5);
  HostTensor bytes(ElementType::UInt8, {1});
  bytes.getAs<uint8_t>()[0] = 200;
  EXPECT_EQ(bytes.getAsDouble(0), 200.0);
  EXPECT_EQ(half.clone().getAsDouble(1), -2.5);
}

TEST(HostTensorValueTest, CountsElementsWithoutOverflow) {
  EXPECT_EQ(getNumElements({}), 1u);
  EXPECT_EQ(getNumElements({int64_t(1) << 40, 0, int64_t(1) << 40}), 0u);
  EXPECT_FALSE(getNumElements({int64_t(1) << 40, int64_t(1) << 40}));
  EXPECT_FALSE(getNumElements({-1}));
  EXPECT_EQ(stringify(ElementType::Float32, {1, 3}), "float32[1, 3]");
}

TEST_F(HostTensorTest, BorrowsElements) {
  HostTensor whole(ElementType::Int32, {3, 2});
  for (int i = 0; i < 6; ++i)
    whole.getAs<int32_t>()[i] = i;
  {
    HostTensor part = whole.borrow({1, 2}, /*first=*/2);
    EXPECT_EQ(part.getElementType(), ElementType::Int32);
    EXPECT_EQ(part.getShape(), ArrayRef<int64_t>({1, 2}));
    EXPECT_EQ(part.getAs<int32_t>(), ArrayRef<int32_t>({2, 3}));
    part.getAs<int32_t>()[0] = 42;
  }
  EXPECT_EQ(whole.getAs<int32_t>()[2], 42);
}

} // namespace
