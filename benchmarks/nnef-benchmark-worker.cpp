//===- nnef-benchmark-worker.cpp - Runs a network whenever it is asked ----===//
//
// Part of the nnef-mlir project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// compare_engines.py keeps a process of each engine and lets them run in turn,
// so that whatever else the machine does hits all of them alike. This is the
// process of nnef-mlir; performance/peers.py has those of the others.
//
// It compiles the network, answers with a line of JSON, and then does what the
// lines of its input say, with a line of JSON for each:
//
//   run N       runs the network N times: {"seconds": [...]}
//   write DIR   writes the outputs to DIR/NAME.npy: {}
//
//===----------------------------------------------------------------------===//

#include "NNEF/Model/HostTensor.h"
#include "NNEF/Runtime/Executable.h"
#include "NNEF/Translate/DiagnosticPrinter.h"
#include "NNEF/Translate/Import.h"
#include "mlir/IR/MLIRContext.h"
#include "llvm/Support/CommandLine.h"
#include "llvm/Support/InitLLVM.h"
#include "llvm/Support/JSON.h"
#include "llvm/Support/SourceMgr.h"
#include "llvm/Support/raw_ostream.h"
#include <chrono>
#include <iostream>
#include <random>

using namespace llvm;
using namespace nnef;
using Clock = std::chrono::steady_clock;

static cl::OptionCategory category("nnef-benchmark-worker options");
static cl::opt<std::string> modelPath(cl::Positional, cl::Required,
                                      cl::cat(category), cl::desc("MODEL"));
static cl::list<std::string>
    inputFiles("input", cl::cat(category), cl::value_desc("NAME=FILE"),
               cl::desc("Read input NAME from FILE (.dat or .npy); inputs "
                        "without a file get random numbers"));
static cl::opt<unsigned>
    numThreads("run-threads", cl::cat(category), cl::init(1),
               cl::desc("How many threads the network runs with"));
static cl::opt<std::string>
    cacheFolder("cache", cl::cat(category), cl::value_desc("DIR"),
                cl::desc("Keep compiled networks there (default: nowhere)"));

static double getSeconds(Clock::time_point start) {
  return std::chrono::duration<double>(Clock::now() - start).count();
}

static void answer(json::Object object) {
  outs() << json::Value(std::move(object)) << "\n";
  outs().flush();
}

static HostTensor makeRandom(const TensorSpec &spec) {
  HostTensor tensor(spec.elementType, spec.shape);
  std::minstd_rand random(20);
  std::normal_distribution<float> distribution;
  if (spec.elementType == ElementType::Float32)
    for (float &value : tensor.getAs<float>())
      value = distribution(random);
  return tensor;
}

static Expected<SmallVector<HostTensor>>
readInputs(const Signature &signature) {
  StringMap<StringRef> files;
  for (StringRef argument : inputFiles) {
    auto [name, file] = argument.split('=');
    files[name] = file;
  }
  SmallVector<HostTensor> inputs;
  for (const TensorSpec &spec : signature.inputs) {
    auto file = files.find(spec.name);
    if (file == files.end()) {
      if (!spec.hasStaticShape())
        return createStringError("input '" + spec.name + "' has no shape yet");
      inputs.push_back(makeRandom(spec));
      continue;
    }
    Expected<HostTensor> tensor = readHostTensor(file->second);
    if (!tensor)
      return tensor.takeError();
    if (Error error = spec.verify(*tensor))
      return createFileError(file->second, std::move(error));
    inputs.push_back(std::move(*tensor));
  }
  return inputs;
}

/// Runs the network `count` times and says how long each took.
static Error run(const Executable &executable, ArrayRef<HostTensor> inputs,
                 MutableArrayRef<HostTensor> outputs, unsigned count) {
  json::Array seconds;
  for (unsigned i = 0; i < count; ++i) {
    Clock::time_point start = Clock::now();
    if (Error error = executable.run(inputs, outputs))
      return error;
    seconds.push_back(getSeconds(start));
  }
  answer(json::Object{{"seconds", std::move(seconds)}});
  return Error::success();
}

static Error writeOutputs(const Signature &signature,
                          ArrayRef<HostTensor> outputs, StringRef folder) {
  for (auto [spec, output] : zip_equal(signature.outputs, outputs))
    if (Error error =
            writeHostTensor((folder + "/" + spec.name + ".npy").str(), output))
      return error;
  answer(json::Object());
  return Error::success();
}

/// Compiles the network and serves it until the input ends.
static Error serve() {
  Clock::time_point start = Clock::now();
  mlir::DialectRegistry registry;
  registerExecutionDialects(registry);
  mlir::MLIRContext context(registry);
  SourceMgr sourceMgr;
  DiagnosticPrinter diagnostics(sourceMgr, &context, errs());
  auto module = importModel(modelPath, &context, sourceMgr, {});
  if (!module)
    return createStringError("cannot import '" + modelPath + "'");
  Executable::Options options;
  options.numThreads = numThreads;
  options.cache.folder = cacheFolder;
  options.releasesWeights = true;
  auto executable = Executable::compile(*module, options);
  if (!executable)
    return executable.takeError();
  module = nullptr;
  double compiled = getSeconds(start);

  const Signature &signature = (*executable)->getSignature();
  auto inputs = readInputs(signature);
  if (!inputs)
    return inputs.takeError();
  SmallVector<HostTensor> outputs = (*executable)->allocateOutputs();
  answer(json::Object{{"compile", compiled}});

  for (std::string line; std::getline(std::cin, line);) {
    auto [command, argument] = StringRef(line).split(' ');
    unsigned count;
    Error error = Error::success();
    if (command == "run" && !argument.getAsInteger(10, count))
      error = run(**executable, *inputs, outputs, count);
    else if (command == "write" && !argument.empty())
      error = writeOutputs(signature, outputs, argument);
    else
      error = createStringError("unknown command '" + line + "'");
    if (error)
      return error;
  }
  return Error::success();
}

int main(int argc, char **argv) {
  InitLLVM initLLVM(argc, argv);
  cl::HideUnrelatedOptions(category);
  cl::ParseCommandLineOptions(
      argc, argv, "Runs a network whenever a line of the input says so.\n");
  ExitOnError exitOnError("nnef-benchmark-worker: error: ");
  exitOnError(serve());
}
