//===- FoldWeights.cpp - Moves elements of constants when compiling -------===//
//
// Part of the nnef-mlir project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "MoveElements.h"
#include "NNEF/Dialect/NNEF/IR/NNEF.h"
#include "NNEF/Dialect/NNEF/IR/ResourceReleaser.h"
#include "NNEF/Pipelines/Passes.h"
#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/IR/BuiltinOps.h"
#include "mlir/IR/Dominance.h"
#include "mlir/IR/PatternMatch.h"
#include "mlir/IR/Threading.h"
#include "mlir/Interfaces/SideEffectInterfaces.h"
#include "mlir/Transforms/CSE.h"
#include "llvm/ADT/MapVector.h"
#include <atomic>

namespace nnef {
#define GEN_PASS_DEF_FOLDWEIGHTSPASS
#include "NNEF/Pipelines/Passes.h.inc"
} // namespace nnef

using namespace mlir;
using namespace nnef;

/// Whether a constant may become as large as the result.
static bool isWorthIt(const Movement &movement) {
  uint64_t before = 0;
  for (Value operand : movement.operands)
    before += *getSizeInBytes(cast<RankedTensorType>(operand.getType()));
  uint64_t after = *getSizeInBytes(movement.type);
  if (after <= before)
    return true;
  // A loop that reads an element several times is better than a constant that
  // has it several times.
  if (movement.repeats)
    return after <= kMaxDenseBytes;
  // The most that channels grow by when they are padded to fill a vector.
  constexpr uint64_t maxGrowth = 32, smallBytes = 64 << 10;
  return after <= std::max(smallBytes, maxGrowth * before);
}

namespace {
/// An op that is evaluated.
struct Fold {
  Movement movement;
  /// Whether the result is needed by something else than one other fold.
  bool isNeeded = true;
  /// How many folds with results of their own are before this one in a row.
  unsigned level = 0;
  /// The result, if it is needed.
  std::optional<Elements> elements;
};

/// The data of a resource, and who reads it.
struct Source {
  /// Whether something else than folds reads it, or may.
  bool isKept = false;
  /// How many times folds that have not been computed read it.
  std::atomic<unsigned> numReaders = 0;
};

class WeightFolder {
public:
  explicit WeightFolder(ModuleOp module) : module(module) {}

  /// Finds what can be folded. Returns whether there is anything.
  bool plan();
  /// Computes all results, and releases resources that are not needed after
  /// that if `releases` is set.
  void compute(bool releases);
  /// Puts constants in the place of what was computed.
  void replace();

private:
  using Resource = DialectResourceBlobManager::BlobEntry;

  static ElementsAttr getConstant(Value value) {
    auto constant = value.getDefiningOp<arith::ConstantOp>();
    return constant ? dyn_cast<ElementsAttr>(constant.getValue())
                    : ElementsAttr();
  }

  Fold *getFold(Value value) {
    auto *fold = folds.find(value.getDefiningOp());
    return fold == folds.end() ? nullptr : &fold->second;
  }

  /// Whether the elements of a tensor are known.
  bool isKnown(Value value) {
    if (getFold(value))
      return true;
    ElementsAttr constant = getConstant(value);
    return constant && Elements::get(constant);
  }

  /// Calls the function for each constant, and each result that is needed
  /// itself, which a fold is computed from.
  void forEachLeaf(const Fold &fold, function_ref<void(Value)> function) {
    for (Value operand : fold.movement.operands) {
      Fold *producer = getFold(operand);
      if (producer && !producer->isNeeded)
        forEachLeaf(*producer, function);
      else
        function(operand);
    }
  }

  Elements evaluate(const Fold &fold) {
    SmallVector<Elements> operands;
    for (Value operand : fold.movement.operands) {
      Fold *producer = getFold(operand);
      operands.push_back(!producer ? *Elements::get(getConstant(operand))
                         : producer->isNeeded ? *producer->elements
                                              : evaluate(*producer));
    }
    return moveElements(fold.movement, operands);
  }

  void findSources();
  Source *getSource(Value value);
  std::string getName(Operation *op);

  ModuleOp module;
  llvm::MapVector<Operation *, Fold> folds;
  DenseMap<Resource *, std::unique_ptr<Source>> sources;
};
} // namespace

bool WeightFolder::plan() {
  module.walk<WalkOrder::PreOrder>([&](Operation *op) {
    if (op->use_empty())
      return;
    std::optional<Movement> movement = getMovement(op);
    if (movement && isWorthIt(*movement) &&
        llvm::all_of(movement->operands,
                     [&](Value operand) { return isKnown(operand); }))
      folds.insert({op, Fold{std::move(*movement)}});
  });
  for (auto &[op, fold] : folds) {
    fold.isNeeded =
        !op->hasOneUse() || !folds.contains(*op->getUsers().begin());
    forEachLeaf(fold, [&](Value leaf) {
      if (Fold *producer = getFold(leaf))
        fold.level = std::max(fold.level, producer->level + 1);
    });
  }
  return !folds.empty();
}

Source *WeightFolder::getSource(Value value) {
  auto resource =
      dyn_cast_or_null<DenseResourceElementsAttr>(getConstant(value));
  auto source = resource ? sources.find(resource.getRawHandle().getResource())
                         : sources.end();
  return source == sources.end() ? nullptr : source->second.get();
}

/// Finds the resources that only folds read, which need them until they are
/// computed.
void WeightFolder::findSources() {
  auto getEntry = [&](DenseResourceElementsAttr resource) -> Source & {
    auto &source = sources[resource.getRawHandle().getResource()];
    if (!source)
      source = std::make_unique<Source>();
    return *source;
  };
  module.walk([&](Operation *op) {
    auto constant = dyn_cast<arith::ConstantOp>(op);
    bool isKept =
        !constant || llvm::any_of(op->getUsers(), [&](Operation *user) {
          return !folds.contains(user);
        });
    op->getAttrDictionary().walk([&](DenseResourceElementsAttr resource) {
      getEntry(resource).isKept |= isKept;
    });
  });
  for (auto &[op, fold] : folds) {
    if (!fold.isNeeded)
      continue;
    // The result has the memory of what it is another shape of.
    bool isView = fold.movement.isView;
    forEachLeaf(fold, [&](Value leaf) {
      if (Source *source = getSource(leaf)) {
        ++source->numReaders;
        source->isKept |= isView;
      }
    });
  }
}

void WeightFolder::compute(bool releases) {
  SmallVector<SmallVector<Fold *>> levels;
  for (auto &[op, fold] : folds) {
    if (!fold.isNeeded)
      continue;
    if (levels.size() <= fold.level)
      levels.resize(fold.level + 1);
    levels[fold.level].push_back(&fold);
  }
  if (releases)
    findSources();
  for (ArrayRef<Fold *> level : levels)
    parallelForEach(module.getContext(), level, [&](Fold *fold) {
      fold->elements = evaluate(*fold);
      forEachLeaf(*fold, [&](Value leaf) {
        Source *source = getSource(leaf);
        if (source && --source->numReaders == 0 && !source->isKept)
          releaseResource(*cast<DenseResourceElementsAttr>(getConstant(leaf))
                               .getRawHandle()
                               .getResource());
      });
    });
}

/// The name of the first constant that a tensor is made of, and what has
/// happened to it.
std::string WeightFolder::getName(Operation *op) {
  Operation *origin = op;
  StringRef suffix;
  while (Fold *fold = getFold(origin->getResult(0))) {
    if (suffix.empty())
      suffix = fold->movement.suffix;
    origin = fold->movement.operands.front().getDefiningOp();
  }
  StringRef name = "weight";
  if (auto resource = dyn_cast<DenseResourceElementsAttr>(
          getConstant(origin->getResult(0))))
    name = resource.getRawHandle().getKey();
  else if (SmallVector<StringRef, 1> names = getTensorNames(origin->getLoc());
           !names.empty() && !names.front().empty())
    name = names.front();
  return suffix.empty() ? name.str() : (name + "_" + suffix).str();
}

void WeightFolder::replace() {
  for (auto &[op, fold] : folds) {
    bool isRead = llvm::any_of(
        op->getUsers(), [&](Operation *user) { return !folds.contains(user); });
    if (!isRead)
      continue;
    OpBuilder builder(op);
    auto constant = arith::ConstantOp::create(
        builder, op->getLoc(),
        cast<TypedAttr>(fold.elements->getAttribute(getName(op))));
    op->getResult(0).replaceUsesWithIf(constant, [&](OpOperand &use) {
      return !folds.contains(use.getOwner());
    });
  }
  SetVector<Operation *> operands;
  for (auto &[op, fold] : llvm::reverse(folds)) {
    for (Value operand : op->getOperands())
      if (Operation *definition = operand.getDefiningOp())
        operands.insert(definition);
    operands.remove(op);
    op->erase();
  }
  for (Operation *op : operands)
    if (isOpTriviallyDead(op))
      op->erase();
}

namespace {
struct FoldWeightsPass : nnef::impl::FoldWeightsPassBase<FoldWeightsPass> {
  using Base::Base;

  void runOnOperation() override {
    // What several ops do to a constant in the same way is done once.
    IRRewriter rewriter(&getContext());
    DominanceInfo dominance(getOperation());
    eliminateCommonSubExpressions(rewriter, dominance, getOperation());
    WeightFolder folder(getOperation());
    if (!folder.plan())
      return;
    folder.compute(releaseSources);
    folder.replace();
  }
};
} // namespace
