//===- NNEFToLinalg.cpp - The pass that lowers NNEF to Linalg -----------===//
//
// Part of the nnef-mlir project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "LoweringUtils.h"
#include "NNEF/Conversion/Passes.h"
#include "mlir/Dialect/Affine/IR/AffineOps.h"
#include "mlir/Dialect/Func/IR/FuncOps.h"
#include "mlir/Transforms/DialectConversion.h"

namespace nnef {
#define GEN_PASS_DEF_CONVERTNNEFTOLINALG
#include "NNEF/Conversion/Passes.h.inc"
} // namespace nnef

using namespace mlir;
using namespace nnef;

static LogicalResult lowerConstant(ConstantOp op, PatternRewriter &rewriter) {
  rewriter.replaceOpWithNewOp<arith::ConstantOp>(op, op.getValue());
  return success();
}

static LogicalResult lowerVariable(VariableOp op, PatternRewriter &rewriter) {
  Type stored = getElementType(op.getOutput());
  if (!op.getValue() || getMemoryType(stored) != stored)
    return failure();
  rewriter.replaceOpWithNewOp<arith::ConstantOp>(op, *op.getValue());
  return success();
}

static LogicalResult lowerCall(CallOp op, PatternRewriter &rewriter) {
  if (!op.getBodyAttr())
    return failure();
  rewriter.replaceOpWithNewOp<func::CallOp>(
      op, op.getBodyAttr(), op.getResultTypes(), op.getArguments());
  return success();
}

void nnef::populateNNEFToLinalgPatterns(RewritePatternSet &patterns) {
  patterns.add(lowerConstant);
  patterns.add(lowerVariable);
  patterns.add(lowerCall);
  populateElementwisePatterns(patterns);
  populateReducePatterns(patterns);
  populateConvolutionPatterns(patterns);
  populatePoolingPatterns(patterns);
  populateSamplingPatterns(patterns);
  populateShapePatterns(patterns);
  populateLinearAlgebraPatterns(patterns);
  populateNormalizationPatterns(patterns);
}

/// An operation may declare less about its shape, or more, than what replaces
/// it. The conversion leaves a cast that has no meaning between the two.
static void resolveCasts(ModuleOp module) {
  module.walk([](UnrealizedConversionCastOp op) {
    if (op->getNumOperands() != 1 || op->getNumResults() != 1 ||
        !tensor::CastOp::areCastCompatible(op->getOperandTypes(),
                                           op->getResultTypes()))
      return;
    OpBuilder builder(op);
    op.replaceAllUsesWith(tensor::CastOp::create(builder, op.getLoc(),
                                                 op->getResultTypes(),
                                                 op->getOperands())
                              ->getResults());
    op.erase();
  });
}

/// Why an operation is still there after the conversion.
static void reportUnsupported(Operation *op) {
  if (auto variable = dyn_cast<VariableOp>(op)) {
    op->emitOpError("has no values: variable '")
        << variable.getLabel() << "' was imported without its weights";
    return;
  }
  if (isa<UpdateOp>(op)) {
    op->emitOpError("cannot be lowered to Linalg: only a global keeps its new "
                    "value; import the model with --variables=globals");
    return;
  }
  if (auto dequantize = dyn_cast<DequantizeOp>(op)) {
    op->emitOpError("cannot be lowered to Linalg: the codes of '")
        << dequantize.getQuantization().getAlgorithm()
        << "' cannot be decoded yet";
    return;
  }
  if (auto call = dyn_cast<CallOp>(op)) {
    op->emitOpError("cannot be lowered to Linalg: fragment '")
        << call.getFragment() << "' has no body";
    return;
  }
  op->emitOpError("cannot be lowered to Linalg");
}

namespace {
struct ConvertNNEFToLinalg
    : nnef::impl::ConvertNNEFToLinalgBase<ConvertNNEFToLinalg> {
  using Base::Base;

  void runOnOperation() override {
    RewritePatternSet patterns(&getContext());
    populateNNEFToLinalgPatterns(patterns);
    ConversionTarget target(getContext());
    // Extents that are not known are computed by affine maps.
    target.addLegalDialect<affine::AffineDialect, arith::ArithDialect,
                           func::FuncDialect, linalg::LinalgDialect,
                           math::MathDialect, tensor::TensorDialect>();
    StoredTypeConverter converter;
    populateStoredTypePatterns(patterns, converter, target);
    ConversionConfig config;
    config.allowPatternRollback = false;
    // Patterns replace everything as it is. Folding a constant would only make
    // it anew, without end where it is not recognized as a constant: that was
    // seen in builds with gcc.
    config.foldingMode = DialectConversionFoldingMode::Never;
    config.buildMaterializations = false;
    if (failed(applyPartialConversion(getOperation(), target,
                                      std::move(patterns), config)))
      return signalPassFailure();
    resolveCasts(getOperation());
    // Report everything that could not be lowered, not just the first one.
    getOperation().walk([&](Operation *op) {
      if (!isa_and_nonnull<NNEFDialect>(op->getDialect()))
        return;
      reportUnsupported(op);
      signalPassFailure();
    });
  }
};
} // namespace
