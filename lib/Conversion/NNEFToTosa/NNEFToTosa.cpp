//===- NNEFToTosa.cpp - The pass that lowers NNEF to TOSA -----------------===//
//
// Part of the nnef-mlir project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "Layout.h"
#include "NNEF/Conversion/Passes.h"
#include "TosaRules.h"
#include "mlir/Dialect/Func/IR/FuncOps.h"
#include "mlir/IR/TypeUtilities.h"
#include "llvm/ADT/SetVector.h"

namespace nnef {
#define GEN_PASS_DEF_CONVERTNNEFTOTOSA
#include "NNEF/Conversion/Passes.h.inc"
} // namespace nnef

using namespace mlir;
using namespace nnef;

/// The operations to lower, in an order in which operands come before what uses
/// them.
using Selection = llvm::SetVector<Operation *>;

static Type getElementType(Value value) {
  return getElementTypeOrSelf(value.getType());
}

//===----------------------------------------------------------------------===//
// Codes
//===----------------------------------------------------------------------===//

/// Whether `op` is a number that only operations on codes take, which know it
/// when they are lowered.
static bool isForCodesOnly(Operation *op, const Selection &selection) {
  return isa<ConstantOp>(op) && !op->use_empty() &&
         isNumberForCodes(op->getResult(0)) &&
         llvm::all_of(op->getUsers(), [&](Operation *user) {
           return hasCodes(user) && selection.contains(user);
         });
}

/// Where one operation on codes is lowered and the next one is not, codes are
/// stored in between: what they mean in TOSA is nothing that others know.
static void storeCodesBetween(Value value, Selection &selection) {
  Operation *definition = value.getDefiningOp();
  bool isLowered = definition && selection.contains(definition);
  SmallVector<OpOperand *> others;
  for (OpOperand &use : value.getUses())
    if (selection.contains(use.getOwner()) != isLowered)
      others.push_back(&use);
  if (others.empty())
    return;
  OpBuilder builder(value.getContext());
  builder.setInsertionPointAfterValue(value);
  auto type = cast<RankedTensorType>(value.getType());
  auto codes = cast<quant::QuantizedType>(type.getElementType());
  Type integers = IntegerType::get(
      value.getContext(), codes.getStorageTypeIntegralWidth(),
      codes.isSigned() ? IntegerType::Signless : IntegerType::Unsigned);
  auto store = StorageCastOp::create(builder, value.getLoc(),
                                     type.clone(integers), value);
  auto load = StorageCastOp::create(builder, value.getLoc(), type, store);
  for (OpOperand *use : others)
    use->set(load);
  selection.insert(isLowered ? store : load);
}

/// Unsigned and narrow integers are bytes in TOSA. Functions whose body knows
/// them as bytes alone take and give bytes.
static void updateSignature(func::FuncOp function) {
  auto getBytes = [](Value stored) -> Value {
    auto cast = stored.getDefiningOp<UnrealizedConversionCastOp>();
    return cast ? cast.getInputs().front() : Value();
  };
  auto isByteCast = [](Operation *op) {
    return isa<UnrealizedConversionCastOp>(op) &&
           getElementType(op->getResult(0)).isSignlessInteger(8);
  };
  for (BlockArgument argument : function.getArguments()) {
    auto integers = dyn_cast<IntegerType>(getElementType(argument));
    if (!integers || argument.use_empty() ||
        !llvm::all_of(argument.getUsers(), isByteCast))
      continue;
    argument.setType((*argument.user_begin())->getResult(0).getType());
    for (Operation *cast : llvm::make_early_inc_range(argument.getUsers())) {
      cast->replaceAllUsesWith(ValueRange(argument));
      cast->erase();
    }
  }
  Operation *terminator = function.front().getTerminator();
  for (OpOperand &operand : terminator->getOpOperands())
    if (Value bytes = getBytes(operand.get()))
      operand.set(bytes);
  function.setType(FunctionType::get(function.getContext(),
                                     function.front().getArgumentTypes(),
                                     terminator->getOperandTypes()));
}

//===----------------------------------------------------------------------===//
// The pass
//===----------------------------------------------------------------------===//

namespace {
struct ConvertNNEFToTosa
    : nnef::impl::ConvertNNEFToTosaBase<ConvertNNEFToTosa> {
  using Base::Base;

  void runOnOperation() override {
    FailureOr<TosaTarget> target = getTarget();
    if (failed(target))
      return signalPassFailure();
    TosaRules rules;
    Selection selection;
    if (failed(select(rules, *target, selection)))
      return signalPassFailure();
    getOperation().walk([&](Block *block) {
      SmallVector<Value> values(block->getArguments());
      for (Operation &op : *block)
        llvm::append_range(values, op.getResults());
      for (Value value : values)
        if (isa<quant::QuantizedType>(getElementType(value)))
          storeCodesBetween(value, selection);
    });
    lower(rules, *target, selection);
    for (auto function : getOperation().getOps<func::FuncOp>())
      if (!function.isExternal() &&
          SymbolTable::symbolKnownUseEmpty(function, getOperation()))
        updateSignature(function);
    simplifyLayouts(getOperation());
  }

  /// Replaces each operation by what its rule makes of it.
  void lower(const TosaRules &rules, const TosaTarget &target,
             const Selection &selection) {
    // What codes mean is known as long as no operand is lowered.
    SmallVector<std::pair<Operation *, SmallVector<Type>>> ordered;
    getOperation().walk<WalkOrder::PreOrder>([&](Operation *op) {
      if (selection.contains(op))
        ordered.push_back(
            {op, llvm::map_to_vector(op->getOperands(), getElementType)});
    });
    for (auto &[op, operandTypes] : ordered) {
      CodesLowering b(op, target, operandTypes);
      SmallVector<Value> results = rules.lower(b, op);
      for (auto [old, result] : llvm::zip_equal(op->getResults(), results))
        old.replaceAllUsesWith(result);
      op->erase();
    }
  }

  /// What the options ask for.
  FailureOr<TosaTarget> getTarget() {
    TosaTarget target;
    target.level = level;
    if (profiles.empty())
      target.profiles = {tosa::Profile::pro_int, tosa::Profile::pro_fp};
    for (const std::string &name : profiles) {
      std::optional<tosa::Profile> profile = tosa::symbolizeProfile(name);
      if (!profile || *profile == tosa::Profile::none) {
        emitError(getOperation().getLoc()) << "TOSA has no profile '" << name
                                           << "'; it has pro_int and pro_fp";
        return failure();
      }
      if (!target.has(*profile))
        target.profiles.push_back(*profile);
    }
    return target;
  }

  /// Selects the operations that can be lowered. Says why the others cannot, if
  /// that is asked for; fails if there must be none.
  LogicalResult select(const TosaRules &rules, const TosaTarget &target,
                       Selection &selection) {
    SmallVector<std::pair<Operation *, StringRef>> left;
    getOperation().walk<WalkOrder::PreOrder>([&](Operation *op) {
      if (!isa_and_nonnull<NNEFDialect>(op->getDialect()))
        return;
      if (std::optional<StringRef> reason = rules.getReasonToStay(op, target))
        left.push_back({op, *reason});
      else
        selection.insert(op);
    });
    bool mayGoOn = true;
    for (auto [op, reason] : left) {
      if (isForCodesOnly(op, selection))
        continue;
      if (requireAll) {
        op->emitOpError("cannot be expressed in TOSA: ") << reason;
        mayGoOn = false;
      } else if (reportLeft) {
        op->emitRemark() << "'" << op->getName()
                         << "' op stays in NNEF: " << reason;
      }
    }
    return success(mayGoOn);
  }
};
} // namespace
