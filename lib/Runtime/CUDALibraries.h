//===- CUDALibraries.h - NVIDIA's libraries for CUDA devices ----*- C++ -*-===//
//
// Part of the nnef-mlir project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef NNEF_LIB_RUNTIME_CUDALIBRARIES_H
#define NNEF_LIB_RUNTIME_CUDALIBRARIES_H

#include "CUDADriver.h"
#include "NNEF/Pipelines/LibraryCalls.h"
#include "llvm/Support/DynamicLibrary.h"

namespace nnef {

/// The most memory that the step of a library may ask for.
inline constexpr uint64_t maxLibraryWorkspace = uint64_t(256) << 20;

/// What a library does in each run of a network.
class LibraryStep {
public:
  virtual ~LibraryStep();

  /// The memory that it needs meanwhile.
  virtual uint64_t getWorkspaceSize() const = 0;

  /// Adds it to what a stream has to do.
  virtual llvm::Error enqueue(CUDADriver::Stream stream,
                              CUDADriver::Pointer workspace) const = 0;
};

/// A library with a handle for the device that the thread talks to. All that is
/// made of it must be gone before it, as well as before the device.
class LoadedLibrary {
public:
  virtual ~LoadedLibrary();

  /// Chooses how to compute something on operands at these addresses.
  virtual llvm::Expected<std::unique_ptr<LibraryStep>>
  prepare(const LibraryCall &call,
          std::array<CUDADriver::Pointer, 3> operands) = 0;
};

/// Opens cuBLASLt: that of the driver's version of CUDA, or an older one.
llvm::Expected<std::unique_ptr<LoadedLibrary>>
createCublasLt(const CUDADriver &driver);

/// Opens cuDNN, which will use `stream`.
llvm::Expected<std::unique_ptr<LoadedLibrary>>
createCudnn(CUDADriver::Stream stream);

/// Fail if a library cannot be opened. They need no device for that.
llvm::Error verifyCublasLt(const CUDADriver &driver);
llvm::Error verifyCudnn();

/// A shared library whose functions are found by name.
class SharedLibrary {
public:
  /// Opens the first of some files that there is. `title` is for messages.
  static llvm::Expected<SharedLibrary> open(llvm::StringRef title,
                                            llvm::ArrayRef<std::string> files);

  template <typename FunctionT>
  void find(const char *name, FunctionT &function) {
    function = reinterpret_cast<FunctionT>(library.getAddressOfSymbol(name));
    if (!function && missing.empty())
      missing = name;
  }

  /// Fails if some function was not found.
  llvm::Error verify() const;

private:
  llvm::sys::DynamicLibrary library;
  std::string file;
  std::string missing;
};

/// An object of a library, and the function that destroys it.
using LibraryObject = std::unique_ptr<void, int (*)(void *)>;

} // namespace nnef

#endif // NNEF_LIB_RUNTIME_CUDALIBRARIES_H
