//===- Tuning.cpp - What was found out about kernels ----------------------===//
//
// Part of the nnef-mlir project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "Tuning.h"
#include "NNEF/Pipelines/Passes.h"
#include "mlir/IR/BuiltinOps.h"

using namespace mlir;

DictionaryAttr nnef::findTuning(func::FuncOp kernel) {
  auto tuning =
      kernel->getParentOfType<ModuleOp>()->getAttrOfType<DictionaryAttr>(
          tuningAttrName);
  auto key = kernel->getAttrOfType<StringAttr>(kernelAttrName);
  return tuning && key ? tuning.getAs<DictionaryAttr>(key) : DictionaryAttr();
}

std::optional<uint64_t> nnef::getTrial(func::FuncOp kernel) {
  auto trial = kernel->getAttrOfType<IntegerAttr>(trialAttrName);
  if (!trial)
    trial = kernel->getParentOfType<ModuleOp>()->getAttrOfType<IntegerAttr>(
        trialAttrName);
  if (!trial || trial.getInt() < 0)
    return std::nullopt;
  return trial.getInt();
}
