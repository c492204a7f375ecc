//===- VerifyHostCode.cpp - What a network may do beside its kernels ------===//
//
// Part of the nnef-mlir project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "NNEF/Pipelines/LibraryCalls.h"
#include "NNEF/Pipelines/Passes.h"
#include "mlir/Dialect/Func/IR/FuncOps.h"
#include "mlir/Dialect/GPU/IR/GPUDialect.h"
#include "mlir/Dialect/MemRef/IR/MemRef.h"
#include "mlir/IR/BuiltinOps.h"
#include "mlir/IR/Matchers.h"

namespace nnef {
#define GEN_PASS_DEF_VERIFYHOSTCODEPASS
#include "NNEF/Pipelines/Passes.h.inc"
} // namespace nnef

using namespace mlir;

/// Whether a value is the workspace of a function: its last argument.
static bool isWorkspace(Value value) {
  auto argument = dyn_cast<BlockArgument>(value);
  return argument &&
         argument.getArgNumber() + 1 == argument.getOwner()->getNumArguments();
}

/// Checks that a launch has constants for its extents, and whole buffers for
/// its arguments.
static LogicalResult verifyLaunch(gpu::LaunchFuncOp launch) {
  gpu::KernelDim3 grid = launch.getGridSizeOperandValues();
  gpu::KernelDim3 block = launch.getBlockSizeOperandValues();
  for (Value extent : {grid.x, grid.y, grid.z, block.x, block.y, block.z})
    if (!matchPattern(extent, m_Constant()))
      return launch.emitOpError(
          "has an extent that is not known before the network runs");
  for (Value argument : launch.getKernelOperands()) {
    auto type = dyn_cast<MemRefType>(argument.getType());
    if (!type || !type.hasStaticShape() || !type.getLayout().isIdentity())
      return launch.emitOpError("has an argument of type ")
             << argument.getType()
             << "; kernels take buffers of known shapes as a whole";
  }
  return success();
}

static LogicalResult verifyView(memref::ViewOp view) {
  if (isWorkspace(view.getSource()) &&
      matchPattern(view.getByteShift(), m_Constant()))
    return success();
  return view.emitOpError("is no known part of the workspace");
}

static LogicalResult verifyOp(Operation &op) {
  if (auto launch = dyn_cast<gpu::LaunchFuncOp>(op))
    return verifyLaunch(launch);
  if (auto view = dyn_cast<memref::ViewOp>(op))
    return verifyView(view);
  if (isa<func::CallOp>(op) && op.hasAttr(nnef::libraryCallAttrName))
    return success();
  if (op.hasTrait<OpTrait::ConstantLike>() ||
      isa<memref::GetGlobalOp, func::ReturnOp>(op))
    return success();
  return op.emitOpError("is left on the host, where the tensors of a network "
                        "on a GPU are not");
}

namespace {
struct VerifyHostCodePass
    : nnef::impl::VerifyHostCodePassBase<VerifyHostCodePass> {
  void runOnOperation() override {
    for (auto func : getOperation().getOps<func::FuncOp>())
      for (Block &block : func.getBody())
        for (Operation &op : block)
          if (failed(verifyOp(op)))
            return signalPassFailure();
  }
};
} // namespace
