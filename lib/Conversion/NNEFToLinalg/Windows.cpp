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

/// Puts `stride - 1` zeros between the elements of each dimension.
static Value createDilated(Lowering &b, Value input,
                           ArrayRef<int64_t> strides) {
  if (llvm::all_of(strides, [](int64_t stride) { return stride == 1; }))
    return input;
  AffineExpr extent = b.getAffineSymbolExpr(0);
  Sizes sizes = b.getSizes(input), spread;
  for (auto [size, stride] : llvm::zip(sizes, strides))
    spread.push_back(b.compute((extent - 1) * stride + 1, size));
  Value zeros = b.createZeros(spread, getElementType(input));
  Sizes offsets(sizes.size(), b.getIndexAttr(0));
  return b.create<tensor::InsertSliceOp>(
      input, zeros, offsets, sizes,
      getAsIndexOpFoldResult(b.getContext(), strides));
}

Value nnef::createSpread(Lowering &b, Value input, BorderMode border,
                         MutableArrayRef<SlidingDim> dims,
                         const Sizes &output) {
  Sizes places = b.getSizes(input);
  size_t rank = places.size(), first = rank - dims.size();
  OpFoldResult zero = b.getIndexAttr(0);
  AffineExpr span = b.getAffineSymbolExpr(0), before = b.getAffineSymbolExpr(1),
             extent = b.getAffineSymbolExpr(2),
             count = b.getAffineSymbolExpr(3);

  // The window sees zeros beyond the edges; another border has to be there.
  if (border != BorderMode::Constant && border != BorderMode::Ignore) {
    SmallVector<Padding> reach(rank, {zero, zero});
    for (size_t i = 0; i < dims.size(); ++i) {
      SlidingDim &dim = dims[i];
      Sizes known = {dim.span, dim.padding.before, output[first + i],
                     places[first + i]};
      auto [low, high] = getReverseReach<AffineExpr>(
          span, before, extent, count,
          [&](AffineExpr x) { return x.floorDiv(dim.stride); });
      Padding &ends = reach[first + i];
      ends.before = b.larger(b.compute(low, known), zero);
      ends.after = b.larger(b.compute(high, known), zero);
      // The first element is further inside now.
      dim.padding.before = b.compute(span + before * dim.stride,
                                     {dim.padding.before, ends.before});
    }
    Value none = b.constant(getElementType(input), 0);
    input = b.createPad(input, reach, border, none);
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
  return createDilated(b, input, strides);
}
