//===- RowOps.h - Ops that compute row by row -------------------*- C++ -*-===//
//
// Part of the nnef-mlir project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef NNEF_LIB_PIPELINES_ROWOPS_H
#define NNEF_LIB_PIPELINES_ROWOPS_H

#include "mlir/Dialect/Linalg/IR/Linalg.h"

namespace nnef {

/// The places that a number of a row each is summed up for, if that is what
/// `op` does: the extents of all loops but the last one, over which a sum, or
/// the like, is taken of elements that are beside each other.
std::optional<llvm::SmallVector<int64_t>>
getPlacesOfRowReduction(mlir::linalg::LinalgOp op);

/// Whether `op` computes a number, or a row of them, at each of `places`, and
/// needs nothing else than numbers and rows of that place of those operands
/// that `isComputed` says so of.
bool isRowOp(mlir::linalg::LinalgOp op, llvm::ArrayRef<int64_t> places,
             llvm::function_ref<bool(mlir::Value)> isComputed);

/// The places for which a group of ops computes rows, some of which it reduces:
/// a softmax, or a normalization.
std::optional<llvm::SmallVector<int64_t>>
getPlacesOfRows(llvm::ArrayRef<mlir::linalg::LinalgOp> ops);

/// Divides what `op` computes along a row into pieces that vectors hold.
llvm::LogicalResult splitRow(mlir::RewriterBase &rewriter,
                             mlir::linalg::LinalgOp op);

} // namespace nnef

#endif // NNEF_LIB_PIPELINES_ROWOPS_H
