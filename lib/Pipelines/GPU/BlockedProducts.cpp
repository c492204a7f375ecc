//===- BlockedProducts.cpp - Products that a block computes ---------------===//
//
// Part of the nnef-mlir project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "BlockedProducts.h"
#include "Launches.h"
#include "ThreadBuilder.h"
#include "mlir/Dialect/Affine/IR/AffineOps.h"
#include "mlir/Dialect/MemRef/IR/MemRef.h"
#include "mlir/Dialect/SCF/IR/SCF.h"
#include "mlir/IR/IRMapping.h"
#include "llvm/Support/MathExtras.h"

using namespace mlir;
using namespace nnef;

/// The rows and the columns that tensor cores compute at a time.
static constexpr int64_t kFragment = 16;
/// The threads that do so together.
static constexpr int64_t kSubgroupSize = 32;

/// Whether what an op adds up are products of its operands and nothing else.
static bool isMultiplyAdd(linalg::GenericOp op) {
  auto ops = llvm::to_vector(
      llvm::make_pointer_range(op.getBody()->without_terminator()));
  if (ops.size() != 2 || !isa<arith::MulFOp>(ops[0]) ||
      !isa<arith::AddFOp>(ops[1]) || !ops[0]->getResult(0).getType().isF32())
    return false;
  auto isInput = [&](Value value) {
    auto argument = dyn_cast<BlockArgument>(value);
    return argument && argument.getOwner() == op.getBody() &&
           argument != op.getRegionOutputArgs()[0];
  };
  return llvm::all_of(ops[0]->getOperands(), isInput) &&
         ops[0]->getOperand(0) != ops[0]->getOperand(1) &&
         llvm::is_contained(ops[1]->getOperands(), ops[0]->getResult(0)) &&
         llvm::is_contained(ops[1]->getOperands(),
                            Value(op.getRegionOutputArgs()[0]));
}

namespace {
/// The rows or the columns of a product.
struct Side {
  OpOperand *operand;
  ArrayRef<unsigned> dims;
  /// How many there are in all.
  int64_t extent;
  /// Whether the terms of one are beside each other in memory, rather than one
  /// term of all.
  bool hasAdjacentTerms;
  /// Those of the block: elements by term and number.
  Value memory;
  /// The number of the first one of the block.
  Value first;
  /// The numbers, in the block, of those that the thread has in registers.
  SmallVector<Value> own;
};

class ProductBuilder {
public:
  ProductBuilder(const KernelGroup &group, Location loc,
                 TensorCores tensorCores)
      : group(group), product(*group.product), op(product.op), loc(loc),
        tensorCores(isMultiplyAdd(op) ? tensorCores : TensorCores::None) {}

  gpu::LaunchOp build(OpBuilder &b);

private:
  bool usesTensorCores() const { return tensorCores != TensorCores::None; }
  Side getSide(OpOperand *operand, ArrayRef<unsigned> dims);
  MemRefType getMemoryType(const Side &side) const;
  void divideAmongThreads(OpBuilder &b);

  Value apply(OpBuilder &b, AffineExpr expr, ValueRange operands);
  Value load(OpBuilder &b, const Side &side, Value number, Value term);
  void loadTogether(OpBuilder &b, const Side &side, Value firstTerm,
                    int64_t numTerms);
  SmallVector<Value> addUp(OpBuilder &b, ValueRange sums);

  SmallVector<Value> addInRegisters(OpBuilder &b, int64_t numTerms,
                                    ValueRange sums);
  Value buildBody(OpBuilder &b, Value column, Value row, Value sum);
  SmallVector<Value> addFragments(OpBuilder &b, int64_t numTerms,
                                  ValueRange sums);
  /// The indices of a row or column, and whether there is one, if not null.
  struct Line {
    SmallVector<Value> indices;
    Value exists;
  };
  Line getLine(OpBuilder &b, const Side &side, Value number);
  void finish(OpBuilder &b, const Line &row, const Line &column, Value sum);
  void finishRegisters(OpBuilder &b, ValueRange sums);
  void finishFragments(OpBuilder &b, ValueRange sums);

  const KernelGroup &group;
  const BlockedProduct &product;
  linalg::GenericOp op;
  Location loc;
  TensorCores tensorCores;
  Side rows, columns;
  SmallVector<unsigned> termDims;
  int64_t numTerms;
  Value thread;
  /// The index of each loop that is the same for the block.
  DenseMap<unsigned, Value> batch;
  /// The sums of the block, which come from tensor cores.
  Value sumMemory;
};
} // namespace

/// Threads are beside each other in the columns.
static constexpr int64_t kThreadsOfColumns = 16;
static constexpr int64_t kThreadsOfRows = kBlockSize / kThreadsOfColumns;

//===----------------------------------------------------------------------===//
// What threads multiply
//===----------------------------------------------------------------------===//

Value ProductBuilder::apply(OpBuilder &b, AffineExpr expr,
                            ValueRange operands) {
  return affine::AffineApplyOp::create(
      b, loc, AffineMap::get(operands.size(), 0, expr), operands);
}

Side ProductBuilder::getSide(OpOperand *operand, ArrayRef<unsigned> dims) {
  AffineExpr last = op.getMatchingIndexingMap(operand).getResults().back();
  bool hasAdjacentTerms = llvm::none_of(
      dims, [&](unsigned dim) { return last.isFunctionOfDim(dim); });
  return {operand, dims, getNumPlaces(op, dims), hasAdjacentTerms, {}, {}, {}};
}

MemRefType ProductBuilder::getMemoryType(const Side &side) const {
  // As many terms as are worth waiting for each other.
  int64_t numSteps = tensorCores == TensorCores::F16 ? 32 : 16;
  Type type = cast<MemRefType>(side.operand->get().getType()).getElementType();
  if (tensorCores == TensorCores::F16)
    type = Float16Type::get(type.getContext());
  // Terms that threads store side by side are in different banks. Fragments
  // begin at multiples of 32 bytes.
  int64_t gap = tensorCores == TensorCores::F16              ? 8
                : side.hasAdjacentTerms || usesTensorCores() ? 4
                                                             : 0;
  return getWorkgroupMemory({numSteps, product.tile + gap}, type);
}

/// Divides rows and columns among threads, so that each has some side by side.
void ProductBuilder::divideAmongThreads(OpBuilder &b) {
  auto constant = [&](int64_t value) -> Value {
    return arith::ConstantIndexOp::create(b, loc, value);
  };
  // Affine maps would be simplified to something else than a multiple of the
  // number of elements, which LLVM would not see to be one access then.
  auto divide = [&](Side &side, Value part, int64_t numParts) {
    int64_t count = product.tile / numParts;
    Value first = arith::MulIOp::create(b, loc, part, constant(count));
    for (int64_t i = 0; i < count; ++i)
      side.own.push_back(arith::AddIOp::create(b, loc, first, constant(i)));
  };
  Value width = constant(kThreadsOfColumns);
  divide(columns, arith::RemUIOp::create(b, loc, thread, width),
         kThreadsOfColumns);
  divide(rows, arith::DivUIOp::create(b, loc, thread, width), kThreadsOfRows);
}

/// Rounds a float32 to what tensor cores read of it, to the nearest one and
/// ties away from zero.
static Value roundToTF32(OpBuilder &b, Location loc, Value value) {
  auto constant = [&](int32_t bits) -> Value {
    return arith::ConstantOp::create(b, loc, b.getI32IntegerAttr(bits));
  };
  Value bits = arith::BitcastOp::create(b, loc, b.getI32Type(), value);
  bits = arith::AddIOp::create(b, loc, bits, constant(0x1000));
  bits = arith::AndIOp::create(b, loc, bits, constant(~0x1fff));
  Value rounded = arith::BitcastOp::create(b, loc, b.getF32Type(), bits);
  // The sum might run over the bits of a NaN.
  Value isNaN =
      arith::CmpFOp::create(b, loc, arith::CmpFPredicate::UNO, value, value);
  return arith::SelectOp::create(b, loc, isNaN, value, rounded);
}

/// Loads term `term` of row or column `number`.
Value ProductBuilder::load(OpBuilder &b, const Side &side, Value number,
                           Value term) {
  SmallVector<int64_t> extents = op.getStaticLoopRanges();
  Value zero = arith::ConstantIndexOp::create(b, loc, 0);
  SmallVector<Value> indices(extents.size(), zero);
  for (auto [dim, index] : batch)
    indices[dim] = index;
  auto setIndices = [&](ArrayRef<unsigned> dims, Value number) {
    auto sizes =
        llvm::map_to_vector(dims, [&](unsigned dim) { return extents[dim]; });
    for (auto [dim, index] :
         llvm::zip_equal(dims, getPlace(b, loc, number, sizes)))
      indices[dim] = index;
  };
  setIndices(side.dims, number);
  setIndices(termDims, term);
  AffineMap map = op.getMatchingIndexingMap(side.operand);
  SmallVector<Value> element;
  for (AffineExpr expr : map.getResults())
    element.push_back(apply(b, expr, indices));
  return memref::LoadOp::create(b, loc, side.operand->get(), element);
}

/// Has the threads of the block load `numTerms` terms of all rows or columns
/// that it has, from `firstTerm` on. Behind the last row or column, they load
/// that again, whose sums nobody needs. Behind the last term there are zeros.
void ProductBuilder::loadTogether(OpBuilder &b, const Side &side,
                                  Value firstTerm, int64_t numTerms) {
  int64_t total = numTerms * product.tile;
  int64_t inner = side.hasAdjacentTerms ? numTerms : product.tile;
  AffineExpr number = b.getAffineDimExpr(0);
  for (int64_t begin = 0; begin < total; begin += kBlockSize) {
    OpBuilder::InsertionGuard guard(b);
    if (total - begin < kBlockSize)
      addGuard(b, loc, arith::CmpIPredicate::ult, thread, total - begin);
    Value term = apply(b, (number + begin).floorDiv(inner), thread);
    Value place = apply(b, (number + begin) % inner, thread);
    if (side.hasAdjacentTerms)
      std::swap(term, place);
    Value inAll = arith::AddIOp::create(b, loc, side.first, place);
    if (side.extent % product.tile != 0)
      inAll = arith::MinUIOp::create(
          b, loc, inAll,
          arith::ConstantIndexOp::create(b, loc, side.extent - 1));
    Value termInAll = arith::AddIOp::create(b, loc, firstTerm, term);
    Value isTerm;
    if (usesTensorCores() && this->numTerms % numTerms != 0) {
      Value last = arith::ConstantIndexOp::create(b, loc, this->numTerms - 1);
      isTerm = arith::CmpIOp::create(b, loc, arith::CmpIPredicate::ule,
                                     termInAll, last);
      termInAll = arith::MinUIOp::create(b, loc, termInAll, last);
    }
    Value element = load(b, side, inAll, termInAll);
    if (isTerm) {
      Value zero =
          arith::ConstantOp::create(b, loc, b.getZeroAttr(element.getType()));
      element = arith::SelectOp::create(b, loc, isTerm, element, zero);
    }
    if (tensorCores == TensorCores::F16)
      element = arith::TruncFOp::create(b, loc, b.getF16Type(), element);
    else if (tensorCores == TensorCores::TF32)
      element = roundToTF32(b, loc, element);
    memref::StoreOp::create(b, loc, element, side.memory,
                            ValueRange{term, place});
  }
}

//===----------------------------------------------------------------------===//
// Sums
//===----------------------------------------------------------------------===//

/// Adds up all terms. Returns the sums that the thread has, or its part of the
/// subgroup's.
SmallVector<Value> ProductBuilder::addUp(OpBuilder &b, ValueRange sums) {
  int64_t step = cast<MemRefType>(rows.memory.getType()).getDimSize(0);
  auto addStep = [&](OpBuilder &b, Value firstTerm, int64_t numTerms,
                     ValueRange sums) {
    loadTogether(b, columns, firstTerm, numTerms);
    loadTogether(b, rows, firstTerm, numTerms);
    gpu::BarrierOp::create(b, loc);
    SmallVector<Value> next = usesTensorCores()
                                  ? addFragments(b, numTerms, sums)
                                  : addInRegisters(b, numTerms, sums);
    gpu::BarrierOp::create(b, loc);
    return next;
  };
  auto constant = [&](int64_t value) -> Value {
    return arith::ConstantIndexOp::create(b, loc, value);
  };
  int64_t rest = usesTensorCores() ? 0 : numTerms % step;
  auto loop = scf::ForOp::create(
      b, loc, constant(0), constant(numTerms - rest), constant(step), sums,
      [&](OpBuilder &inner, Location, Value firstTerm, ValueRange sums) {
        scf::YieldOp::create(inner, loc, addStep(inner, firstTerm, step, sums));
      });
  if (rest == 0)
    return loop.getResults();
  return addStep(b, constant(numTerms - rest), rest, loop.getResults());
}

/// What the op does with one column's and one row's element.
Value ProductBuilder::buildBody(OpBuilder &b, Value column, Value row,
                                Value sum) {
  IRMapping mapping;
  for (OpOperand *operand : op.getDpsInputOperands())
    mapping.map(op.getMatchingBlockArgument(operand), operand->get());
  mapping.map(op.getMatchingBlockArgument(columns.operand), column);
  mapping.map(op.getMatchingBlockArgument(rows.operand), row);
  mapping.map(op.getRegionOutputArgs()[0], sum);
  for (Operation &inner : op.getBody()->without_terminator())
    b.clone(inner, mapping);
  return mapping.lookupOrDefault(op.getBody()->getTerminator()->getOperand(0));
}

/// Adds up `numTerms` terms that are in workgroup memory, at the places of the
/// thread: some rows and columns that are side by side.
SmallVector<Value> ProductBuilder::addInRegisters(OpBuilder &b,
                                                  int64_t numTerms,
                                                  ValueRange sums) {
  auto constant = [&](int64_t value) -> Value {
    return arith::ConstantIndexOp::create(b, loc, value);
  };
  auto loop = scf::ForOp::create(
      b, loc, constant(0), constant(numTerms), constant(1), sums,
      [&](OpBuilder &b, Location, Value term, ValueRange sums) {
        auto loadOwn = [&](const Side &side) {
          return llvm::map_to_vector(side.own, [&](Value number) -> Value {
            return memref::LoadOp::create(b, loc, side.memory,
                                          ValueRange{term, number});
          });
        };
        SmallVector<Value> columnElements = loadOwn(columns);
        SmallVector<Value> rowElements = loadOwn(rows);
        SmallVector<Value> next;
        for (Value row : rowElements)
          for (Value column : columnElements)
            next.push_back(buildBody(b, column, row, sums[next.size()]));
        scf::YieldOp::create(b, loc, next);
      });
  return loop.getResults();
}

/// Adds up `numTerms` terms that are in workgroup memory, at the fragments of
/// the subgroup: there are two subgroups beside each other, and two below each
/// other.
SmallVector<Value> ProductBuilder::addFragments(OpBuilder &b, int64_t numTerms,
                                                ValueRange sums) {
  bool isHalf = tensorCores == TensorCores::F16;
  int64_t depth = isHalf ? 16 : 8;
  Type type = isHalf ? Type(b.getF16Type()) : Type(b.getF32Type());
  int64_t half = product.tile / 2;
  AffineExpr subgroup = b.getAffineDimExpr(0).floorDiv(kSubgroupSize);
  auto getType = [&](ArrayRef<int64_t> shape, StringRef operand) {
    return gpu::MMAMatrixType::get(shape, type, operand);
  };
  auto loadAll = [&](const Side &side, AffineExpr part, int64_t term,
                     gpu::MMAMatrixType type, bool isTransposed) {
    SmallVector<Value> fragments;
    int64_t stride = cast<MemRefType>(side.memory.getType()).getDimSize(1);
    Value firstTerm = arith::ConstantIndexOp::create(b, loc, term);
    for (int64_t i = 0; i < half; i += kFragment) {
      Value place = apply(b, part * half + i, thread);
      fragments.push_back(gpu::SubgroupMmaLoadMatrixOp::create(
          b, loc, type, side.memory, ValueRange{firstTerm, place},
          b.getIndexAttr(stride), isTransposed ? b.getUnitAttr() : UnitAttr()));
    }
    return fragments;
  };
  SmallVector<Value> next(sums);
  for (int64_t term = 0; term < numTerms; term += depth) {
    // Rows are stored term by term.
    SmallVector<Value> rowFragments =
        loadAll(rows, subgroup.floorDiv(2), term,
                getType({kFragment, depth}, "AOp"), /*isTransposed=*/true);
    SmallVector<Value> columnFragments =
        loadAll(columns, subgroup % 2, term, getType({depth, kFragment}, "BOp"),
                /*isTransposed=*/false);
    Value *sum = next.begin();
    for (Value row : rowFragments)
      for (Value column : columnFragments) {
        *sum = gpu::SubgroupMmaComputeOp::create(
            b, loc, sum->getType(), row, column, *sum,
            /*a_transpose=*/b.getUnitAttr(), /*b_transpose=*/UnitAttr());
        ++sum;
      }
  }
  return next;
}

//===----------------------------------------------------------------------===//
// What follows
//===----------------------------------------------------------------------===//

/// Where row or column `number` of the block is.
ProductBuilder::Line ProductBuilder::getLine(OpBuilder &b, const Side &side,
                                             Value number) {
  SmallVector<int64_t> extents = op.getStaticLoopRanges();
  auto sizes = llvm::map_to_vector(side.dims,
                                   [&](unsigned dim) { return extents[dim]; });
  Line line;
  Value inAll = arith::AddIOp::create(b, loc, side.first, number);
  line.indices = getPlace(b, loc, inAll, sizes);
  if (side.extent % product.tile != 0)
    line.exists = arith::CmpIOp::create(
        b, loc, arith::CmpIPredicate::ult, inAll,
        arith::ConstantIndexOp::create(b, loc, side.extent));
  return line;
}

/// Does what the group does with a sum.
void ProductBuilder::finish(OpBuilder &b, const Line &row, const Line &column,
                            Value sum) {
  OpBuilder::InsertionGuard insertionGuard(b);
  Value exists = row.exists ? row.exists : column.exists;
  if (row.exists && column.exists)
    exists = arith::AndIOp::create(b, loc, row.exists, column.exists);
  if (exists)
    b.setInsertionPointToStart(scf::IfOp::create(b, loc, exists).thenBlock());
  DenseMap<unsigned, Value> indices = batch;
  for (auto [dim, index] : llvm::zip_equal(rows.dims, row.indices))
    indices[dim] = index;
  for (auto [dim, index] : llvm::zip_equal(columns.dims, column.indices))
    indices[dim] = index;
  SmallVector<unsigned> dims;
  op.getParallelDims(dims);
  SmallVector<Value> place = llvm::map_to_vector(
      dims, [&](unsigned dim) { return indices.lookup(dim); });
  ThreadBuilder threadBuilder(group, {place});
  for (linalg::GenericOp member : group.ops)
    threadBuilder.build(b, member, member == op ? sum : Value());
}

void ProductBuilder::finishRegisters(OpBuilder &b, ValueRange sums) {
  auto getLines = [&](const Side &side) {
    return llvm::map_to_vector(
        side.own, [&](Value number) { return getLine(b, side, number); });
  };
  SmallVector<Line> rowLines = getLines(rows), columnLines = getLines(columns);
  auto sum = sums.begin();
  for (const Line &row : rowLines)
    for (const Line &column : columnLines)
      finish(b, row, column, *sum++);
}

/// Fragments are divided among threads in a way that is not known: they go
/// through workgroup memory.
void ProductBuilder::finishFragments(OpBuilder &b, ValueRange sums) {
  int64_t half = product.tile / 2;
  int64_t stride = cast<MemRefType>(sumMemory.getType()).getDimSize(1);
  AffineExpr subgroup = b.getAffineDimExpr(0).floorDiv(kSubgroupSize);
  auto sum = sums.begin();
  for (int64_t row = 0; row < half; row += kFragment)
    for (int64_t column = 0; column < half; column += kFragment)
      gpu::SubgroupMmaStoreMatrixOp::create(
          b, loc, *sum++, sumMemory,
          ValueRange{apply(b, subgroup.floorDiv(2) * half + row, thread),
                     apply(b, subgroup % 2 * half + column, thread)},
          b.getIndexAttr(stride), UnitAttr());
  gpu::BarrierOp::create(b, loc);
  auto constant = [&](int64_t value) -> Value {
    return arith::ConstantIndexOp::create(b, loc, value);
  };
  OpBuilder::InsertionGuard guard(b);
  auto loop =
      scf::ForOp::create(b, loc, thread, constant(product.tile * product.tile),
                         constant(kBlockSize));
  b.setInsertionPointToStart(loop.getBody());
  AffineExpr number = b.getAffineDimExpr(0);
  Value row = apply(b, number.floorDiv(product.tile), loop.getInductionVar());
  Value column = apply(b, number % product.tile, loop.getInductionVar());
  Value element =
      memref::LoadOp::create(b, loc, sumMemory, ValueRange{row, column});
  finish(b, getLine(b, rows, row), getLine(b, columns, column), element);
}

gpu::LaunchOp ProductBuilder::build(OpBuilder &b) {
  op.getReductionDims(termDims);
  numTerms = getNumPlaces(op, termDims);
  rows = getSide(product.rowOperand, product.rows);
  columns = getSide(product.columnOperand, product.columns);
  SmallVector<Type> memories = {getMemoryType(rows), getMemoryType(columns)};
  if (usesTensorCores())
    memories.push_back(
        getWorkgroupMemory({product.tile, product.tile + 8}, b.getF32Type()));

  SmallVector<int64_t> blocks =
      llvm::map_to_vector(product.batches, [&](unsigned dim) {
        return op.getStaticLoopRanges()[dim];
      });
  blocks.push_back(llvm::divideCeil(rows.extent, product.tile));
  blocks.push_back(llvm::divideCeil(columns.extent, product.tile));
  auto [launch, block] =
      createLaunch(b, loc, llvm::product_of(blocks), kBlockSize, memories);
  thread = launch.getThreadIds().x;
  SmallVector<Value> place = getPlace(b, loc, block, blocks);
  AffineExpr number = b.getAffineDimExpr(0);
  columns.first = apply(b, number * product.tile, place.pop_back_val());
  rows.first = apply(b, number * product.tile, place.pop_back_val());
  for (auto [dim, index] : llvm::zip_equal(product.batches, place))
    batch[dim] = index;
  rows.memory = launch.getWorkgroupAttributions()[0];
  columns.memory = launch.getWorkgroupAttributions()[1];

  if (usesTensorCores()) {
    sumMemory = launch.getWorkgroupAttributions()[2];
    Value zero = arith::ConstantOp::create(b, loc, b.getF32FloatAttr(0));
    auto type =
        gpu::MMAMatrixType::get({kFragment, kFragment}, b.getF32Type(), "COp");
    int64_t numFragments = llvm::divideCeil(product.tile / 2, kFragment);
    SmallVector<Value> sums(
        numFragments * numFragments,
        gpu::SubgroupMmaConstantMatrixOp::create(b, loc, type, zero));
    finishFragments(b, addUp(b, sums));
    return launch;
  }
  divideAmongThreads(b);
  Value neutral = arith::ConstantOp::create(
      b, loc, *arith::getNeutralElement(getCombiner(op)));
  SmallVector<Value> sums(product.tile * product.tile / kBlockSize, neutral);
  finishRegisters(b, addUp(b, sums));
  return launch;
}

gpu::LaunchOp nnef::launchProduct(OpBuilder &b, Location loc,
                                  const KernelGroup &group,
                                  TensorCores tensorCores) {
  return ProductBuilder(group, loc, tensorCores).build(b);
}
