//===- ImportQuantization.cpp - Quantization files ------------------------===//
//
// Part of the nnef-mlir project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "Importer.h"
#include "ResolveQuantization.h"

#include "NNEF/Syntax/Parser.h"
#include "NNEF/Syntax/Suggestions.h"

using namespace mlir;
using namespace nnef;

/// Collects the primitive values in nested arrays of equal lengths, row by row,
/// and the shape that they make. Fails if the arrays are not of equal lengths.
static LogicalResult flatten(const Term &term, SmallVectorImpl<int64_t> &shape,
                             SmallVectorImpl<const Term *> &items,
                             unsigned depth = 0) {
  if (!term.is<Term::Array>()) {
    items.push_back(&term);
    return success(depth == shape.size());
  }
  int64_t length = term.getItems().size();
  // The first way down to an item tells the shape.
  if (depth == shape.size() && items.empty())
    shape.push_back(length);
  if (depth >= shape.size() || shape[depth] != length || length == 0)
    return failure();
  return success(llvm::all_of(term.getItems(), [&](const Term &item) {
    return succeeded(flatten(item, shape, items, depth + 1));
  }));
}

/// The value of a parameter that is a tensor.
Attribute Importer::getTensorAttribute(const syntax::TensorType *type,
                                       const Term &term, llvm::SMRange range) {
  SmallVector<int64_t> shape;
  SmallVector<const Term *> items;
  if (failed(flatten(term, shape, items))) {
    emitError(range) << "the rows of this array do not have the same length";
    return {};
  }
  syntax::PrimitiveType item(range, *type->element);
  std::optional<syntax::Primitive> none;
  SmallVector<Attribute> values;
  Type elementType;
  for (const Term *value : items) {
    if (failed(expectType(*value, &item, none, range)))
      return {};
    Attribute attribute = value->getAttribute(context);
    elementType = cast<TypedAttr>(attribute).getType();
    values.push_back(attribute);
  }
  return DenseElementsAttr::get(RankedTensorType::get(shape, elementType),
                                values);
}

QuantizationAttr Importer::getAlgorithm(const syntax::Quantization &entry,
                                        QuantizationEntry &result) {
  const syntax::InvocationExpr *algorithm = entry.algorithm;
  const syntax::Fragment *fragment = lookupFragment(algorithm->callee);
  if (!fragment)
    return {};
  StringRef name = fragment->name.text;
  ArrayRef<syntax::Parameter> parameters = fragment->parameters;
  auto isTensor = [](const syntax::Parameter &parameter) {
    auto *type = dyn_cast<syntax::TensorType>(parameter.type);
    return type && type->element &&
           *type->element != syntax::Primitive::Generic;
  };
  if (parameters.empty() || !isTensor(parameters.front()) ||
      fragment->results.size() != 1 || fragment->isGeneric) {
    emitError(algorithm->callee.range)
        << "operation '" << name
        << "' cannot quantize: it is not one from a tensor, and attributes, to "
           "a tensor";
    return {};
  }

  result.type = parameters.front().type;

  // The values are known now, so nothing may be built to compute them.
  Block scratch;
  OpBuilder::InsertionGuard guard(builder);
  builder.setInsertionPointToStart(&scratch);
  NamedAttrList attributes;
  QuantizationParameters values;
  bool failed = false, hasStray = false;
  auto add = [&](const syntax::Parameter &parameter, const syntax::Expr *expr) {
    Scope empty;
    Term term = evaluate(expr, empty);
    Attribute attribute;
    if (term.hasTensor()) {
      emitError(expr->range) << "expected a value that is known when the model "
                                "is read, not a tensor";
    } else if (!term.hasError()) {
      if (isTensor(parameter)) {
        attribute = getTensorAttribute(cast<syntax::TensorType>(parameter.type),
                                       term, expr->range);
      } else {
        std::optional<syntax::Primitive> none;
        if (succeeded(expectType(term, parameter.type, none, expr->range)))
          attribute = getParameterAttribute(parameter, term, expr->range);
      }
    }
    failed |= !attribute;
    if (attribute)
      attributes.set(parameter.name.text, attribute);
    values[parameter.name.text] = {
        term, isTensor(parameter)
                  ? dyn_cast_or_null<DenseElementsAttr>(attribute)
                  : DenseElementsAttr()};
    result.ranges[parameter.name.text] = expr->range;
  };

  ArrayRef<syntax::Parameter> wanted = parameters.drop_front();
  llvm::SmallDenseSet<StringRef> given;
  for (const syntax::Argument &argument : algorithm->arguments) {
    auto *parameter =
        llvm::find_if(wanted, [&](const syntax::Parameter &parameter) {
          return parameter.name.text == argument.name.text;
        });
    StringRef parameterName = argument.name.text;
    if (argument.isNamed() && parameter != wanted.end() &&
        given.insert(parameterName).second) {
      add(*parameter, argument.value);
      continue;
    }
    if (!argument.isNamed())
      emitError(argument.getRange())
          << "arguments in a quantization file have names";
    else if (parameterName == parameters.front().name.text)
      emitError(argument.name.range) << "the tensor to be quantized is not "
                                        "given again as '"
                                     << parameterName << "'";
    else if (parameter != wanted.end())
      emitError(argument.name.range)
          << "parameter '" << parameterName << "' of operation '" << name
          << "' is given twice";
    else
      emitError(argument.name.range)
          << "operation '" << name << "' has no parameter '" << parameterName
          << "'"
          << suggest(parameterName,
                     llvm::map_range(wanted, [](const auto &parameter) {
                       return parameter.name.text;
                     }));
    failed = hasStray = true;
  }
  for (const syntax::Parameter &parameter : wanted) {
    if (given.contains(parameter.name.text))
      continue;
    if (parameter.defaultValue) {
      add(parameter, parameter.defaultValue);
      continue;
    }
    // A misspelt argument is probably the one that seems to be missing.
    if (!hasStray)
      emitError(algorithm->range)
          << "operation '" << name << "' needs an argument for '"
          << parameter.name.text << "'";
    failed = true;
  }
  if (failed)
    return {};
  QuantizationAttr body;
  if (document.lookupFragment(name) == fragment)
    body = resolveQuantization(*fragment, values, context, sourceMgr, stdlib,
                               document);
  return QuantizationAttr::get(context, name, attributes.getDictionary(context),
                               body);
}

LogicalResult
Importer::readQuantization(const syntax::Document &quantizationFile) {
  bool failed = false;
  for (const syntax::Quantization &entry :
       quantizationFile.getQuantizations()) {
    QuantizationEntry result;
    result.range = entry.tensor.range;
    result.algorithm = getAlgorithm(entry, result);
    failed |= !result.algorithm;
    auto [first, isNew] =
        quantizations.insert({entry.tensor.text, std::move(result)});
    if (isNew)
      continue;
    emitError(entry.tensor.range)
            .append("tensor '", entry.tensor.text, "' has two entries")
            .attachNote(getRangeLoc(first->second.range))
        << "the first entry is here";
    failed = true;
  }
  return failure(failed);
}

QuantizationAttr Importer::getQuantization(StringRef tensor, ShapedType type) {
  auto entry = quantizations.find(tensor);
  if (entry == quantizations.end())
    return {};
  alignParameters(entry->second, tensor, type);
  return entry->second.algorithm;
}

/// Whether values of shape `from` can be broadcast to those of shape `to`,
/// where leading dimensions are aligned.
static bool isBroadcastable(ArrayRef<int64_t> from, ArrayRef<int64_t> to) {
  for (auto [i, extent] : llvm::enumerate(from)) {
    int64_t wanted = i < to.size() ? to[i] : 1;
    if (extent != 1 && extent != wanted && !ShapedType::isDynamic(wanted))
      return false;
  }
  return true;
}

/// The shape (1, ..., 1, n) with which a list of n parameters is aligned with
/// the first dimension of a tensor that is not of extent 1. Empty if it is
/// aligned already, or cannot be.
static SmallVector<int64_t> getAlignedShape(DenseElementsAttr list,
                                            ArrayRef<int64_t> shape) {
  ArrayRef<int64_t> extents = list.getType().getShape();
  if (extents.size() != 1 || isBroadcastable(extents, shape))
    return {};
  const int64_t *dim =
      llvm::find_if(shape, [](int64_t extent) { return extent != 1; });
  if (dim == shape.end() || *dim != extents.front())
    return {};
  SmallVector<int64_t> aligned(dim - shape.begin(), 1);
  aligned.push_back(*dim);
  return aligned;
}

/// The same quantization with lists of parameters that are aligned.
static QuantizationAttr alignLists(QuantizationAttr quantization,
                                   ArrayRef<int64_t> shape) {
  NamedAttrList parameters(quantization.getParameters());
  for (NamedAttribute parameter : quantization.getParameters()) {
    auto list = dyn_cast<DenseElementsAttr>(parameter.getValue());
    if (!list)
      continue;
    SmallVector<int64_t> aligned = getAlignedShape(list, shape);
    if (!aligned.empty())
      parameters.set(parameter.getName(),
                     list.reshape(list.getType().clone(ArrayRef(aligned))));
  }
  QuantizationAttr body = quantization.getBody();
  return QuantizationAttr::get(
      quantization.getContext(), quantization.getAlgorithm(),
      parameters.getDictionary(quantization.getContext()),
      body ? alignLists(body, shape) : body);
}

void Importer::alignParameters(QuantizationEntry &entry, StringRef name,
                               ShapedType type) {
  // A mistake is one to be reported then.
  if (isStrict || !entry.algorithm || !type.hasRank())
    return;
  QuantizationAttr aligned = alignLists(entry.algorithm, type.getShape());
  if (aligned == entry.algorithm)
    return;
  entry.algorithm = aligned;
  if (std::exchange(hasWarnedOfAlignment, true))
    return;
  InFlightDiagnostic warning = emitWarning(entry.range);
  warning << "a list of parameters is taken to be one for each channel of "
             "tensor '"
          << name << "' of shape [";
  llvm::interleaveComma(type.getShape(), warning);
  warning << "]; by the standard, its elements are along dimension 0, so "
             "write a list in a list";
}

LogicalResult Importer::checkParameters(const QuantizationEntry &entry,
                                        StringRef name, ShapedType type) {
  if (!type.hasRank())
    return success();
  for (NamedAttribute parameter : entry.algorithm.getParameters()) {
    auto value = dyn_cast<DenseElementsAttr>(parameter.getValue());
    // Arrays of integers, which are attributes, are no DenseElementsAttr.
    if (!value || isBroadcastable(value.getType().getShape(), type.getShape()))
      continue;
    InFlightDiagnostic error =
        emitError(entry.ranges.lookup(parameter.getName()));
    error << "'" << parameter.getName().getValue() << "' of shape [";
    llvm::interleaveComma(value.getType().getShape(), error);
    error << "] cannot be broadcast to tensor '" << name << "' of shape [";
    llvm::interleaveComma(type.getShape(), error);
    error << "]: leading dimensions are aligned";
    return failure();
  }
  return success();
}

LogicalResult Importer::attachQuantization(func::FuncOp function,
                                           const Scope &scope) {
  bool failed = false;
  for (auto &[name, entry] : quantizations) {
    auto term = scope.terms.find(name);
    if (term == scope.terms.end() ||
        (!term->second.isError() && !term->second.isTensor())) {
      emitError(entry.range) << "the graph has no tensor '" << name << "'"
                             << suggest(name, scope.terms.keys());
      failed = true;
      continue;
    }
    if (term->second.isError() || !entry.algorithm)
      continue;
    std::optional<syntax::Primitive> none;
    if (mlir::failed(expectType(term->second, entry.type, none, entry.range))) {
      failed = true;
      continue;
    }
    Value tensor = term->second.getTensor();
    alignParameters(entry, name, cast<ShapedType>(tensor.getType()));
    if (mlir::failed(
            checkParameters(entry, name, cast<ShapedType>(tensor.getType())))) {
      failed = true;
      continue;
    }
    if (auto argument = dyn_cast<BlockArgument>(tensor)) {
      // After an error in the graph the function has not got its type.
      if (argument.getArgNumber() < function.getNumArguments())
        function.setArgAttr(argument.getArgNumber(), kQuantizationAttr,
                            entry.algorithm);
      continue;
    }
    // What decodes a variable has it already.
    if (!isa<DequantizeOp>(tensor.getDefiningOp()))
      setQuantization(cast<OpResult>(tensor), entry.algorithm);
  }
  return failure(failed);
}
