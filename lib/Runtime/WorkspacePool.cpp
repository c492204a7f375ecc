//===- WorkspacePool.cpp - Memory that networks compute in ----------------===//
//
// Part of the nnef-mlir project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "WorkspacePool.h"

using namespace llvm;
using namespace nnef;

void WorkspacePool::Return::operator()(char *memory) const {
  std::lock_guard<std::mutex> lock(pool->mutex);
  pool->idle.emplace_back(memory);
}

Expected<WorkspacePool::Workspace> WorkspacePool::take() {
  {
    std::lock_guard<std::mutex> lock(mutex);
    if (!idle.empty()) {
      Workspace workspace(idle.back().release(), Return{this});
      idle.pop_back();
      return workspace;
    }
  }
  LargeMemory memory = allocateLargeMemory(size);
  if (!memory)
    return createStringError("there is no memory for the " + Twine(size) +
                             " bytes that the network computes in");
  return Workspace(memory.release(), Return{this});
}
