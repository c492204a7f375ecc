//===- Positions.h - Places in a text as editors count them -----*- C++ -*-===//
//
// Part of the nnef-mlir project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef NNEF_LANGUAGESERVER_POSITIONS_H
#define NNEF_LANGUAGESERVER_POSITIONS_H

#include "llvm/Support/LSP/Protocol.h"
#include <vector>

namespace nnef {

/// Converts between bytes of a text in UTF-8 and positions of the Language
/// Server Protocol: lines from zero, which `\n`, `\r\n` and `\r` end, and in a
/// line units of UTF-16.
class PositionTable {
public:
  /// The text must outlive the table.
  explicit PositionTable(llvm::StringRef text);

  /// The position of a byte. What is behind the text counts as its end.
  llvm::lsp::Position getPosition(size_t offset) const;
  /// The byte at a position. What is behind the end of a line counts as that
  /// end, and what is behind the last line as the end of the text.
  size_t getOffset(llvm::lsp::Position position) const;

private:
  /// A line without what ends it.
  llvm::StringRef getLine(size_t line) const;

  llvm::StringRef text;
  /// Where the lines start.
  std::vector<size_t> starts;
};

} // namespace nnef

#endif // NNEF_LANGUAGESERVER_POSITIONS_H
