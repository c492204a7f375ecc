//===- ShapeInference.cpp - Shapes of elementwise operations and others ---===//
//
// Part of the nnef-mlir project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "ShapeInference.h"

#include "mlir/Dialect/Affine/IR/AffineOps.h"
#include "mlir/Dialect/Tensor/IR/Tensor.h"
#include "mlir/IR/TypeUtilities.h"
#include "llvm/ADT/SmallSet.h"

using namespace mlir;
using namespace nnef;

// Symbol `operand * kMaxRank + dim` is the extent of an operand's dimension.
static constexpr unsigned kMaxRank = 64;
// The limits of tensor files. The product of an extent and an entry of an
// attribute fits into 64 bits.
static constexpr int64_t kMaxExtent = std::numeric_limits<uint32_t>::max();
static constexpr int64_t kMaxEntry = std::numeric_limits<int32_t>::max();
static constexpr int64_t kMaxResults = 1 << 16;

/// The type of the numbers that the elements of a tensor are, or stand for.
static Type getNumberType(Type elementType) {
  if (auto quantized = dyn_cast<quant::QuantizedType>(elementType))
    return quantized.getExpressedType();
  return elementType;
}

bool nnef::areCompatibleTypes(TypeRange inferred, TypeRange actual,
                              bool hasIndices) {
  if (inferred.size() != actual.size())
    return false;
  return llvm::all_of(llvm::zip(inferred, actual), [&](auto pair) {
    auto lhs = dyn_cast<ShapedType>(std::get<0>(pair));
    auto rhs = dyn_cast<ShapedType>(std::get<1>(pair));
    if (!lhs || !rhs || failed(verifyCompatibleShape(lhs, rhs)))
      return false;
    // A result may be rounded to other codes than an operand.
    Type a = getNumberType(lhs.getElementType()),
         b = getNumberType(rhs.getElementType());
    // Inference gives indices 32 bits; a model may have chosen others.
    bool bothIntegers =
        a.isInteger() && b.isInteger() && !a.isInteger(1) && !b.isInteger(1);
    return a == b || (hasIndices && bothIntegers);
  });
}

LogicalResult nnef::detail::verifyLeadingBroadcast(Operation *op) {
  SmallVector<int64_t> extents;
  for (Value operand : op->getOperands()) {
    auto type = dyn_cast<RankedTensorType>(operand.getType());
    if (!type)
      continue;
    for (auto [dim, extent] : llvm::enumerate(type.getShape())) {
      if (dim == extents.size()) {
        extents.push_back(extent);
        continue;
      }
      if (extents[dim] == 1 || ShapedType::isDynamic(extents[dim]))
        extents[dim] = extent == 1 ? extents[dim] : extent;
      else if (extent != 1 && !ShapedType::isDynamic(extent) &&
               extent != extents[dim])
        return op->emitOpError("cannot broadcast its operands: dimension ")
               << dim << " has extents " << extents[dim] << " and " << extent
               << " (NNEF aligns leading dimensions)";
    }
  }
  return success();
}

//===----------------------------------------------------------------------===//
// In and out
//===----------------------------------------------------------------------===//

LogicalResult ShapeInference::getExtents(Value tensor, Extents &extents) {
  auto type = dyn_cast<RankedTensorType>(tensor.getType());
  if (!type)
    return fail("needs an operand of known rank, but it has type ",
                tensor.getType());
  if (type.getRank() > kMaxRank)
    return fail("has an operand of rank ", type.getRank(), ", but at most ",
                kMaxRank, " are supported");
  for (auto [dim, extent] : llvm::enumerate(type.getShape())) {
    if (extent > kMaxExtent)
      return fail("has an operand with extent ", extent,
                  ", but extents have at most 32 bits");
    if (!ShapedType::isDynamic(extent)) {
      extents.push_back(constant(extent));
      continue;
    }
    // Only now: there can be very many operands to look through.
    unsigned operand =
        std::distance(operands.begin(), llvm::find(operands, tensor));
    extents.push_back(getAffineSymbolExpr(operand * kMaxRank + dim, context));
  }
  return success();
}

/// Whether an extent that is no constant would be one if it fitted into 64
/// bits: nothing in it depends on an operand.
static bool overflows(AffineExpr extent) {
  bool hasSymbol = !extent;
  if (extent)
    extent.walk(
        [&](AffineExpr part) { hasSymbol |= isa<AffineSymbolExpr>(part); });
  return !hasSymbol;
}

LogicalResult ShapeInference::getTypes(SmallVectorImpl<Type> &types) {
  for (const Result &result : results) {
    SmallVector<int64_t> shape;
    int64_t volume = 1;
    for (auto [dim, extent] : llvm::enumerate(result.extents)) {
      auto known = getKnown(extent);
      if (known ? *known > kMaxExtent : overflows(extent))
        return fail("dimension ", dim, " of the result would be too large");
      shape.push_back(known.value_or(ShapedType::kDynamic));
      if (known && llvm::MulOverflow(volume, *known, volume))
        return fail("result would have too many elements");
    }
    types.push_back(RankedTensorType::get(shape, result.elementType));
  }
  return success();
}

void ShapeInference::reify(OpBuilder &builder,
                           ReifiedRankedShapedTypeDims &reified) {
  for (const Result &result : results) {
    SmallVector<OpFoldResult> &extents = reified.emplace_back();
    for (AffineExpr extent : result.extents) {
      if (!extent) {
        extents.push_back(OpFoldResult());
        continue;
      }
      // Number the symbols that occur, and compute each from its operand.
      SmallVector<OpFoldResult> values;
      DenseMap<AffineExpr, AffineExpr> renumbered;
      extent.walk([&](AffineExpr expr) {
        auto symbol = dyn_cast<AffineSymbolExpr>(expr);
        if (!symbol || renumbered.contains(expr))
          return;
        renumbered[expr] = getAffineSymbolExpr(values.size(), context);
        Value operand = operands[symbol.getPosition() / kMaxRank];
        values.push_back(tensor::getMixedSize(builder, *location, operand,
                                              symbol.getPosition() % kMaxRank));
      });
      extents.push_back(affine::makeComposedFoldedAffineApply(
          builder, *location, extent.replace(renumbered), values));
    }
  }
}

//===----------------------------------------------------------------------===//
// Checks
//===----------------------------------------------------------------------===//

LogicalResult ShapeInference::checkSameElementType(ValueRange tensors) {
  if (ignoresElementTypes)
    return success();
  for (Value tensor : tensors)
    if (getNumberType(getElementType(tensor)) !=
        getNumberType(getElementType(tensors.front())))
      return fail("has operands of different element types: ",
                  getElementType(tensors.front()), " and ",
                  getElementType(tensor));
  return success();
}

LogicalResult ShapeInference::checkAxis(int64_t axis, int64_t rank) {
  if (axis < 0 || axis >= rank)
    return fail("axis ", axis, " is out of range for rank ", rank);
  return success();
}

LogicalResult ShapeInference::checkMagnitude(StringRef name,
                                             ArrayRef<int64_t> entries) {
  for (int64_t entry : entries)
    if (entry < -kMaxEntry || entry > kMaxEntry)
      return fail(name, " has the entry ", entry,
                  ", but entries have at most 32 bits");
  return success();
}

LogicalResult ShapeInference::checkResultCount(int64_t count) {
  if (count > kMaxResults)
    return fail("would have ", count, " results, but at most ", kMaxResults,
                " are supported");
  return success();
}

LogicalResult ShapeInference::checkAxes(ArrayRef<int64_t> axes, int64_t rank) {
  llvm::SmallSet<int64_t, 8> seen;
  for (int64_t axis : axes) {
    if (failed(checkAxis(axis, rank)))
      return failure();
    if (!seen.insert(axis).second)
      return fail("axis ", axis, " is listed twice");
  }
  return success();
}

//===----------------------------------------------------------------------===//
// Elementwise operations
//===----------------------------------------------------------------------===//

static std::string toString(ArrayRef<AffineExpr> extents) {
  std::string text;
  llvm::raw_string_ostream os(text);
  auto print = [&](AffineExpr extent) {
    if (auto known = dyn_cast_or_null<AffineConstantExpr>(extent))
      os << known.getValue();
    else
      os << '?';
  };
  os << '[';
  llvm::interleave(extents, os, print, ", ");
  os << ']';
  return text;
}

LogicalResult ShapeInference::broadcastExtents(ValueRange tensors,
                                               Extents &extents) {
  for (Value tensor : tensors) {
    Extents next;
    if (failed(getExtents(tensor, next)))
      return failure();
    for (auto [dim, extent] : llvm::enumerate(next)) {
      if (dim == extents.size()) {
        extents.push_back(extent);
        continue;
      }
      AffineExpr &current = extents[dim];
      if (current == extent || extent == 1)
        continue;
      if (current == 1 || !isa<AffineConstantExpr>(current)) {
        // Of two extents that are only known at run time, the first is as good
        // as the second; a known one other than 1 is better than either.
        if (current == 1 || isa<AffineConstantExpr>(extent))
          current = extent;
        continue;
      }
      if (isa<AffineConstantExpr>(extent))
        return fail("cannot broadcast shapes ", toString(extents), " and ",
                    toString(next), ": dimension ", dim, " has extents ",
                    current, " and ", extent,
                    " (NNEF aligns leading dimensions)");
    }
  }
  return success();
}

LogicalResult ShapeInference::broadcast(ValueRange tensors) {
  if (tensors.empty())
    return fail("needs at least one operand");
  Extents extents;
  if (failed(broadcastExtents(tensors, extents)) ||
      failed(checkSameElementType(tensors)))
    return failure();
  addResult(extents, getElementType(tensors.front()));
  return success();
}

LogicalResult ShapeInference::addN(ValueRange tensors) {
  if (!tensors.empty())
    return broadcast(tensors);
  addResult({}, Float32Type::get(context));
  return success();
}

LogicalResult ShapeInference::checkBroadcastsTo(Value tensor,
                                                const Extents &target) {
  Extents extents;
  if (failed(getExtents(tensor, extents)))
    return failure();
  bool fits = extents.size() <= target.size();
  for (auto [have, want] : llvm::zip(extents, target))
    fits &= have == want || have == 1 || !isa<AffineConstantExpr>(have) ||
            !isa<AffineConstantExpr>(want);
  if (!fits)
    return fail("cannot broadcast shape ", toString(extents), " to ",
                toString(target), " (NNEF aligns leading dimensions)");
  return success();
}

LogicalResult ShapeInference::quantize(Value x, ValueRange others,
                                       int64_t bits) {
  if (bits < 1 || bits > 64)
    return fail("bits must be from 1 to 64, but is ", bits);
  return broadcastTo(x, others);
}

LogicalResult ShapeInference::broadcastTo(Value x, ValueRange others) {
  Extents target;
  if (failed(getExtents(x, target)))
    return failure();
  for (Value other : others) {
    // A zero point is an integer; whatever else there is goes with `x`.
    if (isa<FloatType>(getElementType(other)) &&
        failed(checkSameElementType({x, other})))
      return failure();
    if (failed(checkBroadcastsTo(other, target)))
      return failure();
  }
  addResult(target, getElementType(x));
  return success();
}

LogicalResult ShapeInference::compare(ValueRange tensors) {
  Extents extents;
  if (failed(broadcastExtents(tensors, extents)) ||
      failed(checkSameElementType(tensors)))
    return failure();
  addResult(extents, IntegerType::get(context, 1));
  return success();
}

LogicalResult ShapeInference::select(Value condition, Value trueValue,
                                     Value falseValue) {
  Extents extents;
  if (failed(broadcastExtents({condition, trueValue, falseValue}, extents)) ||
      failed(checkSameElementType({trueValue, falseValue})))
    return failure();
  addResult(extents, getElementType(trueValue));
  return success();
}

LogicalResult ShapeInference::update(Value variable, Value value) {
  Extents have, want;
  if (failed(getExtents(value, have)) || failed(getExtents(variable, want)) ||
      failed(checkSameElementType({variable, value})))
    return failure();
  bool fits = have.size() == want.size();
  for (auto [a, b] : llvm::zip(have, want))
    fits &=
        a == b || !isa<AffineConstantExpr>(a) || !isa<AffineConstantExpr>(b);
  if (!fits)
    return fail("cannot update a variable of shape ", toString(want),
                " with a value of shape ", toString(have));
  addResult(have, getElementType(value));
  return success();
}

LogicalResult ShapeInference::copies(Value x, int64_t times) {
  if (times < 1)
    return fail("times must be at least 1, but is ", times);
  Extents extents;
  if (failed(checkResultCount(times)) || failed(getExtents(x, extents)))
    return failure();
  for (int64_t i = 0; i < times; ++i)
    addResult(extents, getElementType(x));
  return success();
}

//===----------------------------------------------------------------------===//
// Reductions and normalizations
//===----------------------------------------------------------------------===//

LogicalResult ShapeInference::reducedExtents(Value input,
                                             ArrayRef<int64_t> axes,
                                             Extents &extents) {
  if (failed(getExtents(input, extents)) ||
      failed(checkAxes(axes, extents.size())))
    return failure();
  for (int64_t axis : axes)
    extents[axis] = constant(1);
  return success();
}

LogicalResult ShapeInference::reduce(Value input, ArrayRef<int64_t> axes) {
  Extents extents;
  if (failed(reducedExtents(input, axes, extents)))
    return failure();
  addResult(extents, getElementType(input));
  return success();
}

LogicalResult ShapeInference::reduceIndex(Value input, ArrayRef<int64_t> axes) {
  Extents extents;
  if (failed(reducedExtents(input, axes, extents)))
    return failure();
  addResult(extents, getIndexType());
  return success();
}

LogicalResult ShapeInference::moments(Value input, ArrayRef<int64_t> axes) {
  if (failed(reduce(input, axes)))
    return failure();
  results.push_back(results.back());
  return success();
}

LogicalResult ShapeInference::axesNormalization(Value input,
                                                ArrayRef<int64_t> axes) {
  Extents extents;
  if (failed(getExtents(input, extents)) ||
      failed(checkAxes(axes, extents.size())))
    return failure();
  addResult(extents, getElementType(input));
  return success();
}

LogicalResult ShapeInference::localNormalization(Value input,
                                                 ArrayRef<int64_t> size) {
  Extents extents;
  if (failed(getExtents(input, extents)) ||
      failed(checkMagnitude("size", size)))
    return failure();
  if (size.size() != extents.size())
    return fail("size has ", size.size(), " entries, but the input has rank ",
                extents.size());
  for (int64_t entry : size)
    if (entry < 1)
      return fail("size must be at least 1, but is ", entry);
  addResult(extents, getElementType(input));
  return success();
}

//===----------------------------------------------------------------------===//
// Matrix products
//===----------------------------------------------------------------------===//

LogicalResult ShapeInference::productExtents(Value lhs, Value rhs,
                                             bool transposeLhs,
                                             bool transposeRhs,
                                             Extents &extents) {
  Extents a, b;
  if (failed(getExtents(lhs, a)) || failed(getExtents(rhs, b)) ||
      failed(checkSameElementType({lhs, rhs})))
    return failure();
  size_t rank = a.size();
  if (rank != b.size() || rank < 2)
    return fail("needs operands of the same rank, at least 2, but they have "
                "shapes ",
                toString(a), " and ", toString(b));
  AffineExpr innerA = a[transposeLhs ? rank - 2 : rank - 1];
  AffineExpr innerB = b[transposeRhs ? rank - 1 : rank - 2];
  if (innerA != innerB && isa<AffineConstantExpr>(innerA) &&
      isa<AffineConstantExpr>(innerB))
    return fail("cannot multiply: A has ", innerA, " columns and B has ",
                innerB, " rows");
  for (auto [x, y] : llvm::drop_end(llvm::zip(a, b), 2)) {
    bool bothKnown = getKnown(x) && getKnown(y);
    if (x != y && x != 1 && y != 1 && bothKnown)
      return fail("cannot broadcast shapes ", toString(a), " and ",
                  toString(b));
    extents.push_back(x == 1 || (!getKnown(x) && y != 1 && getKnown(y)) ? y
                                                                        : x);
  }
  extents.push_back(a[transposeLhs ? rank - 1 : rank - 2]);
  extents.push_back(b[transposeRhs ? rank - 2 : rank - 1]);
  return success();
}

LogicalResult ShapeInference::matmul(MatmulOp::Adaptor op) {
  Extents extents;
  if (failed(productExtents(op.getA(), op.getB(), op.getTransposeA(),
                            op.getTransposeB(), extents)))
    return failure();
  addResult(extents, getElementType(op.getA()));
  return success();
}

LogicalResult ShapeInference::linear(LinearOp::Adaptor op) {
  Extents input, filter, extents;
  if (failed(getExtents(op.getInput(), input)) ||
      failed(getExtents(op.getFilter(), filter)) ||
      failed(checkSameElementType(op.getOperands())))
    return failure();
  if (!input.empty() && input.size() == filter.size()) {
    auto have = getKnown(input.back()), want = getKnown(filter.back());
    if (have && want && *have != *want)
      return fail("input has ", *have, " channels, but the filter takes ",
                  *want);
  }
  if (failed(productExtents(op.getInput(), op.getFilter(),
                            /*transposeLhs=*/false, /*transposeRhs=*/true,
                            extents)) ||
      failed(checkBroadcastsTo(op.getBias(), extents)))
    return failure();
  addResult(extents, getElementType(op.getInput()));
  return success();
}
