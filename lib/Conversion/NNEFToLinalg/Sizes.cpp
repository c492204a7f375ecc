//===- Sizes.cpp - Computing with the extents of tensors -----------------===//
//
// Part of the nnef-mlir project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "LoweringUtils.h"

#include "mlir/Dialect/Affine/IR/AffineOps.h"
#include "mlir/Dialect/Utils/StaticValueUtils.h"
#include "mlir/Interfaces/DestinationStyleOpInterface.h"

using namespace mlir;
using namespace nnef;

//===----------------------------------------------------------------------===//
// Where extents come from
//===----------------------------------------------------------------------===//

/// Follows an extent to the operation that brought it up, and returns it if
/// that one has it as an operand. Otherwise `tensor` and `dim` are whose
/// extent it is.
static OpFoldResult traceSize(Value &tensor, int64_t &dim) {
  while (true) {
    auto type = cast<RankedTensorType>(tensor.getType());
    if (!type.isDynamicDim(dim))
      return Builder(type.getContext()).getIndexAttr(type.getDimSize(dim));
    Operation *op = tensor.getDefiningOp();
    if (auto empty = dyn_cast_or_null<tensor::EmptyOp>(op))
      return empty.getMixedSizes()[dim];
    if (auto expand = dyn_cast_or_null<tensor::ExpandShapeOp>(op))
      return expand.getMixedOutputShape()[dim];
    // Other operations on tensors write into one of their result's shape.
    auto writer = dyn_cast_or_null<DestinationStyleOpInterface>(op);
    if (!writer)
      return {};
    tensor = writer.getTiedOpOperand(cast<OpResult>(tensor))->get();
  }
}

/// The dimension whose extent `size` is, if it is computed by `tensor.dim`.
static std::optional<std::pair<Value, int64_t>> getDimension(Value size) {
  auto op = size.getDefiningOp<tensor::DimOp>();
  if (!op || !op.getConstantIndex())
    return std::nullopt;
  return std::pair(op.getSource(), *op.getConstantIndex());
}

/// Far enough for every extent that lowerings compute.
static constexpr int kMaxDepth = 16;

static bool areSame(OpFoldResult x, OpFoldResult y, int depth) {
  if (x == y)
    return true;
  if (depth > kMaxDepth || isa<Attribute>(x) || isa<Attribute>(y)) {
    auto lhs = getConstantIntValue(x), rhs = getConstantIntValue(y);
    return lhs && rhs && *lhs == *rhs;
  }
  auto lhs = getDimension(cast<Value>(x)), rhs = getDimension(cast<Value>(y));
  for (auto [dimension, other] : {std::pair(&lhs, y), std::pair(&rhs, x)})
    if (*dimension)
      if (OpFoldResult source =
              traceSize((*dimension)->first, (*dimension)->second))
        return areSame(source, other, depth + 1);
  if (lhs || rhs)
    return lhs == rhs;
  // Both are computed, perhaps in the same way.
  Operation *a = cast<Value>(x).getDefiningOp(),
            *b = cast<Value>(y).getDefiningOp();
  return a && b && isPure(a) && isPure(b) && a->getNumResults() == 1 &&
         OperationEquivalence::isEquivalentTo(
             a, b,
             [&](Value l, Value r) {
               bool areSizes = l.getType().isIndex() && r.getType().isIndex();
               return success(l == r || (areSizes && areSame(l, r, depth + 1)));
             },
             /*markEquivalent=*/nullptr, OperationEquivalence::IgnoreLocations);
}

bool nnef::areSameSize(OpFoldResult x, OpFoldResult y) {
  return areSame(x, y, 0);
}

OpFoldResult Lowering::getSize(Value tensor, int64_t dim) {
  if (OpFoldResult size = traceSize(tensor, dim))
    return size;
  return create<tensor::DimOp>(tensor, dim).getResult();
}

Sizes Lowering::getSizes(Value tensor) {
  Sizes sizes;
  for (int64_t dim = 0, e = nnef::getShape(tensor).size(); dim < e; ++dim)
    sizes.push_back(getSize(tensor, dim));
  return sizes;
}

Sizes Lowering::getSizes(OpResult result) {
  Operation *op = result.getOwner();
  ReifiedRankedShapedTypeDims reified;
  auto type = cast<RankedTensorType>(result.getType());
  Sizes sizes;
  if (type.hasStaticShape())
    sizes.resize(type.getRank());
  else if (op->hasTrait<LeadingBroadcast>())
    sizes = getBroadcastSizes(op->getOperands());
  else if (auto shaped = dyn_cast<ReifyRankedShapedTypeOpInterface>(op);
           shaped && succeeded(shaped.reifyResultShapes(*this, reified)))
    sizes = reified[result.getResultNumber()];
  else
    sizes = getSizes(op->getOperand(0));
  // What the type knows is better than what can be computed.
  for (auto [size, extent] : llvm::zip(sizes, type.getShape()))
    if (!ShapedType::isDynamic(extent))
      size = getIndexAttr(extent);
  return sizes;
}

Sizes Lowering::getBroadcastSizes(ValueRange tensors) {
  Sizes sizes;
  for (Value tensor : tensors) {
    Sizes own = getSizes(tensor);
    for (size_t dim = 0; dim < own.size(); ++dim) {
      OpFoldResult next = own[dim];
      if (dim == sizes.size()) {
        sizes.push_back(next);
        continue;
      }
      OpFoldResult &size = sizes[dim];
      if (isOneInteger(next) || areSameSize(size, next))
        continue;
      if (isOneInteger(size) || getConstantIntValue(next)) {
        size = next;
      } else if (!getConstantIntValue(size)) {
        // Only the run time knows which of the two repeats, if any does. Of two
        // that do not fit, no more than both have is read.
        Value x = toValue(size), y = toValue(next), one = index(1);
        auto isOne = [&](Value extent) -> Value {
          return create<arith::CmpIOp>(arith::CmpIPredicate::eq, extent, one);
        };
        Value common = minIndex(x, y);
        Value unlessSecond = select(isOne(y), x, common);
        size = select(isOne(x), y, unlessSecond);
      }
    }
  }
  return sizes;
}

//===----------------------------------------------------------------------===//
// Arithmetic
//===----------------------------------------------------------------------===//

OpFoldResult Lowering::compute(AffineExpr expr, ArrayRef<OpFoldResult> sizes) {
  // Extents that are the same become one symbol: much of what an expression
  // says about them can then be known.
  SmallVector<Value> values;
  SmallVector<AffineExpr> symbols;
  for (OpFoldResult size : sizes) {
    if (auto known = getConstantIntValue(size)) {
      symbols.push_back(getAffineConstantExpr(*known));
      continue;
    }
    symbols.push_back(getAffineSymbolExpr(values.size()));
    values.push_back(cast<Value>(size));
  }
  AffineMap map =
      AffineMap::get(0, values.size(), expr.replaceSymbols(symbols));
  affine::fullyComposeAffineMapAndOperands(&map, &values);
  SmallVector<OpFoldResult> operands;
  DenseMap<AffineExpr, AffineExpr> replacements;
  for (size_t i = 0; i < values.size(); ++i) {
    Value value = values[i];
    auto *same = llvm::find_if(operands, [&](OpFoldResult other) {
      return areSameSize(other, value);
    });
    AffineExpr old = i < map.getNumDims()
                         ? getAffineDimExpr(i)
                         : getAffineSymbolExpr(i - map.getNumDims());
    replacements[old] = getAffineSymbolExpr(same - operands.begin());
    if (same == operands.end())
      operands.push_back(value);
  }
  AffineExpr unified = map.getResult(0).replace(replacements);
  return affine::makeComposedFoldedAffineApply(
      *this, getLoc(), AffineMap::get(0, operands.size(), unified), operands);
}

OpFoldResult Lowering::sum(OpFoldResult x, OpFoldResult y) {
  return compute(getAffineSymbolExpr(0) + getAffineSymbolExpr(1), {x, y});
}

OpFoldResult Lowering::difference(OpFoldResult x, OpFoldResult y) {
  return compute(getAffineSymbolExpr(0) - getAffineSymbolExpr(1), {x, y});
}

OpFoldResult Lowering::product(OpFoldResult x, OpFoldResult y) {
  if (getConstantIntValue(x) || getConstantIntValue(y))
    return compute(getAffineSymbolExpr(0) * getAffineSymbolExpr(1), {x, y});
  // The product of two unknown numbers is no affine expression.
  return create<arith::MulIOp>(toValue(x), toValue(y)).getResult();
}

OpFoldResult Lowering::quotient(OpFoldResult x, OpFoldResult y) {
  if (areSameSize(x, y))
    return getIndexAttr(1);
  if (getConstantIntValue(y))
    return compute(getAffineSymbolExpr(0).floorDiv(getAffineSymbolExpr(1)),
                   {x, y});
  return create<arith::FloorDivSIOp>(toValue(x), toValue(y)).getResult();
}

OpFoldResult Lowering::smaller(OpFoldResult x, OpFoldResult y) {
  auto lhs = getConstantIntValue(x), rhs = getConstantIntValue(y);
  if (lhs && rhs)
    return getIndexAttr(std::min(*lhs, *rhs));
  return minIndex(toValue(x), toValue(y));
}

OpFoldResult Lowering::larger(OpFoldResult x, OpFoldResult y) {
  auto lhs = getConstantIntValue(x), rhs = getConstantIntValue(y);
  if (lhs && rhs)
    return getIndexAttr(std::max(*lhs, *rhs));
  return maxIndex(toValue(x), toValue(y));
}

Value Lowering::toValue(OpFoldResult size) {
  return getValueOrCreateConstantIndexOp(*this, getLoc(), size);
}

//===----------------------------------------------------------------------===//
// Windows
//===----------------------------------------------------------------------===//

SmallVector<SlidingDim> Lowering::getWindow(ArrayRef<OpFoldResult> window,
                                            PaddingAttr padding,
                                            ArrayRef<int64_t> stride,
                                            ArrayRef<int64_t> dilation,
                                            ArrayRef<OpFoldResult> input,
                                            ArrayRef<OpFoldResult> places) {
  SmallVector<SlidingDim> dims;
  for (auto [i, size] : llvm::enumerate(window)) {
    int64_t step = stride.empty() ? 1 : stride[i];
    int64_t gap = dilation.empty() ? 1 : dilation[i];
    AffineExpr s0 = getAffineSymbolExpr(0), s1 = getAffineSymbolExpr(1),
               s2 = getAffineSymbolExpr(2);
    SlidingDim dim{size, step, gap, compute((s0 - 1) * gap + 1, size), {}};
    if (!padding.isAuto()) {
      dim.padding.before = getIndexAttr(padding.getBefore(i));
      dim.padding.after = getIndexAttr(padding.getAfter(i));
      dims.push_back(dim);
      continue;
    }
    // In steps of one there are as many places as elements, whatever their
    // number; and a window of one element never leaves the input.
    OpFoldResult total = difference(dim.span, getIndexAttr(1));
    if (step != 1 && !isOneInteger(size))
      total = larger(
          compute((s0 - 1) * step + s1 - s2, {places[i], dim.span, input[i]}),
          getIndexAttr(0));
    dim.padding.before = quotient(total, getIndexAttr(2));
    dim.padding.after = difference(total, dim.padding.before);
    dims.push_back(dim);
  }
  return dims;
}
