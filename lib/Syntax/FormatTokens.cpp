//===- FormatTokens.cpp - Tokens as the formatter sees them ---------------===//
//
// Part of the nnef-mlir project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "FormatTokens.h"

using namespace nnef::syntax;
using llvm::StringRef;

//===----------------------------------------------------------------------===//
// Comments
//===----------------------------------------------------------------------===//

/// Counts line ends: `\n`, `\r\n` and `\r`.
static unsigned countLineEnds(StringRef text) {
  return text.count('\n') + text.count('\r') - text.count("\r\n");
}

/// Finds the comments in the text between two tokens. The first one is behind
/// `previous` if it is on its line.
static void collectComments(StringRef gap, FormatToken *previous,
                            FormatToken &next) {
  bool isFirst = true;
  while (true) {
    size_t mark = gap.find('#');
    unsigned lineEnds = countLineEnds(gap.take_front(mark));
    if (mark == StringRef::npos) {
      next.followsBlank = lineEnds > 1;
      return;
    }
    StringRef rest = gap.drop_front(mark);
    StringRef comment = rest.take_front(rest.find_first_of("\n\r\f"));
    gap = rest.drop_front(comment.size());
    if (isFirst && previous && lineEnds == 0)
      previous->trailing = comment.rtrim();
    else
      next.comments.push_back({comment.rtrim(), lineEnds > 1});
    isFirst = false;
  }
}

//===----------------------------------------------------------------------===//
// Angle brackets
//===----------------------------------------------------------------------===//

/// Whether the `<` behind `previous` opens the type of a tensor or of an
/// operation, and compares nothing. `lexer` is behind it.
static bool opensType(TokenKind previous, Lexer lexer) {
  if (previous == TokenKind::kw_tensor)
    return true;
  if (previous != TokenKind::identifier)
    return false;
  TokenKind type = lexer.lex().getKind();
  return type == TokenKind::question || lexer.lex().is(TokenKind::greater);
}

//===----------------------------------------------------------------------===//
// Space
//===----------------------------------------------------------------------===//

static bool isPrimitiveKeyword(TokenKind kind) {
  switch (kind) {
  case TokenKind::kw_integer:
  case TokenKind::kw_scalar:
  case TokenKind::kw_logical:
  case TokenKind::kw_string:
    return true;
  default:
    return false;
  }
}

static bool isFunctionKeyword(TokenKind kind) {
  switch (kind) {
  case TokenKind::kw_shape_of:
  case TokenKind::kw_length_of:
  case TokenKind::kw_range_of:
    return true;
  default:
    return isPrimitiveKeyword(kind);
  }
}

/// Whether an operand ends with such a token, so that a `-` behind it
/// subtracts.
static bool endsOperand(TokenKind kind) {
  switch (kind) {
  case TokenKind::identifier:
  case TokenKind::integer:
  case TokenKind::scalar:
  case TokenKind::string:
  case TokenKind::kw_true:
  case TokenKind::kw_false:
  case TokenKind::r_paren:
  case TokenKind::r_square:
    return true;
  default:
    return false;
  }
}

static BreakLevel getBreakLevel(TokenKind kind) {
  switch (kind) {
  case TokenKind::comma:
    return BreakLevel::Comma;
  case TokenKind::kw_if:
  case TokenKind::kw_else:
  case TokenKind::kw_yield:
    return BreakLevel::Keyword;
  case TokenKind::amp_amp:
  case TokenKind::pipe_pipe:
    return BreakLevel::Logical;
  case TokenKind::less:
  case TokenKind::less_equal:
  case TokenKind::greater:
  case TokenKind::greater_equal:
  case TokenKind::equal_equal:
  case TokenKind::exclaim_equal:
    return BreakLevel::Comparison;
  case TokenKind::plus:
  case TokenKind::minus:
    return BreakLevel::Sum;
  case TokenKind::star:
  case TokenKind::slash:
    return BreakLevel::Product;
  case TokenKind::caret:
    return BreakLevel::Power;
  default:
    return BreakLevel::None;
  }
}

namespace {
/// Walks over the tokens and keeps track of where it is.
class Collector {
public:
  explicit Collector(StringRef text) : text(text), lexer(text) {}

  std::vector<FormatToken> collect();

private:
  void add(Token token);
  bool needsSpace(TokenKind kind) const;
  bool isInSquare() const {
    return !open.empty() &&
           tokens[open.back()].getKind() == TokenKind::l_square;
  }

  StringRef text;
  Lexer lexer;
  std::vector<FormatToken> tokens;
  /// The places of the brackets that are open.
  llvm::SmallVector<unsigned, 16> open;
  /// Whether this is inside of `<` and `>` around a type.
  bool isInAngle = false;
  TokenKind previous = TokenKind::eof;
  bool previousIsUnary = false;
  bool previousIsAngle = false;
};
} // namespace

/// What is special about `<` and `>` around types is up to the caller.
bool Collector::needsSpace(TokenKind kind) const {
  if (previousIsUnary)
    return false;
  switch (previous) {
  case TokenKind::eof:
  case TokenKind::l_paren:
  case TokenKind::l_square:
    return false;
  case TokenKind::colon:
    // `x[1:3]`, but `x: tensor<scalar>`.
    return !isInSquare() && kind != TokenKind::r_square;
  default:
    break;
  }
  switch (kind) {
  case TokenKind::comma:
  case TokenKind::semicolon:
  case TokenKind::colon:
  case TokenKind::r_paren:
  case TokenKind::r_square:
  case TokenKind::eof:
    return false;
  case TokenKind::l_paren:
    return previous != TokenKind::identifier && !isFunctionKeyword(previous) &&
           !previousIsAngle;
  case TokenKind::l_square:
    return !endsOperand(previous) && !isPrimitiveKeyword(previous) &&
           previous != TokenKind::question && !previousIsAngle;
  default:
    return true;
  }
}

void Collector::add(Token token) {
  FormatToken added(token);
  TokenKind kind = token.getKind();
  bool opensAngle = kind == TokenKind::less && opensType(previous, lexer);
  bool closesAngle = isInAngle && kind == TokenKind::greater;
  bool isUnary = kind == TokenKind::exclaim ||
                 ((kind == TokenKind::minus || kind == TokenKind::plus) &&
                  !endsOperand(previous));
  bool isBehindOpenAngle = previousIsAngle && previous == TokenKind::less;
  added.hasSpace =
      !opensAngle && !closesAngle && !isBehindOpenAngle && needsSpace(kind);
  if (!opensAngle && !closesAngle && !isUnary)
    added.breakLevel = getBreakLevel(kind);

  const char *begin = tokens.empty()
                          ? text.begin()
                          : tokens.back().token.getEndLoc().getPointer();
  collectComments(StringRef(begin, token.getLoc().getPointer() - begin),
                  tokens.empty() ? nullptr : &tokens.back(), added);

  switch (kind) {
  case TokenKind::l_paren:
  case TokenKind::l_square:
    open.push_back(tokens.size());
    break;
  case TokenKind::r_paren:
  case TokenKind::r_square:
    // The `argument` of an extension may be anything.
    if (!open.empty())
      tokens[open.pop_back_val()].closing = tokens.size();
    break;
  case TokenKind::semicolon:
    open.clear();
    break;
  default:
    break;
  }
  tokens.push_back(std::move(added));
  isInAngle = opensAngle || (isInAngle && !closesAngle);
  previous = kind;
  previousIsUnary = isUnary;
  previousIsAngle = opensAngle || closesAngle;
}

std::vector<FormatToken> Collector::collect() {
  while (true) {
    Token token = lexer.lex();
    // `tensor<scalar>= 0.0` closes the type and gives a default.
    if (isInAngle && token.is(TokenKind::greater_equal)) {
      token = Token(TokenKind::greater, token.getSpelling().take_front());
      lexer.resetTo(token.getEndLoc());
    }
    add(token);
    if (token.is(TokenKind::eof))
      return std::move(tokens);
  }
}

std::vector<FormatToken> nnef::syntax::collectFormatTokens(StringRef text) {
  return Collector(text).collect();
}
