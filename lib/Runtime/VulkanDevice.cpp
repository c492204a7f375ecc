//===- VulkanDevice.cpp - Networks on Vulkan devices ----------------------===//
//
// Part of the nnef-mlir project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "NNEF/Runtime/LaunchPlan.h"
#include "NNEF/Runtime/Vulkan.h"
#include "VulkanDriver.h"
#include "mlir/IR/Diagnostics.h"
#include "llvm/Support/MathExtras.h"
#include <cstring>

using namespace mlir;
using namespace nnef;
using llvm::Error;
using llvm::Expected;

/// What the places of tensors in a buffer are multiples of, which is enough for
/// all devices.
static constexpr uint64_t kAlignment = 256;
/// The memory through which weights are uploaded, if there are as many.
static constexpr uint64_t kMaxUpload = uint64_t(64) << 20;

namespace {
/// Some tensors in one buffer.
class TensorLayout {
public:
  void add(uint64_t size) {
    offsets.push_back(total);
    sizes.push_back(size);
    total = llvm::alignTo(total + size, kAlignment);
  }

  SmallVector<uint64_t, 0> offsets, sizes;
  uint64_t total = 0;
};

/// A kernel that is ready to be launched.
struct Kernel {
  VkPipeline pipeline = VK_NULL_HANDLE;
  VkPipelineLayout layout = VK_NULL_HANDLE;
  VkDescriptorSetLayout operands = VK_NULL_HANDLE;
};

class VulkanDevice : public Device {
public:
  explicit VulkanDevice(std::unique_ptr<VulkanDriver> driver)
      : vk(std::move(driver)) {}

  Error load(const LaunchPlan &plan);

  Error run(ArrayRef<ArrayRef<char>> inputs,
            ArrayRef<MutableArrayRef<char>> outputs) override;
  Error writeState(unsigned index, ArrayRef<char> bytes) override;
  Error readState(unsigned index, MutableArrayRef<char> bytes) override;

private:
  LogicalResult verifyLimits(const LaunchPlan &plan);
  Error createBuffers(const LaunchPlan &plan);
  Error createCommands();
  Error uploadData(const DeviceData &data, uint64_t offset);
  Error createKernels(const LaunchPlan &plan);
  Expected<Kernel> createKernel(const LaunchPlan &plan, unsigned index,
                                size_t numOperands);
  Error createSets(const LaunchPlan &plan);
  Error record(const LaunchPlan &plan);

  VkDescriptorBufferInfo getPlace(const DeviceBuffer &buffer) const;
  Error begin(VkCommandBuffer commands, VkCommandBufferUsageFlags usage);
  void addBarrier(VkCommandBuffer commands);
  void addCopy(VkCommandBuffer commands, VkBuffer source, uint64_t sourceOffset,
               VkBuffer target, uint64_t targetOffset, uint64_t size);
  /// Lets the device execute commands, and waits until that is done.
  Error execute(VkCommandBuffer commands);
  Error copyNow(VkBuffer source, uint64_t sourceOffset, VkBuffer target,
                uint64_t targetOffset, uint64_t size);

  std::unique_ptr<VulkanDriver> vk;
  /// Inputs and outputs have one buffer, weights and states another.
  TensorLayout inputs, outputs, weights, states;
  VulkanDriver::Buffer boundary, data, arena, staging;
  uint64_t stagingSize = 0;
  VkFence fence = VK_NULL_HANDLE;
  /// What a run is, and what is done once.
  VkCommandBuffer runCommands = VK_NULL_HANDLE, copyCommands = VK_NULL_HANDLE;
  SmallVector<Kernel, 0> kernels;
  /// For each launch, its operands.
  SmallVector<VkDescriptorSet, 0> sets;
};
} // namespace

//===----------------------------------------------------------------------===//
// Limits
//===----------------------------------------------------------------------===//

/// Whether the device can launch everything. Reports what it cannot.
LogicalResult VulkanDevice::verifyLimits(const LaunchPlan &plan) {
  const VkPhysicalDeviceLimits &limits = vk->getLimits();
  bool canLaunch = true;
  for (const Launch &launch : plan.launches) {
    auto fail = [&] {
      canLaunch = false;
      return emitError(launch.loc, "needs a kernel that '")
             << vk->getName() << "' cannot launch: ";
    };
    if (launch.operands.size() > limits.maxPerStageDescriptorStorageBuffers)
      fail() << "it has " << launch.operands.size()
             << " buffers, and the device can give it "
             << limits.maxPerStageDescriptorStorageBuffers;
    for (const DeviceBuffer &operand : launch.operands)
      if (operand.size > limits.maxStorageBufferRange)
        fail() << "it has a buffer of " << operand.size
               << " bytes, and the device has buffers of up to "
               << limits.maxStorageBufferRange;
    uint32_t numThreads = 1;
    for (unsigned i = 0; i < 3; ++i) {
      numThreads *= launch.block[i];
      if (launch.grid[i] > limits.maxComputeWorkGroupCount[i] ||
          launch.block[i] > limits.maxComputeWorkGroupSize[i])
        fail() << "it has too many blocks or threads";
    }
    if (numThreads > limits.maxComputeWorkGroupInvocations)
      fail() << "it has blocks of " << numThreads << " threads";
  }
  return success(canLaunch);
}

//===----------------------------------------------------------------------===//
// Memory
//===----------------------------------------------------------------------===//

static uint64_t getSizeInBytes(const TensorSpec &spec) {
  return *getNumElements(spec.shape) * getByteWidth(spec.elementType);
}

Error VulkanDevice::createBuffers(const LaunchPlan &plan) {
  for (const TensorSpec &spec : plan.signature.inputs)
    inputs.add(getSizeInBytes(spec));
  for (const TensorSpec &spec : plan.signature.outputs)
    outputs.add(getSizeInBytes(spec));
  for (const DeviceData &weight : plan.weights)
    weights.add(weight.getSizeInBytes());
  for (const DeviceData &state : plan.states)
    states.add(state.getSizeInBytes());

  using Kind = VulkanDriver::BufferKind;
  uint64_t boundarySize = inputs.total + outputs.total;
  uint64_t dataSize = weights.total + states.total;
  stagingSize = std::max(boundarySize, std::min(dataSize, kMaxUpload));
  auto create = [&](VulkanDriver::Buffer &buffer, uint64_t size, Kind kind,
                    StringRef purpose) {
    return vk->createBuffer(size, kind, purpose).moveInto(buffer);
  };
  if (Error error =
          create(boundary, boundarySize, Kind::Device, "inputs and outputs"))
    return error;
  if (Error error = create(data, dataSize, Kind::Device, "weights"))
    return error;
  if (Error error =
          create(arena, plan.arenaSize, Kind::Device, "intermediate tensors"))
    return error;
  return create(staging, stagingSize, Kind::Host, "inputs and outputs");
}

/// Where an operand of a kernel is.
VkDescriptorBufferInfo
VulkanDevice::getPlace(const DeviceBuffer &buffer) const {
  auto place = [&](const VulkanDriver::Buffer &memory, uint64_t base) {
    return VkDescriptorBufferInfo{memory.handle, base + buffer.offset,
                                  buffer.size};
  };
  switch (buffer.memory) {
  case DeviceMemory::Input:
    return place(boundary, inputs.offsets[buffer.index]);
  case DeviceMemory::Output:
    return place(boundary, inputs.total + outputs.offsets[buffer.index]);
  case DeviceMemory::Weight:
    return place(data, weights.offsets[buffer.index]);
  case DeviceMemory::State:
    return place(data, weights.total + states.offsets[buffer.index]);
  case DeviceMemory::Arena:
    return place(arena, 0);
  }
  llvm_unreachable("not a memory of a device");
}

Error VulkanDevice::uploadData(const DeviceData &source, uint64_t offset) {
  ArrayRef<char> bytes = source.elements.getBytes();
  uint64_t size = source.getSizeInBytes();
  for (uint64_t done = 0; done < size; done += stagingSize) {
    uint64_t part = std::min(stagingSize, size - done);
    if (source.elements.isSplat())
      // The part begins with a whole element.
      for (uint64_t i = 0; i < part; i += bytes.size())
        std::memcpy(staging.data + i, bytes.data(), bytes.size());
    else
      std::memcpy(staging.data, bytes.data() + done, part);
    if (Error error =
            copyNow(staging.handle, 0, data.handle, offset + done, part))
      return error;
  }
  return Error::success();
}

Error VulkanDevice::writeState(unsigned index, ArrayRef<char> bytes) {
  uint64_t offset = weights.total + states.offsets[index];
  for (uint64_t done = 0; done < bytes.size(); done += stagingSize) {
    ArrayRef<char> part = bytes.drop_front(done).take_front(stagingSize);
    llvm::copy(part, staging.data);
    if (Error error =
            copyNow(staging.handle, 0, data.handle, offset + done, part.size()))
      return error;
  }
  return Error::success();
}

Error VulkanDevice::readState(unsigned index, MutableArrayRef<char> bytes) {
  uint64_t offset = weights.total + states.offsets[index];
  for (uint64_t done = 0; done < bytes.size(); done += stagingSize) {
    MutableArrayRef<char> part = bytes.drop_front(done).take_front(stagingSize);
    if (Error error =
            copyNow(data.handle, offset + done, staging.handle, 0, part.size()))
      return error;
    std::memcpy(part.data(), staging.data, part.size());
  }
  return Error::success();
}

//===----------------------------------------------------------------------===//
// Commands
//===----------------------------------------------------------------------===//

Error VulkanDevice::createCommands() {
  VkCommandPoolCreateInfo poolInfo = {};
  poolInfo.sType = VK_STRUCTURE_TYPE_COMMAND_POOL_CREATE_INFO;
  poolInfo.flags = VK_COMMAND_POOL_CREATE_RESET_COMMAND_BUFFER_BIT;
  poolInfo.queueFamilyIndex = vk->queueFamily;
  VkCommandPool pool;
  if (Error error = checkVulkan(
          vk->CreateCommandPool(vk->device, &poolInfo, nullptr, &pool),
          "a pool of commands"))
    return error;
  vk->atEnd([vk = vk.get(), pool] {
    vk->DestroyCommandPool(vk->device, pool, nullptr);
  });
  VkCommandBuffer buffers[2];
  VkCommandBufferAllocateInfo info = {};
  info.sType = VK_STRUCTURE_TYPE_COMMAND_BUFFER_ALLOCATE_INFO;
  info.commandPool = pool;
  info.level = VK_COMMAND_BUFFER_LEVEL_PRIMARY;
  info.commandBufferCount = 2;
  if (Error error =
          checkVulkan(vk->AllocateCommandBuffers(vk->device, &info, buffers),
                      "memory for commands"))
    return error;
  runCommands = buffers[0];
  copyCommands = buffers[1];
  VkFenceCreateInfo fenceInfo = {};
  fenceInfo.sType = VK_STRUCTURE_TYPE_FENCE_CREATE_INFO;
  if (Error error = checkVulkan(
          vk->CreateFence(vk->device, &fenceInfo, nullptr, &fence), "a fence"))
    return error;
  vk->atEnd([vk = vk.get(), fence = fence] {
    vk->DestroyFence(vk->device, fence, nullptr);
  });
  return Error::success();
}

Error VulkanDevice::begin(VkCommandBuffer commands,
                          VkCommandBufferUsageFlags usage) {
  VkCommandBufferBeginInfo info = {};
  info.sType = VK_STRUCTURE_TYPE_COMMAND_BUFFER_BEGIN_INFO;
  info.flags = usage;
  return checkVulkan(vk->BeginCommandBuffer(commands, &info),
                     "commands cannot be recorded");
}

/// Lets what follows see all that was written before.
void VulkanDevice::addBarrier(VkCommandBuffer commands) {
  VkMemoryBarrier barrier = {};
  barrier.sType = VK_STRUCTURE_TYPE_MEMORY_BARRIER;
  barrier.srcAccessMask =
      VK_ACCESS_SHADER_WRITE_BIT | VK_ACCESS_TRANSFER_WRITE_BIT;
  barrier.dstAccessMask = VK_ACCESS_SHADER_READ_BIT |
                          VK_ACCESS_SHADER_WRITE_BIT |
                          VK_ACCESS_TRANSFER_READ_BIT | VK_ACCESS_HOST_READ_BIT;
  constexpr VkPipelineStageFlags device =
      VK_PIPELINE_STAGE_COMPUTE_SHADER_BIT | VK_PIPELINE_STAGE_TRANSFER_BIT;
  vk->CmdPipelineBarrier(commands, device, device | VK_PIPELINE_STAGE_HOST_BIT,
                         0, 1, &barrier, 0, nullptr, 0, nullptr);
}

void VulkanDevice::addCopy(VkCommandBuffer commands, VkBuffer source,
                           uint64_t sourceOffset, VkBuffer target,
                           uint64_t targetOffset, uint64_t size) {
  if (size == 0)
    return;
  VkBufferCopy region = {sourceOffset, targetOffset, size};
  vk->CmdCopyBuffer(commands, source, target, 1, &region);
}

Error VulkanDevice::execute(VkCommandBuffer commands) {
  VkSubmitInfo info = {};
  info.sType = VK_STRUCTURE_TYPE_SUBMIT_INFO;
  info.commandBufferCount = 1;
  info.pCommandBuffers = &commands;
  if (Error error = checkVulkan(vk->QueueSubmit(vk->queue, 1, &info, fence),
                                "commands cannot be executed"))
    return error;
  if (Error error = checkVulkan(
          vk->WaitForFences(vk->device, 1, &fence, VK_TRUE, UINT64_MAX),
          "commands failed"))
    return error;
  return checkVulkan(vk->ResetFences(vk->device, 1, &fence), "commands failed");
}

Error VulkanDevice::copyNow(VkBuffer source, uint64_t sourceOffset,
                            VkBuffer target, uint64_t targetOffset,
                            uint64_t size) {
  if (Error error =
          begin(copyCommands, VK_COMMAND_BUFFER_USAGE_ONE_TIME_SUBMIT_BIT))
    return error;
  addCopy(copyCommands, source, sourceOffset, target, targetOffset, size);
  addBarrier(copyCommands);
  if (Error error = checkVulkan(vk->EndCommandBuffer(copyCommands),
                                "commands cannot be recorded"))
    return error;
  return execute(copyCommands);
}

//===----------------------------------------------------------------------===//
// Kernels
//===----------------------------------------------------------------------===//

/// The code of a module, as words; where it is, it need not be aligned.
static SmallVector<uint32_t, 0> getWords(const DeviceModule &module) {
  StringRef bytes = module.codes.front().bytes;
  SmallVector<uint32_t, 0> words(bytes.size() / sizeof(uint32_t));
  std::memcpy(words.data(), bytes.data(), words.size() * sizeof(uint32_t));
  return words;
}

Expected<Kernel> VulkanDevice::createKernel(const LaunchPlan &plan,
                                            unsigned index,
                                            size_t numOperands) {
  const DeviceKernel &described = plan.kernels[index];
  std::string action = "kernel '" + described.name + "'";
  VulkanDriver *driver = vk.get();
  Kernel kernel;

  SmallVector<VkDescriptorSetLayoutBinding> bindings(numOperands);
  for (auto [number, binding] : llvm::enumerate(bindings)) {
    binding.binding = number;
    binding.descriptorType = VK_DESCRIPTOR_TYPE_STORAGE_BUFFER;
    binding.descriptorCount = 1;
    binding.stageFlags = VK_SHADER_STAGE_COMPUTE_BIT;
  }
  VkDescriptorSetLayoutCreateInfo operandsInfo = {};
  operandsInfo.sType = VK_STRUCTURE_TYPE_DESCRIPTOR_SET_LAYOUT_CREATE_INFO;
  operandsInfo.bindingCount = bindings.size();
  operandsInfo.pBindings = bindings.data();
  if (Error error =
          checkVulkan(vk->CreateDescriptorSetLayout(vk->device, &operandsInfo,
                                                    nullptr, &kernel.operands),
                      action))
    return std::move(error);
  vk->atEnd([driver, operands = kernel.operands] {
    driver->DestroyDescriptorSetLayout(driver->device, operands, nullptr);
  });

  VkPipelineLayoutCreateInfo layoutInfo = {};
  layoutInfo.sType = VK_STRUCTURE_TYPE_PIPELINE_LAYOUT_CREATE_INFO;
  layoutInfo.setLayoutCount = 1;
  layoutInfo.pSetLayouts = &kernel.operands;
  if (Error error =
          checkVulkan(vk->CreatePipelineLayout(vk->device, &layoutInfo, nullptr,
                                               &kernel.layout),
                      action))
    return std::move(error);
  vk->atEnd([driver, layout = kernel.layout] {
    driver->DestroyPipelineLayout(driver->device, layout, nullptr);
  });

  SmallVector<uint32_t, 0> words = getWords(plan.modules[described.module]);
  VkShaderModuleCreateInfo moduleInfo = {};
  moduleInfo.sType = VK_STRUCTURE_TYPE_SHADER_MODULE_CREATE_INFO;
  moduleInfo.codeSize = words.size() * sizeof(uint32_t);
  moduleInfo.pCode = words.data();
  VkShaderModule shader;
  if (Error error = checkVulkan(
          vk->CreateShaderModule(vk->device, &moduleInfo, nullptr, &shader),
          action))
    return std::move(error);
  VkComputePipelineCreateInfo info = {};
  info.sType = VK_STRUCTURE_TYPE_COMPUTE_PIPELINE_CREATE_INFO;
  info.stage.sType = VK_STRUCTURE_TYPE_PIPELINE_SHADER_STAGE_CREATE_INFO;
  info.stage.stage = VK_SHADER_STAGE_COMPUTE_BIT;
  info.stage.module = shader;
  info.stage.pName = described.name.c_str();
  info.layout = kernel.layout;
  VkResult result = vk->CreateComputePipelines(
      vk->device, VK_NULL_HANDLE, 1, &info, nullptr, &kernel.pipeline);
  vk->DestroyShaderModule(vk->device, shader, nullptr);
  if (Error error = checkVulkan(result, action))
    return std::move(error);
  vk->atEnd([driver, pipeline = kernel.pipeline] {
    driver->DestroyPipeline(driver->device, pipeline, nullptr);
  });
  return kernel;
}

Error VulkanDevice::createKernels(const LaunchPlan &plan) {
  kernels.resize(plan.kernels.size());
  // Layers that are alike have the same code, which is in the context once.
  DenseMap<std::pair<const char *, StringRef>, Kernel> known;
  for (const Launch &launch : plan.launches) {
    const DeviceKernel &described = plan.kernels[launch.kernel];
    const DeviceModule &module = plan.modules[described.module];
    Kernel &kernel = known[{module.codes.front().bytes.data(), described.name}];
    if (!kernel.pipeline)
      if (Error error =
              createKernel(plan, launch.kernel, launch.operands.size())
                  .moveInto(kernel))
        return error;
    kernels[launch.kernel] = kernel;
  }
  return Error::success();
}

/// Says where the operands of all launches are.
Error VulkanDevice::createSets(const LaunchPlan &plan) {
  if (plan.launches.empty())
    return Error::success();
  VkDescriptorPoolSize size = {VK_DESCRIPTOR_TYPE_STORAGE_BUFFER, 1};
  for (const Launch &launch : plan.launches)
    size.descriptorCount += launch.operands.size();
  VkDescriptorPoolCreateInfo poolInfo = {};
  poolInfo.sType = VK_STRUCTURE_TYPE_DESCRIPTOR_POOL_CREATE_INFO;
  poolInfo.maxSets = plan.launches.size();
  poolInfo.poolSizeCount = 1;
  poolInfo.pPoolSizes = &size;
  VkDescriptorPool pool;
  if (Error error = checkVulkan(
          vk->CreateDescriptorPool(vk->device, &poolInfo, nullptr, &pool),
          "a pool of operands"))
    return error;
  vk->atEnd([vk = vk.get(), pool] {
    vk->DestroyDescriptorPool(vk->device, pool, nullptr);
  });

  SmallVector<VkDescriptorSetLayout, 0> layouts;
  for (const Launch &launch : plan.launches)
    layouts.push_back(kernels[launch.kernel].operands);
  sets.resize(plan.launches.size());
  VkDescriptorSetAllocateInfo info = {};
  info.sType = VK_STRUCTURE_TYPE_DESCRIPTOR_SET_ALLOCATE_INFO;
  info.descriptorPool = pool;
  info.descriptorSetCount = layouts.size();
  info.pSetLayouts = layouts.data();
  if (Error error = checkVulkan(
          vk->AllocateDescriptorSets(vk->device, &info, sets.data()),
          "memory for operands"))
    return error;
  for (auto [set, launch] : llvm::zip_equal(sets, plan.launches))
    for (auto [number, operand] : llvm::enumerate(launch.operands)) {
      VkDescriptorBufferInfo place = getPlace(operand);
      VkWriteDescriptorSet write = {};
      write.sType = VK_STRUCTURE_TYPE_WRITE_DESCRIPTOR_SET;
      write.dstSet = set;
      write.dstBinding = number;
      write.descriptorCount = 1;
      write.descriptorType = VK_DESCRIPTOR_TYPE_STORAGE_BUFFER;
      write.pBufferInfo = &place;
      vk->UpdateDescriptorSets(vk->device, 1, &write, 0, nullptr);
    }
  return Error::success();
}

//===----------------------------------------------------------------------===//
// Running
//===----------------------------------------------------------------------===//

/// Records what a run is: inputs are uploaded, kernels launched one after the
/// other, and outputs downloaded.
Error VulkanDevice::record(const LaunchPlan &plan) {
  if (Error error = begin(runCommands, 0))
    return error;
  addCopy(runCommands, staging.handle, 0, boundary.handle, 0, inputs.total);
  addBarrier(runCommands);
  for (auto [set, launch] : llvm::zip_equal(sets, plan.launches)) {
    const Kernel &kernel = kernels[launch.kernel];
    vk->CmdBindPipeline(runCommands, VK_PIPELINE_BIND_POINT_COMPUTE,
                        kernel.pipeline);
    vk->CmdBindDescriptorSets(runCommands, VK_PIPELINE_BIND_POINT_COMPUTE,
                              kernel.layout, 0, 1, &set, 0, nullptr);
    vk->CmdDispatch(runCommands, launch.grid[0], launch.grid[1],
                    launch.grid[2]);
    addBarrier(runCommands);
  }
  addCopy(runCommands, boundary.handle, inputs.total, staging.handle,
          inputs.total, outputs.total);
  addBarrier(runCommands);
  return checkVulkan(vk->EndCommandBuffer(runCommands),
                     "commands cannot be recorded");
}

Error VulkanDevice::load(const LaunchPlan &plan) {
  if (failed(verifyLimits(plan)))
    return llvm::createStringError("'" + vk->getName() +
                                   "' cannot run the network");
  if (Error error = createBuffers(plan))
    return error;
  if (Error error = createCommands())
    return error;
  for (auto [weight, offset] : llvm::zip_equal(plan.weights, weights.offsets))
    if (Error error = uploadData(weight, offset))
      return error;
  for (auto [state, offset] : llvm::zip_equal(plan.states, states.offsets))
    if (Error error = uploadData(state, weights.total + offset))
      return error;
  if (Error error = createKernels(plan))
    return error;
  if (Error error = createSets(plan))
    return error;
  return record(plan);
}

Error VulkanDevice::run(ArrayRef<ArrayRef<char>> inputValues,
                        ArrayRef<MutableArrayRef<char>> outputValues) {
  for (auto [bytes, offset] : llvm::zip_equal(inputValues, inputs.offsets))
    llvm::copy(bytes, staging.data + offset);
  if (Error error = execute(runCommands))
    return error;
  for (auto [bytes, offset] : llvm::zip_equal(outputValues, outputs.offsets))
    std::memcpy(bytes.data(), staging.data + inputs.total + offset,
                bytes.size());
  return Error::success();
}

Error nnef::verifyVulkan() {
  return VulkanDriver::open(VulkanFeatures()).takeError();
}

Expected<std::unique_ptr<Device>>
nnef::createVulkanDevice(const LaunchPlan &plan) {
  VulkanFeatures features;
  for (const DeviceModule &module : plan.modules)
    if (Error error = features.addRequirements(getWords(module)))
      return std::move(error);
  auto driver = VulkanDriver::open(features);
  if (!driver)
    return driver.takeError();
  auto device = std::make_unique<VulkanDevice>(std::move(*driver));
  if (Error error = device->load(plan))
    return std::move(error);
  return device;
}
