//===- nnef-quantize.cpp - Makes a network compute with integers ----------===//
//
// Part of the nnef-mlir project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "NNEF/Quantizer/Accuracy.h"
#include "NNEF/Quantizer/Calibration.h"
#include "NNEF/Runtime/Executable.h"
#include "NNEF/Translate/DiagnosticPrinter.h"
#include "NNEF/Translate/Export.h"
#include "Options.h"
#include "Progress.h"
#include "Report.h"
#include "ToolMain.h"
#include "mlir/IR/Diagnostics.h"
#include "mlir/IR/IRMapping.h"
#include "mlir/IR/MLIRContext.h"
#include "llvm/Support/SourceMgr.h"

using namespace llvm;
using namespace nnef;

/// What is known of the tensors of a plan.
static std::vector<TensorReport> describeTensors(mlir::func::FuncOp network,
                                                 const QuantizationPlan &plan,
                                                 ArrayRef<Range> ranges) {
  std::vector<TensorReport> reports;
  for (auto [tensor, range] : zip_equal(plan.getTensors(), ranges)) {
    TensorReport &report = reports.emplace_back();
    report.range = range;
    report.code = *plan.getCode(tensor);
    if (auto result = dyn_cast<mlir::OpResult>(tensor)) {
      report.name = getTensorName(result).str();
      report.operation = result.getOwner()->getName().stripDialect().str();
      continue;
    }
    auto argument = cast<mlir::BlockArgument>(tensor);
    if (auto name = network.getArgAttrOfType<mlir::StringAttr>(
            argument.getArgNumber(), kTensorNameAttr))
      report.name = name.str();
  }
  return reports;
}

/// Does what the options say. Returns whether that went well; what did not is
/// told by diagnostics.
static Expected<bool> runTool(const Options &options) {
  mlir::DialectRegistry registry;
  registerExecutionDialects(registry);
  mlir::MLIRContext context(registry);
  // Diagnostics show the line of the source instead.
  context.printOpOnDiagnostic(false);
  SourceMgr sourceMgr;
  DiagnosticPrinter diagnostics(sourceMgr, &context, errs());
  Progress progress;
  auto show = [&](const Twine &activity) { progress.show(activity.str()); };

  show("Reading " + options.model);
  auto module = importModel(options.model, &context, sourceMgr, options.import);
  if (!module || failed(prepareForQuantization(*module, options.quantization)))
    return false;
  Expected<Signature> signature = Signature::get(*module);
  if (!signature)
    return signature.takeError();
  Expected<Samples> samples = Samples::read(*signature, options.samples);
  if (!samples)
    return samples.takeError();

  mlir::func::FuncOp network = getNetwork(*module);
  QuantizationPlan plan(network, options.quantization);
  auto ranges = observeRanges(*module, plan.getTensors(), *samples,
                              options.percentage, show);
  if (!ranges)
    return ranges.takeError();
  plan.chooseCodes(*ranges);

  mlir::IRMapping mapping;
  mlir::OwningOpRef<mlir::ModuleOp> exact(
      cast<mlir::ModuleOp>((*module)->clone(mapping)));
  NetworkReport report;
  report.numSamples = samples->size();
  report.tensors = describeTensors(network, plan, *ranges);
  report.weights = quantize(network, plan, options.quantization);
  show("Writing " + options.output);
  if (failed(exportModel(*module, options.output, ExportOptions())))
    return false;
  if (options.compares) {
    SmallVector<mlir::Value> exactTensors;
    for (mlir::Value tensor : plan.getTensors())
      exactTensors.push_back(mapping.lookup(tensor));
    auto accuracy = measureAccuracy(*exact, exactTensors, *module,
                                    plan.getTensors(), *samples, show);
    if (!accuracy)
      return accuracy.takeError();
    report.accuracy = std::move(*accuracy);
  }
  show("");
  printReport(outs(), report);
  if (!options.report.empty())
    if (Error error = writeReport(options.report, report))
      return std::move(error);
  return true;
}

/// Reads the command line and does what it says.
static Expected<int> runMain(int argc, char **argv) {
  return runWithOptions<Options>(parseOptions(argc, argv), runTool);
}

int main(int argc, char **argv) {
  return toolMain("nnef-quantize", argc, argv, runMain);
}
