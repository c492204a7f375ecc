//===- CheckInvocations.cpp - Checking invocations ------------------------===//
//
// Part of the nnef-mlir project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "CheckerImpl.h"
#include "NNEF/Syntax/Suggestions.h"
#include "llvm/ADT/StringExtras.h"

using namespace nnef;
using namespace nnef::syntax;
using llvm::ArrayRef;
using llvm::dyn_cast;
using llvm::dyn_cast_or_null;
using llvm::SmallVector;
using llvm::SmallVectorImpl;
using llvm::StringRef;
using llvm::Twine;

//===----------------------------------------------------------------------===//
// Fragments
//===----------------------------------------------------------------------===//

const Fragment *Checker::lookupFragment(StringRef name) const {
  const Fragment *own = document.lookupFragment(name);
  const Fragment *given = standard.lookupFragment(name);
  // A fragment of the document replaces an operation of the standard if it says
  // what it computes.
  bool isReplaced = own && own->hasBody() && !options.isRecipeFile;
  return given && !isReplaced ? given : own;
}

const Fragment *Checker::findFragment(const Name &name) {
  const Fragment *fragment = lookupFragment(name.text);
  if (!fragment) {
    SmallVector<StringRef> known;
    for (const Fragment *fragment : standard.getFragments())
      known.push_back(fragment->name.text);
    for (const Fragment *fragment : document.getFragments())
      known.push_back(fragment->name.text);
    error(name.range,
          "unknown operation '" + name.text + "'" + suggest(name.text, known));
    return nullptr;
  }
  // Those of the standard are declared before everything else.
  bool isLater =
      fragment->name.range.Start.getPointer() > name.range.Start.getPointer();
  if (isLater && &document != &standard &&
      fragment == document.lookupFragment(name.text)) {
    error(name.range,
          "fragment '" + name.text + "' is used before it is declared");
    note(fragment->name.range, "it is declared here");
  }
  return fragment;
}

void Checker::noteDeclaration(const Fragment *fragment) {
  if (fragment == document.lookupFragment(fragment->name.text))
    note(fragment->name.range,
         "fragment '" + fragment->name.text + "' is declared here");
}

void Checker::noteParameter(const Signature &signature, unsigned index) {
  const Fragment *fragment = signature.fragment;
  const Name &parameter = fragment->parameters[index].name;
  if (fragment == document.lookupFragment(fragment->name.text))
    note(parameter.range,
         "parameter '" + parameter.text + "' is declared here");
}

//===----------------------------------------------------------------------===//
// Arguments
//===----------------------------------------------------------------------===//

std::optional<unsigned> Checker::findParameter(const Argument &argument,
                                               unsigned position,
                                               const Signature &signature) {
  const Fragment *fragment = signature.fragment;
  ArrayRef<Parameter> parameters = fragment->parameters;
  StringRef operation = fragment->name.text;
  if (argument.isNamed()) {
    auto entry = signature.parameterIndex.find(argument.name.text);
    if (entry == signature.parameterIndex.end()) {
      error(argument.name.range,
            "operation '" + operation + "' has no parameter '" +
                argument.name.text + "'" +
                suggest(argument.name.text,
                        llvm::map_range(parameters, [](const auto &parameter) {
                          return parameter.name.text;
                        })));
      noteDeclaration(fragment);
      return std::nullopt;
    }
    if (signature.parameters[entry->second]->hasTensor)
      deprecate(Deviation::NamedTensor, argument.name.range,
                "tensors as arguments with a name are deprecated; leave out '" +
                    argument.name.text + " =' and put them in order");
    return entry->second;
  }
  if (position >= parameters.size()) {
    error(argument.getRange(),
          "operation '" + operation + "' takes " + Twine(parameters.size()) +
              (parameters.size() == 1 ? " argument" : " arguments"));
    noteDeclaration(fragment);
    return std::nullopt;
  }
  TypeRef type = signature.parameters[position];
  if (!type->isError() && !type->isTensors()) {
    error(argument.getRange(), "parameter '" + parameters[position].name.text +
                                   "' of operation '" + operation +
                                   "' is an attribute and must be named");
    noteParameter(signature, position);
    return std::nullopt;
  }
  return position;
}

bool Checker::bindArguments(const InvocationExpr *expr,
                            const Signature &signature,
                            SmallVectorImpl<BoundArgument> &arguments) {
  const Fragment *fragment = signature.fragment;
  StringRef operation = fragment->name.text;
  for (TypeRef type : signature.defaults)
    arguments.push_back({nullptr, type});
  bool hasNamed = false;
  // Whether some argument belongs to no parameter. It may be what another one
  // seems to lack.
  bool hasStray = false;
  bool failed = false;
  for (auto [position, argument] : llvm::enumerate(expr->arguments)) {
    std::optional<unsigned> index;
    if (hasNamed && !argument.isNamed())
      error(argument.getRange(),
            "arguments without a name come before those with one");
    else
      index = findParameter(argument, position, signature);
    hasNamed |= argument.isNamed();
    TypeRef type = checkExpr(argument.value);
    if (!index) {
      hasStray = true;
    } else if (arguments[*index].value) {
      error(argument.getRange(),
            "parameter '" + fragment->parameters[*index].name.text +
                "' of operation '" + operation + "' is given twice");
      failed = true;
    } else {
      arguments[*index] = {argument.value, type};
    }
  }
  if (hasStray)
    return false;
  bool isIncomplete = false;
  for (auto [parameter, argument] :
       llvm::zip(fragment->parameters, arguments)) {
    if (argument.type)
      continue;
    error(expr->range, "operation '" + operation + "' needs an argument for '" +
                           parameter.name.text + "'");
    isIncomplete = true;
  }
  if (isIncomplete)
    noteDeclaration(fragment);
  return !failed && !isIncomplete;
}

bool Checker::getTypeArgument(const InvocationExpr *expr,
                              const Signature &signature,
                              std::optional<Primitive> &generic) {
  const Fragment *fragment = signature.fragment;
  // A default type comes before what could be deduced.
  generic = expr->typeArgument ? expr->typeArgument : fragment->defaultType;
  if (!expr->typeArgument)
    return true;
  if (!fragment->isGeneric) {
    error(expr->range,
          "operation '" + fragment->name.text + "' is not generic");
    noteDeclaration(fragment);
    generic = std::nullopt;
    return false;
  }
  if (*generic == Primitive::Generic && !(current && current->isGeneric)) {
    error(expr->range, "'?' is a type only in a generic fragment");
    generic = std::nullopt;
    return false;
  }
  return true;
}

bool Checker::matchArguments(const InvocationExpr *expr,
                             const Signature &signature,
                             ArrayRef<BoundArgument> arguments,
                             std::optional<Primitive> &generic) {
  bool matched = true;
  for (auto [i, wanted] : llvm::enumerate(signature.parameters)) {
    auto [value, type] = arguments[i];
    // What is missing has been reported.
    if (!type || type->isError()) {
      matched = false;
      continue;
    }
    std::optional<Primitive> before = generic;
    if (matches(type, wanted, generic))
      continue;
    matched = false;
    generic = before;
    reportMismatch(value ? value->range : expr->range, type, value, wanted,
                   generic);
    noteParameter(signature, i);
  }
  return matched;
}

//===----------------------------------------------------------------------===//
// Invocations
//===----------------------------------------------------------------------===//

TypeRef Checker::checkInvocation(const InvocationExpr *expr,
                                 const Expr *target) {
  if (!target)
    needOperators(expr);
  const Fragment *fragment = findFragment(expr->callee);
  if (!fragment) {
    for (const Argument &argument : expr->arguments)
      checkExpr(argument.value);
    return types.getError();
  }
  Signature &signature = getSignature(fragment);
  if (fragment == standard.lookupFragment(fragment->name.text))
    checkStandardOperation(expr, target);

  std::optional<Primitive> generic;
  SmallVector<BoundArgument> arguments;
  bool isValid = getTypeArgument(expr, signature, generic);
  isValid &= bindArguments(expr, signature, arguments);
  isValid &= matchArguments(expr, signature, arguments, generic);
  if (signature.isGeneric && !generic) {
    StringRef name = fragment->name.text;
    if (isValid)
      error(expr->range, "cannot deduce the data type of operation '" + name +
                             "'; write '" + name + "<scalar>(...)'");
    return types.getError();
  }
  if (signature.hasGenericTensor && generic == Primitive::String)
    return error(expr->range, "there are no tensors of strings");
  // A fragment that passes its type on can be no more generic than the other.
  if (current && generic == Primitive::Generic)
    current->hasGenericTensor |= signature.hasGenericTensor;

  TypeRef result =
      generic ? types.substitute(signature.result, *generic) : signature.result;
  if (!target && result->isTensors() && !result->is(StaticType::Kind::Tensor))
    deviate(Deviation::ChainedResults, expr->range,
            "the result of '" + fragment->name.text + "' is of type " +
                toString(result) +
                ", so by the standard it must be assigned to names before it "
                "is used");
  return result;
}

//===----------------------------------------------------------------------===//
// Rules for single operations
//===----------------------------------------------------------------------===//

void Checker::checkStandardOperation(const InvocationExpr *expr,
                                     const Expr *target) {
  StringRef name = expr->callee.text;
  if (name == "linear_quantize")
    deprecate(Deviation::LinearQuantize, expr->callee.range,
              "'linear_quantize' is deprecated in favour of "
              "'min_max_linear_quantize'");
  bool isExternal = name == "external";
  bool isVariable = name == "variable";
  if (!isExternal && !isVariable && name != "update")
    return;
  if (current) {
    error(expr->range, "operation '" + name + "' is not allowed in a fragment");
    return;
  }
  if (isVariable)
    checkLabel(expr);
  if (!isExternal)
    return;
  auto *identifier = dyn_cast_or_null<IdentifierExpr>(target);
  if (identifier && inputs.contains(identifier->name))
    introduced.insert(identifier->name);
  else
    error(expr->range,
          "the result of 'external' must be an input of the graph");
}

void Checker::checkLabel(const InvocationExpr *expr) {
  for (const Argument &argument : expr->arguments) {
    auto *label = dyn_cast<StringLiteral>(argument.value);
    if (!label || argument.name.text != "label")
      continue;
    auto isAllowed = [](char c) {
      return llvm::isAlnum(c) || StringRef("_-./\\").contains(c);
    };
    if (!llvm::all_of(label->value, isAllowed))
      deviate(Deviation::LabelCharacter, label->range,
              "by the standard a label has no characters other than letters, "
              "digits, and any of _-./\\");
  }
}
