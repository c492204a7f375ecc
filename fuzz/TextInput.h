//===- TextInput.h - An input that is text ----------------------*- C++ -*-===//
//
// Part of the nnef-mlir project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef NNEF_FUZZ_TEXTINPUT_H
#define NNEF_FUZZ_TEXTINPUT_H

#include "Fuzz.h"
#include "NNEF/Syntax/Diagnostics.h"
#include "llvm/Support/MemoryBuffer.h"
#include "llvm/Support/SourceMgr.h"

namespace nnef::fuzz {

/// A text in a source manager, and a handler of diagnostics about it, which
/// must lie in the text.
class TextInput {
public:
  TextInput(const uint8_t *data, size_t size)
      : bufferId(sourceMgr.AddNewSourceBuffer(
            llvm::MemoryBuffer::getMemBufferCopy(
                llvm::StringRef(reinterpret_cast<const char *>(data), size),
                "fuzz"),
            llvm::SMLoc())) {}

  const llvm::SourceMgr &getSourceMgr() const { return sourceMgr; }
  unsigned getBufferId() const { return bufferId; }
  llvm::StringRef getText() const {
    return sourceMgr.getMemoryBuffer(bufferId)->getBuffer();
  }
  /// Whether `range` is one of this text.
  bool contains(llvm::SMRange range) const {
    llvm::StringRef text = getText();
    return range.Start.getPointer() >= text.begin() &&
           range.Start.getPointer() <= range.End.getPointer() &&
           range.End.getPointer() <= text.end();
  }

  /// The number of errors since it was asked for last.
  unsigned takeErrors() { return std::exchange(errors, 0); }

  void operator()(syntax::Severity severity, llvm::SMRange range,
                  const llvm::Twine &message) {
    errors += severity == syntax::Severity::Error;
    require(!message.str().empty(), "a diagnostic that says nothing");
    require(contains(range), "a diagnostic outside of the text: " + message);
    syntax::getLineAndColumn(sourceMgr, bufferId, range.Start);
  }

private:
  llvm::SourceMgr sourceMgr;
  unsigned bufferId;
  unsigned errors = 0;
};

} // namespace nnef::fuzz

#endif // NNEF_FUZZ_TEXTINPUT_H
