//===- KnownValues.cpp - Tensors that never change ------------------------===//
//
// Part of the nnef-mlir project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "KnownValues.h"
#include "mlir/IR/BuiltinOps.h"
#include <cmath>

using namespace mlir;
using namespace nnef;

static Operation *getModule(Operation *op) {
  return isa<ModuleOp>(op) ? op : op->getParentOfType<ModuleOp>();
}

KnownValues::KnownValues(Operation *scope) : updated(getModule(scope)) {
  scope->walk([&](VariableOp variable) {
    ++numDeclarations[normalizeLabel(variable.getLabel())];
  });
}

std::optional<Elements> KnownValues::get(Value value) const {
  Operation *op = value.getDefiningOp();
  if (!op || isMarked(op))
    return std::nullopt;
  if (auto constant = dyn_cast<ConstantOp>(op))
    return Elements::get(constant.getValue());
  auto variable = dyn_cast<VariableOp>(op);
  if (!variable || !variable.getValue() || updated.contains(variable))
    return std::nullopt;
  return Elements::get(*variable.getValue());
}

std::optional<Elements> KnownValues::getReal(Value value) const {
  bool isReal = cast<ShapedType>(value.getType()).getElementType().isF32();
  return isReal ? get(value) : std::nullopt;
}

std::optional<PerChannel> KnownValues::getPerChannel(Value value,
                                                     int64_t channelDim,
                                                     int64_t channels) const {
  ArrayRef<int64_t> shape = cast<ShapedType>(value.getType()).getShape();
  for (auto [dim, extent] : llvm::enumerate(shape))
    if (extent != 1 &&
        (static_cast<int64_t>(dim) != channelDim || extent != channels))
      return std::nullopt;
  std::optional<Elements> elements = getReal(value);
  if (!elements)
    return std::nullopt;
  SmallVector<float, 0> floats = getFloats(*elements);
  PerChannel values(floats.begin(), floats.end());
  if (values.size() == 1)
    values.assign(channels, values.front());
  return values;
}

bool KnownValues::ownsLabel(VariableOp variable) const {
  return variable->hasOneUse() &&
         numDeclarations.lookup(normalizeLabel(variable.getLabel())) == 1;
}

std::optional<ChannelMap> nnef::getNormalization(BatchNormalizationOp op,
                                                 const KnownValues &known) {
  RankedTensorType type = op.getType();
  if (type.getRank() < 2 || type.isDynamicDim(1))
    return std::nullopt;
  int64_t channels = type.getDimSize(1);
  auto mean = known.getPerChannel(op.getMean(), 1, channels);
  auto variance = known.getPerChannel(op.getVariance(), 1, channels);
  auto offset = known.getPerChannel(op.getOffset(), 1, channels);
  auto scale = known.getPerChannel(op.getScale(), 1, channels);
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

std::optional<Elements> nnef::makeElements(RankedTensorType type,
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
