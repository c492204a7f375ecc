//===- VulkanDriver.h - Vulkan, opened when it is needed --------*- C++ -*-===//
//
// Part of the nnef-mlir project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef NNEF_LIB_RUNTIME_VULKANDRIVER_H
#define NNEF_LIB_RUNTIME_VULKANDRIVER_H

#define VK_NO_PROTOTYPES
#include "llvm/ADT/ArrayRef.h"
#include "llvm/Support/DynamicLibrary.h"
#include "llvm/Support/Error.h"
#include <functional>
#include <vulkan/vulkan_core.h>

/// The functions of Vulkan that are used, of an instance and of a device.
#define NNEF_VULKAN_INSTANCE_FUNCTIONS(X)                                      \
  X(CreateDevice)                                                              \
  X(DestroyInstance)                                                           \
  X(EnumeratePhysicalDevices)                                                  \
  X(GetDeviceProcAddr)                                                         \
  X(GetPhysicalDeviceFeatures2)                                                \
  X(GetPhysicalDeviceMemoryProperties)                                         \
  X(GetPhysicalDeviceProperties)                                               \
  X(GetPhysicalDeviceQueueFamilyProperties)
#define NNEF_VULKAN_DEVICE_FUNCTIONS(X)                                        \
  X(AllocateCommandBuffers)                                                    \
  X(AllocateDescriptorSets)                                                    \
  X(AllocateMemory)                                                            \
  X(BeginCommandBuffer)                                                        \
  X(BindBufferMemory)                                                          \
  X(CmdBindDescriptorSets)                                                     \
  X(CmdBindPipeline)                                                           \
  X(CmdCopyBuffer)                                                             \
  X(CmdDispatch)                                                               \
  X(CmdPipelineBarrier)                                                        \
  X(CreateBuffer)                                                              \
  X(CreateCommandPool)                                                         \
  X(CreateComputePipelines)                                                    \
  X(CreateDescriptorPool)                                                      \
  X(CreateDescriptorSetLayout)                                                 \
  X(CreateFence)                                                               \
  X(CreatePipelineLayout)                                                      \
  X(CreateShaderModule)                                                        \
  X(DestroyBuffer)                                                             \
  X(DestroyCommandPool)                                                        \
  X(DestroyDescriptorPool)                                                     \
  X(DestroyDescriptorSetLayout)                                                \
  X(DestroyDevice)                                                             \
  X(DestroyFence)                                                              \
  X(DestroyPipeline)                                                           \
  X(DestroyPipelineLayout)                                                     \
  X(DestroyShaderModule)                                                       \
  X(DeviceWaitIdle)                                                            \
  X(EndCommandBuffer)                                                          \
  X(FreeMemory)                                                                \
  X(GetBufferMemoryRequirements)                                               \
  X(GetDeviceQueue)                                                            \
  X(MapMemory)                                                                 \
  X(QueueSubmit)                                                               \
  X(ResetFences)                                                               \
  X(UpdateDescriptorSets)                                                      \
  X(WaitForFences)

namespace nnef {

/// Fails with what Vulkan could not do if `result` says that it did not.
llvm::Error checkVulkan(VkResult result, const llvm::Twine &action);

/// What kernels need of a device beyond what all have.
struct VulkanFeatures {
  bool float16 = false, float64 = false;
  bool int8 = false, int16 = false, int64 = false;
  bool storage8 = false, storage16 = false;

  /// Adds what a module of SPIR-V says that it needs. Fails if that is
  /// something else.
  llvm::Error addRequirements(llvm::ArrayRef<uint32_t> module);
};

/// A device of Vulkan, and the functions to use it by. Objects that are made
/// with it are destroyed with it.
class VulkanDriver {
public:
  /// Opens the best device that has the features.
  static llvm::Expected<std::unique_ptr<VulkanDriver>>
  open(const VulkanFeatures &features);
  ~VulkanDriver();

  /// A memory of the device.
  struct Buffer {
    VkBuffer handle = VK_NULL_HANDLE;
    /// Where the host sees it, if it does.
    char *data = nullptr;
  };
  enum class BufferKind { Device, Host };
  llvm::Expected<Buffer> createBuffer(uint64_t size, BufferKind kind,
                                      const llvm::Twine &purpose);

  /// Has `destroy` called when all else is done, before what was made earlier
  /// is destroyed.
  void atEnd(std::function<void()> destroy) {
    destructors.push_back(std::move(destroy));
  }

  llvm::StringRef getName() const { return properties.deviceName; }
  const VkPhysicalDeviceLimits &getLimits() const { return properties.limits; }

// The names are Vulkan's. NOLINTNEXTLINE(readability-identifier-naming)
#define X(NAME) PFN_vk##NAME NAME = nullptr;
  NNEF_VULKAN_INSTANCE_FUNCTIONS(X)
  NNEF_VULKAN_DEVICE_FUNCTIONS(X)
#undef X
  VkDevice device = VK_NULL_HANDLE;
  VkQueue queue = VK_NULL_HANDLE;
  /// The family that the queue is of.
  uint32_t queueFamily = 0;

private:
  llvm::Error createInstance();
  llvm::Error chooseDevice(const VulkanFeatures &features);
  llvm::Error createDevice(const VulkanFeatures &features);
  std::optional<uint32_t> findMemoryType(uint32_t types,
                                         VkMemoryPropertyFlags flags) const;

  llvm::sys::DynamicLibrary library;
  VkInstance instance = VK_NULL_HANDLE;
  VkPhysicalDevice physicalDevice = VK_NULL_HANDLE;
  VkPhysicalDeviceProperties properties = {};
  VkPhysicalDeviceMemoryProperties memory = {};
  std::vector<std::function<void()>> destructors;
};

} // namespace nnef

#endif // NNEF_LIB_RUNTIME_VULKANDRIVER_H
