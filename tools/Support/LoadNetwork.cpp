//===- LoadNetwork.cpp - Reading a network of any form --------------------===//
//
// Part of the nnef-mlir project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "LoadNetwork.h"
#include "NNEF/Translate/ReadFile.h"
#include "mlir/IR/MLIRContext.h"
#include "llvm/Support/FileSystem.h"
#include "llvm/Support/Path.h"
#include "llvm/Support/SourceMgr.h"

using namespace mlir;

bool isMLIRFile(StringRef path) {
  if (!llvm::sys::fs::is_regular_file(path))
    return false;
  StringRef extension = llvm::sys::path::extension(path);
  return extension == ".mlir" || extension == ".mlirbc";
}

OwningOpRef<ModuleOp> loadNetwork(StringRef path, MLIRContext *context,
                                  llvm::SourceMgr &sourceMgr,
                                  const nnef::ImportOptions &options) {
  if (!isMLIRFile(path))
    return nnef::importModel(path, context, sourceMgr, options);
  return nnef::readMLIRFile(path, context, sourceMgr);
}
