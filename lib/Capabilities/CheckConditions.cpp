//===- CheckConditions.cpp - The static rules of conditions ---------------===//
//
// Part of the nnef-mlir project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "Conditions.h"

#include "NNEF/Syntax/Suggestions.h"
#include "llvm/ADT/TypeSwitch.h"

using namespace mlir;
using namespace nnef;
using syntax::BinaryOperator;

namespace {
/// What an expression, or each item of an array, is.
enum class Kind { Unknown, Number, Logical, String, Tensor };

/// A function that conditions can use beside those of the language.
struct Function {
  StringLiteral name;
  Kind parameter;
  unsigned minArguments, maxArguments;
  Kind result;
};
} // namespace

static constexpr Function functions[] = {
    {"rank_of", Kind::Tensor, 1, 1, Kind::Number},
    {"volume_of", Kind::Tensor, 1, 1, Kind::Number},
    {"scale_of", Kind::Tensor, 1, 1, Kind::Number},
    {"zero_point_of", Kind::Tensor, 1, 1, Kind::Number},
    {"is_constant", Kind::Tensor, 1, 1, Kind::Logical},
    {"same_type", Kind::Tensor, 1, ~0u, Kind::Logical},
    {"multiple_of", Kind::Number, 2, 2, Kind::Logical},
};

static StringRef describe(Kind kind) {
  switch (kind) {
  case Kind::Number:
    return "a number";
  case Kind::Logical:
    return "a condition";
  case Kind::String:
    return "a string";
  case Kind::Tensor:
    return "a tensor";
  case Kind::Unknown:
    break;
  }
  return "something";
}

static Kind getKind(const syntax::Type *type) {
  if (auto *array = dyn_cast<syntax::ArrayType>(type))
    return getKind(array->item);
  if (auto *tuple = dyn_cast<syntax::TupleType>(type))
    return getKind(tuple->items.front());
  if (isa<syntax::TensorType>(type))
    return Kind::Tensor;
  switch (cast<syntax::PrimitiveType>(type)->primitive) {
  case syntax::Primitive::Integer:
  case syntax::Primitive::Scalar:
    return Kind::Number;
  case syntax::Primitive::Logical:
    return Kind::Logical;
  case syntax::Primitive::String:
    return Kind::String;
  case syntax::Primitive::Generic:
    break;
  }
  return Kind::Unknown;
}

/// The kind of what a fragment declares under a name; none if it does not.
static std::optional<Kind> findKind(const syntax::Fragment &fragment,
                                    StringRef name) {
  for (const syntax::Parameter &parameter : fragment.parameters)
    if (parameter.name.text == name)
      return getKind(parameter.type);
  for (const syntax::Result &result : fragment.results)
    if (result.name.text == name)
      return getKind(result.type);
  return std::nullopt;
}

std::string nnef::suggestName(StringRef name, const syntax::Fragment &fragment,
                              bool onlyTensors) {
  SmallVector<StringRef> known = {kAllTensors};
  auto add = [&](const auto &declared) {
    if (!onlyTensors || getKind(declared.type) == Kind::Tensor)
      known.push_back(declared.name.text);
  };
  llvm::for_each(fragment.parameters, add);
  llvm::for_each(fragment.results, add);
  return suggest(name, known);
}

namespace {
class ConditionChecker {
public:
  ConditionChecker(const syntax::Fragment *fragment,
                   syntax::DiagnosticHandler report)
      : fragment(fragment), report(report) {}

  /// Checks an expression that has to be of a kind.
  bool check(const syntax::Expr *expr, Kind expected) {
    std::optional<Kind> kind = check(expr);
    if (!kind)
      return false;
    if (*kind == expected || *kind == Kind::Unknown ||
        expected == Kind::Unknown)
      return true;
    std::string hint;
    if (*kind == Kind::Tensor)
      hint = "; shape_of, rank_of and other functions say what it is like";
    return error(expr->range, "expected " + describe(expected) +
                                  ", but this is " + describe(*kind) + hint);
  }

private:
  std::optional<Kind> check(const syntax::Expr *expr);
  std::optional<Kind> checkName(const syntax::IdentifierExpr *name);
  std::optional<Kind> checkBinary(const syntax::BinaryExpr *binary);
  std::optional<Kind> checkCall(const syntax::InvocationExpr *call);
  std::optional<Kind> checkItems(ArrayRef<const syntax::Expr *> items);
  bool checkWord(const syntax::Expr *parameter, const syntax::Expr *value);

  bool error(llvm::SMRange range, const Twine &message) {
    report(syntax::Severity::Error, range, message);
    return false;
  }

  const syntax::Fragment *fragment;
  syntax::DiagnosticHandler report;
};
} // namespace

std::optional<Kind>
ConditionChecker::checkName(const syntax::IdentifierExpr *name) {
  if (name->name == kAllTensors)
    return Kind::Tensor;
  if (!fragment)
    return Kind::Unknown;
  if (std::optional<Kind> kind = findKind(*fragment, name->name))
    return kind;
  error(name->range, "'" + fragment->name.text +
                         "' has no parameter or result '" + name->name + "'" +
                         suggestName(name->name, *fragment,
                                     /*onlyTensors=*/false));
  return std::nullopt;
}

std::optional<Kind>
ConditionChecker::checkItems(ArrayRef<const syntax::Expr *> items) {
  Kind kind = Kind::Unknown;
  for (const syntax::Expr *item : items) {
    if (kind != Kind::Unknown) {
      if (!check(item, kind))
        return std::nullopt;
      continue;
    }
    std::optional<Kind> itemKind = check(item);
    if (!itemKind)
      return std::nullopt;
    kind = *itemKind;
  }
  return kind;
}

/// Checks that what a parameter is compared with is a word that it can be.
bool ConditionChecker::checkWord(const syntax::Expr *parameter,
                                 const syntax::Expr *value) {
  auto *name = dyn_cast<syntax::IdentifierExpr>(parameter);
  if (auto *array = dyn_cast<syntax::ArrayExpr>(value))
    return llvm::all_of(array->items, [&](const syntax::Expr *item) {
      return checkWord(parameter, item);
    });
  auto *literal = dyn_cast<syntax::StringLiteral>(value);
  if (!name || !literal)
    return true;
  SmallVector<StringRef> words;
  if (name->name == "border")
    for (unsigned i = 0; i <= getMaxEnumValForBorderMode(); ++i)
      words.push_back(stringifyBorderMode(BorderMode(i)));
  if (name->name == "method")
    for (unsigned i = 0; i <= getMaxEnumValForInterpolationMethod(); ++i)
      words.push_back(stringifyInterpolationMethod(InterpolationMethod(i)));
  if (!fragment || words.empty() || llvm::is_contained(words, literal->value))
    return true;
  return error(literal->range, "'" + name->name + "' is never '" +
                                   literal->value + "'" +
                                   suggest(literal->value, words));
}

std::optional<Kind>
ConditionChecker::checkBinary(const syntax::BinaryExpr *binary) {
  auto checkBoth = [&](Kind operands, Kind result) -> std::optional<Kind> {
    bool isRight = check(binary->lhs, operands);
    isRight &= check(binary->rhs, operands);
    return isRight ? std::optional(result) : std::nullopt;
  };
  switch (binary->op) {
  case BinaryOperator::And:
  case BinaryOperator::Or: {
    // The standard has one level for both, which nobody expects.
    auto *inner = dyn_cast<syntax::BinaryExpr>(binary->lhs);
    bool isMixed =
        inner && inner->op != binary->op &&
        (inner->op == BinaryOperator::And || inner->op == BinaryOperator::Or) &&
        inner->range.Start == binary->range.Start;
    if (isMixed) {
      error(binary->range, "'&&' and '||' bind equally strong in NNEF; write "
                           "parentheses around one of them");
      return std::nullopt;
    }
    return checkBoth(Kind::Logical, Kind::Logical);
  }
  case BinaryOperator::Equal:
  case BinaryOperator::NotEqual:
  case BinaryOperator::In: {
    std::optional<Kind> kind = check(binary->lhs);
    if (!kind)
      return std::nullopt;
    if (*kind == Kind::Tensor) {
      check(binary->lhs, Kind::Number);
      return std::nullopt;
    }
    if (!check(binary->rhs, *kind) || !checkWord(binary->lhs, binary->rhs))
      return std::nullopt;
    return Kind::Logical;
  }
  case BinaryOperator::Less:
  case BinaryOperator::LessEqual:
  case BinaryOperator::Greater:
  case BinaryOperator::GreaterEqual:
    return checkBoth(Kind::Number, Kind::Logical);
  default:
    return checkBoth(Kind::Number, Kind::Number);
  }
}

std::optional<Kind>
ConditionChecker::checkCall(const syntax::InvocationExpr *call) {
  auto *function = llvm::find_if(functions, [&](const Function &function) {
    return function.name == call->callee.text;
  });
  if (function == std::end(functions)) {
    SmallVector<StringRef> known = {"shape_of", "length_of"};
    for (const Function &function : functions)
      known.push_back(function.name);
    error(call->callee.range, "there is no function '" + call->callee.text +
                                  "' for conditions" +
                                  suggest(call->callee.text, known));
    return std::nullopt;
  }
  size_t numArguments = call->arguments.size();
  if (numArguments < function->minArguments ||
      numArguments > function->maxArguments) {
    error(call->range, "'" + function->name + "' takes " +
                           Twine(function->minArguments) +
                           (function->maxArguments > function->minArguments
                                ? " or more arguments"
                            : function->minArguments == 1 ? " argument"
                                                          : " arguments"));
    return std::nullopt;
  }
  for (const syntax::Argument &argument : call->arguments)
    if (!check(argument.value, function->parameter))
      return std::nullopt;
  return function->result;
}

std::optional<Kind> ConditionChecker::check(const syntax::Expr *expr) {
  using Result = std::optional<Kind>;
  auto require = [&](const syntax::Expr *operand, Kind kind, Kind result) {
    return check(operand, kind) ? Result(result) : std::nullopt;
  };
  return llvm::TypeSwitch<const syntax::Expr *, Result>(expr)
      .Case<syntax::IntegerLiteral, syntax::ScalarLiteral>(
          [](auto *) { return Kind::Number; })
      .Case([](const syntax::LogicalLiteral *) { return Kind::Logical; })
      .Case([](const syntax::StringLiteral *) { return Kind::String; })
      .Case([&](const syntax::IdentifierExpr *name) { return checkName(name); })
      .Case<syntax::ArrayExpr, syntax::TupleExpr>(
          [&](auto *sequence) { return checkItems(sequence->items); })
      .Case([&](const syntax::SubscriptExpr *subscript) -> Result {
        if (!check(subscript->index, Kind::Number))
          return std::nullopt;
        return check(subscript->sequence);
      })
      .Case([&](const syntax::SliceExpr *slice) -> Result {
        for (const syntax::Expr *end : {slice->begin, slice->end})
          if (end && !check(end, Kind::Number))
            return std::nullopt;
        return check(slice->sequence);
      })
      .Case(
          [&](const syntax::BinaryExpr *binary) { return checkBinary(binary); })
      .Case([&](const syntax::UnaryExpr *unary) {
        Kind kind = unary->op == syntax::UnaryOperator::Not ? Kind::Logical
                                                            : Kind::Number;
        return require(unary->operand, kind, kind);
      })
      .Case([&](const syntax::BuiltinExpr *builtin) -> Result {
        if (builtin->builtin == syntax::Builtin::ShapeOf)
          return require(builtin->operand, Kind::Tensor, Kind::Number);
        if (builtin->builtin == syntax::Builtin::LengthOf)
          return require(builtin->operand, Kind::Unknown, Kind::Number);
        error(builtin->range, "conditions do not have '" +
                                  syntax::stringify(builtin->builtin) + "'");
        return std::nullopt;
      })
      .Case([&](const syntax::InvocationExpr *call) { return checkCall(call); })
      .Default([&](const syntax::Expr *other) {
        error(other->range, "conditions have no comprehensions and no "
                            "'if'");
        return Result();
      });
}

bool nnef::checkCondition(const syntax::Expr *condition,
                          const syntax::Fragment *fragment,
                          syntax::DiagnosticHandler report) {
  return ConditionChecker(fragment, report).check(condition, Kind::Logical);
}
