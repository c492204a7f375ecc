//===- Compare.h - How far tensors are apart --------------------*- C++ -*-===//
//
// Part of the nnef-mlir project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef NNEF_RUNTIME_COMPARE_H
#define NNEF_RUNTIME_COMPARE_H

#include "NNEF/Model/HostTensor.h"

namespace nnef {

/// What is still equal: |actual - expected| <= absolute + relative *
/// |expected|.
struct Tolerance {
  double relative = 1e-5;
  double absolute = 1e-8;
};

/// A difference, and where it is.
struct Difference {
  double value = 0;
  llvm::SmallVector<int64_t> index;
  double actual = 0;
  double expected = 0;
};

/// The result of comparing two tensors.
struct Comparison {
  uint64_t numElements = 0;
  uint64_t numMismatches = 0;
  /// The largest absolute difference; infinite where only one is a NaN.
  Difference largestAbsolute;
  /// The largest difference relative to what is expected, over the elements
  /// where that is not zero.
  Difference largestRelative;

  bool isMatch() const { return numMismatches == 0; }
};

/// Compares two tensors, which must be of one type and shape, element by
/// element. A NaN equals a NaN, and an infinity the same infinity.
llvm::Expected<Comparison> compareTensors(const HostTensor &actual,
                                          const HostTensor &expected,
                                          const Tolerance &tolerance);

} // namespace nnef

#endif // NNEF_RUNTIME_COMPARE_H
