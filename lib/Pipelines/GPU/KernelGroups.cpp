//===- KernelGroups.cpp - Operations that one kernel computes -------------===//
//
// Part of the nnef-mlir project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "KernelGroups.h"
#include "Launches.h"
#include "mlir/Analysis/SliceAnalysis.h"
#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/Func/IR/FuncOps.h"
#include "mlir/Dialect/MemRef/IR/MemRef.h"
#include "mlir/Interfaces/SideEffectInterfaces.h"
#include "mlir/Interfaces/ViewLikeInterface.h"

using namespace mlir;
using nnef::KernelGroup;

namespace {
/// How an op accesses a memref.
struct Access {
  Value memref;
  bool isWrite;
  /// Whether each thread accesses the element at its own place.
  bool isOwn;
};
} // namespace

/// The memory that a memref is a view of.
static Value getRoot(Value memref) {
  while (auto view = memref.getDefiningOp<ViewLikeOpInterface>())
    memref = view.getViewSource();
  return memref;
}

/// Whether it is known which memory a root is: none but the same value, or the
/// same global, is that memory, too.
static bool isKnown(Value root) {
  if (auto argument = dyn_cast<BlockArgument>(root))
    return isa<func::FuncOp>(argument.getOwner()->getParentOp());
  return isa<memref::AllocOp, memref::GetGlobalOp>(root.getDefiningOp());
}

/// Whether two memrefs may be of the same memory.
static bool mayAlias(Value lhs, Value rhs) {
  lhs = getRoot(lhs);
  rhs = getRoot(rhs);
  if (lhs == rhs || !isKnown(lhs) || !isKnown(rhs))
    return true;
  auto lhsGlobal = lhs.getDefiningOp<memref::GetGlobalOp>();
  auto rhsGlobal = rhs.getDefiningOp<memref::GetGlobalOp>();
  return lhsGlobal && rhsGlobal && lhsGlobal.getName() == rhsGlobal.getName();
}

/// Whether the results of a map are the parallel loops of the op, in order.
static bool isOwnPlace(linalg::GenericOp op, AffineMap map) {
  SmallVector<unsigned> dims;
  op.getParallelDims(dims);
  if (map.getNumResults() != dims.size())
    return false;
  return llvm::all_of_zip(map.getResults(), dims,
                          [](AffineExpr expr, unsigned dim) {
                            auto dimExpr = dyn_cast<AffineDimExpr>(expr);
                            return dimExpr && dimExpr.getPosition() == dim;
                          });
}

static SmallVector<Access> getAccesses(linalg::GenericOp op) {
  SmallVector<Access> accesses;
  for (OpOperand &operand : op->getOpOperands())
    if (isa<MemRefType>(operand.get().getType()))
      accesses.push_back({operand.get(), op.isDpsInit(&operand),
                          isOwnPlace(op, op.getMatchingIndexingMap(&operand))});
  op.getBody()->walk([&](memref::LoadOp load) {
    accesses.push_back({load.getMemref(), /*isWrite=*/false, /*isOwn=*/false});
  });
  return accesses;
}

static SmallVector<int64_t> getParallelExtents(linalg::GenericOp op) {
  SmallVector<int64_t> extents = op.getStaticLoopRanges();
  SmallVector<unsigned> dims;
  op.getParallelDims(dims);
  return llvm::map_to_vector(dims, [&](unsigned dim) { return extents[dim]; });
}

/// Whether a thread can do what `op` does after what it did for the group, and
/// needs something of that for it.
static bool canJoin(const KernelGroup &group, linalg::GenericOp op) {
  if (group.ops.empty() || group.extents != getParallelExtents(op))
    return false;
  bool depends = false;
  SmallVector<Access> accesses = getAccesses(op);
  for (linalg::GenericOp member : group.ops)
    for (const Access &before : getAccesses(member))
      for (const Access &now : accesses) {
        if ((!before.isWrite && !now.isWrite) ||
            !mayAlias(before.memref, now.memref))
          continue;
        if (before.memref != now.memref || !before.isOwn || !now.isOwn)
          return false;
        depends |= before.isWrite;
      }
  return depends;
}

/// Finds the buffers of a group that nobody else uses.
static void findTemporaries(KernelGroup &group) {
  for (linalg::GenericOp op : group.ops)
    for (const Access &access : getAccesses(op)) {
      Operation *alloc = access.memref.getDefiningOp<memref::AllocOp>();
      if (!access.isWrite || !access.isOwn || !alloc ||
          alloc->getBlock() != op->getBlock())
        continue;
      if (llvm::all_of(access.memref.getUsers(), [&](Operation *user) {
            return llvm::is_contained(group.ops, user);
          }))
        group.temporaries.insert(access.memref);
    }
}

Operation *nnef::getCombiner(linalg::GenericOp op) {
  if (op.getNumDpsInits() != 1)
    return nullptr;
  SmallVector<Operation *> combiners;
  if (!matchReduction(op.getRegionOutputArgs(), 0, combiners) ||
      combiners.size() != 1 || !arith::getNeutralElement(combiners.front()))
    return nullptr;
  return combiners.front();
}

int64_t nnef::getNumPlaces(linalg::GenericOp op, ArrayRef<unsigned> dims) {
  SmallVector<int64_t> extents = op.getStaticLoopRanges();
  int64_t numPlaces = 1;
  for (unsigned dim : dims)
    numPlaces *= extents[dim];
  return numPlaces;
}

/// Whether threads may share the loops of an op that add up, before they do
/// anything else of the group: it has no other such op, and none that writes
/// what this one reads.
static bool canComeFirst(const KernelGroup &group, linalg::GenericOp op) {
  Operation *combiner = nnef::getCombiner(op);
  if (!combiner ||
      combiner->getResult(0).getType().getIntOrFloatBitWidth() != 32)
    return false;
  return llvm::none_of(group.ops, [&](linalg::GenericOp other) {
    return other != op &&
           (other.getNumReductionLoops() > 0 ||
            llvm::any_of(getAccesses(other), [&](const Access &access) {
              return access.isWrite &&
                     llvm::any_of(op.getDpsInputs(), [&](Value input) {
                       return isa<MemRefType>(input.getType()) &&
                              mayAlias(input, access.memref);
                     });
            }));
  });
}

/// Whether blocks of threads can share the loops of an op: with few places and
/// many elements to add up at each, they are faster, and what they read is side
/// by side.
static bool canShareSum(const KernelGroup &group, linalg::GenericOp op) {
  constexpr int64_t maxPlaces = 1 << 13, minElements = 128;
  SmallVector<unsigned> dims;
  op.getReductionDims(dims);
  return llvm::product_of(group.extents) <= maxPlaces &&
         nnef::getNumPlaces(op, dims) >= minElements && canComeFirst(group, op);
}

/// How many rows and columns a block has: as many as leave blocks enough to
/// keep a device busy, or as few as are worth it.
static int64_t chooseProductTile(int64_t numRows, int64_t numColumns,
                                 int64_t numBatches) {
  constexpr int64_t large = 64, small = 32, minBlocks = 128;
  int64_t numLarge = llvm::divideCeil(numRows, large) *
                     llvm::divideCeil(numColumns, large) * numBatches;
  return numLarge >= minBlocks ? large : small;
}

/// The two operands that an op multiplies, or otherwise makes one number of to
/// add it up, if it reads no more memory than these.
static std::optional<std::pair<OpOperand *, OpOperand *>>
getFactors(linalg::GenericOp op) {
  SmallVector<OpOperand *> factors;
  for (OpOperand *operand : op.getDpsInputOperands()) {
    auto type = dyn_cast<MemRefType>(operand->get().getType());
    if (!type || op.getMatchingBlockArgument(operand).use_empty())
      continue;
    if (type.getElementTypeBitWidth() != 32)
      return std::nullopt;
    factors.push_back(operand);
  }
  bool knowsPlaces = op.getBody()
                         ->walk([](Operation *inner) {
                           return isa<memref::LoadOp, linalg::IndexOp>(inner)
                                      ? WalkResult::interrupt()
                                      : WalkResult::advance();
                         })
                         .wasInterrupted();
  if (factors.size() != 2 || knowsPlaces)
    return std::nullopt;
  return std::pair(factors[0], factors[1]);
}

/// What a block has of the products of an op, if these are so many that it is
/// worth to load them together.
static std::optional<nnef::BlockedProduct> findProduct(const KernelGroup &group,
                                                       linalg::GenericOp op) {
  constexpr int64_t minPlaces = 16, minTerms = 16, minProducts = 1 << 20;
  auto factors = getFactors(op);
  if (!factors || group.extents.empty() || !canComeFirst(group, op))
    return std::nullopt;
  nnef::BlockedProduct product;
  product.op = op;
  AffineMap lhs = op.getMatchingIndexingMap(factors->first);
  AffineMap rhs = op.getMatchingIndexingMap(factors->second);
  SmallVector<unsigned> dims, reductionDims;
  op.getParallelDims(dims);
  op.getReductionDims(reductionDims);
  unsigned last = dims.back();
  if (lhs.isFunctionOfDim(last) == rhs.isFunctionOfDim(last))
    return std::nullopt;
  std::tie(product.columnOperand, product.rowOperand) = *factors;
  if (rhs.isFunctionOfDim(last)) {
    std::swap(product.columnOperand, product.rowOperand);
    std::swap(lhs, rhs);
  }
  for (unsigned dim : dims) {
    bool isColumn = lhs.isFunctionOfDim(dim), isRow = rhs.isFunctionOfDim(dim);
    (isColumn == isRow ? product.batches
     : isColumn        ? product.columns
                       : product.rows)
        .push_back(dim);
  }
  int64_t numRows = nnef::getNumPlaces(op, product.rows);
  int64_t numColumns = nnef::getNumPlaces(op, product.columns);
  int64_t numBatches = nnef::getNumPlaces(op, product.batches);
  int64_t numTerms = nnef::getNumPlaces(op, reductionDims);
  if (numRows < minPlaces || numColumns < minPlaces || numTerms < minTerms ||
      numRows * numColumns * numBatches * numTerms < minProducts)
    return std::nullopt;
  product.tile = chooseProductTile(numRows, numColumns, numBatches);
  if (llvm::divideCeil(numRows, product.tile) *
          llvm::divideCeil(numColumns, product.tile) * numBatches >
      nnef::kMaxGridExtent)
    return std::nullopt;
  return product;
}

/// Chooses whether the threads of a block share a sum, or what they multiply.
static void chooseSharing(KernelGroup &group) {
  for (linalg::GenericOp op : group.ops) {
    if (op.getNumReductionLoops() == 0)
      continue;
    group.product = findProduct(group, op);
    if (!group.product && canShareSum(group, op))
      group.sharedSum = op;
  }
}

/// Chooses how many places a thread has. An op that adds up products loads each
/// element of an operand once for all places that differ only in a loop which
/// the operand does not depend on. As many threads remain as keep a device
/// busy.
static void chooseTile(KernelGroup &group) {
  constexpr int64_t minThreads = 1 << 14, numPlaces = 4;
  group.tile.assign(group.extents.size(), 1);
  if (group.sharedSum || group.product)
    return;
  auto *op = llvm::find_if(group.ops, [](linalg::GenericOp op) {
    return op.getNumReductionLoops() > 0 && op.getNumDpsInputs() > 1;
  });
  if (op == group.ops.end())
    return;
  int64_t numThreads = llvm::product_of(group.extents);
  SmallVector<unsigned> dims;
  op->getParallelDims(dims);
  for (OpOperand *operand : op->getDpsInputOperands()) {
    AffineMap map = op->getMatchingIndexingMap(operand);
    std::optional<size_t> best;
    for (auto [loop, dim] : llvm::enumerate(dims))
      if (!map.isFunctionOfDim(dim) && group.tile[loop] == 1 &&
          group.extents[loop] % numPlaces == 0 &&
          (!best || group.extents[loop] > group.extents[*best]))
        best = loop;
    if (!best || numThreads / numPlaces < minThreads)
      continue;
    group.tile[*best] = numPlaces;
    numThreads /= numPlaces;
  }
}

/// Whether an op accesses as many elements of an operand as fit into a register
/// by one access, if it has as many places beside each other.
static bool isAdjacent(linalg::GenericOp op, OpOperand &operand,
                       int64_t numPlaces) {
  auto type = dyn_cast<MemRefType>(operand.get().getType());
  AffineMap map = op.getMatchingIndexingMap(&operand);
  unsigned last = op.getNumLoops() - 1;
  if (!type || !map.isFunctionOfDim(last))
    return true;
  SmallVector<int64_t> strides;
  int64_t offset = 0;
  if (type.getElementTypeBitWidth() != 32 ||
      failed(type.getStridesAndOffset(strides, offset)) ||
      strides.back() != 1 ||
      map.getResults().back() != getAffineDimExpr(last, op.getContext()))
    return false;
  auto isMultiple = [&](int64_t value) {
    return !ShapedType::isDynamic(value) && value % numPlaces == 0;
  };
  return isMultiple(offset) &&
         llvm::all_of(ArrayRef(strides).drop_back(), isMultiple) &&
         llvm::none_of(map.getResults().drop_back(), [&](AffineExpr expr) {
           return expr.isFunctionOfDim(last);
         });
}

/// Gives threads that compute element by element as much as one access to
/// memory is of, if enough threads remain to keep a device busy.
static void chooseAdjacent(KernelGroup &group) {
  constexpr int64_t minThreads = 1 << 14, numPlaces = 4;
  if (group.extents.empty() || group.extents.back() % numPlaces != 0 ||
      llvm::product_of(group.extents) / numPlaces < minThreads)
    return;
  bool isElementwise = llvm::all_of(group.ops, [](linalg::GenericOp op) {
    return op.getNumReductionLoops() == 0 &&
           llvm::all_of(op->getOpOperands(), [&](OpOperand &operand) {
             return isAdjacent(op, operand, numPlaces);
           });
  });
  if (isElementwise)
    group.numAdjacent = numPlaces;
}

/// Whether it makes a difference which of two groups is computed first.
static bool haveOrder(const KernelGroup &lhs, const KernelGroup &rhs) {
  for (linalg::GenericOp lhsOp : lhs.ops)
    for (linalg::GenericOp rhsOp : rhs.ops)
      for (const Access &left : getAccesses(lhsOp))
        for (const Access &right : getAccesses(rhsOp))
          if ((left.isWrite || right.isWrite) &&
              mayAlias(left.memref, right.memref))
            return true;
  return false;
}

/// Adds an op to one of the last groups, if it can join that, and if those
/// behind it may be computed before it: it is computed where its last op is.
/// So what comes between the first value of a sum and the sum, such as a border
/// around what is added up, does not keep them apart.
static bool joinGroup(MutableArrayRef<KernelGroup> groups,
                      linalg::GenericOp op) {
  constexpr size_t maxDistance = 8;
  for (size_t distance = 1; distance <= std::min(maxDistance, groups.size());
       ++distance) {
    MutableArrayRef<KernelGroup> behind = groups.take_back(distance);
    KernelGroup &group = behind.front();
    behind = behind.drop_front();
    if (!canJoin(group, op) ||
        llvm::any_of(behind, [&](const KernelGroup &later) {
          return haveOrder(group, later);
        }))
      continue;
    group.ops.push_back(op);
    std::rotate(&group, behind.begin(), behind.end());
    return true;
  }
  return false;
}

std::vector<KernelGroup> nnef::findKernelGroups(Block &block) {
  std::vector<KernelGroup> groups;
  size_t numClosed = 0;
  for (Operation &op : block) {
    auto generic = dyn_cast<linalg::GenericOp>(op);
    if (!generic) {
      // No group goes on behind what it might depend on.
      if (!isa<memref::AllocOp>(op) && !isMemoryEffectFree(&op))
        numClosed = groups.size();
      continue;
    }
    if (joinGroup(MutableArrayRef(groups).drop_front(numClosed), generic))
      continue;
    KernelGroup &group = groups.emplace_back();
    group.ops.push_back(generic);
    group.extents = getParallelExtents(generic);
  }
  for (KernelGroup &group : groups) {
    findTemporaries(group);
    chooseSharing(group);
    chooseTile(group);
    chooseAdjacent(group);
  }
  return groups;
}
