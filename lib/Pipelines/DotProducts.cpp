//===- DotProducts.cpp - Products of bytes, four at a time ----------------===//
//
// Part of the nnef-mlir project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// All sums are modulo 2^32, so they may be added up in any order, and what is
// the same for all elements of an input may be taken out of them.
//
//===----------------------------------------------------------------------===//

#include "DotProducts.h"
#include "MoveElements.h"
#include "NNEF/Pipelines/Passes.h"
#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/Func/IR/FuncOps.h"
#include "mlir/Dialect/Linalg/IR/Linalg.h"
#include "mlir/Dialect/Tensor/IR/Tensor.h"
#include "mlir/Dialect/Utils/IndexingUtils.h"
#include "mlir/IR/Matchers.h"

namespace nnef {
#define GEN_PASS_DEF_DOTPRODUCTSPASS
#include "NNEF/Pipelines/Passes.h.inc"
} // namespace nnef

using namespace mlir;
using namespace nnef;

/// What turns a signed byte into the unsigned one that is 128 more.
static constexpr int64_t highestBit = -128;

//===----------------------------------------------------------------------===//
// Constants
//===----------------------------------------------------------------------===//

/// The elements of a tensor that constants are moved into, if it is one.
static std::optional<Elements> evaluate(Value value) {
  ElementsAttr constant;
  if (matchPattern(value, m_Constant(&constant)))
    return Elements::get(constant);
  Operation *op = value.getDefiningOp();
  std::optional<Movement> movement = op ? getMovement(op) : std::nullopt;
  if (!movement)
    return std::nullopt;
  SmallVector<Elements> operands;
  for (Value operand : movement->operands) {
    std::optional<Elements> elements = evaluate(operand);
    if (!elements)
      return std::nullopt;
    operands.push_back(*elements);
  }
  return moveElements(*movement, operands);
}

/// Whether the elements of a tensor are moved out of a constant.
static bool isKnown(Value value) {
  ElementsAttr constant;
  if (matchPattern(value, m_Constant(&constant)))
    return Elements::get(constant).has_value();
  Operation *op = value.getDefiningOp();
  std::optional<Movement> movement = op ? getMovement(op) : std::nullopt;
  return movement && llvm::all_of(movement->operands, isKnown);
}

template <typename T> static T getElement(const Elements &elements, int64_t i) {
  T value;
  std::memcpy(&value,
              elements.getBytes().data() +
                  (elements.isSplat() ? 0 : i * sizeof(T)),
              sizeof(T));
  return value;
}

namespace {
/// What the sums of an operation begin with: a number, or one for each place
/// along some dimensions of the result.
struct Bias {
  /// The numbers, if there are several, and the dimensions along which they
  /// lie; one that is the same everywhere has an extent of 1.
  std::optional<Elements> elements;
  AffineMap map;
  int32_t number = 0;

  static std::optional<Bias> get(Value init);
  /// The number at a place of which `coordinates` are known, others are -1.
  std::optional<int32_t> lookup(ArrayRef<int64_t> coordinates) const;
};
} // namespace

std::optional<Bias> Bias::get(Value init) {
  Bias bias;
  APInt number;
  SplatElementsAttr splat;
  if (matchPattern(init, m_Constant(&splat))) {
    bias.number = splat.getSplatValue<APInt>().getSExtValue();
    return bias;
  }
  auto op = init.getDefiningOp<linalg::LinalgOp>();
  if (!op || op.getNumDpsInits() != 1 ||
      op.getNumParallelLoops() != op.getNumLoops() ||
      !llvm::hasSingleElement(*op.getBlock()))
    return std::nullopt;
  Value yielded = op.getBlock()->getTerminator()->getOperand(0);
  if (matchPattern(yielded, m_ConstantInt(&number))) {
    bias.number = number.getSExtValue();
    return bias;
  }
  auto argument = dyn_cast<BlockArgument>(yielded);
  if (!argument || op.getNumDpsInputs() != 1 || argument.getArgNumber() != 0 ||
      !op.getIndexingMapsArray()[1].isIdentity())
    return std::nullopt;
  Value input = op.getDpsInputs()[0];
  if (matchPattern(input, m_ConstantInt(&number))) {
    bias.number = number.getSExtValue();
    return bias;
  }
  bias.map = op.getIndexingMapsArray()[0];
  if (!isa<RankedTensorType>(input.getType()) ||
      !bias.map.isProjectedPermutation(/*allowZeroInResults=*/true))
    return std::nullopt;
  bias.elements = evaluate(input);
  return bias.elements ? std::optional(bias) : std::nullopt;
}

std::optional<int32_t> Bias::lookup(ArrayRef<int64_t> coordinates) const {
  if (!elements)
    return number;
  ArrayRef<int64_t> shape = elements->getType().getShape();
  int64_t place = 0;
  for (auto [stride, extent, expr] :
       llvm::zip_equal(getStrides(shape), shape, map.getResults())) {
    auto dim = dyn_cast<AffineDimExpr>(expr);
    if (!dim || extent == 1)
      continue;
    int64_t coordinate = coordinates[dim.getPosition()];
    if (coordinate < 0)
      return std::nullopt;
    place += coordinate * stride;
  }
  return getElement<int32_t>(*elements, place);
}

//===----------------------------------------------------------------------===//
// Zero points
//===----------------------------------------------------------------------===//

/// Adds `-zeroPoint` times the sum of the weights to what the sums of an
/// operation begin with. Null if that cannot be computed in advance.
static Value addToBias(OpBuilder &b, linalg::GenericOp op, int64_t zeroPoint,
                       bool hasSignedWeights) {
  Value init = op.getDpsInits()[0];
  AffineMap output = op.getIndexingMapsArray()[2];
  AffineMap weightMap = op.getIndexingMapsArray()[1];
  if (!output.isProjectedPermutation() || !weightMap.isProjectedPermutation())
    return {};
  std::optional<Bias> bias = Bias::get(init);
  std::optional<Elements> weights =
      bias ? evaluate(op.getDpsInputs()[1]) : std::nullopt;
  if (!weights)
    return {};

  // The channels of the result: along them, weights differ.
  SmallVector<int64_t> shape;
  SmallVector<unsigned> resultDims;
  SmallVector<int64_t> channelOf(weightMap.getNumResults(), -1);
  auto weightShape = weights->getType().getShape();
  for (auto [i, expr] : llvm::enumerate(weightMap.getResults())) {
    std::optional<unsigned> dim = output.getResultPosition(expr);
    if (!dim)
      continue;
    channelOf[i] = shape.size();
    shape.push_back(weightShape[i]);
    resultDims.push_back(*dim);
  }
  SmallVector<int64_t> strides = getStrides(shape);
  SmallVector<uint32_t> sums(ShapedType::getNumElements(shape), 0);
  SmallVector<int64_t> place(weightShape.size(), 0);
  for (int64_t i = 0, e = weights->getType().getNumElements(); i < e; ++i) {
    int64_t channel = 0;
    for (auto [index, which] : llvm::zip_equal(place, channelOf))
      if (which >= 0)
        channel += index * strides[which];
    sums[channel] += hasSignedWeights ? getElement<int8_t>(*weights, i)
                                      : getElement<uint8_t>(*weights, i);
    for (int64_t dim = place.size() - 1; dim >= 0; --dim) {
      if (++place[dim] < weightShape[dim])
        break;
      place[dim] = 0;
    }
  }

  SmallVector<int32_t> values;
  for (auto [i, sum] : llvm::enumerate(sums)) {
    SmallVector<int64_t> coordinates(output.getNumResults(), -1);
    for (auto [dim, index] :
         llvm::zip_equal(resultDims, delinearize(i, strides)))
      coordinates[dim] = index;
    std::optional<int32_t> before = bias->lookup(coordinates);
    if (!before)
      return {};
    values.push_back(uint32_t(*before) - uint32_t(zeroPoint) * sum);
  }
  Type word = b.getI32Type();
  auto type = cast<RankedTensorType>(init.getType());
  Value constant = arith::ConstantOp::create(
      b, op.getLoc(),
      DenseElementsAttr::get(RankedTensorType::get(shape, word),
                             ArrayRef(values)));
  Value empty = tensor::EmptyOp::create(b, op.getLoc(), type.getShape(), word);
  SmallVector<AffineExpr> exprs;
  for (unsigned dim : resultDims)
    exprs.push_back(b.getAffineDimExpr(dim));
  AffineMap from = AffineMap::get(type.getRank(), 0, exprs, b.getContext());
  AffineMap to = b.getMultiDimIdentityMap(type.getRank());
  SmallVector<utils::IteratorType> loops(type.getRank(),
                                         utils::IteratorType::parallel);
  return linalg::GenericOp::create(
             b, op.getLoc(), type, constant, empty, {from, to}, loops,
             [](OpBuilder &b, Location loc, ValueRange x) {
               linalg::YieldOp::create(b, loc, x[0]);
             })
      .getResult(0);
}

/// Computes the products of the elements as they are, or of the unsigned bytes
/// that are 128 more if `flips`.
static void setBody(OpBuilder &b, linalg::GenericOp op, const ByteFactor &input,
                    bool flips, bool signedWeights) {
  Block *body = op.getBlock();
  Location loc = op.getLoc();
  OpBuilder::InsertionGuard guard(b);
  while (!body->empty())
    body->back().erase();
  b.setInsertionPointToStart(body);
  Type word = b.getI32Type();
  auto extend = [&](Value value, bool isSigned) -> Value {
    if (isSigned)
      return arith::ExtSIOp::create(b, loc, word, value);
    return arith::ExtUIOp::create(b, loc, word, value);
  };
  Value element = body->getArgument(0);
  if (flips)
    element = arith::XOrIOp::create(
        b, loc, element,
        arith::ConstantIntOp::create(b, loc, element.getType(), highestBit));
  Value product =
      arith::MulIOp::create(b, loc, extend(element, input.isSigned && !flips),
                            extend(body->getArgument(1), signedWeights));
  Value sum = arith::AddIOp::create(b, loc, body->getArgument(2), product);
  linalg::YieldOp::create(b, loc, sum);
}

/// Takes the zero point of the input out of the products. With `toUnsigned`,
/// these are of unsigned bytes afterwards.
static LogicalResult
takeOutZeroPoint(OpBuilder &b, const ByteProducts &products, bool toUnsigned) {
  linalg::GenericOp op = products.op;
  ByteFactor input = products.input;
  if (products.weights.zeroPoint != 0 || products.weights.isFlipped)
    return failure();
  // Flipped bytes are 128 more or less, as unsigned ones or signed ones.
  bool isFlipped = input.isFlipped;
  if (isFlipped) {
    input.zeroPoint += input.isSigned ? 128 : -128;
    input.isSigned = !input.isSigned;
  }
  bool flips = toUnsigned && input.isSigned;
  int64_t zeroPoint = input.zeroPoint + (flips ? 128 : 0);
  if (zeroPoint == 0 && !flips && !isFlipped)
    return success();
  b.setInsertionPoint(op);
  if (zeroPoint != 0) {
    Value init = addToBias(b, op, zeroPoint, products.weights.isSigned);
    if (!init)
      return failure();
    op.getDpsInitsMutable()[0].set(init);
  }
  setBody(b, op, input, flips, products.weights.isSigned);
  return success();
}

//===----------------------------------------------------------------------===//
// Dot products
//===----------------------------------------------------------------------===//

namespace {
/// Where the loops of a sum of products are that become vectors.
struct DotLoops {
  /// The loop over the channels that are added up, and where they are in the
  /// input and the weights.
  unsigned channel;
  unsigned inputDim, weightDim;
  /// The loop over the channels of the result, whose weights come last.
  unsigned column;

  static std::optional<DotLoops> get(const ByteProducts &products);
};
} // namespace

std::optional<DotLoops> DotLoops::get(const ByteProducts &products) {
  linalg::GenericOp op = products.op;
  if (!products.weights.isSigned || products.weights.zeroPoint != 0 ||
      products.weights.isFlipped || products.input.isFlipped ||
      !isKnown(op.getDpsInputs()[1]))
    return std::nullopt;
  SmallVector<AffineMap> maps = op.getIndexingMapsArray();
  SmallVector<int64_t> extents = op.getStaticLoopRanges();
  if (!maps[1].isProjectedPermutation() || !maps[2].isProjectedPermutation() ||
      maps[1].getNumResults() < 2 || maps[2].getNumResults() < 2 ||
      ShapedType::isDynamicShape(extents))
    return std::nullopt;
  DotLoops loops;
  loops.column = maps[2].getDimPosition(maps[2].getNumResults() - 1);
  if (maps[1].getDimPosition(maps[1].getNumResults() - 1) != loops.column ||
      maps[0].isFunctionOfDim(loops.column) || extents[loops.column] % 8 != 0)
    return std::nullopt;
  // Of the loops over whole dimensions of both operands, the innermost one.
  for (unsigned i = maps[1].getNumResults() - 1; i-- > 0;) {
    AffineExpr expr = maps[1].getResult(i);
    unsigned loop = maps[1].getDimPosition(i);
    std::optional<unsigned> dim = maps[0].getResultPosition(expr);
    if (!dim || maps[2].isFunctionOfDim(loop))
      continue;
    if (llvm::count_if(maps[0].getResults(), [&](AffineExpr other) {
          return other.isFunctionOfDim(loop);
        }) != 1)
      continue;
    loops.channel = loop;
    loops.inputDim = *dim;
    loops.weightDim = i;
    return loops;
  }
  return std::nullopt;
}

/// Pads dimension `dim` at its end, with zeros or with what an operation before
/// that pads with, and makes it the last one.
static Value padAndMove(OpBuilder &b, Location loc, Value value, int64_t dim,
                        int64_t extent) {
  auto type = cast<RankedTensorType>(value.getType());
  if (type.getDimSize(dim) != extent) {
    SmallVector<OpFoldResult> low(type.getRank(), b.getIndexAttr(0)),
        high(type.getRank(), b.getIndexAttr(0));
    Value padding;
    SmallVector<int64_t> shape(type.getShape());
    high[dim] = b.getIndexAttr(extent - shape[dim]);
    shape[dim] = extent;
    auto pad = value.getDefiningOp<tensor::PadOp>();
    if (pad && pad->hasOneUse() && pad.getConstantPaddingValue() &&
        pad.getLow().empty() && pad.getHigh().empty()) {
      // Borders are put around it anyway.
      SmallVector<int64_t> more(pad.getStaticHigh());
      more[dim] += extent - type.getDimSize(dim);
      low = pad.getMixedLowPad();
      high = getAsIndexOpFoldResult(b.getContext(), more);
      padding = pad.getConstantPaddingValue();
      value = pad.getSource();
    } else {
      padding = arith::ConstantIntOp::create(b, loc, type.getElementType(), 0);
    }
    type = type.clone(shape);
    value = tensor::PadOp::create(b, loc, type, value, low, high, padding);
  }
  if (dim == type.getRank() - 1)
    return value;
  SmallVector<int64_t> order, shape;
  for (int64_t i = 0; i < type.getRank(); ++i)
    if (i != dim)
      order.push_back(i);
  order.push_back(dim);
  for (int64_t i : order)
    shape.push_back(type.getDimSize(i));
  Value empty = tensor::EmptyOp::create(b, loc, shape, type.getElementType());
  return linalg::TransposeOp::create(b, loc, value, empty, order)->getResult(0);
}

/// Splits the channels that are added up into groups of four, the last loop.
static void splitChannels(OpBuilder &b, linalg::GenericOp op,
                          const DotLoops &loops) {
  b.setInsertionPoint(op);
  Location loc = op.getLoc();
  SmallVector<int64_t> extents = op.getStaticLoopRanges();
  SmallVector<AffineMap> maps = op.getIndexingMapsArray();
  unsigned count = op.getNumLoops();
  int64_t groups = llvm::divideCeil(extents[loops.channel], dotProductSize);
  int64_t channels = groups * dotProductSize;
  AffineExpr group = b.getAffineDimExpr(loops.channel);
  AffineExpr member = b.getAffineDimExpr(count);
  auto moveLast = [](SmallVector<AffineExpr> exprs, unsigned dim,
                     ArrayRef<AffineExpr> last) {
    exprs.erase(exprs.begin() + dim);
    exprs.append(last.begin(), last.end());
    return exprs;
  };

  Value input =
      padAndMove(b, loc, op.getDpsInputs()[0], loops.inputDim, channels);
  auto inputExprs = moveLast(SmallVector<AffineExpr>(maps[0].getResults()),
                             loops.inputDim, group * dotProductSize + member);

  // Of the weights, those of a group lie side by side, behind all channels of
  // the result.
  Value weights =
      padAndMove(b, loc, op.getDpsInputs()[1], loops.weightDim, channels);
  auto type = cast<RankedTensorType>(weights.getType());
  int64_t rank = type.getRank();
  SmallVector<ReassociationIndices> split;
  for (int64_t i = 0; i < rank; ++i)
    split.push_back({i});
  split.back().push_back(rank);
  SmallVector<int64_t> shape(type.getShape());
  shape.back() = groups;
  shape.push_back(dotProductSize);
  weights =
      tensor::ExpandShapeOp::create(b, loc, type.clone(shape), weights, split);
  // The columns are before the groups now.
  SmallVector<int64_t> order = llvm::to_vector(llvm::seq<int64_t>(rank + 1));
  std::swap(order[rank - 2], order[rank - 1]);
  std::swap(shape[rank - 2], shape[rank - 1]);
  Value empty = tensor::EmptyOp::create(b, loc, shape, type.getElementType());
  weights =
      linalg::TransposeOp::create(b, loc, weights, empty, order)->getResult(0);
  auto weightExprs = moveLast(SmallVector<AffineExpr>(maps[1].getResults()),
                              loops.weightDim, {});
  AffineExpr column = weightExprs.pop_back_val();
  weightExprs.append({group, column, member});

  auto getMap = [&](ArrayRef<AffineExpr> exprs) {
    return AffineMap::get(count + 1, 0, exprs, b.getContext());
  };
  SmallVector<utils::IteratorType> iterators = op.getIteratorTypesArray();
  iterators.push_back(utils::IteratorType::reduction);
  auto result = linalg::GenericOp::create(
      b, loc, op.getResultTypes(), ValueRange{input, weights}, op.getDpsInits(),
      ArrayRef<AffineMap>{getMap(inputExprs), getMap(weightExprs),
                          getMap(maps[2].getResults())},
      iterators);
  result.getRegion().takeBody(op.getRegion());
  op->replaceAllUsesWith(result->getResults());
  op->erase();
}

//===----------------------------------------------------------------------===//
// Unsigned bytes from layer to layer
//===----------------------------------------------------------------------===//

namespace {
/// The places where a tensor of bytes is read, element by element or with a
/// border around it.
struct Readers {
  SmallVector<OpOperand *> operands;
  SmallVector<tensor::PadOp> pads;

  LogicalResult collect(Value value) {
    for (OpOperand &use : value.getUses()) {
      if (auto generic = dyn_cast<linalg::GenericOp>(use.getOwner())) {
        if (!generic.isDpsInput(&use))
          return failure();
        operands.push_back(&use);
        continue;
      }
      auto pad = dyn_cast<tensor::PadOp>(use.getOwner());
      if (!pad || use.getOperandNumber() != 0 || !getPadding(pad) ||
          failed(collect(pad.getResult())))
        return failure();
      pads.push_back(pad);
    }
    return success();
  }

  static std::optional<int64_t> getPadding(tensor::PadOp pad) {
    APInt padding;
    Value value = pad.getConstantPaddingValue();
    if (!value || !matchPattern(value, m_ConstantInt(&padding)))
      return std::nullopt;
    return padding.getSExtValue();
  }
};
} // namespace

/// Lets the operation that computes the input of dot products compute unsigned
/// bytes, which are 128 more, if all that read them can do with these.
static void flipProducer(OpBuilder &b, Value input) {
  while (auto pad = input.getDefiningOp<tensor::PadOp>())
    input = pad.getSource();
  auto producer = input.getDefiningOp<linalg::GenericOp>();
  Readers readers;
  if (!producer || producer.getNumResults() != 1 ||
      producer.getNumParallelLoops() != producer.getNumLoops() ||
      failed(readers.collect(input)))
    return;
  auto flip = [&](Value value) -> Value {
    auto mask = arith::ConstantIntOp::create(b, value.getLoc(), value.getType(),
                                             highestBit);
    return arith::XOrIOp::create(b, value.getLoc(), value, mask);
  };
  Operation *yield = producer.getBlock()->getTerminator();
  b.setInsertionPoint(yield);
  yield->setOperand(0, flip(yield->getOperand(0)));
  for (OpOperand *operand : readers.operands) {
    auto reader = cast<linalg::GenericOp>(operand->getOwner());
    BlockArgument element = reader.getMatchingBlockArgument(operand);
    b.setInsertionPointToStart(reader.getBlock());
    Value flipped = flip(element);
    element.replaceAllUsesExcept(flipped, flipped.getDefiningOp());
  }
  for (tensor::PadOp pad : readers.pads) {
    b.setInsertionPoint(pad);
    Value padding = arith::ConstantIntOp::create(
        b, pad.getLoc(), b.getI8Type(),
        int8_t(*Readers::getPadding(pad) ^ highestBit));
    Operation *yield = pad.getBody()->getTerminator();
    yield->setOperand(0, padding);
  }
}

//===----------------------------------------------------------------------===//
// The pass
//===----------------------------------------------------------------------===//

namespace {
struct DotProductsPass : nnef::impl::DotProductsPassBase<DotProductsPass> {
  using Base::Base;

  void runOnOperation() override {
    OpBuilder b(&getContext());
    llvm::MapVector<Operation *, DotLoops> dots;
    SmallVector<linalg::GenericOp> all;
    getOperation().walk([&](linalg::GenericOp op) {
      std::optional<ByteProducts> products = ByteProducts::get(op);
      if (!products)
        return;
      all.push_back(op);
      if (auto loops = instruction ? DotLoops::get(*products) : std::nullopt)
        dots.insert({op, *loops});
    });
    for (auto &[op, loops] : dots) {
      // Another one may have the same input.
      ByteFactor input = ByteProducts::get(op)->input;
      if (input.isSigned && !input.isFlipped)
        flipProducer(b, op->getOperand(0));
    }
    for (linalg::GenericOp op : all) {
      auto *dot = dots.find(op);
      bool isDot = dot != dots.end();
      if (succeeded(takeOutZeroPoint(b, *ByteProducts::get(op), isDot)) &&
          isDot)
        splitChannels(b, op, dot->second);
    }
  }
};
} // namespace
