//===- nnef-mlir-lsp-server.cpp - The language server for MLIR ------------===//
//
// Part of the nnef-mlir project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "NNEF/Pipelines/Pipelines.h"
#include "Plugins.h"
#include "UsageError.h"
#include "mlir/IR/DialectRegistry.h"
#include "mlir/InitAllDialects.h"
#include "mlir/Tools/mlir-lsp-server/MlirLspServerMain.h"
#include "llvm/Support/CommandLine.h"

int main(int argc, char **argv) {
  mlir::DialectRegistry registry;
  // What is lowered may have operations of all of them.
  mlir::registerAllDialects(registry);
  nnef::registerPipelineDialects(registry);
  if (llvm::Error error = loadPlugins(argc, argv, registry))
    return finishTool("nnef-mlir-lsp-server", std::move(error));
  llvm::cl::OptionCategory category("nnef-mlir-lsp-server options");
  describePluginOptions(category);
  // What the server itself takes is declared later, and stays.
  llvm::cl::HideUnrelatedOptions(category);
  return failed(mlir::MlirLspServerMain(argc, argv, registry));
}
