//===- TosaLowering.cpp - Building operations of TOSA ---------------------===//
//
// Part of the nnef-mlir project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "TosaLowering.h"

#include "NNEF/Dialect/NNEF/IR/Elements.h"
#include "mlir/Dialect/Tosa/Utils/ConversionUtils.h"
#include "mlir/IR/Matchers.h"
#include <limits>
#include <numeric>

using namespace mlir;
using namespace nnef;

//===----------------------------------------------------------------------===//
// Constants
//===----------------------------------------------------------------------===//

Value TosaLowering::constant(ElementsAttr values) {
  return create<tosa::ConstOp>(values.getShapedType(), values);
}

/// A tensor that has the same number everywhere.
static Value createSplat(TosaLowering &b, ArrayRef<int64_t> shape,
                         Type elementType, double value) {
  auto type = RankedTensorType::get(shape, elementType);
  Attribute element;
  if (isa<FloatType>(elementType))
    element = FloatAttr::get(elementType, value);
  else
    element = IntegerAttr::get(elementType, static_cast<int64_t>(value));
  return b.constant(DenseElementsAttr::get(type, element));
}

Value TosaLowering::scalar(Value like, double value) {
  return scalar(getElementType(like), getRank(like), value);
}

Value TosaLowering::scalar(Type elementType, int64_t rank, double value) {
  return createSplat(*this, SmallVector<int64_t>(rank, 1), elementType, value);
}

Value TosaLowering::zeroPoint(Value like, int64_t zero) {
  return createSplat(*this, {1}, getElementType(like), double(zero));
}

std::optional<double> TosaLowering::getNumber(Value x) {
  // A number that only operations on codes take stays as it is.
  ElementsAttr known;
  matchPattern(x, m_Constant(&known));
  auto values = dyn_cast_or_null<SplatElementsAttr>(known);
  if (!values || values.getNumElements() != 1 ||
      !isa<FloatType>(values.getElementType()))
    return std::nullopt;
  return values.getSplatValue<FloatAttr>().getValueAsDouble();
}

Value TosaLowering::shape(ArrayRef<int64_t> extents) {
  return tosa::getTosaConstShape(*this, extents);
}

//===----------------------------------------------------------------------===//
// Elements
//===----------------------------------------------------------------------===//

Value TosaLowering::align(Value x, int64_t rank) {
  SmallVector<int64_t> extents(getShape(x));
  extents.resize(std::max<int64_t>(rank, extents.size()), 1);
  return reshape(x, extents);
}

SmallVector<Value> TosaLowering::align(ValueRange operands) {
  int64_t rank = 0;
  for (Value operand : operands)
    rank = std::max(rank, getRank(operand));
  SmallVector<Value> aligned;
  for (Value operand : operands)
    aligned.push_back(align(operand, rank));
  return aligned;
}

RankedTensorType TosaLowering::getBroadcastType(ValueRange operands,
                                                Type elementType) {
  SmallVector<int64_t> extents(getShape(operands.front()));
  for (Value operand : operands.drop_front())
    for (auto [extent, other] : llvm::zip_equal(extents, getShape(operand)))
      extent = std::max(extent, other);
  return RankedTensorType::get(extents, elementType);
}

Value TosaLowering::add(Value x, Value y) { return binary<tosa::AddOp>(x, y); }

Value TosaLowering::sub(Value x, Value y) { return binary<tosa::SubOp>(x, y); }

Value TosaLowering::mul(Value x, Value y) {
  Value noShift = createSplat(*this, {1}, getI8Type(), 0);
  return create<tosa::MulOp>(getBroadcastType({x, y}, getElementType(x)), x, y,
                             noShift);
}

Value TosaLowering::mul(Value x, double factor) {
  return factor == 1 ? x : mul(x, scalar(x, factor));
}

Value TosaLowering::add(Value x, double summand) {
  return summand == 0 ? x : add(x, scalar(x, summand));
}

Value TosaLowering::div(Value x, Value y) { return mul(x, reciprocal(y)); }

Value TosaLowering::neg(Value x) {
  if (!isa<FloatType>(getElementType(x)))
    return sub(scalar(x, 0), x);
  Value zero = zeroPoint(x);
  return create<tosa::NegateOp>(x.getType(), x, zero, zero);
}

Value TosaLowering::reciprocal(Value x) {
  if (std::optional<double> number = getNumber(x))
    return scalar(x, 1 / *number);
  return unary<tosa::ReciprocalOp>(x);
}

Value TosaLowering::exp(Value x) { return unary<tosa::ExpOp>(x); }

Value TosaLowering::sqrt(Value x) {
  return reciprocal(unary<tosa::RsqrtOp>(x));
}

Value TosaLowering::select(Value condition, Value x, Value y) {
  return create<tosa::SelectOp>(
      getBroadcastType({condition, x, y}, getElementType(x)), condition, x, y);
}

Value TosaLowering::logicalNot(Value x) { return unary<tosa::LogicalNotOp>(x); }

Value TosaLowering::max(Value x, double bound) {
  Value y = scalar(x, bound);
  return create<tosa::MaximumOp>(x.getType(), x, y,
                                 tosa::NanPropagationMode::IGNORE);
}

Value TosaLowering::clamp(Value x, double lower, double upper) {
  Type type = getElementType(x);
  return create<tosa::ClampOp>(x.getType(), x, FloatAttr::get(type, lower),
                               FloatAttr::get(type, upper),
                               tosa::NanPropagationMode::IGNORE);
}

Value TosaLowering::selectBySign(Value x, Value negative) {
  Value isNegative = compare<tosa::GreaterOp>(scalar(x, 0), x);
  return select(isNegative, negative, x);
}

//===----------------------------------------------------------------------===//
// Reductions
//===----------------------------------------------------------------------===//

RankedTensorType TosaLowering::getReducedType(Value x, int64_t axis) {
  SmallVector<int64_t> extents(getShape(x));
  extents[axis] = 1;
  return getType(extents, x);
}

Value TosaLowering::sum(Value x, ArrayRef<int64_t> axes) {
  return reduce<tosa::ReduceSumOp>(x, axes);
}

Value TosaLowering::mean(Value x, ArrayRef<int64_t> axes) {
  int64_t count = 1;
  for (int64_t axis : axes)
    count *= getShape(x)[axis];
  return mul(sum(x, axes), 1.0 / double(count));
}

//===----------------------------------------------------------------------===//
// Shapes
//===----------------------------------------------------------------------===//

/// The values of a constant, if `x` is one whose data is known.
static ElementsAttr getConstant(Value x) {
  auto op = x.getDefiningOp<tosa::ConstOp>();
  return op && Elements::get(op.getValues()) ? op.getValues() : ElementsAttr();
}

/// A name for a resource with the elements of another constant.
static StringRef getConstantName(ElementsAttr values) {
  auto resource = dyn_cast<DenseResourceElementsAttr>(values);
  return resource ? resource.getRawHandle().getKey() : "constant";
}

static int64_t getVolume(ArrayRef<int64_t> shape) {
  return std::accumulate(shape.begin(), shape.end(), int64_t(1),
                         std::multiplies<int64_t>());
}

Value TosaLowering::reshape(Value x, ArrayRef<int64_t> extents) {
  if (getShape(x) == extents)
    return x;
  RankedTensorType type = getType(extents, x);
  if (ElementsAttr values = getConstant(x))
    return constant(reshapeElements(values, type, getConstantName(values)));
  if (auto inner = x.getDefiningOp<tosa::ReshapeOp>())
    return reshape(inner.getInput1(), extents);
  Value newShape = shape(extents);
  return create<tosa::ReshapeOp>(type, x, newShape);
}

Value TosaLowering::transpose(Value x, ArrayRef<int64_t> permutation) {
  if (llvm::equal(permutation, llvm::seq<int64_t>(permutation.size())))
    return x;
  if (ElementsAttr values = getConstant(x))
    return constant(
        transposeElements(values, permutation, getConstantName(values)));
  SmallVector<int64_t> extents;
  for (int64_t dim : permutation)
    extents.push_back(getShape(x)[dim]);
  return create<tosa::TransposeOp>(getType(extents, x), x,
                                   llvm::to_vector_of<int32_t>(permutation));
}

Value TosaLowering::slice(Value x, ArrayRef<int64_t> begin,
                          ArrayRef<int64_t> size) {
  if (getShape(x) == size)
    return x;
  // Also because MLIR 22 cannot fold a slice of a resource down to an element.
  if (ElementsAttr values = getConstant(x))
    return constant(
        sliceElements(values, begin, size, getConstantName(values)));
  Value start = shape(begin), extents = shape(size);
  return create<tosa::SliceOp>(getType(size, x), x, start, extents);
}

Value TosaLowering::slice(Value x, int64_t axis, int64_t begin, int64_t size) {
  SmallVector<int64_t> offsets(getRank(x), 0), sizes(getShape(x));
  offsets[axis] = begin;
  sizes[axis] = size;
  return slice(x, offsets, sizes);
}

namespace {
/// A shape seen from one of its dimensions.
struct AroundAxis {
  AroundAxis(ArrayRef<int64_t> shape, int64_t axis)
      : before(getVolume(shape.take_front(axis))),
        after(getVolume(shape.drop_front(axis + 1))) {}
  int64_t before, after;
};
} // namespace

Value TosaLowering::slice(Value x, int64_t axis, int64_t begin, int64_t size,
                          int64_t stride) {
  SmallVector<int64_t> extents(getShape(x));
  if (stride < 0) {
    x = reverse(x, axis);
    begin = extents[axis] - 1 - begin;
    stride = -stride;
  }
  if (stride == 1 || size == 1)
    return slice(x, axis, begin, size);
  // Cut into pieces of `stride` places, of which the first ones are taken. The
  // last piece may reach beyond the end.
  SmallVector<Margin> margins(extents.size());
  margins[axis] = {-begin, begin + size * stride - extents[axis]};
  x = pad(x, margins, BorderMode::Constant, 0);
  AroundAxis around(extents, axis);
  x = reshape(x, {around.before, size, stride, around.after});
  x = slice(x, 2, 0, 1);
  extents[axis] = size;
  return reshape(x, extents);
}

Value TosaLowering::concat(ValueRange parts, int64_t axis) {
  if (parts.size() == 1)
    return parts.front();
  // Lists are limited; a longer one becomes a tree.
  size_t limit = target.getLimits().MAX_TENSOR_LIST_SIZE;
  SmallVector<Value> level(parts);
  do {
    SmallVector<Value> joined;
    for (size_t i = 0; i < level.size(); i += limit) {
      auto list = ArrayRef(level).slice(i, std::min(limit, level.size() - i));
      SmallVector<int64_t> extents(getShape(list.front()));
      for (Value part : list.drop_front())
        extents[axis] += getShape(part)[axis];
      joined.push_back(list.size() == 1 ? list.front()
                                        : create<tosa::ConcatOp>(
                                              getType(extents, list.front()),
                                              list, getI32IntegerAttr(axis))
                                              .getResult());
    }
    level = std::move(joined);
  } while (level.size() > 1);
  return level.front();
}

Value TosaLowering::tile(Value x, ArrayRef<int64_t> repeats) {
  SmallVector<int64_t> extents;
  for (auto [extent, repeat] : llvm::zip_equal(getShape(x), repeats))
    extents.push_back(extent * repeat);
  if (getShape(x) == ArrayRef(extents))
    return x;
  Value multiples = shape(repeats);
  return create<tosa::TileOp>(getType(extents, x), x, multiples);
}

Value TosaLowering::reverse(Value x, int64_t axis) {
  if (getShape(x)[axis] == 1)
    return x;
  return create<tosa::ReverseOp>(x.getType(), x, getI32IntegerAttr(axis));
}

Value TosaLowering::repeatElements(Value x, int64_t axis, int64_t times) {
  if (times == 1)
    return x;
  SmallVector<int64_t> extents(getShape(x));
  AroundAxis around(extents, axis);
  x = reshape(x, {around.before, extents[axis], 1, around.after});
  x = tile(x, {1, 1, times, 1});
  extents[axis] *= times;
  return reshape(x, extents);
}

Value TosaLowering::spread(Value x, int64_t axis, int64_t stride) {
  if (stride == 1)
    return x;
  SmallVector<int64_t> extents(getShape(x));
  AroundAxis around(extents, axis);
  x = reshape(x, {around.before * extents[axis], 1, around.after});
  x = pad(x, {{}, {0, stride - 1}, {}}, BorderMode::Constant, 0);
  extents[axis] *= stride;
  x = reshape(x, extents);
  // Nothing follows the last element.
  return slice(x, axis, 0, extents[axis] - stride + 1);
}

//===----------------------------------------------------------------------===//
// Padding
//===----------------------------------------------------------------------===//

/// Joins dimensions that are not padded. The others stay alone.
static void joinUnpadded(ArrayRef<int64_t> shape, ArrayRef<Margin> margins,
                         SmallVectorImpl<int64_t> &joinedShape,
                         SmallVectorImpl<Margin> &joinedMargins) {
  bool joins = false;
  for (auto [extent, margin] : llvm::zip_equal(shape, margins)) {
    bool isPadded = margin.before != 0 || margin.after != 0;
    if (!isPadded && (joins || extent == 1)) {
      if (joins)
        joinedShape.back() *= extent;
      continue;
    }
    joinedShape.push_back(extent);
    joinedMargins.push_back(margin);
    joins = !isPadded;
  }
}

Value TosaLowering::padWithConstant(Value x, ArrayRef<Margin> margins,
                                    double value) {
  if (llvm::all_of(margins, [](Margin m) { return !m.before && !m.after; }))
    return x;
  SmallVector<int64_t> extents(getShape(x)), padded;
  for (auto [extent, margin] : llvm::zip_equal(extents, margins))
    padded.push_back(extent + margin.before + margin.after);
  // `tosa-validate` counts the entries of the padding, two per dimension, as
  // dimensions, of which a level has so many.
  int64_t limit = target.getLimits().MAX_RANK / 2;
  if (getRank(x) > limit) {
    SmallVector<int64_t> joinedShape;
    SmallVector<Margin> joinedMargins;
    joinUnpadded(extents, margins, joinedShape, joinedMargins);
    if (static_cast<int64_t>(joinedShape.size()) <= limit) {
      x = padWithConstant(reshape(x, joinedShape), joinedMargins, value);
      return reshape(x, padded);
    }
    // One dimension after the other.
    for (auto [axis, margin] : llvm::enumerate(margins)) {
      SmallVector<Margin> one(margins.size());
      one[axis] = margin;
      x = padWithConstant(x, one, value);
    }
    return x;
  }
  SmallVector<int64_t> amounts;
  for (Margin margin : margins)
    amounts.append({margin.before, margin.after});
  Value amount = shape(amounts);
  Value filling = createSplat(*this, {1}, getElementType(x), value);
  return create<tosa::PadOp>(getType(padded, x), x, amount, filling);
}

Value TosaLowering::extend(Value x, int64_t axis, Margin margin,
                           BorderMode border) {
  int64_t extent = getShape(x)[axis];
  auto copies = [&](int64_t at, int64_t times) {
    SmallVector<int64_t> repeats(getRank(x), 1);
    repeats[axis] = times;
    return tile(slice(x, axis, at, 1), repeats);
  };
  auto mirror = [&](int64_t at, int64_t size) {
    return reverse(slice(x, axis, at, size), axis);
  };
  // Whether a mirror shows the element at the edge as well.
  int64_t gap = border == BorderMode::Reflect ? 1 : 0;
  bool repeats = border == BorderMode::Replicate;
  SmallVector<Value> parts;
  if (margin.before > 0)
    parts.push_back(repeats ? copies(0, margin.before)
                            : mirror(gap, margin.before));
  parts.push_back(x);
  if (margin.after > 0)
    parts.push_back(repeats
                        ? copies(extent - 1, margin.after)
                        : mirror(extent - gap - margin.after, margin.after));
  return concat(parts, axis);
}

Value TosaLowering::pad(Value x, ArrayRef<Margin> margins, BorderMode border,
                        double value) {
  SmallVector<Margin> extension;
  for (Margin margin : margins)
    extension.push_back({std::max<int64_t>(margin.before, 0),
                         std::max<int64_t>(margin.after, 0)});
  if (border == BorderMode::Constant || border == BorderMode::Ignore) {
    x = padWithConstant(x, extension, value);
  } else {
    // A border may show elements that are cropped at the other edge.
    for (auto [axis, margin] : llvm::enumerate(extension))
      x = extend(x, axis, margin, border);
  }
  SmallVector<int64_t> begin, size;
  for (auto [extent, margin] : llvm::zip_equal(getShape(x), margins)) {
    int64_t before = std::max<int64_t>(-margin.before, 0);
    begin.push_back(before);
    size.push_back(extent - before - std::max<int64_t>(-margin.after, 0));
  }
  return slice(x, begin, size);
}

//===----------------------------------------------------------------------===//
// Windows
//===----------------------------------------------------------------------===//

SmallVector<WindowDim> nnef::getExactWindow(ArrayRef<WindowDim> dims,
                                            ArrayRef<int64_t> input,
                                            ArrayRef<int64_t> places) {
  SmallVector<WindowDim> exact(dims);
  for (auto [dim, extent, count] : llvm::zip_equal(exact, input, places)) {
    // With known extents this cannot fail.
    (void)dim.resolve(extent, count);
    dim.after = (count - 1) * dim.stride + dim.span() - extent - dim.before;
  }
  return exact;
}

bool nnef::exceedsLevel(ArrayRef<WindowDim> dims, const TosaTarget &target) {
  const tosa::TosaLevel &limits = target.getLimits();
  return llvm::any_of(dims, [&](const WindowDim &dim) {
    return dim.span() > limits.MAX_KERNEL || dim.stride > limits.MAX_STRIDE ||
           dim.before > limits.MAX_KERNEL || dim.after > limits.MAX_KERNEL;
  });
}

bool nnef::canExtendBy(ArrayRef<int64_t> shape, ArrayRef<Margin> margins,
                       BorderMode border) {
  if (border != BorderMode::Reflect && border != BorderMode::ReflectEven)
    return true;
  int64_t edge = border == BorderMode::Reflect ? 1 : 0;
  return llvm::all_of(llvm::zip_equal(shape, margins), [&](auto pair) {
    auto [extent, margin] = pair;
    return std::max(margin.before, margin.after) <= extent - edge;
  });
}
