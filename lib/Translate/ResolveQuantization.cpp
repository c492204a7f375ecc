//===- ResolveQuantization.cpp - What custom quantizations come to --------===//
//
// Part of the nnef-mlir project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// A custom fragment in a quantization file computes, as a rule, the parameters
// of one of the standard's quantization operations from others. Its body is
// elaborated for a tensor of doubles, and what depends on its parameters alone
// is folded; if such an operation on the tensor itself is left, that is what
// the fragment comes to.
//
//===----------------------------------------------------------------------===//

#include "ResolveQuantization.h"

#include "Elaborator.h"
#include "NNEF/Dialect/NNEF/IR/NNEF.h"
#include "NNEF/Translate/Expand.h"
#include "mlir/IR/Matchers.h"
#include "llvm/ADT/TypeSwitch.h"

using namespace mlir;
using namespace nnef;

namespace {
/// Elaborates the body of a fragment on doubles.
class DoubleElaborator : public Elaborator {
public:
  using Elaborator::Elaborator;

  /// The result of the fragment; null if it is not a tensor. Operations are
  /// built in front of `op`, an operation on doubles.
  Value run(const syntax::Fragment &fragment, Value tensor,
            const QuantizationParameters &parameters, Operation *op) {
    setCallSite(op);
    Scope scope;
    scope.terms[fragment.parameters.front().name.text] = tensor;
    for (const syntax::Parameter &parameter :
         ArrayRef(fragment.parameters).drop_front())
      scope.terms[parameter.name.text] =
          getTerm(parameters.lookup(parameter.name.text), op->getLoc());
    if (failed(elaborate(*fragment.body, scope)))
      return {};
    const syntax::Result &result = fragment.results.front();
    FailureOr<Term> term = getTensor(scope.terms[result.name.text],
                                     result.name.text, result.name.range);
    return succeeded(term) && term->isTensor() ? term->getTensor() : Value();
  }

private:
  /// A parameter that is a tensor becomes a constant, with integers of the
  /// width that they have in graphs.
  Term getTerm(const QuantizationParameter &parameter, Location loc) {
    DenseElementsAttr elements = parameter.tensor;
    if (!elements)
      return parameter.term;
    Type type = elements.getElementType();
    if (type.isInteger(64))
      elements = cast<DenseIntElementsAttr>(elements).mapValues(
          builder.getI32Type(),
          [](const APInt &value) { return value.trunc(32); });
    return Value(ConstantOp::create(builder, loc, elements));
  }
};
} // namespace

/// The parameters of a quantization operation whose operands are known.
static QuantizationAttr getAlgorithm(Operation *op) {
  Builder builder(op->getContext());
  NamedAttrList parameters;
  auto addTensor = [&](StringRef name, Value value) {
    DenseElementsAttr elements;
    if (!matchPattern(value, m_Constant(&elements)))
      return false;
    // As they are where a file gives them itself.
    if (elements.getElementType().isInteger(32))
      elements = cast<DenseIntElementsAttr>(elements).mapValues(
          builder.getI64Type(),
          [](const APInt &value) { return value.sext(64); });
    parameters.set(name, elements);
    return true;
  };
  auto addCode = [&](auto op) {
    parameters.set("bits", builder.getI64IntegerAttr(op.getBits()));
    parameters.set("signed", builder.getBoolAttr(op.getIsSigned()));
    parameters.set("symmetric", builder.getBoolAttr(op.getSymmetric()));
    return true;
  };
  auto addBits = [&](auto op) {
    parameters.set("bits", builder.getI64IntegerAttr(op.getBits()));
    return true;
  };
  bool known = llvm::TypeSwitch<Operation *, bool>(op)
                   .Case([&](MinMaxLinearQuantizeOp op) {
                     return addCode(op) && addTensor("min", op.getMin()) &&
                            addTensor("max", op.getMax());
                   })
                   .Case([&](ZeroPointLinearQuantizeOp op) {
                     return addCode(op) &&
                            addTensor("zero_point", op.getZeroPoint()) &&
                            addTensor("scale", op.getScale());
                   })
                   .Case([&](LinearQuantizeOp op) {
                     return addBits(op) && addTensor("min", op.getMin()) &&
                            addTensor("max", op.getMax());
                   })
                   .Case([&](LogarithmicQuantizeOp op) {
                     return addBits(op) && addTensor("max", op.getMax());
                   })
                   .Default(false);
  if (!known)
    return {};
  return QuantizationAttr::get(op->getContext(), op->getName().stripDialect(),
                               parameters.getDictionary(op->getContext()));
}

/// Inlines all calls, and computes what depends on constants alone.
static void inlineAndFold(func::FuncOp function) {
  IRRewriter rewriter(function.getContext());
  bool hasCalls = true;
  while (hasCalls) {
    hasCalls = false;
    for (auto call : llvm::make_early_inc_range(function.getOps<CallOp>())) {
      if (!call.getBodyAttr())
        continue;
      inlineBody(call, rewriter);
      hasCalls = true;
    }
  }
  for (Operation &op :
       llvm::make_early_inc_range(function.front().without_terminator())) {
    SmallVector<Value> results;
    rewriter.setInsertionPoint(&op);
    if (failed(rewriter.tryFold(&op, results)) || results.empty())
      continue;
    rewriter.replaceOp(&op, results);
  }
}

/// A shape that all parameters broadcast to, if there is one.
static SmallVector<int64_t>
getCommonShape(const QuantizationParameters &parameters) {
  SmallVector<int64_t> shape;
  for (const auto &parameter : parameters) {
    DenseElementsAttr tensor = parameter.second.tensor;
    if (!tensor)
      continue;
    for (auto [dim, extent] : llvm::enumerate(tensor.getType().getShape())) {
      if (dim == shape.size())
        shape.push_back(extent);
      else
        shape[dim] = std::max(shape[dim], extent);
    }
  }
  return shape;
}

QuantizationAttr nnef::resolveQuantization(
    const syntax::Fragment &fragment, const QuantizationParameters &parameters,
    MLIRContext *context, llvm::SourceMgr &sourceMgr, const Stdlib &stdlib,
    const syntax::Document &document) {
  if (!fragment.hasBody())
    return {};
  // What is wrong with the body, a call of it in the graph reports.
  ScopedDiagnosticHandler silence(context, [](Diagnostic &) {});
  OpBuilder builder(context);
  Location loc = UnknownLoc::get(context);
  OwningOpRef<ModuleOp> module = ModuleOp::create(loc);
  builder.setInsertionPointToStart(module->getBody());
  auto type =
      RankedTensorType::get(getCommonShape(parameters), builder.getF64Type());
  auto function = func::FuncOp::create(builder, loc, fragment.name.text,
                                       builder.getFunctionType(type, type));
  Value tensor = function.addEntryBlock()->getArgument(0);
  builder.setInsertionPointToStart(&function.front());
  auto place = func::ReturnOp::create(builder, loc, tensor);

  DoubleElaborator elaborator(*module, sourceMgr, stdlib, document);
  Value result = elaborator.run(fragment, tensor, parameters, place);
  if (!result)
    return {};
  place->setOperand(0, result);
  if (failed(checkInlining(*module)))
    return {};
  inlineAndFold(function);
  Operation *op = place.getOperand(0).getDefiningOp();
  return op && op->getOperand(0) == tensor ? getAlgorithm(op)
                                           : QuantizationAttr();
}
