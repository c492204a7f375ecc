//===- LinearCode.cpp - Integers for real numbers -------------------------===//
//
// Part of the nnef-mlir project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "NNEF/Quantizer/LinearCode.h"
#include <cmath>

using namespace mlir;
using namespace nnef;

int64_t LinearCode::encode(double value) const {
  double code = std::floor(value / double(scale) + 0.5) + double(zeroPoint);
  // Clamped as a number, which may be larger than an integer can be.
  return int64_t(
      std::clamp(code, double(type.getLowest()), double(type.getHighest())));
}

/// Whether a scale can divide numbers of f32.
static bool isUsable(double scale) {
  return scale >= std::numeric_limits<float>::min();
}

LinearCode nnef::chooseCode(const Range &range, CodeType type) {
  double min = std::min(range.min, 0.0), max = std::max(range.max, 0.0);
  auto lowest = double(type.getLowest()), highest = double(type.getHighest());
  double scale = (max - min) / (highest - lowest);
  if (!isUsable(scale))
    return {type, 1.0f, 0};
  // Both ends of the range tell where zero is. The one that is closer to it, in
  // codes, does so with less error.
  double fromMin = lowest - min / scale, fromMax = highest - max / scale;
  double minError = std::abs(lowest) + std::abs(min / scale);
  double maxError = std::abs(highest) + std::abs(max / scale);
  double zeroPoint = minError < maxError ? fromMin : fromMax;
  return {type, float(scale),
          int64_t(std::round(std::clamp(zeroPoint, lowest, highest)))};
}

LinearCode nnef::chooseSymmetricCode(double magnitude, CodeType type) {
  int64_t highest = (int64_t(1) << (type.bits - 1)) - 1;
  double scale = magnitude / double(highest);
  return {type, isUsable(scale) ? float(scale) : 1.0f,
          type.isSigned ? 0 : highest + 1};
}

QuantizationAttr nnef::makeEntry(MLIRContext *context,
                                 ArrayRef<LinearCode> codes, unsigned dim,
                                 UniformForm form) {
  CodeType type = codes.front().type;
  UniformQuantization uniform;
  uniform.bits = type.bits;
  uniform.isSigned = type.isSigned;
  uniform.isSymmetric = type.isSymmetric;
  for (const LinearCode &code : codes) {
    uniform.scales.push_back(code.scale);
    uniform.zeroPoints.push_back(code.zeroPoint);
  }
  if (codes.size() > 1)
    uniform.axis = dim;
  return uniform.getAttribute(context, form);
}
