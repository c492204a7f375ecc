//===- ShapeInference.h - How shapes follow from shapes ---------*- C++ -*-===//
//
// Part of the nnef-mlir project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

// The shape rules of all operations. A rule works on extents as affine
// expressions over the extents of the operands, so that one statement of it
// serves three uses: it infers static shapes, verifies them, and says how to
// compute dynamic ones.
//
//===----------------------------------------------------------------------===//

#ifndef NNEF_LIB_DIALECT_NNEF_IR_SHAPEINFERENCE_H
#define NNEF_LIB_DIALECT_NNEF_IR_SHAPEINFERENCE_H

#include "NNEF/Dialect/NNEF/IR/Geometry.h"
#include "NNEF/Dialect/NNEF/IR/NNEF.h"
#include "mlir/IR/AffineExpr.h"
#include "mlir/IR/Diagnostics.h"

namespace nnef {

/// Whether types that an operation has agree with those that were inferred for
/// it: extents where both know them, and element types. A model is free to
/// choose the width of indices.
bool areCompatibleTypes(mlir::TypeRange inferred, mlir::TypeRange actual,
                        bool hasIndices);

/// The extent, if it is known.
inline std::optional<int64_t> getKnown(mlir::AffineExpr extent) {
  if (auto known = llvm::dyn_cast_or_null<mlir::AffineConstantExpr>(extent))
    return known.getValue();
  return std::nullopt;
}

class ShapeInference {
public:
  /// Extents of a tensor; constants where they are known.
  using Extents = llvm::SmallVector<mlir::AffineExpr, 4>;

  /// Errors are reported at `location` in the name of the operation `opName`,
  /// or not at all when there is no location.
  ShapeInference(mlir::MLIRContext *context,
                 std::optional<mlir::Location> location, llvm::StringRef opName,
                 mlir::ValueRange operands)
      : context(context), location(location), opName(opName),
        operands(operands) {}

  /// Leaves element types alone. They were compared when the operation was
  /// made, and some may be those of memory since.
  void ignoreElementTypes() { ignoresElementTypes = true; }

  /// Hands over the inferred types. Fails if a result is too large.
  llvm::LogicalResult getTypes(llvm::SmallVectorImpl<mlir::Type> &types);
  /// Builds the extents of all results from those of the operands.
  void reify(mlir::OpBuilder &builder,
             mlir::ReifiedRankedShapedTypeDims &reified);

  //===--------------------------------------------------------------------===//
  // Rules, by family. Each adds the results, or reports and fails.
  //===--------------------------------------------------------------------===//

  llvm::LogicalResult broadcast(mlir::ValueRange tensors);
  llvm::LogicalResult broadcastTo(mlir::Value x, mlir::ValueRange others);
  llvm::LogicalResult quantize(mlir::Value x, mlir::ValueRange others,
                               int64_t bits);
  llvm::LogicalResult addN(mlir::ValueRange tensors);
  llvm::LogicalResult compare(mlir::ValueRange tensors);
  llvm::LogicalResult select(mlir::Value condition, mlir::Value trueValue,
                             mlir::Value falseValue);
  llvm::LogicalResult update(mlir::Value variable, mlir::Value value);
  llvm::LogicalResult copies(mlir::Value x, int64_t times);

  llvm::LogicalResult reduce(mlir::Value input, llvm::ArrayRef<int64_t> axes);
  llvm::LogicalResult reduceIndex(mlir::Value input,
                                  llvm::ArrayRef<int64_t> axes);
  llvm::LogicalResult moments(mlir::Value input, llvm::ArrayRef<int64_t> axes);
  llvm::LogicalResult axesNormalization(mlir::Value input,
                                        llvm::ArrayRef<int64_t> axes);
  llvm::LogicalResult localNormalization(mlir::Value input,
                                         llvm::ArrayRef<int64_t> size);

  llvm::LogicalResult matmul(MatmulOp::Adaptor op);
  llvm::LogicalResult linear(LinearOp::Adaptor op);

  llvm::LogicalResult reshape(ReshapeOp::Adaptor op);
  llvm::LogicalResult slice(SliceOp::Adaptor op);
  llvm::LogicalResult squeeze(mlir::Value input, llvm::ArrayRef<int64_t> axes);
  llvm::LogicalResult unsqueeze(mlir::Value input,
                                llvm::ArrayRef<int64_t> axes);
  llvm::LogicalResult transpose(mlir::Value input,
                                llvm::ArrayRef<int64_t> axes);
  llvm::LogicalResult concat(mlir::ValueRange values, int64_t axis);
  llvm::LogicalResult split(mlir::Value value, int64_t axis,
                            llvm::ArrayRef<int64_t> ratios);
  llvm::LogicalResult stack(mlir::ValueRange values, int64_t axis);
  llvm::LogicalResult unstack(mlir::Value value, int64_t axis);
  llvm::LogicalResult pad(mlir::Value input, PaddingAttr padding);
  llvm::LogicalResult tile(mlir::Value input, llvm::ArrayRef<int64_t> repeats);
  llvm::LogicalResult gather(mlir::Value input, mlir::Value indices,
                             int64_t axis);

  llvm::LogicalResult upsample(mlir::Value input,
                               llvm::ArrayRef<int64_t> factor);
  llvm::LogicalResult multilinearUpsample(MultilinearUpsampleOp::Adaptor op);
  llvm::LogicalResult downsample(mlir::Value input,
                                 llvm::ArrayRef<int64_t> factor);
  llvm::LogicalResult roi(mlir::Value input, mlir::Value rois,
                          mlir::Value batchIndex,
                          llvm::ArrayRef<int64_t> outputSize);

  llvm::LogicalResult conv(ConvOp::Adaptor op);
  llvm::LogicalResult deconv(DeconvOp::Adaptor op);
  llvm::LogicalResult separableConv(SeparableConvOp::Adaptor op);
  llvm::LogicalResult separableDeconv(SeparableDeconvOp::Adaptor op);
  llvm::LogicalResult sample(SampleOp::Adaptor op);
  llvm::LogicalResult desample(DesampleOp::Adaptor op);

  template <typename Adaptor> llvm::LogicalResult roi(Adaptor op) {
    return roi(op.getInput(), op.getRois(), op.getBatchIndex(),
               op.getOutputSize());
  }
  template <typename Adaptor> llvm::LogicalResult roiAlign(Adaptor op) {
    if (failed(checkSamplingRate(op.getSamplingRate(), op.getOutputSize())))
      return llvm::failure();
    return roi(op);
  }

  template <typename Adaptor> llvm::LogicalResult window(Adaptor op) {
    return windowResult(op, {getElementType(op.getInput())});
  }
  template <typename Adaptor> llvm::LogicalResult windowIndex(Adaptor op) {
    return windowResult(op, {getIndexType()});
  }
  template <typename Adaptor> llvm::LogicalResult windowWithIndex(Adaptor op) {
    return windowResult(op, {getElementType(op.getInput()), getIndexType()});
  }
  template <typename Adaptor>
  llvm::LogicalResult reverseWindow(Adaptor op,
                                    llvm::ArrayRef<int64_t> outputShape) {
    Extents input, output;
    WindowAttrs attrs(op, op.getSize());
    if (failed(getExtents(op.getInput(), input)) ||
        failed(checkWindow(attrs, input.size(), /*ignoreAllowed=*/true)) ||
        failed(reverseExtents(input, attrs, outputShape, output)))
      return llvm::failure();
    addResult(output, getElementType(op.getInput()));
    return llvm::success();
  }

private:
  /// The attributes that all sliding windows share.
  struct WindowAttrs {
    llvm::ArrayRef<int64_t> size;
    BorderMode border;
    PaddingAttr padding;
    llvm::ArrayRef<int64_t> stride;
    llvm::ArrayRef<int64_t> dilation;

    template <typename Adaptor>
    WindowAttrs(Adaptor op, llvm::ArrayRef<int64_t> size)
        : size(size), border(op.getBorder()), padding(op.getPadding()),
          stride(op.getStride()), dilation(op.getDilation()) {}
  };

  struct Result {
    Extents extents;
    mlir::Type elementType;
  };

  template <typename... Args> llvm::LogicalResult fail(Args &&...args) {
    return mlir::emitOptionalError(location, "'", opName, "' op ",
                                   show(std::forward<Args>(args))...);
  }
  /// How an argument of a message is shown: extents that are not known as `?`.
  static std::string show(mlir::AffineExpr extent) {
    auto known = getKnown(extent);
    return known ? std::to_string(*known) : "?";
  }
  template <typename T> static T &&show(T &&arg) {
    return std::forward<T>(arg);
  }
  void addResult(llvm::ArrayRef<mlir::AffineExpr> extents,
                 mlir::Type elementType) {
    results.push_back({Extents(extents), elementType});
  }

  mlir::AffineExpr constant(int64_t value) {
    return mlir::getAffineConstantExpr(value, context);
  }
  static mlir::Type getElementType(mlir::Value tensor) {
    return llvm::cast<mlir::ShapedType>(tensor.getType()).getElementType();
  }
  mlir::Type getIndexType() { return mlir::IntegerType::get(context, 32); }
  /// Fails for a tensor whose rank is not known, or that is too large.
  llvm::LogicalResult getExtents(mlir::Value tensor, Extents &extents);

  llvm::LogicalResult broadcastExtents(mlir::ValueRange tensors,
                                       Extents &extents);
  /// Checks that a tensor broadcasts to a shape without making it larger.
  llvm::LogicalResult checkBroadcastsTo(mlir::Value tensor,
                                        const Extents &target);
  llvm::LogicalResult checkSameElementType(mlir::ValueRange tensors);
  llvm::LogicalResult checkAxis(int64_t axis, int64_t rank);
  /// Checks that the entries of an attribute are not so large that computing
  /// with them could overflow.
  llvm::LogicalResult checkMagnitude(llvm::StringRef name,
                                     llvm::ArrayRef<int64_t> entries);
  /// Checks that an operation does not have more results than are bearable.
  llvm::LogicalResult checkResultCount(int64_t count);
  llvm::LogicalResult checkAxes(llvm::ArrayRef<int64_t> axes, int64_t rank);
  llvm::LogicalResult checkFactor(llvm::ArrayRef<int64_t> factor,
                                  const Extents &input);
  llvm::LogicalResult checkSamplingRate(llvm::ArrayRef<int64_t> rate,
                                        llvm::ArrayRef<int64_t> outputSize);
  llvm::LogicalResult reducedExtents(mlir::Value input,
                                     llvm::ArrayRef<int64_t> axes,
                                     Extents &extents);

  /// Checks the attributes of a window over `rank` dimensions. The sizes are
  /// checked only if there are any: filters bring theirs along.
  llvm::LogicalResult checkWindow(const WindowAttrs &attrs, size_t rank,
                                  bool ignoreAllowed);
  llvm::LogicalResult windowExtents(llvm::ArrayRef<mlir::AffineExpr> input,
                                    llvm::ArrayRef<mlir::AffineExpr> sizes,
                                    const WindowAttrs &attrs, Extents &output);
  llvm::LogicalResult reverseExtents(llvm::ArrayRef<mlir::AffineExpr> input,
                                     llvm::ArrayRef<mlir::AffineExpr> sizes,
                                     const WindowAttrs &attrs,
                                     llvm::ArrayRef<int64_t> outputShape,
                                     Extents &output);
  llvm::LogicalResult windowExtents(const Extents &input,
                                    const WindowAttrs &attrs, Extents &output);
  llvm::LogicalResult reverseExtents(const Extents &input,
                                     const WindowAttrs &attrs,
                                     llvm::ArrayRef<int64_t> outputShape,
                                     Extents &output);
  template <typename Adaptor>
  llvm::LogicalResult windowResult(Adaptor op,
                                   llvm::ArrayRef<mlir::Type> elementTypes) {
    Extents input, output;
    WindowAttrs attrs(op, op.getSize());
    if (failed(getExtents(op.getInput(), input)) ||
        failed(checkWindow(attrs, input.size(), /*ignoreAllowed=*/true)) ||
        failed(windowExtents(input, attrs, output)))
      return llvm::failure();
    for (mlir::Type type : elementTypes)
      addResult(output, type);
    return llvm::success();
  }

  /// The extents of a product of matrices, in the last two dimensions.
  llvm::LogicalResult productExtents(mlir::Value lhs, mlir::Value rhs,
                                     bool transposeLhs, bool transposeRhs,
                                     Extents &extents);
  /// Checks that a bias broadcasts to the channels of an output of a rank.
  llvm::LogicalResult checkBias(mlir::Value bias, mlir::AffineExpr channels,
                                size_t rank);
  /// A filter of a convolution, with its name in messages, and where its
  /// extents go.
  struct Filter {
    mlir::Value tensor;
    llvm::StringRef name;
    Extents &extents;
  };
  /// Checks what all convolutions have in common.
  template <typename Adaptor>
  llvm::LogicalResult checkConvolution(Adaptor op, const WindowAttrs &attrs,
                                       Extents &input,
                                       llvm::ArrayRef<Filter> filters);
  llvm::LogicalResult checkOutputShape(llvm::ArrayRef<int64_t> outputShape,
                                       const Extents &input);
  llvm::LogicalResult checkPointFilter(mlir::Value filter,
                                       const Extents &extents);
  /// Adds the result of a transposed convolution by `filter`, whose extents are
  /// checked but for the channels of the output.
  template <typename Adaptor>
  llvm::LogicalResult deconvResult(Adaptor op, const WindowAttrs &attrs,
                                   const Extents &input, const Extents &filter,
                                   mlir::AffineExpr groups);
  /// Checks the first two extents of a chosen shape, if there is one, against
  /// the extents that follow from the operands.
  llvm::LogicalResult checkBatchAndChannels(llvm::ArrayRef<int64_t> outputShape,
                                            const Extents &output);

  mlir::MLIRContext *context;
  std::optional<mlir::Location> location;
  llvm::StringRef opName;
  mlir::ValueRange operands;
  bool ignoresElementTypes = false;
  llvm::SmallVector<Result, 1> results;
};

} // namespace nnef

#endif // NNEF_LIB_DIALECT_NNEF_IR_SHAPEINFERENCE_H
