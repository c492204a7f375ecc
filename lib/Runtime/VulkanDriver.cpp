//===- VulkanDriver.cpp - Vulkan, opened when it is needed ----------------===//
//
// Part of the nnef-mlir project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "VulkanDriver.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/SmallVector.h"
#include "llvm/ADT/StringExtras.h"

using namespace llvm;
using namespace nnef;

Error nnef::checkVulkan(VkResult result, const Twine &action) {
  if (result == VK_SUCCESS)
    return Error::success();
  StringRef reason;
  switch (result) {
  case VK_ERROR_OUT_OF_HOST_MEMORY:
    reason = "there is not enough memory";
    break;
  case VK_ERROR_OUT_OF_DEVICE_MEMORY:
    reason = "the device has not enough memory";
    break;
  case VK_ERROR_DEVICE_LOST:
    reason = "the device was lost";
    break;
  case VK_ERROR_INCOMPATIBLE_DRIVER:
    reason = "there is no driver for a device of this machine";
    break;
  default:
    break;
  }
  if (!reason.empty())
    return createStringError("Vulkan: " + action + ": " + reason);
  return createStringError("Vulkan: " + action + ": error " +
                           Twine(int(result)));
}

//===----------------------------------------------------------------------===//
// Features
//===----------------------------------------------------------------------===//

Error VulkanFeatures::addRequirements(ArrayRef<uint32_t> module) {
  // Capabilities come first, behind a header of five words.
  constexpr unsigned opCapability = 17, headerWords = 5;
  for (ArrayRef<uint32_t> rest = module.drop_front(headerWords);
       rest.size() >= 2 && (rest[0] & 0xffff) == opCapability;
       rest = rest.drop_front(2)) {
    switch (rest[1]) {
    case 0: // Matrix, which belongs to the next one.
    case 1: // Shader
      continue;
    case 9:
      float16 = true;
      continue;
    case 10:
      float64 = true;
      continue;
    case 11:
      int64 = true;
      continue;
    case 22:
      int16 = true;
      continue;
    case 39:
      int8 = true;
      continue;
    case 4433:
      storage16 = true;
      continue;
    case 4448:
      storage8 = true;
      continue;
    default:
      return createStringError("the network needs capability " +
                               Twine(rest[1]) +
                               " of SPIR-V, which is not known of any device");
    }
  }
  return Error::success();
}

namespace {
/// The features of a device in the form that Vulkan has them.
struct FeatureChain {
  FeatureChain() {
    features.sType = VK_STRUCTURE_TYPE_PHYSICAL_DEVICE_FEATURES_2;
    features.pNext = &features11;
    features11.sType = VK_STRUCTURE_TYPE_PHYSICAL_DEVICE_VULKAN_1_1_FEATURES;
    features11.pNext = &features12;
    features12.sType = VK_STRUCTURE_TYPE_PHYSICAL_DEVICE_VULKAN_1_2_FEATURES;
  }
  FeatureChain(const FeatureChain &) = delete;

  /// Pairs of a feature, and its name.
  SmallVector<std::pair<VkBool32 *, StringRef>> getAll() {
    return {{&features12.shaderFloat16, "float16"},
            {&features.features.shaderFloat64, "float64"},
            {&features12.shaderInt8, "int8"},
            {&features.features.shaderInt16, "int16"},
            {&features.features.shaderInt64, "int64"},
            {&features12.storageBuffer8BitAccess, "buffers of int8"},
            {&features11.storageBuffer16BitAccess, "buffers of 16 bits"}};
  }

  void set(const VulkanFeatures &values) {
    bool flags[] = {values.float16,  values.float64, values.int8,
                    values.int16,    values.int64,   values.storage8,
                    values.storage16};
    for (auto [feature, flag] : zip_equal(getAll(), flags))
      *feature.first = flag;
  }

  VkPhysicalDeviceFeatures2 features = {};
  VkPhysicalDeviceVulkan11Features features11 = {};
  VkPhysicalDeviceVulkan12Features features12 = {};
};
} // namespace

//===----------------------------------------------------------------------===//
// Opening
//===----------------------------------------------------------------------===//

Error VulkanDriver::createInstance() {
  constexpr char name[] = "libvulkan.so.1";
  std::string message;
  library = sys::DynamicLibrary::getLibrary(name, &message);
  if (!library.isValid())
    return createStringError(
        "Vulkan: the loader cannot be opened, which Debian has in the package "
        "libvulkan1: " +
        message);
  auto getInstanceProcAddr = reinterpret_cast<PFN_vkGetInstanceProcAddr>(
      library.getAddressOfSymbol("vkGetInstanceProcAddr"));
  auto createInstance =
      getInstanceProcAddr
          ? reinterpret_cast<PFN_vkCreateInstance>(
                getInstanceProcAddr(nullptr, "vkCreateInstance"))
          : nullptr;
  if (!createInstance)
    return createStringError(Twine("Vulkan: '") + name +
                             "' is no loader of Vulkan");
  VkApplicationInfo application = {};
  application.sType = VK_STRUCTURE_TYPE_APPLICATION_INFO;
  application.pApplicationName = "nnef-mlir";
  application.apiVersion = VK_API_VERSION_1_2;
  VkInstanceCreateInfo info = {};
  info.sType = VK_STRUCTURE_TYPE_INSTANCE_CREATE_INFO;
  info.pApplicationInfo = &application;
  if (Error error = checkVulkan(createInstance(&info, nullptr, &instance),
                                "cannot be used"))
    return error;
#define X(NAME)                                                                \
  NAME = reinterpret_cast<PFN_vk##NAME>(                                       \
      getInstanceProcAddr(instance, "vk" #NAME));
  NNEF_VULKAN_INSTANCE_FUNCTIONS(X)
#undef X
  return Error::success();
}

/// How much a kind of device is preferred to others.
static int getRank(VkPhysicalDeviceType type) {
  switch (type) {
  case VK_PHYSICAL_DEVICE_TYPE_DISCRETE_GPU:
    return 4;
  case VK_PHYSICAL_DEVICE_TYPE_INTEGRATED_GPU:
    return 3;
  case VK_PHYSICAL_DEVICE_TYPE_VIRTUAL_GPU:
    return 2;
  default:
    return 1;
  }
}

Error VulkanDriver::chooseDevice(const VulkanFeatures &features) {
  uint32_t count = 0;
  if (Error error =
          checkVulkan(EnumeratePhysicalDevices(instance, &count, nullptr),
                      "devices cannot be listed"))
    return error;
  SmallVector<VkPhysicalDevice> devices(count);
  VkResult result = EnumeratePhysicalDevices(instance, &count, devices.data());
  if (result != VK_SUCCESS && result != VK_INCOMPLETE)
    return checkVulkan(result, "devices cannot be listed");
  devices.truncate(count);

  FeatureChain needed;
  needed.set(features);
  int rank = 0;
  std::string lacking;
  for (VkPhysicalDevice candidate : devices) {
    VkPhysicalDeviceProperties found;
    GetPhysicalDeviceProperties(candidate, &found);
    if (found.apiVersion < VK_API_VERSION_1_2) {
      lacking = "; '" + std::string(found.deviceName) +
                "' has an older version of Vulkan than 1.2";
      continue;
    }
    FeatureChain present;
    GetPhysicalDeviceFeatures2(candidate, &present.features);
    StringRef missing;
    for (auto [need, has] : zip_equal(needed.getAll(), present.getAll()))
      if (*need.first && !*has.first)
        missing = need.second;
    if (!missing.empty()) {
      lacking = "; '" + std::string(found.deviceName) + "' has no " +
                missing.str() + ", which this network needs";
      continue;
    }
    if (getRank(found.deviceType) <= rank)
      continue;
    rank = getRank(found.deviceType);
    physicalDevice = candidate;
    properties = found;
  }
  if (!physicalDevice)
    return createStringError("Vulkan: there is no device to run the network" +
                             lacking);
  return Error::success();
}

Error VulkanDriver::createDevice(const VulkanFeatures &features) {
  GetPhysicalDeviceMemoryProperties(physicalDevice, &memory);
  uint32_t count = 0;
  GetPhysicalDeviceQueueFamilyProperties(physicalDevice, &count, nullptr);
  SmallVector<VkQueueFamilyProperties> families(count);
  GetPhysicalDeviceQueueFamilyProperties(physicalDevice, &count,
                                         families.data());
  const auto *family = llvm::find_if(families, [](const auto &properties) {
    return properties.queueFlags & VK_QUEUE_COMPUTE_BIT;
  });
  if (family == families.end())
    return createStringError("Vulkan: '" + getName() + "' does not compute");
  queueFamily = family - families.begin();

  float priority = 1;
  VkDeviceQueueCreateInfo queueInfo = {};
  queueInfo.sType = VK_STRUCTURE_TYPE_DEVICE_QUEUE_CREATE_INFO;
  queueInfo.queueFamilyIndex = queueFamily;
  queueInfo.queueCount = 1;
  queueInfo.pQueuePriorities = &priority;
  FeatureChain enabled;
  enabled.set(features);
  VkDeviceCreateInfo info = {};
  info.sType = VK_STRUCTURE_TYPE_DEVICE_CREATE_INFO;
  info.pNext = &enabled.features;
  info.queueCreateInfoCount = 1;
  info.pQueueCreateInfos = &queueInfo;
  if (Error error =
          checkVulkan(CreateDevice(physicalDevice, &info, nullptr, &device),
                      "'" + getName() + "' cannot be used"))
    return error;
#define X(NAME)                                                                \
  NAME = reinterpret_cast<PFN_vk##NAME>(GetDeviceProcAddr(device, "v"          \
                                                                  "k" #NAME));
  NNEF_VULKAN_DEVICE_FUNCTIONS(X)
#undef X
  GetDeviceQueue(device, queueFamily, 0, &queue);
  return Error::success();
}

Expected<std::unique_ptr<VulkanDriver>>
VulkanDriver::open(const VulkanFeatures &features) {
  auto driver = std::make_unique<VulkanDriver>();
  if (Error error = driver->createInstance())
    return std::move(error);
  if (Error error = driver->chooseDevice(features))
    return std::move(error);
  if (Error error = driver->createDevice(features))
    return std::move(error);
  return driver;
}

VulkanDriver::~VulkanDriver() {
  if (device)
    DeviceWaitIdle(device);
  for (const std::function<void()> &destroy : llvm::reverse(destructors))
    destroy();
  if (device)
    DestroyDevice(device, nullptr);
  if (instance)
    DestroyInstance(instance, nullptr);
}

//===----------------------------------------------------------------------===//
// Memory
//===----------------------------------------------------------------------===//

std::optional<uint32_t>
VulkanDriver::findMemoryType(uint32_t types,
                             VkMemoryPropertyFlags flags) const {
  for (uint32_t i = 0; i < memory.memoryTypeCount; ++i)
    if ((types >> i & 1) &&
        (memory.memoryTypes[i].propertyFlags & flags) == flags)
      return i;
  return std::nullopt;
}

Expected<VulkanDriver::Buffer>
VulkanDriver::createBuffer(uint64_t size, BufferKind kind,
                           const Twine &purpose) {
  std::string action =
      ("memory of " + Twine(size) + " bytes for " + purpose).str();
  Buffer buffer;
  VkBufferCreateInfo info = {};
  info.sType = VK_STRUCTURE_TYPE_BUFFER_CREATE_INFO;
  // No buffer is empty.
  info.size = std::max<uint64_t>(size, 4);
  info.usage = VK_BUFFER_USAGE_STORAGE_BUFFER_BIT |
               VK_BUFFER_USAGE_TRANSFER_SRC_BIT |
               VK_BUFFER_USAGE_TRANSFER_DST_BIT;
  if (Error error = checkVulkan(
          CreateBuffer(device, &info, nullptr, &buffer.handle), action))
    return std::move(error);
  atEnd([this, handle = buffer.handle] {
    DestroyBuffer(device, handle, nullptr);
  });

  VkMemoryRequirements requirements;
  GetBufferMemoryRequirements(device, buffer.handle, &requirements);
  VkMemoryPropertyFlags flags = kind == BufferKind::Device
                                    ? VK_MEMORY_PROPERTY_DEVICE_LOCAL_BIT
                                    : VK_MEMORY_PROPERTY_HOST_VISIBLE_BIT |
                                          VK_MEMORY_PROPERTY_HOST_COHERENT_BIT;
  std::optional<uint32_t> type =
      findMemoryType(requirements.memoryTypeBits, flags);
  if (!type)
    return createStringError("Vulkan: " + action +
                             ": the device has none of that kind");
  VkMemoryAllocateInfo allocation = {};
  allocation.sType = VK_STRUCTURE_TYPE_MEMORY_ALLOCATE_INFO;
  allocation.allocationSize = requirements.size;
  allocation.memoryTypeIndex = *type;
  VkDeviceMemory allocated;
  if (Error error = checkVulkan(
          AllocateMemory(device, &allocation, nullptr, &allocated), action))
    return std::move(error);
  atEnd([this, allocated] { FreeMemory(device, allocated, nullptr); });
  if (Error error = checkVulkan(
          BindBufferMemory(device, buffer.handle, allocated, 0), action))
    return std::move(error);
  if (kind == BufferKind::Device)
    return buffer;
  void *data = nullptr;
  if (Error error = checkVulkan(
          MapMemory(device, allocated, 0, VK_WHOLE_SIZE, 0, &data), action))
    return std::move(error);
  buffer.data = static_cast<char *>(data);
  return buffer;
}
