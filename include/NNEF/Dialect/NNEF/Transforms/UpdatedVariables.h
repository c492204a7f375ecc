//===- UpdatedVariables.h - Variables without constant values ---*- C++ -*-===//
//
// Part of the nnef-mlir project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef NNEF_DIALECT_NNEF_TRANSFORMS_UPDATEDVARIABLES_H
#define NNEF_DIALECT_NNEF_TRANSFORMS_UPDATEDVARIABLES_H

#include "NNEF/Dialect/NNEF/IR/NNEF.h"
#include "llvm/ADT/StringSet.h"

namespace nnef {

/// The form in which labels of one variable are equal: they may differ in case
/// or a leading slash.
inline std::string normalizeLabel(llvm::StringRef label) {
  return label.ltrim('/').lower();
}

/// The variables that get new values, and so have no constant ones.
class UpdatedVariables {
public:
  explicit UpdatedVariables(mlir::Operation *root) {
    root->walk([&](UpdateOp update) {
      if (VariableOp variable = getVariable(update))
        labels.insert(normalizeLabel(variable.getLabel()));
      else
        mayBeAny = true;
    });
  }

  bool contains(VariableOp variable) const {
    return mayBeAny || labels.contains(normalizeLabel(variable.getLabel()));
  }

private:
  /// The variable that an update is about: its operand may be the conversion
  /// that belongs to it.
  static VariableOp getVariable(UpdateOp update) {
    mlir::Operation *op = update.getVariable().getDefiningOp();
    while (llvm::isa_and_nonnull<CastOp, DequantizeOp, CopyOp>(op))
      op = op->getOperand(0).getDefiningOp();
    return llvm::dyn_cast_or_null<VariableOp>(op);
  }

  llvm::StringSet<> labels;
  bool mayBeAny = false;
};

} // namespace nnef

#endif // NNEF_DIALECT_NNEF_TRANSFORMS_UPDATEDVARIABLES_H
