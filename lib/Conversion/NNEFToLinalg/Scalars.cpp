//===- Scalars.cpp - Computing in the bodies of loops --------------------===//
//
// Part of the nnef-mlir project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "LoweringUtils.h"

using namespace mlir;
using namespace nnef;

Value Lowering::constant(Type type, double value) {
  return create<arith::ConstantOp>(getFloatAttr(type, value));
}
Value Lowering::integer(Type type, int64_t value) {
  return create<arith::ConstantOp>(getIntegerAttr(type, value));
}
Value Lowering::index(int64_t value) {
  return create<arith::ConstantIndexOp>(value);
}
Value Lowering::neg(Value x) { return create<arith::NegFOp>(x); }
Value Lowering::add(Value x, Value y) { return create<arith::AddFOp>(x, y); }
Value Lowering::sub(Value x, Value y) { return create<arith::SubFOp>(x, y); }
Value Lowering::mul(Value x, Value y) { return create<arith::MulFOp>(x, y); }
Value Lowering::div(Value x, Value y) { return create<arith::DivFOp>(x, y); }
Value Lowering::exp(Value x) { return create<math::ExpOp>(x); }
Value Lowering::sqrt(Value x) { return create<math::SqrtOp>(x); }
Value Lowering::sigmoid(Value x) {
  Value one = constant(x.getType(), 1);
  return div(one, add(one, exp(neg(x))));
}
Value Lowering::round(Value x) {
  // Not floor(x + 0.5): the sum may not be a float, and be rounded up.
  Value below = create<math::FloorOp>(x);
  Value above = add(below, constant(x.getType(), 1));
  Value distance = sub(x, below);
  Value isNear =
      compare(arith::CmpFPredicate::OGE, distance, constant(x.getType(), 0.5));
  return select(isNear, above, below);
}
Value Lowering::compare(arith::CmpFPredicate predicate, Value x, Value y) {
  return create<arith::CmpFOp>(predicate, x, y);
}
Value Lowering::select(Value condition, Value x, Value y) {
  return create<arith::SelectOp>(condition, x, y);
}
Value Lowering::min(Value x, Value y) {
  return select(compare(arith::CmpFPredicate::OLT, x, y), x, y);
}
Value Lowering::max(Value x, Value y) {
  return select(compare(arith::CmpFPredicate::OGT, x, y), x, y);
}
Value Lowering::minIndex(Value x, Value y) {
  return create<arith::MinSIOp>(x, y);
}
Value Lowering::maxIndex(Value x, Value y) {
  return create<arith::MaxSIOp>(x, y);
}

Value Lowering::convertFloat(Value x, Type type) {
  unsigned from = x.getType().getIntOrFloatBitWidth(),
           to = type.getIntOrFloatBitWidth();
  if (x.getType() == type)
    return x;
  if (from < to)
    return create<arith::ExtFOp>(type, x);
  if (from > to)
    return create<arith::TruncFOp>(type, x);
  // The two types of 16 bits: neither has all the values of the other.
  return create<arith::TruncFOp>(type, convertFloat(x, getF32Type()));
}

Value Lowering::convertToInteger(Value x, Type type) {
  // A conversion of what is out of range would be anything.
  unsigned bits = type.getIntOrFloatBitWidth();
  APInt highest = APInt::getSignedMaxValue(bits),
        lowest = APInt::getSignedMinValue(bits);
  double limit = std::ldexp(1.0, bits - 1);
  if (x.getType().getIntOrFloatBitWidth() < 32)
    x = convertFloat(x, getF32Type());
  Value above =
      compare(arith::CmpFPredicate::OGE, x, constant(x.getType(), limit));
  Value below =
      compare(arith::CmpFPredicate::OLT, x, constant(x.getType(), -limit));
  Value isNumber = compare(arith::CmpFPredicate::ORD, x, x);
  auto integer = [&](const APInt &value) -> Value {
    return create<arith::ConstantOp>(getIntegerAttr(type, value));
  };
  Value isOutside = create<arith::OrIOp>(above, below);
  Value zero = constant(x.getType(), 0);
  Value inside = select(isOutside, zero, select(isNumber, x, zero));
  Value result = create<arith::FPToSIOp>(type, inside);
  result = select(above, integer(highest), result);
  return select(below, integer(lowest), result);
}

Value Lowering::getBorderSource(Value at, Value last, BorderMode border) {
  if (border == BorderMode::Reflect || border == BorderMode::ReflectEven) {
    // Mirror the place at either edge, which is repeated or not.
    int64_t edge = border == BorderMode::ReflectEven ? 1 : 0;
    Value below = create<arith::SubIOp>(index(-edge), at);
    at = maxIndex(at, below);
    Value mirror = create<arith::AddIOp>(last, last);
    mirror = create<arith::AddIOp>(mirror, index(edge));
    Value above = create<arith::SubIOp>(mirror, at);
    at = minIndex(at, above);
  }
  at = maxIndex(at, index(0));
  return minIndex(at, last);
}
