//===- Network.h - A network as a module of MLIR ----------------*- C++ -*-===//
//
// Part of the nnef-mlir project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef NNEF_PYTHON_NETWORK_H
#define NNEF_PYTHON_NETWORK_H

#include "NNEF/Runtime/Executable.h"
#include "NNEF/Translate/Import.h"
#include "Session.h"

namespace mlir {
class OpPassManager;
} // namespace mlir

namespace nnef::python {

/// An input or output of a network, and where it is declared.
struct Tensor {
  TensorSpec spec;
  std::optional<Place> place;
};

/// What a network takes and gives.
struct Interface {
  std::string name;
  std::vector<Tensor> inputs;
  std::vector<Tensor> outputs;
};

/// What is made of the quantization of a network.
enum class QuantizationMode { Ignore, Simulate, Integer };

struct CompileOptions {
  QuantizationMode quantization = QuantizationMode::Simulate;
  /// Whether quantized inputs and outputs are codes.
  bool quantizedIO = false;
  /// Whether the tensors within the network are outputs as well.
  bool exposesActivations = false;
  Executable::Options compilation;
};

/// Compiled code, and what keeps it alive.
class Program {
public:
  Program(std::shared_ptr<Session> session,
          std::unique_ptr<Executable> executable, Interface interface)
      : session(std::move(session)), executable(std::move(executable)),
        interface(std::move(interface)) {}

  const Interface &getInterface() const { return interface; }

  /// Runs the network on memory of Python's: objects with a buffer that is
  /// contiguous, in the order of the interface.
  void run(const std::vector<nanobind::object> &inputs,
           const std::vector<nanobind::object> &outputs);

  bool hasState() const { return executable->hasState(); }
  void reset();
  const MemoryUse &getMemoryUse() const { return executable->getMemoryUse(); }

private:
  std::shared_ptr<Session> session;
  std::unique_ptr<Executable> executable;
  Interface interface;
  /// Runs of a network with state come one after the other.
  std::mutex stateMutex;
};

/// A network, which never changes: what transforms it makes another one.
class Network {
public:
  /// Reads an NNEF model.
  static std::unique_ptr<Network> readModel(const std::string &path,
                                            const ImportOptions &options);
  /// Reads a file of MLIR.
  static std::unique_ptr<Network> readMLIR(const std::string &path);
  ~Network();

  Interface getInterface() const;
  std::string getText(bool weights, bool locations) const;
  nanobind::bytes getBytecode() const;
  void writeModel(const std::string &path, bool keepsFragments) const;

  /// The network that passes, which `addPasses` adds, make of this one.
  std::unique_ptr<Network>
  transform(llvm::function_ref<void(mlir::OpPassManager &)> addPasses) const;

  std::unique_ptr<Program> compile(const CompileOptions &options) const;

private:
  explicit Network(std::shared_ptr<Session> session)
      : session(std::move(session)) {}

  std::shared_ptr<Session> session;
  mlir::OwningOpRef<mlir::ModuleOp> module;
};

/// Adds the passes that the text of a pipeline names.
void addPipeline(mlir::OpPassManager &pm, const std::string &pipeline);

} // namespace nnef::python

#endif // NNEF_PYTHON_NETWORK_H
