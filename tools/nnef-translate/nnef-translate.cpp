//===- nnef-translate.cpp - Between NNEF models and MLIR -------------===//
//
// Part of the nnef-mlir project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "NNEF/Capabilities/Support.h"
#include "NNEF/Dialect/NNEF/IR/NNEF.h"
#include "NNEF/Dialect/NNEF/Transforms/Passes.h"
#include "NNEF/Model/Model.h"
#include "NNEF/Model/OutputFile.h"
#include "NNEF/Report/Report.h"
#include "NNEF/Translate/DiagnosticPrinter.h"
#include "NNEF/Translate/Export.h"
#include "NNEF/Translate/Import.h"
#include "NNEF/Translate/ReadFile.h"
#include "Plugins.h"
#include "ToolMain.h"
#include "mlir/Bytecode/BytecodeWriter.h"
#include "mlir/Dialect/Func/IR/FuncOps.h"
#include "mlir/Dialect/MLProgram/IR/MLProgram.h"
#include "mlir/IR/AsmState.h"
#include "mlir/IR/MLIRContext.h"
#include "mlir/Pass/PassManager.h"
#include "mlir/Support/FileUtilities.h"
#include "mlir/Support/ToolUtilities.h"
#include "mlir/Tools/mlir-translate/Translation.h"
#include "llvm/Support/CommandLine.h"
#include "llvm/Support/Error.h"
#include "llvm/Support/Process.h"
#include "llvm/Support/SourceMgr.h"
#include "llvm/Support/WithColor.h"
#include "llvm/Support/raw_ostream.h"

using namespace mlir;
namespace cl = llvm::cl;

static cl::OptionCategory category("nnef-translate options");

static cl::opt<bool> importNNEF("import-nnef", cl::desc("Import an NNEF model"),
                                cl::cat(category));
static cl::opt<bool>
    exportNNEF("export-nnef",
               cl::desc("Export a file of MLIR as an NNEF model"),
               cl::cat(category));
static cl::opt<std::string> checkedTarget(
    "check-support", cl::value_desc("TARGET"), cl::cat(category),
    cl::desc("Say whether a target can run an NNEF model: a file with a "
             "capability table, or cpu, gpu, tosa, tosa-pro-int or "
             "tosa-pro-fp"));
static cl::opt<bool> report(
    "report", cl::cat(category),
    cl::desc("Say what each operation of an NNEF model costs: parameters, "
             "multiplications with addition (MACs), bytes"));
static cl::opt<nnef::ReportFormat> reportFormat(
    "report-format", cl::cat(category), cl::desc("The form of a report:"),
    cl::values(clEnumValN(nnef::ReportFormat::Table, "table",
                          "a table for people (the default)"),
               clEnumValN(nnef::ReportFormat::JSON, "json", "JSON"),
               clEnumValN(nnef::ReportFormat::HTML, "html",
                          "a page with a picture of the graph, which needs "
                          "nothing but a browser")));
static cl::opt<std::string> input(cl::Positional, cl::Required,
                                  cl::desc("MODEL|FILE"), cl::cat(category));
static cl::opt<std::string> output("o", cl::init("-"), cl::value_desc("FILE"),
                                   cl::desc("Where to write the result; - is "
                                            "standard output"),
                                   cl::cat(category));
static cl::opt<bool> emitBytecode("emit-bytecode",
                                  cl::desc("Write MLIR bytecode, not text"),
                                  cl::cat(category));
static cl::list<std::string>
    inputShapes("input-shape", cl::value_desc("NAME=4x3x?x224"),
                cl::desc("Replace the shape of an input; ? is an extent that "
                         "is known at run time only"),
                cl::cat(category));
static cl::opt<bool>
    noWeights("no-weights",
              cl::desc("Import the structure alone, without any tensor file"),
              cl::cat(category));
static cl::opt<bool>
    strict("nnef-strict",
           cl::desc("Refuse what the standard does not allow, also where files "
                    "in use do it"),
           cl::cat(category));
static cl::opt<nnef::VariableForm> variables(
    "variables", cl::cat(category), cl::desc("How variables are imported:"),
    cl::values(clEnumValN(nnef::VariableForm::Constants, "constants",
                          "as nnef.variable operations (the default)"),
               clEnumValN(nnef::VariableForm::Arguments, "arguments",
                          "as arguments of the function, without values"),
               clEnumValN(nnef::VariableForm::Globals, "globals",
                          "as ml_program.global operations"),
               clEnumValN(nnef::VariableForm::Automatic, "auto",
                          "as globals where an update changes them, otherwise "
                          "as nnef.variable operations")));
static cl::opt<bool> keepFragments(
    "keep-fragments",
    cl::desc("Export custom fragments and their invocations; otherwise their "
             "bodies take their place"),
    cl::cat(category));
static cl::opt<bool> verifyDiagnostics(
    "verify-diagnostics",
    cl::desc("Check that diagnostics match '# expected-error {{...}}' comments "
             "in the graph; notes only if there is an 'expected-note' (for "
             "tests)"),
    cl::cat(category));
static cl::opt<bool> splitInputFile(
    "split-input-file",
    cl::desc("Import each part between '# -----' lines of a graph file on its "
             "own (for tests; implies --no-weights)"),
    cl::cat(category));

static int fail(const llvm::Twine &message) {
  llvm::WithColor::error(llvm::errs(), "nnef-translate") << message << "\n";
  return 1;
}

/// Writes a module as text or as bytecode.
static LogicalResult write(ModuleOp module, llvm::raw_ostream &os,
                           bool isTerminal) {
  if (emitBytecode)
    return writeBytecodeToFile(module, os);
  OpPrintingFlags flags;
  // Nobody wants to see weights; a file has to have them.
  if (isTerminal)
    flags.elideLargeElementsAttrs(/*largeElementLimit=*/16)
        .elideLargeResourceString(/*largeResourceLimit=*/16);
  flags.enableDebugInfo(/*enable=*/true, /*prettyForm=*/false);
  module.print(os, flags);
  os << "\n";
  return success();
}

/// Imports one part of a test file; the diagnostics of all parts are checked
/// against their comments.
static LogicalResult importPart(std::unique_ptr<llvm::MemoryBuffer> buffer,
                                const nnef::Model *model,
                                const nnef::ImportOptions &options,
                                llvm::raw_ostream &os) {
  MLIRContext context(MLIRContext::Threading::DISABLED);
  llvm::SourceMgr sourceMgr;
  unsigned bufferId =
      sourceMgr.AddNewSourceBuffer(std::move(buffer), llvm::SMLoc());
  auto import = [&]() -> LogicalResult {
    OwningOpRef<ModuleOp> module =
        nnef::importGraph(bufferId, model, &context, sourceMgr, options);
    return module ? write(*module, os, /*isTerminal=*/false) : failure();
  };
  if (!verifyDiagnostics) {
    nnef::DiagnosticPrinter printer(sourceMgr, &context, llvm::errs());
    return import();
  }
  StringRef text = sourceMgr.getMemoryBuffer(bufferId)->getBuffer();
  bool checksNotes = text.contains("expected-note");
  SourceMgrDiagnosticVerifierHandler verifier(sourceMgr, &context);
  ScopedDiagnosticHandler filter(&context, [&](Diagnostic &diagnostic) {
    // What an error says is checked in each test, what led to it in some.
    if (!checksNotes) {
      Diagnostic withoutNotes(diagnostic.getLocation(),
                              diagnostic.getSeverity());
      withoutNotes << diagnostic.str();
      diagnostic = std::move(withoutNotes);
    }
    return failure();
  });
  (void)import();
  return verifier.verify();
}

/// Writes to the chosen place, where a file is replaced when all is written.
static int
writeOutput(llvm::function_ref<LogicalResult(llvm::raw_ostream &)> write) {
  if (output == "-")
    return failed(write(llvm::outs()));
  llvm::Error error =
      nnef::writeOutputFile(output, [&](llvm::raw_ostream &os) -> llvm::Error {
        if (failed(write(os)))
          return llvm::createStringError("cannot write '" + output + "'");
        return llvm::Error::success();
      });
  return error ? fail(llvm::toString(std::move(error))) : 0;
}

/// Imports a test file part by part.
static int importParts(const nnef::ImportOptions &options) {
  std::string message, result;
  std::unique_ptr<llvm::MemoryBuffer> buffer = openInputFile(input, &message);
  if (!buffer)
    return fail(message);
  // The tensor files beside a graph belong to it as a whole, not to its parts.
  std::optional<nnef::Model> model;
  if (!splitInputFile && options.loadVariables) {
    llvm::Expected<nnef::Model> opened = nnef::Model::open(input);
    if (!opened)
      return fail(llvm::toString(opened.takeError()));
    model.emplace(std::move(*opened));
  }
  llvm::raw_string_ostream os(result);
  LogicalResult imported = splitAndProcessBuffer(
      std::move(buffer),
      [&](std::unique_ptr<llvm::MemoryBuffer> part, llvm::raw_ostream &os) {
        return importPart(std::move(part), model ? &*model : nullptr, options,
                          os);
      },
      os, splitInputFile ? "# -----" : "", "// -----");
  if (failed(imported))
    return 1;
  return writeOutput([&](llvm::raw_ostream &os) {
    os << result;
    return success();
  });
}

/// Exports a file of MLIR.
static int exportFile(DialectRegistry &registry) {
  registry.insert<func::FuncDialect, ml_program::MLProgramDialect,
                  nnef::NNEFDialect>();
  MLIRContext context(registry);
  // The line that a message shows says more than all of the network.
  context.printOpOnDiagnostic(false);
  llvm::SourceMgr sourceMgr;
  nnef::DiagnosticPrinter printer(sourceMgr, &context, llvm::errs());
  OwningOpRef<ModuleOp> module = nnef::readMLIRFile(input, &context, sourceMgr);
  if (!module)
    return 1;
  nnef::ExportOptions options;
  options.keepFragments = keepFragments;
  if (output == "-")
    return failed(nnef::exportGraph(*module, llvm::outs(), options));
  return failed(nnef::exportModel(*module, output, options));
}

/// Has a plug-in translate a file.
static int translateFile(const Translation &translation,
                         const DialectRegistry &registry) {
  MLIRContext context(registry);
  context.printOpOnDiagnostic(false);
  auto sourceMgr = std::make_shared<llvm::SourceMgr>();
  nnef::DiagnosticPrinter printer(*sourceMgr, &context, llvm::errs());
  std::string message;
  // Bytecode with weights is only read from memory that is aligned as they are.
  auto file = openInputFile(input, llvm::Align(64), &message);
  if (!file)
    return fail(message);
  sourceMgr->AddNewSourceBuffer(std::move(file), llvm::SMLoc());
  // All of it or nothing, also on standard output.
  std::string result;
  llvm::raw_string_ostream resultStream(result);
  if (failed(translation(sourceMgr, resultStream, &context)))
    return 1;
  return writeOutput([&](llvm::raw_ostream &os) {
    os << result;
    return success();
  });
}

/// Whether the quantization file of the model says something.
static bool isQuantized(ModuleOp module) {
  auto isMarked = [](Operation *op) {
    if (op->hasAttr(nnef::kQuantizationAttr))
      return true;
    auto function = dyn_cast<func::FuncOp>(op);
    return function &&
           llvm::any_of(function.getArguments(), [&](BlockArgument argument) {
             return function.getArgAttr(argument.getArgNumber(),
                                        nnef::kQuantizationAttr);
           });
  };
  return module
      .walk([&](Operation *op) {
        return isMarked(op) ? WalkResult::interrupt() : WalkResult::advance();
      })
      .wasInterrupted();
}

/// Says whether a target can run the network.
static int checkSupport(ModuleOp module) {
  auto capabilities =
      nnef::loadCapabilities(checkedTarget, module.getContext());
  if (!capabilities)
    return 1;
  if (capabilities->computesWithCodes() && isQuantized(module)) {
    PassManager pm(module.getContext());
    pm.addPass(nnef::createQuantizeTypesPass());
    if (failed(pm.run(module)))
      return 1;
  }
  auto support = nnef::checkSupport(module, *capabilities);
  if (failed(support))
    return 1;
  support->emitErrors();
  int status = writeOutput([&](llvm::raw_ostream &os) {
    support->print(os);
    return success();
  });
  return support->isSupported() ? status : 1;
}

/// Reads the command line and does what it says.
static llvm::Expected<int> runMain(int argc, char **argv) {
  registerAsmPrinterCLOptions();
  DialectRegistry registry;
  if (llvm::Error error = loadPlugins(argc, argv, registry))
    return std::move(error);
  describePluginOptions(category);
  // Each is an option, as --import-nnef is. This project registers none.
  cl::opt<const Translation *, false, TranslationParser> translation(
      "", cl::desc("Translations of plug-ins:"), cl::cat(category));
  cl::HideUnrelatedOptions(category);
  cl::ParseCommandLineOptions(
      argc, argv,
      "Translate between NNEF models and MLIR.\n\n"
      "  nnef-translate --import-nnef MODEL [-o FILE]\n"
      "  nnef-translate --export-nnef FILE [-o MODEL]\n"
      "  nnef-translate --check-support=TARGET MODEL\n"
      "  nnef-translate --report [--report-format=html -o FILE] MODEL\n"
      "  nnef-translate --load-pass-plugin=PLUGIN --TRANSLATION FILE\n\n"
      "MODEL is a folder with a graph.nnef, an archive of one (tar, plain or\n"
      "compressed, or zip), or the graph file alone; FILE is MLIR as text or\n"
      "bytecode. An export is an archive if its name ends in .tar, .tgz, "
      ".tar.gz,\n"
      ".tar.bz2, .tar.xz, .tar.zst or .zip, otherwise a folder.\n\n"
      "Each imported operation carries the name of its tensor and its place "
      "in\n"
      "the graph file. Weights are shown in full except on a terminal. An\n"
      "export without -o prints the graph.\n\n"
      "Problems are reported with their place; then the exit code is 1 and\n"
      "nothing is written. Existing output is replaced when the new one is\n"
      "complete.\n");
  bool checksSupport = checkedTarget.getNumOccurrences() != 0;
  bool translates = translation.getNumOccurrences() != 0;
  if (importNNEF + exportNNEF + checksSupport + report + translates != 1)
    return fail("say what to do: --import-nnef, --export-nnef, "
                "--check-support or --report");
  if (translates)
    return translateFile(*translation.getValue(), registry);
  if (exportNNEF)
    return exportFile(registry);

  nnef::ImportOptions options;
  options.loadVariables = importNNEF && !noWeights;
  options.variables = variables;
  options.strict = strict;
  for (const std::string &shape : inputShapes)
    if (llvm::Error error = nnef::parseInputShape(shape, options))
      return fail(llvm::toString(std::move(error)));

  if (splitInputFile || verifyDiagnostics)
    return importParts(options);

  MLIRContext context;
  llvm::SourceMgr sourceMgr;
  nnef::DiagnosticPrinter printer(sourceMgr, &context, llvm::errs());
  OwningOpRef<ModuleOp> module =
      nnef::importModel(input, &context, sourceMgr, options);
  if (!module)
    return 1;
  if (checksSupport)
    return checkSupport(*module);
  if (report)
    return writeOutput([&](llvm::raw_ostream &os) {
      nnef::writeReport(nnef::makeReport(*module), reportFormat, os);
      return success();
    });
  bool isTerminal =
      output == "-" && llvm::sys::Process::StandardOutIsDisplayed();
  return writeOutput(
      [&](llvm::raw_ostream &os) { return write(*module, os, isTerminal); });
}

int main(int argc, char **argv) {
  return toolMain("nnef-translate", argc, argv, runMain);
}
