//===- SourceLocations.cpp - From text to locations of MLIR ---------------===//
//
// Part of the nnef-mlir project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "SourceLocations.h"

#include "mlir/IR/BuiltinAttributes.h"

using namespace mlir;
using namespace nnef;

FileLineColLoc nnef::getSourceLoc(MLIRContext *context,
                                  const llvm::SourceMgr &sourceMgr,
                                  llvm::SMLoc loc) {
  unsigned bufferId = sourceMgr.FindBufferContainingLoc(loc);
  auto [line, column] = syntax::getLineAndColumn(sourceMgr, bufferId, loc);
  StringRef file = sourceMgr.getMemoryBuffer(bufferId)->getBufferIdentifier();
  return FileLineColLoc::get(context, file, line, column);
}

Location nnef::getSourceRangeLoc(MLIRContext *context,
                                 const llvm::SourceMgr &sourceMgr,
                                 llvm::SMRange range) {
  FileLineColLoc start = getSourceLoc(context, sourceMgr, range.Start);
  FileLineColLoc end = getSourceLoc(context, sourceMgr, range.End);
  auto whole =
      FileLineColRange::get(start.getFilename(), start.getLine(),
                            start.getColumn(), end.getLine(), end.getColumn());
  return FusedLoc::get(context, {start}, whole);
}

void SourceReporter::operator()(syntax::Severity severity, llvm::SMRange range,
                                const Twine &message) {
  Location loc = getSourceRangeLoc(context, sourceMgr, range);
  if (severity == syntax::Severity::Note) {
    assert(pending && "a note follows what it is about");
    pending->attachNote(loc) << message;
    return;
  }
  // The one before is complete now.
  pending.reset();
  pending.emplace(severity == syntax::Severity::Error
                      ? mlir::emitError(loc, message)
                      : mlir::emitWarning(loc, message));
}
