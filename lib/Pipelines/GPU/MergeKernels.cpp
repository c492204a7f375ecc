//===- MergeKernels.cpp - All kernels in one module -----------------------===//
//
// Part of the nnef-mlir project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "NNEF/Pipelines/Passes.h"
#include "mlir/Dialect/GPU/IR/GPUDialect.h"
#include "mlir/IR/BuiltinOps.h"
#include "mlir/IR/SymbolTable.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/ADT/StringMap.h"

namespace nnef {
#define GEN_PASS_DEF_MERGEKERNELSPASS
#include "NNEF/Pipelines/Passes.h.inc"
} // namespace nnef

using namespace mlir;

/// The name of the tensor that a kernel computes, as far as its location says
/// so, with letters that names of PTX have.
static std::string getKernelName(gpu::GPUFuncOp kernel) {
  auto named = kernel.getLoc()->findInstanceOf<NameLoc>();
  if (!named)
    return "kernel";
  std::string name = named.getName().str();
  for (char &c : name)
    if (!llvm::isAlnum(c))
      c = '_';
  // No instruction begins like this, and no number.
  return "nnef_" + name;
}

namespace {
struct MergeKernelsPass : nnef::impl::MergeKernelsPassBase<MergeKernelsPass> {
  void runOnOperation() override {
    ModuleOp module = getOperation();
    auto modules = llvm::to_vector(module.getOps<gpu::GPUModuleOp>());
    if (modules.empty())
      return;
    OpBuilder builder(modules.front());
    auto merged = gpu::GPUModuleOp::create(builder, module.getLoc(), "kernels");
    SymbolTable symbols(merged);
    // By the attributes of launches, what takes the place of a kernel.
    DenseMap<Attribute, Attribute> replacements;
    llvm::StringMap<Attribute> known;
    for (gpu::GPUModuleOp source : modules)
      for (auto kernel :
           llvm::make_early_inc_range(source.getOps<gpu::GPUFuncOp>())) {
        auto oldName = SymbolRefAttr::get(source.getSymNameAttr(),
                                          FlatSymbolRefAttr::get(kernel));
        Attribute &newName = known[getText(kernel)];
        if (!newName) {
          kernel->remove();
          kernel.setName(getKernelName(kernel));
          symbols.insert(kernel);
          newName = SymbolRefAttr::get(merged.getSymNameAttr(),
                                       FlatSymbolRefAttr::get(kernel));
        }
        replacements[oldName] = newName;
      }
    module.walk([&](gpu::LaunchFuncOp launch) {
      if (Attribute name = replacements.lookup(launch.getKernelAttr()))
        launch.setKernelAttr(cast<SymbolRefAttr>(name));
    });
    for (gpu::GPUModuleOp source : modules)
      source.erase();
  }

private:
  /// What kernels are equal by: all but their names and locations.
  static std::string getText(gpu::GPUFuncOp kernel) {
    StringAttr name = SymbolTable::getSymbolName(kernel);
    kernel.setName("kernel");
    std::string text;
    llvm::raw_string_ostream os(text);
    kernel->print(os, OpPrintingFlags().useLocalScope());
    kernel.setName(name.getValue());
    return text;
  }
};
} // namespace
