//===- PrefetchWeights.cpp - Load weights before they are needed ----------===//
//
// Part of the nnef-mlir project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "NNEF/Pipelines/Passes.h"
#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/Func/IR/FuncOps.h"
#include "mlir/Dialect/MemRef/IR/MemRef.h"
#include "mlir/Dialect/SCF/IR/SCF.h"
#include "mlir/Dialect/Vector/IR/VectorOps.h"

namespace nnef {
#define GEN_PASS_DEF_PREFETCHWEIGHTSPASS
#include "NNEF/Pipelines/Passes.h.inc"
} // namespace nnef

using namespace mlir;

/// Less than this is soon loaded.
static constexpr int64_t minBytes = 1 << 16;
static constexpr int64_t cacheLine = 64;
/// Into the second cache, which has room for two blocks of weights.
static constexpr unsigned locality = 2;

/// The dimension of what `read` reads that steps of `loop` divide, where each
/// reads a part of its own, and one behind the other.
static std::optional<unsigned> findDividedDim(vector::TransferReadOp read,
                                              scf::ForallOp loop) {
  auto type = dyn_cast<MemRefType>(read.getBase().getType());
  Value memory = read.getBase();
  if (auto view = memory.getDefiningOp<memref::CollapseShapeOp>())
    memory = view.getSrc();
  if (!isa<BlockArgument>(memory) || !type || !type.getLayout().isIdentity() ||
      !type.hasStaticShape() || !type.getElementType().isIntOrFloat())
    return std::nullopt;
  for (auto [dim, index] : llvm::enumerate(read.getIndices())) {
    if (type.getDimSize(dim) == 1)
      continue;
    if (!llvm::is_contained(loop.getInductionVars(), index))
      return std::nullopt;
    int64_t bytes = type.getElementTypeBitWidth() / 8;
    for (int64_t extent : type.getShape().drop_front(dim + 1))
      bytes *= extent;
    if (bytes < minBytes)
      return std::nullopt;
    return dim;
  }
  return std::nullopt;
}

/// Loads what `read` reads for the next step of `loop`.
static void prefetch(vector::TransferReadOp read, scf::ForallOp loop,
                     unsigned dim) {
  auto type = cast<MemRefType>(read.getBase().getType());
  Location loc = read.getLoc();
  OpBuilder b(loop.getContext());
  b.setInsertionPointToStart(loop.getBody());
  auto constant = [&](int64_t value) {
    return arith::ConstantIndexOp::create(b, loc, value);
  };
  SmallVector<Value> indices(read.getIndices());
  Value next = arith::AddIOp::create(b, loc, indices[dim], constant(1));
  indices[dim] =
      arith::MinSIOp::create(b, loc, next, constant(type.getDimSize(dim) - 1));
  // Before all loads: those before it could not be moved to where what they
  // load is used, which takes more registers than there are.
  b.setInsertionPointToStart(read->getParentOfType<scf::ForOp>().getBody());
  int64_t elements = cacheLine * 8 / type.getElementTypeBitWidth();
  Value first = indices.back();
  for (int64_t i = 0; i < read.getVectorType().getNumElements();
       i += elements) {
    indices.back() =
        i == 0 ? first
               : Value(arith::AddIOp::create(b, loc, first, constant(i)));
    memref::PrefetchOp::create(b, loc, read.getBase(), indices,
                               /*isWrite=*/false, locality,
                               /*isDataCache=*/true);
  }
}

namespace {
struct PrefetchWeightsPass
    : nnef::impl::PrefetchWeightsPassBase<PrefetchWeightsPass> {
  void runOnOperation() override {
    if (!getOperation()->hasAttr(nnef::kernelAttrName))
      return;
    // Kernels that do so know better when.
    WalkResult result = getOperation().walk(
        [](memref::PrefetchOp) { return WalkResult::interrupt(); });
    if (result.wasInterrupted())
      return;
    getOperation().walk([](vector::TransferReadOp read) {
      auto inner = read->getParentOfType<scf::ForOp>();
      auto loop = read->getParentOfType<scf::ForallOp>();
      if (!inner || !loop || read.getVectorType().getRank() != 1 ||
          !llvm::is_contained(read.getIndices(), inner.getInductionVar()))
        return;
      if (std::optional<unsigned> dim = findDividedDim(read, loop))
        prefetch(read, loop, *dim);
    });
  }
};
} // namespace
