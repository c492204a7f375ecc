//===- SplitDeconv.h - Transposed convolutions by phases --------*- C++ -*-===//
//
// Part of the nnef-mlir project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef NNEF_LIB_DIALECT_NNEF_TRANSFORMS_SPLITDECONV_H
#define NNEF_LIB_DIALECT_NNEF_TRANSFORMS_SPLITDECONV_H

#include "KnownValues.h"
#include "mlir/IR/PatternMatch.h"

namespace nnef {

/// Turns a transposed convolution with a known filter into a convolution. With
/// a stride `s`, output elements whose places have the same rest modulo `s` are
/// a convolution of the input with every s-th element of the filter, mirrored.
/// These are its output channels, which are put beside each other then.
llvm::LogicalResult splitDeconv(DeconvOp op, mlir::PatternRewriter &rewriter,
                                const KnownValues &known);

} // namespace nnef

#endif // NNEF_LIB_DIALECT_NNEF_TRANSFORMS_SPLITDECONV_H
