//===- NNEFToNPU.cpp - From NNEF to the NPU -------------------------------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// One pattern for each operation. A pattern refuses what the NPU cannot do, and
// the conversion fails at that operation. Why, says the capability table before
// that; types that the NPU does not have are refused by its own operations.
//
//===----------------------------------------------------------------------===//

#include "NNEF/Dialect/NNEF/IR/Geometry.h"
#include "NNEF/Dialect/NNEF/IR/NNEF.h"
#include "NPU/NPU.h"
#include "mlir/Dialect/Func/IR/FuncOps.h"
#include "mlir/Transforms/DialectConversion.h"

using namespace mlir;

namespace npu {
#define GEN_PASS_DEF_CONVERTNNEFTONPU
#include "NPU/Passes.h.inc"
} // namespace npu

namespace {

/// Variables and constants are weights, if their values were imported.
template <typename OpT> struct ConvertWeights : OpConversionPattern<OpT> {
  using OpConversionPattern<OpT>::OpConversionPattern;

  LogicalResult
  matchAndRewrite(OpT op, typename OpT::Adaptor adaptor,
                  ConversionPatternRewriter &rewriter) const override {
    if (!op.getValueAttr())
      return rewriter.notifyMatchFailure(op, "its values are not known");
    rewriter.replaceOpWithNewOp<npu::WeightsOp>(op, op.getType(),
                                                op.getValueAttr());
    return success();
  }
};

/// An operation that the NPU has with the same operands.
template <typename OpT, typename NPUOpT>
struct ConvertOneToOne : OpConversionPattern<OpT> {
  using OpConversionPattern<OpT>::OpConversionPattern;

  LogicalResult
  matchAndRewrite(OpT op, typename OpT::Adaptor adaptor,
                  ConversionPatternRewriter &rewriter) const override {
    rewriter.replaceOpWithNewOp<NPUOpT>(op, op->getResultTypes(),
                                        adaptor.getOperands());
    return success();
  }
};

/// How a window moves over rows and columns.
struct Window {
  SmallVector<int64_t> size, stride, padding;

  /// Fills in all defaults. Fails for a window that the NPU does not have.
  static FailureOr<Window> get(ArrayRef<nnef::WindowDim> dims,
                               ArrayRef<int64_t> inputShape,
                               ArrayRef<int64_t> outputShape) {
    Window window;
    for (auto [dim, extent, places] :
         llvm::zip_equal(dims, inputShape, outputShape)) {
      nnef::WindowDim resolved = dim;
      if (failed(resolved.resolve(extent, places)) || dim.dilation != 1 ||
          resolved.before < 0 || resolved.after < 0)
        return failure();
      window.size.push_back(resolved.size);
      window.stride.push_back(resolved.stride);
      window.padding.append({resolved.before, resolved.after});
    }
    return window;
  }
};

struct ConvertConv : OpConversionPattern<nnef::ConvOp> {
  using OpConversionPattern::OpConversionPattern;

  LogicalResult
  matchAndRewrite(nnef::ConvOp op, OpAdaptor adaptor,
                  ConversionPatternRewriter &rewriter) const override {
    ArrayRef<int64_t> filter = op.getFilter().getType().getShape();
    if (filter.size() != 4)
      return rewriter.notifyMatchFailure(op, "is not two-dimensional");
    if (op.getGroups() != 1)
      return rewriter.notifyMatchFailure(op, "has groups");
    if (op.getBorder() != nnef::BorderMode::Constant)
      return rewriter.notifyMatchFailure(op, "its border is not constant");
    FailureOr<Window> window =
        Window::get(nnef::getWindow(filter.drop_front(2), op.getPadding(),
                                    op.getStride(), op.getDilation()),
                    op.getInput().getType().getShape().drop_front(2),
                    op.getOutput().getType().getShape().drop_front(2));
    if (failed(window))
      return rewriter.notifyMatchFailure(op, "has a window of another kind");
    rewriter.replaceOpWithNewOp<npu::ConvOp>(
        op, op.getType(), adaptor.getInput(), adaptor.getFilter(),
        adaptor.getBias(), window->stride, window->padding);
    return success();
  }
};

struct ConvertMaxPool : OpConversionPattern<nnef::MaxPoolOp> {
  using OpConversionPattern::OpConversionPattern;

  LogicalResult
  matchAndRewrite(nnef::MaxPoolOp op, OpAdaptor adaptor,
                  ConversionPatternRewriter &rewriter) const override {
    // The window of NNEF spans all dimensions, also batch and channels.
    SmallVector<nnef::WindowDim> dims = nnef::getWindow(
        op.getSize(), op.getPadding(), op.getStride(), op.getDilation());
    if (dims.size() != 4)
      return rewriter.notifyMatchFailure(op, "is not two-dimensional");
    if (!dims[0].isIdentity() || !dims[1].isIdentity())
      return rewriter.notifyMatchFailure(op, "pools batch or channels");
    FailureOr<Window> window =
        Window::get(ArrayRef(dims).drop_front(2),
                    op.getInput().getType().getShape().drop_front(2),
                    op.getOutput().getType().getShape().drop_front(2));
    if (failed(window))
      return rewriter.notifyMatchFailure(op, "has a window of another kind");
    // Zeros beyond the edge would take part otherwise.
    if (op.getBorder() != nnef::BorderMode::Ignore &&
        llvm::any_of(window->padding, [](int64_t pad) { return pad != 0; }))
      return rewriter.notifyMatchFailure(op, "its border is not ignored");
    rewriter.replaceOpWithNewOp<npu::MaxPoolOp>(
        op, op.getType(), adaptor.getInput(), window->size, window->stride,
        window->padding);
    return success();
  }
};

/// A compound operation that the NPU has as a whole: it is matched before
/// anything decomposes it.
struct ConvertSoftmax : OpConversionPattern<nnef::SoftmaxOp> {
  using OpConversionPattern::OpConversionPattern;

  LogicalResult
  matchAndRewrite(nnef::SoftmaxOp op, OpAdaptor adaptor,
                  ConversionPatternRewriter &rewriter) const override {
    if (op.getAxes().size() != 1 || op.getAxes().front() != 1)
      return rewriter.notifyMatchFailure(op, "is not over the channels");
    rewriter.replaceOpWithNewOp<npu::SoftmaxOp>(op, op.getType(),
                                                adaptor.getX());
    return success();
  }
};

/// A custom fragment that models define themselves: matched by its name.
struct ConvertHardSwish : OpConversionPattern<nnef::CallOp> {
  using OpConversionPattern::OpConversionPattern;

  LogicalResult
  matchAndRewrite(nnef::CallOp op, OpAdaptor adaptor,
                  ConversionPatternRewriter &rewriter) const override {
    if (op.getFragment() != "hard_swish")
      return rewriter.notifyMatchFailure(op, "is no fragment of the NPU");
    rewriter.replaceOpWithNewOp<npu::HardSwishOp>(op, op.getResultTypes(),
                                                  adaptor.getArguments());
    return success();
  }
};

struct ConvertNNEFToNPU : npu::impl::ConvertNNEFToNPUBase<ConvertNNEFToNPU> {
  void runOnOperation() override {
    MLIRContext *context = &getContext();
    RewritePatternSet patterns(context);
    patterns.add<ConvertConv, ConvertHardSwish, ConvertMaxPool, ConvertSoftmax,
                 ConvertOneToOne<nnef::LinearOp, npu::DenseOp>,
                 ConvertOneToOne<nnef::ReluOp, npu::ReluOp>,
                 // Quantized tensors are codes under a type that says what
                 // these mean: the conversion between the two moves nothing.
                 ConvertOneToOne<nnef::StorageCastOp, npu::ViewOp>,
                 ConvertOneToOne<nnef::ReshapeOp, npu::ViewOp>,
                 ConvertWeights<nnef::ConstantOp>,
                 ConvertWeights<nnef::VariableOp>>(context);
    ConversionTarget target(*context);
    target.addLegalDialect<npu::NPUDialect>();
    target.addIllegalDialect<nnef::NNEFDialect>();
    FrozenRewritePatternSet frozen(std::move(patterns));
    // Private functions are the bodies of custom fragments.
    for (auto function : getOperation().getOps<func::FuncOp>())
      if (function.isPublic() &&
          failed(applyPartialConversion(function, target, frozen)))
        return signalPassFailure();
  }
};

} // namespace
