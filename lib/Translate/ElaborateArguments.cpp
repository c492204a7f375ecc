//===- ElaborateArguments.cpp - Binding arguments to parameters -------===//
//
// Part of the nnef-mlir project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "Elaborator.h"

#include "NNEF/Dialect/NNEF/IR/NNEF.h"
#include "NNEF/Syntax/Suggestions.h"
#include "llvm/ADT/StringExtras.h"
#include <cmath>

using namespace mlir;
using namespace nnef;

//===----------------------------------------------------------------------===//
// Types of arguments
//===----------------------------------------------------------------------===//

/// The primitive type of a literal or of the elements of a tensor.
static std::optional<syntax::Primitive> getTermPrimitive(const Term &term) {
  if (term.is<int64_t>())
    return syntax::Primitive::Integer;
  if (term.is<double>())
    return syntax::Primitive::Scalar;
  if (term.is<bool>())
    return syntax::Primitive::Logical;
  if (term.is<std::string>())
    return syntax::Primitive::String;
  if (term.isTensor())
    return getPrimitive(
        cast<ShapedType>(term.getTensor().getType()).getElementType());
  return std::nullopt;
}

/// Whether `have` is the wanted primitive. `?` is whatever it is first used
/// for.
static bool matchPrimitive(std::optional<syntax::Primitive> have,
                           syntax::Primitive want,
                           std::optional<syntax::Primitive> &genericType) {
  if (!have)
    return false;
  if (want != syntax::Primitive::Generic)
    return *have == want;
  if (!genericType)
    genericType = have;
  return *have == *genericType;
}

bool Elaborator::matches(const Term &term, const syntax::Type *type,
                         std::optional<syntax::Primitive> &genericType) {
  if (auto *primitive = dyn_cast<syntax::PrimitiveType>(type))
    return !term.isTensor() &&
           matchPrimitive(getTermPrimitive(term), primitive->primitive,
                          genericType);
  if (auto *tensor = dyn_cast<syntax::TensorType>(type)) {
    // A literal stands for a tensor of rank 0; there are no tensors of strings.
    std::optional<syntax::Primitive> have = getTermPrimitive(term);
    if (!have || have == syntax::Primitive::String)
      return false;
    return !tensor->element ||
           matchPrimitive(have, *tensor->element, genericType);
  }
  if (auto *array = dyn_cast<syntax::ArrayType>(type))
    return term.is<Term::Array>() &&
           llvm::all_of(term.getItems(), [&](const Term &item) {
             return matches(item, array->item, genericType);
           });
  auto *tuple = cast<syntax::TupleType>(type);
  return term.is<Term::Tuple>() &&
         term.getItems().size() == tuple->items.size() &&
         llvm::all_of(llvm::zip(term.getItems(), tuple->items), [&](auto pair) {
           return matches(std::get<0>(pair), std::get<1>(pair), genericType);
         });
}

/// The type that arrays in a type end in.
static const syntax::Type *getItemType(const syntax::Type *type) {
  while (auto *array = dyn_cast<syntax::ArrayType>(type))
    type = array->item;
  return type;
}

Attribute Elaborator::getElement(const Term &literal, Type elementType,
                                 llvm::SMRange range) {
  if (auto *scalar = literal.getIf<double>())
    return builder.getFloatAttr(elementType, *scalar);
  if (auto *logical = literal.getIf<bool>())
    return builder.getBoolAttr(*logical);
  int64_t integer = literal.get<int64_t>();
  unsigned width = elementType.getIntOrFloatBitWidth();
  if (!llvm::isIntN(width, integer)) {
    emitError(range) << "integer " << integer << " does not fit into the "
                     << width << " bits that elements of a tensor have";
    return {};
  }
  return builder.getIntegerAttr(elementType, integer);
}

Term Elaborator::convertMatched(const Term &term, const syntax::Type *type,
                                StringRef name, llvm::SMRange range) {
  if (isa<syntax::PrimitiveType>(getItemType(type)))
    return term;
  if (isa<syntax::TensorType>(type) && !term.isTensor()) {
    Location loc = getNamedLoc(name, range);
    auto constantType =
        RankedTensorType::get({}, getElementType(*getTermPrimitive(term)));
    Attribute value = getElement(term, constantType.getElementType(), range);
    if (!value)
      return {};
    return Value(ConstantOp::create(
        builder, loc, DenseElementsAttr::get(constantType, value)));
  }
  if (auto *array = dyn_cast<syntax::ArrayType>(type)) {
    std::vector<Term> items;
    for (const Term &item : term.getItems())
      items.push_back(convertMatched(item, array->item, name, range));
    return Term::Array{std::move(items)};
  }
  if (auto *tuple = dyn_cast<syntax::TupleType>(type)) {
    std::vector<Term> items;
    for (auto [item, itemType] : llvm::zip(term.getItems(), tuple->items))
      items.push_back(convertMatched(item, itemType, name, range));
    return Term::Tuple{std::move(items)};
  }
  return term;
}

LogicalResult
Elaborator::expectType(const Term &term, const syntax::Type *type,
                       std::optional<syntax::Primitive> &genericType,
                       llvm::SMRange range) {
  if (matches(term, type, genericType))
    return success();
  InFlightDiagnostic error = emitError(range);
  // Say what `?` stands for, if that is known.
  std::string wanted = syntax::toString(*type);
  size_t mark = wanted.find('?');
  if (mark != std::string::npos && genericType)
    wanted.replace(mark, 1, syntax::stringify(*genericType).str());
  error << "expected " << wanted << ", but this is " << describeType(term);
  // The one mistake that everybody makes: there is no cast from integers.
  if (auto *integer = term.getIf<int64_t>()) {
    std::optional<syntax::Primitive> scalar = syntax::Primitive::Scalar;
    if (matches(Term(double(*integer)), type, scalar))
      error << "; write " << *integer << ".0 for a scalar";
  } else if (auto *scalar = term.getIf<double>()) {
    std::optional<syntax::Primitive> integer = syntax::Primitive::Integer;
    bool isWhole = std::trunc(*scalar) == *scalar && std::fabs(*scalar) < 1e15;
    if (isWhole && matches(Term(static_cast<int64_t>(*scalar)), type, integer))
      error << "; write " << static_cast<int64_t>(*scalar) << " for an integer";
  }
  return failure();
}

FailureOr<Term> Elaborator::convert(const Term &term, const syntax::Type *type,
                                    StringRef name, Binding &binding,
                                    llvm::SMRange range) {
  if (!spend(term.getSize(), range) ||
      failed(expectType(term, type, binding.genericType, range)))
    return failure();
  Term converted = convertMatched(term, type, name, range);
  if (converted.hasError())
    return failure();
  return converted;
}

FailureOr<Term> Elaborator::getTensor(const Term &term, StringRef name,
                                      llvm::SMRange range) {
  if (term.isError())
    return failure();
  syntax::TensorType anyTensor(range, std::nullopt);
  syntax::ArrayType anyTensors(range, &anyTensor);
  Binding binding;
  return convert(term,
                 term.is<Term::Array>()
                     ? static_cast<syntax::Type *>(&anyTensors)
                     : &anyTensor,
                 name, binding, range);
}

//===----------------------------------------------------------------------===//
// Binding
//===----------------------------------------------------------------------===//

static bool isTensorParameter(const syntax::Parameter &parameter) {
  const syntax::Type *type = getItemType(parameter.type);
  // The items of a tuple are all tensors, or none of them is.
  while (auto *tuple = dyn_cast<syntax::TupleType>(type))
    type = getItemType(tuple->items.front());
  return isa<syntax::TensorType>(type);
}

FailureOr<Elaborator::Binding>
Elaborator::bind(const syntax::Fragment *fragment,
                 ArrayRef<syntax::Argument> arguments,
                 std::optional<syntax::Primitive> typeArgument,
                 llvm::SMRange range, Scope &scope) {
  StringRef name = fragment->name.text;
  ArrayRef<syntax::Parameter> parameters = fragment->parameters;
  Binding binding;
  binding.fragment = fragment;
  binding.range = range;
  binding.arguments.resize(parameters.size());
  binding.ranges.assign(parameters.size(), range);

  if (typeArgument == syntax::Primitive::Generic)
    typeArgument = scope.genericType;
  if (typeArgument && !fragment->isGeneric)
    return emitError(range) << "operation '" << name << "' is not generic";
  // A default type comes before what could be deduced.
  binding.genericType = typeArgument ? typeArgument : fragment->defaultType;

  // Find the parameter of each argument, and evaluate it.
  llvm::SmallVector<StringRef, 1> outerNames;
  std::swap(outerNames, definedNames);
  bool failed = false;
  SmallVector<bool> isBound(parameters.size(), false);
  bool hasNamed = false;
  // Whether some argument belongs to no parameter. It may be what another one
  // seems to lack.
  bool hasStray = false;
  for (auto [position, argument] : llvm::enumerate(arguments)) {
    size_t index = position;
    if (!argument.isNamed() && hasNamed) {
      emitError(argument.getRange())
          << "arguments without a name come before those with one";
      failed = hasStray = true;
      continue;
    }
    hasNamed |= argument.isNamed();
    if (argument.isNamed()) {
      index = std::distance(
          parameters.begin(),
          llvm::find_if(parameters, [&name = argument.name.text](
                                        const syntax::Parameter &parameter) {
            return parameter.name.text == name;
          }));
      if (index == parameters.size()) {
        emitError(argument.name.range)
            << "operation '" << name << "' has no parameter '"
            << argument.name.text << "'"
            << suggest(argument.name.text,
                       llvm::map_range(parameters, [](const auto &parameter) {
                         return parameter.name.text;
                       }));
        failed = hasStray = true;
        continue;
      }
    } else if (index >= parameters.size()) {
      emitError(argument.getRange())
          << "operation '" << name << "' takes " << parameters.size()
          << (parameters.size() == 1 ? " argument" : " arguments");
      failed = hasStray = true;
      continue;
    } else if (!isTensorParameter(parameters[index])) {
      emitError(argument.getRange())
          << "parameter '" << parameters[index].name.text << "' of operation '"
          << name << "' is an attribute and must be named";
      failed = hasStray = true;
      continue;
    }
    if (isBound[index]) {
      emitError(argument.getRange())
          << "parameter '" << parameters[index].name.text << "' of operation '"
          << name << "' is given twice";
      failed = true;
      continue;
    }
    isBound[index] = true;
    binding.ranges[index] = argument.value->range;
    binding.arguments[index] = evaluate(argument.value, scope);
    failed |= binding.arguments[index].hasError();
  }

  for (auto [i, parameter] : llvm::enumerate(parameters)) {
    if (isBound[i])
      continue;
    if (!parameter.defaultValue) {
      if (!hasStray)
        emitError(range) << "operation '" << name << "' needs an argument for '"
                         << parameter.name.text << "'";
      failed = true;
      continue;
    }
    Scope empty;
    binding.arguments[i] = evaluate(parameter.defaultValue, empty);
    failed |= binding.arguments[i].hasError();
  }
  std::swap(outerNames, definedNames);
  if (failed)
    return failure();

  // Deduce the type parameter from all arguments before any is converted.
  for (auto [parameter, argument, argumentRange] :
       llvm::zip(parameters, binding.arguments, binding.ranges)) {
    FailureOr<Term> converted = convert(
        argument, parameter.type, parameter.name.text, binding, argumentRange);
    failed |= mlir::failed(converted);
    if (mlir::succeeded(converted))
      argument = *converted;
  }
  if (failed)
    return failure();
  if (fragment->isGeneric && !binding.genericType)
    return emitError(range) << "cannot deduce the data type of operation '"
                            << name << "'; write '" << name << "<scalar>(...)'";
  return binding;
}

//===----------------------------------------------------------------------===//
// Attributes
//===----------------------------------------------------------------------===//

/// An attribute for one of the names that an enum has.
template <typename AttrT, typename EnumT>
static Attribute getEnumAttr(std::optional<EnumT> (*symbolize)(StringRef),
                             StringRef text, MLIRContext *context) {
  std::optional<EnumT> value = symbolize(text);
  return value ? Attribute(AttrT::get(context, *value)) : Attribute();
}

Attribute Elaborator::getParameterAttribute(const syntax::Parameter &parameter,
                                            const Term &term,
                                            llvm::SMRange range) {
  if (auto *text = term.getIf<std::string>()) {
    StringRef name = parameter.name.text;
    Attribute attribute = builder.getStringAttr(*text);
    SmallVector<StringRef> known;
    if (name == "border") {
      attribute =
          getEnumAttr<BorderModeAttr>(symbolizeBorderMode, *text, context);
      for (uint32_t i = 0; i <= getMaxEnumValForBorderMode(); ++i)
        known.push_back(stringifyBorderMode(static_cast<BorderMode>(i)));
    } else if (name == "method" || name == "resize_method") {
      attribute = getEnumAttr<InterpolationMethodAttr>(
          symbolizeInterpolationMethod, *text, context);
      for (uint32_t i = 0; i <= getMaxEnumValForInterpolationMethod(); ++i)
        known.push_back(
            stringifyInterpolationMethod(static_cast<InterpolationMethod>(i)));
    }
    if (!attribute)
      emitError(range) << "unknown " << name << " '" << *text << "'"
                       << suggest(*text, known) << " (known are "
                       << llvm::join(known, ", ") << ")";
    return attribute;
  }

  auto *array = dyn_cast<syntax::ArrayType>(parameter.type);
  if (!array)
    return term.getAttribute(context);
  if (!isa<syntax::TupleType>(array->item))
    return builder.getDenseI64ArrayAttr(getIntegers(term));
  SmallVector<int64_t> pairs;
  for (const Term &pair : term.getItems())
    llvm::append_range(pairs, getIntegers(pair));
  return PaddingAttr::get(context, pairs);
}
