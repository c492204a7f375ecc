//===- TensorFileTest.cpp - Tests of NNEF's tensor files ------------------===//
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

class TensorFileTest : public TempFolderTest {
protected:
  /// The bytes of a correct file with the floats 1 and 2.
  static std::string getValidFile() {
    std::string bytes(TensorFileHeader::size, '\0');
    bytes[0] = 'N';
    bytes[1] = '\xEF';
    bytes[2] = 1;
    put32(bytes, 4, 8);
    put32(bytes, 8, 1);
    put32(bytes, 12, 2);
    put32(bytes, 44, 32);
    float items[] = {1, 2};
    bytes.append(reinterpret_cast<const char *>(items), sizeof(items));
    return bytes;
  }

  static void put32(std::string &bytes, size_t offset, uint32_t value) {
    support::endian::write32le(bytes.data() + offset, value);
  }

  Expected<TensorFile> open(StringRef bytes) {
    return TensorFile::open(write("x.dat", bytes));
  }

  /// Opens a file whose header has another value at `offset`.
  Expected<TensorFile> openWith(size_t offset, uint32_t value) {
    std::string bytes = getValidFile();
    put32(bytes, offset, value);
    return open(bytes);
  }
};

TEST_F(TensorFileTest, ReadsHeaderAndData) {
  auto file = cantFail(open(getValidFile()));
  EXPECT_EQ(file.getItemType(), ItemType::Float);
  EXPECT_EQ(file.getBitsPerItem(), 32u);
  EXPECT_EQ(file.getShape(), ArrayRef<int64_t>({2}));
  EXPECT_EQ(file.getNumItems(), 2u);
  EXPECT_TRUE(file.getWarnings().empty());
  ASSERT_EQ(file.getData().size(), 8u);
  EXPECT_EQ(reinterpret_cast<const float *>(file.getData().data())[1], 2.0f);
}

TEST_F(TensorFileTest, DataIsAlignedInSmallAndLargeFiles) {
  for (int64_t count : {3, 100000}) {
    std::string items(count * 4, 'x');
    std::string path = getPath("x.dat");
    cantFail(writeTensorFile(path, {ItemType::Float, 32, {count}}, items));
    auto file = cantFail(TensorFile::open(path));
    EXPECT_EQ(reinterpret_cast<uintptr_t>(file.getData().data()) % 64, 0u);
  }
}

TEST_F(TensorFileTest, MappingOutlivesTheFile) {
  std::shared_ptr<const MemoryBuffer> owner;
  ArrayRef<char> data;
  {
    auto file = cantFail(open(getValidFile()));
    owner = file.getOwner();
    data = file.getData();
  }
  EXPECT_EQ(reinterpret_cast<const float *>(data.data())[0], 1.0f);
}

TEST_F(TensorFileTest, RoundTripsEveryTypeAndWidth) {
  auto roundTrip = [&](ItemType type, unsigned bits) {
    TensorFileHeader header(type, bits, {3, 1, 5});
    std::string data(*header.getDataSize(), '\x5A');
    std::string path = getPath("x.dat");
    ASSERT_EQ(getMessage(writeTensorFile(path, header, data)), "success");
    auto file = cantFail(TensorFile::open(path));
    EXPECT_EQ(file.getItemType(), type);
    EXPECT_EQ(file.getBitsPerItem(), bits);
    EXPECT_EQ(file.getShape(), ArrayRef<int64_t>({3, 1, 5}));
    EXPECT_EQ(StringRef(file.getData().data(), file.getData().size()), data);
  };
  for (unsigned bits : {16, 32, 64})
    roundTrip(ItemType::Float, bits);
  for (unsigned bits : {1, 8})
    roundTrip(ItemType::Bool, bits);
  for (ItemType type :
       {ItemType::UInt, ItemType::QUInt, ItemType::QInt, ItemType::Int})
    for (unsigned bits = 1; bits <= 64; ++bits)
      roundTrip(type, bits);
}

TEST_F(TensorFileTest, RoundTripsRanks) {
  std::string path = getPath("x.dat");
  for (unsigned rank = 0; rank <= 8; ++rank) {
    SmallVector<int64_t> shape(rank, 2);
    TensorFileHeader header(ItemType::Int, 8, shape);
    std::string data(1u << rank, '\1');
    cantFail(writeTensorFile(path, header, data));
    EXPECT_EQ(cantFail(TensorFile::open(path)).getShape(),
              ArrayRef<int64_t>(shape));
  }
  cantFail(writeTensorFile(path, {ItemType::Int, 8, {2, 0}}, {}));
  EXPECT_EQ(cantFail(TensorFile::open(path)).getNumItems(), 0u);
}

TEST_F(TensorFileTest, RefusesMalformedHeaders) {
  EXPECT_MESSAGE(open(""), "not an NNEF tensor file");
  EXPECT_MESSAGE(open("NNEF"), "not an NNEF tensor file");
  EXPECT_MESSAGE(open("N\xEF"), "truncated tensor file: the header takes 128");
  EXPECT_MESSAGE(open(getValidFile().substr(0, 127)), "the file has 127");
  EXPECT_MESSAGE(openWith(0, 0x0102EF4E), "version 2.1 is not supported");
  EXPECT_MESSAGE(openWith(4, 4), "announces 4 bytes of data");
  EXPECT_MESSAGE(openWith(8, 9), "rank 9 is more than the 8");
  EXPECT_MESSAGE(openWith(8, ~0u), "rank 4294967295 is more than the 8");
  EXPECT_MESSAGE(openWith(12, 3), "make 12");
  EXPECT_MESSAGE(openWith(44, 24), "24 bits per item are not possible");
  EXPECT_MESSAGE(openWith(44, 0), "0 bits per item are not possible");
  EXPECT_MESSAGE(openWith(48, 6), "unknown item type code 6");
  EXPECT_MESSAGE(openWith(48, 0x54520000), "of vendor 0x5452");
  EXPECT_MESSAGE(TensorFile::open(getPath("none.dat")), "none.dat");
}

TEST_F(TensorFileTest, RefusesExtentsThatOverflow) {
  std::string bytes = getValidFile();
  put32(bytes, 8, 8);
  for (unsigned i = 0; i < 8; ++i)
    put32(bytes, 12 + 4 * i, 0x80000000u);
  EXPECT_MESSAGE(open(bytes), "extents are too large");
  // The number of items wraps around to zero.
  put32(bytes, 4, 0);
  EXPECT_MESSAGE(open(bytes), "extents are too large");
  // The number of items fits, the number of bits does not.
  put32(bytes, 8, 2);
  EXPECT_MESSAGE(open(bytes), "extents are too large");
}

TEST_F(TensorFileTest, NamesWhatATruncatedFileLacks) {
  std::string bytes = getValidFile();
  bytes.pop_back();
  EXPECT_MESSAGE(open(bytes), "x.dat': truncated tensor file: expected 136 "
                              "bytes (a header of 128 and data of 8), found "
                              "135");
  EXPECT_MESSAGE(open(getValidFile() + "x"), "1 bytes follow after the data");
}

TEST_F(TensorFileTest, AcceptsOldHeadersWithAWarning) {
  // 132 bytes instead of 128.
  std::string bytes = getValidFile();
  bytes.insert(TensorFileHeader::size, 4, '\0');
  auto file = cantFail(open(bytes));
  ASSERT_EQ(file.getWarnings().size(), 1u);
  EXPECT_EQ(reinterpret_cast<const float *>(file.getData().data())[1], 2.0f);

  // Signed integers by a parameter.
  bytes = getValidFile();
  put32(bytes, 48, 1);
  put32(bytes, 52, 1);
  file = cantFail(open(bytes));
  EXPECT_EQ(file.getItemType(), ItemType::Int);
  EXPECT_EQ(file.getWarnings().size(), 1u);
}

TEST_F(TensorFileTest, RefusesToWriteWhatCannotBeRead) {
  std::string path = getPath("x.dat");
  EXPECT_MESSAGE(writeTensorFile(path, {ItemType::Float, 32, {2}}, {}),
                 "the header implies 8 bytes, there are 0");
  EXPECT_MESSAGE(writeTensorFile(path, {ItemType::Float, 8, {}}, {}),
                 "8 bits per item are not possible");
  SmallVector<int64_t> ones(9, 1);
  EXPECT_MESSAGE(writeTensorFile(path, {ItemType::Int, 8, ones}, {'\0'}),
                 "rank 9");
  EXPECT_MESSAGE(
      writeTensorFile(path, {ItemType::Int, 8, {0, int64_t(1) << 32}}, {}),
      "extent 4294967296 does not fit into a tensor file");
  EXPECT_FALSE(sys::fs::exists(path));
}

TEST_F(TensorFileTest, ReplacesFilesOnlyWhenComplete) {
  std::string path = write("x.dat", "old");
  EXPECT_TRUE(errorToBool(writeTensorFile(path, {ItemType::Int, 9, {1}}, {})));
  EXPECT_EQ(read(path), "old");
  cantFail(writeTensorFile(path, {ItemType::Int, 8, {1}}, {'\7'}));
  EXPECT_EQ(read(path).size(), 129u);
  // No temporary file is left.
  EXPECT_EQ(countFiles(), 1u);
  EXPECT_MESSAGE(
      writeTensorFile(getPath("no/x.dat"), {ItemType::Int, 8, {1}}, {'\7'}),
      "x.dat");
}

} // namespace
