//===- WinogradLoops.cpp - The loops of Winograd's algorithm --------------===//
//
// Part of the nnef-mlir project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// The transforms have no form in Linalg that computes each intermediate value
// once, so these loops are made of vectors from the beginning. A part of the
// input is transformed; then, for each block of output channels, the products
// of all places are summed up, and transformed to results, which go through
// what follows the convolution. In between, numbers stay in a core's cache.
//
//===----------------------------------------------------------------------===//

#include "Winograd.h"
#include "mlir/Dialect/Affine/IR/AffineOps.h"
#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/Bufferization/IR/Bufferization.h"
#include "mlir/Dialect/MemRef/IR/MemRef.h"
#include "mlir/Dialect/SCF/IR/SCF.h"
#include "mlir/Dialect/Tensor/IR/Tensor.h"
#include "mlir/Dialect/Vector/IR/VectorOps.h"
#include "mlir/IR/IRMapping.h"
#include "mlir/IR/ImplicitLocOpBuilder.h"

using namespace mlir;
using nnef::WinogradKernel;

//===----------------------------------------------------------------------===//
// What follows the convolution
//===----------------------------------------------------------------------===//

/// The dimension of a result that vectors lie along: that of the channels.
static constexpr unsigned vectorDim = 4;

/// Whether `op` computes each element from those at the same place.
static bool isElementwise(linalg::LinalgOp op) {
  if (op.getNumLoops() != op.getNumParallelLoops() ||
      op->getNumResults() != 1 ||
      !op.getMatchingIndexingMap(op.getDpsInitOperand(0)).isIdentity())
    return false;
  return llvm::all_of(
      op.getBlock()->without_terminator(), [](Operation &inner) {
        return isa_and_present<arith::ArithDialect>(inner.getDialect()) &&
               (OpTrait::hasElementwiseMappableTraits(&inner) ||
                isa<arith::ConstantOp>(inner));
      });
}

/// Whether a tensor can be read at the place that `map` says.
static bool canRead(Value tensor, AffineMap map) {
  auto type = dyn_cast<RankedTensorType>(tensor.getType());
  if (!type || !type.getElementType().isF32())
    return false;
  for (auto [i, expr] : llvm::enumerate(map.getResults())) {
    auto dim = dyn_cast<AffineDimExpr>(expr);
    if (!dim && !isa<AffineConstantExpr>(expr))
      return false;
    if (dim && dim.getPosition() == vectorDim && i + 1 != map.getNumResults())
      return false;
  }
  return true;
}

/// Whether the elements of `value` at the place that `map` says, for some place
/// of the result, can be computed from the sums of the convolution.
static bool canEmit(const WinogradKernel &kernel, Value value, AffineMap map) {
  if (value == kernel.convolution->getResult(0) && !map.isIdentity())
    return false;
  auto op = value.getDefiningOp<linalg::LinalgOp>();
  if (!op)
    return value != kernel.destination && canRead(value, map);
  if (op == kernel.convolution)
    return canEmit(kernel, op.getDpsInits()[0], map);
  if (!isElementwise(op))
    return false;
  return llvm::all_of(op->getOpOperands(), [&](OpOperand &operand) {
    return !op.payloadUsesValueFromOperand(&operand) ||
           !isa<ShapedType>(operand.get().getType()) ||
           canEmit(kernel, operand.get(),
                   op.getMatchingIndexingMap(&operand).compose(map));
  });
}

bool nnef::canEmitWinograd(const WinogradKernel &kernel) {
  MLIRContext *context = kernel.root->getContext();
  return canEmit(kernel, kernel.root->getResult(0),
                 AffineMap::getMultiDimIdentityMap(vectorDim + 1, context));
}

//===----------------------------------------------------------------------===//
// Loops
//===----------------------------------------------------------------------===//

namespace {
/// A part of a tensor.
struct Slice {
  SmallVector<OpFoldResult> offsets, sizes;
};

class LoopEmitter {
public:
  LoopEmitter(WinogradKernel kernel, const nnef::WinogradPlan &plan,
              const nnef::VectorRegisters &registers)
      : kernel(kernel), shape(kernel.shape), plan(plan), registers(registers),
        b(kernel.root.getLoc(), kernel.root) {}

  Value emit();

private:
  using Body = function_ref<Value(ValueRange indices, Value slice)>;

  // Loops that change a tensor.
  Value emitLoop(Value low, Value high, int64_t step, Value tensor,
                 function_ref<Value(Value index, Value tensor)> body);
  Value emitLoop(int64_t extent, int64_t step, Value tensor,
                 function_ref<Value(Value index, Value tensor)> body) {
    return emitLoop(getIndex(0), getIndex(extent), step, tensor, body);
  }
  Value emitSlices(bool isParallel, ArrayRef<int64_t> extents, Value tensor,
                   function_ref<Slice(ValueRange)> getSlice, Body body);

  // The steps.
  Value emitPart(Value image, Value part, Value slice);
  Value emitInputs(Value image, Value firstRow, Value inputs);
  struct Prefetch {
    Value buffer, start;
  };
  Prefetch createPrefetch(Value place, Value block);
  void emitPrefetch(const Prefetch &prefetch, Value tile, Value channel);
  Value emitSums(Value inputs, Value place, Value block, Value sums,
                 ArrayRef<Value> indices);
  Value emitResults(Value sums, ArrayRef<Value> place, Value firstRow,
                    Value firstResult, Value slice);
  Value emitRowOfTiles(Value sums, Value row, Value tiles);

  // What follows the convolution.
  Value emitValue(Value value, AffineMap map, ArrayRef<Value> place, Value sum);
  Value readAt(Value tensor, AffineMap map, ArrayRef<Value> place);

  // Single operations.
  Value getIndex(int64_t value) {
    return arith::ConstantIndexOp::create(b, value);
  }
  Value compute(AffineExpr expr, ArrayRef<Value> operands) {
    return getValueOrCreateConstantIndexOp(
        b, b.getLoc(),
        affine::makeComposedFoldedAffineApply(
            b, b.getLoc(), expr, getAsOpFoldResult(ValueRange(operands))));
  }
  Value computeMin(AffineExpr expr, int64_t limit, ArrayRef<Value> operands) {
    AffineMap map =
        AffineMap::get(operands.size(), 0,
                       {expr, b.getAffineConstantExpr(limit)}, b.getContext());
    return affine::AffineMinOp::create(b, map, operands);
  }
  /// The first of `size` elements of a dimension of `extent`: at `expr`, or so
  /// that they are the last ones.
  Value getStart(AffineExpr expr, ArrayRef<Value> operands, int64_t size,
                 int64_t extent) {
    return extent % size == 0 ? compute(expr, operands)
                              : computeMin(expr, extent - size, operands);
  }
  Value read(Value tensor, ArrayRef<Value> indices, int64_t width) {
    SmallVector<bool> inBounds{true};
    return vector::TransferReadOp::create(
        b, VectorType::get(width, b.getF32Type()), tensor, indices,
        Value(getFloat(0)), ArrayRef<bool>(inBounds));
  }
  Value write(Value vector, Value tensor, ArrayRef<Value> indices) {
    SmallVector<bool> inBounds{true};
    return vector::TransferWriteOp::create(b, vector, tensor, indices,
                                           ArrayRef<bool>(inBounds))
        ->getResult(0);
  }
  Value getFloat(float value) {
    return arith::ConstantOp::create(b, b.getF32FloatAttr(value));
  }
  Value createEmpty(ArrayRef<int64_t> extents) {
    return tensor::EmptyOp::create(b, extents, b.getF32Type());
  }

  int64_t getRows() const { return llvm::divideCeil(shape.height, plan.tile); }
  int64_t getColumns() const {
    return llvm::divideCeil(shape.width, plan.tile);
  }
  /// How many tiles a part has.
  int64_t getNumTiles() const { return plan.images * plan.rows * getColumns(); }
  /// How many channels are transformed at a time.
  int64_t getLanes(int64_t block) const {
    return std::min(block, registers.bits / 32);
  }
  int64_t chooseTilesAtOnce() const;

  WinogradKernel kernel;
  nnef::ConvolutionShape shape;
  nnef::WinogradPlan plan;
  nnef::VectorRegisters registers;
  ImplicitLocOpBuilder b;
};
} // namespace

Value LoopEmitter::emitLoop(
    Value low, Value high, int64_t step, Value tensor,
    function_ref<Value(Value index, Value tensor)> body) {
  OpBuilder::InsertionGuard guard(b);
  auto loop = scf::ForOp::create(b, low, high, getIndex(step), tensor);
  b.setInsertionPointToStart(loop.getBody());
  Value result = body(loop.getInductionVar(), loop.getRegionIterArg(0));
  scf::YieldOp::create(b, result);
  return loop.getResult(0);
}

/// A nest of loops, whose body changes one slice of a tensor at a time.
Value LoopEmitter::emitSlices(bool isParallel, ArrayRef<int64_t> extents,
                              Value tensor,
                              function_ref<Slice(ValueRange)> getSlice,
                              Body body) {
  OpBuilder::InsertionGuard guard(b);
  auto emitBody = [&](ValueRange indices, Value whole) {
    Slice slice = getSlice(indices);
    SmallVector<OpFoldResult> strides(slice.offsets.size(), b.getIndexAttr(1));
    Value part = tensor::ExtractSliceOp::create(b, whole, slice.offsets,
                                                slice.sizes, strides);
    return std::make_pair(body(indices, part), slice);
  };
  SmallVector<OpFoldResult> strides(
      cast<RankedTensorType>(tensor.getType()).getRank(), b.getIndexAttr(1));
  if (isParallel) {
    auto loop = scf::ForallOp::create(
        b, getAsIndexOpFoldResult(b.getContext(), extents), tensor,
        std::nullopt);
    b.setInsertionPointToStart(loop.getBody());
    auto [result, slice] =
        emitBody(loop.getInductionVars(), loop.getRegionIterArgs()[0]);
    b.setInsertionPointToStart(loop.getTerminator().getBody());
    tensor::ParallelInsertSliceOp::create(b, result,
                                          loop.getRegionIterArgs()[0],
                                          slice.offsets, slice.sizes, strides);
    return loop.getResult(0);
  }
  SmallVector<Value> indices;
  std::function<Value(Value)> emitNest = [&](Value whole) -> Value {
    if (indices.size() < extents.size())
      return emitLoop(extents[indices.size()], 1, whole,
                      [&](Value index, Value inner) {
                        indices.push_back(index);
                        return emitNest(inner);
                      });
    auto [result, slice] = emitBody(indices, whole);
    return tensor::InsertSliceOp::create(b, result, whole, slice.offsets,
                                         slice.sizes, strides);
  };
  return emitNest(tensor);
}

Value LoopEmitter::emit() {
  int64_t numParts = llvm::divideCeil(getRows(), plan.rows);
  int64_t partHeight = plan.rows * plan.tile;
  auto getSlice = [&](ValueRange indices) -> Slice {
    AffineExpr i = b.getAffineDimExpr(0);
    OpFoldResult height = b.getIndexAttr(partHeight);
    if (shape.height % partHeight != 0)
      height =
          computeMin(shape.height - i * partHeight, partHeight, indices[1]);
    OpFoldResult zero = b.getIndexAttr(0);
    return {{compute(i * plan.images, indices[0]), zero,
             compute(i * partHeight, indices[1]), zero, zero},
            {b.getIndexAttr(plan.images), b.getIndexAttr(shape.outputBlocks),
             height, b.getIndexAttr(shape.width),
             b.getIndexAttr(shape.outputBlock)}};
  };
  return emitSlices(plan.sharesParts, {shape.images / plan.images, numParts},
                    kernel.destination, getSlice,
                    [&](ValueRange indices, Value slice) {
                      return emitPart(indices[0], indices[1], slice);
                    });
}

/// Computes a slice of the result, for some images and some rows.
Value LoopEmitter::emitPart(Value image, Value part, Value slice) {
  AffineExpr i = b.getAffineDimExpr(0);
  Value firstImage = compute(i * plan.images, image);
  Value firstRow = getStart(i * plan.rows, part, plan.rows, getRows());
  Value firstResult = compute(i * plan.rows * plan.tile, part);
  Value inputs = emitInputs(firstImage, firstRow,
                            createEmpty({plan.getNumPlaces(), getNumTiles(),
                                         shape.getInputChannels()}));
  OpFoldResult zero = b.getIndexAttr(0), one = b.getIndexAttr(1);
  int64_t places = plan.getNumPlaces(), tiles = getNumTiles();
  Value allSums;
  if (!plan.sharesParts)
    allSums = emitSlices(
        !plan.sharesParts, {places},
        createEmpty({shape.outputBlocks, places, tiles, shape.outputBlock}),
        [&](ValueRange indices) -> Slice {
          return {{zero, indices[0], zero, zero},
                  {b.getIndexAttr(shape.outputBlocks), one,
                   b.getIndexAttr(tiles), b.getIndexAttr(shape.outputBlock)}};
        },
        [&](ValueRange indices, Value slice) {
          return emitLoop(shape.outputBlocks, 1, slice,
                          [&](Value block, Value sums) {
                            return emitSums(inputs, indices[0], block, sums,
                                            {block, getIndex(0)});
                          });
        });
  auto getSums = [&](Value block) -> Value {
    SmallVector<int64_t> extents{places, tiles, shape.outputBlock};
    if (!plan.sharesParts) {
      SmallVector<OpFoldResult> sizes{one}, strides(4, one);
      llvm::append_range(sizes,
                         getAsIndexOpFoldResult(b.getContext(), extents));
      return tensor::ExtractSliceOp::create(
          b, RankedTensorType::get(extents, b.getF32Type()), allSums,
          ArrayRef<OpFoldResult>{block, zero, zero, zero}, sizes, strides);
    }
    return emitLoop(places, 1, createEmpty(extents),
                    [&](Value place, Value sums) {
                      return emitSums(inputs, place, block, sums, {place});
                    });
  };
  auto getSlice = [&](ValueRange indices) -> Slice {
    Slice result{{zero, indices[0], zero, zero, zero},
                 tensor::getMixedSizes(b, b.getLoc(), slice)};
    result.sizes[1] = one;
    return result;
  };
  return emitSlices(!plan.sharesParts, {shape.outputBlocks}, slice, getSlice,
                    [&](ValueRange indices, Value result) {
                      return emitResults(getSums(indices[0]),
                                         {firstImage, indices[0]}, firstRow,
                                         firstResult, result);
                    });
}

//===----------------------------------------------------------------------===//
// Inputs
//===----------------------------------------------------------------------===//

/// Transforms the inputs of a part, to [place][tile][channel].
Value LoopEmitter::emitInputs(Value image, Value firstRow, Value inputs) {
  int64_t columns = getColumns(), size = plan.tile + 2;
  int64_t lanes = getLanes(shape.inputBlock);
  Value input = kernel.convolution.getDpsInputs()[0];
  AffineExpr x, y;
  bindDims(b.getContext(), x, y);
  auto getSlice = [&](ValueRange indices) -> Slice {
    return {{b.getIndexAttr(0), compute(x * columns, indices[0]),
             compute(x * shape.inputBlock, indices[1])},
            {b.getIndexAttr(plan.getNumPlaces()), b.getIndexAttr(columns),
             b.getIndexAttr(shape.inputBlock)}};
  };
  auto body = [&](ValueRange indices, Value slice) {
    Value from = compute(x + y.floorDiv(plan.rows), {image, indices[0]});
    Value row = compute(x + y % plan.rows, {firstRow, indices[0]});
    Value top = getStart(x * plan.tile, row, plan.tile, shape.height);
    return emitLoop(columns, 1, slice, [&](Value column, Value tiles) {
      Value left = getStart(x * plan.tile, column, plan.tile, shape.width);
      return emitLoop(
          shape.inputBlock, lanes, tiles, [&](Value channel, Value result) {
            SmallVector<Value> tile;
            for (int64_t i = 0; i < size; ++i)
              for (int64_t j = 0; j < size; ++j)
                tile.push_back(read(input,
                                    {from, indices[1], compute(x + i, top),
                                     compute(x + j, left), channel},
                                    lanes));
            SmallVector<Value> transformed =
                nnef::emitInputTransform(b, plan.tile, tile);
            for (auto [i, value] : llvm::enumerate(transformed))
              result = write(value, result, {getIndex(i), column, channel});
            return result;
          });
    });
  };
  return emitSlices(!plan.sharesParts,
                    {plan.images * plan.rows, shape.inputBlocks}, inputs,
                    getSlice, body);
}

//===----------------------------------------------------------------------===//
// Products
//===----------------------------------------------------------------------===//

/// How many tiles to multiply with the filter at once, so that all sums are in
/// registers and there is little left at the end.
int64_t LoopEmitter::chooseTilesAtOnce() const {
  int64_t vectors = llvm::divideCeil(shape.outputBlock * 32, registers.bits);
  int64_t limit = std::max<int64_t>(1, (registers.count - 4) / vectors);
  int64_t tiles = getNumTiles();
  if (tiles <= limit)
    return tiles;
  int64_t best = limit;
  for (int64_t i = limit; i > limit / 2; --i)
    if (llvm::divideCeil(tiles, i) * i < llvm::divideCeil(tiles, best) * best)
      best = i;
  return best;
}

/// Where the part of the filter is that is needed after that for a place and a
/// block of channels.
LoopEmitter::Prefetch LoopEmitter::createPrefetch(Value place, Value block) {
  Value filter = kernel.convolution.getDpsInputs()[1];
  auto type = cast<RankedTensorType>(filter.getType());
  int64_t size = type.getDimSize(2) * type.getDimSize(3);
  int64_t count = type.getNumElements() / size;
  AffineExpr x, y;
  bindDims(b.getContext(), x, y);
  Value next = computeMin(x * type.getDimSize(1) + y + 1, count - 1,
                          !plan.sharesParts ? ArrayRef<Value>{place, block}
                                            : ArrayRef<Value>{block, place});
  Value buffer = bufferization::ToBufferOp::create(
      b, MemRefType::get(type.getShape(), type.getElementType()), filter,
      b.getUnitAttr());
  Value flat = memref::CollapseShapeOp::create(
      b, buffer, ArrayRef<ReassociationIndices>{{0, 1, 2, 3}});
  return {flat, compute(x * size, next)};
}

/// Asks for some of that part, such that all has been asked for after the last
/// tile and channel.
void LoopEmitter::emitPrefetch(const Prefetch &prefetch, Value tile,
                               Value channel) {
  constexpr int64_t line = 16;
  int64_t atOnce = chooseTilesAtOnce();
  int64_t step = shape.outputBlock / llvm::divideCeil(getNumTiles(), atOnce);
  AffineExpr x, y, z;
  bindDims(b.getContext(), x, y, z);
  for (int64_t i = 0; i < step; i += line) {
    Value index = compute(
        x + (y.floorDiv(atOnce) * shape.getInputChannels() + z) * step + i,
        {prefetch.start, tile, channel});
    memref::PrefetchOp::create(b, prefetch.buffer, index, b.getBoolAttr(false),
                               b.getI32IntegerAttr(2), b.getBoolAttr(true));
  }
}

/// Multiplies inputs with the filter, for a place and a block of output
/// channels, and sums up over input channels. The sums for tiles and channels
/// are at the `indices` of `sums`.
Value LoopEmitter::emitSums(Value inputs, Value place, Value block, Value sums,
                            ArrayRef<Value> indices) {
  Value filter = kernel.convolution.getDpsInputs()[1];
  int64_t tiles = getNumTiles(), atOnce = chooseTilesAtOnce();
  auto type = VectorType::get(shape.outputBlock, b.getF32Type());
  AffineExpr x = b.getAffineDimExpr(0);
  Value zeroIndex = getIndex(0);
  Prefetch prefetch = createPrefetch(place, block);
  return emitLoop(tiles, atOnce, sums, [&](Value tile, Value result) {
    Value first = getStart(x, tile, atOnce, tiles);
    Value zero = arith::ConstantOp::create(b, b.getZeroAttr(type));
    auto loop =
        scf::ForOp::create(b, zeroIndex, getIndex(shape.getInputChannels()),
                           getIndex(1), SmallVector<Value>(atOnce, zero));
    {
      OpBuilder::InsertionGuard guard(b);
      b.setInsertionPointToStart(loop.getBody());
      Value channel = loop.getInductionVar();
      emitPrefetch(prefetch, tile, channel);
      Value weights = read(
          filter,
          !plan.sharesParts ? ArrayRef<Value>{place, block, channel, zeroIndex}
                            : ArrayRef<Value>{block, place, channel, zeroIndex},
          shape.outputBlock);
      SmallVector<Value> next;
      for (auto [i, sum] : llvm::enumerate(loop.getRegionIterArgs())) {
        Value element = tensor::ExtractOp::create(
            b, inputs, ValueRange{place, compute(x + i, first), channel});
        next.push_back(nnef::multiplyAndAdd(
            b, vector::BroadcastOp::create(b, type, element), weights, sum));
      }
      scf::YieldOp::create(b, next);
    }
    for (auto [i, sum] : llvm::enumerate(loop.getResults())) {
      SmallVector<Value> at(indices);
      at.append({compute(x + i, first), zeroIndex});
      result = write(sum, result, at);
    }
    return result;
  });
}

//===----------------------------------------------------------------------===//
// Results
//===----------------------------------------------------------------------===//

/// Transforms sums to results, sends these through what follows, and writes
/// them to a slice of the result, that begins with row `firstResult`.
Value LoopEmitter::emitResults(Value sums, ArrayRef<Value> place,
                               Value firstRow, Value firstResult, Value slice) {
  AffineExpr x, y, z;
  bindDims(b.getContext(), x, y, z);
  AffineMap identity =
      AffineMap::getMultiDimIdentityMap(vectorDim + 1, b.getContext());
  int64_t width = shape.outputBlock;
  return emitLoop(
      plan.images * plan.rows, 1, slice, [&](Value index, Value outer) {
        Value image = compute(x.floorDiv(plan.rows), index);
        Value from = compute(x + y, {place[0], image});
        Value row = compute(x + y % plan.rows, {firstRow, index});
        Value top = getStart(x * plan.tile, row, plan.tile, shape.height);
        Value tiles = emitRowOfTiles(
            sums, index, createEmpty({plan.tile, shape.width, width}));
        // A row that a tile before this has in common is not computed again.
        Value low = compute(x * plan.tile, row);
        if (getRows() % plan.rows != 0)
          low = arith::MaxSIOp::create(b, low, firstResult);
        Value high = compute(x + plan.tile, top);
        return emitLoop(low, high, 1, outer, [&](Value line, Value inner) {
          return emitLoop(
              shape.width, 1, inner, [&](Value column, Value result) {
                Value sum = read(
                    tiles, {compute(x - y, {line, top}), column, getIndex(0)},
                    width);
                Value value = emitValue(kernel.root->getResult(0), identity,
                                        {from, place[1], line, column}, sum);
                return write(value, result,
                             {image, getIndex(0),
                              compute(x - y, {line, firstResult}), column,
                              getIndex(0)});
              });
        });
      });
}

/// Transforms the sums of a row of tiles: [line][column][channel].
Value LoopEmitter::emitRowOfTiles(Value sums, Value row, Value tiles) {
  int64_t columns = getColumns(), lanes = getLanes(shape.outputBlock);
  AffineExpr x, y;
  bindDims(b.getContext(), x, y);
  return emitLoop(columns, 1, tiles, [&](Value column, Value outer) {
    Value left = getStart(x * plan.tile, column, plan.tile, shape.width);
    Value tile = compute(x * columns + y, {row, column});
    return emitLoop(
        shape.outputBlock, lanes, outer, [&](Value channel, Value result) {
          SmallVector<Value> places;
          for (int64_t i = 0; i < plan.getNumPlaces(); ++i)
            places.push_back(read(sums, {getIndex(i), tile, channel}, lanes));
          SmallVector<Value> transformed =
              nnef::emitOutputTransform(b, plan.tile, places);
          for (auto [i, value] : llvm::enumerate(transformed))
            result = write(value, result,
                           {getIndex(i / plan.tile),
                            compute(x + i % plan.tile, left), channel});
          return result;
        });
  });
}

/// The elements of `value` at a place of the result, or where `map` says that
/// they are, for all channels of a block; `sum` is what the convolution adds.
Value LoopEmitter::emitValue(Value value, AffineMap map, ArrayRef<Value> place,
                             Value sum) {
  auto op = value.getDefiningOp<linalg::LinalgOp>();
  if (!op)
    return readAt(value, map, place);
  if (op == kernel.convolution) {
    Value init = emitValue(op.getDpsInits()[0], map, place, Value());
    return arith::AddFOp::create(b, sum, init);
  }
  auto getVectorType = [&](Type type) {
    return VectorType::get(shape.outputBlock, type);
  };
  IRMapping mapping;
  auto broadcast = [&](Value scalar) {
    mapping.map(scalar, Value(vector::BroadcastOp::create(
                            b, getVectorType(scalar.getType()), scalar)));
  };
  for (OpOperand &operand : op->getOpOperands()) {
    if (!op.payloadUsesValueFromOperand(&operand))
      continue;
    BlockArgument argument = op.getMatchingBlockArgument(&operand);
    Value vector =
        isa<ShapedType>(operand.get().getType())
            ? emitValue(operand.get(),
                        op.getMatchingIndexingMap(&operand).compose(map), place,
                        sum)
            : vector::BroadcastOp::create(b, getVectorType(argument.getType()),
                                          operand.get());
    mapping.map(argument, vector);
  }
  Operation *terminator = op.getBlock()->getTerminator();
  for (Operation &inner : *op.getBlock()) {
    // What comes from outside is the same for all.
    for (Value operand : inner.getOperands())
      if (!mapping.contains(operand))
        broadcast(operand);
    if (&inner == terminator)
      break;
    if (isa<arith::ConstantOp>(inner)) {
      Value scalar = b.clone(inner)->getResult(0);
      mapping.map(inner.getResult(0),
                  Value(vector::BroadcastOp::create(
                      b, getVectorType(scalar.getType()), scalar)));
      continue;
    }
    Operation *vectorOp = b.clone(inner, mapping);
    for (OpResult result : vectorOp->getResults())
      result.setType(getVectorType(result.getType()));
  }
  return mapping.lookup(terminator->getOperand(0));
}

Value LoopEmitter::readAt(Value tensor, AffineMap map, ArrayRef<Value> place) {
  SmallVector<Value> indices;
  bool isVector = false;
  for (AffineExpr expr : map.getResults()) {
    auto dim = dyn_cast<AffineDimExpr>(expr);
    isVector = dim && dim.getPosition() == vectorDim;
    indices.push_back(!dim ? getIndex(cast<AffineConstantExpr>(expr).getValue())
                      : isVector ? getIndex(0)
                                 : place[dim.getPosition()]);
  }
  if (isVector)
    return read(tensor, indices, shape.outputBlock);
  return vector::BroadcastOp::create(
      b, VectorType::get(shape.outputBlock, b.getF32Type()),
      tensor::ExtractOp::create(b, tensor, indices));
}

Value nnef::emitWinograd(const WinogradKernel &kernel, const WinogradPlan &plan,
                         const VectorRegisters &registers) {
  return LoopEmitter(kernel, plan, registers).emit();
}
