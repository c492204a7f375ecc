//===- nnef-compile.cpp - Compile a network ahead of time -----------------===//
//
// Part of the nnef-mlir project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "LoadNetwork.h"
#include "NNEF/Runtime/DeviceExecutable.h"
#include "NNEF/Runtime/Executable.h"
#include "NNEF/Translate/DiagnosticPrinter.h"
#include "Options.h"
#include "Plugins.h"
#include "Progress.h"
#include "ToolMain.h"
#include "mlir/IR/MLIRContext.h"
#include "mlir/Support/Timing.h"
#include "llvm/Support/Format.h"
#include "llvm/Support/SourceMgr.h"

using namespace llvm;
using namespace nnef;

/// Prints the sizes of what the network computes with.
static void printMemory(const Package &package) {
  auto print = [](StringRef name, uint64_t bytes) {
    errs() << name << format(": %.1f kB\n", double(bytes) * 1e-3);
  };
  print("Weights", package.numWeightBytes);
  print("State", package.numStateBytes);
  print("Workspace", package.numWorkspaceBytes);
  print("Object file", package.object.size());
}

/// Compiles the network for a device and writes the files.
static Error compileKernels(mlir::ModuleOp module, const Options &options,
                            Progress &progress) {
  progress.show("Compiling " + options.model);
  Expected<LaunchPlan> plan =
      compileForDevice(module, *options.device, /*releasesWeights=*/true);
  if (!plan)
    return plan.takeError();
  progress.show("Writing " + options.files.code);
  if (Error error = writeLaunchPlan(*plan, options.files.code).takeError())
    return error;
  progress.show("");
  return Error::success();
}

/// Does what the options say. Returns whether that went well, if errors are
/// diagnostics.
static Expected<bool> runTool(const Options &options,
                              mlir::DialectRegistry &registry) {
  mlir::DefaultTimingManager timingManager;
  timingManager.setEnabled(options.timing);
  timingManager.setDisplayMode(mlir::DefaultTimingManager::DisplayMode::Tree);
  mlir::TimingScope total = timingManager.getRootScope();
  mlir::MLIRContext context(registry);
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
  Expected<bool> prepared = prepareNetwork(*module, options.network);
  if (!prepared || !*prepared)
    return prepared;
  reading.stop();
  if (options.device) {
    if (Error error = compileKernels(*module, options, progress))
      return std::move(error);
    return true;
  }

  progress.show("Compiling " + options.model);
  PackageOptions packageOptions = options.package;
  packageOptions.timing = &total;
  packageOptions.releasesWeights = true;
  packageOptions.progress = [&](unsigned numDone, unsigned numParts) {
    progress.show("Compiling " + options.model + ": " + Twine(numDone).str() +
                  " of " + Twine(numParts).str());
  };
  Expected<Package> package =
      packageNetwork(*module, *options.target, packageOptions);
  if (!package)
    return package.takeError();
  progress.show("Writing " + options.files.code);
  mlir::TimingScope writing = total.nest("Writing files");
  if (Error error = writePackage(*package, *options.target, options.files))
    return std::move(error);
  writing.stop();
  progress.show("");
  total.stop();
  if (options.timing) {
    timingManager.print();
    // It would print again in the end.
    timingManager.setEnabled(false);
    printMemory(*package);
  }
  return true;
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
  return toolMain("nnef-compile", argc, argv, runMain);
}
