//===- CheckStatements.cpp - Checking assignments -------------------------===//
//
// Part of the nnef-mlir project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "CheckerImpl.h"

using namespace nnef;
using namespace nnef::syntax;
using Kind = StaticType::Kind;
using llvm::ArrayRef;
using llvm::cast;
using llvm::dyn_cast;
using llvm::dyn_cast_or_null;
using llvm::SmallBitVector;
using llvm::Twine;

void Checker::checkBody(ArrayRef<Assignment> body) {
  // Most statements define one name.
  names.reserve(names.size() + body.size());
  for (const Assignment &assignment : body) {
    if (hasTooManyErrors())
      return;
    checkAssignment(assignment);
  }
}

void Checker::checkAssignment(const Assignment &assignment) {
  const Expr *value = assignment.rhs;
  if (!llvm::isa<InvocationExpr>(value))
    needOperators(value);
  TypeRef type = checkExpr(value, assignment.lhs);
  if (type->isError())
    defineErrors(assignment.lhs);
  else
    assign(assignment.lhs, type, value, getUnknownLengths(value));
}

SmallBitVector Checker::getUnknownLengths(const Expr *value) {
  if (auto *ifElse = dyn_cast<IfElseExpr>(value)) {
    SmallBitVector lengths = getUnknownLengths(ifElse->thenValue);
    return lengths |= getUnknownLengths(ifElse->elseValue);
  }
  auto *invocation = dyn_cast<InvocationExpr>(value);
  const Fragment *fragment =
      invocation ? lookupFragment(invocation->callee.text) : nullptr;
  return fragment ? getSignature(fragment).isLengthUnknown : SmallBitVector();
}

void Checker::assign(const Expr *target, TypeRef type, const Expr *value,
                     const SmallBitVector &unknownLengths) {
  if (auto *identifier = dyn_cast<IdentifierExpr>(target))
    return define(identifier, type, value, unknownLengths.any());
  bool isTuple = target->kind == Expr::Kind::Tuple;
  forEachTarget(target, type, value,
                [&](unsigned i, const Expr *item, TypeRef itemType,
                    const Expr *itemValue) {
                  // An array of unknown length can be one result of several.
                  SmallBitVector unknown;
                  if (isTuple && i < unknownLengths.size())
                    unknown.resize(1, unknownLengths[i]);
                  assign(item, itemType, itemValue, unknown);
                });
}

void Checker::forEachTarget(const Expr *target, TypeRef type, const Expr *value,
                            TargetAction action) {
  bool wantsArray = target->kind == Expr::Kind::Array;
  ArrayRef<const Expr *> targets = wantsArray ? cast<ArrayExpr>(target)->items
                                              : cast<TupleExpr>(target)->items;
  // How many items there are is known of tuples, and of arrays as they stand.
  ArrayRef<const Expr *> values;
  std::optional<size_t> count;
  if (auto *array = dyn_cast_or_null<ArrayExpr>(value))
    count = (values = array->items).size();
  else if (auto *tuple = dyn_cast_or_null<TupleExpr>(value))
    values = tuple->items;
  if (type->is(Kind::Tuple))
    count = type->items.size();
  else if (type->isEmptyArray())
    count = 0;

  bool fits = wantsArray ? type->isArray() : type->is(Kind::Tuple);
  if (!fits || (count && *count != targets.size())) {
    error(target->range,
          "cannot assign " + toString(type) +
              (count ? " with " + Twine(*count) + " items" : Twine()) + " to " +
              (wantsArray ? "an array" : "a tuple") + " of " +
              Twine(targets.size()));
    defineErrors(target);
    return;
  }
  for (auto [i, item] : llvm::enumerate(targets))
    action(i, item, wantsArray ? type->getItem() : type->items[i],
           values.empty() ? nullptr : values[i]);
}

void Checker::defineErrors(const Expr *target) {
  if (auto *identifier = dyn_cast<IdentifierExpr>(target)) {
    addName(identifier, types.getError());
    return;
  }
  auto *array = dyn_cast<ArrayExpr>(target);
  for (const Expr *item : array ? array->items : cast<TupleExpr>(target)->items)
    defineErrors(item);
}

bool Checker::addName(const IdentifierExpr *target, TypeRef type) {
  auto [known, isNew] = names.insert({target->name, {type, target->range}});
  if (isNew)
    return true;
  error(target->range, "'" + target->name + "' is already defined");
  note(known->second.range, "the first definition is here");
  return false;
}

void Checker::define(const IdentifierExpr *target, TypeRef type,
                     const Expr *value, bool isLengthUnknown) {
  if (!addName(target, type))
    return;
  if (current && current->resultIndex.contains(target->name))
    return defineResult(target, type, value, isLengthUnknown);
  if (isLengthUnknown)
    deviate(Deviation::UnknownLength, target->range,
            "how many items '" + target->name +
                "' has depends on shapes; assign them to an array of names");
  if (!current)
    defineInGraph(target, type, value);
}

void Checker::defineResult(const IdentifierExpr *target, TypeRef type,
                           const Expr *value, bool isLengthUnknown) {
  unsigned index = current->resultIndex.lookup(target->name);
  TypeRef wanted = current->results[index];
  if (isLengthUnknown)
    current->isLengthUnknown.set(index);
  if (!isCastable(type, wanted)) {
    reportMismatch(target->range, type, value, wanted);
    note(current->fragment->results[index].name.range,
         "result '" + target->name + "' is declared here");
  }
  names.find(target->name)->second.type = wanted;
}

void Checker::defineInGraph(const IdentifierExpr *target, TypeRef type,
                            const Expr *value) {
  auto output = outputs.find(target->name);
  if (output != outputs.end()) {
    if (isCastable(type, types.getTensor(std::nullopt)))
      return;
    reportMismatch(target->range, type, value, types.getTensor(std::nullopt));
    note(output->second, "output '" + target->name + "' is declared here");
    return;
  }
  if (!type->is(Kind::Tensor))
    deviate(Deviation::NameInGraph, target->range,
            "'" + target->name + "' is of type " + toString(type) +
                ", but by the standard a name in a graph is one of a single "
                "tensor");
}
