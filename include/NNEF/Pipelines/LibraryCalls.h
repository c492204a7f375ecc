//===- LibraryCalls.h - What libraries of CUDA compute ----------*- C++ -*-===//
//
// Part of the nnef-mlir project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef NNEF_PIPELINES_LIBRARYCALLS_H
#define NNEF_PIPELINES_LIBRARYCALLS_H

#include "mlir/IR/BuiltinAttributes.h"
#include "llvm/ADT/SmallVector.h"
#include <array>
#include <variant>

namespace nnef {

/// The libraries for CUDA devices: one for products of matrices, and one for
/// convolutions.
enum class CUDALibrary { CublasLt, Cudnn };

/// Where a matrix is: column by column, each of which is side by side.
struct MatrixLayout {
  /// Elements from a column to the next.
  int64_t leading = 0;
  /// Elements from a matrix to that of the next product. An operand may be the
  /// same for all.
  int64_t batchStride = 0;
  /// Whether this is the transposed of the matrix that is multiplied.
  bool isTransposed = false;
};

/// As many products of two matrices as there are batches. The operands are the
/// factors and the result.
struct MatrixProduct {
  int64_t rows = 1, columns = 1;
  /// How many products are added up for each element.
  int64_t depth = 1;
  int64_t batches = 1;
  std::array<MatrixLayout, 3> layouts;
};

/// A convolution without padding. The operands are the input and the result,
/// which have a batch, channels and two or three more dimensions, and between
/// them the filter, whose elements are side by side.
struct ConvolutionCall {
  llvm::SmallVector<int64_t> inputShape, inputStrides;
  llvm::SmallVector<int64_t> filterShape;
  llvm::SmallVector<int64_t> outputShape, outputStrides;
  llvm::SmallVector<int64_t> steps, dilations;
  int64_t groups = 1;
};

/// What a library of CUDA is asked for, on three buffers of float32.
struct LibraryCall {
  std::variant<MatrixProduct, ConvolutionCall> problem;
  /// The first element of each operand within its buffer.
  std::array<int64_t, 3> offsets = {0, 0, 0};
  /// Whether the result is added to what the last operand has.
  bool accumulates = false;

  CUDALibrary getLibrary() const {
    return std::holds_alternative<MatrixProduct>(problem)
               ? CUDALibrary::CublasLt
               : CUDALibrary::Cudnn;
  }

  /// How many elements from its first one an operand extends over.
  int64_t getExtent(unsigned operand) const;

  mlir::DictionaryAttr getAttribute(mlir::MLIRContext *context) const;
  /// Reads what getAttribute() has made.
  static LibraryCall get(mlir::DictionaryAttr attribute);
};

/// The attribute of calls that are LibraryCalls. Their callees have no bodies.
inline constexpr llvm::StringLiteral libraryCallAttrName = "nnef.library_call";

} // namespace nnef

#endif // NNEF_PIPELINES_LIBRARYCALLS_H
