//===- Diagnostics.cpp - Reports about NNEF text --------------------------===//
//
// Part of the nnef-mlir project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "NNEF/Syntax/Diagnostics.h"
#include "llvm/Support/SourceMgr.h"

using namespace nnef::syntax;

LineAndColumn nnef::syntax::getLineAndColumn(const llvm::SourceMgr &sourceMgr,
                                             unsigned bufferId,
                                             llvm::SMLoc loc) {
  auto [line, column] = sourceMgr.getLineAndColumn(loc, bufferId);
  return {line, column};
}
