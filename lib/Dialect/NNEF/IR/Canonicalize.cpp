//===- Canonicalize.cpp - Simpler operations for the same -----------------===//
//
// Part of the nnef-mlir project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "Folds.h"
#include "NNEF/Dialect/NNEF/IR/NNEF.h"
#include "mlir/IR/PatternMatch.h"
#include "mlir/IR/TypeUtilities.h"

using namespace mlir;
using namespace nnef;

//===----------------------------------------------------------------------===//
// Shapes
//===----------------------------------------------------------------------===//

/// Two operations in a row that only change the shape are one.
template <typename OpT>
static LogicalResult mergeReshapes(OpT op, PatternRewriter &rewriter) {
  Operation *inner = getReshape(op.getInput());
  auto type = cast<RankedTensorType>(op.getOutput().getType());
  if (!inner || isMarked(op) || !determinesShape(type))
    return failure();
  SmallVector<int64_t> shape;
  for (int64_t extent : type.getShape())
    shape.push_back(ShapedType::isDynamic(extent) ? -1 : extent);
  rewriter.replaceOpWithNewOp<ReshapeOp>(op, type, inner->getOperand(0),
                                         rewriter.getDenseI64ArrayAttr(shape));
  return success();
}

static LogicalResult mergeTransposes(TransposeOp op,
                                     PatternRewriter &rewriter) {
  auto inner = getUnmarked<TransposeOp>(op.getInput());
  if (!inner || isMarked(op))
    return failure();
  SmallVector<int64_t> axes;
  for (int64_t axis = 0, rank = op.getType().getRank(); axis < rank; ++axis) {
    // Dimensions that are not listed stay.
    auto getSource = [&](ArrayRef<int64_t> permutation, int64_t axis) {
      return axis < static_cast<int64_t>(permutation.size()) ? permutation[axis]
                                                             : axis;
    };
    axes.push_back(getSource(inner.getAxes(), getSource(op.getAxes(), axis)));
  }
  rewriter.replaceOpWithNewOp<TransposeOp>(op, op.getType(), inner.getInput(),
                                           rewriter.getDenseI64ArrayAttr(axes));
  return success();
}

static LogicalResult simplifyStack(StackOp op, PatternRewriter &rewriter) {
  if (op.getValues().size() != 1 || isMarked(op))
    return failure();
  rewriter.replaceOpWithNewOp<UnsqueezeOp>(
      op, op.getType(), op.getValues().front(),
      rewriter.getDenseI64ArrayAttr(op.getAxis()));
  return success();
}

static LogicalResult simplifyUnstack(UnstackOp op, PatternRewriter &rewriter) {
  if (op->getNumResults() != 1 || isMarked(op))
    return failure();
  rewriter.replaceOpWithNewOp<SqueezeOp>(
      op, op->getResult(0).getType(), op.getValue(),
      rewriter.getDenseI64ArrayAttr(op.getAxis()));
  return success();
}

/// Two samplings in a row, of elements as they are, are one.
template <typename OpT>
static LogicalResult mergeSamplings(OpT op, PatternRewriter &rewriter) {
  OpT inner = getUnmarked<OpT>(op.getInput());
  if (!inner || isMarked(op))
    return failure();
  SmallVector<int64_t> factor;
  for (auto [outer, within] : llvm::zip(op.getFactor(), inner.getFactor()))
    if (llvm::MulOverflow(outer, within, factor.emplace_back()) ||
        factor.back() > std::numeric_limits<int32_t>::max())
      return failure();
  rewriter.replaceOpWithNewOp<OpT>(op, op.getType(), inner.getInput(),
                                   rewriter.getDenseI64ArrayAttr(factor));
  return success();
}

//===----------------------------------------------------------------------===//
// Casts
//===----------------------------------------------------------------------===//

/// The number of bits that the numbers of a type need: those of the significand
/// of a float, those of an integer without its sign.
static unsigned getPrecision(Type type) {
  if (auto real = dyn_cast<FloatType>(type))
    return APFloat::semanticsPrecision(real.getFloatSemantics());
  bool hasSign = !type.isUnsignedInteger() && !type.isSignlessInteger(1);
  return type.getIntOrFloatBitWidth() - (hasSign ? 1 : 0);
}

static bool hasSign(Type type) {
  return !type.isUnsignedInteger() && !type.isSignlessInteger(1);
}

/// Whether `to` has all numbers of `from`.
static bool isExact(Type from, Type to) {
  // Truth is not a number of bits.
  if (to.isSignlessInteger(1))
    return from == to;
  auto fromFloat = dyn_cast<FloatType>(from), toFloat = dyn_cast<FloatType>(to);
  if (fromFloat && toFloat)
    return APFloat::isRepresentableBy(fromFloat.getFloatSemantics(),
                                      toFloat.getFloatSemantics());
  if (fromFloat)
    return false;
  if (toFloat) {
    // The largest one is just below a power of 2.
    int maxExponent =
        APFloat::semanticsMaxExponent(toFloat.getFloatSemantics());
    return getPrecision(from) <= getPrecision(to) &&
           static_cast<int>(getPrecision(from)) <= maxExponent;
  }
  return getPrecision(from) <= getPrecision(to) &&
         (hasSign(to) || !hasSign(from));
}

/// A cast to a type that has all numbers, and then to another, is one cast.
static LogicalResult mergeCasts(CastOp op, PatternRewriter &rewriter) {
  auto inner = getUnmarked<CastOp>(op.getInput());
  if (!inner || isMarked(op))
    return failure();
  Type from = getElementTypeOrSelf(inner.getInput().getType());
  Type between = getElementTypeOrSelf(inner.getType());
  Type to = getElementTypeOrSelf(op.getType());
  if (!isExact(from, between))
    return failure();
  if (inner.getInput().getType() == op.getType()) {
    rewriter.replaceOp(op, inner.getInput());
    return success();
  }
  // A float that is too large for an integer becomes the nearest one, while an
  // integer loses bits.
  bool toInteger = isa<IntegerType>(to) && !to.isInteger(1);
  if (isa<FloatType>(between) && isa<IntegerType>(from) && toInteger &&
      !isExact(from, to))
    return failure();
  // There is no cast between floats of one width.
  if (isa<FloatType>(from) && isa<FloatType>(to) &&
      from.getIntOrFloatBitWidth() == to.getIntOrFloatBitWidth())
    return failure();
  rewriter.replaceOpWithNewOp<CastOp>(op, op.getType(), inner.getInput());
  return success();
}

void NNEFDialect::getCanonicalizationPatterns(
    RewritePatternSet &patterns) const {
  patterns.add(mergeReshapes<ReshapeOp>);
  patterns.add(mergeReshapes<SqueezeOp>);
  patterns.add(mergeReshapes<UnsqueezeOp>);
  patterns.add(mergeTransposes);
  patterns.add(simplifyStack);
  patterns.add(simplifyUnstack);
  patterns.add(mergeSamplings<NearestUpsampleOp>);
  patterns.add(mergeSamplings<NearestDownsampleOp>);
  patterns.add(mergeCasts);
}
