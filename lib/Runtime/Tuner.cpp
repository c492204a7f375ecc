//===- Tuner.cpp - Finding the fastest tiles on this machine --------------===//
//
// Part of the nnef-mlir project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "NNEF/Runtime/Tuner.h"
#include "NNEF/Model/OutputFile.h"
#include "NNEF/Pipelines/Passes.h"
#include "NNEF/Runtime/Origin.h"
#include "mlir/IR/BuiltinOps.h"
#include "mlir/Parser/Parser.h"
#include "llvm/ADT/MapVector.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/Support/Format.h"
#include <chrono>
#include <limits>

using namespace mlir;
using namespace nnef;

/// How often the kernels are gone through: what is best for one dimension may
/// depend on another.
static constexpr unsigned numSweeps = 2;

/// How long a compiled network is run, and how often.
static constexpr double minSeconds = 0.3;
static constexpr unsigned minRuns = 5, maxRuns = 40;

/// Less is noise.
static constexpr double minGain = 0.02;

/// How often two networks are measured in turn.
static constexpr unsigned numRounds = 3;

namespace {
/// How kernels are divided, by the text that tells them apart.
using Found = llvm::MapVector<StringAttr, DictionaryAttr>;

/// How a kernel is divided, and the least time that all of its calls took.
struct KernelTime {
  DictionaryAttr tiles;
  Location loc;
  double seconds;
};

/// The least times that were measured of a network.
struct NetworkTime {
  llvm::MapVector<StringAttr, KernelTime> kernels;
  /// Of all steps of a run.
  double total = std::numeric_limits<double>::infinity();
};

class Tuner {
public:
  Tuner(ModuleOp module, const Executable::Options &options,
        llvm::function_ref<llvm::Error(Executable &)> run,
        llvm::function_ref<void(const Twine &)> progress)
      : module(module), options(options), run(run), progress(progress) {
    this->options.timesSteps = true;
    this->options.cache = {};
    // The network is compiled again.
    this->options.releasesWeights = false;
    this->options.progress = nullptr;
  }

  llvm::Expected<TuningResult> search();

private:
  llvm::Expected<std::unique_ptr<Executable>>
  compile(const Found &found, std::optional<int64_t> trial = std::nullopt);
  /// Runs a network for a while, and lowers `time` to the least of it.
  llvm::Error measure(Executable &executable, NetworkTime &time);
  /// Tries one other way after the other, starting from `found`.
  llvm::Error sweep(Found &found, unsigned number);
  /// Measures the network as it was and as it is with `found`, in turn.
  llvm::Error compare(const Found &found, NetworkTime &before,
                      NetworkTime &after);

  ModuleOp module;
  Executable::Options options;
  llvm::function_ref<llvm::Error(Executable &)> run;
  llvm::function_ref<void(const Twine &)> progress;
};
} // namespace

llvm::Expected<std::unique_ptr<Executable>>
Tuner::compile(const Found &found, std::optional<int64_t> trial) {
  MLIRContext *context = module.getContext();
  OwningOpRef<ModuleOp> copy = module.clone();
  NamedAttrList tuning((*copy)->getAttrOfType<DictionaryAttr>(tuningAttrName));
  for (auto [key, tiles] : found)
    tuning.set(key, tiles);
  (*copy)->setAttr(tuningAttrName, tuning.getDictionary(context));
  if (trial)
    (*copy)->setAttr(trialAttrName, Builder(context).getI64IntegerAttr(*trial));
  return Executable::compile(*copy, options);
}

llvm::Error Tuner::measure(Executable &executable, NetworkTime &time) {
  using Clock = std::chrono::steady_clock;
  // The first run has to fetch everything.
  if (llvm::Error error = run(executable))
    return error;
  executable.takeStepTimes();
  Clock::time_point start = Clock::now();
  for (unsigned i = 0; i < maxRuns; ++i) {
    std::chrono::duration<double> elapsed = Clock::now() - start;
    if (i >= minRuns && elapsed.count() > minSeconds)
      break;
    if (llvm::Error error = run(executable))
      return error;
    llvm::MapVector<StringAttr, KernelTime> sums;
    double total = 0;
    for (auto [step, seconds] :
         llvm::zip_equal(executable.getSteps(), executable.takeStepTimes())) {
      total += seconds;
      if (step.kernel && step.tiles)
        sums.try_emplace(step.kernel, KernelTime{step.tiles, step.loc, 0})
            .first->second.seconds += seconds;
    }
    time.total = std::min(time.total, total);
    for (const auto &[key, sum] : sums) {
      KernelTime &least = time.kernels.try_emplace(key, sum).first->second;
      least.seconds = std::min(least.seconds, sum.seconds);
    }
  }
  return llvm::Error::success();
}

/// Whether all kernels are divided as they were when `time` was measured.
static bool isDividedAlike(const Executable &executable,
                           const NetworkTime &time) {
  return llvm::all_of(executable.getSteps(), [&](const Executable::Step &step) {
    auto it = time.kernels.find(step.kernel);
    return it == time.kernels.end() || it->second.tiles == step.tiles;
  });
}

llvm::Error Tuner::sweep(Found &found, unsigned number) {
  auto current = compile(found);
  if (!current)
    return current.takeError();
  NetworkTime time;
  if (llvm::Error error = measure(**current, time))
    return error;

  auto best = time.kernels;
  for (int64_t trial = 0;; ++trial) {
    progress("sweep " + Twine(number) + " of " + Twine(numSweeps) + ", trial " +
             Twine(trial + 1));
    auto executable = compile(found, trial);
    if (!executable)
      return executable.takeError();
    // There is nothing left to try.
    if (isDividedAlike(**executable, time))
      break;
    NetworkTime other;
    if (llvm::Error error = measure(**executable, other))
      return error;
    for (const auto &[key, kernel] : other.kernels) {
      auto it = best.find(key);
      if (it != best.end() && kernel.seconds < it->second.seconds)
        it->second = kernel;
    }
  }
  for (const auto &[key, kernel] : best) {
    const KernelTime &old = time.kernels.find(key)->second;
    if (kernel.tiles != old.tiles &&
        kernel.seconds < old.seconds * (1 - minGain))
      found[key] = kernel.tiles;
  }
  return llvm::Error::success();
}

llvm::Error Tuner::compare(const Found &found, NetworkTime &before,
                           NetworkTime &after) {
  auto old = compile({});
  if (!old)
    return old.takeError();
  auto tuned = compile(found);
  if (!tuned)
    return tuned.takeError();
  for (unsigned round = 1; round <= numRounds; ++round) {
    progress("comparing, round " + Twine(round) + " of " + Twine(numRounds));
    if (llvm::Error error = measure(**old, before))
      return error;
    if (llvm::Error error = measure(**tuned, after))
      return error;
  }
  return llvm::Error::success();
}

llvm::Expected<TuningResult> Tuner::search() {
  Found found;
  for (unsigned number = 1; number <= numSweeps; ++number)
    if (llvm::Error error = sweep(found, number))
      return std::move(error);
  NetworkTime before, after;
  if (llvm::Error error = compare(found, before, after))
    return std::move(error);
  // What is not faster after all was luck.
  size_t numFound = found.size();
  found.remove_if([&](const auto &entry) {
    return after.kernels.find(entry.first)->second.seconds >
           before.kernels.find(entry.first)->second.seconds * (1 - minGain);
  });
  if (found.size() < numFound) {
    before = after = NetworkTime();
    if (llvm::Error error = compare(found, before, after))
      return std::move(error);
  }

  TuningResult result;
  result.numKernels = before.kernels.size();
  result.before = before.total;
  result.after = after.total;
  for (auto &[key, tiles] : found) {
    const KernelTime &kernel = after.kernels.find(key)->second;
    result.kernels.push_back({key, tiles, kernel.loc,
                              before.kernels.find(key)->second.seconds,
                              kernel.seconds});
  }
  return result;
}

llvm::Expected<TuningResult>
nnef::tune(ModuleOp module, const Executable::Options &options,
           llvm::function_ref<llvm::Error(Executable &)> run,
           llvm::function_ref<void(const Twine &)> progress) {
  return Tuner(module, options, run, progress).search();
}

//===----------------------------------------------------------------------===//
// Files
//===----------------------------------------------------------------------===//

llvm::Error nnef::writeTuning(StringRef path, const TuningResult &result,
                              DictionaryAttr previous) {
  NamedAttrList rest(previous);
  for (const TuningResult::Kernel &kernel : result.kernels)
    rest.erase(kernel.key);
  return writeOutputFile(path, [&](raw_ostream &os) {
    os << "module attributes {" << tuningAttrName << " = {";
    llvm::ListSeparator separator(",");
    for (const TuningResult::Kernel &kernel : result.kernels)
      os << separator << "\n  // " << getOrigin(kernel.loc).names
         << llvm::format(": %.3f ms, was %.3f ms", kernel.after * 1e3,
                         kernel.before * 1e3)
         << "\n  " << kernel.key << " = " << kernel.tiles;
    for (NamedAttribute kernel : rest)
      os << separator << "\n  \"" << kernel.getName().strref()
         << "\" = " << kernel.getValue();
    os << "\n}} {}\n";
    return llvm::Error::success();
  });
}

DictionaryAttr nnef::readTuning(StringRef path, MLIRContext *context) {
  ParserConfig config(context);
  OwningOpRef<ModuleOp> module = parseSourceFile<ModuleOp>(path, config);
  if (!module)
    return nullptr;
  auto tuning = (*module)->getAttrOfType<DictionaryAttr>(tuningAttrName);
  if (!tuning)
    module->emitError("expected an attribute '")
        << tuningAttrName << "' that is a dictionary";
  return tuning;
}
