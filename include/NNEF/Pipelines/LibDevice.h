//===- LibDevice.h - NVIDIA's functions for kernels -------------*- C++ -*-===//
//
// Part of the nnef-mlir project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef NNEF_PIPELINES_LIBDEVICE_H
#define NNEF_PIPELINES_LIBDEVICE_H

#include "llvm/Support/Error.h"
#include <string>

namespace nnef {

/// The file of functions for kernels, `libdevice.10.bc`, of the CUDA toolkit
/// that is in the folder of CUDA_HOME, CUDA_PATH or CUDA_ROOT, the first of
/// these that is set, or else in /usr/local/cuda. Empty if there is none.
std::string findLibDevice();

/// Fails if a file does not have such functions.
llvm::Error verifyLibDevice(llvm::StringRef path);

} // namespace nnef

#endif // NNEF_PIPELINES_LIBDEVICE_H
