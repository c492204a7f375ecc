//===- Cache.h - Compiled networks on disk ----------------------*- C++ -*-===//
//
// Part of the nnef-mlir project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef NNEF_LIB_RUNTIME_CACHE_H
#define NNEF_LIB_RUNTIME_CACHE_H

#include "NNEF/Runtime/Executable.h"
#include "mlir/IR/BuiltinOps.h"
#include "mlir/IR/DialectResourceBlobManager.h"
#include "llvm/ADT/SetVector.h"

namespace nnef {

/// The resources that a module refers to.
using ResourceSet =
    llvm::SetVector<mlir::AsmDialectResourceHandle,
                    llvm::SmallVector<mlir::AsmDialectResourceHandle>>;
ResourceSet getResources(mlir::ModuleOp module);

/// What a compiled network depends on, as a short text. `options` is what it is
/// compiled with, in any form that says all. The tool itself counts as well:
/// one that was built again shares nothing with its predecessor.
std::string getCacheKey(mlir::ModuleOp module, const ResourceSet &resources,
                        llvm::StringRef options);

/// A folder of compiled networks. Each is a module without operations, whose
/// attributes say everything, in a file of MLIR bytecode.
///
/// Any number of processes may use a folder at the same time: a file appears
/// whole or not at all, and never changes.
class Cache {
public:
  explicit Cache(const CacheOptions &options) : options(options) {}

  /// The network of that key. Null if there is none, or if its file is damaged.
  /// What is large in it remains in the file, which is mapped.
  mlir::OwningOpRef<mlir::ModuleOp> load(llvm::StringRef key,
                                         mlir::MLIRContext *context) const;

  /// Adds a network, and removes others if they are too many.
  llvm::Error store(llvm::StringRef key, mlir::ModuleOp compiled) const;

private:
  std::string getPath(llvm::StringRef key) const;

  const CacheOptions &options;
};

} // namespace nnef

#endif // NNEF_LIB_RUNTIME_CACHE_H
