//===- Executable.h - Networks as code that runs ----------------*- C++ -*-===//
//
// Part of the nnef-mlir project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef NNEF_RUNTIME_EXECUTABLE_H
#define NNEF_RUNTIME_EXECUTABLE_H

#include "NNEF/Dialect/NNEF/IR/Elements.h"
#include "NNEF/Pipelines/Pipelines.h"
#include "NNEF/Runtime/Signature.h"

namespace mlir {
class DialectRegistry;
class ExecutionEngine;
} // namespace mlir

namespace nnef {

/// A network that is compiled for the processor at hand, in memory.
///
/// The code uses the weights where they are, in the resources of the context
/// that the network was compiled in, so that context must outlive this.
class Executable {
public:
  struct Options {
    /// The effort of LLVM's optimizer and code generator, from 0 to 3.
    unsigned optLevel = 2;
    /// The dialect that the network is lowered to first.
    NNEFLowering lowering = NNEFLowering::Linalg;
  };

  /// Compiles the network in `module`, which is lowered in place. Why it fails
  /// may be told by diagnostics of the context as well.
  static llvm::Expected<std::unique_ptr<Executable>>
  compile(mlir::ModuleOp module, const Options &options);
  ~Executable();

  const Signature &getSignature() const { return signature; }

  /// Tensors that run() can write the outputs to.
  llvm::SmallVector<HostTensor> allocateOutputs() const;

  /// Runs the network once. Inputs and outputs are in the order of the
  /// signature, and have its types. May be called from several threads, unless
  /// the network has state: what it updates, the next run sees.
  llvm::Error run(llvm::ArrayRef<HostTensor> inputs,
                  llvm::MutableArrayRef<HostTensor> outputs) const;

  /// Whether the network has state.
  bool hasState() const { return !states.empty(); }

  /// Gives the state the values it had before the first run.
  void reset();

  /// Gives the mutable globals of `module`, which is the network before it was
  /// compiled, the values that the state has now.
  void storeState(mlir::ModuleOp module) const;

private:
  /// The memory of something that the network updates.
  struct State {
    /// The symbol of the global that it was.
    std::string global;
    Elements initialValue;
    /// Its elements, as bytes.
    HostTensor memory;
  };

  explicit Executable(Signature signature);

  /// Makes the globals that stand for weights and state point to them.
  llvm::Error defineWeights(mlir::ModuleOp module);

  Signature signature;
  /// Copies of weights whose own place is not aligned well enough.
  llvm::SmallVector<HostTensor, 0> copies;
  llvm::SmallVector<State, 0> states;
  std::unique_ptr<mlir::ExecutionEngine> engine;
  void (*entryPoint)(void **) = nullptr;
};

/// Registers what a context needs for reading and compiling networks.
void registerExecutionDialects(mlir::DialectRegistry &registry);

} // namespace nnef

#endif // NNEF_RUNTIME_EXECUTABLE_H
