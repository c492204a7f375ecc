//===- Geometry.h - The geometry of windows and slices ----------*- C++ -*-===//
//
// Part of the nnef-mlir project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef NNEF_DIALECT_NNEF_IR_GEOMETRY_H
#define NNEF_DIALECT_NNEF_IR_GEOMETRY_H

#include "NNEF/Dialect/NNEF/IR/NNEF.h"

namespace nnef {

/// How a window moves along one dimension, with all defaults filled in.
struct WindowDim {
  int64_t size = 1;
  int64_t stride = 1;
  int64_t dilation = 1;
  /// The padding before and after. Both are 0 while `isAuto`.
  int64_t before = 0;
  int64_t after = 0;
  bool isAuto = false;

  /// The extent that the window covers, gaps of the dilation included.
  int64_t span() const { return (size - 1) * dilation + 1; }
  /// Whether the window leaves the dimension as it is.
  bool isIdentity() const {
    return size == 1 && stride == 1 && before == 0 && after == 0;
  }
  /// Replaces automatic padding by what it means where a window that slides
  /// over `extent` elements stops at `places` places. Fails if that depends on
  /// an extent that is not known.
  llvm::LogicalResult resolve(int64_t extent, int64_t places);
};

/// Collects the attributes of a window over `sizes.size()` dimensions.
llvm::SmallVector<WindowDim> getWindow(llvm::ArrayRef<int64_t> sizes,
                                       PaddingAttr padding,
                                       llvm::ArrayRef<int64_t> stride,
                                       llvm::ArrayRef<int64_t> dilation);

/// The part of a dimension that a slice takes: `size` elements from `begin` on.
struct SliceRange {
  int64_t begin;
  /// Where the slice stops: the first place it does not take.
  int64_t end;
  /// Negative if the slice begins behind its end.
  int64_t size;
};

/// Resolves what a slice says about a dimension of `extent` elements: negative
/// places count from the end, places beyond the edges are moved to them. With
/// `endZeroIsOpen`, an end of 0 is the end of the dimension.
SliceRange getSliceRange(int64_t extent, int64_t begin, int64_t end,
                         int64_t stride, bool endZeroIsOpen);

/// The same for entry `i` of the axes that `op` slices.
SliceRange getSliceRange(SliceOp op, unsigned i);

} // namespace nnef

#endif // NNEF_DIALECT_NNEF_IR_GEOMETRY_H
