//===- LaunchPlan.h - What a device does to run a network -------*- C++ -*-===//
//
// Part of the nnef-mlir project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef NNEF_RUNTIME_LAUNCHPLAN_H
#define NNEF_RUNTIME_LAUNCHPLAN_H

#include "NNEF/Dialect/NNEF/IR/Elements.h"
#include "NNEF/Pipelines/LibraryCalls.h"
#include "NNEF/Runtime/Signature.h"
#include <array>

namespace nnef {

/// The memories of a device that kernels work on. There is one for each input,
/// output, weight and state of a network, and one arena for what is between.
enum class DeviceMemory : uint8_t { Input, Output, Weight, State, Arena };

/// The spelling of a memory in files and messages: `input`, ...
llvm::StringRef stringify(DeviceMemory memory);

/// A part of a memory, in bytes: what an operand of a kernel is.
struct DeviceBuffer {
  DeviceMemory memory;
  /// Which of the inputs, outputs, weights or states.
  unsigned index = 0;
  uint64_t offset = 0;
  uint64_t size = 0;
};

/// An invocation of a kernel.
struct Launch {
  /// Which of the kernels.
  unsigned kernel;
  /// How many blocks there are, and of how many threads.
  std::array<uint32_t, 3> grid, block;
  /// The operands, each of which is the address of its first byte.
  llvm::SmallVector<DeviceBuffer, 4> operands;
  /// The op of the network that this is a part of.
  mlir::Location loc;
};

/// A call of a library of CUDA.
struct LibraryLaunch {
  LibraryCall call;
  /// The parts of memories that are the operands, from their first elements.
  std::array<DeviceBuffer, 3> operands;
  /// How many of the launches of kernels come before.
  size_t numLaunchesBefore;
  /// The op of the network that this is a part of.
  mlir::Location loc;
};

/// A function that runs on a device.
struct DeviceKernel {
  /// Its name within the code.
  std::string name;
  /// Which of the modules it is in.
  unsigned module;
};

/// Code for one kind of device.
struct DeviceCode {
  /// The kind, such as `sm_80`; empty if there is only one.
  std::string chip;
  /// Text or words, as the device wants them.
  llvm::StringRef bytes;
};

/// Kernels that are loaded together.
struct DeviceModule {
  std::string name;
  /// The same code for several kinds of devices.
  llvm::SmallVector<DeviceCode, 1> codes;
};

/// A memory that has contents from the beginning.
struct DeviceData {
  /// The symbol of the global that it was.
  std::string name;
  Elements elements;

  uint64_t getSizeInBytes() const;
  /// Writes all elements, also those of a splat.
  void write(llvm::raw_ostream &os) const;
};

/// A network as data: what a device has to have, and to do one after the other.
/// Refers to code and elements of the context that it comes from.
struct LaunchPlan {
  Signature signature;
  uint64_t arenaSize = 0;
  llvm::SmallVector<DeviceData, 0> weights;
  llvm::SmallVector<DeviceData, 0> states;
  llvm::SmallVector<DeviceModule, 1> modules;
  llvm::SmallVector<DeviceKernel, 0> kernels;
  llvm::SmallVector<Launch, 0> launches;
  /// What libraries do between the launches of kernels; empty unless the
  /// network was compiled for that.
  llvm::SmallVector<LibraryLaunch, 0> libraryLaunches;

  /// Reads what a lowered module does: its public function has buffers as
  /// arguments, those of the inputs and outputs of `signature` and then the
  /// arena, and launches kernels of `gpu.binary` ops on parts of these and of
  /// weights and states. Reports anything else that is left in it, as the host
  /// cannot do it.
  static mlir::FailureOr<LaunchPlan> get(mlir::ModuleOp module,
                                         const Signature &signature);
};

/// Writes a plan to files, for programs that run it: code to `path`, what to
/// launch beside it as JSON, with the extension `.json`, and weights and
/// initial states as bytes, with the extension `.weights`. Code of several
/// modules or for several chips goes to several files, such as `net.sm_80.ptx`.
/// Returns their paths.
llvm::Expected<llvm::SmallVector<std::string>>
writeLaunchPlan(const LaunchPlan &plan, llvm::StringRef path);

} // namespace nnef

#endif // NNEF_RUNTIME_LAUNCHPLAN_H
