//===- ResourceReleaser.h - Memory of weights that were replaced -*- C++ -*-==//
//
// Part of the nnef-mlir project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef NNEF_DIALECT_NNEF_IR_RESOURCERELEASER_H
#define NNEF_DIALECT_NNEF_IR_RESOURCERELEASER_H

#include "mlir/IR/DialectResourceBlobManager.h"
#include "llvm/ADT/DenseMap.h"

namespace mlir {
class Operation;
} // namespace mlir

namespace nnef {

/// Releases the memory of resources as soon as no operation of a module has
/// them any more. The context keeps it otherwise as long as it lives, since
/// others may have the same attribute.
class ResourceReleaser {
public:
  /// Does nothing but erase operations unless `isEnabled`.
  ResourceReleaser(mlir::Operation *module, bool isEnabled);

  /// Is told of an operation that was created.
  void add(mlir::Operation *op);

  /// Erases an operation, and releases what only that had.
  void erase(mlir::Operation *op);

private:
  using Resource = mlir::DialectResourceBlobManager::BlobEntry;

  bool isEnabled;
  /// How many operations have a resource.
  llvm::DenseMap<Resource *, unsigned> numUses;
};

/// Releases the memory of a resource.
void releaseResource(mlir::DialectResourceBlobManager::BlobEntry &resource);

} // namespace nnef

#endif // NNEF_DIALECT_NNEF_IR_RESOURCERELEASER_H
