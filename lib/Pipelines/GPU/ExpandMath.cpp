//===- ExpandMath.cpp - Functions of real numbers as arithmetic -----------===//
//
// Part of the nnef-mlir project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Upstream has polynomials for functions such as exp. Its expansions of others
// in terms of these lose all digits of small numbers, so they are written here
// in a way that does not.
//
//===----------------------------------------------------------------------===//

#include "NNEF/Pipelines/Passes.h"
#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/Math/IR/Math.h"
#include "mlir/Dialect/Math/Transforms/Passes.h"
#include "mlir/Dialect/SCF/IR/SCF.h"
#include "mlir/Dialect/Vector/IR/VectorOps.h"
#include "mlir/IR/ImplicitLocOpBuilder.h"
#include "mlir/Transforms/GreedyPatternRewriteDriver.h"
#include <limits>

namespace nnef {
#define GEN_PASS_DEF_EXPANDMATHPASS
#include "NNEF/Pipelines/Passes.h.inc"
} // namespace nnef

using namespace mlir;

namespace {
/// Writes formulas of numbers of one type.
class FormulaBuilder {
public:
  FormulaBuilder(OpBuilder &builder, Operation *op)
      : b(op->getLoc(), builder), type(op->getResult(0).getType()) {}

  Value constant(double value) {
    return arith::ConstantOp::create(b, b.getFloatAttr(type, value));
  }
  Value add(Value x, Value y) { return arith::AddFOp::create(b, x, y); }
  Value sub(Value x, Value y) { return arith::SubFOp::create(b, x, y); }
  Value mul(Value x, Value y) { return arith::MulFOp::create(b, x, y); }
  Value div(Value x, Value y) { return arith::DivFOp::create(b, x, y); }
  Value fma(Value x, Value y, Value z) {
    return math::FmaOp::create(b, x, y, z);
  }
  /// The polynomial of x with these coefficients, the highest first.
  Value polynomial(Value x, ArrayRef<double> coefficients) {
    Value result = constant(coefficients.front());
    for (double coefficient : coefficients.drop_front())
      result = fma(result, x, constant(coefficient));
    return result;
  }
  Value isLess(Value x, Value y) {
    return arith::CmpFOp::create(b, arith::CmpFPredicate::OLT, x, y);
  }
  Value select(Value condition, Value x, Value y) {
    return arith::SelectOp::create(b, condition, x, y);
  }
  template <typename OpT> Value call(Value x) { return OpT::create(b, x); }
  /// `x` with the sign of `y`.
  Value withSign(Value x, Value y) { return math::CopySignOp::create(b, x, y); }

  ImplicitLocOpBuilder b;
  Type type;
};

/// Replaces the operations `OpT` on floats of so many bits by a formula of
/// their operand.
template <typename OpT> struct Expand : OpRewritePattern<OpT> {
  using Formula = Value (*)(FormulaBuilder &, Value);
  Expand(MLIRContext *context, Formula formula, unsigned bits = 32)
      : OpRewritePattern<OpT>(context), formula(formula), bits(bits) {}

  LogicalResult matchAndRewrite(OpT op,
                                PatternRewriter &rewriter) const override {
    if (!op.getType().isF32() && !op.getType().isF64())
      return failure();
    if (op.getType().getIntOrFloatBitWidth() != bits)
      return failure();
    FormulaBuilder f(rewriter, op);
    rewriter.replaceOp(op, formula(f, op.getOperand()));
    return success();
  }

private:
  Formula formula;
  unsigned bits;
};
} // namespace

/// (e^x - e^-x) / 2, in terms of t = e^|x| - 1, which is exact for small ones.
static Value expandSinh(FormulaBuilder &f, Value x) {
  Value a = f.call<math::AbsFOp>(x);
  Value t = f.call<math::ExpM1Op>(a);
  Value half = f.constant(0.5);
  Value small = f.mul(half, f.add(t, f.div(t, f.add(t, f.constant(1)))));
  // e^a may be too large where half of it is not.
  Value root = f.call<math::ExpOp>(f.mul(half, a));
  Value large = f.mul(f.mul(half, root), root);
  return f.withSign(f.select(f.isLess(a, f.constant(20)), small, large), x);
}

static Value expandCosh(FormulaBuilder &f, Value x) {
  Value half = f.constant(0.5);
  Value root = f.call<math::ExpOp>(f.mul(half, f.call<math::AbsFOp>(x)));
  Value e = f.mul(root, root);
  Value sum = f.mul(half, f.add(e, f.div(f.constant(1), e)));
  // Too large for e^|x|, but not for half of it.
  Value large = f.mul(f.mul(half, root), root);
  return f.select(f.isLess(f.call<math::AbsFOp>(x), f.constant(20)), sum,
                  large);
}

/// log(a + sqrt(a^2 + 1)) for a = |x|, as log(1 + ...).
static Value expandAsinh(FormulaBuilder &f, Value x) {
  Value a = f.call<math::AbsFOp>(x);
  Value one = f.constant(1);
  Value square = f.mul(a, a);
  Value root = f.call<math::SqrtOp>(f.add(square, one));
  Value small =
      f.call<math::Log1pOp>(f.add(a, f.div(square, f.add(one, root))));
  Value large = f.add(f.call<math::LogOp>(a), f.constant(0.69314718055994531));
  return f.withSign(f.select(f.isLess(a, f.constant(1e8)), small, large), x);
}

/// log(x + sqrt(x^2 - 1)), as log(1 + ...) of t = x - 1.
static Value expandAcosh(FormulaBuilder &f, Value x) {
  Value t = f.sub(x, f.constant(1));
  Value root = f.call<math::SqrtOp>(f.mul(t, f.add(t, f.constant(2))));
  Value small = f.call<math::Log1pOp>(f.add(t, root));
  Value large = f.add(f.call<math::LogOp>(x), f.constant(0.69314718055994531));
  // Not a number stays one on either side.
  return f.select(f.isLess(f.constant(1e8), x), large, small);
}

/// log((1 + a) / (1 - a)) / 2 for a = |x|.
static Value expandAtanh(FormulaBuilder &f, Value x) {
  Value a = f.call<math::AbsFOp>(x);
  Value ratio = f.div(f.add(a, a), f.sub(f.constant(1), a));
  return f.withSign(f.mul(f.constant(0.5), f.call<math::Log1pOp>(ratio)), x);
}

/// 2^x of an integral number: its bits, if it has a normal one.
static Value makePowerOfTwo(FormulaBuilder &f, Value x) {
  ImplicitLocOpBuilder &b = f.b;
  Type i32 = b.getI32Type();
  Value exponent = arith::FPToSIOp::create(b, i32, x);
  Value bias = arith::ConstantIntOp::create(b, 127, 32);
  Value shift = arith::ConstantIntOp::create(b, 23, 32);
  Value bits =
      arith::ShLIOp::create(b, arith::AddIOp::create(b, exponent, bias), shift);
  return arith::BitcastOp::create(b, f.type, bits);
}

/// 2^n * e^(r log 2) for x = n + r.
static Value expandExp2(FormulaBuilder &f, Value x) {
  // What is beyond becomes 0 and infinity all the same. A number that is none
  // is put back in the end.
  Value low = f.constant(-160), high = f.constant(160);
  Value bounded = f.select(f.isLess(x, low), low, x);
  bounded = f.select(f.isLess(high, bounded), high, bounded);
  Value isNumber = arith::CmpFOp::create(f.b, arith::CmpFPredicate::ORD, x, x);
  bounded = f.select(isNumber, bounded, low);
  Value n = f.call<math::RoundEvenOp>(bounded);
  Value r = f.sub(bounded, n);
  Value e = f.call<math::ExpOp>(f.mul(r, f.constant(0.69314718055994531)));
  // In two steps, as 2^n may not be a normal number.
  Value half = f.call<math::FloorOp>(f.mul(n, f.constant(0.5)));
  Value result = f.mul(f.mul(e, makePowerOfTwo(f, half)),
                       makePowerOfTwo(f, f.sub(n, half)));
  return f.select(isNumber, result, x);
}

/// What is added to the exponent of a float of double precision, and where the
/// sum is in its bits.
static constexpr int64_t kDoubleBias = 1023, kDoubleShift = 52;

/// 2^x of an integral number that has a normal one, in double precision.
static Value makeDoublePowerOfTwo(FormulaBuilder &f, Value x) {
  ImplicitLocOpBuilder &b = f.b;
  Value exponent = arith::FPToSIOp::create(b, b.getI64Type(), x);
  Value bias = arith::ConstantIntOp::create(b, kDoubleBias, 64);
  Value shift = arith::ConstantIntOp::create(b, kDoubleShift, 64);
  Value bits =
      arith::ShLIOp::create(b, arith::AddIOp::create(b, exponent, bias), shift);
  return arith::BitcastOp::create(b, f.type, bits);
}

/// The same as expandExp2 in double precision, with the series of e^x.
static Value expandDoubleExp2(FormulaBuilder &f, Value x) {
  Value low = f.constant(-1100), high = f.constant(1100),
        half = f.constant(0.5);
  Value isNumber = arith::CmpFOp::create(f.b, arith::CmpFPredicate::ORD, x, x);
  Value bounded = f.select(f.isLess(x, low), low, x);
  bounded = f.select(f.isLess(high, bounded), high, bounded);
  bounded = f.select(isNumber, bounded, low);
  Value n = f.call<math::FloorOp>(f.add(bounded, half));
  Value r = f.mul(f.sub(bounded, n), f.constant(0.69314718055994531));
  // Terms up to r^13 / 13! for |r| up to 0.35, from the last to the first.
  Value e = f.constant(1), one = f.constant(1);
  for (int i = 13; i > 0; --i)
    e = f.add(one, f.mul(f.div(r, f.constant(i)), e));
  Value part = f.call<math::FloorOp>(f.mul(n, half));
  Value result = f.mul(f.mul(e, makeDoublePowerOfTwo(f, part)),
                       makeDoublePowerOfTwo(f, f.sub(n, part)));
  return f.select(isNumber, result, x);
}

/// n + log2(m) for x = 2^n * m in double precision, with m near 1: exactly n
/// for powers of two. log(m) is 2 (s + s^3 / 3 + ...) for s = (m - 1) / (m +
/// 1).
static Value expandDoubleLog2(FormulaBuilder &f, Value x) {
  ImplicitLocOpBuilder &b = f.b;
  Value zero = f.constant(0), one = f.constant(1), half = f.constant(0.5);
  auto integer = [&](int64_t value) -> Value {
    return arith::ConstantIntOp::create(b, value, 64);
  };
  // What has no normal number is made larger first.
  Value isSmall = f.isLess(x, f.constant(0x1p-1022));
  Value normal = f.select(isSmall, f.mul(x, f.constant(0x1p54)), x);
  Value bits = arith::BitcastOp::create(b, b.getI64Type(), normal);
  Value exponent = arith::SubIOp::create(
      b, arith::ShRUIOp::create(b, bits, integer(kDoubleShift)),
      integer(kDoubleBias));
  Value fraction =
      arith::AndIOp::create(b, bits, integer((int64_t(1) << kDoubleShift) - 1));
  Value m = arith::BitcastOp::create(
      b, f.type,
      arith::OrIOp::create(b, fraction, integer(kDoubleBias << kDoubleShift)));
  Value n = arith::SIToFPOp::create(b, f.type, exponent);
  n = f.sub(n, f.select(isSmall, f.constant(54), zero));
  Value isLarge = f.isLess(f.constant(1.4142135623730951), m);
  m = f.select(isLarge, f.mul(m, half), m);
  n = f.select(isLarge, f.add(n, one), n);

  Value s = f.div(f.sub(m, one), f.add(m, one)), square = f.mul(s, s);
  Value series = f.constant(1.0 / 23);
  for (int i = 21; i > 0; i -= 2)
    series = f.add(f.constant(1.0 / i), f.mul(series, square));
  // 2 / log(2).
  Value result =
      f.add(n, f.mul(f.mul(s, series), f.constant(2.8853900817779268)));

  Value infinity = f.constant(std::numeric_limits<double>::infinity());
  Value isZero = arith::CmpFOp::create(b, arith::CmpFPredicate::OEQ, x, zero);
  Value none = f.constant(std::numeric_limits<double>::quiet_NaN());
  Value rest = f.select(isZero, f.sub(zero, infinity), none);
  result = f.select(f.isLess(x, infinity), result, x);
  return f.select(f.isLess(zero, x), result, rest);
}

static Value expandLog10(FormulaBuilder &f, Value x) {
  return f.mul(f.call<math::LogOp>(x), f.constant(0.43429448190325183));
}

static Value expandRsqrt(FormulaBuilder &f, Value x) {
  return f.div(f.constant(1), f.call<math::SqrtOp>(x));
}

static Value expandTan(FormulaBuilder &f, Value x) {
  return f.div(f.call<math::SinOp>(x), f.call<math::CosOp>(x));
}

/// The sine of x + quarters * pi/2. x is taken apart into k * pi/2 + r, with
/// pi/2 as a sum of three numbers, so that r is right for x up to 1e5.
static Value expandSine(FormulaBuilder &f, Value x, int quarters) {
  ImplicitLocOpBuilder &b = f.b;
  Value k =
      f.call<math::RoundEvenOp>(f.mul(x, f.constant(0.63661977236758134)));
  Value minusK = f.sub(f.constant(0), k);
  Value r = f.fma(minusK, f.constant(1.5707963705062866), x);
  r = f.fma(minusK, f.constant(-4.371138828673793e-08), r);
  r = f.fma(minusK, f.constant(-1.7151245100058819e-15), r);
  Value square = f.mul(r, r);
  // The series of Taylor, whose last terms are made up for what is left out.
  Value sine = f.polynomial(
      square, {-1.9515295891e-4, 8.3321608736e-3, -1.6666654611e-1});
  sine = f.fma(f.mul(sine, square), r, r);
  Value cosine =
      f.polynomial(square, {2.443315711809948e-5, -1.388731625493765e-3,
                            4.166664568298827e-2});
  cosine = f.fma(f.mul(cosine, square), square,
                 f.fma(square, f.constant(-0.5), f.constant(1)));

  Type i32 = b.getI32Type();
  Value quadrant =
      arith::AddIOp::create(b, arith::FPToSIOp::create(b, i32, k),
                            arith::ConstantIntOp::create(b, quarters, 32));
  auto isBitSet = [&](int64_t bit) -> Value {
    Value mask = arith::ConstantIntOp::create(b, bit, 32);
    return arith::CmpIOp::create(b, arith::CmpIPredicate::eq,
                                 arith::AndIOp::create(b, quadrant, mask),
                                 mask);
  };
  Value result = f.select(isBitSet(1), cosine, sine);
  Value negated = arith::NegFOp::create(b, result);
  return f.select(isBitSet(2), negated, result);
}

static Value expandSin(FormulaBuilder &f, Value x) {
  return expandSine(f, x, 0);
}
static Value expandCos(FormulaBuilder &f, Value x) {
  return expandSine(f, x, 1);
}

namespace {
/// Writes x^y as e^(y log |x|), with the sign of an odd power, and what is
/// different for zeros.
struct ExpandPower : OpRewritePattern<math::PowFOp> {
  using OpRewritePattern::OpRewritePattern;

  LogicalResult matchAndRewrite(math::PowFOp op,
                                PatternRewriter &rewriter) const override {
    if (!op.getType().isF32())
      return failure();
    FormulaBuilder f(rewriter, op);
    Value x = op.getLhs(), y = op.getRhs();
    Value zero = f.constant(0), one = f.constant(1), half = f.constant(0.5);
    Value infinity = f.constant(std::numeric_limits<float>::infinity());
    auto equals = [&](Value lhs, Value rhs) -> Value {
      return arith::CmpFOp::create(f.b, arith::CmpFPredicate::OEQ, lhs, rhs);
    };
    auto isIntegral = [&](Value value) {
      return equals(f.call<math::FloorOp>(value), value);
    };
    Value magnitude = f.call<math::AbsFOp>(x);
    Value power = f.call<math::ExpOp>(f.mul(y, f.call<math::LogOp>(magnitude)));
    Value none = f.constant(std::numeric_limits<float>::quiet_NaN());
    Value odd = f.sub(zero, power);
    Value negative = f.select(isIntegral(f.mul(y, half)), power, odd);
    negative = f.select(isIntegral(y), negative, none);
    Value ofZero = f.select(f.isLess(y, zero), infinity, zero);
    Value result = f.select(f.isLess(x, zero), negative, power);
    result = f.select(equals(x, zero), ofZero, result);
    Value isOne = arith::OrIOp::create(f.b, equals(x, one), equals(y, zero));
    rewriter.replaceOp(op, f.select(isOne, one, result));
    return success();
  }
};

/// Writes powers of integers as products: that of the base, squared again and
/// again, for each bit of the exponent. A negative exponent gives 0, but for
/// the bases 1 and -1.
struct ExpandPowerOfIntegers : OpRewritePattern<math::IPowIOp> {
  using OpRewritePattern::OpRewritePattern;

  LogicalResult matchAndRewrite(math::IPowIOp op,
                                PatternRewriter &rewriter) const override {
    auto type = dyn_cast<IntegerType>(op.getType());
    if (!type)
      return failure();
    ImplicitLocOpBuilder b(op.getLoc(), rewriter);
    auto constant = [&](int64_t value) -> Value {
      return arith::ConstantOp::create(b, b.getIntegerAttr(type, value));
    };
    auto equals = [&](Value lhs, Value rhs) -> Value {
      return arith::CmpIOp::create(b, arith::CmpIPredicate::eq, lhs, rhs);
    };
    Value zero = constant(0), one = constant(1), base = op.getLhs();
    Value exponent = op.getRhs();
    Value isNegative =
        arith::CmpIOp::create(b, arith::CmpIPredicate::slt, exponent, zero);
    Value magnitude = arith::SelectOp::create(
        b, isNegative, arith::SubIOp::create(b, zero, exponent), exponent);
    auto index = [&](int64_t value) -> Value {
      return arith::ConstantIndexOp::create(b, value);
    };
    auto loop = scf::ForOp::create(
        b, index(0), index(type.getWidth()), index(1),
        ValueRange{one, base, magnitude},
        [&](OpBuilder &inner, Location loc, Value, ValueRange values) {
          ImplicitLocOpBuilder b(loc, inner);
          Value result = values[0], square = values[1], rest = values[2];
          Value hasBit = arith::TruncIOp::create(b, b.getI1Type(), rest);
          Value product = arith::MulIOp::create(b, result, square);
          scf::YieldOp::create(
              b, ValueRange{arith::SelectOp::create(b, hasBit, product, result),
                            arith::MulIOp::create(b, square, square),
                            arith::ShRUIOp::create(b, rest, one)});
        });
    Value hasInverse =
        arith::OrIOp::create(b, equals(base, one), equals(base, constant(-1)));
    Value inverse =
        arith::SelectOp::create(b, hasInverse, loop.getResult(0), zero);
    rewriter.replaceOpWithNewOp<arith::SelectOp>(op, isNegative, inverse,
                                                 loop.getResult(0));
    return success();
  }
};
} // namespace

/// The functions that upstream has polynomials for.
static bool isApproximated(StringRef name) {
  static const StringRef names[] = {
      math::AcosOp::getOperationName(),  math::AsinOp::getOperationName(),
      math::AtanOp::getOperationName(),  math::Atan2Op::getOperationName(),
      math::CbrtOp::getOperationName(),  math::ErfOp::getOperationName(),
      math::ErfcOp::getOperationName(),  math::ExpOp::getOperationName(),
      math::ExpM1Op::getOperationName(), math::LogOp::getOperationName(),
      math::Log1pOp::getOperationName(), math::Log2Op::getOperationName(),
      math::TanhOp::getOperationName()};
  return llvm::is_contained(names, name);
}

/// The functions that have a formula here.
static bool isExpanded(StringRef name) {
  static const StringRef names[] = {
      math::AcoshOp::getOperationName(), math::AsinhOp::getOperationName(),
      math::AtanhOp::getOperationName(), math::CosOp::getOperationName(),
      math::CoshOp::getOperationName(),  math::Exp2Op::getOperationName(),
      math::Log10Op::getOperationName(), math::PowFOp::getOperationName(),
      math::RsqrtOp::getOperationName(), math::SinOp::getOperationName(),
      math::SinhOp::getOperationName(),  math::TanOp::getOperationName()};
  return llvm::is_contained(names, name);
}

namespace {
struct ExpandMathPass : nnef::impl::ExpandMathPassBase<ExpandMathPass> {
  using Base::Base;

  void runOnOperation() override {
    RewritePatternSet patterns(&getContext());
    // Half precision is computed in single.
    populateMathF32ExpansionPatterns(patterns, [](StringRef name) {
      return isApproximated(name) || isExpanded(name);
    });
    math::populateExpansionPatterns(patterns, {"fpowi"});
    patterns.add<ExpandPowerOfIntegers>(&getContext());
    if (!libDevice)
      addFunctions(patterns);
    if (failed(applyPatternsGreedily(getOperation(), std::move(patterns))))
      signalPassFailure();
  }

private:
  /// What libdevice has, too.
  static void addFunctions(RewritePatternSet &patterns) {
    populateMathPolynomialApproximationPatterns(patterns, isApproximated);
    add<math::AcoshOp>(patterns, expandAcosh);
    add<math::AsinhOp>(patterns, expandAsinh);
    add<math::AtanhOp>(patterns, expandAtanh);
    add<math::CosOp>(patterns, expandCos);
    add<math::CoshOp>(patterns, expandCosh);
    add<math::Exp2Op>(patterns, expandExp2);
    add<math::Log10Op>(patterns, expandLog10);
    add<math::RsqrtOp>(patterns, expandRsqrt);
    add<math::SinOp>(patterns, expandSin);
    add<math::SinhOp>(patterns, expandSinh);
    add<math::TanOp>(patterns, expandTan);
    // Quantization by logarithms is computed in double precision.
    MLIRContext *context = patterns.getContext();
    patterns.add<Expand<math::Exp2Op>>(context, expandDoubleExp2, 64);
    patterns.add<Expand<math::Log2Op>>(context, expandDoubleLog2, 64);
    patterns.add<ExpandPower>(context);
  }

  template <typename OpT>
  static void add(RewritePatternSet &patterns,
                  typename Expand<OpT>::Formula formula) {
    patterns.add<Expand<OpT>>(patterns.getContext(), formula);
  }
};
} // namespace
