//===- Session.cpp - What networks share ----------------------------------===//
//
// Part of the nnef-mlir project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "Session.h"
#include "NNEF/Runtime/Executable.h"
#include "llvm/ADT/ScopeExit.h"
#include "llvm/Support/ThreadPool.h"

using namespace nnef;
using namespace nnef::python;

namespace nb = nanobind;

static mlir::DialectRegistry getRegistry() {
  mlir::DialectRegistry registry;
  registerExecutionDialects(registry);
  return registry;
}

Session::Session()
    : context(getRegistry(), mlir::MLIRContext::Threading::DISABLED) {
  // Diagnostics show the line of the source instead.
  context.printOpOnDiagnostic(false);
}

void Session::run(unsigned numThreads,
                  llvm::function_ref<void(DiagnosticCollector &)> work) {
  std::string warnings;
  {
    nb::gil_scoped_release release;
    std::lock_guard<std::mutex> lock(mutex);
    // Threads live no longer than the work: a process may fork in between.
    llvm::DefaultThreadPool threads(llvm::hardware_concurrency(numThreads));
    if (threads.getMaxConcurrency() > 1)
      context.setThreadPool(threads);
    llvm::scope_exit stopThreads([&] { context.disableMultithreading(); });
    DiagnosticCollector diagnostics(sourceMgr, &context);
    work(diagnostics);
    warnings = diagnostics.getText();
  }
  if (!warnings.empty())
    warn(warnings);
}
