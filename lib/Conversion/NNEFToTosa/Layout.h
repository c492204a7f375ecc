//===- Layout.h - Transpositions that cancel each other ------- -*- C++ -*-===//
//
// Part of the nnef-mlir project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef NNEF_LIB_CONVERSION_NNEFTOTOSA_LAYOUT_H
#define NNEF_LIB_CONVERSION_NNEFTOTOSA_LAYOUT_H

namespace mlir {
class Operation;
} // namespace mlir

namespace nnef {

/// Moves transpositions of TOSA towards each other and removes those that undo
/// one another, and everything that is dead.
void simplifyLayouts(mlir::Operation *root);

} // namespace nnef

#endif // NNEF_LIB_CONVERSION_NNEFTOTOSA_LAYOUT_H
