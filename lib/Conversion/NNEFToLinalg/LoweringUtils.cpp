//===- LoweringUtils.cpp - What lowerings have in common -----------------===//
//
// Part of the nnef-mlir project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "LoweringUtils.h"

#include "mlir/Dialect/Utils/ReshapeOpsUtils.h"
#include "mlir/Dialect/Utils/StaticValueUtils.h"

using namespace mlir;
using namespace nnef;

//===----------------------------------------------------------------------===//
// Sizes
//===----------------------------------------------------------------------===//

Sizes Lowering::getSizes(Value tensor) {
  return tensor::getMixedSizes(*this, getLoc(), tensor);
}

Sizes Lowering::getSizes(OpResult result) {
  auto type = cast<RankedTensorType>(result.getType());
  if (type.hasStaticShape())
    return getAsIndexOpFoldResult(getContext(), type.getShape());
  ReifiedRankedShapedTypeDims reified;
  auto op = dyn_cast<ReifyRankedShapedTypeOpInterface>(result.getOwner());
  if (!op || failed(op.reifyResultShapes(*this, reified)))
    return getSizes(result.getOwner()->getOperand(0));
  // What the type knows is better than what can be computed.
  Sizes sizes = reified[result.getResultNumber()];
  for (auto [size, extent] : llvm::zip(sizes, type.getShape()))
    if (!ShapedType::isDynamic(extent))
      size = getIndexAttr(extent);
  return sizes;
}

/// The type of a tensor of that shape.
static RankedTensorType getTensorType(ArrayRef<OpFoldResult> sizes,
                                      Type elementType) {
  SmallVector<int64_t> shape;
  SmallVector<Value> dynamic;
  dispatchIndexOpFoldResults(sizes, dynamic, shape);
  return RankedTensorType::get(shape, elementType);
}

//===----------------------------------------------------------------------===//
// Tensors
//===----------------------------------------------------------------------===//

Value Lowering::createEmpty(const Sizes &sizes, Type elementType) {
  return create<tensor::EmptyOp>(sizes, elementType);
}

Value Lowering::createFilled(const Sizes &sizes, Value value) {
  Value empty = createEmpty(sizes, value.getType());
  return create<linalg::FillOp>(value, empty).getResult(0);
}

Value Lowering::createZeros(const Sizes &sizes, Type elementType) {
  return createFilled(
      sizes, create<arith::ConstantOp>(getZeroAttr(elementType)).getResult());
}

/// Groups the dimensions of a tensor so that each group has exactly one that is
/// kept, and collapses them. The ones that go have extent 1.
static Value collapseToKept(Lowering &b, Value input,
                            ArrayRef<int64_t> keptDims) {
  int64_t rank = getShape(input).size();
  if (static_cast<int64_t>(keptDims.size()) == rank)
    return input;
  SmallVector<ReassociationIndices> groups(keptDims.size());
  for (int64_t dim = 0, group = 0; dim < rank && !keptDims.empty(); ++dim) {
    while (group + 1 < static_cast<int64_t>(keptDims.size()) &&
           dim > keptDims[group])
      ++group;
    groups[group].push_back(dim);
  }
  return b.create<tensor::CollapseShapeOp>(input, groups);
}

Value Lowering::createElementwise(ValueRange inputs, const Sizes &sizes,
                                  Type elementType, ScalarBody body) {
  unsigned rank = sizes.size();
  SmallVector<AffineMap> maps;
  SmallVector<Value> operands;
  for (Value input : inputs) {
    // Dimensions along which an input is repeated are dropped from it, which
    // leaves a map that later transformations understand.
    SmallVector<int64_t> kept;
    SmallVector<AffineExpr> exprs;
    for (auto [dim, extent] : llvm::enumerate(getShape(input))) {
      bool repeats = extent == 1 && !isConstantIntValue(sizes[dim], 1);
      if (repeats)
        continue;
      kept.push_back(dim);
      exprs.push_back(getAffineDimExpr(dim));
    }
    operands.push_back(collapseToKept(*this, input, kept));
    maps.push_back(AffineMap::get(rank, 0, exprs, getContext()));
  }
  maps.push_back(getMultiDimIdentityMap(rank));
  SmallVector<utils::IteratorType> iterators(rank,
                                             utils::IteratorType::parallel);
  return create<linalg::GenericOp>(
             getTensorType(sizes, elementType), operands,
             createEmpty(sizes, elementType), maps, iterators,
             [&](OpBuilder &builder, Location loc, ValueRange args) {
               Lowering inner(loc, builder);
               Value result = body(inner, args.drop_back());
               inner.create<linalg::YieldOp>(result);
             })
      .getResult(0);
}

Value Lowering::createElementwise(ValueRange inputs, ScalarBody body) {
  return createElementwise(inputs, getSizes(inputs.front()),
                           nnef::getElementType(inputs.front()), body);
}

Value Lowering::createGenerated(const Sizes &sizes, Type elementType,
                                ScalarBody body) {
  return createElementwise({}, sizes, elementType,
                           [&](Lowering &b, ValueRange) {
                             SmallVector<Value> place;
                             for (unsigned i = 0; i < sizes.size(); ++i)
                               place.push_back(b.create<linalg::IndexOp>(i));
                             return body(b, place);
                           });
}

Value Lowering::createReduction(Value input, ArrayRef<int64_t> axes, Value init,
                                ScalarBody body) {
  if (axes.empty())
    return input;
  Sizes kept;
  for (auto [dim, size] : llvm::enumerate(getSizes(input)))
    if (!llvm::is_contained(axes, static_cast<int64_t>(dim)))
      kept.push_back(size);
  SmallVector<int64_t> dims(axes);
  llvm::sort(dims);
  auto reduced = create<linalg::ReduceOp>(
      input, createFilled(kept, init), dims,
      [&](OpBuilder &builder, Location loc, ValueRange args) {
        Lowering inner(loc, builder);
        Value result = body(inner, args);
        inner.create<linalg::YieldOp>(result);
      });
  return createUnsqueeze(reduced.getResult(0), dims);
}

Value Lowering::createSum(Value input, ArrayRef<int64_t> axes) {
  return createReduction(
      input, axes, constant(nnef::getElementType(input), 0),
      [](Lowering &b, ValueRange x) { return b.add(x[1], x[0]); });
}

Value Lowering::createMean(Value input, ArrayRef<int64_t> axes) {
  Value sum = createSum(input, axes);
  // How many elements were added: a constant, or computed with the others.
  Type type = nnef::getElementType(input);
  Value count = constant(type, 1);
  for (int64_t axis : axes) {
    OpFoldResult size = getSizes(input)[axis];
    if (auto known = getConstantIntValue(size)) {
      count = mul(count, constant(type, *known));
      continue;
    }
    Value integer = create<arith::IndexCastOp>(getI64Type(), cast<Value>(size));
    count = mul(count, create<arith::SIToFPOp>(type, integer));
  }
  return createElementwise(
      sum, [&](Lowering &b, ValueRange x) { return b.div(x[0], count); });
}

//===----------------------------------------------------------------------===//
// Shapes
//===----------------------------------------------------------------------===//

Value Lowering::createReshape(Value input, const Sizes &sizes) {
  auto inputType = cast<RankedTensorType>(input.getType());
  RankedTensorType type = getTensorType(sizes, inputType.getElementType());
  if (inputType == type && type.hasStaticShape())
    return input;
  if (inputType.getRank() != type.getRank()) {
    if (auto groups = getReassociationIndicesForReshape(inputType, type)) {
      if (inputType.getRank() > type.getRank())
        return create<tensor::CollapseShapeOp>(type, input, *groups);
      return create<tensor::ExpandShapeOp>(type, input, *groups, sizes);
    }
  }
  if (!inputType.hasStaticShape() || !type.hasStaticShape()) {
    // Only the run time knows which dimensions go together.
    SmallVector<Value> extents;
    for (OpFoldResult size : sizes)
      extents.push_back(getValueOrCreateConstantIndexOp(*this, getLoc(), size));
    Value shape = create<tensor::FromElementsOp>(extents);
    return create<tensor::ReshapeOp>(type, input, shape);
  }
  // Through one dimension with all the elements.
  int64_t volume = type.getNumElements();
  auto flatType = RankedTensorType::get(volume, type.getElementType());
  Value flat = input;
  if (inputType.getRank() != 1) {
    SmallVector<ReassociationIndices> all(1);
    llvm::append_range(all[0], llvm::seq<int64_t>(inputType.getRank()));
    flat =
        inputType.getRank() == 0
            ? create<tensor::ExpandShapeOp>(flatType, input,
                                            ArrayRef<ReassociationIndices>())
                  .getResult()
            : create<tensor::CollapseShapeOp>(flatType, input, all).getResult();
  }
  if (type.getRank() == 1)
    return flat;
  SmallVector<ReassociationIndices> all(type.getRank() == 0 ? 0 : 1);
  if (type.getRank() == 0)
    return create<tensor::CollapseShapeOp>(type, flat, all);
  llvm::append_range(all[0], llvm::seq<int64_t>(type.getRank()));
  return create<tensor::ExpandShapeOp>(type, flat, all, sizes);
}

Value Lowering::createUnsqueeze(Value input, ArrayRef<int64_t> axes) {
  if (axes.empty())
    return input;
  Sizes inputSizes = getSizes(input), sizes;
  int64_t rank = inputSizes.size() + axes.size();
  // A new dimension goes with the old one before it, leading ones with the
  // first.
  SmallVector<ReassociationIndices> groups(inputSizes.size());
  int64_t next = 0;
  for (int64_t dim = 0; dim < rank; ++dim) {
    bool isNew = llvm::is_contained(axes, dim);
    if (!inputSizes.empty())
      groups[isNew ? std::max<int64_t>(next - 1, 0) : next].push_back(dim);
    sizes.push_back(isNew ? getIndexAttr(1) : inputSizes[next++]);
  }
  return create<tensor::ExpandShapeOp>(
      getTensorType(sizes, nnef::getElementType(input)), input, groups, sizes);
}

Value Lowering::createSqueeze(Value input, ArrayRef<int64_t> axes) {
  SmallVector<int64_t> kept;
  for (int64_t dim = 0, e = getShape(input).size(); dim < e; ++dim)
    if (!llvm::is_contained(axes, dim))
      kept.push_back(dim);
  return collapseToKept(*this, input, kept);
}

Value Lowering::createTranspose(Value input, ArrayRef<int64_t> axes) {
  Sizes sizes = getSizes(input), permuted;
  for (int64_t axis : axes)
    permuted.push_back(sizes[axis]);
  Value empty = createEmpty(permuted, nnef::getElementType(input));
  return create<linalg::TransposeOp>(input, empty, axes).getResult()[0];
}

//===----------------------------------------------------------------------===//
// Padding
//===----------------------------------------------------------------------===//

bool nnef::canExtend(ArrayRef<int64_t> shape, ArrayRef<WindowDim> dims,
                     BorderMode border) {
  if (border != BorderMode::Reflect && border != BorderMode::ReflectEven)
    return true;
  int64_t edge = border == BorderMode::Reflect ? 1 : 0;
  return llvm::all_of(llvm::zip(shape, dims), [&](auto pair) {
    auto [extent, dim] = pair;
    return !ShapedType::isDynamic(extent) &&
           std::max(dim.before, dim.after) <= extent - edge;
  });
}

/// Adds a known number to an extent.
static OpFoldResult addToSize(Lowering &b, OpFoldResult size, int64_t amount) {
  if (auto known = getConstantIntValue(size))
    return b.getIndexAttr(*known + amount);
  if (amount == 0)
    return size;
  return b.create<arith::AddIOp>(cast<Value>(size), b.index(amount))
      .getResult();
}

/// Where an element beyond the edges is taken from: `at` folded back into the
/// dimension, whose last element is at `last`.
static Value getBorderSource(Lowering &b, Value at, Value last,
                             BorderMode border) {
  if (border != BorderMode::Replicate) {
    // Mirror the place at either edge, which is repeated or not.
    int64_t edge = border == BorderMode::ReflectEven ? 1 : 0;
    Value below = b.create<arith::SubIOp>(b.index(-edge), at);
    at = b.create<arith::MaxSIOp>(at, below);
    Value twice = b.create<arith::AddIOp>(last, last);
    Value above = b.create<arith::SubIOp>(
        b.create<arith::AddIOp>(twice, b.index(edge)).getResult(), at);
    at = b.create<arith::MinSIOp>(at, above);
  }
  at = b.create<arith::MaxSIOp>(at, b.index(0));
  return b.create<arith::MinSIOp>(at, last);
}

Value Lowering::createPad(Value input, ArrayRef<WindowDim> dims,
                          BorderMode border, Value value) {
  Sizes sizes = getSizes(input), cropped, padded, offsets, low, high;
  bool crops = false, extends = false;
  for (auto [size, dim] : llvm::zip(sizes, dims)) {
    int64_t before = std::min<int64_t>(dim.before, 0);
    int64_t after = std::min<int64_t>(dim.after, 0);
    crops |= before < 0 || after < 0;
    extends |= dim.before > 0 || dim.after > 0;
    offsets.push_back(getIndexAttr(-before));
    cropped.push_back(addToSize(*this, size, before + after));
    low.push_back(getIndexAttr(std::max<int64_t>(dim.before, 0)));
    high.push_back(getIndexAttr(std::max<int64_t>(dim.after, 0)));
    padded.push_back(addToSize(*this, size, dim.before + dim.after));
  }

  Type elementType = nnef::getElementType(input);
  bool isFilled =
      border == BorderMode::Constant || border == BorderMode::Ignore;
  if (!extends || isFilled) {
    Sizes ones(sizes.size(), getIndexAttr(1));
    if (crops)
      input = create<tensor::ExtractSliceOp>(input, offsets, cropped, ones);
    if (!extends)
      return input;
    return create<tensor::PadOp>(getTensorType(padded, elementType), input, low,
                                 high, value);
  }

  // A border may show elements that are cropped at the other edge.
  return createGenerated(
      padded, elementType, [&](Lowering &b, ValueRange place) {
        SmallVector<Value> source;
        for (auto [position, size, dim] : llvm::zip(place, sizes, dims)) {
          Value at = position;
          if (dim.before != 0)
            at = b.create<arith::SubIOp>(at, b.index(dim.before));
          if (dim.before > 0 || dim.after > 0) {
            Value extent = getValueOrCreateConstantIndexOp(b, b.getLoc(), size);
            Value last = b.create<arith::SubIOp>(extent, b.index(1));
            at = getBorderSource(b, at, last, border);
          }
          source.push_back(at);
        }
        return b.create<tensor::ExtractOp>(input, source);
      });
}

Value Lowering::createDilated(Value input, ArrayRef<WindowDim> dims) {
  Sizes sizes = getSizes(input), spread, offsets, strides;
  bool changes = false;
  for (auto [size, dim] : llvm::zip(sizes, dims)) {
    changes |= dim.stride != 1;
    offsets.push_back(getIndexAttr(0));
    strides.push_back(getIndexAttr(dim.stride));
    if (auto known = getConstantIntValue(size)) {
      spread.push_back(getIndexAttr((*known - 1) * dim.stride + 1));
      continue;
    }
    Value last = create<arith::SubIOp>(cast<Value>(size), index(1));
    Value scaled = create<arith::MulIOp>(last, index(dim.stride));
    spread.push_back(create<arith::AddIOp>(scaled, index(1)).getResult());
  }
  if (!changes)
    return input;
  Value zeros = createZeros(spread, nnef::getElementType(input));
  return create<tensor::InsertSliceOp>(input, zeros, offsets, sizes, strides);
}

//===----------------------------------------------------------------------===//
// Scalars
//===----------------------------------------------------------------------===//

Value Lowering::constant(Type type, double value) {
  return create<arith::ConstantOp>(getFloatAttr(type, value));
}
Value Lowering::index(int64_t value) {
  return create<arith::ConstantIndexOp>(value);
}
Value Lowering::neg(Value x) { return create<arith::NegFOp>(x); }
Value Lowering::add(Value x, Value y) { return create<arith::AddFOp>(x, y); }
Value Lowering::sub(Value x, Value y) { return create<arith::SubFOp>(x, y); }
Value Lowering::mul(Value x, Value y) { return create<arith::MulFOp>(x, y); }
Value Lowering::div(Value x, Value y) { return create<arith::DivFOp>(x, y); }
Value Lowering::exp(Value x) { return create<math::ExpOp>(x); }
Value Lowering::sqrt(Value x) { return create<math::SqrtOp>(x); }
Value Lowering::sigmoid(Value x) {
  Value one = constant(x.getType(), 1);
  return div(one, add(one, exp(neg(x))));
}
Value Lowering::compare(arith::CmpFPredicate predicate, Value x, Value y) {
  return create<arith::CmpFOp>(predicate, x, y);
}
Value Lowering::select(Value condition, Value x, Value y) {
  return create<arith::SelectOp>(condition, x, y);
}
Value Lowering::min(Value x, Value y) {
  return select(compare(arith::CmpFPredicate::OLT, x, y), x, y);
}
Value Lowering::max(Value x, Value y) {
  return select(compare(arith::CmpFPredicate::OGT, x, y), x, y);
}
