//===- CompilationOptions.h - How networks are compiled ---------*- C++ -*-===//
//
// Part of the nnef-mlir project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef NNEF_RUNTIME_COMPILATIONOPTIONS_H
#define NNEF_RUNTIME_COMPILATIONOPTIONS_H

#include "NNEF/Pipelines/Pipelines.h"
#include <functional>

namespace mlir {
class TimingScope;
} // namespace mlir

namespace nnef {

/// How networks are compiled, whatever becomes of the code.
struct CompilationOptions {
  /// Is told how many parts of how many are compiled.
  using ProgressFn = std::function<void(unsigned numDone, unsigned numParts)>;

  /// The effort of LLVM's optimizer and code generator, from 0 to 3.
  unsigned optLevel = 2;
  /// The dialect that the network is lowered to first.
  NNEFLowering lowering = NNEFLowering::Linalg;
  /// Whether convolutions are computed with fewer products where that is
  /// faster, at the price of slightly larger rounding errors.
  bool winograd = true;
  /// Release the memory of weights as soon as others have taken their place.
  /// Whoever has the resources of the network then, such as a copy of the
  /// module, finds no data in them.
  bool releasesWeights = false;
  ProgressFn progress = nullptr;
  /// If given, how long each step takes is measured within it.
  mlir::TimingScope *timing = nullptr;
};

} // namespace nnef

#endif // NNEF_RUNTIME_COMPILATIONOPTIONS_H
