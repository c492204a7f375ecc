//===- Elementwise.cpp - Elementwise operations to Linalg ----------------===//
//
// Part of the nnef-mlir project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "LoweringUtils.h"

using namespace mlir;
using namespace nnef;

namespace {
/// Adds lowerings of operations that compute each element of their result from
/// one element of each operand.
struct ElementwiseTable {
  LoweringTable &table;

  /// `body` gets the operation, for its attributes.
  template <typename OpT, typename BodyT> void add(BodyT body) {
    table.addCallable<OpT>([body](OpT op, Lowering &b) -> Value {
      OpResult result = op->getResult(0);
      return b.createElementwise(
          op->getOperands(), b.getSizes(result), getElementType(result),
          [&](Lowering &b, ValueRange x) -> Value { return body(op, b, x); });
    });
  }
  /// `NnefOp` is `ScalarOp`, element by element.
  template <typename NnefOp, typename ScalarOp> void add() {
    add<NnefOp>([](NnefOp, Lowering &b, ValueRange x) -> Value {
      return b.create<ScalarOp>(x);
    });
  }
  /// The same for an operation that takes integers as well.
  template <typename NnefOp, typename FloatOp, typename IntegerOp> void add() {
    add<NnefOp>([](NnefOp, Lowering &b, ValueRange x) -> Value {
      if (isa<FloatType>(x[0].getType()))
        return b.create<FloatOp>(x);
      return b.create<IntegerOp>(x);
    });
  }
  template <typename NnefOp>
  void add(arith::CmpFPredicate ofFloats, arith::CmpIPredicate ofIntegers) {
    add<NnefOp>([=](NnefOp, Lowering &b, ValueRange x) -> Value {
      if (isa<FloatType>(x[0].getType()))
        return b.compare(ofFloats, x[0], x[1]);
      return b.create<arith::CmpIOp>(ofIntegers, x[0], x[1]);
    });
  }
};
} // namespace

/// `x` where it is not negative, else `negative`.
static Value selectBySign(Lowering &b, Value x, Value negative) {
  Value zero = b.constant(x.getType(), 0);
  return b.select(b.compare(arith::CmpFPredicate::OLT, x, zero), negative, x);
}

/// `alpha * (e^x - 1)`.
static Value scaledExpM1(Lowering &b, Value x, double alpha) {
  Value factor = b.constant(x.getType(), alpha);
  return b.mul(factor, b.create<math::ExpM1Op>(x));
}

//===----------------------------------------------------------------------===//
// Integers
//===----------------------------------------------------------------------===//

static Value isEqual(Lowering &b, Value x, Value y) {
  return b.create<arith::CmpIOp>(arith::CmpIPredicate::eq, x, y);
}

/// `-x`, which wraps around for the lowest number.
static Value negateInteger(Lowering &b, Value x) {
  return b.create<arith::SubIOp>(b.integer(x.getType(), 0), x);
}

/// `x / y` towards zero. A processor may trap where the quotient is undefined,
/// so division by 0 gives 0, and division by -1 is a negation, which wraps.
static Value divideIntegers(Lowering &b, Value x, Value y) {
  Value zero = b.integer(y.getType(), 0);
  Value one = b.integer(y.getType(), 1);
  Value minusOne = b.integer(y.getType(), -1);
  Value isZero = isEqual(b, y, zero), isMinusOne = isEqual(b, y, minusOne);
  Value isSpecial = b.create<arith::OrIOp>(isZero, isMinusOne);
  Value divisor = b.select(isSpecial, one, y);
  Value quotient = b.create<arith::DivSIOp>(x, divisor);
  quotient = b.select(isMinusOne, negateInteger(b, x), quotient);
  return b.select(isZero, zero, quotient);
}

/// `x^y`, cut towards zero where `y` is negative. `math.ipowi` does that but
/// for the powers of 0 that divide by it; those are 0, as the first power is.
static Value raiseInteger(Lowering &b, Value x, Value y) {
  Value zero = b.integer(x.getType(), 0);
  Value one = b.integer(x.getType(), 1);
  Value isZero = isEqual(b, x, zero);
  Value isNegative =
      b.create<arith::CmpIOp>(arith::CmpIPredicate::slt, y, zero);
  Value isUndefined = b.create<arith::AndIOp>(isZero, isNegative);
  Value exponent = b.select(isUndefined, one, y);
  return b.create<math::IPowIOp>(x, exponent);
}

//===----------------------------------------------------------------------===//
// Copies and casts
//===----------------------------------------------------------------------===//

static Value lowerCopy(CopyOp op, Lowering &) { return op.getX(); }

static SmallVector<Value> lowerCopyN(CopyNOp op, Lowering &) {
  return SmallVector<Value>(op.getTimes(), op.getX());
}

/// An element as one of another type.
static Value castElement(Lowering &b, Value x, Type to) {
  Type from = x.getType();
  bool fromFloat = isa<FloatType>(from), toFloat = isa<FloatType>(to);
  // What is not zero is true.
  if (to.isInteger(1)) {
    Value zero = b.create<arith::ConstantOp>(b.getZeroAttr(from));
    if (fromFloat)
      return b.compare(arith::CmpFPredicate::UNE, x, zero);
    return b.create<arith::CmpIOp>(arith::CmpIPredicate::ne, x, zero);
  }
  if (fromFloat)
    return toFloat ? b.convertFloat(x, to) : b.convertToInteger(x, to);
  if (toFloat)
    return from.isInteger(1) ? b.create<arith::UIToFPOp>(to, x).getResult()
                             : b.create<arith::SIToFPOp>(to, x).getResult();
  if (from.isInteger(1))
    return b.create<arith::ExtUIOp>(to, x);
  return from.getIntOrFloatBitWidth() < to.getIntOrFloatBitWidth()
             ? b.create<arith::ExtSIOp>(to, x).getResult()
             : b.create<arith::TruncIOp>(to, x).getResult();
}

static Value lowerCast(CastOp op, Lowering &b) {
  Value input = op.getInput();
  Type to = getElementType(op.getOutput());
  if (getElementType(input) == to)
    return input;
  return b.createElementwise(
      input, b.getSizes(input), to,
      [&](Lowering &b, ValueRange x) { return castElement(b, x[0], to); });
}

void nnef::populateElementwiseLowerings(LoweringTable &lowerings) {
  lowerings.add(lowerCopy);
  lowerings.add(lowerCopyN);
  lowerings.add(lowerCast);
  ElementwiseTable table{lowerings};

  // Operations that have a counterpart.
  table.add<ExpOp, math::ExpOp>();
  table.add<LogOp, math::LogOp>();
  table.add<Log2Op, math::Log2Op>();
  table.add<SinOp, math::SinOp>();
  table.add<CosOp, math::CosOp>();
  table.add<TanOp, math::TanOp>();
  table.add<SinhOp, math::SinhOp>();
  table.add<CoshOp, math::CoshOp>();
  table.add<TanhOp, math::TanhOp>();
  table.add<AsinOp, math::AsinOp>();
  table.add<AcosOp, math::AcosOp>();
  table.add<AtanOp, math::AtanOp>();
  table.add<AsinhOp, math::AsinhOp>();
  table.add<AcoshOp, math::AcoshOp>();
  table.add<AtanhOp, math::AtanhOp>();
  table.add<AbsOp, math::AbsFOp>();
  table.add<FloorOp, math::FloorOp>();
  table.add<CeilOp, math::CeilOp>();
  table.add<SqrtOp, math::SqrtOp>();
  table.add<AddOp, arith::AddFOp, arith::AddIOp>();
  table.add<SubOp, arith::SubFOp, arith::SubIOp>();
  table.add<MulOp, arith::MulFOp, arith::MulIOp>();
  table.add<AndOp, arith::AndIOp>();
  table.add<OrOp, arith::OrIOp>();
  table.add<SelectOp, arith::SelectOp>();
  table.add<LtOp>(arith::CmpFPredicate::OLT, arith::CmpIPredicate::slt);
  table.add<GtOp>(arith::CmpFPredicate::OGT, arith::CmpIPredicate::sgt);
  table.add<LeOp>(arith::CmpFPredicate::OLE, arith::CmpIPredicate::sle);
  table.add<GeOp>(arith::CmpFPredicate::OGE, arith::CmpIPredicate::sge);
  table.add<EqOp>(arith::CmpFPredicate::OEQ, arith::CmpIPredicate::eq);
  table.add<NeOp>(arith::CmpFPredicate::UNE, arith::CmpIPredicate::ne);

  // Operations with a formula.
  table.add<NegOp>([](NegOp, Lowering &b, ValueRange x) {
    return isa<FloatType>(x[0].getType()) ? b.neg(x[0])
                                          : negateInteger(b, x[0]);
  });
  table.add<DivOp>([](DivOp, Lowering &b, ValueRange x) {
    return isa<FloatType>(x[0].getType()) ? b.div(x[0], x[1])
                                          : divideIntegers(b, x[0], x[1]);
  });
  table.add<PowOp>([](PowOp, Lowering &b, ValueRange x) -> Value {
    if (isa<FloatType>(x[0].getType()))
      return b.create<math::PowFOp>(x[0], x[1]);
    return raiseInteger(b, x[0], x[1]);
  });
  table.add<RcpOp>([](RcpOp, Lowering &b, ValueRange x) {
    return b.div(b.constant(x[0].getType(), 1), x[0]);
  });
  table.add<SignOp>([](SignOp, Lowering &b, ValueRange x) {
    Value zero = b.constant(x[0].getType(), 0);
    Value isNegative = b.compare(arith::CmpFPredicate::OLT, x[0], zero);
    Value minusOne = b.constant(x[0].getType(), -1);
    Value notPositive = b.select(isNegative, minusOne, zero);
    Value isPositive = b.compare(arith::CmpFPredicate::OGT, x[0], zero);
    Value one = b.constant(x[0].getType(), 1);
    return b.select(isPositive, one, notPositive);
  });
  table.add<NotOp>([](NotOp, Lowering &b, ValueRange x) -> Value {
    Value yes = b.create<arith::ConstantOp>(b.getBoolAttr(true));
    return b.create<arith::XOrIOp>(x[0], yes);
  });
  table.add<RoundOp>(
      [](RoundOp, Lowering &b, ValueRange x) { return b.round(x[0]); });
  table.add<SqrOp>(
      [](SqrOp, Lowering &b, ValueRange x) { return b.mul(x[0], x[0]); });
  table.add<RsqrOp>([](RsqrOp, Lowering &b, ValueRange x) {
    Value one = b.constant(x[0].getType(), 1);
    return b.div(one, b.mul(x[0], x[0]));
  });
  table.add<RsqrtOp>([](RsqrtOp, Lowering &b, ValueRange x) {
    Value one = b.constant(x[0].getType(), 1);
    return b.div(one, b.sqrt(x[0]));
  });
  table.add<MinOp>(
      [](MinOp, Lowering &b, ValueRange x) { return b.min(x[0], x[1]); });
  table.add<MaxOp>(
      [](MaxOp, Lowering &b, ValueRange x) { return b.max(x[0], x[1]); });
  table.add<ClampOp>([](ClampOp, Lowering &b, ValueRange x) {
    return b.max(b.min(x[0], x[2]), x[1]);
  });
  table.add<AddNOp>([](AddNOp op, Lowering &b, ValueRange x) {
    if (x.empty())
      return b.constant(op.getType().getElementType(), 0);
    Value sum = x.front();
    for (Value next : x.drop_front())
      sum = b.add(sum, next);
    return sum;
  });

  // Activations.
  table.add<ReluOp>([](ReluOp, Lowering &b, ValueRange x) {
    return b.max(x[0], b.constant(x[0].getType(), 0));
  });
  table.add<SigmoidOp>(
      [](SigmoidOp, Lowering &b, ValueRange x) { return b.sigmoid(x[0]); });
  table.add<SoftabsOp>([](SoftabsOp op, Lowering &b, ValueRange x) {
    Value epsilon =
        b.constant(x[0].getType(), op.getEpsilon().convertToDouble());
    return b.sqrt(b.add(b.mul(x[0], x[0]), epsilon));
  });
  // log(e^x + 1), written so that e^x cannot overflow.
  table.add<SoftplusOp>([](SoftplusOp, Lowering &b, ValueRange x) {
    Value small = b.exp(b.neg(b.create<math::AbsFOp>(x[0])));
    Value positive = b.max(x[0], b.constant(x[0].getType(), 0));
    return b.add(positive, b.create<math::Log1pOp>(small));
  });
  table.add<GeluOp>([](GeluOp, Lowering &b, ValueRange x) {
    Value scaled = b.mul(b.constant(x[0].getType(), 1.702), x[0]);
    return b.mul(x[0], b.sigmoid(scaled));
  });
  table.add<SiluOp>([](SiluOp, Lowering &b, ValueRange x) {
    return b.mul(x[0], b.sigmoid(x[0]));
  });
  table.add<EluOp>([](EluOp op, Lowering &b, ValueRange x) {
    double alpha = op.getAlpha().convertToDouble();
    return selectBySign(b, x[0], scaledExpM1(b, x[0], alpha));
  });
  table.add<SeluOp>([](SeluOp op, Lowering &b, ValueRange x) {
    double alpha = op.getAlpha().convertToDouble();
    Value scale = b.constant(x[0].getType(), op.getLambda().convertToDouble());
    return b.mul(scale, selectBySign(b, x[0], scaledExpM1(b, x[0], alpha)));
  });
  table.add<LeakyReluOp>([](LeakyReluOp op, Lowering &b, ValueRange x) {
    Value slope = b.constant(x[0].getType(), op.getAlpha().convertToDouble());
    return selectBySign(b, x[0], b.mul(slope, x[0]));
  });
  table.add<PreluOp>([](PreluOp, Lowering &b, ValueRange x) {
    return selectBySign(b, x[0], b.mul(x[1], x[0]));
  });
  table.add<BatchNormalizationOp>([](BatchNormalizationOp op, Lowering &b,
                                     ValueRange x) {
    Value input = x[0], mean = x[1], variance = x[2], offset = x[3],
          scale = x[4];
    Value epsilon =
        b.constant(input.getType(), op.getEpsilon().convertToDouble());
    Value deviation = b.sqrt(b.add(variance, epsilon));
    return b.add(offset, b.div(b.mul(scale, b.sub(input, mean)), deviation));
  });
}
