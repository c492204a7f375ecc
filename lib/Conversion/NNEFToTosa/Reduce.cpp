//===- Reduce.cpp - Reductions to TOSA ------------------------------------===//
//
// Part of the nnef-mlir project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "TosaRules.h"

using namespace mlir;
using namespace nnef;

using Values = SmallVector<Value>;

template <typename OpT, typename TosaOp>
static void addReduction(TosaRules &rules) {
  std::string name =
      StringRef(TosaOp::getOperationName()).split('.').second.str();
  rules.add<OpT>("`" + name + "`, one for each axis",
                 [](TosaLowering &b, OpT op) {
                   return b.reduce<TosaOp>(op.getInput(), op.getAxes());
                 });
}

static Value lowerSumReduce(TosaLowering &b, SumReduceOp op) {
  return op.getNormalize() ? b.mean(op.getInput(), op.getAxes())
                           : b.sum(op.getInput(), op.getAxes());
}

/// The position of the maximum, counted in row-major order over all axes.
static Value createArgmax(TosaLowering &b, Value x, ArrayRef<int64_t> axes,
                          RankedTensorType type) {
  // Several axes become one, behind the others.
  SmallVector<int64_t> reduced(axes), permutation, extents;
  llvm::sort(reduced);
  int64_t count = 1;
  for (auto [dim, extent] : llvm::enumerate(TosaLowering::getShape(x))) {
    if (llvm::is_contained(reduced, static_cast<int64_t>(dim))) {
      count *= extent;
      continue;
    }
    permutation.push_back(dim);
    extents.push_back(extent);
  }
  int64_t axis = extents.size();
  if (reduced.size() == 1) {
    axis = reduced.front();
  } else {
    llvm::append_range(permutation, reduced);
    x = b.transpose(x, permutation);
    SmallVector<int64_t> joined = extents;
    joined.push_back(count);
    x = b.reshape(x, joined);
  }
  auto positions = RankedTensorType::get(extents, type.getElementType());
  Value result =
      b.create<tosa::ArgMaxOp>(positions, x, b.getI32IntegerAttr(axis));
  return b.reshape(result, type.getShape());
}

static Value lowerArgmaxReduce(TosaLowering &b, ArgmaxReduceOp op) {
  return createArgmax(b, op.getInput(), op.getAxes(), op.getType());
}

static Value lowerArgminReduce(TosaLowering &b, ArgminReduceOp op) {
  return createArgmax(b, b.neg(op.getInput()), op.getAxes(), op.getType());
}

static Values lowerMoments(TosaLowering &b, MomentsOp op) {
  Value mean = b.mean(op.getInput(), op.getAxes());
  Value distance = b.sub(op.getInput(), mean);
  return {mean, b.mean(b.mul(distance, distance), op.getAxes())};
}

void nnef::addReduceRules(TosaRules &rules) {
  rules.beginFamily("Reductions");
  rules.add<SumReduceOp>("`reduce_sum`, one for each axis; with `normalize` "
                         "`mul`",
                         lowerSumReduce);
  addReduction<MaxReduceOp, tosa::ReduceMaxOp>(rules);
  addReduction<MinReduceOp, tosa::ReduceMinOp>(rules);
  rules.add<MeanReduceOp>("`reduce_sum`, `mul`",
                          [](TosaLowering &b, MeanReduceOp op) {
                            return b.mean(op.getInput(), op.getAxes());
                          });
  addReduction<AnyReduceOp, tosa::ReduceAnyOp>(rules);
  addReduction<AllReduceOp, tosa::ReduceAllOp>(rules);
  rules
      .add<ArgmaxReduceOp>("`argmax`; several axes become one before",
                           lowerArgmaxReduce)
      .stays("there is no axis to reduce",
             [](ArgmaxReduceOp op, const TosaTarget &) {
               return op.getAxes().empty();
             });
  rules.add<ArgminReduceOp>("`negate`, `argmax`", lowerArgminReduce)
      .stays("there is no axis to reduce",
             [](ArgminReduceOp op, const TosaTarget &) {
               return op.getAxes().empty();
             });
  rules.add<MomentsOp>("`reduce_sum`, `sub`, `mul`", lowerMoments);
}
