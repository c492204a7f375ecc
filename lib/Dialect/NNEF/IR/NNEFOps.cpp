//===- NNEFOps.cpp - What operations do beyond their shapes --------------===//
//
// Part of the nnef-mlir project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "NNEF/Dialect/NNEF/IR/NNEF.h"

#include "AssemblyFormats.h"
#include "mlir/Dialect/Func/IR/FuncOps.h"
#include "mlir/Dialect/Tensor/IR/Tensor.h"
#include "llvm/ADT/SmallSet.h"
#include "llvm/ADT/StringExtras.h"

using namespace mlir;
using namespace nnef;

LogicalResult
nnef::detail::reifyOperandShape(Operation *op, OpBuilder &builder,
                                ReifiedRankedShapedTypeDims &reified) {
  reified.push_back(
      tensor::getMixedSizes(builder, op->getLoc(), op->getOperand(0)));
  return success();
}

//===----------------------------------------------------------------------===//
// Constants and variables
//===----------------------------------------------------------------------===//

// A constant that is quantized is not the same as its value. It must not be
// merged with others, and what uses it not be computed, so it folds to both.
OpFoldResult ConstantOp::fold(FoldAdaptor) {
  Attribute quantization = (*this)->getAttr(kQuantizationAttr);
  if (!quantization)
    return getValue();
  return ArrayAttr::get(getContext(), {getValue(), quantization});
}

ParseResult nnef::parseVariableValue(OpAsmParser &parser, ElementsAttr &value,
                                     Type &type) {
  if (failed(parser.parseOptionalEqual()))
    return parser.parseColonType(type);
  if (parser.parseAttribute(value))
    return failure();
  type = value.getType();
  return success();
}

void nnef::printVariableValue(OpAsmPrinter &printer, Operation *,
                              ElementsAttr value, Type type) {
  if (value)
    printer << "= " << value;
  else
    printer << ": " << type;
}

ParseResult nnef::parseUnaryTypes(OpAsmParser &parser, Type &operand,
                                  Type &result) {
  if (failed(parser.parseOptionalLParen())) {
    if (parser.parseType(result))
      return failure();
    operand = result;
    return success();
  }
  return failure(parser.parseType(operand) || parser.parseRParen() ||
                 parser.parseArrow() || parser.parseType(result));
}

void nnef::printUnaryTypes(OpAsmPrinter &printer, Operation *, Type operand,
                           Type result) {
  if (operand == result)
    printer << result;
  else
    printer << '(' << operand << ") -> " << result;
}

LogicalResult VariableOp::verify() {
  if (getLabel().empty())
    return emitOpError("label must not be empty");
  if (getValue() && getValue()->getType() != getType())
    return emitOpError("value has type ")
           << getValue()->getType() << ", but the variable has " << getType();
  auto integer = dyn_cast<IntegerType>(getType().getElementType());
  if (integer && integer.getWidth() > 64)
    return emitOpError("type ")
           << integer << " is too wide: tensor files have at most 64 bits";
  return success();
}

//===----------------------------------------------------------------------===//
// Codes and numbers
//===----------------------------------------------------------------------===//

/// Checks that a quantized type fits the tensor that has it, and its numbers
/// those that it is converted from or to.
static LogicalResult verifyQuantizedType(Operation *op, RankedTensorType type,
                                         Type numbers = {}) {
  auto quantized = cast<quant::QuantizedType>(type.getElementType());
  auto uniform = dyn_cast<quant::UniformQuantizedType>(quantized);
  auto perAxis = dyn_cast<quant::UniformQuantizedPerAxisType>(quantized);
  if (!uniform && !perAxis)
    return op->emitOpError("has type ")
           << quantized << ", but codes are evenly spaced here";
  if (numbers && quantized.getExpressedType() != numbers)
    return op->emitOpError("has numbers of type ")
           << numbers << ", but codes that stand for "
           << quantized.getExpressedType();
  if (!perAxis)
    return success();
  int64_t axis = perAxis.getQuantizedDimension();
  int64_t count = perAxis.getScales().size();
  if (axis >= type.getRank())
    return op->emitOpError("has a type that is quantized along dimension ")
           << axis << ", but of rank " << type.getRank();
  if (!type.isDynamicDim(axis) && type.getDimSize(axis) != count)
    return op->emitOpError("has a type with ")
           << count << " scales for a dimension of extent "
           << type.getDimSize(axis);
  return success();
}

LogicalResult QuantizeOp::verify() {
  return verifyQuantizedType(*this, getCodes().getType(),
                             getX().getType().getElementType());
}

OpFoldResult StorageCastOp::fold(FoldAdaptor) {
  auto inner = getInput().getDefiningOp<StorageCastOp>();
  return inner && inner.getInput().getType() == getType() ? inner.getInput()
                                                          : Value();
}

LogicalResult StorageCastOp::verify() {
  RankedTensorType input = getInput().getType(), output = getOutput().getType();
  bool isEncoding = isa<quant::QuantizedType>(output.getElementType());
  if (isEncoding == isa<quant::QuantizedType>(input.getElementType()))
    return emitOpError("must have one quantized type");
  auto type = isEncoding ? output : input;
  if (failed(verifyQuantizedType(*this, type)))
    return failure();
  auto quantized = cast<quant::QuantizedType>(type.getElementType());
  Type stored = (isEncoding ? input : output).getElementType();
  bool isUnsigned = stored.isUnsignedInteger();
  if (stored.getIntOrFloatBitWidth() !=
          quantized.getStorageTypeIntegralWidth() ||
      isUnsigned == quantized.isSigned())
    return emitOpError("stores codes of type ")
           << quantized << " as " << stored;
  return success();
}

LogicalResult DequantizeOp::verify() {
  RankedTensorType type = getCodes().getType();
  if (isa<quant::QuantizedType>(type.getElementType())) {
    if (getQuantization())
      return emitOpError("says twice what its codes stand for: by their type, "
                         "and by an attribute");
    return verifyQuantizedType(*this, type,
                               getOutput().getType().getElementType());
  }
  if (!getQuantization())
    return emitOpError("needs the attribute 'quantization', which says what "
                       "integers stand for");
  bool isUnsigned = type.getElementType().isUnsignedInteger();
  // What a custom fragment comes to, or else nothing is known of the codes.
  QuantizationAttr standard = getQuantization()->getStandard();
  if (!standard)
    return success();
  StringRef algorithm = standard.getAlgorithm();
  DictionaryAttr parameters = standard.getParameters();
  bool isLinear = algorithm == "min_max_linear_quantize" ||
                  algorithm == "zero_point_linear_quantize";
  auto isSigned = parameters.getAs<BoolAttr>("signed");
  if (isLinear && isSigned && isSigned.getValue() == isUnsigned)
    return emitOpError("codes are ")
           << (isUnsigned ? "unsigned" : "signed") << ", but '" << algorithm
           << "' says that they are " << (isUnsigned ? "signed" : "unsigned");
  if (!isUnsigned &&
      (algorithm == "linear_quantize" || algorithm == "logarithmic_quantize"))
    return emitOpError("codes are signed, but those of '")
           << algorithm << "' are not";
  return success();
}

//===----------------------------------------------------------------------===//
// Softmax
//===----------------------------------------------------------------------===//

LogicalResult SoftmaxOp::verify() {
  int64_t rank = getX().getType().getRank();
  llvm::SmallSet<int64_t, 8> seen;
  for (int64_t axis : getAxes()) {
    if (axis < 0 || axis >= rank)
      return emitOpError("axis ")
             << axis << " is out of range for rank " << rank;
    if (!seen.insert(axis).second)
      return emitOpError("axis ") << axis << " is listed twice";
  }
  return success();
}

//===----------------------------------------------------------------------===//
// Calls of custom fragments
//===----------------------------------------------------------------------===//

CallInterfaceCallable CallOp::getCallableForCallee() {
  // A fragment without a body is a function that nobody can find.
  return getBodyAttr() ? SymbolRefAttr(getBodyAttr())
                       : SymbolRefAttr::get(getFragmentAttr());
}

void CallOp::setCalleeFromCallable(CallInterfaceCallable callee) {
  setBodyAttr(cast<FlatSymbolRefAttr>(cast<SymbolRefAttr>(callee)));
}

Operation::operand_range CallOp::getArgOperands() { return getArguments(); }

MutableOperandRange CallOp::getArgOperandsMutable() {
  return getArgumentsMutable();
}

LogicalResult CallOp::verifySymbolUses(SymbolTableCollection &symbolTable) {
  if (!getBodyAttr())
    return success();
  auto body =
      symbolTable.lookupNearestSymbolFrom<func::FuncOp>(*this, getBodyAttr());
  if (!body)
    return emitOpError("body ") << getBodyAttr() << " is not a function";
  FunctionType type = body.getFunctionType();
  if (!llvm::equal(type.getInputs(), getArguments().getTypes()) ||
      !llvm::equal(type.getResults(), getResultTypes()))
    return emitOpError("body ") << getBodyAttr() << " has type " << type;
  return success();
}
