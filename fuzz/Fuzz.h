//===- Fuzz.h - What the fuzz targets share ---------------------*- C++ -*-===//
//
// Part of the nnef-mlir project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef NNEF_FUZZ_FUZZ_H
#define NNEF_FUZZ_FUZZ_H

#include "llvm/ADT/Twine.h"
#include <cstddef>
#include <cstdint>

/// What a fuzz target defines: runs one input, and comes back whatever it is.
extern "C" int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

namespace nnef::fuzz {

/// Ends the program, and so makes a finding of the input, unless `condition`
/// holds. Unlike an assertion, this works in every build.
void require(bool condition, const llvm::Twine &message);

} // namespace nnef::fuzz

#endif // NNEF_FUZZ_FUZZ_H
