//===- HoistAllocas.cpp - Stack memory once for each thread ---------------===//
//
// Part of the nnef-mlir project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "NNEF/Pipelines/Passes.h"
#include "mlir/Dialect/MemRef/IR/MemRef.h"
#include "mlir/Dialect/OpenMP/OpenMPDialect.h"
#include "mlir/Interfaces/FunctionInterfaces.h"

namespace nnef {
#define GEN_PASS_DEF_HOISTALLOCASPASS
#include "NNEF/Pipelines/Passes.h.inc"
} // namespace nnef

using namespace mlir;

namespace {
struct HoistAllocasPass : nnef::impl::HoistAllocasPassBase<HoistAllocasPass> {
  void runOnOperation() override {
    getOperation()->walk([](memref::AllocaOp alloca) {
      Operation *owner = alloca->getParentOp();
      while (owner && !isa<omp::ParallelOp, FunctionOpInterface>(owner))
        owner = owner->getParentOp();
      if (owner && alloca->getNumOperands() == 0)
        alloca->moveBefore(&owner->getRegion(0).front(),
                           owner->getRegion(0).front().begin());
    });
  }
};
} // namespace
