//===- Costs.h - What operations cost ---------------------------*- C++ -*-===//
//
// Part of the nnef-mlir project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// The one place that says how many multiplications and how many bytes an
// operation stands for. It looks at shapes and types alone.
//
//===----------------------------------------------------------------------===//

#ifndef NNEF_REPORT_COSTS_H
#define NNEF_REPORT_COSTS_H

#include "NNEF/Dialect/NNEF/IR/NNEF.h"
#include "llvm/ADT/SmallVector.h"
#include <optional>

namespace nnef {

/// A number of something. None if it depends on an extent that is not known, or
/// on what a custom fragment without a body does.
using Count = std::optional<uint64_t>;

/// The sum of two numbers, if both are known.
Count add(Count lhs, Count rhs);

/// How many products of two numbers an operation adds up: those of
/// convolutions, matrix products and linear layers, and of the body of a custom
/// fragment. Zeros in paddings count, as they do wherever such numbers are
/// published. Operations that do not add up products have none.
Count countMACs(mlir::Operation *op);

/// The bytes of a tensor: each element takes as many as its bits fill.
Count countBytes(mlir::Type type);

/// The bytes that an operation reads and writes if it is computed by itself:
/// those of all its operands and results. What only gives a tensor another
/// shape or name moves nothing.
struct Traffic {
  Count read, written;
};
Traffic countTraffic(mlir::Operation *op);

/// The variables that an operation reads, each once, whatever conversion is in
/// between.
llvm::SmallVector<VariableOp> getVariables(mlir::Operation *op);

} // namespace nnef

#endif // NNEF_REPORT_COSTS_H
