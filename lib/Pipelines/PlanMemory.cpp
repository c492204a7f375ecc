//===- PlanMemory.cpp - Buffers as parts of a workspace -------------------===//
//
// Part of the nnef-mlir project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "Buffers.h"
#include "NNEF/Pipelines/MemoryPlan.h"
#include "NNEF/Pipelines/Passes.h"
#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/IR/BuiltinOps.h"
#include "mlir/IR/SymbolTable.h"
#include "mlir/Interfaces/DataLayoutInterfaces.h"

namespace nnef {
#define GEN_PASS_DEF_PLANMEMORYPASS
#include "NNEF/Pipelines/Passes.h.inc"
} // namespace nnef

using namespace mlir;
using nnef::Buffer;
using nnef::BufferLifetime;

/// The time in which a buffer is in use. What nobody uses may be anywhere.
static BufferLifetime getLifetime(const Buffer &buffer) {
  if (buffer.accesses.empty())
    return {0, 0, 0};
  auto [first, last] = std::minmax_element(
      buffer.accesses.begin(), buffer.accesses.end(),
      [](const auto &lhs, const auto &rhs) { return lhs.step < rhs.step; });
  return {buffer.size, first->step, last->step};
}

static MemRefType getWorkspaceType(MLIRContext *context, int64_t size) {
  return MemRefType::get({size}, IntegerType::get(context, 8));
}

/// Lets `buffers` be parts of `workspace`.
static void replaceBuffers(ArrayRef<Buffer> buffers, ArrayRef<int64_t> offsets,
                           Value workspace) {
  for (auto [buffer, offset] : llvm::zip_equal(buffers, offsets)) {
    memref::AllocOp alloc = buffer.alloc;
    OpBuilder builder(alloc);
    Location loc = alloc.getLoc();
    Value position = arith::ConstantIndexOp::create(builder, loc, offset);
    Value view =
        memref::ViewOp::create(builder, loc, alloc.getType(), workspace,
                               position, /*sizes=*/ValueRange());
    for (Operation *dealloc : buffer.deallocs)
      dealloc->erase();
    alloc.replaceAllUsesWith(view);
    alloc.erase();
  }
}

namespace {
struct PlanMemoryPass : nnef::impl::PlanMemoryPassBase<PlanMemoryPass> {
  using Base::Base;

  void runOnOperation() override {
    ModuleOp module = getOperation();
    SymbolTableCollection symbolTables;
    SymbolUserMap users(symbolTables, module);
    DataLayout layout(module);
    Memory largest;
    for (func::FuncOp func : getCalleesFirst(symbolTables)) {
      FailureOr<Memory> memory = plan(func, users.getUsers(func), layout);
      if (failed(memory))
        return signalPassFailure();
      if (func.isPublic()) {
        largest.arena = std::max(largest.arena, memory->arena);
        largest.live = std::max(largest.live, memory->live);
      }
    }
    Builder builder(module.getContext());
    module->setAttr(nnef::memoryAttrName,
                    builder.getDictionaryAttr(
                        {builder.getNamedAttr(
                             "arena", builder.getI64IntegerAttr(largest.arena)),
                         builder.getNamedAttr("live", builder.getI64IntegerAttr(
                                                          largest.live))}));
  }

private:
  /// The size of the workspace of a function, and the least that it could be.
  struct Memory {
    int64_t arena = 0;
    int64_t live = 0;
  };

  SmallVector<func::FuncOp>
  getCalleesFirst(SymbolTableCollection &symbolTables);
  FailureOr<Memory> plan(func::FuncOp func, ArrayRef<Operation *> users,
                         const DataLayout &layout);

  /// For an allocation that is the workspace of a call, the least that this
  /// could be.
  DenseMap<Operation *, int64_t> liveOfWorkspace;
};
} // namespace

/// The functions with bodies, each after those that it calls, as far as they do
/// not call each other.
SmallVector<func::FuncOp>
PlanMemoryPass::getCalleesFirst(SymbolTableCollection &symbolTables) {
  SmallVector<func::FuncOp> order;
  DenseSet<Operation *> visited;
  auto visit = [&](func::FuncOp func, auto &self) -> void {
    if (func.isExternal() || !visited.insert(func).second)
      return;
    func.walk([&](func::CallOp call) {
      auto callee = symbolTables.lookupNearestSymbolFrom<func::FuncOp>(
          call, call.getCalleeAttr());
      if (callee)
        self(callee, self);
    });
    order.push_back(func);
  };
  for (auto func : getOperation().getOps<func::FuncOp>())
    visit(func, visit);
  return order;
}

/// Gives each call a workspace for the function that it calls.
static LogicalResult addWorkspace(func::FuncOp func, MemRefType type,
                                  ArrayRef<Operation *> calls,
                                  SmallVectorImpl<Operation *> &allocs) {
  if (failed(func.insertArgument(func.getNumArguments(), type,
                                 /*argAttrs=*/nullptr, func.getLoc())))
    return failure();
  for (Operation *call : calls) {
    OpBuilder builder(call);
    auto alloc = memref::AllocOp::create(
        builder, call->getLoc(), type,
        builder.getI64IntegerAttr(nnef::workspaceAlignment));
    call->insertOperands(call->getNumOperands(), alloc.getResult());
    allocs.push_back(alloc);
  }
  return success();
}

FailureOr<PlanMemoryPass::Memory>
PlanMemoryPass::plan(func::FuncOp func, ArrayRef<Operation *> users,
                     const DataLayout &layout) {
  // Only what is called by its name can be called in another way.
  if (!llvm::all_of(users, llvm::IsaPred<func::CallOp>))
    return Memory();
  std::vector<Buffer> buffers = nnef::findBuffers(func, layout);
  if (buffers.empty() && !func.isPublic())
    return Memory();

  std::vector<BufferLifetime> lifetimes, least;
  for (const Buffer &buffer : buffers) {
    lifetimes.push_back(getLifetime(buffer));
    least.push_back(lifetimes.back());
    if (auto it = liveOfWorkspace.find(buffer.alloc);
        it != liveOfWorkspace.end())
      least.back().size = it->second;
  }
  nnef::MemoryPlan plan = nnef::planMemory(lifetimes, alignment);
  Memory memory{plan.size, nnef::getPeakSize(least)};

  SmallVector<Operation *> allocs;
  if (failed(addWorkspace(func, getWorkspaceType(&getContext(), memory.arena),
                          users, allocs)))
    return failure();
  for (Operation *alloc : allocs)
    liveOfWorkspace[alloc] = memory.live;
  replaceBuffers(buffers, plan.offsets, func.getArguments().back());
  return memory;
}
