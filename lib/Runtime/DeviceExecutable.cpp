//===- DeviceExecutable.cpp - Networks on a device ------------------------===//
//
// Part of the nnef-mlir project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "NNEF/Runtime/DeviceExecutable.h"
#include "NNEF/Pipelines/LibDevice.h"
#include "NNEF/Pipelines/NVPTX.h"
#include "NNEF/Pipelines/Pipelines.h"
#include "NNEF/Runtime/CUDA.h"
#include "NNEF/Runtime/Vulkan.h"
#include "mlir/Dialect/MLProgram/IR/MLProgram.h"
#include "mlir/IR/BuiltinOps.h"
#include "mlir/Pass/PassManager.h"

using namespace mlir;
using namespace nnef;
using llvm::Error;
using llvm::Expected;

Error nnef::verifyDevice(DeviceKind kind, ArrayRef<CUDALibrary> libraries) {
  switch (kind) {
  case DeviceKind::CUDA:
    if (Error error = getCUDAChip().takeError())
      return error;
    return verifyCUDALibraries(libraries);
  case DeviceKind::Vulkan:
    return verifyVulkan();
  }
  llvm_unreachable("not a kind of device");
}

static void buildPipeline(OpPassManager &pm, const DeviceTarget &target,
                          bool releasesWeights) {
  GPUKernelsOptions kernels;
  kernels.releasesWeights = releasesWeights;
  kernels.tensorCores = target.tensorCores;
  kernels.cublasLt =
      llvm::is_contained(target.libraries, CUDALibrary::CublasLt);
  kernels.cudnn = llvm::is_contained(target.libraries, CUDALibrary::Cudnn);
  buildGPUKernelsPipeline(pm, kernels);
  switch (target.kind) {
  case DeviceKind::CUDA: {
    NVPTXOptions options;
    options.chips = target.chips;
    options.libDevice = target.libDevice;
    buildGPUToPTXPipeline(pm, options);
    return;
  }
  case DeviceKind::Vulkan:
    buildGPUToSPIRVPipeline(pm);
    return;
  }
}

/// What CUDA devices must be able to do to multiply such numbers.
static unsigned getNeededCapability(TensorCores tensorCores) {
  switch (tensorCores) {
  case TensorCores::None:
    return 0;
  case TensorCores::TF32:
    return 80;
  case TensorCores::F16:
    return 70;
  }
  llvm_unreachable("not a kind of tensor cores");
}

/// Fails for kinds of CUDA devices that LLVM does not know, or that do not have
/// what the target asks for.
static Error verifyChips(const DeviceTarget &target) {
  for (const std::string &chip : target.chips) {
    if (!isNVPTXChip(chip))
      return llvm::createStringError(
          "'" + chip +
          "' is no kind of CUDA device; they are called sm_80, "
          "sm_90a and so on");
    if (getNVPTXCapability(chip) < getNeededCapability(target.tensorCores))
      return llvm::createStringError("'" + chip +
                                     "' has no tensor cores for such numbers");
  }
  return Error::success();
}

Expected<LaunchPlan> nnef::compileForDevice(ModuleOp module,
                                            const DeviceTarget &target,
                                            bool releasesWeights) {
  if (Error error = verifyChips(target))
    return std::move(error);
  if (!target.libDevice.empty())
    if (Error error = verifyLibDevice(target.libDevice))
      return std::move(error);
  Expected<Signature> signature = Signature::get(module);
  if (!signature)
    return signature.takeError();
  if (Error error = signature->verifyStaticShapes())
    return std::move(error);
  // Upstream looks for a CUDA toolkit by itself, and complains if the folder of
  // one has no libdevice. The target says which is used.
  ScopedDiagnosticHandler handler(
      module.getContext(), [](Diagnostic &diagnostic) {
        return success(StringRef(diagnostic.str()).starts_with("LibDevice "));
      });
  PassManager pm(module.getContext());
  buildPipeline(pm, target, releasesWeights);
  auto makeFailure = [] {
    return llvm::createStringError("the network cannot be compiled");
  };
  if (failed(pm.run(module)))
    return makeFailure();
  FailureOr<LaunchPlan> plan = LaunchPlan::get(module, *signature);
  if (failed(plan))
    return makeFailure();
  return std::move(*plan);
}

/// What to make code for, so that a device of this machine runs it.
static Error setChipOfMachine(DeviceTarget &target) {
  target.chips.clear();
  if (target.kind != DeviceKind::CUDA)
    return Error::success();
  return getCUDAChip().moveInto(target.chips.emplace_back());
}

static Expected<std::unique_ptr<Device>> createDevice(DeviceKind kind,
                                                      const LaunchPlan &plan) {
  switch (kind) {
  case DeviceKind::CUDA:
    return createCUDADevice(plan);
  case DeviceKind::Vulkan:
    return createVulkanDevice(plan);
  }
  llvm_unreachable("not a kind of device");
}

Expected<std::unique_ptr<DeviceExecutable>>
DeviceExecutable::compile(ModuleOp module, DeviceTarget target,
                          bool releasesWeights) {
  if (Error error = setChipOfMachine(target))
    return std::move(error);
  Expected<LaunchPlan> plan = compileForDevice(module, target, releasesWeights);
  if (!plan)
    return plan.takeError();
  std::unique_ptr<DeviceExecutable> result(
      new DeviceExecutable(std::move(*plan)));
  if (Error error =
          createDevice(target.kind, result->plan).moveInto(result->device))
    return std::move(error);
  return result;
}

/// All elements of a state, each for itself.
static SmallVector<char, 0> getBytes(const DeviceData &state) {
  ArrayRef<char> bytes = state.elements.getBytes();
  SmallVector<char, 0> result;
  while (result.size() < state.getSizeInBytes())
    result.append(bytes.begin(), bytes.end());
  return result;
}

Error DeviceExecutable::writeInitialState() const {
  for (auto [index, state] : llvm::enumerate(plan.states))
    if (Error error = device->writeState(index, getBytes(state)))
      return error;
  return Error::success();
}

Error DeviceExecutable::run(ArrayRef<HostTensor> inputs,
                            MutableArrayRef<HostTensor> outputs) const {
  if (Error error = plan.signature.verifyTensors(inputs, outputs))
    return error;
  if (isReset)
    if (Error error = writeInitialState())
      return error;
  isReset = false;
  SmallVector<ArrayRef<char>> inputBytes;
  for (const HostTensor &tensor : inputs)
    inputBytes.push_back(tensor.getBytes());
  SmallVector<MutableArrayRef<char>> outputBytes;
  for (HostTensor &tensor : outputs)
    outputBytes.push_back(tensor.getBytes());
  return device->run(inputBytes, outputBytes);
}

Error DeviceExecutable::storeState(ModuleOp module) const {
  SymbolTable symbols(module);
  for (auto [index, state] : llvm::enumerate(plan.states)) {
    auto global = symbols.lookup<ml_program::GlobalOp>(state.name);
    assert(global && "the module is not the one that was compiled");
    if (isReset) {
      global.setValueAttr(state.elements.getAttribute(state.name));
      continue;
    }
    Elements value = Elements::allocate(state.elements.getType());
    if (Error error = device->readState(index, value.getMutableBytes()))
      return error;
    global.setValueAttr(value.getAttribute(state.name));
  }
  return Error::success();
}
