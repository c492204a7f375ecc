//===- OutputFolder.h - Writing a folder whole or not at all ----*- C++ -*-===//
//
// Part of the nnef-mlir project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef NNEF_MODEL_OUTPUTFOLDER_H
#define NNEF_MODEL_OUTPUTFOLDER_H

#include "llvm/ADT/StringRef.h"
#include "llvm/Support/Error.h"
#include <memory>
#include <string>

namespace nnef {

/// Whether there is nothing in a folder.
bool isEmptyFolder(llvm::StringRef path);

/// A folder that is filled under another name, beside its place, which it takes
/// when it is complete. Otherwise nothing is left, and what was there before
/// still is.
///
/// LLVM removes files when the process is interrupted, but not folders. So
/// while one of these lives, an interrupt is noted instead, and is an error the
/// next time that somebody asks.
class OutputFolder {
public:
  /// Starts a folder, which takes the place of one at `path` if there is any.
  static llvm::Expected<std::unique_ptr<OutputFolder>>
  create(llvm::StringRef path);

  /// Removes what was written, unless it has its place.
  ~OutputFolder();

  /// Where the files are written to.
  llvm::StringRef getTemporaryPath() const { return temporary; }

  /// Fails if the process was interrupted.
  llvm::Error checkInterrupt() const;

  /// Gives the folder its name.
  llvm::Error finish();

private:
  OutputFolder(llvm::StringRef path, llvm::StringRef temporary);

  std::string path;
  /// Empty once the folder has its name.
  std::string temporary;
};

} // namespace nnef

#endif // NNEF_MODEL_OUTPUTFOLDER_H
