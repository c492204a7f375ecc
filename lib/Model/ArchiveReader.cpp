//===- ArchiveReader.cpp - Reading archives entry by entry ----------------===//
//
// Part of the nnef-mlir project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "ArchiveReader.h"
#include "UTF8Names.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/Support/Errc.h"
#include <archive.h>
#include <archive_entry.h>

using namespace llvm;
using namespace nnef;

//===----------------------------------------------------------------------===//
// Formats
//===----------------------------------------------------------------------===//

static constexpr ArchiveFormat formats[] = {
    {"tar archive", "", ARCHIVE_FILTER_NONE, false},
    {"gzip-compressed tar archive", "\x1f\x8b", ARCHIVE_FILTER_GZIP, false},
    {"bzip2-compressed tar archive", "BZh", ARCHIVE_FILTER_BZIP2, false},
    {"xz-compressed tar archive", "\xfd\x37zXZ", ARCHIVE_FILTER_XZ, false},
    {"zstd-compressed tar archive", "\x28\xb5\x2f\xfd", ARCHIVE_FILTER_ZSTD,
     false},
    {"zip archive", "PK\3\4", ARCHIVE_FILTER_NONE, true},
    // Without entries there is nothing but the end of the directory.
    {"zip archive", "PK\5\6", ARCHIVE_FILTER_NONE, true},
};

/// Whether `content` starts with the header of a tar entry.
static bool isTar(StringRef content) {
  constexpr size_t headerSize = 512, checksumOffset = 148, checksumSize = 8;
  if (content.size() < headerSize)
    return false;
  // Even if the rest is damaged, this is meant to be a tar archive.
  if (content.substr(257).starts_with("ustar"))
    return true;
  // An archive without entries is only its end, which is zeros.
  if (content.take_front(headerSize).find_first_not_of('\0') == StringRef::npos)
    return true;
  // Before POSIX there was no magic, only a checksum: the sum of all bytes,
  // with those of the checksum itself taken for spaces.
  StringRef field = content.substr(checksumOffset, checksumSize);
  unsigned announced, actual = checksumSize * ' ';
  if (field.trim(StringRef(" \0", 2)).getAsInteger(8, announced))
    return false;
  for (char byte : content.take_front(headerSize))
    actual += uint8_t(byte);
  for (char byte : field)
    actual -= uint8_t(byte);
  return actual == announced;
}

bool ArchiveFormat::isPlainTar() const {
  return !isZip && filter == ARCHIVE_FILTER_NONE;
}

const ArchiveFormat *nnef::identifyArchive(StringRef content) {
  for (const ArchiveFormat &format : formats)
    if (format.magic.empty() ? isTar(content)
                             : content.starts_with(format.magic))
      return &format;
  return nullptr;
}

//===----------------------------------------------------------------------===//
// Reading
//===----------------------------------------------------------------------===//

void ArchiveReader::Deleter::operator()(archive *handle) const {
  archive_read_free(handle);
}

ArchiveReader::ArchiveReader(const ArchiveFormat &format, StringRef content)
    : format(&format), content(content), handle(archive_read_new()) {}

Error ArchiveReader::makeError() const {
  const char *reason = archive_error_string(handle.get());
  return createStringError("damaged " + format->name + ": " +
                           (reason ? reason : "unknown error"));
}

Expected<ArchiveReader> ArchiveReader::open(const ArchiveFormat &format,
                                            StringRef content) {
  ArchiveReader reader(format, content);
  archive *handle = reader.handle.get();
  if (!handle)
    return errorCodeToError(make_error_code(errc::not_enough_memory));
  // The filter is set instead of found by libarchive, which would unpack a
  // compressed file in a compressed file in a compressed file. A warning means
  // that it would run another program.
  if (format.filter != ARCHIVE_FILTER_NONE &&
      archive_read_append_filter(handle, format.filter) != ARCHIVE_OK)
    return createStringError("this is a " + format.name +
                             ", which libarchive was built without");
  if (format.isZip)
    // By its directory, which is what every other tool goes by.
    archive_read_support_format_zip_seekable(handle);
  else
    archive_read_support_format_tar(handle);
  // The start of the archive is read here already. The reason that libarchive
  // gives is always that it knows no such format.
  if (archive_read_open_memory(handle, content.data(), content.size()) !=
      ARCHIVE_OK)
    return createStringError("this is not a whole " + format.name +
                             ": it is truncated or contains something else");
  return std::move(reader);
}

Expected<bool> ArchiveReader::next() {
  UTF8Names names;
  int result = archive_read_next_header(handle.get(), &entry);
  if (result == ARCHIVE_EOF)
    return false;
  // In a tar, warnings are about attributes. In a zip, they are about sizes
  // that are not the same in all places.
  if (result != ARCHIVE_OK && (result != ARCHIVE_WARN || format->isZip))
    return makeError();

  const char *bytes = archive_entry_pathname(entry);
  if (!bytes)
    bytes = archive_entry_pathname_utf8(entry);
  if (!bytes)
    return createStringError("damaged " + format->name +
                             ": an entry has no name that can be read");
  name = bytes;
  block = {};
  position = hole = 0;
  isAtEnd = false;
  return true;
}

StringRef ArchiveReader::getOtherKind() const {
  // Hard links have the type of what they point at, or none at all.
  if (archive_entry_hardlink(entry))
    return "a hard link";
  switch (archive_entry_filetype(entry)) {
  case AE_IFREG:
    return "";
  case AE_IFDIR:
    return "a folder";
  case AE_IFLNK:
    return "a symbolic link";
  default:
    return "a special file";
  }
}

bool ArchiveReader::isEncrypted() const {
  return archive_entry_is_encrypted(entry);
}

bool ArchiveReader::isFolder() const {
  return archive_entry_filetype(entry) == AE_IFDIR;
}

uint64_t ArchiveReader::getSize() const {
  return std::max<int64_t>(archive_entry_size(entry), 0);
}

Error ArchiveReader::fetch() {
  const void *bytes = nullptr;
  size_t size = 0;
  la_int64_t offset = 0;
  int result = archive_read_data_block(handle.get(), &bytes, &size, &offset);
  if (result != ARCHIVE_OK && result != ARCHIVE_EOF)
    return makeError();
  isAtEnd = result == ARCHIVE_EOF;
  block = isAtEnd ? StringRef() : StringRef((const char *)bytes, size);
  // Blocks follow each other, and may leave out zeros between them.
  if (offset < 0 || uint64_t(offset) < position)
    offset = position;
  hole = offset - position;
  return Error::success();
}

Expected<std::optional<StringRef>> ArchiveReader::getStored() {
  assert(position == 0 && !isAtEnd && block.empty() && "entry was read");
  if (getSize() == 0)
    return "";
  if (Error error = fetch())
    return std::move(error);
  // libarchive happens to return pointers into the memory that it reads from,
  // and entries that are not compressed happen to come as one block, unless
  // they are sparse. Neither is promised.
  bool isInside =
      llvm::is_sorted(ArrayRef{reinterpret_cast<uintptr_t>(content.begin()),
                               reinterpret_cast<uintptr_t>(block.begin()),
                               reinterpret_cast<uintptr_t>(block.end()),
                               reinterpret_cast<uintptr_t>(content.end())});
  if (!isInside || hole != 0 || block.size() != getSize())
    return std::nullopt;
  return block;
}

Error ArchiveReader::read(MutableArrayRef<char> out) {
  while (!out.empty()) {
    if (hole == 0 && block.empty()) {
      if (isAtEnd)
        return createStringError("damaged " + format->name +
                                 ": a file is shorter than announced");
      if (Error error = fetch())
        return error;
      continue;
    }
    size_t size = std::min<uint64_t>(out.size(), hole ? hole : block.size());
    if (hole != 0) {
      std::fill_n(out.begin(), size, '\0');
      hole -= size;
    } else {
      llvm::copy(block.take_front(size), out.begin());
      block = block.drop_front(size);
    }
    position += size;
    out = out.drop_front(size);
  }
  return Error::success();
}

Error ArchiveReader::expectEnd() {
  while (hole == 0 && block.empty() && !isAtEnd)
    if (Error error = fetch())
      return error;
  if (hole != 0 || !block.empty())
    return createStringError("damaged " + format->name +
                             ": a file is longer than announced");
  return Error::success();
}

void ArchiveReader::skip() {
  position += block.size();
  block = {};
}
