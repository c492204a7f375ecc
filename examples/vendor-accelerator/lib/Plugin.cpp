//===- Plugin.cpp - What MLIR's tools load --------------------------------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//===----------------------------------------------------------------------===//

#include "NNEF/Dialect/NNEF/IR/NNEF.h"
#include "NNEF/Dialect/NNEF/Transforms/Passes.h"
#include "NPU/NPU.h"
#include "mlir/Dialect/Func/IR/FuncOps.h"
#include "mlir/Pass/PassManager.h"
#include "mlir/Pass/PassRegistry.h"
#include "mlir/Tools/Plugins/DialectPlugin.h"
#include "mlir/Tools/Plugins/PassPlugin.h"
#include "mlir/Tools/mlir-translate/Translation.h"
#include "mlir/Transforms/Passes.h"

using namespace mlir;

static void registerDialects(DialectRegistry *registry) {
  registry->insert<func::FuncDialect, nnef::NNEFDialect, npu::NPUDialect,
                   quant::QuantDialect>();
}

/// From a network in NNEF to what the NPU executes.
static void buildPipeline(OpPassManager &pm) {
  pm.addPass(nnef::createFoldNormalizationPass());
  pm.addPass(npu::createConvertNNEFToNPU());
  pm.addPass(createCanonicalizerPass());
  // Bodies of custom fragments that were matched whole.
  pm.addPass(createSymbolDCEPass());
}

static void registerPasses() {
  npu::registerNPUPasses();
  PassPipelineRegistration<>("npu-pipeline", "Compile a network for the NPU",
                             buildPipeline);
  TranslateFromMLIRRegistration(
      "npu-to-commands", "Print the commands for the NPU", npu::emitCommands,
      [](DialectRegistry &registry) { registerDialects(&registry); });
}

extern "C" LLVM_ATTRIBUTE_WEAK LLVM_ABI_EXPORT DialectPluginLibraryInfo
mlirGetDialectPluginInfo() {
  return {MLIR_PLUGIN_API_VERSION, "NPU", "1.0", registerDialects};
}

extern "C" LLVM_ATTRIBUTE_WEAK LLVM_ABI_EXPORT PassPluginLibraryInfo
mlirGetPassPluginInfo() {
  return {MLIR_PLUGIN_API_VERSION, "NPU", "1.0", registerPasses};
}
