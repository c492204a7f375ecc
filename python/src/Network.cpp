//===- Network.cpp - A network as a module of MLIR ------------------------===//
//
// Part of the nnef-mlir project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "Network.h"
#include "NNEF/Dialect/NNEF/Transforms/Passes.h"
#include "NNEF/InitAllPasses.h"
#include "NNEF/Pipelines/Passes.h"
#include "NNEF/Pipelines/Pipelines.h"
#include "NNEF/Runtime/Activations.h"
#include "NNEF/Translate/Export.h"
#include "NNEF/Translate/ReadFile.h"
#include "mlir/Bytecode/BytecodeWriter.h"
#include "mlir/Dialect/Func/IR/FuncOps.h"
#include "mlir/InitAllPasses.h"
#include "mlir/Pass/PassManager.h"
#include "mlir/Pass/PassRegistry.h"

using namespace mlir;
using namespace nnef;
using namespace nnef::python;

namespace nb = nanobind;

//===----------------------------------------------------------------------===//
// Reading
//===----------------------------------------------------------------------===//

std::unique_ptr<Network> Network::readModel(const std::string &path,
                                            const ImportOptions &options) {
  auto session = std::make_shared<Session>();
  std::unique_ptr<Network> network(new Network(session));
  session->run(/*numThreads=*/1, [&](DiagnosticCollector &diagnostics) {
    network->module = importModel(path, &session->getContext(),
                                  session->getSourceMgr(), options);
    diagnostics.check(success(bool(network->module)));
  });
  return network;
}

std::unique_ptr<Network> Network::readMLIR(const std::string &path) {
  auto session = std::make_shared<Session>();
  std::unique_ptr<Network> network(new Network(session));
  session->run(/*numThreads=*/1, [&](DiagnosticCollector &diagnostics) {
    network->module =
        readMLIRFile(path, &session->getContext(), session->getSourceMgr());
    diagnostics.check(success(bool(network->module)));
  });
  return network;
}

Network::~Network() {
  std::lock_guard<std::mutex> lock(session->getMutex());
  module = nullptr;
}

//===----------------------------------------------------------------------===//
// Looking at it
//===----------------------------------------------------------------------===//

/// The signature, with the places of inputs.
static Interface makeInterface(ModuleOp module, const Signature &signature) {
  Interface interface;
  interface.name = signature.name;
  auto function = module.lookupSymbol<func::FuncOp>(signature.name);
  for (auto [index, spec] : llvm::enumerate(signature.inputs))
    interface.inputs.push_back(
        {spec, Place::get(function.getArgument(index).getLoc())});
  for (const TensorSpec &spec : signature.outputs)
    interface.outputs.push_back({spec, std::nullopt});
  return interface;
}

Interface Network::getInterface() const {
  Interface interface;
  session->run(/*numThreads=*/1, [&](DiagnosticCollector &diagnostics) {
    interface =
        makeInterface(*module, diagnostics.check(Signature::get(*module)));
  });
  return interface;
}

std::string Network::getText(bool weights, bool locations) const {
  std::string text;
  session->run(/*numThreads=*/1, [&](DiagnosticCollector &) {
    OpPrintingFlags flags;
    flags.printNameLocAsPrefix();
    if (!weights)
      flags.elideLargeElementsAttrs().elideLargeResourceString(/*limit=*/0);
    if (locations)
      flags.enableDebugInfo();
    llvm::raw_string_ostream os(text);
    (*module)->print(os, flags);
  });
  // Without weights their section is empty.
  if (size_t end = text.rfind("\n{-#\n"); !weights && end != text.npos)
    text.resize(end);
  return StringRef(text).trim().str() + '\n';
}

nb::bytes Network::getBytecode() const {
  std::string bytes;
  session->run(/*numThreads=*/1, [&](DiagnosticCollector &diagnostics) {
    llvm::raw_string_ostream os(bytes);
    diagnostics.check(writeBytecodeToFile(*module, os));
  });
  return nb::bytes(bytes.data(), bytes.size());
}

void Network::writeModel(const std::string &path, bool keepsFragments) const {
  session->run(/*numThreads=*/1, [&](DiagnosticCollector &diagnostics) {
    ExportOptions options;
    options.keepFragments = keepsFragments;
    diagnostics.check(exportModel(*module, path, options));
  });
}

//===----------------------------------------------------------------------===//
// Transforming
//===----------------------------------------------------------------------===//

static void registerPasses() {
  static std::once_flag once;
  std::call_once(once, [] {
    mlir::registerAllPasses();
    nnef::registerAllPasses();
  });
}

void python::addPipeline(OpPassManager &pm, const std::string &pipeline) {
  registerPasses();
  std::string message;
  llvm::raw_string_ostream os(message);
  if (failed(parsePassPipeline(pipeline, pm, os)))
    throw Failure(StringRef(message).trim().str());
}

std::unique_ptr<Network>
Network::transform(llvm::function_ref<void(OpPassManager &)> addPasses) const {
  std::unique_ptr<Network> result(new Network(session));
  session->run(/*numThreads=*/0, [&](DiagnosticCollector &diagnostics) {
    OwningOpRef<ModuleOp> copy = module.get().clone();
    PassManager pm(&session->getContext());
    addPasses(pm);
    diagnostics.check(pm.run(*copy));
    result->module = std::move(copy);
  });
  return result;
}

//===----------------------------------------------------------------------===//
// Compiling
//===----------------------------------------------------------------------===//

/// Adds what makes numbers of a quantized network those that it means.
static void addQuantization(OpPassManager &pm, const CompileOptions &options) {
  switch (options.quantization) {
  case QuantizationMode::Ignore:
    return;
  case QuantizationMode::Simulate:
    pm.addPass(createSimulateQuantizationPass());
    return;
  case QuantizationMode::Integer:
    pm.addPass(createQuantizeTypesPass({options.quantizedIO
                                            ? QuantizedBoundary::Codes
                                            : QuantizedBoundary::Real}));
    return;
  }
}

std::unique_ptr<Program> Network::compile(const CompileOptions &options) const {
  std::unique_ptr<Program> program;
  session->run(
      options.compilation.numThreads, [&](DiagnosticCollector &diagnostics) {
        // Compiling takes a module apart.
        OwningOpRef<ModuleOp> copy = module.get().clone();
        if (options.exposesActivations) {
          auto activations = diagnostics.check(findActivations(
              *copy, options.quantization == QuantizationMode::Integer));
          diagnostics.check(exposeActivations(*copy, activations));
        }
        PassManager pm(&session->getContext());
        addQuantization(pm, options);
        diagnostics.check(pm.run(*copy));
        Interface interface =
            makeInterface(*copy, diagnostics.check(Signature::get(*copy)));
        auto executable =
            diagnostics.check(Executable::compile(*copy, options.compilation));
        program = std::make_unique<Program>(session, std::move(executable),
                                            std::move(interface));
      });
  return program;
}
