//===- Shape.cpp - Shape operations to Linalg ----------------------------===//
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

static LogicalResult lowerReshape(ReshapeOp op, PatternRewriter &rewriter) {
  Lowering b(op, rewriter);
  Sizes sizes = b.getSizes(op->getResult(0));
  if (llvm::any_of(sizes, [](OpFoldResult size) { return !size; }))
    return failure();
  rewriter.replaceOp(op, b.createReshape(op.getInput(), sizes));
  return success();
}

static LogicalResult lowerSqueeze(SqueezeOp op, PatternRewriter &rewriter) {
  Lowering b(op, rewriter);
  rewriter.replaceOp(op, b.createSqueeze(op.getInput(), op.getAxes()));
  return success();
}

static LogicalResult lowerUnsqueeze(UnsqueezeOp op, PatternRewriter &rewriter) {
  Lowering b(op, rewriter);
  rewriter.replaceOp(op, b.createUnsqueeze(op.getInput(), op.getAxes()));
  return success();
}

static LogicalResult lowerTranspose(TransposeOp op, PatternRewriter &rewriter) {
  Lowering b(op, rewriter);
  SmallVector<int64_t> axes(op.getAxes());
  // Dimensions that are not listed stay.
  for (int64_t dim = axes.size(); dim < op.getType().getRank(); ++dim)
    axes.push_back(dim);
  rewriter.replaceOp(op, b.createTranspose(op.getInput(), axes));
  return success();
}

/// Puts tensors one behind the other along `axis`.
static Value createConcat(Lowering &b, ValueRange values, int64_t axis,
                          const Sizes &sizes) {
  Value result = b.createEmpty(sizes, getElementType(values.front()));
  Sizes offsets(sizes.size(), b.getIndexAttr(0));
  Sizes ones(sizes.size(), b.getIndexAttr(1));
  for (Value value : values) {
    Sizes part = b.getSizes(value);
    result =
        b.create<tensor::InsertSliceOp>(value, result, offsets, part, ones);
    auto offset = getConstantIntValue(offsets[axis]);
    auto size = getConstantIntValue(part[axis]);
    if (offset && size) {
      offsets[axis] = b.getIndexAttr(*offset + *size);
      continue;
    }
    auto toValue = [&](OpFoldResult x) {
      return getValueOrCreateConstantIndexOp(b, b.getLoc(), x);
    };
    Value before = toValue(offsets[axis]), length = toValue(part[axis]);
    offsets[axis] = b.create<arith::AddIOp>(before, length).getResult();
  }
  return result;
}

static LogicalResult lowerConcat(ConcatOp op, PatternRewriter &rewriter) {
  Lowering b(op, rewriter);
  rewriter.replaceOp(op, createConcat(b, op.getValues(), op.getAxis(),
                                      b.getSizes(op->getResult(0))));
  return success();
}

static LogicalResult lowerStack(StackOp op, PatternRewriter &rewriter) {
  Lowering b(op, rewriter);
  SmallVector<Value> layers;
  for (Value value : op.getValues())
    layers.push_back(b.createUnsqueeze(value, op.getAxis()));
  rewriter.replaceOp(
      op, createConcat(b, layers, op.getAxis(), b.getSizes(op->getResult(0))));
  return success();
}

static LogicalResult lowerSplit(SplitOp op, PatternRewriter &rewriter) {
  int64_t axis = op.getAxis();
  int64_t extent = op.getValue().getType().getDimSize(axis);
  if (ShapedType::isDynamic(extent))
    return failure();
  Lowering b(op, rewriter);
  Sizes sizes = b.getSizes(op.getValue());
  Sizes offsets(sizes.size(), b.getIndexAttr(0));
  Sizes ones(sizes.size(), b.getIndexAttr(1));
  int64_t sum = 0, offset = 0;
  for (int64_t ratio : op.getRatios())
    sum += ratio;
  SmallVector<Value> parts;
  for (int64_t ratio : op.getRatios()) {
    int64_t size = extent / sum * ratio;
    offsets[axis] = b.getIndexAttr(offset);
    sizes[axis] = b.getIndexAttr(size);
    parts.push_back(
        b.create<tensor::ExtractSliceOp>(op.getValue(), offsets, sizes, ones));
    offset += size;
  }
  rewriter.replaceOp(op, parts);
  return success();
}

static LogicalResult lowerUnstack(UnstackOp op, PatternRewriter &rewriter) {
  Lowering b(op, rewriter);
  int64_t axis = op.getAxis();
  Sizes sizes = b.getSizes(op.getValue());
  Sizes offsets(sizes.size(), b.getIndexAttr(0));
  Sizes ones(sizes.size(), b.getIndexAttr(1));
  sizes[axis] = b.getIndexAttr(1);
  SmallVector<Value> layers;
  for (unsigned i = 0; i < op->getNumResults(); ++i) {
    offsets[axis] = b.getIndexAttr(i);
    Value layer =
        b.create<tensor::ExtractSliceOp>(op.getValue(), offsets, sizes, ones);
    layers.push_back(b.createSqueeze(layer, axis));
  }
  rewriter.replaceOp(op, layers);
  return success();
}

static LogicalResult lowerSlice(SliceOp op, PatternRewriter &rewriter) {
  for (int64_t axis : op.getAxes())
    if (op.getInput().getType().isDynamicDim(axis))
      return failure();
  Lowering b(op, rewriter);
  Sizes sizes = b.getSizes(op->getResult(0));
  SmallVector<int64_t> begin(sizes.size(), 0), step(sizes.size(), 1);
  for (auto [i, axis] : llvm::enumerate(op.getAxes())) {
    begin[axis] = getSliceRange(op, i).begin;
    step[axis] = op.getStride().empty() ? 1 : op.getStride()[i];
  }
  if (llvm::all_of(step, [](int64_t s) { return s > 0; })) {
    rewriter.replaceOp(
        op, b.create<tensor::ExtractSliceOp>(
                op.getInput(), getAsIndexOpFoldResult(b.getContext(), begin),
                sizes, getAsIndexOpFoldResult(b.getContext(), step)));
    return success();
  }
  // Slices of tensors cannot run backwards.
  Value input = op.getInput();
  rewriter.replaceOp(
      op, b.createGenerated(
              sizes, getElementType(input),
              [&](Lowering &b, ValueRange place) -> Value {
                SmallVector<Value> source;
                for (auto [at, first, s] : llvm::zip(place, begin, step)) {
                  Value distance = b.create<arith::MulIOp>(at, b.index(s));
                  source.push_back(
                      b.create<arith::AddIOp>(distance, b.index(first)));
                }
                return b.create<tensor::ExtractOp>(input, source);
              }));
  return success();
}

static LogicalResult lowerPad(PadOp op, PatternRewriter &rewriter) {
  SmallVector<WindowDim> dims;
  PaddingAttr padding = op.getPadding();
  for (size_t i = 0; i < padding.size(); ++i) {
    WindowDim &dim = dims.emplace_back();
    dim.before = padding.getBefore(i);
    dim.after = padding.getAfter(i);
  }
  if (!canExtend(op.getInput().getType().getShape(), dims, op.getBorder()))
    return failure();
  Lowering b(op, rewriter);
  Value value = b.constant(getElementType(op.getInput()),
                           op.getValue().convertToDouble());
  rewriter.replaceOp(op,
                     b.createPad(op.getInput(), dims, op.getBorder(), value));
  return success();
}

static LogicalResult lowerTile(TileOp op, PatternRewriter &rewriter) {
  // Repeat along new dimensions in front of each old one, then join the two.
  Lowering b(op, rewriter);
  Sizes repeated;
  SmallVector<int64_t> newDims;
  for (auto [size, repeat] :
       llvm::zip(b.getSizes(op.getInput()), op.getRepeats())) {
    newDims.push_back(repeated.size());
    repeated.push_back(b.getIndexAttr(repeat));
    repeated.push_back(size);
  }
  Value empty = b.createEmpty(repeated, getElementType(op.getInput()));
  Value copies = b.create<linalg::BroadcastOp>(op.getInput(), empty, newDims)
                     ->getResult(0);
  rewriter.replaceOp(op, b.createReshape(copies, b.getSizes(op->getResult(0))));
  return success();
}

static LogicalResult lowerGather(GatherOp op, PatternRewriter &rewriter) {
  Lowering b(op, rewriter);
  Value input = op.getInput(), indices = op.getIndices();
  int64_t axis = op.getAxis(), picked = op.getIndices().getType().getRank();
  OpFoldResult extent = b.getSizes(input)[axis];
  rewriter.replaceOp(
      op,
      b.createGenerated(
          b.getSizes(op->getResult(0)), getElementType(input),
          [&](Lowering &b, ValueRange place) -> Value {
            Value index =
                b.create<tensor::ExtractOp>(indices, place.slice(axis, picked));
            index = b.create<arith::IndexCastOp>(b.getIndexType(), index);
            // An index that is out of range must not read foreign memory.
            Value size = getValueOrCreateConstantIndexOp(b, b.getLoc(), extent);
            Value last = b.create<arith::SubIOp>(size, b.index(1));
            index = b.create<arith::MaxSIOp>(index, b.index(0));
            index = b.create<arith::MinSIOp>(index, last);
            SmallVector<Value> source(place.take_front(axis));
            source.push_back(index);
            llvm::append_range(source, place.drop_front(axis + picked));
            return b.create<tensor::ExtractOp>(input, source);
          }));
  return success();
}

void nnef::populateShapePatterns(RewritePatternSet &patterns) {
  patterns.add(lowerReshape);
  patterns.add(lowerSqueeze);
  patterns.add(lowerUnsqueeze);
  patterns.add(lowerTranspose);
  patterns.add(lowerConcat);
  patterns.add(lowerStack);
  patterns.add(lowerSplit);
  patterns.add(lowerUnstack);
  patterns.add(lowerSlice);
  patterns.add(lowerPad);
  patterns.add(lowerTile);
  patterns.add(lowerGather);
}
