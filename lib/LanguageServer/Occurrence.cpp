//===- Occurrence.cpp - Names at places -----------------------------------===//
//
// Part of the nnef-mlir project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "Occurrence.h"

#include "Walk.h"

using namespace nnef;
using namespace nnef::syntax;
using llvm::ArrayRef;
using llvm::SMLoc;
using llvm::SMRange;
using llvm::StringRef;

//===----------------------------------------------------------------------===//
// Names at places
//===----------------------------------------------------------------------===//

/// Whether `loc` is in a range or directly behind it, where the cursor is after
/// typing.
static bool contains(SMRange range, SMLoc loc) {
  return range.Start.getPointer() <= loc.getPointer() &&
         loc.getPointer() <= range.End.getPointer();
}

namespace {
/// Looks for the name at a place.
class Finder {
public:
  Finder(const SourceDocument &document, SMLoc loc)
      : document(document), loc(loc) {}

  std::optional<Occurrence> find();

private:
  using Kind = Occurrence::Kind;

  /// Each returns whether the name was found.
  bool take(Kind kind, const Name &name, const Fragment *operation = nullptr);
  bool visitFragment(const Fragment *fragment);
  bool visitGraph(const Graph *graph);
  bool visitBody(ArrayRef<Assignment> body);
  bool visitExpr(const Expr *expr);

  const SourceDocument &document;
  SMLoc loc;
  Occurrence found;
};
} // namespace

bool Finder::take(Kind kind, const Name &name, const Fragment *operation) {
  if (!contains(name.range, loc))
    return false;
  found.kind = kind;
  found.name = name;
  found.operation = operation;
  return true;
}

bool Finder::visitExpr(const Expr *expr) {
  if (!contains(expr->range, loc))
    return false;
  if (auto *identifier = llvm::dyn_cast<IdentifierExpr>(expr))
    return take(Kind::Value, {identifier->name, identifier->range});
  if (auto *invocation = llvm::dyn_cast<InvocationExpr>(expr)) {
    const Fragment *operation =
        document.lookupFragment(invocation->callee.text);
    if (take(Kind::Operation, invocation->callee, operation))
      return true;
    for (const Argument &argument : invocation->arguments)
      if (argument.isNamed() && take(Kind::Parameter, argument.name, operation))
        return true;
  }
  auto *comprehension = llvm::dyn_cast<ComprehensionExpr>(expr);
  if (comprehension)
    found.comprehensions.push_back(comprehension);
  bool isFound = false;
  forEachChild(
      expr, [&](const Expr *child) { isFound = isFound || visitExpr(child); });
  return isFound;
}

bool Finder::visitBody(ArrayRef<Assignment> body) {
  for (const Assignment &statement : body)
    if (contains(statement.range, loc) &&
        (visitExpr(statement.lhs) || visitExpr(statement.rhs)))
      return true;
  return false;
}

bool Finder::visitFragment(const Fragment *fragment) {
  found.scope = fragment;
  if (take(Kind::Operation, fragment->name, fragment))
    return true;
  for (const Parameter &parameter : fragment->parameters)
    if (take(Kind::Value, parameter.name))
      return true;
  for (const Result &result : fragment->results)
    if (take(Kind::Value, result.name))
      return true;
  return fragment->hasBody() && visitBody(*fragment->body);
}

bool Finder::visitGraph(const Graph *graph) {
  found.scope = nullptr;
  for (ArrayRef<Name> names : {graph->parameters, graph->results})
    for (const Name &name : names)
      if (take(Kind::Value, name))
        return true;
  return visitBody(graph->body);
}

std::optional<Occurrence> Finder::find() {
  const Document &syntax = document.getSyntax();
  for (const Fragment *fragment : syntax.getFragments())
    if (contains(fragment->range, loc) && visitFragment(fragment))
      return std::move(found);
  const Graph *graph = syntax.getGraph();
  if (graph && contains(graph->range, loc) && visitGraph(graph))
    return std::move(found);
  return std::nullopt;
}

std::optional<Occurrence> nnef::findOccurrence(const SourceDocument &document,
                                               SMLoc loc) {
  return Finder(document, loc).find();
}

//===----------------------------------------------------------------------===//
// Definitions
//===----------------------------------------------------------------------===//

const Parameter *nnef::findParameter(const Fragment &fragment, StringRef name) {
  const Parameter *found =
      llvm::find_if(fragment.parameters, [&](const Parameter &parameter) {
        return parameter.name.text == name;
      });
  return found == fragment.parameters.end() ? nullptr : found;
}

/// The place where the left side of an assignment or a loop defines `name`.
static SMRange findTarget(const Expr *target, StringRef name) {
  for (const IdentifierExpr *defined : getDefinedNames(target))
    if (defined->name == name)
      return defined->range;
  return {};
}

const Assignment *nnef::findDefiningStatement(const SourceDocument &document,
                                              const Occurrence &value) {
  ArrayRef<Assignment> body;
  if (!value.scope)
    body = document.getSyntax().getGraph()->body;
  else if (value.scope->hasBody())
    body = *value.scope->body;
  for (const Assignment &statement : body)
    if (findTarget(statement.lhs, value.name.text).isValid())
      return &statement;
  return nullptr;
}

SMRange nnef::findDefinition(const SourceDocument &document,
                             const Occurrence &occurrence) {
  StringRef name = occurrence.name.text;
  const Fragment *operation = occurrence.operation;
  switch (occurrence.kind) {
  case Occurrence::Kind::Operation:
    return operation ? operation->name.range : SMRange();
  case Occurrence::Kind::Parameter:
    if (operation)
      if (const Parameter *parameter = findParameter(*operation, name))
        return parameter->name.range;
    return {};
  case Occurrence::Kind::Value:
    break;
  }
  for (const ComprehensionExpr *comprehension :
       llvm::reverse(occurrence.comprehensions))
    for (const LoopIterator &iterator : comprehension->iterators)
      if (SMRange range = findTarget(iterator.target, name); range.isValid())
        return range;
  if (const Assignment *statement = findDefiningStatement(document, occurrence))
    return findTarget(statement->lhs, name);
  if (occurrence.scope)
    if (const Parameter *parameter = findParameter(*occurrence.scope, name))
      return parameter->name.range;
  return {};
}
