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
#include "llvm/Support/Endian.h"
#include "llvm/Support/MathExtras.h"
#include "llvm/Support/MemoryBuffer.h"
#include "llvm/Support/raw_ostream.h"

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
        "item type 0x%X of vendor 0x%04X is not one of the standard's",
        unsigned(header.itemType), header.vendorCode);
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

/// Interprets the parameters that item types had before 1.0.3.
static void applyDeprecatedParameters(const char *bytes,
                                      TensorFileHeader &header,
                                      std::vector<std::string> &warnings) {
  StringRef parameters(bytes + ParametersOffset, parametersSize);
  if (parameters.find_first_not_of('\0') == StringRef::npos)
    return;
  if (header.itemType == ItemType::UInt) {
    header.itemType = ItemType::Int;
    warnings.push_back("signed integers are written as item type 1 with a "
                       "parameter, which is deprecated; write item type 4");
    return;
  }
  warnings.push_back("the deprecated item type parameters of the header are "
                     "ignored; quantization belongs into 'graph.quant'");
}

Error TensorFile::readHeader(StringRef start, uint64_t fileSize,
                             uint64_t &dataOffset) {
  if (!start.starts_with(StringRef(magic, sizeof(magic))))
    return createStringError("not an NNEF tensor file: it does not start with "
                             "the bytes 'N' 0xEF");
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
  if (Error error = verifyHeader(header))
    return error;
  applyDeprecatedParameters(bytes, header, warnings);

  uint64_t expected = *header.getDataSize();
  uint64_t announced = support::endian::read32le(bytes + DataLengthOffset);
  if (announced != expected)
    return createStringError("the header announces " + Twine(announced) +
                             " bytes of data, but its extents and " +
                             Twine(header.bitsPerItem) +
                             " bits per item make " + Twine(expected));

  uint64_t available = fileSize - TensorFileHeader::size;
  dataOffset = TensorFileHeader::size;
  if (available < expected)
    return createStringError("truncated tensor file: expected " +
                             Twine(TensorFileHeader::size + expected) +
                             " bytes (a header of 128 and data of " +
                             Twine(expected) + "), found " + Twine(fileSize));
  if (available == expected + 4) {
    // Writers of 2018 had a header of 132 bytes.
    dataOffset += 4;
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

Error nnef::writeTensorFile(StringRef path, const TensorFileHeader &header,
                            ArrayRef<char> data) {
  if (Error error = verifyHeader(header))
    return createFileError(path, std::move(error));
  for (int64_t extent : header.shape)
    if (!isUInt<32>(extent))
      return createFileError(
          path, createStringError("extent %lld does not fit into a tensor file",
                                  static_cast<long long>(extent)));
  if (*header.getDataSize() != data.size())
    return createFileError(
        path, createStringError(
                  "the header implies %llu bytes, there are %zu",
                  static_cast<unsigned long long>(*header.getDataSize()),
                  data.size()));
  if (!isUInt<32>(data.size()))
    return createFileError(
        path, createStringError("a tensor file holds at most 4 GiB"));

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
  return writeOutputFile(path, [&](raw_ostream &os) {
    os.write(bytes, sizeof(bytes));
    os.write(data.data(), data.size());
    return Error::success();
  });
}
