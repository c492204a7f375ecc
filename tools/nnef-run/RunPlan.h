//===- RunPlan.h - What a run reads and writes ------------------*- C++ -*-===//
//
// Part of the nnef-mlir project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef NNEF_TOOLS_NNEFRUN_RUNPLAN_H
#define NNEF_TOOLS_NNEFRUN_RUNPLAN_H

#include "ActivationFiles.h"
#include "Options.h"

namespace nnef {
class Executable;
} // namespace nnef

/// What a run reads and writes, found before the network is compiled: mistakes
/// are reported at once.
///
/// A run invokes the network once, or with --steps several times in sequence.
/// Then outputs, what is expected of them, and inputs that change from step to
/// step have a leading dimension of steps.
class RunPlan {
public:
  /// Reads the inputs and what is expected. Some of the outputs may be there
  /// for what is exposed.
  static llvm::Expected<RunPlan> make(const nnef::Signature &signature,
                                      const ExposedTensors &exposed,
                                      const Options &options);

  /// Invokes the network for each step. Calls `invoked` after each, if given.
  llvm::Error run(nnef::CompiledNetwork &network,
                  llvm::function_ref<void()> invoked = nullptr);

  /// Writes, compares or summarizes the outputs. Returns whether they are as
  /// expected.
  llvm::Expected<bool> report() const;

private:
  RunPlan(const nnef::Signature &signature, const ExposedTensors &exposed,
          const Options &options);

  /// A tensor of the network as it is for the whole run.
  nnef::TensorSpec getRunSpec(const nnef::TensorSpec &spec) const;
  llvm::Error planOutputs();
  llvm::Error readInputs();
  llvm::Error readExpected();

  const nnef::Signature &signature;
  /// The first ones of its outputs: those that the network has by itself.
  llvm::ArrayRef<nnef::TensorSpec> ownOutputs;
  const Options &options;
  /// Of the run as a whole, in the order of the signature.
  llvm::SmallVector<nnef::HostTensor> inputs;
  llvm::SmallVector<nnef::TensorSpec> outputSpecs;
  llvm::SmallVector<nnef::HostTensor> outputs;
  /// By own output.
  FilePaths outputPaths;
  /// By own output, where something is expected of it.
  llvm::SmallVector<std::optional<nnef::HostTensor>> expected;
  std::optional<ActivationFiles> activations;
};

#endif // NNEF_TOOLS_NNEFRUN_RUNPLAN_H
