//===- SimulateQuantization.cpp - Quantization as operations --------------===//
//
// Part of the nnef-mlir project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "SimulateQuantization.h"

#include "NNEF/Dialect/NNEF/Transforms/Passes.h"
#include "mlir/Dialect/Func/IR/FuncOps.h"
#include "mlir/IR/TypeUtilities.h"

namespace nnef {
#define GEN_PASS_DEF_SIMULATEQUANTIZATIONPASS
#include "NNEF/Dialect/NNEF/Transforms/Passes.h.inc"
} // namespace nnef

using namespace mlir;
using namespace nnef;

namespace {
/// Builds a quantization operation from the parameters of an entry.
class SimulationBuilder {
public:
  SimulationBuilder(OpBuilder &builder, Location loc, Value tensor,
                    QuantizationAttr entry)
      : builder(builder), loc(loc), tensor(tensor), entry(entry) {}

  Value build() {
    StringRef algorithm = entry.getAlgorithm();
    if (algorithm == "logarithmic_quantize")
      return create<LogarithmicQuantizeOp>({"max"}, {"bits"});
    if (algorithm == "linear_quantize")
      return create<LinearQuantizeOp>({"min", "max"}, {"bits"});
    if (algorithm == "min_max_linear_quantize")
      return create<MinMaxLinearQuantizeOp>({"min", "max"},
                                            {"bits", "signed", "symmetric"});
    return create<ZeroPointLinearQuantizeOp>({"zero_point", "scale"},
                                             {"bits", "signed", "symmetric"});
  }

private:
  /// A parameter that is a tensor, with the numbers that `tensor` has.
  Value createTensor(StringRef name) {
    auto elements =
        dyn_cast_or_null<DenseElementsAttr>(entry.getParameters().get(name));
    if (!elements)
      return {};
    if (auto integers = dyn_cast<DenseIntElementsAttr>(elements))
      elements =
          integers.mapValues(builder.getI32Type(), [](const APInt &value) {
            return value.sextOrTrunc(32);
          });
    else
      elements = cast<DenseFPElementsAttr>(elements).mapValues(
          getElementTypeOrSelf(tensor), [&](APFloat value) {
            auto type = cast<FloatType>(getElementTypeOrSelf(tensor));
            bool losesInfo;
            value.convert(type.getFloatSemantics(),
                          APFloat::rmNearestTiesToEven, &losesInfo);
            return value.bitcastToAPInt();
          });
    return ConstantOp::create(builder, loc, elements);
  }

  template <typename OpT>
  Value create(ArrayRef<StringRef> tensors, ArrayRef<StringRef> attributes) {
    auto fail = [&](StringRef name) {
      mlir::emitError(loc) << "the quantization of this tensor by '"
                           << entry.getAlgorithm() << "' has no value for '"
                           << name << "'";
      return Value();
    };
    SmallVector<Value> operands{tensor};
    for (StringRef name : tensors) {
      operands.push_back(createTensor(name));
      if (!operands.back())
        return fail(name);
    }
    SmallVector<NamedAttribute> values;
    for (StringRef name : attributes) {
      Attribute value = entry.getParameters().get(name);
      if (!value)
        return fail(name);
      // `signed` is a word of C++.
      values.emplace_back(
          builder.getStringAttr(name == "signed" ? "is_signed" : name), value);
    }
    return OpT::create(builder, loc, tensor.getType(), operands, values);
  }

  OpBuilder &builder;
  Location loc;
  Value tensor;
  QuantizationAttr entry;
};

struct SimulateQuantizationPass
    : nnef::impl::SimulateQuantizationPassBase<SimulateQuantizationPass> {
  using Base::Base;

  void runOnOperation() override {
    for (auto function : getOperation().getOps<func::FuncOp>())
      if (!function.isExternal() && failed(simulate(function)))
        signalPassFailure();
  }

private:
  /// Makes operations of all entries in a function. Reports all that it cannot.
  static LogicalResult simulate(func::FuncOp function) {
    bool failed = false;
    OpBuilder builder(function.getContext());
    auto replace = [&](Value tensor, QuantizationAttr entry) {
      Value rounded = createSimulation(builder, tensor.getLoc(), tensor, entry);
      failed |= !rounded;
      if (rounded)
        tensor.replaceAllUsesExcept(rounded, rounded.getDefiningOp());
    };
    SmallVector<Operation *> marked;
    function.walk([&](Operation *op) {
      if (op != function && op->hasAttr(kQuantizationAttr))
        marked.push_back(op);
    });
    for (Operation *op : marked) {
      builder.setInsertionPointAfter(op);
      for (OpResult result : op->getResults())
        if (QuantizationAttr entry = getQuantization(result))
          replace(result, entry);
      op->removeAttr(kQuantizationAttr);
    }
    builder.setInsertionPointToStart(&function.front());
    for (BlockArgument argument : function.getArguments()) {
      unsigned index = argument.getArgNumber();
      auto entry =
          function.getArgAttrOfType<QuantizationAttr>(index, kQuantizationAttr);
      if (!entry)
        continue;
      replace(argument, entry);
      function.removeArgAttr(index, kQuantizationAttr);
    }
    return failure(failed);
  }
};
} // namespace

Value nnef::createSimulation(OpBuilder &builder, Location loc, Value tensor,
                             QuantizationAttr quantization) {
  QuantizationAttr standard = quantization.getStandard();
  if (standard)
    return SimulationBuilder(builder, loc, tensor, standard).build();
  mlir::emitError(loc)
      << "this tensor cannot be quantized by '" << quantization.getAlgorithm()
      << "': the body of the fragment does not come to one of the standard's "
         "quantization operations on its tensor";
  return {};
}
