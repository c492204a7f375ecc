//===- Checker.h - The static rules of the language -------------*- C++ -*-===//
//
// Part of the nnef-mlir project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef NNEF_SYNTAX_CHECKER_H
#define NNEF_SYNTAX_CHECKER_H

#include "NNEF/Syntax/AST.h"
#include "NNEF/Syntax/Diagnostics.h"

namespace nnef::syntax {

/// What the checker insists on.
struct CheckOptions {
  /// Whether what files in use do against the standard is an error. Otherwise
  /// the first occurrence of each such thing gets a warning.
  bool strict = false;
  /// Whether the document has recipes: fragments with the names of the
  /// standard's operations, of which they are the bodies. Invocations are of
  /// the operations.
  bool isRecipeFile = false;
  /// Checking stops after this many errors.
  unsigned maxErrors = 100;
};

/// Checks a document that was parsed without errors against section 3.3 of the
/// standard: declarations, names, and the types of all expressions, also in
/// bodies that are never invoked and in branches that are not taken. What
/// depends on values or shapes, like an index out of range, is not its matter.
///
/// `standard` declares the standard's operations. It may be `document` itself,
/// which is how the standard library is checked.
///
/// Returns whether there were no errors. Notes that follow an error point into
/// `document`. Takes time linear in the size of the document.
bool checkDocument(const Document &document, const Document &standard,
                   DiagnosticHandler handler, const CheckOptions &options = {});

} // namespace nnef::syntax

#endif // NNEF_SYNTAX_CHECKER_H
