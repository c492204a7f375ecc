//===- CheckDeclarations.cpp - Checking fragments and the graph -----------===//
//
// Part of the nnef-mlir project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "CheckerImpl.h"
#include "NNEF/Syntax/Suggestions.h"
#include "llvm/Support/SaveAndRestore.h"

using namespace nnef;
using namespace nnef::syntax;
using llvm::SMRange;
using llvm::StringRef;
using llvm::Twine;

bool nnef::syntax::checkDocument(const Document &document,
                                 const Document &standard,
                                 DiagnosticHandler handler,
                                 const CheckOptions &options) {
  return Checker(document, standard, handler, options).check();
}

bool Checker::check() {
  const Version &version = document.getVersion();
  if (!version.hasSemicolon)
    deviate(Deviation::MissingSemicolon, {version.range.End, version.range.End},
            "expected ';' after this");
  checkExtensions();
  for (const Fragment *fragment : document.getFragments())
    if (!hasTooManyErrors())
      checkFragment(*fragment);
  if (document.getGraph() && !hasTooManyErrors())
    checkGraph(*document.getGraph());
  return numErrors == 0;
}

//===----------------------------------------------------------------------===//
// Diagnostics
//===----------------------------------------------------------------------===//

TypeRef Checker::error(SMRange range, const Twine &message) {
  isNoteMuted = isMuted || hasTooManyErrors();
  if (!isNoteMuted) {
    handler(Severity::Error, range, message);
    if (++numErrors == options.maxErrors)
      note(range, "too many errors, the rest of the text is not checked");
  }
  return types.getError();
}

void Checker::note(SMRange range, const Twine &message) {
  if (!isNoteMuted)
    handler(Severity::Note, range, message);
}

bool Checker::isFirst(Deviation deviation) {
  unsigned bit = static_cast<unsigned>(deviation);
  if (isMuted || reported[bit])
    return false;
  reported.set(bit);
  return true;
}

void Checker::deviate(Deviation deviation, SMRange range,
                      const Twine &message) {
  isNoteMuted = true;
  bool first = isFirst(deviation);
  // One line at the top of the document is missing, however often it is needed.
  bool isSaidOnce = deviation == Deviation::OperatorExpression ||
                    deviation == Deviation::FragmentDefinition;
  if (options.strict) {
    if (first || !isSaidOnce)
      error(range, message);
  } else if (first) {
    isNoteMuted = false;
    handler(Severity::Warning, range, message);
  }
}

void Checker::deprecate(Deviation deviation, SMRange range,
                        const Twine &message) {
  if (isFirst(deviation))
    handler(Severity::Warning, range, message);
}

//===----------------------------------------------------------------------===//
// Extensions
//===----------------------------------------------------------------------===//

/// The extensions of the standard.
static constexpr StringRef kExtensions[] = {"KHR_enable_fragment_definitions",
                                            "KHR_enable_operator_expressions"};

/// Whether there is a comma in `text` that is not part of a comment.
static bool hasComma(StringRef text) {
  while (!text.empty()) {
    size_t position = text.find_first_of(",#");
    if (position == StringRef::npos)
      return false;
    if (text[position] == ',')
      return true;
    text = text.drop_front(position);
    text = text.drop_front(std::min(text.find_first_of("\r\n"), text.size()));
  }
  return false;
}

void Checker::checkExtensions() {
  for (const Extension &extension : document.getExtensions()) {
    bool isKnown = true;
    for (const Name &name : extension.names) {
      if (llvm::is_contained(kExtensions, name.text))
        continue;
      isKnown = false;
      // What follows in a statement of tract are arguments.
      if (name.text.starts_with("tract_")) {
        error(name.range,
              "extension '" + name.text +
                  "' is not supported; it belongs to the NNEF variant of the "
                  "tract runtime");
        break;
      }
      error(name.range, "extension '" + name.text + "' is not supported" +
                            suggest(name.text, kExtensions));
    }
    if (!isKnown)
      continue;
    if (extension.names.size() == 1 && !extension.argument.empty())
      error(extension.range, "expected nothing but names of extensions");
    else if (hasComma(extension.argument))
      deviate(Deviation::ExtensionComma, extension.range,
              "the standard has spaces between extensions, not commas");
  }
}

//===----------------------------------------------------------------------===//
// Declarations of fragments
//===----------------------------------------------------------------------===//

/// Whether a default value consists of literals.
static bool isLiteral(const Expr *expr) {
  switch (expr->kind) {
  case Expr::Kind::IntegerLiteral:
  case Expr::Kind::ScalarLiteral:
  case Expr::Kind::LogicalLiteral:
  case Expr::Kind::StringLiteral:
    return true;
  case Expr::Kind::Array:
    return llvm::all_of(llvm::cast<ArrayExpr>(expr)->items, isLiteral);
  case Expr::Kind::Tuple:
    return llvm::all_of(llvm::cast<TupleExpr>(expr)->items, isLiteral);
  default:
    return Checker::isNumberName(expr);
  }
}

/// Whether an array of tensors is part of a type.
static bool hasTensorArray(TypeRef type) {
  return (type->isArray() && type->hasTensor) ||
         llvm::any_of(type->items, hasTensorArray);
}

/// Whether a tensor of elements that match `predicate` is part of a type.
static bool
hasTensorOf(TypeRef type,
            llvm::function_ref<bool(std::optional<Primitive>)> predicate) {
  return (type->is(StaticType::Kind::Tensor) && predicate(type->primitive)) ||
         llvm::any_of(type->items, [&](TypeRef item) {
           return hasTensorOf(item, predicate);
         });
}

Checker::Signature &Checker::getSignature(const Fragment *fragment) {
  std::unique_ptr<Signature> &known = signatures[fragment];
  if (known)
    return *known;
  auto signature = std::make_unique<Signature>();
  signature->fragment = fragment;
  auto resolve = [&](const Type *type) {
    TypeRef resolved = types.get(type);
    if (!resolved)
      return types.getError();
    signature->isGeneric |= resolved->isGeneric;
    signature->hasGenericTensor |=
        hasTensorOf(resolved, [](std::optional<Primitive> element) {
          return element == Primitive::Generic;
        });
    return resolved;
  };
  for (auto [i, parameter] : llvm::enumerate(fragment->parameters)) {
    signature->parameters.push_back(resolve(parameter.type));
    signature->parameterIndex.try_emplace(parameter.name.text, i);
  }
  for (auto [i, result] : llvm::enumerate(fragment->results)) {
    signature->results.push_back(resolve(result.type));
    signature->resultIndex.try_emplace(result.name.text, i);
    // Of the results of a fragment with a body, the body decides.
    signature->isLengthUnknown.push_back(
        !fragment->hasBody() && hasTensorArray(signature->results.back()));
  }
  TypeRef tuple = signature->results.size() == 1
                      ? signature->results.front()
                      : types.getTuple(signature->results);
  signature->result = tuple ? tuple : types.getError();

  // What is wrong with a default value is said where it is declared.
  llvm::SaveAndRestore mute(isMuted, true);
  llvm::MapVector<StringRef, Definition> outerNames;
  std::swap(outerNames, names);
  for (const Parameter &parameter : fragment->parameters) {
    const Expr *value = parameter.defaultValue;
    signature->defaults.push_back(!value             ? nullptr
                                  : isLiteral(value) ? checkExpr(value)
                                                     : types.getError());
  }
  std::swap(outerNames, names);
  return *(signatures[fragment] = std::move(signature));
}

void Checker::checkDeclaredType(TypeRef type, SMRange range,
                                const Twine &what) {
  if (type->isError()) {
    orTooLarge(nullptr, range);
    return;
  }
  if (type->hasTensor && type->hasAttribute)
    error(range, what + " is of type " + toString(type) +
                     ", but a tuple cannot have both tensors and attributes");
  if (hasTensorOf(type, [](std::optional<Primitive> element) {
        return element == Primitive::String;
      }))
    error(range, "there are no tensors of strings");
}

void Checker::checkDefaultValue(const Parameter &parameter, TypeRef type) {
  const Expr *value = parameter.defaultValue;
  if (!isLiteral(value)) {
    error(value->range, "the default value of '" + parameter.name.text +
                            "' is not made of literals");
    return;
  }
  TypeRef valueType = checkExpr(value);
  // Here `?` may be anything.
  std::optional<Primitive> generic;
  if (matches(valueType, type, generic))
    return;
  reportMismatch(value->range, valueType, value, type);
  note(parameter.name.range,
       "parameter '" + parameter.name.text + "' is declared here");
}

void Checker::checkRedefinition(const Fragment &fragment) {
  StringRef name = fragment.name.text;
  if (&document == &standard || options.isRecipeFile ||
      !standard.lookupFragment(name))
    return;
  deviate(Deviation::Redefinition, fragment.name.range,
          fragment.hasBody()
              ? "fragment '" + name +
                    "' has the name of a standard operation, which it replaces"
              : "fragment '" + name +
                    "' has the name of a standard operation, which is used "
                    "instead");
}

void Checker::checkDeclaration(const Signature &signature) {
  const Fragment &fragment = *signature.fragment;
  StringRef name = fragment.name.text;
  if (fragment.parameters.empty())
    deviate(Deviation::NoParameters, fragment.name.range,
            "fragment '" + name + "' has no parameters");
  if (fragment.results.empty())
    error(fragment.name.range, "fragment '" + name + "' has no results");

  const Name *attribute = nullptr;
  for (auto [parameter, type] :
       llvm::zip(fragment.parameters, signature.parameters)) {
    checkDeclaredType(type, parameter.type->range,
                      "parameter '" + parameter.name.text + "'");
    if (type->isTensors() && attribute) {
      error(parameter.name.range, "parameter '" + parameter.name.text +
                                      "' is a tensor, and tensors come before "
                                      "attributes");
      note(attribute->range,
           "parameter '" + attribute->text + "' is an attribute");
    } else if (type->hasAttribute && !attribute) {
      attribute = &parameter.name;
    }
    if (parameter.defaultValue)
      checkDefaultValue(parameter, type);
  }
  for (auto [result, type] : llvm::zip(fragment.results, signature.results)) {
    std::string text = ("result '" + result.name.text + "'").str();
    checkDeclaredType(type, result.type->range, text);
    if (hasTensorOf(type, [](std::optional<Primitive> e) { return !e; }))
      error(result.type->range, text + " is of type " + toString(type) +
                                    ", but results have known elements");
    if (!type->hasTensor && !type->isError())
      deviate(Deviation::AttributeResult, result.type->range,
              text + " is of type " + toString(type) +
                  ", but the results of fragments are tensors");
  }

  if (fragment.defaultType == Primitive::Generic)
    error(fragment.name.range, "the type of '?' cannot be '?' by default");
  if (signature.isGeneric && !fragment.isGeneric)
    error(fragment.name.range, "fragment '" + name +
                                   "' uses '?', so it must be declared as "
                                   "generic: '" +
                                   name + "<?>'");
  else if (fragment.isGeneric && !signature.isGeneric)
    error(fragment.name.range, "fragment '" + name +
                                   "' is declared as generic, but none of its "
                                   "parameters and results is");
}

void Checker::checkFragment(const Fragment &fragment) {
  if (!document.hasExtension(kExtensions[0]))
    deviate(Deviation::FragmentDefinition, fragment.name.range,
            "fragments need 'extension " + kExtensions[0] + ";'");
  Signature &signature = getSignature(&fragment);
  names.clear();
  checkRedefinition(fragment);
  checkDeclaration(signature);
  if (!fragment.hasBody())
    return;

  llvm::SaveAndRestore enter(current, &signature);
  for (auto [parameter, type] :
       llvm::zip(fragment.parameters, signature.parameters))
    names.insert({parameter.name.text, {type, parameter.name.range}});
  checkBody(*fragment.body);
  for (const Result &result : fragment.results)
    if (!names.contains(result.name.text))
      error(result.name.range,
            "result '" + result.name.text + "' of fragment '" +
                fragment.name.text + "' is not assigned" +
                suggest(result.name.text, llvm::make_first_range(names)));
}

//===----------------------------------------------------------------------===//
// The graph
//===----------------------------------------------------------------------===//

void Checker::checkGraph(const Graph &graph) {
  if (graph.parameters.empty() || graph.results.empty())
    deviate(Deviation::NoParameters, graph.name.range,
            "graph '" + graph.name.text + "' has no " +
                (graph.parameters.empty() ? "inputs" : "outputs"));
  for (const Name &parameter : graph.parameters)
    inputs.insert(parameter.text);
  for (const Name &result : graph.results)
    outputs.try_emplace(result.text, result.range);

  names.clear();
  checkBody(graph.body);
  for (const Name &parameter : graph.parameters) {
    // After an error in the statement itself there is nothing to add.
    auto *known = names.find(parameter.text);
    if (introduced.contains(parameter.text) ||
        (known != names.end() && known->second.type->isError()))
      continue;
    error(parameter.range,
          "input '" + parameter.text + "' is not introduced by 'external'");
  }
  for (const Name &result : graph.results)
    if (!names.contains(result.text))
      error(result.range,
            "output '" + result.text + "' is not assigned" +
                suggest(result.text, llvm::make_first_range(names)));
}
