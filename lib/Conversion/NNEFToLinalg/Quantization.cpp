//===- Quantization.cpp - Pseudo-quantization to Linalg ------------------===//
//
// Part of the nnef-mlir project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// The formulas of section 4.9.5 of the standard. All is computed in double
// precision: a code is found by rounding, and the least error in front of that
// would give the next one.
//
//===----------------------------------------------------------------------===//

#include "LoweringUtils.h"

using namespace mlir;
using namespace nnef;

/// Computes each element in double precision from those of the operands.
template <typename OpT>
static Value createInDouble(OpT op, Lowering &b, Lowering::ScalarBody body) {
  Type type = getElementType(op.getY()), wide = b.getF64Type();
  return b.createElementwise(
      op->getOperands(), b.getSizes(op->getResult(0)), type,
      [&](Lowering &b, ValueRange operands) {
        SmallVector<Value> x;
        for (Value operand : operands) {
          if (isa<FloatType>(operand.getType()))
            x.push_back(b.convertFloat(operand, wide));
          else
            x.push_back(b.create<arith::SIToFPOp>(wide, operand));
        }
        return b.convertFloat(body(b, x), type);
      });
}

static Value clamp(Lowering &b, Value x, Value lowest, Value highest) {
  return b.max(b.min(x, highest), lowest);
}

/// One less than the number of codes.
static double getHighestCode(int64_t bits) { return std::ldexp(1.0, bits) - 1; }

template <typename OpT>
static Value createMinMaxQuantize(OpT op, Lowering &b, bool isSigned,
                                  bool symmetric) {
  double range = getHighestCode(op.getBits()) - (isSigned && symmetric);
  double offset = isSigned ? std::ldexp(1.0, op.getBits() - 1) - symmetric : 0;
  return createInDouble(op, b, [&](Lowering &b, ValueRange x) {
    Value min = x[1], max = x[2];
    Value r = b.constant(min.getType(), range);
    Value p = b.constant(min.getType(), offset);
    Value extent = b.sub(max, min);
    Value above = b.sub(clamp(b, x[0], min, max), min);
    Value steps = b.mul(b.div(above, extent), r);
    Value q = b.sub(b.round(steps), p);
    Value part = b.div(b.add(q, p), r);
    return b.add(b.mul(part, extent), min);
  });
}

static Value lowerMinMaxLinearQuantize(MinMaxLinearQuantizeOp op, Lowering &b) {
  return createMinMaxQuantize(op, b, op.getIsSigned(), op.getSymmetric());
}

static Value lowerLinearQuantize(LinearQuantizeOp op, Lowering &b) {
  return createMinMaxQuantize(op, b, /*isSigned=*/false, /*symmetric=*/false);
}

static Value lowerZeroPointLinearQuantize(ZeroPointLinearQuantizeOp op,
                                          Lowering &b) {
  double highest = getHighestCode(op.getBits() - op.getIsSigned());
  double lowest = 0;
  if (op.getIsSigned())
    lowest = op.getSymmetric() ? -highest : -highest - 1;
  return createInDouble(op, b, [&](Lowering &b, ValueRange x) {
    Value z = x[1], scale = x[2];
    Value s = b.add(b.round(b.div(x[0], scale)), z);
    Value first = b.constant(z.getType(), lowest);
    Value last = b.constant(z.getType(), highest);
    Value q = clamp(b, s, first, last);
    return b.mul(b.sub(q, z), scale);
  });
}

static Value lowerLogarithmicQuantize(LogarithmicQuantizeOp op, Lowering &b) {
  double range = getHighestCode(op.getBits());
  return createInDouble(op, b, [&](Lowering &b, ValueRange x) -> Value {
    Type type = x[0].getType();
    Value zero = b.constant(type, 0);
    Value m = b.create<math::CeilOp>(b.create<math::Log2Op>(x[1]).getResult());
    Value lowest = b.sub(m, b.constant(type, range));
    Value magnitude = b.create<math::AbsFOp>(x[0]);
    Value exponent = b.create<math::Log2Op>(magnitude);
    Value q = b.round(clamp(b, exponent, lowest, m));
    Value power = b.create<math::Exp2Op>(q);
    // Times the sign, which is 0 for 0.
    Value isNegative = b.compare(arith::CmpFPredicate::OLT, x[0], zero);
    Value result = b.select(isNegative, b.neg(power), power);
    Value isZero = b.compare(arith::CmpFPredicate::OEQ, x[0], zero);
    return b.select(isZero, zero, result);
  });
}

void nnef::populateQuantizationLowerings(LoweringTable &table) {
  table.add(lowerMinMaxLinearQuantize);
  table.add(lowerZeroPointLinearQuantize);
  table.add(lowerLinearQuantize);
  table.add(lowerLogarithmicQuantize);
}
