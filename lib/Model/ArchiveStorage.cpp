//===- ArchiveStorage.cpp - The files in an archive -----------------------===//
//
// This project is licensed under the Apache License v2.0 with LLVM Exceptions.
// See https://llvm.org/LICENSE.txt for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "ArchiveStorage.h"
#include "MapFile.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/Support/MathExtras.h"
#include "llvm/Support/Path.h"
#include "llvm/Support/raw_ostream.h"

using namespace llvm;
using namespace nnef;

ArchiveStorage::ArchiveStorage(const ArchiveFormat &format,
                               std::unique_ptr<MemoryBuffer> buffer,
                               const ArchiveLimits &limits)
    : format(format), buffer(std::move(buffer)), limits(limits) {
  // What is small does no harm, however well it is compressed.
  uint64_t byRatio =
      SaturatingMultiplyAdd<uint64_t>(limits.maxRatio, this->buffer->getBufferSize(),
                                      limits.harmlessSize);
  this->limits.maxUnpackedSize = std::min(limits.maxUnpackedSize, byRatio);
}

Expected<std::shared_ptr<const ArchiveStorage>>
ArchiveStorage::open(const ArchiveFormat &format,
                     std::unique_ptr<MemoryBuffer> buffer,
                     const ArchiveLimits &limits) {
  std::shared_ptr<ArchiveStorage> storage(
      new ArchiveStorage(format, std::move(buffer), limits));
  Expected<ArchiveReader> reader =
      ArchiveReader::open(format, storage->buffer->getBuffer());
  if (!reader)
    return reader.takeError();
  if (Error error = storage->index(*reader))
    return std::move(error);
  return storage;
}

//===----------------------------------------------------------------------===//
// Listing the entries
//===----------------------------------------------------------------------===//

/// A name for messages, which stay on one line whatever the archive says.
static std::string quote(StringRef name) {
  std::string text;
  raw_string_ostream os(text);
  os << "'";
  printEscapedString(name.take_front(200), os);
  os << (name.size() > 200 ? "...'" : "'");
  return text;
}

Expected<std::string> ArchiveStorage::normalize(StringRef name) const {
  if (name.size() > limits.maxNameLength)
    return createStringError("the name of entry " + quote(name) +
                             " is longer than " + Twine(limits.maxNameLength) +
                             " bytes");
  if (llvm::any_of(name, [](char c) { return uint8_t(c) < ' ' || c == 0x7f; }))
    return createStringError("the name of entry " + quote(name) +
                             " has control characters");
  SmallVector<StringRef> components;
  name.split(components, '/', /*MaxSplit=*/-1, /*KeepEmpty=*/false);
  llvm::erase(components, ".");
  if (sys::path::is_absolute(name) || sys::path::has_root_name(name) ||
      llvm::is_contained(components, ".."))
    return createStringError("entry " + quote(name) +
                             " points outside of the archive");
  return llvm::join(components, "/");
}

Error ArchiveStorage::addGraph(StringRef name) {
  StringRef parent = name.drop_back(graphFileName.size()).rtrim('/');
  if (hasGraph)
    return createStringError(
        "the archive has more than one model: '" +
        (folder.empty() ? Twine(graphFileName)
                        : Twine(folder) + "/" + graphFileName) +
        "' and '" + name + "'");
  hasGraph = true;
  folder = parent.str();
  return Error::success();
}

Error ArchiveStorage::addEntry(ArchiveReader &reader) {
  if (++numEntries > limits.maxEntries)
    return createStringError("the archive has more than " +
                             Twine(limits.maxEntries) + " entries");
  Expected<std::string> name = normalize(reader.getName());
  if (!name)
    return name.takeError();
  if (reader.isFolder())
    return Error::success();
  auto [slot, isNew] = entries.try_emplace(*name);
  if (!isNew)
    return createStringError("the archive has two entries " + quote(*name));
  Entry &entry = slot->second;
  entry.otherKind = reader.getOtherKind();
  if (!entry.otherKind.empty())
    return Error::success();

  bool isGraph = sys::path::filename(*name, sys::path::Style::posix) ==
                 graphFileName;
  if (isGraph)
    if (Error error = addGraph(*name))
      return error;
  entry.size = reader.getSize();
  Expected<std::optional<StringRef>> stored = reader.getStored();
  if (!stored)
    return stored.takeError();
  if (*stored) {
    entry.content = FileContent{**stored, buffer};
    return Error::success();
  }
  // Compared so that nothing overflows.
  if (entry.size > limits.maxUnpackedSize - unpackedSize)
    return createStringError(
        "the files in the archive take more than " +
        Twine(limits.maxUnpackedSize) + " bytes, too many for an archive of " +
        Twine(buffer->getBufferSize()));
  unpackedSize += entry.size;
  // A sparse file in a plain tar cannot be read any more.
  return isGraph && !format.isPlainTar() ? unpackFile(reader, entry)
                                         : Error::success();
}

Error ArchiveStorage::index(ArchiveReader &reader) {
  while (true) {
    Expected<bool> hasNext = reader.next();
    if (!hasNext)
      return hasNext.takeError();
    if (!*hasNext)
      break;
    if (Error error = addEntry(reader))
      return error;
  }
  if (!hasGraph)
    return createStringError("not an NNEF model: the " + format.name +
                             " has no '" + graphFileName + "'");
  return Error::success();
}
