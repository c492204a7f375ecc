//===- ParseExpr.cpp - Expressions ----------------------------------------===//
//
// Part of the nnef-mlir project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "ParserImpl.h"
#include "llvm/ADT/Twine.h"
#include <cmath>
#include <limits>

using namespace nnef::syntax;
using llvm::ArrayRef;
using llvm::SmallVector;
using llvm::SMLoc;
using llvm::StringRef;

//===----------------------------------------------------------------------===//
// Operators
//===----------------------------------------------------------------------===//

namespace {
struct BinaryInfo {
  BinaryOperator op;
  unsigned precedence;
};
} // namespace

/// The groups of the standard, weakest first. It orders the groups and gives
/// each one level: `&&` and `||` share theirs, and `in` binds weakest.
static std::optional<BinaryInfo> getBinaryInfo(TokenKind kind) {
  switch (kind) {
  case TokenKind::kw_in:
    return BinaryInfo{BinaryOperator::In, 1};
  case TokenKind::amp_amp:
    return BinaryInfo{BinaryOperator::And, 2};
  case TokenKind::pipe_pipe:
    return BinaryInfo{BinaryOperator::Or, 2};
  case TokenKind::less:
    return BinaryInfo{BinaryOperator::Less, 3};
  case TokenKind::less_equal:
    return BinaryInfo{BinaryOperator::LessEqual, 3};
  case TokenKind::greater:
    return BinaryInfo{BinaryOperator::Greater, 3};
  case TokenKind::greater_equal:
    return BinaryInfo{BinaryOperator::GreaterEqual, 3};
  case TokenKind::equal_equal:
    return BinaryInfo{BinaryOperator::Equal, 3};
  case TokenKind::exclaim_equal:
    return BinaryInfo{BinaryOperator::NotEqual, 3};
  case TokenKind::plus:
    return BinaryInfo{BinaryOperator::Add, 4};
  case TokenKind::minus:
    return BinaryInfo{BinaryOperator::Sub, 4};
  case TokenKind::star:
    return BinaryInfo{BinaryOperator::Mul, 5};
  case TokenKind::slash:
    return BinaryInfo{BinaryOperator::Div, 5};
  case TokenKind::caret:
    return BinaryInfo{BinaryOperator::Pow, 6};
  default:
    return std::nullopt;
  }
}

static std::optional<UnaryOperator> getUnaryOperator(TokenKind kind) {
  switch (kind) {
  case TokenKind::plus:
    return UnaryOperator::Plus;
  case TokenKind::minus:
    return UnaryOperator::Minus;
  case TokenKind::exclaim:
    return UnaryOperator::Not;
  default:
    return std::nullopt;
  }
}

static std::optional<Builtin> getBuiltin(TokenKind kind) {
  switch (kind) {
  case TokenKind::kw_shape_of:
    return Builtin::ShapeOf;
  case TokenKind::kw_length_of:
    return Builtin::LengthOf;
  case TokenKind::kw_range_of:
    return Builtin::RangeOf;
  case TokenKind::kw_integer:
    return Builtin::Integer;
  case TokenKind::kw_scalar:
    return Builtin::Scalar;
  case TokenKind::kw_logical:
    return Builtin::Logical;
  case TokenKind::kw_string:
    return Builtin::String;
  default:
    return std::nullopt;
  }
}

const Expr *Parser::parseExpr() {
  NestingScope scope(*this);
  if (scope.isTooDeep())
    return nullptr;
  SMLoc start = token.getLoc();
  const Expr *thenValue = parseBinary(/*minPrecedence=*/1);
  if (!thenValue || !consumeIf(TokenKind::kw_if))
    return thenValue;

  const Expr *condition = parseExpr();
  if (!condition || !expect(TokenKind::kw_else))
    return nullptr;
  const Expr *elseValue = parseExpr();
  if (!elseValue)
    return nullptr;
  return document->create<IfElseExpr>(rangeFrom(start), condition, thenValue,
                                      elseValue);
}

const Expr *Parser::parseBinary(unsigned minPrecedence) {
  SMLoc start = token.getLoc();
  const Expr *lhs = parseUnary();
  while (lhs) {
    std::optional<BinaryInfo> info = getBinaryInfo(token.getKind());
    if (!info || info->precedence < minPrecedence)
      break;
    SMLoc opLoc = token.getLoc();
    consume();
    // All operators group to the left, so the right side binds tighter.
    const Expr *rhs = parseBinary(info->precedence + 1);
    if (!rhs)
      return nullptr;
    lhs = document->create<BinaryExpr>(rangeFrom(start), info->op, lhs, rhs,
                                       opLoc);
    // A long chain is a deep tree although parsing it does not recurse.
    if (checkNesting(lhs->height))
      return nullptr;
  }
  return lhs;
}

/// Unary operators bind tighter than binary ones: `-x + 2.0` is `(-x) + 2.0`.
const Expr *Parser::parseUnary() {
  SMLoc start = token.getLoc();
  std::optional<UnaryOperator> op = getUnaryOperator(token.getKind());
  if (!op) {
    const Expr *primary = parsePrimary();
    return primary ? parseSubscripts(primary, start) : nullptr;
  }

  NestingScope scope(*this);
  if (scope.isTooDeep())
    return nullptr;
  consume();
  if (*op == UnaryOperator::Minus &&
      token.isAny(TokenKind::integer, TokenKind::scalar))
    return parseNumber(/*isNegative=*/true, start);
  const Expr *operand = parseUnary();
  if (!operand)
    return nullptr;
  return document->create<UnaryExpr>(rangeFrom(start), *op, operand);
}

const Expr *Parser::parseSubscripts(const Expr *sequence, SMLoc start) {
  while (sequence && consumeIf(TokenKind::l_square)) {
    sequence = parseSubscript(sequence, start);
    if (sequence && checkNesting(sequence->height))
      return nullptr;
  }
  return sequence;
}

const Expr *Parser::parseSubscript(const Expr *sequence, SMLoc start) {
  const Expr *begin = nullptr;
  if (!token.is(TokenKind::colon) && !(begin = parseExpr()))
    return nullptr;
  if (begin && consumeIf(TokenKind::r_square))
    return document->create<SubscriptExpr>(rangeFrom(start), sequence, begin);

  if (!consumeIf(TokenKind::colon)) {
    unexpected("':' or ']'");
    return nullptr;
  }
  const Expr *end = nullptr;
  if (!token.is(TokenKind::r_square) && !(end = parseExpr()))
    return nullptr;
  if (!expect(TokenKind::r_square))
    return nullptr;
  return document->create<SliceExpr>(rangeFrom(start), sequence, begin, end);
}

//===----------------------------------------------------------------------===//
// Primary expressions
//===----------------------------------------------------------------------===//

const Expr *Parser::parsePrimary() {
  switch (token.getKind()) {
  case TokenKind::identifier:
    return parseNamed();
  case TokenKind::integer:
  case TokenKind::scalar:
    return parseNumber(/*isNegative=*/false, token.getLoc());
  case TokenKind::string:
    return parseString();
  case TokenKind::l_paren:
    return parseParenthesized();
  case TokenKind::l_square:
    return parseArray();
  case TokenKind::kw_true:
  case TokenKind::kw_false: {
    Token literal = token;
    consume();
    return document->create<LogicalLiteral>(literal.getRange(),
                                            literal.is(TokenKind::kw_true));
  }
  default:
    if (std::optional<Builtin> builtin = getBuiltin(token.getKind()))
      return parseBuiltin(*builtin);
    unexpected("expression");
    return nullptr;
  }
}

/// A number out of range is an error, but no reason to stop parsing.
const Expr *Parser::parseNumber(bool isNegative, SMLoc start) {
  Token number = token;
  consume();
  if (number.is(TokenKind::integer)) {
    // The magnitude of the smallest integer is one more than the largest.
    uint64_t limit =
        static_cast<uint64_t>(std::numeric_limits<int64_t>::max()) + isNegative;
    uint64_t magnitude = 0;
    if (number.getSpelling().getAsInteger(10, magnitude) || magnitude > limit) {
      error(rangeFrom(start), "integer literal does not fit into 64 bits");
      magnitude = 0;
    }
    return document->create<IntegerLiteral>(
        rangeFrom(start),
        static_cast<int64_t>(isNegative ? -magnitude : magnitude));
  }

  double value = 0.0;
  (void)number.getSpelling().getAsDouble(value);
  // The language has no word for infinity, so tools write a number too large.
  if (std::isinf(value))
    handler(Severity::Warning, rangeFrom(start),
            "scalar literal is out of the range of double precision; it reads "
            "as infinity");
  StringRef spelling = number.getSpelling();
  if (isNegative)
    spelling = document->copy(StringRef(("-" + spelling).str()));
  return document->create<ScalarLiteral>(rangeFrom(start),
                                         isNegative ? -value : value, spelling);
}

const Expr *Parser::parseString() {
  StringRef value = token.getQuotedText();
  if (value.contains('\\'))
    value = document->copy(StringRef(unescapeString(value)));
  SMLoc start = token.getLoc();
  consume();
  return document->create<StringLiteral>(rangeFrom(start), value);
}

const Expr *Parser::parseNamed() {
  Name name{token.getSpelling(), token.getRange()};
  consume();
  if (token.is(TokenKind::l_paren) || atTypeArgument())
    return parseInvocation(name);
  return document->create<IdentifierExpr>(name.range, name.text);
}

const Expr *Parser::parseInvocation(Name callee) {
  std::optional<Primitive> typeArgument;
  if (consumeIf(TokenKind::less)) {
    typeArgument = parsePrimitive();
    if (!typeArgument || !expect(TokenKind::greater))
      return nullptr;
  }
  if (!expect(TokenKind::l_paren))
    return nullptr;
  SmallVector<Argument, 8> arguments;
  if (!parseList(TokenKind::r_paren, [&] {
        Name name;
        if (token.is(TokenKind::identifier) && peek().is(TokenKind::equal)) {
          name = {token.getSpelling(), token.getRange()};
          consume();
          consume();
        }
        arguments.push_back({name, parseExpr()});
        return arguments.back().value != nullptr;
      }))
    return nullptr;
  return document->create<InvocationExpr>(
      rangeFrom(callee.range.Start), callee, typeArgument,
      document->copy(ArrayRef<Argument>(arguments)));
}

const Expr *Parser::parseBuiltin(Builtin builtin) {
  SMLoc start = token.getLoc();
  consume();
  if (!expect(TokenKind::l_paren))
    return nullptr;
  const Expr *operand = parseExpr();
  if (!operand || !expect(TokenKind::r_paren))
    return nullptr;
  return document->create<BuiltinExpr>(rangeFrom(start), builtin, operand);
}

const Expr *Parser::parseParenthesized() {
  SMLoc start = token.getLoc();
  consume();
  SmallVector<const Expr *, 4> items;
  do {
    items.push_back(parseExpr());
    if (!items.back())
      return nullptr;
  } while (consumeIf(TokenKind::comma));
  if (!expect(TokenKind::r_paren))
    return nullptr;
  if (items.size() == 1)
    return items.front();
  return document->create<TupleExpr>(
      rangeFrom(start), document->copy(ArrayRef<const Expr *>(items)));
}

const Expr *Parser::parseArray() {
  SMLoc start = token.getLoc();
  consume();
  if (token.is(TokenKind::kw_for))
    return parseComprehension(start);
  SmallVector<const Expr *, 8> items;
  if (!parseList(TokenKind::r_square, [&] {
        items.push_back(parseExpr());
        return items.back() != nullptr;
      }))
    return nullptr;
  return document->create<ArrayExpr>(
      rangeFrom(start), document->copy(ArrayRef<const Expr *>(items)));
}

const Expr *Parser::parseComprehension(SMLoc start) {
  consume();
  SmallVector<LoopIterator, 2> iterators;
  do {
    const Expr *target = parseTarget();
    if (!target || !expect(TokenKind::kw_in))
      return nullptr;
    // An `if` behind the iterable is the condition of the comprehension.
    const Expr *iterable = parseBinary(/*minPrecedence=*/1);
    if (!iterable)
      return nullptr;
    iterators.push_back({target, iterable});
  } while (consumeIf(TokenKind::comma));

  const Expr *condition = nullptr;
  if (consumeIf(TokenKind::kw_if) && !(condition = parseExpr()))
    return nullptr;
  if (!expect(TokenKind::kw_yield))
    return nullptr;
  const Expr *item = parseExpr();
  if (!item || !expect(TokenKind::r_square))
    return nullptr;
  return document->create<ComprehensionExpr>(
      rangeFrom(start), document->copy(ArrayRef<LoopIterator>(iterators)),
      condition, item);
}

//===----------------------------------------------------------------------===//
// Targets of assignments and loops
//===----------------------------------------------------------------------===//

/// An identifier, an array of targets, or a tuple of them in parentheses.
const Expr *Parser::parseTarget() {
  NestingScope scope(*this);
  if (scope.isTooDeep())
    return nullptr;
  SMLoc start = token.getLoc();
  if (token.is(TokenKind::identifier)) {
    StringRef name = token.getSpelling();
    consume();
    return document->create<IdentifierExpr>(rangeFrom(start), name);
  }

  SmallVector<const Expr *, 4> items;
  auto parseItem = [&] {
    items.push_back(parseTarget());
    return items.back() != nullptr;
  };
  if (consumeIf(TokenKind::l_square)) {
    if (!parseList(TokenKind::r_square, parseItem))
      return nullptr;
    return document->create<ArrayExpr>(
        rangeFrom(start), document->copy(ArrayRef<const Expr *>(items)));
  }
  if (!consumeIf(TokenKind::l_paren)) {
    unexpected(describe(TokenKind::identifier));
    return nullptr;
  }
  if (!parseList(TokenKind::r_paren, parseItem))
    return nullptr;
  if (items.size() < 2) {
    error(rangeFrom(start), "a tuple has at least two items");
    return nullptr;
  }
  return document->create<TupleExpr>(
      rangeFrom(start), document->copy(ArrayRef<const Expr *>(items)));
}

/// The left side of an assignment, where a tuple needs no parentheses.
const Expr *Parser::parseTargets() {
  SMLoc start = token.getLoc();
  SmallVector<const Expr *, 4> items;
  do {
    items.push_back(parseTarget());
    if (!items.back())
      return nullptr;
  } while (consumeIf(TokenKind::comma));
  if (items.size() == 1)
    return items.front();
  return document->create<TupleExpr>(
      rangeFrom(start), document->copy(ArrayRef<const Expr *>(items)));
}
