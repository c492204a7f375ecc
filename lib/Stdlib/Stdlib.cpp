//===- Stdlib.cpp - The standard library of NNEF --------------------------===//
//
// Part of the nnef-mlir project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "NNEF/Stdlib/Stdlib.h"
#include "NNEF/Syntax/Parser.h"
#include "llvm/Support/SourceMgr.h"

using namespace nnef;

static constexpr char stdlibText[] =
#include "Stdlib.nnef.inc"
    ;

llvm::StringRef nnef::getStdlibText() { return stdlibText; }

Stdlib Stdlib::load(llvm::SourceMgr &sourceMgr) {
  unsigned bufferId = sourceMgr.AddNewSourceBuffer(
      llvm::MemoryBuffer::getMemBuffer(getStdlibText(), "stdlib.nnef"),
      llvm::SMLoc());
  syntax::ParserOptions options;
  options.requireGraph = false;
  // The text is a constant, and the unit tests prove that it parses.
  auto ignore = [](syntax::Severity, llvm::SMRange, const llvm::Twine &) {};
  auto document = syntax::parseDocument(sourceMgr, bufferId, ignore, options);
  assert(!document->hasErrors() && "the standard library must parse");
  return Stdlib(std::move(document));
}
