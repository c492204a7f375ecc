//===- nnef-opt.cpp - The optimizer driver ----------------------------===//
//
// Part of the nnef-mlir project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "NNEF/InitAllPasses.h"
#include "Plugins.h"
#include "UsageError.h"
#include "mlir/InitAllPasses.h"
#include "mlir/Tools/mlir-opt/MlirOptMain.h"

int main(int argc, char **argv) {
  mlir::DialectRegistry registry;
  nnef::registerPipelineDialects(registry);
  mlir::registerAllPasses();
  nnef::registerAllPasses();
  // Before the command line is parsed, so that passes of plug-ins are options
  // like others, and one that cannot be loaded is an error.
  if (llvm::Error error = loadPlugins(argc, argv, registry))
    return finishTool("nnef-opt", std::move(error));
  return mlir::asMainReturnCode(
      mlir::MlirOptMain(argc, argv, "NNEF optimizer driver\n", registry));
}
