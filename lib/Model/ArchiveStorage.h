//===- ArchiveStorage.h - The files in an archive ---------------*- C++ -*-===//
//
// Part of the nnef-mlir project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef NNEF_LIB_MODEL_ARCHIVESTORAGE_H
#define NNEF_LIB_MODEL_ARCHIVESTORAGE_H

#include "ArchiveReader.h"
#include "ModelStorage.h"
#include "NNEF/Model/Model.h"
#include "llvm/ADT/StringMap.h"
#include <mutex>

namespace nnef {

/// The files in an archive, which is read at most twice.
///
/// When the archive is opened, its entries are listed and checked. In a plain
/// tar the content of a file is where it is in the archive, which is mapped, so
/// this looks at nothing but the headers and is all there is to do. Elsewhere,
/// it keeps the texts of the graph and of the quantization and passes over the
/// tensors: whoever wants only the structure does not pay for their memory.
///
/// The first tensor that is asked for then unpacks all of them, each to memory
/// of its own, because to unpack a single one takes as long as to unpack all
/// that come before it. Those that a zip stores without compression, aligned as
/// files are, stay in the archive, but their checksums are verified.
///
/// An archive may come from anybody. Only its regular files count. An entry of
/// any kind whose name leaves the archive, and two entries of the same name,
/// make it invalid, since different tools would see different models in it.
/// What the entries announce is checked against the limits before memory is
/// allocated, and tensors are unpacked only if their header goes with their
/// size.
class ArchiveStorage : public ModelStorage {
public:
  static llvm::Expected<std::shared_ptr<ArchiveStorage>>
  open(const ArchiveFormat &format, std::unique_ptr<llvm::MemoryBuffer> buffer,
       const ArchiveLimits &limits);

  /// The folder in the archive that the graph is in. Empty if it is at the top.
  llvm::StringRef getFolder() const;

  bool hasFile(llvm::StringRef name) const override;
  llvm::Expected<FileContent> getFile(llvm::StringRef name) override;

private:
  struct Entry {
    uint64_t size = 0;
    /// What it is if it is not a regular file.
    llvm::StringRef otherKind;
    /// The content, once it is known.
    std::optional<FileContent> content;
    /// Why there will never be any content.
    std::string problem;
  };

  ArchiveStorage(const ArchiveFormat &format,
                 std::unique_ptr<llvm::MemoryBuffer> buffer,
                 const ArchiveLimits &limits);

  /// The name of an entry without `./` and the like.
  llvm::Expected<std::string> normalize(llvm::StringRef name) const;
  /// The name in the archive of a file of the model.
  std::string getEntryName(llvm::StringRef name) const;

  llvm::Error listEntries(ArchiveReader &reader);
  llvm::Error addEntry(ArchiveReader &reader);

  /// Unpacks the files of the model whose content is not known yet.
  llvm::Error unpackAll();
  llvm::Error unpack(ArchiveReader &reader, Entry &entry, bool isTensor);

  const ArchiveFormat &format;
  std::shared_ptr<const llvm::MemoryBuffer> buffer;
  ArchiveLimits limits;
  /// The entry that is the graph.
  std::string graphName;
  uint64_t numEntries = 0;
  /// What all files take that are not in the archive as they are.
  uint64_t unpackedSize = 0;

  /// All entries but folders.
  llvm::StringMap<Entry> entries;
  /// Guards the content of entries once the archive is open.
  std::mutex mutex;
  bool isUnpacked = false;
  /// Why unpacking ended early.
  std::string unpackProblem;
};

} // namespace nnef

#endif // NNEF_LIB_MODEL_ARCHIVESTORAGE_H
