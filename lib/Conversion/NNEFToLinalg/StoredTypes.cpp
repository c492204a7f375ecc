//===- StoredTypes.cpp - The types of tensor files to those of memory ----===//
//
// Part of the nnef-mlir project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Tensor files store integers of any width, also unsigned ones. The operations
// of `arith` take signless integers, and memory has those of 1, 2, 4 and 8
// bytes. So a tensor of other integers becomes one of the next type that has
// all their values, extended by their sign or with zeros.
//
//===----------------------------------------------------------------------===//

#include "StoredTypes.h"

#include "mlir/Dialect/Func/IR/FuncOps.h"
#include "mlir/Dialect/Func/Transforms/FuncConversions.h"
#include "mlir/Dialect/MLProgram/IR/MLProgram.h"
#include "mlir/IR/DialectResourceBlobManager.h"

using namespace mlir;
using namespace nnef;

//===----------------------------------------------------------------------===//
// Types
//===----------------------------------------------------------------------===//

Type nnef::getMemoryType(Type stored) {
  if (auto quantized = dyn_cast<quant::QuantizedType>(stored))
    stored = quantized.getStorageType();
  auto integer = dyn_cast<IntegerType>(stored);
  if (!integer || integer.isSignlessInteger(1))
    return stored;
  unsigned bits = std::max<uint64_t>(8, llvm::PowerOf2Ceil(integer.getWidth()));
  return IntegerType::get(stored.getContext(), bits);
}

nnef::StoredTypeConverter::StoredTypeConverter() {
  addConversion([](Type type) { return type; });
  addConversion([](RankedTensorType type) -> Type {
    return type.clone(getMemoryType(type.getElementType()));
  });
}

/// The same values in the type that they have in memory.
static Attribute convertValue(Attribute value, RankedTensorType type) {
  if (auto resource = dyn_cast<DenseResourceElementsAttr>(value))
    // Its data has this form already.
    return DenseResourceElementsAttr::get(type, resource.getRawHandle());
  if (auto integers = dyn_cast<DenseIntElementsAttr>(value)) {
    bool isUnsigned = integers.getElementType().isUnsignedInteger();
    unsigned bits = type.getElementTypeBitWidth();
    return integers.mapValues(type.getElementType(), [&](const APInt &item) {
      return isUnsigned ? item.zextOrTrunc(bits) : item.sextOrTrunc(bits);
    });
  }
  if (isa<ml_program::ExternAttr>(value))
    return ml_program::ExternAttr::get(value.getContext(), type);
  return value;
}

//===----------------------------------------------------------------------===//
// Variables
//===----------------------------------------------------------------------===//

namespace {
struct LowerStoredVariable : OpConversionPattern<VariableOp> {
  using OpConversionPattern::OpConversionPattern;

  LogicalResult
  matchAndRewrite(VariableOp op, OpAdaptor,
                  ConversionPatternRewriter &rewriter) const override {
    auto type = cast<RankedTensorType>(
        getTypeConverter()->convertType(op.getOutput().getType()));
    if (!op.getValue() || type == op.getOutput().getType())
      return failure();
    Attribute value = convertValue(*op.getValue(), type);
    rewriter.replaceOpWithNewOp<arith::ConstantOp>(op, cast<TypedAttr>(value));
    return success();
  }
};

struct ConvertGlobal : OpConversionPattern<ml_program::GlobalOp> {
  using OpConversionPattern::OpConversionPattern;

  LogicalResult
  matchAndRewrite(ml_program::GlobalOp op, OpAdaptor,
                  ConversionPatternRewriter &rewriter) const override {
    auto type = dyn_cast<RankedTensorType>(
        getTypeConverter()->convertType(op.getType()));
    if (!type)
      return failure();
    rewriter.modifyOpInPlace(op, [&] {
      op.setType(type);
      if (std::optional<Attribute> value = op.getValue())
        op.setValueAttr(convertValue(*value, type));
    });
    return success();
  }
};

template <typename LoadOp> struct ConvertLoad : OpConversionPattern<LoadOp> {
  using OpConversionPattern<LoadOp>::OpConversionPattern;

  LogicalResult
  matchAndRewrite(LoadOp op, typename LoadOp::Adaptor,
                  ConversionPatternRewriter &rewriter) const override {
    rewriter.replaceOpWithNewOp<LoadOp>(
        op, this->getTypeConverter()->convertType(op.getType()),
        op.getGlobal());
    return success();
  }
};

//===----------------------------------------------------------------------===//
// Casts
//===----------------------------------------------------------------------===//

/// The cast of a tensor whose elements have another type in memory.
struct LowerStoredCast : OpConversionPattern<CastOp> {
  using OpConversionPattern::OpConversionPattern;

  LogicalResult
  matchAndRewrite(CastOp op, OpAdaptor adaptor,
                  ConversionPatternRewriter &rewriter) const override {
    Type stored = getElementType(op.getInput());
    Type from = getMemoryType(stored), to = getElementType(op.getOutput());
    if (from == stored)
      return failure();
    Lowering b(op, rewriter);
    bool isUnsigned = stored.isUnsignedInteger();
    rewriter.replaceOp(
        op,
        b.createElementwise(adaptor.getInput(), b.getSizes(adaptor.getInput()),
                            to, [&](Lowering &b, ValueRange x) {
                              return convert(b, x[0], isUnsigned, to);
                            }));
    return success();
  }

private:
  static Value convert(Lowering &b, Value x, bool isUnsigned, Type to) {
    Type from = x.getType();
    if (to.isInteger(1)) {
      Value zero = b.create<arith::ConstantOp>(b.getZeroAttr(from));
      return b.create<arith::CmpIOp>(arith::CmpIPredicate::ne, x, zero);
    }
    if (isa<FloatType>(to))
      return isUnsigned ? b.create<arith::UIToFPOp>(to, x).getResult()
                        : b.create<arith::SIToFPOp>(to, x).getResult();
    unsigned fromBits = from.getIntOrFloatBitWidth(),
             toBits = to.getIntOrFloatBitWidth();
    if (fromBits == toBits)
      return x;
    if (fromBits > toBits)
      return b.create<arith::TruncIOp>(to, x);
    return isUnsigned ? b.create<arith::ExtUIOp>(to, x).getResult()
                      : b.create<arith::ExtSIOp>(to, x).getResult();
  }
};

//===----------------------------------------------------------------------===//
// Quantized values
//===----------------------------------------------------------------------===//

/// A parameter of a quantization as a tensor of double precision; null if it is
/// not a number.
DenseElementsAttr getNumbers(QuantizationAttr quantization, StringRef name) {
  auto values = dyn_cast_or_null<DenseElementsAttr>(
      quantization.getParameters().get(name));
  if (!values)
    return {};
  Type type = Float64Type::get(quantization.getContext());
  if (auto integers = dyn_cast<DenseIntElementsAttr>(values))
    return integers.mapValues(type, [](const APInt &value) {
      return APFloat(double(value.getSExtValue())).bitcastToAPInt();
    });
  return values.getElementType() == type ? values : DenseElementsAttr();
}

/// The parameters of a standard quantization that are tensors.
ArrayRef<StringRef> getParameterNames(StringRef algorithm) {
  static const StringRef zeroPoint[] = {"zero_point", "scale"};
  static const StringRef minMax[] = {"min", "max"};
  static const StringRef logarithmic[] = {"max"};
  return llvm::StringSwitch<ArrayRef<StringRef>>(algorithm)
      .Case("zero_point_linear_quantize", zeroPoint)
      .Cases({"min_max_linear_quantize", "linear_quantize"}, minMax)
      .Case("logarithmic_quantize", logarithmic)
      .Default({});
}

std::string findDequantizeObstacle(DequantizeOp op) {
  // What a type says is always known.
  if (!op.getQuantization())
    return {};
  QuantizationAttr quantization = op.getQuantization()->getStandard();
  if (!quantization)
    return llvm::formatv("what the codes of '{0}' mean is not known",
                         op.getQuantization()->getAlgorithm());
  StringRef algorithm = quantization.getAlgorithm();
  for (StringRef name : getParameterNames(algorithm))
    if (!getNumbers(quantization, name))
      return llvm::formatv("the parameter '{0}' of '{1}' is no tensor of "
                           "numbers",
                           name, algorithm);
  auto bits = quantization.getParameters().getAs<IntegerAttr>("bits");
  if (!bits || bits.getInt() < 1 || bits.getInt() > 64)
    return llvm::formatv("the parameter 'bits' of '{0}' is no number from 1 to "
                         "64",
                         algorithm);
  return {};
}

/// The codes of quantizations; see the operation's description. All is computed
/// in double precision, so that no digit of a code is lost.
struct LowerDequantize : OpConversionPattern<DequantizeOp> {
  using OpConversionPattern::OpConversionPattern;

  LogicalResult
  matchAndRewrite(DequantizeOp op, OpAdaptor adaptor,
                  ConversionPatternRewriter &rewriter) const override {
    if (!op.getQuantization() || !findDequantizeObstacle(op).empty())
      return failure();
    Lowering b(op, rewriter);
    QuantizationAttr quantization = op.getQuantization()->getStandard();
    StringRef algorithm = quantization.getAlgorithm();
    DictionaryAttr parameters = quantization.getParameters();
    SmallVector<Value> operands{adaptor.getCodes()};
    for (StringRef name : getParameterNames(algorithm))
      operands.push_back(
          b.create<arith::ConstantOp>(getNumbers(quantization, name)));
    int64_t bits = parameters.getAs<IntegerAttr>("bits").getInt();
    auto isTrue = [&](StringRef name) {
      auto value = parameters.getAs<BoolAttr>(name);
      return value && value.getValue();
    };
    bool isSigned = isTrue("signed"), isSymmetric = isTrue("symmetric");
    double highest = std::ldexp(1.0, bits) - 1;
    double range = highest - (isSigned && isSymmetric ? 1 : 0);
    double offset = isSigned ? std::ldexp(1.0, bits - 1) - isSymmetric : 0;
    bool isUnsigned = getElementType(op.getCodes()).isUnsignedInteger();
    Type to = getElementType(op.getOutput()), type = b.getF64Type();

    auto decode = [&](Lowering &b, Value code, ValueRange x) -> Value {
      if (algorithm == "zero_point_linear_quantize")
        return b.mul(b.sub(code, x[0]), x[1]);
      if (algorithm == "logarithmic_quantize") {
        Value exponent = b.create<math::Log2Op>(x[0]);
        Value most = b.create<math::CeilOp>(exponent);
        Value below = b.sub(code, b.constant(type, highest));
        return b.create<math::Exp2Op>(b.add(below, most));
      }
      Value part =
          b.div(b.add(code, b.constant(type, offset)), b.constant(type, range));
      return b.add(b.mul(part, b.sub(x[1], x[0])), x[0]);
    };
    rewriter.replaceOp(
        op, b.createElementwise(
                operands, b.getSizes(operands.front()), to,
                [&](Lowering &b, ValueRange x) {
                  Value code =
                      isUnsigned
                          ? b.create<arith::UIToFPOp>(type, x[0]).getResult()
                          : b.create<arith::SIToFPOp>(type, x[0]).getResult();
                  return b.convertFloat(decode(b, code, x.drop_front()), to);
                }));
    return success();
  }
};
} // namespace

//===----------------------------------------------------------------------===//
// Patterns
//===----------------------------------------------------------------------===//

void nnef::populateStoredTypeLowerings(LoweringTable &table,
                                       StoredTypeConverter &converter,
                                       ConversionTarget &target) {
  RewritePatternSet &patterns = table.patterns;
  table.check<DequantizeOp>(findDequantizeObstacle);
  // The ordinary patterns for these know nothing of other types.
  patterns.add<LowerStoredVariable, LowerStoredCast>(
      converter, patterns.getContext(), /*benefit=*/2);
  patterns.add<LowerDequantize, ConvertGlobal,
               ConvertLoad<ml_program::GlobalLoadOp>,
               ConvertLoad<ml_program::GlobalLoadConstOp>>(
      converter, patterns.getContext());
  populateFunctionOpInterfaceTypeConversionPattern<func::FuncOp>(patterns,
                                                                 converter);
  populateReturnOpTypeConversionPattern(patterns, converter);
  target.addDynamicallyLegalOp<func::FuncOp>([&](func::FuncOp op) {
    return converter.isSignatureLegal(op.getFunctionType()) &&
           converter.isLegal(&op.getBody());
  });
  target.addDynamicallyLegalOp<func::ReturnOp, ml_program::GlobalLoadOp,
                               ml_program::GlobalLoadConstOp>(
      [&](Operation *op) { return converter.isLegal(op); });
  target.addDynamicallyLegalOp<ml_program::GlobalOp>(
      [&](ml_program::GlobalOp op) { return converter.isLegal(op.getType()); });
}
