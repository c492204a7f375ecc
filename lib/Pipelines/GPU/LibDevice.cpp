//===- LibDevice.cpp - NVIDIA's functions for kernels ---------------------===//
//
// Part of the nnef-mlir project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "NNEF/Pipelines/LibDevice.h"
#include "llvm/ADT/SmallString.h"
#include "llvm/IR/LLVMContext.h"
#include "llvm/IR/Module.h"
#include "llvm/IRReader/IRReader.h"
#include "llvm/Support/FileSystem.h"
#include "llvm/Support/Path.h"
#include "llvm/Support/Process.h"
#include "llvm/Support/SourceMgr.h"

using namespace llvm;

/// The folder of the CUDA toolkit, if there is one.
static std::string getToolkit() {
  for (StringRef variable : {"CUDA_HOME", "CUDA_PATH", "CUDA_ROOT"})
    if (auto folder = sys::Process::GetEnv(variable);
        folder && !folder->empty())
      return *folder;
  return "/usr/local/cuda";
}

std::string nnef::findLibDevice() {
  SmallString<128> path(getToolkit());
  sys::path::append(path, "nvvm", "libdevice", "libdevice.10.bc");
  return sys::fs::is_regular_file(path) ? path.str().str() : std::string();
}

Error nnef::verifyLibDevice(StringRef path) {
  LLVMContext context;
  SMDiagnostic diagnostic;
  std::unique_ptr<Module> module =
      getLazyIRFileModule(path, diagnostic, context);
  if (!module)
    return createStringError("'" + path + "' cannot be read as libdevice: " +
                             diagnostic.getMessage());
  if (!module->getFunction("__nv_expf"))
    return createStringError("'" + path +
                             "' is not libdevice: it has no '__nv_expf'");
  return Error::success();
}
