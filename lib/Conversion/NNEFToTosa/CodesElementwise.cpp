//===- CodesElementwise.cpp - Codes one by one to TOSA --------------------===//
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

/// The name of the operation's fragment.
static StringRef getFragment(Operation *op) {
  return op->getName().stripDialect();
}

//===----------------------------------------------------------------------===//
// One operand
//===----------------------------------------------------------------------===//

template <typename OpT> static Value lowerUnary(CodesLowering &b, OpT op) {
  Codes from = b.getOperandCodes(0), to = *CodesLowering::getCodes(op.getY());
  return b.lookup(
      op.getX(),
      *makeUnaryTable(getFragment(op), getTableParameters(op), from, to), from,
      to);
}

template <typename... OpTs> static void addUnary(TosaRules &rules) {
  (rules.addCodes<OpTs>("`table`", lowerUnary<OpTs>).onBytes(), ...);
}

static Value lowerCopy(CodesLowering &b, CopyOp op) {
  return b.requantize(op.getX(), b.getOperandCodes(0),
                      *CodesLowering::getCodes(op.getY()));
}

/// Codes between the codes of two bounds.
static Value createBounded(CodesLowering &b, Value x, const Codes &from,
                           const Codes &to, double lower, double upper) {
  if (from != to)
    x = b.rescaleCodes(x, FixedPointMultiplier::get(from.scale / to.scale),
                       from, to);
  auto [lowest, highest] = getBounds(lower, upper, to);
  return b.limit(x, CodesLowering::getByte(to, lowest),
                 CodesLowering::getByte(to, std::max(lowest, highest)));
}

static Value lowerRelu(CodesLowering &b, ReluOp op) {
  return createBounded(b, op.getX(), b.getOperandCodes(0),
                       *CodesLowering::getCodes(op.getY()), 0, kInfinity);
}

static Value lowerClamp(CodesLowering &b, ClampOp op) {
  return createBounded(
      b, op.getX(), b.getOperandCodes(0), *CodesLowering::getCodes(op.getY()),
      *TosaLowering::getNumber(op.getA()), *TosaLowering::getNumber(op.getB()));
}

//===----------------------------------------------------------------------===//
// Two operands
//===----------------------------------------------------------------------===//

/// The result if one operand is a number, else null.
template <typename OpT> static Value lowerWithNumber(CodesLowering &b, OpT op) {
  auto x = TosaLowering::getNumber(op.getX()),
       y = TosaLowering::getNumber(op.getY());
  if (!x && !y)
    return {};
  Codes from = b.getOperandCodes(x ? 1 : 0),
        to = *CodesLowering::getCodes(op.getZ());
  Value result =
      b.lookup(x ? op.getY() : op.getX(),
               *makeBinaryTable(getFragment(op), x ? *x : *y,
                                /*isReversed=*/x.has_value(), from, to),
               from, to);
  return b.reshape(result, op.getType().getShape());
}

/// Sums and differences: `TosaOp` of 32 bits.
template <typename OpT, typename TosaOp>
static Value lowerSum(CodesLowering &b, OpT op) {
  if (Value result = lowerWithNumber(b, op))
    return result;
  Codes x = b.getOperandCodes(0), y = b.getOperandCodes(1),
        z = *CodesLowering::getCodes(op.getZ());
  AddParameters parameters = AddParameters::get(x, y, z);
  auto operands = b.align(op->getOperands());
  int32_t shift = parameters.leftShift;
  Value left = b.multiplyShifted(operands[0], x, shift, parameters.x);
  Value right = b.multiplyShifted(operands[1], y, shift, parameters.y);
  return b.getResult(b.binary<TosaOp>(left, right), parameters.result, z);
}

static Value lowerMul(CodesLowering &b, MulOp op) {
  if (Value result = lowerWithNumber(b, op))
    return result;
  Codes x = b.getOperandCodes(0), y = b.getOperandCodes(1),
        z = *CodesLowering::getCodes(op.getZ());
  auto operands = b.align(op->getOperands());
  Value product = b.mul(b.getSteps(operands[0], x), b.getSteps(operands[1], y));
  return b.getResult(product, getMulMultiplier(x, y, z), z);
}

/// Minimum and maximum of operands in the quantization of the result.
template <typename OpT, typename TosaOp>
static Value lowerExtremum(CodesLowering &b, OpT op) {
  if (Value result = lowerWithNumber(b, op))
    return result;
  Codes z = *CodesLowering::getCodes(op.getZ());
  auto operands = b.align(op->getOperands());
  for (auto [i, operand] : llvm::enumerate(operands))
    operand = b.widen(b.requantize(operand, b.getOperandCodes(i), z));
  return b.narrow(b.binary<TosaOp>(operands[0], operands[1]), 0);
}

static Value lowerPrelu(CodesLowering &b, PreluOp op) {
  Codes x = b.getOperandCodes(0), y = *CodesLowering::getCodes(op.getY());
  if (std::optional<double> slope = TosaLowering::getNumber(op.getAlpha()))
    return b.lookup(op.getX(), *makeUnaryTable("leaky_relu", *slope, x, y), x,
                    y);
  Codes alpha = b.getOperandCodes(1);
  auto operands = b.align(op->getOperands());
  Value steps = b.getSteps(operands[0], x);
  Value product = b.mul(steps, b.getSteps(operands[1], alpha));
  Value flat = b.multiply(product, getMulMultiplier(x, alpha, y));
  Value steep = b.multiply(steps, FixedPointMultiplier::get(x.scale / y.scale));
  return b.getBytes(b.selectBySign(steep, flat), y);
}

static Value lowerSelect(CodesLowering &b, SelectOp op) {
  Codes to = *CodesLowering::getCodes(op.getOutput());
  SmallVector<Value> operands(op->getOperands());
  for (unsigned i : {1, 2})
    operands[i] = b.requantize(operands[i], b.getOperandCodes(i), to);
  auto x = b.align(operands);
  return b.select(x[0], x[1], x[2]);
}

/// Of two operands of which one must be a number.
template <typename OpT> static bool hasNoNumber(OpT op, const TosaTarget &) {
  return !isNumberForCodes(op.getX()) && !isNumberForCodes(op.getY());
}

void nnef::addCodesElementwiseRules(TosaRules &rules) {
  rules
      .addCodes<CopyOp>("`rescale`, with double rounding, if the types differ",
                        lowerCopy)
      .onBytes();
  rules
      .addCodes<ReluOp>("`clamp`, after a `rescale` if the types differ",
                        lowerRelu)
      .onBytes();
  rules
      .addCodes<ClampOp>("`clamp`, after a `rescale` if the types differ",
                         lowerClamp)
      .onBytes()
      .stays(
          "a bound is no constant number", [](ClampOp op, const TosaTarget &) {
            return !isNumberForCodes(op.getA()) || !isNumberForCodes(op.getB());
          });
  rules
      .addCodes<AddOp>(
          "`rescale` of each operand to 32 bits, `add`, and `rescale`; with a "
          "number `table`",
          lowerSum<AddOp, tosa::AddOp>)
      .onBytes();
  rules.addCodes<SubOp>("as `add`, with `sub`", lowerSum<SubOp, tosa::SubOp>)
      .onBytes();
  rules
      .addCodes<MulOp>(
          "`rescale` of each operand to 32 bits, `mul`, and `rescale`; with a "
          "number `table`",
          lowerMul)
      .onBytes();
  rules
      .addCodes<MinOp>("`rescale` of each operand to 32 bits, `minimum`, and "
                       "`rescale`; with a number `table`",
                       lowerExtremum<MinOp, tosa::MinimumOp>)
      .onBytes();
  rules
      .addCodes<MaxOp>("as `min`, with `maximum`",
                       lowerExtremum<MaxOp, tosa::MaximumOp>)
      .onBytes();
  StringRef noQuotients = "neither operand is a constant number";
  rules.addCodes<DivOp>("`table`", lowerWithNumber<DivOp>)
      .onBytes()
      .stays(noQuotients, hasNoNumber<DivOp>);
  rules.addCodes<PowOp>("`table`", lowerWithNumber<PowOp>)
      .onBytes()
      .stays(noQuotients, hasNoNumber<PowOp>);
  rules
      .addCodes<PreluOp>("`rescale` to 32 bits, `mul`, `greater`, `select` and "
                         "`rescale`; with a number `table`",
                         lowerPrelu)
      .onBytes();
  rules
      .addCodes<SelectOp>("`select`, after a `rescale` if the types differ",
                          lowerSelect)
      .onBytes();
  addUnary<NegOp, RcpOp, ExpOp, LogOp, SinOp, CosOp, TanOp, SinhOp, CoshOp,
           TanhOp, AsinOp, AcosOp, AtanOp, AsinhOp, AcoshOp, AtanhOp, AbsOp,
           SignOp, FloorOp, CeilOp, RoundOp, SqrOp, SqrtOp, RsqrOp, RsqrtOp,
           Log2Op, SigmoidOp, SoftplusOp, GeluOp, SiluOp, SoftabsOp, EluOp,
           SeluOp, LeakyReluOp>(rules);
}
