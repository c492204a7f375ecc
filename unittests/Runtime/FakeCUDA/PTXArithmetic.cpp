//===- PTXArithmetic.cpp - What instructions compute ----------------------===//
//
// Part of the nnef-mlir project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "PTXArithmetic.h"
#include <algorithm>
#include <cfenv>
#include <cmath>
#include <limits>

using namespace ptx;

double ptx::toDouble(uint64_t bits, Type type) {
  switch (type.bits) {
  case 16:
    return double(bitCast<_Float16>(uint16_t(bits)));
  case 32:
    return bitCast<float>(uint32_t(bits));
  case 64:
    return bitCast<double>(bits);
  }
  throw Error("there are no such numbers");
}

/// Rounds to a type. What is computed in double precision from two numbers of
/// single precision by one operation is rounded as if it were exact.
static uint64_t fromDouble(double value, Type type) {
  switch (type.bits) {
  case 16:
    return bitCast<uint16_t>(_Float16(value));
  case 32:
    return bitCast<uint32_t>(float(value));
  case 64:
    return bitCast<uint64_t>(value);
  }
  throw Error("there are no such numbers");
}

static double roundIntegral(double value, char mode) {
  switch (mode) {
  case 'z':
    return std::trunc(value);
  case 'm':
    return std::floor(value);
  case 'p':
    return std::ceil(value);
  default:
    return std::nearbyint(value);
  }
}

/// A number as an integer: the nearest that the type has, and 0 for a NaN.
static uint64_t toInteger(double value, Type type) {
  if (std::isnan(value))
    return 0;
  if (type.kind == 's') {
    double limit = std::ldexp(1.0, type.bits - 1);
    if (value >= limit)
      return truncate((uint64_t(1) << (type.bits - 1)) - 1, type.bits);
    if (value <= -limit)
      return uint64_t(1) << (type.bits - 1);
    return truncate(uint64_t(int64_t(value)), type.bits);
  }
  if (value <= 0)
    return 0;
  if (value >= std::ldexp(1.0, type.bits))
    return truncate(~uint64_t(0), type.bits);
  return uint64_t(value);
}

/// An integer as a float, rounded once.
static uint64_t fromInteger(uint64_t value, Type from, Type to) {
  if (to.bits == 32)
    return bitCast<uint32_t>(
        from.kind == 's' ? float(toSigned(value, from.bits)) : float(value));
  return fromDouble(from.kind == 's' ? double(toSigned(value, from.bits))
                                     : double(value),
                    to);
}

uint64_t ptx::convert(uint64_t value, const Instruction &instruction) {
  Type to = instruction.type, from = instruction.sourceType;
  if (from.kind == 'f' && to.kind == 'f') {
    double number = toDouble(value, from);
    if (instruction.isIntegral)
      number = roundIntegral(number, instruction.rounding);
    if (instruction.isSaturated)
      number = std::isnan(number) ? 0 : std::clamp(number, 0.0, 1.0);
    return fromDouble(number, to);
  }
  if (from.kind == 'f')
    return toInteger(roundIntegral(toDouble(value, from), instruction.rounding),
                     to);
  if (to.kind == 'f')
    return fromInteger(value, from, to);
  uint64_t wide = from.kind == 's' ? uint64_t(toSigned(value, from.bits))
                                   : truncate(value, from.bits);
  if (instruction.isSaturated)
    throw Error("saturated integers are not supported");
  return truncate(wide, to.bits);
}

template <typename T>
static bool compareNumbers(T lhs, T rhs, Comparison comparison) {
  switch (comparison) {
  case Comparison::Eq:
    return lhs == rhs;
  case Comparison::Ne:
    return lhs != rhs;
  case Comparison::Lt:
    return lhs < rhs;
  case Comparison::Le:
    return lhs <= rhs;
  case Comparison::Gt:
    return lhs > rhs;
  case Comparison::Ge:
    return lhs >= rhs;
  case Comparison::Num:
    return true;
  case Comparison::Nan:
    return false;
  }
  return false;
}

bool ptx::compare(uint64_t lhs, uint64_t rhs, const Instruction &instruction) {
  Type type = instruction.sourceType;
  if (type.kind == 'f') {
    double a = toDouble(lhs, type), b = toDouble(rhs, type);
    if (std::isnan(a) || std::isnan(b))
      return instruction.isUnordered;
    return compareNumbers(a, b, instruction.comparison);
  }
  if (type.kind == 's')
    return compareNumbers(toSigned(lhs, type.bits), toSigned(rhs, type.bits),
                          instruction.comparison);
  return compareNumbers(truncate(lhs, type.bits), truncate(rhs, type.bits),
                        instruction.comparison);
}

/// The larger or smaller one of two numbers.
static double select(double a, double b, bool larger, bool propagatesNaN) {
  if (std::isnan(a) || std::isnan(b)) {
    if (propagatesNaN)
      return std::numeric_limits<double>::quiet_NaN();
    return std::isnan(a) ? b : a;
  }
  // -0 is less than +0.
  if (a == b)
    return std::signbit(a) == larger ? b : a;
  return (a > b) == larger ? a : b;
}

namespace {
/// Rounds what is computed as an instruction says, until the end of a scope.
class RoundingScope {
public:
  explicit RoundingScope(char rounding) : before(fegetround()) {
    fesetround(rounding == 'z'   ? FE_TOWARDZERO
               : rounding == 'm' ? FE_DOWNWARD
               : rounding == 'p' ? FE_UPWARD
                                 : FE_TONEAREST);
  }
  ~RoundingScope() { fesetround(before); }

private:
  int before;
};
} // namespace

/// A product and a sum that are not rounded to the nearest number. The compiler
/// knows nothing of that, and must not move them.
static uint64_t computeRounded(const Instruction &instruction, double a,
                               double b, double c) {
  RoundingScope scope(instruction.rounding);
  volatile double x = a, y = b, z = c;
  volatile double result;
  switch (instruction.opcode) {
  case Opcode::Add:
    result = x + y;
    break;
  case Opcode::Sub:
    result = x - y;
    break;
  case Opcode::Mul:
    result = x * y;
    break;
  case Opcode::Fma:
    result = std::fma(x, y, z);
    break;
  default:
    throw Error("'" + instruction.text + "' is not supported");
  }
  if (instruction.type.bits != 32)
    return fromDouble(result, instruction.type);
  // To round in the same direction again makes no difference.
  volatile float narrow = float(result);
  return bitCast<uint32_t>(float(narrow));
}

uint64_t ptx::flush(uint64_t bits) {
  return (bits & 0x7f800000) == 0 ? bits & 0x80000000 : bits;
}

uint64_t ptx::computeFloat(const Instruction &instruction, uint64_t x,
                           uint64_t y, uint64_t z) {
  Type type = instruction.type;
  if (instruction.isFlushed) {
    if (type.bits != 32)
      throw Error("'" + instruction.text + "' is not supported");
    x = flush(x);
    y = flush(y);
    z = flush(z);
  }
  double a = toDouble(x, type), b = toDouble(y, type), c = toDouble(z, type);
  bool isDirected = strchr("zmp", instruction.rounding);
  if (isDirected && instruction.opcode != Opcode::Abs &&
      instruction.opcode != Opcode::Neg)
    return computeRounded(instruction, a, b, c);
  auto round = [&](double value) { return fromDouble(value, type); };
  switch (instruction.opcode) {
  case Opcode::Abs:
    return x & ~(uint64_t(1) << (type.bits - 1));
  case Opcode::Neg:
    return x ^ (uint64_t(1) << (type.bits - 1));
  case Opcode::Copysign:
    // The sign is that of the first operand.
    return round(std::copysign(b, a));
  case Opcode::Add:
    return round(a + b);
  case Opcode::Sub:
    return round(a - b);
  case Opcode::Mul:
    return round(a * b);
  case Opcode::Div:
    return round(a / b);
  case Opcode::Rcp:
    return round(1 / a);
  case Opcode::Sqrt:
    return round(std::sqrt(a));
  case Opcode::Rsqrt:
    return round(1 / std::sqrt(a));
  case Opcode::Ex2:
    return round(std::exp2(a));
  case Opcode::Lg2:
    return round(std::log2(a));
  case Opcode::Max:
  case Opcode::Min:
    return round(select(a, b, instruction.opcode == Opcode::Max,
                        instruction.propagatesNaN));
  case Opcode::Fma:
  case Opcode::Mad:
    if (type.bits == 32)
      return bitCast<uint32_t>(std::fma(float(a), float(b), float(c)));
    return round(std::fma(a, b, c));
  default:
    throw Error("'" + instruction.text + "' is not supported");
  }
}

/// A byte for each digit of the selector, from eight bytes.
static uint64_t permuteBytes(uint64_t x, uint64_t y, uint64_t selector) {
  uint64_t bytes = (x & 0xffffffff) | y << 32, result = 0;
  for (unsigned i = 0; i < 4; ++i) {
    unsigned digit = selector >> (4 * i) & 0xf;
    uint64_t byte = bytes >> (8 * (digit & 7)) & 0xff;
    if (digit & 8)
      byte = byte & 0x80 ? 0xff : 0;
    result |= byte << (8 * i);
  }
  return result;
}

static uint64_t extractBits(uint64_t x, unsigned position, unsigned length,
                            Type type) {
  if (length == 0)
    return 0;
  uint64_t bits = position >= type.bits ? 0 : x >> position;
  if (type.kind == 's') {
    bits =
        uint64_t(toSigned(x, type.bits) >> std::min(position, type.bits - 1));
    return length < 64 ? uint64_t(toSigned(truncate(bits, length), length))
                       : bits;
  }
  return truncate(bits, length);
}

uint64_t ptx::computeInteger(const Instruction &instruction, uint64_t x,
                             uint64_t y, uint64_t z) {
  Type type = instruction.type;
  bool isSigned = type.kind == 's';
  unsigned bits = type.bits;
  int64_t a = isSigned ? toSigned(x, bits) : int64_t(truncate(x, bits));
  int64_t b = isSigned ? toSigned(y, bits) : int64_t(truncate(y, bits));
  auto getProduct = [&]() -> uint64_t {
    __int128 product = isSigned ? __int128(a) * b
                                : __int128((unsigned __int128)(uint64_t(a)) *
                                           (unsigned __int128)(uint64_t(b)));
    return instruction.isHigh ? uint64_t(product >> bits) : uint64_t(product);
  };
  switch (instruction.opcode) {
  case Opcode::Abs:
    return a < 0 ? -uint64_t(a) : uint64_t(a);
  case Opcode::Neg:
    return -uint64_t(a);
  case Opcode::Add:
    return uint64_t(a) + uint64_t(b);
  case Opcode::Sub:
    return uint64_t(a) - uint64_t(b);
  case Opcode::Mul:
    return getProduct();
  case Opcode::Mad:
    return getProduct() + z;
  case Opcode::Div:
  case Opcode::Rem:
    if (b == 0)
      throw Error("division by zero");
    // Has no result in the type; the negation wraps.
    if (isSigned && b == -1)
      return instruction.opcode == Opcode::Div ? -uint64_t(a) : 0;
    if (instruction.opcode == Opcode::Div)
      return isSigned ? uint64_t(a / b) : uint64_t(a) / uint64_t(b);
    return isSigned ? uint64_t(a % b) : uint64_t(a) % uint64_t(b);
  case Opcode::Max:
    return isSigned ? std::max(a, b) : std::max(uint64_t(a), uint64_t(b));
  case Opcode::Min:
    return isSigned ? std::min(a, b) : std::min(uint64_t(a), uint64_t(b));
  case Opcode::And:
    return x & y;
  case Opcode::Or:
    return x | y;
  case Opcode::Xor:
    return x ^ y;
  case Opcode::Not:
    return ~x;
  case Opcode::Shl:
    return truncate(y, 32) >= bits ? 0 : x << truncate(y, 32);
  case Opcode::Shr: {
    uint64_t shift = std::min<uint64_t>(truncate(y, 32), bits);
    if (isSigned)
      return uint64_t(a >> std::min<uint64_t>(shift, bits - 1));
    return shift >= bits ? 0 : uint64_t(a) >> shift;
  }
  case Opcode::Shf: {
    unsigned shift =
        instruction.isSaturated ? std::min<uint64_t>(z, 32) : z & 31;
    uint64_t both = truncate(x, 32) | y << 32;
    return instruction.mode == 'l' ? both << shift >> 32 : both >> shift;
  }
  case Opcode::Clz: {
    uint64_t value = truncate(x, bits);
    return value ? __builtin_clzll(value) - (64 - bits) : bits;
  }
  case Opcode::Popc:
    return __builtin_popcountll(truncate(x, bits));
  case Opcode::Brev: {
    uint64_t result = 0;
    for (unsigned i = 0; i < bits; ++i)
      result |= (x >> i & 1) << (bits - 1 - i);
    return result;
  }
  case Opcode::Prmt:
    return permuteBytes(x, y, z);
  case Opcode::Bfe:
    return extractBits(x, y & 0xff, z & 0xff, type);
  default:
    throw Error("'" + instruction.text + "' is not supported");
  }
}
