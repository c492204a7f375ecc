//===- FormatTokens.h - Tokens as the formatter sees them -------*- C++ -*-===//
//
// Part of the nnef-mlir project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef NNEF_LIB_SYNTAX_FORMATTOKENS_H
#define NNEF_LIB_SYNTAX_FORMATTOKENS_H

#include "NNEF/Syntax/Lexer.h"
#include "llvm/ADT/SmallVector.h"
#include <vector>

namespace nnef::syntax {

/// A comment on a line of its own.
struct OwnLineComment {
  llvm::StringRef text;
  /// Whether an empty line is in front of it.
  bool followsBlank;
};

/// Where a line that is too long may be broken, the best places first.
enum class BreakLevel : uint8_t {
  Comma,
  Keyword,
  Logical,
  Comparison,
  Sum,
  Product,
  Power,
  None
};

/// A token with what is around it.
struct FormatToken {
  explicit FormatToken(Token token) : token(token) {}

  TokenKind getKind() const { return token.getKind(); }

  Token token;
  /// The comments in front of it that are not behind another token.
  llvm::SmallVector<OwnLineComment, 0> comments;
  /// The comment behind it, on its line.
  llvm::StringRef trailing;
  /// Whether an empty line is in front of it, behind its comments.
  bool followsBlank = false;
  /// Whether a space belongs in front of it within a line.
  bool hasSpace = false;
  /// What breaking behind it, or in front of it if it is a keyword, goes with.
  BreakLevel breakLevel = BreakLevel::None;
  /// The place of the bracket that closes this one; 0 if it is none.
  unsigned closing = 0;
};

/// The tokens of a text that was parsed without errors, up to and including the
/// end of the file.
std::vector<FormatToken> collectFormatTokens(llvm::StringRef text);

} // namespace nnef::syntax

#endif // NNEF_LIB_SYNTAX_FORMATTOKENS_H
