//===- Stdlib.h - The standard library of NNEF ------------------*- C++ -*-===//
//
// Part of the nnef-mlir project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef NNEF_STDLIB_STDLIB_H
#define NNEF_STDLIB_STDLIB_H

#include "NNEF/Syntax/AST.h"
#include <memory>

namespace llvm {
class SourceMgr;
} // namespace llvm

namespace nnef {

/// The declarations of the standard's operations as NNEF text, with the bodies
/// of the compound ones. It is part of the program, not a file beside it.
llvm::StringRef getStdlibText();

/// The standard's operations, parsed. This is where signatures, default values
/// and compound bodies come from. Immutable, and cheap enough to load for each
/// document that is read.
class Stdlib {
public:
  /// Adds the text to `sourceMgr` as a buffer named `stdlib.nnef` and parses
  /// it. The source manager must outlive the result.
  static Stdlib load(llvm::SourceMgr &sourceMgr);

  /// The declaration of the operation called `name`, or null.
  const syntax::Fragment *lookup(llvm::StringRef name) const {
    return document->lookupFragment(name);
  }

  /// All operations, in the order of the standard.
  llvm::ArrayRef<const syntax::Fragment *> getFragments() const {
    return document->getFragments();
  }

  /// The syntax tree as a whole.
  const syntax::Document &getDocument() const { return *document; }

private:
  explicit Stdlib(std::unique_ptr<syntax::Document> document)
      : document(std::move(document)) {}

  std::unique_ptr<syntax::Document> document;
};

} // namespace nnef

#endif // NNEF_STDLIB_STDLIB_H
