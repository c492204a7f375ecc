//===- Parameters.h - Parameters of integer operations ----------*- C++ -*-===//
//
// Part of the nnef-mlir project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// What an operation on codes has to know, computed from the quantizations of
// its operands and its result. Scales are single precision, and so are some of
// their products and quotients: where TensorFlow Lite has them so, the last bit
// of a multiplier depends on it.
//
//===----------------------------------------------------------------------===//

#ifndef NNEF_CONVERSION_INTEGERARITHMETIC_PARAMETERS_H
#define NNEF_CONVERSION_INTEGERARITHMETIC_PARAMETERS_H

#include "NNEF/Conversion/IntegerArithmetic/FixedPoint.h"
#include <array>
#include <utility>

namespace nnef {

/// Evenly spaced codes: the code `q` stands for `(q - zeroPoint) * scale`.
struct Codes {
  float scale = 1;
  int32_t zeroPoint = 0;
  int32_t lowest = -128;
  int32_t highest = 127;
  /// Whether memory holds them as signed integers.
  bool isSigned = true;

  bool operator==(const Codes &other) const;
  bool operator!=(const Codes &other) const { return !(*this == other); }

  int32_t clamp(int64_t code) const;
  /// The real number of a code, in single precision.
  float decode(int32_t code) const { return scale * float(code - zeroPoint); }
  /// The code nearest to a real number, halves away from zero. What is not a
  /// number has the code of zero.
  int32_t encode(float value) const;
  int32_t encode(double value) const;
  /// The code that lies so many steps from the code of zero.
  int32_t encodeSteps(double steps) const;
};

/// The factor from sums of products of codes to codes of the result, for
/// convolutions. Unsigned inputs with one scale for the whole filter have the
/// product of the two scales in single precision.
double getProductScale(const Codes &input, float filterScale, bool isPerChannel,
                       const Codes &output);

/// The same factor for matrix products with a filter. They are multiplied and
/// rounded in double precision, without a fixed-point multiplier.
double getLinearScale(const Codes &input, float filterScale,
                      const Codes &output);

/// The same factor for products of matrices that are both computed.
double getMatmulScale(const Codes &lhs, const Codes &rhs, const Codes &output);

/// The factor from products of two codes to codes of the result.
FixedPointMultiplier getMulMultiplier(const Codes &x, const Codes &y,
                                      const Codes &result);

/// The factor from codes to codes of another quantization.
FixedPointMultiplier getRescaleMultiplier(const Codes &from, const Codes &to);

/// Sums and differences: both operands are shifted to the left and brought to
/// twice the larger one of their scales; the sum is brought to that of the
/// result.
struct AddParameters {
  int32_t leftShift = 20;
  FixedPointMultiplier x, y, result;

  static AddParameters get(const Codes &x, const Codes &y, const Codes &result);
};

/// Turns the factor for sums into the one for means of `count` numbers.
FixedPointMultiplier getMeanMultiplier(FixedPointMultiplier sum, int64_t count);

/// The codes that `lowest` and `highest` have as the bounds of a `clamp`. A
/// bound that is infinite has the last code.
std::pair<int32_t, int32_t> getBounds(float lowest, float highest,
                                      const Codes &codes);

/// The exponential functions in a softmax depend on the difference of a code to
/// the largest one only, which is from -255 to 0: `exps[-difference]`, in units
/// of 2^-31. Those too small to count are 0.
std::array<int32_t, 256> getSoftmaxExps(const Codes &input);

/// The integer bits of a sum of such exponential functions.
inline constexpr int32_t kSoftmaxSumBits = 12;

/// The codes that a softmax gives: multiples of 1/256.
Codes getSoftmaxCodes(bool isSigned);
/// Whether codes are these, up to a thousandth of the scale.
bool isSoftmaxCodes(const Codes &codes);

} // namespace nnef

#endif // NNEF_CONVERSION_INTEGERARITHMETIC_PARAMETERS_H
