//===- FoldNormalization.cpp - Scales and offsets go into weights ---------===//
//
// Part of the nnef-mlir project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "KnownValues.h"
#include "NNEF/Dialect/NNEF/IR/ResourceReleaser.h"
#include "NNEF/Dialect/NNEF/Transforms/Passes.h"
#include "mlir/Dialect/Func/IR/FuncOps.h"
#include "llvm/ADT/SetVector.h"
#include "llvm/ADT/TypeSwitch.h"
#include <cmath>
#include <cstring>

namespace nnef {
#define GEN_PASS_DEF_FOLDNORMALIZATIONPASS
#include "NNEF/Dialect/NNEF/Transforms/Passes.h.inc"
} // namespace nnef

using namespace mlir;
using namespace nnef;

//===----------------------------------------------------------------------===//
// What is folded
//===----------------------------------------------------------------------===//

/// What one of the four operations of arithmetic does to the operand that is
/// not known.
static std::optional<ChannelMap> getArithmetic(Operation *op,
                                               int64_t channelDim,
                                               int64_t channels,
                                               const KnownValues &known) {
  Value lhs = op->getOperand(0), rhs = op->getOperand(1);
  auto rhsValues = known.getPerChannel(rhs, channelDim, channels);
  auto lhsValues = known.getPerChannel(lhs, channelDim, channels);
  // Of two known operands nothing is left, and a quotient is no such map of
  // its divisor.
  if (bool(rhsValues) == bool(lhsValues) || (lhsValues && isa<DivOp>(op)))
    return std::nullopt;
  Value constant = rhsValues ? rhs : lhs;
  PerChannel values = std::move(rhsValues ? *rhsValues : *lhsValues);
  PerChannel ones(channels, 1.0), zeros(channels, 0.0);
  Value input = rhsValues ? lhs : rhs;
  if (isa<MulOp, DivOp>(op)) {
    if (isa<DivOp>(op))
      for (double &value : values)
        value = 1.0 / value;
    return ChannelMap{input, std::move(values), std::move(zeros), Value()};
  }
  if (isa<SubOp>(op))
    for (double &value : rhsValues ? values : ones)
      value = -value;
  return ChannelMap{input, std::move(ones), std::move(values), constant};
}

/// What an operation computes from one that is not known, with a number for
/// each place of dimension `channelDim`.
static std::optional<ChannelMap>
getChannelMap(Operation *op, int64_t channelDim, const KnownValues &known) {
  if (!isa<BatchNormalizationOp, AddOp, SubOp, MulOp, DivOp>(op) ||
      isMarked(op))
    return std::nullopt;
  auto type = cast<RankedTensorType>(op->getResult(0).getType());
  if (channelDim < 1 || channelDim >= type.getRank() ||
      type.isDynamicDim(channelDim))
    return std::nullopt;
  if (auto normalization = dyn_cast<BatchNormalizationOp>(op))
    return channelDim == 1 ? getNormalization(normalization, known)
                           : std::nullopt;
  return getArithmetic(op, channelDim, type.getDimSize(channelDim), known);
}

//===----------------------------------------------------------------------===//
// Where it is folded into
//===----------------------------------------------------------------------===//

namespace {
/// The operands of a layer that channels can be scaled and moved with.
struct Weights {
  OpOperand *filter = nullptr;
  /// None for a matrix product, to which nothing is added.
  OpOperand *bias = nullptr;
  /// Which dimension of the filter has the output channels, of a group if there
  /// are several.
  unsigned filterDim = 0;
  /// Which dimension of the result has them.
  int64_t channelDim = 1;
};
} // namespace

static Weights getWeights(MatmulOp product) {
  int64_t rank = product.getType().getRank();
  return {&product.getBMutable(), nullptr,
          unsigned(product.getTransposeB() ? rank - 2 : rank - 1), rank - 1};
}

/// A matrix product to which numbers per column are added is a layer as well.
static std::optional<Weights> getWeights(AddOp sum, const KnownValues &known) {
  for (OpOperand &bias : sum->getOpOperands()) {
    Value other = sum->getOperand(1 - bias.getOperandNumber());
    auto product = other.getDefiningOp<MatmulOp>();
    if (!product || !product->hasOneUse() || isMarked(product) ||
        product.getType() != sum.getType() || !known.getReal(bias.get()))
      continue;
    Weights weights = getWeights(product);
    weights.bias = &bias;
    return weights;
  }
  return std::nullopt;
}

static std::optional<Weights> getWeights(Operation *op,
                                         const KnownValues &known) {
  return llvm::TypeSwitch<Operation *, std::optional<Weights>>(op)
      .Case<ConvOp, LinearOp>([](auto layer) {
        return Weights{&layer.getFilterMutable(), &layer.getBiasMutable(), 0};
      })
      .Case([](DeconvOp layer) {
        return Weights{&layer.getFilterMutable(), &layer.getBiasMutable(), 1};
      })
      .Case([](SeparableConvOp layer) {
        return Weights{&layer.getPointFilterMutable(), &layer.getBiasMutable(),
                       0};
      })
      .Case([](MatmulOp product) { return getWeights(product); })
      .Case([&](AddOp sum) { return getWeights(sum, known); })
      .Default(std::nullopt);
}

/// The filter with each output channel multiplied by its scale, if all numbers
/// are finite.
static std::optional<Elements> scaleFilter(const Elements &filter,
                                           unsigned channelDim,
                                           const PerChannel &scale) {
  ArrayRef<int64_t> shape = filter.getType().getShape();
  // The groups of channels are along the first of the dimensions before them.
  int64_t channels = scale.size(), perGroup = shape[channelDim];
  int64_t rows = ShapedType::getNumElements(shape.take_front(channelDim));
  int64_t rowsOfGroup = rows / (channels / perGroup);
  int64_t inner = ShapedType::getNumElements(shape.drop_front(channelDim + 1));
  // Channels in dimension 0 are those of all groups.
  if (channelDim == 0)
    rowsOfGroup = 1;

  Elements result = Elements::allocate(filter.getType());
  auto *output = reinterpret_cast<float *>(result.getMutableBytes().data());
  const char *input = filter.getBytes().data();
  int64_t step = filter.isSplat() ? 0 : sizeof(float);
  bool areFinite = true;
  for (int64_t row = 0; row < rows; ++row)
    for (int64_t i = 0; i < perGroup; ++i) {
      double factor = scale[row / rowsOfGroup * perGroup + i];
      for (int64_t j = 0; j < inner; ++j, ++output, input += step) {
        // Memory of files may not be aligned.
        float value;
        std::memcpy(&value, input, sizeof(float));
        *output = static_cast<float>(value * factor);
        areFinite &= std::isfinite(*output);
      }
    }
  return areFinite ? std::optional(result) : std::nullopt;
}

namespace {
class NormalizationFolder {
public:
  NormalizationFolder(func::FuncOp function, ResourceReleaser &releaser)
      : known(function), releaser(releaser) {}

  /// Folds an operation into the layer before it, if that can be.
  void fold(Operation *op) {
    int64_t rank = cast<ShapedType>(op->getResult(0).getType()).getRank();
    if (!fold(op, /*channelDim=*/1) && rank != 2)
      fold(op, rank - 1);
  }

private:
  bool fold(Operation *op, int64_t channelDim) {
    std::optional<ChannelMap> map = getChannelMap(op, channelDim, known);
    Operation *layer = map ? map->input.getDefiningOp() : nullptr;
    std::optional<Weights> weights =
        layer && layer->hasOneUse() && !isMarked(layer) &&
                layer->getResult(0).getType() == op->getResult(0).getType()
            ? getWeights(layer, known)
            : std::nullopt;
    if (!weights || weights->channelDim != channelDim)
      return false;
    int64_t channels = map->scale.size();
    bool isScaled =
        llvm::any_of(map->scale, [](double scale) { return scale != 1; });
    // What is added to a matrix product stays, but it can be scaled with it.
    if (!weights->bias && !isScaled)
      return false;
    auto filter = known.getReal(weights->filter->get());
    std::optional<PerChannel> bias = PerChannel(channels, 0.0);
    if (weights->bias)
      bias = known.getPerChannel(weights->bias->get(), channelDim, channels);
    if (!filter || filter->getType().getNumElements() == 0 || !bias)
      return false;

    PerChannel newBias(channels);
    for (int64_t i = 0; i < channels; ++i)
      newBias[i] = (*bias)[i] * map->scale[i] + map->offset[i];
    SmallVector<int64_t> biasShape(channelDim, 1);
    biasShape.push_back(channels);
    auto biasType =
        RankedTensorType::get(biasShape, filter->getType().getElementType());
    std::optional<Elements> filterElements =
        isScaled ? scaleFilter(*filter, weights->filterDim, map->scale)
                 : filter;
    std::optional<Elements> biasElements = makeElements(biasType, newBias);
    if (!filterElements || !biasElements)
      return false;

    OpBuilder builder(op);
    Value newFilter = weights->filter->get();
    if (isScaled)
      newFilter = replace(newFilter, *filterElements, builder);
    Value newBiasValue = weights->bias ? weights->bias->get() : Value();
    if (newBias != *bias) {
      // A number that stands for all channels is no bias of its own, mostly.
      bool hasBias = newBiasValue &&
                     cast<ShapedType>(newBiasValue.getType()).getRank() != 0;
      Value named =
          hasBias || !map->offsetTensor ? newBiasValue : map->offsetTensor;
      newBiasValue = replace(named ? named : newFilter, *biasElements, builder);
    }
    merge(op, layer, *weights, newFilter, newBiasValue, builder);
    return true;
  }

  /// Puts a layer with new weights in the place of the old one and of the
  /// operation behind it. The result is the tensor of that operation.
  void merge(Operation *op, Operation *layer, const Weights &weights,
             Value filter, Value bias, OpBuilder &builder) {
    SmallVector<Operation *> old = {op, layer};
    Operation *filtered = weights.filter->getOwner();
    Operation *merged = builder.clone(*filtered);
    merged->setOperand(weights.filter->getOperandNumber(), filter);
    if (filtered != layer)
      old.push_back(filtered);
    if (isa<MatmulOp>(filtered) && bias)
      merged = AddOp::create(builder, op->getLoc(), op->getResult(0).getType(),
                             merged->getResult(0), bias);
    else if (bias)
      merged->setOperand(weights.bias->getOperandNumber(), bias);
    merged->setLoc(op->getLoc());
    op->getResult(0).replaceAllUsesWith(merged->getResult(0));
    llvm::SetVector<Operation *> operands;
    for (Operation *replaced : old) {
      for (Value operand : replaced->getOperands())
        if (Operation *definition = operand.getDefiningOp())
          operands.insert(definition);
      operands.remove(replaced);
      replaced->erase();
    }
    // Weights that nobody needs any more.
    for (Operation *operand : operands)
      if (isa<ConstantOp, VariableOp>(operand) && operand->use_empty())
        releaser.erase(operand);
  }

  /// New values with the name of `old`, and also its label where that is free
  /// for them.
  Value replace(Value old, const Elements &elements, OpBuilder &builder) {
    auto result = cast<OpResult>(old);
    StringRef name = getTensorName(result);
    Location loc = result.getLoc();
    auto variable = dyn_cast<VariableOp>(result.getOwner());
    Operation *weight;
    if (variable && known.ownsLabel(variable))
      weight = VariableOp::create(builder, loc, elements.getType(),
                                  variable.getLabelAttr(),
                                  elements.getAttribute(variable.getLabel()));
    else
      weight = ConstantOp::create(builder, loc, elements.getAttribute(name));
    releaser.add(weight);
    return weight->getResult(0);
  }

  KnownValues known;
  ResourceReleaser &releaser;
};

struct FoldNormalizationPass
    : nnef::impl::FoldNormalizationPassBase<FoldNormalizationPass> {
  using Base::Base;

  void runOnOperation() override {
    ResourceReleaser releaser(getOperation(), releaseSources);
    for (auto function : getOperation().getOps<func::FuncOp>()) {
      NormalizationFolder folder(function, releaser);
      SmallVector<Operation *> candidates;
      function.walk([&](Operation *op) {
        if (isa<BatchNormalizationOp, AddOp, SubOp, MulOp, DivOp>(op))
          candidates.push_back(op);
      });
      for (Operation *op : candidates)
        folder.fold(op);
    }
  }
};
} // namespace
