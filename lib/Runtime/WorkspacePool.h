//===- WorkspacePool.h - Memory that networks compute in --------*- C++ -*-===//
//
// Part of the nnef-mlir project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef NNEF_LIB_RUNTIME_WORKSPACEPOOL_H
#define NNEF_LIB_RUNTIME_WORKSPACEPOOL_H

#include "LargeMemory.h"
#include "llvm/Support/Error.h"
#include <memory>
#include <mutex>
#include <vector>

namespace nnef {

/// Memories of one size, as many as there were ever used at the same time. Each
/// is used again and again, so that a network that runs once more gets none
/// from the system.
class WorkspacePool {
public:
  explicit WorkspacePool(uint64_t size) : size(size) {}

  /// Puts a workspace back.
  struct Return {
    WorkspacePool *pool;
    void operator()(char *memory) const;
  };
  using Workspace = std::unique_ptr<char, Return>;

  /// A workspace for the caller alone, as long as it keeps it. May be called
  /// from several threads.
  llvm::Expected<Workspace> take();

private:
  uint64_t size;
  std::mutex mutex;
  std::vector<LargeMemory> idle;
};

} // namespace nnef

#endif // NNEF_LIB_RUNTIME_WORKSPACEPOOL_H
