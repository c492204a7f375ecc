//===- NumpyFile.cpp - The array files of NumPy ---------------------------===//
//
// Part of the nnef-mlir project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "NNEF/Model/NumpyFile.h"
#include "NNEF/Model/OutputFile.h"
#include "NNEF/Model/TensorFile.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/Support/Endian.h"
#include "llvm/Support/MathExtras.h"
#include "llvm/Support/raw_ostream.h"
#include <cstring>

using namespace llvm;
using namespace nnef;

static constexpr StringRef magic = "\x93NUMPY";

/// The types of elements that are read and written, and how NumPy spells them
/// after the character for the byte order.
static constexpr std::pair<ElementType, StringLiteral> typeCodes[] = {
    {ElementType::Bool, "b1"},    {ElementType::Int8, "i1"},
    {ElementType::Int16, "i2"},   {ElementType::Int32, "i4"},
    {ElementType::Int64, "i8"},   {ElementType::UInt8, "u1"},
    {ElementType::UInt16, "u2"},  {ElementType::UInt32, "u4"},
    {ElementType::UInt64, "u8"},  {ElementType::Float16, "f2"},
    {ElementType::Float32, "f4"}, {ElementType::Float64, "f8"},
};

bool nnef::isNumpyFile(StringRef content) { return content.starts_with(magic); }

//===----------------------------------------------------------------------===//
// The header
//===----------------------------------------------------------------------===//

namespace {
struct NumpyHeader {
  StringRef descr;
  std::optional<bool> fortranOrder;
  std::optional<SmallVector<int64_t>> shape;
};

/// Reads the dictionary of the header, as much of Python as it needs.
class HeaderParser {
public:
  explicit HeaderParser(StringRef text) : text(text) {}

  Expected<NumpyHeader> parse() {
    NumpyHeader header;
    if (!consume("{"))
      return fail("expected '{'");
    while (!consume("}")) {
      StringRef key;
      if (!parseString(key) || !consume(":"))
        return fail("expected a key and ':'");
      if (!parseValue(key, header))
        return fail("unexpected value of '" + key + "'");
      if (!consume(",") && !text.ltrim().starts_with("}"))
        return fail("expected ',' or '}'");
    }
    if (!text.trim(" \n").empty())
      return fail("unexpected text after '}'");
    if (header.descr.empty() || !header.fortranOrder || !header.shape)
      return fail("'descr', 'fortran_order' or 'shape' is missing");
    return header;
  }

private:
  Error fail(const Twine &message) {
    return createStringError("malformed header of a NumPy file: " + message);
  }

  bool consume(StringRef token) {
    text = text.ltrim();
    return text.consume_front(token);
  }

  bool parseString(StringRef &value) {
    StringRef quote = consume("'") ? "'" : consume("\"") ? "\"" : "";
    size_t end = quote.empty() ? StringRef::npos : text.find(quote);
    if (end == StringRef::npos)
      return false;
    value = text.take_front(end);
    text = text.drop_front(end + 1);
    return true;
  }

  bool parseShape(SmallVector<int64_t> &shape) {
    if (!consume("("))
      return false;
    while (!consume(")")) {
      text = text.ltrim();
      int64_t extent;
      if (text.consumeInteger(10, extent) || extent < 0)
        return false;
      shape.push_back(extent);
      if (!consume(",") && !text.ltrim().starts_with(")"))
        return false;
    }
    return true;
  }

  bool parseValue(StringRef key, NumpyHeader &header) {
    if (key == "descr")
      return parseString(header.descr);
    if (key == "fortran_order") {
      header.fortranOrder = consume("True");
      return *header.fortranOrder || consume("False");
    }
    return key == "shape" && parseShape(header.shape.emplace());
  }

  StringRef text;
};
} // namespace

static Expected<ElementType> getElementType(StringRef descr) {
  StringRef code = descr;
  if (code.consume_front(">"))
    return createStringError("element type '" + descr +
                             "' is big-endian, which is not supported");
  if (!code.consume_front("<"))
    code.consume_front("|");
  const auto *it = llvm::find_if(
      typeCodes, [&](const auto &entry) { return entry.second == code; });
  if (it == std::end(typeCodes))
    return createStringError("element type '" + descr + "' is not supported");
  return it->first;
}

/// How an element type is stored, in the terms of tensor files: both formats
/// store whole bytes alike.
static ItemType getItemType(ElementType type) {
  return type == ElementType::Bool ? ItemType::Bool : ItemType::UInt;
}

//===----------------------------------------------------------------------===//
// Reading
//===----------------------------------------------------------------------===//

/// Splits a file into the text of its header and what follows.
static Expected<std::pair<StringRef, StringRef>> splitFile(StringRef content) {
  auto truncated = [] {
    return createStringError("truncated NumPy file: the header is incomplete");
  };
  if (!isNumpyFile(content))
    return createStringError("not a NumPy file");
  StringRef rest = content.drop_front(magic.size());
  if (rest.size() < 2)
    return truncated();
  unsigned version = static_cast<unsigned char>(rest[0]);
  if (version < 1 || version > 3)
    return createStringError("version %u of the NumPy format is not supported",
                             version);
  rest = rest.drop_front(2);
  size_t lengthSize = version == 1 ? 2 : 4;
  if (rest.size() < lengthSize)
    return truncated();
  size_t length = version == 1 ? support::endian::read16le(rest.data())
                               : support::endian::read32le(rest.data());
  rest = rest.drop_front(lengthSize);
  if (rest.size() < length)
    return truncated();
  return std::pair(rest.take_front(length), rest.drop_front(length));
}

/// Reorders the elements of a column-major array, which `from` holds under the
/// shape of `to`.
static void transposeFromFortranOrder(const HostTensor &from, HostTensor &to) {
  ArrayRef<int64_t> shape = to.getShape();
  unsigned width = getByteWidth(to.getElementType());
  SmallVector<int64_t> strides, index(shape.size(), 0);
  int64_t stride = width;
  for (int64_t extent : shape) {
    strides.push_back(stride);
    stride *= extent;
  }
  char *out = to.getBytes().data();
  for (uint64_t i = 0, e = to.getNumElements(); i < e; ++i, out += width) {
    int64_t offset = 0;
    for (auto [position, stride] : llvm::zip_equal(index, strides))
      offset += position * stride;
    std::memcpy(out, from.getBytes().data() + offset, width);
    for (unsigned dim = shape.size(); dim-- > 0;) {
      if (++index[dim] < shape[dim])
        break;
      index[dim] = 0;
    }
  }
}

Expected<HostTensor> nnef::parseNumpyFile(MemoryBufferRef buffer) {
  auto parts = splitFile(buffer.getBuffer());
  if (!parts)
    return parts.takeError();
  Expected<NumpyHeader> header = HeaderParser(parts->first).parse();
  if (!header)
    return header.takeError();
  Expected<ElementType> type = getElementType(header->descr);
  if (!type)
    return type.takeError();

  ArrayRef<int64_t> shape = *header->shape;
  std::optional<uint64_t> count = getNumElements(shape);
  if (!count)
    return createStringError("the array does not fit into memory");
  StringRef data = parts->second;
  unsigned width = getByteWidth(*type);
  if (data.size() != *count * width)
    return createStringError("the header of the NumPy file announces " +
                             Twine(*count * width) + " bytes of data, found " +
                             Twine(data.size()));

  HostTensor tensor(*type, shape);
  unpackItems(ArrayRef<char>(data.data(), data.size()), getItemType(*type),
              8 * width, *count, tensor.getBytes());
  // Beside an extent of 0, others may be too large to compute strides from.
  if (!*header->fortranOrder || shape.size() < 2 || *count == 0)
    return tensor;
  HostTensor transposed(*type, shape);
  transposeFromFortranOrder(tensor, transposed);
  return transposed;
}

//===----------------------------------------------------------------------===//
// Writing
//===----------------------------------------------------------------------===//

/// The header of version 1, from the magic up to the data.
static std::string formatHeader(const HostTensor &tensor) {
  const auto *code = llvm::find_if(typeCodes, [&](const auto &entry) {
    return entry.first == tensor.getElementType();
  });
  bool isByte = getByteWidth(tensor.getElementType()) == 1;
  std::string text;
  raw_string_ostream os(text);
  os << "{'descr': '" << (isByte ? '|' : '<') << code->second
     << "', 'fortran_order': False, 'shape': (";
  llvm::interleaveComma(tensor.getShape(), os);
  os << (tensor.getRank() == 1 ? ",), }" : "), }");

  // Spaces and a newline pad the header so that the data is aligned.
  constexpr size_t prefixSize = magic.size() + 4;
  text.resize(alignTo(prefixSize + text.size() + 1, 64) - prefixSize - 1, ' ');
  text.push_back('\n');
  char length[2];
  support::endian::write16le(length, text.size());
  return (magic + StringRef("\x01\x00", 2) + StringRef(length, 2) + text).str();
}

Error nnef::writeNumpyFile(StringRef path, const HostTensor &tensor) {
  SmallVector<char, 0> data =
      packItems(tensor.getBytes(), 8 * getByteWidth(tensor.getElementType()),
                tensor.getNumElements());
  return writeOutputFile(path, [&](raw_ostream &os) {
    os << formatHeader(tensor);
    os.write(data.data(), data.size());
    return Error::success();
  });
}
