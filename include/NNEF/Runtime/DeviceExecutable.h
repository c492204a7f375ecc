//===- DeviceExecutable.h - Networks on a device ----------------*- C++ -*-===//
//
// Part of the nnef-mlir project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef NNEF_RUNTIME_DEVICEEXECUTABLE_H
#define NNEF_RUNTIME_DEVICEEXECUTABLE_H

#include "NNEF/Pipelines/TensorCores.h"
#include "NNEF/Runtime/CompiledNetwork.h"
#include "NNEF/Runtime/Device.h"
#include "NNEF/Runtime/LaunchPlan.h"
#include <memory>

namespace nnef {

/// How devices are spoken to.
enum class DeviceKind { CUDA, Vulkan };

/// Fails if this machine has no device of a kind, no driver for it, or not the
/// libraries that are asked for.
llvm::Error verifyDevice(DeviceKind kind,
                         llvm::ArrayRef<CUDALibrary> libraries = {});

/// What code for devices is made for.
struct DeviceTarget {
  DeviceKind kind;
  /// The kinds of CUDA devices, as LLVM names them: one for each text of PTX.
  /// If there is none, sm_80 and all that are newer.
  llvm::SmallVector<std::string> chips = {};
  /// What products are rounded for, on CUDA devices.
  TensorCores tensorCores = TensorCores::None;
  /// The file of functions for kernels on CUDA devices, `libdevice.10.bc`; ours
  /// are used if it is empty.
  std::string libDevice = {};
  /// What is left to libraries for CUDA devices, where the network runs.
  llvm::SmallVector<CUDALibrary, 2> libraries = {};
};

/// Compiles the network in `module`, which is lowered in place, without a
/// device. Why it fails may be told by diagnostics of the context as well. With
/// `releasesWeights` the memory of weights is released when others have taken
/// their place, so that other modules with the same resources find no data
/// there.
llvm::Expected<LaunchPlan> compileForDevice(mlir::ModuleOp module,
                                            const DeviceTarget &target,
                                            bool releasesWeights = false);

/// A network that is compiled for a device, and loaded there.
///
/// The context that the network was compiled in must outlive this. It is used
/// by one thread at a time.
class DeviceExecutable : public CompiledNetwork {
public:
  /// Compiles the network in `module`, as compileForDevice() does, for a device
  /// of this machine; `target.chips` is not used.
  static llvm::Expected<std::unique_ptr<DeviceExecutable>>
  compile(mlir::ModuleOp module, DeviceTarget target,
          bool releasesWeights = false);

  const Signature &getSignature() const override { return plan.signature; }
  llvm::Error run(llvm::ArrayRef<HostTensor> inputs,
                  llvm::MutableArrayRef<HostTensor> outputs) const override;
  bool hasState() const override { return !plan.states.empty(); }
  void reset() override { isReset = true; }
  llvm::Error storeState(mlir::ModuleOp module) const override;

private:
  explicit DeviceExecutable(LaunchPlan plan) : plan(std::move(plan)) {}

  llvm::Error writeInitialState() const;

  LaunchPlan plan;
  std::unique_ptr<Device> device;
  /// Whether the state gets its initial values before the next run.
  mutable bool isReset = false;
};

} // namespace nnef

#endif // NNEF_RUNTIME_DEVICEEXECUTABLE_H
