//===- FuzzImport.cpp - From text to MLIR and back ------------------------===//
//
// Part of the nnef-mlir project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// An input is the text of a graph. After a line `# graph.quant` in it comes the
// quantization file.
//
//===----------------------------------------------------------------------===//

#include "Fuzz.h"
#include "NNEF/Model/Model.h"
#include "NNEF/Translate/Export.h"
#include "NNEF/Translate/Import.h"
#include "mlir/IR/MLIRContext.h"
#include "mlir/IR/Verifier.h"
#include "llvm/Support/Format.h"
#include "llvm/Support/MathExtras.h"
#include "llvm/Support/SourceMgr.h"

using namespace mlir;
using nnef::fuzz::require;

/// A context remembers attributes and types as long as it lives, so one cannot
/// serve for all inputs.
static MLIRContext &getContext() {
  constexpr unsigned maxUses = 200;
  static std::unique_ptr<MLIRContext> context;
  static unsigned uses = 0;
  if (uses++ % maxUses == 0)
    context = std::make_unique<MLIRContext>(MLIRContext::Threading::DISABLED);
  return *context;
}

/// Adds a file to a tar archive.
static void addToTar(std::string &archive, StringRef name, StringRef content) {
  constexpr size_t blockSize = 512, checksumOffset = 148, sizeOffset = 124;
  auto printOctal = [](char *field, uint64_t value) {
    llvm::format("%06llo", static_cast<unsigned long long>(value))
        .snprint(field, 7);
  };
  std::string header(blockSize, '\0');
  llvm::copy(name, header.begin());
  printOctal(&header[sizeOffset], content.size());
  std::fill_n(&header[checksumOffset], 8, ' ');
  unsigned sum = 0;
  for (char byte : header)
    sum += static_cast<uint8_t>(byte);
  printOctal(&header[checksumOffset], sum);
  archive += header;
  archive += content;
  archive.resize(llvm::alignTo(archive.size(), blockSize));
}

/// A model that has these two files and nothing else.
static nnef::Model makeModel(StringRef graph, StringRef quantization) {
  std::string archive;
  addToTar(archive, "graph.nnef", graph);
  addToTar(archive, "graph.quant", quantization);
  archive.resize(archive.size() + 1024);
  return llvm::cantFail(nnef::Model::open(
      llvm::MemoryBuffer::getMemBufferCopy(archive, "fuzz.tar")));
}

static OwningOpRef<ModuleOp> import(StringRef text, MLIRContext &context,
                                    const nnef::ImportOptions &options) {
  unsigned errors = 0;
  ScopedDiagnosticHandler handler(&context, [&](Diagnostic &diagnostic) {
    errors += diagnostic.getSeverity() == DiagnosticSeverity::Error;
    require(!diagnostic.str().empty(), "a diagnostic that says nothing");
    require(!isa<UnknownLoc>(diagnostic.getLocation()),
            "a diagnostic without a place: " + diagnostic.str());
  });
  auto [graph, quantization] = text.split("\n# graph.quant\n");
  std::optional<nnef::Model> model;
  if (graph.size() != text.size())
    model.emplace(makeModel(graph, quantization));

  llvm::SourceMgr sourceMgr;
  unsigned bufferId = sourceMgr.AddNewSourceBuffer(
      llvm::MemoryBuffer::getMemBufferCopy(graph, "fuzz.nnef"), llvm::SMLoc());
  OwningOpRef<ModuleOp> module = nnef::importGraph(
      bufferId, model ? &*model : nullptr, &context, sourceMgr, options);
  require(bool(module) == (errors == 0), "an import fails with an error");
  require(!module || succeeded(verify(*module)), "what is imported is valid");
  return module;
}

/// The text of a network; none if NNEF cannot say it.
static std::optional<std::string> exportText(ModuleOp module) {
  unsigned errors = 0;
  ScopedDiagnosticHandler handler(
      module->getContext(), [&](Diagnostic &diagnostic) {
        errors += diagnostic.getSeverity() == DiagnosticSeverity::Error;
      });
  std::string text;
  llvm::raw_string_ostream os(text);
  LogicalResult exported = nnef::exportGraph(module, os, nnef::ExportOptions());
  require(succeeded(exported) == (errors == 0),
          "an export fails with an error");
  if (failed(exported))
    return std::nullopt;
  return text;
}

extern "C" int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
  StringRef input(reinterpret_cast<const char *>(data), size);
  MLIRContext &context = getContext();
  nnef::ImportOptions options;
  options.loadVariables = false;
  OwningOpRef<ModuleOp> module = import(input, context, options);
  if (!module)
    return 0;

  nnef::ImportOptions otherOptions = options;
  otherOptions.strict = true;
  import(input, context, otherOptions);
  otherOptions.strict = false;
  for (nnef::VariableForm form :
       {nnef::VariableForm::Arguments, nnef::VariableForm::Globals}) {
    otherOptions.variables = form;
    import(input, context, otherOptions);
  }

  std::optional<std::string> text = exportText(*module);
  if (!text)
    return 0;
  OwningOpRef<ModuleOp> again = import(*text, context, options);
  require(bool(again), "what is exported can be imported:\n" + *text);
  std::optional<std::string> textAgain = exportText(*again);
  require(textAgain == text, "an export changes nothing:\n" + *text +
                                 "becomes:\n" + textAgain.value_or("nothing"));
  return 0;
}
