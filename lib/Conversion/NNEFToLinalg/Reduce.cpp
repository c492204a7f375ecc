//===- Reduce.cpp - Reductions to Linalg ---------------------------------===//
//
// Part of the nnef-mlir project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "LoweringUtils.h"

using namespace mlir;
using namespace nnef;

static Value lowerSumReduce(SumReduceOp op, Lowering &b) {
  return op.getNormalize() ? b.createMean(op.getInput(), op.getAxes())
                           : b.createSum(op.getInput(), op.getAxes());
}

static Value lowerMeanReduce(MeanReduceOp op, Lowering &b) {
  return b.createMean(op.getInput(), op.getAxes());
}

static Value lowerMaxReduce(MaxReduceOp op, Lowering &b) {
  Value lowest = b.constant(getElementType(op.getInput()), -kInfinity);
  return b.createReduction(
      op.getInput(), op.getAxes(), lowest,
      [](Lowering &b, ValueRange x) { return b.max(x[1], x[0]); });
}

static Value lowerMinReduce(MinReduceOp op, Lowering &b) {
  Value highest = b.constant(getElementType(op.getInput()), kInfinity);
  return b.createReduction(
      op.getInput(), op.getAxes(), highest,
      [](Lowering &b, ValueRange x) { return b.min(x[1], x[0]); });
}

/// any_reduce and all_reduce: `ScalarOp` starting from `init`.
template <typename OpT, typename ScalarOp, bool init>
static Value lowerLogicalReduce(OpT op, Lowering &b) {
  Value initial = b.create<arith::ConstantOp>(b.getBoolAttr(init));
  return b.createReduction(op.getInput(), op.getAxes(), initial,
                           [](Lowering &b, ValueRange x) -> Value {
                             return b.create<ScalarOp>(x[0], x[1]);
                           });
}

/// Finds the first element that is `predicate` to all others. Its position is
/// counted in row-major order over the reduced dimensions.
template <typename OpT, arith::CmpFPredicate predicate>
static Value lowerArgReduce(OpT op, Lowering &b) {
  Value input = op.getInput();
  Type type = getElementType(input), indexType = getElementType(op.getOutput());
  Sizes sizes = b.getSizes(input), kept;
  unsigned rank = sizes.size();
  SmallVector<int64_t> axes(op.getAxes());
  llvm::sort(axes);
  SmallVector<utils::IteratorType> iterators(rank,
                                             utils::IteratorType::parallel);
  SmallVector<AffineExpr> keptDims;
  for (unsigned dim = 0; dim < rank; ++dim) {
    if (llvm::is_contained(axes, static_cast<int64_t>(dim))) {
      iterators[dim] = utils::IteratorType::reduction;
      continue;
    }
    keptDims.push_back(b.getAffineDimExpr(dim));
    kept.push_back(sizes[dim]);
  }
  AffineMap outputMap = AffineMap::get(rank, 0, keptDims, b.getContext());
  bool findsMaximum = predicate == arith::CmpFPredicate::OGT;
  Value worst = b.constant(type, findsMaximum ? -kInfinity : kInfinity);
  Value first = b.create<arith::ConstantOp>(b.getZeroAttr(indexType));
  Value best = b.createFilled(kept, worst), place = b.createFilled(kept, first);

  auto generic = b.create<linalg::GenericOp>(
      TypeRange{best.getType(), place.getType()}, input,
      ValueRange{best, place},
      ArrayRef<AffineMap>{b.getMultiDimIdentityMap(rank), outputMap, outputMap},
      iterators, [&](OpBuilder &builder, Location loc, ValueRange args) {
        Lowering inner(loc, builder);
        Value position = inner.index(0);
        for (int64_t axis : axes) {
          Value extent =
              getValueOrCreateConstantIndexOp(inner, loc, sizes[axis]);
          position = inner.create<arith::MulIOp>(position, extent);
          Value index = inner.create<linalg::IndexOp>(axis);
          position = inner.create<arith::AddIOp>(position, index);
        }
        position = inner.create<arith::IndexCastOp>(indexType, position);
        Value isBetter = inner.compare(predicate, args[0], args[1]);
        Value value = inner.select(isBetter, args[0], args[1]);
        Value winner = inner.select(isBetter, position, args[2]);
        inner.create<linalg::YieldOp>(ValueRange{value, winner});
      });
  return b.createUnsqueeze(generic.getResult(1), axes);
}

static SmallVector<Value> lowerMoments(MomentsOp op, Lowering &b) {
  Value input = op.getInput();
  Value mean = b.createMean(input, op.getAxes());
  Value squares =
      b.createElementwise({input, mean}, [](Lowering &b, ValueRange x) {
        Value distance = b.sub(x[0], x[1]);
        return b.mul(distance, distance);
      });
  return {mean, b.createMean(squares, op.getAxes())};
}

static Value lowerSoftmax(SoftmaxOp op, Lowering &b) {
  Value x = op.getX();
  Value lowest = b.constant(getElementType(x), -kInfinity);
  Value maximum =
      b.createReduction(x, op.getAxes(), lowest, [](Lowering &b, ValueRange x) {
        return b.max(x[1], x[0]);
      });
  Value exps = b.createElementwise({x, maximum}, [](Lowering &b, ValueRange x) {
    return b.exp(b.sub(x[0], x[1]));
  });
  Value sum = b.createSum(exps, op.getAxes());
  return b.createElementwise(
      {exps, sum}, [](Lowering &b, ValueRange x) { return b.div(x[0], x[1]); });
}

void nnef::populateReduceLowerings(LoweringTable &table) {
  table.add(lowerSumReduce);
  table.add(lowerMeanReduce);
  table.add(lowerMaxReduce);
  table.add(lowerMinReduce);
  table.add(lowerLogicalReduce<AnyReduceOp, arith::OrIOp, false>);
  table.add(lowerLogicalReduce<AllReduceOp, arith::AndIOp, true>);
  table.add(lowerArgReduce<ArgmaxReduceOp, arith::CmpFPredicate::OGT>);
  table.add(lowerArgReduce<ArgminReduceOp, arith::CmpFPredicate::OLT>);
  table.add(lowerMoments);
  table.add(lowerSoftmax);
}
