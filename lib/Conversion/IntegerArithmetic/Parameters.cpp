//===- Parameters.cpp - Parameters of integer operations -----------------===//
//
// Part of the nnef-mlir project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "NNEF/Conversion/IntegerArithmetic/Parameters.h"

#include "llvm/Support/MathExtras.h"
#include <algorithm>
#include <cassert>
#include <cmath>

using namespace nnef;

//===----------------------------------------------------------------------===//
// Codes
//===----------------------------------------------------------------------===//

bool Codes::operator==(const Codes &other) const {
  return scale == other.scale && zeroPoint == other.zeroPoint &&
         lowest == other.lowest && highest == other.highest &&
         isSigned == other.isSigned;
}

int32_t Codes::clamp(int64_t code) const {
  return std::clamp<int64_t>(code, lowest, highest);
}

int32_t Codes::encode(float value) const {
  return encodeSteps(std::round(value / scale));
}

int32_t Codes::encode(double value) const {
  return encodeSteps(std::round(value / double(scale)));
}

int32_t Codes::encodeSteps(double steps) const {
  if (std::isnan(steps))
    steps = 0;
  return static_cast<int32_t>(
      std::clamp<double>(steps + zeroPoint, lowest, highest));
}

std::pair<int32_t, int32_t> nnef::getBounds(float lowest, float highest,
                                            const Codes &codes) {
  return {codes.encode(lowest), codes.encode(highest)};
}

//===----------------------------------------------------------------------===//
// Multipliers
//===----------------------------------------------------------------------===//

double nnef::getProductScale(const Codes &input, float filterScale,
                             bool isPerChannel, const Codes &output) {
  double product = double(input.scale) * double(filterScale);
  if (!input.isSigned && !isPerChannel)
    product = input.scale * filterScale;
  return product / double(output.scale);
}

double nnef::getLinearScale(const Codes &input, float filterScale,
                            const Codes &output) {
  return double(input.scale) * double(filterScale) / double(output.scale);
}

double nnef::getMatmulScale(const Codes &lhs, const Codes &rhs,
                            const Codes &output) {
  return double(lhs.scale * rhs.scale) / double(output.scale);
}

FixedPointMultiplier nnef::getMulMultiplier(const Codes &x, const Codes &y,
                                            const Codes &result) {
  return FixedPointMultiplier::get(x.scale * y.scale / result.scale);
}

FixedPointMultiplier nnef::getRescaleMultiplier(const Codes &from,
                                                const Codes &to) {
  return FixedPointMultiplier::get(double(from.scale) / double(to.scale));
}

AddParameters AddParameters::get(const Codes &x, const Codes &y,
                                 const Codes &result) {
  double twiceLarger = 2 * std::max(x.scale, y.scale);
  AddParameters parameters;
  parameters.x = FixedPointMultiplier::get(x.scale / twiceLarger);
  parameters.y = FixedPointMultiplier::get(y.scale / twiceLarger);
  float unit = float(1 << parameters.leftShift) * result.scale;
  parameters.result = FixedPointMultiplier::get(twiceLarger / unit);
  return parameters;
}

FixedPointMultiplier nnef::getMeanMultiplier(FixedPointMultiplier sum,
                                             int64_t count) {
  assert(count > 0 && "mean of nothing");
  // Shifted as far as the quotient still fits.
  int32_t shift = llvm::Log2_64(count);
  shift = std::min({shift, 32, 31 + sum.exponent});
  auto mantissa =
      static_cast<int32_t>((int64_t(sum.mantissa) << shift) / count);
  return {mantissa, sum.exponent - shift};
}

//===----------------------------------------------------------------------===//
// Softmax
//===----------------------------------------------------------------------===//

std::array<int32_t, 256> nnef::getSoftmaxExps(const Codes &input) {
  // Differences get five integer bits.
  const int32_t integerBits = 5;
  double factor = std::min(double(input.scale) * (1 << (31 - integerBits)),
                           double((int64_t(1) << 31) - 1));
  FixedPointMultiplier multiplier = FixedPointMultiplier::get(factor);
  // What is below this overflows when it is multiplied. Nothing does if the
  // multiplier is below one.
  double radius =
      std::ldexp((1 << integerBits) - 1,
                 31 - integerBits - std::max(multiplier.exponent, 0));
  std::array<int32_t, 256> exps{};
  for (int32_t distance = 0; distance < 256; ++distance)
    if (distance <= std::floor(radius))
      exps[distance] = getExpOfNegative(multiply(-distance, multiplier));
  return exps;
}

Codes nnef::getSoftmaxCodes(bool isSigned) {
  if (isSigned)
    return {1.0f / 256, -128, -128, 127, true};
  return {1.0f / 256, 0, 0, 255, false};
}

bool nnef::isSoftmaxCodes(const Codes &codes) {
  Codes standard = getSoftmaxCodes(codes.isSigned);
  float distance = std::abs(codes.scale - standard.scale);
  standard.scale = codes.scale;
  return codes == standard && distance <= 0.001f / 256;
}
