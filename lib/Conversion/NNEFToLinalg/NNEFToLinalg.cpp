//===- NNEFToLinalg.cpp - The pass that lowers NNEF to Linalg -----------===//
//
// Part of the nnef-mlir project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "Quantized.h"
#include "StoredTypes.h"

#include "NNEF/Conversion/Passes.h"
#include "mlir/Dialect/Affine/IR/AffineOps.h"
#include "mlir/Dialect/Func/IR/FuncOps.h"
#include "mlir/Dialect/SCF/IR/SCF.h"

namespace nnef {
#define GEN_PASS_DEF_CONVERTNNEFTOLINALG
#include "NNEF/Conversion/Passes.h.inc"
} // namespace nnef

using namespace mlir;
using namespace nnef;

//===----------------------------------------------------------------------===//
// Constants, variables and calls
//===----------------------------------------------------------------------===//

static Value lowerConstant(ConstantOp op, Lowering &b) {
  return b.create<arith::ConstantOp>(cast<TypedAttr>(op.getValue()));
}

static std::string findVariableObstacle(VariableOp op) {
  if (op.getValue())
    return {};
  return llvm::formatv("variable '{0}' was imported without its weights",
                       op.getLabel());
}

static Value lowerVariable(VariableOp op, Lowering &b) {
  return b.create<arith::ConstantOp>(cast<TypedAttr>(*op.getValue()));
}

static std::string findUpdateObstacle(UpdateOp) {
  return "only a global keeps its new value; import the model with "
         "--variables=globals";
}

static std::string findCallObstacle(CallOp op) {
  if (op.getBodyAttr())
    return {};
  return llvm::formatv("fragment '{0}' has no body", op.getFragment());
}

static SmallVector<Value> lowerCall(CallOp op, Lowering &b) {
  auto call = b.create<func::CallOp>(op.getBodyAttr(), op.getResultTypes(),
                                     op.getArguments());
  return llvm::to_vector_of<Value>(call.getResults());
}

//===----------------------------------------------------------------------===//
// The pass
//===----------------------------------------------------------------------===//

void nnef::populateLowerings(LoweringTable &table) {
  table.add(lowerConstant);
  table.add(lowerVariable, findVariableObstacle);
  table.add(lowerCall, findCallObstacle);
  table.check<UpdateOp>(findUpdateObstacle);
  populateElementwiseLowerings(table);
  populateReduceLowerings(table);
  populateConvolutionLowerings(table);
  populatePoolingLowerings(table);
  populateSamplingLowerings(table);
  populateShapeLowerings(table);
  populateRoILowerings(table);
  populateLinearAlgebraLowerings(table);
  populateNormalizationLowerings(table);
  populateQuantizationLowerings(table);
}

void nnef::populateNNEFToLinalgPatterns(RewritePatternSet &patterns) {
  LoweringTable table(patterns);
  populateLowerings(table);
}

std::function<std::string(Operation *)>
nnef::makeLinalgObstacles(MLIRContext *context) {
  struct State {
    explicit State(MLIRContext *context)
        : patterns(context), table(patterns), target(*context) {}
    RewritePatternSet patterns;
    LoweringTable table;
    StoredTypeConverter converter;
    ConversionTarget target;
  };
  auto state = std::make_shared<State>(context);
  populateLowerings(state->table);
  populateStoredTypeLowerings(state->table, state->converter, state->target);
  populateQuantizedLowerings(state->table, state->converter);
  return [state](Operation *op) { return state->table.findObstacle(op); };
}

/// Reports every operation that cannot be lowered, not just the first one.
static LogicalResult verifyCanLower(ModuleOp module,
                                    const LoweringTable &table) {
  bool canLower = true;
  module.walk([&](Operation *op) {
    if (!isa_and_nonnull<NNEFDialect>(op->getDialect()))
      return;
    std::string obstacle = table.findObstacle(op);
    if (obstacle.empty())
      return;
    op->emitOpError("cannot be lowered to Linalg: ") << obstacle;
    canLower = false;
  });
  return success(canLower);
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

namespace {
struct ConvertNNEFToLinalg
    : nnef::impl::ConvertNNEFToLinalgBase<ConvertNNEFToLinalg> {
  using Base::Base;

  void runOnOperation() override {
    RewritePatternSet patterns(&getContext());
    LoweringTable table(patterns);
    populateLowerings(table);
    ConversionTarget target(getContext());
    target.addIllegalDialect<NNEFDialect>();
    // Extents that are not known are computed by affine maps.
    target.addLegalDialect<affine::AffineDialect, arith::ArithDialect,
                           func::FuncDialect, linalg::LinalgDialect,
                           math::MathDialect, scf::SCFDialect,
                           tensor::TensorDialect>();
    StoredTypeConverter converter;
    populateStoredTypeLowerings(table, converter, target);
    populateQuantizedLowerings(table, converter);
    // A module that cannot be lowered stays as it is.
    if (failed(verifyCanLower(getOperation(), table)))
      return signalPassFailure();
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
  }
};
} // namespace
