//===- nnef-tosa-support.cpp - What TOSA can express, as Markdown ---------===//
//
// Part of the nnef-mlir project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

// Prints `docs/tosa.md`.
//
//===----------------------------------------------------------------------===//

#include "NNEF/Conversion/NNEFToTosa/NNEFToTosa.h"
#include "llvm/Support/raw_ostream.h"

int main() {
  nnef::writeTosaSupport(llvm::outs());
  return 0;
}
