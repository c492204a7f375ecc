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
#include "NNEF/Runtime/CompiledNetwork.h"
#include "Report.h"
#include "llvm/Support/WithColor.h"
#include <unistd.h>

using namespace llvm;
using namespace nnef;

RunPlan::RunPlan(const Signature &signature, const ExposedTensors &exposed,
                 const Options &options)
    : signature(signature),
      ownOutputs(ArrayRef<TensorSpec>(signature.outputs)
                     .take_front(exposed.numOutputs.value_or(
                         signature.outputs.size()))),
      options(options) {}

TensorSpec RunPlan::getRunSpec(const TensorSpec &spec) const {
  TensorSpec runSpec = spec;
  if (options.numSteps)
    runSpec.shape.insert(runSpec.shape.begin(), *options.numSteps);
  return runSpec;
}

//===----------------------------------------------------------------------===//
// Outputs
//===----------------------------------------------------------------------===//

Error RunPlan::planOutputs() {
  auto paths = planFiles(ownOutputs, options.outputs, options.outputExtension);
  if (!paths)
    return paths.takeError();
  outputPaths = std::move(*paths);
  uint64_t memory = uint64_t(sysconf(_SC_PHYS_PAGES)) * sysconf(_SC_PAGESIZE);
  for (auto [index, spec] : enumerate(signature.outputs)) {
    TensorSpec &runSpec = outputSpecs.emplace_back(getRunSpec(spec));
    // What has no shape yet is reported when the network is compiled.
    if (!spec.hasStaticShape())
      continue;
    if (index < outputPaths.size())
      if (Error error = checkOutputFile(runSpec, "output", outputPaths[index]))
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
  auto paths = findFiles(ownOutputs, arguments);
  if (!paths)
    return paths.takeError();
  for (auto [path, spec] : zip_first(*paths, outputSpecs)) {
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
                                const ExposedTensors &exposed,
                                const Options &options) {
  RunPlan plan(signature, exposed, options);
  if (Error error = plan.planOutputs())
    return std::move(error);
  if (Error error = plan.readInputs())
    return std::move(error);
  if (Error error = plan.readExpected())
    return std::move(error);
  if (options.needsActivations()) {
    auto activations =
        ActivationFiles::make(exposed, plan.outputSpecs, options);
    if (!activations)
      return activations.takeError();
    plan.activations.emplace(std::move(*activations));
  }
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
  for (auto [path, output] : zip_first(outputPaths, outputs)) {
    if (path.empty())
      continue;
    hasOutputFiles = true;
    if (Error error = writeHostTensor(path, output))
      return std::move(error);
  }
  for (auto [expected, spec, output] :
       zip_first(expected, outputSpecs, outputs)) {
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
  if (activations) {
    Expected<bool> match = activations->report(outputs);
    if (!match)
      return match;
    allMatch &= *match;
  } else if (!hasOutputFiles && !hasExpected) {
    for (auto [spec, output] : zip_equal(outputSpecs, outputs))
      printSummary(outs(), spec, output);
  }
  return allMatch;
}
