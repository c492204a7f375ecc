//===- ItemPackingTest.cpp - Items of any width ---------------------------===//
//
// Part of the nnef-mlir project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "NNEF/Model/TensorFile.h"
#include "gtest/gtest.h"
#include <random>

using namespace llvm;
using namespace nnef;

namespace {

/// Items as a file stores them, by way of a text of all their bits. Only items
/// of 8, 16, 32 and 64 bits are little-endian.
std::string packAsText(ArrayRef<uint64_t> items, unsigned bits) {
  std::string text;
  for (uint64_t item : items) {
    std::string digits;
    for (unsigned bit = bits; bit-- > 0;)
      digits += (item >> bit) & 1 ? '1' : '0';
    if (bits == 16 || bits == 32 || bits == 64) {
      std::string swapped;
      for (size_t i = digits.size(); i != 0; i -= 8)
        swapped += digits.substr(i - 8, 8);
      digits = swapped;
    }
    text += digits;
  }
  text.resize((text.size() + 7) / 8 * 8, '0');
  std::string bytes;
  for (size_t i = 0; i < text.size(); i += 8)
    bytes += static_cast<char>(std::stoi(text.substr(i, 8), nullptr, 2));
  return bytes;
}

template <typename T> void appendItem(std::string &memory, uint64_t item) {
  T value = static_cast<T>(item);
  memory.append(reinterpret_cast<const char *>(&value), sizeof(value));
}

/// Items as the host has them in memory.
std::string putInMemory(ArrayRef<uint64_t> items, unsigned bits) {
  std::string memory;
  for (uint64_t item : items) {
    if (bits <= 8)
      appendItem<uint8_t>(memory, item);
    else if (bits <= 16)
      appendItem<uint16_t>(memory, item);
    else if (bits <= 32)
      appendItem<uint32_t>(memory, item);
    else
      appendItem<uint64_t>(memory, item);
  }
  return memory;
}

TEST(ItemPackingTest, AllWidthsOfIntegers) {
  std::mt19937_64 random(1);
  for (unsigned bits = 1; bits <= 64; ++bits) {
    uint64_t mask = ~uint64_t(0) >> (64 - bits);
    SmallVector<uint64_t> items = {0, mask, 1, mask >> 1, (mask >> 1) + 1};
    for (unsigned i = 0; i < 24; ++i)
      items.push_back(random() & mask);
    SmallVector<uint64_t> extended;
    for (uint64_t item : items) {
      bool isNegative = (item >> (bits - 1)) & 1;
      extended.push_back(isNegative ? item | ~mask : item);
    }
    std::string file = packAsText(items, bits);
    std::string memory = putInMemory(items, bits);
    std::string signedMemory = putInMemory(extended, bits);

    auto toString = [](ArrayRef<char> bytes) {
      return std::string(bytes.begin(), bytes.end());
    };
    // Neither needs the bits beyond the width.
    EXPECT_EQ(toString(packItems(memory, bits, items.size())), file) << bits;
    EXPECT_EQ(toString(packItems(signedMemory, bits, items.size())), file)
        << bits;
    for (ItemType type :
         {ItemType::UInt, ItemType::QUInt, ItemType::Int, ItemType::QInt}) {
      bool isSigned = type == ItemType::Int || type == ItemType::QInt;
      std::string out(memory.size(), 'x');
      unpackItems(file, type, bits, items.size(),
                  MutableArrayRef(out.data(), out.size()));
      EXPECT_EQ(out, isSigned ? signedMemory : memory)
          << bits << " bits of " << stringify(type).str();
    }
    EXPECT_EQ(isStoredAsInMemory(bits), file == memory) << bits;
  }
}

TEST(ItemPackingTest, PutsTheMostSignificantBitFirst) {
  char items[] = {1, 0, 1, 1, 0, 0, 0, 0, 1};
  SmallVector<char, 0> packed = packItems(items, 1, 9);
  ASSERT_EQ(packed.size(), 2u);
  EXPECT_EQ(uint8_t(packed[0]), 0xB0);
  EXPECT_EQ(uint8_t(packed[1]), 0x80);
  char unpacked[9];
  unpackItems(packed, ItemType::Bool, 1, 9, unpacked);
  EXPECT_EQ(ArrayRef<char>(unpacked), ArrayRef<char>(items));
}

TEST(ItemPackingTest, ExtendsByTheSign) {
  int16_t items[] = {-1, 2047, -2048, 5};
  ArrayRef<char> bytes(reinterpret_cast<const char *>(items), sizeof(items));
  SmallVector<char, 0> packed = packItems(bytes, 12, 4);
  ASSERT_EQ(packed.size(), 6u);
  EXPECT_EQ(uint8_t(packed[0]), 0xFF);
  EXPECT_EQ(uint8_t(packed[1]), 0xF7);
  int16_t unpacked[4];
  MutableArrayRef<char> out(reinterpret_cast<char *>(unpacked),
                            sizeof(unpacked));
  unpackItems(packed, ItemType::Int, 12, 4, out);
  EXPECT_EQ(ArrayRef<int16_t>(unpacked), ArrayRef<int16_t>(items));
  unpackItems(packed, ItemType::UInt, 12, 4, out);
  EXPECT_EQ(unpacked[0], 4095);
}

TEST(ItemPackingTest, RoundTripsEveryWidth) {
  for (unsigned bits = 1; bits <= 64; ++bits) {
    unsigned width = getStorageBits(bits) / 8;
    SmallVector<char> items(7 * width, '\0');
    for (unsigned i = 0; i < 7; ++i) {
      uint64_t value = (0x0123456789ABCDEFull * (i + 1)) >> (64 - bits);
      for (unsigned byte = 0; byte < width; ++byte)
        items[i * width + byte] = char(value >> (8 * byte));
    }
    SmallVector<char> unpacked(items.size());
    unpackItems(packItems(items, bits, 7), ItemType::UInt, bits, 7, unpacked);
    EXPECT_EQ(unpacked, items) << bits << " bits";
  }
}

} // namespace
