//===- Format.h - NNEF text in one style ------------------------*- C++ -*-===//
//
// Part of the nnef-mlir project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef NNEF_SYNTAX_FORMAT_H
#define NNEF_SYNTAX_FORMAT_H

#include "NNEF/Syntax/Diagnostics.h"
#include <optional>
#include <string>

namespace nnef::syntax {

/// The text of buffer `bufferId` in the style that the standard is written in:
/// a statement a line, four spaces for a body, lines of up to 80 columns. Only
/// space and line ends change: the tokens and the comments stay the same, each
/// comment beside what it was beside.
///
/// Formatting what was formatted changes nothing. The file may be a network or
/// declare fragments only. None after its syntax errors were reported.
std::optional<std::string> formatDocument(const llvm::SourceMgr &sourceMgr,
                                          unsigned bufferId,
                                          DiagnosticHandler handler);

} // namespace nnef::syntax

#endif // NNEF_SYNTAX_FORMAT_H
