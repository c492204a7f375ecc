//===- ActivationFiles.h - Files of what is in a network --------*- C++ -*-===//
//
// Part of the nnef-mlir project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef NNEF_TOOLS_NNEFRUN_ACTIVATIONFILES_H
#define NNEF_TOOLS_NNEFRUN_ACTIVATIONFILES_H

#include "NNEF/Runtime/Activations.h"
#include "Options.h"

/// The tensors within a network that are outputs of it, so as to be seen.
struct ExposedTensors {
  /// Empty if none is to be seen.
  llvm::SmallVector<nnef::Activation> activations;
  /// How many there are besides, which there is no file of.
  size_t numLeftOut = 0;
  /// How many were to be seen, but are not there any more.
  size_t numRemoved = 0;
  /// How many outputs the network has by itself, before those that are there
  /// for the activations. None if it has no others.
  std::optional<unsigned> numOutputs;
};

/// Finds the tensors in a network, which was just read, that the options want
/// to see: all, or those that there are files of to compare with. What nobody
/// asks for is computed as if nobody looked.
llvm::Expected<ExposedTensors> chooseTensors(mlir::ModuleOp module,
                                             const Options &options);

/// The files that the tensors within a network are written to, and compared
/// with.
class ActivationFiles {
public:
  /// Reads what they are compared with. `specs` are those of all outputs.
  static llvm::Expected<ActivationFiles>
  make(const ExposedTensors &exposed, llvm::ArrayRef<nnef::TensorSpec> specs,
       const Options &options);

  /// Writes and compares them. Returns whether they are as expected.
  llvm::Expected<bool> report(llvm::ArrayRef<nnef::HostTensor> outputs) const;

private:
  ActivationFiles(const ExposedTensors &exposed, const Options &options)
      : exposed(exposed), options(options) {}

  llvm::Error planDump() const;
  llvm::Error readExpected();
  llvm::Error dump(llvm::ArrayRef<nnef::HostTensor> outputs) const;
  llvm::Expected<bool> compare(llvm::ArrayRef<nnef::HostTensor> outputs) const;

  const ExposedTensors &exposed;
  const Options &options;
  /// By activation.
  llvm::SmallVector<nnef::TensorSpec> specs;
  /// What is expected of them, where there is a file.
  llvm::SmallVector<std::optional<nnef::HostTensor>> expected;
};

#endif // NNEF_TOOLS_NNEFRUN_ACTIVATIONFILES_H
