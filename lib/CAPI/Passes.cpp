//===- Passes.cpp - The passes, for C -------------------------------------===//
//
// Part of the nnef-mlir project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "NNEF-C/Passes.h"
#include "NNEF/InitAllPasses.h"
#include "mlir/InitAllPasses.h"

void nnefRegisterAllPasses() {
  mlir::registerAllPasses();
  nnef::registerAllPasses();
}
