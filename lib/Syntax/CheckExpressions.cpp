//===- CheckExpressions.cpp - The types of expressions --------------------===//
//
// Part of the nnef-mlir project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "CheckerImpl.h"
#include "NNEF/Syntax/Suggestions.h"
#include "llvm/ADT/TypeSwitch.h"
#include <cmath>

using namespace nnef;
using namespace nnef::syntax;
using Kind = StaticType::Kind;
using llvm::dyn_cast;
using llvm::dyn_cast_or_null;
using llvm::isa;
using llvm::SmallVector;
using llvm::SMRange;
using llvm::StringRef;
using llvm::Twine;

TypeRef Checker::checkExpr(const Expr *expr, const Expr *target) {
  return llvm::TypeSwitch<const Expr *, TypeRef>(expr)
      .Case(
          [&](const IntegerLiteral *) { return types.get(Primitive::Integer); })
      .Case([&](const ScalarLiteral *) { return types.get(Primitive::Scalar); })
      .Case(
          [&](const LogicalLiteral *) { return types.get(Primitive::Logical); })
      .Case([&](const StringLiteral *) { return types.get(Primitive::String); })
      .Case([&](const IdentifierExpr *e) { return checkIdentifier(e); })
      .Case([&](const ArrayExpr *e) { return checkArray(e); })
      .Case([&](const TupleExpr *e) { return checkTuple(e); })
      .Case([&](const InvocationExpr *e) { return checkInvocation(e, target); })
      .Case([&](const SubscriptExpr *e) { return checkSubscript(e); })
      .Case([&](const SliceExpr *e) { return checkSlice(e); })
      .Case([&](const UnaryExpr *e) { return checkUnary(e); })
      .Case([&](const BinaryExpr *e) { return checkBinary(e); })
      .Case([&](const IfElseExpr *e) { return checkIfElse(e, target); })
      .Case([&](const ComprehensionExpr *e) { return checkComprehension(e); })
      .Case([&](const BuiltinExpr *e) { return checkBuiltin(e); })
      .DefaultUnreachable("all kinds of expressions are covered");
}

void Checker::needOperators(const Expr *expr) {
  constexpr StringRef extension = "KHR_enable_operator_expressions";
  if (!document.hasExtension(extension))
    deviate(Deviation::OperatorExpression, expr->range,
            "expressions other than an invocation of names and literals need "
            "'extension " +
                extension + ";'");
}

TypeRef Checker::orTooLarge(TypeRef type, SMRange range) {
  return type ? type
              : error(range, "type has more than " +
                                 Twine(TypeTable::kMaxSize) + " parts");
}

//===----------------------------------------------------------------------===//
// Mismatches
//===----------------------------------------------------------------------===//

/// The integer that a scalar is, unless it is a large one.
static std::optional<int64_t> getInteger(double value) {
  if (!(std::fabs(value) < 1e9) || value != std::trunc(value))
    return std::nullopt;
  return static_cast<int64_t>(value);
}

std::string Checker::getHint(TypeRef type, const Expr *value, TypeRef wanted,
                             std::optional<Primitive> generic) {
  // The one mistake that everybody makes: there is no cast from integers.
  std::optional<Primitive> scalar = generic.value_or(Primitive::Scalar);
  if (type->is(Primitive::Integer) &&
      matches(types.get(Primitive::Scalar), wanted, scalar)) {
    if (auto *literal = dyn_cast_or_null<IntegerLiteral>(value))
      return "; write " + std::to_string(literal->value) + ".0 for a scalar";
    return "; write 'scalar(...)' to convert it";
  }
  std::optional<Primitive> integer = generic.value_or(Primitive::Integer);
  if (auto *literal = dyn_cast_or_null<ScalarLiteral>(value))
    if (std::optional<int64_t> number = getInteger(literal->value);
        number && matches(types.get(Primitive::Integer), wanted, integer))
      return "; write " + std::to_string(*number) + " for an integer";
  if (type->isArray() && !type->hasTensor && wanted->is(Kind::Tensor))
    return "; an array is no tensor, but 'constant' makes one of it";
  return "";
}

TypeRef Checker::reportMismatch(SMRange range, TypeRef type, const Expr *value,
                                TypeRef wanted,
                                std::optional<Primitive> generic) {
  // Say what `?` stands for, if that is known.
  TypeRef shown = generic ? types.substitute(wanted, *generic) : wanted;
  return error(range, "expected " + toString(shown) + ", but this is " +
                          toString(type) +
                          getHint(type, value, wanted, generic));
}

//===----------------------------------------------------------------------===//
// Names, arrays and tuples
//===----------------------------------------------------------------------===//

bool Checker::isNumberName(const Expr *expr) {
  if (auto *unary = dyn_cast<UnaryExpr>(expr))
    return unary->op == UnaryOperator::Minus &&
           isa<IdentifierExpr>(unary->operand) && isNumberName(unary->operand);
  auto *identifier = dyn_cast<IdentifierExpr>(expr);
  return identifier && (identifier->name == "inf" || identifier->name == "nan");
}

TypeRef Checker::checkIdentifier(const IdentifierExpr *expr) {
  auto *known = names.find(expr->name);
  if (known != names.end())
    return known->second.type;
  if (isNumberName(expr)) {
    deviate(
        Deviation::NumberName, expr->range,
        "'" + expr->name +
            "' is taken for a number, but the standard has no such literal");
    return types.get(Primitive::Scalar);
  }
  return error(expr->range,
               "undefined name '" + expr->name + "'" +
                   suggest(expr->name, llvm::make_first_range(names)));
}

TypeRef Checker::checkArray(const ArrayExpr *expr) {
  TypeRef common = types.getEmptyArray();
  bool failed = false;
  for (auto [i, item] : llvm::enumerate(expr->items)) {
    TypeRef type = checkExpr(item);
    if (type->isError() || failed) {
      failed = true;
      continue;
    }
    TypeRef both = i == 0 ? type : getCommonType(common, type);
    if (both) {
      common = both;
      continue;
    }
    error(item->range, "items of an array have a common type, but this is " +
                           toString(type) + " after " + toString(common) +
                           getHint(type, item, common));
    failed = true;
  }
  if (failed)
    return types.getError();
  return expr->items.empty() ? common
                             : orTooLarge(types.getArray(common), expr->range);
}

TypeRef Checker::checkTuple(const TupleExpr *expr) {
  SmallVector<TypeRef> items;
  bool hasTensors = false;
  // Whether an item can be nothing but an attribute. A literal can be a tensor.
  bool hasAttributes = false;
  for (const Expr *item : expr->items) {
    items.push_back(checkExpr(item));
    hasTensors |= items.back()->hasTensor;
    hasAttributes |= items.back()->hasAttribute &&
                     !isCastable(items.back(), types.getTensor(std::nullopt));
  }
  if (hasTensors && hasAttributes)
    return error(expr->range,
                 "a tuple cannot have both tensors and attributes");
  return orTooLarge(types.getTuple(items), expr->range);
}

//===----------------------------------------------------------------------===//
// Subscripts
//===----------------------------------------------------------------------===//

void Checker::checkNegativeIndex(const Expr *expr) {
  auto *literal = dyn_cast<IntegerLiteral>(expr);
  if (literal && literal->value < 0)
    deviate(Deviation::NegativeIndex, expr->range,
            "an index below zero counts from the end, but not so in the "
            "standard");
}

void Checker::checkIndex(const Expr *expr) {
  TypeRef type = checkExpr(expr);
  checkNegativeIndex(expr);
  if (!type->isError() && !type->is(Primitive::Integer))
    error(expr->range, "expected an integer, but this is " + toString(type));
}

TypeRef Checker::checkTupleItem(const SubscriptExpr *expr, TypeRef tuple) {
  auto *literal = dyn_cast<IntegerLiteral>(expr->index);
  if (!literal)
    return error(expr->index->range,
                 "an item of a tuple is chosen by an integer literal");
  checkNegativeIndex(expr->index);
  int64_t length = tuple->items.size();
  int64_t position = literal->value + (literal->value < 0 ? length : 0);
  if (position < 0 || position >= length)
    return error(expr->index->range, "index " + Twine(literal->value) +
                                         " is out of range for " +
                                         Twine(length) + " items");
  return tuple->items[position];
}

TypeRef Checker::checkSubscript(const SubscriptExpr *expr) {
  needOperators(expr);
  TypeRef sequence = checkExpr(expr->sequence);
  if (sequence->is(Kind::Tuple))
    return checkTupleItem(expr, sequence);
  checkIndex(expr->index);
  if (sequence->isError() || sequence->is(Primitive::String))
    return sequence;
  if (sequence->is(Kind::Array))
    return sequence->getItem();
  return error(expr->sequence->range,
               "cannot take an item of " + toString(sequence));
}

TypeRef Checker::checkSlice(const SliceExpr *expr) {
  needOperators(expr);
  TypeRef sequence = checkExpr(expr->sequence);
  if (expr->begin)
    checkIndex(expr->begin);
  if (expr->end)
    checkIndex(expr->end);
  if (sequence->isError() || sequence->isArray() ||
      sequence->is(Primitive::String))
    return sequence;
  return error(expr->sequence->range,
               "cannot take a part of " + toString(sequence));
}

//===----------------------------------------------------------------------===//
// Operators
//===----------------------------------------------------------------------===//

using Family = Checker::OperatorFamily;

static Family getFamily(BinaryOperator op) {
  switch (op) {
  case BinaryOperator::Add:
  case BinaryOperator::Sub:
  case BinaryOperator::Mul:
  case BinaryOperator::Div:
  case BinaryOperator::Pow:
    return Family::Arithmetic;
  case BinaryOperator::Less:
  case BinaryOperator::LessEqual:
  case BinaryOperator::Greater:
  case BinaryOperator::GreaterEqual:
    return Family::Order;
  case BinaryOperator::Equal:
  case BinaryOperator::NotEqual:
    return Family::Equality;
  case BinaryOperator::And:
  case BinaryOperator::Or:
    return Family::Logic;
  case BinaryOperator::In:
    return Family::Membership;
  }
  llvm_unreachable("not a binary operator");
}

/// Whether an operator takes values, or tensors, of a primitive type: Table 1
/// of section 3.3.3. Of `?` nothing is known but that it is one type.
static bool takes(Family family, Primitive primitive) {
  switch (family) {
  case Family::Arithmetic:
  case Family::Order:
    return primitive == Primitive::Integer || primitive == Primitive::Scalar;
  case Family::Equality:
    return true;
  case Family::Logic:
    return primitive == Primitive::Logical;
  case Family::Membership:
    return false;
  }
  llvm_unreachable("not a family of operators");
}

static Primitive getResult(Family family, Primitive operand) {
  return family == Family::Arithmetic ? operand : Primitive::Logical;
}

TypeRef Checker::checkOperand(const Expr *value, TypeRef tensor,
                              Family family) {
  if (tensor->primitive && takes(family, *tensor->primitive))
    return tensor;
  // What the operation that the operator stands for wants.
  TypeRef wanted = types.getTensor(family == Family::Logic ? Primitive::Logical
                                                           : Primitive::Scalar);
  return reportMismatch(value->range, tensor, value, wanted);
}

TypeRef Checker::checkUnary(const UnaryExpr *expr) {
  if (isNumberName(expr) &&
      !names.contains(llvm::cast<IdentifierExpr>(expr->operand)->name))
    return checkExpr(expr->operand);
  needOperators(expr);
  TypeRef type = checkExpr(expr->operand);
  Family family =
      expr->op == UnaryOperator::Not ? Family::Logic : Family::Arithmetic;
  if (type->isError())
    return type;
  if (type->is(Kind::Tensor))
    return checkOperand(expr->operand, type, family);
  if (type->is(Kind::Primitive) && takes(family, *type->primitive))
    return type;
  return error(expr->range, "operator '" + stringify(expr->op) +
                                "' cannot be applied to " + toString(type));
}

TypeRef Checker::checkBinary(const BinaryExpr *expr) {
  needOperators(expr);
  TypeRef lhs = checkExpr(expr->lhs);
  TypeRef rhs = checkExpr(expr->rhs);
  if (lhs->isError() || rhs->isError())
    return types.getError();
  TypeRef type = lhs->is(Kind::Tensor) || rhs->is(Kind::Tensor)
                     ? checkTensorOperator(expr, lhs, rhs)
                     : getCompileTimeType(expr, lhs, rhs);
  if (type)
    return type;
  std::string hint;
  if (lhs->is(Primitive::Scalar))
    hint = getHint(rhs, expr->rhs, lhs);
  else if (rhs->is(Primitive::Scalar))
    hint = getHint(lhs, expr->lhs, rhs);
  return error(expr->range, "operator '" + stringify(expr->op) +
                                "' cannot be applied to " + toString(lhs) +
                                " and " + toString(rhs) + hint);
}

TypeRef Checker::checkTensorOperator(const BinaryExpr *expr, TypeRef lhs,
                                     TypeRef rhs) {
  Family family = getFamily(expr->op);
  if (family == Family::Membership)
    return nullptr;
  bool isLeft = lhs->is(Kind::Tensor);
  TypeRef tensor =
      checkOperand(isLeft ? expr->lhs : expr->rhs, isLeft ? lhs : rhs, family);
  if (tensor->isError())
    return tensor;
  TypeRef other = isLeft ? rhs : lhs;
  const Expr *value = isLeft ? expr->rhs : expr->lhs;
  if (!isCastable(other, tensor))
    return reportMismatch(value->range, other, value, tensor);
  return types.getTensor(getResult(family, *tensor->primitive));
}

TypeRef Checker::getCompileTimeType(const BinaryExpr *expr, TypeRef lhs,
                                    TypeRef rhs) {
  Family family = getFamily(expr->op);
  if (family == Family::Membership) {
    bool isFound = rhs->isEmptyArray() ||
                   (rhs->is(Kind::Array) && getCommonType(lhs, rhs->getItem()));
    return isFound && !lhs->hasTensor && !rhs->hasTensor
               ? types.get(Primitive::Logical)
               : nullptr;
  }
  bool isAdd = expr->op == BinaryOperator::Add;
  if (isAdd && lhs->isArray() && rhs->isArray())
    return getCommonType(lhs, rhs);
  bool isSequence = lhs->isArray() || lhs->is(Primitive::String);
  if (expr->op == BinaryOperator::Mul && isSequence &&
      rhs->is(Primitive::Integer))
    return lhs;
  if (lhs != rhs || !lhs->is(Kind::Primitive))
    return nullptr;
  if (takes(family, *lhs->primitive))
    return types.get(getResult(family, *lhs->primitive));
  return isAdd && lhs->is(Primitive::String) ? lhs : nullptr;
}

//===----------------------------------------------------------------------===//
// Conditions, loops and built-in functions
//===----------------------------------------------------------------------===//

void Checker::checkCondition(const Expr *expr) {
  TypeRef type = checkExpr(expr);
  if (!type->isError() && !type->is(Primitive::Logical))
    error(expr->range, "expected a condition of type logical, but this is " +
                           toString(type));
}

TypeRef Checker::checkIfElse(const IfElseExpr *expr, const Expr *target) {
  needOperators(expr);
  TypeRef thenType = checkExpr(expr->thenValue, target);
  checkCondition(expr->condition);
  TypeRef elseType = checkExpr(expr->elseValue, target);
  if (thenType->isError() || elseType->isError())
    return types.getError();
  if (TypeRef common = getCommonType(thenType, elseType))
    return common;
  std::string hint = getHint(elseType, expr->elseValue, thenType);
  if (hint.empty())
    hint = getHint(thenType, expr->thenValue, elseType);
  return error(expr->range, "both values have a common type, but these are " +
                                toString(thenType) + " and " +
                                toString(elseType) + hint);
}

void Checker::bindIterator(const Expr *target, TypeRef type) {
  if (auto *identifier = dyn_cast<IdentifierExpr>(target)) {
    addName(identifier, type);
    return;
  }
  deviate(Deviation::TupleIterator, target->range,
          "the standard has no iterators other than a name");
  forEachTarget(target, type, /*value=*/nullptr,
                [&](unsigned, const Expr *item, TypeRef itemType,
                    const Expr *) { bindIterator(item, itemType); });
}

TypeRef Checker::checkComprehension(const ComprehensionExpr *expr) {
  needOperators(expr);
  // The items of an array that is empty have no type.
  SmallVector<TypeRef> items;
  for (const LoopIterator &iterator : expr->iterators) {
    TypeRef type = checkExpr(iterator.iterable);
    items.push_back(type->is(Kind::Array) ? type->getItem() : types.getError());
    if (!type->isArray() && !type->isError())
      error(iterator.iterable->range,
            "expected an array to iterate over, but this is " + toString(type));
  }
  size_t numOuterNames = names.size();
  for (auto [iterator, item] : llvm::zip(expr->iterators, items)) {
    if (item->isError())
      defineErrors(iterator.target);
    else
      bindIterator(iterator.target, item);
  }
  if (expr->condition)
    checkCondition(expr->condition);
  TypeRef item = checkExpr(expr->item);
  while (names.size() > numOuterNames)
    names.pop_back();
  return orTooLarge(types.getArray(item), expr->range);
}

TypeRef Checker::checkBuiltin(const BuiltinExpr *expr) {
  needOperators(expr);
  if (expr->builtin == Builtin::ShapeOf)
    deprecate(Deviation::ShapeOf, expr->range, "'shape_of' is deprecated");
  TypeRef type = checkExpr(expr->operand);
  TypeRef integer = types.get(Primitive::Integer);
  bool isPrimitive = type->is(Kind::Primitive);
  bool isSequence = type->isArray() || type->is(Primitive::String);
  bool isApplicable = isPrimitive;
  TypeRef result = nullptr;
  switch (expr->builtin) {
  case Builtin::ShapeOf:
    isApplicable = isPrimitive || type->is(Kind::Tensor);
    result = types.getArray(integer);
    break;
  case Builtin::LengthOf:
    isApplicable = isSequence;
    result = integer;
    break;
  case Builtin::RangeOf:
    isApplicable = isSequence;
    result = types.getArray(integer);
    break;
  case Builtin::Integer:
    result = integer;
    break;
  case Builtin::Scalar:
    result = types.get(Primitive::Scalar);
    break;
  case Builtin::Logical:
    result = types.get(Primitive::Logical);
    break;
  case Builtin::String:
    result = types.get(Primitive::String);
    break;
  }
  if (isApplicable || type->isError())
    return result;
  return error(expr->range, "'" + stringify(expr->builtin) +
                                "' cannot be applied to " + toString(type));
}
