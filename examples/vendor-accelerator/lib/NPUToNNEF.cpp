//===- NPUToNNEF.cpp - What operations of the NPU compute -----------------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//===----------------------------------------------------------------------===//

#include "NNEF/Dialect/NNEF/IR/NNEF.h"
#include "NPU/NPU.h"
#include "mlir/Transforms/WalkPatternRewriteDriver.h"

using namespace mlir;

namespace npu {
#define GEN_PASS_DEF_CONVERTNPUTONNEF
#include "NPU/Passes.h.inc"
} // namespace npu

/// Puts the activation of a layer behind it.
static LogicalResult replaceLayer(PatternRewriter &rewriter, Operation *op,
                                  Value sums, npu::Activation activation) {
  if (activation == npu::Activation::Relu)
    sums = nnef::ReluOp::create(rewriter, op->getLoc(), sums.getType(), sums);
  rewriter.replaceOp(op, sums);
  return success();
}

static LogicalResult expandConv(npu::ConvOp op, PatternRewriter &rewriter) {
  auto padding = nnef::PaddingAttr::get(op.getContext(), op.getPadding());
  Value sums = nnef::ConvOp::create(
      rewriter, op.getLoc(), op.getType(), op.getInput(), op.getFilter(),
      op.getBias(), nnef::BorderMode::Constant, padding, op.getStride());
  return replaceLayer(rewriter, op, sums, op.getActivation());
}

static LogicalResult expandDense(npu::DenseOp op, PatternRewriter &rewriter) {
  Value sums =
      nnef::LinearOp::create(rewriter, op.getLoc(), op.getType(), op.getInput(),
                             op.getFilter(), op.getBias());
  return replaceLayer(rewriter, op, sums, op.getActivation());
}

static LogicalResult expandMaxPool(npu::MaxPoolOp op,
                                   PatternRewriter &rewriter) {
  // The window of NNEF has the dimensions of batch and channels as well.
  auto extend = [](SmallVector<int64_t> all, ArrayRef<int64_t> window) {
    llvm::append_range(all, window);
    return all;
  };
  auto padding = nnef::PaddingAttr::get(op.getContext(),
                                        extend({0, 0, 0, 0}, op.getPadding()));
  rewriter.replaceOpWithNewOp<nnef::MaxPoolOp>(
      op, op.getType(), op.getInput(), extend({1, 1}, op.getSize()),
      nnef::BorderMode::Ignore, padding, extend({1, 1}, op.getStride()));
  return success();
}

static LogicalResult expandHardSwish(npu::HardSwishOp op,
                                     PatternRewriter &rewriter) {
  Location loc = op.getLoc();
  Type type = op.getType();
  auto scalar = RankedTensorType::get({}, rewriter.getF32Type());
  auto constant = [&](float value) -> Value {
    return nnef::ConstantOp::create(rewriter, loc,
                                    DenseElementsAttr::get(scalar, value));
  };
  Value x = op.getInput();
  Value sum = nnef::AddOp::create(rewriter, loc, type, x, constant(3));
  Value gate =
      nnef::ClampOp::create(rewriter, loc, type, sum, constant(0), constant(6));
  Value product = nnef::MulOp::create(rewriter, loc, type, x, gate);
  rewriter.replaceOpWithNewOp<nnef::DivOp>(op, type, product, constant(6));
  return success();
}

static LogicalResult expandView(npu::ViewOp op, PatternRewriter &rewriter) {
  auto type = cast<RankedTensorType>(op.getType());
  if (getElementTypeOrSelf(op.getInput()) != type.getElementType())
    rewriter.replaceOpWithNewOp<nnef::StorageCastOp>(op, type, op.getInput());
  else
    rewriter.replaceOpWithNewOp<nnef::ReshapeOp>(op, type, op.getInput(),
                                                 type.getShape());
  return success();
}

static LogicalResult expandWeights(npu::WeightsOp op,
                                   PatternRewriter &rewriter) {
  rewriter.replaceOpWithNewOp<nnef::ConstantOp>(op, op.getValue());
  return success();
}

/// An operation that NNEF has as it is.
template <typename OpT, typename NNEFOpT>
static LogicalResult expandUnary(OpT op, PatternRewriter &rewriter) {
  rewriter.replaceOpWithNewOp<NNEFOpT>(op, op.getType(), op.getInput());
  return success();
}

namespace {
struct ConvertNPUToNNEF : npu::impl::ConvertNPUToNNEFBase<ConvertNPUToNNEF> {
  void runOnOperation() override {
    RewritePatternSet patterns(&getContext());
    patterns.add(expandConv)
        .add(expandDense)
        .add(expandHardSwish)
        .add(expandMaxPool)
        .add(expandView)
        .add(expandWeights)
        .add(expandUnary<npu::ReluOp, nnef::ReluOp>)
        .add(expandUnary<npu::SoftmaxOp, nnef::SoftmaxOp>);
    walkAndApplyPatterns(getOperation(), std::move(patterns));
  }
};
} // namespace
