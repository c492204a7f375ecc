//===- ItemPacking.cpp - Items of any width to those of the host and back -===//
//
// Part of the nnef-mlir project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

// A tensor file stores items as one stream of bits. Items of 8, 16, 32 and 64
// bits are little-endian; those of other widths follow each other with their
// most significant bit first, across the borders of bytes.
//
//===----------------------------------------------------------------------===//

#include "NNEF/Model/TensorFile.h"
#include "llvm/Support/Endian.h"
#include "llvm/Support/MathExtras.h"

using namespace llvm;
using namespace nnef;

unsigned nnef::getStorageBits(unsigned bitsPerItem) {
  return std::max<unsigned>(8, PowerOf2Ceil(bitsPerItem));
}

/// Whether items are those of the host but for the order of their bytes.
static bool isStoredAsIs(unsigned bitsPerItem) {
  return getStorageBits(bitsPerItem) == bitsPerItem;
}

bool nnef::isStoredAsInMemory(unsigned bitsPerItem) {
  return isStoredAsIs(bitsPerItem) &&
         (bitsPerItem == 8 || sys::IsLittleEndianHost);
}

/// Gets `width` bits that start at bit number `position`.
static uint64_t getBits(ArrayRef<char> data, uint64_t position,
                        unsigned width) {
  uint64_t value = 0;
  for (unsigned left = width; left != 0;) {
    unsigned skipped = position % 8;
    unsigned taken = std::min(left, 8 - skipped);
    unsigned byte = static_cast<uint8_t>(data[position / 8]);
    unsigned chunk = (byte >> (8 - skipped - taken)) & ((1u << taken) - 1);
    value = (value << taken) | chunk;
    position += taken;
    left -= taken;
  }
  return value;
}

/// Sets `width` bits that start at bit number `position` and were zero before.
static void setBits(MutableArrayRef<char> data, uint64_t position,
                    unsigned width, uint64_t value) {
  for (unsigned left = width; left != 0;) {
    unsigned skipped = position % 8;
    unsigned taken = std::min(left, 8 - skipped);
    unsigned chunk = (value >> (left - taken)) & ((1u << taken) - 1);
    data[position / 8] |= static_cast<char>(chunk << (8 - skipped - taken));
    position += taken;
    left -= taken;
  }
}

template <typename T>
static void unpackAs(ArrayRef<char> data, bool isSigned, unsigned bits,
                     uint64_t count, MutableArrayRef<char> out) {
  T *items = reinterpret_cast<T *>(out.data());
  for (uint64_t i = 0; i < count; ++i) {
    uint64_t value = getBits(data, i * bits, bits);
    items[i] = isSigned ? SignExtend64(value, bits) : value;
  }
}

/// Copies items of whole bytes, swapping them on big-endian hosts.
template <typename T>
static void copyItems(const char *from, uint64_t count, char *to) {
  for (uint64_t i = 0; i < count; ++i)
    support::endian::write<T, endianness::native>(
        to + i * sizeof(T),
        support::endian::read<T, endianness::little>(from + i * sizeof(T)));
}

static void copyItems(const char *from, unsigned bits, uint64_t count,
                      char *to) {
  switch (bits) {
  case 8:
    return copyItems<uint8_t>(from, count, to);
  case 16:
    return copyItems<uint16_t>(from, count, to);
  case 32:
    return copyItems<uint32_t>(from, count, to);
  default:
    return copyItems<uint64_t>(from, count, to);
  }
}

void nnef::unpackItems(ArrayRef<char> data, ItemType type, unsigned bitsPerItem,
                       uint64_t count, MutableArrayRef<char> out) {
  unsigned storageBits = getStorageBits(bitsPerItem);
  assert(out.size() == count * (storageBits / 8) && "wrong size of output");
  assert(data.size() >= divideCeil(count * bitsPerItem, 8) &&
         "too little data");
  if (type == ItemType::Bool && bitsPerItem == 8) {
    llvm::transform(data.take_front(count), out.begin(),
                    [](char item) { return item != 0; });
    return;
  }
  if (isStoredAsIs(bitsPerItem))
    return copyItems(data.data(), bitsPerItem, count, out.data());
  bool isSigned = type == ItemType::Int || type == ItemType::QInt;
  switch (storageBits) {
  case 8:
    return unpackAs<uint8_t>(data, isSigned, bitsPerItem, count, out);
  case 16:
    return unpackAs<uint16_t>(data, isSigned, bitsPerItem, count, out);
  case 32:
    return unpackAs<uint32_t>(data, isSigned, bitsPerItem, count, out);
  default:
    return unpackAs<uint64_t>(data, isSigned, bitsPerItem, count, out);
  }
}

SmallVector<char, 0> nnef::packItems(ArrayRef<char> items, unsigned bitsPerItem,
                                     uint64_t count) {
  SmallVector<char, 0> data(divideCeil(count * bitsPerItem, 8));
  unsigned storageBits = getStorageBits(bitsPerItem);
  assert(items.size() == count * (storageBits / 8) && "wrong size of input");
  if (isStoredAsIs(bitsPerItem)) {
    // Swapping is its own inverse.
    copyItems(items.data(), bitsPerItem, count, data.data());
    return data;
  }
  for (uint64_t i = 0; i < count; ++i) {
    uint64_t value = 0;
    for (unsigned byte = 0, e = storageBits / 8; byte < e; ++byte) {
      unsigned shift = 8 * (sys::IsLittleEndianHost ? byte : e - 1 - byte);
      value |= uint64_t(uint8_t(items[i * e + byte])) << shift;
    }
    setBits(data, i * bitsPerItem, bitsPerItem, value);
  }
  return data;
}
