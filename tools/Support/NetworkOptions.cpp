//===- NetworkOptions.cpp - What tools are told about networks ------------===//
//
// Part of the nnef-mlir project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "NetworkOptions.h"
#include "LoadNetwork.h"
#include "NNEF/Dialect/NNEF/Transforms/Passes.h"
#include "NNEF/InitAllPasses.h"
#include "NNEF/Pipelines/Pipelines.h"
#include "UsageError.h"
#include "mlir/InitAllPasses.h"
#include "mlir/Pass/PassManager.h"
#include "mlir/Pass/PassRegistry.h"

using namespace llvm;
using namespace nnef;

cl::OptionCategory &getNetworkCategory() {
  static cl::OptionCategory category("Options about the network");
  return category;
}

static cl::list<std::string>
    inputShapes("input-shape", cl::cat(getNetworkCategory()),
                cl::value_desc("NAME=NxM"),
                cl::desc("Import an NNEF model with another shape for input "
                         "NAME, such as image=1x3x224x224"));
static cl::opt<bool>
    strict("nnef-strict", cl::cat(getNetworkCategory()),
           cl::desc("Refuse what the standard does not allow, also where files "
                    "in use do it"));
static cl::opt<VariableForm> variables(
    "variables", cl::cat(getNetworkCategory()),
    cl::init(VariableForm::Automatic),
    cl::desc("How the variables of an NNEF model are compiled:"),
    cl::values(clEnumValN(VariableForm::Automatic, "auto",
                          "as memory of the network where it updates them, "
                          "otherwise as constants (the default)"),
               clEnumValN(VariableForm::Constants, "constants", "as constants"),
               clEnumValN(VariableForm::Arguments, "arguments",
                          "as inputs, with the values that the model stores"),
               clEnumValN(VariableForm::Globals, "globals",
                          "as globals of the module, which become memory where "
                          "the network updates them")));
static cl::opt<QuantizationMode> quantization(
    "quantization", cl::cat(getNetworkCategory()),
    cl::init(QuantizationMode::Simulate),
    cl::desc("What the quantization file of a model means:"),
    cl::values(clEnumValN(QuantizationMode::Ignore, "ignore",
                          "nothing; numbers are not rounded"),
               clEnumValN(QuantizationMode::Simulate, "simulate",
                          "real numbers are rounded to those that have codes, "
                          "by the formulas of the standard (the default)"),
               clEnumValN(QuantizationMode::Integer, "integer",
                          "operations compute with codes, in integers")));
static cl::opt<bool> quantizedIO(
    "quantized-io", cl::cat(getNetworkCategory()),
    cl::desc("With --quantization=integer, inputs and outputs that are "
             "quantized are codes, as uint8 or int8; otherwise they are real "
             "numbers"));
static cl::opt<std::string>
    passes("passes", cl::cat(getNetworkCategory()), cl::value_desc("PASSES"),
           cl::desc("Run these passes of nnef-opt, or of plug-ins, before "
                    "compiling, such as "
                    "'nnef-decompose{keep=softmax},canonicalize'"));
static cl::opt<unsigned> optLevel("opt-level", cl::cat(getNetworkCategory()),
                                  cl::init(2), cl::value_desc("0-3"),
                                  cl::desc("The effort of LLVM's optimizer "
                                           "(default: 2)"));
static cl::opt<NNEFLowering> lowering(
    "lowering", cl::cat(getNetworkCategory()),
    cl::desc("The dialect that the network is lowered to first:"),
    cl::values(clEnumValN(NNEFLowering::Linalg, "linalg",
                          "Linalg (the default)"),
               clEnumValN(NNEFLowering::Tosa, "tosa",
                          "TOSA as far as it goes, and Linalg for the rest")));
static cl::opt<bool> winograd(
    "winograd", cl::cat(getNetworkCategory()), cl::init(true),
    cl::desc("Compute convolutions with fewer products where that is faster "
             "(default: true)"));

/// Checks what can be said about the options without any file.
static Error checkOptions(StringRef path) {
  auto fail = [](const Twine &message) {
    return make_error<UsageError>(message);
  };
  if (optLevel > 3)
    return fail("--opt-level is more than 3");
  if (isMLIRFile(path) && variables.getNumOccurrences())
    return fail("--variables needs an NNEF model");
  if (isMLIRFile(path) && !inputShapes.empty())
    return fail("--input-shape needs an NNEF model");
  if (quantizedIO && quantization != QuantizationMode::Integer)
    return fail("--quantized-io needs --quantization=integer");
  return Error::success();
}

Expected<NetworkOptions> getNetworkOptions(StringRef path) {
  if (Error error = checkOptions(path))
    return std::move(error);
  NetworkOptions options;
  options.import.strict = strict;
  options.import.variables = variables;
  for (const std::string &shape : inputShapes)
    if (Error error = parseInputShape(shape, options.import))
      return make_error<UsageError>(toString(std::move(error)));
  options.quantization = quantization;
  options.quantizedIO = quantizedIO;
  options.passes = passes;
  options.compilation.optLevel = optLevel;
  options.compilation.lowering = lowering;
  options.compilation.winograd = winograd;
  return options;
}

/// Runs the passes of --passes. Returns whether that went well; what did not is
/// told by diagnostics.
static Expected<bool> runPasses(mlir::ModuleOp module, StringRef passes) {
  mlir::registerAllPasses();
  nnef::registerAllPasses();
  mlir::PassManager pm(module.getContext());
  std::string message;
  raw_string_ostream os(message);
  if (failed(mlir::parsePassPipeline(passes, pm, os)))
    return make_error<UsageError>("--passes: " + StringRef(message).trim());
  return succeeded(pm.run(module));
}

/// Does what the quantization file of the model says, in the way that the
/// options ask for. Returns whether that went well.
static bool quantize(mlir::ModuleOp module, const NetworkOptions &options) {
  mlir::PassManager pm(module.getContext());
  if (options.quantization == QuantizationMode::Simulate)
    pm.addPass(createSimulateQuantizationPass());
  if (options.quantization == QuantizationMode::Integer)
    pm.addPass(createQuantizeTypesPass({options.quantizedIO
                                            ? QuantizedBoundary::Codes
                                            : QuantizedBoundary::Real}));
  return succeeded(pm.run(module));
}

Expected<bool> prepareNetwork(mlir::ModuleOp module,
                              const NetworkOptions &options,
                              function_ref<Error()> passesDone) {
  if (!options.passes.empty()) {
    Expected<bool> transformed = runPasses(module, options.passes);
    if (!transformed || !*transformed)
      return transformed;
  }
  if (passesDone)
    if (Error error = passesDone())
      return std::move(error);
  return quantize(module, options);
}
