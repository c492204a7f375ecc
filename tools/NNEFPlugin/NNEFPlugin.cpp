//===- NNEFPlugin.cpp - NNEF for the stock mlir-opt ---------------------===//
//
// Part of the nnef-mlir project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

// The shared object that `mlir-opt --load-dialect-plugin` and
// `--load-pass-plugin` take: it brings the dialect, the passes and the
// pipelines.
//
//===----------------------------------------------------------------------===//

#include "NNEF/InitAllPasses.h"
#include "mlir/Config/mlir-config.h"
#include "mlir/Tools/Plugins/DialectPlugin.h"
#include "mlir/Tools/Plugins/PassPlugin.h"
#include "llvm/Config/llvm-config.h"

static void registerDialects(mlir::DialectRegistry *registry) {
  // Those that pipelines lower to as well: what mlir-opt has registered already
  // stays as it is.
  nnef::registerPipelineDialects(*registry);
}

extern "C" LLVM_ATTRIBUTE_WEAK LLVM_ABI_EXPORT ::mlir::DialectPluginLibraryInfo
mlirGetDialectPluginInfo() {
  return {MLIR_PLUGIN_API_VERSION, "NNEF", LLVM_VERSION_STRING,
          registerDialects};
}

extern "C" LLVM_ATTRIBUTE_WEAK LLVM_ABI_EXPORT ::mlir::PassPluginLibraryInfo
mlirGetPassPluginInfo() {
  return {MLIR_PLUGIN_API_VERSION, "NNEF", LLVM_VERSION_STRING,
          nnef::registerAllPasses};
}
