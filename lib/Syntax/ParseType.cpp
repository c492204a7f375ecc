//===- ParseType.cpp - Types ----------------------------------------------===//
//
// Part of the nnef-mlir project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "ParserImpl.h"
#include "llvm/ADT/Twine.h"

using namespace nnef::syntax;
using llvm::SMLoc;
using llvm::StringRef;

static std::optional<Primitive> getPrimitive(TokenKind kind) {
  switch (kind) {
  case TokenKind::kw_integer:
    return Primitive::Integer;
  case TokenKind::kw_scalar:
    return Primitive::Scalar;
  case TokenKind::kw_logical:
    return Primitive::Logical;
  case TokenKind::kw_string:
    return Primitive::String;
  case TokenKind::question:
    return Primitive::Generic;
  default:
    return std::nullopt;
  }
}

std::optional<Primitive> Parser::parsePrimitive() {
  std::optional<Primitive> primitive = getPrimitive(token.getKind());
  if (primitive)
    consume();
  else
    unexpected("'integer', 'scalar', 'logical', 'string' or '?'");
  return primitive;
}

bool Parser::atTypeArgument() const {
  if (!token.is(TokenKind::less))
    return false;
  // `f<integer>` has a type argument, `n < integer(x)` compares.
  Lexer ahead = lexer;
  TokenKind type = ahead.lex().getKind();
  if (!ahead.lex().is(TokenKind::greater))
    return false;
  // `f<float>(x)` looks like a misspelt type, and compares nothing anyhow: a
  // truth value is neither less nor more than others.
  return getPrimitive(type) ||
         (type == TokenKind::identifier && previousEnd == token.getLoc() &&
          ahead.lex().is(TokenKind::l_paren));
}

bool Parser::expectClosingAngle() {
  if (token.is(TokenKind::greater_equal)) {
    // In `x: tensor<scalar>= 0.0` the two characters belong to two tokens.
    StringRef angle = token.getSpelling().take_front();
    token = Token(TokenKind::greater, angle);
    lexer.resetTo(token.getEndLoc());
  }
  return expect(TokenKind::greater);
}

const Type *Parser::parseType() {
  // Counts the constructors of the whole type, which bounds its depth.
  typeNesting = 0;
  return parseNestedType();
}

const Type *Parser::parseNestedType() {
  SMLoc start = token.getLoc();
  const Type *type = nullptr;
  if (token.is(TokenKind::kw_tensor))
    type = parseTensorType();
  else if (token.is(TokenKind::l_paren))
    type = parseTupleType();
  else if (std::optional<Primitive> primitive = getPrimitive(token.getKind())) {
    consume();
    type = document->create<PrimitiveType>(rangeFrom(start), *primitive);
  } else {
    unexpected("type");
  }

  while (type && consumeIf(TokenKind::l_square)) {
    if (checkNesting(++typeNesting) || !expect(TokenKind::r_square))
      return nullptr;
    type = document->create<ArrayType>(rangeFrom(start), type);
  }
  return type;
}

const Type *Parser::parseTensorType() {
  SMLoc start = token.getLoc();
  consume();
  if (!expect(TokenKind::less))
    return nullptr;
  std::optional<Primitive> element;
  if (!token.isAny(TokenKind::greater, TokenKind::greater_equal)) {
    element = parsePrimitive();
    if (!element)
      return nullptr;
  }
  if (!expectClosingAngle())
    return nullptr;
  return document->create<TensorType>(rangeFrom(start), element);
}

const Type *Parser::parseTupleType() {
  SMLoc start = token.getLoc();
  consume();
  if (checkNesting(++typeNesting))
    return nullptr;
  llvm::SmallVector<const Type *, 4> items;
  if (!parseList(TokenKind::r_paren, [&] {
        items.push_back(parseNestedType());
        return items.back() != nullptr;
      }))
    return nullptr;
  if (items.size() < 2) {
    error(rangeFrom(start), "a tuple has at least two items");
    return nullptr;
  }
  return document->create<TupleType>(
      rangeFrom(start), document->copy(llvm::ArrayRef<const Type *>(items)));
}
