//===- Linker.h - Machine code at its place in memory -----------*- C++ -*-===//
//
// Part of the nnef-mlir project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef NNEF_LIB_RUNTIME_LINKER_H
#define NNEF_LIB_RUNTIME_LINKER_H

#include "llvm/ExecutionEngine/Orc/Mangling.h"
#include "llvm/ExecutionEngine/Orc/ObjectLinkingLayer.h"
#include "llvm/IR/DataLayout.h"
#include <memory>

namespace nnef {

/// A symbol and the address of what it stands for.
using SymbolAddress = std::pair<llvm::StringRef, const void *>;

/// Objects in memory, linked with each other and with the process.
class LinkedCode {
public:
  /// Links `objects`, which need not outlive this; `symbols` are what they have
  /// no definition of. With `perfMap`, tells the profiler `perf` where each
  /// function is.
  static llvm::Expected<std::unique_ptr<LinkedCode>>
  link(llvm::ArrayRef<llvm::MemoryBufferRef> objects,
       llvm::ArrayRef<SymbolAddress> symbols,
       const llvm::DataLayout &dataLayout, bool perfMap);
  ~LinkedCode();

  /// The address of a function.
  llvm::Expected<void *> lookup(llvm::StringRef name);

private:
  LinkedCode(std::unique_ptr<llvm::orc::ExecutorProcessControl> process,
             const llvm::DataLayout &dataLayout);

  llvm::DataLayout dataLayout;
  /// Why something could not be linked.
  std::string messages;
  llvm::orc::ExecutionSession session;
  llvm::orc::ObjectLinkingLayer layer;
  llvm::orc::JITDylib &library;
};

} // namespace nnef

#endif // NNEF_LIB_RUNTIME_LINKER_H
