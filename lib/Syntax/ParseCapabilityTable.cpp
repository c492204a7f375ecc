//===- ParseCapabilityTable.cpp - What a target takes, as text ------------===//
//
// Part of the nnef-mlir project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "NNEF/Syntax/CapabilityTable.h"
#include "NNEF/Syntax/Suggestions.h"
#include "ParserImpl.h"
#include "llvm/ADT/Twine.h"
#include "llvm/Support/SourceMgr.h"

using namespace nnef::syntax;
using llvm::ArrayRef;
using llvm::SmallVector;
using llvm::SmallVectorImpl;
using llvm::SMLoc;
using llvm::StringRef;
using nnef::suggest;

namespace {
/// The words that begin a statement are identifiers everywhere else.
constexpr llvm::StringLiteral statements[] = {
    "target", "recipes", "types", "every", "operation", "fragment"};

class TableParser : Parser {
public:
  using Parser::Parser;

  CapabilityTable parse();

private:
  bool atWord(StringRef word) const {
    return token.is(TokenKind::identifier) && token.getSpelling() == word;
  }
  bool parseStatement();
  void skipToStatement();
  bool parseText(Name &text, StringRef meaning);
  bool parseTypeSet();
  bool parseEntry(CapabilityEntry::Kind kind);
  bool parseNames(SmallVectorImpl<Name> &names);
  bool parseTypes(SmallVectorImpl<ElementType> &types);
  bool parseRequirement(SmallVectorImpl<Requirement> &requirements);
  bool parseTensors(Requirement &requirement);
  bool atTensors() const;

  CapabilityTable table;
};
} // namespace

CapabilityTable TableParser::parse() {
  SMLoc start = token.getLoc();
  if (parseVersion()) {
    while (!token.is(TokenKind::eof))
      if (!parseStatement())
        skipToStatement();
    if (table.target.text.empty() && errorCount == 0)
      error({start, start}, "table has no 'target'");
  }
  table.document = std::move(document);
  return std::move(table);
}

bool TableParser::parseStatement() {
  if (consumeIf(TokenKind::kw_fragment))
    return parseEntry(CapabilityEntry::Kind::Fragment);
  StringRef word = token.getSpelling();
  if (!token.is(TokenKind::identifier) ||
      !llvm::is_contained(statements, word)) {
    std::string expected =
        "'target', 'recipes', 'types', 'every', 'operation' or 'fragment'";
    if (token.is(TokenKind::identifier))
      error(token.getRange(), "expected " + expected + ", found '" + word +
                                  "'" + suggest(word, statements));
    else
      unexpected(expected);
    return false;
  }
  llvm::SMRange range = token.getRange();
  consume();
  if (word == "every")
    return parseEntry(CapabilityEntry::Kind::Every);
  if (word == "operation")
    return parseEntry(CapabilityEntry::Kind::Operation);
  if (word == "types")
    return parseTypeSet();
  Name &text = word == "target" ? table.target : table.recipes;
  if (!text.text.empty())
    error(range, "'" + word + "' is given twice");
  return word == "target" ? parseText(text, "the name of the target")
                          : parseText(text, "the path of a file of recipes");
}

/// Moves behind what could not be read.
void TableParser::skipToStatement() {
  // What begins a statement of other documents does not stop here.
  if (token.isAny(TokenKind::kw_graph, TokenKind::kw_extension))
    consume();
  skipStatement();
  consumeIf(TokenKind::r_brace);
}

/// A string that is not empty, and a semicolon.
bool TableParser::parseText(Name &text, StringRef meaning) {
  if (!token.is(TokenKind::string)) {
    unexpected(meaning + " in quotes");
    return false;
  }
  auto *literal = llvm::cast<StringLiteral>(parseString());
  if (literal->value.empty())
    error(literal->range, meaning + " is empty");
  text = {literal->value, literal->range};
  return expectSemicolon();
}

bool TableParser::parseTypeSet() {
  std::optional<Name> name = expectName();
  SmallVector<ElementType> types;
  if (!name || !expect(TokenKind::equal) || !parseTypes(types) ||
      !expectSemicolon())
    return false;
  table.typeSets.push_back({*name, document->copy(ArrayRef(types))});
  return true;
}

bool TableParser::parseNames(SmallVectorImpl<Name> &names) {
  do {
    std::optional<Name> name = expectName();
    if (!name)
      return false;
    names.push_back(*name);
  } while (consumeIf(TokenKind::comma));
  return true;
}

bool TableParser::parseTypes(SmallVectorImpl<ElementType> &types) {
  do {
    std::optional<Name> name = expectName();
    if (!name)
      return false;
    ElementType type{*name, std::nullopt, name->range};
    if (consumeIf(TokenKind::less)) {
      type.storage = expectName();
      type.range.End = token.getRange().End;
      if (!type.storage || !expect(TokenKind::greater))
        return false;
    }
    types.push_back(type);
  } while (consumeIf(TokenKind::comma));
  return true;
}

bool TableParser::parseEntry(CapabilityEntry::Kind kind) {
  SmallVector<Name> names;
  if (kind != CapabilityEntry::Kind::Every && !parseNames(names))
    return false;
  SmallVector<Requirement> requirements;
  if (!consumeIf(TokenKind::semicolon)) {
    if (!consumeIf(TokenKind::l_brace)) {
      unexpected("'{' or ';'");
      return false;
    }
    while (!token.isAny(TokenKind::r_brace, TokenKind::eof))
      if (!parseRequirement(requirements))
        skipStatement();
    if (!expect(TokenKind::r_brace))
      return false;
  }
  table.entries.push_back({kind, document->copy(ArrayRef(names)),
                           document->copy(ArrayRef(requirements))});
  return true;
}

/// Whether names and a colon follow, which no condition begins with.
bool TableParser::atTensors() const {
  Lexer ahead = lexer;
  Token next = token;
  while (next.is(TokenKind::identifier)) {
    next = ahead.lex();
    if (next.is(TokenKind::colon))
      return true;
    if (!next.is(TokenKind::comma))
      return false;
    next = ahead.lex();
  }
  return false;
}

bool TableParser::parseTensors(Requirement &requirement) {
  SmallVector<Name> names;
  SmallVector<ElementType> types;
  if (!parseNames(names) || !expect(TokenKind::colon))
    return false;
  if (atWord("constant")) {
    requirement.isConstant = true;
    consume();
  }
  if (!requirement.isConstant || token.is(TokenKind::identifier))
    if (!parseTypes(types))
      return false;
  requirement.tensors = document->copy(ArrayRef(names));
  requirement.types = document->copy(ArrayRef(types));
  return true;
}

bool TableParser::parseRequirement(SmallVectorImpl<Requirement> &requirements) {
  SMLoc start = token.getLoc();
  Requirement requirement;
  if (atTensors()) {
    if (!parseTensors(requirement))
      return false;
  } else {
    requirement.condition = parseExpr();
    if (!requirement.condition)
      return false;
  }
  requirement.range = rangeFrom(start);
  if (consumeIf(TokenKind::kw_else)) {
    if (!token.is(TokenKind::string)) {
      unexpected("a reason in quotes");
      return false;
    }
    requirement.reason = llvm::cast<StringLiteral>(parseString())->value;
  }
  if (!expectSemicolon())
    return false;
  requirements.push_back(requirement);
  return true;
}

CapabilityTable
nnef::syntax::parseCapabilityTable(const llvm::SourceMgr &sourceMgr,
                                   unsigned bufferId, DiagnosticHandler handler,
                                   const ParserOptions &options) {
  StringRef text = sourceMgr.getMemoryBuffer(bufferId)->getBuffer();
  return TableParser(text, bufferId, handler, options).parse();
}
