//===- KernelsToSPIRV.cpp - Kernels for Vulkan ----------------------------===//
//
// Part of the nnef-mlir project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "Launches.h"
#include "NNEF/Pipelines/Passes.h"
#include "mlir/Conversion/ArithToSPIRV/ArithToSPIRV.h"
#include "mlir/Conversion/FuncToSPIRV/FuncToSPIRV.h"
#include "mlir/Conversion/GPUToSPIRV/GPUToSPIRV.h"
#include "mlir/Conversion/MathToSPIRV/MathToSPIRV.h"
#include "mlir/Conversion/MemRefToSPIRV/MemRefToSPIRV.h"
#include "mlir/Conversion/SCFToSPIRV/SCFToSPIRV.h"
#include "mlir/Conversion/UBToSPIRV/UBToSPIRV.h"
#include "mlir/Conversion/VectorToSPIRV/VectorToSPIRV.h"
#include "mlir/Dialect/GPU/IR/GPUDialect.h"
#include "mlir/Dialect/MemRef/IR/MemRef.h"
#include "mlir/Dialect/SCF/IR/SCF.h"
#include "mlir/Dialect/SPIRV/IR/SPIRVDialect.h"
#include "mlir/Dialect/SPIRV/IR/SPIRVOps.h"
#include "mlir/Dialect/SPIRV/IR/TargetAndABI.h"
#include "mlir/Dialect/SPIRV/Transforms/SPIRVConversion.h"
#include "mlir/IR/IRMapping.h"

namespace nnef {
#define GEN_PASS_DEF_KERNELSTOSPIRVPASS
#include "NNEF/Pipelines/Passes.h.inc"
} // namespace nnef

using namespace mlir;
using namespace nnef;

/// What kernels may need of a device. What they do need, each module says
/// itself in the end.
static spirv::TargetEnvAttr getTarget(MLIRContext *context) {
  using spirv::Capability;
  using spirv::Extension;
  auto triple = spirv::VerCapExtAttr::get(
      spirv::Version::V_1_3,
      {Capability::Shader, Capability::Int8, Capability::Int16,
       Capability::Int64, Capability::Float16, Capability::Float64,
       Capability::StorageBuffer8BitAccess,
       Capability::StorageBuffer16BitAccess},
      {Extension::SPV_KHR_storage_buffer_storage_class,
       Extension::SPV_KHR_8bit_storage, Extension::SPV_KHR_16bit_storage},
      context);
  return spirv::TargetEnvAttr::get(
      triple, spirv::getDefaultResourceLimits(context),
      spirv::ClientAPI::Vulkan, spirv::Vendor::Unknown,
      spirv::DeviceType::Unknown, spirv::TargetEnvAttr::kUnknownDeviceID);
}

/// Says how many threads the blocks of each kernel have, as SPIR-V knows it.
static LogicalResult setBlockSizes(gpu::GPUModuleOp module) {
  for (auto func : module.getOps<gpu::GPUFuncOp>()) {
    if (!func.isKernel())
      continue;
    std::optional<ArrayRef<int32_t>> size = func.getKnownBlockSize();
    if (!size)
      return func.emitOpError(
          "has blocks of unknown size, which SPIR-V does not have");
    func->setAttr(spirv::getEntryPointABIAttrName(),
                  spirv::getEntryPointABIAttr(func.getContext(), *size));
  }
  return success();
}

/// Has the threads of a block add up what they have in workgroup memory, half
/// as many of them in each step: how many threads a subgroup has is not known.
static LogicalResult expandAllReduce(gpu::AllReduceOp op) {
  auto func = op->getParentOfType<gpu::GPUFuncOp>();
  int64_t numThreads = llvm::product_of(*func.getKnownBlockSize());
  if (op.getBody().empty() || !llvm::isPowerOf2_64(numThreads) ||
      numThreads != func.getKnownBlockSize()->front())
    return op.emitOpError("needs a region, and blocks with one dimension, of a "
                          "power of two");
  Location loc = op.getLoc();
  OpBuilder b(op);
  // addWorkgroupAttribution() counts on it.
  if (StringRef name = func.getNumWorkgroupAttributionsAttrName();
      !func->hasAttr(name))
    func->setAttr(name, b.getI64IntegerAttr(0));
  Value memory = func.addWorkgroupAttribution(
      getWorkgroupMemory(numThreads, op.getType()), loc);
  Value thread = gpu::ThreadIdOp::create(b, loc, gpu::Dimension::x);
  // Nobody overwrites what another one still reads of the sum before.
  gpu::BarrierOp::create(b, loc);
  memref::StoreOp::create(b, loc, op.getValue(), memory, thread);
  gpu::BarrierOp::create(b, loc);
  for (int64_t distance = numThreads / 2; distance > 0; distance /= 2) {
    {
      OpBuilder::InsertionGuard guard(b);
      addGuard(b, loc, arith::CmpIPredicate::ult, thread, distance);
      Value offset = arith::ConstantIndexOp::create(b, loc, distance);
      Value other = arith::AddIOp::create(b, loc, thread, offset);
      Block &body = op.getBody().front();
      IRMapping mapping;
      mapping.map(body.getArgument(0),
                  memref::LoadOp::create(b, loc, memory, thread).getResult());
      mapping.map(body.getArgument(1),
                  memref::LoadOp::create(b, loc, memory, other).getResult());
      for (Operation &inner : body.without_terminator())
        b.clone(inner, mapping);
      memref::StoreOp::create(
          b, loc, mapping.lookupOrDefault(body.getTerminator()->getOperand(0)),
          memory, thread);
    }
    gpu::BarrierOp::create(b, loc);
  }
  Value zero = arith::ConstantIndexOp::create(b, loc, 0);
  op.replaceAllUsesWith(
      memref::LoadOp::create(b, loc, memory, zero).getResult());
  op.erase();
  return success();
}

/// Makes allocations of the workgroup memory of kernels, as the conversion
/// expects it.
static void allocateWorkgroupMemory(gpu::GPUModuleOp module) {
  for (auto func : module.getOps<gpu::GPUFuncOp>()) {
    auto builder = OpBuilder::atBlockBegin(&func.getBody().front());
    unsigned numMemories = func.getNumWorkgroupAttributions();
    unsigned first = func.getNumArguments();
    for (BlockArgument memory : func.getWorkgroupAttributions())
      memory.replaceAllUsesWith(
          memref::AllocOp::create(builder, func.getLoc(),
                                  cast<MemRefType>(memory.getType()))
              .getResult());
    func.getBody().front().eraseArguments(first, numMemories);
    func->removeAttr(func.getNumWorkgroupAttributionsAttrName());
  }
}

/// Where the memory of a kernel is, by its memory space.
static std::optional<spirv::StorageClass> getStorageClass(Attribute space) {
  auto addressSpace = dyn_cast_if_present<gpu::AddressSpaceAttr>(space);
  if (!addressSpace)
    return spirv::mapMemorySpaceToVulkanStorageClass(space);
  if (addressSpace.getValue() == gpu::AddressSpace::Workgroup)
    return spirv::StorageClass::Workgroup;
  return std::nullopt;
}

/// Converts a copy of the kernels, which becomes a module of SPIR-V.
static LogicalResult convert(gpu::GPUModuleOp kernels,
                             spirv::TargetEnvAttr target) {
  if (kernels
          .walk([](gpu::AllReduceOp op) {
            return WalkResult(expandAllReduce(op));
          })
          .wasInterrupted())
    return failure();
  allocateWorkgroupMemory(kernels);
  spirv::MemorySpaceToStorageClassConverter storageClasses(getStorageClass);
  spirv::convertMemRefTypesAndAttrs(kernels, storageClasses);

  SPIRVConversionOptions options;
  options.emulateLT32BitScalarTypes = false;
  options.emulateUnsupportedFloatTypes = false;
  SPIRVTypeConverter types(target, options);
  MLIRContext *context = kernels.getContext();
  RewritePatternSet patterns(context);
  populateGPUToSPIRVPatterns(types, patterns);
  arith::populateArithToSPIRVPatterns(types, patterns);
  populateMathToSPIRVPatterns(types, patterns);
  populateMemRefToSPIRVPatterns(types, patterns);
  populateFuncToSPIRVPatterns(types, patterns);
  populateVectorToSPIRVPatterns(types, patterns);
  ub::populateUBToSPIRVConversionPatterns(types, patterns);
  ScfToSPIRVContext scfContext;
  populateSCFToSPIRVPatterns(types, scfContext, patterns);
  return applyFullConversion(kernels.getOperation(),
                             *SPIRVConversionTarget::get(target),
                             std::move(patterns));
}

namespace {
struct KernelsToSPIRVPass
    : nnef::impl::KernelsToSPIRVPassBase<KernelsToSPIRVPass> {
  void runOnOperation() override {
    gpu::GPUModuleOp module = getOperation();
    if (failed(setBlockSizes(module)))
      return signalPassFailure();
    spirv::TargetEnvAttr target = getTarget(&getContext());
    // Launches refer to the kernels that they had before.
    auto builder = OpBuilder::atBlockBegin(module.getBody());
    auto copy = cast<gpu::GPUModuleOp>(builder.clone(*module));
    module.setTargetsAttr(builder.getArrayAttr({target}));
    copy->setAttr(spirv::getTargetEnvAttrName(), target);
    if (failed(convert(copy, target)))
      signalPassFailure();
  }
};
} // namespace
