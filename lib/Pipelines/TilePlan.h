//===- TilePlan.h - How a kernel is divided ---------------------*- C++ -*-===//
//
// Part of the nnef-mlir project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef NNEF_LIB_PIPELINES_TILEPLAN_H
#define NNEF_LIB_PIPELINES_TILEPLAN_H

#include "NNEF/Pipelines/Pipelines.h"
#include "mlir/Dialect/Func/IR/FuncOps.h"
#include "mlir/Dialect/Linalg/IR/Linalg.h"

namespace nnef {

/// How many elements of a result are at most a tile, which becomes vectors.
constexpr int64_t maxTileElements = 1024;

/// How the result of a kernel is divided, dimension by dimension; 0 stands for
/// the whole extent.
struct TilePlan {
  /// What one step of the parallel loop computes.
  llvm::SmallVector<int64_t> parallel;
  /// What is computed at once, in registers.
  llvm::SmallVector<int64_t> registers;
  /// The order of the dimensions in the parallel loop, outermost first.
  llvm::SmallVector<int64_t> order;
  /// Whether the kernel computes row by row, for how many dimensions of places.
  /// Each op on a row is divided by itself then, and `registers` is not used.
  bool isOfRows = false;
  int64_t numPlaces = 0;
  /// Whether threads should share the work.
  bool isParallel = true;

  bool operator==(const TilePlan &other) const {
    return parallel == other.parallel && registers == other.registers &&
           order == other.order;
  }
  bool operator!=(const TilePlan &other) const { return !(*this == other); }
};

/// Chooses how to divide a kernel whose result `root` computes, if there is a
/// way to compute it with vectors.
std::optional<TilePlan> choosePlan(mlir::func::FuncOp kernel,
                                   mlir::linalg::LinalgOp root,
                                   const VectorRegisters &registers);

/// Other ways to divide a kernel, each of which differs from `plan` in one
/// respect.
std::vector<TilePlan> listAlternatives(mlir::func::FuncOp kernel,
                                       mlir::linalg::LinalgOp root,
                                       const TilePlan &plan,
                                       const VectorRegisters &registers);

/// The plan as an attribute: `{order = array<i64: ...>, parallel = ...,
/// registers = ...}`.
mlir::DictionaryAttr getAttribute(const TilePlan &plan,
                                  mlir::MLIRContext *context);

/// Changes `plan` to what an attribute says. Fails, with a diagnostic of the
/// kernel, if it cannot be divided so.
llvm::LogicalResult readAttribute(mlir::func::FuncOp kernel,
                                  mlir::linalg::LinalgOp root,
                                  mlir::DictionaryAttr attribute,
                                  TilePlan &plan);

/// Chooses how threads share a kernel that has no vectors: `registers` is not
/// used. None if there is nothing to share.
std::optional<TilePlan> chooseSharing(mlir::func::FuncOp kernel,
                                      mlir::linalg::LinalgOp root);

} // namespace nnef

#endif // NNEF_LIB_PIPELINES_TILEPLAN_H
