//===- CompiledNetwork.h - Networks that run, anywhere ----------*- C++ -*-===//
//
// Part of the nnef-mlir project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef NNEF_RUNTIME_COMPILEDNETWORK_H
#define NNEF_RUNTIME_COMPILEDNETWORK_H

#include "NNEF/Runtime/Signature.h"

namespace nnef {

/// A network that is ready to be run, on the processor or a device.
class CompiledNetwork {
public:
  virtual ~CompiledNetwork() = default;

  virtual const Signature &getSignature() const = 0;

  /// Runs the network once. Inputs and outputs are in the order of the
  /// signature, and have its types.
  virtual llvm::Error run(llvm::ArrayRef<HostTensor> inputs,
                          llvm::MutableArrayRef<HostTensor> outputs) const = 0;

  /// Whether what a run computes depends on those before it.
  virtual bool hasState() const = 0;

  /// Gives the state the values it had before the first run.
  virtual void reset() = 0;

  /// Gives the mutable globals of `module`, which is the network before it was
  /// compiled, the values that the state has now.
  virtual llvm::Error storeState(mlir::ModuleOp module) const = 0;
};

} // namespace nnef

#endif // NNEF_RUNTIME_COMPILEDNETWORK_H
