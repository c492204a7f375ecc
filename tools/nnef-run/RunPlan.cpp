//===- RunPlan.cpp - What a run reads and writes --------------------------===//
//
// Part of the nnef-mlir project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "RunPlan.h"
#include "LoadNetwork.h"
#include "NNEF/Model/Model.h"
#include "NNEF/Model/TensorFile.h"
#include "NNEF/Runtime/CompiledNetwork.h"
#include "Report.h"
#include "llvm/Support/MathExtras.h"
#include "llvm/Support/WithColor.h"
#include <unistd.h>

using namespace llvm;
using namespace nnef;

RunPlan::RunPlan(const Signature &signature, const Options &options)
    : signature(signature), options(options) {}

TensorSpec RunPlan::getRunSpec(const TensorSpec &spec) const {
  TensorSpec runSpec = spec;
  if (options.numSteps)
    runSpec.shape.insert(runSpec.shape.begin(), *options.numSteps);
  return runSpec;
}

//===----------------------------------------------------------------------===//
// Outputs
//===----------------------------------------------------------------------===//

/// The bytes that a tensor takes in memory, or the largest number there is.
static uint64_t getSizeInBytes(const TensorSpec &spec) {
  std::optional<uint64_t> count = getNumElements(spec.shape);
  return count ? *count * getByteWidth(spec.elementType)
               : std::numeric_limits<uint64_t>::max();
}

/// Refuses a file that cannot be written before anything is computed.
static Error checkOutputFile(const TensorSpec &spec, StringRef path) {
  if (!path.ends_with(".dat"))
    return Error::success();
  StringRef limit;
  if (spec.shape.size() > TensorFileHeader::maxRank)
    limit = "ranks up to 8";
  else if (!isUInt<32>(getSizeInBytes(spec)))
    limit = "up to 4 GiB";
  if (limit.empty())
    return Error::success();
  return make_error<UsageError>(
      "output '" + spec.name + "' (" + spec.getTypeAsString() +
      ") cannot be written to '" + path + "': tensor files have " + limit +
      "; write a .npy file");
}

Error RunPlan::planOutputs() {
  auto paths =
      planFiles(signature.outputs, options.outputs, options.outputExtension);
  if (!paths)
    return paths.takeError();
  outputPaths = std::move(*paths);
  uint64_t memory = uint64_t(sysconf(_SC_PHYS_PAGES)) * sysconf(_SC_PAGESIZE);
  for (auto [spec, path] : zip_equal(signature.outputs, outputPaths)) {
    TensorSpec &runSpec = outputSpecs.emplace_back(getRunSpec(spec));
    // What has no shape yet is reported when the network is compiled.
    if (!spec.hasStaticShape())
      continue;
    if (Error error = checkOutputFile(runSpec, path))
      return error;
    if (options.numSteps && getSizeInBytes(runSpec) > memory)
      return make_error<UsageError>(
          "output '" + spec.name + "' (" + runSpec.getTypeAsString() +
          ") does not fit into the memory of this machine; run fewer steps");
  }
  return Error::success();
}

//===----------------------------------------------------------------------===//
// Inputs
//===----------------------------------------------------------------------===//

namespace {
/// Reads the values of inputs that stand for variables.
class VariableReader {
public:
  explicit VariableReader(const Options &options)
      : options(options),
        path(options.weights.empty() ? options.model : options.weights) {}

  Expected<HostTensor> read(const TensorSpec &spec) {
    if (Error error = open(spec))
      return std::move(error);
    Expected<TensorFile> file = model->openTensor(spec.label);
    if (!file)
      return file.takeError();
    Expected<HostTensor> tensor = HostTensor::get(*file);
    if (!tensor)
      return tensor.takeError();
    if (Error error = spec.verify(*tensor))
      return std::move(error);
    return tensor;
  }

private:
  Error open(const TensorSpec &spec) {
    if (model)
      return Error::success();
    if (isMLIRFile(path))
      return make_error<UsageError>("variable '" + spec.name +
                                    "' has no value; use --weights MODEL or "
                                    "--input " +
                                    spec.name + "=FILE");
    if (options.weights.empty() && path == "-")
      return make_error<UsageError>("a model from the standard input is read "
                                    "once; use --weights MODEL");
    auto opened = Model::open(path);
    if (!opened)
      return opened.takeError();
    model.emplace(std::move(*opened));
    return Error::success();
  }

  const Options &options;
  StringRef path;
  std::optional<Model> model;
};
} // namespace

Error RunPlan::readInputs() {
  auto paths = findFiles(signature.inputs, options.inputs);
  if (!paths)
    return paths.takeError();
  VariableReader variables(options);
  for (auto [spec, path] : zip_equal(signature.inputs, *paths)) {
    if (path.empty() && spec.label.empty())
      return make_error<UsageError>(
          "input '" + spec.name + "' (" + spec.getTypeAsString() +
          ") is missing; use --input " + spec.name + "=FILE or --inputs DIR");
    Expected<HostTensor> tensor =
        path.empty() ? variables.read(spec) : readHostTensor(path);
    if (!tensor)
      return tensor.takeError();
    // Either one tensor for all steps, or one for each of them.
    bool isSequence = tensor->getRank() != spec.shape.size();
    Error error = (isSequence ? getRunSpec(spec) : spec).verify(*tensor);
    if (error)
      return createFileError(path, std::move(error));
    inputs.push_back(std::move(*tensor));
  }
  return Error::success();
}

//===----------------------------------------------------------------------===//
// What is expected
//===----------------------------------------------------------------------===//

Error RunPlan::readExpected() {
  const FileArguments &arguments = options.expected;
  auto paths = findFiles(signature.outputs, arguments);
  if (!paths)
    return paths.takeError();
  for (auto [spec, path] : zip_equal(outputSpecs, *paths)) {
    std::optional<HostTensor> &result = expected.emplace_back();
    if (path.empty()) {
      if (!arguments.folder.empty())
        WithColor::warning(errs(), "nnef-run")
            << "'" << arguments.folder << "' has no file for output '"
            << spec.name << "', which is not compared\n";
      continue;
    }
    Expected<HostTensor> tensor = readTensor(path, spec);
    if (!tensor)
      return tensor.takeError();
    result = std::move(*tensor);
  }
  if (!arguments.isEmpty() &&
      llvm::all_of(expected, [](const auto &tensor) { return !tensor; }))
    return make_error<UsageError>("no output has a file to be compared with");
  return Error::success();
}

Expected<RunPlan> RunPlan::make(const Signature &signature,
                                const Options &options) {
  RunPlan plan(signature, options);
  if (Error error = plan.planOutputs())
    return std::move(error);
  if (Error error = plan.readInputs())
    return std::move(error);
  if (Error error = plan.readExpected())
    return std::move(error);
  return plan;
}

//===----------------------------------------------------------------------===//
// Running
//===----------------------------------------------------------------------===//

Error RunPlan::run(CompiledNetwork &network, function_ref<void()> invoked) {
  if (outputs.empty())
    for (const TensorSpec &spec : outputSpecs)
      outputs.emplace_back(spec.elementType, spec.shape);

  for (unsigned step = 0, e = options.numSteps.value_or(1); step < e; ++step) {
    if (options.resetInterval && step != 0 && step % options.resetInterval == 0)
      network.reset();
    // The network reads and writes the items of this step where they are.
    auto getItem = [&](const HostTensor &tensor, const TensorSpec &spec) {
      bool isSequence = tensor.getRank() != spec.shape.size();
      return tensor.borrow(spec.shape,
                           isSequence ? step * *getNumElements(spec.shape) : 0);
    };
    SmallVector<HostTensor> inputItems, outputItems;
    for (auto [tensor, spec] : zip_equal(inputs, signature.inputs))
      inputItems.push_back(getItem(tensor, spec));
    for (auto [tensor, spec] : zip_equal(outputs, signature.outputs))
      outputItems.push_back(getItem(tensor, spec));
    if (Error error = network.run(inputItems, outputItems))
      return error;
    if (invoked)
      invoked();
  }
  return Error::success();
}

Expected<bool> RunPlan::report() const {
  bool hasOutputFiles = false, hasExpected = false, allMatch = true;
  for (auto [output, path] : zip_equal(outputs, outputPaths)) {
    if (path.empty())
      continue;
    hasOutputFiles = true;
    if (Error error = writeHostTensor(path, output))
      return std::move(error);
  }
  for (auto [spec, output, expected] :
       zip_equal(outputSpecs, outputs, expected)) {
    if (!expected)
      continue;
    hasExpected = true;
    Expected<Comparison> comparison =
        compareTensors(output, *expected, options.tolerance);
    if (!comparison)
      return comparison.takeError();
    printComparison(outs(), spec, *comparison);
    allMatch &= comparison->isMatch();
  }
  if (!hasOutputFiles && !hasExpected)
    for (auto [spec, output] : zip_equal(outputSpecs, outputs))
      printSummary(outs(), spec, output);
  return allMatch;
}
