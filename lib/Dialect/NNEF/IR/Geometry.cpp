//===- Geometry.cpp - The geometry of windows and slices -----------------===//
//
// Part of the nnef-mlir project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "NNEF/Dialect/NNEF/IR/Geometry.h"

#include "llvm/Support/MathExtras.h"

using namespace mlir;
using namespace nnef;

LogicalResult WindowDim::resolve(int64_t extent, int64_t places) {
  if (!isAuto)
    return success();
  // In steps of one there are as many places as elements, whatever their
  // number; and a window of one element never leaves the input.
  int64_t total = span() - 1;
  if (size != 1 && stride != 1) {
    if (ShapedType::isDynamic(extent) || ShapedType::isDynamic(places))
      return failure();
    total = std::max<int64_t>((places - 1) * stride + span() - extent, 0);
  }
  before = total / 2;
  after = total - before;
  isAuto = false;
  return success();
}

SmallVector<WindowDim> nnef::getWindow(ArrayRef<int64_t> sizes,
                                       PaddingAttr padding,
                                       ArrayRef<int64_t> stride,
                                       ArrayRef<int64_t> dilation) {
  SmallVector<WindowDim> dims(sizes.size());
  for (auto [i, dim] : llvm::enumerate(dims)) {
    dim.size = sizes[i];
    dim.stride = stride.empty() ? 1 : stride[i];
    dim.dilation = dilation.empty() ? 1 : dilation[i];
    dim.isAuto = padding.isAuto();
    if (!dim.isAuto) {
      dim.before = padding.getBefore(i);
      dim.after = padding.getAfter(i);
    }
  }
  return dims;
}

SliceRange nnef::getSliceRange(int64_t extent, int64_t begin, int64_t end,
                               int64_t stride, bool endZeroIsOpen) {
  if (begin < 0)
    begin += extent;
  if (end == 0 && endZeroIsOpen)
    end = extent;
  else if (end < 0)
    end += extent;
  // A slice that runs backwards stops before the first element, at -1.
  int64_t first = stride > 0 ? 0 : -1, last = stride > 0 ? extent : extent - 1;
  begin = std::clamp(begin, first, last);
  end = std::clamp(end, first, last);
  if (stride > 0 ? begin > end : begin < end)
    return {begin, end, -1};
  int64_t distance = stride > 0 ? end - begin : begin - end;
  return {begin, end, llvm::divideCeilSigned(distance, std::abs(stride))};
}

SliceRange nnef::getSliceRange(SliceOp op, unsigned i) {
  ArrayRef<int64_t> stride = op.getStride();
  bool allOnes = llvm::all_of(stride, [](int64_t s) { return s == 1; });
  return getSliceRange(op.getInput().getType().getDimSize(op.getAxes()[i]),
                       op.getBegin()[i], op.getEnd()[i],
                       stride.empty() ? 1 : stride[i], allOnes);
}
