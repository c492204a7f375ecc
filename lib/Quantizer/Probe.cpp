//===- Probe.cpp - Tensors within a network that runs ---------------------===//
//
// Part of the nnef-mlir project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "Probe.h"
#include "NNEF/Dialect/NNEF/IR/NNEF.h"
#include "mlir/Dialect/Func/IR/FuncOps.h"
#include "mlir/IR/IRMapping.h"

using namespace mlir;
using namespace nnef;

/// Removes what nothing depends on any more.
static void eraseUnused(func::FuncOp function) {
  for (Operation &op : llvm::make_early_inc_range(
           llvm::reverse(function.front().without_terminator())))
    if (isOpTriviallyDead(&op))
      op.erase();
}

llvm::Expected<std::unique_ptr<Executable>>
nnef::compileProbe(ModuleOp network, ArrayRef<Value> tensors, size_t numRuns,
                   llvm::function_ref<LogicalResult(ModuleOp)> transform) {
  IRMapping mapping;
  OwningOpRef<ModuleOp> copy(cast<ModuleOp>(network->clone(mapping)));
  SmallVector<Value> results;
  for (Value tensor : tensors)
    results.push_back(mapping.lookup(tensor));
  auto function =
      cast<func::FuncOp>(results.front().getParentBlock()->getParentOp());
  function.front().getTerminator()->setOperands(results);
  function.setType(FunctionType::get(function.getContext(),
                                     function.getArgumentTypes(),
                                     ValueRange(results).getTypes()));
  function.removeResAttrsAttr();
  if (transform && failed(transform(*copy)))
    return llvm::createStringError("the network cannot be transformed");
  eraseUnused(function);
  Executable::Options options;
  // Fast code takes longer to make than slow code takes to run a few times.
  options.optLevel = numRuns < 16 ? 0 : 2;
  return Executable::compile(*copy, options);
}

SmallVector<std::pair<size_t, size_t>>
nnef::divideIntoBatches(ArrayRef<Value> tensors, uint64_t extraBytes) {
  constexpr uint64_t maxBytes = uint64_t(256) << 20;
  SmallVector<std::pair<size_t, size_t>> batches;
  uint64_t bytes = maxBytes + 1;
  for (auto [i, tensor] : llvm::enumerate(tensors)) {
    uint64_t size =
        *getSizeInBytes(cast<ShapedType>(tensor.getType())) + extraBytes;
    if (bytes + size > maxBytes) {
      batches.push_back({i, i});
      bytes = 0;
    }
    bytes += size;
    batches.back().second = i + 1;
  }
  return batches;
}
