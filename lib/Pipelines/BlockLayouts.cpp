//===- BlockLayouts.cpp - Blocks of channels through a network ------------===//
//
// Part of the nnef-mlir project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "NNEF/Pipelines/Passes.h"
#include "mlir/Dialect/Affine/IR/AffineOps.h"
#include "mlir/Dialect/Func/IR/FuncOps.h"
#include "mlir/Dialect/Linalg/IR/Linalg.h"
#include "mlir/Dialect/Linalg/Transforms/Transforms.h"
#include "mlir/Dialect/Tensor/IR/Tensor.h"
#include "mlir/Transforms/GreedyPatternRewriteDriver.h"
#include "llvm/ADT/EquivalenceClasses.h"
#include <numeric>

namespace nnef {
#define GEN_PASS_DEF_BLOCKLAYOUTSPASS
#include "NNEF/Pipelines/Passes.h.inc"
} // namespace nnef

using namespace mlir;

//===----------------------------------------------------------------------===//
// Which dimensions go together
//===----------------------------------------------------------------------===//

namespace {
/// The dimensions of all tensors of a function, in classes of those that should
/// be split into blocks alike: what one loop runs over, or what keeps its
/// place when elements are moved.
class DimensionClasses {
public:
  explicit DimensionClasses(func::FuncOp function);

  /// The extent of a block of this dimension; 1 if it is not split.
  int64_t getBlock(Value value, unsigned dim) const {
    auto known = blocks.find(leaders.lookup({value, dim}));
    return known == blocks.end() ? 1 : known->second;
  }

private:
  using Dimension = std::pair<Value, unsigned>;

  unsigned getId(Value value, unsigned dim) {
    auto [it, isNew] = ids.try_emplace({value, dim}, dimensions.size());
    if (isNew) {
      dimensions.push_back({value, dim});
      classes.insert(it->second);
    }
    return it->second;
  }
  void join(Value a, unsigned dimA, Value b, unsigned dimB) {
    classes.unionSets(getId(a, dimA), getId(b, dimB));
  }
  void joinAll(Value a, Value b) {
    for (int64_t i = 0, e = cast<ShapedType>(a.getType()).getRank(); i < e; ++i)
      join(a, i, b, i);
  }

  void visit(linalg::LinalgOp op);
  void visitChannels(linalg::LinalgOp op);

  std::vector<Dimension> dimensions;
  DenseMap<Dimension, unsigned> ids;
  llvm::EquivalenceClasses<unsigned> classes;
  /// Dimensions that are worth being split.
  SmallVector<Dimension> channels;

  DenseMap<Dimension, unsigned> leaders;
  DenseMap<unsigned, int64_t> blocks;
};
} // namespace

/// The dimension of `operand` that loop `loop` alone runs over, step by step.
static std::optional<unsigned> findDim(linalg::LinalgOp op, OpOperand &operand,
                                       unsigned loop) {
  AffineMap map = op.getMatchingIndexingMap(&operand);
  for (auto [i, expr] : llvm::enumerate(map.getResults()))
    if (auto dim = dyn_cast<AffineDimExpr>(expr))
      if (dim.getPosition() == loop)
        return i;
  return std::nullopt;
}

void DimensionClasses::visit(linalg::LinalgOp op) {
  for (unsigned loop = 0; loop < op.getNumLoops(); ++loop) {
    std::optional<Dimension> first;
    for (OpOperand &operand : op->getOpOperands()) {
      if (!isa<RankedTensorType>(operand.get().getType()))
        continue;
      std::optional<unsigned> dim = findDim(op, operand, loop);
      if (!dim)
        continue;
      if (first)
        join(first->first, first->second, operand.get(), *dim);
      else
        first = {operand.get(), *dim};
    }
  }
  for (OpOperand &init : op.getDpsInitsMutable())
    if (OpResult result = op.getTiedOpResult(&init))
      joinAll(init.get(), result);
  visitChannels(op);
}

/// Whether a value is a weight, maybe in another shape.
static bool isWeight(Value value) {
  Operation *op = value.getDefiningOp();
  while (
      op &&
      isa<tensor::ExpandShapeOp, tensor::CollapseShapeOp, linalg::TransposeOp>(
          op))
    op = op->getOperand(0).getDefiningOp();
  return op && op->hasTrait<OpTrait::ConstantLike>();
}

/// Notes the channels of a convolution, or of a product with a matrix of
/// weights.
void DimensionClasses::visitChannels(linalg::LinalgOp op) {
  if (op.getNumDpsInputs() != 2 || op.getNumDpsInits() != 1)
    return;
  OpOperand &input = *op.getDpsInputOperand(0);
  OpOperand &output = *op.getDpsInitOperand(0);
  auto note = [&](ArrayRef<unsigned> loops, OpOperand &operand) {
    for (unsigned loop : loops)
      if (std::optional<unsigned> dim = findDim(op, operand, loop))
        channels.push_back({operand.get(), *dim});
  };
  if (auto dims = linalg::inferConvolutionDims(op); succeeded(dims)) {
    note(dims->inputChannel, input);
    note(dims->depth, input);
    note(dims->outputChannel, output);
    return;
  }
  auto dims = linalg::inferContractionDims(op);
  if (failed(dims) || !isWeight(op.getDpsInputs()[1]) || !dims->batch.empty() ||
      dims->n.size() != 1 || dims->k.size() != 1)
    return;
  note(dims->k, input);
  note(dims->n, output);
}

/// How many channels to put side by side: as many as fill one or two vectors.
/// `extent` is what they must divide.
static int64_t chooseBlock(int64_t extent) {
  for (int64_t block : {32, 16, 8})
    if (extent % block == 0)
      return block;
  return 1;
}

DimensionClasses::DimensionClasses(func::FuncOp function) {
  function.walk([&](Operation *op) {
    if (auto linalgOp = dyn_cast<linalg::LinalgOp>(op))
      return visit(linalgOp);
    if (auto pad = dyn_cast<tensor::PadOp>(op))
      return joinAll(pad.getSource(), pad.getResult());
    if (auto concat = dyn_cast<tensor::ConcatOp>(op))
      for (Value input : concat.getInputs())
        joinAll(input, concat.getResult());
  });

  DenseMap<unsigned, int64_t> extents;
  for (auto [id, dimension] : llvm::enumerate(dimensions)) {
    unsigned leader = classes.getLeaderValue(id);
    leaders[dimension] = leader;
    auto type = cast<ShapedType>(dimension.first.getType());
    int64_t extent = type.getDimSize(dimension.second);
    // No block divides what is not known.
    if (ShapedType::isDynamic(extent))
      extent = 1;
    int64_t &common = extents[leader];
    common = std::gcd(common, extent);
  }
  for (Dimension channel : channels) {
    unsigned leader = leaders[channel];
    if (int64_t block = chooseBlock(extents[leader]); block > 1)
      blocks[leader] = block;
  }
}

//===----------------------------------------------------------------------===//
// Splitting
//===----------------------------------------------------------------------===//

namespace {
/// The blocks of the dimensions of one tensor.
struct Blocking {
  SmallVector<int64_t> dims;
  SmallVector<int64_t> tiles;

  Blocking(const DimensionClasses &classes, Value value) {
    auto type = cast<ShapedType>(value.getType());
    for (int64_t i = 0; i < type.getRank(); ++i) {
      int64_t block = classes.getBlock(value, i);
      if (block == 1)
        continue;
      dims.push_back(i);
      tiles.push_back(block);
    }
  }

  Value pack(OpBuilder &b, Location loc, Value value) const {
    auto type = cast<RankedTensorType>(value.getType());
    auto packed = linalg::PackOp::inferPackedType(type, tiles, dims);
    Value init = tensor::EmptyOp::create(b, loc, packed.getShape(),
                                         packed.getElementType());
    return linalg::PackOp::create(b, loc, value, init, dims,
                                  getAsIndexOpFoldResult(b.getContext(), tiles))
        .getResult();
  }

  Value unpack(OpBuilder &b, Location loc, Value packed, Value like) const {
    auto type = cast<RankedTensorType>(like.getType());
    Value init =
        tensor::EmptyOp::create(b, loc, type.getShape(), type.getElementType());
    return linalg::UnPackOp::create(
               b, loc, packed, init, dims,
               getAsIndexOpFoldResult(b.getContext(), tiles))
        .getResult();
  }
};
} // namespace

/// Whether `loop` runs only over whole dimensions of operands, and nothing asks
/// where it is: it would be told the number of a block.
static bool canSplit(linalg::LinalgOp op, unsigned loop) {
  for (linalg::IndexOp index : op.getBlock()->getOps<linalg::IndexOp>())
    if (index.getDim() == loop)
      return false;
  for (AffineMap map : op.getIndexingMapsArray())
    for (AffineExpr expr : map.getResults())
      if (!isa<AffineDimExpr>(expr) && expr.isFunctionOfDim(loop))
        return false;
  return true;
}

/// The extent of the blocks that each loop of an op is split into; 0 if not.
static SmallVector<int64_t> getLoopBlocks(linalg::LinalgOp op,
                                          const DimensionClasses &classes) {
  SmallVector<int64_t> blocks(op.getNumLoops(), 0);
  for (unsigned loop = 0; loop < op.getNumLoops(); ++loop)
    for (OpOperand &operand : op->getOpOperands()) {
      if (!isa<RankedTensorType>(operand.get().getType()))
        continue;
      std::optional<unsigned> dim = findDim(op, operand, loop);
      if (!dim)
        continue;
      int64_t block = classes.getBlock(operand.get(), *dim);
      if (block > 1 && canSplit(op, loop))
        blocks[loop] = block;
      break;
    }
  return blocks;
}

static LogicalResult split(IRRewriter &rewriter, linalg::LinalgOp op,
                           ArrayRef<int64_t> blocks) {
  rewriter.setInsertionPoint(op);
  if (!isa<linalg::GenericOp>(op)) {
    FailureOr<linalg::GenericOp> generic =
        linalg::generalizeNamedOp(rewriter, op);
    if (failed(generic))
      return failure();
    op = *generic;
  }
  FailureOr<linalg::PackResult> packed = linalg::pack(
      rewriter, op, getAsIndexOpFoldResult(rewriter.getContext(), blocks));
  if (failed(packed))
    return failure();
  // Of a filter, those elements go together that one input element meets: its
  // last dimension is that of the output channels.
  linalg::LinalgOp packedOp = packed->packedLinalgOp;
  for (linalg::PackOp pack : packed->packOps)
    if (pack.getInnerDimsPos() == ArrayRef<int64_t>{0, 1} &&
        packedOp.getNumReductionLoops() > 0)
      return linalg::packTranspose(rewriter, pack, packedOp, {}, {}, {1, 0});
  return success();
}

/// Pads whole blocks. Dimensions that are split are not padded themselves.
static void split(IRRewriter &rewriter, tensor::PadOp op,
                  const Blocking &blocking) {
  rewriter.setInsertionPoint(op);
  Location loc = op.getLoc();
  Value source = blocking.pack(rewriter, loc, op.getSource());
  SmallVector<OpFoldResult> low = op.getMixedLowPad();
  SmallVector<OpFoldResult> high = op.getMixedHighPad();
  low.append(blocking.dims.size(), rewriter.getIndexAttr(0));
  high.append(blocking.dims.size(), rewriter.getIndexAttr(0));
  auto type = linalg::PackOp::inferPackedType(
      cast<RankedTensorType>(op.getType()), blocking.tiles, blocking.dims);
  Value padded =
      tensor::PadOp::create(rewriter, loc, type, source, low, high,
                            op.getConstantPaddingValue(), op.getNofold());
  rewriter.replaceOp(op, blocking.unpack(rewriter, loc, padded, op));
}

static void split(IRRewriter &rewriter, tensor::ConcatOp op,
                  const Blocking &blocking) {
  rewriter.setInsertionPoint(op);
  SmallVector<Value> inputs;
  for (Value input : op.getInputs())
    inputs.push_back(blocking.pack(rewriter, op.getLoc(), input));
  Value joined =
      tensor::ConcatOp::create(rewriter, op.getLoc(), op.getDim(), inputs);
  rewriter.replaceOp(op, blocking.unpack(rewriter, op.getLoc(), joined, op));
}

/// Whether no dimension that is split is padded, and what with is a constant.
static bool canSplit(tensor::PadOp op, const Blocking &blocking) {
  return !blocking.dims.empty() && op.getConstantPaddingValue() &&
         op.getType().hasStaticShape() && op.getSourceType().hasStaticShape() &&
         llvm::none_of(blocking.dims,
                       [&](int64_t dim) { return op.getPaddedDims()[dim]; });
}

namespace {
struct BlockLayoutsPass : nnef::impl::BlockLayoutsPassBase<BlockLayoutsPass> {
  void runOnOperation() override {
    func::FuncOp function = getOperation();
    DimensionClasses classes(function);
    SmallVector<Operation *> ops;
    function.walk([&](Operation *op) {
      if (isa<linalg::LinalgOp, tensor::PadOp, tensor::ConcatOp>(op))
        ops.push_back(op);
    });
    // What becomes of the others must not depend on the order, so all is
    // decided before anything is done.
    std::vector<std::pair<Operation *, SmallVector<int64_t>>> loops;
    std::vector<std::pair<Operation *, Blocking>> moves;
    for (Operation *op : ops) {
      if (auto linalgOp = dyn_cast<linalg::LinalgOp>(op)) {
        SmallVector<int64_t> blocks = getLoopBlocks(linalgOp, classes);
        if (linalgOp.hasPureTensorSemantics() &&
            llvm::any_of(blocks, [](int64_t block) { return block > 1; }))
          loops.push_back({op, blocks});
        continue;
      }
      Blocking blocking(classes, op->getResult(0));
      auto pad = dyn_cast<tensor::PadOp>(op);
      if (pad ? canSplit(pad, blocking) : !blocking.dims.empty())
        moves.push_back({op, blocking});
    }

    IRRewriter rewriter(&getContext());
    for (auto &[op, blocks] : loops)
      if (failed(split(rewriter, cast<linalg::LinalgOp>(op), blocks)))
        op->emitRemark("stays as it is");
    for (auto &[op, blocking] : moves) {
      if (auto pad = dyn_cast<tensor::PadOp>(op))
        split(rewriter, pad, blocking);
      else
        split(rewriter, cast<tensor::ConcatOp>(op), blocking);
    }

    RewritePatternSet patterns(&getContext());
    linalg::PackOp::getCanonicalizationPatterns(patterns, &getContext());
    linalg::UnPackOp::getCanonicalizationPatterns(patterns, &getContext());
    linalg::FillOp::getCanonicalizationPatterns(patterns, &getContext());
    linalg::populateFoldPackUnpackIntoTensorEmptyPatterns(patterns);
    linalg::populateSimplifyPackAndUnpackPatterns(patterns);
    linalg::populateEraseUnusedOperandsAndResultsPatterns(patterns);
    if (failed(applyPatternsGreedily(function, std::move(patterns))))
      signalPassFailure();
  }
};
} // namespace
