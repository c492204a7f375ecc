//===- OutlineLoops.cpp - A function for each loop nest -------------------===//
//
// Part of the nnef-mlir project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "NNEF/Pipelines/Passes.h"
#include "mlir/Dialect/Func/IR/FuncOps.h"
#include "mlir/Dialect/MemRef/IR/MemRef.h"
#include "mlir/Dialect/SCF/IR/SCF.h"
#include "mlir/IR/IRMapping.h"
#include "mlir/IR/SymbolTable.h"
#include "mlir/Transforms/RegionUtils.h"

namespace nnef {
#define GEN_PASS_DEF_OUTLINELOOPSPASS
#include "NNEF/Pipelines/Passes.h.inc"
} // namespace nnef

using namespace mlir;

/// Whether a value costs nothing to compute again where it is used, which tells
/// the optimizer more about it than an argument would.
static bool isCheap(Value value) {
  Operation *op = value.getDefiningOp();
  return op && (op->hasTrait<OpTrait::ConstantLike>() ||
                isa<memref::GetGlobalOp>(op));
}

/// The values from outside that a loop uses.
static llvm::SetVector<Value> getCaptures(scf::ForOp loop) {
  llvm::SetVector<Value> captures(loop->operand_begin(), loop->operand_end());
  getUsedValuesDefinedAbove(loop->getRegions(), captures);
  return captures;
}

/// Moves a loop into a function of its own, and calls it.
static void outline(scf::ForOp loop, StringRef name, SymbolTable &symbols) {
  llvm::SetVector<Value> captures = getCaptures(loop);
  SmallVector<Value> arguments;
  llvm::copy_if(captures, std::back_inserter(arguments),
                [](Value value) { return !isCheap(value); });

  OpBuilder builder(loop->getParentOfType<func::FuncOp>());
  Location loc = loop.getLoc();
  auto type = builder.getFunctionType(TypeRange(arguments), {});
  auto function = func::FuncOp::create(builder, loc, name, type);
  function.setPrivate();
  // The optimizer would otherwise put it back: it is called only once.
  function->setAttr("passthrough", builder.getStrArrayAttr({"noinline"}));
  symbols.insert(function);

  Block *entry = function.addEntryBlock();
  builder.setInsertionPointToStart(entry);
  IRMapping mapping;
  mapping.map(arguments, entry->getArguments());
  for (Value value : captures)
    if (isCheap(value))
      builder.clone(*value.getDefiningOp(), mapping);
  builder.clone(*loop, mapping);
  func::ReturnOp::create(builder, loc);

  builder.setInsertionPoint(loop);
  func::CallOp::create(builder, loc, function, arguments);
  loop.erase();
}

namespace {
struct OutlineLoopsPass : nnef::impl::OutlineLoopsPassBase<OutlineLoopsPass> {
  void runOnOperation() override {
    SymbolTable symbols(getOperation());
    auto functions = llvm::to_vector(getOperation().getOps<func::FuncOp>());
    for (func::FuncOp function : functions) {
      SmallVector<scf::ForOp> loops;
      for (scf::ForOp loop : function.getOps<scf::ForOp>())
        if (loop->getNumResults() == 0)
          loops.push_back(loop);
      // One alone is as well where it is.
      if (loops.size() < 2)
        continue;
      std::string name = (function.getName() + "_loops").str();
      for (scf::ForOp loop : loops)
        outline(loop, name, symbols);
    }
  }
};
} // namespace
