//===- Activation.cpp - Activations to TOSA -------------------------------===//
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

static constexpr double kInfinity = std::numeric_limits<double>::infinity();

static Value createSigmoid(TosaLowering &b, Value x) {
  return b.unary<tosa::SigmoidOp>(x);
}

static Value lowerRelu(TosaLowering &b, ReluOp op) {
  return b.clamp(op.getX(), 0, kInfinity);
}

/// log(e^x + 1), written so that e^x cannot overflow.
static Value lowerSoftplus(TosaLowering &b, SoftplusOp op) {
  Value x = op.getX();
  Value small = b.exp(b.neg(b.unary<tosa::AbsOp>(x)));
  Value logarithm = b.unary<tosa::LogOp>(b.add(small, 1));
  return b.add(b.clamp(x, 0, kInfinity), logarithm);
}

static Value lowerSoftabs(TosaLowering &b, SoftabsOp op) {
  Value square = b.mul(op.getX(), op.getX());
  return b.sqrt(b.add(square, op.getEpsilon().convertToDouble()));
}

/// `x` where it is not negative, else `alpha * (e^x - 1)`.
static Value createElu(TosaLowering &b, Value x, double alpha) {
  Value difference = b.add(b.exp(x), -1);
  return b.selectBySign(x, b.mul(difference, alpha));
}

static Value lowerElu(TosaLowering &b, EluOp op) {
  return createElu(b, op.getX(), op.getAlpha().convertToDouble());
}

static Value lowerSelu(TosaLowering &b, SeluOp op) {
  Value elu = createElu(b, op.getX(), op.getAlpha().convertToDouble());
  return b.mul(elu, op.getLambda().convertToDouble());
}

static Value lowerGelu(TosaLowering &b, GeluOp op) {
  Value x = op.getX();
  return b.mul(x, createSigmoid(b, b.mul(x, 1.702)));
}

static Value lowerSilu(TosaLowering &b, SiluOp op) {
  return b.mul(op.getX(), createSigmoid(b, op.getX()));
}

static Value lowerLeakyRelu(TosaLowering &b, LeakyReluOp op) {
  Value x = op.getX();
  return b.selectBySign(x, b.mul(x, op.getAlpha().convertToDouble()));
}

static Value lowerPrelu(TosaLowering &b, PreluOp op) {
  auto x = b.align(op->getOperands());
  return b.selectBySign(x[0], b.mul(x[1], x[0]));
}

static Value lowerSoftmax(TosaLowering &b, SoftmaxOp op) {
  Value x = op.getX();
  Value maximum = b.reduce<tosa::ReduceMaxOp>(x, op.getAxes());
  Value exponentials = b.exp(b.sub(x, maximum));
  return b.div(exponentials, b.sum(exponentials, op.getAxes()));
}

void nnef::addActivationRules(TosaRules &rules) {
  rules.beginFamily("Activations");
  rules.add<ReluOp>("`clamp` from 0 to infinity, which makes NaN 0", lowerRelu);
  rules.add<SigmoidOp>("`sigmoid`", [](TosaLowering &b, SigmoidOp op) {
    return createSigmoid(b, op.getX());
  });
  rules.add<SoftplusOp>("`abs`, `negate`, `exp`, `log`, `clamp`, `add`",
                        lowerSoftplus);
  rules.add<SoftabsOp>("`mul`, `add`, `rsqrt`, `reciprocal`", lowerSoftabs);
  rules.add<EluOp>("`exp`, `add`, `mul`, `greater`, `select`", lowerElu);
  rules.add<SeluOp>("`exp`, `add`, `mul`, `greater`, `select`", lowerSelu);
  rules.add<GeluOp>("`sigmoid`, `mul`", lowerGelu);
  rules.add<SiluOp>("`sigmoid`, `mul`", lowerSilu);
  rules.add<LeakyReluOp>("`mul`, `greater`, `select`", lowerLeakyRelu);
  rules.add<PreluOp>("`mul`, `greater`, `select`", lowerPrelu);
  rules.add<SoftmaxOp>("`reduce_max`, `sub`, `exp`, `reduce_sum`, "
                       "`reciprocal`, `mul`",
                       lowerSoftmax);
}
