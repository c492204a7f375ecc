//===- Activations.cpp - Tensors within networks that run -----------------===//
//
// Part of the nnef-mlir project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "NNEF/Runtime/Activations.h"
#include "NNEF/Dialect/NNEF/IR/NNEF.h"
#include "NNEF/Translate/Expand.h"
#include "mlir/Dialect/Func/IR/FuncOps.h"
#include "mlir/Dialect/MLProgram/IR/MLProgram.h"
#include "mlir/IR/BuiltinOps.h"
#include "llvm/ADT/StringMap.h"
#include "llvm/Support/Path.h"

using namespace mlir;
using namespace nnef;

/// The names that the network itself gives to tensors at a location, in the
/// order of results. What is in a fragment has other names, which may be the
/// same ones.
static void collectNames(Location loc, SmallVectorImpl<StringAttr> &names) {
  if (auto named = dyn_cast<NameLoc>(loc))
    names.push_back(named.getName());
  else if (auto fused = dyn_cast<FusedLoc>(loc))
    for (Location part : fused.getLocations())
      collectNames(part, names);
}

/// Whether an operation reads a variable that is a global.
static bool isLoad(Operation *op) {
  return isa<ml_program::GlobalLoadOp, ml_program::GlobalLoadConstOp>(op);
}

/// Whether an operation computes nothing: it is a constant or a variable.
static bool isGiven(Operation *op) {
  return isData(op) || op->hasTrait<OpTrait::ConstantLike>() || isLoad(op);
}

/// Calls `visit` with each tensor that the network computes and that has a
/// name, and that. A number in the place of a tensor has the name of a
/// parameter, but is given.
static void forEachNamed(func::FuncOp network,
                         llvm::function_ref<void(OpResult, StringRef)> visit) {
  for (Operation &op : network.front()) {
    if (isGiven(&op))
      continue;
    SmallVector<StringAttr, 1> names;
    collectNames(op.getLoc(), names);
    if (names.size() == op.getNumResults())
      for (auto [result, name] : llvm::zip_equal(op.getResults(), names))
        visit(result, name);
  }
}

/// Names of networks that were not read from NNEF can be any text.
static bool isFileName(StringRef name) {
  return !name.empty() && !name.contains('\0') &&
         llvm::sys::path::filename(name) == name;
}

/// What the text calls the operation that a tensor comes from.
static StringRef getOperationName(func::FuncOp network, Value tensor) {
  Operation *op = tensor.getDefiningOp();
  bool isVariable =
      op ? isLoad(op)
         : network.getArgAttr(cast<BlockArgument>(tensor).getArgNumber(),
                              kLabelAttr) != Attribute();
  if (isVariable)
    return "variable";
  return op ? getFragmentName(op) : "external";
}

namespace {
/// The network in a module.
struct Network {
  static llvm::Expected<Network> get(ModuleOp module);

  Signature signature;
  func::FuncOp function;
  func::ReturnOp returnOp;
};
} // namespace

llvm::Expected<Network> Network::get(ModuleOp module) {
  llvm::Expected<Signature> signature = Signature::get(module);
  if (!signature)
    return signature.takeError();
  auto function = module.lookupSymbol<func::FuncOp>(signature->name);
  if (llvm::hasSingleElement(function.getBody()))
    if (auto op = dyn_cast<func::ReturnOp>(function.front().getTerminator()))
      return Network{std::move(*signature), function, op};
  return llvm::createStringError(
      "the network has branches, so that its tensors cannot be seen");
}

llvm::Expected<SmallVector<Activation>>
nnef::findActivations(ModuleOp module, bool computesWithCodes) {
  llvm::Expected<Network> found = Network::get(module);
  if (!found)
    return found.takeError();
  const Signature &signature = found->signature;
  func::FuncOp network = found->function;
  func::ReturnOp returnOp = found->returnOp;

  llvm::StringMap<Value> outputs;
  for (auto [spec, value] :
       llvm::zip_equal(signature.outputs, returnOp.getOperands()))
    if (isFileName(spec.name))
      outputs.try_emplace(spec.name, value);
  // A part of an expression has the name of its operation, which is of use if
  // nothing else has it.
  llvm::StringMap<unsigned> counts;
  forEachNamed(network, [&](OpResult, StringRef name) { ++counts[name]; });
  bool hasCodes =
      computesWithCodes && llvm::any_of(network.front(), [](Operation &op) {
        return op.hasAttr(kQuantizationAttr);
      });

  SmallVector<Activation> activations;
  auto add = [&](StringRef name, Value value) {
    activations.push_back(
        {name.str(), getOperationName(network, value).str(), value.getLoc()});
  };
  forEachNamed(network, [&](OpResult result, StringRef name) {
    if (auto output = outputs.find(name); output != outputs.end()) {
      if (output->second != result)
        return;
      outputs.erase(output);
    } else if (counts[name] != 1 || !isFileName(name) ||
               (hasCodes && !getQuantization(result))) {
      return;
    }
    add(name, result);
  });
  for (const TensorSpec &spec : signature.outputs)
    if (auto output = outputs.find(spec.name); output != outputs.end()) {
      add(spec.name, output->second);
      outputs.erase(output);
    }
  return activations;
}

/// Whether a tensor can be passed to the outside.
static bool canBeOutput(Value value) {
  auto type = dyn_cast<RankedTensorType>(value.getType());
  return type && type.hasStaticShape() && getElementType(type.getElementType());
}

llvm::Expected<unsigned>
nnef::exposeActivations(ModuleOp module,
                        SmallVectorImpl<Activation> &activations) {
  llvm::Expected<Network> found = Network::get(module);
  if (!found)
    return found.takeError();
  const Signature &signature = found->signature;
  func::FuncOp network = found->function;
  func::ReturnOp returnOp = found->returnOp;

  llvm::StringMap<unsigned> outputs;
  for (auto [index, spec] : llvm::enumerate(signature.outputs))
    outputs.try_emplace(spec.name, index);
  // Of the operations that have taken the place of one, the last gives what
  // that gave.
  llvm::StringMap<Value> tensors;
  forEachNamed(network, [&](OpResult result, StringRef name) {
    if (canBeOutput(result))
      tensors[name] = result;
  });

  SmallVector<Value> results(returnOp.getOperands());
  SmallVector<DictionaryAttr> attributes;
  network.getAllResultAttrs(attributes);
  llvm::erase_if(activations, [&](Activation &activation) {
    auto output = outputs.find(activation.name);
    if (output != outputs.end()) {
      activation.output = output->second;
      return false;
    }
    Value tensor = tensors.lookup(activation.name);
    if (!tensor)
      return true;
    activation.output = results.size();
    results.push_back(tensor);
    Builder builder(module.getContext());
    attributes.push_back(builder.getDictionaryAttr(builder.getNamedAttr(
        kTensorNameAttr, builder.getStringAttr(activation.name))));
    return false;
  });
  returnOp.getOperandsMutable().assign(results);
  network.setType(FunctionType::get(module.getContext(),
                                    network.getArgumentTypes(),
                                    ValueRange(results).getTypes()));
  network.setAllResultAttrs(attributes);
  return signature.outputs.size();
}
