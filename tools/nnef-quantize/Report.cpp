//===- Report.cpp - What the tool prints ----------------------------------===//
//
// Part of the nnef-mlir project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "Report.h"
#include "NNEF/Model/OutputFile.h"
#include "llvm/Support/Format.h"
#include "llvm/Support/JSON.h"
#include <cmath>

using namespace llvm;
using namespace nnef;

//===----------------------------------------------------------------------===//
// Tables
//===----------------------------------------------------------------------===//

/// A number as text, with as many digits as one reads.
static std::string toText(double value) {
  std::string text;
  raw_string_ostream(text) << format("%.6g", value);
  return text;
}

/// A ratio of signal to noise.
static std::string toDecibels(double ratio) {
  if (std::isinf(ratio) && ratio > 0)
    return "exact";
  std::string text;
  raw_string_ostream(text) << format("%.1f dB", ratio);
  return text;
}

namespace {
/// Rows of text, of which the first is a header. The first two columns are
/// words; the others are numbers, which end at the same place.
class Table {
public:
  explicit Table(std::vector<std::string> header) { add(std::move(header)); }

  void add(std::vector<std::string> row) { rows.push_back(std::move(row)); }

  void print(raw_ostream &os) const {
    std::vector<size_t> widths(rows.front().size());
    for (const auto &row : rows)
      for (auto [width, text] : zip_equal(widths, row))
        width = std::max(width, text.size());
    for (const auto &row : rows) {
      std::string line;
      raw_string_ostream stream(line);
      for (auto [i, text] : enumerate(row)) {
        stream << (i ? "  " : "");
        stream << (i < 2 ? left_justify(text, widths[i])
                         : right_justify(text, widths[i]));
      }
      os << StringRef(line).rtrim() << '\n';
    }
  }

private:
  std::vector<std::vector<std::string>> rows;
};
} // namespace

/// The smallest and the largest scale of a weight.
static std::string getScales(const QuantizedWeight &weight) {
  auto [min, max] =
      std::minmax_element(weight.codes.begin(), weight.codes.end(),
                          [](const LinearCode &lhs, const LinearCode &rhs) {
                            return lhs.scale < rhs.scale;
                          });
  std::string text = toText(min->scale);
  return min->scale == max->scale ? text : text + " .. " + toText(max->scale);
}

static std::string getTypeName(CodeType type) {
  return (type.isSigned ? "int" : "uint") + std::to_string(type.bits);
}

static TensorError getError(const QuantizedWeight &weight) {
  TensorError error;
  error.numElements = weight.numElements;
  error.signal = weight.signal;
  error.noise = weight.noise;
  error.maxError = weight.maxError;
  return error;
}

static void printTensors(raw_ostream &os, const NetworkReport &report) {
  std::vector<std::string> header = {"tensor", "operation", "min",
                                     "max",    "scale",     "zero point"};
  if (report.accuracy)
    llvm::append_values(header, "signal/noise", "max error");
  Table table(std::move(header));
  for (auto [i, tensor] : enumerate(report.tensors)) {
    std::vector<std::string> row = {tensor.name,
                                    tensor.operation.empty() ? "input"
                                                             : tensor.operation,
                                    toText(tensor.range.min),
                                    toText(tensor.range.max),
                                    toText(tensor.code.scale),
                                    std::to_string(tensor.code.zeroPoint)};
    if (report.accuracy) {
      const TensorError &error = report.accuracy->tensors[i];
      row.push_back(toDecibels(error.getRatio()));
      row.push_back(toText(error.maxError));
    }
    table.add(std::move(row));
  }
  table.print(os);
}

static void printWeights(raw_ostream &os, const NetworkReport &report) {
  Table table({"weight", "codes", "scales", "signal/noise", "max error"});
  for (const QuantizedWeight &weight : report.weights)
    table.add({weight.name, getTypeName(weight.codes.front().type),
               getScales(weight), toDecibels(getError(weight).getRatio()),
               toText(weight.maxError)});
  table.print(os);
}

/// The bytes that weights take as real numbers and as codes.
static std::pair<uint64_t, uint64_t>
getWeightBytes(ArrayRef<QuantizedWeight> weights) {
  uint64_t before = 0, after = 0;
  for (const QuantizedWeight &weight : weights) {
    before += weight.numElements * sizeof(float);
    after += weight.numElements * weight.codes.front().type.bits / 8;
  }
  return {before, after};
}

void printReport(raw_ostream &os, const NetworkReport &report) {
  printTensors(os, report);
  if (!report.weights.empty()) {
    os << '\n';
    printWeights(os, report);
  }
  os << '\n';
  auto [before, after] = getWeightBytes(report.weights);
  os << "quantized " << report.tensors.size() << " tensors and "
     << report.weights.size() << " weights (" << before << " bytes are now "
     << after << ") by " << report.numSamples
     << (report.numSamples == 1 ? " sample\n" : " samples\n");
  if (!report.accuracy)
    return;
  for (const OutputError &output : report.accuracy->outputs) {
    os << "output " << output.name << ": ";
    if (output.numItems != 0)
      os << "largest element in the same place in " << output.numAgreeing
         << " of " << output.numItems << ", ";
    os << "mean error " << toText(output.error.getMeanError()) << ", max error "
       << toText(output.error.maxError) << ", signal/noise "
       << toDecibels(output.error.getRatio()) << '\n';
  }
}

//===----------------------------------------------------------------------===//
// JSON
//===----------------------------------------------------------------------===//

/// JSON has only finite numbers.
static json::Value toJSON(double value) {
  return std::isfinite(value) ? json::Value(value) : json::Value(nullptr);
}

static json::Object toJSON(const TensorError &error) {
  return json::Object{{"signal_to_noise_db", toJSON(error.getRatio())},
                      {"max_error", toJSON(error.maxError)}};
}

static json::Object toJSON(const TensorReport &tensor,
                           const TensorError *error) {
  json::Object object = error ? toJSON(*error) : json::Object();
  object["name"] = tensor.name;
  object["operation"] = tensor.operation;
  object["min"] = toJSON(tensor.range.min);
  object["max"] = toJSON(tensor.range.max);
  object["codes"] = getTypeName(tensor.code.type);
  object["scale"] = tensor.code.scale;
  object["zero_point"] = tensor.code.zeroPoint;
  return object;
}

static json::Object toJSON(const QuantizedWeight &weight) {
  json::Object object = toJSON(getError(weight));
  object["name"] = weight.name;
  object["label"] = weight.label;
  object["codes"] = getTypeName(weight.codes.front().type);
  json::Array scales, zeroPoints;
  for (const LinearCode &code : weight.codes) {
    scales.push_back(code.scale);
    zeroPoints.push_back(code.zeroPoint);
  }
  object["scales"] = std::move(scales);
  object["zero_points"] = std::move(zeroPoints);
  return object;
}

static json::Object toJSON(const OutputError &output) {
  json::Object object = toJSON(output.error);
  object["name"] = output.name;
  object["mean_error"] = toJSON(output.error.getMeanError());
  object["items"] = output.numItems;
  object["items_with_same_largest"] = output.numAgreeing;
  return object;
}

Error writeReport(StringRef path, const NetworkReport &report) {
  json::Array tensors, weights, outputs;
  for (auto [i, tensor] : enumerate(report.tensors))
    tensors.push_back(toJSON(
        tensor, report.accuracy ? &report.accuracy->tensors[i] : nullptr));
  for (const QuantizedWeight &weight : report.weights)
    weights.push_back(toJSON(weight));
  if (report.accuracy)
    for (const OutputError &output : report.accuracy->outputs)
      outputs.push_back(toJSON(output));
  json::Object root{{"samples", report.numSamples},
                    {"tensors", std::move(tensors)},
                    {"weights", std::move(weights)},
                    {"outputs", std::move(outputs)}};
  return writeOutputFile(path, [&](raw_ostream &os) -> Error {
    os << formatv("{0:2}\n", json::Value(std::move(root)));
    return Error::success();
  });
}
