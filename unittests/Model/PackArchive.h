//===- PackArchive.h - Archives of all kinds for tests ----------*- C++ -*-===//
//
// Part of the nnef-mlir project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef NNEF_UNITTESTS_MODEL_PACKARCHIVE_H
#define NNEF_UNITTESTS_MODEL_PACKARCHIVE_H

#include "NNEF/Model/TensorFile.h"
#include "llvm/Support/Endian.h"
#include "gtest/gtest.h"
#include <archive.h>
#include <archive_entry.h>
#include <locale.h>
#include <ostream>
#include <string>

/// How an archive is written: functions of libarchive that choose it.
struct Container {
  const char *name;
  int (*setFormat)(archive *) = archive_write_set_format_ustar;
  int (*addFilter)(archive *) = archive_write_add_filter_none;
};

/// How GoogleTest names it.
inline std::ostream &operator<<(std::ostream &os, const Container &container) {
  return os << container.name;
}

inline int setStoredZip(archive *writer) {
  archive_write_set_format_zip(writer);
  return archive_write_zip_set_compression_store(writer);
}

inline constexpr Container tarFile{"tar"};
inline constexpr Container tgzFile{"tgz", archive_write_set_format_ustar,
                                   archive_write_add_filter_gzip};
inline constexpr Container zipFile{"zip", archive_write_set_format_zip};

/// Everything that is a model. Names are such that they can name tests.
inline constexpr Container allContainers[] = {
    tarFile,
    {"pax", archive_write_set_format_pax},
    {"gnutar", archive_write_set_format_gnutar},
    {"v7tar", archive_write_set_format_v7tar},
    tgzFile,
    {"bzip2", archive_write_set_format_ustar, archive_write_add_filter_bzip2},
    {"xz", archive_write_set_format_pax, archive_write_add_filter_xz},
    {"zstd", archive_write_set_format_gnutar, archive_write_add_filter_zstd},
    zipFile,
    {"storedzip", setStoredZip},
};

/// An entry of an archive.
struct PackedFile {
  std::string name;
  std::string content = "";
  unsigned type = AE_IFREG;
  /// Where a link points to. A regular file with a target is a hard link.
  std::string target = "";
  /// A regular file of a zip archive whose size is not known before its
  /// content, so that it follows afterwards.
  bool isStreamed = false;
};

inline PackedFile packGraph(llvm::StringRef name = "graph.nnef") {
  return {name.str(), "version 1.0;"};
}

/// A tensor file with integers of 8 bits.
inline PackedFile packTensor(llvm::StringRef name,
                             llvm::StringRef items = "\7") {
  namespace endian = llvm::support::endian;
  std::string bytes(nnef::TensorFileHeader::size, '\0');
  bytes[0] = 'N';
  bytes[1] = '\xEF';
  bytes[2] = 1;
  endian::write32le(&bytes[4], items.size());
  endian::write32le(&bytes[8], 1);
  endian::write32le(&bytes[12], items.size());
  endian::write32le(&bytes[44], 8);
  endian::write32le(&bytes[48], uint32_t(nnef::ItemType::Int));
  return {name.str(), bytes + items.str()};
}

/// The bytes of an archive.
inline std::string pack(const Container &container,
                        llvm::ArrayRef<PackedFile> files) {
  size_t capacity = 1 << 20;
  for (const PackedFile &file : files)
    capacity += file.content.size() + 4 * file.name.size() + 4096;
  std::string bytes(capacity, '\0');
  size_t size = 0;

  // Names are UTF-8.
  locale_t utf8 = newlocale(LC_CTYPE_MASK, "C.UTF-8", locale_t());
  locale_t previous = uselocale(utf8);
  archive *writer = archive_write_new();
  EXPECT_EQ(container.addFilter(writer), ARCHIVE_OK);
  EXPECT_EQ(container.setFormat(writer), ARCHIVE_OK);
  archive_write_open_memory(writer, bytes.data(), bytes.size(), &size);
  for (const PackedFile &file : files) {
    archive_entry *entry = archive_entry_new();
    archive_entry_set_pathname(entry, file.name.c_str());
    archive_entry_set_perm(entry, 0644);
    archive_entry_set_filetype(entry, file.type);
    if (!file.isStreamed)
      archive_entry_set_size(entry, file.content.size());
    if (file.type == AE_IFLNK)
      archive_entry_set_symlink(entry, file.target.c_str());
    else if (!file.target.empty())
      archive_entry_set_hardlink(entry, file.target.c_str());
    EXPECT_EQ(archive_write_header(writer, entry), ARCHIVE_OK)
        << archive_error_string(writer);
    archive_write_data(writer, file.content.data(), file.content.size());
    archive_entry_free(entry);
  }
  EXPECT_EQ(archive_write_close(writer), ARCHIVE_OK);
  archive_write_free(writer);
  uselocale(previous);
  freelocale(utf8);
  bytes.resize(size);
  return bytes;
}

#endif // NNEF_UNITTESTS_MODEL_PACKARCHIVE_H
