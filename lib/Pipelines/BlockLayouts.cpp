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

  /// Joins the dimensions that a border leaves as they are.
  void joinUnpadded(tensor::PadOp pad) {
    llvm::SmallBitVector padded = pad.getPaddedDims();
    for (int64_t i = 0, e = pad.getType().getRank(); i < e; ++i)
      if (!padded[i])
        join(pad.getSource(), i, pad.getResult(), i);
  }

  /// Joins the dimensions of a part of a tensor with those of the whole, where
  /// the part is contiguous. Its place is a number of whole blocks.
  template <typename OpT> void joinSlice(OpT op, Value part, Value whole) {
    auto partType = cast<RankedTensorType>(part.getType());
    if (partType.getRank() != cast<ShapedType>(whole.getType()).getRank())
      return;
    for (int64_t i = 0, e = partType.getRank(); i < e; ++i) {
      if (op.getStaticStride(i) != 1)
        continue;
      join(part, i, whole, i);
      int64_t offset = op.getStaticOffset(i);
      places.push_back(
          {{whole, i}, ShapedType::isDynamic(offset) ? 1 : offset});
    }
  }

  void visit(linalg::LinalgOp op);
  void visitChannels(linalg::LinalgOp op);

  std::vector<Dimension> dimensions;
  DenseMap<Dimension, unsigned> ids;
  llvm::EquivalenceClasses<unsigned> classes;
  /// Dimensions that are worth being split.
  SmallVector<Dimension> channels;
  /// Where parts of dimensions begin, which are not divided.
  SmallVector<std::pair<Dimension, int64_t>> places;

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
      return joinUnpadded(pad);
    if (auto insert = dyn_cast<tensor::InsertSliceOp>(op)) {
      joinAll(insert.getDest(), insert.getResult());
      joinSlice(insert, insert.getSource(), insert.getResult());
    }
    if (auto extract = dyn_cast<tensor::ExtractSliceOp>(op))
      joinSlice(extract, extract.getResult(), extract.getSource());
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
  for (auto [dimension, place] : places) {
    int64_t &common = extents[leaders[dimension]];
    common = std::gcd(common, place);
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

/// The order of the blocks of a tensor whose dimensions `dims` are split. The
/// places of a row are beside each other, as those of images are: what is next
/// to a block is the block of the same channels at the next place.
static SmallVector<int64_t> getOuterOrder(int64_t rank,
                                          ArrayRef<int64_t> dims) {
  if (rank < 2 || !llvm::is_contained(dims, rank - 1) ||
      llvm::is_contained(dims, rank - 2))
    return {};
  auto order = llvm::to_vector(llvm::seq<int64_t>(0, rank));
  std::swap(order[rank - 2], order[rank - 1]);
  return order;
}

namespace {
/// The blocks of the dimensions of one tensor.
struct Blocking {
  SmallVector<int64_t> dims;
  SmallVector<int64_t> tiles;
  /// The order of the blocks; empty if it is that of the dimensions.
  SmallVector<int64_t> order;

  Blocking(const DimensionClasses &classes, Value value) {
    auto type = cast<ShapedType>(value.getType());
    for (int64_t i = 0; i < type.getRank(); ++i) {
      int64_t block = classes.getBlock(value, i);
      if (block == 1)
        continue;
      dims.push_back(i);
      tiles.push_back(block);
    }
    order = getOuterOrder(type.getRank(), dims);
  }

  RankedTensorType getPackedType(Type type) const {
    return linalg::PackOp::inferPackedType(cast<RankedTensorType>(type), tiles,
                                           dims, order);
  }

  Value pack(OpBuilder &b, Location loc, Value value) const {
    RankedTensorType packed = getPackedType(value.getType());
    Value init = tensor::EmptyOp::create(b, loc, packed.getShape(),
                                         packed.getElementType());
    return linalg::PackOp::create(b, loc, value, init, dims,
                                  getAsIndexOpFoldResult(b.getContext(), tiles),
                                  /*paddingValue=*/std::nullopt, order)
        .getResult();
  }

  Value unpack(OpBuilder &b, Location loc, Value packed, Value like) const {
    auto type = cast<RankedTensorType>(like.getType());
    Value init =
        tensor::EmptyOp::create(b, loc, type.getShape(), type.getElementType());
    return linalg::UnPackOp::create(
               b, loc, packed, init, dims,
               getAsIndexOpFoldResult(b.getContext(), tiles), order)
        .getResult();
  }

  /// What belongs to the blocks of each dimension of a plain tensor, in their
  /// order, and then `inner` for the dimensions within a block.
  SmallVector<OpFoldResult> arrange(SmallVector<OpFoldResult> outer,
                                    ArrayRef<OpFoldResult> inner) const {
    if (!order.empty())
      applyPermutationToVector(outer, order);
    llvm::append_range(outer, inner);
    return outer;
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
  // Of products without a block of results, vectors would hold places, whose
  // elements are not beside each other in blocks of what is added up.
  SmallVector<utils::IteratorType> iterators = op.getIteratorTypesArray();
  bool hasResults = llvm::any_of(
      llvm::seq<unsigned>(0, op.getNumLoops()), [&](unsigned loop) {
        return blocks[loop] > 1 && linalg::isParallelIterator(iterators[loop]);
      });
  if (op.getNumDpsInputs() == 2 && op.getNumReductionLoops() > 0 && !hasResults)
    blocks.assign(op.getNumLoops(), 0);
  return blocks;
}

namespace {
/// The order of the dimensions of a filter: that of the blocks, and within a
/// block. Empty where they stay as they are.
struct FilterOrder {
  SmallVector<int64_t> outer, inner;
};
} // namespace

/// Sorts the loops `exprs` of an op so that those of its result, or those of
/// the sum, come first. Empty if they are in this order.
static SmallVector<int64_t>
sortLoops(linalg::LinalgOp op, ArrayRef<AffineExpr> exprs, bool isSumFirst) {
  SmallVector<utils::IteratorType> iterators = op.getIteratorTypesArray();
  auto isFirst = [&](int64_t i) {
    unsigned loop = cast<AffineDimExpr>(exprs[i]).getPosition();
    return linalg::isReductionIterator(iterators[loop]) == isSumFirst;
  };
  auto order = llvm::to_vector(llvm::seq<int64_t>(0, exprs.size()));
  std::stable_partition(order.begin(), order.end(), isFirst);
  if (llvm::is_sorted(order))
    return {};
  return order;
}

/// Of a filter, those elements go together that one input element meets: its
/// last dimension is that of the output channels. All that one block of output
/// channels needs follows each other.
static FilterOrder getFilterOrder(linalg::LinalgOp op, OpOperand &operand) {
  auto pack = operand.get().getDefiningOp<linalg::PackOp>();
  AffineMap map = op.getMatchingIndexingMap(&operand);
  if (pack.getInnerDimsPos().size() < 2 || !map.isProjectedPermutation())
    return {};
  ArrayRef<AffineExpr> exprs = map.getResults();
  int64_t rank = pack.getSourceRank();
  return {sortLoops(op, exprs.take_front(rank), /*isSumFirst=*/false),
          sortLoops(op, exprs.drop_front(rank), /*isSumFirst=*/true)};
}

/// Lets the loops of an elementwise op run over the dimensions of its result in
/// their order.
static void orderLoops(IRRewriter &rewriter, linalg::GenericOp op) {
  AffineMap map = op.getMatchingIndexingMap(op.getDpsInitOperand(0));
  if (op.getNumDpsInits() != 1 || op.hasIndexSemantics() ||
      !map.isPermutation() || map.isIdentity())
    return;
  SmallVector<unsigned> loops;
  for (AffineExpr expr : map.getResults())
    loops.push_back(cast<AffineDimExpr>(expr).getPosition());
  rewriter.setInsertionPoint(op);
  (void)linalg::interchangeGenericOp(rewriter, op, loops);
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
  linalg::LinalgOp packedOp = packed->packedLinalgOp;
  for (linalg::PackOp pack : packed->packOps) {
    OpOperand &use = *pack->getUses().begin();
    FilterOrder order = getFilterOrder(packedOp, use);
    if (order.outer.empty())
      order.outer = getOuterOrder(pack.getSourceRank(), pack.getInnerDimsPos());
    if (order.outer.empty() && order.inner.empty())
      continue;
    linalg::UnPackOp unpack;
    if (packedOp.isDpsInit(&use))
      unpack = dyn_cast<linalg::UnPackOp>(
          *packedOp.getTiedOpResult(&use).user_begin());
    auto transposed = linalg::packTranspose(rewriter, pack, packedOp, unpack,
                                            order.outer, order.inner);
    if (failed(transposed))
      return failure();
    packedOp = transposed->transposedLinalgOp;
  }
  orderLoops(rewriter, cast<linalg::GenericOp>(packedOp));
  return success();
}

/// Pads whole blocks. Dimensions that are split are not padded themselves.
static void split(IRRewriter &rewriter, tensor::PadOp op,
                  const Blocking &blocking) {
  rewriter.setInsertionPoint(op);
  Location loc = op.getLoc();
  Value source = blocking.pack(rewriter, loc, op.getSource());
  SmallVector<OpFoldResult> zeros(blocking.dims.size(),
                                  rewriter.getIndexAttr(0));
  Value padded = tensor::PadOp::create(
      rewriter, loc, blocking.getPackedType(op.getType()), source,
      blocking.arrange(op.getMixedLowPad(), zeros),
      blocking.arrange(op.getMixedHighPad(), zeros),
      op.getConstantPaddingValue(), op.getNofold());
  rewriter.replaceOp(op, blocking.unpack(rewriter, loc, padded, op));
}

namespace {
/// The part of a tensor with blocks that an op inserts or extracts.
struct BlockedSlice {
  SmallVector<OpFoldResult> offsets, sizes, strides;

  template <typename OpT>
  BlockedSlice(OpT op, const Blocking &blocking)
      : offsets(op.getMixedOffsets()), sizes(op.getMixedSizes()) {
    Builder b(op.getContext());
    for (auto [dim, tile] : llvm::zip_equal(blocking.dims, blocking.tiles)) {
      offsets[dim] = b.getIndexAttr(op.getStaticOffset(dim) / tile);
      sizes[dim] = b.getIndexAttr(op.getStaticSize(dim) / tile);
    }
    SmallVector<OpFoldResult> zeros(blocking.dims.size(), b.getIndexAttr(0));
    SmallVector<OpFoldResult> ones(blocking.dims.size(), b.getIndexAttr(1));
    offsets = blocking.arrange(offsets, zeros);
    sizes = blocking.arrange(
        sizes, getAsIndexOpFoldResult(op.getContext(), blocking.tiles));
    strides = blocking.arrange(op.getMixedStrides(), ones);
  }
};
} // namespace

static void split(IRRewriter &rewriter, tensor::InsertSliceOp op,
                  const Blocking &blocking) {
  rewriter.setInsertionPoint(op);
  BlockedSlice slice(op, blocking);
  Value inserted = tensor::InsertSliceOp::create(
      rewriter, op.getLoc(),
      blocking.pack(rewriter, op.getLoc(), op.getSource()),
      blocking.pack(rewriter, op.getLoc(), op.getDest()), slice.offsets,
      slice.sizes, slice.strides);
  rewriter.replaceOp(op, blocking.unpack(rewriter, op.getLoc(), inserted, op));
}

static void split(IRRewriter &rewriter, tensor::ExtractSliceOp op,
                  const Blocking &blocking) {
  rewriter.setInsertionPoint(op);
  BlockedSlice slice(op, blocking);
  Value extracted = tensor::ExtractSliceOp::create(
      rewriter, op.getLoc(),
      blocking.pack(rewriter, op.getLoc(), op.getSource()), slice.offsets,
      slice.sizes, slice.strides);
  rewriter.replaceOp(op, blocking.unpack(rewriter, op.getLoc(), extracted, op));
}

/// Whether no dimension that is split is padded, and what with is a constant.
static bool canSplit(tensor::PadOp op, const Blocking &blocking) {
  return op.getConstantPaddingValue() && op.getType().hasStaticShape() &&
         op.getSourceType().hasStaticShape() &&
         llvm::none_of(blocking.dims,
                       [&](int64_t dim) { return op.getPaddedDims()[dim]; });
}

/// Whether a part of a tensor is made of whole blocks.
template <typename OpT>
static bool canSplitSlice(OpT op, const Blocking &blocking) {
  if (op.getSourceType().getRank() != op.getType().getRank() ||
      !op.getSourceType().hasStaticShape() || !op.getType().hasStaticShape())
    return false;
  return llvm::all_of(
      llvm::zip_equal(blocking.dims, blocking.tiles), [&](auto pair) {
        auto [dim, tile] = pair;
        int64_t offset = op.getStaticOffset(dim);
        return !ShapedType::isDynamic(offset) && offset % tile == 0 &&
               op.getStaticSize(dim) % tile == 0 &&
               op.getStaticStride(dim) == 1;
      });
}

/// Splits an op that moves elements, if that is possible.
template <typename OpT>
static std::optional<Blocking> getBlocking(OpT op,
                                           const DimensionClasses &classes) {
  Blocking blocking(classes, op.getResult());
  if (blocking.dims.empty())
    return std::nullopt;
  if constexpr (std::is_same_v<OpT, tensor::PadOp>) {
    if (!canSplit(op, blocking))
      return std::nullopt;
  } else if (!canSplitSlice(op, blocking)) {
    return std::nullopt;
  }
  return blocking;
}

namespace {
struct BlockLayoutsPass : nnef::impl::BlockLayoutsPassBase<BlockLayoutsPass> {
  void runOnOperation() override {
    func::FuncOp function = getOperation();
    DimensionClasses classes(function);
    // What becomes of the others must not depend on the order, so all is
    // decided before anything is done.
    IRRewriter rewriter(&getContext());
    std::vector<std::function<void()>> splits;
    auto addMove = [&](auto op) {
      if (std::optional<Blocking> blocking = getBlocking(op, classes))
        splits.push_back([&rewriter, op, blocking = *blocking] {
          split(rewriter, op, blocking);
        });
    };
    function.walk([&](Operation *op) {
      if (auto linalgOp = dyn_cast<linalg::LinalgOp>(op)) {
        SmallVector<int64_t> blocks = getLoopBlocks(linalgOp, classes);
        if (linalgOp.hasPureTensorSemantics() &&
            llvm::any_of(blocks, [](int64_t block) { return block > 1; }))
          splits.push_back([&rewriter, linalgOp, blocks] {
            // What cannot be split stays as it is, between plain tensors.
            (void)split(rewriter, linalgOp, blocks);
          });
      } else if (auto pad = dyn_cast<tensor::PadOp>(op)) {
        addMove(pad);
      } else if (auto insert = dyn_cast<tensor::InsertSliceOp>(op)) {
        addMove(insert);
      } else if (auto extract = dyn_cast<tensor::ExtractSliceOp>(op)) {
        addMove(extract);
      }
    });
    for (const std::function<void()> &split : splits)
      split();

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
