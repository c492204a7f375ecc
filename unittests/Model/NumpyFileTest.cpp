//===- NumpyFileTest.cpp - Tests of NumPy's array files -------------------===//
//
// Part of the nnef-mlir project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "NNEF/Model/NumpyFile.h"
#include "TempFolder.h"

using namespace llvm;
using namespace nnef;

namespace {

/// A file of version 1 around the text of a header.
std::string makeFile(StringRef header, StringRef data) {
  std::string file("\x93NUMPY\x01\x00", 8);
  file.push_back(char(header.size() & 0xFF));
  file.push_back(char(header.size() >> 8));
  return file + header.str() + data.str();
}

std::string makeFloatFile(StringRef shape, unsigned count,
                          StringRef order = "False") {
  std::string data;
  for (unsigned i = 0; i < count; ++i) {
    float value = i;
    data.append(reinterpret_cast<const char *>(&value), sizeof(value));
  }
  return makeFile("{'descr': '<f4', 'fortran_order': " + order.str() +
                      ", 'shape': " + shape.str() + ", }\n",
                  data);
}

Expected<HostTensor> parse(const std::string &bytes) {
  return parseNumpyFile(MemoryBufferRef(bytes, "x.npy"));
}

TEST(NumpyFileTest, ReadsShapes) {
  EXPECT_EQ(cantFail(parse(makeFloatFile("()", 1))).getShape(),
            ArrayRef<int64_t>());
  EXPECT_EQ(cantFail(parse(makeFloatFile("(3,)", 3))).getShape(),
            ArrayRef<int64_t>({3}));
  EXPECT_EQ(cantFail(parse(makeFloatFile("(2, 0)", 0))).getNumElements(), 0u);
  HostTensor tensor = cantFail(parse(makeFloatFile("(2, 3)", 6)));
  EXPECT_EQ(tensor.getShape(), ArrayRef<int64_t>({2, 3}));
  EXPECT_EQ(tensor.getAs<float>()[5], 5.0f);
}

TEST(NumpyFileTest, TransposesFortranOrder) {
  HostTensor tensor = cantFail(parse(makeFloatFile("(2, 3)", 6, "True")));
  EXPECT_EQ(tensor.getAs<float>(), ArrayRef<float>({0, 2, 4, 1, 3, 5}));
  // Strides would not fit into 64 bits, but nothing needs any.
  HostTensor empty =
      cantFail(parse(makeFloatFile("(9223372036854775807, 0)", 0, "True")));
  EXPECT_EQ(empty.getNumElements(), 0u);
}

TEST(NumpyFileTest, ReadsLaterVersions) {
  std::string file = makeFloatFile("(3,)", 3);
  for (char version : {'\2', '\3'}) {
    std::string later = file;
    later[6] = version;
    later.insert(10, 2, '\0');
    EXPECT_EQ(cantFail(parse(later)).getAs<float>()[2], 2.0f);
  }
  file[6] = 4;
  EXPECT_MESSAGE(parse(file), "version 4");
}

TEST(NumpyFileTest, RefusesMalformedFiles) {
  std::string file = makeFloatFile("(3,)", 3);
  for (size_t size = 0; size < file.size(); ++size)
    EXPECT_NE(getMessage(parse(file.substr(0, size))), "success") << size;
  EXPECT_MESSAGE(parse("text"), "not a NumPy file");
  EXPECT_MESSAGE(parse(file + "x"), "announces 12 bytes of data, found 13");
  EXPECT_MESSAGE(parse(makeFloatFile("(-3,)", 3)), "value of 'shape'");
  EXPECT_MESSAGE(parse(makeFloatFile("(99999999999999999999,)", 3)),
                 "value of 'shape'");
  EXPECT_MESSAGE(parse(makeFloatFile("(4294967296, 4294967296)", 0)),
                 "does not fit");
  EXPECT_MESSAGE(parse(makeFloatFile("(3", 3)), "malformed header");
  EXPECT_MESSAGE(parse(makeFile("{}", "")), "missing");
  EXPECT_MESSAGE(parse(makeFile("", "")), "expected '{'");
  EXPECT_MESSAGE(parse(makeFile("{'descr': [('a', '<f4')]}", "")),
                 "value of 'descr'");
}

TEST(NumpyFileTest, RefusesOtherElementTypes) {
  auto parseType = [](StringRef descr) {
    return parse(makeFile("{'descr': '" + descr.str() +
                              "', 'fortran_order': False, 'shape': (0,)}",
                          ""));
  };
  EXPECT_MESSAGE(parseType(">f4"), "big-endian");
  EXPECT_MESSAGE(parseType("<c8"), "'<c8' is not supported");
  EXPECT_MESSAGE(parseType("|O"), "'|O' is not supported");
  EXPECT_EQ(getMessage(parseType("<i8")), "success");
}

class NumpyFileWriterTest : public TempFolderTest {};

TEST_F(NumpyFileWriterTest, AlignsTheData) {
  std::string path = getPath("x.npy");
  SmallVector<int64_t> shapes[] = {{}, {3}, {3, 4, 5, 6, 7, 8}};
  for (ArrayRef<int64_t> shape : shapes) {
    HostTensor tensor(ElementType::Int16, shape);
    cantFail(writeNumpyFile(path, tensor));
    std::string file = read(path);
    size_t start = file.find('\n') + 1;
    EXPECT_EQ(start % 64, 0u);
    EXPECT_EQ(file.size() - start, tensor.getSizeInBytes());
  }
}

} // namespace
