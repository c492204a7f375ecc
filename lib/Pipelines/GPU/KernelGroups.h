//===- KernelGroups.h - Operations that one kernel computes -----*- C++ -*-===//
//
// Part of the nnef-mlir project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef NNEF_LIB_PIPELINES_GPU_KERNELGROUPS_H
#define NNEF_LIB_PIPELINES_GPU_KERNELGROUPS_H

#include "mlir/Dialect/Linalg/IR/Linalg.h"
#include "llvm/ADT/SetVector.h"
#include <vector>

namespace nnef {

/// A sum of products of two operands, which a block of threads computes for a
/// tile of places: rows of one operand by columns of the other. What the
/// threads multiply, they load together, into workgroup memory.
struct BlockedProduct {
  mlir::linalg::GenericOp op;
  /// The op's loops by what depends on them: the operand of the columns alone,
  /// which are beside each other in the result; that of the rows alone; both
  /// or none.
  llvm::SmallVector<unsigned> columns, rows, batches;
  mlir::OpOperand *columnOperand = nullptr, *rowOperand = nullptr;
  /// How many rows and columns a block has, each.
  int64_t tile = 0;
};

/// Linalg ops on buffers that one kernel computes: a thread for each place of
/// their parallel loops, which have the same extents. What one op of the group
/// writes, another reads at the same place only, so that threads need nothing
/// of each other.
struct KernelGroup {
  llvm::SmallVector<mlir::linalg::GenericOp> ops;
  /// The extents of the parallel loops.
  llvm::SmallVector<int64_t> extents;
  /// How many places a thread has in each of these loops, which divides their
  /// extents.
  llvm::SmallVector<int64_t> tile;
  /// How many places beside each other in the last loop a thread has, which are
  /// one access to memory. Divides the extent; the tile is 1 then.
  int64_t numAdjacent = 1;
  /// If not null, a block of threads has one place, and shares the loops of
  /// this op, which add up many elements.
  mlir::linalg::GenericOp sharedSum;
  /// If there is one, blocks of threads share what this multiplies.
  std::optional<BlockedProduct> product;
  /// Buffers that nobody else reads: their elements need not be stored.
  llvm::SmallSetVector<mlir::Value, 4> temporaries;
};

/// The number of places of some loops of an op.
int64_t getNumPlaces(mlir::linalg::GenericOp op, llvm::ArrayRef<unsigned> dims);

/// The op that combines what an op adds up, such as `arith.addf`, if there is
/// one that can do so in any order, and one result. Null otherwise.
mlir::Operation *getCombiner(mlir::linalg::GenericOp op);

/// Divides the Linalg ops of a block into groups, each as large as it can be.
/// Each op must have static extents.
std::vector<KernelGroup> findKernelGroups(mlir::Block &block);

} // namespace nnef

#endif // NNEF_LIB_PIPELINES_GPU_KERNELGROUPS_H
