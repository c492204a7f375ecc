//===- CodesLowering.cpp - Codes of quantized tensors in TOSA -------------===//
//
// Part of the nnef-mlir project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "CodesLowering.h"

#include "NNEF/Dialect/NNEF/IR/Elements.h"
#include "NNEF/Dialect/NNEF/IR/UniformQuantization.h"
#include "mlir/IR/TypeUtilities.h"

#include <cmath>
#include <limits>

using namespace mlir;
using namespace nnef;

using Rounding = tosa::RoundingMode;

//===----------------------------------------------------------------------===//
// What codes mean
//===----------------------------------------------------------------------===//

std::optional<Codes> CodesLowering::getCodes(Type elementType) {
  return getCodesOfType(elementType);
}

std::optional<FilterScales> FilterScales::get(Type elementType) {
  auto uniform = UniformQuantization::get(elementType);
  if (!uniform || uniform->bits > 8 || !llvm::all_equal(uniform->zeroPoints))
    return std::nullopt;
  FilterScales filter;
  llvm::append_range(filter.scales, uniform->scales);
  filter.axis = uniform->axis;
  filter.codes = getStoredCodes(cast<quant::QuantizedType>(elementType));
  filter.codes.zeroPoint = static_cast<int32_t>(uniform->zeroPoints.front());
  return filter;
}

static bool isCodes(Type type) {
  return isa<quant::QuantizedType>(getElementTypeOrSelf(type));
}

bool CodesLowering::isOnCodes() const {
  return llvm::any_of(operandTypes, isCodes) ||
         llvm::any_of(resultTypes, isCodes);
}

bool nnef::hasCodes(Operation *op) {
  return llvm::any_of(op->getOperandTypes(), isCodes) ||
         llvm::any_of(op->getResultTypes(), isCodes);
}

//===----------------------------------------------------------------------===//
// Factors
//===----------------------------------------------------------------------===//

RescaleFactor RescaleFactor::get(FixedPointMultiplier multiplier) {
  // Without a factor, any shift will do.
  if (multiplier.mantissa == 0)
    return {};
  // Factors so large that TOSA lacks them bring all codes but that of zero to
  // an end of their range.
  int32_t shift = std::max(31 - multiplier.exponent, 2);
  return {multiplier.mantissa, shift};
}

/// The least integer whose product with `factor` rounds to more than `steps`.
/// Zero if it has more than 31 bits.
static int64_t getFirstAbove(int64_t steps, double factor) {
  double estimate = std::floor((double(steps) + 0.5) / factor);
  if (!(estimate < std::ldexp(1, 31) - 4))
    return 0;
  int64_t x = std::max<int64_t>(static_cast<int64_t>(estimate) - 2, 1);
  while (std::round(double(x) * factor) <= double(steps))
    ++x;
  return x;
}

std::optional<RescaleFactor> RescaleFactor::getForOneRounding(double factor) {
  FixedPointMultiplier multiplier = FixedPointMultiplier::get(factor);
  RescaleFactor nearest = get(multiplier);
  if (nearest.mantissa == 0 || nearest.shift != 31 - multiplier.exponent)
    return nearest;
  // From the integer `above` on, the product is more than the half between two
  // codes, and before it less. It must not be the half itself: that is rounded
  // up also where it is negative.
  int64_t lowest = 1, highest = std::numeric_limits<int32_t>::max();
  for (int64_t steps = 0; steps < 255; ++steps) {
    int64_t above = getFirstAbove(steps, factor);
    if (above == 0)
      break;
    int64_t half = (2 * steps + 1) * (int64_t(1) << (nearest.shift - 1));
    lowest = std::max(lowest, half / above + 1);
    if (above > 1)
      highest = std::min(highest, (half - 1) / (above - 1));
  }
  if (lowest > highest)
    return std::nullopt;
  nearest.mantissa = static_cast<int32_t>(
      std::clamp<int64_t>(nearest.mantissa, lowest, highest));
  return nearest;
}

//===----------------------------------------------------------------------===//
// Bytes and sums
//===----------------------------------------------------------------------===//

/// A tensor of rank 1 with these values.
template <typename T>
static Value createList(TosaLowering &b, Type elementType, ArrayRef<T> values) {
  auto type = RankedTensorType::get(values.size(), elementType);
  return b.constant(DenseElementsAttr::get(type, values));
}

/// Zero points of unsigned bytes are written like those of signed ones.
static Value createZero(TosaLowering &b, Type elementType, int32_t zero) {
  if (elementType.isInteger(8))
    return createList<int8_t>(b, elementType, static_cast<int8_t>(zero));
  return createList<int32_t>(b, elementType, zero);
}

Value CodesLowering::rescale(Value x, Type to, int32_t inputZero,
                             int32_t outputZero,
                             ArrayRef<RescaleFactor> factors, Rounding rounding,
                             Signs signs) {
  SmallVector<int32_t> mantissas;
  SmallVector<int8_t> shifts;
  for (RescaleFactor factor : factors) {
    mantissas.push_back(factor.mantissa);
    shifts.push_back(factor.shift);
  }
  // Below this there is no second rounding.
  if (llvm::all_of(shifts, [](int8_t shift) { return shift <= 31; }))
    rounding = Rounding::SINGLE_ROUND;
  Value mantissa = createList<int32_t>(*this, getI32Type(), mantissas);
  Value shift = createList<int8_t>(*this, getI8Type(), shifts);
  Value in = createZero(*this, getElementType(x), inputZero);
  Value out = createZero(*this, to, outputZero);
  return create<tosa::RescaleOp>(
      cast<RankedTensorType>(x.getType()).clone(to), x, mantissa, shift, in,
      out, /*scale32=*/true, rounding, /*per_channel=*/factors.size() != 1,
      signs == Signs::FromUnsigned, signs == Signs::ToUnsigned);
}

/// One.
static constexpr RescaleFactor kUnit{1 << 30, 30};

Value CodesLowering::widen(Value bytes, int32_t zero) {
  return rescale(bytes, getI32Type(), zero, 0, kUnit, Rounding::SINGLE_ROUND);
}

Value CodesLowering::narrow(Value x, int32_t zero) {
  return rescale(x, getI8Type(), 0, zero, kUnit, Rounding::SINGLE_ROUND);
}

Value CodesLowering::getBytes(Value steps, const Codes &codes) {
  Value bytes = narrow(steps, getZeroByte(codes));
  return limit(bytes, getByte(codes, codes.lowest),
               getByte(codes, codes.highest));
}

Value CodesLowering::multiply(Value x, FixedPointMultiplier multiplier) {
  return rescale(x, getI32Type(), 0, 0, RescaleFactor::get(multiplier),
                 Rounding::DOUBLE_ROUND);
}

Value CodesLowering::multiplyShifted(Value bytes, const Codes &codes,
                                     int32_t shift,
                                     FixedPointMultiplier multiplier) {
  // A factor that is a power of two can be had with the shift: nothing is
  // rounded. Others round what is shifted, twice.
  RescaleFactor factor{1 << 30, 30 - shift};
  bool isPowerOfTwo = multiplier.mantissa == 1 << 30 &&
                      multiplier.exponent <= 1 && multiplier.exponent > -shift;
  if (isPowerOfTwo)
    factor.shift -= multiplier.exponent - 1;
  Value shifted = rescale(bytes, getI32Type(), getZeroByte(codes), 0, factor,
                          Rounding::SINGLE_ROUND);
  return isPowerOfTwo ? shifted : multiply(shifted, multiplier);
}

Value CodesLowering::getResult(Value sums,
                               ArrayRef<FixedPointMultiplier> factors,
                               const Codes &to) {
  Value bytes = rescale(sums, getI8Type(), 0, getZeroByte(to),
                        llvm::map_to_vector(factors, RescaleFactor::get),
                        Rounding::DOUBLE_ROUND);
  return limit(bytes, getByte(to, to.lowest), getByte(to, to.highest));
}

Value CodesLowering::getResultRoundedOnce(Value sums, ArrayRef<double> factors,
                                          const Codes &to) {
  SmallVector<RescaleFactor> exact;
  for (double factor : factors)
    exact.push_back(*RescaleFactor::getForOneRounding(factor));
  Value bytes = rescale(sums, getI8Type(), 0, getZeroByte(to), exact,
                        Rounding::SINGLE_ROUND);
  return limit(bytes, getByte(to, to.lowest), getByte(to, to.highest));
}

//===----------------------------------------------------------------------===//
// Codes
//===----------------------------------------------------------------------===//

Value CodesLowering::limit(Value bytes, int32_t lowest, int32_t highest) {
  if (lowest <= -128 && highest >= 127)
    return bytes;
  return create<tosa::ClampOp>(bytes.getType(), bytes, getI8IntegerAttr(lowest),
                               getI8IntegerAttr(highest),
                               tosa::NanPropagationMode::PROPAGATE);
}

Value CodesLowering::rescaleCodes(Value bytes, FixedPointMultiplier multiplier,
                                  const Codes &from, const Codes &to) {
  Value result =
      rescale(bytes, getI8Type(), getZeroByte(from), getZeroByte(to),
              RescaleFactor::get(multiplier), Rounding::DOUBLE_ROUND);
  return limit(result, getByte(to, to.lowest), getByte(to, to.highest));
}

Value CodesLowering::requantize(Value bytes, const Codes &from,
                                const Codes &to) {
  if (from == to)
    return bytes;
  FixedPointMultiplier multiplier = getRescaleMultiplier(from, to);
  // TOSA asks for products that fit.
  if (multiplier.exponent > 20)
    return lookup(bytes, makeRescaleTable(from, to), from, to);
  return rescaleCodes(bytes, multiplier, from, to);
}

Value CodesLowering::lookup(Value bytes, const CodeTable &table,
                            const Codes &from, const Codes &to) {
  SmallVector<int8_t> entries;
  for (int32_t byte = -128; byte < 128; ++byte) {
    int32_t code = isShifted(from) ? byte + 128 : byte;
    uint8_t result = table[static_cast<uint8_t>(code)];
    entries.push_back(static_cast<int8_t>(getByte(to, result)));
  }
  Value values = createList<int8_t>(*this, getI8Type(), entries);
  return create<tosa::TableOp>(bytes.getType(), bytes, values);
}

Value CodesLowering::requantizeByTable(Value bytes, const CodeTable &table,
                                       const Codes &from, const Codes &to) {
  return table == makeRescaleTable(from, to) ? requantize(bytes, from, to)
                                             : lookup(bytes, table, from, to);
}

Value CodesLowering::getBias(Value bias) {
  if (isa<FloatType>(getElementType(bias)))
    return scalar(getI32Type(), 1, 0);
  return reshape(bias, cast<RankedTensorType>(bias.getType()).getNumElements());
}

//===----------------------------------------------------------------------===//
// Stored integers
//===----------------------------------------------------------------------===//

Value CodesLowering::castStored(Value x, Type elementType) {
  auto type = cast<RankedTensorType>(x.getType()).clone(elementType);
  if (type == x.getType())
    return x;
  if (auto cast = x.getDefiningOp<UnrealizedConversionCastOp>())
    if (cast.getInputs().front().getType() == type)
      return cast.getInputs().front();
  return create<UnrealizedConversionCastOp>(type, x).getResult(0);
}

Value CodesLowering::loadCodes(Value stored, const Codes &codes) {
  Value bytes = castStored(stored, getI8Type());
  if (!isShifted(codes))
    return bytes;
  auto known = bytes.getDefiningOp<tosa::ConstOp>();
  auto elements = known ? Elements::get(known.getValues()) : std::nullopt;
  if (!elements)
    return rescale(bytes, getI8Type(), 128, 0, kUnit, Rounding::SINGLE_ROUND,
                   Signs::FromUnsigned);
  auto type = cast<RankedTensorType>(bytes.getType());
  SmallVector<char> shifted;
  for (char byte : elements->getBytes())
    shifted.push_back(static_cast<char>(byte ^ 0x80));
  if (elements->isSplat())
    return constant(Elements::getSplat(type, shifted).getAttribute("codes"));
  Elements result = Elements::allocate(type);
  llvm::copy(shifted, result.getMutableBytes().begin());
  auto resource = dyn_cast<DenseResourceElementsAttr>(known.getValues());
  return constant(result.getAttribute(
      resource ? resource.getRawHandle().getKey() : StringRef("codes")));
}

Value CodesLowering::storeCodes(Value bytes, const Codes &codes) {
  if (!isShifted(codes))
    return bytes;
  return rescale(bytes, getI8Type(), 0, 128, kUnit, Rounding::SINGLE_ROUND,
                 Signs::ToUnsigned);
}
