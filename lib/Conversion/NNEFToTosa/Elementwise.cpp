//===- Elementwise.cpp - Elementwise operations to TOSA -------------------===//
//
// Part of the nnef-mlir project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "TosaRules.h"

#include <cmath>

using namespace mlir;
using namespace nnef;

/// The names of operations of TOSA, for the documentation.
template <typename... OpTs> static std::string getNames() {
  std::string names;
  for (StringRef name : {OpTs::getOperationName()...})
    names += (names.empty() ? "`" : ", `") + name.split('.').second.str() + "`";
  return names;
}

/// `NnefOp` is `TosaOp`, element by element.
template <typename NnefOp, typename TosaOp> static void addUnary(TosaRules &r) {
  r.add<NnefOp>(getNames<TosaOp>(), [](TosaLowering &b, NnefOp op) {
    return b.unary<TosaOp>(op.getX());
  });
}

template <typename NnefOp, typename TosaOp>
static TosaRules::Adder<NnefOp> addBinary(TosaRules &r) {
  return r.add<NnefOp>(getNames<TosaOp>(), [](TosaLowering &b, NnefOp op) {
    auto x = b.align(op->getOperands());
    return b.binary<TosaOp>(x[0], x[1]);
  });
}

/// A comparison; with `swaps` of the operands in reverse order.
template <typename NnefOp, typename TosaOp, bool swaps>
static void addComparison(TosaRules &r) {
  std::string expression = getNames<TosaOp>();
  if (swaps)
    expression += ", operands swapped";
  r.add<NnefOp>(expression, [](TosaLowering &b, NnefOp op) {
    auto x = b.align(op->getOperands());
    return swaps ? b.compare<TosaOp>(x[1], x[0])
                 : b.compare<TosaOp>(x[0], x[1]);
  });
}

template <typename OpT> static bool isInteger(OpT op, const TosaTarget &) {
  return !isa<FloatType>(TosaLowering::getElementType(op.getX()));
}

//===----------------------------------------------------------------------===//
// Unary operations
//===----------------------------------------------------------------------===//

static Value lowerTan(TosaLowering &b, TanOp op) {
  Value sine = b.unary<tosa::SinOp>(op.getX());
  return b.div(sine, b.unary<tosa::CosOp>(op.getX()));
}

/// cosh(x) = e^a / 2 + e^-a / 2, where a = |x|. The square of e^(a / 2) reaches
/// as far as the result does.
static Value createCosh(TosaLowering &b, Value x) {
  Value magnitude = b.unary<tosa::AbsOp>(x);
  Value root = b.exp(b.mul(magnitude, 0.5));
  Value growing = b.mul(b.mul(root, 0.5), root);
  Value fading = b.exp(b.neg(magnitude));
  return b.add(growing, b.mul(fading, 0.5));
}

static Value lowerCosh(TosaLowering &b, CoshOp op) {
  return createCosh(b, op.getX());
}

/// The difference of exponentials would lose what is small. tanh(x) does not.
static Value lowerSinh(TosaLowering &b, SinhOp op) {
  Value tangent = b.unary<tosa::TanhOp>(op.getX());
  return b.mul(tangent, createCosh(b, op.getX()));
}

static Value lowerSign(TosaLowering &b, SignOp op) {
  Value x = op.getX(), zero = b.scalar(x, 0);
  Value isPositive = b.compare<tosa::GreaterOp>(x, zero);
  Value isNegative = b.compare<tosa::GreaterOp>(zero, x);
  Value notPositive = b.select(isNegative, b.scalar(x, -1), zero);
  return b.select(isPositive, b.scalar(x, 1), notPositive);
}

/// The sum of a number and a half may be rounded itself. How far the number is
/// above the integer before it is exact.
static Value lowerRound(TosaLowering &b, RoundOp op) {
  Value x = op.getX();
  Value before = b.unary<tosa::FloorOp>(x);
  Value rest = b.sub(x, before);
  Value isAbove = b.compare<tosa::GreaterEqualOp>(rest, b.scalar(x, 0.5));
  Value after = b.add(before, 1);
  return b.select(isAbove, after, before);
}

//===----------------------------------------------------------------------===//
// Binary operations
//===----------------------------------------------------------------------===//

static Value lowerMul(TosaLowering &b, MulOp op) {
  auto x = b.align(op->getOperands());
  return b.mul(x[0], x[1]);
}

/// The quotient of integers by 0 is 0, and by -1 the negative, which TOSA does
/// not define for all.
static Value divideIntegers(TosaLowering &b, Value x, Value y) {
  Value zero = b.scalar(y, 0), minusOne = b.scalar(y, -1);
  Value isZero = b.compare<tosa::EqualOp>(y, zero);
  Value isMinusOne = b.compare<tosa::EqualOp>(y, minusOne);
  Value isSpecial = b.binary<tosa::LogicalOrOp>(isZero, isMinusOne);
  Value divisor = b.select(isSpecial, b.scalar(y, 1), y);
  Value quotient = b.binary<tosa::IntDivOp>(x, divisor);
  quotient = b.select(isMinusOne, b.neg(x), quotient);
  return b.select(isZero, zero, quotient);
}

/// `x^exponent` for a whole exponent that is not 0. TOSA has no powers of
/// negative numbers, but those of their absolute values.
static Value createWholePower(TosaLowering &b, Value x, double exponent) {
  if (exponent < 0)
    return b.reciprocal(createWholePower(b, x, -exponent));
  if (exponent == 1)
    return x;
  if (std::fmod(exponent, 2) != 0)
    return b.mul(createWholePower(b, x, exponent - 1), x);
  if (exponent == 2)
    return b.mul(x, x);
  return b.binary<tosa::PowOp>(b.unary<tosa::AbsOp>(x), b.scalar(x, exponent));
}

static Value lowerPow(TosaLowering &b, PowOp op) {
  auto x = b.align(op->getOperands());
  double exponent = *b.getNumber(x[1]);
  bool isWhole = exponent == std::floor(exponent) && std::isfinite(exponent);
  if (isWhole && exponent != 0 && x[0].getType() == op.getType())
    return createWholePower(b, x[0], exponent);
  return b.binary<tosa::PowOp>(x[0], x[1]);
}

/// Whether the exponent of a power is not one number that is known.
static bool hasUnknownExponent(PowOp op, const TosaTarget &) {
  auto constant = op.getY().getDefiningOp<ConstantOp>();
  return !constant || constant.getType().getNumElements() != 1;
}

static Value lowerDiv(TosaLowering &b, DivOp op) {
  auto x = b.align(op->getOperands());
  return isInteger(op, b.getTarget()) ? divideIntegers(b, x[0], x[1])
                                      : b.div(x[0], x[1]);
}

/// `x == y`, also of truth values.
static Value createEqual(TosaLowering &b, ValueRange operands) {
  auto x = b.align(operands);
  if (TosaLowering::getElementType(x[0]).isInteger(1))
    return b.logicalNot(b.binary<tosa::LogicalXorOp>(x[0], x[1]));
  return b.compare<tosa::EqualOp>(x[0], x[1]);
}

static Value lowerEq(TosaLowering &b, EqOp op) {
  return createEqual(b, op->getOperands());
}

static Value lowerNe(TosaLowering &b, NeOp op) {
  return b.logicalNot(createEqual(b, op->getOperands()));
}

/// Whether an operation can treat NaN as TOSA does when it ignores it: the
/// other operand is the result, which is the second one here if that is a
/// number.
static bool isNumber(Value y) {
  std::optional<double> number = TosaLowering::getNumber(y);
  return number && !std::isnan(*number);
}

static Value lowerMin(TosaLowering &b, MinOp op) {
  auto x = b.align(op->getOperands());
  if (isNumber(x[1]))
    return b.create<tosa::MinimumOp>(op.getType(), x[0], x[1],
                                     tosa::NanPropagationMode::IGNORE);
  return b.select(b.compare<tosa::GreaterOp>(x[1], x[0]), x[0], x[1]);
}

static Value lowerMax(TosaLowering &b, MaxOp op) {
  auto x = b.align(op->getOperands());
  if (isNumber(x[1]))
    return b.create<tosa::MaximumOp>(op.getType(), x[0], x[1],
                                     tosa::NanPropagationMode::IGNORE);
  return b.select(b.compare<tosa::GreaterOp>(x[0], x[1]), x[0], x[1]);
}

//===----------------------------------------------------------------------===//
// Operations on three tensors
//===----------------------------------------------------------------------===//

static Value lowerSelect(TosaLowering &b, SelectOp op) {
  auto x = b.align(op->getOperands());
  return b.select(x[0], x[1], x[2]);
}

static Value lowerClamp(TosaLowering &b, ClampOp op) {
  auto lower = b.getNumber(op.getA()), upper = b.getNumber(op.getB());
  bool addsNoDimensions = op.getX().getType() == op.getType();
  // This also is not so where a bound is not a number.
  if (lower && upper && *lower <= *upper && addsNoDimensions)
    return b.clamp(op.getX(), *lower, *upper);
  auto x = b.align(op->getOperands());
  Value smaller = b.select(b.compare<tosa::GreaterOp>(x[2], x[0]), x[0], x[2]);
  return b.select(b.compare<tosa::GreaterOp>(smaller, x[1]), smaller, x[1]);
}

//===----------------------------------------------------------------------===//
// Casts
//===----------------------------------------------------------------------===//

static Value lowerCast(TosaLowering &b, CastOp op) {
  Value x = op.getInput();
  Type from = TosaLowering::getElementType(x),
       to = op.getType().getElementType();
  if (from == to)
    return x;
  // What is not zero is true.
  if (to.isInteger(1))
    return b.logicalNot(b.compare<tosa::EqualOp>(x, b.scalar(x, 0)));
  if (from.isInteger(1)) {
    int64_t rank = TosaLowering::getRank(x);
    return b.select(x, b.scalar(to, rank, 1), b.scalar(to, rank, 0));
  }
  if (isa<FloatType>(from) && !isa<FloatType>(to)) {
    // TOSA rounds; drop what is behind the point first.
    Value isNegative = b.compare<tosa::GreaterOp>(b.scalar(x, 0), x);
    Value up = b.unary<tosa::CeilOp>(x), down = b.unary<tosa::FloorOp>(x);
    Value cut = b.select(isNegative, up, down);
    // What is not a number becomes 0.
    Value isNumber = b.compare<tosa::EqualOp>(x, x);
    x = b.select(isNumber, cut, b.scalar(x, 0));
  }
  return b.create<tosa::CastOp>(op.getType(), x);
}

void nnef::addElementwiseRules(TosaRules &r) {
  r.beginFamily("Element by element");
  addUnary<ExpOp, tosa::ExpOp>(r);
  addUnary<LogOp, tosa::LogOp>(r);
  addUnary<SinOp, tosa::SinOp>(r);
  addUnary<CosOp, tosa::CosOp>(r);
  addUnary<TanhOp, tosa::TanhOp>(r);
  addUnary<AbsOp, tosa::AbsOp>(r);
  addUnary<FloorOp, tosa::FloorOp>(r);
  addUnary<CeilOp, tosa::CeilOp>(r);
  addUnary<RcpOp, tosa::ReciprocalOp>(r);
  addUnary<RsqrtOp, tosa::RsqrtOp>(r);
  addUnary<NotOp, tosa::LogicalNotOp>(r);
  r.add<NegOp>("`negate`, of integers `sub` from 0", [](TosaLowering &b,
                                                        NegOp op) {
     return b.neg(op.getX());
   }).withIntegersInAnyProfile();
  r.add<TanOp>("`sin`, `cos`, `reciprocal`, `mul`", lowerTan);
  r.add<SinhOp>("`tanh(x) * cosh(x)`", lowerSinh);
  r.add<CoshOp>("`exp`, `abs`, `add`, `mul`", lowerCosh);
  StringRef noInverses = "TOSA has no inverse trigonometric functions";
  r.leave<AsinOp>(noInverses);
  r.leave<AcosOp>(noInverses);
  r.leave<AtanOp>(noInverses);
  StringRef noLogarithm = "TOSA has no logarithm that is exact close to 1";
  r.leave<AsinhOp>(noLogarithm);
  r.leave<AcoshOp>(noLogarithm);
  r.leave<AtanhOp>(noLogarithm);
  r.add<SignOp>("`greater`, `select`", lowerSign);
  r.add<RoundOp>("`floor`, `sub`, `greater_equal`, `select`", lowerRound);
  r.add<SqrOp>("`mul`", [](TosaLowering &b, SqrOp op) {
    return b.mul(op.getX(), op.getX());
  });
  r.add<SqrtOp>("`rsqrt`, `reciprocal`",
                [](TosaLowering &b, SqrtOp op) { return b.sqrt(op.getX()); });
  r.add<RsqrOp>("`mul`, `reciprocal`", [](TosaLowering &b, RsqrOp op) {
    return b.reciprocal(b.mul(op.getX(), op.getX()));
  });
  r.add<Log2Op>("`log`, `mul`", [](TosaLowering &b, Log2Op op) {
    return b.mul(b.unary<tosa::LogOp>(op.getX()), 1.4426950408889634);
  });

  // TOSA leaves open what integers that overflow become; all that is known to
  // run it wraps around, as these operations do.
  addBinary<AddOp, tosa::AddOp>(r).withIntegersInAnyProfile();
  addBinary<SubOp, tosa::SubOp>(r).withIntegersInAnyProfile();
  r.add<MulOp>("`mul`", lowerMul).withIntegersInAnyProfile();
  r.add<DivOp>("`reciprocal`, `mul`; of integers `intdiv`, with `select` where "
               "that is not defined",
               lowerDiv);
  r.add<PowOp>("`pow`; whole exponents with `abs`, `mul` and `reciprocal`",
               lowerPow)
      .stays("TOSA has no powers of integers", isInteger<PowOp>)
      .stays(
          "TOSA has no powers of negative numbers, and the exponent is not a "
          "constant",
          hasUnknownExponent);
  addComparison<LtOp, tosa::GreaterOp, true>(r);
  addComparison<GtOp, tosa::GreaterOp, false>(r);
  addComparison<LeOp, tosa::GreaterEqualOp, true>(r);
  addComparison<GeOp, tosa::GreaterEqualOp, false>(r);
  r.add<EqOp>("`equal`; of truth values `logical_xor`, `logical_not`", lowerEq);
  r.add<NeOp>("`equal`, `logical_not`; of truth values `logical_xor`, "
              "`logical_not`",
              lowerNe);
  addBinary<AndOp, tosa::LogicalAndOp>(r);
  addBinary<OrOp, tosa::LogicalOrOp>(r);
  r.add<MinOp>("`minimum` if the second operand is a constant, else `greater`, "
               "`select`: only so NaN gives what it should",
               lowerMin);
  r.add<MaxOp>("`maximum`, or `greater` and `select`, as for `min`", lowerMax);
  r.add<SelectOp>("`select`", lowerSelect);
  r.add<ClampOp>("`clamp` if the bounds are constants in order, else `greater` "
                 "and `select`; `clamp` makes NaN the lower bound instead of "
                 "the upper one",
                 lowerClamp);
  r.add<CastOp>("`cast`; to integers after `floor` or `ceil`, because `cast` "
                "rounds; to truth values `equal`, `logical_not`; from truth "
                "values `select`",
                lowerCast)
      .withIntegersInAnyProfile()
      .stays(integersNeedProfile, [](CastOp op, const TosaTarget &target) {
        Type from = TosaLowering::getElementType(op.getInput()),
             to = op.getType().getElementType();
        return !target.has(tosa::Profile::pro_int) &&
               ((from.isInteger(1) && to.isInteger(32)) ||
                (from.isInteger(32) && to.isInteger(1)));
      });
}
