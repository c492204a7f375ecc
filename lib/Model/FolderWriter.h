//===- FolderWriter.h - Writing a model as a folder -------------*- C++ -*-===//
//
// Part of the nnef-mlir project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef NNEF_LIB_MODEL_FOLDERWRITER_H
#define NNEF_LIB_MODEL_FOLDERWRITER_H

#include "NNEF/Model/ModelWriter.h"
#include "NNEF/Model/OutputFolder.h"

namespace nnef {

/// Writes a model as a folder.
class FolderWriter : public ModelWriter {
public:
  static llvm::Expected<std::unique_ptr<ModelWriter>>
  create(llvm::StringRef path);

private:
  FolderWriter(llvm::StringRef path, std::unique_ptr<OutputFolder> folder)
      : ModelWriter(path), folder(std::move(folder)) {}

  llvm::Error writeFile(llvm::StringRef name, uint64_t size,
                        Content content) override;
  llvm::Error finish() override { return folder->finish(); }

  std::unique_ptr<OutputFolder> folder;
};

} // namespace nnef

#endif // NNEF_LIB_MODEL_FOLDERWRITER_H
