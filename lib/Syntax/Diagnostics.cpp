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
  // The source manager knows where lines start, but searches backwards for it
  // when it is asked for a column; a network may stand on one line.
  const auto &buffer = sourceMgr.getBufferInfo(bufferId);
  unsigned line = buffer.getLineNumber(loc.getPointer());
  const char *start = buffer.getPointerForLineNumber(line);
  return {line, static_cast<unsigned>(loc.getPointer() - start) + 1};
}
