//===- CUDADevice.h - A network on a CUDA device ----------------*- C++ -*-===//
//
// Part of the nnef-mlir project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef NNEF_LIB_RUNTIME_CUDADEVICE_H
#define NNEF_LIB_RUNTIME_CUDADEVICE_H

#include "CUDADriver.h"
#include "CUDALibraries.h"
#include "NNEF/Runtime/Device.h"
#include "NNEF/Runtime/LaunchPlan.h"

namespace nnef {

/// The first CUDA device of this machine, with what all programs share: its
/// primary context.
class CUDAContext {
public:
  static llvm::Expected<CUDAContext> get();
  CUDAContext(CUDAContext &&other);
  ~CUDAContext();

  const CUDADriver &getDriver() const { return *driver; }
  llvm::StringRef getName() const { return name; }
  /// The number that is 80 for sm_80.
  unsigned getCapability() const { return capability; }

  /// Lets a thread talk to the device until the end of a scope.
  class Scope {
  public:
    explicit Scope(const CUDAContext &context);
    ~Scope();

  private:
    const CUDADriver &driver;
  };

private:
  CUDAContext(std::unique_ptr<const CUDADriver> driver)
      : driver(std::move(driver)) {}

  std::unique_ptr<const CUDADriver> driver;
  CUDADriver::DeviceHandle device = 0;
  CUDADriver::Context context = nullptr;
  std::string name;
  unsigned capability = 0;
};

/// A network on a CUDA device. Its memories are parts of two blocks, one of
/// what stays as it is and one of what changes. All work goes through one
/// stream, as a graph where the driver has them.
class CUDADevice : public Device {
public:
  static llvm::Expected<std::unique_ptr<Device>> create(const LaunchPlan &plan);
  ~CUDADevice() override;

  llvm::Error run(llvm::ArrayRef<llvm::ArrayRef<char>> inputs,
                  llvm::ArrayRef<llvm::MutableArrayRef<char>> outputs) override;
  llvm::Error writeState(unsigned index, llvm::ArrayRef<char> bytes) override;
  llvm::Error readState(unsigned index,
                        llvm::MutableArrayRef<char> bytes) override;

private:
  using Pointer = CUDADriver::Pointer;

  /// A launch with the addresses of its operands.
  struct BoundLaunch {
    CUDADriver::Function function;
    std::array<uint32_t, 3> grid, block;
    llvm::SmallVector<Pointer, 4> operands;
    /// For messages.
    std::string name;
  };

  /// What a library does before the launch of some number.
  struct BoundLibraryLaunch {
    std::unique_ptr<LibraryStep> step;
    size_t numLaunchesBefore;
  };

  explicit CUDADevice(CUDAContext context)
      : context(std::move(context)), driver(this->context.getDriver()) {}

  llvm::Error load(const LaunchPlan &plan);
  llvm::Expected<Pointer> allocate(uint64_t size, const llvm::Twine &purpose);
  llvm::Error placeMemories(const LaunchPlan &plan);
  llvm::Error upload(Pointer target, const Elements &elements);
  llvm::Error loadModules(const LaunchPlan &plan);
  llvm::Expected<CUDADriver::Function> findKernel(const DeviceKernel &kernel);
  llvm::Error uploadData(const LaunchPlan &plan);
  llvm::Error bindLaunches(const LaunchPlan &plan);
  llvm::Expected<LoadedLibrary *> getLibrary(const LibraryCall &call);
  llvm::Error bindLibraryLaunches(const LaunchPlan &plan);
  Pointer getAddress(const DeviceBuffer &buffer) const;
  llvm::Error captureGraph();
  llvm::Error launchKernel(const BoundLaunch &bound) const;
  llvm::Error launch() const;
  llvm::Error synchronize() const;

  CUDAContext context;
  const CUDADriver &driver;
  CUDADriver::Stream stream = nullptr;
  llvm::SmallVector<Pointer, 2> blocks;
  /// The addresses of inputs, outputs, ..., by memory.
  std::array<llvm::SmallVector<Pointer>, 5> memories;
  llvm::SmallVector<CUDADriver::Module> modules;
  llvm::SmallVector<BoundLaunch, 0> launches;
  std::unique_ptr<LoadedLibrary> cublasLt, cudnn;
  std::vector<BoundLibraryLaunch> libraryLaunches;
  /// Memory for what libraries do, one after the other.
  Pointer libraryWorkspace = 0;
  CUDADriver::GraphExec graph = nullptr;
};

} // namespace nnef

#endif // NNEF_LIB_RUNTIME_CUDADEVICE_H
