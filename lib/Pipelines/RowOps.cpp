//===- RowOps.cpp - Ops that compute row by row ---------------------------===//
//
// Part of the nnef-mlir project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "RowOps.h"
#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/Linalg/Transforms/Transforms.h"
#include "mlir/Dialect/SCF/IR/SCF.h"
#include "mlir/Dialect/Tensor/IR/Tensor.h"

using namespace mlir;

/// How many elements of a row are computed at once: several vectors, since each
/// takes a while.
static constexpr int64_t maxPiece = 64;

//===----------------------------------------------------------------------===//
// Reductions
//===----------------------------------------------------------------------===//

namespace {
/// What a reduction does with each element: something with the element alone,
/// and then what joins that with what has been joined before.
struct Reduction {
  Value element;
  SmallVector<Operation *> joining;
};
} // namespace

/// Whether the order in which numbers are joined does not matter.
static bool isCommutative(Operation *op) {
  return isa<arith::AddFOp, arith::AddIOp, arith::MulFOp, arith::MulIOp,
             arith::MaximumFOp, arith::MinimumFOp, arith::MaxNumFOp,
             arith::MinNumFOp, arith::MaxSIOp, arith::MinSIOp, arith::MaxUIOp,
             arith::MinUIOp, arith::AndIOp, arith::OrIOp, arith::XOrIOp>(op);
}

/// Whether `ops` are a comparison and a choice of what has been compared.
static bool isChoice(ArrayRef<Operation *> ops) {
  if (ops.size() != 2 || !isa<arith::CmpFOp, arith::CmpIOp>(ops[0]))
    return false;
  auto select = dyn_cast<arith::SelectOp>(ops[1]);
  if (!select || select.getCondition() != ops[0]->getResult(0))
    return false;
  return llvm::is_contained(ops[0]->getOperands(), select.getTrueValue()) &&
         llvm::is_contained(ops[0]->getOperands(), select.getFalseValue());
}

static std::optional<Reduction> matchReduction(linalg::LinalgOp op) {
  Block &body = *op.getBlock();
  Value sum = body.getArguments().back();
  Reduction result;
  llvm::SmallPtrSet<Value, 4> known{sum};
  for (Operation &inner : body.without_terminator()) {
    if (llvm::none_of(inner.getOperands(),
                      [&](Value operand) { return known.contains(operand); }))
      continue;
    result.joining.push_back(&inner);
    known.insert_range(inner.getResults());
    for (Value operand : inner.getOperands()) {
      if (known.contains(operand) || operand == result.element)
        continue;
      if (result.element)
        return std::nullopt;
      result.element = operand;
    }
  }
  bool isKnown =
      isChoice(result.joining) ||
      (result.joining.size() == 1 && isCommutative(result.joining.front()));
  if (!isKnown || !result.element ||
      body.getTerminator()->getOperand(0) !=
          result.joining.back()->getResult(0))
    return std::nullopt;
  return result;
}

//===----------------------------------------------------------------------===//
// Which ops compute row by row
//===----------------------------------------------------------------------===//

/// Whether a map has the loops over places in front, and then none or that over
/// the row.
static bool isOfPlace(AffineMap map, int64_t numPlaces) {
  if (map.getNumResults() < numPlaces)
    return false;
  for (auto [i, expr] : llvm::enumerate(map.getResults()))
    if (expr != getAffineDimExpr(i, map.getContext()))
      return false;
  return true;
}

std::optional<SmallVector<int64_t>>
nnef::getPlacesOfRowReduction(linalg::LinalgOp op) {
  SmallVector<utils::IteratorType> iterators = op.getIteratorTypesArray();
  if (op.getNumDpsInits() != 1 || op.getNumReductionLoops() != 1 ||
      !linalg::isReductionIterator(iterators.back()))
    return std::nullopt;
  // Of a product of matrices, no operand has all loops.
  if (llvm::none_of(op.getDpsInputOperands(), [&](OpOperand *operand) {
        return op.getMatchingIndexingMap(operand).isIdentity();
      }))
    return std::nullopt;
  if (!matchReduction(op))
    return std::nullopt;
  SmallVector<int64_t> places = op.getStaticLoopRanges();
  places.pop_back();
  return places;
}

bool nnef::isRowOp(linalg::LinalgOp op, ArrayRef<int64_t> places,
                   llvm::function_ref<bool(Value)> isComputed) {
  SmallVector<int64_t> extents = op.getStaticLoopRanges();
  int64_t numPlaces = places.size(), numLoops = op.getNumLoops();
  if (op.getNumDpsInits() != 1 || ShapedType::isDynamicShape(extents) ||
      numLoops < numPlaces || numLoops > numPlaces + 1 ||
      ArrayRef<int64_t>(extents).take_front(numPlaces) != places)
    return false;
  if (op.getNumReductionLoops() > 0) {
    auto own = getPlacesOfRowReduction(op);
    if (!own || ArrayRef<int64_t>(*own) != places)
      return false;
  }
  if (!isOfPlace(op.getMatchingIndexingMap(op.getDpsInitOperand(0)), numPlaces))
    return false;
  return llvm::all_of(op.getDpsInputOperands(), [&](OpOperand *operand) {
    AffineMap map = op.getMatchingIndexingMap(operand);
    return map.isProjectedPermutation() &&
           (!isComputed(operand->get()) || isOfPlace(map, numPlaces));
  });
}

std::optional<SmallVector<int64_t>>
nnef::getPlacesOfRows(ArrayRef<linalg::LinalgOp> ops) {
  std::optional<SmallVector<int64_t>> places;
  llvm::SmallPtrSet<Operation *, 8> group;
  for (linalg::LinalgOp op : ops) {
    group.insert(op);
    if (!places)
      places = getPlacesOfRowReduction(op);
  }
  if (!places)
    return std::nullopt;
  auto isComputed = [&](Value value) {
    return group.contains(value.getDefiningOp());
  };
  if (!llvm::all_of(ops, [&](linalg::LinalgOp op) {
        return isRowOp(op, *places, isComputed);
      }))
    return std::nullopt;
  return places;
}

//===----------------------------------------------------------------------===//
// Splitting
//===----------------------------------------------------------------------===//

namespace {
/// Divides the last loop of an op into pieces.
class RowSplitter {
public:
  RowSplitter(RewriterBase &b, linalg::GenericOp op)
      : b(b), op(op), loc(op.getLoc()), row(op.getNumLoops() - 1),
        extent(op.getStaticLoopRanges().back()) {}

  Value splitElementwise();
  Value splitReduction(const Reduction &reduction);

private:
  /// Slices of `size` elements of the row, beginning at `offset`.
  Value slice(Value tensor, AffineMap map, OpFoldResult offset, int64_t size);
  SmallVector<Value> sliceInputs(OpFoldResult offset, int64_t size);
  /// What `op` does with a piece of the row, to the whole of `init`.
  Value createPiece(OpFoldResult offset, int64_t size, Value init);
  /// An op without a reduction whose body `build` makes of its arguments.
  Value createParallel(ValueRange inputs, ArrayRef<AffineMap> inputMaps,
                       Value init,
                       llvm::function_ref<void(OpBuilder &, ValueRange)> build);
  Value createEmpty(int64_t size);
  /// Does `step` with one piece after another, as many as there are of `size`
  /// from `offset` on, which it adds to.
  Value forEachPiece(int64_t &offset, int64_t size, Value init,
                     llvm::function_ref<Value(OpFoldResult, Value)> step);

  AffineMap getRowMap() { return b.getMultiDimIdentityMap(row + 1); }

  RewriterBase &b;
  linalg::GenericOp op;
  Location loc;
  /// The loop over the row, and how many elements it has.
  int64_t row, extent;
};
} // namespace

Value RowSplitter::slice(Value tensor, AffineMap map, OpFoldResult offset,
                         int64_t size) {
  auto type = dyn_cast<RankedTensorType>(tensor.getType());
  if (!type)
    return tensor;
  std::optional<unsigned> dim = map.getResultPosition(b.getAffineDimExpr(row));
  if (!dim)
    return tensor;
  SmallVector<OpFoldResult> offsets(type.getRank(), b.getIndexAttr(0));
  SmallVector<OpFoldResult> strides(type.getRank(), b.getIndexAttr(1));
  SmallVector<OpFoldResult> sizes =
      getAsIndexOpFoldResult(b.getContext(), type.getShape());
  offsets[*dim] = offset;
  sizes[*dim] = b.getIndexAttr(size);
  return b.createOrFold<tensor::ExtractSliceOp>(loc, tensor, offsets, sizes,
                                                strides);
}

SmallVector<Value> RowSplitter::sliceInputs(OpFoldResult offset, int64_t size) {
  SmallVector<Value> slices;
  for (OpOperand *operand : op.getDpsInputOperands())
    slices.push_back(slice(operand->get(), op.getMatchingIndexingMap(operand),
                           offset, size));
  return slices;
}

Value RowSplitter::createParallel(
    ValueRange inputs, ArrayRef<AffineMap> inputMaps, Value init,
    llvm::function_ref<void(OpBuilder &, ValueRange)> build) {
  SmallVector<AffineMap> maps(inputMaps);
  maps.push_back(getRowMap());
  SmallVector<utils::IteratorType> iterators(row + 1,
                                             utils::IteratorType::parallel);
  return linalg::GenericOp::create(
             b, loc, init.getType(), inputs, init, maps, iterators,
             [&](OpBuilder &nested, Location, ValueRange args) {
               build(nested, args);
             })
      .getResult(0);
}

/// The maps of the inputs of an op.
static SmallVector<AffineMap> getInputMaps(linalg::GenericOp op) {
  SmallVector<AffineMap> maps = op.getIndexingMapsArray();
  maps.resize(op.getNumDpsInputs());
  return maps;
}

Value RowSplitter::createPiece(OpFoldResult offset, int64_t size, Value init) {
  return createParallel(sliceInputs(offset, size), getInputMaps(op), init,
                        [&](OpBuilder &nested, ValueRange args) {
                          IRMapping mapping;
                          mapping.map(op.getBody()->getArguments(), args);
                          for (Operation &inner : *op.getBody())
                            nested.clone(inner, mapping);
                        });
}

Value RowSplitter::createEmpty(int64_t size) {
  SmallVector<int64_t> shape = op.getStaticLoopRanges();
  shape.back() = size;
  return tensor::EmptyOp::create(
      b, loc, shape, getElementTypeOrSelf(op->getResult(0).getType()));
}

Value RowSplitter::forEachPiece(
    int64_t &offset, int64_t size, Value init,
    llvm::function_ref<Value(OpFoldResult, Value)> step) {
  int64_t end = offset + (extent - offset) / size * size;
  if (end - offset <= size) {
    Value result = init;
    for (; offset < end; offset += size)
      result = step(b.getIndexAttr(offset), result);
    return result;
  }
  auto constant = [&](int64_t value) {
    return arith::ConstantIndexOp::create(b, loc, value);
  };
  auto loop = scf::ForOp::create(
      b, loc, constant(offset), constant(end), constant(size), init,
      [&](OpBuilder &nested, Location, Value i, ValueRange args) {
        OpBuilder::InsertionGuard guard(b);
        b.setInsertionPoint(nested.getInsertionBlock(),
                            nested.getInsertionPoint());
        scf::YieldOp::create(b, loc, step(i, args.front()));
      });
  offset = end;
  return loop.getResult(0);
}

Value RowSplitter::splitElementwise() {
  Value result = op.getDpsInits()[0];
  int64_t offset = 0;
  for (int64_t size = maxPiece; size > 0; size /= 2)
    result = forEachPiece(
        offset, size, result, [&](OpFoldResult at, Value whole) -> Value {
          Value piece =
              createPiece(at, size, slice(whole, getRowMap(), at, size));
          auto type = cast<RankedTensorType>(piece.getType());
          SmallVector<OpFoldResult> offsets(row + 1, b.getIndexAttr(0));
          SmallVector<OpFoldResult> strides(row + 1, b.getIndexAttr(1));
          offsets.back() = at;
          return tensor::InsertSliceOp::create(
              b, loc, piece, whole, offsets,
              getAsIndexOpFoldResult(b.getContext(), type.getShape()), strides);
        });
  return result;
}

Value RowSplitter::splitReduction(const Reduction &reduction) {
  auto join = [&](OpBuilder &nested, Value sum, Value element) {
    IRMapping mapping;
    mapping.map(op.getBody()->getArguments().back(), sum);
    mapping.map(reduction.element, element);
    Operation *last = nullptr;
    for (Operation *inner : reduction.joining)
      last = nested.clone(*inner, mapping);
    linalg::YieldOp::create(nested, loc, last->getResult(0));
  };
  auto joinLanes = [&](OpBuilder &nested, ValueRange args) {
    join(nested, args[1], args[0]);
  };

  // Each place of a piece has a sum of its own, which begins with an element.
  int64_t size = llvm::bit_floor<uint64_t>(std::min(extent, maxPiece));
  Value sums = createParallel(
      sliceInputs(b.getIndexAttr(0), size), getInputMaps(op), createEmpty(size),
      [&](OpBuilder &nested, ValueRange args) {
        IRMapping mapping;
        mapping.map(op.getBody()->getArguments(), args);
        for (Operation &inner : op.getBody()->without_terminator())
          if (!llvm::is_contained(reduction.joining, &inner))
            nested.clone(inner, mapping);
        linalg::YieldOp::create(nested, loc,
                                mapping.lookupOrDefault(reduction.element));
      });
  int64_t offset = size;
  while (true) {
    // Later on, what is left has as many elements as there are sums.
    sums =
        forEachPiece(offset, size, sums, [&](OpFoldResult at, Value previous) {
          return createPiece(at, size, previous);
        });
    if (size == 1)
      break;
    size /= 2;
    sums = createParallel(
        slice(sums, getRowMap(), b.getIndexAttr(size), size), getRowMap(),
        slice(sums, getRowMap(), b.getIndexAttr(0), size), joinLanes);
  }
  // The sums of the places: the last dimension has gone.
  Value init = op.getDpsInits()[0];
  auto type = cast<RankedTensorType>(init.getType());
  SmallVector<OpFoldResult> offsets(row + 1, b.getIndexAttr(0));
  SmallVector<OpFoldResult> strides(row + 1, b.getIndexAttr(1));
  SmallVector<OpFoldResult> sizes = getAsIndexOpFoldResult(
      b.getContext(), cast<RankedTensorType>(sums.getType()).getShape());
  Value total = tensor::ExtractSliceOp::create(b, loc, type, sums, offsets,
                                               sizes, strides);
  SmallVector<AffineMap> maps(2, b.getMultiDimIdentityMap(row));
  SmallVector<utils::IteratorType> iterators(row,
                                             utils::IteratorType::parallel);
  return linalg::GenericOp::create(
             b, loc, type, total, init, maps, iterators,
             [&](OpBuilder &nested, Location, ValueRange args) {
               joinLanes(nested, args);
             })
      .getResult(0);
}

LogicalResult nnef::splitRow(RewriterBase &rewriter, linalg::LinalgOp op) {
  rewriter.setInsertionPoint(op);
  FailureOr<linalg::GenericOp> generic =
      isa<linalg::GenericOp>(op.getOperation())
          ? cast<linalg::GenericOp>(op.getOperation())
          : linalg::generalizeNamedOp(rewriter, op);
  if (failed(generic))
    return failure();
  rewriter.setInsertionPoint(*generic);
  RowSplitter splitter(rewriter, *generic);
  if (generic->getNumReductionLoops() == 0) {
    rewriter.replaceOp(*generic, splitter.splitElementwise());
    return success();
  }
  std::optional<Reduction> reduction = matchReduction(*generic);
  if (!reduction)
    return failure();
  rewriter.replaceOp(*generic, splitter.splitReduction(*reduction));
  return success();
}
