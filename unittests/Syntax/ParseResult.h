//===- ParseResult.h - Parsing text in a test -------------------*- C++ -*-===//
//
// Part of the nnef-mlir project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef NNEF_UNITTESTS_SYNTAX_PARSERESULT_H
#define NNEF_UNITTESTS_SYNTAX_PARSERESULT_H

#include "NNEF/Syntax/Parser.h"
#include "llvm/ADT/Twine.h"
#include "llvm/Support/SourceMgr.h"
#include <string>
#include <vector>

namespace nnef::syntax {

/// A parsed text with what was reported about it, as `line:column: message`.
struct ParseResult {
  explicit ParseResult(llvm::StringRef text, ParserOptions options = {}) {
    unsigned id = sourceMgr.AddNewSourceBuffer(
        llvm::MemoryBuffer::getMemBufferCopy(text, "test"), llvm::SMLoc());
    document = parseDocument(
        sourceMgr, id,
        [&](Severity severity, llvm::SMRange range,
            const llvm::Twine &message) {
          (severity == Severity::Note ? notes : errors)
              .push_back(at(range.Start) + ": " + message.str());
        },
        options);
  }

  /// A position as `line:column`.
  std::string at(llvm::SMLoc loc) const {
    auto [line, column] = getLineAndColumn(sourceMgr, 1, loc);
    return std::to_string(line) + ":" + std::to_string(column);
  }

  /// The text that a range covers.
  static llvm::StringRef textOf(llvm::SMRange range) {
    const char *begin = range.Start.getPointer();
    return {begin, static_cast<size_t>(range.End.getPointer() - begin)};
  }

  llvm::SourceMgr sourceMgr;
  std::unique_ptr<Document> document;
  std::vector<std::string> errors;
  std::vector<std::string> notes;
};

} // namespace nnef::syntax

#endif // NNEF_UNITTESTS_SYNTAX_PARSERESULT_H
