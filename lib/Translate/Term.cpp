//===- Term.cpp - Values of NNEF expressions --------------------------===//
//
// Part of the nnef-mlir project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "NNEF/Translate/Term.h"

#include "mlir/IR/Builders.h"
#include "mlir/IR/BuiltinTypes.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/Support/MathExtras.h"

using namespace mlir;
using namespace nnef;

Term::Items::Items(std::vector<Term> items)
    : items(std::make_shared<const std::vector<Term>>(std::move(items))) {
  for (const Term &item : *this->items)
    size = llvm::SaturatingAdd(size, item.getSize());
}

uint64_t Term::getSize() const {
  if (auto *array = getIf<Array>())
    return llvm::SaturatingAdd<uint64_t>(1, array->items.getSize());
  if (auto *tuple = getIf<Tuple>())
    return llvm::SaturatingAdd<uint64_t>(1, tuple->items.getSize());
  if (auto *string = getIf<std::string>())
    return 1 + string->size() / 16;
  return 1;
}

Term::Items::operator ArrayRef<Term>() const {
  return items ? ArrayRef<Term>(*items) : ArrayRef<Term>();
}

ArrayRef<Term> Term::getItems() const {
  if (auto *array = getIf<Array>())
    return array->items;
  if (auto *tuple = getIf<Tuple>())
    return tuple->items;
  return {};
}

bool Term::hasTensor() const {
  return isTensor() || llvm::any_of(getItems(), [](const Term &item) {
           return item.hasTensor();
         });
}

bool Term::hasError() const {
  return isError() || llvm::any_of(getItems(), [](const Term &item) {
           return item.hasError();
         });
}

void Term::collectTensors(SmallVectorImpl<Value> &tensors) const {
  if (isTensor())
    tensors.push_back(getTensor());
  for (const Term &item : getItems())
    item.collectTensors(tensors);
}

Attribute Term::getAttribute(MLIRContext *context) const {
  Builder builder(context);
  if (auto *integer = getIf<int64_t>())
    return builder.getI64IntegerAttr(*integer);
  if (auto *scalar = getIf<double>())
    return builder.getF64FloatAttr(*scalar);
  if (auto *logical = getIf<bool>())
    return builder.getBoolAttr(*logical);
  if (auto *string = getIf<std::string>())
    return builder.getStringAttr(*string);
  if (!is<Array>() && !is<Tuple>())
    return {};
  SmallVector<Attribute> items;
  for (const Term &item : getItems()) {
    items.push_back(item.getAttribute(context));
    if (!items.back())
      return {};
  }
  return builder.getArrayAttr(items);
}

syntax::Primitive nnef::getPrimitive(Type elementType) {
  if (isa<FloatType>(elementType))
    return syntax::Primitive::Scalar;
  return elementType.isInteger(1) ? syntax::Primitive::Logical
                                  : syntax::Primitive::Integer;
}

std::string nnef::describeType(const Term &term) {
  if (term.is<int64_t>())
    return "integer";
  if (term.is<double>())
    return "scalar";
  if (term.is<bool>())
    return "logical";
  if (term.is<std::string>())
    return "string";
  if (term.isTensor()) {
    Type type = cast<ShapedType>(term.getTensor().getType()).getElementType();
    return "tensor<" + syntax::stringify(getPrimitive(type)).str() + ">";
  }
  SmallVector<std::string> types;
  for (const Term &item : term.getItems())
    types.push_back(describeType(item));
  if (!term.is<Term::Array>())
    return "(" + llvm::join(types, ", ") + ")";
  if (llvm::all_equal(types))
    return (types.empty() ? "" : types.front()) + "[]";
  return "[" + llvm::join(types, ", ") + "]";
}
