//===- EvaluateElementwise.cpp - Arithmetic on known values ---------------===//
//
// Part of the nnef-mlir project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "EvaluateImpl.h"
#include "llvm/ADT/APFloat.h"
#include "llvm/ADT/APSInt.h"
#include "llvm/Support/SwapByteOrder.h"
#include <cmath>
#include <cstring>

using namespace mlir;
using namespace nnef;
using llvm::APFloat;
using llvm::APInt;

//===----------------------------------------------------------------------===//
// Numbers
//===----------------------------------------------------------------------===//

namespace {
/// A number of a float type of 16 bits. Computed with as `float`, where it is
/// rounded after each step; for one step that gives the same as the arithmetic
/// of the type itself.
template <const llvm::fltSemantics &(*semantics)()> class Float16 {
public:
  Float16(float exact) {
    APFloat rounded(exact);
    bool losesInfo;
    rounded.convert(semantics(), APFloat::rmNearestTiesToEven, &losesInfo);
    bits = rounded.bitcastToAPInt().getZExtValue();
  }
  operator float() const {
    return APFloat(semantics(), APInt(16, bits)).convertToFloat();
  }

private:
  uint16_t bits;
};
using Half = Float16<APFloat::IEEEhalf>;
using BFloat = Float16<APFloat::BFloat>;

/// The type to compute a step in.
template <typename T> using Wide = std::conditional_t<sizeof(T) == 2, float, T>;
} // namespace

/// The number at an address, of a type that has the form of elements.
template <typename T> static T read(const char *address) {
  T value(0);
  std::memcpy(&value, address, sizeof(T));
  return value;
}

/// Writes the lowest `width` bytes of an integer.
static void writeInteger(int64_t value, char *address, unsigned width) {
  if (llvm::sys::IsBigEndianHost)
    value = int64_t(llvm::byteswap(uint64_t(value)) >> (64 - 8 * width));
  std::memcpy(address, &value, width);
}

/// An integer in the form of elements, extended by its sign unless it has none.
static int64_t readInteger(const char *address, Type type) {
  bool isUnsigned = type.isUnsignedInteger() || type.isSignlessInteger(1);
  // Each is extended by itself: C++ would make both of one type first.
  switch (*getElementBytes(type)) {
  case 1:
    return isUnsigned ? int64_t(read<uint8_t>(address)) : read<int8_t>(address);
  case 2:
    return isUnsigned ? int64_t(read<uint16_t>(address))
                      : read<int16_t>(address);
  case 4:
    return isUnsigned ? int64_t(read<uint32_t>(address))
                      : read<int32_t>(address);
  default:
    return read<int64_t>(address);
  }
}

int64_t nnef::readInteger(const Elements &elements, int64_t index) {
  int64_t place = elements.isSplat() ? 0 : index * elements.getElementBytes();
  return ::readInteger(elements.getBytes().data() + place,
                       elements.getType().getElementType());
}

void nnef::writeFloat(const APFloat &value, MutableArrayRef<char> bytes) {
  writeInteger(value.bitcastToAPInt().getZExtValue(), bytes.data(),
               bytes.size());
}

static const llvm::fltSemantics &getSemantics(Type type) {
  return cast<FloatType>(type).getFloatSemantics();
}

static APFloat readFloat(const char *address, Type type) {
  unsigned bits = type.getIntOrFloatBitWidth();
  auto integer = IntegerType::get(type.getContext(), bits);
  return APFloat(getSemantics(type),
                 APInt(bits, readInteger(address, integer), /*isSigned=*/false,
                       /*implicitTrunc=*/true));
}

//===----------------------------------------------------------------------===//
// Functions
//===----------------------------------------------------------------------===//

namespace {
/// What an operation computes of one element of each operand.
template <typename T> using Function = T (*)(const T *x);
template <typename T>
using FunctionTable = std::pair<StringLiteral, Function<T>>;
} // namespace

/// The functions on floats. Truth is 1. Those that the hardware of a target
/// approximates are not among them.
template <typename T> static Function<T> getFloatFunction(StringRef op) {
  static constexpr FunctionTable<T> functions[] = {
      {NegOp::getOperationName(), [](const T *x) -> T { return -x[0]; }},
      {AbsOp::getOperationName(),
       [](const T *x) -> T { return std::fabs(Wide<T>(x[0])); }},
      {RcpOp::getOperationName(), [](const T *x) -> T { return 1 / x[0]; }},
      {SignOp::getOperationName(),
       [](const T *x) -> T { return x[0] < 0   ? -1
                                    : x[0] > 0 ? 1
                                               : 0; }},
      {FloorOp::getOperationName(),
       [](const T *x) -> T { return std::floor(Wide<T>(x[0])); }},
      {CeilOp::getOperationName(),
       [](const T *x) -> T { return std::ceil(Wide<T>(x[0])); }},
      {RoundOp::getOperationName(),
       [](const T *x) -> T {
         // Not floor(x + 0.5): the sum may not be a float, and be rounded up.
         T below = std::floor(Wide<T>(x[0]));
         return T(x[0] - below) >= T(0.5) ? T(below + 1) : below;
       }},
      {SqrOp::getOperationName(), [](const T *x) -> T { return x[0] * x[0]; }},
      {SqrtOp::getOperationName(),
       [](const T *x) -> T { return std::sqrt(Wide<T>(x[0])); }},
      {RsqrOp::getOperationName(),
       [](const T *x) -> T { return 1 / T(x[0] * x[0]); }},
      {RsqrtOp::getOperationName(),
       [](const T *x) -> T { return 1 / T(std::sqrt(Wide<T>(x[0]))); }},
      {AddOp::getOperationName(), [](const T *x) -> T { return x[0] + x[1]; }},
      {SubOp::getOperationName(), [](const T *x) -> T { return x[0] - x[1]; }},
      {MulOp::getOperationName(), [](const T *x) -> T { return x[0] * x[1]; }},
      {DivOp::getOperationName(), [](const T *x) -> T { return x[0] / x[1]; }},
      {MinOp::getOperationName(),
       [](const T *x) -> T { return x[0] < x[1] ? x[0] : x[1]; }},
      {MaxOp::getOperationName(),
       [](const T *x) -> T { return x[0] > x[1] ? x[0] : x[1]; }},
      {LtOp::getOperationName(), [](const T *x) -> T { return x[0] < x[1]; }},
      {GtOp::getOperationName(), [](const T *x) -> T { return x[0] > x[1]; }},
      {LeOp::getOperationName(), [](const T *x) -> T { return x[0] <= x[1]; }},
      {GeOp::getOperationName(), [](const T *x) -> T { return x[0] >= x[1]; }},
      {EqOp::getOperationName(), [](const T *x) -> T { return x[0] == x[1]; }},
      {NeOp::getOperationName(), [](const T *x) -> T { return x[0] != x[1]; }},
      // The operands are x, the lower and the upper bound.
      {ClampOp::getOperationName(),
       [](const T *x) -> T {
         T low = x[0] < x[2] ? x[0] : x[2];
         return low > x[1] ? low : x[1];
       }},
  };
  for (const auto &[name, function] : functions)
    if (name == op)
      return function;
  return nullptr;
}

/// Arithmetic that wraps around.
static int64_t wrap(uint64_t value) { return static_cast<int64_t>(value); }

static int64_t divide(int64_t x, int64_t y) {
  if (y == 0)
    return 0;
  return y == -1 ? wrap(-uint64_t(x)) : x / y;
}

static int64_t raise(int64_t x, int64_t y) {
  if (y < 0)
    return x == 1 ? 1 : x == -1 ? (y % 2 ? -1 : 1) : 0;
  uint64_t power = 1, factor = x;
  for (; y; y >>= 1, factor *= factor)
    if (y & 1)
      power *= factor;
  return wrap(power);
}

/// The functions on integers and truth values, before upper bits are cut off.
static Function<int64_t> getIntegerFunction(StringRef op) {
  using T = int64_t;
  static constexpr FunctionTable<T> functions[] = {
      {NegOp::getOperationName(),
       [](const T *x) { return wrap(-uint64_t(x[0])); }},
      {AddOp::getOperationName(),
       [](const T *x) { return wrap(uint64_t(x[0]) + uint64_t(x[1])); }},
      {SubOp::getOperationName(),
       [](const T *x) { return wrap(uint64_t(x[0]) - uint64_t(x[1])); }},
      {MulOp::getOperationName(),
       [](const T *x) { return wrap(uint64_t(x[0]) * uint64_t(x[1])); }},
      {DivOp::getOperationName(),
       [](const T *x) { return divide(x[0], x[1]); }},
      {PowOp::getOperationName(), [](const T *x) { return raise(x[0], x[1]); }},
      {LtOp::getOperationName(), [](const T *x) -> T { return x[0] < x[1]; }},
      {GtOp::getOperationName(), [](const T *x) -> T { return x[0] > x[1]; }},
      {LeOp::getOperationName(), [](const T *x) -> T { return x[0] <= x[1]; }},
      {GeOp::getOperationName(), [](const T *x) -> T { return x[0] >= x[1]; }},
      {EqOp::getOperationName(), [](const T *x) -> T { return x[0] == x[1]; }},
      {NeOp::getOperationName(), [](const T *x) -> T { return x[0] != x[1]; }},
      {NotOp::getOperationName(), [](const T *x) -> T { return !x[0]; }},
      {AndOp::getOperationName(), [](const T *x) { return x[0] & x[1]; }},
      {OrOp::getOperationName(), [](const T *x) { return x[0] | x[1]; }},
      {SelectOp::getOperationName(),
       [](const T *x) { return x[0] ? x[1] : x[2]; }},
  };
  for (const auto &[name, function] : functions)
    if (name == op)
      return function;
  return nullptr;
}

//===----------------------------------------------------------------------===//
// Element by element
//===----------------------------------------------------------------------===//

/// Where the elements of an operand are.
static const char *getAddress(const Elements &operand, int64_t place) {
  return operand.getBytes().data() + place * operand.getElementBytes();
}

template <typename T> static T readAs(const char *address, Type type) {
  if constexpr (std::is_same_v<T, int64_t>)
    return readInteger(address, type);
  else
    return read<T>(address);
}

template <typename T>
static void writeAs(T value, char *address, Type type, unsigned width) {
  if constexpr (!std::is_same_v<T, int64_t>)
    if (isa<FloatType>(type)) {
      std::memcpy(address, &value, sizeof(T));
      return;
    }
  writeInteger(static_cast<int64_t>(value), address, width);
}

/// How far apart the elements of an operand lie along the dimensions of a shape
/// to which it broadcasts, with leading dimensions aligned.
static SmallVector<int64_t> getBroadcastStrides(const Elements &operand,
                                                ArrayRef<int64_t> shape) {
  SmallVector<int64_t> strides = getStrides(operand.getType().getShape());
  for (auto [extent, stride] : llvm::zip(operand.getType().getShape(), strides))
    if (extent == 1 || operand.isSplat())
      stride = 0;
  strides.resize(shape.size(), 0);
  return strides;
}

/// Applies a function to all elements of tensors that broadcast to `type`.
template <typename T>
static Elements apply(Function<T> function, ArrayRef<Elements> operands,
                      RankedTensorType type) {
  constexpr unsigned maxOperands = 3;
  assert(operands.size() <= maxOperands && "no function has so many");
  Type elementType = type.getElementType();
  unsigned width = *getElementBytes(elementType);
  SmallVector<Type> types;
  for (const Elements &operand : operands)
    types.push_back(operand.getType().getElementType());
  T x[maxOperands] = {T(0), T(0), T(0)};
  if (llvm::all_of(operands,
                   [](const Elements &operand) { return operand.isSplat(); })) {
    for (auto [i, operand] : llvm::enumerate(operands))
      x[i] = readAs<T>(getAddress(operand, 0), types[i]);
    char element[8];
    writeAs<T>(function(x), element, elementType, width);
    return Elements::getSplat(type, ArrayRef(element, width));
  }

  Elements result = Elements::allocate(type);
  ArrayRef<int64_t> shape = type.getShape();
  SmallVector<SmallVector<int64_t>> strides;
  for (const Elements &operand : operands)
    strides.push_back(getBroadcastStrides(operand, shape));
  SmallVector<int64_t> index(shape.size(), 0), places(operands.size(), 0);
  char *output = result.getMutableBytes().data();
  for (int64_t n = type.getNumElements(); n > 0; --n, output += width) {
    for (auto [i, operand] : llvm::enumerate(operands))
      x[i] = readAs<T>(getAddress(operand, places[i]), types[i]);
    writeAs<T>(function(x), output, elementType, width);
    for (size_t dim = shape.size(); dim-- > 0;) {
      bool isLast = ++index[dim] == shape[dim];
      for (auto [place, stride] : llvm::zip(places, strides))
        place += isLast ? stride[dim] * (1 - shape[dim]) : stride[dim];
      if (!isLast)
        break;
      index[dim] = 0;
    }
  }
  return result;
}

template <typename T>
static std::optional<Elements>
applyFloat(StringRef op, ArrayRef<Elements> operands, RankedTensorType type) {
  Function<T> function = getFloatFunction<T>(op);
  return function ? std::optional(apply(function, operands, type))
                  : std::nullopt;
}

/// Applies the function of an operation of the name `op`.
static std::optional<Elements> applyFunction(StringRef op,
                                             ArrayRef<Elements> operands,
                                             RankedTensorType type) {
  Type elementType = operands[0].getType().getElementType();
  if (elementType.isF32())
    return applyFloat<float>(op, operands, type);
  if (elementType.isF64())
    return applyFloat<double>(op, operands, type);
  if (elementType.isF16())
    return applyFloat<Half>(op, operands, type);
  if (elementType.isBF16())
    return applyFloat<BFloat>(op, operands, type);
  Function<int64_t> function = getIntegerFunction(op);
  if (!isa<IntegerType>(elementType) || !function)
    return std::nullopt;
  return apply(function, operands, type);
}

/// Chooses between elements of any type: they are only moved, as integers.
static std::optional<Elements> select(SelectOp op,
                                      ArrayRef<Elements> operands) {
  auto getInteger = [](RankedTensorType type) {
    unsigned bits = 8 * *getElementBytes(type.getElementType());
    return cast<RankedTensorType>(
        type.clone(IntegerType::get(type.getContext(), bits)));
  };
  SmallVector<Elements> integers = {operands[0]};
  for (const Elements &operand : operands.drop_front())
    integers.push_back(operand.withType(getInteger(operand.getType())));
  auto result = applyFunction(SelectOp::getOperationName(), integers,
                              getInteger(op.getType()));
  return result ? std::optional(result->withType(op.getType())) : std::nullopt;
}

/// The sum of tensors, one after the other.
static std::optional<Elements> sum(AddNOp op, ArrayRef<Elements> operands) {
  RankedTensorType type = op.getType();
  if (operands.empty()) {
    SmallVector<char> zero(*getElementBytes(type.getElementType()), 0);
    return Elements::getSplat(type, zero);
  }
  std::optional<Elements> total = operands.front();
  for (const Elements &operand : operands.drop_front())
    if (total)
      total = applyFunction(AddOp::getOperationName(), {*total, operand}, type);
  // A single tensor may have another type than the sum.
  return total && total->getType() == type ? total : std::nullopt;
}

//===----------------------------------------------------------------------===//
// Casts
//===----------------------------------------------------------------------===//

/// Converts an element.
static void convert(const char *from, Type fromType, char *to, Type toType) {
  unsigned width = *getElementBytes(toType);
  bool isLossy;
  if (isa<IntegerType>(fromType)) {
    int64_t value = readInteger(from, fromType);
    if (toType.isSignlessInteger(1)) {
      *to = value != 0;
    } else if (isa<IntegerType>(toType)) {
      writeInteger(value, to, width);
    } else {
      APFloat real(getSemantics(toType));
      bool isSigned =
          !fromType.isUnsignedInteger() && !fromType.isSignlessInteger(1);
      real.convertFromAPInt(APInt(64, value, /*isSigned=*/true), isSigned,
                            APFloat::rmNearestTiesToEven);
      writeFloat(real, MutableArrayRef(to, width));
    }
    return;
  }
  APFloat value = readFloat(from, fromType);
  if (toType.isSignlessInteger(1)) {
    *to = !value.isZero();
    return;
  }
  if (isa<FloatType>(toType)) {
    value.convert(getSemantics(toType), APFloat::rmNearestTiesToEven, &isLossy);
    writeFloat(value, MutableArrayRef(to, width));
    return;
  }
  llvm::APSInt integer(toType.getIntOrFloatBitWidth(), /*isUnsigned=*/false);
  bool isExact;
  // Beyond all integers, this gives the nearest one, and 0 for no number.
  value.convertToInteger(integer, APFloat::rmTowardZero, &isExact);
  writeInteger(integer.getSExtValue(), to, width);
}

static Elements convertAll(CastOp op, const Elements &input) {
  RankedTensorType type = op.getType();
  Type fromType = input.getType().getElementType(),
       toType = type.getElementType();
  unsigned width = *getElementBytes(toType);
  if (input.isSplat()) {
    char element[8];
    convert(input.getBytes().data(), fromType, element, toType);
    return Elements::getSplat(type, ArrayRef(element, width));
  }
  Elements result = Elements::allocate(type);
  const char *from = input.getBytes().data();
  char *to = result.getMutableBytes().data();
  for (int64_t n = type.getNumElements(); n > 0; --n) {
    convert(from, fromType, to, toType);
    from += input.getElementBytes();
    to += width;
  }
  return result;
}

std::optional<Elements> nnef::evaluateElementwise(Operation *op,
                                                  ArrayRef<Elements> operands) {
  if (auto selectOp = dyn_cast<SelectOp>(op))
    return select(selectOp, operands);
  if (auto addOp = dyn_cast<AddNOp>(op))
    return sum(addOp, operands);
  if (auto castOp = dyn_cast<CastOp>(op))
    return convertAll(castOp, operands[0]);
  if (operands.empty())
    return std::nullopt;
  return applyFunction(op->getName().getStringRef(), operands,
                       cast<RankedTensorType>(op->getResult(0).getType()));
}

//===----------------------------------------------------------------------===//
// All operations
//===----------------------------------------------------------------------===//

/// The bytes that the results of an operation take in memory of their own.
static std::optional<uint64_t> getNewBytes(Operation *op,
                                           ArrayRef<Elements> operands) {
  uint64_t bytes = 0;
  for (Type result : op->getResultTypes()) {
    auto type = dyn_cast<RankedTensorType>(result);
    std::optional<uint64_t> size =
        type ? getSizeInBytes(type) : std::optional<uint64_t>();
    if (!size)
      return std::nullopt;
    bytes += *size;
  }
  bool isShared = isa<CopyOp, CopyNOp, ReshapeOp, SqueezeOp, UnsqueezeOp>(op);
  // What is made of equal elements has equal elements, mostly.
  bool isSplat =
      llvm::all_of(operands,
                   [](const Elements &operand) { return operand.isSplat(); }) &&
      !isa<ConcatOp, StackOp, PadOp>(op);
  return isShared || isSplat ? 0 : bytes;
}

LogicalResult nnef::evaluate(Operation *op, ArrayRef<Elements> operands,
                             uint64_t maxBytes,
                             SmallVectorImpl<Elements> &results) {
  if (!isa_and_nonnull<NNEFDialect>(op->getDialect()) ||
      op->getNumResults() == 0)
    return failure();
  std::optional<uint64_t> newBytes = getNewBytes(op, operands);
  if (!newBytes || *newBytes > maxBytes)
    return failure();
  if (evaluateShape(op, operands, results))
    return success();
  std::optional<Elements> elements = evaluateElementwise(op, operands);
  if (!elements)
    return failure();
  results.push_back(*elements);
  return success();
}
