//===- RestoreVariables.h - Variables of all forms as operations *- C++ -*-===//
//
// Part of the nnef-mlir project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef NNEF_LIB_TRANSLATE_RESTOREVARIABLES_H
#define NNEF_LIB_TRANSLATE_RESTOREVARIABLES_H

#include "mlir/Dialect/Func/IR/FuncOps.h"

namespace nnef {

/// Turns the arguments and globals that stand for variables back into
/// `nnef.variable` operations, and what is stored to globals into
/// `nnef.update`. Fails after reporting what cannot be a variable.
llvm::LogicalResult restoreVariables(mlir::func::FuncOp network);

} // namespace nnef

#endif // NNEF_LIB_TRANSLATE_RESTOREVARIABLES_H
