//===- LanguageServer.h - Answers to editors --------------------*- C++ -*-===//
//
// Part of the nnef-mlir project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef NNEF_LANGUAGESERVER_LANGUAGESERVER_H
#define NNEF_LANGUAGESERVER_LANGUAGESERVER_H

#include "llvm/Support/LSP/Transport.h"

namespace nnef {

/// What a language server is given.
struct LanguageServerOptions {
  /// A file with the text of the standard's declarations, to which editors can
  /// go. Without one, or if it has another text, they cannot.
  std::string stdlibFile;
};

/// Answers the requests of an editor about NNEF documents, in the Language
/// Server Protocol, until it says that it leaves. Fails if it goes away without
/// a word.
llvm::Error runLanguageServer(llvm::lsp::JSONTransport &transport,
                              const LanguageServerOptions &options);

} // namespace nnef

#endif // NNEF_LANGUAGESERVER_LANGUAGESERVER_H
