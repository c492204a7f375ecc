//===- Lexer.h - Tokens of NNEF text ----------------------------*- C++ -*-===//
//
// Part of the nnef-mlir project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef NNEF_SYNTAX_LEXER_H
#define NNEF_SYNTAX_LEXER_H

#include "llvm/ADT/StringRef.h"
#include "llvm/Support/SMLoc.h"
#include <cstdint>
#include <string>

namespace nnef::syntax {

/// What a token is.
enum class TokenKind : uint8_t {
#define TOK_MARKER(NAME, DESCRIPTION) NAME,
#define TOK_ERROR(NAME, MESSAGE) NAME,
#define TOK_LITERAL(NAME, DESCRIPTION) NAME,
#define TOK_PUNCTUATION(NAME, SPELLING) NAME,
#define TOK_KEYWORD(SPELLING) kw_##SPELLING,
#include "NNEF/Syntax/TokenKinds.def"
};

/// Names a kind of token as a diagnostic does: `identifier`, `';'`,
/// `'graph'`. The kinds that stand for lexical errors give their message.
llvm::StringRef describe(TokenKind kind);

/// A piece of source text with its kind. It points into the buffer.
class Token {
public:
  Token(TokenKind kind, llvm::StringRef spelling)
      : kind(kind), spelling(spelling) {}

  TokenKind getKind() const { return kind; }
  llvm::StringRef getSpelling() const { return spelling; }

  bool is(TokenKind other) const { return kind == other; }
  template <typename... Kinds> bool isAny(Kinds... kinds) const {
    return (is(kinds) || ...);
  }

  /// True for text that is no token; `describe` says what is wrong with it.
  bool isError() const;

  llvm::SMLoc getLoc() const {
    return llvm::SMLoc::getFromPointer(spelling.begin());
  }
  llvm::SMLoc getEndLoc() const {
    return llvm::SMLoc::getFromPointer(spelling.end());
  }
  llvm::SMRange getRange() const { return {getLoc(), getEndLoc()}; }

  /// The characters between the quotes of a string token, escapes as written.
  llvm::StringRef getQuotedText() const;

private:
  TokenKind kind;
  llvm::StringRef spelling;
};

/// Resolves the escapes in the text between the quotes of a string: a backslash
/// before a quote or a backslash. Any other backslash stands for itself, as in
/// the labels that tools without escapes write.
std::string unescapeString(llvm::StringRef quotedText);

/// Splits NNEF text into tokens. Copying a lexer is cheap and is how to look
/// ahead. It reports nothing itself: text that is no token comes back as a
/// token of an error kind, and whoever meets it decides what to say.
class Lexer {
public:
  /// Starts at the beginning of `buffer`, after a UTF-8 byte order mark.
  explicit Lexer(llvm::StringRef buffer);

  /// The next token; `eof` for ever once the text is used up.
  Token lex();

  /// Makes the next token start at `loc`, a position in the buffer.
  void resetTo(llvm::SMLoc loc) { cursor = loc.getPointer(); }

private:
  void skipTrivia();
  Token lexIdentifier(const char *start);
  Token lexNumber(const char *start);
  Token lexString(const char *start);
  Token lexPunctuation(const char *start);
  void skipDigits();
  char peek(size_t offset = 0) const {
    return offset < static_cast<size_t>(end - cursor) ? cursor[offset] : '\0';
  }
  Token make(TokenKind kind, const char *start) const {
    return {kind, llvm::StringRef(start, cursor - start)};
  }

  const char *cursor;
  const char *end;
};

} // namespace nnef::syntax

#endif // NNEF_SYNTAX_LEXER_H
