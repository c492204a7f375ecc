//===- Literals.cpp - Values as NNEF text ---------------------------------===//
//
// Part of the nnef-mlir project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "Literals.h"

#include "NNEF/Dialect/NNEF/IR/NNEF.h"
#include "mlir/IR/BuiltinAttributes.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/Support/Format.h"
#include "llvm/Support/raw_ostream.h"

using namespace mlir;
using namespace nnef;

std::string nnef::quote(StringRef text) {
  // Not every reader knows escapes, so there are as few as possible.
  char mark = text.contains('\'') && !text.contains('"') ? '"' : '\'';
  std::string quoted(1, mark);
  for (size_t i = 0; i < text.size(); ++i) {
    bool isLast = i + 1 == text.size();
    bool escapes =
        text[i] == '\\' && (isLast || StringRef("'\"\\").contains(text[i + 1]));
    if (text[i] == mark || escapes)
      quoted += '\\';
    quoted += text[i];
  }
  return quoted + mark;
}

/// The shortest text that reads as exactly this value; nothing if there is
/// none.
template <typename T> static std::optional<std::string> toText(T value) {
  if (std::isnan(value))
    return std::nullopt;
  // The language has no word for infinity, but every reader arrives there.
  if (std::isinf(value))
    return value > 0 ? "1e999" : "-1e999";
  std::string text;
  for (int digits = 1; digits <= std::numeric_limits<T>::max_digits10;
       ++digits) {
    text.clear();
    llvm::raw_string_ostream(text)
        << llvm::format("%.*g", digits, static_cast<double>(value));
    if (static_cast<T>(std::strtod(text.c_str(), nullptr)) == value)
      break;
  }
  // Without a point it would read as an integer.
  return text.find_first_of(".e") == std::string::npos ? text + ".0" : text;
}

std::optional<std::string> nnef::getLiteral(Attribute value) {
  if (auto scalar = dyn_cast<FloatAttr>(value))
    return scalar.getType().isF64()
               ? toText(scalar.getValueAsDouble())
               : toText(static_cast<float>(scalar.getValueAsDouble()));
  if (auto logical = dyn_cast<BoolAttr>(value))
    return logical.getValue() ? "true" : "false";
  if (auto integer = dyn_cast<IntegerAttr>(value))
    return std::to_string(integer.getValue().getSExtValue());
  return std::nullopt;
}

/// The values of a tensor from the iterator on, as nested arrays.
static std::optional<std::string>
getRows(ArrayRef<int64_t> shape,
        DenseElementsAttr::AttributeElementIterator &value) {
  if (shape.empty())
    return getLiteral(*value++);
  std::vector<std::string> items;
  for (int64_t i = 0; i < shape.front(); ++i) {
    std::optional<std::string> item = getRows(shape.drop_front(), value);
    if (!item)
      return std::nullopt;
    items.push_back(std::move(*item));
  }
  return "[" + llvm::join(items, ", ") + "]";
}

std::optional<std::string> nnef::getText(Attribute attribute,
                                         const syntax::Type *type) {
  if (auto literal = getLiteral(attribute))
    return literal;
  if (auto border = dyn_cast<BorderModeAttr>(attribute))
    return ("'" + stringifyBorderMode(border.getValue()) + "'").str();
  if (auto method = dyn_cast<InterpolationMethodAttr>(attribute))
    return ("'" + stringifyInterpolationMethod(method.getValue()) + "'").str();
  if (auto text = dyn_cast<StringAttr>(attribute))
    return quote(text.getValue());
  if (auto tensor = dyn_cast<DenseElementsAttr>(attribute);
      tensor && isa<syntax::TensorType>(type)) {
    auto begin = tensor.value_begin<Attribute>();
    return getRows(tensor.getType().getShape(), begin);
  }
  std::vector<std::string> items;
  if (auto integers = dyn_cast<DenseI64ArrayAttr>(attribute)) {
    for (int64_t integer : integers.asArrayRef())
      items.push_back(std::to_string(integer));
  } else if (auto padding = dyn_cast<PaddingAttr>(attribute)) {
    for (size_t i = 0; i < padding.size(); ++i)
      items.push_back("(" + std::to_string(padding.getBefore(i)) + ", " +
                      std::to_string(padding.getAfter(i)) + ")");
  } else if (auto sequence = dyn_cast<ArrayAttr>(attribute)) {
    // Arrays and tuples are the same attribute.
    auto *array = dyn_cast<syntax::ArrayType>(type);
    auto *tuple = dyn_cast<syntax::TupleType>(type);
    if (!array && (!tuple || tuple->items.size() != sequence.size()))
      return std::nullopt;
    for (auto [i, item] : llvm::enumerate(sequence)) {
      auto text = getText(item, array ? array->item : tuple->items[i]);
      if (!text)
        return std::nullopt;
      items.push_back(*text);
    }
    if (tuple)
      return "(" + llvm::join(items, ", ") + ")";
  } else {
    return std::nullopt;
  }
  return "[" + llvm::join(items, ", ") + "]";
}
