//===- Decompose.cpp - Replace compounds by their bodies ---------------===//
//
// Part of the nnef-mlir project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "NNEF/Dialect/NNEF/Transforms/Passes.h"
#include "NNEF/Translate/Expand.h"
#include "mlir/Dialect/Func/IR/FuncOps.h"
#include "llvm/Support/GlobPattern.h"

namespace nnef {
#define GEN_PASS_DEF_DECOMPOSEPASS
#include "NNEF/Dialect/NNEF/Transforms/Passes.h.inc"
} // namespace nnef

using namespace mlir;
using namespace nnef;

using Patterns = SmallVector<llvm::GlobPattern>;

static LogicalResult parsePatterns(ArrayRef<std::string> texts, Location loc,
                                   Patterns &patterns) {
  for (const std::string &text : texts) {
    llvm::Expected<llvm::GlobPattern> pattern = llvm::GlobPattern::create(text);
    if (!pattern)
      return emitError(loc) << "invalid pattern '" << text
                            << "': " << llvm::toString(pattern.takeError());
    patterns.push_back(std::move(*pattern));
  }
  return success();
}

static bool fits(const Patterns &patterns, StringRef name) {
  return llvm::any_of(patterns, [&](const llvm::GlobPattern &pattern) {
    return pattern.match(name);
  });
}

namespace {
struct DecomposePass : nnef::impl::DecomposePassBase<DecomposePass> {
  using Base::Base;

  void runOnOperation() override {
    Location loc = getOperation().getLoc();
    Patterns expandPatterns, keepPatterns;
    if (failed(parsePatterns(expand, loc, expandPatterns)) ||
        failed(parsePatterns(keep, loc, keepPatterns)))
      return signalPassFailure();
    auto isWanted = [&](StringRef name) {
      return (expand.empty() || fits(expandPatterns, name)) &&
             !fits(keepPatterns, name);
    };

    if (failed(checkInlining(getOperation())))
      return signalPassFailure();

    // What expands can hold more that expands, so go on until nothing is left.
    FragmentExpander expander;
    IRRewriter rewriter(&getContext());
    bool changed = true;
    while (changed) {
      SmallVector<Operation *> compounds;
      getOperation().walk([&](Operation *op) {
        if (auto call = dyn_cast<CallOp>(op)) {
          if (call.getBodyAttr() && isWanted(call.getFragment()))
            compounds.push_back(op);
        } else if (expander.getCompound(op) &&
                   isWanted(op->getName().stripDialect())) {
          compounds.push_back(op);
        }
      });
      changed = !compounds.empty();
      for (Operation *op : compounds) {
        if (auto call = dyn_cast<CallOp>(op))
          inlineBody(call, rewriter);
        else if (failed(expander.expand(op, rewriter)))
          return signalPassFailure();
      }
    }
    eraseUnusedBodies();
  }

  /// Removes the bodies that nothing calls any more.
  void eraseUnusedBodies() {
    bool changed = true;
    while (changed) {
      changed = false;
      for (auto function :
           llvm::make_early_inc_range(getOperation().getOps<func::FuncOp>())) {
        if (function.isPrivate() &&
            SymbolTable::symbolKnownUseEmpty(function, getOperation())) {
          function.erase();
          changed = true;
        }
      }
    }
  }
};
} // namespace
