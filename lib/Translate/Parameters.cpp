//===- Parameters.cpp - What an operation gives its fragment --------------===//
//
// Part of the nnef-mlir project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "NNEF/Translate/Parameters.h"

#include "NNEF/Dialect/NNEF/IR/NNEF.h"
#include "mlir/IR/TypeUtilities.h"

using namespace mlir;
using namespace nnef;

/// The value of type `type` that an attribute of an operation stands for. An
/// error term if the attribute is null or of another type.
static Term getTerm(Attribute attribute, const syntax::Type *type) {
  std::vector<Term> items;
  auto getItems = [&](ArrayAttr array, auto getType) {
    for (auto [i, item] : llvm::enumerate(array))
      items.push_back(getTerm(item, getType(i)));
    return llvm::none_of(items,
                         [](const Term &item) { return item.isError(); });
  };
  if (auto *arrayType = dyn_cast<syntax::ArrayType>(type)) {
    if (auto integers = dyn_cast_or_null<DenseI64ArrayAttr>(attribute)) {
      items.assign(integers.asArrayRef().begin(), integers.asArrayRef().end());
    } else if (auto padding = dyn_cast_or_null<PaddingAttr>(attribute)) {
      for (size_t i = 0; i < padding.size(); ++i)
        items.push_back(Term::Tuple{
            std::vector<Term>{padding.getBefore(i), padding.getAfter(i)}});
    } else {
      auto array = dyn_cast_or_null<ArrayAttr>(attribute);
      if (!array || !getItems(array, [&](size_t) { return arrayType->item; }))
        return {};
    }
    return Term::Array{std::move(items)};
  }
  if (auto *tupleType = dyn_cast<syntax::TupleType>(type)) {
    auto array = dyn_cast_or_null<ArrayAttr>(attribute);
    if (!array || array.size() != tupleType->items.size() ||
        !getItems(array, [&](size_t i) { return tupleType->items[i]; }))
      return {};
    return Term::Tuple{std::move(items)};
  }
  auto *primitiveType = dyn_cast<syntax::PrimitiveType>(type);
  if (!primitiveType || !attribute)
    return {};
  auto isOf = [&](syntax::Primitive primitive) {
    return primitiveType->primitive == primitive ||
           primitiveType->primitive == syntax::Primitive::Generic;
  };
  if (auto logical = dyn_cast<BoolAttr>(attribute))
    return isOf(syntax::Primitive::Logical) ? Term(logical.getValue()) : Term();
  if (auto integer = dyn_cast<IntegerAttr>(attribute))
    return isOf(syntax::Primitive::Integer)
               ? Term(integer.getValue().getSExtValue())
               : Term();
  if (auto scalar = dyn_cast<FloatAttr>(attribute))
    return isOf(syntax::Primitive::Scalar) ? Term(scalar.getValueAsDouble())
                                           : Term();
  if (!isOf(syntax::Primitive::String))
    return {};
  if (auto border = dyn_cast<BorderModeAttr>(attribute))
    return stringifyBorderMode(border.getValue()).str();
  if (auto method = dyn_cast<InterpolationMethodAttr>(attribute))
    return stringifyInterpolationMethod(method.getValue()).str();
  if (auto string = dyn_cast<StringAttr>(attribute))
    return string.getValue().str();
  return {};
}

/// Whether a tensor can be given to a parameter of type `type`.
static bool isTensorOf(Value tensor, const syntax::TensorType *type) {
  return !type->element || *type->element == syntax::Primitive::Generic ||
         *type->element == getPrimitive(getElementTypeOrSelf(tensor));
}

namespace {
/// Finds the values of a fragment's parameters: the operands and attributes of
/// an operation.
class ParameterBinder {
public:
  explicit ParameterBinder(Operation *op)
      : operands(op->getOperands()), attributes(op->getAttrDictionary()) {
    if (auto call = dyn_cast<CallOp>(op)) {
      isCall = true;
      operands = call.getArguments();
      attributes = call.getParameters();
    }
  }

  /// Fails if the operation has not what the fragment wants, or more.
  LogicalResult bind(const syntax::Fragment &fragment,
                     llvm::StringMap<Term> &terms) {
    size_t numAttributes = 0;
    for (const syntax::Parameter &parameter : fragment.parameters) {
      Term &term = terms[parameter.name.text];
      StringRef name = parameter.name.text;
      // `signed` is a word of C++.
      Attribute attribute =
          attributes.get(name == "signed" && !isCall ? "is_signed" : name);
      if (attribute)
        ++numAttributes;
      if (auto *tensor = dyn_cast<syntax::TensorType>(parameter.type))
        term = takeTensor(tensor);
      else if (auto *array = dyn_cast<syntax::ArrayType>(parameter.type);
               array && isa<syntax::TensorType>(array->item) && !attribute)
        term = takeTensors(cast<syntax::TensorType>(array->item));
      else
        term = getTerm(attribute, parameter.type);
      if (term.isError())
        return failure();
    }
    // Operations have other attributes too.
    bool isComplete = !isCall || numAttributes == attributes.size();
    return success(operands.empty() && isComplete);
  }

private:
  Term takeTensor(const syntax::TensorType *type) {
    // The operations of the standard have verifiers of their own.
    if (operands.empty() || (isCall && !isTensorOf(operands.front(), type)))
      return {};
    Value tensor = operands.front();
    operands = operands.drop_front();
    return tensor;
  }

  /// Takes all that are left. Nothing says where one array ends and another one
  /// begins; the standard has no operation with a tensor behind an array.
  Term takeTensors(const syntax::TensorType *type) {
    std::vector<Term> items;
    while (!operands.empty()) {
      items.push_back(takeTensor(type));
      if (items.back().isError())
        return {};
    }
    return Term::Array{std::move(items)};
  }

  bool isCall = false;
  ValueRange operands;
  DictionaryAttr attributes;
};
} // namespace

LogicalResult nnef::bindParameters(Operation *op,
                                   const syntax::Fragment &fragment,
                                   llvm::StringMap<Term> &terms) {
  return ParameterBinder(op).bind(fragment, terms);
}
