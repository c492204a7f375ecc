//===- ParserBase.cpp - Tokens, recovery and diagnostics of the parser ----===//
//
// Part of the nnef-mlir project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "ParserImpl.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/ADT/Twine.h"

using namespace nnef::syntax;
using llvm::SMRange;
using llvm::StringRef;
using llvm::Twine;

Parser::Parser(StringRef text, unsigned bufferId, DiagnosticHandler handler,
               const ParserOptions &options)
    : handler(handler), options(options),
      document(std::make_unique<Document>(bufferId)), textEnd(text.end()),
      lexer(text), token(lexer.lex()), previousEnd(token.getLoc()) {}

//===----------------------------------------------------------------------===//
// Tokens
//===----------------------------------------------------------------------===//

void Parser::consume() {
  previousEnd = token.getEndLoc();
  token = lexer.lex();
}

bool Parser::consumeIf(TokenKind kind) {
  if (!token.is(kind))
    return false;
  consume();
  return true;
}

bool Parser::expect(TokenKind kind) {
  if (consumeIf(kind))
    return true;
  unexpected(describe(kind));
  return false;
}

std::optional<Name> Parser::expectName() {
  Name name{token.getSpelling(), token.getRange()};
  if (!expect(TokenKind::identifier))
    return std::nullopt;
  return name;
}

bool Parser::expectSemicolon() {
  if (consumeIf(TokenKind::semicolon))
    return true;
  if (!atLineStart() && !token.isAny(TokenKind::r_brace, TokenKind::eof)) {
    unexpected(describe(TokenKind::semicolon));
    return false;
  }
  error({previousEnd, previousEnd}, "expected ';' after this");
  return true;
}

bool Parser::parseList(TokenKind close, llvm::function_ref<bool()> parseItem) {
  if (consumeIf(close))
    return true;
  do {
    if (!parseItem())
      return false;
  } while (consumeIf(TokenKind::comma));
  if (consumeIf(close))
    return true;
  unexpected("',' or " + describe(close));
  return false;
}

//===----------------------------------------------------------------------===//
// Recovery
//===----------------------------------------------------------------------===//

bool Parser::atDeclaration() const {
  return token.isAny(TokenKind::kw_extension, TokenKind::kw_fragment,
                     TokenKind::kw_graph, TokenKind::eof);
}

bool Parser::atLineStart() const {
  const char *begin = previousEnd.getPointer();
  return StringRef(begin, token.getLoc().getPointer() - begin)
             .find_first_of("\r\n") != StringRef::npos;
}

void Parser::skipStatement() {
  unsigned openBraces = 0;
  for (; !atDeclaration(); consume()) {
    if (token.is(TokenKind::l_brace)) {
      ++openBraces;
    } else if (token.is(TokenKind::r_brace)) {
      if (openBraces == 0)
        return;
      --openBraces;
    } else if (token.is(TokenKind::semicolon) && openBraces == 0) {
      consume();
      return;
    }
  }
}

void Parser::skipToDeclaration() {
  while (!atDeclaration())
    consume();
}

void Parser::skipHeader() {
  while (!atDeclaration() &&
         !token.isAny(TokenKind::l_brace, TokenKind::semicolon))
    consume();
}

//===----------------------------------------------------------------------===//
// Diagnostics
//===----------------------------------------------------------------------===//

void Parser::error(SMRange range, const Twine &message) {
  document->setHasErrors();
  if (errorCount == options.maxErrors)
    return;
  handler(Severity::Error, range, message);
  if (++errorCount < options.maxErrors)
    return;
  note(range, "too many errors, the rest of the text is not read");
  lexer.resetTo(llvm::SMLoc::getFromPointer(textEnd));
  token = lexer.lex();
}

void Parser::note(SMRange range, const Twine &message) {
  handler(Severity::Note, range, message);
}

/// Shows a token that is in the wrong place.
static std::string describeFound(const Token &token) {
  if (token.isAny(TokenKind::identifier, TokenKind::integer, TokenKind::scalar))
    return (describe(token.getKind()) + " '" + token.getSpelling() + "'").str();
  if (llvm::isAlpha(token.getSpelling().empty() ? '\0'
                                                : token.getSpelling().front()))
    return ("keyword " + describe(token.getKind())).str();
  return describe(token.getKind()).str();
}

void Parser::unexpected(const Twine &expected) {
  if (token.is(TokenKind::unknown))
    error(token.getRange(),
          describe(token.getKind()) + " '" + token.getSpelling() + "'");
  else if (token.isError())
    error(token.getRange(), describe(token.getKind()));
  else
    error(token.getRange(),
          "expected " + expected + ", found " + describeFound(token));
}

bool Parser::checkNesting(unsigned depth) {
  if (depth <= options.maxNesting)
    return false;
  error(token.getRange(),
        "nesting is deeper than " + Twine(options.maxNesting) + " levels");
  return true;
}
