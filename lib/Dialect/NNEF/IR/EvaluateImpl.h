//===- EvaluateImpl.h - The parts of evaluate() -----------------*- C++ -*-===//
//
// Part of the nnef-mlir project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef NNEF_LIB_DIALECT_NNEF_IR_EVALUATEIMPL_H
#define NNEF_LIB_DIALECT_NNEF_IR_EVALUATEIMPL_H

#include "NNEF/Dialect/NNEF/IR/Evaluate.h"

namespace nnef {

/// Computes an operation that moves elements about. Returns whether it did.
bool evaluateShape(mlir::Operation *op, llvm::ArrayRef<Elements> operands,
                   llvm::SmallVectorImpl<Elements> &results);

/// Computes an operation element by element. None if that cannot be done.
std::optional<Elements> evaluateElementwise(mlir::Operation *op,
                                            llvm::ArrayRef<Elements> operands);

/// An integer from among elements, by its place in row-major order.
int64_t readInteger(const Elements &elements, int64_t index);

/// Writes a float as an element of its own type.
void writeFloat(const llvm::APFloat &value, llvm::MutableArrayRef<char> bytes);

} // namespace nnef

#endif // NNEF_LIB_DIALECT_NNEF_IR_EVALUATEIMPL_H
