//===- Session.h - What networks share --------------------------*- C++ -*-===//
//
// Part of the nnef-mlir project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef NNEF_PYTHON_SESSION_H
#define NNEF_PYTHON_SESSION_H

#include "Diagnostics.h"
#include "mlir/IR/MLIRContext.h"
#include "llvm/Support/SourceMgr.h"
#include <mutex>

namespace nnef::python {

/// The context of a network that was read, and of all that is made of it, which
/// share its weights. It lives as long as one of them does.
class Session {
public:
  Session();

  /// Does `work` while no other thread works in this session and other threads
  /// of Python run. `numThreads` are used where passes can; 0 for as many as
  /// the machine has.
  void run(unsigned numThreads,
           llvm::function_ref<void(DiagnosticCollector &)> work);

  mlir::MLIRContext &getContext() { return context; }
  llvm::SourceMgr &getSourceMgr() { return sourceMgr; }
  std::mutex &getMutex() { return mutex; }

private:
  llvm::SourceMgr sourceMgr;
  mlir::MLIRContext context;
  std::mutex mutex;
};

} // namespace nnef::python

#endif // NNEF_PYTHON_SESSION_H
