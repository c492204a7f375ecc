//===- Timing.cpp - Where the time went -----------------------------------===//
//
// Part of the nnef-mlir project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "Timing.h"
#include "llvm/Support/Format.h"
#include "llvm/Support/raw_ostream.h"
#include <sys/resource.h>

using namespace llvm;
using namespace nnef;

Timing::Timing(bool isEnabled) : isEnabled(isEnabled) {
  manager.setEnabled(isEnabled);
  manager.setDisplayMode(mlir::DefaultTimingManager::DisplayMode::Tree);
}

/// The most memory that the process has had, in bytes.
static uint64_t getPeakMemory() {
  rusage usage;
  getrusage(RUSAGE_SELF, &usage);
  return uint64_t(usage.ru_maxrss) << 10;
}

void Timing::print(const Executable &executable) {
  if (!isEnabled)
    return;
  manager.print();
  // It would print again in the end.
  manager.setEnabled(false);

  constexpr size_t numShown = 10;
  ArrayRef<Executable::FunctionTime> functions = executable.getFunctionTimes();
  SmallVector<Executable::FunctionTime> slowest(functions);
  sort(slowest, [](const auto &lhs, const auto &rhs) {
    return lhs.seconds > rhs.seconds;
  });
  slowest.truncate(std::min(numShown, slowest.size()));
  if (!slowest.empty())
    errs() << "The functions whose code took longest, of " << functions.size()
           << ":\n";
  for (const Executable::FunctionTime &function : slowest)
    errs() << format("%9.4f s  ", function.seconds) << function.name << '\n';
  const MemoryUse &memory = executable.getMemoryUse();
  errs() << format("Weights: %.1f MB\n", double(memory.weights) * 1e-6)
         << format("Workspace: %.1f MB, for up to %.1f MB of tensors at once\n",
                   double(memory.arena) * 1e-6, double(memory.live) * 1e-6);
  errs() << format("Peak memory: %.1f MB\n", double(getPeakMemory()) * 1e-6);
}
