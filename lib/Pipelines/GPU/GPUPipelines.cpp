//===- GPUPipelines.cpp - The ways from networks to a GPU -----------------===//
//
// Part of the nnef-mlir project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "../PipelineParts.h"
#include "NNEF/Conversion/Passes.h"
#include "NNEF/Dialect/NNEF/Transforms/Passes.h"
#include "NNEF/Pipelines/Passes.h"
#include "NNEF/Pipelines/Pipelines.h"
#include "mlir/Conversion/AffineToStandard/AffineToStandard.h"
#include "mlir/Dialect/Affine/Transforms/Passes.h"
#include "mlir/Dialect/Arith/Transforms/Passes.h"
#include "mlir/Dialect/Func/IR/FuncOps.h"
#include "mlir/Dialect/GPU/IR/GPUDialect.h"
#include "mlir/Dialect/GPU/Transforms/Passes.h"
#include "mlir/Dialect/MemRef/Transforms/Passes.h"
#include "mlir/Dialect/SPIRV/IR/SPIRVOps.h"
#include "mlir/Dialect/SPIRV/Transforms/Passes.h"
#include "mlir/Pass/PassManager.h"
#include "mlir/Transforms/Passes.h"

using namespace mlir;

/// What the places of buffers are multiples of: no device with Vulkan asks for
/// more, nor does one with CUDA.
static constexpr int64_t kBufferAlignment = 256;

/// Within kernels: places of elements as arithmetic.
static void addKernelSimplifications(OpPassManager &pm) {
  pm.addPass(memref::createFoldMemRefAliasOpsPass());
  pm.addPass(affine::createAffineExpandIndexOpsPass());
  pm.addPass(createLowerAffinePass());
  pm.addPass(arith::createArithExpandOpsPass());
  // Numbers of threads and blocks are not negative, and neither is what comes
  // of them: divisions need not care.
  pm.addPass(arith::createIntRangeOptimizationsPass());
  pm.addPass(arith::createArithUnsignedWhenEquivalentPass());
  nnef::addCleanup(pm);
  pm.addPass(createLoopInvariantCodeMotionPass());
}

void nnef::buildGPUKernelsPipeline(OpPassManager &pm,
                                   const GPUKernelsOptions &options) {
  pm.addPass(createNestConcatsPass());
  buildPreparePipeline(pm, options.releasesWeights);
  pm.addPass(createConvertNNEFToLinalg());
  addTensorOptimizations(pm);
  pm.addPass(createFoldWeightsPass({options.releasesWeights}));
  addBufferization(pm);
  addCleanup(pm);
  if (options.cublasLt || options.cudnn)
    pm.addPass(createCallCUDALibrariesPass({options.cublasLt, options.cudnn}));
  pm.addNestedPass<func::FuncOp>(
      createLaunchKernelsPass({options.tensorCores}));
  addCleanup(pm);
  PlanMemoryPassOptions memory;
  memory.alignment = kBufferAlignment;
  pm.addPass(createPlanMemoryPass(memory));
  // Constants are no arguments of kernels.
  pm.addPass(createGpuLaunchSinkIndexComputationsPass());
  pm.addPass(createGpuKernelOutliningPass());
  pm.addPass(createVerifyHostCodePass());
  addKernelSimplifications(pm.nest<gpu::GPUModuleOp>());
}

void nnef::buildGPUToSPIRVPipeline(OpPassManager &pm) {
  OpPassManager &kernels = pm.nest<gpu::GPUModuleOp>();
  kernels.addPass(createExpandMathPass());
  addCleanup(kernels);
  kernels.addPass(createKernelsToSPIRVPass());
  OpPassManager &modules = kernels.nest<spirv::ModuleOp>();
  modules.addPass(spirv::createSPIRVLowerABIAttributesPass());
  modules.addPass(spirv::createSPIRVUpdateVCEPass());
  pm.addPass(createGpuModuleToBinaryPass());
}
