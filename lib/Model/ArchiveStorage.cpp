//===- ArchiveStorage.cpp - The files in an archive -----------------------===//
//
// Part of the nnef-mlir project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "ArchiveStorage.h"
#include "MapFile.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/Support/Errc.h"
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
  uint64_t byRatio = SaturatingMultiplyAdd<uint64_t>(
      limits.maxRatio, this->buffer->getBufferSize(), limits.harmlessSize);
  this->limits.maxUnpackedSize = std::min(limits.maxUnpackedSize, byRatio);
}

Expected<std::shared_ptr<ArchiveStorage>>
ArchiveStorage::open(const ArchiveFormat &format,
                     std::unique_ptr<MemoryBuffer> buffer,
                     const ArchiveLimits &limits) {
  std::shared_ptr<ArchiveStorage> storage(
      new ArchiveStorage(format, std::move(buffer), limits));
  Expected<ArchiveReader> reader =
      ArchiveReader::open(format, storage->buffer->getBuffer());
  if (!reader)
    return reader.takeError();
  if (Error error = storage->listEntries(*reader))
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

Error ArchiveStorage::addEntry(ArchiveReader &reader) {
  if (++numEntries > limits.maxEntries)
    return createStringError("the archive has more than " +
                             Twine(limits.maxEntries) + " entries");
  Expected<std::string> name = normalize(reader.getName());
  if (!name)
    return name.takeError();
  if (reader.isFolder())
    return Error::success();
  if (reader.isEncrypted())
    return createStringError("entry " + quote(*name) +
                             " is encrypted; pack the model again without a "
                             "password");
  auto [slot, isNew] = entries.try_emplace(*name);
  if (!isNew)
    return createStringError("the archive has two entries " + quote(*name));
  Entry &entry = slot->second;
  entry.otherKind = reader.getOtherKind();
  if (!entry.otherKind.empty())
    return Error::success();

  StringRef fileName = sys::path::filename(*name, sys::path::Style::posix);
  bool isGraph = fileName == graphFileName;
  if (isGraph && !graphName.empty())
    return createStringError("the archive has more than one model: " +
                             quote(graphName) + " and " + quote(*name));
  if (isGraph)
    graphName = *name;

  entry.size = reader.getSize();
  // What is not compressed in a tar is found without looking at it. In a zip,
  // its checksum has to be verified.
  if (format.isPlainTar()) {
    Expected<std::optional<StringRef>> stored = reader.getStored();
    if (!stored)
      return stored.takeError();
    if (*stored) {
      entry.content = FileContent{**stored, buffer};
      return Error::success();
    }
  }
  // Compared so that nothing overflows.
  if (entry.size > limits.maxUnpackedSize - unpackedSize)
    return createStringError("the files in the archive take more than " +
                             Twine(limits.maxUnpackedSize) +
                             " bytes, which is the limit for an archive of " +
                             Twine(buffer->getBufferSize()));
  unpackedSize += entry.size;
  if (isGraph || fileName == quantizationFileName)
    return unpack(reader, entry, /*isTensor=*/false);
  return Error::success();
}

Error ArchiveStorage::listEntries(ArchiveReader &reader) {
  while (true) {
    Expected<bool> hasEntry = reader.next();
    if (!hasEntry)
      return hasEntry.takeError();
    if (!*hasEntry)
      break;
    if (Error error = addEntry(reader))
      return error;
  }
  if (graphName.empty())
    return createStringError("not an NNEF model: the " + format.name +
                             " has no '" + graphFileName + "'");
  return Error::success();
}

//===----------------------------------------------------------------------===//
// Unpacking
//===----------------------------------------------------------------------===//

Error ArchiveStorage::unpack(ArchiveReader &reader, Entry &entry,
                             bool isTensor) {
  if (format.isZip) {
    Expected<std::optional<StringRef>> stored = reader.getStored();
    if (!stored)
      return stored.takeError();
    if (*stored && isAddrAligned(fileAlignment, stored->value().data())) {
      reader.skip();
      if (Error error = reader.expectEnd())
        return error;
      entry.content = FileContent{**stored, buffer};
      return Error::success();
    }
  }
  char start[TensorFileHeader::size];
  size_t startSize = std::min<uint64_t>(entry.size, sizeof(start));
  if (Error error = reader.read({start, startSize}))
    return error;
  // A file that announces more or less than it has is not worth its memory.
  if (isTensor)
    if (Error error = TensorFile::verify({start, startSize}, entry.size))
      return error;

  // Pages that are not written to take no memory, so a size that is a lie costs
  // nothing.
  std::unique_ptr<WritableMemoryBuffer> content =
      WritableMemoryBuffer::getNewUninitMemBuffer(entry.size, "",
                                                  fileAlignment);
  if (!content)
    return errorCodeToError(make_error_code(errc::not_enough_memory));
  llvm::copy(ArrayRef(start, startSize), content->getBufferStart());
  if (Error error = reader.read(content->getBuffer().drop_front(startSize)))
    return error;
  if (Error error = reader.expectEnd())
    return error;
  StringRef bytes(content->getBufferStart(), entry.size);
  entry.content = FileContent{bytes, std::move(content)};
  return Error::success();
}

Error ArchiveStorage::unpackAll() {
  Expected<ArchiveReader> reader =
      ArchiveReader::open(format, buffer->getBuffer());
  if (!reader)
    return reader.takeError();
  std::string prefix = getEntryName("");
  while (true) {
    Expected<bool> hasEntry = reader->next();
    if (!hasEntry)
      return hasEntry.takeError();
    if (!*hasEntry)
      return Error::success();
    Expected<std::string> name = normalize(reader->getName());
    if (!name)
      return name.takeError();
    if (!StringRef(*name).starts_with(prefix) ||
        !StringRef(*name).ends_with(".dat"))
      continue;
    auto slot = entries.find(*name);
    // Folders are not listed.
    if (slot == entries.end() || !slot->second.otherKind.empty() ||
        slot->second.content)
      continue;
    Entry &entry = slot->second;
    if (reader->getSize() != entry.size)
      return createStringError("the archive changed while it was read");
    // What is wrong with one file need not be wrong with the next.
    if (Error error = unpack(*reader, entry, /*isTensor=*/true))
      entry.problem = toString(std::move(error));
  }
}

//===----------------------------------------------------------------------===//
// The files of the model
//===----------------------------------------------------------------------===//

StringRef ArchiveStorage::getFolder() const {
  return sys::path::parent_path(graphName, sys::path::Style::posix);
}

std::string ArchiveStorage::getEntryName(StringRef name) const {
  StringRef prefix = StringRef(graphName).drop_back(graphFileName.size());
  return (prefix + name).str();
}

bool ArchiveStorage::hasFile(StringRef name) const {
  auto slot = entries.find(getEntryName(name));
  return slot != entries.end() && slot->second.otherKind.empty();
}

Expected<FileContent> ArchiveStorage::getFile(StringRef name) {
  auto slot = entries.find(getEntryName(name));
  if (slot == entries.end())
    return errorCodeToError(make_error_code(errc::no_such_file_or_directory));
  Entry &entry = slot->second;
  if (!entry.otherKind.empty())
    return createStringError("this is " + entry.otherKind +
                             ", but only regular files of an archive are read");

  std::lock_guard<std::mutex> lock(mutex);
  if (!entry.content && !isUnpacked) {
    isUnpacked = true;
    if (Error error = unpackAll())
      unpackProblem = toString(std::move(error));
  }
  if (entry.content)
    return *entry.content;
  if (!entry.problem.empty())
    return createStringError(entry.problem);
  return createStringError(unpackProblem.empty()
                               ? "only graphs and tensor files are unpacked"
                               : unpackProblem);
}
