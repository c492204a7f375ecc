//===- RoI.cpp - Regions of interest to Linalg ---------------------------===//
//
// Part of the nnef-mlir project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "LoweringUtils.h"

#include "mlir/Dialect/SCF/IR/SCF.h"

using namespace mlir;
using namespace nnef;

//===----------------------------------------------------------------------===//
// Regions
//===----------------------------------------------------------------------===//

/// The item of the batch that region `n` lies in, or the nearest one: a number
/// that is out of range must not read foreign memory.
static Value getItem(Lowering &b, Value input, Value batchIndex, Value n) {
  SmallVector<Value> place{n};
  if (getShape(batchIndex).size() == 2)
    place.push_back(b.index(0));
  Value item = b.create<tensor::ExtractOp>(batchIndex, place);
  item = b.create<arith::IndexCastOp>(b.getIndexType(), item);
  Value last =
      b.create<arith::SubIOp>(b.toValue(b.getSize(input, 0)), b.index(1));
  return b.minIndex(b.maxIndex(item, b.index(0)), last);
}

/// Where region `n` begins along spatial dimension `dim`, and where it ends.
static std::pair<Value, Value> getCorners(Lowering &b, Value rois, Value n,
                                          int64_t dim, int64_t spatial) {
  Value first = b.create<tensor::ExtractOp>(rois, ValueRange{n, b.index(dim)});
  Value last =
      b.create<tensor::ExtractOp>(rois, ValueRange{n, b.index(spatial + dim)});
  return {first, last};
}

/// A number that is an integer as a place. 32 bits are more than any extent
/// needs, and few enough that computing with it cannot overflow.
static Value toPlace(Lowering &b, Value x) {
  Value integer = b.convertToInteger(x, b.getI32Type());
  return b.create<arith::IndexCastOp>(b.getIndexType(), integer);
}

//===----------------------------------------------------------------------===//
// Pooling
//===----------------------------------------------------------------------===//

namespace {
/// The part of a dimension that a cell of a region takes.
struct CellRange {
  /// The places that lie in the input: from `begin` on, in front of `end`.
  Value begin, end;
  /// The number of places, and of those that lie in the input.
  Value extent, inside;
};
} // namespace

/// Cell `i` of the `count` cells along a dimension of a region.
static CellRange getCellRange(Lowering &b, std::pair<Value, Value> corners,
                              Value i, int64_t count, Value inputExtent) {
  Value start = toPlace(b, b.round(corners.first));
  Value stop = toPlace(b, b.round(corners.second));
  Value region = b.create<arith::SubIOp>(stop, start);
  Value zero = b.index(0), cells = b.index(count);
  Value stride = b.create<arith::FloorDivSIOp>(region, cells);
  Value extent = b.create<arith::CeilDivSIOp>(region, cells);
  Value offset = b.create<arith::MulIOp>(i, stride);
  CellRange range;
  Value begin = b.create<arith::AddIOp>(start, offset);
  Value end = b.create<arith::AddIOp>(begin, extent);
  range.begin = b.maxIndex(begin, zero);
  range.end = b.minIndex(end, inputExtent);
  range.extent = b.maxIndex(extent, zero);
  Value length = b.create<arith::SubIOp>(range.end, range.begin);
  range.inside = b.maxIndex(length, zero);
  return range;
}

/// Combines the elements at all places of `ranges`, the spatial dimensions, of
/// item and channel `place`.
static Value
combineCell(Lowering &b, Value input, ArrayRef<CellRange> ranges,
            SmallVector<Value> place, Value init,
            function_ref<Value(Lowering &, Value, Value)> combine) {
  if (ranges.empty())
    return combine(b, init, b.create<tensor::ExtractOp>(input, place));
  Value step = b.index(1);
  auto loop = b.create<scf::ForOp>(
      ranges.front().begin, ranges.front().end, step, init,
      [&](OpBuilder &builder, Location loc, Value position, ValueRange so) {
        Lowering inner(loc, builder);
        SmallVector<Value> next(place);
        next.push_back(position);
        Value result = combineCell(inner, input, ranges.drop_front(), next,
                                   so.front(), combine);
        inner.create<scf::YieldOp>(result);
      });
  return loop.getResult(0);
}

/// Combines the elements of each cell. `finish` gets what they combine to, the
/// number of places in the cell, and of those that lie in the input.
template <typename OpT>
static Value
createRoIPool(OpT op, Lowering &b, double init,
              function_ref<Value(Lowering &, Value, Value)> combine,
              function_ref<Value(Lowering &, Value, Value, Value)> finish) {
  Value input = op.getInput(), rois = op.getRois(),
        batchIndex = op.getBatchIndex();
  Type type = getElementType(input);
  ArrayRef<int64_t> counts = op.getOutputSize();
  return b.createGenerated(
      b.getSizes(op->getResult(0)), type, [&](Lowering &b, ValueRange place) {
        Value volume = b.index(1), inside = b.index(1);
        SmallVector<CellRange> ranges;
        for (auto [i, count] : llvm::enumerate(counts)) {
          auto corners = getCorners(b, rois, place[0], i, counts.size());
          Value extent = b.toValue(b.getSize(input, i + 2));
          ranges.push_back(
              getCellRange(b, corners, place[i + 2], count, extent));
          volume = b.create<arith::MulIOp>(volume, ranges.back().extent);
          inside = b.create<arith::MulIOp>(inside, ranges.back().inside);
        }
        Value item = getItem(b, input, batchIndex, place[0]);
        Value combined = combineCell(b, input, ranges, {item, place[1]},
                                     b.constant(type, init), combine);
        return finish(b, combined, volume, inside);
      });
}

static Value lowerAvgRoiPool(AvgRoiPoolOp op, Lowering &b) {
  // Places outside of the input are zeros, which count. The average of nothing
  // is 0.
  return createRoIPool(
      op, b, 0, [](Lowering &b, Value sum, Value x) { return b.add(sum, x); },
      [](Lowering &b, Value sum, Value volume, Value) {
        Value count = b.maxIndex(volume, b.index(1));
        count = b.create<arith::IndexCastOp>(b.getI64Type(), count);
        Value divisor = b.create<arith::SIToFPOp>(sum.getType(), count);
        return b.div(sum, divisor);
      });
}

static Value lowerMaxRoiPool(MaxRoiPoolOp op, Lowering &b) {
  // Zeros outside of the input take part.
  return createRoIPool(
      op, b, -kInfinity,
      [](Lowering &b, Value best, Value x) { return b.max(best, x); },
      [](Lowering &b, Value best, Value volume, Value inside) {
        Value hasZeros =
            b.create<arith::CmpIOp>(arith::CmpIPredicate::slt, inside, volume);
        Value withZero = b.max(best, b.constant(best.getType(), 0));
        return b.select(hasZeros, withZero, best);
      });
}

//===----------------------------------------------------------------------===//
// Resampling
//===----------------------------------------------------------------------===//

namespace {
/// A place between two neighbours along a dimension, and how near it is to the
/// right one: from 0 to 1.
struct Sample {
  Value left, right, weight;
};
} // namespace

/// Sample `i` of `count` along a dimension of a region. Places are computed in
/// double precision, so that all samples are as exact as the corners.
static Sample getSample(Lowering &b, std::pair<Value, Value> corners, Value i,
                        int64_t count, Value inputExtent,
                        InterpolationMethod method, Type type) {
  Type wide = b.getF64Type();
  Value first = b.convertFloat(corners.first, wide);
  Value last = b.convertFloat(corners.second, wide);
  Value region = b.sub(last, first);
  Value number = b.create<arith::IndexCastOp>(b.getI64Type(), i);
  Value step = b.create<arith::SIToFPOp>(wide, number);
  Value half = b.constant(wide, 0.5);
  double steps = count;
  if (method == InterpolationMethod::Symmetric) {
    step = b.add(step, half);
  } else if (method == InterpolationMethod::Aligned) {
    region = b.sub(region, b.constant(wide, 1));
    // A single sample is the first element.
    steps = std::max<int64_t>(count - 1, 1);
  }
  Value distance = b.div(b.mul(step, region), b.constant(wide, steps));
  Value place = b.add(first, distance);
  if (method == InterpolationMethod::Symmetric)
    place = b.sub(place, half);

  Value below = b.create<math::FloorOp>(place);
  Value left = toPlace(b, below);
  Value right = b.create<arith::AddIOp>(left, b.index(1));
  Value end = b.create<arith::SubIOp>(inputExtent, b.index(1));
  return {b.getBorderSource(left, end, BorderMode::Replicate),
          b.getBorderSource(right, end, BorderMode::Replicate),
          b.convertFloat(b.sub(place, below), type)};
}

/// Interpolates between the neighbours in all spatial dimensions from the one
/// at place[dim] on.
static Value interpolate(Lowering &b, Value input, ArrayRef<Sample> samples,
                         SmallVector<Value> place) {
  if (samples.empty())
    return b.create<tensor::ExtractOp>(input, place);
  const Sample &sample = samples.front();
  place.push_back(sample.left);
  Value left = interpolate(b, input, samples.drop_front(), place);
  place.back() = sample.right;
  Value right = interpolate(b, input, samples.drop_front(), place);
  Value one = b.constant(left.getType(), 1);
  Value leftPart = b.mul(b.sub(one, sample.weight), left);
  Value rightPart = b.mul(sample.weight, right);
  return b.add(leftPart, rightPart);
}

static Value lowerRoiResample(RoiResampleOp op, Lowering &b) {
  Value input = op.getInput(), rois = op.getRois(),
        batchIndex = op.getBatchIndex();
  Type type = getElementType(input);
  ArrayRef<int64_t> counts = op.getOutputSize();
  return b.createGenerated(
      b.getSizes(op->getResult(0)), type, [&](Lowering &b, ValueRange place) {
        SmallVector<Sample> samples;
        for (auto [i, count] : llvm::enumerate(counts)) {
          auto corners = getCorners(b, rois, place[0], i, counts.size());
          Value extent = b.toValue(b.getSize(input, i + 2));
          samples.push_back(getSample(b, corners, place[i + 2], count, extent,
                                      op.getMethod(), type));
        }
        Value item = getItem(b, input, batchIndex, place[0]);
        return interpolate(b, input, samples, {item, place[1]});
      });
}

/// Samples of each cell, which `PoolOp` puts together.
template <typename OpT, typename PoolOp>
static Value lowerRoIAlign(OpT op, Lowering &b) {
  ArrayRef<int64_t> rate = op.getSamplingRate();
  SmallVector<int64_t> finer, window(2, 1);
  auto type = cast<RankedTensorType>(op->getResult(0).getType());
  SmallVector<int64_t> shape(type.getShape());
  for (auto [i, size] : llvm::enumerate(op.getOutputSize())) {
    finer.push_back(size * rate[i]);
    shape[i + 2] = finer.back();
    window.push_back(rate[i]);
  }
  auto samples = b.create<RoiResampleOp>(
      type.clone(shape), op.getInput(), op.getRois(), op.getBatchIndex(),
      b.getDenseI64ArrayAttr(finer), op.getResizeMethodAttr());
  DenseI64ArrayAttr windows = b.getDenseI64ArrayAttr(window);
  return b.create<PoolOp>(type, samples, windows, BorderModeAttr(),
                          PaddingAttr(), windows, DenseI64ArrayAttr());
}

void nnef::populateRoILowerings(LoweringTable &table) {
  table.add(lowerAvgRoiPool);
  table.add(lowerMaxRoiPool);
  table.add(lowerRoiResample);
  table.add(lowerRoIAlign<AvgRoiAlignOp, AvgPoolOp>);
  table.add(lowerRoIAlign<MaxRoiAlignOp, MaxPoolOp>);
}
