//===- Normalization.cpp - Normalizations to TOSA -------------------------===//
//
// Part of the nnef-mlir project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "TosaRules.h"

using namespace mlir;
using namespace nnef;

/// input / max(norm + bias, epsilon).
template <typename OpT>
static Value createQuotient(TosaLowering &b, OpT op, Value input, Value norm) {
  Value biased = b.add(norm, op.getBias().convertToDouble());
  return b.div(input, b.max(biased, op.getEpsilon().convertToDouble()));
}

static Value lowerLocalResponseNormalization(TosaLowering &b,
                                             LocalResponseNormalizationOp op) {
  Value input = op.getInput();
  Value mean = createLocalMean(b, b.mul(input, input), op.getSize());
  Value scaled = b.mul(mean, op.getAlpha().convertToDouble());
  Value sigma = b.add(scaled, op.getBias().convertToDouble());
  Value exponent = b.scalar(input, -op.getBeta().convertToDouble());
  return b.mul(input, b.binary<tosa::PowOp>(sigma, exponent));
}

static Value subtractLocalMean(TosaLowering &b, Value input,
                               ArrayRef<int64_t> size) {
  return b.sub(input, createLocalMean(b, input, size));
}

/// The square root of the local average of squares.
static Value createLocalDeviation(TosaLowering &b, Value input,
                                  ArrayRef<int64_t> size) {
  return b.sqrt(createLocalMean(b, b.mul(input, input), size));
}

static Value lowerLocalMeanNormalization(TosaLowering &b,
                                         LocalMeanNormalizationOp op) {
  return subtractLocalMean(b, op.getInput(), op.getSize());
}

static Value lowerLocalVarianceNormalization(TosaLowering &b,
                                             LocalVarianceNormalizationOp op) {
  Value deviation = createLocalDeviation(b, op.getInput(), op.getSize());
  return createQuotient(b, op, op.getInput(), deviation);
}

static Value lowerLocalContrastNormalization(TosaLowering &b,
                                             LocalContrastNormalizationOp op) {
  Value centred = subtractLocalMean(b, op.getInput(), op.getSize());
  Value deviation = createLocalDeviation(b, centred, op.getSize());
  return createQuotient(b, op, centred, deviation);
}

static Value lowerL1Normalization(TosaLowering &b, L1NormalizationOp op) {
  Value magnitudes = b.unary<tosa::AbsOp>(op.getInput());
  return createQuotient(b, op, op.getInput(), b.sum(magnitudes, op.getAxes()));
}

static Value lowerL2Normalization(TosaLowering &b, L2NormalizationOp op) {
  Value squares = b.mul(op.getInput(), op.getInput());
  Value length = b.sqrt(b.sum(squares, op.getAxes()));
  return createQuotient(b, op, op.getInput(), length);
}

static Value lowerBatchNormalization(TosaLowering &b, BatchNormalizationOp op) {
  auto x = b.align(op->getOperands());
  Value input = x[0], mean = x[1], variance = x[2], offset = x[3], scale = x[4];
  Value widened = b.add(variance, op.getEpsilon().convertToDouble());
  Value factor = b.unary<tosa::RsqrtOp>(widened);
  Value normal = b.mul(b.sub(input, mean), b.mul(scale, factor));
  return b.add(normal, offset);
}

/// Whether a local average is over more than the level allows.
template <typename OpT>
static bool exceedsLevel(OpT op, const TosaTarget &target) {
  return llvm::any_of(op.getSize(), [&](int64_t size) {
    return size > target.getLimits().MAX_KERNEL;
  });
}

template <typename OpT, typename LowerT>
static void addLocal(TosaRules &rules, StringRef expression, LowerT lower) {
  rules.add<OpT>(expression, lower)
      .stays("the window is larger than the level allows", exceedsLevel<OpT>);
}

void nnef::addNormalizationRules(TosaRules &rules) {
  rules.beginFamily("Normalizations");
  addLocal<LocalResponseNormalizationOp>(
      rules, "`mul`, `pad`, `avg_pool2d`, `add`, `pow`",
      lowerLocalResponseNormalization);
  addLocal<LocalMeanNormalizationOp>(rules, "`pad`, `avg_pool2d`, `sub`",
                                     lowerLocalMeanNormalization);
  StringRef byDeviation = "`pad`, `avg_pool2d`, `rsqrt`, `reciprocal`, `add`, "
                          "`maximum`, `mul`";
  addLocal<LocalVarianceNormalizationOp>(rules, byDeviation,
                                         lowerLocalVarianceNormalization);
  addLocal<LocalContrastNormalizationOp>(rules, byDeviation,
                                         lowerLocalContrastNormalization);
  rules.add<L1NormalizationOp>(
      "`abs`, `reduce_sum`, `add`, `maximum`, `reciprocal`, `mul`",
      lowerL1Normalization);
  rules.add<L2NormalizationOp>("`mul`, `reduce_sum`, `rsqrt`, `reciprocal`, "
                               "`add`, `maximum`",
                               lowerL2Normalization);
  rules.add<BatchNormalizationOp>("`sub`, `rsqrt`, `mul`, `add`",
                                  lowerBatchNormalization);

  rules.beginFamily("Quantization and regions of interest");
  StringRef decompose = "it is not lowered whole: decompose it before, with "
                        "`nnef-decompose`";
  rules.leave<LinearQuantizeOp>(decompose);
  rules.leave<MinMaxLinearQuantizeOp>(decompose);
  rules.leave<ZeroPointLinearQuantizeOp>(decompose);
  rules.leave<LogarithmicQuantizeOp>(decompose);
  StringRef noRegions = "TOSA has no regions of interest";
  rules.leave<AvgRoiPoolOp>(noRegions);
  rules.leave<MaxRoiPoolOp>(noRegions);
  rules.leave<RoiResampleOp>(noRegions);
  rules.leave<AvgRoiAlignOp>(noRegions);
  rules.leave<MaxRoiAlignOp>(noRegions);
}
