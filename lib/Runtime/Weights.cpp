//===- Weights.cpp - The weights and state of compiled networks -----------===//
//
// Part of the nnef-mlir project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "Weights.h"
#include "mlir/IR/BuiltinDialect.h"
#include "llvm/Support/Error.h"

using namespace mlir;
using namespace nnef;

ArrayRef<NamedAttribute> nnef::getEntries(ModuleOp module,
                                          StringRef attributeName) {
  auto entries = module->getAttrOfType<DictionaryAttr>(attributeName);
  return entries ? entries.getValue() : ArrayRef<NamedAttribute>();
}

DialectResourceBlobManager::BlobEntry *nnef::getResource(Attribute weight) {
  if (auto resource = dyn_cast<DenseResourceElementsAttr>(weight))
    return resource.getRawHandle().getResource();
  if (auto name = dyn_cast<StringAttr>(weight))
    return DenseResourceElementsHandle::getManagerInterface(weight.getContext())
        .getBlobManager()
        .lookup(name);
  return nullptr;
}

llvm::Expected<ArrayRef<char>> nnef::getBytes(NamedAttribute weight) {
  if (auto dense = dyn_cast<DenseElementsAttr>(weight.getValue()))
    return dense.getRawData();
  auto *resource = getResource(weight.getValue());
  if (resource && resource->getBlob())
    return resource->getBlob()->getData();
  return llvm::createStringError("the data of weight '" +
                                 weight.getName().getValue() + "' is missing");
}

llvm::Expected<Elements> nnef::getInitialValue(NamedAttribute state) {
  auto description = cast<DictionaryAttr>(state.getValue());
  std::optional<Elements> value =
      Elements::get(description.getAs<ElementsAttr>("value"));
  if (value)
    return *value;
  return llvm::createStringError(
      "the data of state '" +
      description.getAs<StringAttr>("global").getValue() +
      "' is missing or has another size");
}

void nnef::writeElements(const Elements &elements,
                         MutableArrayRef<char> memory) {
  // A splat has the bytes of one element.
  ArrayRef<char> bytes = elements.getBytes();
  for (; !memory.empty(); memory = memory.drop_front(bytes.size()))
    llvm::copy(bytes, memory.begin());
}
