//===- QuantizeValues.cpp - Codes of numbers that are known ---------------===//
//
// Part of the nnef-mlir project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "QuantizeValues.h"

#include "NNEF/Dialect/NNEF/IR/Elements.h"
#include "NNEF/Dialect/NNEF/IR/UniformQuantization.h"

using namespace mlir;
using namespace nnef;

/// The code for a number. What is not a number is taken as 0.
static int64_t getCode(double number, double scale, int64_t zeroPoint,
                       int64_t lowest, int64_t highest) {
  double code = std::round(number / scale) + double(zeroPoint);
  if (!(code >= double(lowest)))
    return std::isnan(code) ? std::clamp(zeroPoint, lowest, highest) : lowest;
  return code > double(highest) ? highest : int64_t(code);
}

/// Writes the codes of numbers, in memory as elements of type `CodeT`.
template <typename NumberT, typename CodeT>
static void quantize(const Elements &numbers, const UniformQuantization &type,
                     Elements &codes) {
  auto *from = reinterpret_cast<const NumberT *>(numbers.getBytes().data());
  auto *to = reinterpret_cast<CodeT *>(codes.getMutableBytes().data());
  ArrayRef<int64_t> shape = numbers.getType().getShape();
  // How many elements in a row have one scale.
  int64_t count = numbers.getType().getNumElements(), run = count;
  if (type.axis) {
    run = 1;
    for (int64_t extent : shape.drop_front(*type.axis + 1))
      run *= extent;
  }
  int64_t lowest = type.getLowestCode(), highest = type.getHighestCode();
  for (int64_t i = 0; i < count; ++i) {
    size_t place = type.axis ? (i / run) % type.scales.size() : 0;
    to[i] = CodeT(getCode(double(from[numbers.isSplat() ? 0 : i]),
                          type.scales[place], type.zeroPoints[place], lowest,
                          highest));
  }
}

template <typename NumberT>
static void quantize(const Elements &numbers, const UniformQuantization &type,
                     Elements &codes) {
  // The bits of a code are the same whether it has a sign or not.
  switch (codes.getElementBytes()) {
  case 1:
    return quantize<NumberT, int8_t>(numbers, type, codes);
  case 2:
    return quantize<NumberT, int16_t>(numbers, type, codes);
  default:
    return quantize<NumberT, int32_t>(numbers, type, codes);
  }
}

ElementsAttr nnef::quantizeValues(ElementsAttr numbers,
                                  quant::QuantizedType type, Type stored,
                                  StringRef name) {
  std::optional<Elements> elements = Elements::get(numbers);
  auto uniform = UniformQuantization::get(Type(type));
  if (!elements || !uniform)
    return {};
  Elements codes = Elements::allocate(elements->getType().clone(stored));
  Type elementType = elements->getType().getElementType();
  if (elementType.isF32())
    quantize<float>(*elements, *uniform, codes);
  else if (elementType.isF64())
    quantize<double>(*elements, *uniform, codes);
  else
    return {};
  return codes.getAttribute(name);
}
