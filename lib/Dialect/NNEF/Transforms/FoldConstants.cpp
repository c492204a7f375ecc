//===- FoldConstants.cpp - Computes what depends on weights alone ---------===//
//
// Part of the nnef-mlir project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "NNEF/Dialect/NNEF/IR/Evaluate.h"
#include "NNEF/Dialect/NNEF/IR/ResourceReleaser.h"
#include "NNEF/Dialect/NNEF/Transforms/Passes.h"
#include "NNEF/Dialect/NNEF/Transforms/UpdatedVariables.h"
#include "mlir/Dialect/Func/IR/FuncOps.h"
#include "llvm/ADT/SetVector.h"

namespace nnef {
#define GEN_PASS_DEF_FOLDCONSTANTSPASS
#include "NNEF/Dialect/NNEF/Transforms/Passes.h.inc"
} // namespace nnef

using namespace mlir;
using namespace nnef;

namespace {
/// Computes values from operation to operation, and makes constants only of
/// those that are needed in the end.
class Folder {
public:
  Folder(const UpdatedVariables &updated, uint64_t maxBytes)
      : updated(updated), maxBytes(maxBytes) {}

  void compute(Operation *op) {
    if (isMarked(op))
      return;
    if (auto constant = dyn_cast<ConstantOp>(op))
      return add(constant.getOutput(), constant.getValue());
    if (auto variable = dyn_cast<VariableOp>(op)) {
      if (variable.getValue() && !updated.contains(variable))
        add(variable.getOutput(), *variable.getValue());
      return;
    }
    SmallVector<Elements> operands, results;
    uint64_t bytes = 0;
    for (Value operand : op->getOperands()) {
      auto known = values.find(operand);
      if (known == values.end())
        return;
      operands.push_back(known->second);
      bytes += known->second.getBytes().size();
    }
    // What does not grow may be of any size.
    if (failed(evaluate(op, operands, std::max(bytes, maxBytes), results)))
      return;
    for (auto [result, elements] : llvm::zip(op->getResults(), results))
      values.try_emplace(result, std::move(elements));
    folded.push_back(op);
  }

  /// Replaces what was computed.
  void replace(ResourceReleaser &releaser) {
    llvm::SmallPtrSet<Operation *, 16> isFolded(folded.begin(), folded.end());
    for (Operation *op : folded)
      for (OpResult result : op->getResults()) {
        bool isNeeded = llvm::any_of(result.getUsers(), [&](Operation *user) {
          return !isFolded.contains(user);
        });
        if (!isNeeded)
          continue;
        OpBuilder builder(op);
        auto constant = ConstantOp::create(
            builder, op->getLoc(),
            values.find(result)->second.getAttribute(getTensorName(result)));
        releaser.add(constant);
        result.replaceUsesWithIf(constant, [&](OpOperand &use) {
          return !isFolded.contains(use.getOwner());
        });
      }
    // Operands go once nobody else uses them.
    llvm::SetVector<Operation *> operands;
    for (Operation *op : llvm::reverse(folded)) {
      for (Value operand : op->getOperands())
        operands.insert(operand.getDefiningOp());
      operands.remove(op);
      releaser.erase(op);
    }
    for (Operation *op : operands)
      if (op->use_empty() && !isMarked(op))
        releaser.erase(op);
  }

private:
  void add(Value value, ElementsAttr attribute) {
    if (std::optional<Elements> elements = Elements::get(attribute))
      values.try_emplace(value, std::move(*elements));
  }

  const UpdatedVariables &updated;
  uint64_t maxBytes;
  DenseMap<Value, Elements> values;
  /// The operations that were computed, in order.
  SmallVector<Operation *> folded;
};

struct FoldConstantsPass
    : nnef::impl::FoldConstantsPassBase<FoldConstantsPass> {
  using Base::Base;

  void runOnOperation() override {
    ResourceReleaser releaser(getOperation(), releaseSources);
    UpdatedVariables updated(getOperation());
    for (auto function : getOperation().getOps<func::FuncOp>()) {
      Folder folder(updated, maxBytes);
      function.walk([&](Operation *op) { folder.compute(op); });
      folder.replace(releaser);
    }
  }
};
} // namespace
