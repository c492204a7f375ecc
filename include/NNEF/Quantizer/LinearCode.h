//===- LinearCode.h - Integers for real numbers -----------------*- C++ -*-===//
//
// Part of the nnef-mlir project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef NNEF_QUANTIZER_LINEARCODE_H
#define NNEF_QUANTIZER_LINEARCODE_H

#include "NNEF/Dialect/NNEF/IR/UniformQuantization.h"
#include <limits>

namespace nnef {

/// The numbers from `min` to `max`; none at first.
struct Range {
  double min = std::numeric_limits<double>::infinity();
  double max = -std::numeric_limits<double>::infinity();

  bool isEmpty() const { return min > max; }
  /// The largest distance from zero, of a range that is not empty.
  double getMagnitude() const { return std::max(-min, max); }

  void include(double value) {
    min = std::min(min, value);
    max = std::max(max, value);
  }
  void include(const Range &other) {
    min = std::min(min, other.min);
    max = std::max(max, other.max);
  }
};

/// The integers that are codes.
struct CodeType {
  unsigned bits = 8;
  bool isSigned = true;
  /// Whether signed codes leave out the lowest one, so that there are as many
  /// on both sides of zero.
  bool isSymmetric = false;

  int64_t getLowest() const {
    return isSigned ? -getHighest() - (isSymmetric ? 0 : 1) : 0;
  }
  int64_t getHighest() const {
    return (int64_t(1) << (isSigned ? bits - 1 : bits)) - 1;
  }
};

/// Codes whose values are evenly spaced: `(code - zeroPoint) * scale`.
struct LinearCode {
  CodeType type;
  float scale = 1;
  int64_t zeroPoint = 0;

  /// The code of the nearest value, as the standard rounds.
  int64_t encode(double value) const;
  double decode(int64_t code) const {
    return double(code - zeroPoint) * double(scale);
  }

  bool operator==(const LinearCode &other) const {
    return type.bits == other.type.bits &&
           type.isSigned == other.type.isSigned &&
           type.isSymmetric == other.type.isSymmetric && scale == other.scale &&
           zeroPoint == other.zeroPoint;
  }
};

/// The code whose values cover `range`, widened so that it has zero in it,
/// which gets a code of its own: the zero point is rounded, as TensorFlow Lite
/// does it. A range of zero alone gets the scale 1.
LinearCode chooseCode(const Range &range, CodeType type);

/// The code whose zero point is in the middle and which covers numbers up to
/// `magnitude` on both sides.
LinearCode chooseSymmetricCode(double magnitude, CodeType type);

/// The entry of a tensor. There is one code, or several of one
/// type, for the places along dimension `dim`. Parameters are such that whoever
/// computes the scale in double precision and rounds it to f32 gets exactly
/// this.
QuantizationAttr makeEntry(mlir::MLIRContext *context,
                           llvm::ArrayRef<LinearCode> codes, unsigned dim,
                           UniformForm form);

} // namespace nnef

#endif // NNEF_QUANTIZER_LINEARCODE_H
