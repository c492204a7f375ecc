//===- nnef-benchmark.cpp - How long reading a model takes ----------------===//
//
// Part of the nnef-mlir project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Each benchmark runs once, because that is what users do: the first time in a
// process, with a fresh context. Ask for more with --benchmark_repetitions.
//
//===----------------------------------------------------------------------===//

#include "NNEF/Model/OutputFile.h"
#include "NNEF/Stdlib/Stdlib.h"
#include "NNEF/Syntax/Checker.h"
#include "NNEF/Syntax/Parser.h"
#include "NNEF/Translate/Import.h"
#include "mlir/Bytecode/BytecodeWriter.h"
#include "mlir/IR/DialectResourceBlobManager.h"
#include "mlir/IR/MLIRContext.h"
#include "mlir/Support/ToolUtilities.h"
#include "llvm/Support/FileSystem.h"
#include "llvm/Support/LineIterator.h"
#include "llvm/Support/SourceMgr.h"
#include "llvm/Support/raw_ostream.h"
#include <benchmark/benchmark.h>

using namespace mlir;
using benchmark::State;
using llvm::StringRef;

//===----------------------------------------------------------------------===//
// Memory
//===----------------------------------------------------------------------===//

/// A number of bytes from this process's status; nothing where there is none.
static std::optional<uint64_t> getStatus(StringRef field) {
  auto status = llvm::MemoryBuffer::getFileAsStream("/proc/self/status");
  if (!status)
    return std::nullopt;
  for (llvm::line_iterator line(**status); !line.is_at_eof(); ++line) {
    StringRef text = *line;
    uint64_t kilobytes;
    if (text.consume_front(field) && text.consume_front(":") &&
        !text.trim().consumeInteger(10, kilobytes))
      return kilobytes * 1024;
  }
  return std::nullopt;
}

/// Reports the memory that is this process's own, now and at its peak. Files
/// that are mapped are not: the system has them once for everybody, and drops
/// them when it needs the room.
static void reportMemory(State &state) {
  std::optional<uint64_t> now = getStatus("RssAnon");
  std::optional<uint64_t> peak = getStatus("VmHWM");
  std::optional<uint64_t> files = getStatus("RssFile");
  if (!now || !peak || !files)
    return;
  state.counters["private_bytes"] = *now;
  // Nothing that has been mapped is given back before the end, so what else
  // the peak has is private.
  state.counters["peak_private_bytes"] = *peak - *files;
}

//===----------------------------------------------------------------------===//
// The stages of an import
//===----------------------------------------------------------------------===//

namespace {
/// What an import makes. It is destroyed outside of the time that is measured.
struct Imported {
  llvm::SourceMgr sourceMgr;
  MLIRContext context;
  SourceMgrDiagnosticHandler handler{sourceMgr, &context, llvm::errs()};
  OwningOpRef<ModuleOp> module;
};
} // namespace

static std::unique_ptr<Imported> import(StringRef model, bool loadVariables) {
  auto imported = std::make_unique<Imported>();
  nnef::ImportOptions options;
  options.loadVariables = loadVariables;
  imported->module = nnef::importModel(model, &imported->context,
                                       imported->sourceMgr, options);
  return imported->module ? std::move(imported) : nullptr;
}

/// Reads the text of a graph file, and may check it as well.
static void parse(State &state, const std::string &model, bool check) {
  llvm::SourceMgr sourceMgr;
  std::unique_ptr<nnef::syntax::Document> document;
  auto ignore = [](nnef::syntax::Severity, llvm::SMRange, const llvm::Twine &) {
  };
  for (auto _ : state) {
    auto buffer = llvm::MemoryBuffer::getFile(model);
    if (!buffer)
      return state.SkipWithError("cannot read the graph");
    unsigned bufferId =
        sourceMgr.AddNewSourceBuffer(std::move(*buffer), llvm::SMLoc());
    document = nnef::syntax::parseDocument(sourceMgr, bufferId, ignore);
    bool isValid = !document->hasErrors();
    if (isValid && check) {
      nnef::Stdlib stdlib = nnef::Stdlib::load(sourceMgr);
      isValid =
          nnef::syntax::checkDocument(*document, stdlib.getDocument(), ignore);
    }
    if (!isValid)
      return state.SkipWithError("the graph has errors");
  }
  reportMemory(state);
}

/// Makes a verified module. Weights are mapped, not read.
static void import(State &state, const std::string &model, bool loadVariables) {
  std::unique_ptr<Imported> imported;
  for (auto _ : state)
    if (!(imported = import(model, loadVariables)))
      return state.SkipWithError("cannot import the model");
  reportMemory(state);
}

/// The same, and reads each byte of the weights.
static void importAndRead(State &state, const std::string &model) {
  std::unique_ptr<Imported> imported;
  for (auto _ : state) {
    if (!(imported = import(model, /*loadVariables=*/true)))
      return state.SkipWithError("cannot import the model");
    uint64_t sum = 0;
    imported->module->walk([&](Operation *op) {
      auto value = op->getAttrOfType<DenseResourceElementsAttr>("value");
      if (!value)
        return;
      ArrayRef<char> data = value.getRawHandle().getBlob()->getData();
      for (size_t i = 0; i + sizeof(uint64_t) <= data.size();
           i += sizeof(uint64_t)) {
        uint64_t word;
        std::memcpy(&word, &data[i], sizeof(word));
        sum += word;
      }
    });
    benchmark::DoNotOptimize(sum);
  }
  reportMemory(state);
}

/// Writes a module as bytecode; importing it takes no part.
static void writeBytecode(State &state, const std::string &model,
                          const std::string &output) {
  std::unique_ptr<Imported> imported = import(model, /*loadVariables=*/true);
  if (!imported)
    return state.SkipWithError("cannot import the model");
  for (auto _ : state) {
    llvm::Error error = nnef::writeOutputFile(
        output, [&](llvm::raw_ostream &os) -> llvm::Error {
          if (failed(writeBytecodeToFile(*imported->module, os)))
            return llvm::createStringError("cannot write bytecode");
          return llvm::Error::success();
        });
    if (error)
      return state.SkipWithError(llvm::toString(std::move(error)).c_str());
  }
  reportMemory(state);
}

//===----------------------------------------------------------------------===//
// The program
//===----------------------------------------------------------------------===//

int main(int argc, char **argv) {
  benchmark::Initialize(&argc, argv);
  if (argc != 2 && argc != 3) {
    llvm::errs()
        << "usage: nnef-benchmark MODEL [BYTECODE] "
           "[--benchmark_filter=NAME] [--benchmark_...]\n\n"
           "MODEL is a folder, an archive or a graph file. The "
           "benchmarks are\n"
           "  Parse          the text of a graph file\n"
           "  ImportGraph    a verified module without weights\n"
           "  Import         a verified module with mapped weights\n"
           "  ImportAndRead  the same, and every weight is read\n"
           "  WriteBytecode  what was imported, to the file BYTECODE\n";
    return 1;
  }
  std::string model = argv[1];
  auto add = [](const char *name, auto &&function) {
    benchmark::RegisterBenchmark(name, function)
        ->Iterations(1)
        ->UseRealTime()
        ->MeasureProcessCPUTime()
        ->Unit(benchmark::kMillisecond);
  };
  bool isGraph = llvm::sys::fs::is_regular_file(model) &&
                 StringRef(model).ends_with(".nnef");
  if (isGraph) {
    add("Parse", [=](State &state) { parse(state, model, /*check=*/false); });
    add("Check", [=](State &state) { parse(state, model, /*check=*/true); });
  }
  add("ImportGraph",
      [=](State &state) { import(state, model, /*loadVariables=*/false); });
  if (!isGraph) {
    add("Import",
        [=](State &state) { import(state, model, /*loadVariables=*/true); });
    add("ImportAndRead", [=](State &state) { importAndRead(state, model); });
  }
  if (argc == 3)
    add("WriteBytecode", [=, output = std::string(argv[2])](State &state) {
      writeBytecode(state, model, output);
    });
  benchmark::RunSpecifiedBenchmarks();
  benchmark::Shutdown();
}
