//===- Windows.cpp - What sliding windows have in common -----------------===//
//
// Part of the nnef-mlir project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "Windows.h"

#include "mlir/Dialect/Utils/StaticValueUtils.h"

using namespace mlir;
using namespace nnef;

SmallVector<WindowDim> nnef::getKnownReach(ArrayRef<WindowDim> dims,
                                           ArrayRef<int64_t> input,
                                           ArrayRef<int64_t> output) {
  SmallVector<WindowDim> reach(input.size());
  size_t first = input.size() - dims.size();
  for (auto [i, dim] : llvm::enumerate(dims)) {
    WindowDim known = dim;
    bool isFilter = ShapedType::isDynamic(dim.size);
    if (!isFilter &&
        succeeded(known.resolve(input[first + i], output[first + i])))
      reach[first + i] = known;
  }
  return reach;
}

/// How far the reverse of a window reaches beyond its input of `places`
/// elements, if the window slides over `extent` elements. Negative if it does
/// not. For numbers and for expressions of them.
template <typename T, typename FloorDiv>
static std::pair<T, T> getReverseReach(T span, T before, T extent, T places,
                                       FloorDiv floorDivByStride) {
  // The places that output elements have under them go from the one under the
  // last position of the window at the first element to the one under the first
  // position at the last element.
  return {floorDivByStride(span - 1 - before),
          floorDivByStride(extent - 1 + before) - places + 1};
}

SmallVector<WindowDim> nnef::getKnownReverseReach(ArrayRef<WindowDim> dims,
                                                  ArrayRef<int64_t> input,
                                                  ArrayRef<int64_t> output) {
  SmallVector<WindowDim> windows = getKnownReach(dims, output, input);
  SmallVector<WindowDim> reach(windows.size());
  size_t first = input.size() - dims.size();
  for (size_t i = first; i < windows.size(); ++i) {
    const WindowDim &dim = windows[i];
    if (ShapedType::isDynamic(input[i]) || ShapedType::isDynamic(output[i]) ||
        ShapedType::isDynamic(dims[i - first].size))
      continue;
    std::tie(reach[i].before, reach[i].after) = getReverseReach<int64_t>(
        dim.span(), dim.before, output[i], input[i],
        [&](int64_t x) { return llvm::divideFloorSigned(x, dim.stride); });
  }
  return reach;
}

/// Puts `stride - 1` elements `fill` between those of each dimension.
static Value createDilated(Lowering &b, Value input, ArrayRef<int64_t> strides,
                           Value fill) {
  if (llvm::all_of(strides, [](int64_t stride) { return stride == 1; }))
    return input;
  AffineExpr extent = b.getAffineSymbolExpr(0);
  Sizes sizes = b.getSizes(input), spread;
  for (auto [size, stride] : llvm::zip(sizes, strides))
    spread.push_back(b.compute((extent - 1) * stride + 1, size));
  Value gaps = b.createFilled(spread, fill);
  Sizes offsets(sizes.size(), b.getIndexAttr(0));
  return b.create<tensor::InsertSliceOp>(
      input, gaps, offsets, sizes,
      getAsIndexOpFoldResult(b.getContext(), strides));
}

Value nnef::createSpread(Lowering &b, Value input, BorderMode border,
                         MutableArrayRef<SlidingDim> dims, const Sizes &output,
                         Value zero) {
  Sizes places = b.getSizes(input);
  size_t rank = places.size(), first = rank - dims.size();
  OpFoldResult none = b.getIndexAttr(0);
  AffineExpr span = b.getAffineSymbolExpr(0), before = b.getAffineSymbolExpr(1),
             extent = b.getAffineSymbolExpr(2),
             count = b.getAffineSymbolExpr(3);

  // The window sees zeros beyond the edges; another border has to be there.
  if (border != BorderMode::Constant && border != BorderMode::Ignore) {
    SmallVector<Padding> reach(rank, {none, none});
    for (size_t i = 0; i < dims.size(); ++i) {
      SlidingDim &dim = dims[i];
      Sizes known = {dim.span, dim.padding.before, output[first + i],
                     places[first + i]};
      auto [low, high] = getReverseReach<AffineExpr>(
          span, before, extent, count,
          [&](AffineExpr x) { return x.floorDiv(dim.stride); });
      Padding &ends = reach[first + i];
      ends.before = b.larger(b.compute(low, known), none);
      ends.after = b.larger(b.compute(high, known), none);
      // The first element is further inside now.
      dim.padding.before = b.compute(span + before * dim.stride,
                                     {dim.padding.before, ends.before});
    }
    input = b.createPad(input, reach, border, zero);
    places = b.getSizes(input);
  }

  SmallVector<int64_t> strides(rank, 1);
  for (auto [i, dim] : llvm::enumerate(dims)) {
    strides[first + i] = dim.stride;
    Sizes known = {dim.span, dim.padding.before, output[first + i],
                   places[first + i]};
    // Of the extent (count - 1) * stride + 1 the window sees, in steps of one,
    // what `extent` places take.
    dim.padding.before = b.compute(span - 1 - before, known);
    dim.padding.after =
        b.compute(extent - 1 + before - (count - 1) * dim.stride, known);
    dim.padding.mayCrop = true;
    dim.stride = 1;
  }
  return createDilated(b, input, strides, zero);
}

//===----------------------------------------------------------------------===//
// Windows over all dimensions
//===----------------------------------------------------------------------===//

int64_t Window::getVolume() const {
  int64_t volume = 1;
  for (const SlidingDim &dim : dims)
    volume *= *getConstantIntValue(dim.size);
  return volume;
}

Value nnef::createPad(Lowering &b, Value input, const Window &window,
                      Value value) {
  SmallVector<Padding> padding;
  for (const SlidingDim &dim : window.dims)
    padding.push_back(dim.padding);
  return b.createPad(input, padding, window.border, value);
}

SmallVector<Value> nnef::createWindow(
    Lowering &b, Value input, const Window &window, ValueRange inits,
    function_ref<SmallVector<Value>(Lowering &, ValueRange position,
                                    ValueRange x)>
        body) {
  unsigned rank = window.dims.size();
  // A loop for each place of the window, and one for each of its dimensions
  // that has more than one element.
  SmallVector<AffineExpr> in, out, positions;
  Sizes shape;
  SmallVector<int64_t> loopOfDim(rank, -1);
  for (auto [i, dim] : llvm::enumerate(window.dims)) {
    AffineExpr place = b.getAffineDimExpr(i);
    out.push_back(place);
    in.push_back(place * dim.stride);
    if (isOneInteger(dim.size))
      continue;
    loopOfDim[i] = rank + shape.size();
    AffineExpr position = b.getAffineDimExpr(loopOfDim[i]);
    in.back() = in.back() + position * dim.dilation;
    positions.push_back(position);
    shape.push_back(dim.size);
  }
  unsigned loops = rank + shape.size();
  auto map = [&](ArrayRef<AffineExpr> exprs) {
    return AffineMap::get(loops, 0, exprs, b.getContext());
  };
  // The extent of the window's loops comes from a tensor that nobody reads.
  Value extents = b.createEmpty(shape, getElementType(input));
  SmallVector<AffineMap> maps{map(in), map(positions)};
  maps.append(inits.size(), map(out));
  SmallVector<utils::IteratorType> iterators(loops,
                                             utils::IteratorType::reduction);
  std::fill_n(iterators.begin(), rank, utils::IteratorType::parallel);
  auto generic = b.create<linalg::GenericOp>(
      inits.getTypes(), ValueRange{input, extents}, inits, maps, iterators,
      [&](OpBuilder &builder, Location loc, ValueRange args) {
        Lowering inner(loc, builder);
        SmallVector<Value> position;
        for (int64_t loop : loopOfDim)
          position.push_back(
              loop < 0 ? inner.index(0)
                       : inner.create<linalg::IndexOp>(loop).getResult());
        SmallVector<Value> x{args[0]};
        llvm::append_range(x, args.drop_front(2));
        inner.create<linalg::YieldOp>(body(inner, position, x));
      });
  return llvm::to_vector_of<Value>(generic.getResults());
}
