//===- CUDALibraries.cpp - NVIDIA's libraries for CUDA devices ------------===//
//
// Part of the nnef-mlir project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "CUDALibraries.h"

using namespace llvm;
using namespace nnef;

LibraryStep::~LibraryStep() = default;
LoadedLibrary::~LoadedLibrary() = default;

Expected<SharedLibrary> SharedLibrary::open(StringRef title,
                                            ArrayRef<std::string> files) {
  std::string reasons;
  for (const std::string &file : files) {
    std::string reason;
    SharedLibrary result;
    result.library =
        sys::DynamicLibrary::getPermanentLibrary(file.c_str(), &reason);
    result.file = file;
    if (result.library.isValid())
      return result;
    reasons += (reasons.empty() ? "" : "; ") + reason;
  }
  return createStringError("this machine has no " + title + ": " + reasons);
}

Error SharedLibrary::verify() const {
  if (missing.empty())
    return Error::success();
  return createStringError("'" + file + "' has no '" + missing + "'");
}
