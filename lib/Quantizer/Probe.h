//===- Probe.h - Tensors within a network that runs -------------*- C++ -*-===//
//
// Part of the nnef-mlir project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef NNEF_LIB_QUANTIZER_PROBE_H
#define NNEF_LIB_QUANTIZER_PROBE_H

#include "NNEF/Runtime/Executable.h"

namespace nnef {

/// Compiles a copy of a network that gives `tensors`, which are inputs of it or
/// tensors within it, instead of its outputs. `transform` may change the copy
/// before. How much compiling may cost depends on the number of runs.
llvm::Expected<std::unique_ptr<Executable>>
compileProbe(mlir::ModuleOp network, llvm::ArrayRef<mlir::Value> tensors,
             size_t numRuns,
             llvm::function_ref<llvm::LogicalResult(mlir::ModuleOp)> transform =
                 nullptr);

/// Divides `count` tensors, in order, into ranges that need no more memory than
/// is good for a machine, together. All tensors have static shapes.
/// `extraBytes` is what each takes beside its elements.
llvm::SmallVector<std::pair<size_t, size_t>>
divideIntoBatches(llvm::ArrayRef<mlir::Value> tensors, uint64_t extraBytes);

} // namespace nnef

#endif // NNEF_LIB_QUANTIZER_PROBE_H
