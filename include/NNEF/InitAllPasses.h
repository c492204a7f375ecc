//===- InitAllPasses.h - Registration of all passes -------------*- C++ -*-===//
//
// Part of the nnef-mlir project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef NNEF_INITALLPASSES_H
#define NNEF_INITALLPASSES_H

#include "NNEF/Capabilities/Passes.h"
#include "NNEF/Conversion/Passes.h"
#include "NNEF/Dialect/NNEF/Transforms/Passes.h"
#include "NNEF/Pipelines/Pipelines.h"

namespace nnef {

/// Registers the passes and pipelines of nnef-mlir, so that they are found by
/// their names. Those of MLIR are registered by a function of the same name.
inline void registerAllPasses() {
  registerNNEFTransformsPasses();
  registerNNEFConversionPasses();
  registerNNEFCapabilitiesPasses();
  registerNNEFPipelines();
}

} // namespace nnef

#endif // NNEF_INITALLPASSES_H
