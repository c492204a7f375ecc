//===- nnef-run.cpp - Compile a network and run it ------------------------===//
//
// Part of the nnef-mlir project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "FileArguments.h"
#include "LoadNetwork.h"
#include "NNEF/Model/Model.h"
#include "NNEF/Runtime/Compare.h"
#include "NNEF/Runtime/Executable.h"
#include "NNEF/Translate/DiagnosticPrinter.h"
#include "Report.h"
#include "mlir/IR/Diagnostics.h"
#include "mlir/IR/MLIRContext.h"
#include "llvm/Support/CommandLine.h"
#include "llvm/Support/InitLLVM.h"
#include "llvm/Support/SourceMgr.h"
#include "llvm/Support/WithColor.h"
#include <chrono>

using namespace llvm;
using namespace nnef;

static cl::OptionCategory category("nnef-run options");

static cl::opt<std::string> modelPath(cl::Positional, cl::Required,
                                      cl::cat(category), cl::desc("MODEL"),
                                      cl::value_desc("MODEL"));
static cl::list<std::string>
    inputFiles("input", cl::cat(category), cl::value_desc("NAME=FILE"),
               cl::desc("Read input NAME from FILE (.dat or .npy)"));
static cl::opt<std::string>
    inputFolder("inputs", cl::cat(category), cl::value_desc("DIR"),
                cl::desc("Read the other inputs from DIR/NAME.dat or .npy"));
static cl::list<std::string>
    outputFiles("output", cl::cat(category), cl::value_desc("NAME=FILE"),
                cl::desc("Write output NAME to FILE (.dat or .npy)"));
static cl::opt<std::string>
    outputFolder("outputs", cl::cat(category), cl::value_desc("DIR"),
                 cl::desc("Write the other outputs to DIR/NAME.dat"));
static cl::opt<std::string>
    outputFormat("output-format", cl::cat(category), cl::value_desc("dat|npy"),
                 cl::init("dat"),
                 cl::desc("The format of the files that --outputs writes"));
static cl::list<std::string>
    expectedFiles("expect", cl::cat(category), cl::value_desc("NAME=FILE"),
                  cl::desc("Compare output NAME with FILE (.dat or .npy)"));
static cl::opt<std::string> expectedFolder(
    "expected", cl::cat(category), cl::value_desc("DIR"),
    cl::desc("Compare the other outputs with DIR/NAME.dat or .npy"));
static cl::opt<double>
    relativeTolerance("rtol", cl::cat(category), cl::init(1e-5),
                      cl::desc("Differences relative to what is expected that "
                               "are still equal (default: 1e-5)"));
static cl::opt<double> absoluteTolerance(
    "atol", cl::cat(category), cl::init(1e-8),
    cl::desc("Absolute differences that are still equal (default: 1e-8)"));
static cl::list<std::string>
    inputShapes("input-shape", cl::cat(category), cl::value_desc("NAME=NxM"),
                cl::desc("Import an NNEF model with another shape for input "
                         "NAME, such as image=1x3x224x224"));
static cl::opt<bool>
    strict("nnef-strict", cl::cat(category),
           cl::desc("Refuse what the standard does not allow, also where files "
                    "in use do it"));
static cl::opt<VariableForm> variables(
    "variables", cl::cat(category),
    cl::desc("How the variables of an NNEF model are compiled:"),
    cl::values(clEnumValN(VariableForm::Constants, "constants",
                          "as constants (the default)"),
               clEnumValN(VariableForm::Arguments, "arguments",
                          "as inputs, with the values that the model stores"),
               clEnumValN(VariableForm::Globals, "globals",
                          "as memory of the network, which it can update")));
static cl::opt<std::string> weightsPath(
    "weights", cl::cat(category), cl::value_desc("MODEL"),
    cl::desc("Take the values of variables that are inputs from this NNEF "
             "model (default: from MODEL itself)"));
static cl::opt<bool>
    onlySignature("print-signature", cl::cat(category),
                  cl::desc("Print the inputs and outputs and do not run"));
static cl::opt<unsigned>
    numRepeats("repeat", cl::cat(category), cl::value_desc("N"),
               cl::desc("Run N times more and print how long a run takes"));
static cl::opt<unsigned> optLevel("opt-level", cl::cat(category), cl::init(2),
                                  cl::value_desc("0-3"),
                                  cl::desc("The effort of LLVM's optimizer "
                                           "(default: 2)"));

static constexpr StringLiteral overview =
    R"(Compiles a neural network for this machine and runs it.

MODEL is an NNEF model (a folder with a 'graph.nnef', an archive of one, or the
graph file itself) or a file of MLIR (.mlir, .mlirbc). Without --output, --outputs, --expect and
--expected, a summary of each output is printed.

The exit code is 1 if something fails or an output differs from what is
expected, and 2 if the tool is not used as it should be.
)";

namespace {
/// What is read and written, found before the network is compiled: mistakes are
/// reported at once.
struct RunPlan {
  SmallVector<HostTensor> inputs;
  FilePaths outputPaths;
  /// By output, where something is expected of it.
  SmallVector<std::optional<HostTensor>> expected;
};
} // namespace

/// Reads the values of inputs that stand for variables.
static Error readVariables(ArrayRef<TensorSpec> specs, const FilePaths &paths,
                           MutableArrayRef<std::optional<HostTensor>> values) {
  std::optional<Model> model;
  for (auto [spec, path, value] : zip_equal(specs, paths, values)) {
    if (spec.label.empty() || !path.empty())
      continue;
    if (weightsPath.empty() && isMLIRFile(modelPath))
      return make_error<UsageError>("variable '" + spec.name +
                                    "' has no value; use --weights MODEL or "
                                    "--input " +
                                    spec.name + "=FILE");
    if (weightsPath.empty() && modelPath == "-")
      return make_error<UsageError>("a model from the standard input is read "
                                    "once; use --weights MODEL");
    if (!model) {
      auto opened = Model::open(weightsPath.empty() ? modelPath : weightsPath);
      if (!opened)
        return opened.takeError();
      model.emplace(std::move(*opened));
    }
    Expected<TensorFile> file = model->openTensor(spec.label);
    if (!file)
      return file.takeError();
    Expected<HostTensor> tensor = HostTensor::get(*file);
    if (!tensor)
      return tensor.takeError();
    if (Error error = spec.verify(*tensor))
      return error;
    value = std::move(*tensor);
  }
  return Error::success();
}

static Error readInputs(ArrayRef<TensorSpec> specs, RunPlan &plan) {
  auto paths = findFiles(specs, {"input", inputFiles, inputFolder});
  if (!paths)
    return paths.takeError();
  SmallVector<std::optional<HostTensor>> values(specs.size());
  if (Error error = readVariables(specs, *paths, values))
    return error;
  for (auto [spec, path, value] : zip_equal(specs, *paths, values)) {
    if (value) {
      plan.inputs.push_back(std::move(*value));
      continue;
    }
    if (path.empty())
      return make_error<UsageError>(
          "input '" + spec.name + "' (" + spec.getTypeAsString() +
          ") is missing; use --input " + spec.name + "=FILE or --inputs DIR");
    Expected<HostTensor> tensor = readTensor(path, spec);
    if (!tensor)
      return tensor.takeError();
    plan.inputs.push_back(std::move(*tensor));
  }
  return Error::success();
}

static Error readExpected(ArrayRef<TensorSpec> specs, RunPlan &plan) {
  FileArguments arguments{"output", expectedFiles, expectedFolder};
  auto paths = findFiles(specs, arguments);
  if (!paths)
    return paths.takeError();
  for (auto [spec, path] : zip_equal(specs, *paths)) {
    std::optional<HostTensor> &expected = plan.expected.emplace_back();
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
    expected = std::move(*tensor);
  }
  if (!arguments.isEmpty() &&
      llvm::all_of(plan.expected, [](const auto &tensor) { return !tensor; }))
    return make_error<UsageError>("no output has a file to be compared with");
  return Error::success();
}

static Expected<RunPlan> makePlan(const Signature &signature) {
  RunPlan plan;
  auto outputPaths =
      planFiles(signature.outputs, {"output", outputFiles, outputFolder},
                "." + outputFormat);
  if (!outputPaths)
    return outputPaths.takeError();
  plan.outputPaths = std::move(*outputPaths);
  if (Error error = readInputs(signature.inputs, plan))
    return std::move(error);
  if (Error error = readExpected(signature.outputs, plan))
    return std::move(error);
  return plan;
}

/// Writes, compares or summarizes the outputs. Returns whether they are as
/// expected.
static Expected<bool> reportOutputs(const RunPlan &plan,
                                    ArrayRef<TensorSpec> specs,
                                    ArrayRef<HostTensor> outputs) {
  bool hasOutputFiles = false, hasExpected = false, allMatch = true;
  for (auto [output, path] : zip_equal(outputs, plan.outputPaths)) {
    if (path.empty())
      continue;
    hasOutputFiles = true;
    if (Error error = writeHostTensor(path, output))
      return std::move(error);
  }
  for (auto [spec, output, expected] :
       zip_equal(specs, outputs, plan.expected)) {
    if (!expected)
      continue;
    hasExpected = true;
    Expected<Comparison> comparison = compareTensors(
        output, *expected, {relativeTolerance, absoluteTolerance});
    if (!comparison)
      return comparison.takeError();
    printComparison(outs(), spec, *comparison);
    allMatch &= comparison->isMatch();
  }
  if (!hasOutputFiles && !hasExpected)
    for (auto [spec, output] : zip_equal(specs, outputs))
      printSummary(outs(), spec, output);
  return allMatch;
}

/// Runs the network some more times, for the clock.
static Error measure(const Executable &executable, const RunPlan &plan,
                     MutableArrayRef<HostTensor> outputs) {
  SmallVector<double> times;
  for (unsigned i = 0; i < numRepeats; ++i) {
    auto start = std::chrono::steady_clock::now();
    if (Error error = executable.run(plan.inputs, outputs))
      return error;
    times.push_back(
        std::chrono::duration<double>(std::chrono::steady_clock::now() - start)
            .count());
  }
  if (!times.empty())
    printTimes(outs(), times);
  return Error::success();
}

/// Does what the command line says. Returns whether the outputs are as
/// expected.
static Expected<bool> runTool() {
  if (outputFormat != "dat" && outputFormat != "npy")
    return make_error<UsageError>("--output-format is neither dat nor npy");
  if (optLevel > 3)
    return make_error<UsageError>("--opt-level is more than 3");
  ImportOptions importOptions;
  importOptions.strict = strict;
  importOptions.variables = variables;
  if (variables.getNumOccurrences() && isMLIRFile(modelPath))
    return make_error<UsageError>("--variables needs an NNEF model");
  for (const std::string &shape : inputShapes)
    if (Error error = parseInputShape(shape, importOptions))
      return make_error<UsageError>(toString(std::move(error)));
  if (!inputShapes.empty() && isMLIRFile(modelPath))
    return make_error<UsageError>("--input-shape needs an NNEF model");

  mlir::DialectRegistry registry;
  registerExecutionDialects(registry);
  mlir::MLIRContext context(registry);
  // Diagnostics show the line of the source instead.
  context.printOpOnDiagnostic(false);
  SourceMgr sourceMgr;
  DiagnosticPrinter diagnostics(sourceMgr, &context, errs());
  Progress progress;

  progress.show("Reading " + modelPath);
  auto module = loadNetwork(modelPath, &context, sourceMgr, importOptions);
  if (!module)
    return false;
  Expected<Signature> signature = Signature::get(*module);
  if (!signature)
    return signature.takeError();
  if (onlySignature) {
    printSignature(outs(), *signature);
    return true;
  }
  Expected<RunPlan> plan = makePlan(*signature);
  if (!plan)
    return plan.takeError();

  progress.show("Compiling " + modelPath);
  Executable::Options options;
  options.optLevel = optLevel;
  auto executable = Executable::compile(*module, options);
  if (!executable)
    return executable.takeError();
  module = nullptr;

  progress.show("Running " + modelPath);
  SmallVector<HostTensor> outputs = (*executable)->allocateOutputs();
  if (Error error = (*executable)->run(plan->inputs, outputs))
    return std::move(error);
  progress.show("");
  Expected<bool> result = reportOutputs(*plan, signature->outputs, outputs);
  if (Error error = measure(**executable, *plan, outputs))
    return joinErrors(result.takeError(), std::move(error));
  return result;
}

int main(int argc, char **argv) {
  InitLLVM initLLVM(argc, argv);
  cl::HideUnrelatedOptions(category);
  if (!cl::ParseCommandLineOptions(argc, argv, overview, &errs()))
    return 2;
  Expected<bool> result = runTool();
  if (result)
    return *result ? 0 : 1;
  int exitCode = 1;
  handleAllErrors(result.takeError(), [&](const ErrorInfoBase &error) {
    WithColor::error(errs(), "nnef-run") << error.message() << '\n';
    if (error.isA<UsageError>())
      exitCode = 2;
  });
  return exitCode;
}
