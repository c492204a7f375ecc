//===- LoadBroadcasts.cpp - Vectors of one element in memory --------------===//
//
// Part of the nnef-mlir project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "NNEF/Pipelines/Passes.h"
#include "mlir/Dialect/Affine/IR/AffineOps.h"
#include "mlir/Dialect/Func/IR/FuncOps.h"
#include "mlir/Dialect/MemRef/IR/MemRef.h"
#include "mlir/Dialect/UB/IR/UBOps.h"
#include "mlir/Dialect/Vector/IR/VectorOps.h"
#include "mlir/IR/PatternMatch.h"

namespace nnef {
#define GEN_PASS_DEF_LOADBROADCASTSPASS
#include "NNEF/Pipelines/Passes.h.inc"
} // namespace nnef

using namespace mlir;

/// Whether each row of the vector that is read is one element of memory.
static bool readsEqualRows(vector::TransferReadOp read) {
  AffineMap map = read.getPermutationMap();
  auto last = map.getNumResults() == 0
                  ? AffineConstantExpr()
                  : dyn_cast<AffineConstantExpr>(map.getResults().back());
  return last && isa<MemRefType>(read.getBase().getType()) && !read.getMask() &&
         !read.getVectorType().isScalable() && !read.hasOutOfBoundsDim();
}

/// Loads what a part of the vector is made of. `dims` of its dimensions are
/// left, the last ones.
static Value load(OpBuilder &builder, vector::TransferReadOp read,
                  SmallVector<Value> indices, unsigned dims) {
  Location loc = read.getLoc();
  VectorType type = read.getVectorType();
  auto part =
      VectorType::get(type.getShape().take_back(dims), type.getElementType());
  if (dims == 1) {
    Value element =
        memref::LoadOp::create(builder, loc, read.getBase(), indices);
    return vector::BroadcastOp::create(builder, loc, part, element);
  }
  unsigned position = type.getRank() - dims;
  auto dim =
      dyn_cast<AffineDimExpr>(read.getPermutationMap().getResult(position));
  if (!dim)
    return vector::BroadcastOp::create(builder, loc, part,
                                       load(builder, read, indices, dims - 1));
  Value result = ub::PoisonOp::create(builder, loc, part);
  Value first = indices[dim.getPosition()];
  for (int64_t i = 0, e = part.getDimSize(0); i < e; ++i) {
    if (i != 0)
      indices[dim.getPosition()] = affine::makeComposedAffineApply(
          builder, loc, builder.getAffineDimExpr(0) + i,
          ArrayRef<OpFoldResult>(first));
    Value row = load(builder, read, indices, dims - 1);
    result = vector::InsertOp::create(builder, loc, row, result, i);
  }
  return result;
}

namespace {
struct LoadBroadcastsPass
    : nnef::impl::LoadBroadcastsPassBase<LoadBroadcastsPass> {
  void runOnOperation() override {
    IRRewriter rewriter(&getContext());
    getOperation().walk([&](vector::TransferReadOp read) {
      if (!readsEqualRows(read))
        return;
      rewriter.setInsertionPoint(read);
      Value loaded = load(rewriter, read, SmallVector<Value>(read.getIndices()),
                          read.getVectorType().getRank());
      rewriter.replaceOp(read, loaded);
    });
  }
};
} // namespace
