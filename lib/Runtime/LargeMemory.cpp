//===- LargeMemory.cpp - Memory in large pages ----------------------------===//
//
// Part of the nnef-mlir project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "LargeMemory.h"
#include "NNEF/Pipelines/Passes.h"
#include "llvm/Support/MathExtras.h"
#include <cstdlib>
#ifdef __linux__
#include <sys/mman.h>
#endif

using namespace nnef;

/// Of the processors that have large pages, most have them of this size.
static constexpr uint64_t largePage = 2 << 20;

void FreeMemory::operator()(char *memory) const { std::free(memory); }

LargeMemory nnef::allocateLargeMemory(uint64_t size) {
  // Also memory of no size has an address.
  uint64_t alignment = size < largePage ? workspaceAlignment : largePage;
  uint64_t allocated = llvm::alignTo(std::max<uint64_t>(size, 1), alignment);
  LargeMemory memory(
      static_cast<char *>(std::aligned_alloc(alignment, allocated)));
#ifdef __linux__
  // Nothing but time is lost where the system does not.
  if (memory && alignment == largePage)
    (void)madvise(memory.get(), allocated, MADV_HUGEPAGE);
#endif
  return memory;
}
