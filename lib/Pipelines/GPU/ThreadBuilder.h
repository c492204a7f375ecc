//===- ThreadBuilder.h - What a thread of a kernel does ---------*- C++ -*-===//
//
// Part of the nnef-mlir project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef NNEF_LIB_PIPELINES_GPU_THREADBUILDER_H
#define NNEF_LIB_PIPELINES_GPU_THREADBUILDER_H

#include "KernelGroups.h"

namespace nnef {

/// Writes what a thread does for the operations of a group, at some places of
/// the parallel loops that these have in common.
///
/// Loops that add up go over all places at once, whose sums are in registers:
/// what is loaded at several places is loaded once, after CSE.
class ThreadBuilder {
public:
  ThreadBuilder(const KernelGroup &group,
                llvm::ArrayRef<llvm::SmallVector<mlir::Value>> places);

  /// Writes all that is done for `op`. If `sum` is given, there is one place,
  /// the loops are done already, and that is what they add up.
  void build(mlir::OpBuilder &b, mlir::linalg::GenericOp op,
             mlir::Value sum = {});

  /// Writes the part of the loops of `op` that thread number `thread` has, of
  /// `numThreads` that share them for one place. Returns what it adds up.
  mlir::Value buildPartialSum(mlir::OpBuilder &b, mlir::linalg::GenericOp op,
                              mlir::Value thread, int64_t numThreads);

private:
  struct Place {
    /// The index of each parallel loop.
    llvm::SmallVector<mlir::Value> parallel;
    /// Of the operation that is written: the index of each of its loops.
    llvm::SmallVector<mlir::Value> indices;
    /// The elements here that the thread has computed, by the memref that they
    /// belong to.
    llvm::DenseMap<mlir::Value, mlir::Value> computed;
  };

  /// Sets the indices of the parallel loops of `op`.
  static void setIndices(Place &place, mlir::linalg::GenericOp op);
  /// Writes loops over `dims`, and the body within them. The values of the
  /// outputs at all places, one place after the other, are `results` before
  /// that, and what is returned afterwards.
  llvm::SmallVector<mlir::Value> buildLoops(mlir::OpBuilder &b,
                                            mlir::linalg::GenericOp op,
                                            llvm::ArrayRef<unsigned> dims,
                                            mlir::ValueRange results);
  /// Writes the body of `op` for one place.
  llvm::SmallVector<mlir::Value> buildBody(mlir::OpBuilder &b,
                                           mlir::linalg::GenericOp op,
                                           const Place &place,
                                           mlir::ValueRange results);
  mlir::Value load(mlir::OpBuilder &b, mlir::linalg::GenericOp op,
                   mlir::OpOperand &operand, const Place &place);

  const KernelGroup &group;
  llvm::SmallVector<Place, 0> places;
};

/// Writes what combines two of the values that `op` adds up; see getCombiner.
mlir::Value combine(mlir::OpBuilder &b, mlir::linalg::GenericOp op,
                    mlir::Value lhs, mlir::Value rhs);

} // namespace nnef

#endif // NNEF_LIB_PIPELINES_GPU_THREADBUILDER_H
