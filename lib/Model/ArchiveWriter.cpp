//===- ArchiveWriter.cpp - Writing a model as an archive ------------------===//
//
// Part of the nnef-mlir project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "ArchiveWriter.h"
#include "NNEF/Model/Model.h"
#include "UTF8Names.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/Support/ConvertUTF.h"
#include "llvm/Support/Errc.h"
#include "llvm/Support/raw_ostream.h"
#include <archive.h>
#include <archive_entry.h>

using namespace llvm;
using namespace nnef;

//===----------------------------------------------------------------------===//
// Formats
//===----------------------------------------------------------------------===//

namespace {
/// How a name ends, and the functions of libarchive that choose the format. The
/// format of tar is the one of POSIX, with extended headers only for what has
/// no room in ordinary ones.
struct OutputFormat {
  StringLiteral ending;
  int (*setFormat)(archive *) = archive_write_set_format_pax_restricted;
  int (*addFilter)(archive *) = archive_write_add_filter_none;
};
} // namespace

static constexpr OutputFormat formats[] = {
    {".tar"},
    {".tar.gz", archive_write_set_format_pax_restricted,
     archive_write_add_filter_gzip},
    {".tgz", archive_write_set_format_pax_restricted,
     archive_write_add_filter_gzip},
    {".tar.bz2", archive_write_set_format_pax_restricted,
     archive_write_add_filter_bzip2},
    {".tbz2", archive_write_set_format_pax_restricted,
     archive_write_add_filter_bzip2},
    {".tar.xz", archive_write_set_format_pax_restricted,
     archive_write_add_filter_xz},
    {".txz", archive_write_set_format_pax_restricted,
     archive_write_add_filter_xz},
    {".tar.zst", archive_write_set_format_pax_restricted,
     archive_write_add_filter_zstd},
    {".tzst", archive_write_set_format_pax_restricted,
     archive_write_add_filter_zstd},
    {".zip", archive_write_set_format_zip},
};

static const OutputFormat *findFormat(StringRef path) {
  auto *format = llvm::find_if(formats, [&](const OutputFormat &format) {
    return path.ends_with_insensitive(format.ending);
  });
  return format == std::end(formats) ? nullptr : format;
}

bool nnef::isArchiveName(StringRef path) { return findFormat(path); }

//===----------------------------------------------------------------------===//
// The archive
//===----------------------------------------------------------------------===//

/// Writes to the current entry of an archive.
class ArchiveWriter::EntryStream : public raw_ostream {
public:
  explicit EntryStream(ArchiveWriter &writer)
      : raw_ostream(/*unbuffered=*/true), writer(writer) {}

  bool hasError() const { return failed; }

private:
  void write_impl(const char *data, size_t size) override {
    position += size;
    while (size != 0 && !failed) {
      la_ssize_t written = archive_write_data(writer.handle.get(), data, size);
      failed = written <= 0 || writer.os.has_error();
      if (failed)
        return;
      writer.missing -= written;
      data += written;
      size -= written;
    }
  }
  uint64_t current_pos() const override { return position; }

  ArchiveWriter &writer;
  uint64_t position = 0;
  bool failed = false;
};

void ArchiveWriter::Deleter::operator()(archive *handle) const {
  archive_write_free(handle);
}

ArchiveWriter::ArchiveWriter(StringRef path, sys::fs::TempFile file)
    : ModelWriter(path), file(std::move(file)),
      os(this->file.FD, /*shouldClose=*/false, /*unbuffered=*/true),
      handle(archive_write_new()) {}

ssize_t ArchiveWriter::writeBlock(archive *, void *writer, const void *data,
                                  size_t size) {
  auto &self = *static_cast<ArchiveWriter *>(writer);
  if (self.isOpen && !self.os.has_error())
    self.os.write(static_cast<const char *>(data), size);
  return size;
}

Expected<std::unique_ptr<ModelWriter>> ArchiveWriter::create(StringRef path) {
  if (sys::fs::is_directory(path))
    return createStringError("a folder is in the way of this archive");
  if (sys::fs::exists(path) && !sys::fs::is_regular_file(path))
    return createStringError("this is not a file that could be replaced");
  Expected<sys::fs::TempFile> file = sys::fs::TempFile::create(
      path + ".%%%%%%.tmp", sys::fs::all_read | sys::fs::all_write);
  if (!file)
    return file.takeError();
  std::unique_ptr<ArchiveWriter> writer(
      new ArchiveWriter(path, std::move(*file)));
  archive *handle = writer->handle.get();
  if (!handle)
    return errorCodeToError(make_error_code(errc::not_enough_memory));
  const OutputFormat *format = findFormat(path);
  // A warning means that libarchive would run another program.
  if (format->setFormat(handle) != ARCHIVE_OK ||
      format->addFilter(handle) != ARCHIVE_OK)
    return createStringError("libarchive was built without support for " +
                             format->ending);
  // The time is in the header of gzip unless it is told otherwise.
  if (format->addFilter == archive_write_add_filter_gzip)
    archive_write_set_filter_option(handle, "gzip", "timestamp", nullptr);
  archive_write_set_bytes_per_block(handle, 1 << 20);
  archive_write_set_bytes_in_last_block(handle, 1);
  if (archive_write_open(handle, writer.get(), /*open=*/nullptr, writeBlock,
                         /*close=*/nullptr) != ARCHIVE_OK)
    return writer->makeError();
  return std::move(writer);
}

ArchiveWriter::~ArchiveWriter() {
  if (isOpen) {
    isOpen = false;
    consumeError(file.discard());
    // libarchive leaks what a compressor has unless the archive is completed,
    // for which it fills up the entry. It does so to nowhere, if it is quick.
    constexpr uint64_t quick = 64 << 20;
    if (missing > quick)
      archive_write_fail(handle.get());
  }
  handle.reset();
  os.clear_error();
}

Error ArchiveWriter::makeError() const {
  if (os.has_error())
    return errorCodeToError(os.error());
  const char *reason = archive_error_string(handle.get());
  return createStringError(reason ? reason : "unknown error of libarchive");
}

Error ArchiveWriter::writeFile(StringRef name, uint64_t size, Content content) {
  // Readers refuse these.
  if (name.size() > ArchiveLimits().maxNameLength)
    return createStringError("the name is too long for an archive");
  if (archive_format(handle.get()) == ARCHIVE_FORMAT_ZIP && name.contains('\\'))
    return createStringError("a zip archive cannot have a name with '\\'; "
                             "choose another kind");
  const auto *bytes = reinterpret_cast<const UTF8 *>(name.data());
  if (!isLegalUTF8String(&bytes, bytes + name.size()))
    return createStringError("the name is not in UTF-8, as those in archives "
                             "are");

  // No time and no user: they would differ the next time.
  std::unique_ptr<archive_entry, decltype(&archive_entry_free)> entry(
      archive_entry_new(), archive_entry_free);
  archive_entry_set_pathname(entry.get(), name.str().c_str());
  archive_entry_set_filetype(entry.get(), AE_IFREG);
  archive_entry_set_perm(entry.get(), 0644);
  archive_entry_set_size(entry.get(), size);
  UTF8Names names;
  if (archive_write_header(handle.get(), entry.get()) != ARCHIVE_OK)
    return makeError();
  missing = size;
  EntryStream stream(*this);
  if (Error error = content(stream))
    return error;
  if (stream.hasError() ||
      archive_write_finish_entry(handle.get()) != ARCHIVE_OK || os.has_error())
    return makeError();
  return Error::success();
}

Error ArchiveWriter::finish() {
  if (archive_write_close(handle.get()) != ARCHIVE_OK || os.has_error())
    return makeError();
  isOpen = false;
  return file.keep(path);
}
