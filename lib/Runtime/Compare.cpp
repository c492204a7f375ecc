//===- Compare.cpp - How far tensors are apart ----------------------------===//
//
// Part of the nnef-mlir project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "NNEF/Runtime/Compare.h"
#include "llvm/ADT/APFloat.h"
#include "llvm/ADT/APInt.h"
#include <cmath>
#include <limits>
#include <type_traits>

using namespace llvm;
using namespace nnef;

/// The index of the element at `position` of a row-major tensor.
static SmallVector<int64_t> getIndex(uint64_t position,
                                     ArrayRef<int64_t> shape) {
  SmallVector<int64_t> index(shape.size());
  for (size_t dim = shape.size(); dim-- > 0;) {
    index[dim] = position % shape[dim];
    position /= shape[dim];
  }
  return index;
}

/// |actual - expected|, exact also for integers that a double cannot hold.
template <typename T> static double getDistance(T actual, T expected) {
  if constexpr (std::is_integral_v<T>) {
    return actual > expected ? uint64_t(actual) - uint64_t(expected)
                             : uint64_t(expected) - uint64_t(actual);
  } else {
    // Covers infinities, whose difference would be a NaN.
    if (actual == expected || (std::isnan(actual) && std::isnan(expected)))
      return 0;
    double distance = std::abs(double(actual) - double(expected));
    return std::isnan(distance) ? std::numeric_limits<double>::infinity()
                                : distance;
  }
}

namespace {
/// The largest of the differences it is shown, and its position.
struct Maximum {
  double value = 0;
  uint64_t position = 0;

  void update(double candidate, uint64_t at) {
    if (candidate > value) {
      value = candidate;
      position = at;
    }
  }
};
} // namespace

static Difference makeDifference(const Maximum &maximum,
                                 const HostTensor &actual,
                                 const HostTensor &expected) {
  Difference difference;
  if (actual.getNumElements() == 0)
    return difference;
  difference.value = maximum.value;
  difference.index = getIndex(maximum.position, actual.getShape());
  difference.actual = actual.getAsDouble(maximum.position);
  difference.expected = expected.getAsDouble(maximum.position);
  return difference;
}

/// Compares elements that `get(tensor, position)` gives the values of.
template <typename GetFn>
static Comparison compareElements(const HostTensor &actual,
                                  const HostTensor &expected,
                                  const Tolerance &tolerance, GetFn get) {
  Comparison result;
  result.numElements = actual.getNumElements();
  Maximum absolute, relative;
  for (uint64_t i = 0; i < result.numElements; ++i) {
    auto wanted = get(expected, i);
    double distance = getDistance(get(actual, i), wanted);
    double magnitude = std::abs(double(wanted));
    // A distance that is zero or infinite decides alone: the tolerance may be
    // no number if what is expected is none.
    bool isEqual =
        distance == 0 ||
        (!std::isinf(distance) &&
         distance <= tolerance.absolute + tolerance.relative * magnitude);
    if (!isEqual)
      ++result.numMismatches;
    absolute.update(distance, i);
    if (distance != 0 && magnitude != 0)
      relative.update(std::isinf(distance) ? distance : distance / magnitude,
                      i);
  }
  result.largestAbsolute = makeDifference(absolute, actual, expected);
  result.largestRelative = makeDifference(relative, actual, expected);
  return result;
}

/// The same for elements that are values of T.
template <typename T>
static Comparison compareAs(const HostTensor &actual,
                            const HostTensor &expected,
                            const Tolerance &tolerance) {
  return compareElements(actual, expected, tolerance,
                         [](const HostTensor &tensor, uint64_t position) {
                           return tensor.getAs<T>()[position];
                         });
}

Expected<Comparison> nnef::compareTensors(const HostTensor &actual,
                                          const HostTensor &expected,
                                          const Tolerance &tolerance) {
  if (actual.getElementType() != expected.getElementType() ||
      actual.getShape() != expected.getShape())
    return createStringError(
        "expected " +
        stringify(expected.getElementType(), expected.getShape()) + ", found " +
        stringify(actual.getElementType(), actual.getShape()));
  switch (actual.getElementType()) {
  case ElementType::Bool:
  case ElementType::UInt8:
    return compareAs<uint8_t>(actual, expected, tolerance);
  case ElementType::Int8:
    return compareAs<int8_t>(actual, expected, tolerance);
  case ElementType::Int16:
    return compareAs<int16_t>(actual, expected, tolerance);
  case ElementType::Int32:
    return compareAs<int32_t>(actual, expected, tolerance);
  case ElementType::Int64:
    return compareAs<int64_t>(actual, expected, tolerance);
  case ElementType::UInt16:
    return compareAs<uint16_t>(actual, expected, tolerance);
  case ElementType::UInt32:
    return compareAs<uint32_t>(actual, expected, tolerance);
  case ElementType::UInt64:
    return compareAs<uint64_t>(actual, expected, tolerance);
  case ElementType::Float16:
    return compareElements(actual, expected, tolerance,
                           [](const HostTensor &tensor, uint64_t position) {
                             return tensor.getAsDouble(position);
                           });
  case ElementType::Float32:
    return compareAs<float>(actual, expected, tolerance);
  case ElementType::Float64:
    return compareAs<double>(actual, expected, tolerance);
  }
  llvm_unreachable("unknown element type");
}
