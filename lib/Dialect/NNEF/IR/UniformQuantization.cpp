//===- UniformQuantization.cpp - Evenly spaced codes ----------------------===//
//
// Part of the nnef-mlir project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "NNEF/Dialect/NNEF/IR/UniformQuantization.h"

#include "llvm/Support/FormatVariadic.h"

using namespace mlir;
using namespace nnef;

//===----------------------------------------------------------------------===//
// Codes
//===----------------------------------------------------------------------===//

int64_t UniformQuantization::getLowestCode() const {
  if (!isSigned)
    return 0;
  return -(int64_t(1) << (bits - 1)) + isSymmetric;
}

int64_t UniformQuantization::getHighestCode() const {
  return (int64_t(1) << (bits - isSigned)) - 1;
}

//===----------------------------------------------------------------------===//
// From entries of quantization files
//===----------------------------------------------------------------------===//

namespace {
/// Reads the parameters of an entry.
class EntryReader {
public:
  explicit EntryReader(QuantizationAttr entry) : entry(entry) {}

  std::optional<UniformQuantization> read() {
    StringRef algorithm = entry.getAlgorithm();
    bool isZeroPoint = algorithm == "zero_point_linear_quantize";
    if (!isZeroPoint && algorithm != "min_max_linear_quantize" &&
        algorithm != "linear_quantize")
      return fail("the codes of '{0}' are not evenly spaced", algorithm);
    auto bits = entry.getParameters().getAs<IntegerAttr>("bits");
    if (!bits || bits.getInt() < 1 || bits.getInt() > 32)
      return fail("codes have from 1 to 32 bits");
    result.bits = bits.getInt();
    result.isSigned = isTrue("signed");
    result.isSymmetric = result.isSigned && isTrue("symmetric");
    if (result.getHighestCode() <= result.getLowestCode())
      return fail("there is only one code");
    bool isKnown = isZeroPoint ? readZeroPoint() : readMinMax();
    if (!isKnown)
      return std::nullopt;
    return result;
  }

  std::string obstacle;

private:
  template <typename... Args>
  std::nullopt_t fail(const char *format, Args &&...args) {
    obstacle = llvm::formatv(format, std::forward<Args>(args)...);
    return std::nullopt;
  }

  bool isTrue(StringRef name) {
    auto value = entry.getParameters().getAs<BoolAttr>(name);
    return value && value.getValue();
  }

  /// The numbers of two parameters, repeated to the same length, and along
  /// which axis they differ.
  bool readPair(StringRef first, StringRef second, SmallVector<double> &x,
                SmallVector<double> &y) {
    if (!readTensor(first, x) || !readTensor(second, y))
      return false;
    if (x.size() == 1)
      x.resize(y.size(), x.front());
    if (y.size() == 1)
      y.resize(x.size(), y.front());
    if (x.size() == y.size())
      return true;
    fail("'{0}' and '{1}' have different numbers of elements", first, second);
    return false;
  }

  bool readTensor(StringRef name, SmallVector<double> &values) {
    auto elements =
        dyn_cast_or_null<DenseElementsAttr>(entry.getParameters().get(name));
    if (!elements) {
      fail("'{0}' is no tensor of numbers", name);
      return false;
    }
    for (auto [dim, extent] : llvm::enumerate(elements.getType().getShape())) {
      if (extent == 1)
        continue;
      if (result.axis && *result.axis != dim) {
        fail("parameters differ along more than one dimension");
        return false;
      }
      result.axis = dim;
    }
    if (elements.getElementType().isF64())
      llvm::append_range(values, elements.getValues<double>());
    else if (elements.getElementType().isInteger(64))
      for (int64_t value : elements.getValues<int64_t>())
        values.push_back(double(value));
    if (values.size() == size_t(elements.getNumElements()) && !values.empty())
      return true;
    fail("'{0}' is no tensor of numbers", name);
    return false;
  }

  bool addScale(double scale, double zeroPoint) {
    if (!(scale > 0) || !std::isfinite(scale)) {
      fail("the scale {0} is not a positive number", scale);
      return false;
    }
    // Any code may be the one for 0, also one that is not used.
    if (!(std::abs(zeroPoint) <= std::numeric_limits<int32_t>::max())) {
      fail("the zero point {0} has more than 32 bits", zeroPoint);
      return false;
    }
    result.scales.push_back(scale);
    result.zeroPoints.push_back(int64_t(zeroPoint));
    return true;
  }

  bool readZeroPoint() {
    SmallVector<double> zeroPoints, scales;
    if (!readPair("zero_point", "scale", zeroPoints, scales))
      return false;
    return llvm::all_of(llvm::zip(scales, zeroPoints), [&](auto pair) {
      return addScale(std::get<0>(pair), std::get<1>(pair));
    });
  }

  bool readMinMax() {
    SmallVector<double> mins, maxs;
    if (!readPair("min", "max", mins, maxs))
      return false;
    double steps = double(result.getHighestCode() - result.getLowestCode());
    for (auto [min, max] : llvm::zip(mins, maxs)) {
      double scale = (max - min) / steps;
      double zeroPoint = std::round(-min / scale) + result.getLowestCode();
      double nearest = (result.getLowestCode() - zeroPoint) * scale;
      double precision = std::max(std::abs(min), std::abs(max)) *
                         std::numeric_limits<float>::epsilon();
      if (std::abs(nearest - min) > precision) {
        fail("no code stands for 0 between {0} and {1}", min, max);
        return false;
      }
      if (!addScale(scale, zeroPoint))
        return false;
    }
    return true;
  }

  QuantizationAttr entry;
  UniformQuantization result;
};
} // namespace

std::optional<UniformQuantization>
UniformQuantization::get(QuantizationAttr quantization, std::string *obstacle) {
  QuantizationAttr standard = quantization.getStandard();
  if (!standard) {
    if (obstacle)
      *obstacle = llvm::formatv("'{0}' does not come to an operation of the "
                                "standard",
                                quantization.getAlgorithm());
    return std::nullopt;
  }
  EntryReader reader(standard);
  std::optional<UniformQuantization> result = reader.read();
  if (!result && obstacle)
    *obstacle = reader.obstacle;
  return result;
}

QuantizationAttr UniformQuantization::getAttribute(MLIRContext *context,
                                                   UniformForm form) const {
  Builder builder(context);
  // Leading dimensions are aligned; trailing ones of extent 1 can be left out.
  SmallVector<int64_t> shape;
  if (axis) {
    shape.assign(*axis, 1);
    shape.push_back(scales.size());
  }
  auto getTensor = [&](auto values, Type type) {
    return DenseElementsAttr::get(RankedTensorType::get(shape, type),
                                  ArrayRef(values));
  };
  NamedAttrList parameters;
  parameters.set("bits", builder.getI64IntegerAttr(bits));
  parameters.set("signed", builder.getBoolAttr(isSigned));
  parameters.set("symmetric", builder.getBoolAttr(isSymmetric));
  if (form == UniformForm::ZeroPoint) {
    parameters.set("scale", getTensor(scales, builder.getF64Type()));
    // Most often it is the same everywhere.
    if (llvm::all_equal(zeroPoints))
      parameters.set("zero_point",
                     DenseElementsAttr::get(
                         RankedTensorType::get({}, builder.getI64Type()),
                         ArrayRef(zeroPoints.front())));
    else
      parameters.set("zero_point", getTensor(zeroPoints, builder.getI64Type()));
    return QuantizationAttr::get(context, "zero_point_linear_quantize",
                                 parameters.getDictionary(context));
  }
  SmallVector<double> mins, maxs;
  for (auto [scale, zeroPoint] : llvm::zip(scales, zeroPoints)) {
    mins.push_back((getLowestCode() - zeroPoint) * scale);
    maxs.push_back((getHighestCode() - zeroPoint) * scale);
  }
  parameters.set("min", getTensor(mins, builder.getF64Type()));
  parameters.set("max", getTensor(maxs, builder.getF64Type()));
  return QuantizationAttr::get(context, "min_max_linear_quantize",
                               parameters.getDictionary(context));
}

//===----------------------------------------------------------------------===//
// Types
//===----------------------------------------------------------------------===//

std::optional<UniformQuantization> UniformQuantization::get(Type type) {
  auto quantized = dyn_cast<quant::QuantizedType>(type);
  if (!quantized)
    return std::nullopt;
  UniformQuantization result;
  result.bits = quantized.getStorageTypeIntegralWidth();
  result.isSigned = quantized.isSigned();
  result.isSymmetric = result.isSigned && quantized.getStorageTypeMin() ==
                                              -quantized.getStorageTypeMax();
  if (auto uniform = dyn_cast<quant::UniformQuantizedType>(quantized)) {
    result.scales.push_back(uniform.getScale());
    result.zeroPoints.push_back(uniform.getZeroPoint());
    return result;
  }
  auto perAxis = dyn_cast<quant::UniformQuantizedPerAxisType>(quantized);
  if (!perAxis)
    return std::nullopt;
  llvm::append_range(result.scales, perAxis.getScales());
  llvm::append_range(result.zeroPoints, perAxis.getZeroPoints());
  result.axis = perAxis.getQuantizedDimension();
  return result;
}

quant::QuantizedType UniformQuantization::getType(FloatType expressed) const {
  MLIRContext *context = expressed.getContext();
  // The type says whether it allows its parameters by a diagnostic.
  ScopedDiagnosticHandler silence(context, [](Diagnostic &) {});
  auto emitError = [&] { return mlir::emitError(UnknownLoc::get(context)); };
  unsigned flags = isSigned ? quant::QuantizationFlags::Signed : 0;
  Type storage = IntegerType::get(context, bits);
  if (!axis)
    return quant::UniformQuantizedType::getChecked(
        emitError, flags, storage, expressed, scales.front(),
        zeroPoints.front(), getLowestCode(), getHighestCode());
  return quant::UniformQuantizedPerAxisType::getChecked(
      emitError, flags, storage, expressed, scales, zeroPoints, *axis,
      getLowestCode(), getHighestCode());
}
