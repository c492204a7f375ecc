//===- OutputFile.h - Writing a file whole or not at all --------*- C++ -*-===//
//
// Part of the nnef-mlir project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef NNEF_MODEL_OUTPUTFILE_H
#define NNEF_MODEL_OUTPUTFILE_H

#include "llvm/ADT/STLFunctionalExtras.h"
#include "llvm/ADT/StringRef.h"
#include "llvm/Support/Error.h"

namespace llvm {
class raw_ostream;
} // namespace llvm

namespace nnef {

/// Writes the file at `path` through `write`, to a temporary file beside it
/// that takes its place once everything is written. After an error or an
/// interrupt, what was at `path` before is still there. What is not a regular
/// file, such as a pipe, is written to directly.
llvm::Error
writeOutputFile(llvm::StringRef path,
                llvm::function_ref<llvm::Error(llvm::raw_ostream &)> write);

} // namespace nnef

#endif // NNEF_MODEL_OUTPUTFILE_H
