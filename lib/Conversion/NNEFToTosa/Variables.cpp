//===- Variables.cpp - What networks are made from ------------------------===//
//
// Part of the nnef-mlir project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "TosaRules.h"

#include "NNEF/Dialect/NNEF/IR/Elements.h"
#include "mlir/Dialect/Func/IR/FuncOps.h"

using namespace mlir;
using namespace nnef;

using Values = SmallVector<Value>;

/// Integers that TOSA does not have are bytes there, as they are in memory.
static Value createConstant(CodesLowering &b, ElementsAttr values,
                            StringRef name) {
  auto type = cast<RankedTensorType>(values.getType());
  auto integer = dyn_cast<IntegerType>(type.getElementType());
  // Integers that TOSA has as they are: not those of few bits, which have a
  // byte each in memory, and not unsigned ones.
  if (!integer || integer.getWidth() > 8 || integer.isSignlessInteger(8) ||
      integer.isSignlessInteger(1))
    return b.constant(values);
  Elements bytes = Elements::get(values)->withType(type.clone(b.getI8Type()));
  return b.castStored(b.constant(bytes.getAttribute(name)), integer);
}

static Value lowerConstant(CodesLowering &b, ConstantOp op) {
  return createConstant(b, op.getValue(), "constant");
}

static Value lowerVariable(CodesLowering &b, VariableOp op) {
  return createConstant(b, *op.getValue(), op.getLabel());
}

static Values lowerCall(TosaLowering &b, CallOp op) {
  auto call = b.create<func::CallOp>(op.getBodyAttr(), op.getResultTypes(),
                                     op.getArguments());
  return Values(call.getResults());
}

static Values lowerCopyN(TosaLowering &, CopyNOp op) {
  return Values(op.getTimes(), op.getX());
}

static Value lowerAddN(TosaLowering &b, AddNOp op) {
  Values terms = b.align(op.getX());
  Value sum = terms.front();
  for (Value term : ArrayRef(terms).drop_front())
    sum = b.add(sum, term);
  return sum;
}

void nnef::addVariableRules(TosaRules &rules) {
  rules.beginFamily("Variables, constants and fragments");
  rules.add<ConstantOp>("`const`", lowerConstant).withIntegersInAnyProfile();
  rules
      .add<VariableOp>("`const` of the same resource, or of one that is "
                       "transposed",
                       lowerVariable)
      .withIntegersInAnyProfile()
      .stays("the variable was imported without its values",
             [](VariableOp op, const TosaTarget &) { return !op.getValue(); });
  rules.leave<UpdateOp>("only a global keeps its new value: import the model "
                        "with `--variables=globals`");
  rules.leave<DequantizeOp>("TOSA has no codes of variables");
  rules
      .add<CallOp>("a `func.call` of the body, which is lowered as well",
                   lowerCall)
      .withIntegersInAnyProfile()
      .stays("the fragment has no body",
             [](CallOp op, const TosaTarget &) { return !op.getBodyAttr(); });
  rules
      .add<CopyOp>("its operand",
                   [](TosaLowering &, CopyOp op) { return op.getX(); })
      .withIntegersInAnyProfile();
  rules.add<CopyNOp>("its operand", lowerCopyN).withIntegersInAnyProfile();
  rules.add<AddNOp>("`add`", lowerAddN)
      .stays("there is nothing to add up",
             [](AddNOp op, const TosaTarget &) { return op.getX().empty(); });
}
