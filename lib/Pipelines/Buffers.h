//===- Buffers.h - The buffers of a function --------------------*- C++ -*-===//
//
//
// Part of the nnef-mlir project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef NNEF_LIB_PIPELINES_BUFFERS_H
#define NNEF_LIB_PIPELINES_BUFFERS_H

#include "mlir/Dialect/Func/IR/FuncOps.h"
#include "mlir/Dialect/MemRef/IR/MemRef.h"
#include <optional>
#include <vector>

namespace nnef {

/// An operation that accesses a buffer.
struct BufferAccess {
  mlir::Operation *op;
  /// The buffer, or a view of it.
  mlir::Value value;
  /// The place in the body of the function of `op`, or of the operation around
  /// it.
  int64_t step;
};

/// An allocation of known size whose uses are all known, so that any other
/// memory can take its place.
struct Buffer {
  mlir::memref::AllocOp alloc;
  /// In bytes.
  int64_t size;
  std::vector<BufferAccess> accesses;
  llvm::SmallVector<mlir::Operation *> deallocs;
};

/// The buffers of a function with one block, apart from those that outlive the
/// execution of the block in which they are allocated, and those of parallel
/// loops, of which each thread has its own.
std::vector<Buffer> findBuffers(mlir::func::FuncOp func,
                                const mlir::DataLayout &layout);

/// The bytes from the beginning of an element to the next one, for elements
/// that are numbers or vectors of them.
std::optional<int64_t> getElementSize(mlir::MemRefType type,
                                      const mlir::DataLayout &layout);

} // namespace nnef

#endif // NNEF_LIB_PIPELINES_BUFFERS_H
