//===- CUDADriver.h - The driver of CUDA devices ----------------*- C++ -*-===//
//
// Part of the nnef-mlir project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef NNEF_LIB_RUNTIME_CUDADRIVER_H
#define NNEF_LIB_RUNTIME_CUDADRIVER_H

#include "llvm/ADT/StringRef.h"
#include "llvm/Support/Error.h"
#include <cstddef>
#include <cstdint>
#include <memory>

namespace nnef {

/// The functions of the CUDA driver that we call, found at run time, with the
/// types that its header, `cuda.h`, would give them. What a driver refers to by
/// pointers to structures of its own is `void *` here.
struct CUDADriver {
  using Result = int;
  using DeviceHandle = int;
  using Context = void *;
  using Stream = void *;
  using Module = void *;
  using Function = void *;
  using Graph = void *;
  using GraphExec = void *;
  using Pointer = uint64_t;

  // Every driver since CUDA 11.0, which PTX for sm_80 needs, has these.
  Result (*cuInit)(unsigned flags);
  Result (*cuDriverGetVersion)(int *version);
  Result (*cuGetErrorString)(Result error, const char **text);
  Result (*cuDeviceGetCount)(int *count);
  Result (*cuDeviceGet)(DeviceHandle *device, int ordinal);
  Result (*cuDeviceGetName)(char *name, int length, DeviceHandle device);
  Result (*cuDeviceGetAttribute)(int *value, int attribute,
                                 DeviceHandle device);
  Result (*cuDevicePrimaryCtxRetain)(Context *context, DeviceHandle device);
  Result (*cuDevicePrimaryCtxRelease_v2)(DeviceHandle device);
  Result (*cuCtxPushCurrent_v2)(Context context);
  Result (*cuCtxPopCurrent_v2)(Context *context);
  Result (*cuModuleLoadDataEx)(Module *module, const void *image,
                               unsigned numOptions, int *options,
                               void **values);
  Result (*cuModuleUnload)(Module module);
  Result (*cuModuleGetFunction)(Function *function, Module module,
                                const char *name);
  Result (*cuFuncGetAttribute)(int *value, int attribute, Function function);
  Result (*cuMemAlloc_v2)(Pointer *pointer, size_t size);
  Result (*cuMemFree_v2)(Pointer pointer);
  Result (*cuMemcpyHtoDAsync_v2)(Pointer target, const void *source,
                                 size_t size, Stream stream);
  Result (*cuMemcpyDtoHAsync_v2)(void *target, Pointer source, size_t size,
                                 Stream stream);
  Result (*cuStreamCreate)(Stream *stream, unsigned flags);
  Result (*cuStreamDestroy_v2)(Stream stream);
  Result (*cuStreamSynchronize)(Stream stream);
  Result (*cuLaunchKernel)(Function function, unsigned gridX, unsigned gridY,
                           unsigned gridZ, unsigned blockX, unsigned blockY,
                           unsigned blockZ, unsigned sharedBytes, Stream stream,
                           void **parameters, void **extra);

  // Null in drivers before CUDA 11.4: graphs of launches.
  Result (*cuStreamBeginCapture_v2)(Stream stream, int mode);
  Result (*cuStreamEndCapture)(Stream stream, Graph *graph);
  Result (*cuGraphInstantiateWithFlags)(GraphExec *exec, Graph graph,
                                        unsigned long long flags);
  Result (*cuGraphLaunch)(GraphExec exec, Stream stream);
  Result (*cuGraphExecDestroy)(GraphExec exec);
  Result (*cuGraphDestroy)(Graph graph);

  /// Whether launches can be captured as a graph.
  bool hasGraphs() const;

  /// Opens the driver and initializes it.
  static llvm::Expected<std::unique_ptr<const CUDADriver>> get();

  /// The error that a result stands for, if it does; `action` is what failed.
  llvm::Error check(Result result, const llvm::Twine &action) const;
};

} // namespace nnef

#endif // NNEF_LIB_RUNTIME_CUDADRIVER_H
