//===- Lexer.cpp - Tokens of NNEF text ------------------------------------===//
//
// Part of the nnef-mlir project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "NNEF/Syntax/Lexer.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/ADT/StringSwitch.h"
#include "llvm/Support/ErrorHandling.h"
#include <array>

using namespace nnef::syntax;
using llvm::StringRef;

//===----------------------------------------------------------------------===//
// Token
//===----------------------------------------------------------------------===//

StringRef nnef::syntax::describe(TokenKind kind) {
  switch (kind) {
#define TOK_MARKER(NAME, DESCRIPTION)                                          \
  case TokenKind::NAME:                                                        \
    return DESCRIPTION;
#define TOK_ERROR(NAME, MESSAGE)                                               \
  case TokenKind::NAME:                                                        \
    return MESSAGE;
#define TOK_LITERAL(NAME, DESCRIPTION)                                         \
  case TokenKind::NAME:                                                        \
    return DESCRIPTION;
#define TOK_PUNCTUATION(NAME, SPELLING)                                        \
  case TokenKind::NAME:                                                        \
    return "'" SPELLING "'";
#define TOK_KEYWORD(SPELLING)                                                  \
  case TokenKind::kw_##SPELLING:                                               \
    return "'" #SPELLING "'";
#include "NNEF/Syntax/TokenKinds.def"
  }
  llvm_unreachable("not a kind of token");
}

bool Token::isError() const {
  switch (kind) {
#define TOK_ERROR(NAME, MESSAGE) case TokenKind::NAME:
#include "NNEF/Syntax/TokenKinds.def"
    return true;
  default:
    return false;
  }
}

StringRef Token::getQuotedText() const {
  return spelling.drop_front().drop_back();
}

std::string nnef::syntax::unescapeString(StringRef quotedText) {
  std::string text;
  text.reserve(quotedText.size());
  for (size_t i = 0, e = quotedText.size(); i != e; ++i) {
    if (quotedText[i] == '\\' && i + 1 != e &&
        StringRef("\\'\"").contains(quotedText[i + 1]))
      ++i;
    text.push_back(quotedText[i]);
  }
  return text;
}

//===----------------------------------------------------------------------===//
// Lexer
//===----------------------------------------------------------------------===//

static bool isIdentifierStart(char c) { return llvm::isAlpha(c) || c == '_'; }

static bool isIdentifierBody(char c) { return llvm::isAlnum(c) || c == '_'; }

static bool isLineEnd(char c) { return c == '\n' || c == '\r'; }

Lexer::Lexer(StringRef buffer) : cursor(buffer.begin()), end(buffer.end()) {
  if (buffer.starts_with("\xEF\xBB\xBF"))
    cursor += 3;
}

Token Lexer::lex() {
  skipTrivia();
  const char *start = cursor;
  if (cursor == end)
    return make(TokenKind::eof, start);

  char c = *cursor++;
  if (isIdentifierStart(c))
    return lexIdentifier(start);
  if (llvm::isDigit(c))
    return lexNumber(start);
  if (c == '"' || c == '\'')
    return lexString(start);
  return lexPunctuation(start);
}

void Lexer::skipTrivia() {
  while (cursor != end) {
    if (llvm::isSpace(*cursor)) {
      ++cursor;
    } else if (*cursor == '#') {
      // A form feed ends a comment too.
      while (cursor != end && !isLineEnd(*cursor) && *cursor != '\f')
        ++cursor;
    } else {
      return;
    }
  }
}

void Lexer::skipDigits() {
  while (llvm::isDigit(peek()))
    ++cursor;
}

Token Lexer::lexIdentifier(const char *start) {
  while (isIdentifierBody(peek()))
    ++cursor;

  StringRef spelling(start, cursor - start);
  if (spelling == "i" && (peek() == '"' || peek() == '\'')) {
    // tract writes names with slashes and dots as i"name".
    lexString(cursor++);
    return make(TokenKind::escaped_identifier, start);
  }
  TokenKind kind = llvm::StringSwitch<TokenKind>(spelling)
#define TOK_KEYWORD(SPELLING) .Case(#SPELLING, TokenKind::kw_##SPELLING)
#include "NNEF/Syntax/TokenKinds.def"
                       .Default(TokenKind::identifier);
  return make(kind, start);
}

/// Numbers have no sign of their own: in `x-1` the minus is an operator, and
/// only the parser can tell that from `-1`.
Token Lexer::lexNumber(const char *start) {
  TokenKind kind = TokenKind::integer;
  skipDigits();
  if (peek() == '.') {
    kind = TokenKind::scalar;
    ++cursor;
    skipDigits();
  }
  if (peek() == 'e' || peek() == 'E') {
    kind = TokenKind::scalar;
    ++cursor;
    if (peek() == '+' || peek() == '-')
      ++cursor;
    if (!llvm::isDigit(peek()))
      return make(TokenKind::empty_exponent, start);
    skipDigits();
  }
  return make(kind, start);
}

/// Called with the cursor behind the opening quote. A string that is not closed
/// ends with its line, so that the rest of the text still makes sense.
Token Lexer::lexString(const char *start) {
  char quote = *start;
  while (cursor != end && !isLineEnd(*cursor)) {
    char c = *cursor++;
    if (c == quote)
      return make(TokenKind::string, start);
    if (c == '\\' && cursor != end && !isLineEnd(*cursor))
      ++cursor;
  }
  return make(TokenKind::unterminated_string, start);
}

/// The kinds of the spellings that are one character long.
static constexpr std::array<TokenKind, 256> getCharacterKinds() {
  std::array<TokenKind, 256> kinds{};
  for (TokenKind &kind : kinds)
    kind = TokenKind::unknown;
#define TOK_PUNCTUATION(NAME, SPELLING)                                        \
  if (sizeof(SPELLING) == 2)                                                   \
    kinds[static_cast<unsigned char>(SPELLING[0])] = TokenKind::NAME;
#include "NNEF/Syntax/TokenKinds.def"
  return kinds;
}

Token Lexer::lexPunctuation(const char *start) {
  static constexpr std::array<TokenKind, 256> characterKinds =
      getCharacterKinds();
  TokenKind kind = characterKinds[static_cast<unsigned char>(*start)];
  // Of the spellings that match, the longest wins: `<=` before `<`.
  size_t length = 1;
#define TOK_PUNCTUATION(NAME, SPELLING)                                        \
  static_assert(sizeof(SPELLING) <= 3,                                         \
                "spellings have one or two characters");                       \
  if (sizeof(SPELLING) == 3 && *start == SPELLING[0] &&                        \
      peek() == SPELLING[1]) {                                                 \
    kind = TokenKind::NAME;                                                    \
    length = 2;                                                                \
  }
#include "NNEF/Syntax/TokenKinds.def"

  if (kind != TokenKind::unknown) {
    cursor = start + length;
    return make(kind, start);
  }
  // Keep the bytes of one UTF-8 character together.
  while (cursor != end && (static_cast<unsigned char>(*cursor) & 0xC0) == 0x80)
    ++cursor;
  return make(TokenKind::unknown, start);
}
