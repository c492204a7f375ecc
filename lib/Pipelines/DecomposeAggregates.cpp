//===- DecomposeAggregates.cpp - Linalg ops without loops -----------------===//
//
// Part of the nnef-mlir project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "NNEF/Pipelines/Passes.h"
#include "mlir/Dialect/Linalg/IR/Linalg.h"
#include "mlir/IR/PatternMatch.h"

namespace nnef {
#define GEN_PASS_DEF_DECOMPOSEAGGREGATESPASS
#include "NNEF/Pipelines/Passes.h.inc"
} // namespace nnef

using namespace mlir;

namespace {
struct DecomposeAggregatesPass
    : nnef::impl::DecomposeAggregatesPassBase<DecomposeAggregatesPass> {
  void runOnOperation() override {
    IRRewriter rewriter(&getContext());
    WalkResult result =
        getOperation()->walk([&](linalg::AggregatedOpInterface op) {
          rewriter.setInsertionPoint(op);
          FailureOr<SmallVector<Value>> results =
              op.decomposeOperation(rewriter);
          if (failed(results)) {
            op.emitError("cannot be decomposed");
            return WalkResult::interrupt();
          }
          rewriter.replaceOp(op, *results);
          return WalkResult::advance();
        });
    if (result.wasInterrupted())
      signalPassFailure();
  }
};
} // namespace
