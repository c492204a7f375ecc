//===- TensorFile.cpp - The tensor files of NNEF --------------------------===//
//
// Part of the nnef-mlir project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "NNEF/Model/TensorFile.h"
#include "MapFile.h"
#include "NNEF/Model/OutputFile.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/ADT/bit.h"
#include "llvm/Support/Endian.h"
#include "llvm/Support/MathExtras.h"
#include "llvm/Support/MemoryBuffer.h"
#include "llvm/Support/raw_ostream.h"
#include <cmath>

using namespace llvm;
using namespace nnef;

namespace {
/// Where the fields of the header are.
enum Offset : unsigned {
  MagicOffset = 0,
  VersionOffset = 2,
  DataLengthOffset = 4,
  RankOffset = 8,
  ExtentsOffset = 12,
  BitsPerItemOffset = 44,
  ItemTypeOffset = 48,
  VendorOffset = 50,
  ParametersOffset = 52,
};
} // namespace

static constexpr char magic[2] = {'N', '\xEF'};
static constexpr unsigned parametersSize = 32;

StringRef nnef::stringify(ItemType type) {
  switch (type) {
  case ItemType::Float:
    return "float";
  case ItemType::UInt:
    return "uint";
  case ItemType::QUInt:
    return "quantized uint";
  case ItemType::QInt:
    return "quantized int";
  case ItemType::Int:
    return "int";
  case ItemType::Bool:
    return "bool";
  }
  llvm_unreachable("unknown item type");
}

//===----------------------------------------------------------------------===//
// The header
//===----------------------------------------------------------------------===//

std::optional<uint64_t> TensorFileHeader::getNumItems() const {
  // A zero anywhere makes the product zero, whatever the other extents are.
  if (llvm::is_contained(shape, 0))
    return 0;
  int64_t count = 1;
  for (int64_t extent : shape)
    if (extent < 0 || MulOverflow(count, extent, count))
      return std::nullopt;
  return count;
}

std::optional<uint64_t> TensorFileHeader::getDataSize() const {
  std::optional<uint64_t> count = getNumItems();
  int64_t bits;
  if (!count || MulOverflow<int64_t>(*count, bitsPerItem, bits))
    return std::nullopt;
  return divideCeil(uint64_t(bits), 8);
}

/// Whether the standard has items of this type and width.
static bool isKnownWidth(ItemType type, uint32_t bits) {
  switch (type) {
  case ItemType::Float:
    return bits == 16 || bits == 32 || bits == 64;
  case ItemType::Bool:
    return bits == 1 || bits == 8;
  case ItemType::UInt:
  case ItemType::QUInt:
  case ItemType::QInt:
  case ItemType::Int:
    return bits >= 1 && bits <= 64;
  }
  llvm_unreachable("unknown item type");
}

/// What a vendor's item type is, as far as it is known.
static StringRef describeVendorType(const TensorFileHeader &header) {
  constexpr uint16_t tract = 0x5452;
  if (header.vendorCode != tract)
    return "";
  switch (static_cast<unsigned>(header.itemType)) {
  case 0:
  case 4:
    return ", complex numbers of tract,";
  case 0x1000:
    return ", strings of tract,";
  case 0x2040:
  case 0x3040:
    return ", blocks of 4 bits (Q4_0) of tract,";
  case 0x3080:
  case 0x3081:
    return ", blocks of 8 bits (Q8_1) of tract,";
  default:
    return ", which is tract,";
  }
}

/// Checks what can be said about a header without a file.
static Error verifyHeader(const TensorFileHeader &header) {
  if (header.majorVersion != 1 || header.minorVersion != 0)
    return createStringError("version %u.%u is not supported, expected 1.0",
                             header.majorVersion, header.minorVersion);
  if (header.getRank() > TensorFileHeader::maxRank)
    return createStringError("rank %u is more than the 8 that a file can have",
                             header.getRank());
  if (header.vendorCode != 0)
    return createStringError(
        "item type 0x" + utohexstr(unsigned(header.itemType)) +
        " of vendor 0x" + utohexstr(header.vendorCode) +
        describeVendorType(header) + " is not one of the standard's");
  if (header.itemType > ItemType::Bool)
    return createStringError("unknown item type code %u",
                             unsigned(header.itemType));
  if (!isKnownWidth(header.itemType, header.bitsPerItem))
    return createStringError("%u bits per item are not possible for type %s",
                             header.bitsPerItem,
                             stringify(header.itemType).data());
  if (!header.getDataSize())
    return createStringError("the extents are too large");
  return Error::success();
}

/// Reads the fields of a header. `rank` says how many extents it has, and is
/// not checked against the room there is for them.
static TensorFileHeader parseHeader(const char *bytes) {
  TensorFileHeader header;
  header.majorVersion = bytes[VersionOffset];
  header.minorVersion = bytes[VersionOffset + 1];
  header.itemType =
      static_cast<ItemType>(support::endian::read16le(bytes + ItemTypeOffset));
  header.vendorCode = support::endian::read16le(bytes + VendorOffset);
  header.bitsPerItem = support::endian::read32le(bytes + BitsPerItemOffset);
  uint32_t rank = std::min(support::endian::read32le(bytes + RankOffset),
                           TensorFileHeader::maxRank);
  for (uint32_t i = 0; i < rank; ++i)
    header.shape.push_back(
        support::endian::read32le(bytes + ExtentsOffset + 4 * i));
  return header;
}

//===----------------------------------------------------------------------===//
// Reading
//===----------------------------------------------------------------------===//

void TensorFile::modernizeItemType() {
  // The standard said 0x10 where it meant 0b10, up to version 1.0.3.
  auto code = static_cast<unsigned>(header.itemType);
  ItemType type;
  switch (code) {
  case 0x10:
    type = ItemType::QUInt;
    break;
  case 0x11:
    type = ItemType::QInt;
    break;
  case 0x100:
    type = ItemType::Int;
    break;
  case 0x101:
    type = ItemType::Bool;
    break;
  default:
    return;
  }
  header.itemType = type;
  warnings.push_back(("item type 0x" + utohexstr(code) +
                      " is how old writers spell " + stringify(type) +
                      "; write item type " + Twine(unsigned(type)))
                         .str());
}

void TensorFile::applyDeprecatedParameters(StringRef parameters) {
  if (parameters.find_first_not_of('\0') == StringRef::npos)
    return;
  ItemType type = header.itemType;
  if (type == ItemType::UInt) {
    if (support::endian::read32le(parameters.data()) == 0)
      return;
    header.itemType = ItemType::Int;
    warnings.push_back("signed integers are written as item type 1 with a "
                       "parameter, which is deprecated; write item type 4");
    return;
  }

  HeaderQuantization range;
  range.isLogarithmic = type == ItemType::QInt;
  range.min = bit_cast<float>(support::endian::read32le(parameters.data()));
  range.max = bit_cast<float>(support::endian::read32le(parameters.data() + 4));
  bool isRange = std::isfinite(range.min) && std::isfinite(range.max) &&
                 range.min < range.max;
  bool isKnown = range.isLogarithmic ? range.min == 0 || range.min == -range.max
                                     : type == ItemType::QUInt;
  if (!isRange || !isKnown) {
    warnings.push_back("the deprecated item type parameters of the header are "
                       "ignored; quantization belongs into 'graph.quant'");
    return;
  }
  // Writers had no signed items for it.
  header.itemType = ItemType::QUInt;
  quantization = range;
  warnings.push_back(
      ("the header contains the range of a " +
       StringRef(range.isLogarithmic ? "logarithmic" : "linear") +
       " quantization, which is deprecated; write item type 2 and say so in "
       "'graph.quant'")
          .str());
}

/// Whether this is a file as the provisional version of the standard had it, in
/// 2017. Its header has as many extents as the tensor has dimensions, and ends
/// with the text of a quantization.
static bool isProvisional(StringRef start, uint64_t fileSize) {
  constexpr unsigned fixedSize = 16, itemSize = 4;
  const char *bytes = start.data();
  if (start.size() < fixedSize)
    return false;
  uint64_t headerSize = support::endian::read32le(bytes + DataLengthOffset);
  uint32_t rank = support::endian::read32le(bytes + RankOffset);
  if (rank > TensorFileHeader::maxRank ||
      start.size() < fixedSize + itemSize * rank)
    return false;
  uint64_t size =
      static_cast<uint8_t>(bytes[ExtentsOffset + itemSize * rank + 1]);
  uint16_t textSize =
      support::endian::read16le(bytes + ExtentsOffset + itemSize * rank + 2);
  for (uint32_t i = 0; i < rank; ++i)
    size = SaturatingMultiply<uint64_t>(
        size, support::endian::read32le(bytes + ExtentsOffset + itemSize * i));
  return headerSize == fixedSize + itemSize * rank + textSize &&
         fileSize == headerSize + divideCeil(size, 8);
}

Error TensorFile::readHeader(StringRef start, uint64_t fileSize,
                             uint64_t &dataOffset) {
  if (!start.starts_with(StringRef(magic, sizeof(magic))))
    return createStringError("not an NNEF tensor file: it does not start with "
                             "the bytes 'N' 0xEF");
  // In a file that is correct today, that would be the length of the data, and
  // neither it nor the bits per item would fit.
  if (isProvisional(start, fileSize))
    return createStringError(
        "this file has the format of the provisional NNEF 1.0 of 2017; write "
        "it again with the header of 128 bytes that NNEF has since");
  if (fileSize < TensorFileHeader::size)
    return createStringError("truncated tensor file: the header takes 128 "
                             "bytes, the file has " +
                             Twine(fileSize));

  const char *bytes = start.data();
  uint32_t rank = support::endian::read32le(bytes + RankOffset);
  if (rank > TensorFileHeader::maxRank)
    return createStringError("rank " + Twine(rank) +
                             " is more than the 8 that a file can have");
  header = parseHeader(bytes);
  if (header.vendorCode == 0)
    modernizeItemType();
  if (Error error = verifyHeader(header))
    return error;
  applyDeprecatedParameters({bytes + ParametersOffset, parametersSize});

  uint64_t expected = *header.getDataSize();
  uint64_t announced = support::endian::read32le(bytes + DataLengthOffset);
  if (announced != expected && !isUInt<32>(expected) &&
      announced == static_cast<uint32_t>(expected)) {
    // The size of the file has to agree all the same.
    warnings.push_back(("the data takes " + Twine(expected) +
                        " bytes, and the header has room for a length of less "
                        "than 4 GiB; split the variable")
                           .str());
  } else if (announced != expected) {
    return createStringError("the header announces " + Twine(announced) +
                             " bytes of data, but its extents and " +
                             Twine(header.bitsPerItem) +
                             " bits per item make " + Twine(expected));
  }

  uint64_t available = fileSize - TensorFileHeader::size;
  dataOffset = TensorFileHeader::size;
  if (available < expected)
    return createStringError("truncated tensor file: expected " +
                             Twine(TensorFileHeader::size + expected) +
                             " bytes (a header of 128 and data of " +
                             Twine(expected) + "), found " + Twine(fileSize));
  // Writers of 2018 had a header of 132 bytes, whose last ones are zeros.
  constexpr unsigned excess = 4;
  if (available == expected + excess &&
      start.drop_front(TensorFileHeader::size)
              .take_front(excess)
              .find_first_not_of('\0') == StringRef::npos) {
    dataOffset += excess;
    warnings.push_back("the header takes 132 bytes instead of 128, as early "
                       "writers had it; rewrite the file");
  } else if (available > expected) {
    return createStringError(
        Twine(available - expected) +
        " bytes follow after the data that the header announces");
  }
  return Error::success();
}

Error TensorFile::verify(StringRef start, uint64_t fileSize) {
  TensorFile file;
  uint64_t dataOffset;
  return file.readHeader(start, fileSize, dataOffset);
}

Expected<TensorFile>
TensorFile::parse(StringRef content, std::shared_ptr<const MemoryBuffer> owner,
                  StringRef path) {
  TensorFile file;
  uint64_t dataOffset;
  if (Error error = file.readHeader(content, content.size(), dataOffset))
    return createFileError(path, std::move(error));
  file.data =
      ArrayRef<char>(content.data() + dataOffset, *file.header.getDataSize());
  file.buffer = std::move(owner);
  return file;
}

Expected<TensorFile> TensorFile::open(StringRef path) {
  Expected<std::unique_ptr<MemoryBuffer>> buffer = mapFile(path);
  if (!buffer)
    return createFileError(path, buffer.takeError());
  StringRef content = (*buffer)->getBuffer();
  return parse(content, std::move(*buffer), path);
}

//===----------------------------------------------------------------------===//
// Writing
//===----------------------------------------------------------------------===//

Error nnef::writeTensorFile(raw_ostream &os, const TensorFileHeader &header,
                            ArrayRef<char> data) {
  if (Error error = verifyHeader(header))
    return error;
  for (int64_t extent : header.shape)
    if (!isUInt<32>(extent))
      return createStringError("extent %lld does not fit into a tensor file",
                               static_cast<long long>(extent));
  if (*header.getDataSize() != data.size())
    return createStringError(
        "the header implies %llu bytes, there are %zu",
        static_cast<unsigned long long>(*header.getDataSize()), data.size());
  if (!isUInt<32>(data.size()))
    return createStringError("a tensor file holds at most 4 GiB");

  char bytes[TensorFileHeader::size] = {};
  std::copy(std::begin(magic), std::end(magic), bytes + MagicOffset);
  bytes[VersionOffset] = header.majorVersion;
  bytes[VersionOffset + 1] = header.minorVersion;
  support::endian::write32le(bytes + DataLengthOffset, data.size());
  support::endian::write32le(bytes + RankOffset, header.getRank());
  for (auto [i, extent] : llvm::enumerate(header.shape))
    support::endian::write32le(bytes + ExtentsOffset + 4 * i, extent);
  support::endian::write32le(bytes + BitsPerItemOffset, header.bitsPerItem);
  support::endian::write16le(bytes + ItemTypeOffset,
                             static_cast<uint16_t>(header.itemType));
  os.write(bytes, sizeof(bytes));
  os.write(data.data(), data.size());
  return Error::success();
}

Error nnef::writeTensorFile(StringRef path, const TensorFileHeader &header,
                            ArrayRef<char> data) {
  return writeOutputFile(
      path, [&](raw_ostream &os) { return writeTensorFile(os, header, data); });
}
