//===- ReadFile.h - Reading files of MLIR -----------------------*- C++ -*-===//
//
// Part of the nnef-mlir project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef NNEF_TRANSLATE_READFILE_H
#define NNEF_TRANSLATE_READFILE_H

#include "mlir/IR/BuiltinOps.h"
#include "mlir/IR/OwningOpRef.h"

namespace llvm {
class SourceMgr;
} // namespace llvm

namespace nnef {

/// Reads the file of MLIR at `path`, text or bytecode, into `sourceMgr`, which
/// has no other buffer yet. Problems are diagnostics of `context`; then the
/// result is null.
mlir::OwningOpRef<mlir::ModuleOp> readMLIRFile(llvm::StringRef path,
                                               mlir::MLIRContext *context,
                                               llvm::SourceMgr &sourceMgr);

} // namespace nnef

#endif // NNEF_TRANSLATE_READFILE_H
