//===- StaticType.cpp - The types of expressions --------------------------===//
//
// Part of the nnef-mlir project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "StaticType.h"
#include "llvm/ADT/StringExtras.h"

using namespace nnef::syntax;
using Kind = StaticType::Kind;
using llvm::ArrayRef;
using llvm::SmallVector;

StaticType::StaticType(Kind kind, std::optional<Primitive> primitive,
                       ArrayRef<const StaticType *> items)
    : kind(kind), primitive(primitive), items(items),
      hasTensor(kind == Kind::Tensor), hasAttribute(kind == Kind::Primitive),
      isGeneric(primitive == Primitive::Generic) {
  for (const StaticType *item : items) {
    size += item->size;
    hasTensor |= item->hasTensor;
    hasAttribute |= item->hasAttribute;
    isGeneric |= item->isGeneric;
  }
}

void StaticType::profile(llvm::FoldingSetNodeID &id, Kind kind,
                         std::optional<Primitive> primitive,
                         ArrayRef<const StaticType *> items) {
  id.AddInteger(static_cast<unsigned>(kind));
  id.AddInteger(primitive ? static_cast<unsigned>(*primitive) + 1 : 0);
  for (const StaticType *item : items)
    id.AddPointer(item);
}

std::string nnef::syntax::toString(TypeRef type) {
  switch (type->kind) {
  case Kind::Error:
    return "an error";
  case Kind::Primitive:
    return stringify(*type->primitive).str();
  case Kind::Tensor:
    return "tensor<" +
           (type->primitive ? stringify(*type->primitive).str() : "") + ">";
  case Kind::EmptyArray:
    return "[]";
  case Kind::Array:
    return toString(type->getItem()) + "[]";
  case Kind::Tuple: {
    SmallVector<std::string> items;
    for (TypeRef item : type->items)
      items.push_back(toString(item));
    return "(" + llvm::join(items, ", ") + ")";
  }
  }
  llvm_unreachable("not a kind of type");
}

//===----------------------------------------------------------------------===//
// Casts
//===----------------------------------------------------------------------===//

static bool matchPrimitive(Primitive from, Primitive to,
                           std::optional<Primitive> &generic) {
  if (to != Primitive::Generic)
    return from == to;
  if (!generic)
    generic = from;
  return from == *generic;
}

bool nnef::syntax::matches(TypeRef from, TypeRef to,
                           std::optional<Primitive> &generic) {
  if (from->isError() || to->isError() || (from == to && !to->isGeneric))
    return true;
  switch (to->kind) {
  case Kind::Error:
    return true;
  case Kind::EmptyArray:
    return from->isEmptyArray();
  case Kind::Primitive:
    return from->is(Kind::Primitive) &&
           matchPrimitive(*from->primitive, *to->primitive, generic);
  case Kind::Tensor:
    // A primitive value is a tensor of rank 0, but there are none of strings.
    if (!from->is(Kind::Tensor) &&
        (!from->is(Kind::Primitive) || from->is(Primitive::String)))
      return false;
    return !to->primitive ||
           (from->primitive &&
            matchPrimitive(*from->primitive, *to->primitive, generic));
  case Kind::Array:
    return from->isEmptyArray() ||
           (from->is(Kind::Array) &&
            matches(from->getItem(), to->getItem(), generic));
  case Kind::Tuple:
    return from->is(Kind::Tuple) && from->items.size() == to->items.size() &&
           llvm::all_of(llvm::zip(from->items, to->items), [&](auto pair) {
             return matches(std::get<0>(pair), std::get<1>(pair), generic);
           });
  }
  llvm_unreachable("not a kind of type");
}

bool nnef::syntax::isCastable(TypeRef from, TypeRef to) {
  std::optional<Primitive> generic = Primitive::Generic;
  return matches(from, to, generic);
}

TypeRef nnef::syntax::getCommonType(TypeRef lhs, TypeRef rhs) {
  if (lhs->isError() || isCastable(rhs, lhs))
    return lhs;
  return isCastable(lhs, rhs) ? rhs : nullptr;
}

//===----------------------------------------------------------------------===//
// The table
//===----------------------------------------------------------------------===//

TypeRef TypeTable::get(Kind kind, std::optional<Primitive> primitive,
                       ArrayRef<TypeRef> items) {
  if (items.empty()) {
    unsigned index = primitive ? static_cast<unsigned>(*primitive) + 1 : 0;
    TypeRef &type = simple[static_cast<unsigned>(kind)][index];
    if (!type)
      type = new (arena.Allocate<StaticType>()) StaticType(kind, primitive, {});
    return type;
  }
  llvm::FoldingSetNodeID id;
  StaticType::profile(id, kind, primitive, items);
  void *position = nullptr;
  if (TypeRef known = types.FindNodeOrInsertPos(id, position))
    return known;
  auto *type = new (arena.Allocate<StaticType>())
      StaticType(kind, primitive, items.copy(arena));
  types.InsertNode(type, position);
  return type;
}

TypeRef TypeTable::getArray(TypeRef item) {
  if (item->isError())
    return item;
  if (!item->array && item->size < kMaxSize)
    item->array = get(Kind::Array, {}, item);
  return item->array;
}

TypeRef TypeTable::getTuple(ArrayRef<TypeRef> items) {
  unsigned size = 1;
  for (TypeRef item : items) {
    if (item->isError())
      return item;
    size += item->size;
    if (size > kMaxSize)
      return nullptr;
  }
  return get(Kind::Tuple, {}, items);
}

TypeRef TypeTable::get(const Type *type) {
  switch (type->kind) {
  case Type::Kind::Primitive:
    return get(llvm::cast<PrimitiveType>(type)->primitive);
  case Type::Kind::Tensor:
    return getTensor(llvm::cast<TensorType>(type)->element);
  case Type::Kind::Array: {
    TypeRef item = get(llvm::cast<ArrayType>(type)->item);
    return item ? getArray(item) : nullptr;
  }
  case Type::Kind::Tuple: {
    SmallVector<TypeRef> items;
    for (const Type *item : llvm::cast<TupleType>(type)->items) {
      items.push_back(get(item));
      if (!items.back())
        return nullptr;
    }
    return getTuple(items);
  }
  }
  llvm_unreachable("not a kind of type");
}

TypeRef TypeTable::substitute(TypeRef type, Primitive generic) {
  if (!type->isGeneric)
    return type;
  SmallVector<TypeRef> items;
  for (TypeRef item : type->items)
    items.push_back(substitute(item, generic));
  return get(type->kind,
             type->primitive == Primitive::Generic ? generic : type->primitive,
             items);
}
