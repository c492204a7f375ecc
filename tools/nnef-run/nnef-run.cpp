//===- nnef-run.cpp - Compile a network and run it ------------------------===//
//
// Part of the nnef-mlir project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "LoadNetwork.h"
#include "NNEF/Model/OutputFile.h"
#include "NNEF/Pipelines/Passes.h"
#include "NNEF/Runtime/Executable.h"
#include "NNEF/Runtime/Tuner.h"
#include "NNEF/Translate/DiagnosticPrinter.h"
#include "NNEF/Translate/Export.h"
#include "Options.h"
#include "Plugins.h"
#include "Progress.h"
#include "Report.h"
#include "RunPlan.h"
#include "Timing.h"
#include "ToolMain.h"
#include "mlir/IR/Builders.h"
#include "mlir/IR/Diagnostics.h"
#include "mlir/IR/MLIRContext.h"
#include "llvm/Support/FileSystem.h"
#include "llvm/Support/Path.h"
#include "llvm/Support/SourceMgr.h"
#include "llvm/Support/ThreadPool.h"
#include <chrono>

using namespace llvm;
using namespace nnef;

/// Takes the ways to divide kernels from the file of --tuning, and looks for
/// better ones if --tune asks for that. Returns whether that went well.
static Expected<bool> tuneKernels(mlir::ModuleOp module, RunPlan &plan,
                                  const Options &options, Progress &progress) {
  mlir::DictionaryAttr tuning;
  if (!options.tuning.empty()) {
    tuning = readTuning(options.tuning, module.getContext());
    if (!tuning)
      return false;
    module->setAttr(tuningAttrName, tuning);
  }
  if (options.trial >= 0)
    module->setAttr(
        trialAttrName,
        mlir::Builder(module.getContext()).getI64IntegerAttr(options.trial));
  if (options.tunedFile.empty())
    return true;
  Expected<TuningResult> result = tune(
      module, options.compilation,
      [&](Executable &executable) {
        executable.reset();
        return plan.run(executable);
      },
      [&](const Twine &step) {
        progress.show(("Tuning " + options.model + ": " + step).str());
      });
  if (!result)
    return result.takeError();
  progress.show("");
  printTuning(outs(), *result);
  if (Error error = writeTuning(options.tunedFile, *result, tuning))
    return std::move(error);
  mlir::NamedAttrList found(tuning);
  for (const TuningResult::Kernel &kernel : result->kernels)
    found.set(kernel.key, kernel.tiles);
  module->setAttr(tuningAttrName, found.getDictionary(module.getContext()));
  return true;
}

/// Runs the network some more times, and prints how long its steps take.
static Error printProfile(Executable &executable, RunPlan &plan,
                          unsigned numRepeats) {
  std::vector<std::vector<double>> runs;
  executable.takeStepTimes();
  for (unsigned i = 0, e = numRepeats ? numRepeats : 20; i < e; ++i) {
    executable.reset();
    Error error = plan.run(executable,
                           [&] { runs.push_back(executable.takeStepTimes()); });
    if (error)
      return error;
  }
  printProfile(outs(), executable.getSteps(), runs);
  return Error::success();
}

/// Runs the network some more times, for the clock.
static Error measure(CompiledNetwork &network, RunPlan &plan,
                     unsigned numRepeats) {
  using Clock = std::chrono::steady_clock;
  SmallVector<double> times;
  for (unsigned i = 0; i < numRepeats; ++i) {
    network.reset();
    Clock::time_point start = Clock::now();
    Error error = plan.run(network, [&] {
      Clock::time_point end = Clock::now();
      times.push_back(std::chrono::duration<double>(end - start).count());
      start = end;
    });
    if (error)
      return error;
  }
  if (!times.empty())
    printTimes(outs(), times);
  return Error::success();
}

/// Writes `module`, which is the network before it was compiled, as a model
/// with the state that it has now.
static Expected<bool> saveModel(mlir::ModuleOp module,
                                const CompiledNetwork &network,
                                StringRef path) {
  if (Error error = network.storeState(module))
    return std::move(error);
  ExportOptions options;
  options.keepFragments = true;
  return succeeded(exportModel(module, path, options));
}

/// Says what came of the first run, and saves the network as `original` if
/// there is one. Returns whether all is as expected.
static Expected<bool> finish(const CompiledNetwork &network,
                             const RunPlan &plan, mlir::ModuleOp original,
                             const Options &options) {
  Expected<bool> result = plan.report();
  if (result && original) {
    Expected<bool> saved = saveModel(original, network, options.savedModel);
    if (!saved)
      return saved;
    *result &= *saved;
  }
  return result;
}

/// Compiles the network, and says how far that is.
static Expected<std::unique_ptr<Executable>>
compile(mlir::ModuleOp module, const Options &options, Progress &progress,
        mlir::TimingScope &timing) {
  progress.show("Compiling " + options.model);
  Executable::Options compilation = options.compilation;
  compilation.timing = &timing;
  // A model that is saved has the weights that were read.
  compilation.releasesWeights = options.savedModel.empty();
  compilation.progress = [&](unsigned numDone, unsigned numParts) {
    progress.show("Compiling " + options.model + ": " + Twine(numDone).str() +
                  " of " + Twine(numParts).str());
  };
  return Executable::compile(module, compilation);
}

/// Writes the machine code of the network to files.
static Error saveObjects(const Executable &executable, StringRef folder) {
  if (std::error_code ec = sys::fs::create_directories(folder))
    return createFileError(folder, ec);
  for (MemoryBufferRef object : executable.getObjects()) {
    SmallString<128> path(folder);
    sys::path::append(path, object.getBufferIdentifier() + ".o");
    Error error = writeOutputFile(path, [&](raw_ostream &os) {
      os << object.getBuffer();
      return Error::success();
    });
    if (error)
      return error;
  }
  return Error::success();
}

/// Compiles the network for a device, and runs it there.
static Expected<bool> runOnDevice(mlir::ModuleOp module,
                                  mlir::ModuleOp original, RunPlan &plan,
                                  const Options &options, Progress &progress) {
  progress.show("Compiling " + options.model);
  auto executable =
      DeviceExecutable::compile(module, *options.device,
                                /*releasesWeights=*/options.savedModel.empty());
  if (!executable)
    return executable.takeError();
  progress.show("Running " + options.model);
  if (Error error = plan.run(**executable))
    return std::move(error);
  progress.show("");
  Expected<bool> result = finish(**executable, plan, original, options);
  if (Error error = measure(**executable, plan, options.numRepeats))
    return joinErrors(result.takeError(), std::move(error));
  return result;
}

/// Does to the network what the options say, and makes its tensors outputs if
/// they are to be seen. Returns whether that went well.
static Expected<bool> prepare(mlir::ModuleOp module, const Options &options,
                              ExposedTensors &exposed) {
  if (!options.needsActivations())
    return prepareNetwork(module, options.network);
  if (Error error = chooseTensors(module, options).moveInto(exposed))
    return std::move(error);
  size_t numChosen = exposed.activations.size();
  auto prepared = prepareNetwork(module, options.network, [&] {
    return exposeActivations(module, exposed.activations)
        .moveInto(exposed.numOutputs);
  });
  exposed.numRemoved = numChosen - exposed.activations.size();
  return prepared;
}

/// Does what the options say. Returns whether all went well and the outputs are
/// as expected.
static Expected<bool> runTool(const Options &options,
                              mlir::DialectRegistry &registry) {
  if (options.device)
    if (Error error =
            verifyDevice(options.device->kind, options.device->libraries))
      return std::move(error);
  Timing timing(options.timing);
  mlir::TimingScope total = timing.start();
  DefaultThreadPool threads(
      hardware_concurrency(options.compilation.numThreads));
  mlir::MLIRContext context(registry, mlir::MLIRContext::Threading::DISABLED);
  if (threads.getMaxConcurrency() > 1)
    context.setThreadPool(threads);
  // Diagnostics show the line of the source instead.
  context.printOpOnDiagnostic(false);
  SourceMgr sourceMgr;
  DiagnosticPrinter diagnostics(sourceMgr, &context, errs());
  Progress progress;

  progress.show("Reading " + options.model);
  mlir::TimingScope reading = total.nest("Reading the network");
  auto module =
      loadNetwork(options.model, &context, sourceMgr, options.network.import);
  if (!module)
    return false;
  mlir::OwningOpRef<mlir::ModuleOp> original;
  if (!options.savedModel.empty())
    original = module->clone();
  ExposedTensors exposed;
  Expected<bool> prepared = prepare(*module, options, exposed);
  if (!prepared || !*prepared)
    return prepared;
  reading.stop();
  Expected<Signature> signature = Signature::get(*module);
  if (!signature)
    return signature.takeError();
  if (options.onlySignature) {
    printSignature(outs(), *signature);
    return true;
  }
  mlir::TimingScope readingInputs = total.nest("Reading inputs");
  Expected<RunPlan> plan = RunPlan::make(*signature, exposed, options);
  if (!plan)
    return plan.takeError();
  readingInputs.stop();
  if (options.device)
    return runOnDevice(*module, original.get(), *plan, options, progress);

  Expected<bool> tuned = tuneKernels(*module, *plan, options, progress);
  if (!tuned || !*tuned)
    return tuned;
  auto executable = compile(*module, options, progress, total);
  if (!executable)
    return executable.takeError();
  module = nullptr;
  if (!options.objectFolder.empty())
    if (Error error = saveObjects(**executable, options.objectFolder))
      return std::move(error);

  progress.show("Running " + options.model);
  mlir::TimingScope firstRun = total.nest("First run");
  if (Error error = plan->run(**executable))
    return std::move(error);
  firstRun.stop();
  progress.show("");
  total.stop();
  timing.print(**executable);
  Expected<bool> result = finish(**executable, *plan, original.get(), options);
  if (Error error = options.profile
                        ? printProfile(**executable, *plan, options.numRepeats)
                        : measure(**executable, *plan, options.numRepeats))
    return joinErrors(result.takeError(), std::move(error));
  return result;
}

/// Reads the command line and does what it says.
static Expected<int> runMain(int argc, char **argv) {
  mlir::DialectRegistry registry;
  registerExecutionDialects(registry);
  if (Error error = loadPlugins(argc, argv, registry))
    return std::move(error);
  return runWithOptions<Options>(
      parseOptions(argc, argv),
      [&](const Options &options) { return runTool(options, registry); });
}

int main(int argc, char **argv) {
  return toolMain("nnef-run", argc, argv, runMain);
}
