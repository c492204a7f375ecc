//===- Term.h - Values of NNEF expressions ----------------------*- C++ -*-===//
//
// Part of the nnef-mlir project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef NNEF_TRANSLATE_TERM_H
#define NNEF_TRANSLATE_TERM_H

#include "NNEF/Syntax/AST.h"
#include "mlir/IR/Attributes.h"
#include "mlir/IR/Value.h"
#include <memory>
#include <string>
#include <variant>
#include <vector>

namespace nnef {

/// What an NNEF expression evaluates to: a compile-time value, a tensor, or a
/// structure of those.
class Term {
public:
  /// The items of an array or a tuple. They never change, and copies share
  /// them: terms are copied often, and arrays can be long.
  class Items {
  public:
    Items() = default;
    Items(std::vector<Term> items);

    operator llvm::ArrayRef<Term>() const;
    uint64_t getSize() const { return size; }
    bool operator==(const Items &other) const {
      return llvm::ArrayRef<Term>(*this) == llvm::ArrayRef<Term>(other);
    }

  private:
    std::shared_ptr<const std::vector<Term>> items;
    uint64_t size = 0;
  };
  struct Array {
    Items items;
    bool operator==(const Array &other) const { return items == other.items; }
  };
  struct Tuple {
    Items items;
    bool operator==(const Tuple &other) const { return items == other.items; }
  };

  /// The term of something that went wrong and has been reported. Whatever uses
  /// it fails without another report.
  Term() = default;
  template <typename T> Term(T value) : value(std::move(value)) {}

  bool isError() const { return std::holds_alternative<std::monostate>(value); }
  template <typename T> bool is() const {
    return std::holds_alternative<T>(value);
  }
  template <typename T> const T &get() const { return std::get<T>(value); }
  template <typename T> const T *getIf() const {
    return std::get_if<T>(&value);
  }
  bool isTensor() const { return is<mlir::Value>(); }
  mlir::Value getTensor() const { return get<mlir::Value>(); }
  /// The items of an array or a tuple.
  llvm::ArrayRef<Term> getItems() const;

  /// How long it takes to walk through the term: the number of its parts, all
  /// the way down, where a long string counts for more than one. Items that are
  /// shared count each time, so this can be more than there is memory for.
  uint64_t getSize() const;

  /// Whether a tensor is part of the term.
  bool hasTensor() const;
  /// Whether something in the term went wrong.
  bool hasError() const;
  /// Appends the tensors of the term, in order.
  void collectTensors(llvm::SmallVectorImpl<mlir::Value> &tensors) const;

  /// The term as an attribute; null if it has tensors.
  mlir::Attribute getAttribute(mlir::MLIRContext *context) const;

  bool operator==(const Term &other) const { return value == other.value; }

private:
  std::variant<std::monostate, int64_t, double, bool, std::string, mlir::Value,
               Array, Tuple>
      value;
};

/// The NNEF type of a term, as a diagnostic names it: `integer`,
/// `tensor<scalar>`, `integer[]`, ...
std::string describeType(const Term &term);

/// The primitive that the elements of a tensor type stand for.
syntax::Primitive getPrimitive(mlir::Type elementType);

} // namespace nnef

#endif // NNEF_TRANSLATE_TERM_H
