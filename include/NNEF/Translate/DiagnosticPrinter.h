//===- DiagnosticPrinter.h - Diagnostics with their text --------*- C++ -*-===//
//
// Part of the nnef-mlir project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef NNEF_TRANSLATE_DIAGNOSTICPRINTER_H
#define NNEF_TRANSLATE_DIAGNOSTICPRINTER_H

#include "mlir/IR/Diagnostics.h"

namespace llvm {
class SourceMgr;
} // namespace llvm

namespace nnef {

/// Prints the diagnostics of a context for as long as it lives: message, line
/// of the source with a caret, and the range that is meant underlined. Notes
/// follow, and the call sites of what comes from a fragment.
///
/// Unlike MLIR's own handler it knows the ranges that the import gives; that
/// one prints the same diagnostics with a caret alone.
class DiagnosticPrinter : public mlir::ScopedDiagnosticHandler {
public:
  /// Prints to `os`, in colours where it shows them. Lines are shown of the
  /// buffers that `sourceMgr` has when a diagnostic is emitted, and of files.
  DiagnosticPrinter(llvm::SourceMgr &sourceMgr, mlir::MLIRContext *context,
                    llvm::raw_ostream &os);

private:
  void print(mlir::Diagnostic &diagnostic);
  void print(mlir::Location loc, mlir::DiagnosticSeverity severity,
             const llvm::Twine &message);

  llvm::SourceMgr &sourceMgr;
  llvm::raw_ostream &os;
};

} // namespace nnef

#endif // NNEF_TRANSLATE_DIAGNOSTICPRINTER_H
