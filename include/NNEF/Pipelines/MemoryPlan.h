//===- MemoryPlan.h - Where buffers go in one memory ------------*- C++ -*-===//
//
// Part of the nnef-mlir project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef NNEF_PIPELINES_MEMORYPLAN_H
#define NNEF_PIPELINES_MEMORYPLAN_H

#include "llvm/ADT/ArrayRef.h"
#include <cstdint>
#include <vector>

namespace nnef {

/// A buffer that is in use from one step of a program to another, both
/// included.
struct BufferLifetime {
  int64_t size;
  int64_t first;
  int64_t last;

  bool overlaps(const BufferLifetime &other) const {
    return first <= other.last && other.first <= last;
  }
};

/// A place for each of some buffers, in one memory that they share.
struct MemoryPlan {
  std::vector<int64_t> offsets;
  /// The size of that memory.
  int64_t size = 0;
};

/// Finds offsets, all multiples of `alignment`, at which no two buffers that
/// are in use at the same time overlap. The memory is as small as a few
/// heuristics can make it.
MemoryPlan planMemory(llvm::ArrayRef<BufferLifetime> buffers,
                      int64_t alignment);

/// The size of all buffers together at the step where that is largest. No plan
/// has less memory.
int64_t getPeakSize(llvm::ArrayRef<BufferLifetime> buffers);

} // namespace nnef

#endif // NNEF_PIPELINES_MEMORYPLAN_H
