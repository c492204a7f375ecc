//===- Report.cpp - What the tool prints ----------------------------------===//
//
// Part of the nnef-mlir project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "Report.h"
#include "NNEF/Runtime/Origin.h"
#include "llvm/Support/Format.h"
#include "llvm/Support/FormatVariadic.h"
#include "llvm/Support/raw_ostream.h"
#include <cmath>
#include <cstring>

using namespace llvm;
using namespace nnef;

//===----------------------------------------------------------------------===//
// Signature and summary
//===----------------------------------------------------------------------===//

void printSignature(raw_ostream &os, const Signature &signature) {
  os << "network " << signature.name << '\n';
  for (const TensorSpec &spec : signature.inputs) {
    os << "  input  " << spec.name << ": " << spec.getTypeAsString();
    if (!spec.label.empty())
      os << ", variable '" << spec.label << "'";
    os << '\n';
  }
  for (const TensorSpec &spec : signature.outputs)
    os << "  output " << spec.name << ": " << spec.getTypeAsString() << '\n';
}

/// Prints a value as short as it can be read.
static void printValue(raw_ostream &os, double value) {
  os << format("%.6g", value);
}

void printSummary(raw_ostream &os, const TensorSpec &spec,
                  const HostTensor &tensor) {
  os << spec.name << ": " << spec.getTypeAsString() << '\n';
  uint64_t count = tensor.getNumElements();
  if (count == 0)
    return;

  // NaNs are counted apart, as they would hide all else.
  double min = INFINITY, max = -INFINITY, sum = 0;
  uint64_t numNaNs = 0;
  for (uint64_t i = 0; i < count; ++i) {
    double value = tensor.getAsDouble(i);
    if (std::isnan(value)) {
      ++numNaNs;
      continue;
    }
    min = std::min(min, value);
    max = std::max(max, value);
    sum += value;
  }
  if (numNaNs != count) {
    os << "  min ";
    printValue(os, min);
    os << ", max ";
    printValue(os, max);
    os << ", mean ";
    printValue(os, sum / double(count - numNaNs));
    os << '\n';
  }
  if (numNaNs != 0)
    os << "  " << numNaNs << " of " << count << " values are NaN\n";

  constexpr uint64_t numShown = 8;
  os << (count > numShown ? "  first values " : "  values ");
  for (uint64_t i = 0, e = std::min(count, numShown); i < e; ++i) {
    os << (i ? ", " : "");
    printValue(os, tensor.getAsDouble(i));
  }
  os << '\n';
}

//===----------------------------------------------------------------------===//
// Comparison
//===----------------------------------------------------------------------===//

static void printDifference(raw_ostream &os, StringRef kind,
                            const Difference &difference) {
  os << "  largest " << kind << " difference "
     << format("%.3e", difference.value);
  if (difference.value != 0) {
    os << " at [";
    interleaveComma(difference.index, os);
    os << "]: " << format("%.9g", difference.actual) << ", expected "
       << format("%.9g", difference.expected);
  }
  os << '\n';
}

void printComparison(raw_ostream &os, const TensorSpec &spec,
                     const Comparison &comparison) {
  os << spec.name << ": " << spec.getTypeAsString() << " ";
  if (comparison.isMatch())
    os << "matches\n";
  else
    os << "MISMATCH in " << comparison.numMismatches << " of "
       << comparison.numElements << " elements\n";
  printDifference(os, "absolute", comparison.largestAbsolute);
  printDifference(os, "relative", comparison.largestRelative);
}

void printActivations(raw_ostream &os, ArrayRef<ComparedActivation> compared) {
  // The texts of the columns, of which the last ones are numbers.
  using Row = std::array<std::string, 6>;
  SmallVector<Row> rows = {{"tensor", "operation", "line", "differing",
                            "largest absolute", "largest relative"}};
  auto describe = [](const Difference &difference) {
    return formatv("{0:e3}", difference.value).str();
  };
  for (const auto &[activation, comparison] : compared)
    rows.push_back({activation.name, activation.operation,
                    getOrigin(activation.loc).lines,
                    (Twine(comparison.numMismatches) + " of " +
                     Twine(comparison.numElements))
                        .str(),
                    describe(comparison.largestAbsolute),
                    describe(comparison.largestRelative)});
  std::array<size_t, 6> widths = {};
  for (const Row &row : rows)
    for (auto [width, text] : zip_equal(widths, row))
      width = std::max(width, text.size());
  for (const Row &row : rows) {
    for (auto [column, text] : enumerate(row)) {
      os << (column ? "  " : "");
      if (column < 3)
        os << left_justify(text, widths[column]);
      else
        os << right_justify(text, widths[column]);
    }
    os << '\n';
  }
}

//===----------------------------------------------------------------------===//
// Times
//===----------------------------------------------------------------------===//

static double getMedian(SmallVector<double> values) {
  llvm::sort(values);
  return values[values.size() / 2];
}

void printTimes(raw_ostream &os, ArrayRef<double> times) {
  SmallVector<double> sorted(times);
  llvm::sort(sorted);
  double sum = 0;
  for (double time : sorted)
    sum += time;
  os << "time per run, of " << sorted.size() << ": "
     << format("min %.3f ms, median %.3f ms, mean %.3f ms, max %.3f ms\n",
               1e3 * sorted.front(), 1e3 * getMedian(sorted),
               1e3 * sum / double(sorted.size()), 1e3 * sorted.back());
}

void printProfile(raw_ostream &os, ArrayRef<Executable::Step> steps,
                  ArrayRef<std::vector<double>> runs) {
  SmallVector<double> times;
  double sum = 0;
  for (size_t i = 0; i < steps.size(); ++i) {
    SmallVector<double> ofStep;
    for (const std::vector<double> &run : runs)
      ofStep.push_back(run[i]);
    times.push_back(getMedian(std::move(ofStep)));
    sum += times.back();
  }
  SmallVector<Origin> origins;
  size_t width = strlen("lines");
  for (const Executable::Step &step : steps) {
    origins.push_back(getOrigin(step.loc));
    width = std::max(width, origins.back().lines.size());
  }
  os << format("time per run, by layer, medians of %zu: %.3f ms in all\n",
               runs.size(), 1e3 * sum)
     << "       ms      %  " << left_justify("lines", width) << "  tensors\n";
  for (auto [time, origin] : zip_equal(times, origins))
    os << format("%9.3f %6.1f  ", 1e3 * time, sum > 0 ? 100 * time / sum : 0)
       << left_justify(origin.lines, width) << "  "
       << (origin.names.empty() ? "(no name)" : origin.names) << '\n';
}

void printTuning(raw_ostream &os, const TuningResult &result) {
  os << format("%zu of %u kernels are faster now: %.3f ms, before %.3f ms\n",
               result.kernels.size(), result.numKernels, 1e3 * result.after,
               1e3 * result.before);
}
