//===- ScheduleKernels.cpp - From layers to loops over vectors ------------===//
//
// Part of the nnef-mlir project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "ByteTables.h"
#include "DotProducts.h"
#include "FixedPointVectors.h"
#include "NNEF/Pipelines/Passes.h"
#include "NNEF/Pipelines/Pipelines.h"
#include "RowOps.h"
#include "TilePlan.h"
#include "Tuning.h"
#include "mlir/Dialect/Affine/IR/AffineOps.h"
#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/Func/IR/FuncOps.h"
#include "mlir/Dialect/LLVMIR/LLVMDialect.h"
#include "mlir/Dialect/Linalg/IR/Linalg.h"
#include "mlir/Dialect/Linalg/Transforms/Transforms.h"
#include "mlir/Dialect/Math/IR/Math.h"
#include "mlir/Dialect/Math/Transforms/Approximation.h"
#include "mlir/Dialect/Math/Transforms/Passes.h"
#include "mlir/Dialect/SCF/IR/SCF.h"
#include "mlir/Dialect/SCF/Transforms/TileUsingInterface.h"
#include "mlir/Dialect/SCF/Transforms/Transforms.h"
#include "mlir/Dialect/Tensor/IR/Tensor.h"
#include "mlir/Dialect/Transform/IR/TransformDialect.h"
#include "mlir/Dialect/Transform/IR/TransformOps.h"
#include "mlir/Dialect/Transform/Transforms/TransformInterpreterUtils.h"
#include "mlir/Dialect/Vector/IR/VectorOps.h"
#include "mlir/IR/PatternMatch.h"
#include "mlir/Parser/Parser.h"
#include "mlir/Pass/PassManager.h"
#include "mlir/Transforms/GreedyPatternRewriteDriver.h"
#include "mlir/Transforms/Passes.h"

namespace nnef {
#define GEN_PASS_DEF_SCHEDULEKERNELSPASS
#include "NNEF/Pipelines/Passes.h.inc"
} // namespace nnef

using namespace mlir;

static constexpr char schedulesText[] =
#include "Schedules.mlir.inc"
    ;

//===----------------------------------------------------------------------===//
// What can be vectorized
//===----------------------------------------------------------------------===//

/// Whether memory holds elements of this type as vectors do. It does not for
/// those of less than a byte.
static bool isVectorElement(Type type) {
  return (type.isFloat() || type.isSignlessInteger()) &&
         type.getIntOrFloatBitWidth() >= 8 &&
         type.getIntOrFloatBitWidth() <= 64;
}

/// Whether an index counts the steps of one loop, or those of a window.
static bool isSimpleIndex(AffineExpr expr) {
  if (isa<AffineDimExpr, AffineConstantExpr>(expr))
    return true;
  auto binary = dyn_cast<AffineBinaryOpExpr>(expr);
  if (!binary)
    return false;
  if (binary.getKind() == AffineExprKind::Mul)
    return isa<AffineDimExpr>(binary.getLHS()) &&
           isa<AffineConstantExpr>(binary.getRHS());
  return binary.getKind() == AffineExprKind::Add &&
         isSimpleIndex(binary.getLHS()) && isSimpleIndex(binary.getRHS());
}

/// Whether a function of one number has a polynomial that is right but for the
/// last bits.
static bool isApproximated(Operation *op) {
  return isa<math::ExpOp, math::TanhOp, math::LogOp, math::ErfOp>(op) &&
         op->getResult(0).getType().isF32();
}

static bool canVectorize(linalg::LinalgOp op) {
  for (Value operand : op->getOperands())
    if (!isVectorElement(getElementTypeOrSelf(operand.getType())))
      return false;
  for (AffineMap map : op.getIndexingMapsArray())
    if (!llvm::all_of(map.getResults(), isSimpleIndex))
      return false;
  for (Operation &inner : *op.getBlock()) {
    if (isa<linalg::YieldOp>(inner))
      continue;
    if (!OpTrait::hasElementwiseMappableTraits(&inner) &&
        !isa<arith::ConstantOp>(inner))
      return false;
    // Others than these become calls, one for each element.
    if (isa_and_present<math::MathDialect>(inner.getDialect()) &&
        !isa<math::AbsFOp, math::AbsIOp, math::CeilOp, math::FloorOp,
             math::SqrtOp, math::RsqrtOp, math::TruncOp, math::FmaOp>(inner) &&
        !isApproximated(&inner))
      return false;
    // What is a scalar to all elements stays outside.
    for (Value operand : inner.getOperands())
      if (!isVectorElement(operand.getType()) &&
          !operand.getType().isInteger(1))
        return false;
  }
  // A sum of several things has no form as vectors.
  if (op.getNumReductionLoops() > 0 && op.getNumDpsInits() != 1)
    return false;
  return true;
}

/// Whether all that a kernel computes can be vectorized.
static bool canVectorize(func::FuncOp kernel, bool byteTables) {
  return !kernel
              .walk([&](linalg::LinalgOp op) {
                return canVectorize(op) ||
                               (byteTables && nnef::isByteLookup(op))
                           ? WalkResult::advance()
                           : WalkResult::interrupt();
              })
              .wasInterrupted();
}

//===----------------------------------------------------------------------===//
// Tiling
//===----------------------------------------------------------------------===//

/// The operation that computes the result of a kernel.
static linalg::LinalgOp findRoot(func::FuncOp kernel) {
  auto terminator =
      cast<func::ReturnOp>(kernel.getBody().front().getTerminator());
  Value result = terminator.getOperand(0);
  // A border is around the result, or it is seen as another shape.
  if (auto insert = result.getDefiningOp<tensor::InsertSliceOp>())
    result = insert.getSource();
  if (auto collapse = result.getDefiningOp<tensor::CollapseShapeOp>())
    result = collapse.getSrc();
  auto root = result.getDefiningOp<linalg::LinalgOp>();
  if (!root || root.getNumDpsInits() != 1)
    return nullptr;
  AffineMap map = root.getMatchingIndexingMap(root.getDpsInitOperand(0));
  return map.isProjectedPermutation() ? root : nullptr;
}

/// The loops of `op` that run over the dimensions of its result.
static SmallVector<int64_t> getLoops(linalg::LinalgOp op) {
  SmallVector<int64_t> loops;
  AffineMap map = op.getMatchingIndexingMap(op.getDpsInitOperand(0));
  for (AffineExpr expr : map.getResults())
    loops.push_back(cast<AffineDimExpr>(expr).getPosition());
  return loops;
}

/// Tiles `root` together with what it uses, and returns what it has become.
/// `sizes` and `order` are those of the dimensions of the result.
static FailureOr<linalg::LinalgOp>
tileAndFuse(IRRewriter &rewriter, linalg::LinalgOp root,
            ArrayRef<int64_t> sizes, ArrayRef<int64_t> order,
            scf::SCFTilingOptions::LoopType type) {
  SmallVector<int64_t> loops = getLoops(root);
  SmallVector<int64_t> loopSizes(root.getNumLoops(), 0), loopOrder;
  for (auto [loop, size] : llvm::zip_equal(loops, sizes))
    loopSizes[loop] = size;
  for (int64_t dim : order)
    loopOrder.push_back(loops[dim]);
  for (int64_t loop = 0, e = root.getNumLoops(); loop < e; ++loop)
    if (!llvm::is_contained(loops, loop))
      loopOrder.push_back(loop);

  scf::SCFTileAndFuseOptions options;
  options.tilingOptions.setTileSizes(
      getAsIndexOpFoldResult(rewriter.getContext(), loopSizes));
  options.tilingOptions.setInterchange(loopOrder);
  options.tilingOptions.setLoopType(type);
  rewriter.setInsertionPoint(root);
  auto tiled = scf::tileConsumerAndFuseProducersUsingSCF(
      rewriter, cast<TilingInterface>(root.getOperation()), options);
  if (failed(tiled))
    return failure();
  for (auto [original, replacement] : tiled->replacements)
    rewriter.replaceAllUsesWith(original, replacement);
  return cast<linalg::LinalgOp>(tiled->tiledAndFusedOps.front());
}

/// Does the last step of a loop apart if it is a smaller one.
static void peelLoops(IRRewriter &rewriter, func::FuncOp kernel) {
  SmallVector<scf::ForOp> loops;
  // Inner ones first: those are then copied when outer ones are.
  kernel.walk([&](scf::ForOp loop) { loops.push_back(loop); });
  for (scf::ForOp loop : loops) {
    scf::ForOp last;
    rewriter.setInsertionPoint(loop);
    (void)scf::peelForLoopAndSimplifyBounds(rewriter, loop, last);
  }
}

/// Tiles the loops of a reduction to single steps, but for one that is computed
/// by a single instruction.
static LogicalResult tileReductions(IRRewriter &rewriter, linalg::LinalgOp op) {
  SmallVector<int64_t> sizes;
  for (utils::IteratorType type : op.getIteratorTypesArray())
    sizes.push_back(type == utils::IteratorType::reduction ? 1 : 0);
  if (nnef::isDotProduct(op))
    sizes.back() = 0;
  scf::SCFTilingOptions options;
  options.setTileSizes(getAsIndexOpFoldResult(op.getContext(), sizes));
  rewriter.setInsertionPoint(op);
  auto tiled = scf::tileUsingSCF(
      rewriter, cast<TilingInterface>(op.getOperation()), options);
  if (failed(tiled))
    return failure();
  rewriter.replaceOp(op, tiled->replacements);
  return success();
}

namespace {
/// Lets an operation that reads every n-th element read a slice of these: what
/// is read in order can be vectorized.
struct SliceStridedOperands : OpRewritePattern<linalg::GenericOp> {
  using OpRewritePattern::OpRewritePattern;

  LogicalResult matchAndRewrite(linalg::GenericOp op,
                                PatternRewriter &rewriter) const override {
    if (!op.hasPureTensorSemantics())
      return failure();
    SmallVector<int64_t> extents = op.getStaticLoopRanges();
    SmallVector<AffineMap> maps = op.getIndexingMapsArray();
    bool changed = false;
    for (OpOperand *operand : op.getDpsInputOperands()) {
      auto type = dyn_cast<RankedTensorType>(operand->get().getType());
      if (!type)
        continue;
      AffineMap &map = maps[operand->getOperandNumber()];
      SmallVector<int64_t> sizes(type.getShape()), strides(type.getRank(), 1);
      SmallVector<AffineExpr> exprs(map.getResults());
      bool isStrided = false;
      for (auto [i, expr] : llvm::enumerate(exprs)) {
        auto product = dyn_cast<AffineBinaryOpExpr>(expr);
        if (!product || product.getKind() != AffineExprKind::Mul)
          continue;
        auto dim = dyn_cast<AffineDimExpr>(product.getLHS());
        auto step = dyn_cast<AffineConstantExpr>(product.getRHS());
        if (!dim || !step || step.getValue() < 1 ||
            ShapedType::isDynamic(extents[dim.getPosition()]))
          continue;
        sizes[i] = extents[dim.getPosition()];
        strides[i] = step.getValue();
        exprs[i] = dim;
        isStrided = true;
      }
      if (!isStrided || ShapedType::isDynamicShape(sizes))
        continue;
      SmallVector<int64_t> offsets(type.getRank(), 0);
      Value slice = tensor::ExtractSliceOp::create(
          rewriter, op.getLoc(),
          RankedTensorType::get(sizes, type.getElementType()), operand->get(),
          ValueRange(), ValueRange(), ValueRange(), offsets, sizes, strides);
      map = AffineMap::get(map.getNumDims(), 0, exprs, op.getContext());
      rewriter.modifyOpInPlace(op, [&] { operand->set(slice); });
      changed = true;
    }
    if (!changed)
      return failure();
    rewriter.modifyOpInPlace(op, [&] {
      op.setIndexingMapsAttr(rewriter.getAffineMapArrayAttr(maps));
    });
    return success();
  }
};
} // namespace

namespace {
/// Takes a part of a vector that has been written to a tensor from that vector:
/// sums of a row stay in registers until there is one.
struct ReadWrittenVector : OpRewritePattern<vector::TransferReadOp> {
  using OpRewritePattern::OpRewritePattern;

  LogicalResult matchAndRewrite(vector::TransferReadOp read,
                                PatternRewriter &rewriter) const override {
    auto write = read.getBase().getDefiningOp<vector::TransferWriteOp>();
    if (!write || read.getMask() || write.getMask() ||
        write.getVectorType().getRank() != 1 ||
        read.getVectorType().getRank() > 1 ||
        !read.getPermutationMap().isMinorIdentity() ||
        !write.getPermutationMap().isMinorIdentity() ||
        read.hasOutOfBoundsDim() || write.hasOutOfBoundsDim())
      return failure();
    auto readAt = getConstantIntValues(getAsOpFoldResult(read.getIndices()));
    auto writtenAt =
        getConstantIntValues(getAsOpFoldResult(write.getIndices()));
    if (!readAt || !writtenAt ||
        ArrayRef<int64_t>(*readAt).drop_back() !=
            ArrayRef<int64_t>(*writtenAt).drop_back())
      return failure();
    int64_t offset = readAt->back() - writtenAt->back();
    int64_t size = read.getVectorType().getNumElements();
    if (offset < 0 || offset + size > write.getVectorType().getNumElements())
      return failure();
    Value vector = write.getVector();
    if (read.getVectorType().getRank() == 0) {
      Value element =
          vector::ExtractOp::create(rewriter, read.getLoc(), vector, offset);
      rewriter.replaceOpWithNewOp<vector::BroadcastOp>(
          read, read.getVectorType(), element);
      return success();
    }
    rewriter.replaceOpWithNewOp<vector::ExtractStridedSliceOp>(
        read, vector, offset, size, /*strides=*/1);
    return success();
  }
};
} // namespace

/// Products and sums may become one instruction, with one rounding.
static void allowContraction(linalg::LinalgOp op) {
  for (Operation &inner : *op.getBlock())
    if (isa<arith::MulFOp, arith::AddFOp>(inner))
      inner.setAttr("fastmath",
                    arith::FastMathFlagsAttr::get(
                        op.getContext(), arith::FastMathFlags::contract));
}

//===----------------------------------------------------------------------===//
// The pass
//===----------------------------------------------------------------------===//

/// Whether the registers hold what an operation computes.
static bool isTile(linalg::LinalgOp op) {
  auto type = dyn_cast<RankedTensorType>(op->getResult(0).getType());
  return type && type.hasStaticShape() &&
         type.getNumElements() <= nnef::maxTileElements;
}

/// Whether an operation makes the border around what a kernel computes. That is
/// done once, before everything else, so registers are of no use for it.
static bool isBorder(linalg::LinalgOp op) {
  return isa<linalg::FillOp>(op) && isa<func::FuncOp>(op->getParentOp()) &&
         llvm::all_of(op->getUsers(), llvm::IsaPred<tensor::InsertSliceOp>);
}

namespace {
struct ScheduleKernelsPass
    : nnef::impl::ScheduleKernelsPassBase<ScheduleKernelsPass> {
  using Base::Base;

  LogicalResult initialize(MLIRContext *context) override {
    ParserConfig config(context);
    OwningOpRef<ModuleOp> module =
        schedules.empty() ? parseSourceString<ModuleOp>(schedulesText, config)
                          : parseSourceFile<ModuleOp>(schedules, config);
    if (!module)
      return failure();
    library = std::make_shared<OwningOpRef<ModuleOp>>(std::move(module));
    return success();
  }

  void runOnOperation() override {
    func::FuncOp kernel = getOperation();
    if (!kernel->hasAttr(nnef::kernelAttrName))
      return;
    linalg::LinalgOp root = findRoot(kernel);
    if (!root)
      return;
    std::optional<nnef::TilePlan> plan;
    nnef::VectorRegisters registers{vectorBits, vectorRegisters};
    if (canVectorize(kernel, byteTables))
      plan = nnef::choosePlan(kernel, root, registers);
    if (plan && !plan->isOfRows && failed(tune(root, registers, *plan)))
      return signalPassFailure();
    if (!plan) {
      if (failed(shareLoops(root)))
        signalPassFailure();
      return;
    }
    kernel.walk([](linalg::LinalgOp op) {
      if (op.getNumReductionLoops() > 0)
        allowContraction(op);
    });
    bool areRows = plan->isOfRows;
    if (failed(areRows ? tileRows(root, *plan) : tile(root, *plan)) ||
        failed(apply("simplify_tiles")) ||
        failed(rewrite<SliceStridedOperands>()))
      return signalPassFailure();
    vectorizeBytes();
    if (failed(apply("vectorize")) || failed(rewrite<ReadWrittenVector>()) ||
        failed(lowerScalars()))
      signalPassFailure();
  }

  /// Changes a plan to the one that was found to be better, or that is to be
  /// tried out, and records what it is now.
  LogicalResult tune(linalg::LinalgOp root,
                     const nnef::VectorRegisters &registers,
                     nnef::TilePlan &plan) {
    func::FuncOp kernel = getOperation();
    DictionaryAttr tiles = nnef::findTuning(kernel);
    // A kernel that has fewer products at best is here only for a trial.
    if (tiles && !tiles.contains("winograd") &&
        failed(nnef::readAttribute(kernel, root, tiles, plan)))
      return failure();
    if (std::optional<uint64_t> trial = nnef::getTrial(kernel)) {
      auto others = nnef::listAlternatives(kernel, root, plan, registers);
      if (*trial < others.size())
        plan = others[*trial];
    }
    kernel->setAttr(nnef::tilesAttrName,
                    nnef::getAttribute(plan, &getContext()));
    return success();
  }

  LogicalResult tile(linalg::LinalgOp root, const nnef::TilePlan &plan) {
    using LoopType = scf::SCFTilingOptions::LoopType;
    IRRewriter rewriter(&getContext());
    auto outer =
        tileAndFuse(rewriter, root, plan.parallel, plan.order,
                    plan.isParallel ? LoopType::ForallOp : LoopType::ForOp);
    if (failed(outer))
      return failure();
    auto inner = tileAndFuse(rewriter, *outer, plan.registers, plan.order,
                             LoopType::ForOp);
    if (failed(inner))
      return failure();
    peelLoops(rewriter, getOperation());
    if (failed(cleanUp()))
      return failure();
    SmallVector<linalg::LinalgOp> reductions;
    getOperation().walk([&](linalg::LinalgOp op) {
      if (op.getNumReductionLoops() > 0)
        reductions.push_back(op);
    });
    for (linalg::LinalgOp op : reductions)
      if (failed(tileReductions(rewriter, op)))
        return failure();
    return success();
  }

  /// Lets threads share what stays plain loops.
  LogicalResult shareLoops(linalg::LinalgOp root) {
    std::optional<nnef::TilePlan> plan =
        nnef::chooseSharing(getOperation(), root);
    if (!plan)
      return success();
    IRRewriter rewriter(&getContext());
    if (failed(tileAndFuse(rewriter, root, plan->parallel, plan->order,
                           scf::SCFTilingOptions::LoopType::ForallOp)))
      return failure();
    return cleanUp();
  }

  /// Divides a kernel into rows, and each op on a row into pieces.
  LogicalResult tileRows(linalg::LinalgOp root, const nnef::TilePlan &plan) {
    using LoopType = scf::SCFTilingOptions::LoopType;
    IRRewriter rewriter(&getContext());
    if (failed(tileAndFuse(rewriter, root, plan.parallel, plan.order,
                           plan.isParallel ? LoopType::ForallOp
                                           : LoopType::ForOp)))
      return failure();
    // What several ops use has become one op for each of them.
    if (failed(cleanUp()))
      return failure();
    SmallVector<linalg::LinalgOp> ops;
    getOperation().walk([&](linalg::LinalgOp op) { ops.push_back(op); });
    for (linalg::LinalgOp op : ops)
      if (op.getNumLoops() > plan.numPlaces &&
          failed(nnef::splitRow(rewriter, op)))
        return failure();
    return cleanUp();
  }

  LogicalResult cleanUp() {
    OpPassManager cleanup(func::FuncOp::getOperationName());
    cleanup.addPass(createCanonicalizerPass());
    cleanup.addPass(createCSEPass());
    return runPipeline(cleanup, getOperation());
  }

  template <typename PatternT> LogicalResult rewrite() {
    RewritePatternSet patterns(&getContext());
    patterns.add<PatternT>(&getContext());
    return applyPatternsGreedily(getOperation(), std::move(patterns));
  }

  /// Computes with bytes by instructions for them. What has another form is
  /// vectorized as any other operation is.
  void vectorizeBytes() {
    IRRewriter rewriter(&getContext());
    SmallVector<linalg::GenericOp> ops;
    getOperation().walk([&](linalg::GenericOp op) { ops.push_back(op); });
    for (linalg::GenericOp op : ops)
      if (nnef::isDotProduct(op))
        (void)nnef::vectorizeDotProduct(rewriter, op, vectorBits);
      else if (byteTables && nnef::isByteLookup(op))
        (void)nnef::vectorizeByteLookup(rewriter, op);
  }

  /// Writes operations on elements in a form that is faster for vectors.
  LogicalResult lowerScalars() {
    RewritePatternSet patterns(&getContext());
    nnef::populateFixedPointPatterns(patterns);
    populateMathPolynomialApproximationPatterns(patterns, [](StringRef name) {
      return llvm::is_contained(
          {math::ExpOp::getOperationName(), math::TanhOp::getOperationName(),
           math::LogOp::getOperationName(), math::ErfOp::getOperationName()},
          name);
    });
    return applyPatternsGreedily(getOperation(), std::move(patterns));
  }

  LogicalResult apply(StringRef name) {
    auto sequence = (*library)->lookupSymbol<transform::NamedSequenceOp>(name);
    if (!sequence)
      return emitError((*library)->getLoc())
             << "expected a sequence '" << name << "' among the schedules";
    SmallVector<Operation *> tiles;
    getOperation().walk([&](linalg::LinalgOp op) {
      if (isTile(op) && !isBorder(op) &&
          succeeded(linalg::vectorizeOpPrecondition(op)))
        tiles.push_back(op);
    });
    RaggedArray<transform::MappedValue> bindings;
    bindings.push_back(ArrayRef<Operation *>(getOperation()));
    bindings.push_back(tiles);
    return transform::applyTransformNamedSequence(
        bindings, cast<transform::TransformOpInterface>(*sequence), {},
        transform::TransformOptions());
  }

  std::shared_ptr<OwningOpRef<ModuleOp>> library;
};
} // namespace
