//===- Parser.h - From NNEF text to its syntax tree -------------*- C++ -*-===//
//
// Part of the nnef-mlir project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef NNEF_SYNTAX_PARSER_H
#define NNEF_SYNTAX_PARSER_H

#include "NNEF/Syntax/AST.h"
#include "NNEF/Syntax/Diagnostics.h"
#include <memory>

namespace nnef::syntax {

/// What the parser insists on.
struct ParserOptions {
  /// A document must end in a graph. Off for files that only declare
  /// fragments, like the standard library and recipe files.
  bool requireGraph = true;
  /// How deep expressions and types may nest. Bounds the recursion of the
  /// parser and of whoever walks its trees.
  unsigned maxNesting = 256;
  /// Parsing stops after this many errors.
  unsigned maxErrors = 100;
};

/// Parses buffer `bufferId` of `sourceMgr` as an NNEF document in
/// compositional syntax, of which flat syntax is a part.
///
/// After a syntax error the parser goes on with the next statement, so one run
/// reports several. The result is never null: it holds what could be parsed,
/// and `Document::hasErrors` says whether that is all. It points into the
/// buffer, which must outlive it.
std::unique_ptr<Document> parseDocument(const llvm::SourceMgr &sourceMgr,
                                        unsigned bufferId,
                                        DiagnosticHandler handler,
                                        const ParserOptions &options = {});

/// Parses buffer `bufferId` as a quantization file: entries that say for a
/// tensor of the graph which algorithm quantizes it. They are the
/// `getQuantizations` of the result, which has nothing else. Errors are as
/// those of parseDocument.
std::unique_ptr<Document>
parseQuantizationFile(const llvm::SourceMgr &sourceMgr, unsigned bufferId,
                      DiagnosticHandler handler,
                      const ParserOptions &options = {});

} // namespace nnef::syntax

#endif // NNEF_SYNTAX_PARSER_H
