//===- Target.h - The processor that code is made for -----------*- C++ -*-===//
//
// Part of the nnef-mlir project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef NNEF_RUNTIME_TARGET_H
#define NNEF_RUNTIME_TARGET_H

#include "NNEF/Pipelines/Pipelines.h"
#include "llvm/ExecutionEngine/Orc/JITTargetMachineBuilder.h"
#include "llvm/Support/Error.h"

namespace nnef {

/// The processor that code is made for.
class Target {
public:
  /// The processor called `cpu` as LLVM names them, with those of its features
  /// that this machine has; or this machine, if that is "native". `features`
  /// are added to them, or taken away: `+avx2,-avx512f`. Fails for names that
  /// LLVM does not know, and for features that this machine does not have.
  static llvm::Expected<Target> get(llvm::StringRef cpu = "native",
                                    llvm::StringRef features = "");

  /// The processor called `cpu` of another machine, of the kind that `triple`
  /// names; if that is empty, of the kind of this one. An empty `cpu` stands
  /// for what all processors of that kind have, or if `triple` is empty too,
  /// for this machine.
  static llvm::Expected<Target> getForeign(llvm::StringRef triple,
                                           llvm::StringRef cpu = "",
                                           llvm::StringRef features = "");

  const llvm::Triple &getTriple() const { return builder.getTargetTriple(); }

  /// The name of the processor.
  llvm::StringRef getCPU() const { return builder.getCPU(); }

  /// Its features as LLVM writes them.
  std::string getFeatures() const { return builder.getFeatures().getString(); }

  /// The vector registers that code should use.
  llvm::Expected<VectorRegisters> getVectorRegisters() const;

  /// What LLVM's optimizer and code generator go by. Each thread needs one of
  /// its own.
  llvm::Expected<std::unique_ptr<llvm::TargetMachine>>
  createMachine(llvm::CodeGenOptLevel optLevel) const;

private:
  explicit Target(llvm::orc::JITTargetMachineBuilder builder)
      : builder(std::move(builder)) {}

  llvm::orc::JITTargetMachineBuilder builder;
  /// Whether the code runs in another process than this one.
  bool isForeign = false;
};

} // namespace nnef

#endif // NNEF_RUNTIME_TARGET_H
