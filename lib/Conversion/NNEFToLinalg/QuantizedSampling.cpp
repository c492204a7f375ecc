//===- QuantizedSampling.cpp - Interpolation of codes to Linalg ----------===//
//
// Part of the nnef-mlir project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Signed codes are interpolated with positions that have 10 bits behind the
// point, unsigned ones in single precision, as TensorFlow Lite does.
//
//===----------------------------------------------------------------------===//

#include "Quantized.h"
#include "mlir/Dialect/Utils/StaticValueUtils.h"

using namespace mlir;
using namespace nnef;

namespace {
/// Where an element of the result lies along one dimension: between two
/// elements of the input, with weights for both.
struct Sample {
  Value places[2];
  Value weights[2];
};
} // namespace

static std::string findMultilinearObstacle(MultilinearUpsampleOp op) {
  if (op.getFactor().size() > 2)
    return "there is no integer form of it in more than two dimensions";
  if (op.getBorder() != BorderMode::Replicate &&
      op.getMethod() != InterpolationMethod::Aligned)
    return "there is no integer form of it with another border than "
           "'replicate'";
  return findCodesObstacle(op);
}

/// A size as an integer of 32 bits.
static Value toInteger(Lowering &b, Value size) {
  return b.create<arith::IndexCastOp>(b.getI32Type(), size);
}

/// The place as an index, moved to the last one if it is beyond that.
static Value toPlace(Lowering &b, Value place, Value last) {
  Value index = b.create<arith::IndexCastOp>(b.getIndexType(), place);
  return b.minIndex(b.maxIndex(index, b.index(0)), last);
}

/// The position of element `at` in units of 2^-10. The step from one to the
/// next is rounded.
static Sample getFixedPointSample(Lowering &b, Value at, Value last,
                                  Value input, Value output,
                                  InterpolationMethod method) {
  Type type = b.getI32Type();
  auto integer = [&](int64_t value) { return b.integer(type, value); };
  Value extent = toInteger(b, input), places = toInteger(b, output);
  if (method == InterpolationMethod::Aligned) {
    // A single element stays where it is.
    Value isOne =
        b.create<arith::CmpIOp>(arith::CmpIPredicate::sle, places, integer(1));
    Value less = b.create<arith::SubIOp>(extent, integer(1));
    extent = b.select(isOne, extent, less);
    less = b.create<arith::SubIOp>(places, integer(1));
    places = b.select(isOne, places, less);
  }
  Value half = b.create<arith::ShRSIOp>(places, integer(1));
  Value units = b.create<arith::ShLIOp>(extent, integer(10));
  Value step =
      b.create<arith::DivSIOp>(b.create<arith::AddIOp>(units, half), places);
  Value position = b.create<arith::MulIOp>(toInteger(b, at), step);
  if (method == InterpolationMethod::Symmetric) {
    Value halfStep = b.create<arith::ShRSIOp>(step, integer(1));
    position = b.create<arith::AddIOp>(position, halfStep);
    position = b.create<arith::SubIOp>(position, integer(512));
  }
  Value first = b.create<arith::MaxSIOp>(position, integer(0));
  first = b.create<arith::ShRSIOp>(first, integer(10));
  Value second = b.create<arith::AddIOp>(position, integer(1023));
  second = b.create<arith::ShRSIOp>(second, integer(10));
  Value start = b.create<arith::ShLIOp>(first, integer(10));
  Value right = b.create<arith::SubIOp>(position, start);
  Value left = b.create<arith::SubIOp>(integer(1024), right);
  return {{toPlace(b, first, last), toPlace(b, second, last)}, {left, right}};
}

/// The same in single precision.
static Sample getFloatSample(Lowering &b, Value at, Value last, Value input,
                             Value output, InterpolationMethod method) {
  Type type = b.getF32Type();
  auto toFloat = [&](Value x) -> Value {
    return b.create<arith::SIToFPOp>(type, toInteger(b, x));
  };
  if (method == InterpolationMethod::Aligned) {
    Value isOne =
        b.create<arith::CmpIOp>(arith::CmpIPredicate::sle, output, b.index(1));
    Value less = b.create<arith::SubIOp>(input, b.index(1));
    input = b.select(isOne, input, less);
    less = b.create<arith::SubIOp>(output, b.index(1));
    output = b.select(isOne, output, less);
  }
  Value step = b.div(toFloat(input), toFloat(output));
  Value position = toFloat(at);
  if (method == InterpolationMethod::Symmetric) {
    Value half = b.constant(type, 0.5);
    position = b.sub(b.mul(b.add(position, half), step), half);
  } else {
    position = b.mul(position, step);
  }
  auto round = [&](Value x) {
    return toPlace(b, b.create<arith::FPToSIOp>(b.getI32Type(), x), last);
  };
  Value first = round(b.create<math::FloorOp>(position));
  Value second = round(b.create<math::CeilOp>(position));
  Value right = b.sub(position, toFloat(first));
  Value left = b.sub(b.constant(type, 1), right);
  return {{first, second}, {left, right}};
}

/// Adds up the products of codes and weights; the first dimension varies
/// fastest.
template <typename AddProductFn>
static Value addCorners(Lowering &b, Value input, ValueRange place,
                        ArrayRef<Sample> samples, bool isSigned,
                        AddProductFn addProduct) {
  Value sum;
  for (unsigned corner = 0; corner < (1u << samples.size()); ++corner) {
    SmallVector<Value> source(place), weights;
    for (auto [i, sample] : llvm::enumerate(samples)) {
      unsigned side = (corner >> i) & 1;
      source[i + 2] = sample.places[side];
      weights.push_back(sample.weights[side]);
    }
    Value code = b.create<tensor::ExtractOp>(input, source);
    sum = addProduct(sum, extendCode(b, code, isSigned), weights);
  }
  return sum;
}

/// A code between codes, of which there are products with weights of 10 bits
/// for each dimension.
static Value interpolateFixedPoint(Lowering &b, Value input, ValueRange place,
                                   ArrayRef<Sample> samples) {
  Type wide = b.getI64Type();
  auto extend = [&](Value x) { return b.create<arith::ExtSIOp>(wide, x); };
  Value sum = addCorners(
      b, input, place, samples, /*isSigned=*/true,
      [&](Value sum, Value code, ValueRange weights) -> Value {
        Value product = extend(code);
        for (Value weight : weights)
          product = b.create<arith::MulIOp>(product, extend(weight));
        return sum ? b.create<arith::AddIOp>(sum, product).getResult()
                   : product;
      });
  // To the nearest integer, halves away from zero.
  int64_t unit = int64_t(1) << (10 * samples.size());
  Value isPositive = b.create<arith::CmpIOp>(arith::CmpIPredicate::sgt, sum,
                                             b.integer(wide, 0));
  Value half = b.select(isPositive, b.integer(wide, unit / 2),
                        b.integer(wide, -unit / 2));
  Value nudged = b.create<arith::AddIOp>(sum, half);
  Value code = b.create<arith::DivSIOp>(nudged, b.integer(wide, unit));
  return b.create<arith::TruncIOp>(b.getI8Type(), code);
}

static Value interpolateFloat(Lowering &b, Value input, ValueRange place,
                              ArrayRef<Sample> samples) {
  Type type = b.getF32Type();
  Value sum =
      addCorners(b, input, place, samples, /*isSigned=*/false,
                 [&](Value sum, Value code, ValueRange weights) -> Value {
                   Value product = b.create<arith::SIToFPOp>(type, code);
                   for (Value weight : weights)
                     product = b.mul(product, weight);
                   return sum ? b.add(sum, product) : product;
                 });
  Value nudged = b.add(sum, b.constant(type, 0.5));
  Value code = b.create<arith::FPToSIOp>(b.getI32Type(), nudged);
  return b.create<arith::TruncIOp>(b.getI8Type(), code);
}

static Value lowerMultilinearUpsample(MultilinearUpsampleOp op,
                                      MultilinearUpsampleOp codes,
                                      Lowering &b) {
  Codes from = *getCodes(op.getInput());
  Value input = codes.getInput();
  Sizes extents = b.getSizes(input), sizes = b.getSizes(codes->getResult(0));
  Value result = b.createGenerated(
      sizes, b.getI8Type(), [&](Lowering &b, ValueRange place) {
        auto getSample = from.isSigned ? getFixedPointSample : getFloatSample;
        SmallVector<Sample> samples;
        for (size_t i = 2; i < sizes.size(); ++i)
          samples.push_back(getSample(b, place[i], b.getLast(extents[i]),
                                      b.toValue(extents[i]),
                                      b.toValue(sizes[i]), op.getMethod()));
        return from.isSigned ? interpolateFixedPoint(b, input, place, samples)
                             : interpolateFloat(b, input, place, samples);
      });
  return createRescale(b, result, from, *getCodes(op.getOutput()));
}

void nnef::populateQuantizedSamplingLowerings(QuantizedTable &table) {
  table.add(lowerMultilinearUpsample, findMultilinearObstacle);
}
