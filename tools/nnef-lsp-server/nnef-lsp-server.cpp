//===- nnef-lsp-server.cpp - The language server for NNEF -----------------===//
//
// Part of the nnef-mlir project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "NNEF/LanguageServer/LanguageServer.h"
#include "UsageError.h"
#include "llvm/Support/CommandLine.h"
#include "llvm/Support/FileSystem.h"
#include "llvm/Support/InitLLVM.h"
#include "llvm/Support/LSP/Logging.h"
#include "llvm/Support/Path.h"
#include "llvm/Support/Program.h"

using namespace llvm;
using namespace nnef;

static cl::OptionCategory category("nnef-lsp-server options");

static cl::opt<lsp::Logger::Level>
    logLevel("log", cl::cat(category), cl::init(lsp::Logger::Level::Error),
             cl::desc("What is written to standard error:"),
             cl::values(clEnumValN(lsp::Logger::Level::Error, "error",
                                   "what goes wrong (the default)"),
                        clEnumValN(lsp::Logger::Level::Info, "info",
                                   "the messages by name"),
                        clEnumValN(lsp::Logger::Level::Debug, "verbose",
                                   "the messages as a whole")));

/// The file of the standard's declarations beside the program.
static std::string findStdlibFile(const char *program) {
  // Any function of the program says where it is.
  SmallString<128> path(sys::fs::getMainExecutable(
      program, reinterpret_cast<void *>(&findStdlibFile)));
  sys::path::remove_filename(path);
  sys::path::append(path, "..", "share", "nnef-mlir", "Stdlib.nnef");
  sys::path::remove_dots(path, /*remove_dot_dot=*/true);
  return path.str().str();
}

int main(int argc, char **argv) {
  InitLLVM y(argc, argv);
  cl::HideUnrelatedOptions(category);
  cl::ParseCommandLineOptions(
      argc, argv,
      "The language server for NNEF.\n\n"
      "Editors start it and talk to it in the Language Server Protocol, over\n"
      "standard input and output: errors as you type, hover, go to\n"
      "definition, completion, outline and formatting of .nnef files.\n"
      "docs/editors.md says how to set up an editor. For .mlir files there is\n"
      "nnef-mlir-lsp-server.\n");
  lsp::Logger::setLogLevel(logLevel);
  if (std::error_code error = sys::ChangeStdinToBinary())
    return finishTool("nnef-lsp-server", errorCodeToError(error));
  lsp::JSONTransport transport(stdin, outs());
  LanguageServerOptions options;
  options.stdlibFile = findStdlibFile(argv[0]);
  if (Error error = runLanguageServer(transport, options))
    return finishTool("nnef-lsp-server", std::move(error));
  return 0;
}
