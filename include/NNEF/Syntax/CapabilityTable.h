//===- CapabilityTable.h - What a target takes, as text ---------*- C++ -*-===//
//
// Part of the nnef-mlir project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// The syntax tree of a capability table, which is written in the expressions of
// NNEF. docs/capabilities.md describes the language.
//
//===----------------------------------------------------------------------===//

#ifndef NNEF_SYNTAX_CAPABILITYTABLE_H
#define NNEF_SYNTAX_CAPABILITYTABLE_H

#include "NNEF/Syntax/AST.h"
#include "NNEF/Syntax/Parser.h"

namespace nnef::syntax {

/// A type of elements: `f32`, `quant<i8>`, or the name of a set of types.
struct ElementType {
  Name name;
  /// What is between `<` and `>`, if there is any.
  std::optional<Name> storage;
  /// All of it.
  llvm::SMRange range;
};

/// `types name = type, type, ...;`.
struct TypeSet {
  Name name;
  llvm::ArrayRef<ElementType> types;
};

/// What an entry asks of an operation, one `...;` of its block: either what
/// some tensors are, `x, y: constant f32`, or a condition.
struct Requirement {
  /// None for a condition.
  llvm::ArrayRef<Name> tensors;
  bool isConstant = false;
  /// None if all types will do.
  llvm::ArrayRef<ElementType> types;
  /// Null for one of tensors.
  const Expr *condition = nullptr;
  /// Why, behind `else`. Empty if the table does not say.
  llvm::StringRef reason;
  llvm::SMRange range;
};

/// `operation a, b { ... }`.
struct CapabilityEntry {
  enum class Kind : uint8_t {
    /// `every`: what holds for all operations.
    Every,
    /// `operation`: operations of the standard.
    Operation,
    /// `fragment`: custom fragments of models.
    Fragment
  };

  Kind kind;
  llvm::ArrayRef<Name> names;
  llvm::ArrayRef<Requirement> requirements;
};

/// A parsed table.
struct CapabilityTable {
  /// Owns the nodes, and knows the version and whether there were errors.
  std::unique_ptr<Document> document;
  /// The name of the target.
  Name target;
  /// The path of a file of recipes, as it is written; empty if there is none.
  Name recipes;
  llvm::SmallVector<TypeSet> typeSets;
  llvm::SmallVector<CapabilityEntry> entries;
};

/// Parses buffer `bufferId` as a capability table. Errors are as those of
/// parseDocument.
CapabilityTable parseCapabilityTable(const llvm::SourceMgr &sourceMgr,
                                     unsigned bufferId,
                                     DiagnosticHandler handler,
                                     const ParserOptions &options = {});

} // namespace nnef::syntax

#endif // NNEF_SYNTAX_CAPABILITYTABLE_H
