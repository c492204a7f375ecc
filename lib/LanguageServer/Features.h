//===- Features.h - What editors ask about a document -----------*- C++ -*-===//
//
// Part of the nnef-mlir project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef NNEF_LIB_LANGUAGESERVER_FEATURES_H
#define NNEF_LIB_LANGUAGESERVER_FEATURES_H

#include "SourceDocument.h"

namespace nnef {

/// What there is to say about the name at a place.
std::optional<llvm::lsp::Hover> getHover(const SourceDocument &document,
                                         llvm::SMLoc loc);

/// Where the thing is defined that has the name at a place.
std::vector<llvm::lsp::Location> getDefinition(const SourceDocument &document,
                                               llvm::SMLoc loc);

/// What can be typed at a place: with places to fill in if the editor takes
/// `snippets`.
llvm::lsp::CompletionList getCompletions(const SourceDocument &document,
                                         llvm::SMLoc loc, bool snippets);

/// The fragments, the graph, and its tensors.
std::vector<llvm::lsp::DocumentSymbol>
getSymbols(const SourceDocument &document);

/// What formats a document; nothing if it is formatted already or has syntax
/// errors.
std::vector<llvm::lsp::TextEdit> getFormatting(const SourceDocument &document);

} // namespace nnef

#endif // NNEF_LIB_LANGUAGESERVER_FEATURES_H
