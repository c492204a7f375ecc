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

/// The extents of a result of `reshape`. Where a -1 stands for a quotient that
/// no affine expression can say, only the run time can divide.
static Sizes getReshapedSizes(ReshapeOp op, Lowering &b) {
  Sizes sizes = b.getSizes(op->getResult(0));
  auto *inferred =
      llvm::find_if(sizes, [](OpFoldResult size) { return !size; });
  if (inferred == sizes.end())
    return sizes;
  // What cancels out need not be computed.
  Sizes before = b.getSizes(op.getInput()), rest;
  for (OpFoldResult size : sizes) {
    if (!size)
      continue;
    auto *same = llvm::find_if(
        before, [&](OpFoldResult other) { return areSameSize(size, other); });
    if (same == before.end())
      rest.push_back(size);
    else
      before.erase(same);
  }
  auto multiply = [&](const Sizes &factors) {
    OpFoldResult product = b.getIndexAttr(1);
    for (OpFoldResult factor : factors)
      product = b.product(product, factor);
    return product;
  };
  // Where there is nothing to divide by, there is nothing at all.
  OpFoldResult total = multiply(before), divisor = multiply(rest);
  *inferred = b.quotient(total, b.larger(divisor, b.getIndexAttr(1)));
  return sizes;
}

static Value lowerReshape(ReshapeOp op, Lowering &b) {
  return b.createReshape(op.getInput(), getReshapedSizes(op, b));
}

static Value lowerSqueeze(SqueezeOp op, Lowering &b) {
  return b.createSqueeze(op.getInput(), op.getAxes());
}

static Value lowerUnsqueeze(UnsqueezeOp op, Lowering &b) {
  return b.createUnsqueeze(op.getInput(), op.getAxes());
}

static Value lowerTranspose(TransposeOp op, Lowering &b) {
  SmallVector<int64_t> axes(op.getAxes());
  if (llvm::is_sorted(axes))
    return op.getInput();
  // Dimensions that are not listed stay.
  for (int64_t dim = axes.size(); dim < op.getType().getRank(); ++dim)
    axes.push_back(dim);
  return b.createTranspose(op.getInput(), axes);
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
    offsets[axis] = b.sum(offsets[axis], part[axis]);
  }
  return result;
}

static Value lowerConcat(ConcatOp op, Lowering &b) {
  return createConcat(b, op.getValues(), op.getAxis(),
                      b.getSizes(op->getResult(0)));
}

static Value lowerStack(StackOp op, Lowering &b) {
  SmallVector<Value> layers;
  for (Value value : op.getValues())
    layers.push_back(b.createUnsqueeze(value, op.getAxis()));
  return createConcat(b, layers, op.getAxis(), b.getSizes(op->getResult(0)));
}

static SmallVector<Value> lowerSplit(SplitOp op, Lowering &b) {
  int64_t axis = op.getAxis(), sum = 0;
  for (int64_t ratio : op.getRatios())
    sum += ratio;
  Sizes sizes = b.getSizes(op.getValue());
  OpFoldResult unit = b.quotient(sizes[axis], b.getIndexAttr(sum));
  Sizes offsets(sizes.size(), b.getIndexAttr(0));
  Sizes ones(sizes.size(), b.getIndexAttr(1));
  SmallVector<Value> parts;
  for (int64_t ratio : op.getRatios()) {
    sizes[axis] = b.product(unit, b.getIndexAttr(ratio));
    parts.push_back(
        b.create<tensor::ExtractSliceOp>(op.getValue(), offsets, sizes, ones));
    offsets[axis] = b.sum(offsets[axis], sizes[axis]);
  }
  return parts;
}

static SmallVector<Value> lowerUnstack(UnstackOp op, Lowering &b) {
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
  return layers;
}

/// Where a slice begins in a dimension whose extent only the run time knows,
/// and how many elements it takes. See `getSliceRange`.
static std::pair<OpFoldResult, OpFoldResult>
getSliceRange(Lowering &b, OpFoldResult extent, int64_t begin, int64_t end,
              int64_t stride, bool endZeroIsOpen) {
  OpFoldResult zero = b.getIndexAttr(0), one = b.getIndexAttr(1);
  auto clamp = [&](int64_t place, bool isOpen) {
    OpFoldResult first = zero, last = extent;
    if (stride < 0) {
      first = b.getIndexAttr(-1);
      last = b.difference(extent, one);
    }
    OpFoldResult at = b.getIndexAttr(place);
    if (isOpen)
      at = extent;
    else if (place < 0)
      at = b.sum(extent, at);
    return b.smaller(b.larger(at, first), last);
  };
  OpFoldResult from = clamp(begin, false);
  OpFoldResult to = clamp(end, end == 0 && endZeroIsOpen);
  AffineExpr s0 = b.getAffineSymbolExpr(0), s1 = b.getAffineSymbolExpr(1);
  AffineExpr distance = stride > 0 ? s1 - s0 : s0 - s1;
  OpFoldResult size = b.compute(distance.ceilDiv(std::abs(stride)), {from, to});
  return {from, b.larger(size, zero)};
}

static Value lowerSlice(SliceOp op, Lowering &b) {
  Value input = op.getInput();
  Sizes extents = b.getSizes(input), sizes = extents;
  Sizes begin(sizes.size(), b.getIndexAttr(0));
  SmallVector<int64_t> step(sizes.size(), 1);
  ArrayRef<int64_t> strides = op.getStride();
  bool allOnes = llvm::all_of(strides, [](int64_t s) { return s == 1; });
  for (auto [i, axis] : llvm::enumerate(op.getAxes())) {
    if (!strides.empty())
      step[axis] = strides[i];
    if (!op.getInput().getType().isDynamicDim(axis)) {
      SliceRange range = getSliceRange(op, i);
      begin[axis] = b.getIndexAttr(range.begin);
      sizes[axis] = b.getIndexAttr(range.size);
      continue;
    }
    std::tie(begin[axis], sizes[axis]) =
        getSliceRange(b, extents[axis], op.getBegin()[i], op.getEnd()[i],
                      step[axis], allOnes);
  }
  if (llvm::all_of(step, [](int64_t s) { return s > 0; }))
    return b.create<tensor::ExtractSliceOp>(
        input, begin, sizes, getAsIndexOpFoldResult(b.getContext(), step));
  // Slices of tensors cannot run backwards.
  return b.createGenerated(
      sizes, getElementType(input),
      [&](Lowering &b, ValueRange place) -> Value {
        SmallVector<Value> source;
        for (auto [at, first, s] : llvm::zip(place, begin, step)) {
          Value distance = b.create<arith::MulIOp>(at, b.index(s));
          source.push_back(b.create<arith::AddIOp>(distance, b.toValue(first)));
        }
        return b.create<tensor::ExtractOp>(input, source);
      });
}

static std::string findPadObstacle(PadOp op) {
  PaddingAttr padding = op.getPadding();
  SmallVector<WindowDim> dims(padding.size());
  for (auto [i, dim] : llvm::enumerate(dims)) {
    dim.before = padding.getBefore(i);
    dim.after = padding.getAfter(i);
  }
  return findBorderObstacle(op.getBorder(), getShape(op.getInput()), dims);
}

static Value lowerPad(PadOp op, Lowering &b) {
  PaddingAttr padding = op.getPadding();
  SmallVector<Padding> amounts;
  for (size_t i = 0; i < padding.size(); ++i)
    amounts.push_back({b.getIndexAttr(padding.getBefore(i)),
                       b.getIndexAttr(padding.getAfter(i))});
  Value value = b.constant(getElementType(op.getInput()),
                           op.getValue().convertToDouble());
  return b.createPad(op.getInput(), amounts, op.getBorder(), value);
}

static Value lowerTile(TileOp op, Lowering &b) {
  // Repeat along new dimensions in front of each old one, then join the two.
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
  return b.createJoinedDims(copies, newDims);
}

static std::string findGatherObstacle(GatherOp op) {
  int64_t axis = op.getAxis();
  if (op.getInput().getType().getDimSize(axis) != 0)
    return {};
  return llvm::formatv("dimension {0} has no element to gather", axis);
}

static Value lowerGather(GatherOp op, Lowering &b) {
  Value input = op.getInput(), indices = op.getIndices();
  int64_t axis = op.getAxis(), picked = op.getIndices().getType().getRank();
  OpFoldResult extent = b.getSize(input, axis);
  return b.createGenerated(
      b.getSizes(op->getResult(0)), getElementType(input),
      [&](Lowering &b, ValueRange place) -> Value {
        Value index =
            b.create<tensor::ExtractOp>(indices, place.slice(axis, picked));
        index = b.create<arith::IndexCastOp>(b.getIndexType(), index);
        // An index that is out of range must not read foreign memory.
        Value last = b.create<arith::SubIOp>(b.toValue(extent), b.index(1));
        index = b.minIndex(b.maxIndex(index, b.index(0)), last);
        SmallVector<Value> source(place.take_front(axis));
        source.push_back(index);
        llvm::append_range(source, place.drop_front(axis + picked));
        return b.create<tensor::ExtractOp>(input, source);
      });
}

void nnef::populateShapeLowerings(LoweringTable &table) {
  table.add(lowerReshape);
  table.add(lowerSqueeze);
  table.add(lowerUnsqueeze);
  table.add(lowerTranspose);
  table.add(lowerConcat);
  table.add(lowerStack);
  table.add(lowerSplit);
  table.add(lowerUnstack);
  table.add(lowerSlice);
  table.add(lowerPad, findPadObstacle);
  table.add(lowerTile);
  table.add(lowerGather, findGatherObstacle);
}
