//===- TilePlan.cpp - How a kernel is divided -----------------------------===//
//
// Part of the nnef-mlir project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "TilePlan.h"
#include "NNEF/Pipelines/Passes.h"
#include "RowOps.h"
#include "mlir/Dialect/Utils/IndexingUtils.h"

using namespace mlir;
using nnef::TilePlan;

/// How many vectors of sums a tile may have: some registers are for what is
/// multiplied.
static int64_t getMaxAccumulators(const nnef::VectorRegisters &registers) {
  return registers.count - 4;
}

/// The same where nothing is used again: enough for the processor to have
/// something to do while it waits for memory.
static constexpr int64_t maxElementwiseVectors = 4;

/// The largest divisor of `extent` up to `limit`.
static int64_t findDivisor(int64_t extent, int64_t limit) {
  for (int64_t i = std::min(extent, limit); i > 1; --i)
    if (extent % i == 0)
      return i;
  return 1;
}

/// What a loop costs to be run by several threads, in operations.
static constexpr int64_t minParallelWork = 1 << 15;

/// With that many parts, all threads have something to do most of the time.
static constexpr int64_t minParts = 64;

/// Into how large parts to divide an extent so that each is up to `limit`: if
/// possible, such that all are equal.
static int64_t choosePart(int64_t extent, int64_t limit) {
  limit = std::max<int64_t>(limit, 1);
  int64_t divisor = findDivisor(extent, limit);
  if (2 * divisor > std::min(extent, limit))
    return divisor;
  return llvm::divideCeil(extent, llvm::divideCeil(extent, limit));
}

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

namespace {
/// How much of the last dimension to compute as one value, and whether that
/// divides it, so that threads can share it.
struct Width {
  int64_t vector;
  bool isDivisor;
};
} // namespace

/// `lanes` is how many numbers a register holds. Two registers side by side are
/// the most that is left for a filter beside sums. Other extents than these
/// take the code generator apart, but for what is left at the end, which is
/// less than a register.
static std::optional<Width> chooseWidth(int64_t extent, int64_t lanes) {
  for (int64_t vector : {4 * lanes, 2 * lanes, lanes})
    if (extent % vector == 0 && (vector <= 2 * lanes || extent > vector))
      return Width{vector, true};
  if (extent > lanes)
    return Width{extent > 2 * lanes && extent % (2 * lanes) <= lanes ? 2 * lanes
                                                                     : lanes,
                 false};
  for (int64_t vector : {lanes / 2, lanes / 4})
    if (vector >= 4 && extent % vector == 0)
      return Width{vector, true};
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

/// Whether each element of a vector is a sum of elements at the same place of
/// vectors, as in a pool or a depthwise convolution. Inputs are used once then,
/// and registers for more sums gain nothing.
static bool sumsInPlace(linalg::LinalgOp reduction) {
  AffineMap output =
      reduction.getMatchingIndexingMap(reduction.getDpsInitOperand(0));
  return reduction.getIndexingMapsArray()[0].isFunctionOfDim(
      output.getDimPosition(output.getNumResults() - 1));
}

/// The order of the dimensions of a result: of a filter and an input, what is
/// smaller is used again and again before the next part of the other.
static SmallVector<int64_t> chooseOrder(linalg::LinalgOp reduction,
                                        int64_t rank) {
  auto order = llvm::to_vector(llvm::seq<int64_t>(0, rank));
  if (!reduction || reduction.getNumDpsInputs() != 2)
    return order;
  AffineMap filter = reduction.getIndexingMapsArray()[1];
  AffineMap output =
      reduction.getMatchingIndexingMap(reduction.getDpsInitOperand(0));
  bool isFilterSmaller = countElements(reduction.getDpsInputs()[1]) <
                         countElements(reduction.getDpsInputs()[0]);
  auto isOutside = [&](int64_t dim) {
    return filter.isFunctionOfDim(output.getDimPosition(dim)) !=
           isFilterSmaller;
  };
  // The last dimension is that of the vectors.
  std::stable_partition(order.begin(), order.end() - 1, isOutside);
  return order;
}

/// How to divide a kernel that computes row by row, if it does.
static std::optional<TilePlan> chooseRows(func::FuncOp kernel, int64_t rank) {
  SmallVector<linalg::LinalgOp> ops;
  kernel.walk([&](linalg::LinalgOp op) { ops.push_back(op); });
  std::optional<SmallVector<int64_t>> places = nnef::getPlacesOfRows(ops);
  if (!places)
    return std::nullopt;
  TilePlan plan;
  plan.isOfRows = true;
  plan.numPlaces = places->size();
  plan.parallel.assign(plan.numPlaces, 1);
  plan.parallel.resize(rank, 0);
  plan.order = llvm::to_vector(llvm::seq<int64_t>(0, rank));
  plan.isParallel = estimateWork(kernel) >= minParallelWork;
  return plan;
}

std::optional<TilePlan> nnef::choosePlan(func::FuncOp kernel,
                                         linalg::LinalgOp root,
                                         const VectorRegisters &registers) {
  auto type = cast<RankedTensorType>(root->getResult(0).getType());
  ArrayRef<int64_t> shape = type.getShape();
  int64_t rank = type.getRank();
  if (std::optional<TilePlan> rows = chooseRows(kernel, rank))
    return rows;
  if (rank < 2)
    return std::nullopt;
  int64_t width = shape[rank - 1];
  int64_t lanes = registers.bits / 32;
  std::optional<Width> part = chooseWidth(width, lanes);
  if (!part)
    return std::nullopt;
  linalg::LinalgOp reduction = findReduction(kernel);
  int64_t vectors = maxElementwiseVectors;
  if (reduction)
    vectors = getMaxAccumulators(registers) / (sumsInPlace(reduction) ? 2 : 1);
  int64_t places =
      std::max<int64_t>(1, vectors / llvm::divideCeil(part->vector, lanes));
  int64_t row = findRow(reduction, rank);

  TilePlan plan;
  plan.parallel.assign(rank, 1);
  plan.registers.assign(rank, 0);
  plan.parallel[rank - 1] =
      part->isDivisor && part->vector < width ? part->vector : 0;
  plan.registers[rank - 1] = part->isDivisor ? 0 : part->vector;
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

  plan.order = chooseOrder(reduction, rank);
  plan.isParallel = estimateWork(kernel) >= minParallelWork;
  return plan;
}

std::optional<TilePlan> nnef::chooseSharing(func::FuncOp kernel,
                                            linalg::LinalgOp root) {
  auto type = cast<RankedTensorType>(root->getResult(0).getType());
  if (estimateWork(kernel) < minParallelWork || type.getNumElements() < 2)
    return std::nullopt;
  TilePlan plan;
  plan.parallel.assign(type.getRank(), 0);
  plan.order = llvm::to_vector(llvm::seq<int64_t>(0, type.getRank()));
  int64_t parts = 1;
  for (auto [extent, size] : llvm::zip_equal(type.getShape(), plan.parallel)) {
    if (parts >= minParts)
      break;
    size = 1;
    parts *= extent;
  }
  return plan;
}

//===----------------------------------------------------------------------===//
// Other plans
//===----------------------------------------------------------------------===//

/// How many elements of a result of some shape are computed at once.
static int64_t countTileElements(ArrayRef<int64_t> shape,
                                 const TilePlan &plan) {
  int64_t count = 1;
  for (auto [extent, part, tile] :
       llvm::zip_equal(shape, plan.parallel, plan.registers))
    count *= tile ? tile : part ? part : extent;
  return count;
}

static ArrayRef<int64_t> getShape(linalg::LinalgOp root) {
  return cast<RankedTensorType>(root->getResult(0).getType()).getShape();
}

std::vector<TilePlan> nnef::listAlternatives(func::FuncOp kernel,
                                             linalg::LinalgOp root,
                                             const TilePlan &plan,
                                             const VectorRegisters &registers) {
  std::vector<TilePlan> alternatives;
  if (plan.isOfRows)
    return alternatives;
  ArrayRef<int64_t> shape = getShape(root);
  int64_t rank = shape.size();
  int64_t maxElements =
      std::min(maxTileElements, registers.count * (registers.bits / 32));
  auto add = [&](const TilePlan &other) {
    if (other != plan && !llvm::is_contained(alternatives, other) &&
        countTileElements(shape, other) <= maxElements)
      alternatives.push_back(other);
  };

  // More and fewer places at once.
  int64_t row = findRow(findReduction(kernel), rank);
  int64_t places = plan.registers[row] ? plan.registers[row] : shape[row];
  for (int64_t limit : {2 * places, 3 * places / 4, places / 2, places / 4}) {
    TilePlan other = plan;
    other.registers[row] = choosePart(shape[row], limit);
    if (plan.parallel[row] != 0)
      other.parallel[row] = findDivisor(shape[row], other.registers[row]);
    add(other);
  }
  // What was used again and again comes anew, and the other way round.
  TilePlan reordered = plan;
  std::reverse(reordered.order.begin(), reordered.order.end() - 1);
  add(reordered);
  // Larger and smaller steps of the parallel loop.
  for (int64_t dim = 0; dim < rank - 1; ++dim) {
    TilePlan other = plan;
    if (plan.parallel[dim] == 0) {
      other.parallel[dim] =
          findDivisor(shape[dim], std::max<int64_t>(plan.registers[dim], 1));
    } else {
      if (plan.registers[dim] == 0)
        other.registers[dim] = plan.parallel[dim];
      other.parallel[dim] = 0;
    }
    add(other);
  }
  return alternatives;
}

//===----------------------------------------------------------------------===//
// Plans as attributes
//===----------------------------------------------------------------------===//

DictionaryAttr nnef::getAttribute(const TilePlan &plan, MLIRContext *context) {
  Builder builder(context);
  return builder.getDictionaryAttr(
      {builder.getNamedAttr("parallel",
                            builder.getDenseI64ArrayAttr(plan.parallel)),
       builder.getNamedAttr("registers",
                            builder.getDenseI64ArrayAttr(plan.registers)),
       builder.getNamedAttr("order",
                            builder.getDenseI64ArrayAttr(plan.order))});
}

LogicalResult nnef::readAttribute(func::FuncOp kernel, linalg::LinalgOp root,
                                  DictionaryAttr attribute, TilePlan &plan) {
  ArrayRef<int64_t> shape = getShape(root);
  auto fail = [&] {
    return kernel.emitError("the kernel ")
           << kernel->getAttr(kernelAttrName) << ", whose result is "
           << root->getResult(0).getType() << ", cannot be divided as "
           << attribute << " says";
  };
  TilePlan result = plan;
  for (auto [name, list] : {std::pair("parallel", &result.parallel),
                            std::pair("registers", &result.registers),
                            std::pair("order", &result.order)}) {
    auto array = attribute.getAs<DenseI64ArrayAttr>(name);
    if (!array || array.size() != int64_t(shape.size()))
      return fail();
    list->assign(array.asArrayRef().begin(), array.asArrayRef().end());
  }
  for (auto [extent, part, tile] :
       llvm::zip_equal(shape, result.parallel, result.registers)) {
    int64_t whole = part == 0 ? extent : part;
    if (part < 0 || tile < 0 || extent % whole != 0 || tile > whole)
      return fail();
  }
  if (!isPermutationVector(result.order) ||
      countTileElements(shape, result) > maxTileElements)
    return fail();
  plan = result;
  return success();
}
