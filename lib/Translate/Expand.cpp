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
#include "mlir/IR/IRMapping.h"
#include "llvm/Support/MathExtras.h"

using namespace mlir;
using namespace nnef;

/// Gives the tensors that take the place of an operation's results the names
/// that those had.
static void keepNames(Operation *op, ValueRange results) {
  for (auto [name, result] : llvm::zip(getTensorNames(op->getLoc()), results)) {
    Operation *definition = result.getDefiningOp();
    // A body can return what it was given.
    if (definition && !llvm::is_contained(op->getOperands(), result))
      definition->setLoc(NameLoc::get(StringAttr::get(op->getContext(), name),
                                      definition->getLoc()));
  }
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
  keepNames(call, results);
  rewriter.replaceOp(call, results);
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

FragmentExpander::FragmentExpander()
    : stdlib(Stdlib::load(sourceMgr)),
      document(stdlib.getDocument().getBufferId()) {}

const syntax::Fragment *FragmentExpander::getCompound(Operation *op) const {
  if (!isa_and_nonnull<NNEFDialect>(op->getDialect()))
    return nullptr;
  const syntax::Fragment *fragment =
      stdlib.lookup(op->getName().stripDialect());
  return fragment && fragment->hasBody() ? fragment : nullptr;
}

/// The value that an attribute of an operation stands for.
static Term getTerm(Attribute attribute) {
  if (auto logical = dyn_cast<BoolAttr>(attribute))
    return logical.getValue();
  if (auto integer = dyn_cast<IntegerAttr>(attribute))
    return integer.getValue().getSExtValue();
  if (auto scalar = dyn_cast<FloatAttr>(attribute))
    return scalar.getValueAsDouble();
  if (auto border = dyn_cast<BorderModeAttr>(attribute))
    return stringifyBorderMode(border.getValue()).str();
  if (auto method = dyn_cast<InterpolationMethodAttr>(attribute))
    return stringifyInterpolationMethod(method.getValue()).str();
  std::vector<Term> items;
  if (auto integers = dyn_cast<DenseI64ArrayAttr>(attribute))
    items.assign(integers.asArrayRef().begin(), integers.asArrayRef().end());
  else if (auto padding = dyn_cast<PaddingAttr>(attribute))
    for (size_t i = 0; i < padding.size(); ++i)
      items.push_back(Term::Tuple{
          std::vector<Term>{padding.getBefore(i), padding.getAfter(i)}});
  else
    return {};
  return Term::Array{std::move(items)};
}

LogicalResult FragmentExpander::expand(Operation *op, RewriterBase &rewriter) {
  const syntax::Fragment *fragment = getCompound(op);
  assert(fragment && "only compounds can be expanded");

  // The body knows the operands and attributes by the fragment's parameters.
  Scope scope;
  DictionaryAttr attributes = op->getAttrDictionary();
  ValueRange operands = op->getOperands();
  for (const syntax::Parameter &parameter : fragment->parameters) {
    Term &term = scope.terms[parameter.name.text];
    if (isa<syntax::TensorType>(parameter.type)) {
      term = Term(operands.front());
      operands = operands.drop_front();
    } else if (auto *array = dyn_cast<syntax::ArrayType>(parameter.type);
               array && isa<syntax::TensorType>(array->item)) {
      // The standard has no operation with anything behind an array.
      term = Term::Array{std::vector<Term>(operands.begin(), operands.end())};
    } else {
      StringRef name = parameter.name.text;
      term = getTerm(attributes.get(name == "signed" ? "is_signed" : name));
    }
  }
  if (fragment->isGeneric && op->getNumOperands() != 0)
    scope.genericType = getPrimitive(getElementTypeOrSelf(op->getOperand(0)));

  auto module = op->getParentOfType<ModuleOp>();
  Elaborator elaborator(module, sourceMgr, stdlib, document);
  elaborator.setCallSite(op);
  if (failed(elaborator.elaborate(*fragment->body, scope)))
    return failure();

  SmallVector<Value> results;
  for (const syntax::Result &result : fragment->results) {
    FailureOr<Term> term = elaborator.getTensor(
        scope.terms[result.name.text], result.name.text, result.name.range);
    if (failed(term))
      return failure();
    term->collectTensors(results);
  }
  // A body can know more of a shape than the operation does, or the other way.
  rewriter.setInsertionPoint(op);
  for (auto [result, old] : llvm::zip_equal(results, op->getResults()))
    if (result.getType() != old.getType())
      return op->emitOpError("has type ")
             << old.getType() << ", but its body gives " << result.getType();
  keepNames(op, results);
  rewriter.replaceOp(op, results);
  return success();
}
