//===- CompletionContext.cpp - What is being typed at a place -------------===//
//
// Part of the nnef-mlir project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "CompletionContext.h"

#include "NNEF/Syntax/Lexer.h"
#include "llvm/ADT/StringExtras.h"

using namespace nnef;
using namespace nnef::syntax;
using llvm::StringRef;

namespace {
/// Follows the tokens up to a place.
class Scanner {
public:
  CompletionContext scan(StringRef before);

private:
  using Kind = CompletionContext::Kind;
  enum class State { TopLevel, Extension, Header, Left, Right };

  void startDeclaration(TokenKind kind);
  void consume(Token token, Lexer ahead);
  void consumeInHeader(Token token);
  void consumeInBody(Token token, Lexer ahead);
  Kind getKind() const;

  CompletionContext context;
  State state = State::TopLevel;
  /// In a header: how many lists of names are complete, and whether the next
  /// identifier is one of a list.
  unsigned numLists = 0;
  int depth = 0;
  bool isInType = false;
  /// Whether the names behind a `for` are loop variables.
  bool isInTarget = false;
  Token previous = Token(TokenKind::eof, "");
};
} // namespace

void Scanner::startDeclaration(TokenKind kind) {
  context = {};
  context.isInGraph = kind == TokenKind::kw_graph;
  numLists = 0;
  depth = 0;
  isInType = isInTarget = false;
  state = State::TopLevel;
  if (kind == TokenKind::kw_extension)
    state = State::Extension;
  else if (kind == TokenKind::kw_graph || kind == TokenKind::kw_fragment)
    state = State::Header;
}

/// `name<?>(x: tensor<scalar>, n: integer = 1) -> (y: tensor<scalar>)`, or in a
/// graph the names alone.
void Scanner::consumeInHeader(Token token) {
  switch (token.getKind()) {
  case TokenKind::l_paren:
  case TokenKind::l_square:
    ++depth;
    return;
  case TokenKind::r_paren:
  case TokenKind::r_square:
    if (--depth == 0) {
      ++numLists;
      isInType = false;
    }
    return;
  case TokenKind::comma:
    if (depth == 1)
      isInType = false;
    return;
  case TokenKind::colon:
    isInType = true;
    return;
  case TokenKind::identifier:
    if (depth == 1 && !isInType)
      (numLists == 0 ? context.parameters : context.results)
          .push_back(token.getSpelling());
    return;
  case TokenKind::l_brace:
    state = State::Left;
    depth = 0;
    return;
  case TokenKind::semicolon:
    state = State::TopLevel;
    return;
  default:
    return;
  }
}

void Scanner::consumeInBody(Token token, Lexer ahead) {
  switch (token.getKind()) {
  case TokenKind::semicolon:
    state = State::Left;
    context.calls.clear();
    context.loopVariables.clear();
    return;
  case TokenKind::r_brace:
    state = State::TopLevel;
    context = {};
    return;
  case TokenKind::equal:
    if (state == State::Left && context.calls.empty())
      state = State::Right;
    return;
  case TokenKind::l_paren: {
    // `f(` and `f<scalar>(`.
    bool isCall = previous.is(TokenKind::identifier);
    StringRef operation = isCall ? previous.getSpelling() : "";
    context.calls.push_back({operation, {}});
    return;
  }
  case TokenKind::l_square:
    context.calls.push_back({});
    return;
  case TokenKind::r_paren:
  case TokenKind::r_square:
    if (!context.calls.empty())
      context.calls.pop_back();
    return;
  case TokenKind::kw_for:
    isInTarget = true;
    return;
  case TokenKind::kw_in:
    isInTarget = false;
    return;
  case TokenKind::identifier:
    break;
  default:
    return;
  }
  StringRef name = token.getSpelling();
  if (state == State::Left)
    context.assigned.push_back(name);
  else if (isInTarget)
    context.loopVariables.push_back(name);
  else if (!context.calls.empty() && ahead.lex().is(TokenKind::equal))
    context.calls.back().arguments.push_back(name);
}

void Scanner::consume(Token token, Lexer ahead) {
  TokenKind kind = token.getKind();
  if (token.isAny(TokenKind::kw_extension, TokenKind::kw_fragment,
                  TokenKind::kw_graph, TokenKind::kw_version)) {
    startDeclaration(kind);
  } else {
    switch (state) {
    case State::TopLevel:
      break;
    case State::Extension:
      if (kind == TokenKind::semicolon)
        state = State::TopLevel;
      break;
    case State::Header:
      consumeInHeader(token);
      break;
    case State::Left:
    case State::Right:
      consumeInBody(token, ahead);
      break;
    }
  }
  // The type of `f<scalar>(` is skipped, so that `f` is in front of the `(`.
  if (previous.is(TokenKind::identifier) && kind == TokenKind::less) {
    Lexer behind = ahead;
    behind.lex();
    if (behind.lex().is(TokenKind::greater))
      return;
  }
  bool isInAngle = token.isAny(TokenKind::less, TokenKind::greater,
                               TokenKind::kw_scalar, TokenKind::kw_integer,
                               TokenKind::kw_logical, TokenKind::question) &&
                   previous.is(TokenKind::identifier);
  if (!isInAngle)
    previous = token;
}

Scanner::Kind Scanner::getKind() const {
  switch (state) {
  case State::TopLevel:
    // Behind `version` comes a number.
    return previous.isAny(TokenKind::eof, TokenKind::semicolon,
                          TokenKind::r_brace)
               ? Kind::Declaration
               : Kind::Nothing;
  case State::Extension:
    return Kind::Extension;
  case State::Header:
    return isInType ? Kind::Type : Kind::Nothing;
  case State::Left:
    return Kind::Target;
  case State::Right:
    break;
  }
  if (isInTarget)
    return Kind::Nothing;
  // An operand, and not what connects it with another one.
  switch (previous.getKind()) {
  case TokenKind::identifier:
  case TokenKind::integer:
  case TokenKind::scalar:
  case TokenKind::string:
  case TokenKind::r_paren:
  case TokenKind::r_square:
  case TokenKind::kw_true:
  case TokenKind::kw_false:
    return Kind::Nothing;
  default:
    return Kind::Expression;
  }
}

CompletionContext Scanner::scan(StringRef before) {
  // The word that is being typed says nothing yet, unless it is a number.
  auto isWord = [](char c) { return llvm::isAlnum(c) || c == '_'; };
  StringRef rest = before;
  while (!rest.empty() && isWord(rest.back()))
    rest = rest.drop_back();
  if (rest.size() < before.size() && llvm::isDigit(before[rest.size()]))
    return {};
  before = rest;
  StringRef line = before.substr(before.find_last_of("\n\r") + 1);
  Lexer lexer(before);
  while (true) {
    Token token = lexer.lex();
    if (token.is(TokenKind::eof))
      break;
    if (token.is(TokenKind::unterminated_string) &&
        token.getSpelling().end() == before.end())
      return {};
    consume(token, lexer);
  }
  // Nothing is typed in a comment. A `#` in a string is in its token.
  size_t mark = line.find('#');
  if (mark != StringRef::npos &&
      line.data() + mark >= previous.getSpelling().end())
    return {};
  context.kind = getKind();
  context.isAtArgument = context.kind == Kind::Expression &&
                         !context.calls.empty() &&
                         !context.calls.back().operation.empty() &&
                         previous.isAny(TokenKind::l_paren, TokenKind::comma);
  return std::move(context);
}

CompletionContext CompletionContext::get(StringRef before) {
  return Scanner().scan(before);
}
