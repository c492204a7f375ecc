//===- Positions.cpp - Places in a text as editors count them -------------===//
//
// Part of the nnef-mlir project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "NNEF/LanguageServer/Positions.h"
#include "llvm/ADT/STLExtras.h"

using namespace nnef;
using llvm::StringRef;
using llvm::lsp::Position;

PositionTable::PositionTable(StringRef text) : text(text) {
  starts.push_back(0);
  for (size_t i = 0; i < text.size(); ++i) {
    bool isCarriageReturn = text[i] == '\r';
    if (isCarriageReturn && i + 1 < text.size() && text[i + 1] == '\n')
      continue;
    if (isCarriageReturn || text[i] == '\n')
      starts.push_back(i + 1);
  }
}

StringRef PositionTable::getLine(size_t line) const {
  size_t end = line + 1 < starts.size() ? starts[line + 1] : text.size();
  return text.slice(starts[line], end).rtrim("\r\n");
}

/// How many bytes the character has that starts with `first`, and how many
/// units of UTF-16. What is no UTF-8 counts byte by byte.
static std::pair<unsigned, unsigned> getLengths(char first) {
  auto byte = static_cast<unsigned char>(first);
  if (byte >= 0xF0)
    return {4, 2};
  if (byte >= 0xE0)
    return {3, 1};
  return {byte >= 0xC0 ? 2 : 1, 1};
}

Position PositionTable::getPosition(size_t offset) const {
  offset = std::min(offset, text.size());
  size_t line = llvm::upper_bound(starts, offset) - starts.begin() - 1;
  StringRef before = getLine(line).take_front(offset - starts[line]);
  int units = 0;
  while (!before.empty()) {
    auto [numBytes, numUnits] = getLengths(before.front());
    before = before.drop_front(std::min<size_t>(numBytes, before.size()));
    units += numUnits;
  }
  return {static_cast<int>(line), units};
}

size_t PositionTable::getOffset(Position position) const {
  if (position.line < 0)
    return 0;
  if (static_cast<size_t>(position.line) >= starts.size())
    return text.size();
  StringRef rest = getLine(position.line);
  int units = std::max(position.character, 0);
  while (!rest.empty()) {
    auto [numBytes, numUnits] = getLengths(rest.front());
    // The second half of a pair belongs to the character that the pair is.
    if (static_cast<int>(numUnits) > units)
      break;
    units -= numUnits;
    rest = rest.drop_front(std::min<size_t>(numBytes, rest.size()));
  }
  return rest.data() - text.data();
}
