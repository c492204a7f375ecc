//===- CUDA.h - Networks on CUDA devices ------------------------*- C++ -*-===//
//
// Part of the nnef-mlir project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef NNEF_RUNTIME_CUDA_H
#define NNEF_RUNTIME_CUDA_H

#include "NNEF/Pipelines/LibraryCalls.h"
#include "NNEF/Runtime/Device.h"
#include <memory>
#include <string>

namespace nnef {

struct LaunchPlan;

/// The kind of device that code should be made for, so that the first CUDA
/// device of this machine runs it: `sm_80`, for example. Fails if there is no
/// driver or no device, or if it is too old.
llvm::Expected<std::string> getCUDAChip();

/// Fails if a library for CUDA devices is not on this machine. Each is opened
/// by its name, where the system looks for shared libraries.
llvm::Error verifyCUDALibraries(llvm::ArrayRef<CUDALibrary> libraries);

/// Loads a network on the first CUDA device of this machine: compiles its PTX
/// for the device, uploads its weights, and gets all memory that it needs.
///
/// Nothing of CUDA is needed but the driver, which is opened when this is
/// called, and the libraries that the network was compiled for.
llvm::Expected<std::unique_ptr<Device>>
createCUDADevice(const LaunchPlan &plan);

} // namespace nnef

#endif // NNEF_RUNTIME_CUDA_H
