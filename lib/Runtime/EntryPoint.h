//===- EntryPoint.h - The function that runs a network ----------*- C++ -*-===//
//
// Part of the nnef-mlir project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef NNEF_LIB_RUNTIME_ENTRYPOINT_H
#define NNEF_LIB_RUNTIME_ENTRYPOINT_H

#include "NNEF/Runtime/Signature.h"
#include "mlir/Dialect/LLVMIR/LLVMDialect.h"
#include "mlir/IR/BuiltinOps.h"

namespace nnef {

/// Adds the function by which programs run the network that `module`, of the
/// LLVM dialect, was compiled from. To C it is
///
///   void name(const void *const *inputs, void *const *outputs,
///             void *workspace);
mlir::LLVM::LLVMFuncOp addEntryPoint(mlir::ModuleOp module,
                                     const Signature &signature,
                                     llvm::StringRef name);

} // namespace nnef

#endif // NNEF_LIB_RUNTIME_ENTRYPOINT_H
