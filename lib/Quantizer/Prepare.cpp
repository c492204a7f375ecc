//===- Prepare.cpp - Networks that can be quantized -----------------------===//
//
// Part of the nnef-mlir project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "NNEF/Dialect/NNEF/Transforms/Passes.h"
#include "NNEF/Quantizer/Quantize.h"
#include "Roles.h"
#include "mlir/Pass/PassManager.h"
#include "llvm/ADT/SetVector.h"
#include "llvm/ADT/StringSet.h"
#include <cmath>

using namespace mlir;
using namespace nnef;

//===----------------------------------------------------------------------===//
// Checks
//===----------------------------------------------------------------------===//

func::FuncOp nnef::getNetwork(ModuleOp module) {
  for (auto function : module.getOps<func::FuncOp>())
    if (function.isPublic() && !function.isExternal())
      return function;
  llvm_unreachable("a network that was prepared is there");
}

/// Whether an operation says that its results are quantized, or its operands
/// are.
static bool isQuantization(Operation *op) {
  return op->hasAttr(kQuantizationAttr) ||
         isa<DequantizeOp, LinearQuantizeOp, LogarithmicQuantizeOp,
             MinMaxLinearQuantizeOp, ZeroPointLinearQuantizeOp>(op);
}

static LogicalResult checkOperation(Operation *op) {
  if (isQuantization(op))
    return op->emitError("tensor '")
           << getTensorName(op->getResult(0))
           << "' is quantized already; expected a network of real numbers";
  if (auto update = dyn_cast<UpdateOp>(op))
    return update.emitError("a network with state cannot be quantized: this "
                            "updates variable '")
           << getTensorName(cast<OpResult>(update.getVariable())) << "'";
  for (OpResult result : op->getResults())
    if (!cast<ShapedType>(result.getType()).hasStaticShape())
      return op->emitError("tensor '")
             << getTensorName(result)
             << "' has a shape that is not known: " << result.getType();
  return success();
}

static LogicalResult check(func::FuncOp network) {
  for (BlockArgument argument : network.getArguments())
    if (network.getArgAttr(argument.getArgNumber(), kQuantizationAttr))
      return mlir::emitError(argument.getLoc(), "input '")
             << getName(argument)
             << "' is quantized already; expected a network of real numbers";
  bool isInvalid = false;
  for (Operation &op : network.front().without_terminator())
    isInvalid |= failed(checkOperation(&op));
  if (isInvalid)
    return failure();
  bool hasReal = llvm::any_of(network.getArguments(), isReal);
  for (Operation &op : network.front())
    hasReal |= llvm::any_of(op.getResults(), isReal);
  if (!hasReal || network.getNumArguments() == 0)
    return network.emitError("network '")
           << network.getSymName()
           << "' cannot be quantized: it computes no real numbers from inputs";
  return success();
}

/// Refuses weights that no code stands for.
static LogicalResult checkWeights(func::FuncOp network) {
  bool isInvalid = false;
  for (Operation &op : network.front()) {
    llvm::SmallSetVector<OpOperand *, 3> weights;
    if (std::optional<LayerWeights> layer = getLayerWeights(&op)) {
      weights.insert(layer->filter);
      if (layer->bias)
        weights.insert(layer->bias);
    }
    for (OpOperand &operand : op.getOpOperands())
      if (isCodedConstant(operand))
        weights.insert(&operand);
    for (OpOperand *weight : weights) {
      std::optional<Elements> values = getKnownValues(weight->get());
      if (!values || llvm::all_of(getFloats(*values), [](float value) {
            return std::isfinite(value);
          }))
        continue;
      op.emitError("operand '") << getName(weight->get())
                                << "' cannot be quantized: it has a value that "
                                   "is not a finite number";
      isInvalid = true;
    }
  }
  return failure(isInvalid);
}

//===----------------------------------------------------------------------===//
// Preparation
//===----------------------------------------------------------------------===//

/// The operations that are replaced by their bodies: custom fragments that have
/// one, and compounds of layers.
static std::vector<std::string> getExpanded(ModuleOp module) {
  llvm::SetVector<StringRef> names;
  names.insert("separable_conv");
  names.insert("separable_deconv");
  module.walk([&](CallOp call) {
    if (call.getBodyAttr())
      names.insert(call.getFragment());
  });
  return std::vector<std::string>(names.begin(), names.end());
}

/// Gives an operand other values of the same type, as a constant.
static void setConstant(OpOperand &operand, ArrayRef<float> values) {
  Value old = operand.get();
  Elements elements = Elements::allocate(cast<RankedTensorType>(old.getType()));
  llvm::copy(values,
             reinterpret_cast<float *>(elements.getMutableBytes().data()));
  OpBuilder builder(operand.getOwner());
  operand.set(ConstantOp::create(builder, old.getLoc(),
                                 elements.getAttribute(getName(old))));
  if (old.use_empty())
    old.getDefiningOp()->erase();
}

/// Makes a division by known numbers a multiplication, which integers can do.
static void replaceDivision(DivOp op) {
  std::optional<Elements> divisor = getKnownValues(op.getY());
  if (!divisor || getKnownValues(op.getX()))
    return;
  SmallVector<float, 0> values = getFloats(*divisor);
  for (float &value : values) {
    value = 1 / value;
    if (!std::isnormal(value))
      return;
  }
  OpBuilder builder(op);
  auto product =
      MulOp::create(builder, op.getLoc(), op.getType(), op.getX(), op.getY());
  op.replaceAllUsesWith(product.getResult());
  op.erase();
  setConstant(product.getYMutable(), values);
}

/// Writes known operands as integer computation wants them: limits are part of
/// the graph, even if they came from a file.
static void adaptConstants(func::FuncOp network) {
  for (Operation &op : llvm::make_early_inc_range(network.front())) {
    if (auto division = dyn_cast<DivOp>(op))
      replaceDivision(division);
    auto clamp = dyn_cast<ClampOp>(op);
    if (!clamp)
      continue;
    for (OpOperand *limit : {&clamp.getAMutable(), &clamp.getBMutable()}) {
      std::optional<Elements> values = getKnownValues(limit->get());
      if (limit->get().getDefiningOp<VariableOp>() && values &&
          values->getType().getNumElements() == 1)
        setConstant(*limit, getFloats(*values));
    }
  }
}

/// Gives each tensor a name of its own. Those that come from fragments have the
/// names of the fragments' text.
static void nameTensors(func::FuncOp network) {
  llvm::StringSet<> used;
  for (BlockArgument argument : network.getArguments())
    used.insert(getName(argument));
  auto rename = [&](Operation *op, StringRef base) {
    std::string name = base.str();
    for (unsigned i = 1; !used.insert(name).second; ++i)
      name = (base + "_" + Twine(i)).str();
    if (name != getTensorName(op->getResult(0)))
      op->setLoc(
          NameLoc::get(StringAttr::get(op->getContext(), name), op->getLoc()));
  };
  // Literals have the names of parameters, and come last.
  SmallVector<ConstantOp> literals;
  for (Operation &op : network.front()) {
    auto constant = dyn_cast<ConstantOp>(op);
    if (constant && constant.getOutput().getType().getRank() == 0 &&
        op.hasOneUse())
      literals.push_back(constant);
    // What converts a stored variable has its name.
    else if (op.getNumResults() == 1 &&
             !(isa<CastOp>(op) && op.getOperand(0).getDefiningOp<VariableOp>()))
      rename(&op, getTensorName(op.getResult(0)));
    else
      for (OpResult result : op.getResults())
        used.insert(getTensorName(result));
  }
  for (ConstantOp literal : literals) {
    Operation *user = *literal->user_begin();
    if (user->getNumResults() != 0)
      rename(literal, (getTensorName(user->getResult(0)) + "_" +
                       getTensorName(cast<OpResult>(literal.getOutput())))
                          .str());
  }
}

/// Puts a copy, which may have another code, behind tensors with a fixed code
/// where they meet others with which they would have to share it.
static void separateFixedCodes(func::FuncOp network,
                               const QuantizationOptions &options) {
  // The codes that tensors have whatever their values are, where elements are
  // moved to as well.
  llvm::DenseMap<Value, LinearCode> fixed;
  for (Operation &op : llvm::make_early_inc_range(network.front())) {
    if (!sharesCodes(&op)) {
      for (OpResult result : op.getResults())
        if (auto code = getFixedCode(result, options))
          fixed.try_emplace(result, *code);
      continue;
    }
    SmallVector<OpOperand *> operands;
    for (OpOperand &operand : op.getOpOperands())
      if (isReal(operand.get()))
        operands.push_back(&operand);
    const OpOperand *first = operands.empty() ? nullptr : operands.front();
    auto code = first ? fixed.find(first->get()) : fixed.end();
    bool areEqual =
        code != fixed.end() && llvm::all_of(operands, [&](OpOperand *operand) {
          auto other = fixed.find(operand->get());
          return other != fixed.end() && other->second == code->second;
        });
    if (areEqual) {
      LinearCode common = code->second;
      for (OpResult result : op.getResults())
        if (isReal(result))
          fixed.try_emplace(result, common);
      continue;
    }
    OpBuilder builder(&op);
    for (OpOperand *operand : operands) {
      if (!fixed.contains(operand->get()))
        continue;
      auto tensor = cast<OpResult>(operand->get());
      auto name = builder.getStringAttr(getTensorName(tensor) + "_copy");
      operand->set(
          CopyOp::create(builder, NameLoc::get(name, op.getLoc()), tensor));
    }
  }
}

LogicalResult nnef::prepareForQuantization(ModuleOp module,
                                           const QuantizationOptions &options) {
  if (failed(check(getNetwork(module))))
    return failure();
  PassManager pm(module.getContext());
  DecomposePassOptions decomposition;
  llvm::append_range(decomposition.expand, getExpanded(module));
  pm.addPass(createDecomposePass(decomposition));
  pm.addPass(createFoldConstantsPass());
  pm.addPass(createFoldNormalizationPass());
  // A body may have anything in it.
  if (failed(pm.run(module)) || failed(check(getNetwork(module))) ||
      failed(checkWeights(getNetwork(module))))
    return failure();
  adaptConstants(getNetwork(module));
  separateFixedCodes(getNetwork(module), options);
  nameTensors(getNetwork(module));
  return success();
}
