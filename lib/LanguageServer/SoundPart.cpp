//===- SoundPart.cpp - What is right in a document with errors ------------===//
//
// Part of the nnef-mlir project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "SoundPart.h"

#include "Walk.h"
#include "llvm/ADT/DenseSet.h"

using namespace nnef;
using namespace nnef::syntax;
using llvm::ArrayRef;
using llvm::SMRange;
using llvm::StringRef;

namespace {
class Filter {
public:
  Filter(const Document &document, ArrayRef<SMRange> errors);

  std::unique_ptr<Document> getRest();

private:
  bool hasError(SMRange range) const;
  /// Whether an expression uses a name without a meaning.
  bool isLost(const Expr *expr) const;
  bool isLost(const Fragment *fragment) const;
  void loseTargets(const Expr *target);
  const Graph *filterGraph(Document &rest);

  const Document &document;
  /// Where the errors are, in order.
  std::vector<const char *> errors;
  /// Fragments that are left out, and tensors of the graph.
  llvm::DenseSet<StringRef> lostFragments, lostTensors;
};
} // namespace

Filter::Filter(const Document &document, ArrayRef<SMRange> ranges)
    : document(document) {
  for (SMRange range : ranges)
    errors.push_back(range.Start.getPointer());
  llvm::sort(errors);
}

bool Filter::hasError(SMRange range) const {
  auto first = llvm::lower_bound(errors, range.Start.getPointer());
  return first != errors.end() && *first <= range.End.getPointer();
}

bool Filter::isLost(const Expr *expr) const {
  bool lost = false;
  forEachExpr(expr, [&](const Expr *part) {
    if (auto *identifier = llvm::dyn_cast<IdentifierExpr>(part))
      lost |= lostTensors.contains(identifier->name);
    else if (auto *invocation = llvm::dyn_cast<InvocationExpr>(part))
      lost |= lostFragments.contains(invocation->callee.text);
  });
  return lost;
}

bool Filter::isLost(const Fragment *fragment) const {
  return hasError(fragment->range) ||
         (fragment->hasBody() &&
          llvm::any_of(*fragment->body, [&](const Assignment &statement) {
            return isLost(statement.rhs);
          }));
}

void Filter::loseTargets(const Expr *target) {
  forEachExpr(target, [&](const Expr *part) {
    if (auto *identifier = llvm::dyn_cast<IdentifierExpr>(part))
      lostTensors.insert(identifier->name);
  });
}

const Graph *Filter::filterGraph(Document &rest) {
  const Graph *graph = document.getGraph();
  llvm::SmallVector<Assignment, 0> body;
  llvm::DenseSet<StringRef> defined;
  for (const Assignment &statement : graph->body) {
    if (hasError(statement.range) || isLost(statement.rhs)) {
      loseTargets(statement.lhs);
      continue;
    }
    body.push_back(statement);
    forEachExpr(statement.lhs, [&](const Expr *part) {
      if (auto *identifier = llvm::dyn_cast<IdentifierExpr>(part))
        defined.insert(identifier->name);
    });
  }
  auto keepDefined = [&](ArrayRef<Name> names) {
    llvm::SmallVector<Name, 8> kept;
    for (const Name &name : names)
      if (defined.contains(name.text) && !hasError(name.range))
        kept.push_back(name);
    return rest.copy(ArrayRef<Name>(kept));
  };
  Graph kept = *graph;
  kept.parameters = keepDefined(graph->parameters);
  kept.results = keepDefined(graph->results);
  kept.body = rest.copy(ArrayRef<Assignment>(body));
  return rest.create<Graph>(kept);
}

std::unique_ptr<Document> Filter::getRest() {
  auto rest = std::make_unique<Document>(document.getBufferId());
  rest->setVersion(document.getVersion());
  for (const Extension &extension : document.getExtensions())
    rest->addExtension(extension);
  // A fragment can be lost by one that is declared behind it.
  for (bool changed = true; changed;) {
    changed = false;
    for (const Fragment *fragment : document.getFragments())
      if (!lostFragments.contains(fragment->name.text) && isLost(fragment))
        changed = lostFragments.insert(fragment->name.text).second;
  }
  for (const Fragment *fragment : document.getFragments())
    if (!lostFragments.contains(fragment->name.text))
      rest->addFragment(fragment);
  if (document.getGraph())
    rest->setGraph(filterGraph(*rest));
  return rest;
}

std::unique_ptr<Document> nnef::getSoundPart(const Document &document,
                                             ArrayRef<SMRange> errors) {
  return Filter(document, errors).getRest();
}
