//===- Evaluate.h - Operations on known values ------------------*- C++ -*-===//
//
// Part of the nnef-mlir project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef NNEF_DIALECT_NNEF_IR_EVALUATE_H
#define NNEF_DIALECT_NNEF_IR_EVALUATE_H

#include "NNEF/Dialect/NNEF/IR/Elements.h"
#include "NNEF/Dialect/NNEF/IR/NNEF.h"

namespace nnef {

/// Computes the results of an operation from the elements of its operands, to
/// the last bit as the compiled operation does: each step in the type of the
/// elements. Fails for operations that are not for this, such as those that
/// machines only approximate, and where results would take more than `maxBytes`
/// of new memory.
llvm::LogicalResult evaluate(mlir::Operation *op,
                             llvm::ArrayRef<Elements> operands,
                             uint64_t maxBytes,
                             llvm::SmallVectorImpl<Elements> &results);

} // namespace nnef

#endif // NNEF_DIALECT_NNEF_IR_EVALUATE_H
