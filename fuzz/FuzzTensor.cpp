//===- FuzzTensor.cpp - Tensor files and NumPy files ----------------------===//
//
// Part of the nnef-mlir project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "Fuzz.h"
#include "NNEF/Model/HostTensor.h"
#include "NNEF/Model/TensorFile.h"
#include "llvm/ADT/SmallString.h"
#include "llvm/Support/Endian.h"
#include "llvm/Support/MathExtras.h"
#include "llvm/Support/MemoryBufferRef.h"
#include "llvm/Support/raw_ostream.h"

using namespace llvm;
using namespace nnef;
using nnef::fuzz::require;

/// Whether there is only one way to store the items of this file: in the last
/// byte, nothing follows after the items, and a truth value is 0 or 1.
static bool hasCanonicalItems(const TensorFile &file) {
  ArrayRef<char> data = file.getData();
  if (file.getItemType() == ItemType::Bool && file.getBitsPerItem() == 8)
    return all_of(data, [](char item) { return item == 0 || item == 1; });
  unsigned used = file.getNumItems() * file.getBitsPerItem() % 8;
  return used == 0 || (uint8_t(data.back()) & (0xFF >> used)) == 0;
}

/// What can be read can be written, and is the same again.
static void writeAgain(const TensorFile &file, StringRef content) {
  uint64_t count = file.getNumItems();
  SmallVector<char, 0> items(count *
                             (getStorageBits(file.getBitsPerItem()) / 8));
  unpackItems(file.getData(), file.getItemType(), file.getBitsPerItem(), count,
              items);
  SmallVector<char, 0> data = packItems(items, file.getBitsPerItem(), count);
  if (hasCanonicalItems(file))
    require(ArrayRef(data) == file.getData(), "packing undoes unpacking");

  SmallString<256> written;
  raw_svector_ostream os(written);
  require(!errorToBool(writeTensorFile(os, file.getHeader(), file.getData())),
          "what was read can be written");
  // What does not matter is not kept: extents beyond the rank, the parameters
  // that item types once had, and what is reserved.
  Expected<TensorFile> again = TensorFile::parse(written, nullptr, "again.dat");
  require(bool(again), "what was written can be read");
  require(again->getShape() == file.getShape() &&
              again->getItemType() == file.getItemType() &&
              again->getBitsPerItem() == file.getBitsPerItem() &&
              again->getData() == file.getData(),
          "what was written is what was read");
  require(again->getWarnings().empty(), "what was written is as it should be");

  StringRef unused = content.take_front(TensorFileHeader::size)
                         .drop_front(12 + 4 * file.getShape().size());
  bool isCanonical =
      file.getWarnings().empty() &&
      unused.take_front(32 - 4 * file.getShape().size())
              .find_first_not_of('\0') == StringRef::npos &&
      content.slice(52, TensorFileHeader::size).find_first_not_of('\0') ==
          StringRef::npos;
  if (isCanonical)
    require(written.str() == content, "every byte is kept");
}

static void read(StringRef content) {
  Expected<TensorFile> file = TensorFile::parse(content, nullptr, "fuzz.dat");
  if (file)
    writeAgain(*file, content);
  bool isTensorFile = bool(file);
  consumeError(file.takeError());

  Expected<HostTensor> tensor =
      parseHostTensor(MemoryBufferRef(content, "fuzz.dat"));
  require(bool(tensor) || !isTensorFile, "what is in a file fits into memory");
  if (!tensor)
    return consumeError(tensor.takeError());
  // Volatile, so that the compiler keeps the loop.
  volatile double last;
  for (uint64_t i = 0, e = tensor->getNumElements(); i < e; ++i)
    last = tensor->getAsDouble(i);
  (void)last;
}

extern "C" int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
  StringRef content(reinterpret_cast<const char *>(data), size);
  read(content);
  // A size that goes with the rest of the header is hard to guess.
  constexpr size_t sizeOffset = 4;
  if (size < TensorFileHeader::size)
    return 0;
  std::string repaired = content.str();
  support::endian::write32le(&repaired[sizeOffset],
                             size - TensorFileHeader::size);
  if (repaired != content)
    read(repaired);
  return 0;
}
