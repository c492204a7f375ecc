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

static Value lowerNearestDownsample(NearestDownsampleOp op, Lowering &b) {
  Sizes sizes = b.getSizes(op->getResult(0));
  Sizes offsets(sizes.size(), b.getIndexAttr(0));
  Sizes strides(2, b.getIndexAttr(1));
  for (int64_t factor : op.getFactor())
    strides.push_back(b.getIndexAttr(factor));
  return b.create<tensor::ExtractSliceOp>(op.getInput(), offsets, sizes,
                                          strides);
}

static Value lowerAreaDownsample(AreaDownsampleOp op, Lowering &b) {
  SmallVector<int64_t> blocks(2, 1);
  llvm::append_range(blocks, op.getFactor());
  SmallVector<int64_t> noPadding(2 * blocks.size(), 0);
  return b.create<AvgPoolOp>(
      op.getType(), op.getInput(), b.getDenseI64ArrayAttr(blocks),
      BorderModeAttr(), PaddingAttr::get(b.getContext(), noPadding),
      b.getDenseI64ArrayAttr(blocks), DenseI64ArrayAttr());
}

static Value lowerNearestUpsample(NearestUpsampleOp op, Lowering &b) {
  // Repeat each element along new dimensions behind those of space, which then
  // melt together: (N, C, H, W) to (N, C, H, f, W, g) to (N, C, H*f, W*g).
  Sizes sizes = b.getSizes(op.getInput()), repeated;
  SmallVector<int64_t> newDims, joined;
  for (auto [i, size] : llvm::enumerate(sizes)) {
    repeated.push_back(size);
    if (i < 2)
      continue;
    joined.push_back(repeated.size() - 1);
    newDims.push_back(repeated.size());
    repeated.push_back(b.getIndexAttr(op.getFactor()[i - 2]));
  }
  Value empty =
      b.createEmpty(repeated, op.getInput().getType().getElementType());
  Value copies = b.create<linalg::BroadcastOp>(op.getInput(), empty, newDims)
                     ->getResult(0);
  return b.createJoinedDims(copies, joined);
}

/// The element at `place` along `axis`, which may lie beyond the edges.
static Value extractAt(Lowering &b, Value input, ValueRange place, int64_t axis,
                       Value position, Value last, BorderMode border) {
  Value inside = b.getBorderSource(position, last, border);
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
  Sizes output = b.getSizes(input);
  OpFoldResult one = b.getIndexAttr(1), extent = output[axis];
  OpFoldResult last = b.difference(extent, one);
  output[axis] = b.product(extent, b.getIndexAttr(factor));
  // Element i of the output lies at (i * scale + offset) / divisor.
  OpFoldResult scale = one, divisor = b.getIndexAttr(factor);
  int64_t offset = 0;
  if (method == InterpolationMethod::Symmetric) {
    scale = b.getIndexAttr(2);
    offset = 1 - factor;
    divisor = b.getIndexAttr(2 * factor);
  } else if (method == InterpolationMethod::Aligned) {
    scale = last;
    divisor = b.larger(b.difference(output[axis], one), one);
  }
  Type type = getElementType(input);
  return b.createGenerated(output, type, [&](Lowering &b, ValueRange place) {
    Value unit = b.toValue(divisor), end = b.toValue(last);
    auto toFloat = [&](Value x) -> Value {
      Value integer = b.create<arith::IndexCastOp>(b.getI64Type(), x);
      return b.create<arith::SIToFPOp>(type, integer);
    };
    Value numerator = b.create<arith::MulIOp>(place[axis], b.toValue(scale));
    numerator = b.create<arith::AddIOp>(numerator, b.index(offset));
    Value left = b.create<arith::FloorDivSIOp>(numerator, unit);
    Value start = b.create<arith::MulIOp>(left, unit);
    Value rest = b.create<arith::SubIOp>(numerator, start);
    Value right = b.create<arith::AddIOp>(left, b.index(1));
    Value weight = b.div(toFloat(rest), toFloat(unit));
    Value x = extractAt(b, input, place, axis, left, end, border);
    Value y = extractAt(b, input, place, axis, right, end, border);
    Value leftPart = b.mul(b.sub(b.constant(type, 1), weight), x);
    return b.add(leftPart, b.mul(weight, y));
  });
}

static std::string findMultilinearObstacle(MultilinearUpsampleOp op) {
  // An element can lie between an edge and what is beyond it.
  SmallVector<WindowDim> reach(getShape(op.getInput()).size());
  for (auto [i, factor] : llvm::enumerate(op.getFactor())) {
    if (factor == 1 || op.getMethod() == InterpolationMethod::Aligned)
      continue;
    reach[i + 2].after = 1;
    if (op.getMethod() == InterpolationMethod::Symmetric)
      reach[i + 2].before = 1;
  }
  return findBorderObstacle(op.getBorder(), getShape(op.getInput()), reach);
}

static Value lowerMultilinearUpsample(MultilinearUpsampleOp op, Lowering &b) {
  Value result = op.getInput();
  for (auto [i, factor] : llvm::enumerate(op.getFactor()))
    result = createInterpolation(b, result, i + 2, factor, op.getMethod(),
                                 op.getBorder());
  return result;
}

void nnef::populateSamplingLowerings(LoweringTable &table) {
  table.add(lowerNearestDownsample);
  table.add(lowerAreaDownsample);
  table.add(lowerNearestUpsample);
  table.add(lowerMultilinearUpsample, findMultilinearObstacle);
}
