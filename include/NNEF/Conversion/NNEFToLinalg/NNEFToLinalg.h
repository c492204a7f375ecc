//===- NNEFToLinalg.h - NNEF to Linalg --------------------------*- C++ -*-===//
//
// Part of the nnef-mlir project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef NNEF_CONVERSION_NNEFTOLINALG_NNEFTOLINALG_H
#define NNEF_CONVERSION_NNEFTOLINALG_NNEFTOLINALG_H

#include <functional>
#include <string>

namespace mlir {
class MLIRContext;
class Operation;
class RewritePatternSet;
} // namespace mlir

namespace nnef {

/// Adds the patterns that lower NNEF operations to Linalg, of all families.
void populateNNEFToLinalgPatterns(mlir::RewritePatternSet &patterns);

/// Says of operations why `nnef-to-linalg` cannot lower them. Empty if it can.
std::function<std::string(mlir::Operation *)>
makeLinalgObstacles(mlir::MLIRContext *context);

} // namespace nnef

#endif // NNEF_CONVERSION_NNEFTOLINALG_NNEFTOLINALG_H
