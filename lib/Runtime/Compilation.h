//===- Compilation.h - From networks to the LLVM dialect --------*- C++ -*-===//
//
// Part of the nnef-mlir project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef NNEF_LIB_RUNTIME_COMPILATION_H
#define NNEF_LIB_RUNTIME_COMPILATION_H

#include "NNEF/Runtime/CompilationOptions.h"
#include "NNEF/Runtime/Signature.h"
#include "mlir/IR/BuiltinOps.h"
#include "mlir/Support/Timing.h"

namespace nnef {

class Target;

/// What is said after diagnostics.
llvm::Error makeCompilationFailure();

/// Measures a step if that is asked for.
mlir::TimingScope startTiming(const CompilationOptions &options,
                              llvm::StringRef name);

/// The bytes of memory that the machine has.
uint64_t getMemoryOfMachine();

/// Refuses networks with shapes that are not known, and with tensors that are
/// larger than the memory of the machine: code that cannot get memory has no
/// way to say so.
llvm::Error verifyNetwork(mlir::ModuleOp module, const Signature &signature);

/// Sets what the pipeline needs to know to make code for `target`. It does not
/// release weights.
llvm::Error setPipelineOptions(CPUPipelineOptions &pipelineOptions,
                               const Target &target,
                               const CompilationOptions &options);

/// Turns a network into a module of the LLVM dialect.
llvm::Error lowerNetwork(mlir::ModuleOp module,
                         const CPUPipelineOptions &pipelineOptions,
                         const CompilationOptions &options);

} // namespace nnef

#endif // NNEF_LIB_RUNTIME_COMPILATION_H
