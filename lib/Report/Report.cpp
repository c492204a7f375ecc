//===- Report.cpp - What the layers of a network cost ---------------------===//
//
// Part of the nnef-mlir project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "NNEF/Report/Report.h"

#include "NNEF/Dialect/NNEF/IR/NNEF.h"
#include "NNEF/Translate/Expand.h"
#include "NNEF/Translate/SourceLocations.h"
#include "Writers.h"
#include "mlir/Dialect/Func/IR/FuncOps.h"
#include "llvm/ADT/DenseSet.h"
#include "llvm/Support/raw_ostream.h"

using namespace mlir;
using namespace nnef;

StringRef LayerReport::getName() const {
  return outputs.empty() ? StringRef(operation) : StringRef(outputs[0].name);
}

std::optional<double> LayerReport::getIntensity() const {
  Count bytes = add(traffic.read, traffic.written);
  if (!macs || !bytes || *bytes == 0)
    return std::nullopt;
  return static_cast<double>(*macs) / static_cast<double>(*bytes);
}

/// A type without its `tensor<` and `>`.
static std::string describe(Type type) {
  std::string text;
  llvm::raw_string_ostream os(text);
  auto tensor = dyn_cast<RankedTensorType>(type);
  if (!tensor) {
    os << type;
    return text;
  }
  for (int64_t extent : tensor.getShape()) {
    if (ShapedType::isDynamic(extent))
      os << "?x";
    else
      os << extent << "x";
  }
  if (auto codes = dyn_cast<quant::QuantizedType>(tensor.getElementType()))
    // Scales would take more room than all the rest.
    os << "quant<" << (codes.isSigned() ? "i" : "ui")
       << codes.getStorageTypeIntegralWidth() << ">";
  else
    os << tensor.getElementType();
  return text;
}

namespace {
class ReportMaker {
public:
  NetworkReport make(ModuleOp module);

private:
  void addInput(func::FuncOp function, BlockArgument argument);
  void addLayer(Operation *op);
  void setPlace(LayerReport &layer, Location loc);

  NetworkReport report;
  DenseMap<Value, unsigned> layerOf;
  llvm::DenseSet<Value> variables;
};
} // namespace

void ReportMaker::setPlace(LayerReport &layer, Location loc) {
  while (std::optional<Location> caller = findCaller(loc))
    loc = *caller;
  FileLineColRange range = findSourceRange(loc);
  if (!range)
    return;
  layer.file = range.getFilename().str();
  layer.line = range.getStartLine();
}

void ReportMaker::addInput(func::FuncOp function, BlockArgument argument) {
  LayerReport layer;
  layer.operation = "external";
  auto name = function.getArgAttrOfType<StringAttr>(argument.getArgNumber(),
                                                    kTensorNameAttr);
  layer.outputs.push_back(
      {name ? name.str() : "input", describe(argument.getType())});
  setPlace(layer, argument.getLoc());
  layerOf[argument] = report.layers.size();
  report.layers.push_back(std::move(layer));
}

void ReportMaker::addLayer(Operation *op) {
  LayerReport layer;
  layer.operation = getFragmentName(op).str();
  layer.macs = countMACs(op);
  layer.traffic = countTraffic(op);
  setPlace(layer, op->getLoc());
  for (Value operand : op->getOperands()) {
    auto found = layerOf.find(operand);
    if (found != layerOf.end() &&
        !llvm::is_contained(layer.inputs, found->second))
      layer.inputs.push_back(found->second);
  }
  for (VariableOp variable : getVariables(op)) {
    Type type = variable.getType();
    auto size = cast<RankedTensorType>(type);
    Count elements =
        size.hasStaticShape() ? Count(size.getNumElements()) : std::nullopt;
    layer.variables.push_back({variable.getLabel().str(), describe(type)});
    layer.parameters = add(layer.parameters, elements);
    if (!variables.insert(variable).second)
      continue;
    report.parameters = add(report.parameters, elements);
    report.parameterBytes = add(report.parameterBytes, countBytes(type));
  }
  for (OpResult result : op->getResults()) {
    layer.outputs.push_back(
        {getTensorName(result).str(), describe(result.getType())});
    layerOf[result] = report.layers.size();
  }
  report.macs = add(report.macs, layer.macs);
  report.traffic.read = add(report.traffic.read, layer.traffic.read);
  report.traffic.written = add(report.traffic.written, layer.traffic.written);
  report.layers.push_back(std::move(layer));
}

NetworkReport ReportMaker::make(ModuleOp module) {
  for (auto function : module.getOps<func::FuncOp>()) {
    if (!function.isPublic() || function.isExternal())
      continue;
    report.network = function.getSymName().str();
    for (BlockArgument argument : function.getArguments())
      addInput(function, argument);
    function.walk([&](Operation *op) {
      if (isa_and_nonnull<NNEFDialect>(op->getDialect()) && !isData(op))
        addLayer(op);
    });
    break;
  }
  return std::move(report);
}

NetworkReport nnef::makeReport(ModuleOp module) {
  return ReportMaker().make(module);
}

void nnef::writeReport(const NetworkReport &report, ReportFormat format,
                       llvm::raw_ostream &os) {
  switch (format) {
  case ReportFormat::Table:
    return writeTable(report, os);
  case ReportFormat::JSON:
    return writeJSON(report, os);
  case ReportFormat::HTML:
    return writeHTML(report, os);
  }
}
