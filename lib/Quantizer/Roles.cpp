//===- Roles.cpp - What operations are to quantization --------------------===//
//
// Part of the nnef-mlir project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "Roles.h"
#include "llvm/ADT/TypeSwitch.h"

using namespace mlir;
using namespace nnef;

StringRef nnef::getName(Value tensor) {
  if (auto result = dyn_cast<OpResult>(tensor))
    return getTensorName(result);
  SmallVector<StringRef, 1> names = getTensorNames(tensor.getLoc());
  return names.size() == 1 ? names.front() : "input";
}

std::optional<Elements> nnef::getKnownValues(Value value) {
  if (!cast<ShapedType>(value.getType()).getElementType().isF32())
    return std::nullopt;
  if (auto constant = value.getDefiningOp<ConstantOp>())
    return Elements::get(constant.getValue());
  auto variable = value.getDefiningOp<VariableOp>();
  return variable && variable.getValue() ? Elements::get(*variable.getValue())
                                         : std::nullopt;
}

bool nnef::sharesCodes(Operation *op) {
  if (auto box = dyn_cast<BoxOp>(op))
    return box.getNormalize();
  return isa<
      // The standard's data movement.
      ConcatOp, GatherOp, PadOp, ReshapeOp, SliceOp, SplitOp, SqueezeOp,
      StackOp, TileOp, TransposeOp, UnsqueezeOp, UnstackOp,
      // What picks elements.
      MaxPoolOp, MaxPoolWithIndexOp, MaxReduceOp, MinReduceOp, MaxOp, MinOp,
      SelectOp, NearestDownsampleOp, NearestUpsampleOp, SampleOp,
      // What averages them.
      AreaDownsampleOp, AvgPoolOp, MultilinearUpsampleOp>(op);
}

bool nnef::isCodedConstant(OpOperand &operand) {
  Operation *op = operand.getOwner();
  bool isArithmetic = isa<AddOp, MulOp, SubOp>(op);
  if (!isArithmetic && !isa<PreluOp>(op) && !sharesCodes(op))
    return false;
  std::optional<Elements> values = getKnownValues(operand.get());
  // A number by itself that is a limit stays one.
  return values && values->getType().getNumElements() != 0 &&
         (isArithmetic || values->getType().getRank() != 0);
}

bool nnef::isPartOfActivation(Value tensor) {
  Operation *op = tensor.getDefiningOp();
  if (!isa_and_nonnull<ConvOp, DeconvOp, SeparableConvOp, SeparableDeconvOp,
                       LinearOp, MatmulOp, AddOp, SubOp, MulOp, DivOp,
                       BatchNormalizationOp>(op) ||
      !tensor.hasOneUse())
    return false;
  Operation *user = *tensor.user_begin();
  if (auto clamp = dyn_cast<ClampOp>(user))
    return clamp.getX() == tensor && getKnownValues(clamp.getA()) &&
           getKnownValues(clamp.getB());
  return isa<ReluOp>(user);
}

std::optional<LinearCode>
nnef::getFixedCode(Value tensor, const QuantizationOptions &options) {
  Operation *op = tensor.getDefiningOp();
  bool isFraction = isa_and_nonnull<SigmoidOp, SoftmaxOp>(op);
  if (!isFraction && !isa_and_nonnull<TanhOp>(op))
    return std::nullopt;
  CodeType type = {8, options.isSigned,
                   options.isSigned && options.isSymmetric};
  if (options.isSymmetric)
    return chooseSymmetricCode(1.0, type);
  int64_t middle = type.isSigned ? 0 : 128;
  return isFraction ? LinearCode{type, 1.0f / 256, type.getLowest()}
                    : LinearCode{type, 1.0f / 128, middle};
}

std::optional<LayerWeights> nnef::getLayerWeights(Operation *op) {
  using Result = std::optional<LayerWeights>;
  auto get = [](auto layer, unsigned channelDim) {
    return LayerWeights{layer.getInput(), &layer.getFilterMutable(),
                        &layer.getBiasMutable(), channelDim};
  };
  auto weights =
      llvm::TypeSwitch<Operation *, Result>(op)
          .Case<ConvOp, LinearOp>([&](auto layer) { return get(layer, 0); })
          .Case([&](DeconvOp layer) { return get(layer, 1); })
          .Case([](MatmulOp layer) {
            // Either of the matrices may be the one that is known.
            OpOperand *a = &layer.getAMutable(), *b = &layer.getBMutable();
            if (getKnownValues(a->get()))
              std::swap(a, b);
            return LayerWeights{a->get(), b, /*bias=*/nullptr, std::nullopt};
          })
          .Default(std::nullopt);
  return weights && getKnownValues(weights->filter->get()) ? weights
                                                           : std::nullopt;
}
