//===- ArchiveReader.h - Reading archives entry by entry --------*- C++ -*-===//
//
// Part of the nnef-mlir project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// A thin layer over libarchive: what is recognized, entries one after the
// other, and errors that say what is wrong with which archive.
//
//===----------------------------------------------------------------------===//

#ifndef NNEF_LIB_MODEL_ARCHIVEREADER_H
#define NNEF_LIB_MODEL_ARCHIVEREADER_H

#include "llvm/ADT/ArrayRef.h"
#include "llvm/ADT/StringRef.h"
#include "llvm/Support/Error.h"
#include <cstdint>
#include <memory>
#include <optional>
#include <string>

struct archive;
struct archive_entry;

namespace nnef {

/// A kind of archive. There is one level of compression at most, so that the
/// work is bounded by what a single level can expand to.
struct ArchiveFormat {
  /// How it is called in messages.
  llvm::StringLiteral name;
  /// How it starts. Empty for tar, which is recognized by its first header.
  llvm::StringLiteral magic;
  /// The compression around it, as a code of libarchive.
  int filter;
  bool isZip;

  bool isPlainTar() const;
};

/// The format of the archive that has this content; null if it is not one.
const ArchiveFormat *identifyArchive(llvm::StringRef content);

/// Reads an archive in memory from its start to its end, once.
class ArchiveReader {
public:
  /// `content` must outlive the reader, and what getStored() returns.
  static llvm::Expected<ArchiveReader> open(const ArchiveFormat &format,
                                            llvm::StringRef content);

  /// Moves on to the next entry. False at the end of the archive.
  llvm::Expected<bool> next();

  /// The name of the entry as the archive has it.
  llvm::StringRef getName() const { return name; }

  /// What the entry is if it is not a regular file, such as "a symbolic link";
  /// empty if it is one.
  llvm::StringRef getOtherKind() const;
  bool isFolder() const;
  bool isEncrypted() const;

  /// The size of a regular file, as the archive announces it.
  uint64_t getSize() const;

  /// The bytes of a regular file where they are in the archive, if they are
  /// there in one piece and uncompressed. Nothing of it may have been read
  /// before. All of it can be read afterwards, or passed over by skip().
  llvm::Expected<std::optional<llvm::StringRef>> getStored();
  void skip();

  /// Reads the next bytes of a regular file, exactly as many as asked for.
  llvm::Error read(llvm::MutableArrayRef<char> out);

  /// Checks that all of the entry was read and, where there is one, its
  /// checksum.
  llvm::Error expectEnd();

private:
  struct Deleter {
    void operator()(archive *handle) const;
  };

  ArchiveReader(const ArchiveFormat &format, llvm::StringRef content);

  llvm::Error makeError() const;

  /// Gets the next block of the entry, or notes its end.
  llvm::Error fetch();

  const ArchiveFormat *format;
  llvm::StringRef content;
  std::unique_ptr<archive, Deleter> handle;
  archive_entry *entry = nullptr;
  std::string name;

  /// What was fetched of the entry and not read yet: zeros, then bytes.
  uint64_t hole = 0;
  llvm::StringRef block;
  /// How many bytes were read.
  uint64_t position = 0;
  bool isAtEnd = false;
};

} // namespace nnef

#endif // NNEF_LIB_MODEL_ARCHIVEREADER_H
