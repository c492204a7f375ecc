//===- QuantizedPooling.cpp - Windows over codes to Linalg ---------------===//
//
// Part of the nnef-mlir project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Averages are rounded as codes, in the quantization of the input.
//
//===----------------------------------------------------------------------===//

#include "Quantized.h"
#include "Windows.h"

using namespace mlir;
using namespace nnef;

/// The sums of the codes under a window, in 32 bits. What lies beyond the edges
/// counts as `beyond`, unless the border is another one.
static Value createWindowSum(Lowering &b, Value input, const Window &window,
                             const Sizes &sizes, const Codes &codes,
                             int32_t beyond) {
  Value padded = createPad(b, input, window, createByte(b, beyond));
  return createWindow(b, padded, window, b.createZeros(sizes, b.getI32Type()),
                      [&](Lowering &b, ValueRange, ValueRange x) {
                        Value code = extendCode(b, x[0], codes.isSigned);
                        Value sum = b.create<arith::AddIOp>(x[1], code);
                        return SmallVector<Value>{sum};
                      })
      .front();
}

/// How many positions of the window lie within the input along dimension `i`,
/// at the current place of a loop over the result.
static Value countInside(Lowering &b, const SlidingDim &dim, unsigned i,
                         OpFoldResult extent) {
  Value place = b.create<linalg::IndexOp>(i);
  Value start = b.create<arith::MulIOp>(place, b.index(dim.stride));
  start = b.create<arith::SubIOp>(start, b.toValue(dim.padding.before));
  // The first position that is not in front of the bound.
  auto countBefore = [&](Value bound) -> Value {
    Value distance = b.create<arith::SubIOp>(bound, start);
    if (dim.dilation != 1)
      distance = b.create<arith::CeilDivSIOp>(distance, b.index(dim.dilation));
    Value count = b.maxIndex(distance, b.index(0));
    return b.minIndex(count, b.toValue(dim.size));
  };
  Value before = countBefore(b.index(0));
  return b.create<arith::SubIOp>(countBefore(b.toValue(extent)), before);
}

/// The number of elements of the input under a window at the current place.
static Value countUnderWindow(Lowering &b, const Window &window,
                              const Sizes &input) {
  int64_t known = 1;
  Value count;
  for (auto [i, dim] : llvm::enumerate(window.dims)) {
    if (isZeroInteger(dim.padding.before) && isZeroInteger(dim.padding.after)) {
      known *= *getConstantIntValue(dim.size);
      continue;
    }
    Value inside = countInside(b, dim, i, input[i]);
    count = count ? b.create<arith::MulIOp>(count, inside) : inside;
  }
  Type type = b.getI32Type();
  if (!count)
    return b.integer(type, known);
  count = b.create<arith::MulIOp>(count, b.index(known));
  return b.create<arith::IndexCastOp>(type, count);
}

/// `sum / count` to the nearest integer, halves away from zero; the code of
/// zero if there is nothing to count.
static Value divide(Lowering &b, Value sum, Value count, const Codes &codes) {
  Type type = sum.getType();
  Value zero = b.integer(type, 0), one = b.integer(type, 1);
  Value divisor = b.create<arith::MaxSIOp>(count, one);
  Value half = b.create<arith::ShRUIOp>(divisor, one);
  Value isPositive =
      b.create<arith::CmpIOp>(arith::CmpIPredicate::sgt, sum, zero);
  Value nudged = b.select(isPositive, b.create<arith::AddIOp>(sum, half),
                          b.create<arith::SubIOp>(sum, half));
  Value quotient = b.create<arith::DivSIOp>(nudged, divisor);
  Value isEmpty =
      b.create<arith::CmpIOp>(arith::CmpIPredicate::eq, count, zero);
  return b.select(isEmpty, b.integer(type, codes.zeroPoint), quotient);
}

/// Computes each element from the sum of codes under the window and from their
/// number.
template <typename OpT>
static Value
createFromSums(OpT op, OpT codes, Lowering &b,
               function_ref<Value(Lowering &, Value sum, Value count)> body) {
  Codes from = *getCodes(op.getInput());
  Window window = getWindow(codes, b);
  Sizes sizes = b.getSizes(codes->getResult(0));
  bool ignores = window.border == BorderMode::Ignore;
  Value sums = createWindowSum(b, codes.getInput(), window, sizes, from,
                               ignores ? 0 : from.zeroPoint);
  Sizes extents = b.getSizes(codes.getInput());
  return b.createElementwise(
      sums, sizes, b.getI8Type(), [&](Lowering &b, ValueRange x) {
        Value count = ignores ? countUnderWindow(b, window, extents)
                              : b.integer(b.getI32Type(), window.getVolume());
        return body(b, x[0], count);
      });
}

template <typename OpT>
static Value createAverage(OpT op, OpT codes, Lowering &b) {
  Codes from = *getCodes(op.getInput());
  Value average =
      createFromSums(op, codes, b, [&](Lowering &b, Value sum, Value count) {
        return storeCode(b, divide(b, sum, count, from), from);
      });
  return createRescale(b, average, from, *getCodes(op.getOutput()));
}

static Value lowerBox(BoxOp op, BoxOp codes, Lowering &b) {
  if (op.getNormalize())
    return createAverage(op, codes, b);
  Codes from = *getCodes(op.getInput()), to = *getCodes(op.getOutput());
  FixedPointMultiplier multiplier = getRescaleMultiplier(from, to);
  return createFromSums(op, codes, b, [&](Lowering &b, Value sum, Value count) {
    Value point = b.integer(sum.getType(), from.zeroPoint);
    Value zeros = b.create<arith::MulIOp>(count, point);
    Value steps = b.create<arith::SubIOp>(sum, zeros);
    return getCode(b, multiply(b, steps, multiplier), to);
  });
}

static Value lowerMaxPool(MaxPoolOp op, MaxPoolOp codes, Lowering &b) {
  Codes from = *getCodes(op.getInput());
  Window window = getWindow(codes, b);
  bool ignores = window.border == BorderMode::Ignore;
  Value lowest = createByte(b, from.lowest);
  Value beyond = createByte(b, ignores ? from.lowest : from.zeroPoint);
  Value padded = createPad(b, codes.getInput(), window, beyond);
  Value init = b.createFilled(b.getSizes(codes->getResult(0)), lowest);
  Value maximum = createWindow(b, padded, window, init,
                               [&](Lowering &b, ValueRange, ValueRange x) {
                                 Value best;
                                 if (from.isSigned)
                                   best = b.create<arith::MaxSIOp>(x[1], x[0]);
                                 else
                                   best = b.create<arith::MaxUIOp>(x[1], x[0]);
                                 return SmallVector<Value>{best};
                               })
                      .front();
  return createRescale(b, maximum, from, *getCodes(op.getOutput()));
}

static Value lowerAreaDownsample(AreaDownsampleOp op, AreaDownsampleOp codes,
                                 Lowering &b) {
  // An average over blocks that do not overlap, which is lowered in turn.
  SmallVector<int64_t> blocks(2, 1);
  llvm::append_range(blocks, op.getFactor());
  SmallVector<int64_t> noPadding(2 * blocks.size(), 0);
  auto pool =
      AvgPoolOp::create(b, op.getLoc(), op.getType(), op.getInput(),
                        b.getDenseI64ArrayAttr(blocks), BorderModeAttr(),
                        PaddingAttr::get(b.getContext(), noPadding),
                        b.getDenseI64ArrayAttr(blocks), DenseI64ArrayAttr());
  return pool;
}

void nnef::populateQuantizedPoolingLowerings(QuantizedTable &table) {
  table.add(lowerMaxPool, findCodesObstacleOf<MaxPoolOp>);
  table.add(createAverage<AvgPoolOp>, findCodesObstacleOf<AvgPoolOp>);
  table.add(lowerBox, findCodesObstacleOf<BoxOp>);
  table.add(lowerAreaDownsample, findCodesObstacleOf<AreaDownsampleOp>);
}
