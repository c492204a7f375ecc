//===- NNEFToTosa.cpp - The pass that lowers NNEF to TOSA -----------------===//
//
// Part of the nnef-mlir project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "Layout.h"
#include "NNEF/Conversion/Passes.h"
#include "TosaRules.h"
#include "mlir/Dialect/Func/IR/FuncOps.h"

namespace nnef {
#define GEN_PASS_DEF_CONVERTNNEFTOTOSA
#include "NNEF/Conversion/Passes.h.inc"
} // namespace nnef

using namespace mlir;
using namespace nnef;

/// Replaces an operation by what its rule makes of it.
static void lowerOperation(Operation *op, const TosaRules &rules,
                           const TosaTarget &target) {
  TosaLowering b(op, target);
  SmallVector<Value> results = rules.lower(b, op);
  for (auto [old, result] : llvm::zip_equal(op->getResults(), results))
    old.replaceAllUsesWith(result);
  op->erase();
}

namespace {
struct ConvertNNEFToTosa
    : nnef::impl::ConvertNNEFToTosaBase<ConvertNNEFToTosa> {
  using Base::Base;

  void runOnOperation() override {
    FailureOr<TosaTarget> target = getTarget();
    if (failed(target))
      return signalPassFailure();
    TosaRules rules;
    SmallVector<Operation *> lowered;
    if (failed(sortOperations(rules, *target, lowered)))
      return signalPassFailure();
    // In this order operands are lowered before what uses them.
    for (Operation *op : lowered)
      lowerOperation(op, rules, *target);
    simplifyLayouts(getOperation());
  }

  /// What the options ask for.
  FailureOr<TosaTarget> getTarget() {
    TosaTarget target;
    target.level = level;
    if (profiles.empty())
      target.profiles = {tosa::Profile::pro_int, tosa::Profile::pro_fp};
    for (const std::string &name : profiles) {
      std::optional<tosa::Profile> profile = tosa::symbolizeProfile(name);
      if (!profile || *profile == tosa::Profile::none) {
        emitError(getOperation().getLoc()) << "TOSA has no profile '" << name
                                           << "'; it has pro_int and pro_fp";
        return failure();
      }
      if (!target.has(*profile))
        target.profiles.push_back(*profile);
    }
    return target;
  }

  /// Collects the operations that can be lowered. Says why the others cannot,
  /// if that is asked for; fails if there must be none.
  LogicalResult sortOperations(const TosaRules &rules, const TosaTarget &target,
                               SmallVectorImpl<Operation *> &lowered) {
    bool mayGoOn = true;
    getOperation().walk<WalkOrder::PreOrder>([&](Operation *op) {
      if (!isa_and_nonnull<NNEFDialect>(op->getDialect()))
        return;
      std::optional<StringRef> reason = rules.getReasonToStay(op, target);
      if (!reason) {
        lowered.push_back(op);
      } else if (requireAll) {
        op->emitOpError("cannot be expressed in TOSA: ") << *reason;
        mayGoOn = false;
      } else if (reportLeft) {
        op->emitRemark() << "'" << op->getName()
                         << "' op stays in NNEF: " << *reason;
      }
    });
    return success(mayGoOn);
  }
};
} // namespace
