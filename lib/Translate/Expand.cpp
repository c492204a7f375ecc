//===- Expand.cpp - Compound operations as their bodies ----------------===//
//
// Part of the nnef-mlir project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "NNEF/Translate/Expand.h"

#include "Elaborator.h"
#include "NNEF/Dialect/NNEF/IR/NNEF.h"
#include "NNEF/Translate/DeclaredFragments.h"
#include "NNEF/Translate/Parameters.h"
#include "NNEF/Translate/SourceLocations.h"
#include "Recipes.h"
#include "mlir/IR/IRMapping.h"
#include "mlir/IR/TypeUtilities.h"
#include "llvm/Support/MathExtras.h"

using namespace mlir;
using namespace nnef;

/// Replaces an operation by what its body gives, which takes over the names of
/// its results, and how they are quantized.
static void replaceByResults(Operation *op, MutableArrayRef<Value> results,
                             RewriterBase &rewriter) {
  SmallVector<StringRef, 1> names = getTensorNames(op->getLoc());
  for (auto [i, old] : llvm::enumerate(op->getResults())) {
    Value &result = results[i];
    QuantizationAttr quantization = getQuantization(old);
    // A body can return what it was given, or one tensor several times.
    bool isNew = result.getDefiningOp() &&
                 !llvm::is_contained(op->getOperands(), result);
    if (quantization &&
        (!isNew || llvm::is_contained(results.take_front(i), result))) {
      result = CopyOp::create(rewriter, op->getLoc(), result);
      isNew = true;
    }
    if (quantization)
      setQuantization(cast<OpResult>(result), quantization);
    if (isNew && i < names.size()) {
      Operation *definition = result.getDefiningOp();
      auto name = StringAttr::get(op->getContext(), names[i]);
      definition->setLoc(NameLoc::get(name, definition->getLoc()));
    }
  }
  rewriter.replaceOp(op, results);
}

void nnef::inlineBody(CallOp call, RewriterBase &rewriter) {
  auto body = SymbolTable::lookupNearestSymbolFrom<func::FuncOp>(
      call, call.getBodyAttr());
  Block &block = body.getBody().front();
  IRMapping mapping;
  mapping.map(block.getArguments(), call.getArguments());
  rewriter.setInsertionPoint(call);
  for (Operation &op : block.without_terminator()) {
    Operation *clone = rewriter.clone(op, mapping);
    clone->setLoc(CallSiteLoc::get(op.getLoc(), call.getLoc()));
  }
  SmallVector<Value> results;
  for (Value value : block.getTerminator()->getOperands())
    results.push_back(mapping.lookup(value));
  replaceByResults(call, results, rewriter);
}

namespace {
/// Counts the operations that functions have after inlining.
class InlinedSizes {
public:
  explicit InlinedSizes(ModuleOp module) : symbols(module) {}

  /// None if the function calls itself, after reporting it.
  std::optional<uint64_t> get(func::FuncOp function) {
    auto [entry, isNew] = sizes.try_emplace(function, std::nullopt);
    if (!isNew)
      return entry->second;
    uint64_t size = 0;
    WalkResult walked = function.walk([&](Operation *op) {
      size = llvm::SaturatingAdd<uint64_t>(size, 1);
      auto call = dyn_cast<CallOp>(op);
      if (!call || !call.getBodyAttr())
        return WalkResult::advance();
      auto body = symbols.lookup<func::FuncOp>(call.getBodyAttr().getAttr());
      std::optional<uint64_t> inlined = get(body);
      if (!inlined) {
        if (!failed)
          call.emitOpError("fragment '")
              << call.getFragment() << "' calls itself without end";
        failed = true;
        return WalkResult::interrupt();
      }
      size = llvm::SaturatingAdd(size, *inlined);
      return WalkResult::advance();
    });
    if (walked.wasInterrupted())
      return std::nullopt;
    sizes[function] = size;
    return size;
  }

private:
  SymbolTable symbols;
  /// None for the functions whose sizes are just being computed.
  DenseMap<Operation *, std::optional<uint64_t>> sizes;
  bool failed = false;
};
} // namespace

LogicalResult nnef::checkInlining(ModuleOp module) {
  constexpr uint64_t maxOperations = 1 << 20;
  InlinedSizes sizes(module);
  uint64_t total = 0;
  for (auto function : module.getOps<func::FuncOp>()) {
    std::optional<uint64_t> size = sizes.get(function);
    if (!size)
      return failure();
    total = llvm::SaturatingAdd(total, *size);
    if (total > maxOperations)
      return emitError(function.getLoc())
             << "the bodies of custom fragments stand for more than "
             << maxOperations << " operations";
  }
  return success();
}

//===----------------------------------------------------------------------===//
// Bodies
//===----------------------------------------------------------------------===//

/// What `?` stands for in an operation.
static std::optional<syntax::Primitive>
findGenericType(const syntax::Fragment &fragment, const Scope &scope,
                Operation *op) {
  if (!fragment.isGeneric)
    return std::nullopt;
  for (const syntax::Parameter &parameter : fragment.parameters) {
    const syntax::Type *type = parameter.type;
    if (auto *array = dyn_cast<syntax::ArrayType>(type))
      type = array->item;
    auto *tensor = dyn_cast<syntax::TensorType>(type);
    if (!tensor || tensor->element != syntax::Primitive::Generic)
      continue;
    SmallVector<Value> tensors;
    scope.terms.at(parameter.name.text).collectTensors(tensors);
    if (!tensors.empty())
      return getPrimitive(getElementTypeOrSelf(tensors.front()));
  }
  if (op->getNumResults() == 0)
    return std::nullopt;
  return getPrimitive(getElementTypeOrSelf(op->getResult(0)));
}

namespace {
/// Elaborates the body of a fragment in the place of an operation.
class BodyElaborator : public Elaborator {
public:
  BodyElaborator(ModuleOp module, llvm::SourceMgr &sourceMgr,
                 const Stdlib &stdlib, const syntax::Document &document,
                 Operation *op)
      : Elaborator(module, sourceMgr, stdlib, document), op(op) {
    prefersStandard = true;
    setCallSite(op);
  }

  LogicalResult run(const syntax::Fragment &fragment, Scope &scope,
                    SmallVectorImpl<Value> &results) {
    ScopedDiagnosticHandler handler(context, [&](Diagnostic &diagnostic) {
      explain(diagnostic);
      // What is in a fragment that the body invokes knows only that fragment.
      if (!isa<CallSiteLoc>(diagnostic.getLocation()))
        diagnostic.attachNote(op->getLoc()) << "in the place of this operation";
      // Somebody else shows it.
      return failure();
    });
    if (failed(elaborate(*fragment.body, scope)))
      return failure();
    for (const syntax::Result &result : fragment.results) {
      FailureOr<Term> term = getTensor(scope.terms[result.name.text],
                                       result.name.text, result.name.range);
      if (failed(term))
        return failure();
      term->collectTensors(results);
    }
    return success();
  }

private:
  Operation *op;
};
} // namespace

/// Whether a tensor of type `type` can take the place of one whose shape nobody
/// knows.
static bool isRefinement(Type type, Type unknown) {
  return isa<UnrankedTensorType>(unknown) && isa<RankedTensorType>(type) &&
         getElementTypeOrSelf(type) == getElementTypeOrSelf(unknown);
}

/// Checks that results have the types of those that they take the place of.
static LogicalResult checkResults(Operation *op, ValueRange results) {
  if (results.size() != op->getNumResults())
    return op->emitOpError("has ")
           << op->getNumResults() << " results, but its body gives "
           << results.size();
  for (auto [result, old] : llvm::zip_equal(results, op->getResults())) {
    // What a custom primitive gives, the operation knows better.
    auto call = result.getDefiningOp<CallOp>();
    if (call && !call.getBodyAttr() &&
        isRefinement(old.getType(), result.getType()))
      result.setType(old.getType());
    // A body can know more of a shape than the operation does.
    if (result.getType() != old.getType() &&
        !isRefinement(result.getType(), old.getType()))
      return op->emitOpError("has type ")
             << old.getType() << ", but its body gives " << result.getType();
  }
  return success();
}

//===----------------------------------------------------------------------===//
// FragmentExpander
//===----------------------------------------------------------------------===//

StringRef nnef::getFragmentName(Operation *op) {
  auto call = dyn_cast<CallOp>(op);
  return call ? call.getFragment() : op->getName().stripDialect();
}

FragmentExpander::FragmentExpander(ModuleOp module)
    : module(module), stdlib(Stdlib::load(sourceMgr)),
      recipes(std::make_unique<syntax::Document>(
          stdlib.getDocument().getBufferId())) {}
FragmentExpander::~FragmentExpander() = default;

LogicalResult FragmentExpander::readRecipes(StringRef path) {
  recipes = nnef::readRecipes(path, module.getContext(), sourceMgr, stdlib);
  return success(recipes != nullptr);
}

const syntax::Fragment *FragmentExpander::findFragment(Operation *op) const {
  auto withBody = [](const syntax::Fragment *fragment) {
    return fragment && fragment->hasBody() ? fragment : nullptr;
  };
  if (!isa_and_nonnull<NNEFDialect>(op->getDialect()))
    return nullptr;
  StringRef name = getFragmentName(op);
  const syntax::Fragment *recipe = withBody(recipes->lookupFragment(name));
  if (recipe)
    return recipe;
  return isa<CallOp>(op) ? nullptr : withBody(stdlib.lookup(name));
}

bool FragmentExpander::canExpand(Operation *op) const {
  auto call = dyn_cast<CallOp>(op);
  return (call && call.getBodyAttr()) || findFragment(op);
}

InFlightDiagnostic
FragmentExpander::emitRecipeError(const syntax::Fragment *recipe) {
  return emitError(getSourceRangeLoc(module.getContext(), sourceMgr,
                                     recipe->name.range))
         << "recipe of '" << recipe->name.text << "' ";
}

FailureOr<const syntax::Fragment *>
FragmentExpander::lookupDeclared(StringRef name) {
  if (!std::exchange(hasReadDeclared, true) &&
      failed(readDeclaredFragments(module, sourceMgr, declared)))
    return failure();
  return declared ? declared->lookupFragment(name) : nullptr;
}

LogicalResult FragmentExpander::declareRecipes() {
  bool isCalled = false;
  module.walk([&](CallOp call) {
    isCalled |= recipes->lookupFragment(call.getFragment()) != nullptr;
  });
  if (!isCalled)
    return success();
  SmallVector<Attribute> texts;
  if (auto known = module->getAttrOfType<ArrayAttr>(kFragmentsAttr))
    llvm::append_range(texts, known);
  for (const syntax::Fragment *fragment : recipes->getFragments()) {
    FailureOr<const syntax::Fragment *> known =
        lookupDeclared(fragment->name.text);
    if (failed(known))
      return failure();
    if (*known || stdlib.lookup(fragment->name.text))
      continue;
    const char *begin = fragment->range.Start.getPointer();
    const char *end = fragment->range.End.getPointer();
    texts.push_back(
        StringAttr::get(module.getContext(), StringRef(begin, end - begin)));
  }
  module->setAttr(kFragmentsAttr, ArrayAttr::get(module.getContext(), texts));
  return success();
}

LogicalResult
FragmentExpander::checkCustomRecipe(const syntax::Fragment *recipe,
                                    CallOp call) {
  FailureOr<const syntax::Fragment *> fragment =
      lookupDeclared(recipe->name.text);
  if (failed(fragment))
    return failure();
  if (!*fragment || haveSameSignature(*recipe, **fragment))
    return success();
  InFlightDiagnostic error = emitRecipeError(recipe);
  error << "does not have the operation's signature";
  error.attachNote(call.getLoc())
      << "the model declares '" << formatSignature(**fragment) << "'";
  return error;
}

LogicalResult FragmentExpander::elaborateBody(Operation *op,
                                              const syntax::Fragment *fragment,
                                              RewriterBase &rewriter) {
  auto call = dyn_cast<CallOp>(op);
  if (call && failed(checkCustomRecipe(fragment, call)))
    return failure();
  Scope scope;
  if (failed(bindParameters(op, *fragment, scope.terms))) {
    InFlightDiagnostic error = emitRecipeError(fragment);
    error << "does not take the operands and attributes of an operation";
    error.attachNote(op->getLoc()) << "which is here";
    return error;
  }
  scope.genericType = findGenericType(*fragment, scope, op);

  Operation *lastFunction = &module.getBody()->back();
  BodyElaborator elaborator(module, sourceMgr, stdlib, *recipes, op);
  SmallVector<Value> results;
  if (failed(elaborator.run(*fragment, scope, results)) ||
      failed(checkResults(op, results)))
    return failure();
  for (Operation *function = lastFunction->getNextNode(); function;
       function = function->getNextNode())
    recipeBodies.insert(function);
  replaceByResults(op, results, rewriter);
  return success();
}

LogicalResult FragmentExpander::expand(Operation *op, RewriterBase &rewriter,
                                       SmallVectorImpl<Operation *> &created) {
  assert(canExpand(op) && "there is no body");
  Block *block = op->getBlock();
  Operation *before = op->getPrevNode();
  Block::iterator end = std::next(op->getIterator());
  rewriter.setInsertionPoint(op);

  // What a recipe invokes has the body that was just made.
  auto call = dyn_cast<CallOp>(op);
  Operation *body = nullptr;
  if (call && call.getBodyAttr())
    body = SymbolTable::lookupSymbolIn(module, call.getBodyAttr());
  const syntax::Fragment *fragment =
      body && recipeBodies.contains(body) ? nullptr : findFragment(op);
  if (fragment) {
    if (failed(elaborateBody(op, fragment, rewriter)))
      return failure();
  } else {
    inlineBody(call, rewriter);
  }
  Block::iterator begin =
      before ? std::next(before->getIterator()) : block->begin();
  for (Operation &operation : llvm::make_range(begin, end))
    created.push_back(&operation);
  return success();
}
