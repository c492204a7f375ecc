//===- KernelAlignments.cpp - What addresses are multiples of -------------===//
//
// Part of the nnef-mlir project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "NNEF/Pipelines/Passes.h"
#include "mlir/Dialect/GPU/IR/GPUDialect.h"
#include "mlir/Dialect/LLVMIR/LLVMDialect.h"

namespace nnef {
#define GEN_PASS_DEF_KERNELALIGNMENTSPASS
#include "NNEF/Pipelines/Passes.h.inc"
} // namespace nnef

using namespace mlir;

namespace {
struct KernelAlignmentsPass
    : nnef::impl::KernelAlignmentsPassBase<KernelAlignmentsPass> {
  using KernelAlignmentsPassBase::KernelAlignmentsPassBase;

  void runOnOperation() override {
    StringRef name = LLVM::LLVMDialect::getAlignAttrName();
    Builder b(&getContext());
    // What the fragments of tensor cores and vectors need.
    constexpr int64_t workgroupAlignment = 128;
    for (auto kernel : getOperation().getOps<gpu::GPUFuncOp>()) {
      for (unsigned i = 0; i < kernel.getNumArguments(); ++i)
        if (isa<MemRefType>(kernel.getArgumentTypes()[i]))
          kernel.setArgAttr(i, name, b.getI64IntegerAttr(alignment));
      for (unsigned i = 0; i < kernel.getNumWorkgroupAttributions(); ++i)
        kernel.setWorkgroupAttributionAttr(
            i, name, b.getI64IntegerAttr(workgroupAlignment));
    }
  }
};
} // namespace
