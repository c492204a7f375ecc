//===- Folds.h - What folds and patterns look for ---------------*- C++ -*-===//
//
// Part of the nnef-mlir project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef NNEF_LIB_DIALECT_NNEF_IR_FOLDS_H
#define NNEF_LIB_DIALECT_NNEF_IR_FOLDS_H

#include "NNEF/Dialect/NNEF/IR/NNEF.h"

namespace nnef {

/// The operation that defines `value`, if it is an `OpT` that may be seen
/// through.
template <typename OpT> OpT getUnmarked(mlir::Value value) {
  auto op = value.getDefiningOp<OpT>();
  return op && !isMarked(op) ? op : OpT();
}

/// The same for the operations that only change the shape.
mlir::Operation *getReshape(mlir::Value value);

/// Whether tensors of this type that have the same number of elements have the
/// same shape.
bool determinesShape(mlir::RankedTensorType type);

} // namespace nnef

#endif // NNEF_LIB_DIALECT_NNEF_IR_FOLDS_H
