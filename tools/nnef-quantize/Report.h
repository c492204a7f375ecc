//===- Report.h - What the tool prints --------------------------*- C++ -*-===//
//
// Part of the nnef-mlir project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef NNEF_TOOLS_NNEFQUANTIZE_REPORT_H
#define NNEF_TOOLS_NNEFQUANTIZE_REPORT_H

#include "NNEF/Quantizer/Accuracy.h"
#include "NNEF/Quantizer/Quantize.h"

/// What is known of a tensor after quantization.
struct TensorReport {
  std::string name;
  /// The operation that computes it; empty for inputs.
  std::string operation;
  nnef::Range range;
  nnef::LinearCode code;
};

/// What is known of a network after quantization.
struct NetworkReport {
  size_t numSamples = 0;
  std::vector<TensorReport> tensors;
  std::vector<nnef::QuantizedWeight> weights;
  /// Of the tensors in their order, and of the outputs.
  std::optional<nnef::Accuracy> accuracy;
};

/// Prints tables of the tensors and weights, and some lines on the outputs.
void printReport(llvm::raw_ostream &os, const NetworkReport &report);

/// Writes a report as JSON. A ratio that is infinite is null.
llvm::Error writeReport(llvm::StringRef path, const NetworkReport &report);

#endif // NNEF_TOOLS_NNEFQUANTIZE_REPORT_H
