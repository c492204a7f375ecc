//===- CodesReduce.cpp - Reductions of codes to TOSA ----------------------===//
//
// Part of the nnef-mlir project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "TosaRules.h"

#include <limits>

using namespace mlir;
using namespace nnef;

//===----------------------------------------------------------------------===//
// Sums and means
//===----------------------------------------------------------------------===//

/// The sum of the distances to the code of zero, or their mean, for which the
/// factor is divided.
template <typename OpT>
static Value createSum(CodesLowering &b, OpT op, bool isMean) {
  Codes from = b.getOperandCodes(0),
        to = *CodesLowering::getCodes(op.getOutput());
  if (op.getAxes().empty())
    return b.requantize(op.getInput(), from, to);
  FixedPointMultiplier multiplier = getRescaleMultiplier(from, to);
  if (isMean) {
    int64_t count = 1;
    for (int64_t axis : op.getAxes())
      count *= TosaLowering::getShape(op.getInput())[axis];
    multiplier = getMeanMultiplier(multiplier, count);
  }
  Value sums = b.sum(b.getSteps(op.getInput(), from), op.getAxes());
  return b.getResult(sums, multiplier, to);
}

static Value lowerSumReduce(CodesLowering &b, SumReduceOp op) {
  return createSum(b, op, op.getNormalize());
}

static Value lowerMeanReduce(CodesLowering &b, MeanReduceOp op) {
  return createSum(b, op, /*isMean=*/true);
}

//===----------------------------------------------------------------------===//
// Softmax
//===----------------------------------------------------------------------===//

static constexpr int32_t kHighest = std::numeric_limits<int32_t>::max();

/// `nnef::multiplyHigh`: `mul` rounds halves up when it shifts.
static Value multiplyHigh(TosaLowering &b, Value x, Value y) {
  Value shift = b.constant(DenseElementsAttr::get(
      RankedTensorType::get(1, b.getI8Type()), int8_t(31)));
  SmallVector<int64_t> extents(TosaLowering::getShape(x));
  for (auto [extent, other] :
       llvm::zip_equal(extents, TosaLowering::getShape(y)))
    extent = std::max(extent, other);
  return b.create<tosa::MulOp>(TosaLowering::getType(extents, x), x, y, shift);
}

/// `nnef::getReciprocalOfOnePlus`, in the same steps, none of which is beyond
/// 32 bits but the last one.
static Value getReciprocalOfOnePlus(TosaLowering &b, Value x) {
  Value one = b.scalar(x, 1);
  Value half = b.create<tosa::ArithmeticRightShiftOp>(x.getType(), x, one,
                                                      /*round=*/false);
  half = b.add(half, double(1 << 30));
  Value y = b.add(multiplyHigh(b, half, b.scalar(x, -1010580540)), 1515870810);
  for (int i = 0; i < 3; ++i) {
    Value error = b.sub(b.scalar(x, 1 << 29), multiplyHigh(b, half, y));
    Value change = multiplyHigh(b, y, error);
    y = b.add(y, b.binary<tosa::LogicalLeftShiftOp>(change, b.scalar(x, 2)));
  }
  Value isTooLarge = b.compare<tosa::GreaterOp>(y, b.scalar(x, (1 << 30) - 1));
  Value doubled = b.binary<tosa::LogicalLeftShiftOp>(y, one);
  return b.select(isTooLarge, b.scalar(x, kHighest), doubled);
}

/// The exponential functions of codes less the maximum of their row.
static Value createExps(CodesLowering &b, Value x, Value maximum,
                        const Codes &codes) {
  std::array<int32_t, 256> table = getSoftmaxExps(codes);
  Value distance = b.sub(b.widen(maximum), b.widen(x));
  auto count = cast<RankedTensorType>(x.getType()).getNumElements();
  Value places = b.reshape(distance, {1, count});
  Value values = b.constant(
      DenseElementsAttr::get(RankedTensorType::get({1, 256, 1}, b.getI32Type()),
                             ArrayRef<int32_t>(table)));
  auto type = RankedTensorType::get({1, count, 1}, b.getI32Type());
  Value exps = b.create<tosa::GatherOp>(type, values, places);
  return b.reshape(exps, TosaLowering::getShape(x));
}

static Value shiftRight(TosaLowering &b, Value x, Value bits) {
  return b.create<tosa::ArithmeticRightShiftOp>(x.getType(), x, bits,
                                                /*round=*/true);
}

static Value lowerSoftmax(CodesLowering &b, SoftmaxOp op) {
  Codes from = b.getOperandCodes(0), to = *CodesLowering::getCodes(op.getY());
  Value x = op.getX();
  Value maximum = b.reduce<tosa::ReduceMaxOp>(x, op.getAxes());
  Value exps = createExps(b, x, maximum, from);
  Value terms = shiftRight(b, exps, b.scalar(exps, kSoftmaxSumBits));
  Value sums = b.sum(terms, op.getAxes());
  // The sum without its leading zeros and its first bit.
  Value leading = b.unary<tosa::ClzOp>(sums);
  Value fraction = b.binary<tosa::BitwiseAndOp>(
      b.binary<tosa::LogicalLeftShiftOp>(sums, leading),
      b.scalar(sums, kHighest));
  Value product = multiplyHigh(b, exps, getReciprocalOfOnePlus(b, fraction));
  // Of 31 bits behind the point, the result keeps 8. TOSA shifts by up to 31
  // bits: nothing is left of what would be shifted by more.
  Value bits = b.sub(b.scalar(sums, kSoftmaxSumBits + 31 - 8), leading);
  Value last = b.scalar(sums, 31);
  Value isBeyond = b.compare<tosa::GreaterOp>(bits, last);
  Value shifted = shiftRight(b, product, b.select(isBeyond, last, bits));
  Value steps = b.select(isBeyond, b.scalar(product, 0), shifted);
  Codes standard = getSoftmaxCodes(to.isSigned);
  Value result = b.getBytes(steps, standard);
  return isSoftmaxCodes(to) ? result : b.requantize(result, standard, to);
}

void nnef::addCodesReduceRules(TosaRules &rules) {
  rules
      .addCodes<SumReduceOp>("`rescale` to 32 bits, `reduce_sum`, one for each "
                             "axis, and `rescale`",
                             lowerSumReduce)
      .onBytes();
  rules
      .addCodes<MeanReduceOp>("as `sum_reduce`, with a factor for the mean",
                              lowerMeanReduce)
      .onBytes();
  rules.addMovesOfCodes<MaxReduceOp, MinReduceOp>();
  rules
      .addCodes<SoftmaxOp>("exponential functions by `gather`, `reduce_sum`, "
                           "and the reciprocal in 32 bits by `clz`, shifts and "
                           "`mul`",
                           lowerSoftmax)
      .onBytes();
}
