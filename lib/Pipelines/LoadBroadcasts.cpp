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

/// Whether the elements of the vector that is read are not side by side in
/// memory.
static bool readsStrided(vector::TransferReadOp read) {
  auto type = dyn_cast<MemRefType>(read.getBase().getType());
  if (!type || read.getVectorType().getRank() != 1 || read.getMask() ||
      read.getVectorType().isScalable() || read.hasOutOfBoundsDim() ||
      !read.getPermutationMap().isMinorIdentity())
    return false;
  SmallVector<int64_t> strides;
  int64_t offset;
  return succeeded(type.getStridesAndOffset(strides, offset)) &&
         strides.back() != 1;
}

/// Loads elements that are not side by side, one by one.
static Value loadStrided(OpBuilder &builder, vector::TransferReadOp read) {
  Location loc = read.getLoc();
  SmallVector<Value> indices(read.getIndices()), elements;
  Value first = indices.back();
  for (int64_t i = 0, e = read.getVectorType().getNumElements(); i < e; ++i) {
    if (i != 0)
      indices.back() = affine::makeComposedAffineApply(
          builder, loc, builder.getAffineDimExpr(0) + i,
          ArrayRef<OpFoldResult>(first));
    elements.push_back(
        memref::LoadOp::create(builder, loc, read.getBase(), indices));
  }
  return vector::FromElementsOp::create(builder, loc, read.getVectorType(),
                                        elements);
}

namespace {
struct LoadBroadcastsPass
    : nnef::impl::LoadBroadcastsPassBase<LoadBroadcastsPass> {
  void runOnOperation() override {
    IRRewriter rewriter(&getContext());
    getOperation().walk([&](vector::TransferReadOp read) {
      rewriter.setInsertionPoint(read);
      if (readsEqualRows(read))
        rewriter.replaceOp(read, load(rewriter, read,
                                      SmallVector<Value>(read.getIndices()),
                                      read.getVectorType().getRank()));
      else if (readsStrided(read))
        rewriter.replaceOp(read, loadStrided(rewriter, read));
    });
  }
};
} // namespace
