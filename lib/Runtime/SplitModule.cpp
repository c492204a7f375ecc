//===- SplitModule.cpp - Code in parts that compile alone -----------------===//
//
// Part of the nnef-mlir project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "SplitModule.h"
#include "mlir/Dialect/LLVMIR/LLVMDialect.h"
#include "mlir/IR/SymbolTable.h"

using namespace mlir;
using namespace nnef;

/// Functions go to the same part until it has this many operations: LLVM takes
/// some time per module, whatever is in it.
static constexpr size_t kSmallPart = 200;

/// Whether each part that uses a symbol gets it as it is, instead of a
/// declaration: what has no definition, constants, which the optimizer should
/// see, and functions that are made to be inlined.
static bool isCopied(Operation *symbol) {
  if (auto function = dyn_cast<LLVM::LLVMFuncOp>(symbol))
    return function.isExternal() ||
           function.getLinkage() == LLVM::Linkage::Linkonce ||
           function.getLinkage() == LLVM::Linkage::LinkonceODR;
  if (auto global = dyn_cast<LLVM::GlobalOp>(symbol)) {
    bool isDefined = global.getValueAttr() || global.getInitializerBlock();
    bool isLocal = global.getLinkage() == LLVM::Linkage::Private ||
                   global.getLinkage() == LLVM::Linkage::Internal;
    return !isDefined || (global.getConstant() && isLocal);
  }
  // What other dialects say about their operations.
  return true;
}

namespace {
/// Divides the symbols of a module among parts.
class Splitter {
public:
  explicit Splitter(ModuleOp module) : module(module) {}

  FailureOr<SmallVector<CodePart, 0>> run() {
    SmallVector<Operation *> definitions;
    for (Operation &op : module.getOps()) {
      auto name = SymbolTable::getSymbolName(&op);
      if (!name)
        return op.emitError("cannot be compiled apart from its module");
      symbols[name] = &op;
      if (!isCopied(&op))
        definitions.push_back(&op);
    }
    for (Operation *op : definitions)
      add(op);
    for (CodePart &part : parts)
      declareWhatIsUsed(part);
    return std::move(parts);
  }

private:
  /// Moves a definition to the last part, or to a new one if that is large.
  void add(Operation *op) {
    size_t size = 0;
    op->walk([&](Operation *) { ++size; });
    if (parts.empty() || parts.back().size + size > kSmallPart) {
      CodePart &part = parts.emplace_back();
      part.name = SymbolTable::getSymbolName(op).str();
      part.module = ModuleOp::create(module.getLoc());
    }
    publish(op);
    op->moveBefore(parts.back().module->getBody(),
                   parts.back().module->getBody()->end());
    parts.back().size += size;
  }

  /// Lets other parts see a function or a variable. Its name is the only one of
  /// its kind in the module.
  static void publish(Operation *op) {
    if (auto function = dyn_cast<LLVM::LLVMFuncOp>(op))
      function.setLinkage(LLVM::Linkage::External);
    else
      cast<LLVM::GlobalOp>(op).setLinkage(LLVM::Linkage::External);
  }

  /// Adds what the operations of a part refer to, and what that refers to.
  void declareWhatIsUsed(CodePart &part) {
    Block *body = part.module->getBody();
    llvm::SmallDenseSet<StringAttr> present;
    SmallVector<Operation *> worklist;
    for (Operation &op : *body) {
      present.insert(SymbolTable::getSymbolName(&op));
      worklist.push_back(&op);
    }
    auto builder = OpBuilder::atBlockBegin(body);
    while (!worklist.empty()) {
      auto uses = SymbolTable::getSymbolUses(worklist.pop_back_val());
      if (!uses)
        continue;
      for (const SymbolTable::SymbolUse &use : *uses) {
        StringAttr name = use.getSymbolRef().getRootReference();
        Operation *symbol = symbols.lookup(name);
        if (!symbol || !present.insert(name).second)
          continue;
        if (isCopied(symbol))
          worklist.push_back(builder.clone(*symbol));
        else
          declare(symbol, builder);
      }
    }
  }

  /// Declares what another part defines.
  static void declare(Operation *symbol, OpBuilder &builder) {
    Operation *declaration = builder.insert(symbol->cloneWithoutRegions());
    if (auto global = dyn_cast<LLVM::GlobalOp>(declaration))
      global.removeValueAttr();
  }

  ModuleOp module;
  llvm::DenseMap<StringAttr, Operation *> symbols;
  SmallVector<CodePart, 0> parts;
};
} // namespace

FailureOr<SmallVector<CodePart, 0>> nnef::splitModule(ModuleOp module) {
  return Splitter(module).run();
}
