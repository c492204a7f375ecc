//===- QuantizedElementwise.cpp - Codes one by one to Linalg -------------===//
//
// Part of the nnef-mlir project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// What depends on one code is a table, whatever it computes.
//
//===----------------------------------------------------------------------===//

#include "Quantized.h"

using namespace mlir;
using namespace nnef;

/// The name of the operation's fragment.
static StringRef getFragment(Operation *op) {
  return op->getName().stripDialect();
}

//===----------------------------------------------------------------------===//
// One operand
//===----------------------------------------------------------------------===//

template <typename OpT>
static Value lowerUnary(OpT op, OpT codes, Lowering &b) {
  Codes from = *getCodes(op.getX()), to = *getCodes(op.getY());
  return createLookup(
      b, codes.getX(),
      *makeUnaryTable(getFragment(op), getTableParameters(op), from, to));
}

static Value lowerCopy(CopyOp op, CopyOp codes, Lowering &b) {
  return createRescale(b, codes.getX(), *getCodes(op.getX()),
                       *getCodes(op.getY()));
}

template <typename... OpTs> static void addUnary(QuantizedTable &table) {
  (table.add(lowerUnary<OpTs>, findCodesObstacleOf<OpTs>), ...);
}

/// Codes between two bounds, of one and the same quantization.
static Value createBounded(Lowering &b, Value input, const Codes &codes,
                           std::pair<int32_t, int32_t> bounds) {
  return b.createElementwise(input, [&](Lowering &b, ValueRange x) -> Value {
    Value lowest = createByte(b, bounds.first);
    Value highest = createByte(b, bounds.second);
    if (codes.isSigned) {
      Value bounded = b.create<arith::MaxSIOp>(x[0], lowest);
      return b.create<arith::MinSIOp>(bounded, highest);
    }
    Value bounded = b.create<arith::MaxUIOp>(x[0], lowest);
    return b.create<arith::MinUIOp>(bounded, highest);
  });
}

static Value lowerRelu(ReluOp op, ReluOp codes, Lowering &b) {
  Codes from = *getCodes(op.getX()), to = *getCodes(op.getY());
  if (from != to)
    return lowerUnary(op, codes, b);
  return createBounded(b, codes.getX(), to, getBounds(0, kInfinity, to));
}

static std::string findClampObstacle(ClampOp op) {
  if (!getScalar(op.getA()) || !getScalar(op.getB()))
    return "its bounds are no constant numbers";
  return findCodesObstacle({op.getX(), op.getY()});
}

static Value lowerClamp(ClampOp op, ClampOp codes, Lowering &b) {
  Codes from = *getCodes(op.getX()), to = *getCodes(op.getY());
  double lowest = *getScalar(op.getA()), highest = *getScalar(op.getB());
  if (from == to)
    return createBounded(b, codes.getX(), to, getBounds(lowest, highest, to));
  return createLookup(b, codes.getX(),
                      *makeUnaryTable("clamp", {lowest, highest}, from, to));
}

//===----------------------------------------------------------------------===//
// Two operands
//===----------------------------------------------------------------------===//

/// Why there is no table, if one operand is a number, and no computation, if
/// both are quantized.
template <typename OpT> static std::string findBinaryObstacle(OpT op) {
  Value x = op.getX(), y = op.getY(), z = op.getZ();
  if (getScalar(x))
    return findCodesObstacle({y, z});
  if (getScalar(y))
    return findCodesObstacle({x, z});
  return findCodesObstacle(op);
}

/// Of two operands of which one must be a number.
template <typename OpT> static std::string findScalarObstacle(OpT op) {
  if (!getScalar(op.getX()) && !getScalar(op.getY()))
    return "there is no integer form of it unless one operand is a constant "
           "number";
  return findBinaryObstacle(op);
}

/// The result if one operand is a number, else null.
template <typename OpT>
static Value lowerWithScalar(OpT op, OpT codes, Lowering &b) {
  std::optional<double> x = getScalar(op.getX()), y = getScalar(op.getY());
  if (!x && !y)
    return {};
  Value input = x ? codes.getY() : codes.getX();
  Codes from = *getCodes(x ? op.getY() : op.getX()), to = *getCodes(op.getZ());
  return createLookup(b, input,
                      *makeBinaryTable(getFragment(op), x ? *x : *y,
                                       /*isReversed=*/x.has_value(), from, to));
}

using StepsBody = function_ref<Value(Lowering &, Value, Value)>;

/// Computes the distance to the code of zero from those of both operands.
template <typename OpT>
static Value createFromSteps(OpT op, OpT codes, Lowering &b, StepsBody body) {
  Codes x = *getCodes(op.getX()), y = *getCodes(op.getY());
  Codes z = *getCodes(op.getZ());
  return b.createElementwise(
      {codes.getX(), codes.getY()}, b.getSizes(codes->getResult(0)),
      b.getI8Type(), [&](Lowering &b, ValueRange operands) {
        Value steps =
            body(b, getSteps(b, operands[0], x), getSteps(b, operands[1], y));
        return getCode(b, steps, z);
      });
}

/// Sums and differences: `ScalarOp` of 32 bits.
template <typename OpT, typename ScalarOp>
static Value lowerSum(OpT op, OpT codes, Lowering &b) {
  if (Value result = lowerWithScalar(op, codes, b))
    return result;
  AddParameters parameters = AddParameters::get(
      *getCodes(op.getX()), *getCodes(op.getY()), *getCodes(op.getZ()));
  return createFromSteps(op, codes, b, [&](Lowering &b, Value x, Value y) {
    x = multiplyShifted(b, x, parameters.leftShift, parameters.x);
    y = multiplyShifted(b, y, parameters.leftShift, parameters.y);
    return multiply(b, b.create<ScalarOp>(x, y), parameters.result);
  });
}

static Value lowerMul(MulOp op, MulOp codes, Lowering &b) {
  if (Value result = lowerWithScalar(op, codes, b))
    return result;
  FixedPointMultiplier multiplier = getMulMultiplier(
      *getCodes(op.getX()), *getCodes(op.getY()), *getCodes(op.getZ()));
  return createFromSteps(op, codes, b, [&](Lowering &b, Value x, Value y) {
    return multiply(b, b.create<arith::MulIOp>(x, y), multiplier);
  });
}

/// Minimum and maximum: the operands in the quantization of the result.
template <typename OpT, typename SignedOp, typename UnsignedOp>
static Value lowerExtremum(OpT op, OpT codes, Lowering &b) {
  if (Value result = lowerWithScalar(op, codes, b))
    return result;
  Codes z = *getCodes(op.getZ());
  Value x = createRescale(b, codes.getX(), *getCodes(op.getX()), z);
  Value y = createRescale(b, codes.getY(), *getCodes(op.getY()), z);
  return b.createElementwise({x, y}, b.getSizes(codes->getResult(0)),
                             b.getI8Type(),
                             [&](Lowering &b, ValueRange x) -> Value {
                               if (z.isSigned)
                                 return b.create<SignedOp>(x[0], x[1]);
                               return b.create<UnsignedOp>(x[0], x[1]);
                             });
}

static std::string findPreluObstacle(PreluOp op) {
  if (getScalar(op.getAlpha()))
    return findCodesObstacle({op.getX(), op.getY()});
  return findCodesObstacle(op);
}

static Value lowerPrelu(PreluOp op, PreluOp codes, Lowering &b) {
  Codes x = *getCodes(op.getX()), y = *getCodes(op.getY());
  if (std::optional<double> slope = getScalar(op.getAlpha()))
    return createLookup(b, codes.getX(),
                        *makeUnaryTable("leaky_relu", *slope, x, y));
  Codes alpha = *getCodes(op.getAlpha());
  FixedPointMultiplier identity = FixedPointMultiplier::get(x.scale / y.scale);
  FixedPointMultiplier sloped = getMulMultiplier(x, alpha, y);
  return b.createElementwise(
      {codes.getX(), codes.getAlpha()}, b.getSizes(codes.getX()), b.getI8Type(),
      [&](Lowering &b, ValueRange operands) {
        Value steps = getSteps(b, operands[0], x);
        Value slope = getSteps(b, operands[1], alpha);
        Value product = b.create<arith::MulIOp>(steps, slope);
        Value zero = b.integer(steps.getType(), 0);
        Value isNegative =
            b.create<arith::CmpIOp>(arith::CmpIPredicate::slt, steps, zero);
        Value result = b.select(isNegative, multiply(b, product, sloped),
                                multiply(b, steps, identity));
        return getCode(b, result, y);
      });
}

void nnef::populateQuantizedElementwiseLowerings(QuantizedTable &table) {
  addUnary<NegOp, RcpOp, ExpOp, LogOp, SinOp, CosOp, TanOp, SinhOp, CoshOp,
           TanhOp, AsinOp, AcosOp, AtanOp, AsinhOp, AcoshOp, AtanhOp, AbsOp,
           SignOp, FloorOp, CeilOp, RoundOp, SqrOp, SqrtOp, RsqrOp, RsqrtOp,
           Log2Op, SigmoidOp, SoftplusOp, GeluOp, SiluOp, SoftabsOp, EluOp,
           SeluOp, LeakyReluOp>(table);
  table.add(lowerCopy, findCodesObstacleOf<CopyOp>);
  table.add(lowerRelu, findCodesObstacleOf<ReluOp>);
  table.add(lowerClamp, findClampObstacle);
  table.add(lowerSum<AddOp, arith::AddIOp>, findBinaryObstacle<AddOp>);
  table.add(lowerSum<SubOp, arith::SubIOp>, findBinaryObstacle<SubOp>);
  table.add(lowerMul, findBinaryObstacle<MulOp>);
  table.add(lowerExtremum<MinOp, arith::MinSIOp, arith::MinUIOp>,
            findBinaryObstacle<MinOp>);
  table.add(lowerExtremum<MaxOp, arith::MaxSIOp, arith::MaxUIOp>,
            findBinaryObstacle<MaxOp>);
  table.add(lowerWithScalar<DivOp>, findScalarObstacle<DivOp>);
  table.add(lowerWithScalar<PowOp>, findScalarObstacle<PowOp>);
  table.add(lowerPrelu, findPreluObstacle);
}
