//===- IntegerRecipes.h - What can be computed with codes -------*- C++ -*-===//
//
// Part of the nnef-mlir project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef NNEF_LIB_DIALECT_NNEF_TRANSFORMS_INTEGERRECIPES_H
#define NNEF_LIB_DIALECT_NNEF_TRANSFORMS_INTEGERRECIPES_H

#include "NNEF/Dialect/NNEF/IR/NNEF.h"

namespace nnef {

/// How an operation computes with codes.
enum class IntegerRecipe {
  /// Not at all.
  None,
  /// Elements of its first operand move, and keep their codes.
  Move,
  /// Elements of all operands move, which must have the codes of the result.
  Merge,
  /// Codes of the result are computed from codes of operands, whatever these
  /// are.
  Compute,
  /// Products of an input and a filter are summed up, with a bias if there is
  /// one: the operands in that order.
  Product,
};

IntegerRecipe getIntegerRecipe(mlir::Operation *op);

/// Whether an operation only limits what it takes to a range of numbers.
bool isLimit(mlir::Operation *op);

/// Whether an operand is a number that is known, such as the bounds of `clamp`,
/// and has no codes.
bool isKnownNumber(mlir::OpOperand &operand);

/// The type of what a move gives, by the type of what it takes. Null if it does
/// not keep codes along an axis together.
mlir::quant::QuantizedType getMovedType(mlir::Operation *move,
                                        mlir::quant::QuantizedType type);

/// Whether the recipe of an operation applies to operands and results of these
/// types, which are null for what has no codes.
bool appliesTo(IntegerRecipe recipe, mlir::Operation *op,
               llvm::ArrayRef<mlir::quant::QuantizedType> operands,
               llvm::ArrayRef<mlir::quant::QuantizedType> results);

/// The type of the bias of a product: integers of 32 bits in units of the
/// product of both scales. Null if there is no such type.
mlir::quant::QuantizedType getBiasType(mlir::Operation *op,
                                       mlir::quant::QuantizedType input,
                                       mlir::quant::QuantizedType filter);

} // namespace nnef

#endif // NNEF_LIB_DIALECT_NNEF_TRANSFORMS_INTEGERRECIPES_H
