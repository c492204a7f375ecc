//===- FixedPointVectors.h - Fixed-point products as vectors ----*- C++ -*-===//
//
// Part of the nnef-mlir project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef NNEF_LIB_PIPELINES_FIXEDPOINTVECTORS_H
#define NNEF_LIB_PIPELINES_FIXEDPOINTVECTORS_H

#include "mlir/IR/PatternMatch.h"

namespace nnef {

/// Adds a pattern for products of vectors of 32 bits of which 32 bits in the
/// middle are kept. Products of 64 bits are computed of even elements and of
/// odd ones, which have the room where they are, instead of those in each half,
/// which have to be moved apart and together again.
void populateFixedPointPatterns(mlir::RewritePatternSet &patterns);

} // namespace nnef

#endif // NNEF_LIB_PIPELINES_FIXEDPOINTVECTORS_H
