//===- SourceLocations.cpp - From text to locations of MLIR ---------------===//
//
// Part of the nnef-mlir project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "NNEF/Translate/SourceLocations.h"

#include "mlir/IR/BuiltinAttributes.h"
#include "llvm/ADT/TypeSwitch.h"

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

FileLineColRange nnef::findSourceRange(Location loc) {
  return llvm::TypeSwitch<LocationAttr, FileLineColRange>(loc)
      .Case([](FileLineColRange range) { return range; })
      .Case([](NameLoc named) { return findSourceRange(named.getChildLoc()); })
      .Case([](CallSiteLoc call) { return findSourceRange(call.getCallee()); })
      .Case([](FusedLoc fused) {
        // The import says where a range ends beside where it starts.
        if (auto range =
                dyn_cast_or_null<FileLineColRange>(fused.getMetadata()))
          return range;
        for (Location part : fused.getLocations())
          if (FileLineColRange range = findSourceRange(part))
            return range;
        return FileLineColRange();
      })
      .Default([](LocationAttr) { return FileLineColRange(); });
}

std::optional<Location> nnef::findCaller(Location loc) {
  return llvm::TypeSwitch<LocationAttr, std::optional<Location>>(loc)
      .Case([](NameLoc named) { return findCaller(named.getChildLoc()); })
      .Case([](CallSiteLoc call) { return call.getCaller(); })
      .Case([](FusedLoc fused) -> std::optional<Location> {
        for (Location part : fused.getLocations())
          if (std::optional<Location> caller = findCaller(part))
            return caller;
        return std::nullopt;
      })
      .Default([](LocationAttr) { return std::nullopt; });
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
