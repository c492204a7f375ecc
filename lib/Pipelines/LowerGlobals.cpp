//===- LowerGlobals.cpp - Variables as constants and as memory ------------===//
//
// Part of the nnef-mlir project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "NNEF/Dialect/NNEF/IR/NNEF.h"
#include "NNEF/Pipelines/Passes.h"
#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/Bufferization/IR/Bufferization.h"
#include "mlir/Dialect/Func/IR/FuncOps.h"
#include "mlir/Dialect/MLProgram/IR/MLProgram.h"
#include "mlir/Dialect/MemRef/IR/MemRef.h"
#include "mlir/IR/BuiltinOps.h"
#include "mlir/IR/SymbolTable.h"
#include "llvm/ADT/MapVector.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/ADT/TypeSwitch.h"

namespace nnef {
#define GEN_PASS_DEF_LOWERGLOBALSPASS
#include "NNEF/Pipelines/Passes.h.inc"
} // namespace nnef

using namespace mlir;

/// The label of the variable that a global is, for messages.
static StringRef getLabel(ml_program::GlobalOp global) {
  auto label = global->getAttrOfType<StringAttr>(nnef::kLabelAttr);
  return label ? label.getValue() : global.getSymName();
}

namespace {
/// What the functions of a module do with a global.
struct Uses {
  SmallVector<Operation *> loads;
  ml_program::GlobalStoreOp store;
};

struct LowerGlobalsPass : nnef::impl::LowerGlobalsPassBase<LowerGlobalsPass> {
  void runOnOperation() override {
    SymbolTable symbols(getOperation());
    if (failed(collectUses(symbols)))
      return signalPassFailure();
    for (auto &[global, uses] : usesOf)
      if (failed(global.getIsMutable() ? lowerState(global, uses, symbols)
                                       : lowerConstant(global, uses)))
        return signalPassFailure();
    for (auto global : llvm::make_early_inc_range(
             getOperation().getOps<ml_program::GlobalOp>()))
      global.erase();
  }

private:
  LogicalResult collectUses(SymbolTable &symbols) {
    WalkResult result = getOperation().walk([&](Operation *op) {
      return WalkResult(
          llvm::TypeSwitch<Operation *, LogicalResult>(op)
              .Case<ml_program::GlobalLoadOp, ml_program::GlobalLoadConstOp>(
                  [&](auto load) {
                    return addLoad(load, getUses(load, symbols));
                  })
              .Case([&](ml_program::GlobalStoreOp store) {
                return addStore(store, getUses(store, symbols));
              })
              .Default(success()));
    });
    return failure(result.wasInterrupted());
  }

  template <typename OpT> Uses &getUses(OpT op, SymbolTable &symbols) {
    return usesOf[symbols.lookup<ml_program::GlobalOp>(
        op.getGlobal().getLeafReference())];
  }

  static LogicalResult addLoad(Operation *load, Uses &uses) {
    if (uses.store)
      return load->emitError("a global that was stored in the same invocation "
                             "cannot be loaded");
    uses.loads.push_back(load);
    return success();
  }

  static LogicalResult addStore(ml_program::GlobalStoreOp store, Uses &uses) {
    if (uses.store)
      return store.emitError("a global cannot be stored twice");
    uses.store = store;
    return success();
  }

  /// The values that a global has in the beginning.
  static FailureOr<ElementsAttr> getValue(ml_program::GlobalOp global) {
    auto value =
        dyn_cast_or_null<ElementsAttr>(global.getValue().value_or(Attribute()));
    if (!value)
      return global.emitError("variable '")
             << getLabel(global) << "' was imported without its values";
    if (value.getType() != global.getType())
      return global.emitError("value has type ")
             << value.getType() << ", but the global has " << global.getType();
    return value;
  }

  LogicalResult lowerConstant(ml_program::GlobalOp global, Uses &uses) {
    FailureOr<ElementsAttr> value = getValue(global);
    if (failed(value))
      return failure();
    for (Operation *load : uses.loads) {
      OpBuilder builder(load);
      replace(load, arith::ConstantOp::create(builder, load->getLoc(),
                                              cast<TypedAttr>(*value)));
    }
    return success();
  }

  /// Whether `op` is in the body of a function that is called from outside, so
  /// that it is executed once in each invocation.
  static LogicalResult verifyPlace(Operation *op) {
    auto func = dyn_cast<func::FuncOp>(op->getParentOp());
    if (func && func.isPublic() && op->getBlock() == &func.front())
      return success();
    return op->emitError("state can be used at the top of the network only");
  }

  /// A memory that outlives the invocations, with the values of `global` in the
  /// beginning.
  memref::GlobalOp createMemory(ml_program::GlobalOp global, ElementsAttr value,
                                SymbolTable &symbols) {
    std::string name = ("state_" + getLabel(global)).str();
    for (char &c : name)
      if (!llvm::isAlnum(c))
        c = '_';
    ShapedType type = value.getShapedType();
    OpBuilder builder(global);
    // Public, as LLVM has no private symbols that are defined elsewhere.
    auto memory = memref::GlobalOp::create(
        builder, global.getLoc(), name, /*sym_visibility=*/StringAttr(),
        MemRefType::get(type.getShape(), type.getElementType()),
        /*initial_value=*/Attribute(), /*constant=*/false,
        /*alignment=*/IntegerAttr());
    symbols.insert(memory);
    NamedAttrList state(
        getOperation()->getAttrOfType<DictionaryAttr>(nnef::stateAttrName));
    state.set(memory.getSymName(),
              builder.getDictionaryAttr(
                  {builder.getNamedAttr("global", global.getSymNameAttr()),
                   builder.getNamedAttr("value", value)}));
    getOperation()->setAttr(nnef::stateAttrName,
                            state.getDictionary(&getContext()));
    return memory;
  }

  LogicalResult lowerState(ml_program::GlobalOp global, Uses &uses,
                           SymbolTable &symbols) {
    FailureOr<ElementsAttr> value = getValue(global);
    if (failed(value))
      return failure();
    memref::GlobalOp memory = createMemory(global, *value, symbols);
    OpBuilder builder(&getContext());
    auto getBuffer = [&](Location loc) -> Value {
      return memref::GetGlobalOp::create(builder, loc, memory.getType(),
                                         memory.getSymName());
    };
    for (Operation *load : uses.loads) {
      if (failed(verifyPlace(load)))
        return failure();
      // A copy that is made before anything else: the new value may be computed
      // in the place of the old one.
      builder.setInsertionPointToStart(load->getBlock());
      Location loc = load->getLoc();
      auto type = cast<RankedTensorType>(load->getResult(0).getType());
      Value tensor = bufferization::ToTensorOp::create(
          builder, loc, type, getBuffer(loc), /*restrict=*/true,
          /*writable=*/false);
      replace(load, bufferization::AllocTensorOp::create(
                        builder, loc, type, /*dynamicSizes=*/ValueRange(),
                        /*copy=*/tensor));
    }
    ml_program::GlobalStoreOp store = uses.store;
    if (!store)
      return success();
    if (failed(verifyPlace(store)))
      return failure();
    builder.setInsertionPoint(store);
    auto write = bufferization::MaterializeInDestinationOp::create(
        builder, store.getLoc(), /*result=*/Type(), store.getValue(),
        getBuffer(store.getLoc()));
    write.setRestrict(true);
    write.setWritable(true);
    store.erase();
    return success();
  }

  static void replace(Operation *load, Value value) {
    load->getResult(0).replaceAllUsesWith(value);
    load->erase();
  }

  llvm::MapVector<ml_program::GlobalOp, Uses> usesOf;
};
} // namespace
