//===- WriteJSON.cpp - Reports for programs -------------------------------===//
//
// Part of the nnef-mlir project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "Writers.h"

#include "llvm/Support/JSON.h"

using namespace nnef;

/// Text that JSON can have: names of files may be any bytes.
static std::string getText(llvm::StringRef text) {
  return llvm::json::fixUTF8(text);
}

static llvm::json::Value getNumber(Count count) {
  return count ? llvm::json::Value(*count) : llvm::json::Value(nullptr);
}

static void writeTensors(llvm::json::OStream &json, llvm::StringRef key,
                         const std::vector<TensorReport> &tensors) {
  json.attributeArray(key, [&] {
    for (const TensorReport &tensor : tensors)
      json.object([&] {
        json.attribute("name", getText(tensor.name));
        json.attribute("type", getText(tensor.type));
      });
  });
}

void nnef::writeJSON(const NetworkReport &report, llvm::raw_ostream &os) {
  llvm::json::OStream json(os, /*IndentSize=*/2);
  json.object([&] {
    json.attribute("network", getText(report.network));
    json.attribute("parameters", getNumber(report.parameters));
    json.attribute("parameter_bytes", getNumber(report.parameterBytes));
    json.attribute("macs", getNumber(report.macs));
    json.attribute("bytes_read", getNumber(report.traffic.read));
    json.attribute("bytes_written", getNumber(report.traffic.written));
    json.attributeArray("layers", [&] {
      for (const LayerReport &layer : report.layers)
        json.object([&] {
          json.attribute("operation", getText(layer.operation));
          writeTensors(json, "outputs", layer.outputs);
          writeTensors(json, "variables", layer.variables);
          json.attributeArray("inputs", [&] {
            for (unsigned input : layer.inputs)
              json.value(input);
          });
          json.attribute("parameters", getNumber(layer.parameters));
          json.attribute("macs", getNumber(layer.macs));
          json.attribute("bytes_read", getNumber(layer.traffic.read));
          json.attribute("bytes_written", getNumber(layer.traffic.written));
          auto intensity = layer.getIntensity();
          json.attribute("macs_per_byte", intensity
                                              ? llvm::json::Value(*intensity)
                                              : llvm::json::Value(nullptr));
          json.attribute("file", getText(layer.file));
          json.attribute("line", layer.line);
        });
    });
  });
  os << "\n";
}
