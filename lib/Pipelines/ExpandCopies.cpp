//===- ExpandCopies.cpp - Copies and fills as loops over vectors ----------===//
//
// Part of the nnef-mlir project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "NNEF/Pipelines/Passes.h"
#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/Linalg/IR/Linalg.h"
#include "mlir/Dialect/MemRef/IR/MemRef.h"
#include "mlir/Dialect/SCF/IR/SCF.h"
#include "mlir/Dialect/Vector/IR/VectorOps.h"
#include "mlir/IR/PatternMatch.h"

namespace nnef {
#define GEN_PASS_DEF_EXPANDCOPIESPASS
#include "NNEF/Pipelines/Passes.h.inc"
} // namespace nnef

using namespace mlir;

/// The size of the largest vectors. Processors with smaller registers take
/// several.
static constexpr int64_t kVectorBits = 512;
/// Of the smallest ones that are better than single elements.
static constexpr int64_t kMinVectorBits = 128;
/// Rows of up to as many vectors need no loop.
static constexpr int64_t kMaxUnrolled = 4;

/// Whether a value is a memref whose elements follow each other.
static bool isContiguous(Value value) {
  auto type = dyn_cast<MemRefType>(value.getType());
  return type && type.getLayout().isIdentity();
}

/// The vectors that rows of a memref are made of, if they are.
static VectorType getVectorType(Value value) {
  auto type = dyn_cast<MemRefType>(value.getType());
  if (!type || !type.hasStaticShape() || type.getRank() == 0 ||
      type.getNumElements() == 0 || !type.isLastDimUnitStride() ||
      !type.getElementType().isIntOrFloat())
    return {};
  int64_t bits = type.getElementTypeBitWidth();
  int64_t row = type.getShape().back(), width = kVectorBits / bits;
  while (width > 1 && row % width != 0)
    width /= 2;
  if (bits % 8 != 0 || width * bits < kMinVectorBits)
    return {};
  return VectorType::get({width}, type.getElementType());
}

/// Writes all of `target` as vectors, which `getVector` makes for a place.
static void
writeVectors(OpBuilder &builder, Location loc, Value target, VectorType type,
             function_ref<Value(OpBuilder &, ValueRange)> getVector) {
  ArrayRef<int64_t> shape = cast<MemRefType>(target.getType()).getShape();
  int64_t width = type.getNumElements();
  OpBuilder::InsertionGuard guard(builder);
  SmallVector<Value> place;
  for (auto [dim, extent] : llvm::enumerate(shape)) {
    bool isRow = dim + 1 == shape.size();
    int64_t step = isRow ? width : 1;
    Value begin = arith::ConstantIndexOp::create(builder, loc, 0);
    place.push_back(begin);
    if (extent <= (isRow ? kMaxUnrolled : 1) * step)
      continue;
    Value end = arith::ConstantIndexOp::create(builder, loc, extent);
    Value stepValue = arith::ConstantIndexOp::create(builder, loc, step);
    auto loop = scf::ForOp::create(builder, loc, begin, end, stepValue);
    builder.setInsertionPointToStart(loop.getBody());
    place.back() = loop.getInductionVar();
  }
  bool isUnrolled = shape.back() <= kMaxUnrolled * width;
  for (int64_t i = 0; i < (isUnrolled ? shape.back() : width); i += width) {
    if (isUnrolled)
      place.back() = arith::ConstantIndexOp::create(builder, loc, i);
    vector::StoreOp::create(builder, loc, getVector(builder, place), target,
                            place);
  }
}

static void expand(memref::CopyOp copy, IRRewriter &rewriter) {
  Value source = copy.getSource(), target = copy.getTarget();
  if (isContiguous(source) && isContiguous(target))
    return;
  // What has no rank has no loops either; it is left to the library.
  if (!isa<MemRefType>(source.getType()) || !isa<MemRefType>(target.getType()))
    return;
  rewriter.setInsertionPoint(copy);
  VectorType type = getVectorType(target);
  if (!type || getVectorType(source) != type) {
    rewriter.replaceOpWithNewOp<linalg::CopyOp>(copy, source, target);
    return;
  }
  Location loc = copy.getLoc();
  writeVectors(rewriter, loc, target, type,
               [&](OpBuilder &builder, ValueRange place) -> Value {
                 return vector::LoadOp::create(builder, loc, type, source,
                                               place);
               });
  rewriter.eraseOp(copy);
}

static void expand(linalg::FillOp fill, IRRewriter &rewriter) {
  VectorType type = fill.hasPureBufferSemantics()
                        ? getVectorType(fill.getOutputs().front())
                        : VectorType();
  if (!type || fill.getInputs().front().getType() != type.getElementType())
    return;
  Location loc = fill.getLoc();
  rewriter.setInsertionPoint(fill);
  Value vector = vector::BroadcastOp::create(rewriter, loc, type,
                                             fill.getInputs().front());
  writeVectors(rewriter, loc, fill.getOutputs().front(), type,
               [&](OpBuilder &, ValueRange) { return vector; });
  rewriter.eraseOp(fill);
}

namespace {
struct ExpandCopiesPass : nnef::impl::ExpandCopiesPassBase<ExpandCopiesPass> {
  void runOnOperation() override {
    IRRewriter rewriter(&getContext());
    getOperation()->walk([&](Operation *op) {
      if (auto copy = dyn_cast<memref::CopyOp>(op))
        expand(copy, rewriter);
      else if (auto fill = dyn_cast<linalg::FillOp>(op))
        expand(fill, rewriter);
    });
  }
};
} // namespace
