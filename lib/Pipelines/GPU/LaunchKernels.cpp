//===- LaunchKernels.cpp - Linalg on buffers as kernels of a GPU ----------===//
//
// Part of the nnef-mlir project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "BlockedProducts.h"
#include "Launches.h"
#include "NNEF/Pipelines/Passes.h"
#include "ThreadBuilder.h"
#include "mlir/Dialect/Affine/IR/AffineOps.h"
#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/Func/IR/FuncOps.h"
#include "mlir/Dialect/GPU/IR/GPUDialect.h"
#include "mlir/Dialect/Linalg/Transforms/Transforms.h"
#include "mlir/Dialect/MemRef/IR/MemRef.h"
#include "mlir/Dialect/SCF/IR/SCF.h"
#include "mlir/Dialect/UB/IR/UBOps.h"
#include "mlir/IR/PatternMatch.h"
#include "mlir/Interfaces/ViewLikeInterface.h"
#include "mlir/Transforms/RegionUtils.h"
#include "llvm/Support/MathExtras.h"

namespace nnef {
#define GEN_PASS_DEF_LAUNCHKERNELSPASS
#include "NNEF/Pipelines/Passes.h.inc"
} // namespace nnef

using namespace mlir;
using namespace nnef;

//===----------------------------------------------------------------------===//
// Launches
//===----------------------------------------------------------------------===//

/// Copies into the kernel what it needs from outside and what is not memory:
/// constants, and views of memory, so that its arguments are whole buffers.
static void sinkOperands(gpu::LaunchOp launch) {
  OpBuilder builder = OpBuilder::atBlockBegin(&launch.getBody().front());
  for (bool changed = true; changed;) {
    changed = false;
    llvm::SetVector<Value> captured;
    getUsedValuesDefinedAbove(launch.getBody(), captured);
    for (Value value : captured) {
      Operation *op = value.getDefiningOp();
      if (!op || isa<memref::ViewOp>(op) ||
          !(op->hasTrait<OpTrait::ConstantLike>() ||
            isa<ViewLikeOpInterface>(op)))
        continue;
      builder.setInsertionPointToStart(&launch.getBody().front());
      replaceAllUsesInRegionWith(value, builder.clone(*op)->getResult(0),
                                 launch.getBody());
      changed = true;
    }
  }
}

/// The places of a thread: the one at `first` in the loops of extents
/// `extents`, and those that are one of these extents further in some loops, as
/// often as `tile` says. So what is next to it belongs to another thread, and
/// threads access memory side by side.
static SmallVector<SmallVector<Value>> getPlaces(OpBuilder &b, Location loc,
                                                 ValueRange first,
                                                 ArrayRef<int64_t> extents,
                                                 ArrayRef<int64_t> tile) {
  SmallVector<SmallVector<Value>> places = {SmallVector<Value>(first)};
  for (auto [loop, count] : llvm::enumerate(tile))
    for (size_t i = places.size(); i-- > 0;)
      for (int64_t step = 1; step < count; ++step) {
        SmallVector<Value> place = places[i];
        Value distance =
            arith::ConstantIndexOp::create(b, loc, step * extents[loop]);
        place[loop] = arith::AddIOp::create(b, loc, first[loop], distance);
        places.push_back(std::move(place));
      }
  return places;
}

/// Places beside each other in the last loop, the first of which is `first`.
static SmallVector<SmallVector<Value>> getAdjacentPlaces(OpBuilder &b,
                                                         Location loc,
                                                         ArrayRef<Value> first,
                                                         int64_t numPlaces) {
  SmallVector<SmallVector<Value>> places;
  for (int64_t i = 0; i < numPlaces; ++i) {
    places.emplace_back(first);
    places.back().back() = affine::AffineApplyOp::create(
        b, loc, AffineMap::get(1, 0, b.getAffineDimExpr(0) * numPlaces + i),
        first.back());
  }
  return places;
}

/// Makes a kernel of a group whose threads have places of their own.
static gpu::LaunchOp launchThreads(OpBuilder &b, Location loc,
                                   const KernelGroup &group) {
  // What the threads share, each of which has a tile of places.
  SmallVector<int64_t> extents;
  for (auto [extent, count] : llvm::zip_equal(group.extents, group.tile))
    extents.push_back(extent / count);
  if (group.numAdjacent > 1)
    extents.back() /= group.numAdjacent;
  int64_t total = llvm::product_of(extents);
  int64_t blockSize = std::min(total, kBlockSize);
  int64_t numBlocks = llvm::divideCeil(total, blockSize);
  auto [launch, block] = createLaunch(b, loc, numBlocks, blockSize);
  AffineExpr blockExpr, threadExpr;
  bindDims(b.getContext(), blockExpr, threadExpr);
  Value number = affine::AffineApplyOp::create(
      b, loc, AffineMap::get(2, 0, blockExpr * blockSize + threadExpr),
      ValueRange{block, launch.getThreadIds().x});
  auto [gridX, gridY] = getGrid(numBlocks);
  if (gridX * gridY * blockSize != total)
    addGuard(b, loc, arith::CmpIPredicate::ult, number, total);
  SmallVector<Value> first = getPlace(b, loc, number, extents);
  ThreadBuilder threadBuilder(
      group, group.numAdjacent > 1
                 ? getAdjacentPlaces(b, loc, first, group.numAdjacent)
                 : getPlaces(b, loc, first, extents, group.tile));
  for (linalg::GenericOp op : group.ops)
    threadBuilder.build(b, op);
  return launch;
}

/// Adds up what the threads of a block have. Each of them has the sum then.
static Value addUp(OpBuilder &b, linalg::GenericOp op, Value part) {
  Location loc = op.getLoc();
  auto sum =
      gpu::AllReduceOp::create(b, loc, part, gpu::AllReduceOperationAttr(),
                               /*uniform=*/true);
  OpBuilder::InsertionGuard guard(b);
  Type type = part.getType();
  Block *body = b.createBlock(&sum.getBody(), {}, {type, type}, {loc, loc});
  gpu::YieldOp::create(
      b, loc, combine(b, op, body->getArgument(0), body->getArgument(1)));
  return sum;
}

/// Makes a kernel of a group whose blocks have a place each, and whose threads
/// share its sum.
static gpu::LaunchOp launchBlocks(OpBuilder &b, Location loc,
                                  const KernelGroup &group) {
  linalg::GenericOp op = group.sharedSum;
  auto [launch, block] =
      createLaunch(b, loc, llvm::product_of(group.extents), kBlockSize);
  Value thread = launch.getThreadIds().x;
  ThreadBuilder threadBuilder(group, {getPlace(b, loc, block, group.extents)});
  Value part = threadBuilder.buildPartialSum(b, op, thread, kBlockSize);
  Value sum = addUp(b, op, part);
  addGuard(b, loc, arith::CmpIPredicate::eq, thread, 0);
  for (linalg::GenericOp member : group.ops)
    threadBuilder.build(b, member, member == op ? sum : Value());
  return launch;
}

/// What the kernel of a group is named after. The last op may be a copy, which
/// no tensor of the network has given its name.
static Location getLocation(const KernelGroup &group) {
  linalg::GenericOp last = group.ops.back();
  for (linalg::GenericOp op : llvm::reverse(group.ops))
    if (op.getLoc()->findInstanceOf<NameLoc>())
      return op.getLoc();
  return last.getLoc();
}

/// Makes a kernel of a group, where its last op is.
static void launch(const KernelGroup &group, TensorCores tensorCores) {
  OpBuilder b(group.ops.back());
  Location loc = getLocation(group);
  if (llvm::product_of(group.extents) == 0)
    return;
  sinkOperands(group.product     ? launchProduct(b, loc, group, tensorCores)
               : group.sharedSum ? launchBlocks(b, loc, group)
                                 : launchThreads(b, loc, group));
}

/// Erases the ops of a group, and the buffers that only they had.
static void erase(const KernelGroup &group, RewriterBase &rewriter) {
  for (linalg::GenericOp op : llvm::reverse(group.ops))
    rewriter.eraseOp(op);
  // What has no first value is still read by a kernel that starts from it.
  for (Value buffer : group.temporaries)
    if (buffer.use_empty())
      rewriter.eraseOp(buffer.getDefiningOp());
}

//===----------------------------------------------------------------------===//
// The pass
//===----------------------------------------------------------------------===//

/// Turns copies and named ops into loops of the one form that the rest of this
/// file knows.
static LogicalResult generalize(func::FuncOp func, IRRewriter &rewriter) {
  func.walk([&](memref::CopyOp copy) {
    rewriter.setInsertionPoint(copy);
    rewriter.replaceOpWithNewOp<linalg::CopyOp>(copy, copy.getSource(),
                                                copy.getTarget());
  });
  WalkResult result = func.walk([&](linalg::LinalgOp op) {
    if (op.hasDynamicShape()) {
      op.emitError("the extents of its loops are not known, which kernels of a "
                   "GPU must have");
      return WalkResult::interrupt();
    }
    rewriter.setInsertionPoint(op);
    if (!isa<linalg::GenericOp>(op) &&
        failed(linalg::generalizeNamedOp(rewriter, op))) {
      op.emitError("has no loops");
      return WalkResult::interrupt();
    }
    return WalkResult::advance();
  });
  return failure(result.wasInterrupted());
}

namespace {
struct LaunchKernelsPass
    : nnef::impl::LaunchKernelsPassBase<LaunchKernelsPass> {
  using LaunchKernelsPassBase::LaunchKernelsPassBase;

  void runOnOperation() override {
    IRRewriter rewriter(&getContext());
    if (failed(generalize(getOperation(), rewriter)))
      return signalPassFailure();
    SmallVector<Block *> blocks;
    getOperation().walk([&](Block *block) {
      if (!block->getParentOp()->getParentOfType<linalg::GenericOp>() &&
          !isa<linalg::GenericOp>(block->getParentOp()))
        blocks.push_back(block);
    });
    for (Block *block : blocks)
      for (const KernelGroup &group : findKernelGroups(*block)) {
        launch(group, tensorCores);
        erase(group, rewriter);
      }
  }
};
} // namespace
