//===- Pipelines.cpp - The ways from networks to machine code -------------===//
//
// Part of the nnef-mlir project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "NNEF/Pipelines/Pipelines.h"
#include "DotProducts.h"
#include "NNEF/Conversion/Passes.h"
#include "NNEF/Dialect/NNEF/IR/NNEF.h"
#include "NNEF/Dialect/NNEF/Transforms/Passes.h"
#include "NNEF/Pipelines/NVPTX.h"
#include "NNEF/Pipelines/Passes.h"
#include "PipelineParts.h"
#include "mlir/Conversion/Passes.h"
#include "mlir/Conversion/TosaToLinalg/TosaToLinalg.h"
#include "mlir/Conversion/VectorToSCF/VectorToSCF.h"
#include "mlir/Dialect/Arith/Transforms/Passes.h"
#include "mlir/Dialect/Bufferization/Pipelines/Passes.h"
#include "mlir/Dialect/Bufferization/Transforms/Passes.h"
#include "mlir/Dialect/Func/IR/FuncOps.h"
#include "mlir/Dialect/LLVMIR/LLVMDialect.h"
#include "mlir/Dialect/Linalg/Passes.h"
#include "mlir/Dialect/MemRef/Transforms/Passes.h"
#include "mlir/Dialect/SCF/Transforms/Passes.h"
#include "mlir/InitAllDialects.h"
#include "mlir/InitAllExtensions.h"
#include "mlir/Pass/PassManager.h"
#include "mlir/Pass/PassRegistry.h"
#include "mlir/Target/LLVMIR/Dialect/Builtin/BuiltinToLLVMIRTranslation.h"
#include "mlir/Target/LLVMIR/Dialect/GPU/GPUToLLVMIRTranslation.h"
#include "mlir/Target/LLVMIR/Dialect/LLVMIR/LLVMToLLVMIRTranslation.h"
#include "mlir/Target/LLVMIR/Dialect/NVVM/NVVMToLLVMIRTranslation.h"
#include "mlir/Transforms/Passes.h"

using namespace mlir;
using nnef::addCleanup;

void nnef::addCleanup(OpPassManager &pm) {
  pm.addPass(createCanonicalizerPass());
  pm.addPass(createCSEPass());
}

void nnef::addTensorOptimizations(OpPassManager &pm) {
  pm.addPass(createInlinerPass());
  pm.addPass(createSymbolDCEPass());
  addCleanup(pm);
  pm.addPass(nnef::createDecomposeAggregatesPass());
  pm.addPass(createLinalgGeneralizeNamedOpsPass());
  pm.addPass(nnef::createFuseElementwisePass());
  addCleanup(pm);
}

/// On tensors: layers that compute with vectors, each in a function.
static void addKernels(OpPassManager &pm,
                       const nnef::LinalgToLLVMOptions &options) {
  const nnef::VectorRegisters &registers = options.registers;
  pm.addNestedPass<func::FuncOp>(nnef::createBlockLayoutsPass());
  addCleanup(pm);
  nnef::DotProductsPassOptions dotProducts;
  dotProducts.instruction = registers.hasDotProducts;
  pm.addNestedPass<func::FuncOp>(nnef::createDotProductsPass(dotProducts));
  pm.addNestedPass<func::FuncOp>(createCanonicalizerPass());
  pm.addPass(nnef::createFoldWeightsPass({options.releasesWeights}));
  addCleanup(pm);
  pm.addPass(nnef::createOutlineKernelsPass());
  if (options.usesWinograd) {
    nnef::WinogradPassOptions winograd;
    winograd.releaseSources = options.releasesWeights;
    winograd.vectorBits = registers.bits;
    winograd.vectorRegisters = registers.count;
    pm.addPass(nnef::createWinogradPass(winograd));
  }
  nnef::ScheduleKernelsPassOptions schedule;
  schedule.vectorBits = registers.bits;
  schedule.vectorRegisters = registers.count;
  schedule.byteTables = registers.hasByteTables;
  pm.addNestedPass<func::FuncOp>(nnef::createScheduleKernelsPass(schedule));
  // Not CSE: bufferization takes long for empty tensors that kernels share.
  pm.addPass(createCanonicalizerPass());
}

/// Whether a buffer is one that each step of the loop of a kernel needs for
/// itself, such as a row of a softmax, and that the stack has room for.
static bool isSmallWithinKernel(Value buffer) {
  constexpr int64_t maxBytes = 1 << 16;
  auto type = dyn_cast<MemRefType>(buffer.getType());
  auto function = buffer.getDefiningOp()->getParentOfType<func::FuncOp>();
  return type && type.hasStaticShape() &&
         type.getElementType().isIntOrFloat() &&
         function->hasAttr(nnef::kernelAttrName) &&
         type.getNumElements() *
                 llvm::divideCeil(type.getElementTypeBitWidth(), 8) <=
             maxBytes;
}

void nnef::addBufferization(OpPassManager &pm) {
  // Before outputs and state have memory of their own: two of them that start
  // from the same tensor must not both be computed in the place of one.
  pm.addPass(bufferization::createEmptyTensorEliminationPass());
  pm.addPass(nnef::createLowerGlobalsPass());
  pm.addPass(nnef::createExternalizeWeightsPass());
  pm.addPass(nnef::createEntryPointABIPass());
  pm.addPass(bufferization::createEmptyTensorToAllocTensorPass());
  bufferization::OneShotBufferizePassOptions options;
  options.bufferizeFunctionBoundaries = true;
  options.allowReturnAllocsFromLoops = true;
  options.functionBoundaryTypeConversion =
      bufferization::LayoutMapOption::IdentityLayoutMap;
  pm.addPass(bufferization::createOneShotBufferizePass(options));
  addCleanup(pm);
  pm.addNestedPass<func::FuncOp>(bufferization::createBufferLoopHoistingPass());
  pm.addPass(bufferization::createDropEquivalentBufferResultsPass());
}

/// Makes buffers parts of a workspace, or lets them be freed after their last
/// use.
static void addWorkspace(OpPassManager &pm, bool usesThreads) {
  pm.addNestedPass<func::FuncOp>(
      bufferization::createPromoteBuffersToStackPass(isSmallWithinKernel));
  if (!usesThreads) {
    // Before memory is planned: what each thread would need for itself is part
    // of the workspace then.
    pm.addNestedPass<func::FuncOp>(nnef::createPrefetchWeightsPass());
    pm.addNestedPass<func::FuncOp>(createForallToForLoopPass());
  }
  pm.addPass(nnef::createMergeBuffersPass());
  pm.addPass(nnef::createPlanMemoryPass());
  // What is left, such as buffers of unknown shapes.
  bufferization::buildBufferDeallocationPipeline(pm);
  // That pipeline frees everything at the end of the function. Temporaries stay
  // on the heap: they are too large for the stack.
  pm.addNestedPass<func::FuncOp>(
      bufferization::createOptimizeAllocationLivenessPass());
  addCleanup(pm);
}

/// From Linalg on buffers to loops, each nest of them in a function.
static void addLoops(OpPassManager &pm) {
  pm.addPass(nnef::createExpandCopiesPass());
  pm.addNestedPass<func::FuncOp>(nnef::createPrefetchWeightsPass());
  pm.addNestedPass<func::FuncOp>(createForallToParallelLoopPass());
  pm.addPass(createConvertSCFToOpenMPPass());
  pm.addPass(nnef::createHoistAllocasPass());
  pm.addNestedPass<func::FuncOp>(createConvertLinalgToLoopsPass());
  addCleanup(pm);
  pm.addNestedPass<func::FuncOp>(nnef::createLoadBroadcastsPass());
  // Before aliases are folded: that takes a vector of several rows of an
  // expanded buffer for one of rows of the whole.
  pm.addNestedPass<func::FuncOp>(createConvertVectorToSCFPass(
      VectorTransferToSCFOptions().enableFullUnroll()));
  pm.addPass(memref::createFoldMemRefAliasOpsPass());
  // No canonicalizer from here on: it would take vectors apart whose rows were
  // loaded as one element each.
  pm.addPass(createCSEPass());
  pm.addPass(nnef::createOutlineLoopsPass());
}

/// From loops on buffers to the LLVM dialect. What can be done to each function
/// by itself is done to several at the same time.
static void addLLVMConversions(OpPassManager &pm) {
  OpPassManager &functions = pm.nest<func::FuncOp>();
  functions.addPass(createLowerAffinePass());
  functions.addPass(memref::createExpandStridedMetadataPass());
  // Strided metadata are computed by affine ops again.
  functions.addPass(createLowerAffinePass());
  functions.addPass(arith::createArithExpandOpsPass());
  functions.addPass(createSCFToControlFlowPass());
  functions.addPass(createConvertVectorToLLVMPass());
  // Powers of integers become calls of a function with a loop.
  pm.addPass(createConvertMathToFuncs());
  // What has no intrinsic is left for the library of C.
  pm.addNestedPass<func::FuncOp>(createConvertMathToLLVMPass());
  pm.addPass(createConvertMathToLibmPass());
  pm.addPass(createFinalizeMemRefToLLVMConversionPass());
  pm.addPass(createConvertFuncToLLVMPass());
  // Needs the arguments of functions to be what they are in the end.
  pm.addPass(createConvertOpenMPToLLVMPass());
  pm.addPass(createConvertControlFlowToLLVMPass());
  OpPassManager &llvmFunctions = pm.nest<LLVM::LLVMFuncOp>();
  llvmFunctions.addPass(createArithToLLVMConversionPass());
  llvmFunctions.addPass(createConvertIndexToLLVMPass());
  llvmFunctions.addPass(createUBToLLVMConversionPass());
  llvmFunctions.addPass(createReconcileUnrealizedCastsPass());
  // Not the canonicalizer: whenever it changes something within a parallel
  // loop, it looks at all of the loop again. LLVM has the same patterns.
  llvmFunctions.addPass(createCSEPass());
}

void nnef::buildLinalgToLLVMPipeline(OpPassManager &pm,
                                     const LinalgToLLVMOptions &options) {
  addTensorOptimizations(pm);
  addKernels(pm, options);
  addBufferization(pm);
  addWorkspace(pm, options.usesThreads);
  addLoops(pm);
  if (options.timesSteps)
    pm.addPass(createTimeStepsPass());
  addLLVMConversions(pm);
}

/// From TOSA to Linalg, with upstream's passes in the order that they need.
static void addTosaToLinalg(OpPassManager &pm) {
  // Transposed convolutions have no other lowering.
  pm.addNestedPass<func::FuncOp>(tosa::createTosaOptionalDecompositionsPass());
  pm.addNestedPass<func::FuncOp>(tosa::createTosaToLinalgNamed());
  pm.addNestedPass<func::FuncOp>(tosa::createTosaToLinalg());
  TosaToArithPassOptions toArith;
  // Codes are rescaled within the bodies of Linalg.
  toArith.includeApplyRescale = true;
  pm.addNestedPass<func::FuncOp>(createTosaToArithPass(toArith));
  pm.addNestedPass<func::FuncOp>(createTosaToTensorPass());
  // Removes the shapes that operations of TOSA had as operands.
  addCleanup(pm);
}

void nnef::buildPreparePipeline(OpPassManager &pm, bool releasesWeights) {
  FoldConstantsPassOptions folding;
  folding.releaseSources = releasesWeights;
  // Fragments become part of the graph, so that layers and what follows them
  // meet.
  pm.addPass(createInlinerPass());
  pm.addPass(createSymbolDCEPass());
  pm.addPass(createFoldConstantsPass(folding));
  addCleanup(pm);
  pm.addPass(createFoldNormalizationPass({releasesWeights}));
  pm.addPass(createSimplifyPass());
  // Computes the transposes and reshapes of weights which that has made.
  pm.addPass(createFoldConstantsPass(folding));
  addCleanup(pm);
}

void nnef::buildCPUPipeline(OpPassManager &pm,
                            const CPUPipelineOptions &options) {
  pm.addPass(createNestConcatsPass());
  if (options.lowering == NNEFLowering::Tosa) {
    pm.addPass(createConvertNNEFToTosa());
    addTosaToLinalg(pm);
  } else {
    buildPreparePipeline(pm, options.releasesWeights);
  }
  pm.addPass(createConvertNNEFToLinalg());
  LinalgToLLVMOptions toLLVM;
  toLLVM.registers = {options.vectorBits, options.vectorRegisters,
                      options.dotProducts, options.byteTables};
  toLLVM.releasesWeights = options.releasesWeights;
  toLLVM.usesWinograd = options.winograd;
  toLLVM.usesThreads = options.threads;
  toLLVM.timesSteps = options.timeSteps;
  buildLinalgToLLVMPipeline(pm, toLLVM);
}

void nnef::registerNNEFPipelines() {
  registerNNEFPipelinesPasses();
  PassPipelineRegistration<>(
      "nnef-prepare", "Prepare networks for being lowered for a CPU",
      [](OpPassManager &pm) { buildPreparePipeline(pm); });
  PassPipelineRegistration<>(
      "nnef-linalg-to-llvm",
      "Lower functions on tensors, written in Linalg, to the LLVM dialect",
      [](OpPassManager &pm) { buildLinalgToLLVMPipeline(pm); });
  PassPipelineRegistration<CPUPipelineOptions>(
      "nnef-cpu-pipeline", "Lower networks to the LLVM dialect for a CPU",
      buildCPUPipeline);
  PassPipelineRegistration<NVPTXOptions>(
      "nnef-gpu-to-ptx", "Lower kernels of a GPU to text of PTX",
      buildGPUToPTXPipeline);
  PassPipelineRegistration<GPUKernelsOptions>(
      "nnef-gpu-kernels", "Lower networks to launches of kernels of a GPU",
      buildGPUKernelsPipeline);
  PassPipelineRegistration<>("nnef-gpu-to-spirv",
                             "Lower kernels of a GPU to SPIR-V for Vulkan",
                             buildGPUToSPIRVPipeline);
}

void nnef::registerPipelineDialects(DialectRegistry &registry) {
  registerAllDialects(registry);
  registerAllExtensions(registry);
  registerDotProductEffects(registry);
  // Kernels become code within the pipelines for devices.
  registerBuiltinDialectTranslation(registry);
  registerGPUDialectTranslation(registry);
  registerLLVMDialectTranslation(registry);
  registerNVVMDialectTranslation(registry);
  registry.insert<nnef::NNEFDialect>();
}
