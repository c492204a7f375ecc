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
#include "mlir/Dialect/Quant/IR/QuantTypes.h"
#include "mlir/Dialect/Tensor/IR/Tensor.h"
#include "mlir/IR/ImplicitLocOpBuilder.h"
#include "mlir/IR/PatternMatch.h"
#include "llvm/Support/FormatVariadic.h"
#include <limits>

namespace nnef {

inline constexpr double kInfinity = std::numeric_limits<double>::infinity();

//===----------------------------------------------------------------------===//
// Building
//===----------------------------------------------------------------------===//

/// The extents of a tensor, or some of them: attributes where they are known,
/// values where only the run time knows them.
using Sizes = llvm::SmallVector<mlir::OpFoldResult>;

/// How far a tensor is extended at both ends of a dimension, or cropped where
/// the number is negative.
struct Padding {
  mlir::OpFoldResult before, after;
  /// Whether a number that only the run time knows may be negative.
  bool mayCrop = false;
};

/// How a window slides along one dimension: a WindowDim of which not all has to
/// be known.
struct SlidingDim {
  mlir::OpFoldResult size;
  int64_t stride;
  int64_t dilation;
  /// The extent that the window covers, gaps of the dilation included.
  mlir::OpFoldResult span;
  Padding padding;
};

/// Builds the code of one lowering: Linalg operations on tensors, and the
/// scalar computations in their bodies.
class Lowering : public mlir::ImplicitLocOpBuilder {
public:
  using ImplicitLocOpBuilder::ImplicitLocOpBuilder;
  /// Builds in front of `op`, at its location.
  Lowering(mlir::Operation *op, mlir::PatternRewriter &rewriter)
      : ImplicitLocOpBuilder(op->getLoc(), rewriter) {}

  //===--- Sizes ----------------------------------------------------------===//

  /// An extent of a tensor, from where the tensor got it.
  mlir::OpFoldResult getSize(mlir::Value tensor, int64_t dim);
  /// The extents of a tensor.
  Sizes getSizes(mlir::Value tensor);
  /// The extents of a result of `op`, from those of its operands. Null for what
  /// no affine expression can say.
  Sizes getSizes(mlir::OpResult result);
  /// The extents of what the tensors broadcast to, with leading dimensions
  /// aligned.
  Sizes getBroadcastSizes(mlir::ValueRange tensors);

  /// An affine expression of sizes, which are its symbols. This and the rest
  /// computes at once what is known.
  mlir::OpFoldResult compute(mlir::AffineExpr expr,
                             llvm::ArrayRef<mlir::OpFoldResult> sizes);
  mlir::OpFoldResult sum(mlir::OpFoldResult x, mlir::OpFoldResult y);
  mlir::OpFoldResult difference(mlir::OpFoldResult x, mlir::OpFoldResult y);
  mlir::OpFoldResult product(mlir::OpFoldResult x, mlir::OpFoldResult y);
  /// The quotient, rounded down.
  mlir::OpFoldResult quotient(mlir::OpFoldResult x, mlir::OpFoldResult y);
  mlir::OpFoldResult smaller(mlir::OpFoldResult x, mlir::OpFoldResult y);
  mlir::OpFoldResult larger(mlir::OpFoldResult x, mlir::OpFoldResult y);
  /// A size as a value.
  mlir::Value toValue(mlir::OpFoldResult size);
  /// The place of the last element in a dimension.
  mlir::Value getLast(mlir::OpFoldResult size);

  /// A window of the extents `window` over a tensor of the extents `input`,
  /// where it stops at `places` places.
  llvm::SmallVector<SlidingDim>
  getWindow(llvm::ArrayRef<mlir::OpFoldResult> window, PaddingAttr padding,
            llvm::ArrayRef<int64_t> stride, llvm::ArrayRef<int64_t> dilation,
            llvm::ArrayRef<mlir::OpFoldResult> input,
            llvm::ArrayRef<mlir::OpFoldResult> places);

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
  /// The same where the inputs broadcast to each other, and have elements of
  /// the result's type.
  mlir::Value createElementwise(mlir::ValueRange inputs, ScalarBody body);
  /// Repeats a tensor until it has the shape `sizes`.
  mlir::Value createBroadcast(mlir::Value input, const Sizes &sizes);
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

  /// Gives a tensor the shape `sizes`, with the same number of elements.
  mlir::Value createReshape(mlir::Value input, const Sizes &sizes);
  /// Splits dimension `dim` into `outer` parts.
  mlir::Value createSplitDim(mlir::Value input, int64_t dim,
                             mlir::OpFoldResult outer);
  /// Joins each of the dimensions `dims` with the one after it.
  mlir::Value createJoinedDims(mlir::Value input, llvm::ArrayRef<int64_t> dims);
  /// Inserts dimensions of extent 1 at the places `axes` of the result.
  mlir::Value createUnsqueeze(mlir::Value input, llvm::ArrayRef<int64_t> axes);
  /// Removes dimensions of extent 1.
  mlir::Value createSqueeze(mlir::Value input, llvm::ArrayRef<int64_t> axes);
  mlir::Value createTranspose(mlir::Value input, llvm::ArrayRef<int64_t> axes);

  /// Extends or crops a tensor. The borders `constant` and `ignore` fill with
  /// `value`.
  mlir::Value createPad(mlir::Value input, llvm::ArrayRef<Padding> padding,
                        BorderMode border, mlir::Value value);

  //===--- Scalars --------------------------------------------------------===//

  /// A float constant of the type of a tensor's elements.
  mlir::Value constant(mlir::Type type, double value);
  /// An integer constant.
  mlir::Value integer(mlir::Type type, int64_t value);
  mlir::Value index(int64_t value);
  mlir::Value neg(mlir::Value x);
  mlir::Value add(mlir::Value x, mlir::Value y);
  mlir::Value sub(mlir::Value x, mlir::Value y);
  mlir::Value mul(mlir::Value x, mlir::Value y);
  mlir::Value div(mlir::Value x, mlir::Value y);
  mlir::Value exp(mlir::Value x);
  mlir::Value sqrt(mlir::Value x);
  mlir::Value sigmoid(mlir::Value x);
  /// The nearest integer, the higher one of two that are equally near.
  mlir::Value round(mlir::Value x);
  mlir::Value compare(mlir::arith::CmpFPredicate predicate, mlir::Value x,
                      mlir::Value y);
  mlir::Value select(mlir::Value condition, mlir::Value x, mlir::Value y);
  /// As the standard has them: `y` where one of the two is not a number.
  mlir::Value min(mlir::Value x, mlir::Value y);
  mlir::Value max(mlir::Value x, mlir::Value y);
  /// The same for places in a tensor.
  mlir::Value minIndex(mlir::Value x, mlir::Value y);
  mlir::Value maxIndex(mlir::Value x, mlir::Value y);
  /// A float of another type.
  mlir::Value convertFloat(mlir::Value x, mlir::Type type);
  /// An integer of the type `type`, towards zero. What is out of its range is
  /// moved to the nearest edge of it; what is not a number is 0.
  mlir::Value convertToInteger(mlir::Value x, mlir::Type type);
  /// Where an element beyond the edges of a dimension is taken from: `at`
  /// folded back into it. Its last element is at `last`.
  mlir::Value getBorderSource(mlir::Value at, mlir::Value last,
                              BorderMode border);
};

/// The element type of a tensor.
inline mlir::Type getElementType(mlir::Value tensor) {
  return llvm::cast<mlir::ShapedType>(tensor.getType()).getElementType();
}

/// The shape of a tensor.
inline llvm::ArrayRef<int64_t> getShape(mlir::Value tensor) {
  return llvm::cast<mlir::ShapedType>(tensor.getType()).getShape();
}

/// Whether any operand or result has quantized elements.
bool isQuantized(mlir::Operation *op);

/// Whether two sizes are the same for certain.
bool areSameSize(mlir::OpFoldResult x, mlir::OpFoldResult y);

//===----------------------------------------------------------------------===//
// Tables of lowerings
//===----------------------------------------------------------------------===//

/// Says why an operation cannot be lowered. Empty if it can be.
template <typename OpT> using FindObstacle = std::string (*)(OpT);

/// How operations are lowered, and why some of them cannot be.
class LoweringTable {
public:
  explicit LoweringTable(mlir::RewritePatternSet &patterns)
      : patterns(patterns) {}

  /// Lowers an operation to what `lower` returns: the values of its results.
  template <typename OpT, typename ResultT>
  void add(ResultT (*lower)(OpT, Lowering &),
           FindObstacle<OpT> findObstacle = nullptr) {
    addCallable<OpT>(lower, findObstacle);
  }
  /// The same for a callable that is no plain function.
  template <typename OpT, typename LowerT>
  void addCallable(LowerT lower, FindObstacle<OpT> findObstacle = nullptr) {
    check<OpT>(findObstacle);
    patterns.add<Pattern<OpT, LowerT>>(patterns.getContext(), lower,
                                       findObstacle);
  }
  /// Says when an operation is lowered, where patterns of another kind do that.
  template <typename OpT> void check(FindObstacle<OpT> findObstacle) {
    obstacles[OpT::getOperationName()] = makeCheck(findObstacle);
  }

  /// Says when an operation on quantized elements is lowered, beyond what the
  /// one on reals asks for. The patterns for it are added elsewhere.
  template <typename OpT> void checkQuantized(FindObstacle<OpT> findObstacle) {
    quantizedObstacles[OpT::getOperationName()] = makeCheck(findObstacle);
  }

  /// Why `op` cannot be lowered. Empty if it can be.
  std::string findObstacle(mlir::Operation *op) const {
    auto find = [&](const Checks &checks, const char *missing) {
      auto it = checks.find(op->getName().getStringRef());
      return it == checks.end() ? std::string(missing) : it->second(op);
    };
    std::string obstacle = find(obstacles, "there is no lowering for it");
    if (!obstacle.empty() || !isQuantized(op))
      return obstacle;
    return find(quantizedObstacles,
                "there is no lowering for it on quantized elements");
  }

  mlir::RewritePatternSet &patterns;

private:
  using Check = std::function<std::string(mlir::Operation *)>;
  using Checks = llvm::StringMap<Check>;

  template <typename OpT> static Check makeCheck(FindObstacle<OpT> find) {
    return [find](mlir::Operation *op) {
      return find ? find(llvm::cast<OpT>(op)) : std::string();
    };
  }

  template <typename OpT, typename LowerT>
  struct Pattern : mlir::OpRewritePattern<OpT> {
    Pattern(mlir::MLIRContext *context, LowerT lower,
            FindObstacle<OpT> findObstacle)
        : mlir::OpRewritePattern<OpT>(context), lower(lower),
          findObstacle(findObstacle) {}

    llvm::LogicalResult
    matchAndRewrite(OpT op, mlir::PatternRewriter &rewriter) const final {
      if (isQuantized(op) || (findObstacle && !findObstacle(op).empty()))
        return llvm::failure();
      Lowering b(op, rewriter);
      rewriter.replaceOp(op, lower(op, b));
      return llvm::success();
    }

    LowerT lower;
    FindObstacle<OpT> findObstacle;
  };

  Checks obstacles, quantizedObstacles;
};

/// Why a border cannot extend a tensor of this shape that far, as far as that
/// is known: a reflection must not go beyond the other edge, and a tensor
/// without elements has nothing to show.
std::string findBorderObstacle(BorderMode border, llvm::ArrayRef<int64_t> shape,
                               llvm::ArrayRef<WindowDim> dims);

/// One function per family adds its lowerings.
void populateElementwiseLowerings(LoweringTable &table);
void populateReduceLowerings(LoweringTable &table);
void populateConvolutionLowerings(LoweringTable &table);
void populatePoolingLowerings(LoweringTable &table);
void populateSamplingLowerings(LoweringTable &table);
void populateShapeLowerings(LoweringTable &table);
void populateRoILowerings(LoweringTable &table);
void populateLinearAlgebraLowerings(LoweringTable &table);
void populateNormalizationLowerings(LoweringTable &table);
void populateQuantizationLowerings(LoweringTable &table);
/// All of them.
void populateLowerings(LoweringTable &table);

} // namespace nnef

#endif // NNEF_LIB_CONVERSION_NNEFTOLINALG_LOWERINGUTILS_H
