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
#include "NNEF/Runtime/CompilationOptions.h"
#include "NNEF/Runtime/CompiledNetwork.h"
#include "mlir/IR/BuiltinAttributes.h"
#include "mlir/IR/Location.h"
#include "mlir/IR/OwningOpRef.h"
#include "llvm/Support/CachePruning.h"
#include "llvm/Support/MemoryBufferRef.h"

namespace mlir {
class DialectRegistry;
} // namespace mlir

namespace nnef {

class LinkedCode;
class Target;
class WorkspacePool;

/// Where compiled networks are kept for the next time.
struct CacheOptions {
  /// The folder, which is created when there is something to keep. Empty for
  /// none.
  std::string folder;
  /// When those that were not used for long are removed.
  llvm::CachePruningPolicy policy;
};

/// The folder in the user's home where programs keep such things. Empty if
/// there is none.
std::string getDefaultCacheFolder();

/// The memory that a network takes, in bytes.
struct MemoryUse {
  /// Of what it has learned, as far as that is not part of the code.
  uint64_t weights = 0;
  /// Of the workspace that it computes in. Each thread needs one.
  uint64_t arena = 0;
  /// Of all intermediate tensors at the time when that is most: the least that
  /// the workspace could be.
  uint64_t live = 0;
};

/// A network that is compiled for the processor at hand, in memory.
///
/// The code uses the weights where they are, in the resources of the context
/// that the network was compiled in, so that context must outlive this.
class Executable : public CompiledNetwork {
public:
  struct Options : CompilationOptions {
    /// The processor that the code is made for; see Target::get.
    std::string cpu = "native";
    std::string cpuFeatures = "";
    /// The threads that the network runs with; 0 for as many as OpenMP chooses,
    /// which is by default one for each processor. It is compiled with those of
    /// the context.
    unsigned numThreads = 0;
    CacheOptions cache = {};
    /// Tell the profiler `perf` where each function is.
    bool perfMap = false;
    /// Measure how long each step takes; see takeStepTimes().
    bool timesSteps = false;
  };

  /// How long it took to make the code of a function, and of small ones behind
  /// it.
  struct FunctionTime {
    std::string name;
    double seconds;
  };

  /// A part of the network that runs at a time: mostly a layer with what
  /// follows it element by element.
  struct Step {
    mlir::Location loc;
    /// The function that computes it, if there is one.
    std::string function;
    /// What tells kernels apart, if that is one, and how it is divided, if that
    /// can be changed; see `nnef-schedule-kernels`.
    mlir::StringAttr kernel;
    mlir::DictionaryAttr tiles;
  };

  /// Compiles the network in `module`, which is lowered in place unless the
  /// cache has the code. Why it fails may be told by diagnostics of the context
  /// as well.
  static llvm::Expected<std::unique_ptr<Executable>>
  compile(mlir::ModuleOp module, const Options &options);
  ~Executable() override;

  const Signature &getSignature() const override { return signature; }

  /// By function; empty if the code comes from the cache.
  llvm::ArrayRef<FunctionTime> getFunctionTimes() const {
    return functionTimes;
  }

  const MemoryUse &getMemoryUse() const { return memoryUse; }

  /// The machine code before it was linked, as object files.
  llvm::ArrayRef<llvm::MemoryBufferRef> getObjects() const { return objects; }

  /// The steps of the network, if their time is measured, in the order in which
  /// they run.
  llvm::ArrayRef<Step> getSteps() const { return steps; }

  /// How long each step took, in seconds, in all runs since this was last
  /// called. Not while another thread runs the network.
  std::vector<double> takeStepTimes();

  /// Tensors that run() can write the outputs to.
  llvm::SmallVector<HostTensor> allocateOutputs() const;

  /// Runs the network once. Inputs and outputs are in the order of the
  /// signature, and have its types. The first run gets memory to compute in,
  /// which later ones use again. May be called from several threads, unless
  /// the network has state: what it updates, the next run sees.
  llvm::Error run(llvm::ArrayRef<HostTensor> inputs,
                  llvm::MutableArrayRef<HostTensor> outputs) const override;

  /// The same with a pointer for each input and output to as many bytes as it
  /// takes, aligned as its elements are.
  llvm::Error run(const void *const *inputs, void *const *outputs) const;

  /// Whether the network has state.
  bool hasState() const override { return !states.empty(); }

  /// Gives the state the values it had before the first run.
  void reset() override;

  /// Gives the mutable globals of `module`, which is the network before it was
  /// compiled, the values that the state has now.
  llvm::Error storeState(mlir::ModuleOp module) const override;

private:
  /// A symbol of the code and the address of what it stands for.
  using SymbolAddress = std::pair<llvm::StringRef, const void *>;

  /// The memory of something that the network updates.
  struct State {
    /// The symbol of the global that it was.
    std::string global;
    Elements initialValue;
    /// Its elements, as bytes.
    HostTensor memory;
  };

  explicit Executable(Signature signature);

  /// Compiles `module` to one without operations, whose attributes are the code
  /// and what it needs; or takes it from the cache.
  llvm::Expected<mlir::OwningOpRef<mlir::ModuleOp>>
  getCompiledModule(mlir::ModuleOp module, const Target &target,
                    const Options &options);

  /// Puts the code in memory, with the weights and state that it refers to.
  llvm::Error link(mlir::ModuleOp compiled, const Target &target, bool perfMap);

  /// Finds the weights and adds their addresses.
  llvm::Error addWeights(mlir::ModuleOp compiled,
                         llvm::SmallVectorImpl<SymbolAddress> &addresses);

  /// Reads what the steps are, and adds what is needed to measure them.
  void addSteps(mlir::ModuleOp compiled,
                llvm::SmallVectorImpl<SymbolAddress> &addresses);

  /// Makes memory for the state and adds its addresses.
  llvm::Error addState(mlir::ModuleOp compiled,
                       llvm::SmallVectorImpl<SymbolAddress> &addresses);

  Signature signature;
  MemoryUse memoryUse;
  std::vector<FunctionTime> functionTimes;
  /// Copies of weights whose own place is not aligned well enough.
  llvm::SmallVector<HostTensor, 0> copies;
  llvm::SmallVector<State, 0> states;
  std::vector<Step> steps;
  /// In nanoseconds.
  std::vector<int64_t> stepTimes;
  llvm::SmallVector<llvm::MemoryBufferRef, 0> objects;
  std::unique_ptr<LinkedCode> code;
  /// 0 if it does not matter.
  unsigned numThreads = 0;
  /// What the code is called by; see addEntryPoint.
  void (*entryPoint)(const void *const *inputs, void *const *outputs,
                     void *workspace) = nullptr;
  std::unique_ptr<WorkspacePool> workspaces;
};

/// Registers what a context needs for reading and compiling networks.
void registerExecutionDialects(mlir::DialectRegistry &registry);

} // namespace nnef

#endif // NNEF_RUNTIME_EXECUTABLE_H
