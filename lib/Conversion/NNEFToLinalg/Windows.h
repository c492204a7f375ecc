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
#include "mlir/Dialect/Utils/StaticValueUtils.h"

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

/// A window over all dimensions of a tensor.
struct Window {
  llvm::SmallVector<SlidingDim> dims;
  BorderMode border;

  /// The number of elements in the window.
  int64_t getVolume() const;
};

/// The window of `op`, which slides over a tensor of the extents `input` and
/// stops at `places` places.
template <typename OpT>
Window getWindow(OpT op, Lowering &b, const Sizes &input, const Sizes &places) {
  Sizes sizes = mlir::getAsIndexOpFoldResult(b.getContext(), op.getSize());
  return {b.getWindow(sizes, op.getPadding(), op.getStride(), op.getDilation(),
                      input, places),
          op.getBorder()};
}
template <typename OpT> Window getWindow(OpT op, Lowering &b) {
  return getWindow(op, b, b.getSizes(op.getInput()),
                   b.getSizes(op->getResult(0)));
}

/// Why a window of all dimensions cannot be lowered.
template <typename OpT> std::string findPoolObstacle(OpT op) {
  auto output = llvm::cast<mlir::ShapedType>(op->getResult(0).getType());
  return findWindowObstacle(op, op.getSize(), getShape(op.getInput()),
                            output.getShape());
}

/// Extends a tensor as far as a window reaches.
mlir::Value createPad(Lowering &b, mlir::Value input, const Window &window,
                      mlir::Value value);

/// Combines the elements under a window at each of its places. The input is
/// padded already. `body` gets the positions within the window, the element,
/// and what each of `inits` has become so far.
llvm::SmallVector<mlir::Value>
createWindow(Lowering &b, mlir::Value input, const Window &window,
             mlir::ValueRange inits,
             llvm::function_ref<llvm::SmallVector<mlir::Value>(
                 Lowering &, mlir::ValueRange position, mlir::ValueRange x)>
                 body);

/// Turns the reverse of a window into a window that slides over the result in
/// steps of one: `dims`, which change from the former to the latter. The result
/// is `input`, extended as far as the window reaches, with `stride - 1`
/// elements `zero` between its own.
mlir::Value createSpread(Lowering &b, mlir::Value input, BorderMode border,
                         llvm::MutableArrayRef<SlidingDim> dims,
                         const Sizes &output, mlir::Value zero);

} // namespace nnef

#endif // NNEF_LIB_CONVERSION_NNEFTOLINALG_WINDOWS_H
