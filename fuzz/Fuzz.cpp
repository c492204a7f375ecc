//===- Fuzz.cpp - What the fuzz targets share -----------------------------===//
//
// Part of the nnef-mlir project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "Fuzz.h"
#include "llvm/Support/raw_ostream.h"
#include <cstdlib>

void nnef::fuzz::require(bool condition, const llvm::Twine &message) {
  if (condition)
    return;
  llvm::errs() << "broken promise: " << message << "\n";
  std::abort();
}

/// The options of AddressSanitizer where it is in use. The shared libMLIR is
/// built without it: it does not unpoison what our code has poisoned in the
/// allocators that both use, and leaks what lives as long as the process.
extern "C" const char *__asan_default_options();
const char *__asan_default_options() {
  return "allow_user_poisoning=0:detect_leaks=0";
}
