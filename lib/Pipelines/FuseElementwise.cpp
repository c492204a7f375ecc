//===- FuseElementwise.cpp - Fusing elementwise ops -----------------------===//
//
// Part of the nnef-mlir project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "ByteTables.h"
#include "NNEF/Pipelines/Passes.h"
#include "mlir/Dialect/Affine/IR/AffineOps.h"
#include "mlir/Dialect/Linalg/IR/Linalg.h"
#include "mlir/Dialect/Linalg/Transforms/Transforms.h"
#include "mlir/Dialect/Linalg/Utils/Utils.h"
#include "mlir/Dialect/Tensor/IR/Tensor.h"
#include "mlir/Transforms/GreedyPatternRewriteDriver.h"

namespace nnef {
#define GEN_PASS_DEF_FUSEELEMENTWISEPASS
#include "NNEF/Pipelines/Passes.h.inc"
} // namespace nnef

using namespace mlir;

/// Whether the op that computes `operand` is used only here, and each of its
/// elements only once: then fusing it computes nothing twice. Tables stay apart
/// from what is computed.
static bool isUsedOnce(OpOperand *operand) {
  Operation *producer = operand->get().getDefiningOp();
  if (!producer || !producer->hasOneUse() ||
      nnef::looksUpBytes(producer) != nnef::looksUpBytes(operand->getOwner()))
    return false;
  auto consumer = cast<linalg::LinalgOp>(operand->getOwner());
  return consumer.getMatchingIndexingMap(operand).isPermutation();
}

/// Whether an elementwise op reads what another loop computed in another shape:
/// it can compute in that shape, and be part of that loop then, if nothing else
/// needs what that computes.
static bool isReshapeBetweenLoops(OpOperand *operand) {
  auto consumer = dyn_cast<linalg::GenericOp>(operand->getOwner());
  auto expand = operand->get().getDefiningOp<tensor::ExpandShapeOp>();
  return consumer && expand && expand->hasOneUse() &&
         linalg::isElementwise(consumer) &&
         expand.getSrc().getDefiningOp<linalg::LinalgOp>();
}

namespace {
struct FuseElementwisePass
    : nnef::impl::FuseElementwisePassBase<FuseElementwisePass> {
  void runOnOperation() override {
    MLIRContext *context = &getContext();
    RewritePatternSet patterns(context);
    linalg::populateElementwiseOpsFusionPatterns(patterns, isUsedOnce);
    linalg::populateFoldReshapeOpsByCollapsingPatterns(patterns,
                                                       isReshapeBetweenLoops);
    linalg::populateEraseUnusedOperandsAndResultsPatterns(patterns);
    linalg::GenericOp::getCanonicalizationPatterns(patterns, context);
    if (failed(applyPatternsGreedily(getOperation(), std::move(patterns))))
      signalPassFailure();
  }
};
} // namespace
