//===- Normalization.cpp - Normalizations to Linalg ----------------------===//
//
// Part of the nnef-mlir project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "LoweringUtils.h"

using namespace mlir;
using namespace nnef;

/// The average over a window of `size` around each element, by an operation
/// that is lowered in turn.
static Value createLocalMean(Lowering &b, Value input, ArrayRef<int64_t> size) {
  return b.create<AvgPoolOp>(
      input.getType(), input, b.getDenseI64ArrayAttr(size), BorderModeAttr(),
      PaddingAttr(), DenseI64ArrayAttr(), DenseI64ArrayAttr());
}

static Value createSquares(Lowering &b, Value input) {
  return b.createElementwise(
      input, [](Lowering &b, ValueRange x) { return b.mul(x[0], x[0]); });
}

/// input / max(norm + bias, epsilon), where norm may still need its root.
template <typename OpT>
static Value createQuotient(OpT op, Lowering &b, Value input, Value norm,
                            bool takeRoot) {
  double bias = op.getBias().convertToDouble();
  double epsilon = op.getEpsilon().convertToDouble();
  return b.createElementwise({input, norm}, [&](Lowering &b, ValueRange x) {
    Type type = x[0].getType();
    Value root = takeRoot ? b.sqrt(x[1]) : x[1];
    Value biased = b.add(root, b.constant(type, bias));
    return b.div(x[0], b.max(biased, b.constant(type, epsilon)));
  });
}

static Value lowerLocalResponseNormalization(LocalResponseNormalizationOp op,
                                             Lowering &b) {
  Value input = op.getInput();
  Value mean = createLocalMean(b, createSquares(b, input), op.getSize());
  double alpha = op.getAlpha().convertToDouble();
  double beta = op.getBeta().convertToDouble();
  double bias = op.getBias().convertToDouble();
  return b.createElementwise({input, mean}, [&](Lowering &b, ValueRange x) {
    Type type = x[0].getType();
    Value offset = b.constant(type, bias);
    Value sigma = b.add(offset, b.mul(b.constant(type, alpha), x[1]));
    Value power = b.create<math::PowFOp>(sigma, b.constant(type, beta));
    return b.div(x[0], power);
  });
}

static Value subtractLocalMean(Lowering &b, Value input,
                               ArrayRef<int64_t> size) {
  return b.createElementwise(
      {input, createLocalMean(b, input, size)},
      [](Lowering &b, ValueRange x) { return b.sub(x[0], x[1]); });
}

static Value lowerLocalMeanNormalization(LocalMeanNormalizationOp op,
                                         Lowering &b) {
  return subtractLocalMean(b, op.getInput(), op.getSize());
}

static Value lowerLocalVarianceNormalization(LocalVarianceNormalizationOp op,
                                             Lowering &b) {
  Value mean =
      createLocalMean(b, createSquares(b, op.getInput()), op.getSize());
  return createQuotient(op, b, op.getInput(), mean, /*takeRoot=*/true);
}

static Value lowerLocalContrastNormalization(LocalContrastNormalizationOp op,
                                             Lowering &b) {
  Value centred = subtractLocalMean(b, op.getInput(), op.getSize());
  Value mean = createLocalMean(b, createSquares(b, centred), op.getSize());
  return createQuotient(op, b, centred, mean, /*takeRoot=*/true);
}

static Value lowerL1Normalization(L1NormalizationOp op, Lowering &b) {
  Value magnitudes = b.createElementwise(
      op.getInput(), [](Lowering &b, ValueRange x) -> Value {
        return b.create<math::AbsFOp>(x[0]);
      });
  Value sum = b.createSum(magnitudes, op.getAxes());
  return createQuotient(op, b, op.getInput(), sum, /*takeRoot=*/false);
}

static Value lowerL2Normalization(L2NormalizationOp op, Lowering &b) {
  Value sum = b.createSum(createSquares(b, op.getInput()), op.getAxes());
  return createQuotient(op, b, op.getInput(), sum, /*takeRoot=*/true);
}

void nnef::populateNormalizationLowerings(LoweringTable &table) {
  table.add(lowerLocalResponseNormalization);
  table.add(lowerLocalMeanNormalization);
  table.add(lowerLocalVarianceNormalization);
  table.add(lowerLocalContrastNormalization);
  table.add(lowerL1Normalization);
  table.add(lowerL2Normalization);
}
