//===- StaticType.h - The types of expressions ------------------*- C++ -*-===//
//
// Part of the nnef-mlir project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef NNEF_LIB_SYNTAX_STATICTYPE_H
#define NNEF_LIB_SYNTAX_STATICTYPE_H

#include "NNEF/Syntax/AST.h"
#include "llvm/ADT/FoldingSet.h"

namespace nnef::syntax {

/// The type of an expression, or a declared type without its place in the text.
/// There is one object for each type, so equal types have equal addresses.
struct StaticType : llvm::FoldingSetNode {
  enum class Kind : uint8_t {
    /// Of what has been reported as an error. It fits everywhere, so nothing is
    /// reported twice.
    Error,
    Primitive,
    Tensor,
    /// Of the literal `[]`, which fits every array.
    EmptyArray,
    Array,
    Tuple
  };

  Kind kind;
  /// A primitive, or the elements of a tensor; none for `tensor<>`.
  std::optional<Primitive> primitive;
  /// The items of a tuple, or the one type that the items of an array have.
  llvm::ArrayRef<const StaticType *> items;

  /// The number of types in this one, itself included.
  unsigned size = 1;
  /// Whether tensors, types without tensors, and `?` are parts of it.
  bool hasTensor = false;
  bool hasAttribute = false;
  bool isGeneric = false;
  /// The array of this type, once somebody has asked for it.
  mutable const StaticType *array = nullptr;

  StaticType(Kind kind, std::optional<Primitive> primitive,
             llvm::ArrayRef<const StaticType *> items);

  bool is(Kind wanted) const { return kind == wanted; }
  bool is(Primitive wanted) const {
    return kind == Kind::Primitive && primitive == wanted;
  }
  bool isError() const { return kind == Kind::Error; }
  bool isArray() const { return kind == Kind::Array || isEmptyArray(); }
  bool isEmptyArray() const { return kind == Kind::EmptyArray; }
  /// Whether this is a tensor, or a structure of nothing but tensors.
  bool isTensors() const { return hasTensor && !hasAttribute; }
  const StaticType *getItem() const { return items.front(); }

  // The name is that of FoldingSet.
  // NOLINTNEXTLINE(readability-identifier-naming)
  void Profile(llvm::FoldingSetNodeID &id) const {
    profile(id, kind, primitive, items);
  }
  static void profile(llvm::FoldingSetNodeID &id, Kind kind,
                      std::optional<Primitive> primitive,
                      llvm::ArrayRef<const StaticType *> items);
};

using TypeRef = const StaticType *;

/// The NNEF text of a type.
std::string toString(TypeRef type);

/// Whether an expression of type `from` may stand where type `to` is declared:
/// the implicit casts of section 3.3.1. A `?` in `to` is `generic`, or becomes
/// the type that it is first matched with.
bool matches(TypeRef from, TypeRef to, std::optional<Primitive> &generic);

/// The same inside of one body, where `?` is a type of its own.
bool isCastable(TypeRef from, TypeRef to);

/// The one of two types that the other one can be cast to; null if none can.
TypeRef getCommonType(TypeRef lhs, TypeRef rhs);

/// Makes types, and owns them.
class TypeTable {
public:
  /// Types with more parts than this one are not made. It bounds the time that
  /// a look at a type takes, and the recursion into its parts.
  static constexpr unsigned kMaxSize = 1024;

  TypeRef getError() { return get(StaticType::Kind::Error); }
  TypeRef getEmptyArray() { return get(StaticType::Kind::EmptyArray); }
  TypeRef get(Primitive primitive) {
    return get(StaticType::Kind::Primitive, primitive);
  }
  TypeRef getTensor(std::optional<Primitive> element) {
    return get(StaticType::Kind::Tensor, element);
  }
  /// Null if the type would be too large; an error if an item is one.
  TypeRef getArray(TypeRef item);
  TypeRef getTuple(llvm::ArrayRef<TypeRef> items);

  /// The type that is declared as `type`; null if it is too large.
  TypeRef get(const Type *type);
  /// The type with `generic` in the place of `?`.
  TypeRef substitute(TypeRef type, Primitive generic);

private:
  TypeRef get(StaticType::Kind kind, std::optional<Primitive> primitive = {},
              llvm::ArrayRef<TypeRef> items = {});

  llvm::BumpPtrAllocator arena;
  llvm::FoldingSet<StaticType> types;
  /// The types without items, by kind and primitive, where there are any: each
  /// expression asks for its own.
  TypeRef simple[static_cast<unsigned>(StaticType::Kind::Tuple) + 1]
                [static_cast<unsigned>(Primitive::Generic) + 2] = {};
};

} // namespace nnef::syntax

#endif // NNEF_LIB_SYNTAX_STATICTYPE_H
