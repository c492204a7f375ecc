//===- Compilation.cpp - From networks to the LLVM dialect ----------------===//
//
// Part of the nnef-mlir project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "Compilation.h"
#include "NNEF/Runtime/Target.h"
#include "mlir/Dialect/Quant/IR/QuantTypes.h"
#include "mlir/IR/BuiltinTypes.h"
#include "mlir/Pass/PassManager.h"
#include "llvm/Support/MathExtras.h"
#include <unistd.h>

using namespace mlir;
using namespace nnef;

llvm::Error nnef::makeCompilationFailure() {
  return llvm::createStringError("the network cannot be compiled");
}

TimingScope nnef::startTiming(const CompilationOptions &options,
                              StringRef name) {
  return options.timing ? options.timing->nest(name) : TimingScope();
}

uint64_t nnef::getMemoryOfMachine() {
  return uint64_t(sysconf(_SC_PHYS_PAGES)) * sysconf(_SC_PAGESIZE);
}

/// Whether a value of that type takes no more bytes than `memory`.
static bool fitsInto(Type type, uint64_t memory) {
  auto tensor = dyn_cast<RankedTensorType>(type);
  if (!tensor || !tensor.hasStaticShape())
    return true;
  // Codes are stored as integers.
  Type element = tensor.getElementType();
  if (auto quantized = dyn_cast<quant::QuantizedType>(element))
    element = quantized.getStorageType();
  uint64_t bytes = llvm::divideCeil(element.getIntOrFloatBitWidth(), 8);
  for (int64_t extent : tensor.getShape()) {
    bool overflow = false;
    bytes = llvm::SaturatingMultiply<uint64_t>(bytes, extent, &overflow);
    if (overflow)
      return false;
  }
  return bytes <= memory;
}

/// Refuses tensors that are larger than the memory of the machine.
static LogicalResult verifyFitsIntoMemory(ModuleOp module) {
  uint64_t memory = getMemoryOfMachine();
  bool allFit = true;
  module.walk([&](Operation *op) {
    for (Type type : op->getResultTypes()) {
      if (fitsInto(type, memory))
        continue;
      op->emitError("tensor of type ")
          << type << " does not fit into the memory of this machine";
      allFit = false;
    }
  });
  return success(allFit);
}

llvm::Error nnef::verifyNetwork(ModuleOp module, const Signature &signature) {
  if (llvm::Error error = signature.verifyStaticShapes())
    return error;
  return succeeded(verifyFitsIntoMemory(module)) ? llvm::Error::success()
                                                 : makeCompilationFailure();
}

llvm::Error nnef::setPipelineOptions(CPUPipelineOptions &pipelineOptions,
                                     const Target &target,
                                     const CompilationOptions &options) {
  pipelineOptions.lowering = options.lowering;
  pipelineOptions.winograd = options.winograd;
  llvm::Expected<VectorRegisters> registers = target.getVectorRegisters();
  if (!registers)
    return registers.takeError();
  pipelineOptions.vectorBits = registers->bits;
  pipelineOptions.vectorRegisters = registers->count;
  pipelineOptions.dotProducts = registers->hasDotProducts;
  pipelineOptions.byteTables = registers->hasByteTables;
  return llvm::Error::success();
}

llvm::Error nnef::lowerNetwork(ModuleOp module,
                               const CPUPipelineOptions &pipelineOptions,
                               const CompilationOptions &options) {
  TimingScope timing = startTiming(options, "Passes");
  PassManager pm(module.getContext());
  if (timing)
    pm.enableTiming(timing);
  buildCPUPipeline(pm, pipelineOptions);
  return succeeded(pm.run(module)) ? llvm::Error::success()
                                   : makeCompilationFailure();
}
