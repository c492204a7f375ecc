//===- FileArguments.h - Which file goes with which tensor ------*- C++ -*-===//
//
// Part of the nnef-mlir project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef NNEF_TOOLS_NNEFRUN_FILEARGUMENTS_H
#define NNEF_TOOLS_NNEFRUN_FILEARGUMENTS_H

#include "NNEF/Runtime/Signature.h"
#include "UsageError.h"
#include "llvm/Support/Error.h"

/// Where the files of a kind of tensors are, as the command line says.
struct FileArguments {
  /// What the tensors are, for messages: `input`, `output`, ...
  llvm::StringRef kind;
  /// The arguments that name one file each: NAME=FILE.
  llvm::ArrayRef<std::string> files;
  /// The folder for tensors that no argument names, or empty.
  llvm::StringRef folder;

  bool isEmpty() const { return files.empty() && folder.empty(); }
};

/// A path for each of `specs`, empty where there is none.
using FilePaths = llvm::SmallVector<std::string>;

/// Finds the files to read the tensors from. In the folder, that is
/// `<name>.dat` or else `<name>.npy`, where there is one.
llvm::Expected<FilePaths> findFiles(llvm::ArrayRef<nnef::TensorSpec> specs,
                                    const FileArguments &arguments);

/// Names the files to write the tensors to. In the folder, which is created,
/// that is `<name><extension>` for each tensor that no argument names.
llvm::Expected<FilePaths> planFiles(llvm::ArrayRef<nnef::TensorSpec> specs,
                                    const FileArguments &arguments,
                                    llvm::StringRef extension);

/// The bytes that a tensor takes in memory, or the largest number there is.
uint64_t getSizeInBytes(const nnef::TensorSpec &spec);

/// Refuses a file that cannot be written, before the tensor is computed. `kind`
/// says what that is, for messages.
llvm::Error checkOutputFile(const nnef::TensorSpec &spec, llvm::StringRef kind,
                            llvm::StringRef path);

/// Reads a tensor of the type that `spec` says.
llvm::Expected<nnef::HostTensor> readTensor(llvm::StringRef path,
                                            const nnef::TensorSpec &spec);

#endif // NNEF_TOOLS_NNEFRUN_FILEARGUMENTS_H
