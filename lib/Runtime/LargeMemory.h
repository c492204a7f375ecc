//===- LargeMemory.h - Memory in large pages --------------------*- C++ -*-===//
//
// Part of the nnef-mlir project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef NNEF_LIB_RUNTIME_LARGEMEMORY_H
#define NNEF_LIB_RUNTIME_LARGEMEMORY_H

#include <cstdint>
#include <memory>

namespace nnef {

struct FreeMemory {
  void operator()(char *memory) const;
};
using LargeMemory = std::unique_ptr<char, FreeMemory>;

/// Memory of at least `size` bytes, aligned to what the workspace of a network
/// needs; null if there is none. The system is asked to use large pages for it:
/// finding the place of small ones takes a good part of the time in which a
/// network reads its weights once.
LargeMemory allocateLargeMemory(uint64_t size);

} // namespace nnef

#endif // NNEF_LIB_RUNTIME_LARGEMEMORY_H
