//===- Signatures.h - Declarations as editors show them ---------*- C++ -*-===//
//
// Part of the nnef-mlir project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef NNEF_LIB_LANGUAGESERVER_SIGNATURES_H
#define NNEF_LIB_LANGUAGESERVER_SIGNATURES_H

#include "SourceDocument.h"

namespace nnef {

/// `padding: (integer, integer)[] = []`.
std::string formatParameter(const syntax::Parameter &parameter);

/// The header of a declaration, with the default values of parameters; in
/// several lines if it is long.
std::string formatHeader(const syntax::Fragment &fragment);

/// What the comment in front of a declaration says, in Markdown, and for an
/// operation of the standard its section.
std::string getDocumentation(const SourceDocument &document,
                             const syntax::Fragment &fragment);

/// An invocation as a snippet: arguments for the parameters without default
/// value, as places to fill in.
std::string formatSnippet(const syntax::Fragment &fragment);

} // namespace nnef

#endif // NNEF_LIB_LANGUAGESERVER_SIGNATURES_H
