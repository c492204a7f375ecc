//===- TosaLowering.h - Building operations of TOSA ----------- -*- C++ -*-===//
//
// Part of the nnef-mlir project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef NNEF_LIB_CONVERSION_NNEFTOTOSA_TOSALOWERING_H
#define NNEF_LIB_CONVERSION_NNEFTOTOSA_TOSALOWERING_H

#include "NNEF/Dialect/NNEF/IR/Geometry.h"
#include "NNEF/Dialect/NNEF/IR/NNEF.h"
#include "mlir/Dialect/Tosa/IR/TargetEnv.h"
#include "mlir/Dialect/Tosa/IR/TosaOps.h"
#include "mlir/IR/ImplicitLocOpBuilder.h"

namespace nnef {

/// What TOSA is lowered for.
struct TosaTarget {
  llvm::SmallVector<mlir::tosa::Profile, 2> profiles;
  mlir::tosa::Level level = mlir::tosa::Level::eightK;

  bool has(mlir::tosa::Profile profile) const {
    return llvm::is_contained(profiles, profile);
  }
  /// How large and how many things may be.
  const mlir::tosa::TosaLevel &getLimits() const {
    return level == mlir::tosa::Level::eightK ? mlir::tosa::TOSA_LEVEL_EIGHTK
                                              : mlir::tosa::TOSA_LEVEL_NONE;
  }
};

/// The padding of a dimension, or its cropping where it is negative.
struct Margin {
  int64_t before = 0;
  int64_t after = 0;
};

/// Builds the operations of one lowering. All shapes are known.
///
/// Constants are changed when they are built: where a constant is transposed or
/// gets another shape, there is no operation for it, but another constant.
class TosaLowering : public mlir::ImplicitLocOpBuilder {
public:
  /// Builds in front of `op`, at its location.
  TosaLowering(mlir::Operation *op, const TosaTarget &target)
      : ImplicitLocOpBuilder(op->getLoc(), op), target(target) {}

  const TosaTarget &getTarget() const { return target; }

  //===--- Constants ------------------------------------------------------===//

  mlir::Value constant(mlir::ElementsAttr values);
  /// One number that broadcasts to `like`, of the type of its elements.
  mlir::Value scalar(mlir::Value like, double value);
  /// One number that broadcasts to tensors of a rank.
  mlir::Value scalar(mlir::Type elementType, int64_t rank, double value);
  /// A tensor of extent 1 with the zero point of a quantization, which
  /// operations take.
  mlir::Value zeroPoint(mlir::Value like, int64_t zero = 0);
  mlir::Value shape(llvm::ArrayRef<int64_t> extents);
  /// The real number that a tensor consists of, if it is a constant.
  static std::optional<double> getNumber(mlir::Value x);

  //===--- Elements -------------------------------------------------------===//

  /// Inserts dimensions of extent 1 behind the others, up to `rank`.
  mlir::Value align(mlir::Value x, int64_t rank);
  /// The same for all operands of an operation that broadcasts.
  llvm::SmallVector<mlir::Value> align(mlir::ValueRange operands);

  template <typename OpT> mlir::Value unary(mlir::Value x) {
    return create<OpT>(x.getType(), x);
  }
  template <typename OpT> mlir::Value binary(mlir::Value x, mlir::Value y) {
    return create<OpT>(getBroadcastType({x, y}, getElementType(x)), x, y);
  }
  template <typename OpT> mlir::Value compare(mlir::Value x, mlir::Value y) {
    return create<OpT>(getBroadcastType({x, y}, getI1Type()), x, y);
  }
  mlir::Value add(mlir::Value x, mlir::Value y);
  mlir::Value add(mlir::Value x, double summand);
  mlir::Value sub(mlir::Value x, mlir::Value y);
  mlir::Value mul(mlir::Value x, mlir::Value y);
  mlir::Value mul(mlir::Value x, double factor);
  /// x / y of real numbers: a product with the reciprocal.
  mlir::Value div(mlir::Value x, mlir::Value y);
  mlir::Value neg(mlir::Value x);
  mlir::Value reciprocal(mlir::Value x);
  mlir::Value exp(mlir::Value x);
  mlir::Value sqrt(mlir::Value x);
  mlir::Value select(mlir::Value condition, mlir::Value x, mlir::Value y);
  mlir::Value logicalNot(mlir::Value x);
  /// The larger one of `x` and a number; the number where `x` is not one.
  mlir::Value max(mlir::Value x, double bound);
  /// `x` between two bounds; the lower one where it is not a number.
  mlir::Value clamp(mlir::Value x, double lower, double upper);
  /// `x` where it is not negative, else `negative`.
  mlir::Value selectBySign(mlir::Value x, mlir::Value negative);

  //===--- Reductions -----------------------------------------------------===//

  /// Combines the elements along `axes` one axis after the other.
  template <typename OpT>
  mlir::Value reduce(mlir::Value x, llvm::ArrayRef<int64_t> axes) {
    for (int64_t axis : axes) {
      mlir::IntegerAttr attribute = getI32IntegerAttr(axis);
      x = create<OpT>(getReducedType(x, axis), x, attribute);
    }
    return x;
  }
  mlir::Value sum(mlir::Value x, llvm::ArrayRef<int64_t> axes);
  mlir::Value mean(mlir::Value x, llvm::ArrayRef<int64_t> axes);

  //===--- Shapes ---------------------------------------------------------===//

  mlir::Value reshape(mlir::Value x, llvm::ArrayRef<int64_t> shape);
  mlir::Value transpose(mlir::Value x, llvm::ArrayRef<int64_t> permutation);
  mlir::Value slice(mlir::Value x, llvm::ArrayRef<int64_t> begin,
                    llvm::ArrayRef<int64_t> size);
  /// `size` places of one dimension from `begin` on.
  mlir::Value slice(mlir::Value x, int64_t axis, int64_t begin, int64_t size);
  /// Every `stride`-th place of a dimension, `size` of them from `begin` on.
  mlir::Value slice(mlir::Value x, int64_t axis, int64_t begin, int64_t size,
                    int64_t stride);
  mlir::Value concat(mlir::ValueRange parts, int64_t axis);
  mlir::Value tile(mlir::Value x, llvm::ArrayRef<int64_t> repeats);
  mlir::Value reverse(mlir::Value x, int64_t axis);
  /// Repeats each element of a dimension.
  mlir::Value repeatElements(mlir::Value x, int64_t axis, int64_t times);
  /// Puts `stride - 1` zeros between the elements of a dimension.
  mlir::Value spread(mlir::Value x, int64_t axis, int64_t stride);
  /// Extends and crops a tensor. The borders `constant` and `ignore` fill with
  /// `value`, the others repeat elements of the tensor.
  mlir::Value pad(mlir::Value x, llvm::ArrayRef<Margin> margins,
                  BorderMode border, double value);

  static mlir::Type getElementType(mlir::Value tensor) {
    return llvm::cast<mlir::RankedTensorType>(tensor.getType())
        .getElementType();
  }
  static llvm::ArrayRef<int64_t> getShape(mlir::Value tensor) {
    return llvm::cast<mlir::RankedTensorType>(tensor.getType()).getShape();
  }
  /// Whether the elements are real numbers.
  static bool isReal(mlir::Value tensor) {
    return llvm::isa<mlir::FloatType>(getElementType(tensor));
  }
  /// The type that products and sums of such elements are added up in.
  mlir::Type getAccumulator(mlir::Value tensor) {
    return isReal(tensor) ? mlir::Type(getF32Type()) : getI32Type();
  }
  static int64_t getRank(mlir::Value tensor) { return getShape(tensor).size(); }
  /// The type of a tensor with the elements of `like`.
  static mlir::RankedTensorType getType(llvm::ArrayRef<int64_t> shape,
                                        mlir::Value like) {
    return mlir::RankedTensorType::get(shape, getElementType(like));
  }

private:
  mlir::RankedTensorType getBroadcastType(mlir::ValueRange operands,
                                          mlir::Type elementType);
  mlir::RankedTensorType getReducedType(mlir::Value x, int64_t axis);
  mlir::Value padWithConstant(mlir::Value x, llvm::ArrayRef<Margin> margins,
                              double value);
  mlir::Value extend(mlir::Value x, int64_t axis, Margin margin,
                     BorderMode border);

  const TosaTarget &target;
};

/// Dimensions of a window as TOSA has them: between its first and its last
/// place nothing of the input is left over. `places` are the extents of the
/// output. Automatic padding is resolved.
llvm::SmallVector<WindowDim> getExactWindow(llvm::ArrayRef<WindowDim> dims,
                                            llvm::ArrayRef<int64_t> input,
                                            llvm::ArrayRef<int64_t> places);

/// Whether a dimension of the window is larger than the level allows.
bool exceedsLevel(llvm::ArrayRef<WindowDim> dims, const TosaTarget &target);

/// Whether `border` can extend a tensor of this shape that far: a reflection
/// must not go beyond the other edge.
bool canExtendBy(llvm::ArrayRef<int64_t> shape, llvm::ArrayRef<Margin> margins,
                 BorderMode border);

/// The average over a window of `size` around each element, with zeros beyond
/// the edges.
mlir::Value createLocalMean(TosaLowering &b, mlir::Value input,
                            llvm::ArrayRef<int64_t> size);

/// The average of each block of elements.
mlir::Value createBlockMean(TosaLowering &b, mlir::Value input,
                            llvm::ArrayRef<int64_t> size);

} // namespace nnef

#endif // NNEF_LIB_CONVERSION_NNEFTOTOSA_TOSALOWERING_H
