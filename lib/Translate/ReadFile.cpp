//===- ReadFile.cpp - Reading files of MLIR ---------------------------===//
//
// Part of the nnef-mlir project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "NNEF/Translate/ReadFile.h"

#include "mlir/Parser/Parser.h"
#include "mlir/Support/FileUtilities.h"
#include "llvm/Support/SourceMgr.h"

using namespace mlir;
using namespace nnef;

OwningOpRef<ModuleOp> nnef::readMLIRFile(StringRef path, MLIRContext *context,
                                         llvm::SourceMgr &sourceMgr) {
  // Bytecode with weights is only read from memory that is aligned as they are,
  // which small files are not by themselves.
  std::string message;
  std::unique_ptr<llvm::MemoryBuffer> file =
      openInputFile(path, llvm::Align(64), &message);
  if (!file) {
    emitError(FileLineColLoc::get(context, path, 0, 0)) << message;
    return nullptr;
  }
  sourceMgr.AddNewSourceBuffer(std::move(file), llvm::SMLoc());
  return parseSourceFile<ModuleOp>(sourceMgr, ParserConfig(context));
}
