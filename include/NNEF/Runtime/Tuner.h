//===- Tuner.h - Finding the fastest tiles on this machine ------*- C++ -*-===//
//
// Part of the nnef-mlir project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef NNEF_RUNTIME_TUNER_H
#define NNEF_RUNTIME_TUNER_H

#include "NNEF/Runtime/Executable.h"

namespace nnef {

/// What a search has found.
struct TuningResult {
  /// A kernel that is faster if it is divided in another way.
  struct Kernel {
    /// The value of its `nnef.kernel`.
    mlir::StringAttr key;
    mlir::DictionaryAttr tiles;
    /// Where the first call of it comes from.
    mlir::Location loc;
    /// How long all of its calls take, before and after, in seconds.
    double before, after;
  };

  std::vector<Kernel> kernels;
  /// How many kernels can be divided in several ways.
  unsigned numKernels = 0;
  /// The least time of a run, as the sum of its steps, before and after.
  double before = 0, after = 0;
};

/// Tries other ways to divide the kernels of a network, and finds those that
/// make them faster on this machine. Each compilation tries one for each kernel
/// at the same time, and measures them where they are, among the other steps.
///
/// `module` is what Executable::compile takes, and stays as it is; ways that
/// its attribute `nnef.tuning` has already are where the search starts from.
/// `run` runs the network once. Results are right whatever is found, as every
/// way to divide a kernel computes the same but for the rounding of sums.
llvm::Expected<TuningResult>
tune(mlir::ModuleOp module, const Executable::Options &options,
     llvm::function_ref<llvm::Error(Executable &)> run,
     llvm::function_ref<void(const llvm::Twine &)> progress);

/// Writes what was found to a file of MLIR: a module with the attribute
/// `nnef.tuning`, which has `previous` too, what was known before. Replaces the
/// file only when all is written.
llvm::Error writeTuning(llvm::StringRef path, const TuningResult &result,
                        mlir::DictionaryAttr previous);

/// Reads the `nnef.tuning` of a file. Null, after diagnostics, if it is not
/// one.
mlir::DictionaryAttr readTuning(llvm::StringRef path,
                                mlir::MLIRContext *context);

} // namespace nnef

#endif // NNEF_RUNTIME_TUNER_H
