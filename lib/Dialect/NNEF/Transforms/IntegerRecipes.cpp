//===- IntegerRecipes.cpp - What can be computed with codes ---------------===//
//
// Part of the nnef-mlir project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "IntegerRecipes.h"

#include "NNEF/Dialect/NNEF/IR/UniformQuantization.h"
#include "mlir/IR/Matchers.h"
#include "mlir/IR/TypeUtilities.h"
#include "llvm/ADT/TypeSwitch.h"

using namespace mlir;
using namespace nnef;
using quant::QuantizedType;

IntegerRecipe nnef::getIntegerRecipe(Operation *op) {
  return llvm::TypeSwitch<Operation *, IntegerRecipe>(op)
      .Case<ReshapeOp, SqueezeOp, UnsqueezeOp, TransposeOp, SliceOp, SplitOp,
            UnstackOp, TileOp, GatherOp, CopyNOp, NearestUpsampleOp,
            NearestDownsampleOp, MaxPoolOp, MaxReduceOp, MinReduceOp>(
          [](auto) { return IntegerRecipe::Move; })
      .Case([](PadOp op) {
        // There is a code for 0.
        bool isZero =
            op.getBorder() != BorderMode::Constant || op.getValue().isZero();
        return isZero ? IntegerRecipe::Move : IntegerRecipe::Compute;
      })
      .Case<StackOp, SelectOp, MinOp, MaxOp>(
          [](auto) { return IntegerRecipe::Merge; })
      // What depends on one code, or on one code and a number.
      .Case<CopyOp, NegOp, RcpOp, ExpOp, LogOp, SinOp, CosOp, TanOp, SinhOp,
            CoshOp, TanhOp, AsinOp, AcosOp, AtanOp, AsinhOp, AcoshOp, AtanhOp,
            AbsOp, SignOp, FloorOp, CeilOp, RoundOp, SqrOp, SqrtOp, RsqrOp,
            RsqrtOp, Log2Op, SigmoidOp, SoftplusOp, GeluOp, SiluOp, SoftabsOp,
            EluOp, SeluOp, LeakyReluOp, ReluOp, ClampOp, DivOp, PowOp>(
          [](auto) { return IntegerRecipe::Compute; })
      .Case<AddOp, SubOp, MulOp, PreluOp, ConcatOp, SoftmaxOp, AvgPoolOp, BoxOp,
            AreaDownsampleOp, MeanReduceOp, SumReduceOp>(
          [](auto) { return IntegerRecipe::Compute; })
      .Case([](MultilinearUpsampleOp op) {
        // Beyond the edges is what is at them.
        bool replicates = op.getBorder() == BorderMode::Replicate ||
                          op.getMethod() == InterpolationMethod::Aligned;
        return replicates && op.getFactor().size() <= 2 ? IntegerRecipe::Compute
                                                        : IntegerRecipe::None;
      })
      .Case<ConvOp, DeconvOp, LinearOp, MatmulOp>(
          [](auto) { return IntegerRecipe::Product; })
      .Default(IntegerRecipe::None);
}

bool nnef::isLimit(Operation *op) { return isa<ReluOp, ClampOp>(op); }

bool nnef::isKnownNumber(OpOperand &operand) {
  Operation *op = operand.getOwner();
  bool isBound = isa<ClampOp, PreluOp>(op) && operand.getOperandNumber() > 0;
  return (isBound ||
          isa<AddOp, SubOp, MulOp, DivOp, PowOp, MinOp, MaxOp>(op)) &&
         cast<ShapedType>(operand.get().getType()).getRank() == 0 &&
         matchPattern(operand.get(), m_Constant());
}

//===----------------------------------------------------------------------===//
// Types
//===----------------------------------------------------------------------===//

/// The dimension of a reshaped tensor that dimension `axis` has become: one of
/// the same extent, with as many elements before it. None if there is none.
static std::optional<unsigned>
getReshapedAxis(ArrayRef<int64_t> from, unsigned axis, ArrayRef<int64_t> to) {
  if (ShapedType::isDynamicShape(from) || ShapedType::isDynamicShape(to))
    return std::nullopt;
  int64_t before = 1, reached = 1;
  for (int64_t extent : from.take_front(axis))
    before *= extent;
  for (auto [dim, extent] : llvm::enumerate(to)) {
    if (reached == before && extent == from[axis])
      return dim;
    reached *= extent;
  }
  return std::nullopt;
}

QuantizedType nnef::getMovedType(Operation *move, QuantizedType type) {
  auto perAxis = dyn_cast<quant::UniformQuantizedPerAxisType>(type);
  if (!perAxis)
    return type;
  auto from = cast<ShapedType>(move->getOperand(0).getType());
  auto to = cast<ShapedType>(move->getResult(0).getType());
  unsigned axis = perAxis.getQuantizedDimension();
  std::optional<unsigned> moved;
  if (auto transpose = dyn_cast<TransposeOp>(move)) {
    auto *place = llvm::find(transpose.getAxes(), int64_t(axis));
    // Dimensions that are not listed stay.
    moved = place == transpose.getAxes().end()
                ? axis
                : std::distance(transpose.getAxes().begin(), place);
  } else if (isa<ReshapeOp, SqueezeOp, UnsqueezeOp>(move)) {
    moved = getReshapedAxis(from.getShape(), axis, to.getShape());
  }
  if (!moved)
    return {};
  auto result = *UniformQuantization::get(type);
  result.axis = *moved;
  return result.getType(cast<FloatType>(type.getExpressedType()));
}

/// The dimension of a filter along which its scales may differ: that of output
/// channels.
static std::optional<unsigned> getChannelDim(Operation *product) {
  return llvm::TypeSwitch<Operation *, std::optional<unsigned>>(product)
      .Case<ConvOp, LinearOp>([](auto) { return 0; })
      .Case([](DeconvOp op) {
        return op.getGroups() == 1 ? std::optional(1u) : std::nullopt;
      })
      .Default(std::nullopt);
}

bool nnef::appliesTo(IntegerRecipe recipe, Operation *op,
                     ArrayRef<QuantizedType> operands,
                     ArrayRef<QuantizedType> results) {
  auto isPerAxis = [](Type type) {
    return isa<quant::UniformQuantizedPerAxisType>(type);
  };
  // One scale, and codes that fit into a byte.
  auto isByte = [&](QuantizedType type) {
    return type && !isPerAxis(type) && type.getStorageTypeIntegralWidth() <= 8;
  };
  auto isNumber = [](Value value) {
    return isa<FloatType>(getElementTypeOrSelf(value));
  };
  switch (recipe) {
  case IntegerRecipe::None:
    return false;
  case IntegerRecipe::Move: {
    if (!operands.front() ||
        (isPerAxis(operands.front()) &&
         !isa<ReshapeOp, SqueezeOp, UnsqueezeOp, TransposeOp>(op)))
      return false;
    QuantizedType moved = getMovedType(op, operands.front());
    // Only single bytes get other codes.
    return moved && llvm::all_of(results, [&](QuantizedType result) {
             return !result || result == moved ||
                    (isByte(result) && isByte(moved));
           });
  }
  case IntegerRecipe::Merge:
  case IntegerRecipe::Compute:
    if (!llvm::all_of(results, isByte) || !llvm::any_of(operands, isByte))
      return false;
    // Of these, one operand must be a number.
    if (isa<DivOp, PowOp>(op) &&
        llvm::none_of(op->getOpOperands(), isKnownNumber))
      return false;
    return llvm::all_of(op->getOpOperands(), [&](OpOperand &operand) {
      return !isNumber(operand.get()) ||
             isByte(operands[operand.getOperandNumber()]) ||
             isKnownNumber(operand);
    });
  case IntegerRecipe::Product: {
    QuantizedType filter = operands[1];
    if (!isByte(results.front()) || !isByte(operands.front()) || !filter)
      return false;
    auto perAxis = dyn_cast<quant::UniformQuantizedPerAxisType>(filter);
    return filter.getStorageTypeIntegralWidth() <= 8 &&
           (!perAxis ||
            (getChannelDim(op) == unsigned(perAxis.getQuantizedDimension()) &&
             llvm::all_of(perAxis.getZeroPoints(),
                          [](int64_t point) { return point == 0; })));
  }
  }
  llvm_unreachable("all recipes are covered");
}

QuantizedType nnef::getBiasType(Operation *op, QuantizedType input,
                                QuantizedType filter) {
  auto inputScale = UniformQuantization::get(input)->scales.front();
  UniformQuantization bias = *UniformQuantization::get(filter);
  bias.bits = 32;
  bias.isSigned = true;
  bias.isSymmetric = false;
  for (double &scale : bias.scales)
    scale *= inputScale;
  llvm::fill(bias.zeroPoints, 0);
  // Biases have the shape (1, channels).
  if (bias.axis)
    bias.axis = 1;
  return bias.getType(cast<FloatType>(input.getExpressedType()));
}
