//===- QuantizedShape.cpp - Moving codes to Linalg -----------------------===//
//
// Part of the nnef-mlir project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Operations that move elements do the same with codes, which are lowered as
// any other elements are. Codes of another quantization are brought to that of
// the result.
//
//===----------------------------------------------------------------------===//

#include "Quantized.h"

using namespace mlir;
using namespace nnef;

static bool isPerAxis(Value tensor) {
  return isa<quant::UniformQuantizedPerAxisType>(getElementType(tensor));
}

/// Codes of any width and with any scales move, if they stay as they are.
static bool isMoved(Value operand, Value result) {
  return getElementType(operand) == getElementType(result) ||
         (isPerAxis(operand) && isPerAxis(result));
}

template <typename OpT> static std::string findMoveObstacle(OpT op) {
  for (Value result : op->getResults())
    if (!isMoved(op->getOperand(0), result))
      return findCodesObstacle(op);
  return {};
}

/// Moves the codes of the first operand.
template <typename OpT>
static SmallVector<Value> lowerMove(OpT op, OpT codes, Lowering &b) {
  b.insert(codes.getOperation());
  Value operand = op->getOperand(0);
  SmallVector<Value> results;
  for (auto [result, moved] : llvm::zip(op->getResults(), codes->getResults()))
    results.push_back(
        isMoved(operand, result)
            ? Value(moved)
            : createRescale(b, moved, *getCodes(operand), *getCodes(result)));
  return results;
}

/// Puts codes of several operands together. Operands that are not quantized
/// choose between them.
template <typename OpT, CodeTable (*makeTable)(const Codes &, const Codes &)>
static Value lowerJoin(OpT op, OpT codes, Lowering &b) {
  Codes to = *getCodes(op->getResult(0));
  for (auto [operand, use] :
       llvm::zip(op->getOperands(), codes->getOpOperands())) {
    std::optional<Codes> from = getCodes(operand);
    if (from && *from != to)
      use.set(createLookup(b, use.get(), makeTable(*from, to)));
  }
  return b.insert(codes.getOperation())->getResult(0);
}

static Value lowerPad(PadOp op, PadOp codes, Lowering &b) {
  Codes to = *getCodes(op.getOutput());
  PaddingAttr padding = op.getPadding();
  SmallVector<Padding> amounts;
  for (size_t i = 0; i < padding.size(); ++i)
    amounts.push_back({b.getIndexAttr(padding.getBefore(i)),
                       b.getIndexAttr(padding.getAfter(i))});
  float number = op.getValue().convertToFloat();
  Value input =
      createRescale(b, codes.getInput(), *getCodes(op.getInput()), to);
  return b.createPad(input, amounts, op.getBorder(),
                     createByte(b, to.encode(number)));
}

template <typename... OpTs> static void addMoves(QuantizedTable &table) {
  (table.add(lowerMove<OpTs>, findMoveObstacle<OpTs>), ...);
}

void nnef::populateQuantizedShapeLowerings(QuantizedTable &table) {
  addMoves<CopyNOp, ReshapeOp, SqueezeOp, UnsqueezeOp, TransposeOp, SplitOp,
           UnstackOp, SliceOp, TileOp, GatherOp, NearestDownsampleOp,
           NearestUpsampleOp>(table);
  table.add(lowerJoin<ConcatOp, makeConcatTable>,
            findCodesObstacleOf<ConcatOp>);
  table.add(lowerJoin<StackOp, makeConcatTable>, findCodesObstacleOf<StackOp>);
  table.add(lowerJoin<SelectOp, makeRescaleTable>,
            findCodesObstacleOf<SelectOp>);
  table.add(lowerPad, findCodesObstacleOf<PadOp>);
}
