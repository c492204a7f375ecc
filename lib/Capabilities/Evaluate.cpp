//===- Evaluate.cpp - The values of conditions ----------------------------===//
//
// Part of the nnef-mlir project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "Conditions.h"

#include "mlir/IR/TypeUtilities.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/ADT/StringSwitch.h"
#include "llvm/ADT/TypeSwitch.h"
#include "llvm/Support/Format.h"
#include "llvm/Support/MathExtras.h"
#include <cmath>

using namespace mlir;
using namespace nnef;
using syntax::BinaryOperator;

//===----------------------------------------------------------------------===//
// Operators
//===----------------------------------------------------------------------===//

static bool isSequence(const Term &term) {
  return term.is<Term::Array>() || term.is<Term::Tuple>();
}

static std::optional<double> getNumber(const Term &term) {
  if (auto *integer = term.getIf<int64_t>())
    return static_cast<double>(*integer);
  if (auto *scalar = term.getIf<double>())
    return *scalar;
  return std::nullopt;
}

/// Applies `compute` to each item of a term, and of its items, as deep as there
/// are any.
template <typename Compute>
static Term forEachItem(const Term &term, Compute compute) {
  if (!isSequence(term))
    return compute(term);
  std::vector<Term> items;
  for (const Term &item : term.getItems())
    items.push_back(forEachItem(item, compute));
  return Term::Array{std::move(items)};
}

/// Whether something holds: nothing if that is not known.
using Truth = std::optional<bool>;

static Term getTerm(Truth truth) { return truth ? Term(*truth) : Term(); }
static Truth getTruth(const Term &term) {
  auto *logical = term.getIf<bool>();
  return logical ? Truth(*logical) : std::nullopt;
}

/// Whether something holds for all items.
template <typename Range, typename Predicate>
static Truth holdsForAll(const Range &items, Predicate predicate) {
  Truth all = true;
  for (const auto &item : items) {
    Truth holds = predicate(item);
    if (holds == Truth(false))
      return false;
    if (!holds)
      all = std::nullopt;
  }
  return all;
}

template <typename T>
static bool compareValues(BinaryOperator op, const T &lhs, const T &rhs) {
  switch (op) {
  case BinaryOperator::Less:
    return lhs < rhs;
  case BinaryOperator::LessEqual:
    return lhs <= rhs;
  case BinaryOperator::Greater:
    return lhs > rhs;
  case BinaryOperator::GreaterEqual:
    return lhs >= rhs;
  case BinaryOperator::NotEqual:
    return lhs != rhs;
  default:
    return lhs == rhs;
  }
}

/// Compares terms. An array is compared with one value by each of its items, so
/// that `stride <= 4` limits all strides.
static Truth compare(BinaryOperator op, const Term &lhs, const Term &rhs) {
  if (lhs.isError() || rhs.isError())
    return std::nullopt;
  if (isSequence(lhs) && isSequence(rhs)) {
    if (op == BinaryOperator::NotEqual) {
      Truth equal = compare(BinaryOperator::Equal, lhs, rhs);
      return equal ? Truth(!*equal) : std::nullopt;
    }
    if (lhs.getItems().size() != rhs.getItems().size())
      return false;
    return holdsForAll(
        llvm::zip_equal(lhs.getItems(), rhs.getItems()), [&](const auto &pair) {
          return compare(op, std::get<0>(pair), std::get<1>(pair));
        });
  }
  if (isSequence(lhs))
    return holdsForAll(lhs.getItems(), [&](const Term &item) {
      return compare(op, item, rhs);
    });
  if (isSequence(rhs))
    return holdsForAll(rhs.getItems(), [&](const Term &item) {
      return compare(op, lhs, item);
    });
  if (std::optional<double> x = getNumber(lhs), y = getNumber(rhs); x && y)
    return compareValues(op, *x, *y);
  if (auto *x = lhs.getIf<std::string>(), *y = rhs.getIf<std::string>(); x && y)
    return compareValues(op, *x, *y);
  if (auto *x = lhs.getIf<bool>(), *y = rhs.getIf<bool>(); x && y)
    return compareValues(op, *x, *y);
  return std::nullopt;
}

/// Whether each value of `lhs` is one of the items of `rhs`.
static Truth isIn(const Term &lhs, const Term &rhs) {
  if (isSequence(lhs))
    return holdsForAll(lhs.getItems(),
                       [&](const Term &item) { return isIn(item, rhs); });
  Truth isNone = holdsForAll(rhs.getItems(), [&](const Term &item) -> Truth {
    Truth equal = compare(BinaryOperator::Equal, lhs, item);
    return equal ? Truth(!*equal) : std::nullopt;
  });
  return isNone ? Truth(!*isNone) : std::nullopt;
}

static Term computeIntegers(BinaryOperator op, int64_t x, int64_t y) {
  int64_t result = 0;
  bool overflows = false;
  switch (op) {
  case BinaryOperator::Add:
    overflows = llvm::AddOverflow(x, y, result);
    break;
  case BinaryOperator::Sub:
    overflows = llvm::SubOverflow(x, y, result);
    break;
  case BinaryOperator::Mul:
    overflows = llvm::MulOverflow(x, y, result);
    break;
  default:
    overflows = y == 0 || y == -1;
    result = y == -1 ? 0 : overflows ? 0 : x / y;
    if (y == -1 && x != std::numeric_limits<int64_t>::min()) {
      overflows = false;
      result = -x;
    }
  }
  return overflows ? Term() : Term(result);
}

static Term compute(BinaryOperator op, const Term &lhs, const Term &rhs) {
  if (isSequence(lhs) && isSequence(rhs)) {
    if (lhs.getItems().size() != rhs.getItems().size())
      return {};
    std::vector<Term> items;
    for (auto [x, y] : llvm::zip_equal(lhs.getItems(), rhs.getItems()))
      items.push_back(compute(op, x, y));
    return Term::Array{std::move(items)};
  }
  if (isSequence(lhs))
    return forEachItem(
        lhs, [&](const Term &item) { return compute(op, item, rhs); });
  if (isSequence(rhs))
    return forEachItem(
        rhs, [&](const Term &item) { return compute(op, lhs, item); });
  auto *i = lhs.getIf<int64_t>(), *j = rhs.getIf<int64_t>();
  if (i && j && op != BinaryOperator::Pow)
    return computeIntegers(op, *i, *j);
  std::optional<double> x = getNumber(lhs), y = getNumber(rhs);
  if (!x || !y)
    return {};
  switch (op) {
  case BinaryOperator::Add:
    return *x + *y;
  case BinaryOperator::Sub:
    return *x - *y;
  case BinaryOperator::Mul:
    return *x * *y;
  case BinaryOperator::Div:
    return *x / *y;
  default:
    return std::pow(*x, *y);
  }
}

//===----------------------------------------------------------------------===//
// Functions of tensors
//===----------------------------------------------------------------------===//

static Term getShape(Value tensor) {
  auto type = dyn_cast<RankedTensorType>(tensor.getType());
  if (!type)
    return {};
  std::vector<Term> extents;
  for (int64_t extent : type.getShape())
    extents.push_back(ShapedType::isDynamic(extent) ? Term() : Term(extent));
  return Term::Array{std::move(extents)};
}

static Term getRank(Value tensor) {
  auto type = dyn_cast<RankedTensorType>(tensor.getType());
  return type ? Term(type.getRank()) : Term();
}

static Term getVolume(Value tensor) {
  auto type = dyn_cast<RankedTensorType>(tensor.getType());
  if (!type || !type.hasStaticShape())
    return {};
  int64_t volume = 1;
  for (int64_t extent : type.getShape())
    if (llvm::MulOverflow(volume, extent, volume))
      return {};
  return volume;
}

/// A parameter of a tensor's codes, or those along an axis. Not known of what
/// is not quantized.
template <typename T>
static Term
getCodeParameter(Value tensor, T (quant::UniformQuantizedType::*getOne)() const,
                 ArrayRef<T> (quant::UniformQuantizedPerAxisType::*getAll)()
                     const) {
  Type type = getElementTypeOrSelf(tensor.getType());
  if (auto codes = dyn_cast<quant::UniformQuantizedType>(type))
    return (codes.*getOne)();
  auto codes = dyn_cast<quant::UniformQuantizedPerAxisType>(type);
  if (!codes)
    return {};
  ArrayRef<T> values = (codes.*getAll)();
  return Term::Array{std::vector<Term>(values.begin(), values.end())};
}

namespace {
class Evaluator {
public:
  Evaluator(const llvm::StringMap<Term> &names, const Network &network)
      : names(names), network(network) {}

  Term get(const syntax::Expr *expr) const;

private:
  Term getFunction(const syntax::InvocationExpr *call) const;
  Term getBinary(const syntax::BinaryExpr *binary) const;
  Term getSubscript(const syntax::SubscriptExpr *subscript) const;
  Term getSlice(const syntax::SliceExpr *slice) const;
  /// Applies a function to a tensor, or to each of several ones.
  template <typename Function>
  Term mapTensors(const syntax::Expr *expr, Function function) const {
    return forEachItem(get(expr), [&](const Term &tensor) {
      return tensor.isTensor() ? Term(function(tensor.getTensor())) : Term();
    });
  }
  Term getItems(ArrayRef<const syntax::Expr *> items) const {
    std::vector<Term> terms;
    for (const syntax::Expr *item : items)
      terms.push_back(get(item));
    return Term::Array{std::move(terms)};
  }

  const llvm::StringMap<Term> &names;
  const Network &network;
};
} // namespace

Term Evaluator::getFunction(const syntax::InvocationExpr *call) const {
  StringRef name = call->callee.text;
  const syntax::Expr *first = call->arguments.front().value;
  if (name == "rank_of")
    return mapTensors(first, getRank);
  if (name == "volume_of")
    return mapTensors(first, getVolume);
  if (name == "is_constant") {
    SmallVector<Value> tensors;
    get(first).collectTensors(tensors);
    return llvm::all_of(tensors,
                        [&](Value x) { return network.isConstant(x); });
  }
  if (name == "scale_of")
    return mapTensors(first, [](Value tensor) {
      return getCodeParameter<double>(
          tensor, &quant::UniformQuantizedType::getScale,
          &quant::UniformQuantizedPerAxisType::getScales);
    });
  if (name == "zero_point_of")
    return mapTensors(first, [](Value tensor) {
      return getCodeParameter<int64_t>(
          tensor, &quant::UniformQuantizedType::getZeroPoint,
          &quant::UniformQuantizedPerAxisType::getZeroPoints);
    });
  if (name == "multiple_of") {
    Term number = get(first), factor = get(call->arguments.back().value);
    Term quotient = compute(BinaryOperator::Div, number, factor);
    return getTerm(compare(BinaryOperator::Equal, number,
                           compute(BinaryOperator::Mul, quotient, factor)));
  }
  // same_type
  SmallVector<Value> tensors;
  for (const syntax::Argument &argument : call->arguments)
    get(argument.value).collectTensors(tensors);
  return llvm::all_equal(llvm::map_range(
      tensors, [](Value x) { return getElementTypeOrSelf(x.getType()); }));
}

Term Evaluator::getBinary(const syntax::BinaryExpr *binary) const {
  Term lhs = get(binary->lhs), rhs = get(binary->rhs);
  switch (binary->op) {
  case BinaryOperator::And:
  case BinaryOperator::Or: {
    Truth x = getTruth(lhs), y = getTruth(rhs);
    bool decides = binary->op == BinaryOperator::Or;
    if (x == Truth(decides) || y == Truth(decides))
      return decides;
    return x && y ? Term(!decides) : Term();
  }
  case BinaryOperator::In:
    return getTerm(isIn(lhs, rhs));
  case BinaryOperator::Less:
  case BinaryOperator::LessEqual:
  case BinaryOperator::Greater:
  case BinaryOperator::GreaterEqual:
  case BinaryOperator::Equal:
  case BinaryOperator::NotEqual:
    return getTerm(compare(binary->op, lhs, rhs));
  default:
    return compute(binary->op, lhs, rhs);
  }
}

/// A place in a sequence, where negative ones count from the end. None if it is
/// not known or out of range.
static std::optional<int64_t> getPlace(const Term &term, int64_t end) {
  auto *place = term.getIf<int64_t>();
  if (!place)
    return std::nullopt;
  int64_t result = *place < 0 ? *place + end : *place;
  return result >= 0 && result <= end ? std::optional(result) : std::nullopt;
}

Term Evaluator::getSubscript(const syntax::SubscriptExpr *subscript) const {
  Term sequence = get(subscript->sequence);
  ArrayRef<Term> items = sequence.getItems();
  std::optional<int64_t> place = getPlace(get(subscript->index), items.size());
  // What is not there is not known: a condition on it does not hold.
  return place && *place < static_cast<int64_t>(items.size()) ? items[*place]
                                                              : Term();
}

Term Evaluator::getSlice(const syntax::SliceExpr *slice) const {
  Term sequence = get(slice->sequence);
  if (!isSequence(sequence))
    return {};
  ArrayRef<Term> items = sequence.getItems();
  std::optional<int64_t> begin = 0, end = items.size();
  if (slice->begin)
    begin = getPlace(get(slice->begin), items.size());
  if (slice->end)
    end = getPlace(get(slice->end), items.size());
  if (!begin || !end)
    return {};
  ArrayRef<Term> part =
      items.slice(*begin, std::max<int64_t>(*end - *begin, 0));
  return Term::Array{part.vec()};
}

Term Evaluator::get(const syntax::Expr *expr) const {
  return llvm::TypeSwitch<const syntax::Expr *, Term>(expr)
      .Case(
          [](const syntax::IntegerLiteral *literal) { return literal->value; })
      .Case([](const syntax::ScalarLiteral *literal) { return literal->value; })
      .Case(
          [](const syntax::LogicalLiteral *literal) { return literal->value; })
      .Case([](const syntax::StringLiteral *literal) {
        return literal->value.str();
      })
      .Case([&](const syntax::IdentifierExpr *name) {
        return names.lookup(name->name);
      })
      .Case([&](const syntax::ArrayExpr *array) {
        return getItems(array->items);
      })
      .Case([&](const syntax::TupleExpr *tuple) {
        return getItems(tuple->items);
      })
      .Case([&](const syntax::SubscriptExpr *subscript) {
        return getSubscript(subscript);
      })
      .Case([&](const syntax::SliceExpr *slice) { return getSlice(slice); })
      .Case([&](const syntax::BinaryExpr *binary) { return getBinary(binary); })
      .Case([&](const syntax::UnaryExpr *unary) -> Term {
        Term operand = get(unary->operand);
        if (unary->op != syntax::UnaryOperator::Not)
          return compute(unary->op == syntax::UnaryOperator::Minus
                             ? BinaryOperator::Sub
                             : BinaryOperator::Add,
                         Term(int64_t(0)), operand);
        Truth truth = getTruth(operand);
        return truth ? Term(!*truth) : Term();
      })
      .Case([&](const syntax::BuiltinExpr *builtin) -> Term {
        if (builtin->builtin == syntax::Builtin::ShapeOf)
          return mapTensors(builtin->operand, getShape);
        Term array = get(builtin->operand);
        return isSequence(array) ? Term(int64_t(array.getItems().size()))
                                 : Term();
      })
      .Case(
          [&](const syntax::InvocationExpr *call) { return getFunction(call); })
      .Default([](const syntax::Expr *) { return Term(); });
}

Term nnef::evaluate(const syntax::Expr *expr,
                    const llvm::StringMap<Term> &names,
                    const Network &network) {
  return Evaluator(names, network).get(expr);
}

//===----------------------------------------------------------------------===//
// Descriptions
//===----------------------------------------------------------------------===//

std::string nnef::getText(llvm::SMRange range) {
  StringRef text(range.Start.getPointer(),
                 range.End.getPointer() - range.Start.getPointer());
  SmallVector<StringRef> words;
  llvm::SplitString(text, words, " \t\r\n");
  return llvm::join(words, " ");
}

static void write(const Term &term, llvm::raw_ostream &os) {
  if (auto *integer = term.getIf<int64_t>())
    os << *integer;
  else if (auto *scalar = term.getIf<double>())
    os << llvm::format("%g", *scalar);
  else if (auto *logical = term.getIf<bool>())
    os << (*logical ? "true" : "false");
  else if (auto *string = term.getIf<std::string>())
    os << "'" << *string << "'";
  else if (isSequence(term)) {
    bool isTuple = term.is<Term::Tuple>();
    os << (isTuple ? "(" : "[");
    llvm::interleaveComma(term.getItems(), os,
                          [&](const Term &item) { write(item, os); });
    os << (isTuple ? ")" : "]");
  } else
    os << "?";
}

/// Visits the largest parts of a condition that are no operators on others.
static void forEachPart(const syntax::Expr *expr,
                        llvm::function_ref<void(const syntax::Expr *)> visit) {
  if (auto *binary = dyn_cast<syntax::BinaryExpr>(expr)) {
    forEachPart(binary->lhs, visit);
    forEachPart(binary->rhs, visit);
  } else if (auto *unary = dyn_cast<syntax::UnaryExpr>(expr)) {
    forEachPart(unary->operand, visit);
  } else if (auto *array = dyn_cast<syntax::ArrayExpr>(expr)) {
    for (const syntax::Expr *item : array->items)
      forEachPart(item, visit);
  } else if (auto *call = dyn_cast<syntax::InvocationExpr>(expr);
             call && call->callee.text == "multiple_of") {
    for (const syntax::Argument &argument : call->arguments)
      forEachPart(argument.value, visit);
  } else if (isa<syntax::IdentifierExpr, syntax::SubscriptExpr,
                 syntax::SliceExpr, syntax::InvocationExpr,
                 syntax::BuiltinExpr>(expr)) {
    visit(expr);
  }
}

std::string nnef::describeParts(const syntax::Expr *condition,
                                const llvm::StringMap<Term> &names,
                                const Network &network) {
  SmallVector<std::string> parts;
  forEachPart(condition, [&](const syntax::Expr *part) {
    std::string text = getText(part->range) + " is ";
    llvm::raw_string_ostream os(text);
    write(evaluate(part, names, network), os);
    if (!llvm::is_contained(parts, text))
      parts.push_back(text);
  });
  return llvm::join(parts, ", ");
}
