//===- CUDADriver.cpp - The driver of CUDA devices ------------------------===//
//
// Part of the nnef-mlir project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "CUDADriver.h"
#include "llvm/Support/DynamicLibrary.h"

using namespace llvm;
using namespace nnef;

/// Finds a function, and notes its name if the driver does not have it.
template <typename FunctionT>
static void find(sys::DynamicLibrary &library, const char *name,
                 FunctionT &function, StringRef &missing) {
  function = reinterpret_cast<FunctionT>(library.getAddressOfSymbol(name));
  if (!function && missing.empty())
    missing = name;
}

#define FIND(name, missing) find(library, #name, driver.name, missing)

static Expected<CUDADriver> open() {
  std::string message;
  sys::DynamicLibrary library =
      sys::DynamicLibrary::getPermanentLibrary("libcuda.so.1", &message);
  if (!library.isValid())
    return createStringError("this machine has no CUDA driver: " + message);

  CUDADriver driver = {};
  StringRef missing;
  FIND(cuInit, missing);
  FIND(cuDriverGetVersion, missing);
  FIND(cuGetErrorString, missing);
  FIND(cuDeviceGetCount, missing);
  FIND(cuDeviceGet, missing);
  FIND(cuDeviceGetName, missing);
  FIND(cuDeviceGetAttribute, missing);
  FIND(cuDevicePrimaryCtxRetain, missing);
  FIND(cuDevicePrimaryCtxRelease_v2, missing);
  FIND(cuCtxPushCurrent_v2, missing);
  FIND(cuCtxPopCurrent_v2, missing);
  FIND(cuModuleLoadDataEx, missing);
  FIND(cuModuleUnload, missing);
  FIND(cuModuleGetFunction, missing);
  FIND(cuFuncGetAttribute, missing);
  FIND(cuMemAlloc_v2, missing);
  FIND(cuMemFree_v2, missing);
  FIND(cuMemcpyHtoDAsync_v2, missing);
  FIND(cuMemcpyDtoHAsync_v2, missing);
  FIND(cuStreamCreate, missing);
  FIND(cuStreamDestroy_v2, missing);
  FIND(cuStreamSynchronize, missing);
  FIND(cuLaunchKernel, missing);
  if (!missing.empty())
    return createStringError("the CUDA driver is too old: it has no '" +
                             missing + "'");
  StringRef optional;
  FIND(cuStreamBeginCapture_v2, optional);
  FIND(cuStreamEndCapture, optional);
  FIND(cuGraphInstantiateWithFlags, optional);
  FIND(cuGraphLaunch, optional);
  FIND(cuGraphExecDestroy, optional);
  FIND(cuGraphDestroy, optional);

  if (Error error =
          driver.check(driver.cuInit(0), "the CUDA driver does not start"))
    return std::move(error);
  return driver;
}

bool CUDADriver::hasGraphs() const {
  return cuStreamBeginCapture_v2 && cuStreamEndCapture &&
         cuGraphInstantiateWithFlags && cuGraphLaunch && cuGraphExecDestroy &&
         cuGraphDestroy;
}

Expected<std::unique_ptr<const CUDADriver>> CUDADriver::get() {
  Expected<CUDADriver> driver = open();
  if (!driver)
    return driver.takeError();
  return std::make_unique<const CUDADriver>(*driver);
}

Error CUDADriver::check(Result result, const Twine &action) const {
  if (result == 0)
    return Error::success();
  const char *text = nullptr;
  if (cuGetErrorString(result, &text) != 0 || !text)
    text = "unknown error";
  return createStringError(action + ": " + text + " (CUDA error " +
                           Twine(result) + ")");
}
