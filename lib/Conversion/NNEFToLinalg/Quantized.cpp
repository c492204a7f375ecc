//===- Quantized.cpp - What lowerings of quantized values share ----------===//
//
// Part of the nnef-mlir project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "Quantized.h"

#include "StoredTypes.h"
#include "mlir/IR/Matchers.h"

using namespace mlir;
using namespace nnef;

//===----------------------------------------------------------------------===//
// Types
//===----------------------------------------------------------------------===//

std::optional<Codes> nnef::getCodes(Value tensor) {
  return getCodesOfType(getElementType(tensor));
}

std::optional<FilterCodes> FilterCodes::get(Value tensor) {
  auto type = dyn_cast<quant::QuantizedType>(getElementType(tensor));
  if (!type || type.getStorageTypeIntegralWidth() > 8)
    return std::nullopt;
  FilterCodes filter;
  filter.codes = getStoredCodes(type);
  if (auto perTensor = dyn_cast<quant::UniformQuantizedType>(type)) {
    filter.scales.push_back(perTensor.getScale());
    filter.codes.zeroPoint = static_cast<int32_t>(perTensor.getZeroPoint());
    return filter;
  }
  auto perAxis = dyn_cast<quant::UniformQuantizedPerAxisType>(type);
  if (!perAxis || !llvm::all_of(perAxis.getZeroPoints(),
                                [](int64_t point) { return point == 0; }))
    return std::nullopt;
  filter.axis = perAxis.getQuantizedDimension();
  llvm::append_range(filter.scales, perAxis.getScales());
  return filter;
}

std::optional<double> nnef::getScalar(Value value) {
  DenseElementsAttr elements;
  auto type = cast<RankedTensorType>(value.getType());
  if (type.getRank() != 0 || !isa<FloatType>(type.getElementType()) ||
      !matchPattern(value, m_Constant(&elements)))
    return std::nullopt;
  return elements.getSplatValue<APFloat>().convertToDouble();
}

std::string nnef::findCodesObstacle(ValueRange tensors) {
  for (Value tensor : tensors) {
    Type type = getElementType(tensor);
    if (!isa<IntegerType>(type) && !getCodes(tensor))
      return llvm::formatv("there is no integer form of it where elements are "
                           "{0}",
                           type);
  }
  return {};
}

std::string nnef::findCodesObstacle(Operation *op) {
  std::string obstacle = findCodesObstacle(op->getOperands());
  return obstacle.empty() ? findCodesObstacle(op->getResults()) : obstacle;
}

//===----------------------------------------------------------------------===//
// Scalars
//===----------------------------------------------------------------------===//

Value nnef::createByte(Lowering &b, int32_t code) {
  return b.integer(b.getI8Type(), static_cast<int8_t>(code));
}

Value nnef::extendCode(Lowering &b, Value code, bool isSigned) {
  Type wide = b.getI32Type();
  if (isSigned)
    return b.create<arith::ExtSIOp>(wide, code);
  return b.create<arith::ExtUIOp>(wide, code);
}

Value nnef::getSteps(Lowering &b, Value code, const Codes &codes) {
  Value wide = extendCode(b, code, codes.isSigned);
  if (codes.zeroPoint == 0)
    return wide;
  Value zero = b.integer(wide.getType(), codes.zeroPoint);
  return b.create<arith::SubIOp>(wide, zero);
}

Value nnef::storeCode(Lowering &b, Value code, const Codes &codes) {
  Value lowest = b.integer(code.getType(), codes.lowest);
  Value highest = b.integer(code.getType(), codes.highest);
  Value inside = b.create<arith::MaxSIOp>(code, lowest);
  inside = b.create<arith::MinSIOp>(inside, highest);
  return b.create<arith::TruncIOp>(b.getI8Type(), inside);
}

Value nnef::getCode(Lowering &b, Value steps, const Codes &codes) {
  if (codes.zeroPoint != 0) {
    Value zero = b.integer(steps.getType(), codes.zeroPoint);
    steps = b.create<arith::AddIOp>(steps, zero);
  }
  return storeCode(b, steps, codes);
}

/// `x / 2^exponent`, halves away from zero, where `exponent` is from 0 to 31.
/// In 32 bits, of which vectors have twice as many as of 64.
static Value shiftRounded(Lowering &b, Value x, Value exponent) {
  Type type = x.getType();
  Value one = b.integer(type, 1);
  Value unit = b.create<arith::ShLIOp>(one, exponent);
  Value mask = b.create<arith::SubIOp>(unit, one);
  Value rest = b.create<arith::AndIOp>(x, mask);
  // The rest from which on numbers are rounded up, less one.
  Value half = b.create<arith::ShRUIOp>(mask, one);
  Value sign = b.create<arith::ShRSIOp>(x, b.integer(type, 31));
  Value limit = b.create<arith::SubIOp>(half, sign);
  Value isMore =
      b.create<arith::CmpIOp>(arith::CmpIPredicate::sgt, rest, limit);
  Value quotient = b.create<arith::ShRSIOp>(x, exponent);
  Value next = b.create<arith::ExtUIOp>(type, isMore);
  return b.create<arith::AddIOp>(quotient, next);
}

/// `x * y / 2^shift`, halves up.
static Value multiplyHigh(Lowering &b, Value x, Value y, int32_t shift) {
  Type wide = b.getI64Type();
  Value product = b.create<arith::MulIOp>(b.create<arith::ExtSIOp>(wide, x),
                                          b.create<arith::ExtSIOp>(wide, y));
  product = b.create<arith::AddIOp>(product,
                                    b.integer(wide, int64_t(1) << (shift - 1)));
  product = b.create<arith::ShRSIOp>(product, b.integer(wide, shift));
  return b.create<arith::TruncIOp>(b.getI32Type(), product);
}

Value nnef::multiplyHigh(Lowering &b, Value x, Value y) {
  return ::multiplyHigh(b, x, y, 31);
}

Value nnef::divideByPowerOfTwo(Lowering &b, Value x, int32_t exponent) {
  if (exponent == 0)
    return x;
  return shiftRounded(b, x, b.integer(x.getType(), exponent));
}

/// `x / 2^(lessOne + 1)`, halves away from zero, of a product with a mantissa:
/// it is not one of the last numbers, so one more or less does not overflow.
static Value shiftProduct(Lowering &b, Value x, Value lessOne) {
  Type type = x.getType();
  Value one = b.integer(type, 1);
  Value sign = b.create<arith::ShRSIOp>(x, b.integer(type, 31));
  x = b.create<arith::AddIOp>(x, sign);
  Value halves = b.create<arith::ShRSIOp>(x, lessOne);
  halves = b.create<arith::AddIOp>(halves, one);
  return b.create<arith::ShRSIOp>(halves, one);
}

Value nnef::multiply(Lowering &b, Value x, FixedPointMultiplier multiplier) {
  return multiplyShifted(b, x, 0, multiplier);
}

Value nnef::multiplyShifted(Lowering &b, Value x, int32_t shift,
                            FixedPointMultiplier multiplier) {
  Type type = b.getI32Type();
  int32_t exponent = multiplier.exponent;
  // A power of two that leaves nothing to round.
  int32_t power = shift + exponent - 1;
  if (multiplier.mantissa == 1 << 30 && exponent <= 0 && power >= 0)
    return b.create<arith::ShLIOp>(x, b.integer(type, power));
  Value mantissa = b.integer(type, multiplier.mantissa);
  Value product;
  if (exponent <= 0) {
    product = ::multiplyHigh(b, x, mantissa, 31 - shift);
  } else {
    x = b.create<arith::ShLIOp>(x, b.integer(type, shift + exponent));
    product = multiplyHigh(b, x, mantissa);
  }
  if (exponent >= 0)
    return product;
  return shiftProduct(b, product, b.integer(type, -exponent - 1));
}

Value nnef::multiply(Lowering &b, Value x, Value mantissa, Value exponent) {
  Value zero = b.integer(b.getI32Type(), 0);
  Value left = b.create<arith::MaxSIOp>(exponent, zero);
  Value negated = b.create<arith::SubIOp>(zero, exponent);
  Value right = b.create<arith::MaxSIOp>(negated, zero);
  x = b.create<arith::ShLIOp>(x, left);
  return shiftRounded(b, multiplyHigh(b, x, mantissa), right);
}

//===----------------------------------------------------------------------===//
// Tensors
//===----------------------------------------------------------------------===//

Value nnef::createLookup(Lowering &b, Value input, const CodeTable &table) {
  auto type = RankedTensorType::get(table.size(), b.getI8Type());
  Value bytes = b.create<arith::ConstantOp>(DenseElementsAttr::getFromRawBuffer(
      type, {reinterpret_cast<const char *>(table.data()), table.size()}));
  return b.createElementwise(input, [&](Lowering &b, ValueRange x) -> Value {
    Value place = b.create<arith::IndexCastUIOp>(b.getIndexType(), x[0]);
    return b.create<tensor::ExtractOp>(bytes, place);
  });
}

Value nnef::createRescale(Lowering &b, Value input, const Codes &from,
                          const Codes &to) {
  if (from == to)
    return input;
  return createLookup(b, input, makeRescaleTable(from, to));
}

/// A constant of shape (1, C).
template <typename T>
static Value createPerChannel(Lowering &b, Type elementType,
                              ArrayRef<T> values) {
  auto type = RankedTensorType::get({1, static_cast<int64_t>(values.size())},
                                    elementType);
  return b.create<arith::ConstantOp>(DenseElementsAttr::get(type, values));
}

/// `sum * factor`, rounded, as the code of the result.
static Value getCodeInDouble(Lowering &b, Value sum, Value factor,
                             const Codes &to) {
  Value real = b.create<arith::SIToFPOp>(factor.getType(), sum);
  Value steps = b.create<math::RoundOp>(b.mul(real, factor));
  // What is beyond the codes may be beyond the integers as well.
  Value lowest = b.constant(steps.getType(), to.lowest - to.zeroPoint);
  Value highest = b.constant(steps.getType(), to.highest - to.zeroPoint);
  steps = b.max(b.min(steps, highest), lowest);
  Value code = b.create<arith::FPToSIOp>(b.getI32Type(), steps);
  return getCode(b, code, to);
}

Value nnef::createResultInDouble(Lowering &b, Value sums,
                                 ArrayRef<double> factors, const Codes &to) {
  SmallVector<Value> inputs{sums};
  bool isPerChannel = factors.size() != 1;
  if (isPerChannel)
    inputs.push_back(createPerChannel(b, b.getF64Type(), factors));
  return b.createElementwise(
      inputs, b.getSizes(sums), b.getI8Type(), [&](Lowering &b, ValueRange x) {
        Value factor =
            isPerChannel ? x[1] : b.constant(b.getF64Type(), factors[0]);
        return getCodeInDouble(b, x[0], factor, to);
      });
}

Value nnef::createResult(Lowering &b, Value sums, ArrayRef<double> factors,
                         const Codes &to) {
  if (factors.size() == 1) {
    auto multiplier = FixedPointMultiplier::get(factors.front());
    return b.createElementwise(
        sums, b.getSizes(sums), b.getI8Type(), [&](Lowering &b, ValueRange x) {
          return getCode(b, multiply(b, x[0], multiplier), to);
        });
  }
  SmallVector<int32_t> mantissas, exponents, shifts;
  for (double factor : factors) {
    auto multiplier = FixedPointMultiplier::get(factor);
    mantissas.push_back(multiplier.mantissa);
    exponents.push_back(multiplier.exponent);
    shifts.push_back(-multiplier.exponent - 1);
  }
  auto create = [&](ArrayRef<int32_t> values) {
    return createPerChannel(b, b.getI32Type(), values);
  };
  // Factors are less than 1/2 as a rule: products are shifted down, not up.
  bool areFractions =
      llvm::all_of(exponents, [](int32_t exponent) { return exponent < 0; });
  return b.createElementwise(
      {sums, create(mantissas), create(areFractions ? shifts : exponents)},
      b.getSizes(sums), b.getI8Type(), [&](Lowering &b, ValueRange x) {
        Value steps = areFractions
                          ? shiftProduct(b, multiplyHigh(b, x[0], x[1]), x[2])
                          : multiply(b, x[0], x[1], x[2]);
        return getCode(b, steps, to);
      });
}

std::string nnef::findBiasObstacle(Value bias) {
  if (std::optional<double> scalar = getScalar(bias))
    return *scalar == 0 ? "" : "its bias is a real number";
  auto type = dyn_cast<quant::QuantizedType>(getElementType(bias));
  if (!type || type.getStorageTypeIntegralWidth() != 32)
    return "its bias has no codes of 32 bits";
  return {};
}

std::string nnef::findFilterObstacle(Value filter, int64_t axis) {
  std::optional<FilterCodes> codes = FilterCodes::get(filter);
  if (!codes)
    return "its filter has no codes of at most 8 bits, with zero points that "
           "are 0 where there are several scales";
  if (codes->isPerChannel() && codes->axis != axis)
    return llvm::formatv("the scales of its filter are along dimension {0}, "
                         "not along the output's channels",
                         codes->axis);
  return {};
}

Value nnef::createBiasOfCodes(Lowering &b, Value bias, const Sizes &sizes) {
  if (!getElementType(bias).isInteger())
    return b.createZeros(sizes, b.getI32Type());
  return b.createBroadcast(bias, sizes);
}

//===----------------------------------------------------------------------===//
// Casts
//===----------------------------------------------------------------------===//

/// Scales, of the type `real`, and zero points as constants that broadcast to a
/// tensor of rank `rank`: single numbers, or one for each element along an
/// axis.
static std::pair<Value, Value> createParameters(Lowering &b,
                                                quant::QuantizedType type,
                                                FloatType real, int64_t rank) {
  SmallVector<APFloat> scales;
  SmallVector<int64_t> points;
  SmallVector<int64_t> shape;
  auto add = [&](double scale, int64_t point) {
    APFloat value(scale);
    bool losesInfo;
    value.convert(real.getFloatSemantics(), APFloat::rmNearestTiesToEven,
                  &losesInfo);
    scales.push_back(value);
    points.push_back(point);
  };
  if (auto perTensor = dyn_cast<quant::UniformQuantizedType>(type)) {
    add(perTensor.getScale(), perTensor.getZeroPoint());
  } else {
    auto perAxis = cast<quant::UniformQuantizedPerAxisType>(type);
    for (auto [scale, point] :
         llvm::zip(perAxis.getScales(), perAxis.getZeroPoints()))
      add(scale, point);
    shape.assign(rank, 1);
    shape[perAxis.getQuantizedDimension()] = scales.size();
  }
  auto create = [&](Type elementType, auto values) -> Value {
    auto tensor = RankedTensorType::get(shape, elementType);
    return b.create<arith::ConstantOp>(DenseElementsAttr::get(tensor, values));
  };
  return {create(real, ArrayRef<APFloat>(scales)),
          create(b.getI64Type(), ArrayRef<int64_t>(points))};
}

namespace {
/// The code nearest to a number, halves away from zero, as `Codes::encode`.
struct LowerQuantize : OpConversionPattern<QuantizeOp> {
  using OpConversionPattern::OpConversionPattern;

  LogicalResult
  matchAndRewrite(QuantizeOp op, OpAdaptor adaptor,
                  ConversionPatternRewriter &rewriter) const override {
    auto type = cast<quant::QuantizedType>(getElementType(op.getCodes()));
    Lowering b(op, rewriter);
    Value input = adaptor.getX();
    auto [scale, point] =
        createParameters(b, type, cast<FloatType>(getElementType(input)),
                         getShape(input).size());
    Type memory = getMemoryType(type);
    rewriter.replaceOp(
        op, b.createElementwise({input, scale, point}, b.getSizes(input),
                                memory, [&](Lowering &b, ValueRange x) {
                                  return encode(b, x, type, memory);
                                }));
    return success();
  }

private:
  static Value encode(Lowering &b, ValueRange x, quant::QuantizedType type,
                      Type memory) {
    // Limited before the zero point is added, so that nothing overflows.
    Type wide = b.getI64Type();
    Value rounded = b.create<math::RoundOp>(b.div(x[0], x[1]));
    Value steps = b.convertToInteger(rounded, wide);
    auto limit = [&](int64_t code) -> Value {
      return b.create<arith::SubIOp>(b.integer(wide, code), x[2]);
    };
    steps = b.create<arith::MaxSIOp>(steps, limit(type.getStorageTypeMin()));
    steps = b.create<arith::MinSIOp>(steps, limit(type.getStorageTypeMax()));
    Value code = b.create<arith::AddIOp>(steps, x[2]);
    return b.create<arith::TruncIOp>(memory, code);
  }
};

/// The number that a code stands for.
struct LowerDequantize : OpConversionPattern<DequantizeOp> {
  using OpConversionPattern::OpConversionPattern;

  LogicalResult
  matchAndRewrite(DequantizeOp op, OpAdaptor adaptor,
                  ConversionPatternRewriter &rewriter) const override {
    auto type = dyn_cast<quant::QuantizedType>(getElementType(op.getCodes()));
    if (!type)
      return failure();
    Lowering b(op, rewriter);
    Value input = adaptor.getCodes();
    Type to = getElementType(op.getOutput());
    auto [scale, point] =
        createParameters(b, type, cast<FloatType>(to), getShape(input).size());
    rewriter.replaceOp(
        op, b.createElementwise({input, scale, point}, b.getSizes(input), to,
                                [&](Lowering &b, ValueRange x) {
                                  return decode(b, x, type.isSigned(), to);
                                }));
    return success();
  }

private:
  /// Rounded once, whatever the number of bits.
  static Value decode(Lowering &b, ValueRange x, bool isSigned, Type to) {
    Type wide = b.getI64Type(), real = b.getF64Type();
    Value code = isSigned ? b.create<arith::ExtSIOp>(wide, x[0]).getResult()
                          : b.create<arith::ExtUIOp>(wide, x[0]).getResult();
    Value steps = b.create<arith::SubIOp>(code, x[2]);
    Value distance = b.create<arith::SIToFPOp>(real, steps);
    Value value = b.mul(distance, b.convertFloat(x[1], real));
    return b.convertFloat(value, to);
  }
};

/// Codes have the same form in memory as stored integers.
struct LowerStorageCast : OpConversionPattern<StorageCastOp> {
  using OpConversionPattern::OpConversionPattern;

  LogicalResult
  matchAndRewrite(StorageCastOp op, OpAdaptor adaptor,
                  ConversionPatternRewriter &rewriter) const override {
    rewriter.replaceOp(op, adaptor.getOperands());
    return success();
  }
};
} // namespace

void nnef::populateQuantizedLowerings(LoweringTable &lowerings,
                                      const TypeConverter &converter) {
  QuantizedTable table(lowerings, converter);
  populateQuantizedConvolutionLowerings(table);
  populateQuantizedElementwiseLowerings(table);
  populateQuantizedLinearAlgebraLowerings(table);
  populateQuantizedPoolingLowerings(table);
  populateQuantizedReduceLowerings(table);
  populateQuantizedSamplingLowerings(table);
  populateQuantizedShapeLowerings(table);
  lowerings.check<QuantizeOp>(nullptr);
  lowerings.checkQuantized<QuantizeOp>(nullptr);
  lowerings.checkQuantized<DequantizeOp>(nullptr);
  lowerings.check<StorageCastOp>(nullptr);
  lowerings.checkQuantized<StorageCastOp>(nullptr);
  lowerings.patterns.add<LowerQuantize, LowerDequantize, LowerStorageCast>(
      converter, lowerings.patterns.getContext());
}
