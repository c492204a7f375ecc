//===- MoveElements.h - Ops that only move elements -------------*- C++ -*-===//
//
// Part of the nnef-mlir project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef NNEF_LIB_PIPELINES_MOVEELEMENTS_H
#define NNEF_LIB_PIPELINES_MOVEELEMENTS_H

#include "NNEF/Dialect/NNEF/IR/Elements.h"
#include "mlir/IR/Operation.h"

namespace nnef {

/// A box of elements that is copied from an operand into the result.
struct Box {
  /// Which operand of the movement, and where the box begins in it and in the
  /// result.
  unsigned operand = 0;
  int64_t from = 0, to = 0;
  llvm::SmallVector<CopyDim> dims;
};

/// What an op does that computes nothing, but puts elements somewhere else.
struct Movement {
  mlir::RankedTensorType type;
  llvm::SmallVector<mlir::Value> operands;
  /// The boxes, of which later ones go over earlier ones.
  llvm::SmallVector<Box> boxes;
  /// The bytes of the element in places that are in no box, if there are such.
  llvm::SmallVector<char> filling;
  /// Whether the result is the operand in another shape.
  bool isView = false;
  /// Whether elements of the operand are in the result several times.
  bool repeats = false;
  /// What the result is called, behind the name of the operand.
  llvm::StringRef suffix;
};

/// How an op moves elements; none if it does something else, or if sizes are
/// not known.
std::optional<Movement> getMovement(mlir::Operation *op);

/// Moves the elements of the operands, in threads of the context if there are
/// many.
Elements moveElements(const Movement &movement,
                      llvm::ArrayRef<Elements> operands);

} // namespace nnef

#endif // NNEF_LIB_PIPELINES_MOVEELEMENTS_H
