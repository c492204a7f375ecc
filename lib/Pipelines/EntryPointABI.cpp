//===- EntryPointABI.cpp - The calling convention of networks -------------===//
//
// Part of the nnef-mlir project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "NNEF/Pipelines/Passes.h"
#include "mlir/Dialect/Bufferization/IR/Bufferization.h"
#include "mlir/Dialect/Func/IR/FuncOps.h"
#include "mlir/Dialect/LLVMIR/LLVMDialect.h"
#include "mlir/Dialect/MemRef/IR/MemRef.h"
#include "mlir/IR/BuiltinOps.h"

namespace nnef {
#define GEN_PASS_DEF_ENTRYPOINTABIPASS
#include "NNEF/Pipelines/Passes.h.inc"
} // namespace nnef

using namespace mlir;

/// Lets no tensor that the function takes be written to.
static void makeInputsReadOnly(func::FuncOp func) {
  Builder builder(func.getContext());
  for (auto [index, type] : llvm::enumerate(func.getArgumentTypes()))
    if (isa<TensorType>(type))
      func.setArgAttr(index,
                      bufferization::BufferizationDialect::kWritableAttrName,
                      builder.getBoolAttr(false));
}

/// Replaces each tensor that the function returns by an argument, with the
/// attributes of the result.
static LogicalResult turnResultsIntoArguments(func::FuncOp func) {
  SmallVector<std::pair<unsigned, BlockArgument>> destinations;
  llvm::BitVector erased(func.getNumResults());
  for (auto [index, type] : llvm::enumerate(func.getResultTypes())) {
    auto tensorType = dyn_cast<RankedTensorType>(type);
    if (!tensorType)
      continue;
    unsigned argument = func.getNumArguments();
    auto memrefType =
        MemRefType::get(tensorType.getShape(), tensorType.getElementType());
    if (failed(func.insertArgument(argument, memrefType,
                                   func.getResultAttrDict(index),
                                   func.getLoc())))
      return failure();
    destinations.push_back({index, func.getArgument(argument)});
    erased.set(index);
  }

  func.walk([&](func::ReturnOp op) {
    OpBuilder builder(op);
    for (auto [index, destination] : destinations) {
      auto write = bufferization::MaterializeInDestinationOp::create(
          builder, op.getLoc(), /*result=*/Type(), op.getOperand(index),
          destination);
      // No two buffers of a caller overlap.
      write.setRestrict(true);
      write.setWritable(true);
    }
    op->eraseOperands(erased);
  });
  return func.eraseResults(erased);
}

namespace {
struct EntryPointABIPass
    : nnef::impl::EntryPointABIPassBase<EntryPointABIPass> {
  void runOnOperation() override {
    for (auto func : getOperation().getOps<func::FuncOp>()) {
      if (!func.isPublic() || func.isExternal())
        continue;
      if (!SymbolTable::symbolKnownUseEmpty(func, getOperation())) {
        func.emitError("a public function must not be used in its own module");
        return signalPassFailure();
      }
      makeInputsReadOnly(func);
      if (failed(turnResultsIntoArguments(func)))
        return signalPassFailure();
      func->setAttr(LLVM::LLVMDialect::getEmitCWrapperAttrName(),
                    UnitAttr::get(&getContext()));
      // A network may be called like a function of the C library that its own
      // code needs.
      func.setSymName(nnef::entryPointPrefix.str() + func.getSymName().str());
    }
  }
};
} // namespace
