//===- Options.h - What the command line asks for ---------------*- C++ -*-===//
//
// Part of the nnef-mlir project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef NNEF_TOOLS_NNEFQUANTIZE_OPTIONS_H
#define NNEF_TOOLS_NNEFQUANTIZE_OPTIONS_H

#include "NNEF/Quantizer/Quantize.h"
#include "NNEF/Translate/Import.h"
#include "UsageError.h"

/// What the command line asks for, checked as far as that needs no file.
struct Options {
  std::string model;
  nnef::ImportOptions import;
  /// Where the quantized model is written.
  std::string output;
  std::vector<std::string> samples;
  /// How many percent of the values of a tensor are in its range; all without
  /// it.
  std::optional<double> percentage;
  nnef::QuantizationOptions quantization;
  bool compares = true;
  /// Where the report is written as JSON; may be empty.
  std::string report;
};

/// Reads the command line. Mistakes that its parser finds are printed, and the
/// result is none then.
llvm::Expected<std::optional<Options>> parseOptions(int argc, char **argv);

#endif // NNEF_TOOLS_NNEFQUANTIZE_OPTIONS_H
