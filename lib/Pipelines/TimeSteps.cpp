//===- TimeSteps.cpp - How long each step of a network takes --------------===//
//
// Part of the nnef-mlir project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "NNEF/Pipelines/Passes.h"
#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/Func/IR/FuncOps.h"
#include "mlir/Dialect/MemRef/IR/MemRef.h"
#include "mlir/IR/SymbolTable.h"

namespace nnef {
#define GEN_PASS_DEF_TIMESTEPSPASS
#include "NNEF/Pipelines/Passes.h.inc"
} // namespace nnef

using namespace mlir;

/// Whether an operation takes time: a call, a loop, or a copy.
static bool isStep(Operation &op) {
  return isa<func::CallOp, memref::CopyOp>(op) || op.getNumRegions() > 0;
}

namespace {
struct TimeStepsPass : nnef::impl::TimeStepsPassBase<TimeStepsPass> {
  void runOnOperation() override {
    SmallVector<Operation *> steps;
    for (auto function : getOperation().getOps<func::FuncOp>())
      if (function.isPublic())
        for (Block &block : function.getBody())
          for (Operation &op : block)
            if (isStep(op))
              steps.push_back(&op);
    describe(steps);
    if (steps.empty())
      return;

    OpBuilder builder = OpBuilder::atBlockBegin(getOperation().getBody());
    Location loc = getOperation().getLoc();
    auto type = MemRefType::get(int64_t(steps.size()), builder.getI64Type());
    // Public, as LLVM has no private symbols that are defined elsewhere.
    memref::GlobalOp::create(builder, loc, nnef::stepTimesName,
                             /*sym_visibility=*/StringAttr(), type,
                             /*initial_value=*/Attribute(), /*constant=*/false,
                             /*alignment=*/IntegerAttr());
    auto clock =
        func::FuncOp::create(builder, loc, nnef::clockName,
                             builder.getFunctionType({}, builder.getI64Type()));
    clock.setPrivate();
    for (auto [i, step] : llvm::enumerate(steps))
      addTime(step, i, clock, type);
  }

private:
  /// Adds the time that a step takes to the number that is for it.
  static void addTime(Operation *step, int64_t i, func::FuncOp clock,
                      MemRefType type) {
    OpBuilder builder(step);
    Location loc = step->getLoc();
    auto readClock = [&] {
      return func::CallOp::create(builder, loc, clock).getResult(0);
    };
    Value start = readClock();
    builder.setInsertionPointAfter(step);
    Value time = arith::SubIOp::create(builder, loc, readClock(), start);
    Value times =
        memref::GetGlobalOp::create(builder, loc, type, nnef::stepTimesName);
    Value index = arith::ConstantIndexOp::create(builder, loc, i);
    Value sum = memref::LoadOp::create(builder, loc, times, index);
    sum = arith::AddIOp::create(builder, loc, sum, time);
    memref::StoreOp::create(builder, loc, sum, times, index);
  }

  /// Says where each step comes from, and how its kernel is divided.
  void describe(ArrayRef<Operation *> steps) {
    SymbolTable symbols(getOperation());
    Builder builder(&getContext());
    SmallVector<Attribute> descriptions;
    for (Operation *step : steps) {
      NamedAttrList description;
      description.set("loc", LocationAttr(step->getLoc()));
      if (auto call = dyn_cast<func::CallOp>(step)) {
        description.set("function", call.getCalleeAttr().getAttr());
        Operation *callee = symbols.lookup(call.getCallee());
        for (StringRef name : {nnef::kernelAttrName, nnef::tilesAttrName})
          if (Attribute value = callee->getAttr(name))
            description.set(name, value);
      }
      descriptions.push_back(description.getDictionary(&getContext()));
    }
    getOperation()->setAttr(nnef::stepsAttrName,
                            builder.getArrayAttr(descriptions));
  }
};
} // namespace
