//===- Accuracy.h - What quantization does to results -----------*- C++ -*-===//
//
// Part of the nnef-mlir project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef NNEF_QUANTIZER_ACCURACY_H
#define NNEF_QUANTIZER_ACCURACY_H

#include "NNEF/Quantizer/Calibration.h"

namespace nnef {

/// How far the values of a tensor are from the exact ones, on all samples.
struct TensorError {
  uint64_t numElements = 0;
  /// The sums of the squares of the exact values and of the errors.
  double signal = 0, noise = 0;
  double sumOfErrors = 0;
  double maxError = 0;

  void add(double exact, double value);

  /// The ratio of signal to noise in decibels; infinite if there is no noise.
  double getRatio() const;
  double getMeanError() const;
};

/// The same for an output of the network, and whether it would be read in the
/// same way.
struct OutputError {
  std::string name;
  TensorError error;
  /// The items along the first dimension, which are the batch, if they have
  /// several elements; and in how many of them the largest element is in the
  /// same place.
  uint64_t numItems = 0;
  uint64_t numAgreeing = 0;
};

struct Accuracy {
  std::vector<TensorError> tensors;
  std::vector<OutputError> outputs;
};

/// Runs two networks on all samples, of which the second one is the first one
/// with quantization, which is simulated: real numbers are rounded to those
/// that have codes. Compares some tensors, which are given for both, and all
/// outputs.
llvm::Expected<Accuracy>
measureAccuracy(mlir::ModuleOp exact, llvm::ArrayRef<mlir::Value> exactTensors,
                mlir::ModuleOp quantized,
                llvm::ArrayRef<mlir::Value> quantizedTensors,
                const Samples &samples, ProgressFunction progress);

} // namespace nnef

#endif // NNEF_QUANTIZER_ACCURACY_H
