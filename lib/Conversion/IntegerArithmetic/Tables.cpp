//===- Tables.cpp - Operations on 8-bit codes as tables ------------------===//
//
// Part of the nnef-mlir project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// TensorFlow Lite computes some of these operations in integers, some by tables
// that it fills in single precision, and many not at all. The latter are
// computed in double precision here.
//
//===----------------------------------------------------------------------===//

#include "NNEF/Conversion/IntegerArithmetic/Tables.h"

#include "llvm/ADT/StringMap.h"
#include <algorithm>
#include <cmath>
#include <limits>

using namespace nnef;

CodeTable nnef::makeTable(const Codes &from, const Codes &to,
                          llvm::function_ref<int64_t(int32_t)> function) {
  CodeTable table;
  for (int32_t byte = 0; byte < 256; ++byte) {
    int32_t code = from.isSigned ? int32_t(int8_t(byte)) : byte;
    table[byte] = static_cast<uint8_t>(to.clamp(function(code)));
  }
  return table;
}

CodeTable nnef::makeRealTable(const Codes &from, const Codes &to,
                              llvm::function_ref<double(double)> function) {
  return makeTable(from, to, [&](int32_t code) -> int64_t {
    return to.encode(function(double(from.scale) * (code - from.zeroPoint)));
  });
}

/// The table of a function in single precision. The result is multiplied by the
/// reciprocal of its scale.
static CodeTable makeFloatTable(const Codes &from, const Codes &to,
                                llvm::function_ref<float(float)> function) {
  const float inverse = 1 / to.scale;
  return makeTable(from, to, [&](int32_t code) -> int64_t {
    return to.encodeSteps(std::round(function(from.decode(code)) * inverse));
  });
}

CodeTable nnef::makeRescaleTable(const Codes &from, const Codes &to) {
  FixedPointMultiplier multiplier = getRescaleMultiplier(from, to);
  return makeTable(from, to, [&](int32_t code) -> int64_t {
    return int64_t(multiply(code - from.zeroPoint, multiplier)) + to.zeroPoint;
  });
}

CodeTable nnef::makeConcatTable(const Codes &from, const Codes &to) {
  if (from == to)
    return makeTable(from, to, [](int32_t code) { return code; });
  if (from.isSigned)
    return makeRescaleTable(from, to);
  const float inverse = 1 / to.scale;
  const float scale = from.scale * inverse;
  const float bias = float(-from.zeroPoint) * scale;
  return makeTable(from, to, [&](int32_t code) -> int64_t {
    // Two roundings, also where a processor could do with one.
    volatile float product = float(code) * scale;
    return to.encodeSteps(std::round(product + bias));
  });
}

//===----------------------------------------------------------------------===//
// Computed in integers
//===----------------------------------------------------------------------===//

/// `clamp`, and `relu`, which has no upper bound.
static CodeTable makeClampTable(const Codes &from, const Codes &to,
                                float lowest, float highest) {
  FixedPointMultiplier multiplier =
      FixedPointMultiplier::get(from.scale / to.scale);
  auto [first, last] = getBounds(lowest, highest, to);
  return makeTable(from, to, [&, low = first, high = last](int32_t code) {
    int64_t steps = multiply(code - from.zeroPoint, multiplier);
    return std::min<int64_t>(std::max<int64_t>(steps + to.zeroPoint, low),
                             high);
  });
}

static CodeTable makeLeakyReluTable(const Codes &from, const Codes &to,
                                    float slope) {
  FixedPointMultiplier identity =
      FixedPointMultiplier::get(from.scale / to.scale);
  // Multipliers are positive; the sign of the slope goes to the product.
  FixedPointMultiplier scaled =
      FixedPointMultiplier::get(std::abs(from.scale * slope / to.scale));
  int64_t sign = slope < 0 ? -1 : 1;
  return makeTable(from, to, [&](int32_t code) -> int64_t {
    int32_t steps = code - from.zeroPoint;
    if (steps >= 0)
      return int64_t(multiply(steps, identity)) + to.zeroPoint;
    return sign * multiply(steps, scaled) + to.zeroPoint;
  });
}

static CodeTable makeAbsTable(const Codes &from, const Codes &to) {
  FixedPointMultiplier multiplier =
      FixedPointMultiplier::get(from.scale / to.scale);
  return makeTable(from, to, [&](int32_t code) -> int64_t {
    int32_t magnitude = std::abs(code - from.zeroPoint);
    return int64_t(multiply(magnitude, multiplier)) + to.zeroPoint;
  });
}

//===----------------------------------------------------------------------===//
// Computed in reals
//===----------------------------------------------------------------------===//

static double getSigmoid(double x) { return 1 / (1 + std::exp(-x)); }

using RealFunction = double (*)(double, llvm::ArrayRef<double>);
using Parameters = llvm::ArrayRef<double>;

/// The functions of reals that have no integer form, by the names of their
/// operations.
static RealFunction getRealFunction(llvm::StringRef name) {
  static const llvm::StringMap<RealFunction> functions = {
      {"neg", [](double x, Parameters) { return -x; }},
      {"rcp", [](double x, Parameters) { return 1 / x; }},
      {"sin", [](double x, Parameters) { return std::sin(x); }},
      {"cos", [](double x, Parameters) { return std::cos(x); }},
      {"tan", [](double x, Parameters) { return std::tan(x); }},
      {"sinh", [](double x, Parameters) { return std::sinh(x); }},
      {"cosh", [](double x, Parameters) { return std::cosh(x); }},
      {"asin", [](double x, Parameters) { return std::asin(x); }},
      {"acos", [](double x, Parameters) { return std::acos(x); }},
      {"atan", [](double x, Parameters) { return std::atan(x); }},
      {"asinh", [](double x, Parameters) { return std::asinh(x); }},
      {"acosh", [](double x, Parameters) { return std::acosh(x); }},
      {"atanh", [](double x, Parameters) { return std::atanh(x); }},
      {"sign",
       [](double x, Parameters) { return double(x > 0) - double(x < 0); }},
      {"floor", [](double x, Parameters) { return std::floor(x); }},
      {"ceil", [](double x, Parameters) { return std::ceil(x); }},
      {"round", [](double x, Parameters) { return std::floor(x + 0.5); }},
      {"sqr", [](double x, Parameters) { return x * x; }},
      {"sqrt", [](double x, Parameters) { return std::sqrt(x); }},
      {"rsqr", [](double x, Parameters) { return 1 / (x * x); }},
      {"rsqrt", [](double x, Parameters) { return 1 / std::sqrt(x); }},
      {"log2", [](double x, Parameters) { return std::log2(x); }},
      {"softplus",
       [](double x, Parameters) {
         return std::max(x, 0.0) + std::log1p(std::exp(-std::abs(x)));
       }},
      {"gelu", [](double x, Parameters) { return x * getSigmoid(1.702 * x); }},
      {"silu", [](double x, Parameters) { return x * getSigmoid(x); }},
      {"softabs",
       [](double x, Parameters p) { return std::sqrt(x * x + p[0]); }},
      {"selu",
       [](double x, Parameters p) {
         return p[1] * (x < 0 ? p[0] * std::expm1(x) : x);
       }},
  };
  return functions.lookup(name);
}

std::optional<CodeTable> nnef::makeUnaryTable(llvm::StringRef name,
                                              llvm::ArrayRef<double> parameters,
                                              const Codes &from,
                                              const Codes &to) {
  const double infinity = std::numeric_limits<double>::infinity();
  if (name == "copy")
    return makeRescaleTable(from, to);
  if (name == "relu")
    return makeClampTable(from, to, 0, infinity);
  if (name == "clamp")
    return makeClampTable(from, to, parameters[0], parameters[1]);
  if (name == "leaky_relu")
    return makeLeakyReluTable(from, to, parameters[0]);
  if (name == "abs")
    return makeAbsTable(from, to);

  auto makeFloat = [&](llvm::function_ref<float(float)> function) {
    return makeFloatTable(from, to, function);
  };
  if (name == "sigmoid")
    return makeFloat([](float x) { return 1.0f / (1.0f + std::exp(-x)); });
  if (name == "tanh")
    return makeFloat([](float x) { return std::tanh(x); });
  if (name == "exp")
    return makeFloat([](float x) { return std::exp(x); });
  // The logarithm of what has none is the least one that has a code.
  if (name == "log")
    return makeFloat(
        [&](float x) { return x <= 0 ? to.decode(to.lowest) : std::log(x); });
  if (name == "elu")
    return makeFloat([alpha = float(parameters[0])](float x) {
      return x < 0 ? alpha * std::expm1(x) : x;
    });

  RealFunction function = getRealFunction(name);
  if (!function)
    return std::nullopt;
  return makeRealTable(from, to,
                       [&](double x) { return function(x, parameters); });
}

std::optional<CodeTable> nnef::makeBinaryTable(llvm::StringRef name,
                                               double scalar, bool isReversed,
                                               const Codes &from,
                                               const Codes &to) {
  using Function = double (*)(double, double);
  static const llvm::StringMap<Function> functions = {
      {"add", [](double x, double y) { return x + y; }},
      {"sub", [](double x, double y) { return x - y; }},
      {"mul", [](double x, double y) { return x * y; }},
      {"div", [](double x, double y) { return x / y; }},
      {"pow", [](double x, double y) { return std::pow(x, y); }},
      {"min", [](double x, double y) { return x < y ? x : y; }},
      {"max", [](double x, double y) { return x > y ? x : y; }},
  };
  Function function = functions.lookup(name);
  if (!function)
    return std::nullopt;
  return makeRealTable(from, to, [&](double x) {
    return isReversed ? function(scalar, x) : function(x, scalar);
  });
}
