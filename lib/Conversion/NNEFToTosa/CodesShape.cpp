//===- CodesShape.cpp - Codes that are stored and moved to TOSA -----------===//
//
// Part of the nnef-mlir project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "TosaRules.h"

#include "NNEF/Dialect/NNEF/IR/UniformQuantization.h"

using namespace mlir;
using namespace nnef;

//===----------------------------------------------------------------------===//
// Stored integers and real numbers
//===----------------------------------------------------------------------===//

/// The form of codes in memory. Codes of 32 bits have none that matters.
static Codes getStorage(Type elementType) {
  auto filter = FilterScales::get(elementType);
  return filter ? filter->codes : Codes();
}

static Value lowerStorageCast(CodesLowering &b, StorageCastOp op) {
  Type stored = TosaLowering::getElementType(op.getOutput());
  if (isa<quant::QuantizedType>(stored)) {
    auto codes = cast<quant::QuantizedType>(stored);
    if (codes.getStorageTypeIntegralWidth() == 32)
      return b.castStored(op.getInput(), b.getI32Type());
    return b.loadCodes(op.getInput(), getStorage(stored));
  }
  Value bytes = b.storeCodes(op.getInput(), getStorage(b.getOperandType(0)));
  return b.castStored(bytes, stored);
}

/// Whether the zero points along an axis differ in codes that are shifted.
static bool hasOtherForm(StorageCastOp op, const TosaTarget &) {
  for (Value value : {op.getInput(), op.getOutput()}) {
    auto codes =
        dyn_cast<quant::QuantizedType>(TosaLowering::getElementType(value));
    if (codes && codes.getStorageTypeIntegralWidth() <= 8)
      return !FilterScales::get(codes);
  }
  return false;
}

/// Codes and scales have few digits: their product is rounded once.
static Value lowerDequantize(CodesLowering &b, DequantizeOp op) {
  FilterScales codes = *FilterScales::get(b.getOperandType(0));
  Value x = op.getCodes();
  int64_t rank = TosaLowering::getRank(x);
  SmallVector<int64_t> extents(rank, 1);
  if (codes.axis)
    extents[*codes.axis] = codes.scales.size();
  Value scales = b.constant(
      DenseElementsAttr::get(RankedTensorType::get(extents, b.getF32Type()),
                             ArrayRef<float>(codes.scales)));
  x = b.create<tosa::CastOp>(op.getType(), x);
  return b.mul(b.add(x, -double(CodesLowering::getZeroByte(codes.codes))),
               scales);
}

//===----------------------------------------------------------------------===//
// Moves
//===----------------------------------------------------------------------===//

/// Joins codes of several operands in the quantization of the result.
template <typename OpT>
static SmallVector<Value> getJoinedCodes(CodesLowering &b, OpT op) {
  Codes to = *CodesLowering::getCodes(op->getResult(0));
  SmallVector<Value> values(op->getOperands());
  for (auto [i, value] : llvm::enumerate(values)) {
    Codes from = b.getOperandCodes(i);
    value =
        from.isSigned
            ? b.requantize(value, from, to)
            : b.requantizeByTable(value, makeConcatTable(from, to), from, to);
  }
  return values;
}

static Value lowerConcat(CodesLowering &b, ConcatOp op) {
  return b.concat(getJoinedCodes(b, op), op.getAxis());
}

static Value lowerStack(CodesLowering &b, StackOp op) {
  SmallVector<int64_t> extents(op.getType().getShape());
  extents[op.getAxis()] = 1;
  SmallVector<Value> layers = getJoinedCodes(b, op);
  for (Value &layer : layers)
    layer = b.reshape(layer, extents);
  return b.concat(layers, op.getAxis());
}

static Value lowerPad(CodesLowering &b, PadOp op) {
  Codes from = b.getOperandCodes(0),
        to = *CodesLowering::getCodes(op.getOutput());
  int32_t code = to.encode(op.getValue().convertToFloat());
  SmallVector<Margin> margins;
  PaddingAttr padding = op.getPadding();
  for (size_t i = 0; i < padding.size(); ++i)
    margins.push_back({padding.getBefore(i), padding.getAfter(i)});
  Value input = b.requantize(op.getInput(), from, to);
  return b.pad(input, margins, op.getBorder(),
               CodesLowering::getByte(to, code));
}

void nnef::addCodesShapeRules(TosaRules &rules) {
  rules
      .addCodes<StorageCastOp>("nothing; of unsigned codes `rescale`, or other "
                               "values of a constant",
                               lowerStorageCast)
      .stays("zero points differ along an axis", hasOtherForm);
  rules
      .addCodes<DequantizeOp>("`cast`, `add`, `mul`, with floating point",
                              lowerDequantize)
      .stays("only the profile pro_fp computes with floating point",
             [](DequantizeOp, const TosaTarget &target) {
               return !target.has(tosa::Profile::pro_fp);
             })
      .stays("codes have more than 8 bits, or zero points differ",
             [](DequantizeOp op, const TosaTarget &) {
               return !FilterScales::get(
                   TosaLowering::getElementType(op.getCodes()));
             })
      .stays("the result has not single precision",
             [](DequantizeOp op, const TosaTarget &) {
               return !op.getType().getElementType().isF32();
             });
  rules.leaveCodes<QuantizeOp>(
      "TOSA divides no real numbers, and rounds halves to even ones");
  rules.addMovesOfCodes<ReshapeOp, SqueezeOp, UnsqueezeOp, TransposeOp, SplitOp,
                        UnstackOp, SliceOp, TileOp, GatherOp, CopyNOp>();
  rules
      .addCodes<ConcatOp>("`concat`, after a `rescale` or `table` of each "
                          "operand of another type",
                          lowerConcat)
      .onBytes();
  rules.addCodes<StackOp>("`reshape`, and as `concat`", lowerStack).onBytes();
  rules.addCodes<PadOp>("as on numbers, with the code of the value", lowerPad)
      .onBytes()
      .stays(rules.getLimits<PadOp>());
}
