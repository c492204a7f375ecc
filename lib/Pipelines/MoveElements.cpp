//===- MoveElements.cpp - Ops that only move elements ---------------------===//
//
// Part of the nnef-mlir project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "MoveElements.h"
#include "mlir/Dialect/Linalg/IR/Linalg.h"
#include "mlir/Dialect/Tensor/IR/Tensor.h"
#include "mlir/Dialect/UB/IR/UBOps.h"
#include "mlir/IR/Matchers.h"
#include "mlir/IR/Threading.h"
#include "llvm/ADT/TypeSwitch.h"
#include <cstring>

using namespace mlir;
using namespace nnef;

//===----------------------------------------------------------------------===//
// Parts of tensors
//===----------------------------------------------------------------------===//

static ArrayRef<int64_t> getShape(Value value) {
  return cast<RankedTensorType>(value.getType()).getShape();
}

/// Where a slice of a tensor begins, and how far apart its elements lie.
static std::pair<int64_t, SmallVector<int64_t>>
getSlice(ArrayRef<int64_t> shape, ArrayRef<int64_t> offsets,
         ArrayRef<int64_t> steps) {
  int64_t begin = 0;
  SmallVector<int64_t> strides = getStrides(shape);
  for (auto [stride, offset, step] : llvm::zip_equal(strides, offsets, steps)) {
    begin += offset * stride;
    stride *= step;
  }
  return {begin, strides};
}

static SmallVector<CopyDim> getDims(ArrayRef<int64_t> extents,
                                    ArrayRef<int64_t> inputStrides,
                                    ArrayRef<int64_t> outputStrides) {
  SmallVector<CopyDim> dims;
  for (auto [extent, input, output] :
       llvm::zip_equal(extents, inputStrides, outputStrides))
    dims.push_back({extent, input, output});
  return dims;
}

/// The box that is a whole operand, and lies in the result from `offsets` on.
static Box getWhole(unsigned operand, ArrayRef<int64_t> extents,
                    ArrayRef<int64_t> shape, ArrayRef<int64_t> offsets,
                    ArrayRef<int64_t> steps) {
  auto [to, strides] = getSlice(shape, offsets, steps);
  return {operand, 0, to, getDims(extents, getStrides(extents), strides)};
}

/// The bytes of a number. None if it is not known.
static std::optional<SmallVector<char>> getNumber(Value value) {
  Attribute attribute;
  if (!matchPattern(value, m_Constant(&attribute)))
    return std::nullopt;
  // What may be anything may be 0.
  if (isa<ub::PoisonAttr>(attribute))
    attribute = OpBuilder(value.getContext()).getZeroAttr(value.getType());
  if (!isa_and_nonnull<FloatAttr, IntegerAttr>(attribute))
    return std::nullopt;
  auto type = RankedTensorType::get({}, value.getType());
  std::optional<Elements> elements =
      Elements::get(DenseElementsAttr::get(type, attribute));
  if (!elements)
    return std::nullopt;
  return SmallVector<char>(elements->getBytes());
}

//===----------------------------------------------------------------------===//
// Ops
//===----------------------------------------------------------------------===//

/// The boxes that a tensor of `shape` consists of when it is packed: those of
/// whole tiles, and for each dimension that is no multiple of its tile the
/// rest.
template <typename PackOrUnPackOp>
static SmallVector<Box> getTiles(PackOrUnPackOp op, ArrayRef<int64_t> shape,
                                 ArrayRef<int64_t> packedShape) {
  size_t rank = shape.size();
  SmallVector<int64_t> strides = getStrides(shape),
                       packedStrides = getStrides(packedShape);
  SmallVector<int64_t> outerStrides(packedStrides);
  for (auto [position, dim] : llvm::enumerate(op.getOuterDimsPerm()))
    outerStrides[dim] = packedStrides[position];
  SmallVector<int64_t> innerDims(rank, -1);
  for (auto [position, dim] : llvm::enumerate(op.getInnerDimsPos()))
    innerDims[dim] = rank + position;

  SmallVector<Box> boxes(1);
  for (size_t dim = 0; dim < rank; ++dim) {
    int64_t inner = innerDims[dim];
    if (inner < 0) {
      for (Box &box : boxes)
        box.dims.push_back({shape[dim], strides[dim], outerStrides[dim]});
      continue;
    }
    int64_t tile = packedShape[inner];
    int64_t numTiles = shape[dim] / tile, rest = shape[dim] % tile;
    SmallVector<Box> pieces;
    for (const Box &box : boxes) {
      if (numTiles) {
        Box &piece = pieces.emplace_back(box);
        piece.dims.append({{numTiles, strides[dim] * tile, outerStrides[dim]},
                           {tile, strides[dim], packedStrides[inner]}});
      }
      if (rest) {
        Box &piece = pieces.emplace_back(box);
        piece.from += numTiles * tile * strides[dim];
        piece.to += numTiles * outerStrides[dim];
        piece.dims.push_back({rest, strides[dim], packedStrides[inner]});
      }
    }
    boxes = std::move(pieces);
  }
  return boxes;
}

static bool pack(linalg::PackOp op, Movement &movement) {
  ArrayRef<int64_t> shape = getShape(op.getSource()),
                    packedShape = movement.type.getShape();
  movement.suffix = "packed";
  movement.operands = {op.getSource()};
  movement.boxes = getTiles(op, shape, packedShape);
  if (ShapedType::getNumElements(shape) == movement.type.getNumElements())
    return true;
  std::optional<SmallVector<char>> padding =
      op.getPaddingValue() ? getNumber(op.getPaddingValue()) : std::nullopt;
  if (padding)
    movement.filling = *padding;
  return padding.has_value();
}

static bool unpack(linalg::UnPackOp op, Movement &movement) {
  movement.suffix = "unpacked";
  movement.operands = {op.getSource()};
  movement.boxes =
      getTiles(op, movement.type.getShape(), getShape(op.getSource()));
  for (Box &box : movement.boxes) {
    std::swap(box.from, box.to);
    for (CopyDim &dim : box.dims)
      std::swap(dim.inputStride, dim.outputStride);
  }
  return true;
}

/// Whether an index is a sum of multiples of indices.
static bool isLinear(AffineExpr index) {
  return !index
              .walk([](AffineExpr part) {
                return isa<AffineDimExpr, AffineConstantExpr>(part) ||
                               part.getKind() == AffineExprKind::Add ||
                               part.getKind() == AffineExprKind::Mul
                           ? WalkResult::advance()
                           : WalkResult::interrupt();
              })
              .wasInterrupted();
}

/// Transposes, broadcasts, and all other loops that do nothing but read an
/// element and write it.
static bool loop(linalg::LinalgOp op, Movement &movement) {
  Block *body = op.getBlock();
  if (!op.hasPureTensorSemantics() || op.getNumDpsInputs() != 1 ||
      op.getNumDpsInits() != 1 ||
      !isa<RankedTensorType>(op.getDpsInputOperand(0)->get().getType()) ||
      op.getNumParallelLoops() != op.getNumLoops() ||
      body->getOperations().size() != 1 ||
      body->getTerminator()->getOperand(0) != body->getArgument(0))
    return false;
  OpOperand *input = op.getDpsInputOperand(0), *init = op.getDpsInitOperand(0);
  AffineMap from = op.getMatchingIndexingMap(input),
            to = op.getMatchingIndexingMap(init);
  if (!to.isPermutation() || !llvm::all_of(from.getResults(), isLinear))
    return false;

  SmallVector<int64_t> extents = op.getStaticLoopRanges();
  SmallVector<int64_t> inputStrides = getStrides(getShape(input->get())),
                       outputStrides = getStrides(getShape(init->get()));
  auto getPlace = [](AffineMap map, ArrayRef<int64_t> strides,
                     ArrayRef<int64_t> indices) {
    int64_t place = 0;
    for (auto [index, stride] : llvm::zip_equal(map.compose(indices), strides))
      place += index * stride;
    return place;
  };
  SmallVector<int64_t> indices(extents.size(), 0);
  Box box;
  box.from = getPlace(from, inputStrides, indices);
  for (auto [dim, extent] : llvm::enumerate(extents)) {
    indices[dim] = 1;
    box.dims.push_back({extent,
                        getPlace(from, inputStrides, indices) - box.from,
                        getPlace(to, outputStrides, indices)});
    indices[dim] = 0;
    movement.repeats |= extent > 1 && box.dims.back().inputStride == 0;
  }
  movement.suffix = movement.repeats ? "broadcast" : "transposed";
  movement.operands = {input->get()};
  movement.boxes = {box};
  return true;
}

static bool pad(tensor::PadOp op, Movement &movement) {
  ArrayRef<int64_t> low = op.getStaticLow(), high = op.getStaticHigh();
  Value value = op.getConstantPaddingValue();
  std::optional<SmallVector<char>> number =
      value ? getNumber(value) : std::nullopt;
  auto isCut = [](int64_t amount) { return amount < 0; };
  // The size that is not known is negative, too.
  if (!number || llvm::any_of(low, isCut) || llvm::any_of(high, isCut))
    return false;
  movement.suffix = "padded";
  movement.operands = {op.getSource()};
  movement.filling = *number;
  SmallVector<int64_t> ones(low.size(), 1);
  movement.boxes = {getWhole(0, getShape(op.getSource()),
                             movement.type.getShape(), low, ones)};
  return true;
}

static bool isDynamic(OffsetSizeAndStrideOpInterface op) {
  return ShapedType::isDynamicShape(op.getStaticOffsets()) ||
         ShapedType::isDynamicShape(op.getStaticSizes()) ||
         ShapedType::isDynamicShape(op.getStaticStrides());
}

static bool extract(tensor::ExtractSliceOp op, Movement &movement) {
  if (isDynamic(op))
    return false;
  movement.suffix = "sliced";
  movement.operands = {op.getSource()};
  auto [from, strides] = getSlice(getShape(op.getSource()),
                                  op.getStaticOffsets(), op.getStaticStrides());
  ArrayRef<int64_t> sizes = op.getStaticSizes();
  movement.boxes = {{0, from, 0, getDims(sizes, strides, getStrides(sizes))}};
  return true;
}

static bool insert(tensor::InsertSliceOp op, Movement &movement) {
  if (isDynamic(op))
    return false;
  movement.suffix = "joined";
  movement.operands = {op.getDest(), op.getSource()};
  ArrayRef<int64_t> shape = movement.type.getShape();
  SmallVector<int64_t> zeros(shape.size(), 0), ones(shape.size(), 1);
  movement.boxes = {getWhole(0, shape, shape, zeros, ones),
                    getWhole(1, op.getStaticSizes(), shape,
                             op.getStaticOffsets(), op.getStaticStrides())};
  return true;
}

static bool concat(tensor::ConcatOp op, Movement &movement) {
  ArrayRef<int64_t> shape = movement.type.getShape();
  SmallVector<int64_t> offsets(shape.size(), 0), ones(shape.size(), 1);
  movement.suffix = "joined";
  for (auto [i, input] : llvm::enumerate(op.getInputs())) {
    movement.operands.push_back(input);
    movement.boxes.push_back(
        getWhole(i, getShape(input), shape, offsets, ones));
    offsets[op.getDim()] += getShape(input)[op.getDim()];
  }
  return true;
}

/// Whether elements have the same form in the memory of compiled code.
static bool fillsBytes(Type elementType) {
  if (!elementType.isIntOrFloat())
    return false;
  unsigned bits = elementType.getIntOrFloatBitWidth();
  return bits == 1 || (bits >= 8 && bits <= 64 && llvm::isPowerOf2_32(bits));
}

std::optional<Movement> nnef::getMovement(Operation *op) {
  if (op->getNumResults() != 1)
    return std::nullopt;
  Movement movement;
  movement.type = dyn_cast<RankedTensorType>(op->getResult(0).getType());
  if (!movement.type || !fillsBytes(movement.type.getElementType()))
    return std::nullopt;
  for (Value value : llvm::concat<const Value>(op->getOperands(),
                                               ValueRange(op->getResults()))) {
    auto type = dyn_cast<ShapedType>(value.getType());
    if (type && !(isa<RankedTensorType>(type) && type.hasStaticShape() &&
                  type.getElementType() == movement.type.getElementType()))
      return std::nullopt;
  }
  bool isKnown =
      llvm::TypeSwitch<Operation *, bool>(op)
          .Case([&](linalg::PackOp op) { return pack(op, movement); })
          .Case([&](linalg::UnPackOp op) { return unpack(op, movement); })
          .Case([&](tensor::PadOp op) { return pad(op, movement); })
          .Case(
              [&](tensor::ExtractSliceOp op) { return extract(op, movement); })
          .Case([&](tensor::InsertSliceOp op) { return insert(op, movement); })
          .Case([&](tensor::ConcatOp op) { return concat(op, movement); })
          .Case<tensor::ExpandShapeOp, tensor::CollapseShapeOp, tensor::CastOp>(
              [&](auto) {
                movement.isView = true;
                movement.operands = {op->getOperand(0)};
                return true;
              })
          .Case([&](linalg::LinalgOp op) { return loop(op, movement); })
          .Default(false);
  return isKnown ? std::optional(std::move(movement)) : std::nullopt;
}

//===----------------------------------------------------------------------===//
// Moving
//===----------------------------------------------------------------------===//

/// Copies a box in pieces that threads can share.
static void copyBox(const char *input, char *output, unsigned width,
                    ArrayRef<CopyDim> dims, MLIRContext *context) {
  constexpr int64_t bytesOfPiece = 1 << 20;
  int64_t bytes = width;
  const CopyDim *outermost = nullptr;
  for (const CopyDim &dim : dims) {
    bytes *= dim.extent;
    if (dim.extent > 1 &&
        (!outermost || dim.outputStride > outermost->outputStride))
      outermost = &dim;
  }
  if (!outermost || bytes < 2 * bytesOfPiece)
    return copyElements(input, output, width, dims);
  int64_t numPieces = std::min(bytes / bytesOfPiece, outermost->extent);
  parallelFor(context, 0, numPieces, [&](size_t piece) {
    int64_t begin = outermost->extent * piece / numPieces;
    int64_t end = outermost->extent * (piece + 1) / numPieces;
    SmallVector<CopyDim> part(dims);
    part[outermost - dims.begin()].extent = end - begin;
    copyElements(input + begin * outermost->inputStride * width,
                 output + begin * outermost->outputStride * width, width, part);
  });
}

/// Whether all elements of the result are equal to one that is known.
static std::optional<ArrayRef<char>> getSplat(const Movement &movement,
                                              ArrayRef<Elements> operands) {
  if (operands.empty())
    return std::nullopt;
  ArrayRef<char> element = operands.front().getBytes();
  bool areEqual =
      movement.filling.empty() || ArrayRef(movement.filling) == element;
  for (const Elements &operand : operands)
    areEqual &= operand.isSplat() && operand.getBytes() == element;
  return areEqual ? std::optional(element) : std::nullopt;
}

Elements nnef::moveElements(const Movement &movement,
                            ArrayRef<Elements> operands) {
  if (movement.isView)
    return operands.front().withType(movement.type);
  if (std::optional<ArrayRef<char>> element = getSplat(movement, operands))
    return Elements::getSplat(movement.type, *element);

  MLIRContext *context = movement.type.getContext();
  Elements result = Elements::allocate(movement.type);
  char *output = result.getMutableBytes().data();
  unsigned width = result.getElementBytes();
  if (!movement.filling.empty())
    copyBox(movement.filling.data(), output, width,
            {{movement.type.getNumElements(), 0, 1}}, context);
  for (const Box &box : movement.boxes) {
    const Elements &operand = operands[box.operand];
    SmallVector<CopyDim> dims = box.dims;
    if (operand.isSplat())
      for (CopyDim &dim : dims)
        dim.inputStride = 0;
    const char *input = operand.getBytes().data();
    copyBox(operand.isSplat() ? input : input + box.from * width,
            output + box.to * width, width, dims, context);
  }
  return result;
}
