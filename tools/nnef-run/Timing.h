//===- Timing.h - Where the time went ---------------------------*- C++ -*-===//
//
// Part of the nnef-mlir project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef NNEF_TOOLS_NNEFRUN_TIMING_H
#define NNEF_TOOLS_NNEFRUN_TIMING_H

#include "NNEF/Runtime/Executable.h"
#include "mlir/Support/Timing.h"

/// What --timing prints.
class Timing {
public:
  /// Measures and prints nothing unless it is enabled.
  explicit Timing(bool isEnabled);

  /// Starts the clock of the whole.
  mlir::TimingScope start() { return manager.getRootScope(); }

  /// Prints how long the steps took, once the whole has stopped, the functions
  /// that took longest to compile, and the memory that the network and
  /// the process need.
  void print(const nnef::Executable &executable);

private:
  bool isEnabled;
  mlir::DefaultTimingManager manager;
};

#endif // NNEF_TOOLS_NNEFRUN_TIMING_H
