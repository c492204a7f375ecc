//===- QuantizationPlan.cpp - Which tensors get which codes ---------------===//
//
// Part of the nnef-mlir project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "NNEF/Quantizer/Quantize.h"
#include "Roles.h"

using namespace mlir;
using namespace nnef;

QuantizationPlan::QuantizationPlan(func::FuncOp network,
                                   const QuantizationOptions &options)
    : options(options) {
  for (BlockArgument argument : network.getArguments())
    addComputed(argument);
  for (Operation &op : network.front().without_terminator()) {
    addConstants(&op);
    if (!isa<ConstantOp, VariableOp>(op))
      for (OpResult result : op.getResults())
        addComputed(result);
  }
  sharing.grow(numbers.size());
  for (Operation &op : network.front())
    if (sharesCodes(&op))
      joinSharing(&op);
  sharing.compress();
}

void QuantizationPlan::addComputed(Value tensor) {
  if (!isReal(tensor) || isPartOfActivation(tensor))
    return;
  numbers.try_emplace(tensor, numbers.size());
  tensors.push_back(tensor);
}

void QuantizationPlan::addConstants(Operation *op) {
  for (OpOperand &operand : op->getOpOperands())
    if (isCodedConstant(operand) &&
        numbers.try_emplace(operand.get(), numbers.size()).second)
      constants.push_back(operand.get());
}

void QuantizationPlan::joinSharing(Operation *op) {
  std::optional<unsigned> first;
  auto join = [&](Value tensor) {
    auto number = numbers.find(tensor);
    if (number == numbers.end())
      return;
    if (first)
      sharing.join(*first, number->second);
    first = number->second;
  };
  for (OpOperand &operand : op->getOpOperands())
    if (!getKnownValues(operand.get()) || isCodedConstant(operand))
      join(operand.get());
  for (OpResult result : op->getResults())
    join(result);
}

void QuantizationPlan::chooseCodes(ArrayRef<Range> ranges) {
  std::vector<Range> rangeOfClass(sharing.getNumClasses());
  std::vector<std::optional<LinearCode>> codeOfClass(sharing.getNumClasses());
  for (auto [tensor, range] : llvm::zip_equal(tensors, ranges)) {
    unsigned index = sharing[numbers.lookup(tensor)];
    rangeOfClass[index].include(range);
    if (auto fixed = getFixedCode(tensor, options))
      codeOfClass[index] = fixed;
  }
  for (Value constant : constants) {
    unsigned index = sharing[numbers.lookup(constant)];
    for (float value : getFloats(*getKnownValues(constant)))
      rangeOfClass[index].include(value);
  }

  CodeType type = {8, options.isSigned,
                   options.isSigned && options.isSymmetric};
  for (auto [range, code] : llvm::zip_equal(rangeOfClass, codeOfClass)) {
    if (code)
      continue;
    // A tensor without elements has no range.
    if (range.isEmpty())
      range.include(0);
    code = options.isSymmetric ? chooseSymmetricCode(range.getMagnitude(), type)
                               : chooseCode(range, type);
  }
  for (auto [tensor, number] : numbers)
    codes.try_emplace(tensor, *codeOfClass[sharing[number]]);
}
