//===- Windows.h - What sliding windows have in common ----------*- C++ -*-===//
//
// Part of the nnef-mlir project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef NNEF_LIB_CONVERSION_NNEFTOLINALG_WINDOWS_H
#define NNEF_LIB_CONVERSION_NNEFTOLINALG_WINDOWS_H

#include "LoweringUtils.h"

namespace nnef {

/// How far a window over the last dimensions reaches beyond the edges of its
/// input, in each dimension. 0 where that is not known.
llvm::SmallVector<WindowDim> getKnownReach(llvm::ArrayRef<WindowDim> dims,
                                           llvm::ArrayRef<int64_t> input,
                                           llvm::ArrayRef<int64_t> output);
/// The same for the reverse of a window.
llvm::SmallVector<WindowDim>
getKnownReverseReach(llvm::ArrayRef<WindowDim> dims,
                     llvm::ArrayRef<int64_t> input,
                     llvm::ArrayRef<int64_t> output);

/// Why the border of `op`, a window of extents `window` over the last
/// dimensions of its input, cannot be done.
template <typename OpT>
std::string findWindowObstacle(OpT op, llvm::ArrayRef<int64_t> window,
                               llvm::ArrayRef<int64_t> input,
                               llvm::ArrayRef<int64_t> output) {
  return findBorderObstacle(
      op.getBorder(), input,
      getKnownReach(nnef::getWindow(window, op.getPadding(), op.getStride(),
                                    op.getDilation()),
                    input, output));
}

/// The same for an operation that is the reverse of a window: what it shows
/// beyond the edges of its input.
template <typename OpT>
std::string findReverseObstacle(OpT op, llvm::ArrayRef<int64_t> window,
                                llvm::ArrayRef<int64_t> input,
                                llvm::ArrayRef<int64_t> output) {
  return findBorderObstacle(
      op.getBorder(), input,
      getKnownReverseReach(nnef::getWindow(window, op.getPadding(),
                                           op.getStride(), op.getDilation()),
                           input, output));
}

/// Turns the reverse of a window into a window that slides over the result in
/// steps of one: `dims`, which change from the former to the latter. The result
/// is `input`, extended as far as the window reaches, with `stride - 1` zeros
/// between its elements.
mlir::Value createSpread(Lowering &b, mlir::Value input, BorderMode border,
                         llvm::MutableArrayRef<SlidingDim> dims,
                         const Sizes &output);

} // namespace nnef

#endif // NNEF_LIB_CONVERSION_NNEFTOLINALG_WINDOWS_H
