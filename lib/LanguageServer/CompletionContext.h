//===- CompletionContext.h - What is being typed at a place -----*- C++ -*-===//
//
// Part of the nnef-mlir project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef NNEF_LIB_LANGUAGESERVER_COMPLETIONCONTEXT_H
#define NNEF_LIB_LANGUAGESERVER_COMPLETIONCONTEXT_H

#include "llvm/ADT/SmallVector.h"
#include "llvm/ADT/StringRef.h"
#include <vector>

namespace nnef {

/// What the tokens in front of a place say about it. Lines that are being typed
/// have no syntax tree yet.
struct CompletionContext {
  enum class Kind {
    /// Inside of a string, a comment or a number, or where only a new name can
    /// stand.
    Nothing,
    /// Where a declaration starts.
    Declaration,
    /// Behind `extension`.
    Extension,
    /// Where the type of a parameter or a result stands.
    Type,
    /// On the left side of an assignment.
    Target,
    /// In an expression.
    Expression
  };

  Kind kind = Kind::Nothing;
  /// The operations whose arguments are around the place, from outside to
  /// inside; empty for other brackets.
  struct Call {
    llvm::StringRef operation;
    /// The names of the arguments in front of the place.
    std::vector<llvm::StringRef> arguments;
  };
  std::vector<Call> calls;
  /// Whether an argument starts at the place.
  bool isAtArgument = false;
  /// What the declaration around the place says about its names: parameters,
  /// results, and what was assigned in front of the place. Loop variables that
  /// are known there, too.
  std::vector<llvm::StringRef> parameters, results, assigned, loopVariables;
  bool isInGraph = false;

  /// Finds out about the end of `before`, the text in front of the place.
  static CompletionContext get(llvm::StringRef before);
};

} // namespace nnef

#endif // NNEF_LIB_LANGUAGESERVER_COMPLETIONCONTEXT_H
