//===- CodeGenerator.h - From the LLVM dialect to objects -------*- C++ -*-===//
//
// Part of the nnef-mlir project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef NNEF_LIB_RUNTIME_CODEGENERATOR_H
#define NNEF_LIB_RUNTIME_CODEGENERATOR_H

#include "NNEF/Runtime/Executable.h"
#include "NNEF/Runtime/Target.h"
#include "llvm/Support/MemoryBuffer.h"

namespace nnef {

/// Machine code that is not linked yet.
struct Object {
  /// The first function in it.
  std::string name;
  std::unique_ptr<llvm::MemoryBuffer> buffer;
  /// How long it took to make.
  double seconds = 0;
};

/// Compiles a module of the LLVM dialect, which is emptied on the way, in the
/// threads of its context. The objects depend on nothing but the module, the
/// target and `optLevel`. Calls `progress`, if given, from one thread at a
/// time.
llvm::Expected<llvm::SmallVector<Object, 0>>
generateCode(mlir::ModuleOp module, const Target &target, unsigned optLevel,
             const Executable::ProgressFn &progress);

} // namespace nnef

#endif // NNEF_LIB_RUNTIME_CODEGENERATOR_H
