//===- OldTensorFileTest.cpp - Files of old and foreign writers -----------===//
//
// Part of the nnef-mlir project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "NNEF/Model/TensorFile.h"
#include "TempFolder.h"
#include "llvm/Support/Endian.h"

using namespace llvm;
using namespace nnef;

namespace {

/// What a file consists of.
struct Fields {
  explicit Fields(uint32_t itemType) : itemType(itemType) {}

  uint32_t itemType;
  uint32_t bits = 8;
  SmallVector<uint32_t> extents = {3};
  /// From offset 52 on.
  SmallVector<uint32_t> parameters;
  std::string data = "\1\2\3";
  std::optional<uint32_t> length;
  unsigned headerSize = 128;
};

std::string makeFile(const Fields &fields) {
  std::string bytes(fields.headerSize, '\0');
  bytes.replace(0, 3, "N\xEF\1");
  auto put = [&](size_t offset, uint32_t value) {
    support::endian::write32le(&bytes[offset], value);
  };
  put(4, fields.length.value_or(fields.data.size()));
  put(8, fields.extents.size());
  for (auto [i, extent] : llvm::enumerate(fields.extents))
    put(12 + 4 * i, extent);
  put(44, fields.bits);
  put(48, fields.itemType);
  for (auto [i, parameter] : llvm::enumerate(fields.parameters))
    put(52 + 4 * i, parameter);
  return bytes + fields.data;
}

uint32_t asBits(float value) { return bit_cast<uint32_t>(value); }

class OldTensorFileTest : public TempFolderTest {
protected:
  Expected<TensorFile> open(const Fields &fields) {
    return TensorFile::open(write("x.dat", makeFile(fields)));
  }

  /// Opens a file that deserves one warning, which contains `warning`.
  TensorFile openOld(const Fields &fields, StringRef warning) {
    TensorFile file = cantFail(open(fields));
    EXPECT_EQ(file.getWarnings().size(), 1u);
    for (const std::string &text : file.getWarnings())
      EXPECT_TRUE(StringRef(text).contains(warning)) << text;
    return file;
  }
};

TEST_F(OldTensorFileTest, CodesThatAreReadAsHexadecimal) {
  struct {
    uint32_t code;
    ItemType type;
    const char *advice;
  } const cases[] = {
      {0x10, ItemType::QUInt,
       "0x10 is how old writers spell quantized uint; "
       "write item type 2"},
      {0x11, ItemType::QInt, "write item type 3"},
      {0x100, ItemType::Int, "write item type 4"},
      {0x101, ItemType::Bool, "write item type 5"},
  };
  for (const auto &[code, type, advice] : cases) {
    TensorFile file = openOld(Fields(code), advice);
    EXPECT_EQ(file.getItemType(), type);
    EXPECT_EQ(file.getHeaderQuantization(), std::nullopt);
    EXPECT_EQ(StringRef(file.getData().data(), 3), "\1\2\3");
  }
  for (uint32_t code : {6, 0x12, 0x110, 0x1000})
    EXPECT_MESSAGE(open(Fields(code)),
                   "unknown item type code " + std::to_string(code));
}

TEST_F(OldTensorFileTest, HeadersOf132Bytes) {
  for (uint32_t type = 0; type <= 5; ++type) {
    Fields fields(type);
    fields.bits = type == 0 ? 16 : 8;
    fields.data = type == 0 ? "ababab" : "abc";
    fields.headerSize = 132;
    TensorFile file = openOld(fields, "132 bytes instead of 128");
    EXPECT_EQ(file.getItemType(), static_cast<ItemType>(type));
    EXPECT_EQ(StringRef(file.getData().data(), file.getData().size()),
              fields.data);
  }
  // What is not zero is no header.
  std::string bytes = makeFile(Fields(4)) + "more";
  EXPECT_MESSAGE(TensorFile::open(write("x.dat", bytes)),
                 "4 bytes follow after the data");
}

TEST_F(OldTensorFileTest, SignedIntegersByAParameter) {
  // Writers had it as an integer, or as a floating-point number.
  for (uint32_t parameter : {1u, asBits(1)}) {
    Fields fields(1);
    fields.parameters = {parameter};
    EXPECT_EQ(openOld(fields, "write item type 4").getItemType(),
              ItemType::Int);
  }
  EXPECT_TRUE(cantFail(open(Fields(1))).getWarnings().empty());
}

TEST_F(OldTensorFileTest, LinearQuantizationInTheHeader) {
  Fields fields(2);
  fields.parameters = {asBits(-1.5f), asBits(2)};
  TensorFile file = openOld(fields, "the range of a linear quantization");
  EXPECT_EQ(file.getItemType(), ItemType::QUInt);
  ASSERT_TRUE(file.getHeaderQuantization());
  EXPECT_FALSE(file.getHeaderQuantization()->isLogarithmic);
  EXPECT_EQ(file.getHeaderQuantization()->min, -1.5f);
  EXPECT_EQ(file.getHeaderQuantization()->max, 2.0f);

  // This is how Khronos' tools wrote it before 2020.
  fields.itemType = 0x10;
  file = cantFail(open(fields));
  EXPECT_EQ(file.getWarnings().size(), 2u);
  EXPECT_EQ(file.getItemType(), ItemType::QUInt);
  ASSERT_TRUE(file.getHeaderQuantization());
  EXPECT_EQ(file.getHeaderQuantization()->min, -1.5f);
}

TEST_F(OldTensorFileTest, LogarithmicQuantizationInTheHeader) {
  for (uint32_t code : {3u, 0x11u})
    for (float min : {0.0f, -2.0f}) {
      Fields fields(code);
      fields.parameters = {asBits(min), asBits(2)};
      TensorFile file = cantFail(open(fields));
      EXPECT_EQ(file.getWarnings().size(), code == 3 ? 1u : 2u);
      EXPECT_EQ(file.getItemType(), ItemType::QUInt);
      ASSERT_TRUE(file.getHeaderQuantization());
      EXPECT_TRUE(file.getHeaderQuantization()->isLogarithmic);
      EXPECT_EQ(file.getHeaderQuantization()->min, min);
      EXPECT_EQ(file.getHeaderQuantization()->max, 2.0f);
    }
}

TEST_F(OldTensorFileTest, ParametersWithoutAMeaningAreIgnored) {
  float inf = std::numeric_limits<float>::infinity();
  float nan = std::numeric_limits<float>::quiet_NaN();
  struct {
    uint32_t code;
    float min, max;
  } const cases[] = {{2, 1, 1},  {2, 1, 0}, {2, 0, inf}, {2, nan, 1},
                     {3, -1, 2}, {3, 1, 2}, {4, 0, 1},   {5, 0, 1}};
  for (const auto &[code, min, max] : cases) {
    Fields fields(code);
    fields.parameters = {asBits(min), asBits(max)};
    TensorFile file = openOld(fields, "parameters of the header are ignored");
    EXPECT_EQ(file.getItemType(), static_cast<ItemType>(code));
    EXPECT_EQ(file.getHeaderQuantization(), std::nullopt);
  }
}

TEST_F(OldTensorFileTest, ProvisionalFilesAreNamed) {
  // A header of as many extents as there are, of the code and the bits in a
  // byte each, and the text of a quantization behind its length.
  auto make = [&](ArrayRef<uint32_t> extents, uint8_t code, uint8_t bits,
                  StringRef text, StringRef data) {
    std::string bytes("N\xEF\1\0", 4);
    auto put = [&](uint32_t value) {
      char word[4];
      support::endian::write32le(word, value);
      bytes.append(word, 4);
    };
    put(16 + 4 * extents.size() + text.size());
    put(extents.size());
    for (uint32_t extent : extents)
      put(extent);
    put(code | bits << 8 | uint32_t(text.size()) << 16);
    return bytes + text.str() + data.str();
  };
  std::string floats(32 * 3 * 5 * 5 * 4, 'x');
  for (const std::string &bytes :
       {make({32, 3, 5, 5}, 0, 32, "", floats),
        make({2}, 0, 32, "", "12345678"), make({}, 0, 32, "", "1234"),
        make({3}, 1, 8, "linear_quantize(min = 0.0, max = 1.0, bits = 8)",
             "123")})
    EXPECT_MESSAGE(TensorFile::open(write("x.dat", bytes)),
                   "the format of the provisional NNEF 1.0 of 2017");
}

TEST_F(OldTensorFileTest, VendorTypesAreNamed) {
  struct {
    uint32_t code;
    const char *name;
  } const cases[] = {
      {0x54521000, "item type 0x1000 of vendor 0x5452, strings of tract, is "
                   "not one of the standard's"},
      {0x54522040, "Q4_0"},
      {0x54523040, "Q4_0"},
      {0x54523080, "Q8_1"},
      {0x54523081, "Q8_1"},
      {0x54520000, "complex numbers of tract"},
      {0x54520004, "complex numbers of tract"},
      {0x54520099, "which is tract"},
      {0x12340001, "of vendor 0x1234 is not"},
  };
  for (const auto &[code, name] : cases) {
    Fields fields(code);
    EXPECT_MESSAGE(open(fields), name);
    fields.bits = 0xFFFFFFFF;
    EXPECT_MESSAGE(open(fields), name);
  }
}

TEST_F(OldTensorFileTest, DataOfMoreThan4GiB) {
  // The length in the header has 32 bits only.
  Fields fields(4);
  fields.extents = {1u << 31, 3};
  fields.data.clear();
  uint64_t size = uint64_t(3) << 31;
  auto openWith = [&](uint32_t length) {
    fields.length = length;
    std::string path = write("x.dat", makeFile(fields));
    // A file without pages.
    int fd = 0;
    EXPECT_FALSE(sys::fs::openFileForWrite(path, fd, sys::fs::CD_OpenExisting));
    EXPECT_FALSE(sys::fs::resize_file_sparse(fd, 128 + size));
    sys::fs::closeFile(fd);
    return TensorFile::open(path);
  };
  TensorFile file = cantFail(openWith(static_cast<uint32_t>(size)));
  EXPECT_EQ(file.getData().size(), size);
  ASSERT_EQ(file.getWarnings().size(), 1u);
  EXPECT_EQ(file.getWarnings()[0],
            "the data takes 6442450944 bytes, and the header has room for a "
            "length of less than 4 GiB; split the variable");
  EXPECT_MESSAGE(openWith(0), "announces 0 bytes of data, but its extents and "
                              "8 bits per item make 6442450944");
}

} // namespace
