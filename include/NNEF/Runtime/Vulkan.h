//===- Vulkan.h - Networks on Vulkan devices --------------------*- C++ -*-===//
//
// Part of the nnef-mlir project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef NNEF_RUNTIME_VULKAN_H
#define NNEF_RUNTIME_VULKAN_H

#include "NNEF/Runtime/Device.h"
#include <memory>

namespace nnef {

struct LaunchPlan;

/// Fails if there is no loader of Vulkan, no driver, or no device that
/// computes.
llvm::Error verifyVulkan();

/// Loads a network on a Vulkan device of this machine: a GPU that is a card of
/// its own if there is one, else one that is part of the processor, else what
/// computes on the processor. Uploads the weights, gets all memory that the
/// network needs, and records what it does once for all runs.
///
/// Nothing of Vulkan is needed but its loader and a driver, which are opened
/// when this is called.
llvm::Expected<std::unique_ptr<Device>>
createVulkanDevice(const LaunchPlan &plan);

} // namespace nnef

#endif // NNEF_RUNTIME_VULKAN_H
