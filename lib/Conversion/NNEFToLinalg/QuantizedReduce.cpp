//===- QuantizedReduce.cpp - Reductions of codes to Linalg ---------------===//
//
// Part of the nnef-mlir project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "Quantized.h"

using namespace mlir;
using namespace nnef;

//===----------------------------------------------------------------------===//
// Sums and means
//===----------------------------------------------------------------------===//

/// The number of elements that are reduced to one.
static OpFoldResult getCount(Lowering &b, Value input, ArrayRef<int64_t> axes) {
  OpFoldResult count = b.getIndexAttr(1);
  for (int64_t axis : axes)
    count = b.product(count, b.getSize(input, axis));
  return count;
}

/// `getMeanMultiplier` of a number that only the run time knows: mantissa and
/// exponent.
static std::pair<Value, Value>
createMeanMultiplier(Lowering &b, FixedPointMultiplier sum, Value count) {
  Type wide = b.getI64Type(), narrow = b.getI32Type();
  count = b.create<arith::MaxSIOp>(count, b.integer(wide, 1));
  Value leading = b.create<math::CountLeadingZerosOp>(count);
  Value shift = b.create<arith::SubIOp>(b.integer(wide, 63), leading);
  int64_t most = std::min(32, 31 + sum.exponent);
  shift = b.create<arith::MinSIOp>(shift, b.integer(wide, most));
  Value mantissa =
      b.create<arith::ShLIOp>(b.integer(wide, sum.mantissa), shift);
  mantissa = b.create<arith::DivSIOp>(mantissa, count);
  Value exponent =
      b.create<arith::SubIOp>(b.integer(wide, sum.exponent), shift);
  return {b.create<arith::TruncIOp>(narrow, mantissa),
          b.create<arith::TruncIOp>(narrow, exponent)};
}

/// The sum or the mean along `axes`: the distances to the code of zero are
/// added up.
template <typename OpT>
static Value createSum(OpT op, OpT codes, Lowering &b, bool isMean) {
  Codes from = *getCodes(op.getInput()), to = *getCodes(op.getOutput());
  Value input = codes.getInput();
  Type narrow = b.getI32Type();
  Value sums =
      b.createReduction(input, op.getAxes(), b.integer(narrow, 0),
                        [&](Lowering &b, ValueRange x) -> Value {
                          return b.create<arith::AddIOp>(
                              x[1], extendCode(b, x[0], from.isSigned));
                        });
  if (op.getAxes().empty())
    return createRescale(b, input, from, to);

  OpFoldResult count = getCount(b, input, op.getAxes());
  FixedPointMultiplier multiplier = getRescaleMultiplier(from, to);
  std::pair<Value, Value> computed;
  Value zeros;
  if (auto known = getConstantIntValue(count)) {
    zeros = b.integer(narrow, from.zeroPoint * *known);
    if (isMean)
      multiplier = getMeanMultiplier(multiplier, std::max<int64_t>(*known, 1));
  } else {
    Value wide = b.create<arith::IndexCastOp>(b.getI64Type(), b.toValue(count));
    if (isMean)
      computed = createMeanMultiplier(b, multiplier, wide);
    zeros = b.create<arith::MulIOp>(b.create<arith::TruncIOp>(narrow, wide),
                                    b.integer(narrow, from.zeroPoint));
  }
  return b.createElementwise(
      sums, b.getSizes(sums), b.getI8Type(), [&](Lowering &b, ValueRange x) {
        Value steps = b.create<arith::SubIOp>(x[0], zeros);
        Value result = computed.first
                           ? multiply(b, steps, computed.first, computed.second)
                           : multiply(b, steps, multiplier);
        return getCode(b, result, to);
      });
}

static Value lowerSumReduce(SumReduceOp op, SumReduceOp codes, Lowering &b) {
  return createSum(op, codes, b, op.getNormalize());
}

static Value lowerMeanReduce(MeanReduceOp op, MeanReduceOp codes, Lowering &b) {
  return createSum(op, codes, b, /*isMean=*/true);
}

//===----------------------------------------------------------------------===//
// Extrema
//===----------------------------------------------------------------------===//

/// The largest or smallest code along `axes`, as it is in memory.
template <typename SignedOp, typename UnsignedOp>
static Value createExtremum(Lowering &b, Value input, ArrayRef<int64_t> axes,
                            const Codes &codes, int32_t init) {
  return b.createReduction(input, axes, createByte(b, init),
                           [&](Lowering &b, ValueRange x) -> Value {
                             if (codes.isSigned)
                               return b.create<SignedOp>(x[1], x[0]);
                             return b.create<UnsignedOp>(x[1], x[0]);
                           });
}

static Value createMaximum(Lowering &b, Value input, ArrayRef<int64_t> axes,
                           const Codes &codes) {
  return createExtremum<arith::MaxSIOp, arith::MaxUIOp>(b, input, axes, codes,
                                                        codes.lowest);
}

static Value lowerMaxReduce(MaxReduceOp op, MaxReduceOp codes, Lowering &b) {
  Codes from = *getCodes(op.getInput());
  Value maximum = createMaximum(b, codes.getInput(), op.getAxes(), from);
  return createRescale(b, maximum, from, *getCodes(op.getOutput()));
}

static Value lowerMinReduce(MinReduceOp op, MinReduceOp codes, Lowering &b) {
  Codes from = *getCodes(op.getInput());
  Value minimum = createExtremum<arith::MinSIOp, arith::MinUIOp>(
      b, codes.getInput(), op.getAxes(), from, from.highest);
  return createRescale(b, minimum, from, *getCodes(op.getOutput()));
}

//===----------------------------------------------------------------------===//
// Softmax
//===----------------------------------------------------------------------===//

/// `multiplyByPowerOfTwo`.
static Value multiplyByPowerOfTwo(Lowering &b, Value x, int32_t exponent) {
  Type narrow = b.getI32Type(), wide = b.getI64Type();
  Value product = b.create<arith::ShLIOp>(b.create<arith::ExtSIOp>(wide, x),
                                          b.integer(wide, exponent));
  Value lowest = b.integer(wide, std::numeric_limits<int32_t>::min());
  Value highest = b.integer(wide, std::numeric_limits<int32_t>::max());
  product = b.create<arith::MaxSIOp>(product, lowest);
  product = b.create<arith::MinSIOp>(product, highest);
  return b.create<arith::TruncIOp>(narrow, product);
}

/// `getReciprocalOfOnePlus`, in the same steps.
static Value getReciprocalOfOnePlus(Lowering &b, Value x) {
  Type narrow = b.getI32Type();
  Value half = b.create<arith::ShRSIOp>(x, b.integer(narrow, 1));
  half = b.create<arith::AddIOp>(half, b.integer(narrow, 1 << 30));
  Value one = b.integer(narrow, 1 << 29);
  Value y = multiplyHigh(b, half, b.integer(narrow, -1010580540));
  y = b.create<arith::AddIOp>(y, b.integer(narrow, 1515870810));
  for (int i = 0; i < 3; ++i) {
    Value error = b.create<arith::SubIOp>(one, multiplyHigh(b, half, y));
    Value change = multiplyByPowerOfTwo(b, multiplyHigh(b, y, error), 2);
    y = b.create<arith::AddIOp>(y, change);
  }
  return multiplyByPowerOfTwo(b, y, 1);
}

/// The reciprocal of each sum of exponential functions: the mantissas, and the
/// exponents with which products have the scale of the result.
static std::pair<Value, Value> createReciprocals(Lowering &b, Value sums) {
  Type type = b.getI32Type();
  Value mantissas = b.createElementwise(sums, [&](Lowering &b, ValueRange x) {
    Value leading = b.create<math::CountLeadingZerosOp>(x[0]);
    Value shifted = b.create<arith::ShLIOp>(x[0], leading);
    Value highest = b.integer(type, std::numeric_limits<int32_t>::max());
    // Without the leading bit.
    Value fraction = b.create<arith::AndIOp>(shifted, highest);
    return getReciprocalOfOnePlus(b, fraction);
  });
  // Of 31 bits behind the point, the result keeps 8.
  Value exponents =
      b.createElementwise(sums, [&](Lowering &b, ValueRange x) -> Value {
        Value leading = b.create<math::CountLeadingZerosOp>(x[0]);
        return b.create<arith::SubIOp>(
            leading, b.integer(type, kSoftmaxSumBits + 31 - 8));
      });
  return {mantissas, exponents};
}

static Value lowerSoftmax(SoftmaxOp op, SoftmaxOp codes, Lowering &b) {
  Codes from = *getCodes(op.getX()), to = *getCodes(op.getY());
  Value input = codes.getX();
  Type type = b.getI32Type();
  Sizes sizes = b.getSizes(input);
  Value maximum = createMaximum(b, input, op.getAxes(), from);
  std::array<int32_t, 256> table = getSoftmaxExps(from);
  Value entries = b.create<arith::ConstantOp>(DenseElementsAttr::get(
      RankedTensorType::get(table.size(), type), ArrayRef<int32_t>(table)));
  Value exps = b.createElementwise(
      {input, maximum}, sizes, type, [&](Lowering &b, ValueRange x) -> Value {
        Value distance =
            b.create<arith::SubIOp>(extendCode(b, x[1], from.isSigned),
                                    extendCode(b, x[0], from.isSigned));
        Value place = b.create<arith::IndexCastOp>(b.getIndexType(), distance);
        return b.create<tensor::ExtractOp>(entries, place);
      });
  Value sums = b.createReduction(
      exps, op.getAxes(), b.integer(type, 0),
      [&](Lowering &b, ValueRange x) -> Value {
        return b.create<arith::AddIOp>(
            x[1], divideByPowerOfTwo(b, x[0], kSoftmaxSumBits));
      });
  auto [mantissas, exponents] = createReciprocals(b, sums);
  // The nearest multiples of 1/256; one that is hardly off is taken for it.
  Codes standard = getSoftmaxCodes(to.isSigned);
  Value result = b.createElementwise(
      {exps, mantissas, exponents}, sizes, b.getI8Type(),
      [&](Lowering &b, ValueRange x) {
        return getCode(b, multiply(b, x[0], x[1], x[2]), standard);
      });
  return isSoftmaxCodes(to) ? result : createRescale(b, result, standard, to);
}

void nnef::populateQuantizedReduceLowerings(QuantizedTable &table) {
  table.add(lowerSumReduce, findCodesObstacleOf<SumReduceOp>);
  table.add(lowerMeanReduce, findCodesObstacleOf<MeanReduceOp>);
  table.add(lowerMaxReduce, findCodesObstacleOf<MaxReduceOp>);
  table.add(lowerMinReduce, findCodesObstacleOf<MinReduceOp>);
  table.add(lowerSoftmax, findCodesObstacleOf<SoftmaxOp>);
}
