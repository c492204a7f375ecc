//===- Shape.cpp - Shape operations to TOSA -------------------------------===//
//
// Part of the nnef-mlir project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "TosaRules.h"

#include "NNEF/Dialect/NNEF/IR/Elements.h"

#include <cstring>
#include <numeric>

using namespace mlir;
using namespace nnef;

using Values = SmallVector<Value>;

/// An operation that gives the elements another shape.
template <typename OpT> static Value lowerToReshape(TosaLowering &b, OpT op) {
  return b.reshape(op.getInput(), op.getType().getShape());
}

static Value lowerTranspose(TosaLowering &b, TransposeOp op) {
  SmallVector<int64_t> axes(op.getAxes());
  // Dimensions that are not listed stay.
  for (int64_t dim = axes.size(); dim < op.getType().getRank(); ++dim)
    axes.push_back(dim);
  return b.transpose(op.getInput(), axes);
}

static Value lowerConcat(TosaLowering &b, ConcatOp op) {
  return b.concat(op.getValues(), op.getAxis());
}

static Value lowerStack(TosaLowering &b, StackOp op) {
  SmallVector<int64_t> extents(op.getType().getShape());
  extents[op.getAxis()] = 1;
  Values layers;
  for (Value value : op.getValues())
    layers.push_back(b.reshape(value, extents));
  return b.concat(layers, op.getAxis());
}

static Values lowerSplit(TosaLowering &b, SplitOp op) {
  int64_t begin = 0;
  Values parts;
  for (Value result : op.getValues()) {
    int64_t size = TosaLowering::getShape(result)[op.getAxis()];
    parts.push_back(b.slice(op.getValue(), op.getAxis(), begin, size));
    begin += size;
  }
  return parts;
}

static Values lowerUnstack(TosaLowering &b, UnstackOp op) {
  Values layers;
  for (auto [i, result] : llvm::enumerate(op.getValues())) {
    Value layer = b.slice(op.getValue(), op.getAxis(), i, 1);
    layers.push_back(b.reshape(layer, TosaLowering::getShape(result)));
  }
  return layers;
}

static Value lowerSlice(TosaLowering &b, SliceOp op) {
  Value x = op.getInput();
  for (auto [i, axis] : llvm::enumerate(op.getAxes())) {
    SliceRange range = getSliceRange(op, i);
    int64_t stride = op.getStride().empty() ? 1 : op.getStride()[i];
    x = b.slice(x, axis, range.begin, range.size, stride);
  }
  return x;
}

static SmallVector<Margin> getMargins(PadOp op) {
  SmallVector<Margin> margins;
  PaddingAttr padding = op.getPadding();
  for (size_t i = 0; i < padding.size(); ++i)
    margins.push_back({padding.getBefore(i), padding.getAfter(i)});
  return margins;
}

static Value lowerPad(TosaLowering &b, PadOp op) {
  return b.pad(op.getInput(), getMargins(op), op.getBorder(),
               op.getValue().convertToDouble());
}

static Value lowerTile(TosaLowering &b, TileOp op) {
  return b.tile(op.getInput(), op.getRepeats());
}

/// Whether all indices are known to be within a dimension of that extent.
static bool areWithin(Value indices, int64_t extent) {
  auto constant = indices.getDefiningOp<tosa::ConstOp>();
  if (!constant)
    return false;
  auto elements = Elements::get(constant.getValues());
  if (!elements)
    return false;
  // The data of a resource may lie anywhere.
  ArrayRef<char> bytes = elements->getBytes();
  for (; !bytes.empty(); bytes = bytes.drop_front(sizeof(int32_t))) {
    int32_t index;
    std::memcpy(&index, bytes.data(), sizeof(index));
    if (index < 0 || index >= extent)
      return false;
  }
  return true;
}

static Value lowerGather(TosaLowering &b, GatherOp op) {
  ArrayRef<int64_t> input = op.getInput().getType().getShape();
  int64_t axis = op.getAxis();
  auto volume = [](ArrayRef<int64_t> extents) {
    return std::accumulate(extents.begin(), extents.end(), int64_t(1),
                           std::multiplies<int64_t>());
  };
  int64_t before = volume(input.take_front(axis)), extent = input[axis],
          after = volume(input.drop_front(axis + 1)),
          count = op.getIndices().getType().getNumElements();
  Value indices = b.reshape(op.getIndices(), {1, count});
  if (!areWithin(indices, extent)) {
    // TOSA does not say what an index that is out of range picks.
    Value first = b.scalar(indices, 0), last = b.scalar(indices, extent - 1);
    Value isNegative = b.compare<tosa::GreaterOp>(first, indices);
    indices = b.select(isNegative, first, indices);
    Value isBeyond = b.compare<tosa::GreaterOp>(indices, last);
    indices = b.select(isBeyond, last, indices);
  }
  indices = b.tile(indices, {before, 1});
  Value values = b.reshape(op.getInput(), {before, extent, after});
  RankedTensorType type = TosaLowering::getType({before, count, after}, values);
  Value picked = b.create<tosa::GatherOp>(type, values, indices);
  return b.reshape(picked, op.getType().getShape());
}

void nnef::addShapeRules(TosaRules &rules) {
  rules.beginFamily("Shapes");
  rules.add<ReshapeOp>("`reshape`", lowerToReshape<ReshapeOp>);
  rules.add<SqueezeOp>("`reshape`", lowerToReshape<SqueezeOp>);
  rules.add<UnsqueezeOp>("`reshape`", lowerToReshape<UnsqueezeOp>);
  rules.add<TransposeOp>("`transpose`", lowerTranspose);
  rules.add<ConcatOp>("`concat`", lowerConcat);
  rules.add<SplitOp>("`slice`", lowerSplit);
  rules.add<StackOp>("`reshape`, `concat`", lowerStack);
  rules.add<UnstackOp>("`slice`, `reshape`", lowerUnstack);
  rules.add<SliceOp>("`slice`; steps by `reshape`, backwards by `reverse`",
                     lowerSlice);
  rules
      .add<PadOp>("`pad`; borders other than `constant` by `slice`, `tile` or "
                  "`reverse`, and `concat`",
                  lowerPad)
      .stays("the border reflects beyond the other edge",
             [](PadOp op, const TosaTarget &) {
               return !canExtendBy(op.getInput().getType().getShape(),
                                   getMargins(op), op.getBorder());
             });
  rules.add<TileOp>("`tile`", lowerTile);
  rules
      .add<GatherOp>("`gather`; indices that are not known are limited by "
                     "`greater`, `select`",
                     lowerGather)
      .stays("TOSA gathers no truth values",
             [](GatherOp op, const TosaTarget &) {
               return op.getType().getElementType().isInteger(1);
             });
}
