//===- Sampling.cpp - Up and down-sampling to Linalg ---------------------===//
//
// Part of the nnef-mlir project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "LoweringUtils.h"

#include "mlir/Dialect/Utils/StaticValueUtils.h"

using namespace mlir;
using namespace nnef;

static LogicalResult lowerNearestDownsample(NearestDownsampleOp op,
                                            PatternRewriter &rewriter) {
  Lowering b(op, rewriter);
  Sizes sizes = b.getSizes(op->getResult(0));
  Sizes offsets(sizes.size(), b.getIndexAttr(0));
  Sizes strides(2, b.getIndexAttr(1));
  for (int64_t factor : op.getFactor())
    strides.push_back(b.getIndexAttr(factor));
  rewriter.replaceOp(
      op, b.create<tensor::ExtractSliceOp>(op.getType(), op.getInput(), offsets,
                                           sizes, strides));
  return success();
}

static LogicalResult lowerAreaDownsample(AreaDownsampleOp op,
                                         PatternRewriter &rewriter) {
  Lowering b(op, rewriter);
  SmallVector<int64_t> blocks(2, 1);
  llvm::append_range(blocks, op.getFactor());
  SmallVector<int64_t> noPadding(2 * blocks.size(), 0);
  rewriter.replaceOpWithNewOp<AvgPoolOp>(
      op, op.getType(), op.getInput(), b.getDenseI64ArrayAttr(blocks),
      BorderModeAttr(), PaddingAttr::get(b.getContext(), noPadding),
      b.getDenseI64ArrayAttr(blocks), DenseI64ArrayAttr());
  return success();
}

static LogicalResult lowerNearestUpsample(NearestUpsampleOp op,
                                          PatternRewriter &rewriter) {
  // Repeat each element along new dimensions behind those of space, which then
  // melt together: (N, C, H, W) to (N, C, H, f, W, g) to (N, C, H*f, W*g).
  Lowering b(op, rewriter);
  Sizes sizes = b.getSizes(op.getInput()), repeated;
  SmallVector<int64_t> newDims;
  for (auto [i, size] : llvm::enumerate(sizes)) {
    repeated.push_back(size);
    if (i < 2)
      continue;
    newDims.push_back(repeated.size());
    repeated.push_back(b.getIndexAttr(op.getFactor()[i - 2]));
  }
  Value empty =
      b.createEmpty(repeated, op.getInput().getType().getElementType());
  Value copies = b.create<linalg::BroadcastOp>(op.getInput(), empty, newDims)
                     ->getResult(0);
  rewriter.replaceOp(op, b.createReshape(copies, b.getSizes(op->getResult(0))));
  return success();
}

/// The element at `place` along `axis`, which may lie beyond the edges.
static Value extractAt(Lowering &b, Value input, ValueRange place, int64_t axis,
                       Value position, Value extent, BorderMode border) {
  Value zero = b.index(0), one = b.index(1);
  Value last = b.create<arith::SubIOp>(extent, one);
  Value at = position;
  if (border == BorderMode::Reflect || border == BorderMode::ReflectEven) {
    int64_t edge = border == BorderMode::ReflectEven ? 1 : 0;
    at = b.create<arith::MaxSIOp>(
        at, b.create<arith::SubIOp>(b.index(-edge), at).getResult());
    Value twice = b.create<arith::AddIOp>(last, last);
    twice = b.create<arith::AddIOp>(twice, b.index(edge));
    at = b.create<arith::MinSIOp>(
        at, b.create<arith::SubIOp>(twice, at).getResult());
  }
  Value inside = b.create<arith::MinSIOp>(
      b.create<arith::MaxSIOp>(at, zero).getResult(), last);
  SmallVector<Value> source(place);
  source[axis] = inside;
  Value element = b.create<tensor::ExtractOp>(input, source);
  if (border != BorderMode::Constant)
    return element;
  Value isInside =
      b.create<arith::CmpIOp>(arith::CmpIPredicate::eq, inside, position);
  return b.select(isInside, element, b.constant(element.getType(), 0));
}

/// Interpolates linearly along one dimension.
static Value createInterpolation(Lowering &b, Value input, int64_t axis,
                                 int64_t factor, InterpolationMethod method,
                                 BorderMode border) {
  Sizes sizes = b.getSizes(input), output = sizes;
  int64_t extent = *getConstantIntValue(sizes[axis]);
  output[axis] = b.getIndexAttr(extent * factor);
  // Element i of the output lies at (i * scale + offset) / divisor.
  int64_t scale = 1, offset = 0, divisor = factor;
  if (method == InterpolationMethod::Symmetric) {
    scale = 2;
    offset = 1 - factor;
    divisor = 2 * factor;
  } else if (method == InterpolationMethod::Aligned) {
    scale = extent - 1;
    divisor = std::max<int64_t>(extent * factor - 1, 1);
  }
  Type type = getElementType(input);
  return b.createGenerated(output, type, [&](Lowering &b, ValueRange place) {
    Value numerator = b.create<arith::MulIOp>(place[axis], b.index(scale));
    numerator = b.create<arith::AddIOp>(numerator, b.index(offset));
    Value left = b.create<arith::FloorDivSIOp>(numerator, b.index(divisor));
    Value rest = b.create<arith::SubIOp>(
        numerator, b.create<arith::MulIOp>(left, b.index(divisor)).getResult());
    Value right = b.create<arith::AddIOp>(left, b.index(1));
    Value weight = b.create<arith::SIToFPOp>(
        type, b.create<arith::IndexCastOp>(b.getI64Type(), rest).getResult());
    weight = b.div(weight, b.constant(type, divisor));
    Value size = b.index(extent);
    Value x = extractAt(b, input, place, axis, left, size, border);
    Value y = extractAt(b, input, place, axis, right, size, border);
    Value one = b.constant(type, 1);
    Value leftPart = b.mul(b.sub(one, weight), x);
    return b.add(leftPart, b.mul(weight, y));
  });
}

static LogicalResult lowerMultilinearUpsample(MultilinearUpsampleOp op,
                                              PatternRewriter &rewriter) {
  auto spatial = op.getInput().getType().getShape().drop_front(2);
  if (ShapedType::isDynamicShape(spatial) ||
      op.getBorder() == BorderMode::Ignore)
    return failure();
  Lowering b(op, rewriter);
  Value result = op.getInput();
  for (auto [i, factor] : llvm::enumerate(op.getFactor()))
    result = createInterpolation(b, result, i + 2, factor, op.getMethod(),
                                 op.getBorder());
  rewriter.replaceOp(op, result);
  return success();
}

void nnef::populateSamplingPatterns(RewritePatternSet &patterns) {
  patterns.add(lowerNearestDownsample);
  patterns.add(lowerAreaDownsample);
  patterns.add(lowerNearestUpsample);
  patterns.add(lowerMultilinearUpsample);
}
