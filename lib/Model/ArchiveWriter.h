//===- ArchiveWriter.h - Writing a model as an archive ----------*- C++ -*-===//
//
// Part of the nnef-mlir project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef NNEF_LIB_MODEL_ARCHIVEWRITER_H
#define NNEF_LIB_MODEL_ARCHIVEWRITER_H

#include "NNEF/Model/ModelWriter.h"
#include "llvm/Support/FileSystem.h"
#include "llvm/Support/raw_ostream.h"
#include <sys/types.h>

struct archive;

namespace nnef {

/// Whether the ending of a file's name is that of an archive.
bool isArchiveName(llvm::StringRef path);

/// Writes a model as an archive, file by file as they come.
class ArchiveWriter : public ModelWriter {
public:
  static llvm::Expected<std::unique_ptr<ModelWriter>>
  create(llvm::StringRef path);

  ~ArchiveWriter() override;

private:
  class EntryStream;
  struct Deleter {
    void operator()(archive *handle) const;
  };

  ArchiveWriter(llvm::StringRef path, llvm::sys::fs::TempFile file);

  llvm::Error writeFile(llvm::StringRef name, uint64_t size,
                        Content content) override;
  llvm::Error finish() override;

  /// Takes what libarchive wants to write. It is not told about failures,
  /// because it would not free its memory then.
  static ssize_t writeBlock(archive *handle, void *writer, const void *data,
                            size_t size);

  /// What went wrong: with the file if anything, otherwise in libarchive.
  llvm::Error makeError() const;

  llvm::sys::fs::TempFile file;
  llvm::raw_fd_ostream os;
  bool isOpen = true;
  /// How many bytes the current entry lacks.
  uint64_t missing = 0;
  std::unique_ptr<archive, Deleter> handle;
};

} // namespace nnef

#endif // NNEF_LIB_MODEL_ARCHIVEWRITER_H
