//===- Elaborator.cpp - Statements and invocations --------------------===//
//
// Part of the nnef-mlir project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "Elaborator.h"

#include "NNEF/Dialect/NNEF/IR/NNEF.h"
#include "NNEF/Syntax/Diagnostics.h"
#include "NNEF/Syntax/Suggestions.h"
#include "NNEF/Translate/SourceLocations.h"
#include "mlir/IR/TypeUtilities.h"
#include "mlir/IR/Verifier.h"
#include "llvm/ADT/ScopeExit.h"
#include "llvm/ADT/SetVector.h"
#include "llvm/Support/SaveAndRestore.h"

using namespace mlir;
using namespace nnef;

// Fragments may call themselves; one that never stops must not take the stack
// with it. The bodies of real recurrent networks unroll to fewer steps.
static constexpr unsigned kMaxCallDepth = 256;
// Of a long chain of invocations the innermost ones are enough.
static constexpr unsigned kMaxReportedCalls = 8;
static constexpr unsigned kMaxReportedOperands = 4;

/// What a text may unfold into, by its length.
static uint64_t getMaxCount(StringRef text) {
  constexpr uint64_t atLeast = 1 << 20, perByte = 4;
  return atLeast + perByte * text.size();
}

Elaborator::Elaborator(ModuleOp module, llvm::SourceMgr &sourceMgr,
                       const Stdlib &stdlib, const syntax::Document &document)
    : context(module.getContext()), builder(context), sourceMgr(sourceMgr),
      stdlib(stdlib), document(document), symbols(module), module(module),
      scalarType(builder.getF32Type()),
      maxCount(getMaxCount(
          sourceMgr.getMemoryBuffer(document.getBufferId())->getBuffer())),
      left(maxCount) {}

void Elaborator::setCallSite(Operation *op) {
  builder.setInsertionPoint(op);
  callSite = op->getLoc();
  for (Value operand : op->getOperands())
    if (auto type = dyn_cast<FloatType>(getElementTypeOrSelf(operand)))
      scalarType = type;
}

//===----------------------------------------------------------------------===//
// Locations and types
//===----------------------------------------------------------------------===//

Location Elaborator::getPlace(llvm::SMLoc loc) {
  return getSourceLoc(context, sourceMgr, loc);
}

Location Elaborator::getRangeLoc(llvm::SMRange range) {
  Location place = getSourceRangeLoc(context, sourceMgr, range);
  return callSite ? Location(CallSiteLoc::get(place, *callSite)) : place;
}

Location Elaborator::getLoc(llvm::SMLoc loc) {
  Location place = getPlace(loc);
  return callSite ? Location(CallSiteLoc::get(place, *callSite)) : place;
}

Location Elaborator::getNamedLoc(StringRef name, llvm::SMRange range) {
  Location named =
      NameLoc::get(builder.getStringAttr(name), getPlace(range.Start));
  return callSite ? Location(CallSiteLoc::get(named, *callSite)) : named;
}

Location Elaborator::getOperationLoc(StringRef operation, llvm::SMRange range) {
  SmallVector<Location> named;
  for (StringRef name : definedNames)
    named.push_back(getNamedLoc(name, range));
  if (named.empty())
    return getNamedLoc(operation, range);
  return named.size() == 1 ? named.front() : FusedLoc::get(context, named);
}

Type Elaborator::getElementType(syntax::Primitive primitive) {
  switch (primitive) {
  case syntax::Primitive::Scalar:
    return scalarType;
  case syntax::Primitive::Integer:
    return builder.getI32Type();
  case syntax::Primitive::Logical:
    return builder.getI1Type();
  case syntax::Primitive::String:
  case syntax::Primitive::Generic:
    break;
  }
  llvm_unreachable("tensors have elements of a concrete type");
}

SmallVector<int64_t> Elaborator::getIntegers(const Term &array) {
  SmallVector<int64_t> integers;
  for (const Term &item : array.getItems())
    integers.push_back(item.get<int64_t>());
  return integers;
}

void Elaborator::explain(Diagnostic &diagnostic) {
  if (diagnostic.getSeverity() != DiagnosticSeverity::Error)
    return;
  llvm::SmallSetVector<Value, 4> operands(operandsAtWork.begin(),
                                          operandsAtWork.end());
  for (Value operand :
       operands.getArrayRef().take_front(kMaxReportedOperands)) {
    auto type = dyn_cast<RankedTensorType>(operand.getType());
    SmallVector<StringRef, 1> names = getTensorNames(operand.getLoc());
    size_t index =
        isa<OpResult>(operand) ? cast<OpResult>(operand).getResultNumber() : 0;
    // The text shows what a literal is.
    bool isLiteral =
        operand.getDefiningOp<ConstantOp>() && type && type.getRank() == 0;
    if (!type || isLiteral || index >= names.size())
      continue;
    Diagnostic &note = diagnostic.attachNote(operand.getLoc());
    note << "'" << names[index] << "' has shape [";
    llvm::interleaveComma(type.getShape(), note, [&](int64_t extent) {
      if (ShapedType::isDynamic(extent))
        note << "?";
      else
        note << extent;
    });
    note << "]";
  }
  for (auto [i, call] : llvm::enumerate(llvm::reverse(callStack))) {
    if (i == kMaxReportedCalls)
      break;
    diagnostic.attachNote(call.loc)
        << "in this invocation of fragment '" << call.fragment << "'";
  }
}

//===----------------------------------------------------------------------===//
// Bounds
//===----------------------------------------------------------------------===//

bool Elaborator::spend(uint64_t count, llvm::SMRange range) {
  // Nothing is left only once that was reported.
  if (count < left) {
    left -= count;
    return true;
  }
  if (left != 0)
    emitError(range) << "the text stands for too many values and operations";
  left = 0;
  return false;
}

//===----------------------------------------------------------------------===//
// Statements
//===----------------------------------------------------------------------===//

LogicalResult Elaborator::elaborate(ArrayRef<syntax::Assignment> statements,
                                    Scope &scope) {
  bool failed = false;
  for (const syntax::Assignment &statement : statements)
    failed |= mlir::failed(elaborate(statement, scope));
  return failure(failed);
}

void Elaborator::collectNames(const syntax::Expr *target,
                              SmallVectorImpl<StringRef> &names) {
  if (auto *identifier = dyn_cast<syntax::IdentifierExpr>(target))
    names.push_back(identifier->name);
  else if (auto *array = dyn_cast<syntax::ArrayExpr>(target))
    for (const syntax::Expr *item : array->items)
      collectNames(item, names);
  else if (auto *tuple = dyn_cast<syntax::TupleExpr>(target))
    for (const syntax::Expr *item : tuple->items)
      collectNames(item, names);
}

LogicalResult Elaborator::elaborate(const syntax::Assignment &statement,
                                    Scope &scope) {
  llvm::SaveAndRestore restoreNames(definedNames);
  definedNames.clear();
  collectNames(statement.lhs, definedNames);
  Term term = evaluate(statement.rhs, scope);
  if (term.isError()) {
    // Whatever uses these names fails quietly.
    defineError(statement.lhs, scope);
    return failure();
  }
  return assign(statement.lhs, term, scope);
}

void Elaborator::defineError(const syntax::Expr *target, Scope &scope) {
  SmallVector<StringRef> names;
  collectNames(target, names);
  for (StringRef name : names)
    scope.terms.try_emplace(name, Term());
}

LogicalResult Elaborator::assign(const syntax::Expr *target, const Term &term,
                                 Scope &scope) {
  if (auto *identifier = dyn_cast<syntax::IdentifierExpr>(target)) {
    Term value = term;
    // In a graph each name is a tensor of its own, which a consumer can ask
    // for; a second name for a tensor is a copy of it.
    if (scope.isGraph && term.isTensor() &&
        !scope.named.insert(term.getTensor()).second) {
      value = Term(Value(
          CopyOp::create(builder, getNamedLoc(identifier->name, target->range),
                         term.getTensor())));
      scope.named.insert(value.getTensor());
    }
    if (!scope.terms.try_emplace(identifier->name, std::move(value)).second)
      return emitError(target->range)
             << "'" << identifier->name << "' is already defined";
    return success();
  }

  ArrayRef<const syntax::Expr *> targets;
  bool wantsArray = isa<syntax::ArrayExpr>(target);
  if (wantsArray)
    targets = cast<syntax::ArrayExpr>(target)->items;
  else if (auto *tuple = dyn_cast<syntax::TupleExpr>(target))
    targets = tuple->items;
  else
    return emitError(target->range) << "cannot assign to this expression";

  bool fits = wantsArray ? term.is<Term::Array>() : term.is<Term::Tuple>();
  if (!fits || term.getItems().size() != targets.size()) {
    defineError(target, scope);
    InFlightDiagnostic error = emitError(target->range);
    error << "cannot assign " << describeType(term);
    if (term.is<Term::Array>() || term.is<Term::Tuple>())
      error << " with " << term.getItems().size() << " items";
    error << " to " << (wantsArray ? "an array" : "a tuple") << " of "
          << targets.size();
    return failure();
  }
  bool failed = false;
  for (auto [item, value] : llvm::zip(targets, term.getItems()))
    failed |= mlir::failed(assign(item, value, scope));
  return failure(failed);
}

//===----------------------------------------------------------------------===//
// Invocations
//===----------------------------------------------------------------------===//

const syntax::Fragment *Elaborator::lookupFragment(const syntax::Name &name) {
  // A fragment of the document replaces an operation of the standard if it says
  // what it computes.
  const syntax::Fragment *own = document.lookupFragment(name.text);
  if (own && own->hasBody() && !prefersStandard)
    return own;
  if (const syntax::Fragment *fragment = stdlib.lookup(name.text))
    return fragment;
  if (own)
    return own;
  SmallVector<StringRef> names;
  for (const syntax::Fragment *fragment : stdlib.getFragments())
    names.push_back(fragment->name.text);
  for (const syntax::Fragment *fragment : document.getFragments())
    names.push_back(fragment->name.text);
  emitError(name.range) << "unknown operation '" << name.text << "'"
                        << suggest(name.text, names);
  return nullptr;
}

Term Elaborator::invoke(const syntax::InvocationExpr *expr, Scope &scope) {
  const syntax::Fragment *fragment = lookupFragment(expr->callee);
  if (!fragment)
    return {};
  FailureOr<Binding> binding =
      bind(fragment, expr->arguments, expr->typeArgument, expr->range, scope);
  return failed(binding) ? Term() : build(*binding, scope);
}

const Term &Elaborator::Binding::operator[](StringRef name) const {
  for (auto [parameter, argument] : llvm::zip(fragment->parameters, arguments))
    if (parameter.name.text == name)
      return argument;
  llvm_unreachable("the fragment has no such parameter");
}

llvm::SMRange Elaborator::Binding::getRange(StringRef name) const {
  for (auto [parameter, argumentRange] :
       llvm::zip(fragment->parameters, ranges))
    if (parameter.name.text == name)
      return argumentRange;
  llvm_unreachable("the fragment has no such parameter");
}

Term Elaborator::build(const Binding &binding, Scope &scope) {
  // Operations take more room than values.
  constexpr unsigned operationCost = 16;
  if (!spend(operationCost, binding.range))
    return {};
  Location loc = getOperationLoc(binding.fragment->name.text, binding.range);
  if (document.lookupFragment(binding.fragment->name.text) == binding.fragment)
    return buildCall(binding, loc);
  if (std::optional<Term> special = buildSpecial(binding, loc, scope))
    return *special;
  return buildOperation(binding, loc);
}

/// Arranges flat results the way that a fragment declares them.
static Term arrangeResults(ArrayRef<syntax::Result> declared,
                           ValueRange results) {
  std::vector<Term> terms;
  for (const syntax::Result &result : declared) {
    if (isa<syntax::ArrayType>(result.type)) {
      // The standard has no operation with anything beside an array.
      std::vector<Term> items(results.begin(), results.end());
      terms.push_back(Term::Array{std::move(items)});
      continue;
    }
    terms.push_back(Term(results.front()));
    results = results.drop_front();
  }
  return terms.size() == 1 ? terms.front()
                           : Term(Term::Tuple{std::move(terms)});
}

Term Elaborator::buildOperation(const Binding &binding, Location loc) {
  const syntax::Fragment *fragment = binding.fragment;
  OperationName name(("nnef." + fragment->name.text).str(), context);
  if (!name.isRegistered()) {
    mlir::emitError(loc) << "operation '" << fragment->name.text
                         << "' is not supported";
    return {};
  }

  SmallVector<Value> operands;
  NamedAttrList attributes;
  bool failed = false;
  for (auto [parameter, argument, range] :
       llvm::zip(fragment->parameters, binding.arguments, binding.ranges)) {
    const syntax::Type *type = parameter.type;
    while (auto *array = dyn_cast<syntax::ArrayType>(type))
      type = array->item;
    if (isa<syntax::TensorType>(type)) {
      argument.collectTensors(operands);
      continue;
    }
    Attribute attribute = getParameterAttribute(parameter, argument, range);
    if (!attribute) {
      failed = true;
      continue;
    }
    // `signed` is a word of C++, which the generated code has to avoid.
    StringRef attributeName = parameter.name.text;
    attributes.set(attributeName == "signed" ? "is_signed" : attributeName,
                   attribute);
  }
  if (failed)
    return {};

  // How many results there are can depend on operands and attributes, so a
  // first operation without results is asked for their types.
  DictionaryAttr dictionary = attributes.getDictionary(context);
  OperationState state(loc, name, operands, /*types=*/{},
                       attributes.getAttrs());
  Operation *probe = Operation::create(state);
  SmallVector<Type> types;
  llvm::SaveAndRestore restoreOperands(operandsAtWork, ArrayRef(operands));
  auto *interface = name.getInterface<InferTypeOpInterface>();
  auto infer = [&](std::optional<Location> reportLoc) {
    return interface->inferReturnTypes(context, reportLoc, operands, dictionary,
                                       probe->getPropertiesStorage(),
                                       /*regions=*/{}, types);
  };
  LogicalResult inferred = infer(std::nullopt);
  // Once more to say why, at a location that only a diagnostic needs.
  if (mlir::failed(inferred))
    (void)infer(getRangeLoc(binding.range));
  probe->destroy();
  if (mlir::failed(inferred) || !spend(types.size(), binding.range))
    return {};

  state.addTypes(types);
  Operation *op = builder.create(state);
  // The verifier of the module looks at the inferred types once more.
  if (mlir::failed(name.verifyInvariants(op))) {
    op->erase();
    return {};
  }
  return arrangeResults(fragment->results, op->getResults());
}

std::optional<Term> Elaborator::buildSpecial(const Binding &binding,
                                             Location loc, Scope &scope) {
  StringRef name = binding.fragment->name.text;
  bool needsGraph =
      name == "external" || name == "variable" || name == "update";
  if (needsGraph && !scope.allowsState) {
    emitError(binding.range)
        << "operation '" << name << "' is not allowed in a fragment";
    return Term();
  }
  if (name == "cast") {
    Value input = binding["input"].getTensor();
    Type type = cast<ShapedType>(input.getType())
                    .clone(getElementType(*binding.genericType));
    return Term(Value(CastOp::create(builder, loc, type, input)));
  }
  if (name != "constant")
    return std::nullopt;

  Type elementType = getElementType(*binding.genericType);
  SmallVector<int64_t> shape = getIntegers(binding["shape"]);
  ArrayRef<Term> items = binding["value"].getItems();
  int64_t volume = 1;
  for (int64_t extent : shape) {
    if (extent < 1 || llvm::MulOverflow(volume, extent, volume)) {
      emitError(binding.getRange("shape"))
          << "constant needs positive extents, and not too many elements";
      return Term();
    }
  }
  if (items.size() != 1 && static_cast<int64_t>(items.size()) != volume) {
    emitError(binding.getRange("value"))
        << "constant of " << volume << " elements has " << items.size()
        << " values";
    return Term();
  }
  SmallVector<Attribute> values;
  for (const Term &item : items) {
    values.push_back(getElement(item, elementType, binding.getRange("value")));
    if (!values.back())
      return Term();
  }
  auto type = RankedTensorType::get(shape, elementType);
  return Term(Value(
      ConstantOp::create(builder, loc, DenseElementsAttr::get(type, values))));
}

//===----------------------------------------------------------------------===//
// Custom fragments
//===----------------------------------------------------------------------===//

/// Replaces the tensors of a term by others, in order.
static Term replaceTensors(const Term &term, ValueRange &values) {
  if (term.isTensor()) {
    Term replaced(values.front());
    values = values.drop_front();
    return replaced;
  }
  std::vector<Term> items;
  for (const Term &item : term.getItems())
    items.push_back(replaceTensors(item, values));
  if (term.is<Term::Array>())
    return Term::Array{std::move(items)};
  if (term.is<Term::Tuple>())
    return Term::Tuple{std::move(items)};
  return term;
}

Elaborator::Body *Elaborator::getBody(const Binding &binding,
                                      ArrayRef<Value> operands,
                                      DictionaryAttr parameters) {
  const syntax::Fragment *fragment = binding.fragment;
  std::string key;
  llvm::raw_string_ostream os(key);
  os << fragment->name.text << parameters;
  for (Value operand : operands)
    os << operand.getType();
  if (binding.genericType)
    os << syntax::stringify(*binding.genericType);
  auto [it, isNew] = bodies.try_emplace(key);
  if (!isNew) {
    // A body that is there without its function is just being made, or failed.
    if (it->second.function)
      return &it->second;
    if (it->second.isOpen)
      emitError(binding.range) << "fragment '" << fragment->name.text
                               << "' invokes itself without end";
    return nullptr;
  }
  if (callStack.size() == kMaxCallDepth) {
    emitError(binding.range) << "fragments are nested too deeply (more than "
                             << kMaxCallDepth << " levels)";
    return nullptr;
  }
  it->second.isOpen = true;

  callStack.push_back({fragment->name.text, getRangeLoc(binding.range)});
  llvm::scope_exit popCall([&] { callStack.pop_back(); });
  // Where a body is called from is known when its operations take the place of
  // the call.
  llvm::SaveAndRestore<std::optional<Location>> restoreCallSite(callSite,
                                                                std::nullopt);
  llvm::SaveAndRestore restoreNames(definedNames);
  OpBuilder::InsertionGuard guard(builder);
  builder.setInsertionPointToEnd(module.getBody());
  auto function = func::FuncOp::create(
      builder, getLoc(fragment->name.range.Start), fragment->name.text,
      builder.getFunctionType(TypeRange(operands), {}));
  function.setPrivate();
  builder.setInsertionPointToEnd(function.addEntryBlock());

  Scope scope;
  scope.genericType = binding.genericType;
  ValueRange arguments = function.getArguments();
  for (auto [parameter, argument] :
       llvm::zip(fragment->parameters, binding.arguments)) {
    Term &term = scope.terms[parameter.name.text];
    term = replaceTensors(argument, arguments);
    SmallVector<Value> tensors;
    term.collectTensors(tensors);
    for (Value tensor : tensors)
      tensor.setLoc(getNamedLoc(parameter.name.text, parameter.name.range));
  }

  LogicalResult elaborated = elaborate(*fragment->body, scope);
  SmallVector<Term> results;
  SmallVector<Value> values;
  for (const syntax::Result &result : fragment->results) {
    auto entry = scope.terms.find(result.name.text);
    if (entry == scope.terms.end()) {
      emitError(result.name.range)
          << "result '" << result.name.text << "' of fragment '"
          << fragment->name.text << "' is not assigned";
      elaborated = failure();
      continue;
    }
    // A literal for a tensor becomes a constant here, where it is returned.
    Binding returned;
    if (failed(elaborated))
      continue;
    FailureOr<Term> term = convert(entry->second, result.type, result.name.text,
                                   returned, result.name.range);
    if (failed(term)) {
      elaborated = failure();
      continue;
    }
    term->collectTensors(values);
    results.push_back(*term);
  }
  // The table may have grown meanwhile.
  Body &body = bodies[key];
  body.isOpen = false;
  if (failed(elaborated)) {
    function.erase();
    return nullptr;
  }
  func::ReturnOp::create(builder, getLoc(fragment->range.End), values);
  function.setType(
      builder.getFunctionType(TypeRange(operands), TypeRange(values)));
  symbols.insert(function);
  body.function = function;
  body.results = std::move(results);
  return &body;
}

Term Elaborator::buildCall(const Binding &binding, Location loc) {
  const syntax::Fragment *fragment = binding.fragment;
  SmallVector<Value> operands;
  NamedAttrList attributes;
  for (auto [parameter, argument] :
       llvm::zip(fragment->parameters, binding.arguments)) {
    argument.collectTensors(operands);
    if (!argument.hasTensor())
      attributes.set(parameter.name.text, argument.getAttribute(context));
  }
  DictionaryAttr parameters = attributes.getDictionary(context);

  SmallVector<Type> types;
  FlatSymbolRefAttr symbol;
  std::vector<Term> structure;
  if (fragment->hasBody()) {
    Body *body = getBody(binding, operands, parameters);
    if (!body)
      return {};
    llvm::append_range(types, body->function.getResultTypes());
    symbol = FlatSymbolRefAttr::get(body->function.getSymNameAttr());
    structure.assign(body->results.begin(), body->results.end());
  } else {
    // Nobody knows the shapes of what a custom primitive computes.
    for (const syntax::Result &result : fragment->results) {
      auto *tensor = dyn_cast<syntax::TensorType>(result.type);
      if (!tensor || !tensor->element) {
        emitError(binding.range)
            << "cannot tell the number of results of fragment '"
            << fragment->name.text << "', which has no body";
        return {};
      }
      syntax::Primitive element = *tensor->element;
      if (element == syntax::Primitive::Generic)
        element = binding.genericType.value_or(syntax::Primitive::Scalar);
      types.push_back(UnrankedTensorType::get(getElementType(element)));
      structure.push_back(Term(Value()));
    }
  }

  Term term = structure.size() == 1 ? structure.front()
                                    : Term(Term::Tuple{std::move(structure)});
  // A fragment that only computes attributes leaves nothing to execute.
  if (types.empty())
    return term;
  auto call = CallOp::create(builder, loc, types, fragment->name.text, symbol,
                             parameters, operands, /*arg_attrs=*/nullptr,
                             /*res_attrs=*/nullptr);
  ValueRange results = call.getOutputs();
  return replaceTensors(term, results);
}
