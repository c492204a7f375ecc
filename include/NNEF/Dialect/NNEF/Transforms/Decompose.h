//===- Decompose.h - Replace compounds by their bodies ----------*- C++ -*-===//
//
// Part of the nnef-mlir project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef NNEF_DIALECT_NNEF_TRANSFORMS_DECOMPOSE_H
#define NNEF_DIALECT_NNEF_TRANSFORMS_DECOMPOSE_H

#include "mlir/IR/BuiltinOps.h"
#include "llvm/ADT/STLFunctionalExtras.h"

namespace nnef {

/// Replaces operations by the bodies of their fragments, and what these are
/// made of, as `nnef-decompose` does it: those for which there is a body and
/// that `isWanted`. `recipes` is the path of a file of other bodies, or empty.
///
/// `onExpand` is told of each operation, which does not exist any more, and the
/// new ones in its place. Fails after reporting why; the module is then of no
/// use.
llvm::LogicalResult
decompose(mlir::ModuleOp module, llvm::StringRef recipes,
          llvm::function_ref<bool(mlir::Operation *)> isWanted,
          llvm::function_ref<void(mlir::Operation *op,
                                  llvm::ArrayRef<mlir::Operation *> parts)>
              onExpand = {});

} // namespace nnef

#endif // NNEF_DIALECT_NNEF_TRANSFORMS_DECOMPOSE_H
