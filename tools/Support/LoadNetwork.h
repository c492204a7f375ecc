//===- LoadNetwork.h - Reading a network of any form ------------*- C++ -*-===//
//
// Part of the nnef-mlir project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef NNEF_TOOLS_SUPPORT_LOADNETWORK_H
#define NNEF_TOOLS_SUPPORT_LOADNETWORK_H

#include "NNEF/Translate/Import.h"

/// Whether `path` is a file of MLIR, as text or bytecode.
bool isMLIRFile(llvm::StringRef path);

/// Reads the network at `path`: an NNEF model, or a file of MLIR. Problems are
/// reported as diagnostics, and the result is null then.
mlir::OwningOpRef<mlir::ModuleOp>
loadNetwork(llvm::StringRef path, mlir::MLIRContext *context,
            llvm::SourceMgr &sourceMgr, const nnef::ImportOptions &options);

#endif // NNEF_TOOLS_SUPPORT_LOADNETWORK_H
