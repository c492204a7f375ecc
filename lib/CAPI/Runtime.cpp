//===- Runtime.cpp - Compiling and running networks, for C ----------------===//
//
// Part of the nnef-mlir project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "NNEF-C/Runtime.h"
#include "NNEF/Runtime/Executable.h"
#include "mlir/CAPI/IR.h"
#include "mlir/CAPI/Support.h"
#include "mlir/CAPI/Wrap.h"

using namespace mlir;
using namespace nnef;

DEFINE_C_API_PTR_METHODS(NnefExecutable, nnef::Executable)

static MlirStringRef makeStringRef(const char *text) {
  return mlirStringRefCreateFromCString(text);
}

NnefCompilationOptions nnefCompilationOptionsGetDefault() {
  Executable::Options defaults;
  NnefCompilationOptions options = {};
  options.optLevel = defaults.optLevel;
  options.winograd = defaults.winograd;
  options.cpu = makeStringRef("native");
  options.cpuFeatures = makeStringRef("");
  options.cacheFolder = makeStringRef("");
  return options;
}

static Executable::Options convert(const NnefCompilationOptions &options) {
  Executable::Options result;
  result.optLevel = options.optLevel;
  result.winograd = options.winograd;
  result.cpu = unwrap(options.cpu).str();
  result.cpuFeatures = unwrap(options.cpuFeatures).str();
  result.numThreads = options.numThreads;
  result.cache.folder = unwrap(options.cacheFolder).str();
  return result;
}

NnefExecutable nnefCompile(MlirModule module,
                           const NnefCompilationOptions *options) {
  NnefCompilationOptions given =
      options ? *options : nnefCompilationOptionsGetDefault();
  auto executable = Executable::compile(unwrap(module), convert(given));
  if (executable)
    return wrap(executable->release());
  std::string message = llvm::toString(executable.takeError());
  if (given.errorCallback)
    given.errorCallback(wrap(StringRef(message)), given.errorUserData);
  return NnefExecutable{nullptr};
}

void nnefExecutableDestroy(NnefExecutable executable) {
  delete unwrap(executable);
}

intptr_t nnefExecutableGetNumInputs(NnefExecutable executable) {
  return unwrap(executable)->getSignature().inputs.size();
}

intptr_t nnefExecutableGetNumOutputs(NnefExecutable executable) {
  return unwrap(executable)->getSignature().outputs.size();
}

static NnefTensorSpec convert(const TensorSpec &spec) {
  NnefTensorSpec result;
  result.name = wrap(StringRef(spec.name));
  result.elementType = static_cast<NnefElementType>(spec.elementType);
  result.rank = spec.shape.size();
  result.shape = spec.shape.data();
  result.numBytes =
      *getNumElements(spec.shape) * getByteWidth(spec.elementType);
  return result;
}

NnefTensorSpec nnefExecutableGetInput(NnefExecutable executable,
                                      intptr_t index) {
  return convert(unwrap(executable)->getSignature().inputs[index]);
}

NnefTensorSpec nnefExecutableGetOutput(NnefExecutable executable,
                                       intptr_t index) {
  return convert(unwrap(executable)->getSignature().outputs[index]);
}

MlirLogicalResult nnefExecutableRun(NnefExecutable executable,
                                    const void *const *inputs,
                                    void *const *outputs) {
  return wrap(success(!errorToBool(unwrap(executable)->run(inputs, outputs))));
}

bool nnefExecutableHasState(NnefExecutable executable) {
  return unwrap(executable)->hasState();
}

void nnefExecutableReset(NnefExecutable executable) {
  unwrap(executable)->reset();
}
