//===- Parser.cpp - Documents and declarations ----------------------------===//
//
// Part of the nnef-mlir project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "NNEF/Syntax/Parser.h"
#include "ParserImpl.h"
#include "llvm/ADT/Twine.h"
#include "llvm/Support/SourceMgr.h"

using namespace nnef::syntax;
using llvm::ArrayRef;
using llvm::SmallVector;
using llvm::SMLoc;
using llvm::SMRange;
using llvm::StringRef;

std::unique_ptr<Document>
nnef::syntax::parseDocument(const llvm::SourceMgr &sourceMgr, unsigned bufferId,
                            DiagnosticHandler handler,
                            const ParserOptions &options) {
  StringRef text = sourceMgr.getMemoryBuffer(bufferId)->getBuffer();
  return Parser(text, bufferId, handler, options).parse();
}

std::unique_ptr<Document> Parser::parse() {
  if (!parseVersion())
    return std::move(document);

  while (!token.is(TokenKind::eof)) {
    switch (token.getKind()) {
    case TokenKind::kw_extension:
      parseExtension();
      break;
    case TokenKind::kw_fragment:
      parseFragment();
      break;
    case TokenKind::kw_graph:
      parseGraph();
      break;
    default:
      unexpected("'extension', 'fragment' or 'graph'");
      skipToDeclaration();
    }
  }
  // After an error the graph may just have been skipped.
  if (options.requireGraph && !document->getGraph() && errorCount == 0)
    error(token.getRange(), "document has no graph");
  return std::move(document);
}

//===----------------------------------------------------------------------===//
// Version and extensions
//===----------------------------------------------------------------------===//

/// Returns false if the document is written in another language, of which
/// nothing else would make sense.
bool Parser::parseVersion() {
  SMLoc start = token.getLoc();
  if (!consumeIf(TokenKind::kw_version)) {
    unexpected(describe(TokenKind::kw_version));
    skipToDeclaration();
    return true;
  }
  Token number = token;
  if (!token.isAny(TokenKind::integer, TokenKind::scalar)) {
    unexpected("version number");
    skipStatement();
    return true;
  }
  consume();

  Version version;
  auto [major, minor] = number.getSpelling().split('.');
  bool isWellFormed =
      !major.getAsInteger(10, version.major) &&
      (number.is(TokenKind::integer) || !minor.getAsInteger(10, version.minor));
  // Files sometimes give the revision of the standard: `1.0.5`.
  bool hasRevision = token.is(TokenKind::unknown);
  if (isWellFormed && version.major == 2) {
    error(number.getRange(),
          "this is NNEF 2.0 (SkriptND), which is not supported; only NNEF 1.0 "
          "is");
    return false;
  }
  if (!isWellFormed || hasRevision || number.is(TokenKind::integer) ||
      version.major != 1 || version.minor != 0) {
    error({number.getLoc(), token.is(TokenKind::unknown) ? token.getEndLoc()
                                                         : number.getEndLoc()},
          "unknown version; every revision of NNEF 1.0 is declared as 'version "
          "1.0'");
  }
  version.hasSemicolon = hasRevision || token.is(TokenKind::semicolon) ||
                         !(atLineStart() || atDeclaration());
  if (hasRevision || (version.hasSemicolon && !expectSemicolon()))
    skipStatement();
  version.range = rangeFrom(start);
  document->setVersion(version);
  return true;
}

void Parser::parseExtension() {
  if (!document->getFragments().empty() || document->getGraph())
    error(token.getRange(), "extensions come before fragments and the graph");
  SMLoc start = token.getLoc();
  consume();
  std::optional<Name> first = expectName();
  if (!first)
    return skipStatement();

  // The standard separates names by spaces, the tools by commas, and vendors
  // add text of their own, so take whatever comes before the semicolon.
  SmallVector<Name, 2> names = {*first};
  const char *argumentStart = token.getLoc().getPointer();
  bool hasOnlyNames = true;
  while (!token.is(TokenKind::semicolon) && !atDeclaration()) {
    if (consumeIf(TokenKind::comma) && !token.is(TokenKind::identifier))
      hasOnlyNames = false;
    if (token.is(TokenKind::semicolon) || atDeclaration())
      break;
    if (token.is(TokenKind::identifier))
      names.push_back({token.getSpelling(), token.getRange()});
    else
      hasOnlyNames = false;
    consume();
  }
  StringRef argument;
  if (previousEnd.getPointer() > argumentStart)
    argument =
        StringRef(argumentStart, previousEnd.getPointer() - argumentStart);
  if (!hasOnlyNames)
    names.truncate(1);
  if (!expectSemicolon())
    skipStatement();
  document->addExtension(
      {document->copy(ArrayRef<Name>(names)), argument, rangeFrom(start)});
}

//===----------------------------------------------------------------------===//
// Fragments
//===----------------------------------------------------------------------===//

void Parser::parseFragment() {
  if (document->getGraph())
    error(token.getRange(), "fragments come before the graph");
  Fragment fragment{};
  SMLoc start = token.getLoc();
  bool hasHeader = parseFragmentHeader(fragment);
  if (!hasHeader)
    skipHeader();

  if (token.is(TokenKind::l_brace)) {
    fragment.body = parseBody();
  } else if (!consumeIf(TokenKind::semicolon) && hasHeader) {
    unexpected("'{' or ';'");
    skipToDeclaration();
  }
  if (!hasHeader)
    return;

  fragment.range = rangeFrom(start);
  if (document->addFragment(document->create<Fragment>(fragment)))
    return;
  error(fragment.name.range,
        "fragment '" + fragment.name.text + "' is declared twice");
  note(document->lookupFragment(fragment.name.text)->name.range,
       "the first declaration is here");
}

bool Parser::parseFragmentHeader(Fragment &fragment) {
  consume();
  std::optional<Name> name = expectName();
  if (!name)
    return false;
  fragment.name = *name;
  if (token.is(TokenKind::less) && !parseGenericDeclaration(fragment))
    return false;

  SmallVector<Name, 8> names;
  SmallVector<Parameter, 8> parameters;
  auto parseTypedName = [&]() -> const Type * {
    std::optional<Name> name = expectName();
    if (!name || !expect(TokenKind::colon))
      return nullptr;
    names.push_back(*name);
    return parseType();
  };
  auto parseParameter = [&] {
    const Type *type = parseTypedName();
    if (!type)
      return false;
    const Expr *defaultValue = nullptr;
    if (consumeIf(TokenKind::equal) && !(defaultValue = parseExpr()))
      return false;
    parameters.push_back({names.back(), type, defaultValue});
    return true;
  };
  SmallVector<Result, 2> results;
  auto parseResult = [&] {
    const Type *type = parseTypedName();
    if (!type)
      return false;
    results.push_back({names.back(), type});
    return true;
  };
  if (!expect(TokenKind::l_paren) ||
      !parseList(TokenKind::r_paren, parseParameter) ||
      !expect(TokenKind::arrow) || !expect(TokenKind::l_paren) ||
      !parseList(TokenKind::r_paren, parseResult))
    return false;

  checkUnique(names);
  fragment.parameters = document->copy(ArrayRef<Parameter>(parameters));
  fragment.results = document->copy(ArrayRef<Result>(results));
  return true;
}

/// `<?>` or `<? = type>`.
bool Parser::parseGenericDeclaration(Fragment &fragment) {
  consume();
  fragment.isGeneric = true;
  if (!expect(TokenKind::question))
    return false;
  if (consumeIf(TokenKind::equal)) {
    fragment.defaultType = parsePrimitive();
    if (!fragment.defaultType)
      return false;
  }
  return expectClosingAngle();
}

//===----------------------------------------------------------------------===//
// The graph
//===----------------------------------------------------------------------===//

void Parser::parseGraph() {
  Graph graph{};
  SMLoc start = token.getLoc();
  SMRange keyword = token.getRange();
  bool hasHeader = parseGraphHeader(graph);
  if (!hasHeader)
    skipHeader();

  if (token.is(TokenKind::l_brace)) {
    graph.body = parseBody();
  } else {
    if (hasHeader)
      unexpected(describe(TokenKind::l_brace));
    skipToDeclaration();
  }
  if (!hasHeader)
    return;

  graph.range = rangeFrom(start);
  if (const Graph *first = document->getGraph()) {
    error(keyword, "document has more than one graph");
    note(first->name.range, "the first graph is here");
    return;
  }
  document->setGraph(document->create<Graph>(graph));
}

bool Parser::parseGraphHeader(Graph &graph) {
  consume();
  std::optional<Name> name = expectName();
  if (!name)
    return false;
  graph.name = *name;
  if (!parseNames(graph.parameters) || !expect(TokenKind::arrow) ||
      !parseNames(graph.results))
    return false;

  SmallVector<Name, 8> names(graph.parameters);
  names.append(graph.results.begin(), graph.results.end());
  checkUnique(names);
  return true;
}

bool Parser::parseNames(ArrayRef<Name> &names) {
  if (!expect(TokenKind::l_paren))
    return false;
  SmallVector<Name, 8> list;
  if (!parseList(TokenKind::r_paren, [&] {
        std::optional<Name> name = expectName();
        if (name)
          list.push_back(*name);
        return name.has_value();
      }))
    return false;
  names = document->copy(ArrayRef<Name>(list));
  return true;
}

//===----------------------------------------------------------------------===//
// Bodies
//===----------------------------------------------------------------------===//

ArrayRef<Assignment> Parser::parseBody() {
  consume();
  SmallVector<Assignment, 0> assignments;
  while (!token.is(TokenKind::r_brace) && !atDeclaration()) {
    if (std::optional<Assignment> assignment = parseAssignment())
      assignments.push_back(*assignment);
    else
      skipStatement();
  }
  expect(TokenKind::r_brace);
  return document->copy(ArrayRef<Assignment>(assignments));
}

std::optional<Assignment> Parser::parseAssignment() {
  SMLoc start = token.getLoc();
  const Expr *lhs = parseTargets();
  if (!lhs || !expect(TokenKind::equal))
    return std::nullopt;
  const Expr *rhs = parseExpr();
  if (!rhs || !expectSemicolon())
    return std::nullopt;
  return Assignment{lhs, rhs, rangeFrom(start)};
}

/// A name may appear once among the parameters and results of a declaration.
void Parser::checkUnique(ArrayRef<Name> names) {
  llvm::SmallDenseMap<StringRef, SMRange, 16> seen;
  for (const Name &name : names) {
    auto [it, isNew] = seen.try_emplace(name.text, name.range);
    if (isNew)
      continue;
    error(name.range, "'" + name.text + "' is declared twice");
    note(it->second, "the first declaration is here");
  }
}

//===----------------------------------------------------------------------===//
// Quantization files
//===----------------------------------------------------------------------===//

std::unique_ptr<Document> nnef::syntax::parseQuantizationFile(
    const llvm::SourceMgr &sourceMgr, unsigned bufferId,
    DiagnosticHandler handler, const ParserOptions &options) {
  StringRef text = sourceMgr.getMemoryBuffer(bufferId)->getBuffer();
  return Parser(text, bufferId, handler, options).parseQuantizationFile();
}

std::unique_ptr<Document> Parser::parseQuantizationFile() {
  while (!token.is(TokenKind::eof)) {
    if (parseQuantization())
      continue;
    // The next entry starts behind the next semicolon.
    while (!token.isAny(TokenKind::semicolon, TokenKind::eof))
      consume();
    consumeIf(TokenKind::semicolon);
  }
  return std::move(document);
}

bool Parser::parseQuantization() {
  SMLoc start = token.getLoc();
  SMRange keyRange = token.getRange();
  if (!token.is(TokenKind::string)) {
    unexpected("the name of a tensor in quotes");
    return false;
  }
  auto *key = llvm::cast<StringLiteral>(parseString());
  if (!expect(TokenKind::colon))
    return false;
  std::optional<Name> callee = expectName();
  if (!callee)
    return false;
  auto *algorithm =
      llvm::cast_or_null<InvocationExpr>(parseInvocation(*callee));
  if (!algorithm || !expectSemicolon())
    return false;
  document->addQuantization(
      {{key->value, keyRange}, algorithm, rangeFrom(start)});
  return true;
}
