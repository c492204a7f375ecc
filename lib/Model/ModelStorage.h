//===- ModelStorage.h - Where the files of a model are ----------*- C++ -*-===//
//
// Part of the nnef-mlir project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef NNEF_LIB_MODEL_MODELSTORAGE_H
#define NNEF_LIB_MODEL_MODELSTORAGE_H

#include "llvm/ADT/StringRef.h"
#include "llvm/Support/Error.h"
#include "llvm/Support/MemoryBuffer.h"
#include <memory>
#include <string>

namespace nnef {

/// The name that the graph has in a folder or in an archive.
constexpr llvm::StringLiteral graphFileName = "graph.nnef";

/// The name of the quantization file beside it.
constexpr llvm::StringLiteral quantizationFileName = "graph.quant";

/// The bytes of a file and what keeps them alive, which may be more: the whole
/// archive that they are a part of.
struct FileContent {
  llvm::StringRef bytes;
  std::shared_ptr<const llvm::MemoryBuffer> owner;
};

/// The files of a model. Names are relative to the model, have `/` between
/// their components, and do not leave the model: whoever asks made sure of
/// that. Errors tell the reason and not the file, which the caller names.
class ModelStorage {
public:
  virtual ~ModelStorage();

  virtual bool hasFile(llvm::StringRef name) const = 0;

  /// The content of a file, aligned for vector loads. Not const: what has to be
  /// unpacked is unpacked when it is asked for. Threads may ask at once.
  virtual llvm::Expected<FileContent> getFile(llvm::StringRef name) = 0;
};

/// The files below a folder.
class FolderStorage : public ModelStorage {
public:
  explicit FolderStorage(llvm::StringRef folder) : folder(folder) {}

  bool hasFile(llvm::StringRef name) const override;
  llvm::Expected<FileContent> getFile(llvm::StringRef name) override;

private:
  std::string getPath(llvm::StringRef name) const;

  std::string folder;
};

/// A graph that came through a pipe, and nothing else.
class StreamStorage : public ModelStorage {
public:
  explicit StreamStorage(std::shared_ptr<const llvm::MemoryBuffer> graph)
      : graph(std::move(graph)) {}

  bool hasFile(llvm::StringRef name) const override;
  llvm::Expected<FileContent> getFile(llvm::StringRef name) override;

private:
  std::shared_ptr<const llvm::MemoryBuffer> graph;
};

} // namespace nnef

#endif // NNEF_LIB_MODEL_MODELSTORAGE_H
