//===- AST.cpp - The syntax tree of an NNEF document ----------------------===//
//
// Part of the nnef-mlir project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "NNEF/Syntax/AST.h"
#include "llvm/Support/ErrorHandling.h"
#include "llvm/Support/raw_ostream.h"

using namespace nnef::syntax;
using llvm::StringRef;

//===----------------------------------------------------------------------===//
// Spellings
//===----------------------------------------------------------------------===//

StringRef nnef::syntax::stringify(Primitive primitive) {
  switch (primitive) {
  case Primitive::Integer:
    return "integer";
  case Primitive::Scalar:
    return "scalar";
  case Primitive::Logical:
    return "logical";
  case Primitive::String:
    return "string";
  case Primitive::Generic:
    return "?";
  }
  llvm_unreachable("not a primitive type");
}

StringRef nnef::syntax::stringify(UnaryOperator op) {
  switch (op) {
  case UnaryOperator::Plus:
    return "+";
  case UnaryOperator::Minus:
    return "-";
  case UnaryOperator::Not:
    return "!";
  }
  llvm_unreachable("not a unary operator");
}

StringRef nnef::syntax::stringify(BinaryOperator op) {
  switch (op) {
  case BinaryOperator::Add:
    return "+";
  case BinaryOperator::Sub:
    return "-";
  case BinaryOperator::Mul:
    return "*";
  case BinaryOperator::Div:
    return "/";
  case BinaryOperator::Pow:
    return "^";
  case BinaryOperator::Less:
    return "<";
  case BinaryOperator::LessEqual:
    return "<=";
  case BinaryOperator::Greater:
    return ">";
  case BinaryOperator::GreaterEqual:
    return ">=";
  case BinaryOperator::Equal:
    return "==";
  case BinaryOperator::NotEqual:
    return "!=";
  case BinaryOperator::And:
    return "&&";
  case BinaryOperator::Or:
    return "||";
  case BinaryOperator::In:
    return "in";
  }
  llvm_unreachable("not a binary operator");
}

StringRef nnef::syntax::stringify(Builtin builtin) {
  switch (builtin) {
  case Builtin::ShapeOf:
    return "shape_of";
  case Builtin::LengthOf:
    return "length_of";
  case Builtin::RangeOf:
    return "range_of";
  case Builtin::Integer:
    return "integer";
  case Builtin::Scalar:
    return "scalar";
  case Builtin::Logical:
    return "logical";
  case Builtin::String:
    return "string";
  }
  llvm_unreachable("not a built-in function");
}

//===----------------------------------------------------------------------===//
// Types
//===----------------------------------------------------------------------===//

llvm::raw_ostream &nnef::syntax::operator<<(llvm::raw_ostream &os,
                                            const Type &type) {
  switch (type.kind) {
  case Type::Kind::Primitive:
    return os << stringify(llvm::cast<PrimitiveType>(type).primitive);
  case Type::Kind::Tensor: {
    auto element = llvm::cast<TensorType>(type).element;
    return os << "tensor<" << (element ? stringify(*element) : "") << '>';
  }
  case Type::Kind::Array:
    return os << *llvm::cast<ArrayType>(type).item << "[]";
  case Type::Kind::Tuple:
    os << '(';
    llvm::interleaveComma(llvm::cast<TupleType>(type).items, os,
                          [&](const Type *item) { os << *item; });
    return os << ')';
  }
  llvm_unreachable("not a kind of type");
}

std::string nnef::syntax::toString(const Type &type) {
  std::string text;
  llvm::raw_string_ostream(text) << type;
  return text;
}

//===----------------------------------------------------------------------===//
// Document
//===----------------------------------------------------------------------===//

bool Document::hasExtension(StringRef name) const {
  return llvm::any_of(extensions, [&](const Extension &extension) {
    return llvm::any_of(extension.names,
                        [&](const Name &item) { return item.text == name; });
  });
}

bool Document::addFragment(const Fragment *fragment) {
  if (!fragmentsByName.try_emplace(fragment->name.text, fragment).second)
    return false;
  fragments.push_back(fragment);
  return true;
}
