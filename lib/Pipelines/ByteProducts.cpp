//===- ByteProducts.cpp - Recognizes and vectorizes dot products ----------===//
//
// Part of the nnef-mlir project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "DotProducts.h"
#include "NNEF/Dialect/NNEF/IR/Elements.h"
#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/Arith/Utils/Utils.h"
#include "mlir/Dialect/LLVMIR/LLVMDialect.h"
#include "mlir/Dialect/Tensor/IR/Tensor.h"
#include "mlir/Dialect/Utils/IndexingUtils.h"
#include "mlir/Dialect/Utils/StaticValueUtils.h"
#include "mlir/Dialect/Vector/IR/VectorOps.h"
#include "mlir/IR/Matchers.h"
#include "mlir/Interfaces/FunctionInterfaces.h"
#include "mlir/Interfaces/SideEffectInterfaces.h"

using namespace mlir;
using namespace nnef;

/// The name of the instruction, without the number of bits.
static constexpr StringLiteral instruction = "llvm.x86.avx512.vpdpbusd.";

//===----------------------------------------------------------------------===//
// Recognizing
//===----------------------------------------------------------------------===//

static std::optional<int64_t> getInteger(Value value) {
  APInt constant;
  if (matchPattern(value, m_ConstantInt(&constant)))
    return constant.getSExtValue();
  return std::nullopt;
}

/// How `value` depends on the byte `element`.
static std::optional<ByteFactor> getFactor(Value value, Value element) {
  ByteFactor factor;
  if (auto difference = value.getDefiningOp<arith::SubIOp>()) {
    std::optional<int64_t> zeroPoint = getInteger(difference.getRhs());
    if (!zeroPoint)
      return std::nullopt;
    factor.zeroPoint = *zeroPoint;
    value = difference.getLhs();
  }
  Operation *extension = value.getDefiningOp();
  if (!isa_and_present<arith::ExtSIOp, arith::ExtUIOp>(extension) ||
      !value.getType().isInteger(32))
    return std::nullopt;
  factor.isSigned = isa<arith::ExtSIOp>(extension);
  value = extension->getOperand(0);
  if (auto flip = value.getDefiningOp<arith::XOrIOp>()) {
    if (getInteger(flip.getRhs()) != -128)
      return std::nullopt;
    factor.isFlipped = true;
    value = flip.getLhs();
  }
  return value == element ? std::optional(factor) : std::nullopt;
}

std::optional<ByteProducts> ByteProducts::get(Operation *op) {
  auto generic = dyn_cast<linalg::GenericOp>(op);
  if (!generic || generic.getNumDpsInputs() != 2 ||
      generic.getNumDpsInits() != 1 || generic.getNumReductionLoops() == 0 ||
      !generic.hasPureTensorSemantics())
    return std::nullopt;
  Block *body = generic.getBlock();
  Value input = body->getArgument(0), weight = body->getArgument(1);
  Value sum = body->getArgument(2);
  if (!input.getType().isInteger(8) || !weight.getType().isInteger(8) ||
      !sum.getType().isInteger(32))
    return std::nullopt;
  auto addition =
      body->getTerminator()->getOperand(0).getDefiningOp<arith::AddIOp>();
  if (!addition)
    return std::nullopt;
  Value added = addition.getLhs() == sum   ? addition.getRhs()
                : addition.getRhs() == sum ? addition.getLhs()
                                           : Value();
  auto product = added ? added.getDefiningOp<arith::MulIOp>() : arith::MulIOp();
  if (!product)
    return std::nullopt;
  for (auto [lhs, rhs] : {std::pair(product.getLhs(), product.getRhs()),
                          std::pair(product.getRhs(), product.getLhs())}) {
    std::optional<ByteFactor> x = getFactor(lhs, input);
    std::optional<ByteFactor> w = getFactor(rhs, weight);
    if (x && w)
      return ByteProducts{generic, *x, *w};
  }
  return std::nullopt;
}

bool nnef::isDotProduct(Operation *op) {
  std::optional<ByteProducts> products = ByteProducts::get(op);
  if (!products || products->input.isSigned || products->input.zeroPoint != 0 ||
      !products->weights.isSigned || products->weights.isFlipped ||
      products->weights.zeroPoint != 0)
    return false;
  linalg::GenericOp generic = products->op;
  unsigned last = generic.getNumLoops() - 1;
  SmallVector<AffineMap> maps = generic.getIndexingMapsArray();
  return generic.getIteratorTypesArray()[last] ==
             utils::IteratorType::reduction &&
         generic.getStaticLoopRanges()[last] == dotProductSize &&
         maps[1].getNumResults() >= 2 &&
         maps[1].getResults().back() ==
             getAffineDimExpr(last, op->getContext());
}

//===----------------------------------------------------------------------===//
// Vectors
//===----------------------------------------------------------------------===//

/// Whether all loops but the last one run over the places and the columns of
/// the result, in its order; one place of the input has its four bytes last.
static bool isTile(linalg::GenericOp op) {
  if (op.getNumLoops() < 2)
    return false;
  unsigned last = op.getNumLoops() - 1;
  SmallVector<AffineMap> maps = op.getIndexingMapsArray();
  MLIRContext *context = op.getContext();
  SmallVector<AffineExpr> dims;
  for (unsigned i = 0; i <= last; ++i)
    dims.push_back(getAffineDimExpr(i, context));
  SmallVector<AffineExpr> input(dims.begin(), dims.begin() + last - 1);
  input.push_back(dims[last]);
  return op.getNumReductionLoops() == 1 &&
         maps[0].getResults() == ArrayRef(input) &&
         maps[1].getResults() == ArrayRef(dims).take_back(2) &&
         maps[2].getResults() == ArrayRef(dims).drop_back() &&
         !ShapedType::isDynamicShape(op.getStaticLoopRanges());
}

/// Joins the last two dimensions of a tensor: the bytes of all columns become
/// one row.
static Value joinColumns(ImplicitLocOpBuilder &b, Value weights) {
  int64_t rank = cast<RankedTensorType>(weights.getType()).getRank();
  SmallVector<ReassociationIndices> groups;
  for (int64_t i = 0; i < rank - 1; ++i)
    groups.push_back({i});
  groups.back().push_back(rank - 1);
  return tensor::CollapseShapeOp::create(b, weights, groups);
}

/// Where the weights of a tile are: if possible, in what the kernel takes, so
/// that it can be told which part of that each step reads.
static std::pair<Value, SmallVector<Value>>
getRowOfBytes(ImplicitLocOpBuilder &b, Value weights) {
  Value zero = arith::ConstantIndexOp::create(b, 0);
  auto slice = weights.getDefiningOp<tensor::ExtractSliceOp>();
  auto argument =
      slice ? dyn_cast<BlockArgument>(slice.getSource()) : BlockArgument();
  if (!argument ||
      !isa<FunctionOpInterface>(argument.getOwner()->getParentOp()))
    return {joinColumns(b, weights), {zero}};
  RankedTensorType type = slice.getSourceType();
  ArrayRef<int64_t> sizes = slice.getStaticSizes();
  SmallVector<OpFoldResult> offsets = slice.getMixedOffsets();
  int64_t columns = type.getRank() - 2;
  if (!slice.hasUnitStride() || !isZeroInteger(offsets[columns]) ||
      !isZeroInteger(offsets[columns + 1]) ||
      sizes[columns + 1] != dotProductSize ||
      !llvm::all_of(sizes.take_front(columns),
                    [](int64_t size) { return size == 1; }))
    return {joinColumns(b, weights), {zero}};
  SmallVector<Value> indices;
  for (OpFoldResult offset : ArrayRef(offsets).take_front(columns))
    indices.push_back(getValueOrCreateConstantIndexOp(b, b.getLoc(), offset));
  indices.push_back(zero);
  OpBuilder::InsertionGuard guard(b);
  b.setInsertionPointToStart(argument.getOwner());
  return {joinColumns(b, argument), indices};
}

LogicalResult nnef::vectorizeDotProduct(RewriterBase &rewriter,
                                        linalg::GenericOp op,
                                        int64_t vectorBits) {
  if (!isDotProduct(op) || !isTile(op))
    return failure();
  rewriter.setInsertionPoint(op);
  ImplicitLocOpBuilder b(op.getLoc(), rewriter);
  Value input = op.getDpsInputs()[0], weights = op.getDpsInputs()[1];
  Value init = op.getDpsInits()[0];
  Type byte = b.getI8Type(), word = b.getI32Type();
  auto type = cast<RankedTensorType>(init.getType());
  int64_t width = type.getShape().back();
  int64_t lanes = std::min(width, vectorBits / 32);
  if (width % lanes != 0 || lanes < 4)
    return failure();

  Value zero = arith::ConstantIndexOp::create(b, 0);
  Value noByte = arith::ConstantIntOp::create(b, byte, 0);
  Value noWord = arith::ConstantIntOp::create(b, word, 0);
  auto read = [&](ArrayRef<int64_t> shape, Value source, ValueRange indices) {
    bool isByte = getElementTypeOrSelf(source.getType()) == byte;
    SmallVector<bool> inBounds(shape.size(), true);
    return vector::TransferReadOp::create(
        b, VectorType::get(shape, isByte ? byte : word), source, indices,
        isByte ? noByte : noWord, inBounds);
  };
  auto [row, rowIndices] = getRowOfBytes(b, weights);
  Value columns = read(width * dotProductSize, row, rowIndices);
  Value sums =
      read(type.getShape(), init, SmallVector<Value>(type.getRank(), zero));

  auto getPart = [&](Value vector, int64_t part, int64_t size) -> Value {
    if (cast<VectorType>(vector.getType()).getNumElements() == size)
      return vector;
    return vector::ExtractStridedSliceOp::create(b, vector, part * size, size,
                                                 int64_t(1));
  };
  SmallVector<Value> parts;
  for (int64_t part = 0; part < width / lanes; ++part)
    parts.push_back(getPart(columns, part, lanes * dotProductSize));
  auto name = b.getStringAttr(instruction + Twine(lanes * 32));
  auto words = VectorType::get(lanes, word);
  auto bytes = VectorType::get(lanes * dotProductSize, byte);
  bool isFlipped = ByteProducts::get(op)->input.isFlipped;

  ArrayRef<int64_t> places = type.getShape().drop_back();
  int64_t count = ShapedType::getNumElements(places);
  SmallVector<int64_t> strides = getStrides(places);
  for (int64_t i = 0; i < count; ++i) {
    SmallVector<int64_t> place = delinearize(i, strides);
    SmallVector<Value> indices;
    for (int64_t index : place)
      indices.push_back(arith::ConstantIndexOp::create(b, index));
    indices.push_back(zero);
    Value four = read(dotProductSize, input, indices);
    if (isFlipped) {
      auto mask = DenseElementsAttr::get(cast<VectorType>(four.getType()),
                                         b.getI8IntegerAttr(-128));
      four = arith::XOrIOp::create(b, four, arith::ConstantOp::create(b, mask));
    }
    four = vector::BitCastOp::create(b, VectorType::get(1, word), four);
    four = vector::ExtractOp::create(b, four, int64_t(0));
    four = vector::BroadcastOp::create(b, words, four);
    four = vector::BitCastOp::create(b, bytes, four);
    Value sum =
        place.empty() ? sums : vector::ExtractOp::create(b, sums, place);
    for (auto [part, column] : llvm::enumerate(parts)) {
      Value result = LLVM::CallIntrinsicOp::create(
                         b, words, name,
                         ValueRange{getPart(sum, part, lanes), four, column})
                         .getResult(0);
      sum = lanes == width
                ? result
                : vector::InsertStridedSliceOp::create(
                      b, result, sum, int64_t(part * lanes), int64_t(1));
    }
    sums = place.empty() ? sum : vector::InsertOp::create(b, sum, sums, place);
  }
  SmallVector<bool> inBounds(type.getRank(), true);
  auto write = vector::TransferWriteOp::create(
      b, sums, init, SmallVector<Value>(type.getRank(), zero), inBounds);
  rewriter.replaceOp(op, write.getResult());
  return success();
}

namespace {
/// Deallocation of buffers refuses what has unknown effects.
struct IntrinsicEffects
    : MemoryEffectOpInterface::ExternalModel<IntrinsicEffects,
                                             LLVM::CallIntrinsicOp> {
  void
  getEffects(Operation *op,
             SmallVectorImpl<MemoryEffects::EffectInstance> &effects) const {
    StringRef name = cast<LLVM::CallIntrinsicOp>(op).getIntrin();
    if (name.starts_with(instruction) ||
        name.starts_with("llvm.x86.avx512.vpermi2var."))
      return;
    effects.emplace_back(MemoryEffects::Read::get());
    effects.emplace_back(MemoryEffects::Write::get());
  }
};
} // namespace

void nnef::registerDotProductEffects(DialectRegistry &registry) {
  registry.addExtension(+[](MLIRContext *context, LLVM::LLVMDialect *) {
    LLVM::CallIntrinsicOp::attachInterface<IntrinsicEffects>(*context);
  });
}
