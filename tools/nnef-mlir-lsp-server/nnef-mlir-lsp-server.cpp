//===- nnef-mlir-lsp-server.cpp - The language server for MLIR ------------===//
//
// Part of the nnef-mlir project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "NNEF/Pipelines/Pipelines.h"
#include "mlir/IR/DialectRegistry.h"
#include "mlir/InitAllDialects.h"
#include "mlir/Tools/mlir-lsp-server/MlirLspServerMain.h"

int main(int argc, char **argv) {
  mlir::DialectRegistry registry;
  // What is lowered may have operations of all of them.
  mlir::registerAllDialects(registry);
  nnef::registerPipelineDialects(registry);
  return failed(mlir::MlirLspServerMain(argc, argv, registry));
}
