//===- Walk.h - The parts of expressions ------------------------*- C++ -*-===//
//
// Part of the nnef-mlir project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef NNEF_LIB_LANGUAGESERVER_WALK_H
#define NNEF_LIB_LANGUAGESERVER_WALK_H

#include "NNEF/Syntax/AST.h"
#include "llvm/ADT/TypeSwitch.h"

namespace nnef {

/// Calls `visit` for the expressions that an expression is made of, in the
/// order of the text.
template <typename Visit>
void forEachChild(const syntax::Expr *expr, Visit visit) {
  using namespace syntax;
  auto visitAny = [&](const Expr *child) {
    if (child)
      visit(child);
  };
  auto visitItems = [&](const auto *sequence) {
    for (const Expr *item : sequence->items)
      visit(item);
  };
  llvm::TypeSwitch<const Expr *>(expr)
      .Case<ArrayExpr, TupleExpr>(visitItems)
      .template Case<SubscriptExpr>([&](auto *subscript) {
        visit(subscript->sequence);
        visit(subscript->index);
      })
      .template Case<SliceExpr>([&](auto *slice) {
        visit(slice->sequence);
        visitAny(slice->begin);
        visitAny(slice->end);
      })
      .template Case<UnaryExpr, BuiltinExpr>(
          [&](auto *unary) { visit(unary->operand); })
      .template Case<BinaryExpr>([&](auto *binary) {
        visit(binary->lhs);
        visit(binary->rhs);
      })
      .template Case<IfElseExpr>([&](auto *ifElse) {
        visit(ifElse->thenValue);
        visit(ifElse->condition);
        visit(ifElse->elseValue);
      })
      .template Case<ComprehensionExpr>([&](auto *comprehension) {
        for (const LoopIterator &iterator : comprehension->iterators) {
          visit(iterator.target);
          visit(iterator.iterable);
        }
        visitAny(comprehension->condition);
        visit(comprehension->item);
      })
      .template Case<InvocationExpr>([&](auto *invocation) {
        for (const Argument &argument : invocation->arguments)
          visit(argument.value);
      })
      .Default([](const Expr *) {});
}

/// Calls `visit` for an expression and all that it is made of.
template <typename Visit>
void forEachExpr(const syntax::Expr *expr, Visit visit) {
  visit(expr);
  forEachChild(expr, [&](const syntax::Expr *child) {
    forEachExpr<Visit &>(child, visit);
  });
}

} // namespace nnef

#endif // NNEF_LIB_LANGUAGESERVER_WALK_H
