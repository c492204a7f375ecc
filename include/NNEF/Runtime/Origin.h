//===- Origin.h - Which lines of a network code comes from ------*- C++ -*-===//
//
// Part of the nnef-mlir project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef NNEF_RUNTIME_ORIGIN_H
#define NNEF_RUNTIME_ORIGIN_H

#include "mlir/IR/Location.h"
#include <string>

namespace nnef {

/// What a location says about where code comes from.
struct Origin {
  /// The tensors that it computes: `conv1, relu1`. Empty if none has a name.
  std::string names;
  /// The file, without its folder, and the lines in it: `graph.nnef:14,15`.
  /// Empty if none is known.
  std::string lines;
};

Origin getOrigin(mlir::Location loc);

} // namespace nnef

#endif // NNEF_RUNTIME_ORIGIN_H
