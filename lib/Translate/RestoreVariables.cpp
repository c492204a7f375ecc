//===- RestoreVariables.cpp - Variables of all forms as operations --------===//
//
// Part of the nnef-mlir project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "RestoreVariables.h"
#include "NNEF/Dialect/NNEF/IR/NNEF.h"
#include "mlir/Dialect/MLProgram/IR/MLProgram.h"

using namespace mlir;
using namespace nnef;

//===----------------------------------------------------------------------===//
// Arguments
//===----------------------------------------------------------------------===//

/// A location that names the tensor of an argument.
static Location getNamedLoc(BlockArgument argument, func::FuncOp network) {
  auto name = network.getArgAttrOfType<StringAttr>(argument.getArgNumber(),
                                                   kTensorNameAttr);
  if (!name || getTensorNames(argument.getLoc()).size() == 1)
    return argument.getLoc();
  return NameLoc::get(name, argument.getLoc());
}

static void restoreArgument(BlockArgument argument, StringAttr label,
                            func::FuncOp network) {
  OpBuilder builder(network.getContext());
  auto createVariable = [&](Location loc, StringAttr label) {
    return VariableOp::create(builder, loc, argument.getType(), label,
                              /*value=*/ElementsAttr());
  };
  // Some operations on it are declarations. The first one is where the argument
  // comes from, and goes to the others of its kind.
  SmallVector<OpOperand *> declarations;
  for (OpOperand &use : argument.getUses())
    if (use.getOwner()->hasAttrOfType<StringAttr>(kLabelAttr))
      declarations.push_back(&use);
  llvm::sort(declarations, [](OpOperand *lhs, OpOperand *rhs) {
    return lhs->getOwner()->isBeforeInBlock(rhs->getOwner());
  });
  Block &body = network.front();
  bool isUsed = argument.getNumUses() != declarations.size();
  for (OpOperand *use : declarations) {
    Operation *op = use->getOwner();
    if (use == declarations.front() && !isUsed)
      op->moveBefore(&body, body.begin());
    builder.setInsertionPoint(op);
    auto ownLabel = cast<StringAttr>(op->removeAttr(kLabelAttr));
    use->set(createVariable(op->getLoc(), ownLabel));
    if (isa<CopyOp>(op)) {
      op->replaceAllUsesWith(ValueRange(use->get()));
      op->erase();
    }
  }
  if (!isUsed)
    return;
  builder.setInsertionPointToStart(&body);
  VariableOp variable = createVariable(getNamedLoc(argument, network), label);
  if (Attribute quantization =
          network.getArgAttr(argument.getArgNumber(), kQuantizationAttr))
    variable->setAttr(kQuantizationAttr, quantization);
  argument.replaceAllUsesWith(variable);
}

static LogicalResult restoreArguments(func::FuncOp network) {
  llvm::BitVector restored(network.getNumArguments());
  for (BlockArgument argument : llvm::reverse(network.getArguments())) {
    unsigned index = argument.getArgNumber();
    auto label = network.getArgAttrOfType<StringAttr>(index, kLabelAttr);
    if (!label)
      continue;
    if (!isa<RankedTensorType>(argument.getType()))
      return network.emitError("variable '")
             << label.getValue() << "' has type " << argument.getType()
             << ", which is not a ranked tensor";
    // From the last one to the first, each in front of those before.
    restoreArgument(argument, label, network);
    restored.set(index);
  }
  return network.eraseArguments(restored);
}

//===----------------------------------------------------------------------===//
// Globals
//===----------------------------------------------------------------------===//

static StringAttr getLabel(ml_program::GlobalOp global) {
  auto label = global->getAttrOfType<StringAttr>(kLabelAttr);
  return label ? label : global.getSymNameAttr();
}

namespace {
/// Replaces what a network does with globals.
class GlobalRestorer {
public:
  explicit GlobalRestorer(func::FuncOp network)
      : network(network), symbols(network->getParentOfType<ModuleOp>()) {}

  LogicalResult restore() {
    for (Operation &op : llvm::make_early_inc_range(network.getOps())) {
      LogicalResult restored = success();
      if (auto load = dyn_cast<ml_program::GlobalLoadOp>(op))
        restored = restoreLoad(load);
      else if (auto load = dyn_cast<ml_program::GlobalLoadConstOp>(op))
        restored = restoreLoad(load);
      else if (auto store = dyn_cast<ml_program::GlobalStoreOp>(op))
        restored = restoreStore(store);
      if (failed(restored))
        return failure();
    }
    return success();
  }

private:
  struct State {
    /// The variable, once it is used.
    Value variable;
    bool isUpdated = false;
  };

  ml_program::GlobalOp lookup(SymbolRefAttr symbol) {
    return symbols.lookup<ml_program::GlobalOp>(symbol.getLeafReference());
  }

  /// Declares the variable that `global` is, at the place of `op`.
  FailureOr<Value> declare(Operation *op, Location loc, Type type,
                           ml_program::GlobalOp global) {
    Attribute initial = global.getValue().value_or(Attribute());
    auto value = dyn_cast_or_null<ElementsAttr>(initial);
    if (!isa<RankedTensorType>(type) || (value && value.getType() != type))
      return op->emitError("global '")
             << global.getSymName() << "' of type " << global.getType()
             << " cannot be exported as a variable of type " << type;
    OpBuilder builder(op);
    return Value(
        VariableOp::create(builder, loc, type, getLabel(global), value));
  }

  template <typename LoadOp> LogicalResult restoreLoad(LoadOp load) {
    ml_program::GlobalOp global = lookup(load.getGlobal());
    State &state = states[global];
    if (state.isUpdated)
      return load.emitError("global '")
             << global.getSymName()
             << "' cannot be exported: it is loaded after it was stored, but "
                "an update of a variable is for the next invocation";
    FailureOr<Value> variable =
        declare(load, load.getLoc(), load.getType(), global);
    if (failed(variable))
      return failure();
    if (!state.variable)
      state.variable = *variable;
    variable->getDefiningOp()->setDiscardableAttrs(
        load->getDiscardableAttrDictionary());
    load.replaceAllUsesWith(*variable);
    load.erase();
    return success();
  }

  LogicalResult restoreStore(ml_program::GlobalStoreOp store) {
    ml_program::GlobalOp global = lookup(store.getGlobal());
    State &state = states[global];
    if (state.isUpdated)
      return store.emitError("global '")
             << global.getSymName()
             << "' cannot be exported: it is stored twice, but a variable is "
                "updated once";
    state.isUpdated = true;
    Value value = store.getValue();
    // The importer leaves a copy in the place of the update.
    auto copy = value.getDefiningOp<CopyOp>();
    bool isInPlace = copy && copy.getLoc() == store.getLoc();
    Operation *place = isInPlace ? copy.getOperation() : store.getOperation();
    if (!state.variable) {
      FailureOr<Value> variable =
          declare(place, global.getLoc(), value.getType(), global);
      if (failed(variable))
        return failure();
      state.variable = *variable;
    }
    OpBuilder builder(place);
    auto update =
        UpdateOp::create(builder, store.getLoc(), value.getType(),
                         state.variable, isInPlace ? copy.getX() : value);
    if (isInPlace) {
      update->setDiscardableAttrs(copy->getDiscardableAttrDictionary());
      copy.replaceAllUsesWith(update.getResult());
      copy.erase();
    }
    store.erase();
    return success();
  }

  func::FuncOp network;
  SymbolTable symbols;
  llvm::DenseMap<Operation *, State> states;
};
} // namespace

LogicalResult nnef::restoreVariables(func::FuncOp network) {
  // Nothing of the dialect may be there yet.
  network.getContext()->loadDialect<NNEFDialect>();
  return success(succeeded(restoreArguments(network)) &&
                 succeeded(GlobalRestorer(network).restore()));
}
