//===- CodeGenerator.h - From the LLVM dialect to objects -------*- C++ -*-===//
//
// Part of the nnef-mlir project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef NNEF_LIB_RUNTIME_CODEGENERATOR_H
#define NNEF_LIB_RUNTIME_CODEGENERATOR_H

#include "NNEF/Runtime/CompilationOptions.h"
#include "NNEF/Runtime/Target.h"
#include "mlir/IR/BuiltinOps.h"
#include "llvm/Support/CodeGen.h"
#include "llvm/Support/MemoryBuffer.h"

namespace llvm {
class LLVMContext;
} // namespace llvm

namespace nnef {

/// What code is made.
enum class CodeForm {
  /// Machine code, in an object file.
  Object,
  /// LLVM IR that is optimized, as bitcode.
  Bitcode,
};

/// The code of a part of a network.
struct CompiledPart {
  /// The first function in it.
  std::string name;
  std::unique_ptr<llvm::MemoryBuffer> buffer;
  /// How long it took to make.
  double seconds = 0;
};

/// Compiles a module of the LLVM dialect, which is emptied on the way, in the
/// threads of its context. The code depends on nothing but the module, the
/// target, and how much effort `options` ask for.
llvm::Expected<llvm::SmallVector<CompiledPart, 0>>
generateCode(mlir::ModuleOp module, const Target &target, CodeForm form,
             const CompilationOptions &options);

/// The effort of the code generator.
llvm::CodeGenOptLevel getCodeGenOptLevel(const CompilationOptions &options);

/// Lets errors of the code generator be text, where they would end the process.
void collectErrors(llvm::LLVMContext &context, std::string &errors);

} // namespace nnef

#endif // NNEF_LIB_RUNTIME_CODEGENERATOR_H
