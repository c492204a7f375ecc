//===- NumpyFile.h - The array files of NumPy -------------------*- C++ -*-===//
//
// Part of the nnef-mlir project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// The `.npy` format, versions 1 to 3: a magic, the length of a header, the
// header as the literal of a Python dictionary, and the elements.
//
//===----------------------------------------------------------------------===//

#ifndef NNEF_MODEL_NUMPYFILE_H
#define NNEF_MODEL_NUMPYFILE_H

#include "NNEF/Model/HostTensor.h"
#include "llvm/Support/MemoryBufferRef.h"

namespace nnef {

/// Whether `content` starts as a `.npy` file does.
bool isNumpyFile(llvm::StringRef content);

/// Reads the array of a `.npy` file. Arrays in Fortran order are transposed;
/// big-endian, structured and object arrays are an error.
llvm::Expected<HostTensor> parseNumpyFile(llvm::MemoryBufferRef buffer);

/// Writes a `.npy` file (version 1). A file that is there already is replaced
/// only once the new one is complete.
llvm::Error writeNumpyFile(llvm::StringRef path, const HostTensor &tensor);

} // namespace nnef

#endif // NNEF_MODEL_NUMPYFILE_H
