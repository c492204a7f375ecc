//===- Convolution.h - What convolutions have in common ---------*- C++ -*-===//
//
// Part of the nnef-mlir project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef NNEF_LIB_CONVERSION_NNEFTOLINALG_CONVOLUTION_H
#define NNEF_LIB_CONVERSION_NNEFTOLINALG_CONVOLUTION_H

#include "Windows.h"

namespace nnef {

/// The window of a convolution over its spatial dimensions. `input` slides over
/// the filter to give `output`; for a transposed convolution the two swap.
template <typename OpT>
llvm::SmallVector<SlidingDim>
getConvolutionWindow(OpT op, Lowering &b, mlir::Value filter,
                     llvm::ArrayRef<mlir::OpFoldResult> input,
                     llvm::ArrayRef<mlir::OpFoldResult> output) {
  Sizes sizes = b.getSizes(filter);
  return b.getWindow(llvm::ArrayRef(sizes).drop_front(2), op.getPadding(),
                     op.getStride(), op.getDilation(), input.drop_front(2),
                     output.drop_front(2));
}

/// Whether the border is out of reach; see there.
template <typename OpT>
std::string findConvolutionObstacle(OpT op, mlir::Value filter) {
  return findWindowObstacle(op, getShape(filter).drop_front(2),
                            getShape(op.getInput()), getShape(op.getOutput()));
}

/// The number of groups.
mlir::OpFoldResult getGroups(ConvOp op, Lowering &b);
mlir::OpFoldResult getGroups(DeconvOp op, Lowering &b);

/// Turns the filter of a transposed convolution, (G * i, o, k...), into that of
/// the convolution that computes the same: (G * o, i, k...), mirrored in space.
mlir::Value mirrorFilter(Lowering &b, mlir::Value filter,
                         mlir::OpFoldResult groups);

} // namespace nnef

#endif // NNEF_LIB_CONVERSION_NNEFTOLINALG_CONVOLUTION_H
