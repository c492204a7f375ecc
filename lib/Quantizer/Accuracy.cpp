//===- Accuracy.cpp - What quantization does to results -------------------===//
//
// Part of the nnef-mlir project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "NNEF/Quantizer/Accuracy.h"
#include "NNEF/Dialect/NNEF/Transforms/Passes.h"
#include "NNEF/Quantizer/Quantize.h"
#include "Probe.h"
#include "mlir/Pass/PassManager.h"
#include <cmath>

using namespace mlir;
using namespace nnef;

//===----------------------------------------------------------------------===//
// Errors
//===----------------------------------------------------------------------===//

void TensorError::add(double exact, double value) {
  double error = std::abs(value - exact);
  ++numElements;
  signal += exact * exact;
  noise += error * error;
  sumOfErrors += error;
  // A NaN is the largest error there is.
  if (!(error <= maxError))
    maxError = error;
}

double TensorError::getRatio() const {
  return noise == 0 ? INFINITY : 10 * std::log10(signal / noise);
}

double TensorError::getMeanError() const {
  return numElements == 0 ? 0 : sumOfErrors / double(numElements);
}

/// The place of the first one of the largest elements.
static uint64_t findLargest(const HostTensor &tensor, uint64_t begin,
                            uint64_t end) {
  uint64_t largest = begin;
  for (uint64_t i = begin; i < end; ++i)
    if (tensor.getAsDouble(i) > tensor.getAsDouble(largest))
      largest = i;
  return largest;
}

static void compare(TensorError &error, const HostTensor &exact,
                    const HostTensor &value) {
  if (exact.getElementType() == ElementType::Float32) {
    for (auto [x, y] :
         llvm::zip_equal(exact.getAs<float>(), value.getAs<float>()))
      error.add(x, y);
    return;
  }
  for (uint64_t i = 0, e = exact.getNumElements(); i < e; ++i)
    error.add(exact.getAsDouble(i), value.getAsDouble(i));
}

static void compareLargest(OutputError &output, const HostTensor &exact,
                           const HostTensor &value) {
  uint64_t items = exact.getRank() == 0 ? 1 : exact.getShape().front();
  uint64_t size = items == 0 ? 0 : exact.getNumElements() / items;
  // A single element is the largest one in any case.
  for (uint64_t item = 0; size > 1 && item < items; ++item) {
    uint64_t begin = item * size, end = begin + size;
    ++output.numItems;
    output.numAgreeing +=
        findLargest(exact, begin, end) == findLargest(value, begin, end);
  }
}

//===----------------------------------------------------------------------===//
// Running
//===----------------------------------------------------------------------===//

static LogicalResult simulate(ModuleOp module) {
  PassManager pm(module.getContext());
  pm.addPass(createSimulateQuantizationPass());
  return pm.run(module);
}

llvm::Expected<Accuracy>
nnef::measureAccuracy(ModuleOp exact, ArrayRef<Value> exactTensors,
                      ModuleOp quantized, ArrayRef<Value> quantizedTensors,
                      const Samples &samples, ProgressFunction progress) {
  Accuracy accuracy;
  accuracy.tensors.resize(exactTensors.size());
  // Outputs are tensors like others.
  SmallVector<Value> exactValues(exactTensors),
      quantizedValues(quantizedTensors);
  auto signature = Signature::get(exact);
  if (!signature)
    return signature.takeError();
  llvm::append_range(exactValues,
                     getNetwork(exact).front().getTerminator()->getOperands());
  llvm::append_range(
      quantizedValues,
      getNetwork(quantized).front().getTerminator()->getOperands());
  for (const TensorSpec &spec : signature->outputs)
    accuracy.outputs.push_back({spec.name, {}});

  for (std::pair<size_t, size_t> range :
       divideIntoBatches(exactValues, /*extraBytes=*/0)) {
    size_t begin = range.first, end = range.second;
    auto show = [&](const Twine &activity) {
      progress(activity + " tensors " + Twine(begin + 1) + " to " + Twine(end) +
               " of " + Twine(exactValues.size()));
    };
    show("Compiling the quantized network for");
    auto exactExecutable = compileProbe(
        exact, ArrayRef(exactValues).slice(begin, end - begin), samples.size());
    if (!exactExecutable)
      return exactExecutable.takeError();
    auto quantizedExecutable = compileProbe(
        quantized, ArrayRef(quantizedValues).slice(begin, end - begin),
        samples.size(), simulate);
    if (!quantizedExecutable)
      return quantizedExecutable.takeError();
    auto exactOutputs = (*exactExecutable)->allocateOutputs();
    auto quantizedOutputs = (*quantizedExecutable)->allocateOutputs();
    for (size_t sample = 0; sample < samples.size(); ++sample) {
      show("Sample " + Twine(sample + 1) + " of " + Twine(samples.size()) +
           ": comparing");
      auto inputs = samples.get(sample);
      if (llvm::Error error = (*exactExecutable)->run(inputs, exactOutputs))
        return std::move(error);
      if (llvm::Error error =
              (*quantizedExecutable)->run(inputs, quantizedOutputs))
        return std::move(error);
      for (size_t i = begin; i < end; ++i) {
        const HostTensor &exactOutput = exactOutputs[i - begin];
        const HostTensor &output = quantizedOutputs[i - begin];
        if (i < exactTensors.size()) {
          compare(accuracy.tensors[i], exactOutput, output);
          continue;
        }
        OutputError &result = accuracy.outputs[i - exactTensors.size()];
        compare(result.error, exactOutput, output);
        compareLargest(result, exactOutput, output);
      }
    }
  }
  return accuracy;
}
