//===- Decompose.cpp - Replace compounds by their bodies ---------------===//
//
// Part of the nnef-mlir project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "NNEF/Dialect/NNEF/Transforms/Decompose.h"
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
/// Expands operations and what they are made of, until nothing is left to
/// expand. A recipe can be made of the operation itself, so that there is no
/// end to it.
class Decomposition {
public:
  Decomposition(ModuleOp module, FragmentExpander &expander,
                function_ref<bool(Operation *)> isWanted,
                function_ref<void(Operation *, ArrayRef<Operation *>)> onExpand)
      : module(module), expander(expander), isWanted(isWanted),
        onExpand(onExpand), rewriter(module.getContext()) {}

  LogicalResult run() {
    // Bodies that are made on the way may hold more; few rounds find them all.
    for (unsigned round = 0; round < maxRounds; ++round) {
      SmallVector<Work> work;
      module.walk([&](Operation *op) { add(op, /*parent=*/nullptr, work); });
      if (work.empty())
        return success();
      if (round == 0)
        left += operationsPerOperation * uint64_t(work.size());
      while (!work.empty())
        if (failed(expand(work.pop_back_val(), work)))
          return failure();
    }
    return module.emitError("recipes are expanded without end");
  }

private:
  /// More than any network needs. The standard's `add_n` has as many levels as
  /// tensors.
  static constexpr unsigned maxRounds = 256;
  static constexpr unsigned maxDepth = 1 << 14;
  static constexpr uint64_t atLeastOperations = 1 << 20;
  static constexpr uint64_t operationsPerOperation = 256;

  /// An operation that was expanded.
  struct Expansion {
    StringRef name;
    DictionaryAttr attributes;
    SmallVector<Type, 3> operandTypes;
    /// What it was a part of, if anything.
    std::shared_ptr<Expansion> parent;
    unsigned depth;
  };

  struct Work {
    Operation *op;
    std::shared_ptr<Expansion> parent;
  };

  void add(Operation *op, std::shared_ptr<Expansion> parent,
           SmallVectorImpl<Work> &work) {
    if (expander.canExpand(op) && isWanted(op))
      work.push_back({op, std::move(parent)});
  }

  LogicalResult expand(Work item, SmallVectorImpl<Work> &work) {
    Operation *op = item.op;
    auto expansion = std::make_shared<Expansion>(
        Expansion{getFragmentName(op), op->getAttrDictionary(),
                  llvm::to_vector<3>(op->getOperandTypes()), item.parent,
                  item.parent ? item.parent->depth + 1 : 0});
    // The same operation again would be expanded in the same way.
    bool isEndless = expansion->depth == maxDepth;
    for (Expansion *outer = item.parent.get(); outer && !isEndless;
         outer = outer->parent.get())
      isEndless = outer->name == expansion->name &&
                  outer->attributes == expansion->attributes &&
                  outer->operandTypes == expansion->operandTypes;
    if (isEndless)
      return op->emitError("the body of operation '")
             << expansion->name << "' uses the operation itself without end";

    SmallVector<Operation *> created;
    if (failed(expander.expand(op, rewriter, created)))
      return failure();
    if (created.size() > left)
      return emitError(
          created.front()->getLoc(),
          "the bodies of operations stand for too many operations");
    left -= created.size();
    if (onExpand)
      onExpand(op, created);
    for (Operation *part : created)
      add(part, expansion, work);
    return success();
  }

  ModuleOp module;
  FragmentExpander &expander;
  function_ref<bool(Operation *)> isWanted;
  function_ref<void(Operation *, ArrayRef<Operation *>)> onExpand;
  IRRewriter rewriter;
  /// How many operations may be made yet.
  uint64_t left = atLeastOperations;
};
} // namespace

/// Where a recipe knows the shape of what a custom primitive gives, tells it to
/// the functions that return it, and to their calls.
static void updateResultTypes(ModuleOp module) {
  SymbolTable symbols(module);
  bool changed = true;
  while (changed) {
    changed = false;
    for (auto function : module.getOps<func::FuncOp>()) {
      auto results =
          function.isExternal()
              ? func::ReturnOp()
              : dyn_cast<func::ReturnOp>(function.back().getTerminator());
      TypeRange types = results ? TypeRange(results.getOperands())
                                : TypeRange(function.getResultTypes());
      if (types == TypeRange(function.getResultTypes()))
        continue;
      function.setType(FunctionType::get(module.getContext(),
                                         function.getArgumentTypes(), types));
      changed = true;
    }
    module.walk([&](CallOp call) {
      if (!call.getBodyAttr())
        return;
      auto body = symbols.lookup<func::FuncOp>(call.getBodyAttr().getAttr());
      for (auto [result, type] :
           llvm::zip_equal(call.getOutputs(), body.getResultTypes())) {
        changed |= result.getType() != type;
        result.setType(type);
      }
    });
  }
}

/// Removes the bodies that nothing calls any more.
static void eraseUnusedBodies(ModuleOp module) {
  bool changed = true;
  while (changed) {
    changed = false;
    SymbolTableCollection symbols;
    SymbolUserMap users(symbols, module);
    for (auto function :
         llvm::make_early_inc_range(module.getOps<func::FuncOp>())) {
      if (function.isPrivate() && users.useEmpty(function)) {
        function.erase();
        changed = true;
      }
    }
  }
}

LogicalResult nnef::decompose(
    ModuleOp module, StringRef recipes,
    function_ref<bool(Operation *)> isWanted,
    function_ref<void(Operation *, ArrayRef<Operation *>)> onExpand) {
  FragmentExpander expander(module);
  if ((!recipes.empty() && failed(expander.readRecipes(recipes))) ||
      failed(checkInlining(module)) ||
      failed(Decomposition(module, expander, isWanted, onExpand).run()) ||
      failed(expander.declareRecipes()))
    return failure();
  updateResultTypes(module);
  eraseUnusedBodies(module);
  return success();
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
    auto isWanted = [&](Operation *op) {
      StringRef name = getFragmentName(op);
      return (expand.empty() || fits(expandPatterns, name)) &&
             !fits(keepPatterns, name);
    };
    if (failed(decompose(getOperation(), recipes, isWanted)))
      signalPassFailure();
  }
};
} // namespace
