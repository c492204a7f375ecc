//===- nnef-opt.cpp - The optimizer driver ----------------------------===//
//
// Part of the nnef-mlir project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "NNEF/Conversion/Passes.h"
#include "NNEF/Dialect/NNEF/IR/NNEF.h"
#include "mlir/InitAllDialects.h"
#include "mlir/InitAllExtensions.h"
#include "mlir/InitAllPasses.h"
#include "mlir/Tools/mlir-opt/MlirOptMain.h"

int main(int argc, char **argv) {
  mlir::DialectRegistry registry;
  mlir::registerAllDialects(registry);
  mlir::registerAllExtensions(registry);
  registry.insert<nnef::NNEFDialect>();
  mlir::registerAllPasses();
  nnef::registerNNEFConversionPasses();
  return mlir::asMainReturnCode(
      mlir::MlirOptMain(argc, argv, "NNEF optimizer driver\n", registry));
}
