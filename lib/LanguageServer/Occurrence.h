//===- Occurrence.h - Names at places ---------------------------*- C++ -*-===//
//
// Part of the nnef-mlir project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef NNEF_LIB_LANGUAGESERVER_OCCURRENCE_H
#define NNEF_LIB_LANGUAGESERVER_OCCURRENCE_H

#include "SourceDocument.h"

namespace nnef {

/// A name somewhere in a document.
struct Occurrence {
  enum class Kind {
    /// The operation of an invocation, or the fragment that a declaration is
    /// of.
    Operation,
    /// The name of an argument.
    Parameter,
    /// A tensor or another value.
    Value
  };

  Kind kind = Kind::Value;
  syntax::Name name;
  /// The fragment in whose declaration it is; null in the graph.
  const syntax::Fragment *scope = nullptr;
  /// The operation that is invoked, or whose parameter it is; null if there is
  /// none of that name.
  const syntax::Fragment *operation = nullptr;
  /// The comprehensions around it, from outside to inside.
  llvm::SmallVector<const syntax::ComprehensionExpr *, 1> comprehensions;
};

/// The name at, or directly in front of, `loc`.
std::optional<Occurrence> findOccurrence(const SourceDocument &document,
                                         llvm::SMLoc loc);

/// The parameter called `name`, or null.
const syntax::Parameter *findParameter(const syntax::Fragment &fragment,
                                       llvm::StringRef name);

/// The statement in the scope of a value that defines it, or null.
const syntax::Assignment *findDefiningStatement(const SourceDocument &document,
                                                const Occurrence &value);

/// Where the thing that has the name is declared or defined; invalid if
/// nothing is.
llvm::SMRange findDefinition(const SourceDocument &document,
                             const Occurrence &occurrence);

} // namespace nnef

#endif // NNEF_LIB_LANGUAGESERVER_OCCURRENCE_H
