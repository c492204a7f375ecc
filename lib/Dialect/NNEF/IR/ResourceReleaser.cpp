//===- ResourceReleaser.cpp - Memory of weights that were replaced --------===//
//
// Part of the nnef-mlir project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "NNEF/Dialect/NNEF/IR/ResourceReleaser.h"
#include "mlir/IR/BuiltinAttributes.h"
#include "mlir/IR/Operation.h"

using namespace mlir;
using namespace nnef;

/// The resources that an operation itself has, each as often as it has it.
static SmallVector<DialectResourceBlobManager::BlobEntry *>
getResources(Operation *op) {
  SmallVector<DialectResourceBlobManager::BlobEntry *> resources;
  op->getAttrDictionary().walk([&](DenseResourceElementsAttr attribute) {
    resources.push_back(attribute.getRawHandle().getResource());
  });
  return resources;
}

ResourceReleaser::ResourceReleaser(Operation *module, bool isEnabled)
    : isEnabled(isEnabled) {
  if (isEnabled)
    module->walk([&](Operation *op) { add(op); });
}

void ResourceReleaser::add(Operation *op) {
  if (!isEnabled)
    return;
  for (Resource *resource : getResources(op))
    ++numUses[resource];
}

void ResourceReleaser::erase(Operation *op) {
  if (isEnabled)
    for (Resource *resource : getResources(op))
      if (--numUses[resource] == 0)
        releaseResource(*resource);
  op->erase();
}

void nnef::releaseResource(DialectResourceBlobManager::BlobEntry &resource) {
  resource.setBlob(AsmResourceBlob());
}
