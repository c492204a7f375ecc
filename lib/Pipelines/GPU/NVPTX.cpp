//===- NVPTX.cpp - From kernels to code for CUDA devices ------------------===//
//
// Part of the nnef-mlir project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "NNEF/Pipelines/NVPTX.h"
#include "NNEF/Pipelines/Passes.h"
#include "mlir/Conversion/Passes.h"
#include "mlir/Dialect/Arith/Transforms/Passes.h"
#include "mlir/Dialect/GPU/IR/GPUDialect.h"
#include "mlir/Dialect/GPU/Transforms/Passes.h"
#include "mlir/Dialect/MemRef/Transforms/Passes.h"
#include "mlir/Pass/PassManager.h"
#include "mlir/Transforms/Passes.h"
#include "llvm-c/Target.h"
#include "llvm/MC/MCSubtargetInfo.h"
#include "llvm/MC/TargetRegistry.h"
#include "llvm/TargetParser/Triple.h"

using namespace mlir;

/// Adds the passes from kernels on buffers to the dialects LLVM and NVVM.
static void addNVVMConversions(OpPassManager &pm, bool hasLibDevice) {
  pm.addPass(nnef::createExpandMathPass({hasLibDevice}));
  pm.addPass(nnef::createMathToNVVMPass({hasLibDevice}));
  pm.addPass(nnef::createKernelAlignmentsPass());
  // Numbers of threads and blocks are not negative, and neither is what comes
  // of them: half of what rounds divisions down is not needed.
  pm.addPass(arith::createIntRangeOptimizationsPass());
  pm.addPass(arith::createArithUnsignedWhenEquivalentPass());
  pm.addPass(createLowerAffinePass());
  pm.addPass(memref::createExpandStridedMetadataPass());
  // Strided metadata are computed by affine ops again.
  pm.addPass(createLowerAffinePass());
  pm.addPass(arith::createArithExpandOpsPass());
  pm.addPass(createSCFToControlFlowPass());
  pm.addPass(createCanonicalizerPass());
  pm.addPass(createCSEPass());
  ConvertGpuOpsToNVVMOpsOptions options;
  // Devices compute with 32 bits in half the time or less.
  options.indexBitwidth = 32;
  options.useBarePtrCallConv = true;
  pm.addPass(createConvertGpuOpsToNVVMOps(options));
  pm.addPass(createReconcileUnrealizedCastsPass());
}

bool nnef::isNVPTXChip(StringRef name) {
  LLVMInitializeNVPTXTargetInfo();
  LLVMInitializeNVPTXTargetMC();
  llvm::Triple triple("nvptx64-nvidia-cuda");
  std::string error;
  const llvm::Target *target =
      llvm::TargetRegistry::lookupTarget(triple, error);
  assert(target && "LLVM has no NVPTX");
  std::unique_ptr<llvm::MCSubtargetInfo> info(
      target->createMCSubtargetInfo(triple, /*CPU=*/"", /*Features=*/""));
  return info->isCPUStringValid(name);
}

unsigned nnef::getNVPTXCapability(StringRef chip) {
  unsigned capability = 0;
  chip.consume_front("sm_");
  chip.consumeInteger(10, capability);
  return capability;
}

void nnef::buildGPUToPTXPipeline(OpPassManager &pm,
                                 const NVPTXOptions &options) {
  pm.addPass(createMergeKernelsPass());
  addNVVMConversions(pm.nest<gpu::GPUModuleOp>(), !options.libDevice.empty());
  SmallVector<std::string> chips(options.chips.begin(), options.chips.end());
  if (chips.empty())
    chips.push_back("sm_80");
  for (const std::string &chip : chips) {
    GpuNVVMAttachTargetOptions target;
    target.chip = chip;
    target.optLevel = options.optLevel;
    if (!options.libDevice.empty())
      target.linkLibs.push_back(options.libDevice);
    pm.addPass(createGpuNVVMAttachTarget(target));
  }
  GpuModuleToBinaryPassOptions binary;
  binary.compilationTarget = "isa";
  pm.addPass(createGpuModuleToBinaryPass(binary));
  pm.addPass(createVerifyPTXPass());
}
