//===- ElaborateExpr.cpp - Evaluating expressions ---------------------===//
//
// Part of the nnef-mlir project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "Elaborator.h"

#include "NNEF/Syntax/Suggestions.h"
#include "llvm/ADT/ScopeExit.h"
#include "llvm/ADT/TypeSwitch.h"
#include "llvm/Support/Format.h"
#include "llvm/Support/MathExtras.h"
#include "llvm/Support/SaveAndRestore.h"
#include <cmath>

using namespace mlir;
using namespace nnef;

// The parser bounds how deep one expression is; this bounds the sum over the
// bodies of fragments that are being elaborated inside each other.
static constexpr unsigned kMaxExpressionDepth = 4096;

/// How many values an expression made to give `term`.
static uint64_t getNumNewValues(const syntax::Expr *expr, const Term &term) {
  if (term.is<std::string>())
    return term.getSize();
  // A name shares the items of what it stands for.
  return isa<syntax::IdentifierExpr>(expr) ? 1 : 1 + term.getItems().size();
}

Term Elaborator::evaluate(const syntax::Expr *expr, Scope &scope) {
  Term term = left == 0 ? Term() : evaluateUnbounded(expr, scope);
  if (!spend(getNumNewValues(expr, term), expr->range))
    return {};
  if (term.getSize() > maxCount) {
    emitError(expr->range) << "this value is too large";
    return {};
  }
  return term;
}

Term Elaborator::evaluateUnbounded(const syntax::Expr *expr, Scope &scope) {
  if (expressionDepth == kMaxExpressionDepth) {
    emitError(expr->range) << "expressions are nested too deeply";
    return {};
  }
  llvm::SaveAndRestore restoreDepth(expressionDepth, expressionDepth + 1);
  using namespace syntax;
  return llvm::TypeSwitch<const Expr *, Term>(expr)
      .Case([](const IntegerLiteral *literal) { return literal->value; })
      .Case([](const ScalarLiteral *literal) { return literal->value; })
      .Case([](const LogicalLiteral *literal) { return literal->value; })
      .Case([](const syntax::StringLiteral *literal) {
        return literal->value.str();
      })
      .Case([&](const IdentifierExpr *identifier) {
        return evaluateIdentifier(identifier, scope);
      })
      .Case([&](const ArrayExpr *array) {
        std::vector<Term> items = evaluateAll(array->items, scope);
        return items.size() == array->items.size()
                   ? Term(Term::Array{std::move(items)})
                   : Term();
      })
      .Case([&](const TupleExpr *tuple) {
        std::vector<Term> items = evaluateAll(tuple->items, scope);
        return items.size() == tuple->items.size()
                   ? Term(Term::Tuple{std::move(items)})
                   : Term();
      })
      .Case([&](const SubscriptExpr *subscript) {
        return evaluateSubscript(subscript, scope);
      })
      .Case([&](const SliceExpr *slice) { return evaluateSlice(slice, scope); })
      .Case([&](const UnaryExpr *unary) { return evaluateUnary(unary, scope); })
      .Case([&](const BinaryExpr *binary) {
        return evaluateBinary(binary, scope);
      })
      .Case([&](const IfElseExpr *ifElse) {
        std::optional<bool> holds = evaluateCondition(ifElse->condition, scope);
        if (!holds)
          return Term();
        return evaluate(*holds ? ifElse->thenValue : ifElse->elseValue, scope);
      })
      .Case([&](const ComprehensionExpr *comprehension) {
        return evaluateComprehension(comprehension, scope);
      })
      .Case([&](const InvocationExpr *invocation) {
        return invoke(invocation, scope);
      })
      .Case([&](const BuiltinExpr *builtin) {
        return evaluateBuiltin(builtin, scope);
      })
      .DefaultUnreachable("all kinds of expressions are covered");
}

std::vector<Term> Elaborator::evaluateAll(ArrayRef<const syntax::Expr *> exprs,
                                          Scope &scope) {
  // Only the expression as a whole has the name that the statement gives.
  llvm::SmallVector<StringRef, 1> outerNames;
  std::swap(outerNames, definedNames);
  std::vector<Term> terms;
  for (const syntax::Expr *expr : exprs) {
    Term term = evaluate(expr, scope);
    if (!term.isError())
      terms.push_back(std::move(term));
  }
  std::swap(outerNames, definedNames);
  return terms;
}

Term Elaborator::evaluateIdentifier(const syntax::IdentifierExpr *expr,
                                    Scope &scope) {
  auto entry = scope.terms.find(expr->name);
  if (entry != scope.terms.end())
    return entry->second;
  // No literals of the language, but tools write them where they mean them.
  if (expr->name == "inf")
    return std::numeric_limits<double>::infinity();
  if (expr->name == "nan")
    return std::numeric_limits<double>::quiet_NaN();
  emitError(expr->range) << "undefined name '" << expr->name << "'"
                         << suggest(expr->name, scope.terms.keys());
  return {};
}

std::optional<bool> Elaborator::evaluateCondition(const syntax::Expr *expr,
                                                  Scope &scope) {
  Term term = evaluate(expr, scope);
  if (auto *logical = term.getIf<bool>())
    return *logical;
  if (!term.isError())
    emitError(expr->range)
        << "expected a condition of type logical, but this is "
        << describeType(term);
  return std::nullopt;
}

//===----------------------------------------------------------------------===//
// Operators
//===----------------------------------------------------------------------===//

/// The type of elements that the operator of a standard operation takes. The
/// operation is declared for scalars, but its operator goes for integers too,
/// and == and != for every type (section 3.3.3): the first tensor decides.
static syntax::Primitive getOperandType(const syntax::Fragment *fragment,
                                        ArrayRef<Term> operands) {
  auto *declared = cast<syntax::TensorType>(fragment->parameters.front().type);
  if (declared->element == syntax::Primitive::Logical)
    return syntax::Primitive::Logical;
  const Term *tensor =
      llvm::find_if(operands, [](const Term &term) { return term.isTensor(); });
  syntax::Primitive have = getPrimitive(
      cast<ShapedType>(tensor->getTensor().getType()).getElementType());
  StringRef name = fragment->name.text;
  bool takesLogical = name == "eq" || name == "ne";
  return have == syntax::Primitive::Integer || takesLogical
             ? have
             : syntax::Primitive::Scalar;
}

Term Elaborator::applyOperator(StringRef name, ArrayRef<Term> operands,
                               llvm::SMRange range) {
  Binding binding;
  binding.fragment = stdlib.lookup(name);
  binding.range = range;
  syntax::TensorType type(range, getOperandType(binding.fragment, operands));
  for (auto [parameter, operand] :
       llvm::zip(binding.fragment->parameters, operands)) {
    FailureOr<Term> converted =
        convert(operand, &type, parameter.name.text, binding, range);
    if (failed(converted))
      return {};
    binding.arguments.push_back(*converted);
    binding.ranges.push_back(range);
  }
  return buildOperation(binding, getOperationLoc(name, range));
}

Term Elaborator::evaluateUnary(const syntax::UnaryExpr *expr, Scope &scope) {
  std::vector<Term> terms = evaluateAll(expr->operand, scope);
  if (terms.empty())
    return {};
  const Term &operand = terms.front();
  if (operand.isTensor()) {
    switch (expr->op) {
    case syntax::UnaryOperator::Plus:
      return applyOperator("copy", operand, expr->range);
    case syntax::UnaryOperator::Minus:
      return applyOperator("neg", operand, expr->range);
    case syntax::UnaryOperator::Not:
      return applyOperator("not", operand, expr->range);
    }
  }
  bool negates = expr->op == syntax::UnaryOperator::Minus;
  bool isNot = expr->op == syntax::UnaryOperator::Not;
  if (auto *logical = operand.getIf<bool>(); logical && isNot)
    return !*logical;
  if (auto *scalar = operand.getIf<double>(); scalar && !isNot)
    return negates ? -*scalar : *scalar;
  if (auto *integer = operand.getIf<int64_t>(); integer && !isNot) {
    int64_t result = *integer;
    if (!negates || !llvm::SubOverflow<int64_t>(0, *integer, result))
      return result;
  }
  emitError(expr->range) << "operator '" << syntax::stringify(expr->op)
                         << "' cannot be applied to " << describeType(operand);
  return {};
}

/// The standard operation that an operator on tensors stands for.
static StringRef getOperation(syntax::BinaryOperator op) {
  switch (op) {
  case syntax::BinaryOperator::Add:
    return "add";
  case syntax::BinaryOperator::Sub:
    return "sub";
  case syntax::BinaryOperator::Mul:
    return "mul";
  case syntax::BinaryOperator::Div:
    return "div";
  case syntax::BinaryOperator::Pow:
    return "pow";
  case syntax::BinaryOperator::Less:
    return "lt";
  case syntax::BinaryOperator::LessEqual:
    return "le";
  case syntax::BinaryOperator::Greater:
    return "gt";
  case syntax::BinaryOperator::GreaterEqual:
    return "ge";
  case syntax::BinaryOperator::Equal:
    return "eq";
  case syntax::BinaryOperator::NotEqual:
    return "ne";
  case syntax::BinaryOperator::And:
    return "and";
  case syntax::BinaryOperator::Or:
    return "or";
  case syntax::BinaryOperator::In:
    return "";
  }
  llvm_unreachable("all operators are covered");
}

/// Computes with integers; nothing if the result is no 64-bit integer.
static std::optional<int64_t> compute(syntax::BinaryOperator op, int64_t lhs,
                                      int64_t rhs) {
  int64_t result = 0;
  switch (op) {
  case syntax::BinaryOperator::Add:
    return llvm::AddOverflow(lhs, rhs, result) ? std::nullopt
                                               : std::optional(result);
  case syntax::BinaryOperator::Sub:
    return llvm::SubOverflow(lhs, rhs, result) ? std::nullopt
                                               : std::optional(result);
  case syntax::BinaryOperator::Mul:
    return llvm::MulOverflow(lhs, rhs, result) ? std::nullopt
                                               : std::optional(result);
  case syntax::BinaryOperator::Div:
    if (rhs == 0 || (lhs == std::numeric_limits<int64_t>::min() && rhs == -1))
      return std::nullopt;
    return lhs / rhs;
  case syntax::BinaryOperator::Pow:
    // Powers other than of 0 and ±1 overflow within 64 steps.
    if (rhs < 0)
      return std::nullopt;
    if (lhs == 0 || lhs == 1)
      return rhs == 0 ? 1 : lhs;
    if (lhs == -1)
      return rhs % 2 ? -1 : 1;
    result = 1;
    for (int64_t i = 0; i < rhs; ++i)
      if (llvm::MulOverflow(result, lhs, result))
        return std::nullopt;
    return result;
  default:
    return std::nullopt;
  }
}

/// Compares values that have an order; nothing for other operators.
template <typename T>
static std::optional<bool> compare(syntax::BinaryOperator op, const T &lhs,
                                   const T &rhs) {
  switch (op) {
  case syntax::BinaryOperator::Less:
    return lhs < rhs;
  case syntax::BinaryOperator::LessEqual:
    return lhs <= rhs;
  case syntax::BinaryOperator::Greater:
    return lhs > rhs;
  case syntax::BinaryOperator::GreaterEqual:
    return lhs >= rhs;
  default:
    return std::nullopt;
  }
}

static std::optional<double> compute(syntax::BinaryOperator op, double lhs,
                                     double rhs) {
  switch (op) {
  case syntax::BinaryOperator::Add:
    return lhs + rhs;
  case syntax::BinaryOperator::Sub:
    return lhs - rhs;
  case syntax::BinaryOperator::Mul:
    return lhs * rhs;
  case syntax::BinaryOperator::Div:
    return lhs / rhs;
  case syntax::BinaryOperator::Pow:
    return std::pow(lhs, rhs);
  default:
    return std::nullopt;
  }
}

Term Elaborator::evaluateBinary(const syntax::BinaryExpr *expr, Scope &scope) {
  // On compile-time values, && and || leave out what they need not know.
  bool isAnd = expr->op == syntax::BinaryOperator::And;
  bool isOr = expr->op == syntax::BinaryOperator::Or;
  std::vector<Term> lhs = evaluateAll(expr->lhs, scope);
  if (lhs.empty())
    return {};
  if (auto *logical = lhs.front().getIf<bool>();
      logical && ((isAnd && !*logical) || (isOr && *logical)))
    return *logical;
  std::vector<Term> rhs = evaluateAll(expr->rhs, scope);
  if (rhs.empty())
    return {};
  return applyBinary(expr, lhs.front(), rhs.front());
}

Term Elaborator::applyBinary(const syntax::BinaryExpr *expr, const Term &lhs,
                             const Term &rhs) {
  using syntax::BinaryOperator;
  if (expr->op == BinaryOperator::In) {
    if (rhs.is<Term::Array>() && !rhs.hasTensor() && !lhs.hasTensor())
      return llvm::is_contained(rhs.getItems(), lhs);
  } else if (lhs.isTensor() || rhs.isTensor()) {
    return applyOperator(getOperation(expr->op), {lhs, rhs}, expr->range);
  } else if (expr->op == BinaryOperator::Equal ||
             expr->op == BinaryOperator::NotEqual) {
    if (describeType(lhs) == describeType(rhs) && !lhs.hasTensor())
      return (lhs == rhs) == (expr->op == BinaryOperator::Equal);
  } else if (lhs.is<bool>() && rhs.is<bool>()) {
    // What && and || say if the left side did not decide.
    if (expr->op == BinaryOperator::And || expr->op == BinaryOperator::Or)
      return rhs;
  } else if (lhs.is<int64_t>() && rhs.is<int64_t>()) {
    int64_t a = lhs.get<int64_t>(), b = rhs.get<int64_t>();
    if (std::optional<bool> result = compare(expr->op, a, b))
      return *result;
    if (std::optional<int64_t> result = compute(expr->op, a, b))
      return *result;
    emitError(expr->range) << "'" << a << " " << syntax::stringify(expr->op)
                           << " " << b << "' has no 64-bit integer result";
    return {};
  } else if (lhs.is<double>() && rhs.is<double>()) {
    double a = lhs.get<double>(), b = rhs.get<double>();
    if (std::optional<bool> result = compare(expr->op, a, b))
      return *result;
    if (std::optional<double> result = compute(expr->op, a, b))
      return *result;
  } else if (expr->op == BinaryOperator::Add && lhs.is<std::string>() &&
             rhs.is<std::string>()) {
    return lhs.get<std::string>() + rhs.get<std::string>();
  } else if (expr->op == BinaryOperator::Add && lhs.is<Term::Array>() &&
             rhs.is<Term::Array>()) {
    std::vector<Term> items = lhs.getItems().vec();
    llvm::append_range(items, rhs.getItems());
    return Term::Array{std::move(items)};
  } else if (expr->op == BinaryOperator::Mul &&
             (lhs.is<Term::Array>() || lhs.is<std::string>()) &&
             rhs.is<int64_t>()) {
    int64_t times = rhs.get<int64_t>();
    auto *text = lhs.getIf<std::string>();
    // Long enough for any shape, and for the copies of a tensor.
    constexpr int64_t maxItems = 1 << 20;
    int64_t size = text ? text->size() : lhs.getSize() - 1;
    if (times < 0 || times > maxItems || size > maxItems ||
        times * size > maxItems) {
      emitError(expr->range)
          << "cannot repeat " << (text ? "a string" : "an array") << " "
          << times << " times";
      return {};
    }
    if (text) {
      std::string repeated;
      for (int64_t i = 0; i < times; ++i)
        repeated += *text;
      return repeated;
    }
    std::vector<Term> items;
    for (int64_t i = 0; i < times; ++i)
      llvm::append_range(items, lhs.getItems());
    return Term::Array{std::move(items)};
  }

  InFlightDiagnostic error = emitError(expr->range);
  error << "operator '" << syntax::stringify(expr->op)
        << "' cannot be applied to " << describeType(lhs) << " and "
        << describeType(rhs);
  return {};
}

//===----------------------------------------------------------------------===//
// Arrays and strings
//===----------------------------------------------------------------------===//

Term Elaborator::evaluateComprehension(const syntax::ComprehensionExpr *expr,
                                       Scope &scope) {
  SmallVector<Term> arrays;
  for (const syntax::LoopIterator &iterator : expr->iterators) {
    std::vector<Term> array = evaluateAll(iterator.iterable, scope);
    if (array.empty())
      return {};
    if (!array.front().is<Term::Array>()) {
      emitError(iterator.iterable->range)
          << "expected an array to iterate over, but this is "
          << describeType(array.front());
      return {};
    }
    arrays.push_back(std::move(array.front()));
    if (arrays.back().getItems().size() != arrays.front().getItems().size()) {
      emitError(iterator.iterable->range)
          << "arrays that are iterated over together must have the same "
             "length, but this one has "
          << arrays.back().getItems().size() << " items and the first one "
          << arrays.front().getItems().size();
      return {};
    }
  }

  // The names of the loop live in the scope around it for one round each; to
  // copy that scope would take long where it is large.
  SmallVector<StringRef> names;
  for (const syntax::LoopIterator &iterator : expr->iterators)
    collectNames(iterator.target, names);
  llvm::erase_if(names,
                 [&](StringRef name) { return scope.terms.contains(name); });
  auto endRound = [&] {
    for (StringRef name : names)
      scope.terms.erase(name);
  };
  llvm::SaveAndRestore restoreIsGraph(scope.isGraph, false);
  std::vector<Term> items;
  for (size_t i = 0, e = arrays.front().getItems().size(); i < e; ++i) {
    llvm::scope_exit restoreNames(endRound);
    for (auto [iterator, array] : llvm::zip(expr->iterators, arrays))
      if (failed(assign(iterator.target, array.getItems()[i], scope)))
        return {};
    if (expr->condition) {
      std::optional<bool> holds = evaluateCondition(expr->condition, scope);
      if (!holds)
        return {};
      if (!*holds)
        continue;
    }
    std::vector<Term> item = evaluateAll(expr->item, scope);
    if (item.empty())
      return {};
    items.push_back(std::move(item.front()));
  }
  return Term::Array{std::move(items)};
}

/// The number of items of an array or tuple, or of characters of a string.
static std::optional<int64_t> getLength(const Term &term) {
  if (term.is<Term::Array>() || term.is<Term::Tuple>())
    return term.getItems().size();
  if (auto *text = term.getIf<std::string>())
    return text->size();
  return std::nullopt;
}

std::optional<int64_t> Elaborator::evaluateIndex(const syntax::Expr *expr,
                                                 Scope &scope) {
  std::vector<Term> term = evaluateAll(expr, scope);
  if (term.empty())
    return std::nullopt;
  auto *index = term.front().getIf<int64_t>();
  if (!index) {
    emitError(expr->range) << "expected an integer, but this is "
                           << describeType(term.front());
    return std::nullopt;
  }
  // The checker has seen literals, but not what is computed.
  if (*index < 0 && !isa<syntax::IntegerLiteral>(expr)) {
    constexpr StringLiteral message =
        "an index below zero counts from the end, but not so in the standard";
    if (isStrict) {
      emitError(expr->range) << message;
      return std::nullopt;
    }
    if (!std::exchange(hasWarnedOfIndex, true))
      emitWarning(expr->range) << message;
  }
  return *index;
}

Term Elaborator::evaluateSubscript(const syntax::SubscriptExpr *expr,
                                   Scope &scope) {
  std::vector<Term> sequence = evaluateAll(expr->sequence, scope);
  if (sequence.empty())
    return {};
  std::optional<int64_t> length = getLength(sequence.front());
  if (!length) {
    emitError(expr->sequence->range)
        << "cannot take an item of " << describeType(sequence.front());
    return {};
  }
  std::optional<int64_t> index = evaluateIndex(expr->index, scope);
  if (!index)
    return {};
  int64_t position = *index < 0 ? *index + *length : *index;
  if (position < 0 || position >= *length) {
    emitError(expr->index->range)
        << "index " << *index << " is out of range for " << *length << " items";
    return {};
  }
  if (auto *text = sequence.front().getIf<std::string>())
    return std::string(1, (*text)[position]);
  return sequence.front().getItems()[position];
}

Term Elaborator::evaluateSlice(const syntax::SliceExpr *expr, Scope &scope) {
  std::vector<Term> sequence = evaluateAll(expr->sequence, scope);
  if (sequence.empty())
    return {};
  std::optional<int64_t> length = getLength(sequence.front());
  if (!length || sequence.front().is<Term::Tuple>()) {
    emitError(expr->sequence->range)
        << "cannot take a part of " << describeType(sequence.front());
    return {};
  }
  std::optional<int64_t> begin = 0, end = length;
  if (expr->begin && !(begin = evaluateIndex(expr->begin, scope)))
    return {};
  if (expr->end && !(end = evaluateIndex(expr->end, scope)))
    return {};
  if (*begin < 0)
    *begin += *length;
  if (*end < 0)
    *end += *length;
  if (*begin < 0 || *end < 0 || *begin > *length || *end > *length) {
    emitError(expr->range) << "range [" << *begin << ":" << *end
                           << "] is out of range for " << *length << " items";
    return {};
  }
  // A range that ends before it begins is empty.
  int64_t count = std::max<int64_t>(*end - *begin, 0);
  if (auto *text = sequence.front().getIf<std::string>())
    return text->substr(*begin, count);
  return Term::Array{sequence.front().getItems().slice(*begin, count).vec()};
}

//===----------------------------------------------------------------------===//
// Built-in functions
//===----------------------------------------------------------------------===//

static std::string toText(double value) {
  std::string text;
  llvm::raw_string_ostream(text) << llvm::format("%g", value);
  // What reads like an integer is not a scalar.
  return text.find_first_of(".en") == std::string::npos ? text + ".0" : text;
}

/// Converts a primitive value to another primitive type; an error if that
/// cannot be done.
static Term convertPrimitive(syntax::Builtin builtin, const Term &term) {
  auto *integer = term.getIf<int64_t>();
  auto *scalar = term.getIf<double>();
  auto *logical = term.getIf<bool>();
  auto *text = term.getIf<std::string>();
  switch (builtin) {
  case syntax::Builtin::Integer: {
    // Out of range the conversion would have no meaning. Towards zero, as
    // tensors are cast.
    if (scalar && std::fabs(*scalar) < 9.2e18)
      return static_cast<int64_t>(*scalar);
    int64_t value;
    if (text && !StringRef(*text).getAsInteger(10, value))
      return value;
    return integer   ? Term(*integer)
           : logical ? Term(int64_t(*logical))
                     : Term();
  }
  case syntax::Builtin::Scalar: {
    double value;
    if (text && !StringRef(*text).getAsDouble(value))
      return value;
    return scalar    ? Term(*scalar)
           : integer ? Term(double(*integer))
           : logical ? Term(double(*logical))
                     : Term();
  }
  case syntax::Builtin::Logical:
    return logical   ? Term(*logical)
           : integer ? Term(*integer != 0)
           : scalar  ? Term(*scalar != 0)
           : text    ? Term(!text->empty())
                     : Term();
  case syntax::Builtin::String:
    return text      ? Term(*text)
           : integer ? Term(std::to_string(*integer))
           : scalar  ? Term(toText(*scalar))
           : logical ? Term(std::string(*logical ? "true" : "false"))
                     : Term();
  default:
    return {};
  }
}

Term Elaborator::evaluateBuiltin(const syntax::BuiltinExpr *expr,
                                 Scope &scope) {
  std::vector<Term> operand = evaluateAll(expr->operand, scope);
  if (operand.empty())
    return {};
  const Term &term = operand.front();
  StringRef name = syntax::stringify(expr->builtin);
  switch (expr->builtin) {
  case syntax::Builtin::ShapeOf: {
    if (!term.isTensor()) {
      // What stands for a tensor is one of rank 0.
      if (!term.is<Term::Array>() && !term.is<Term::Tuple>())
        return Term::Array{};
      break;
    }
    auto type = dyn_cast<RankedTensorType>(term.getTensor().getType());
    if (!type || !type.hasStaticShape()) {
      emitError(expr->range)
          << "'shape_of' needs a tensor whose shape is known "
             "when the model is read";
      return {};
    }
    return Term::Array{
        std::vector<Term>(type.getShape().begin(), type.getShape().end())};
  }
  case syntax::Builtin::LengthOf:
  case syntax::Builtin::RangeOf: {
    std::optional<int64_t> length = getLength(term);
    if (!length || term.is<Term::Tuple>())
      break;
    if (expr->builtin == syntax::Builtin::LengthOf)
      return *length;
    std::vector<Term> range;
    for (int64_t i = 0; i < *length; ++i)
      range.push_back(i);
    return Term::Array{std::move(range)};
  }
  default:
    Term converted = convertPrimitive(expr->builtin, term);
    if (!converted.isError())
      return converted;
    break;
  }
  emitError(expr->range) << "'" << name << "' cannot be applied to "
                         << describeType(term);
  return {};
}
