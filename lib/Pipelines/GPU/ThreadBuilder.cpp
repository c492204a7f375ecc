//===- ThreadBuilder.cpp - What a thread of a kernel does -----------------===//
//
// Part of the nnef-mlir project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "ThreadBuilder.h"
#include "mlir/Dialect/Affine/IR/AffineOps.h"
#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/MemRef/IR/MemRef.h"
#include "mlir/Dialect/SCF/IR/SCF.h"
#include "mlir/Dialect/UB/IR/UBOps.h"
#include "mlir/IR/IRMapping.h"

using namespace mlir;
using namespace nnef;

ThreadBuilder::ThreadBuilder(const KernelGroup &group,
                             ArrayRef<SmallVector<Value>> places)
    : group(group) {
  for (const SmallVector<Value> &place : places)
    this->places.emplace_back().parallel = place;
}

/// The indices of an element, by a map from those of the loops.
static SmallVector<Value> getElementIndices(OpBuilder &b, Location loc,
                                            AffineMap map, ValueRange indices) {
  SmallVector<Value> results;
  for (AffineExpr expr : map.getResults()) {
    if (auto dim = dyn_cast<AffineDimExpr>(expr)) {
      results.push_back(indices[dim.getPosition()]);
      continue;
    }
    AffineMap single = AffineMap::get(map.getNumDims(), 0, expr);
    results.push_back(affine::AffineApplyOp::create(b, loc, single, indices));
  }
  return results;
}

Value ThreadBuilder::load(OpBuilder &b, linalg::GenericOp op,
                          OpOperand &operand, const Place &place) {
  Value memref = operand.get();
  if (!isa<MemRefType>(memref.getType()))
    return memref;
  if (Value element = place.computed.lookup(memref))
    return element;
  return memref::LoadOp::create(
      b, op.getLoc(), memref,
      getElementIndices(b, op.getLoc(), op.getMatchingIndexingMap(&operand),
                        place.indices));
}

SmallVector<Value> ThreadBuilder::buildBody(OpBuilder &b, linalg::GenericOp op,
                                            const Place &place,
                                            ValueRange results) {
  IRMapping mapping;
  for (OpOperand *operand : op.getDpsInputOperands()) {
    BlockArgument argument = op.getMatchingBlockArgument(operand);
    if (!argument.use_empty())
      mapping.map(argument, load(b, op, *operand, place));
  }
  mapping.map(op.getRegionOutputArgs(), results);
  for (Operation &inner : op.getBody()->without_terminator()) {
    if (auto index = dyn_cast<linalg::IndexOp>(inner)) {
      mapping.map(index.getResult(), place.indices[index.getDim()]);
      continue;
    }
    b.clone(inner, mapping)->walk([&](linalg::IndexOp index) {
      index.replaceAllUsesWith(place.indices[index.getDim()]);
      index.erase();
    });
  }
  return llvm::map_to_vector(
      op.getBody()->getTerminator()->getOperands(),
      [&](Value value) { return mapping.lookupOrDefault(value); });
}

SmallVector<Value> ThreadBuilder::buildLoops(OpBuilder &b, linalg::GenericOp op,
                                             ArrayRef<unsigned> dims,
                                             ValueRange results) {
  if (dims.empty()) {
    SmallVector<Value> next;
    size_t numOutputs = op.getNumDpsInits();
    for (const Place &place : places) {
      llvm::append_range(
          next, buildBody(b, op, place, results.take_front(numOutputs)));
      results = results.drop_front(numOutputs);
    }
    return next;
  }
  Location loc = op.getLoc();
  Value begin = arith::ConstantIndexOp::create(b, loc, 0);
  Value end = arith::ConstantIndexOp::create(
      b, loc, op.getStaticLoopRanges()[dims.front()]);
  Value step = arith::ConstantIndexOp::create(b, loc, 1);
  auto loop = scf::ForOp::create(
      b, loc, begin, end, step, results,
      [&](OpBuilder &inner, Location, Value index, ValueRange sums) {
        for (Place &place : places)
          place.indices[dims.front()] = index;
        scf::YieldOp::create(inner, loc,
                             buildLoops(inner, op, dims.drop_front(), sums));
      });
  return loop.getResults();
}

/// Whether what `op` writes is there after the kernel.
static bool isKept(const KernelGroup &group, linalg::GenericOp op,
                   Value memref) {
  if (group.temporaries.contains(memref))
    return false;
  ArrayRef<linalg::GenericOp> ops = group.ops;
  const linalg::GenericOp *place = llvm::find(ops, op);
  return llvm::none_of(ops.drop_front(place - ops.begin() + 1),
                       [&](linalg::GenericOp later) {
                         return llvm::is_contained(later.getDpsInits(), memref);
                       });
}

Value nnef::combine(OpBuilder &b, linalg::GenericOp op, Value lhs, Value rhs) {
  Operation *combiner = getCombiner(op);
  IRMapping mapping;
  mapping.map(combiner->getOperands(), ValueRange{lhs, rhs});
  return b.clone(*combiner, mapping)->getResult(0);
}

Value ThreadBuilder::buildPartialSum(OpBuilder &b, linalg::GenericOp op,
                                     Value thread, int64_t numThreads) {
  Location loc = op.getLoc();
  SmallVector<unsigned> dims;
  op.getReductionDims(dims);
  SmallVector<int64_t> extents;
  for (unsigned dim : dims)
    extents.push_back(op.getStaticLoopRanges()[dim]);
  Value end = arith::ConstantIndexOp::create(b, loc, llvm::product_of(extents));
  Value step = arith::ConstantIndexOp::create(b, loc, numThreads);
  Value neutral = arith::ConstantOp::create(
      b, loc, *arith::getNeutralElement(getCombiner(op)));
  Place &place = places.front();
  setIndices(place, op);
  auto loop = scf::ForOp::create(
      b, loc, thread, end, step, neutral,
      [&](OpBuilder &inner, Location, Value number, ValueRange sum) {
        auto indices = affine::AffineDelinearizeIndexOp::create(
            inner, loc, number, extents);
        for (auto [dim, index] : llvm::zip_equal(dims, indices.getResults()))
          place.indices[dim] = index;
        scf::YieldOp::create(inner, loc, buildBody(inner, op, place, sum));
      });
  return loop.getResult(0);
}

void ThreadBuilder::setIndices(Place &place, linalg::GenericOp op) {
  SmallVector<unsigned> dims;
  op.getParallelDims(dims);
  place.indices.assign(op.getNumLoops(), Value());
  for (auto [dim, index] : llvm::zip_equal(dims, place.parallel))
    place.indices[dim] = index;
}

void ThreadBuilder::build(OpBuilder &b, linalg::GenericOp op, Value sum) {
  SmallVector<unsigned> reductionDims;
  op.getReductionDims(reductionDims);
  Location loc = op.getLoc();
  SmallVector<Value> results;
  for (Place &place : places) {
    setIndices(place, op);
    for (OpOperand &init : op.getDpsInitsMutable()) {
      // What is overwritten at once has no value before that.
      bool isRead = !op.getMatchingBlockArgument(&init).use_empty() ||
                    !reductionDims.empty();
      Type type = cast<MemRefType>(init.get().getType()).getElementType();
      results.push_back(isRead
                            ? load(b, op, init, place)
                            : ub::PoisonOp::create(b, loc, type).getResult());
    }
  }

  if (sum)
    results = {combine(b, op, results.front(), sum)};
  else
    results = buildLoops(b, op, reductionDims, results);
  ArrayRef<Value> rest = results;
  for (Place &place : places)
    for (OpOperand &init : op.getDpsInitsMutable()) {
      Value memref = init.get(), result = rest.front();
      rest = rest.drop_front();
      place.computed[memref] = result;
      if (!isKept(group, op, memref))
        continue;
      memref::StoreOp::create(
          b, loc, result, memref,
          getElementIndices(b, loc, op.getMatchingIndexingMap(&init),
                            place.indices));
    }
}
