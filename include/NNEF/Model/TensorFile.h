//===- TensorFile.h - The tensor files of NNEF ------------------*- C++ -*-===//
//
// Part of the nnef-mlir project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// A tensor file (`.dat`) is a header of 128 bytes, little-endian, and the items
// in row-major order. Files are mapped, so weights are paged in when something
// looks at them; only those from compressed archives live on the heap.
//
//===----------------------------------------------------------------------===//

#ifndef NNEF_MODEL_TENSORFILE_H
#define NNEF_MODEL_TENSORFILE_H

#include "llvm/ADT/ArrayRef.h"
#include "llvm/ADT/SmallVector.h"
#include "llvm/ADT/StringRef.h"
#include "llvm/Support/Error.h"
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace llvm {
class MemoryBuffer;
class raw_ostream;
} // namespace llvm

namespace nnef {

/// What an item of a tensor file is. The values are the standard's codes.
enum class ItemType : uint16_t {
  Float = 0,
  UInt = 1,
  /// Quantized, stored as unsigned integers.
  QUInt = 2,
  /// Quantized, stored as signed integers.
  QInt = 3,
  Int = 4,
  Bool = 5,
};

/// The spelling of an item type in diagnostics: `float`, `quantized uint`, ...
llvm::StringRef stringify(ItemType type);

/// What the header of a tensor file says about the items.
struct TensorFileHeader {
  static constexpr unsigned size = 128;
  static constexpr unsigned maxRank = 8;

  uint8_t majorVersion = 1;
  uint8_t minorVersion = 0;
  ItemType itemType = ItemType::Float;
  uint16_t vendorCode = 0;
  uint32_t bitsPerItem = 32;
  /// The extents, outermost first; none for a single item.
  llvm::SmallVector<int64_t, maxRank> shape;

  TensorFileHeader() = default;
  TensorFileHeader(ItemType itemType, uint32_t bitsPerItem,
                   llvm::ArrayRef<int64_t> shape)
      : itemType(itemType), bitsPerItem(bitsPerItem),
        shape(shape.begin(), shape.end()) {}

  unsigned getRank() const { return shape.size(); }

  bool operator==(const TensorFileHeader &other) const {
    return majorVersion == other.majorVersion &&
           minorVersion == other.minorVersion && itemType == other.itemType &&
           vendorCode == other.vendorCode && bitsPerItem == other.bitsPerItem &&
           shape == other.shape;
  }
  bool operator!=(const TensorFileHeader &other) const {
    return !(*this == other);
  }

  /// The number of items, or none when it does not fit into 63 bits.
  std::optional<uint64_t> getNumItems() const;

  /// The number of bytes the items take, or none when that does not fit. Items
  /// are a continuous stream of bits, whose last byte is filled up with zeros.
  std::optional<uint64_t> getDataSize() const;
};

/// How the items of an old tensor file stand for real numbers. Since 1.0.3 the
/// quantization file says so, and prevails. The items are unsigned integers q
/// of b bits, so they go from 0 to r = 2^b - 1.
struct HeaderQuantization {
  /// Linear items mean `q / r * (max - min) + min`, logarithmic ones
  /// `2^(q + ceil(log2(max)) - r)`.
  bool isLogarithmic = false;
  /// In logarithmic files 0, or -max if the first bit of an item is the sign of
  /// the number. That bit does not count among the b.
  float min = 0;
  float max = 0;
};

/// A tensor file that is mapped into memory, or is a part of something larger
/// in memory. Copies share the memory.
class TensorFile {
public:
  /// Maps the file at `path` and checks all that its header says.
  static llvm::Expected<TensorFile> open(llvm::StringRef path);

  /// Checks a tensor file that is in memory already, as long as `owner` lives.
  /// `content` should be aligned to 64 bytes; `path` is for messages.
  static llvm::Expected<TensorFile>
  parse(llvm::StringRef content,
        std::shared_ptr<const llvm::MemoryBuffer> owner, llvm::StringRef path);

  /// Checks whether the header of a file goes with its size. `start` is all of
  /// the file, or at least the first 128 bytes. Errors do not name the file.
  static llvm::Error verify(llvm::StringRef start, uint64_t fileSize);

  const TensorFileHeader &getHeader() const { return header; }
  ItemType getItemType() const { return header.itemType; }
  unsigned getBitsPerItem() const { return header.bitsPerItem; }
  llvm::ArrayRef<int64_t> getShape() const { return header.shape; }
  uint64_t getNumItems() const { return *header.getNumItems(); }

  /// The quantization that is in the header, as old writers put it there. The
  /// items are a QUInt then.
  const std::optional<HeaderQuantization> &getHeaderQuantization() const {
    return quantization;
  }

  /// The items as they are stored: little-endian, row-major, packed. Aligned to
  /// 64 bytes but for the files of old writers that getWarnings() tells about.
  llvm::ArrayRef<char> getData() const { return data; }

  /// Keeps getData() alive for as long as it is held: the mapping of the file,
  /// or of the plain tar archive that it is in, or unpacked bytes.
  std::shared_ptr<const llvm::MemoryBuffer> getOwner() const { return buffer; }

  /// What deserves a warning: departures from the standard that old writers are
  /// known for, where it is certain what they mean. Each says how to modernise
  /// the file.
  llvm::ArrayRef<std::string> getWarnings() const { return warnings; }

private:
  TensorFile() = default;

  /// Reads and checks the header of a file of this size, and finds the data.
  llvm::Error readHeader(llvm::StringRef start, uint64_t fileSize,
                         uint64_t &dataOffset);
  /// Replaces the code of an item type that early writers used by that of
  /// today.
  void modernizeItemType();
  /// Interprets the parameters that item types had before 1.0.3.
  void applyDeprecatedParameters(llvm::StringRef parameters);

  TensorFileHeader header;
  std::optional<HeaderQuantization> quantization;
  llvm::ArrayRef<char> data;
  std::shared_ptr<const llvm::MemoryBuffer> buffer;
  std::vector<std::string> warnings;
};

/// The width in memory of an item once it is unpacked: the smallest of 8, 16,
/// 32 and 64 bits that holds `bitsPerItem`.
unsigned getStorageBits(unsigned bitsPerItem);

/// Whether a file stores items of this width just as the host has them in
/// memory, so that neither unpacking nor packing is needed.
bool isStoredAsInMemory(unsigned bitsPerItem);

/// Unpacks `count` items of any width into items of getStorageBits() each, as
/// the host likes them: integers are extended by their sign or with zeros and a
/// truth value becomes a byte that is 0 or 1. `out` must have room for exactly
/// that, and `data` must hold as many items.
void unpackItems(llvm::ArrayRef<char> data, ItemType type, unsigned bitsPerItem,
                 uint64_t count, llvm::MutableArrayRef<char> out);

/// The inverse of unpackItems(): packs items of getStorageBits() each.
llvm::SmallVector<char, 0> packItems(llvm::ArrayRef<char> items,
                                     unsigned bitsPerItem, uint64_t count);

/// Writes a tensor file. `data` holds the items as the file stores them, of
/// exactly the size that the header implies. A file that is there already is
/// replaced only once the new one is complete.
llvm::Error writeTensorFile(llvm::StringRef path,
                            const TensorFileHeader &header,
                            llvm::ArrayRef<char> data);

/// Writes a tensor file to a stream. Errors do not name the file.
llvm::Error writeTensorFile(llvm::raw_ostream &os,
                            const TensorFileHeader &header,
                            llvm::ArrayRef<char> data);

} // namespace nnef

#endif // NNEF_MODEL_TENSORFILE_H
