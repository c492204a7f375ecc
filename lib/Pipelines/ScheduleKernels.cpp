//===- ScheduleKernels.cpp - From layers to loops over vectors ------------===//
//
// Part of the nnef-mlir project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "NNEF/Pipelines/Passes.h"
#include "mlir/Dialect/Affine/IR/AffineOps.h"
#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/Func/IR/FuncOps.h"
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
#include <numeric>

namespace nnef {
#define GEN_PASS_DEF_SCHEDULEKERNELSPASS
#include "NNEF/Pipelines/Passes.h.inc"
} // namespace nnef

using namespace mlir;

static constexpr char schedulesText[] =
#include "Schedules.mlir.inc"
    ;

//===----------------------------------------------------------------------===//
// The extents of tiles
//===----------------------------------------------------------------------===//

/// How many vectors of sums a tile may have: of the 32 registers, some are for
/// what is multiplied.
static constexpr int64_t maxAccumulators = 28;
/// The same where nothing is used again: enough for the processor to have
/// something to do while it waits for memory.
static constexpr int64_t maxElementwiseVectors = 4;
static constexpr int64_t lanes = 16;
static constexpr int64_t maxTileElements = 2 * maxAccumulators * lanes;

/// The largest divisor of `extent` up to `limit`.
static int64_t findDivisor(int64_t extent, int64_t limit) {
  for (int64_t i = std::min(extent, limit); i > 1; --i)
    if (extent % i == 0)
      return i;
  return 1;
}

/// What a loop costs to be run by several threads, in operations.
static constexpr int64_t minParallelWork = 1 << 17;

/// Into how large parts to divide an extent so that each is up to `limit`: if
/// possible, such that all are equal.
static int64_t choosePart(int64_t extent, int64_t limit) {
  limit = std::max<int64_t>(limit, 1);
  int64_t divisor = findDivisor(extent, limit);
  if (2 * divisor > std::min(extent, limit))
    return divisor;
  return llvm::divideCeil(extent, llvm::divideCeil(extent, limit));
}

namespace {
/// How the result of a kernel is divided, dimension by dimension; 0 stands for
/// the whole extent.
struct TilePlan {
  /// What one step of the parallel loop computes.
  SmallVector<int64_t> parallel;
  /// What is computed at once, in registers.
  SmallVector<int64_t> registers;
  /// The order of the dimensions in the parallel loop, outermost first.
  SmallVector<int64_t> order;
  /// Whether threads should share the work.
  bool isParallel = true;
};
} // namespace

/// The sum over a window or a row that a kernel computes.
static linalg::LinalgOp findReduction(func::FuncOp kernel) {
  linalg::LinalgOp result;
  kernel.walk([&](linalg::LinalgOp op) {
    if (op.getNumReductionLoops() > 0)
      result = op;
  });
  return result;
}

static int64_t countElements(Value value) {
  auto type = dyn_cast<ShapedType>(value.getType());
  return type && type.hasStaticShape() ? type.getNumElements() : 1;
}

/// How many operations a kernel takes, about.
static int64_t estimateWork(func::FuncOp kernel) {
  int64_t work = 0;
  kernel.walk([&](linalg::LinalgOp op) {
    int64_t steps = 1;
    for (int64_t extent : op.getStaticLoopRanges())
      steps *= extent;
    work += steps * std::distance(op.getBlock()->begin(), op.getBlock()->end());
  });
  return work;
}

/// How much of the last dimension to compute as one value. Other extents than
/// these take the code generator apart.
static std::optional<int64_t> chooseVector(int64_t width) {
  for (int64_t vector : {64, 32, 16, 8, 4})
    if (width % vector == 0 && (vector <= 32 || width > vector))
      return vector;
  return std::nullopt;
}

/// The dimension of a result of `rank` dimensions along which a filter is used
/// again at each place.
static int64_t findRow(linalg::LinalgOp reduction, int64_t rank) {
  if (!reduction || reduction.getNumDpsInputs() != 2)
    return rank - 2;
  AffineMap filter = reduction.getIndexingMapsArray()[1];
  AffineMap output =
      reduction.getMatchingIndexingMap(reduction.getDpsInitOperand(0));
  for (int64_t dim = rank - 2; dim >= 0; --dim)
    if (!filter.isFunctionOfDim(output.getDimPosition(dim)))
      return dim;
  return rank - 2;
}

static std::optional<TilePlan> choosePlan(func::FuncOp kernel,
                                          RankedTensorType type) {
  ArrayRef<int64_t> shape = type.getShape();
  int64_t rank = type.getRank();
  if (rank < 2)
    return std::nullopt;
  int64_t width = shape[rank - 1];
  std::optional<int64_t> vector = chooseVector(width);
  if (!vector)
    return std::nullopt;
  linalg::LinalgOp reduction = findReduction(kernel);
  int64_t places = (reduction ? maxAccumulators : maxElementwiseVectors) /
                   llvm::divideCeil(*vector, lanes);
  int64_t row = findRow(reduction, rank);

  TilePlan plan;
  plan.parallel.assign(rank, 1);
  plan.parallel[rank - 1] = *vector == width ? 0 : *vector;
  plan.registers.assign(rank, 0);
  plan.registers[row] = choosePart(shape[row], places);
  if (row == rank - 2) {
    plan.parallel[row] = 0;
    // Several short rows, if there is enough left for threads to share.
    if (rank > 3 && 2 * shape[row] <= places && shape[row - 1] > 1) {
      plan.parallel[row - 1] = 0;
      plan.registers[row - 1] = choosePart(shape[row - 1], places / shape[row]);
    }
  } else {
    plan.parallel[row] = plan.registers[row];
  }

  // What is smaller is used again and again before the next part of the other.
  plan.order.resize(rank);
  std::iota(plan.order.begin(), plan.order.end(), 0);
  if (reduction && reduction.getNumDpsInputs() == 2 && rank == 5 &&
      countElements(reduction.getDpsInputs()[1]) <
          countElements(reduction.getDpsInputs()[0]))
    std::swap(plan.order[1], plan.order[2]);
  plan.isParallel = estimateWork(kernel) >= minParallelWork;
  return plan;
}

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

/// Whether an operation transposes extents of one. What vectors become of that
/// reads memory that nobody has written to.
static bool movesUnitExtents(linalg::LinalgOp op) {
  if (!llvm::is_contained(op.getStaticLoopRanges(), 1))
    return false;
  return llvm::any_of(op.getIndexingMapsArray(), [](AffineMap map) {
    return map.isPermutation() && !map.isIdentity();
  });
}

static bool canVectorize(linalg::LinalgOp op) {
  for (Value operand : op->getOperands())
    if (!isVectorElement(getElementTypeOrSelf(operand.getType())))
      return false;
  for (AffineMap map : op.getIndexingMapsArray())
    if (!llvm::all_of(map.getResults(), isSimpleIndex))
      return false;
  if (movesUnitExtents(op))
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
static bool canVectorize(func::FuncOp kernel) {
  return !kernel
              .walk([](linalg::LinalgOp op) {
                return canVectorize(op) ? WalkResult::advance()
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

/// Tiles the loops of a reduction to single steps.
static LogicalResult tileReductions(IRRewriter &rewriter, linalg::LinalgOp op) {
  SmallVector<int64_t> sizes;
  for (utils::IteratorType type : op.getIteratorTypesArray())
    sizes.push_back(type == utils::IteratorType::reduction ? 1 : 0);
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
         type.getNumElements() <= maxTileElements;
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
    if (!root || !canVectorize(kernel))
      return;
    std::optional<TilePlan> plan = choosePlan(
        kernel, cast<RankedTensorType>(root->getResult(0).getType()));
    if (!plan)
      return;
    kernel.walk([](linalg::LinalgOp op) {
      if (op.getNumReductionLoops() > 0)
        allowContraction(op);
    });
    if (failed(tile(root, *plan)) || failed(apply("simplify_tiles")) ||
        failed(sliceStridedOperands()) || failed(apply("vectorize")) ||
        failed(approximateFunctions()))
      signalPassFailure();
  }

  LogicalResult tile(linalg::LinalgOp root, const TilePlan &plan) {
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
    OpPassManager cleanup(func::FuncOp::getOperationName());
    cleanup.addPass(createCanonicalizerPass());
    cleanup.addPass(createCSEPass());
    if (failed(runPipeline(cleanup, getOperation())))
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

  LogicalResult sliceStridedOperands() {
    RewritePatternSet patterns(&getContext());
    patterns.add<SliceStridedOperands>(&getContext());
    return applyPatternsGreedily(getOperation(), std::move(patterns));
  }

  LogicalResult approximateFunctions() {
    RewritePatternSet patterns(&getContext());
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
      if (isTile(op) && succeeded(linalg::vectorizeOpPrecondition(op)))
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
