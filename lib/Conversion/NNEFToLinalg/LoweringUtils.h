//===- LoweringUtils.h - What lowerings have in common ----------*- C++ -*-===//
//
// Part of the nnef-mlir project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef NNEF_LIB_CONVERSION_NNEFTOLINALG_LOWERINGUTILS_H
#define NNEF_LIB_CONVERSION_NNEFTOLINALG_LOWERINGUTILS_H

#include "NNEF/Dialect/NNEF/IR/Geometry.h"
#include "NNEF/Dialect/NNEF/IR/NNEF.h"
#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/Arith/Utils/Utils.h"
#include "mlir/Dialect/Linalg/IR/Linalg.h"
#include "mlir/Dialect/Math/IR/Math.h"
#include "mlir/Dialect/Tensor/IR/Tensor.h"
#include "mlir/IR/ImplicitLocOpBuilder.h"
#include "mlir/IR/PatternMatch.h"
#include "mlir/Transforms/DialectConversion.h"

namespace nnef {

/// One function per family adds its patterns. A pattern is a free function that
/// replaces an operation by what computes its results.
void populateElementwisePatterns(mlir::RewritePatternSet &patterns);
void populateReducePatterns(mlir::RewritePatternSet &patterns);
void populateConvolutionPatterns(mlir::RewritePatternSet &patterns);
void populatePoolingPatterns(mlir::RewritePatternSet &patterns);
void populateSamplingPatterns(mlir::RewritePatternSet &patterns);
void populateShapePatterns(mlir::RewritePatternSet &patterns);
void populateLinearAlgebraPatterns(mlir::RewritePatternSet &patterns);
void populateNormalizationPatterns(mlir::RewritePatternSet &patterns);

/// The type in memory of elements as a tensor file stores them: a signless
/// integer of 1, 2, 4 or 8 bytes for every other integer but a truth value.
mlir::Type getMemoryType(mlir::Type stored);

/// Gives tensors the elements that memory has.
class StoredTypeConverter : public mlir::TypeConverter {
public:
  StoredTypeConverter();
};

/// Adds patterns for all that can have other elements, and says to `target`
/// what that is. `converter` must outlive the conversion.
void populateStoredTypePatterns(mlir::RewritePatternSet &patterns,
                                StoredTypeConverter &converter,
                                mlir::ConversionTarget &target);

using Sizes = llvm::SmallVector<mlir::OpFoldResult>;

/// Builds the code of one lowering: Linalg operations on tensors, and the
/// scalar computations in their bodies.
class Lowering : public mlir::ImplicitLocOpBuilder {
public:
  using ImplicitLocOpBuilder::ImplicitLocOpBuilder;
  /// Builds in front of `op`, at its location.
  Lowering(mlir::Operation *op, mlir::PatternRewriter &rewriter)
      : ImplicitLocOpBuilder(op->getLoc(), rewriter) {}

  //===--- Sizes ----------------------------------------------------------===//

  /// The extents of a tensor.
  Sizes getSizes(mlir::Value tensor);
  /// The extents of a result of `op`, from those of its operands.
  Sizes getSizes(mlir::OpResult result);

  //===--- Tensors --------------------------------------------------------===//

  mlir::Value createEmpty(const Sizes &sizes, mlir::Type elementType);
  /// A tensor with the same value everywhere.
  mlir::Value createFilled(const Sizes &sizes, mlir::Value value);
  /// A tensor of zeros.
  mlir::Value createZeros(const Sizes &sizes, mlir::Type elementType);

  using ScalarBody =
      llvm::function_ref<mlir::Value(Lowering &, mlir::ValueRange)>;
  /// Computes each element of a tensor of shape `sizes` from those of `inputs`,
  /// which broadcast to it with leading dimensions aligned.
  mlir::Value createElementwise(mlir::ValueRange inputs, const Sizes &sizes,
                                mlir::Type elementType, ScalarBody body);
  /// The same where inputs and result have the same shape.
  mlir::Value createElementwise(mlir::ValueRange inputs, ScalarBody body);
  /// Computes each element of a tensor from its place alone.
  mlir::Value createGenerated(const Sizes &sizes, mlir::Type elementType,
                              ScalarBody body);
  /// Combines the elements along `axes`, which stay as dimensions of extent 1.
  /// The body gets an element and what was combined before.
  mlir::Value createReduction(mlir::Value input, llvm::ArrayRef<int64_t> axes,
                              mlir::Value init, ScalarBody body);
  mlir::Value createSum(mlir::Value input, llvm::ArrayRef<int64_t> axes);
  /// The average along `axes`.
  mlir::Value createMean(mlir::Value input, llvm::ArrayRef<int64_t> axes);

  /// Collapses and expands dimensions so that the result has the shape `sizes`,
  /// with the same number of elements.
  mlir::Value createReshape(mlir::Value input, const Sizes &sizes);
  /// Inserts dimensions of extent 1 at the places `axes` of the result.
  mlir::Value createUnsqueeze(mlir::Value input, llvm::ArrayRef<int64_t> axes);
  /// Removes dimensions of extent 1.
  mlir::Value createSqueeze(mlir::Value input, llvm::ArrayRef<int64_t> axes);
  mlir::Value createTranspose(mlir::Value input, llvm::ArrayRef<int64_t> axes);

  /// Extends a tensor by `dims[i].before` and `after` elements in dimension
  /// `i`, or crops it where they are negative. The border `constant` and
  /// `ignore` fill with `value`.
  mlir::Value createPad(mlir::Value input, llvm::ArrayRef<WindowDim> dims,
                        BorderMode border, mlir::Value value);
  /// Puts `stride - 1` zeros between the elements of each dimension.
  mlir::Value createDilated(mlir::Value input, llvm::ArrayRef<WindowDim> dims);

  //===--- Scalars --------------------------------------------------------===//

  /// A float constant of the type of a tensor's elements.
  mlir::Value constant(mlir::Type type, double value);
  mlir::Value index(int64_t value);
  mlir::Value neg(mlir::Value x);
  mlir::Value add(mlir::Value x, mlir::Value y);
  mlir::Value sub(mlir::Value x, mlir::Value y);
  mlir::Value mul(mlir::Value x, mlir::Value y);
  mlir::Value div(mlir::Value x, mlir::Value y);
  mlir::Value exp(mlir::Value x);
  mlir::Value sqrt(mlir::Value x);
  mlir::Value sigmoid(mlir::Value x);
  mlir::Value compare(mlir::arith::CmpFPredicate predicate, mlir::Value x,
                      mlir::Value y);
  mlir::Value select(mlir::Value condition, mlir::Value x, mlir::Value y);
  /// As the standard has them: `y` where one of the two is not a number.
  mlir::Value min(mlir::Value x, mlir::Value y);
  mlir::Value max(mlir::Value x, mlir::Value y);
};

/// The element type of a tensor.
inline mlir::Type getElementType(mlir::Value tensor) {
  return llvm::cast<mlir::ShapedType>(tensor.getType()).getElementType();
}

/// The shape of a tensor.
inline llvm::ArrayRef<int64_t> getShape(mlir::Value tensor) {
  return llvm::cast<mlir::ShapedType>(tensor.getType()).getShape();
}

/// Whether `border` can extend a tensor of this shape that far: a reflection
/// must not go beyond the other edge.
bool canExtend(llvm::ArrayRef<int64_t> shape, llvm::ArrayRef<WindowDim> dims,
               BorderMode border);

} // namespace nnef

#endif // NNEF_LIB_CONVERSION_NNEFTOLINALG_LOWERINGUTILS_H
