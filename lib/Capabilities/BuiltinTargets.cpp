//===- BuiltinTargets.cpp - What our own lowerings take -------------------===//
//
// Part of the nnef-mlir project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "NNEF/Capabilities/Capabilities.h"
#include "NNEF/Conversion/NNEFToLinalg/NNEFToLinalg.h"
#include "NNEF/Conversion/NNEFToTosa/NNEFToTosa.h"
#include "NNEF/Syntax/Suggestions.h"
#include "mlir/Dialect/Func/IR/FuncOps.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/Support/FileSystem.h"

using namespace mlir;
using namespace nnef;

namespace {
/// What a lowering says. There is no table of the same facts beside it.
class LoweringCapabilities : public Capabilities {
public:
  LoweringCapabilities(StringRef name,
                       std::function<std::string(Operation *)> find)
      : name(name), find(std::move(find)) {}

  StringRef getName() const override { return name; }
  bool computesWithCodes() const override { return name != "tosa-pro-fp"; }

  std::optional<Obstacle> findObstacle(Operation *op,
                                       const Network &network) const override {
    // The lowerings want to see the values of variables, and state as globals:
    // both say nothing of the structure of the network.
    if (isa<VariableOp, UpdateOp>(op))
      return std::nullopt;
    if (auto call = dyn_cast<CallOp>(op); call && call.getBodyAttr())
      return findObstacleInBody(call, network);
    std::string reason = find(op);
    if (reason.empty())
      return std::nullopt;
    return Obstacle{std::move(reason), {}};
  }

private:
  /// A fragment is lowered with its body.
  std::optional<Obstacle> findObstacleInBody(CallOp call,
                                             const Network &network) const {
    std::optional<Obstacle> obstacle;
    auto body = SymbolTable::lookupNearestSymbolFrom<func::FuncOp>(
        call, call.getBodyAttr());
    body.walk([&](Operation *op) {
      if (!isa_and_nonnull<NNEFDialect>(op->getDialect()))
        return WalkResult::advance();
      obstacle = findObstacle(op, network);
      if (!obstacle)
        return WalkResult::advance();
      obstacle->notes.push_back({op->getLoc(), "in the body, for this"});
      return WalkResult::interrupt();
    });
    return obstacle;
  }

  std::string name;
  std::function<std::string(Operation *)> find;
};
} // namespace

static constexpr StringLiteral targets[] = {"cpu", "gpu", "tosa",
                                            "tosa-pro-int", "tosa-pro-fp"};

/// Says of operations why no kernels of a GPU can be made of them.
static std::function<std::string(Operation *)>
makeGPUObstacles(MLIRContext *context) {
  return [find = makeLinalgObstacles(context)](Operation *op) -> std::string {
    auto isKnown = [](Type type) {
      auto tensor = dyn_cast<RankedTensorType>(type);
      return tensor && tensor.hasStaticShape();
    };
    std::string reason = find(op);
    if (!reason.empty() || (llvm::all_of(op->getOperandTypes(), isKnown) &&
                            llvm::all_of(op->getResultTypes(), isKnown)))
      return reason;
    return "kernels of a GPU need shapes that are known";
  };
}

ArrayRef<StringLiteral> nnef::getBuiltinTargets() { return targets; }

std::unique_ptr<Capabilities> nnef::loadCapabilities(StringRef target,
                                                     MLIRContext *context) {
  auto make = [&](std::function<std::string(Operation *)> find) {
    return std::make_unique<LoweringCapabilities>(target, std::move(find));
  };
  if (target == "cpu")
    return make(makeLinalgObstacles(context));
  if (target == "gpu")
    return make(makeGPUObstacles(context));
  if (target == "tosa")
    return make(
        makeTosaObstacles({tosa::Profile::pro_int, tosa::Profile::pro_fp}));
  if (target == "tosa-pro-int")
    return make(makeTosaObstacles(tosa::Profile::pro_int));
  if (target == "tosa-pro-fp")
    return make(makeTosaObstacles(tosa::Profile::pro_fp));
  if (target.empty() || !llvm::sys::fs::exists(target)) {
    SmallVector<StringRef> names(std::begin(targets), std::end(targets));
    emitError(UnknownLoc::get(context))
        << "there is no target '" << target << "': neither a file of that name "
        << "nor one of " << llvm::join(names, ", ") << suggest(target, names);
    return nullptr;
  }
  return readCapabilityTable(target, context);
}
