//===- FoldNormalization.cpp - Scales and offsets go into weights ---------===//
//
// Part of the nnef-mlir project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "NNEF/Dialect/NNEF/IR/Elements.h"
#include "NNEF/Dialect/NNEF/Transforms/Passes.h"
#include "UpdatedVariables.h"
#include "mlir/Dialect/Func/IR/FuncOps.h"
#include "llvm/ADT/SetVector.h"
#include "llvm/ADT/StringMap.h"
#include "llvm/ADT/TypeSwitch.h"
#include <cmath>

namespace nnef {
#define GEN_PASS_DEF_FOLDNORMALIZATIONPASS
#include "NNEF/Dialect/NNEF/Transforms/Passes.h.inc"
} // namespace nnef

using namespace mlir;
using namespace nnef;

/// A number for each channel.
using PerChannel = SmallVector<double, 0>;

//===----------------------------------------------------------------------===//
// Known values
//===----------------------------------------------------------------------===//

namespace {
/// The values of a network that never change.
class KnownValues {
public:
  explicit KnownValues(func::FuncOp function)
      : updated(function->getParentOfType<ModuleOp>()) {
    function.walk([&](VariableOp variable) {
      ++numDeclarations[normalizeLabel(variable.getLabel())];
    });
  }

  /// The values of a tensor of f32, if they are known.
  std::optional<Elements> get(Value value) const {
    Operation *op = value.getDefiningOp();
    if (!op || isMarked(op) ||
        !cast<ShapedType>(value.getType()).getElementType().isF32())
      return std::nullopt;
    if (auto constant = dyn_cast<ConstantOp>(op))
      return Elements::get(constant.getValue());
    auto variable = dyn_cast<VariableOp>(op);
    if (!variable || !variable.getValue() || updated.contains(variable))
      return std::nullopt;
    return Elements::get(*variable.getValue());
  }

  /// The values of a tensor that broadcasts along all dimensions but the
  /// channels, which are dimension 1.
  std::optional<PerChannel> getPerChannel(Value value, int64_t channels) const {
    ArrayRef<int64_t> shape = cast<ShapedType>(value.getType()).getShape();
    for (auto [dim, extent] : llvm::enumerate(shape))
      if (extent != 1 && (dim != 1 || extent != channels))
        return std::nullopt;
    std::optional<Elements> elements = get(value);
    if (!elements)
      return std::nullopt;
    SmallVector<float, 0> floats = getFloats(*elements);
    PerChannel values(floats.begin(), floats.end());
    if (values.size() == 1)
      values.assign(channels, values.front());
    return values;
  }

  /// Whether nothing else reads the values of what is stored here, so that its
  /// label can have others.
  bool ownsLabel(VariableOp variable) const {
    return variable->hasOneUse() &&
           numDeclarations.lookup(normalizeLabel(variable.getLabel())) == 1;
  }

private:
  UpdatedVariables updated;
  llvm::StringMap<unsigned> numDeclarations;
};
} // namespace

//===----------------------------------------------------------------------===//
// What is folded
//===----------------------------------------------------------------------===//

namespace {
/// An operation that computes `scale * input + offset` with numbers per
/// channel.
struct ChannelMap {
  Value input;
  PerChannel scale, offset;
  /// The tensor that the offset comes from, if there is one.
  Value offsetTensor;
};
} // namespace

static std::optional<ChannelMap> getNormalization(BatchNormalizationOp op,
                                                  int64_t channels,
                                                  const KnownValues &known) {
  auto mean = known.getPerChannel(op.getMean(), channels);
  auto variance = known.getPerChannel(op.getVariance(), channels);
  auto offset = known.getPerChannel(op.getOffset(), channels);
  auto scale = known.getPerChannel(op.getScale(), channels);
  if (!mean || !variance || !offset || !scale)
    return std::nullopt;
  double epsilon = op.getEpsilon().convertToDouble();
  for (int64_t i = 0; i < channels; ++i) {
    (*scale)[i] /= std::sqrt((*variance)[i] + epsilon);
    (*offset)[i] -= (*mean)[i] * (*scale)[i];
  }
  return ChannelMap{op.getInput(), std::move(*scale), std::move(*offset),
                    op.getOffset()};
}

/// What one of the four operations of arithmetic does to the operand that is
/// not known.
static std::optional<ChannelMap> getArithmetic(Operation *op, int64_t channels,
                                               const KnownValues &known) {
  Value lhs = op->getOperand(0), rhs = op->getOperand(1);
  auto rhsValues = known.getPerChannel(rhs, channels);
  auto lhsValues = known.getPerChannel(lhs, channels);
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

static std::optional<ChannelMap> getChannelMap(Operation *op,
                                               const KnownValues &known) {
  if (!isa<BatchNormalizationOp, AddOp, SubOp, MulOp, DivOp>(op) ||
      isMarked(op))
    return std::nullopt;
  auto type = cast<RankedTensorType>(op->getResult(0).getType());
  if (type.getRank() < 2 || type.isDynamicDim(1))
    return std::nullopt;
  int64_t channels = type.getDimSize(1);
  if (auto normalization = dyn_cast<BatchNormalizationOp>(op))
    return getNormalization(normalization, channels, known);
  return getArithmetic(op, channels, known);
}

//===----------------------------------------------------------------------===//
// Where it is folded into
//===----------------------------------------------------------------------===//

namespace {
/// The operands of a layer that channels can be scaled and moved with.
struct Weights {
  OpOperand *filter;
  OpOperand *bias;
  /// Which dimension of the filter has the output channels, of a group if there
  /// are several.
  unsigned channelDim;
};
} // namespace

static std::optional<Weights> getWeights(Operation *op) {
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
      .Default(std::nullopt);
}

/// The values, if all are finite as f32.
static std::optional<Elements> makeElements(RankedTensorType type,
                                            ArrayRef<double> values) {
  Elements elements = Elements::allocate(type);
  auto *floats = reinterpret_cast<float *>(elements.getMutableBytes().data());
  for (double value : values) {
    *floats = static_cast<float>(value);
    if (!std::isfinite(*floats++))
      return std::nullopt;
  }
  return elements;
}

/// The filter with each output channel multiplied by its scale.
static std::optional<Elements> scaleFilter(const Elements &filter,
                                           unsigned channelDim,
                                           const PerChannel &scale) {
  ArrayRef<int64_t> shape = filter.getType().getShape();
  SmallVector<float, 0> floats = getFloats(filter);
  PerChannel values(floats.begin(), floats.end());
  // Where channels are in dimension 1, groups are along dimension 0, each with
  // channels of its own.
  int64_t channels = scale.size(), perGroup = shape[channelDim];
  int64_t rows = channelDim == 0 ? 1 : shape[0];
  int64_t rowsOfGroup = channelDim == 0 ? 1 : rows / (channels / perGroup);
  int64_t inner = values.size() / (rows * perGroup);
  double *value = values.data();
  for (int64_t row = 0; row < rows; ++row)
    for (int64_t i = 0; i < perGroup; ++i)
      for (int64_t j = 0; j < inner; ++j)
        *value++ *= scale[row / rowsOfGroup * perGroup + i];
  return makeElements(filter.getType(), values);
}

namespace {
class NormalizationFolder {
public:
  explicit NormalizationFolder(func::FuncOp function) : known(function) {}

  /// Folds an operation into the layer before it, if that can be.
  void fold(Operation *op) {
    std::optional<ChannelMap> map = getChannelMap(op, known);
    Operation *layer = map ? map->input.getDefiningOp() : nullptr;
    std::optional<Weights> weights =
        layer && layer->hasOneUse() && !isMarked(layer) &&
                layer->getResult(0).getType() == op->getResult(0).getType()
            ? getWeights(layer)
            : std::nullopt;
    if (!weights)
      return;
    int64_t channels = map->scale.size();
    auto filter = known.get(weights->filter->get());
    auto bias = known.getPerChannel(weights->bias->get(), channels);
    if (!filter || filter->getType().getNumElements() == 0 || !bias)
      return;

    PerChannel newBias(channels);
    for (int64_t i = 0; i < channels; ++i)
      newBias[i] = (*bias)[i] * map->scale[i] + map->offset[i];
    auto biasType = RankedTensorType::get({1, channels},
                                          filter->getType().getElementType());
    std::optional<Elements> filterElements =
        scaleFilter(*filter, weights->channelDim, map->scale);
    std::optional<Elements> biasElements = makeElements(biasType, newBias);
    if (!filterElements || !biasElements)
      return;

    OpBuilder builder(op);
    Value oldBias = weights->bias->get();
    Value newFilterValue = weights->filter->get(), newBiasValue = oldBias;
    if (llvm::any_of(map->scale, [](double scale) { return scale != 1; }))
      newFilterValue = replace(newFilterValue, *filterElements, builder);
    if (newBias != *bias) {
      // A number that stands for all channels is no bias of its own, mostly.
      bool isScalar = cast<ShapedType>(oldBias.getType()).getRank() == 0;
      newBiasValue =
          replace(isScalar && map->offsetTensor ? map->offsetTensor : oldBias,
                  *biasElements, builder);
    }
    Operation *merged = builder.clone(*layer);
    merged->setOperand(weights->filter->getOperandNumber(), newFilterValue);
    merged->setOperand(weights->bias->getOperandNumber(), newBiasValue);
    // The result is the tensor that it was folded with.
    merged->setLoc(op->getLoc());
    op->getResult(0).replaceAllUsesWith(merged->getResult(0));
    for (Operation *old : {op, layer}) {
      for (Value operand : old->getOperands())
        if (Operation *definition = operand.getDefiningOp())
          operands.insert(definition);
      operands.remove(old);
      old->erase();
    }
  }

  /// Removes the weights that nobody needs any more.
  void eraseUnused() {
    for (Operation *op : operands)
      if (isa<ConstantOp, VariableOp>(op) && op->use_empty())
        op->erase();
  }

private:
  /// New values with the name of `old`, and also its label where that is free
  /// for them.
  Value replace(Value old, const Elements &elements, OpBuilder &builder) {
    auto result = cast<OpResult>(old);
    StringRef name = getTensorName(result);
    Location loc = result.getLoc();
    auto variable = dyn_cast<VariableOp>(result.getOwner());
    if (variable && known.ownsLabel(variable))
      return VariableOp::create(builder, loc, elements.getType(),
                                variable.getLabelAttr(),
                                elements.getAttribute(variable.getLabel()));
    return ConstantOp::create(builder, loc, elements.getAttribute(name));
  }

  KnownValues known;
  /// What the operations that were folded computed with.
  llvm::SetVector<Operation *> operands;
};

struct FoldNormalizationPass
    : nnef::impl::FoldNormalizationPassBase<FoldNormalizationPass> {
  void runOnOperation() override {
    for (auto function : getOperation().getOps<func::FuncOp>()) {
      NormalizationFolder folder(function);
      SmallVector<Operation *> candidates;
      function.walk([&](Operation *op) {
        if (isa<BatchNormalizationOp, AddOp, SubOp, MulOp, DivOp>(op))
          candidates.push_back(op);
      });
      for (Operation *op : candidates)
        folder.fold(op);
      folder.eraseUnused();
    }
  }
};
} // namespace
