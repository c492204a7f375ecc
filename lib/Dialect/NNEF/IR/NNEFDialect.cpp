//===- NNEFDialect.cpp - The dialect and its attributes ------------------===//
//
// Part of the nnef-mlir project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "NNEF/Dialect/NNEF/IR/NNEF.h"

#include "mlir/Dialect/Affine/IR/AffineOps.h"
#include "mlir/Dialect/Func/IR/FuncOps.h"
#include "mlir/Dialect/Tensor/IR/Tensor.h"
#include "mlir/IR/DialectImplementation.h"
#include "mlir/Transforms/InliningUtils.h"
#include "llvm/ADT/TypeSwitch.h"

using namespace mlir;
using namespace nnef;

#include "NNEF/Dialect/NNEF/IR/NNEFDialect.cpp.inc"
#include "NNEF/Dialect/NNEF/IR/NNEFEnums.cpp.inc"

#define GET_ATTRDEF_CLASSES
#include "NNEF/Dialect/NNEF/IR/NNEFAttributes.cpp.inc"

namespace {
/// All operations may be inlined: that is how a custom fragment decomposes.
struct NNEFInlinerInterface : DialectInlinerInterface {
  using DialectInlinerInterface::DialectInlinerInterface;

  bool isLegalToInline(Operation *, Operation *, bool) const final {
    return true;
  }
  bool isLegalToInline(Operation *, Region *, bool, IRMapping &) const final {
    return true;
  }
};
} // namespace

void NNEFDialect::initialize() {
  addAttributes<
#define GET_ATTRDEF_LIST
#include "NNEF/Dialect/NNEF/IR/NNEFAttributes.cpp.inc"
      >();
  registerNNEFDialectOperations(this);
  addInterfaces<NNEFInlinerInterface>();
  addFoldInterface();
}

Operation *NNEFDialect::materializeConstant(OpBuilder &builder, Attribute value,
                                            Type type, Location loc) {
  // What ConstantOp::fold() makes.
  auto quantized = dyn_cast<ArrayAttr>(value);
  auto elements =
      dyn_cast<ElementsAttr>(quantized ? *quantized.begin() : value);
  if (!elements || elements.getType() != type)
    return nullptr;
  auto constant = ConstantOp::create(builder, loc, elements);
  if (quantized)
    constant->setAttr(kQuantizationAttr, quantized[1]);
  return constant;
}

//===----------------------------------------------------------------------===//
// Discardable attributes
//===----------------------------------------------------------------------===//

LogicalResult NNEFDialect::verifyOperationAttribute(Operation *op,
                                                    NamedAttribute attribute) {
  if (attribute.getName() != kQuantizationAttr)
    return success();
  if (op->getNumResults() == 1) {
    if (isa<QuantizationAttr>(attribute.getValue()))
      return success();
    return op->emitOpError("attribute '")
           << kQuantizationAttr << "' must be a quantization";
  }
  auto all = dyn_cast<ArrayAttr>(attribute.getValue());
  if (all && all.size() == op->getNumResults() &&
      llvm::all_of(all, llvm::IsaPred<QuantizationAttr, UnitAttr>))
    return success();
  return op->emitOpError("attribute '")
         << kQuantizationAttr
         << "' must be an array with a quantization or unit for each of "
         << op->getNumResults() << " results";
}

LogicalResult NNEFDialect::verifyRegionArgAttribute(Operation *op,
                                                    unsigned /*region*/,
                                                    unsigned argument,
                                                    NamedAttribute attribute) {
  if (attribute.getName() != kQuantizationAttr ||
      isa<QuantizationAttr>(attribute.getValue()))
    return success();
  return op->emitOpError("attribute '")
         << kQuantizationAttr << "' of argument " << argument
         << " must be a quantization";
}

/// Whether this is the name of a quantization operation of the standard.
static bool isStandardQuantization(StringRef name) {
  return llvm::is_contained({"linear_quantize", "min_max_linear_quantize",
                             "zero_point_linear_quantize",
                             "logarithmic_quantize"},
                            name);
}

QuantizationAttr QuantizationAttr::getStandard() const {
  // A fragment may have the name of an operation that it takes the place of.
  if (getBody())
    return getBody();
  return isStandardQuantization(getAlgorithm()) ? *this : QuantizationAttr();
}

/// Whether a parameter of a standard quantization operation may have this
/// value.
static bool isParameter(StringRef name, Attribute value) {
  if (name == "bits") {
    auto bits = dyn_cast<IntegerAttr>(value);
    return bits && bits.getType().isInteger(64);
  }
  if (name == "signed" || name == "symmetric")
    return isa<BoolAttr>(value);
  auto elements = dyn_cast<DenseElementsAttr>(value);
  if (!elements)
    return false;
  Type type = elements.getElementType();
  return name == "zero_point" ? type.isInteger(64) : type.isF64();
}

LogicalResult
QuantizationAttr::verify(function_ref<InFlightDiagnostic()> emitError,
                         StringRef algorithm, DictionaryAttr parameters,
                         QuantizationAttr body) {
  if (body && !body.getStandard())
    return emitError() << "'" << body.getAlgorithm()
                       << "' is no quantization operation of the standard";
  // What a fragment of this name takes is its own affair.
  if (body || !isStandardQuantization(algorithm))
    return success();
  for (NamedAttribute parameter : parameters)
    if (!isParameter(parameter.getName(), parameter.getValue()))
      return emitError() << "parameter '" << parameter.getName().getValue()
                         << "' of '" << algorithm << "' cannot be "
                         << parameter.getValue();
  return success();
}

QuantizationAttr nnef::getQuantization(OpResult result) {
  Attribute attribute = result.getOwner()->getAttr(kQuantizationAttr);
  if (auto all = dyn_cast_or_null<ArrayAttr>(attribute))
    attribute = all[result.getResultNumber()];
  return dyn_cast_or_null<QuantizationAttr>(attribute);
}

void nnef::setQuantization(OpResult result, QuantizationAttr quantization) {
  Operation *op = result.getOwner();
  if (op->getNumResults() == 1) {
    op->setAttr(kQuantizationAttr, quantization);
    return;
  }
  Builder builder(op->getContext());
  SmallVector<Attribute> all(op->getNumResults(), builder.getUnitAttr());
  if (auto known = op->getAttrOfType<ArrayAttr>(kQuantizationAttr))
    llvm::copy(known, all.begin());
  all[result.getResultNumber()] = quantization;
  op->setAttr(kQuantizationAttr, builder.getArrayAttr(all));
}

//===----------------------------------------------------------------------===//
// Tensor names
//===----------------------------------------------------------------------===//

static void collectTensorNames(Location loc,
                               SmallVectorImpl<StringRef> &names) {
  if (auto named = dyn_cast<NameLoc>(loc))
    names.push_back(named.getName());
  else if (auto fused = dyn_cast<FusedLoc>(loc))
    for (Location part : fused.getLocations())
      collectTensorNames(part, names);
  else if (auto call = dyn_cast<CallSiteLoc>(loc))
    collectTensorNames(call.getCallee(), names);
}

SmallVector<StringRef, 1> nnef::getTensorNames(Location loc) {
  SmallVector<StringRef, 1> names;
  collectTensorNames(loc, names);
  return names;
}

StringRef nnef::getTensorName(OpResult result) {
  Operation *op = result.getOwner();
  SmallVector<StringRef, 1> names = getTensorNames(op->getLoc());
  return names.size() == op->getNumResults() ? names[result.getResultNumber()]
                                             : op->getName().stripDialect();
}

//===----------------------------------------------------------------------===//
// PaddingAttr
//===----------------------------------------------------------------------===//

Attribute PaddingAttr::parse(AsmParser &parser, Type) {
  SmallVector<int64_t> values;
  auto parsePair = [&]() -> ParseResult {
    return failure(
        parser.parseLParen() || parser.parseInteger(values.emplace_back()) ||
        parser.parseComma() || parser.parseInteger(values.emplace_back()) ||
        parser.parseRParen());
  };
  if (parser.parseCommaSeparatedList(AsmParser::Delimiter::Square, parsePair))
    return {};
  return PaddingAttr::get(parser.getContext(), values);
}

void PaddingAttr::print(AsmPrinter &printer) const {
  printer << '[';
  for (size_t dim = 0; dim < size(); ++dim)
    printer << (dim ? ", (" : "(") << getBefore(dim) << ", " << getAfter(dim)
            << ')';
  printer << ']';
}

LogicalResult PaddingAttr::verify(function_ref<InFlightDiagnostic()> emitError,
                                  ArrayRef<int64_t> values) {
  if (values.size() % 2 != 0)
    return emitError() << "padding consists of pairs";
  return success();
}
