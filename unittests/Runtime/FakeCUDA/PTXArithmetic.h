//===- PTXArithmetic.h - What instructions compute --------------*- C++ -*-===//
//
// Part of the nnef-mlir project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef NNEF_UNITTESTS_RUNTIME_FAKECUDA_PTXARITHMETIC_H
#define NNEF_UNITTESTS_RUNTIME_FAKECUDA_PTXARITHMETIC_H

#include "PTX.h"
#include <cstring>

namespace ptx {

/// Registers hold the bits of values, and zeros above them.
inline uint64_t truncate(uint64_t value, unsigned bits) {
  return bits >= 64 ? value : value & ((uint64_t(1) << bits) - 1);
}

inline int64_t toSigned(uint64_t value, unsigned bits) {
  unsigned shift = 64 - bits;
  return int64_t(value << shift) >> shift;
}

template <typename To, typename From> To bitCast(From from) {
  static_assert(sizeof(To) == sizeof(From), "other size");
  To to;
  memcpy(&to, &from, sizeof(to));
  return to;
}

/// A number of 16, 32 or 64 bits, which a double holds exactly.
double toDouble(uint64_t bits, Type type);
/// A number of one type as one of another, as `cvt` makes it.
uint64_t convert(uint64_t value, const Instruction &instruction);
/// What `setp` finds.
bool compare(uint64_t lhs, uint64_t rhs, const Instruction &instruction);
/// A zero in place of a subnormal float32, with its sign.
uint64_t flush(uint64_t bits);
/// An operation on one or two floats of 16, 32 or 64 bits.
uint64_t computeFloat(const Instruction &instruction, uint64_t x, uint64_t y,
                      uint64_t z);
/// An operation on integers and bits, to be truncated.
uint64_t computeInteger(const Instruction &instruction, uint64_t x, uint64_t y,
                        uint64_t z);

} // namespace ptx

#endif // NNEF_UNITTESTS_RUNTIME_FAKECUDA_PTXARITHMETIC_H
