//===- WriteTable.cpp - Reports for people --------------------------------===//
//
// Part of the nnef-mlir project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "Writers.h"

#include "llvm/Support/Format.h"
#include "llvm/Support/FormatAdapters.h"
#include "llvm/Support/FormatVariadic.h"
#include "llvm/Support/raw_ostream.h"
#include <array>

using namespace nnef;

std::string nnef::formatCount(Count count) {
  if (!count)
    return "?";
  if (*count == 0)
    return "-";
  if (*count < 1000)
    return std::to_string(*count);
  double value = static_cast<double>(*count) / 1000;
  const char *unit = "kMGTPE";
  // What is rounded to 1000 of a unit is 1 of the next one.
  while (value >= 999.5 && unit[1]) {
    value /= 1000;
    ++unit;
  }
  int digits = value < 9.995 ? 2 : value < 99.95 ? 1 : 0;
  std::string text;
  llvm::raw_string_ostream os(text);
  os << llvm::format("%.*f", digits, value) << " " << *unit;
  return text;
}

std::string nnef::formatBytes(Count count) {
  std::string text = formatCount(count);
  if (!count || *count == 0)
    return text;
  return text + (*count < 1000 ? " B" : "B");
}

std::string nnef::formatIntensity(std::optional<double> intensity) {
  if (!intensity)
    return "?";
  if (*intensity == 0)
    return "-";
  std::string text;
  llvm::raw_string_ostream os(text);
  os << llvm::format(*intensity < 10 ? "%.2f" : "%.1f", *intensity);
  return text;
}

void nnef::writeTable(const NetworkReport &report, llvm::raw_ostream &os) {
  using Row = std::array<std::string, 8>;
  std::vector<Row> rows = {{"tensor", "operation", "shape", "parameters",
                            "MACs", "bytes moved", "MACs/byte", "line"}};
  for (const LayerReport &layer : report.layers) {
    bool isInput = layer.operation == "external";
    Count bytes = add(layer.traffic.read, layer.traffic.written);
    rows.push_back({layer.getName().str(), layer.operation,
                    layer.outputs.empty() ? "" : layer.outputs.front().type,
                    formatCount(layer.parameters), formatCount(layer.macs),
                    formatBytes(bytes),
                    isInput || bytes == Count(0)
                        ? "-"
                        : formatIntensity(layer.getIntensity()),
                    layer.line ? std::to_string(layer.line) : ""});
    // Further results have lines of their own.
    for (size_t i = 1; i < layer.outputs.size(); ++i)
      rows.push_back({layer.outputs[i].name, "", layer.outputs[i].type});
  }
  LayerReport all;
  all.macs = report.macs;
  all.traffic = report.traffic;
  Count bytes = add(report.traffic.read, report.traffic.written);
  rows.push_back({"all", "", "", formatCount(report.parameters),
                  formatCount(report.macs), formatBytes(bytes),
                  formatIntensity(all.getIntensity()), ""});

  std::array<size_t, 8> widths{};
  for (const Row &row : rows)
    for (size_t i = 0; i < row.size(); ++i)
      widths[i] = std::max(widths[i], row[i].size());
  os << "network '" << report.network << "': " << formatCount(report.parameters)
     << " parameters in " << formatBytes(report.parameterBytes) << ", "
     << formatCount(report.macs) << " MACs, " << formatBytes(bytes)
     << " moved\n\n";
  for (const Row &row : rows) {
    std::string line;
    llvm::raw_string_ostream text(line);
    for (size_t i = 0; i < row.size(); ++i) {
      // Names are on the left, numbers on the right.
      auto align = i < 3 ? llvm::AlignStyle::Left : llvm::AlignStyle::Right;
      text << (i ? "  " : "")
           << llvm::formatv("{0}", llvm::fmt_align(row[i], align, widths[i]));
    }
    os << llvm::StringRef(line).rtrim() << "\n";
  }
}
