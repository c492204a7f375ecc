//===- NNEFOps.cpp - What operations do beyond their shapes --------------===//
//
// Part of the nnef-mlir project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "NNEF/Dialect/NNEF/IR/NNEF.h"

#include "VariableValue.h"
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

LogicalResult DequantizeOp::verify() {
  bool isUnsigned = cast<RankedTensorType>(getCodes().getType())
                        .getElementType()
                        .isUnsignedInteger();
  StringRef algorithm = getQuantization().getAlgorithm();
  DictionaryAttr parameters = getQuantization().getParameters();
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
