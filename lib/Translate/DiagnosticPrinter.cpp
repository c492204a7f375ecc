//===- DiagnosticPrinter.cpp - Diagnostics with their text ----------------===//
//
// Part of the nnef-mlir project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "NNEF/Translate/DiagnosticPrinter.h"

#include "NNEF/Translate/SourceLocations.h"
#include "mlir/IR/BuiltinAttributes.h"
#include "mlir/IR/Location.h"
#include "llvm/ADT/TypeSwitch.h"
#include "llvm/Support/FileSystem.h"
#include "llvm/Support/SourceMgr.h"
#include "llvm/Support/raw_ostream.h"

using namespace mlir;
using namespace nnef;

// How many call sites are shown of what is deep in fragments.
static constexpr unsigned kMaxCallSites = 8;

DiagnosticPrinter::DiagnosticPrinter(llvm::SourceMgr &sourceMgr,
                                     MLIRContext *context,
                                     llvm::raw_ostream &os)
    : ScopedDiagnosticHandler(context), sourceMgr(sourceMgr), os(os) {
  setHandler([this](Diagnostic &diagnostic) { print(diagnostic); });
}

static llvm::SourceMgr::DiagKind getKind(DiagnosticSeverity severity) {
  switch (severity) {
  case DiagnosticSeverity::Note:
    return llvm::SourceMgr::DK_Note;
  case DiagnosticSeverity::Warning:
    return llvm::SourceMgr::DK_Warning;
  case DiagnosticSeverity::Error:
    return llvm::SourceMgr::DK_Error;
  case DiagnosticSeverity::Remark:
    return llvm::SourceMgr::DK_Remark;
  }
  llvm_unreachable("all severities are covered");
}

/// The buffer of a file; 0 if there is none. What a pass or an operation of a
/// file of MLIR comes from is not in the source manager at first.
static unsigned findBuffer(llvm::SourceMgr &sourceMgr, StringRef file) {
  for (unsigned id = 1; id <= sourceMgr.getNumBuffers(); ++id)
    if (sourceMgr.getMemoryBuffer(id)->getBufferIdentifier() == file)
      return id;
  if (!llvm::sys::fs::is_regular_file(file))
    return 0;
  auto buffer = llvm::MemoryBuffer::getFile(file, /*IsText=*/true);
  return buffer ? sourceMgr.AddNewSourceBuffer(std::move(*buffer), {}) : 0;
}

/// Cuts a long line to what is around the place that a diagnostic is about: the
/// entry of a quantization file has a number for each of a thousand channels.
static llvm::SMDiagnostic shorten(const llvm::SMDiagnostic &diagnostic) {
  constexpr unsigned maxLength = 200, context = 60;
  StringRef line = diagnostic.getLineContents();
  if (line.size() <= maxLength)
    return diagnostic;
  unsigned column = std::max(diagnostic.getColumnNo(), 0);
  unsigned begin = column < context ? 0 : column - context;
  std::string part = line.substr(begin, maxLength - 6).str();
  unsigned end = begin + part.size();
  unsigned shift = 0;
  if (end < line.size())
    part += "...";
  if (begin > 0) {
    part = "..." + part;
    shift = 3;
  }
  std::vector<std::pair<unsigned, unsigned>> ranges;
  for (auto [first, last] : diagnostic.getRanges())
    if (first < end && last > begin)
      ranges.push_back({std::max(first, begin) - begin + shift,
                        std::min(last, end) - begin + shift});
  return llvm::SMDiagnostic(*diagnostic.getSourceMgr(), diagnostic.getLoc(),
                            diagnostic.getFilename(), diagnostic.getLineNo(),
                            column - begin + shift, diagnostic.getKind(),
                            diagnostic.getMessage(), part, ranges);
}

void DiagnosticPrinter::print(Location loc, DiagnosticSeverity severity,
                              const Twine &message) {
  llvm::SourceMgr::DiagKind kind = getKind(severity);
  FileLineColRange range = findSourceRange(loc);
  // A file as a whole has no line.
  unsigned buffer = range && range.getStartLine()
                        ? findBuffer(sourceMgr, range.getFilename().getValue())
                        : 0;
  auto find = [&](unsigned line, unsigned column) {
    return buffer && line
               ? sourceMgr.FindLocForLineAndColumn(buffer, line, column)
               : llvm::SMLoc();
  };
  llvm::SMLoc start, end;
  if (range) {
    start = find(range.getStartLine(), range.getStartColumn());
    end = find(range.getEndLine(), range.getEndColumn());
  }
  if (start.isValid()) {
    SmallVector<llvm::SMRange, 1> ranges;
    if (end.isValid() && start.getPointer() < end.getPointer())
      ranges.push_back({start, end});
    sourceMgr.PrintMessage(
        os, shorten(sourceMgr.GetMessage(start, kind, message, ranges)));
    return;
  }
  // There is no line to show, but perhaps a place to name.
  std::string place;
  llvm::raw_string_ostream stream(place);
  if (range) {
    stream << range.getFilename().getValue();
    if (range.getStartLine())
      stream << ":" << range.getStartLine() << ":" << range.getStartColumn();
  } else if (!isa<UnknownLoc>(loc)) {
    loc.print(stream);
  }
  llvm::SMDiagnostic(place, kind, message.str()).print(nullptr, os);
}

void DiagnosticPrinter::print(Diagnostic &diagnostic) {
  print(diagnostic.getLocation(), diagnostic.getSeverity(), diagnostic.str());
  std::optional<Location> caller = findCaller(diagnostic.getLocation());
  for (unsigned i = 0; caller && i < kMaxCallSites; ++i) {
    print(*caller, DiagnosticSeverity::Note, "invoked here");
    caller = findCaller(*caller);
  }
  for (Diagnostic &note : diagnostic.getNotes())
    print(note.getLocation(), note.getSeverity(), note.str());
}
