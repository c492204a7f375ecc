//===- SourceLocations.h - From text to locations of MLIR -------*- C++ -*-===//
//
// Part of the nnef-mlir project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef NNEF_TRANSLATE_SOURCELOCATIONS_H
#define NNEF_TRANSLATE_SOURCELOCATIONS_H

#include "NNEF/Syntax/Diagnostics.h"
#include "mlir/IR/Diagnostics.h"
#include "mlir/IR/Location.h"
#include "llvm/Support/SourceMgr.h"

namespace nnef {

/// Where something starts, in a buffer of `sourceMgr`.
mlir::FileLineColLoc getSourceLoc(mlir::MLIRContext *context,
                                  const llvm::SourceMgr &sourceMgr,
                                  llvm::SMLoc loc);

/// Where something starts, and besides, for those who look for it, where it
/// ends: the location for a diagnostic.
mlir::Location getSourceRangeLoc(mlir::MLIRContext *context,
                                 const llvm::SourceMgr &sourceMgr,
                                 llvm::SMRange range);

/// The range of the source that a location stands for. Null if it is unknown.
mlir::FileLineColRange findSourceRange(mlir::Location loc);

/// Where the fragment was invoked that a location is in, if it is in one.
std::optional<mlir::Location> findCaller(mlir::Location loc);

/// Emits the diagnostics of the parser and the checker as those of a context.
/// Notes belong to the diagnostic before them.
class SourceReporter {
public:
  SourceReporter(mlir::MLIRContext *context, const llvm::SourceMgr &sourceMgr)
      : context(context), sourceMgr(sourceMgr) {}

  void operator()(syntax::Severity severity, llvm::SMRange range,
                  const llvm::Twine &message);

private:
  mlir::MLIRContext *context;
  const llvm::SourceMgr &sourceMgr;
  /// Waits for its notes.
  std::optional<mlir::InFlightDiagnostic> pending;
};

} // namespace nnef

#endif // NNEF_TRANSLATE_SOURCELOCATIONS_H
