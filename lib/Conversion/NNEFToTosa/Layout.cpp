//===- Layout.cpp - Transpositions that cancel each other -----------------===//
//
// Part of the nnef-mlir project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

// Images are NCHW in NNEF and NHWC in TOSA. The lowering of each operation that
// depends on it transposes its operand and its result. These patterns move
// transpositions behind the operations that follow, until they meet one that
// undoes them.
//
//===----------------------------------------------------------------------===//

#include "Layout.h"

#include "NNEF/Dialect/NNEF/IR/Elements.h"
#include "TosaLowering.h"
#include "mlir/Dialect/Tosa/Utils/ConversionUtils.h"
#include "mlir/IR/IRMapping.h"
#include "mlir/Transforms/GreedyPatternRewriteDriver.h"

using namespace mlir;
using namespace nnef;

static SmallVector<int64_t> getPermutation(tosa::TransposeOp op) {
  return llvm::to_vector_of<int64_t>(op.getPerms());
}

static SmallVector<int64_t> invert(ArrayRef<int64_t> permutation) {
  SmallVector<int64_t> inverse(permutation.size());
  for (auto [i, dim] : llvm::enumerate(permutation))
    inverse[dim] = i;
  return inverse;
}

/// What entry `i` of the values stands for is at `permutation[i]`.
static SmallVector<int64_t> undo(ArrayRef<int64_t> values,
                                 ArrayRef<int64_t> permutation) {
  SmallVector<int64_t> result(values.size());
  for (auto [i, dim] : llvm::enumerate(permutation))
    result[dim] = values[i];
  return result;
}

static bool isIdentity(ArrayRef<int64_t> permutation) {
  return llvm::equal(permutation, llvm::seq<int64_t>(0, permutation.size()));
}

//===----------------------------------------------------------------------===//
// Operations that a transposition can pass
//===----------------------------------------------------------------------===//

/// Whether `op` is a slice whose place is known.
static bool canReadSlice(Operation *op) {
  auto slice = dyn_cast<tosa::SliceOp>(op);
  return slice && slice.getStart().getDefiningOp<tosa::ConstShapeOp>() &&
         slice.getSize().getDefiningOp<tosa::ConstShapeOp>();
}

/// Whether `op` rescales all elements by the same factor.
static bool isRescaleOfAll(Operation *op) {
  auto rescale = dyn_cast<tosa::RescaleOp>(op);
  return rescale && !rescale.getPerChannel();
}

/// The operands of `op` that have the layout of its result; none if its meaning
/// depends on the layout in a way that is not known here.
static SmallVector<OpOperand *> getDataOperands(Operation *op) {
  SmallVector<OpOperand *> operands;
  if (isa<tosa::MulOp>(op)) {
    // The third operand is a shift.
    operands = {&op->getOpOperand(0), &op->getOpOperand(1)};
  } else if (isa<tosa::NegateOp, tosa::CastOp, tosa::ReduceMaxOp,
                 tosa::ReduceMinOp, tosa::ReduceSumOp, tosa::ReduceAllOp,
                 tosa::ReduceAnyOp>(op) ||
             isRescaleOfAll(op) || isa<tosa::TableOp>(op) || canReadSlice(op)) {
    operands = {&op->getOpOperand(0)};
  } else if (isa<tosa::AbsOp, tosa::AddOp, tosa::CeilOp, tosa::ClampOp,
                 tosa::ConcatOp, tosa::CosOp, tosa::EqualOp, tosa::ExpOp,
                 tosa::FloorOp, tosa::GreaterEqualOp, tosa::GreaterOp,
                 tosa::IntDivOp, tosa::LogOp, tosa::LogicalAndOp,
                 tosa::LogicalNotOp, tosa::LogicalOrOp, tosa::LogicalXorOp,
                 tosa::MaximumOp, tosa::MinimumOp, tosa::PowOp,
                 tosa::ReciprocalOp, tosa::RsqrtOp, tosa::SelectOp,
                 tosa::SigmoidOp, tosa::SinOp, tosa::SubOp, tosa::TanhOp>(op)) {
    for (OpOperand &operand : op->getOpOperands())
      operands.push_back(&operand);
  }
  return operands;
}

/// Makes what `op` says of dimensions hold for operands that are not
/// transposed.
static void adaptDimensions(Operation *op, ArrayRef<int64_t> permutation,
                            PatternRewriter &rewriter) {
  if (auto axis = op->getAttrOfType<IntegerAttr>("axis"))
    op->setAttr("axis", rewriter.getI32IntegerAttr(permutation[axis.getInt()]));
  auto slice = dyn_cast<tosa::SliceOp>(op);
  if (!slice)
    return;
  for (OpOperand *operand :
       {&slice.getStartMutable(), &slice.getSizeMutable()}) {
    SmallVector<int64_t> values;
    tosa::getConstShapeValues(operand->get().getDefiningOp(), values);
    OpBuilder::InsertionGuard guard(rewriter);
    rewriter.setInsertionPoint(op);
    ImplicitLocOpBuilder b(op->getLoc(), rewriter);
    operand->set(tosa::getTosaConstShape(b, undo(values, permutation)));
  }
}

/// Whether a permutation of a tensor of that shape moves only dimensions of
/// extent 1, so that no element moves.
static bool movesNoElement(ArrayRef<int64_t> shape,
                           ArrayRef<int64_t> permutation) {
  int64_t last = -1;
  for (int64_t dim : permutation) {
    if (shape[dim] == 1)
      continue;
    if (dim < last)
      return false;
    last = dim;
  }
  return true;
}

static Value createTranspose(Value x, ArrayRef<int64_t> permutation,
                             Location loc, PatternRewriter &rewriter) {
  auto type = cast<RankedTensorType>(x.getType());
  SmallVector<int64_t> shape;
  for (int64_t dim : permutation)
    shape.push_back(type.getDimSize(dim));
  return tosa::TransposeOp::create(rewriter, loc, type.clone(shape), x,
                                   llvm::to_vector_of<int32_t>(permutation));
}

/// Whether `operand` is at hand without that permutation: what is transposed
/// like that, a constant, or a tensor in which no element has to move.
static bool canUntranspose(Value operand, ArrayRef<int64_t> permutation) {
  if (auto transpose = operand.getDefiningOp<tosa::TransposeOp>())
    if (getPermutation(transpose) == permutation)
      return true;
  if (auto constant = operand.getDefiningOp<tosa::ConstOp>())
    return Elements::get(constant.getValues()).has_value();
  return movesNoElement(cast<RankedTensorType>(operand.getType()).getShape(),
                        invert(permutation));
}

/// The operand without the permutation.
static Value untranspose(Value operand, ArrayRef<int64_t> permutation,
                         PatternRewriter &rewriter) {
  if (auto transpose = operand.getDefiningOp<tosa::TransposeOp>())
    if (getPermutation(transpose) == permutation)
      return transpose.getInput1();
  SmallVector<int64_t> inverse = invert(permutation);
  auto constant = operand.getDefiningOp<tosa::ConstOp>();
  if (!constant) {
    bool isOneElement =
        cast<RankedTensorType>(operand.getType()).getNumElements() == 1;
    return isOneElement
               ? operand
               : createTranspose(operand, inverse, operand.getLoc(), rewriter);
  }
  ElementsAttr values =
      transposeElements(constant.getValues(), inverse, "constant");
  return tosa::ConstOp::create(rewriter, constant.getLoc(),
                               values.getShapedType(), values);
}

/// How operands are transposed, if any is so that its elements move.
static SmallVector<int64_t>
getPermutationOfOperands(ArrayRef<OpOperand *> operands) {
  for (OpOperand *operand : operands)
    if (auto transpose = operand->get().getDefiningOp<tosa::TransposeOp>()) {
      SmallVector<int64_t> permutation = getPermutation(transpose);
      auto type = cast<RankedTensorType>(transpose.getInput1().getType());
      if (operands.size() == 1 || !movesNoElement(type.getShape(), permutation))
        return permutation;
    }
  return {};
}

namespace {
/// op(transpose(x), ...) becomes transpose(op(x, ...)).
struct SinkTranspose : RewritePattern {
  explicit SinkTranspose(MLIRContext *context)
      : RewritePattern(MatchAnyOpTypeTag(), /*benefit=*/1, context) {}

  LogicalResult matchAndRewrite(Operation *op,
                                PatternRewriter &rewriter) const final {
    SmallVector<OpOperand *> operands = getDataOperands(op);
    SmallVector<int64_t> permutation = getPermutationOfOperands(operands);
    auto canPass = [&](OpOperand *operand) {
      return canUntranspose(operand->get(), permutation);
    };
    if (permutation.empty() || !llvm::all_of(operands, canPass))
      return failure();
    IRMapping mapping;
    for (OpOperand *operand : operands)
      mapping.map(operand->get(),
                  untranspose(operand->get(), permutation, rewriter));
    Operation *inner = rewriter.clone(*op, mapping);
    adaptDimensions(inner, permutation, rewriter);
    auto type = cast<RankedTensorType>(op->getResult(0).getType());
    inner->getResult(0).setType(type.clone(undo(type.getShape(), permutation)));
    rewriter.replaceOpWithNewOp<tosa::TransposeOp>(
        op, type, inner->getResult(0),
        llvm::to_vector_of<int32_t>(permutation));
    return success();
  }
};
} // namespace

//===----------------------------------------------------------------------===//
// Transpositions that meet
//===----------------------------------------------------------------------===//

/// Two transpositions are one, or none.
static LogicalResult joinTransposes(tosa::TransposeOp op,
                                    PatternRewriter &rewriter) {
  SmallVector<int64_t> permutation = getPermutation(op);
  Value input = op.getInput1();
  if (auto inner = input.getDefiningOp<tosa::TransposeOp>()) {
    for (int64_t &dim : permutation)
      dim = inner.getPerms()[dim];
    input = inner.getInput1();
  }
  if (isIdentity(permutation)) {
    rewriter.replaceOp(op, input);
    return success();
  }
  if (input == op.getInput1())
    return failure();
  rewriter.replaceOpWithNewOp<tosa::TransposeOp>(
      op, op.getType(), input, llvm::to_vector_of<int32_t>(permutation));
  return success();
}

/// A transposition that moves only dimensions of extent 1 is a reshape.
static LogicalResult transposeToReshape(tosa::TransposeOp op,
                                        PatternRewriter &rewriter) {
  auto shape = cast<RankedTensorType>(op.getInput1().getType()).getShape();
  if (!movesNoElement(shape, getPermutation(op)))
    return failure();
  ImplicitLocOpBuilder b(op.getLoc(), rewriter);
  Value extents = tosa::getTosaConstShape(
      b, cast<RankedTensorType>(op.getType()).getShape());
  rewriter.replaceOpWithNewOp<tosa::ReshapeOp>(op, op.getType(), op.getInput1(),
                                               extents);
  return success();
}

/// Only the last one of two reshapes matters.
static LogicalResult joinReshapes(tosa::ReshapeOp op,
                                  PatternRewriter &rewriter) {
  Value input = op.getInput1();
  while (auto inner = input.getDefiningOp<tosa::ReshapeOp>())
    input = inner.getInput1();
  if (input.getType() == op.getType()) {
    rewriter.replaceOp(op, input);
    return success();
  }
  if (input == op.getInput1())
    return failure();
  rewriter.replaceOpWithNewOp<tosa::ReshapeOp>(op, op.getType(), input,
                                               op.getShape());
  return success();
}

void nnef::simplifyLayouts(Operation *root) {
  GreedyRewriteConfig config;
  config.enableFolding(false);
  config.enableConstantCSE(false);
  config.setUseTopDownTraversal(true);
  auto apply = [&](RewritePatternSet &&patterns) {
    // What does not converge is still right.
    (void)applyPatternsGreedily(root, std::move(patterns), config);
  };
  RewritePatternSet moving(root->getContext());
  moving.add<SinkTranspose>(root->getContext());
  moving.add(joinTransposes);
  apply(std::move(moving));
  // Where transpositions have come to rest.
  RewritePatternSet resting(root->getContext());
  resting.add(joinTransposes);
  resting.add(transposeToReshape);
  resting.add(joinReshapes);
  apply(std::move(resting));
}
