//===- nnef-format.cpp - NNEF text in one style ---------------------------===//
//
// Part of the nnef-mlir project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "NNEF/Model/OutputFile.h"
#include "NNEF/Syntax/Format.h"
#include "ToolMain.h"
#include "UsageError.h"
#include "llvm/Support/CommandLine.h"
#include "llvm/Support/MemoryBuffer.h"
#include "llvm/Support/SourceMgr.h"
#include "llvm/Support/raw_ostream.h"

using namespace llvm;
using namespace nnef;

static cl::OptionCategory category("nnef-format options");

static cl::list<std::string> files(cl::Positional, cl::value_desc("FILE"),
                                   cl::desc("FILE..."), cl::cat(category));
static cl::opt<bool> inPlace("i", cl::cat(category),
                             cl::desc("Replace each file by what it becomes"));
static cl::opt<bool>
    check("check", cl::cat(category),
          cl::desc("Write nothing but the names of the files that would "
                   "change; the exit code is 1 if there are any"));

/// Formats a file. Returns false if it has errors, or if it is only to be
/// checked and is not formatted.
static Expected<bool> formatFile(StringRef path) {
  auto buffer = MemoryBuffer::getFileOrSTDIN(path);
  if (!buffer)
    return createFileError(path, buffer.getError());
  SourceMgr sourceMgr;
  StringRef text = (*buffer)->getBuffer();
  unsigned id = sourceMgr.AddNewSourceBuffer(std::move(*buffer), SMLoc());
  auto report = [&](syntax::Severity severity, SMRange range,
                    const Twine &message) {
    bool isNote = severity == syntax::Severity::Note;
    sourceMgr.PrintMessage(range.Start,
                           isNote ? SourceMgr::DK_Note : SourceMgr::DK_Error,
                           message, range);
  };
  std::optional<std::string> formatted =
      syntax::formatDocument(sourceMgr, id, report);
  if (!formatted)
    return false;
  if (check) {
    if (*formatted == text)
      return true;
    outs() << path << "\n";
    return false;
  }
  if (!inPlace) {
    outs() << *formatted;
    return true;
  }
  // A file that is as it should be keeps its time.
  if (*formatted == text)
    return true;
  Error error = writeOutputFile(path, [&](raw_ostream &os) {
    os << *formatted;
    return Error::success();
  });
  if (error)
    return std::move(error);
  return true;
}

/// Reads the command line and does what it says.
static Expected<int> runMain(int argc, char **argv) {
  cl::HideUnrelatedOptions(category);
  cl::ParseCommandLineOptions(
      argc, argv,
      "Write NNEF text in the style of the standard.\n\n"
      "  nnef-format [FILE...]          print what the files become\n"
      "  nnef-format -i FILE...         replace the files\n"
      "  nnef-format --check FILE...    name the files that would change\n\n"
      "Without a FILE, or for -, it reads standard input. Only space and line\n"
      "ends change: tokens and comments stay as they are, and in order. A "
      "file\n"
      "with syntax errors is left alone; then the errors are printed, and the\n"
      "exit code is 1.\n");
  if (check && inPlace)
    return make_error<UsageError>("--check writes nothing, but -i does");
  if (inPlace && (files.empty() || is_contained(files, "-")))
    return make_error<UsageError>("-i needs files");
  if (files.empty())
    files.push_back("-");
  int exitCode = 0;
  for (const std::string &path : files) {
    Expected<bool> isGood = formatFile(path);
    if (!isGood) {
      // The other files can be formatted even so.
      finishTool("nnef-format", isGood.takeError());
      exitCode = 1;
    } else if (!*isGood) {
      exitCode = 1;
    }
  }
  return exitCode;
}

int main(int argc, char **argv) {
  return toolMain("nnef-format", argc, argv, runMain);
}
