//===- DeviceOptions.cpp - What tools are told about GPUs -----------------===//
//
// Part of the nnef-mlir project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "DeviceOptions.h"
#include "NNEF/Pipelines/LibDevice.h"
#include "NetworkOptions.h"
#include "UsageError.h"

using namespace llvm;
using namespace nnef;

static cl::opt<TensorCores> tensorCores(
    "tensor-cores", cl::cat(getNetworkCategory()), cl::init(TensorCores::None),
    cl::desc("With CUDA, compute large products of float32 with tensor cores, "
             "for which their factors are rounded; sums are not:"),
    cl::values(clEnumValN(TensorCores::None, "none",
                          "do not use them, and round nothing (the default)"),
               clEnumValN(TensorCores::TF32, "tf32",
                          "to the range of float32 with 11 bits of precision; "
                          "needs sm_80"),
               clEnumValN(TensorCores::F16, "f16",
                          "to float16, which ends at 65504 and has 11 bits of "
                          "precision; needs sm_70")));
static cl::opt<std::string> libDevice(
    "libdevice", cl::cat(getNetworkCategory()), cl::init("auto"),
    cl::value_desc("FILE|auto|none"),
    cl::desc("With CUDA, take functions such as exp from this file of NVIDIA's "
             "toolkit, libdevice.10.bc, instead of our own: FILE; one in the "
             "folder of CUDA_HOME, CUDA_PATH or CUDA_ROOT or in "
             "/usr/local/cuda, if there is one (auto, the default); or none"));

Expected<std::optional<DeviceTarget>>
getDeviceTarget(std::optional<DeviceKind> kind) {
  if (tensorCores != TensorCores::None && kind != DeviceKind::CUDA)
    return make_error<UsageError>("--tensor-cores needs CUDA");
  if (libDevice.getNumOccurrences() && kind != DeviceKind::CUDA)
    return make_error<UsageError>("--libdevice needs CUDA");
  if (!kind)
    return std::nullopt;
  DeviceTarget target{*kind};
  target.tensorCores = tensorCores;
  if (kind == DeviceKind::CUDA && libDevice != "none")
    target.libDevice = libDevice == "auto" ? findLibDevice() : libDevice;
  return target;
}
