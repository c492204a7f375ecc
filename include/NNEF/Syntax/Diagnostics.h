//===- Diagnostics.h - Reports about NNEF text ------------------*- C++ -*-===//
//
// Part of the nnef-mlir project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef NNEF_SYNTAX_DIAGNOSTICS_H
#define NNEF_SYNTAX_DIAGNOSTICS_H

#include "llvm/ADT/STLFunctionalExtras.h"
#include "llvm/Support/SMLoc.h"

namespace llvm {
class SourceMgr;
class Twine;
} // namespace llvm

namespace nnef::syntax {

/// How bad a reported problem is. A note belongs to the error or warning that
/// was reported before it.
enum class Severity { Error, Warning, Note };

/// Receives the problems of a text in the order they are found. Messages start
/// in lower case and end without a full stop.
using DiagnosticHandler = llvm::function_ref<void(Severity, llvm::SMRange,
                                                  const llvm::Twine &message)>;

/// A position as people read it: both numbers count from one, columns in bytes.
struct LineAndColumn {
  unsigned line;
  unsigned column;
};

/// Finds where `loc` lies in buffer `bufferId`. The source manager remembers
/// the line starts of a buffer, so this is fast after the first call.
LineAndColumn getLineAndColumn(const llvm::SourceMgr &sourceMgr,
                               unsigned bufferId, llvm::SMLoc loc);

} // namespace nnef::syntax

#endif // NNEF_SYNTAX_DIAGNOSTICS_H
