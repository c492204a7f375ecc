//===- Launches.h - Kernels that are to be filled ---------------*- C++ -*-===//
//
// Part of the nnef-mlir project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef NNEF_LIB_PIPELINES_GPU_LAUNCHES_H
#define NNEF_LIB_PIPELINES_GPU_LAUNCHES_H

#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/GPU/IR/GPUDialect.h"
#include "mlir/IR/Builders.h"

namespace nnef {

/// The threads of a block: as many as all devices have that compute with
/// Vulkan.
constexpr int64_t kBlockSize = 128;
/// The blocks that all devices have in each dimension of a grid.
constexpr int64_t kMaxGridExtent = 65535;

/// The extents of a grid with at least `numBlocks` blocks.
std::pair<int64_t, int64_t> getGrid(int64_t numBlocks);

/// Makes the launch of an empty kernel, in as many blocks as the grid has and
/// with a number for each block, which is returned. What is built next is part
/// of the kernel.
std::pair<mlir::gpu::LaunchOp, mlir::Value>
createLaunch(mlir::OpBuilder &b, mlir::Location loc, int64_t numBlocks,
             int64_t blockSize, mlir::TypeRange workgroupMemory = {});

/// The indices of place number `number` in loops.
llvm::SmallVector<mlir::Value> getPlace(mlir::OpBuilder &b, mlir::Location loc,
                                        mlir::Value number,
                                        llvm::ArrayRef<int64_t> extents);

/// Has what follows executed only where `value` compares to `limit`.
void addGuard(mlir::OpBuilder &b, mlir::Location loc,
              mlir::arith::CmpIPredicate predicate, mlir::Value value,
              int64_t limit);

/// Memory that the threads of a block share.
mlir::MemRefType getWorkgroupMemory(llvm::ArrayRef<int64_t> shape,
                                    mlir::Type elementType);

} // namespace nnef

#endif // NNEF_LIB_PIPELINES_GPU_LAUNCHES_H
