//===- Costs.cpp - What operations cost -----------------------------------===//
//
// Part of the nnef-mlir project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "NNEF/Report/Costs.h"

#include "NNEF/Dialect/NNEF/IR/NNEF.h"
#include "mlir/Dialect/Func/IR/FuncOps.h"
#include "llvm/ADT/TypeSwitch.h"
#include "llvm/Support/MathExtras.h"

using namespace mlir;
using namespace nnef;

//===----------------------------------------------------------------------===//
// Numbers
//===----------------------------------------------------------------------===//

Count nnef::add(Count lhs, Count rhs) {
  return lhs && rhs ? Count(llvm::SaturatingAdd(*lhs, *rhs)) : std::nullopt;
}

static Count multiply(Count lhs, Count rhs) {
  return lhs && rhs ? Count(llvm::SaturatingMultiply(*lhs, *rhs))
                    : std::nullopt;
}

static Count multiply(ArrayRef<int64_t> extents) {
  Count product = 1;
  for (int64_t extent : extents)
    product = multiply(product, ShapedType::isDynamic(extent) ? std::nullopt
                                                              : Count(extent));
  return product;
}

static ArrayRef<int64_t> getShape(Value tensor) {
  return cast<RankedTensorType>(tensor.getType()).getShape();
}

static Count getExtent(Value tensor, unsigned dim) {
  return multiply(getShape(tensor).slice(dim, 1));
}

static Count getVolume(Value tensor) { return multiply(getShape(tensor)); }

/// The extents of a tensor behind the dimensions of batch and channels.
static Count getSpace(Value tensor) {
  return multiply(getShape(tensor).drop_front(2));
}

//===----------------------------------------------------------------------===//
// Products
//===----------------------------------------------------------------------===//

/// Each element of `tensor` takes part in a product with each element that one
/// channel of the filter has: in front of dimension 0 of it.
static Count countFiltered(Count elements, Value filter) {
  return multiply(elements, multiply(getShape(filter).drop_front()));
}

static Count countMatmul(MatmulOp op) {
  unsigned rank = getShape(op.getA()).size();
  Count common = getExtent(op.getA(), op.getTransposeA() ? rank - 2 : rank - 1);
  return multiply(getVolume(op.getC()), common);
}

/// The planes between the two steps of a separable convolution have as many
/// channels as the filter has planes.
static Count countPlanes(Value likeBatch, Value planeFilter, Value likeSpace) {
  return multiply(multiply(getExtent(likeBatch, 0), getExtent(planeFilter, 0)),
                  getSpace(likeSpace));
}

static Count countSeparable(SeparableConvOp op) {
  Count planes =
      countPlanes(op.getInput(), op.getPlaneFilter(), op.getOutput());
  return add(countFiltered(planes, op.getPlaneFilter()),
             countFiltered(getVolume(op.getOutput()), op.getPointFilter()));
}

static Count countSeparable(SeparableDeconvOp op) {
  Count planes = countPlanes(op.getInput(), op.getPlaneFilter(), op.getInput());
  return add(countFiltered(getVolume(op.getInput()), op.getPointFilter()),
             countFiltered(planes, op.getPlaneFilter()));
}

static Count countBody(CallOp op) {
  if (!op.getBodyAttr())
    return std::nullopt;
  Count sum = 0;
  SymbolTable::lookupNearestSymbolFrom<func::FuncOp>(op, op.getBodyAttr())
      .walk([&](Operation *part) { sum = add(sum, countMACs(part)); });
  return sum;
}

Count nnef::countMACs(Operation *op) {
  return llvm::TypeSwitch<Operation *, Count>(op)
      .Case([](ConvOp op) {
        return countFiltered(getVolume(op.getOutput()), op.getFilter());
      })
      .Case([](DeconvOp op) {
        return countFiltered(getVolume(op.getInput()), op.getFilter());
      })
      .Case<SeparableConvOp, SeparableDeconvOp>(
          [](auto op) { return countSeparable(op); })
      .Case([](LinearOp op) {
        return countFiltered(getVolume(op.getOutput()), op.getFilter());
      })
      .Case([](MatmulOp op) { return countMatmul(op); })
      .Case([](CallOp op) { return countBody(op); })
      .Default(Count(0));
}

//===----------------------------------------------------------------------===//
// Bytes
//===----------------------------------------------------------------------===//

Count nnef::countBytes(Type type) {
  auto tensor = dyn_cast<RankedTensorType>(type);
  if (!tensor)
    return std::nullopt;
  Type element = tensor.getElementType();
  unsigned bits = 0;
  if (auto codes = dyn_cast<quant::QuantizedType>(element))
    bits = codes.getStorageTypeIntegralWidth();
  else
    bits = element.getIntOrFloatBitWidth();
  return multiply(multiply(tensor.getShape()),
                  Count(llvm::divideCeil(bits, 8)));
}

Traffic nnef::countTraffic(Operation *op) {
  if (isa<ReshapeOp, SqueezeOp, UnsqueezeOp, CopyOp, CopyNOp, StorageCastOp>(
          op))
    return {0, 0};
  Traffic traffic{0, 0};
  for (Type type : op->getOperandTypes())
    traffic.read = add(traffic.read, countBytes(type));
  for (Type type : op->getResultTypes())
    traffic.written = add(traffic.written, countBytes(type));
  return traffic;
}

SmallVector<VariableOp> nnef::getVariables(Operation *op) {
  SmallVector<VariableOp> variables;
  for (Value operand : op->getOperands()) {
    Operation *source = operand.getDefiningOp();
    while (isa_and_nonnull<CastOp, DequantizeOp, StorageCastOp>(source))
      source = source->getOperand(0).getDefiningOp();
    auto variable = dyn_cast_or_null<VariableOp>(source);
    if (variable && !llvm::is_contained(variables, variable))
      variables.push_back(variable);
  }
  return variables;
}
