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

namespace nnef {

/// Writes a model as a folder.
///
/// LLVM removes files when the process is interrupted, but not folders. So
/// while one of these lives, an interrupt is noted instead, and the next file
/// fails.
class FolderWriter : public ModelWriter {
public:
  static llvm::Expected<std::unique_ptr<ModelWriter>>
  create(llvm::StringRef path);

  ~FolderWriter() override;

private:
  FolderWriter(llvm::StringRef path, llvm::StringRef temporary);

  llvm::Error writeFile(llvm::StringRef name, uint64_t size,
                        Content content) override;
  llvm::Error finish() override;

  /// Takes the model while it is incomplete. Empty once it is complete.
  std::string temporary;
};

} // namespace nnef

#endif // NNEF_LIB_MODEL_FOLDERWRITER_H
