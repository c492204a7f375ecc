//===- SplitModule.h - Code in parts that compile alone ---------*- C++ -*-===//
//
// Part of the nnef-mlir project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef NNEF_LIB_RUNTIME_SPLITMODULE_H
#define NNEF_LIB_RUNTIME_SPLITMODULE_H

#include "mlir/IR/BuiltinOps.h"
#include "mlir/IR/OwningOpRef.h"

namespace nnef {

/// A part of a module, which is translated and compiled on its own.
struct CodePart {
  /// The first function in it.
  std::string name;
  mlir::OwningOpRef<mlir::ModuleOp> module;
  /// The number of its operations, by which the work can be foretold.
  size_t size = 0;
};

/// Divides a module of the LLVM dialect: each function with a body moves to a
/// part, small ones together, with declarations of what they use. Only the
/// names of functions and of variables hold the parts together. How it is
/// divided depends on nothing but the module.
llvm::FailureOr<llvm::SmallVector<CodePart, 0>>
splitModule(mlir::ModuleOp module);

} // namespace nnef

#endif // NNEF_LIB_RUNTIME_SPLITMODULE_H
