//===- Model.h - An NNEF model on disk --------------------------*- C++ -*-===//
//
// Part of the nnef-mlir project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef NNEF_MODEL_MODEL_H
#define NNEF_MODEL_MODEL_H

#include "NNEF/Model/TensorFile.h"
#include "llvm/ADT/StringRef.h"
#include "llvm/Support/Error.h"
#include "llvm/Support/MemoryBuffer.h"
#include <memory>
#include <string>

namespace nnef {

class ModelStorage;

/// What an archive may take to unpack. Archives come from anybody, and a small
/// one can announce more than a machine has. Files of a plain tar, which are
/// mapped, are not limited in size.
struct ArchiveLimits {
  /// How many files, folders and links there may be.
  uint64_t maxEntries = 200'000;
  /// How many bytes a name may have.
  uint64_t maxNameLength = 1024;
  /// How many bytes all files together may take.
  uint64_t maxUnpackedSize = uint64_t(64) << 30;
  /// How many times the size of the archive they may take on top of
  /// `harmlessSize`. Weights are hard to compress.
  uint64_t maxRatio = 256;
  uint64_t harmlessSize = uint64_t(1) << 30;
};

/// An NNEF model: the text of its graph, and a tensor file per variable label.
///
/// A model is one of these, which are told apart by their content and not by
/// their names:
///
/// - A folder with a `graph.nnef` in it.
/// - An archive with one `graph.nnef` in it, at the top or in a folder, which
///   labels are then relative to: a tar, plain or compressed by gzip, bzip2, xz
///   or zstd, or a zip. Only regular files in it count.
/// - A graph file alone, whose variables are looked up in the folder that it is
///   in. There are none if it is a pipe.
class Model {
public:
  /// Opens the model at `path`, where `-` is the standard input. Tensor files
  /// are opened on demand, so a graph without them can be opened as well.
  static llvm::Expected<Model> open(llvm::StringRef path,
                                    const ArchiveLimits &limits = {});

  /// Opens a model in memory: an archive, or the text of a graph, which then
  /// has no tensor files. The identifier of the buffer is its path in
  /// diagnostics.
  static llvm::Expected<Model> open(std::unique_ptr<llvm::MemoryBuffer> buffer,
                                    const ArchiveLimits &limits = {});

  /// The path of the graph's text, as it should appear in diagnostics. In an
  /// archive, this is the path of the archive followed by that in it.
  llvm::StringRef getGraphPath() const { return graphPath; }

  /// The folder that labels are relative to, as it should appear in
  /// diagnostics.
  llvm::StringRef getFolder() const { return folder; }

  /// Reads the text of the graph.
  llvm::Expected<std::unique_ptr<llvm::MemoryBuffer>> getGraphBuffer() const;

  /// Reads the text of the quantization file, which is called `graph.quant` and
  /// lies beside `graph.nnef`. Null if there is none, and for graph files of
  /// other names. The buffer's identifier is its path for diagnostics.
  llvm::Expected<std::unique_ptr<llvm::MemoryBuffer>>
  getQuantizationBuffer() const;

  /// Whether the model has a tensor file for `label`. An unsafe label has none.
  bool hasFile(llvm::StringRef label) const;

  /// Opens the tensor file `<label>.dat`, without copying it where it is not
  /// compressed. Fails when the label is unsafe, and when the file is missing
  /// or malformed.
  llvm::Expected<TensorFile> openTensor(llvm::StringRef label) const;

  /// The path of the tensor file of `label` for messages, whether or not it
  /// exists. Fails when the label is unsafe.
  llvm::Expected<std::string> getTensorPath(llvm::StringRef label) const;

private:
  static llvm::Expected<Model> openFolder(llvm::StringRef path);

  Model(std::shared_ptr<ModelStorage> storage, llvm::StringRef folder,
        llvm::StringRef graphName);

  std::shared_ptr<ModelStorage> storage;
  std::string folder;
  std::string graphName;
  /// Empty if there cannot be a quantization file.
  std::string quantizationName;
  std::string graphPath;
};

/// Turns a variable's label into the path of its tensor file, relative to the
/// model and with `/` between components: a leading `/`, which some writers
/// emit, is dropped and `.dat` is added. A backslash is a character like any
/// other. A label that could name a file outside of the model (`..`, also where
/// a backslash is a slash), or no file at all, is an error: labels come from
/// files that somebody else wrote.
llvm::Expected<std::string> getTensorFileName(llvm::StringRef label);

} // namespace nnef

#endif // NNEF_MODEL_MODEL_H
