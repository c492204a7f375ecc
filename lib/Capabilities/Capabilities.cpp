//===- Capabilities.cpp - What a target takes -----------------------------===//
//
// Part of the nnef-mlir project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "NNEF/Capabilities/Capabilities.h"

#include "NNEF/Translate/DeclaredFragments.h"
#include "mlir/Dialect/Func/IR/FuncOps.h"
#include "mlir/Dialect/MLProgram/IR/MLProgram.h"

using namespace mlir;
using namespace nnef;

Network::Network(ModuleOp module) : updated(module) {
  // Declarations that cannot be read are as good as none: calls have no names
  // for their parameters then.
  ScopedDiagnosticHandler silence(module.getContext(),
                                  [](Diagnostic &) { return success(); });
  if (failed(readDeclaredFragments(module, sourceMgr, fragments)))
    fragments = nullptr;
}

bool Network::isConstant(Value tensor) const {
  if (auto argument = dyn_cast<BlockArgument>(tensor)) {
    // A variable that was imported as an argument.
    auto function = dyn_cast<func::FuncOp>(argument.getOwner()->getParentOp());
    return function && function.getArgAttr(argument.getArgNumber(), kLabelAttr);
  }
  Operation *op = tensor.getDefiningOp();
  // How a variable is stored is no matter of what it is.
  if (isa<CastOp, DequantizeOp, QuantizeOp, StorageCastOp>(op))
    return isConstant(op->getOperand(0));
  if (auto variable = dyn_cast<VariableOp>(op))
    return !updated.contains(variable);
  return isa<ConstantOp, ml_program::GlobalLoadConstOp>(op);
}

const syntax::Fragment *Network::lookupFragment(StringRef name) const {
  return fragments ? fragments->lookupFragment(name) : nullptr;
}

Capabilities::~Capabilities() = default;
