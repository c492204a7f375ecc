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

bool nnef::isQuantized(Operation *op) {
  auto isQuantizedTensor = [](Type type) {
    return isa<quant::QuantizedType>(getElementTypeOrSelf(type));
  };
  return llvm::any_of(op->getOperandTypes(), isQuantizedTensor) ||
         llvm::any_of(op->getResultTypes(), isQuantizedTensor);
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

/// The element of a tensor at the current place in a loop over `sizes`. The
/// tensor is repeated along those dimensions in which it has one element.
static Value pickRepeated(Lowering &b, Value input, const Sizes &sizes) {
  SmallVector<Value> source;
  for (auto [dim, extent] : llvm::enumerate(b.getSizes(input))) {
    Value at = b.create<linalg::IndexOp>(dim);
    if (!areSameSize(extent, sizes[dim])) {
      Value last = b.getLast(extent);
      at = b.minIndex(at, last);
    }
    source.push_back(at);
  }
  return b.create<tensor::ExtractOp>(input, source);
}

Value Lowering::createElementwise(ValueRange inputs, const Sizes &sizes,
                                  Type elementType, ScalarBody body) {
  unsigned rank = sizes.size();
  SmallVector<AffineMap> maps;
  SmallVector<Value> operands;
  // Which inputs are no operands, because only the run time knows whether they
  // are repeated.
  SmallVector<bool> isPicked;
  for (Value input : inputs) {
    // Dimensions along which an input is repeated are dropped from it, which
    // leaves a map that later transformations understand.
    SmallVector<int64_t> kept;
    SmallVector<AffineExpr> exprs;
    bool mayRepeat = false;
    for (auto [dim, extent] : llvm::enumerate(nnef::getShape(input))) {
      bool repeats = extent == 1 && !isConstantIntValue(sizes[dim], 1);
      if (repeats)
        continue;
      mayRepeat |= ShapedType::isDynamic(extent) &&
                   !areSameSize(getSize(input, dim), sizes[dim]);
      kept.push_back(dim);
      exprs.push_back(getAffineDimExpr(dim));
    }
    isPicked.push_back(mayRepeat);
    if (mayRepeat)
      continue;
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
               SmallVector<Value> elements;
               for (auto [input, picked] : llvm::zip(inputs, isPicked)) {
                 if (picked) {
                   elements.push_back(pickRepeated(inner, input, sizes));
                   continue;
                 }
                 elements.push_back(args.front());
                 args = args.drop_front();
               }
               Value result = body(inner, elements);
               inner.create<linalg::YieldOp>(result);
             })
      .getResult(0);
}

Value Lowering::createElementwise(ValueRange inputs, ScalarBody body) {
  return createElementwise(inputs, getBroadcastSizes(inputs),
                           nnef::getElementType(inputs.front()), body);
}

Value Lowering::createBroadcast(Value input, const Sizes &sizes) {
  return createElementwise(input, sizes, nnef::getElementType(input),
                           [](Lowering &, ValueRange x) { return x[0]; });
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
  OpFoldResult count = getIndexAttr(1);
  for (int64_t axis : axes)
    count = product(count, getSize(input, axis));
  Value divisor;
  if (auto known = getConstantIntValue(count)) {
    divisor = constant(type, *known);
  } else {
    Value integer = create<arith::IndexCastOp>(getI64Type(), toValue(count));
    divisor = create<arith::SIToFPOp>(type, integer);
  }
  return createElementwise(
      sum, [&](Lowering &b, ValueRange x) { return b.div(x[0], divisor); });
}

//===----------------------------------------------------------------------===//
// Shapes
//===----------------------------------------------------------------------===//

/// The tensor as one whose type says more or less about its shape.
static Value castTo(Lowering &b, Value input, RankedTensorType type) {
  if (input.getType() == type)
    return input;
  return b.create<tensor::CastOp>(type, input);
}

/// One group for each dimension, but for `count` dimensions from `begin` on,
/// which are one group.
static SmallVector<ReassociationIndices> groupDims(int64_t rank, int64_t begin,
                                                   int64_t count) {
  SmallVector<ReassociationIndices> groups;
  for (int64_t dim = 0; dim < rank; ++dim) {
    if (dim <= begin || dim >= begin + count)
      groups.emplace_back();
    groups.back().push_back(dim);
  }
  return groups;
}

Value Lowering::createReshape(Value input, const Sizes &sizes) {
  auto inputType = cast<RankedTensorType>(input.getType());
  RankedTensorType type = getTensorType(sizes, inputType.getElementType());
  int64_t inputRank = inputType.getRank(), rank = type.getRank();
  if (inputType.hasStaticShape() && type.hasStaticShape() &&
      inputRank != rank) {
    if (auto groups = getReassociationIndicesForReshape(inputType, type)) {
      if (inputRank > rank)
        return create<tensor::CollapseShapeOp>(type, input, *groups);
      return create<tensor::ExpandShapeOp>(type, input, *groups, sizes);
    }
  }
  if (rank == 0) {
    SmallVector<int64_t> ones(inputRank, 1);
    input = castTo(*this, input, inputType.clone(ones));
    return create<tensor::CollapseShapeOp>(type, input,
                                           ArrayRef<ReassociationIndices>());
  }
  if (inputRank == 0)
    return create<tensor::ExpandShapeOp>(
        type, input, ArrayRef<ReassociationIndices>(), sizes);

  // Dimensions at both ends that stay, as far as that is certain.
  Sizes old = getSizes(input);
  int64_t before = 0, after = 0, shorter = std::min(inputRank, rank);
  while (before < shorter && areSameSize(old[before], sizes[before]))
    ++before;
  while (before + after < shorter &&
         areSameSize(old[inputRank - 1 - after], sizes[rank - 1 - after]))
    ++after;
  // Dimensions of extent 1 that come or go belong to a neighbour.
  if (before + after == shorter && inputRank != rank)
    --(before > 0 ? before : after);

  // All others become one dimension, and that one the new ones.
  int64_t joined = inputRank - before - after, split = rank - before - after;
  if (joined > 1)
    input = create<tensor::CollapseShapeOp>(
        input, groupDims(inputRank, before, joined));
  if (split > 1) {
    SmallVector<int64_t> shape(type.getShape());
    ArrayRef<int64_t> parts = type.getShape().slice(before, split);
    shape.erase(shape.begin() + before, shape.begin() + before + split);
    shape.insert(shape.begin() + before,
                 ShapedType::isDynamicShape(parts)
                     ? ShapedType::kDynamic
                     : ShapedType::getNumElements(parts));
    input = castTo(*this, input, type.clone(shape));
    return create<tensor::ExpandShapeOp>(type, input,
                                         groupDims(rank, before, split), sizes);
  }
  return castTo(*this, input, type);
}

Value Lowering::createSplitDim(Value input, int64_t dim, OpFoldResult outer) {
  Sizes sizes = getSizes(input);
  SmallVector<ReassociationIndices> groups(sizes.size());
  for (auto [i, group] : llvm::enumerate(groups)) {
    int64_t place = i;
    group.push_back(place > dim ? place + 1 : place);
    if (place == dim)
      group.push_back(place + 1);
  }
  sizes[dim] = quotient(sizes[dim], outer);
  sizes.insert(sizes.begin() + dim, outer);
  // What is split into unknown parts must not be known itself.
  auto inputType = cast<RankedTensorType>(input.getType());
  RankedTensorType type = getTensorType(sizes, inputType.getElementType());
  SmallVector<int64_t> shape(inputType.getShape());
  if (type.isDynamicDim(dim) || type.isDynamicDim(dim + 1))
    shape[dim] = ShapedType::kDynamic;
  input = castTo(*this, input, inputType.clone(shape));
  return create<tensor::ExpandShapeOp>(type, input, groups, sizes);
}

Value Lowering::createJoinedDims(Value input, ArrayRef<int64_t> dims) {
  if (dims.empty())
    return input;
  SmallVector<ReassociationIndices> groups;
  for (int64_t dim = 0, e = nnef::getShape(input).size(); dim < e; ++dim) {
    if (dim == 0 || !llvm::is_contained(dims, dim - 1))
      groups.emplace_back();
    groups.back().push_back(dim);
  }
  return create<tensor::CollapseShapeOp>(input, groups);
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

std::string nnef::findBorderObstacle(BorderMode border, ArrayRef<int64_t> shape,
                                     ArrayRef<WindowDim> dims) {
  if (border == BorderMode::Constant || border == BorderMode::Ignore)
    return {};
  for (auto [i, extent, dim] : llvm::enumerate(shape, dims)) {
    int64_t reach = std::max(dim.before, dim.after);
    if (ShapedType::isDynamic(extent) || reach <= 0)
      continue;
    // A replicated edge goes as far as one likes, if there is one.
    int64_t available = extent;
    if (border == BorderMode::Reflect)
      available = std::max<int64_t>(extent - 1, 0);
    else if (border == BorderMode::Replicate && extent > 0)
      available = reach;
    if (reach > available)
      return llvm::formatv("the border '{0}' would go {1} elements beyond an "
                           "edge of dimension {2}, which has only {3} to show",
                           stringifyBorderMode(border), reach, i, available);
  }
  return {};
}

Value Lowering::createPad(Value input, ArrayRef<Padding> padding,
                          BorderMode border, Value value) {
  Sizes sizes = getSizes(input), cropped, padded, offsets, low, high;
  OpFoldResult zero = getIndexAttr(0);
  bool crops = false, extends = false;
  for (size_t i = 0; i < sizes.size(); ++i) {
    OpFoldResult size = sizes[i];
    const Padding &amount = padding[i];
    // What is added at an end, and what is taken away.
    auto split = [&](OpFoldResult x, Sizes &added) -> OpFoldResult {
      bool hasBoth = amount.mayCrop && isa<Value>(x);
      if (!getConstantIntValue(x) && !hasBoth) {
        added.push_back(x);
        return zero;
      }
      added.push_back(larger(x, zero));
      return larger(difference(zero, x), zero);
    };
    OpFoldResult first = split(amount.before, low);
    OpFoldResult last = split(amount.after, high);
    crops |= !isZeroInteger(first) || !isZeroInteger(last);
    extends |= !isZeroInteger(low.back()) || !isZeroInteger(high.back());
    offsets.push_back(first);
    cropped.push_back(difference(size, sum(first, last)));
    padded.push_back(sum(size, sum(amount.before, amount.after)));
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
        for (auto [i, position] : llvm::enumerate(place)) {
          Value at = position;
          if (!isZeroInteger(padding[i].before))
            at = b.create<arith::SubIOp>(at, b.toValue(padding[i].before));
          if (!isZeroInteger(low[i]) || !isZeroInteger(high[i])) {
            Value last = b.getLast(sizes[i]);
            at = b.getBorderSource(at, last, border);
          }
          source.push_back(at);
        }
        return b.create<tensor::ExtractOp>(input, source);
      });
}
