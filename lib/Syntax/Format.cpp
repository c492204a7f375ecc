//===- Format.cpp - NNEF text in one style --------------------------------===//
//
// Part of the nnef-mlir project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// The tokens are printed again with other space between them, one logical line
// after the other: a statement, the header of a declaration, a brace. A logical
// line that is too long is filled: at commas first, then at operators, and only
// then inside of brackets. Continued lines are aligned behind the bracket they
// are in.
//
//===----------------------------------------------------------------------===//

#include "NNEF/Syntax/Format.h"

#include "FormatTokens.h"
#include "NNEF/Syntax/Parser.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/Support/SourceMgr.h"

using namespace nnef::syntax;
using llvm::StringRef;

static constexpr unsigned kMaxColumn = 80;
static constexpr unsigned kIndent = 4;
// Behind a bracket further to the right there is too little room.
static constexpr unsigned kMaxAlignment = 48;
static constexpr StringRef kByteOrderMark = "\xEF\xBB\xBF";

/// How many columns a text takes; all characters take one.
static unsigned getWidth(StringRef text) {
  return llvm::count_if(text, [](char c) { return (c & 0xC0) != 0x80; });
}

static bool startsDeclaration(TokenKind kind) {
  return kind == TokenKind::kw_version || kind == TokenKind::kw_extension ||
         kind == TokenKind::kw_fragment || kind == TokenKind::kw_graph;
}

namespace {
/// Some tokens, from `begin` up to but without `end`.
struct Range {
  unsigned begin, end;
};

class Formatter {
public:
  explicit Formatter(llvm::ArrayRef<FormatToken> tokens);

  std::string format();

private:
  //===--- Logical lines --------------------------------------------------===//
  void formatExtension(Range line);
  void formatHeader(Range line);
  void formatBody();
  void formatStatement(Range line, unsigned indent);
  /// Prints the empty line and the comments in front of a logical line, and
  /// starts it.
  void startLogicalLine(unsigned indent, bool wantsBlank = false);
  /// The tokens up to and including the next `;`, or up to a brace or the next
  /// declaration.
  Range takeLine();

  //===--- Parts of lines -------------------------------------------------===//
  void print(Range range, BreakLevel level, unsigned align, unsigned reserved);
  void printElements(Range range, unsigned align, unsigned reserved);
  void printToken(unsigned index, unsigned align);
  /// Whether a range fits into the rest of the line, with `reserved` columns
  /// behind it.
  bool fits(Range range, unsigned reserved) const;
  /// How many columns a range takes in one line.
  unsigned getFlatWidth(Range range) const {
    return widths[range.end] - widths[range.begin];
  }
  bool hasComments(Range range) const;

  //===--- Text -----------------------------------------------------------===//
  void startLine(unsigned align);
  void write(StringRef text);

  llvm::ArrayRef<FormatToken> tokens;
  /// For each token, the width of all before it in one line, and how many
  /// comments are among them.
  std::vector<unsigned> widths, comments;
  /// The next token.
  unsigned next = 0;
  std::string text;
  unsigned column = 0;
  /// The first token of the logical line, and the column where it stands.
  unsigned lineBegin = 0, lineIndent = 0;
  bool atLineStart = true;
  /// Whether the line ends with a comment, so that nothing can follow.
  bool needsBreak = false;
  /// Whether an empty line has to follow what was printed last, and whether
  /// none may.
  bool wantsBlankNext = false, forbidsBlank = true;
};
} // namespace

Formatter::Formatter(llvm::ArrayRef<FormatToken> tokens) : tokens(tokens) {
  unsigned width = 0, count = 0;
  for (const FormatToken &token : tokens) {
    widths.push_back(width);
    comments.push_back(count);
    width += token.hasSpace + getWidth(token.token.getSpelling());
    count += token.comments.size() + !token.trailing.empty();
  }
}

//===----------------------------------------------------------------------===//
// Text
//===----------------------------------------------------------------------===//

void Formatter::startLine(unsigned align) {
  if (!atLineStart)
    text += '\n';
  atLineStart = true;
  needsBreak = false;
  column = align;
}

void Formatter::write(StringRef part) {
  if (atLineStart)
    text.append(column, ' ');
  atLineStart = false;
  text += part;
  column += getWidth(part);
}

//===----------------------------------------------------------------------===//
// Parts of lines
//===----------------------------------------------------------------------===//

bool Formatter::hasComments(Range range) const {
  // What is in front of a range and behind it does not break it.
  const FormatToken &first = tokens[range.begin], &last = tokens[range.end - 1];
  return comments[range.end] - comments[range.begin] >
         first.comments.size() + !last.trailing.empty();
}

bool Formatter::fits(Range range, unsigned reserved) const {
  if (range.begin == range.end)
    return true;
  unsigned width = getFlatWidth(range) + reserved;
  // No space is printed in front of a line.
  if (atLineStart && tokens[range.begin].hasSpace)
    --width;
  return !hasComments(range) && column + width <= kMaxColumn;
}

void Formatter::printToken(unsigned index, unsigned align) {
  const FormatToken &token = tokens[index];
  if (atLineStart)
    align = column;
  // Those in front of a logical line are there already.
  bool hasComments = index != lineBegin && !token.comments.empty();
  if (needsBreak || hasComments)
    startLine(align);
  if (hasComments) {
    for (const OwnLineComment &comment : token.comments) {
      write(comment.text);
      startLine(align);
    }
  }
  if (token.hasSpace && !atLineStart)
    write(" ");
  write(token.token.getSpelling());
  if (token.trailing.empty())
    return;
  write(" ");
  write(token.trailing);
  needsBreak = true;
}

/// Prints a range as levels of break points allow it: as much as there is room
/// for, then the rest in lines that start at `align`. Behind it there will be
/// `reserved` columns more in its last line.
void Formatter::print(Range range, BreakLevel level, unsigned align,
                      unsigned reserved) {
  if (level == BreakLevel::None || fits(range, reserved))
    return printElements(range, align, reserved);
  auto nextLevel = static_cast<BreakLevel>(static_cast<unsigned>(level) + 1);
  bool isFirst = true;
  for (unsigned i = range.begin; i < range.end;) {
    // A chunk ends behind an operator or in front of a keyword.
    Range chunk = {i, i};
    do {
      const FormatToken &token = tokens[chunk.end];
      bool breaksHere = token.breakLevel == level;
      if (breaksHere && level == BreakLevel::Keyword && chunk.end != i)
        break;
      chunk.end = token.closing ? token.closing + 1 : chunk.end + 1;
      if (breaksHere && level != BreakLevel::Keyword)
        break;
    } while (chunk.end < range.end);
    unsigned chunkReserved = chunk.end == range.end ? reserved : 0;
    if (!isFirst && !fits(chunk, chunkReserved))
      startLine(align);
    isFirst = false;
    print(chunk, nextLevel, align, chunkReserved);
    i = chunk.end;
  }
}

/// Prints tokens behind each other; brackets that do not fit are broken inside.
void Formatter::printElements(Range range, unsigned align, unsigned reserved) {
  for (unsigned i = range.begin; i < range.end; ++i) {
    printToken(i, align);
    unsigned closing = tokens[i].closing;
    if (!closing || closing >= range.end)
      continue;
    unsigned behind = getFlatWidth({closing, range.end}) + reserved;
    unsigned inner = column;
    if (inner > kMaxAlignment && !fits({i + 1, closing}, behind)) {
      inner = lineIndent + kIndent;
      startLine(inner);
    }
    print({i + 1, closing}, BreakLevel::Comma, inner, behind);
    printToken(closing, inner);
    i = closing;
  }
}

//===----------------------------------------------------------------------===//
// Logical lines
//===----------------------------------------------------------------------===//

void Formatter::startLogicalLine(unsigned indent, bool wantsBlank) {
  const FormatToken &token = tokens[next];
  wantsBlank |= wantsBlankNext;
  bool isFirst = true;
  auto start = [&](bool followsBlank) {
    bool isBlank =
        (followsBlank || (isFirst && wantsBlank)) && !(isFirst && forbidsBlank);
    startLine(indent);
    if (isBlank)
      text += '\n';
    isFirst = false;
  };
  for (const OwnLineComment &comment : token.comments) {
    start(comment.followsBlank);
    write(comment.text);
  }
  // Nothing but the end follows the last line.
  if (token.getKind() == TokenKind::eof)
    return startLine(0);
  start(token.followsBlank);
  lineBegin = next;
  lineIndent = indent;
  wantsBlankNext = forbidsBlank = false;
}

Range Formatter::takeLine() {
  Range line = {next, next};
  // Vendors may write braces behind the name of an extension.
  bool hasBody = tokens[next].getKind() != TokenKind::kw_extension;
  do {
    TokenKind kind = tokens[line.end++].getKind();
    if (kind == TokenKind::semicolon)
      break;
  } while (!(hasBody && tokens[line.end].getKind() == TokenKind::l_brace) &&
           tokens[line.end].getKind() != TokenKind::eof &&
           !startsDeclaration(tokens[line.end].getKind()));
  next = line.end;
  return line;
}

/// Of vendors' extensions only the vendors know what space in them means.
void Formatter::formatExtension(Range line) {
  bool hasOnlyNames =
      !hasComments(line) &&
      llvm::all_of(tokens.slice(line.begin + 1, line.end - line.begin - 1),
                   [](const FormatToken &token) {
                     return token.token.isAny(TokenKind::identifier,
                                              TokenKind::comma,
                                              TokenKind::semicolon);
                   });
  if (hasOnlyNames) {
    print(line, BreakLevel::None, kIndent, 0);
    return;
  }
  const char *begin = tokens[line.begin].token.getLoc().getPointer();
  const char *end = tokens[line.end - 1].token.getEndLoc().getPointer();
  write(StringRef(begin, end - begin));
  if (!tokens[line.end - 1].trailing.empty())
    write((" " + tokens[line.end - 1].trailing).str());
}

/// Prints a statement: its left side, and its right side behind that.
void Formatter::formatStatement(Range line, unsigned indent) {
  unsigned align = indent + kIndent;
  unsigned equal = line.begin;
  while (equal < line.end && tokens[equal].getKind() != TokenKind::equal)
    ++equal;
  if (equal == line.end || fits(line, 0))
    return print(line, BreakLevel::Comma, align, 0);
  unsigned right = equal + 1;
  print({line.begin, right}, BreakLevel::Comma, align, 0);
  unsigned start = column + 1;
  print({right, line.end}, BreakLevel::Keyword,
        start > kMaxAlignment ? align : start, 0);
}

/// Prints `fragment name(parameters) -> (results)`: in one line, or else with
/// the results in a second one, or with a line for each parameter.
void Formatter::formatHeader(Range line) {
  unsigned open = line.begin;
  while (open < line.end && !tokens[open].closing)
    ++open;
  unsigned arrow = open < line.end ? tokens[open].closing + 1 : line.end;
  if (arrow >= line.end || fits(line, 0))
    return print(line, BreakLevel::Comma, kIndent, 0);
  unsigned closing = arrow - 1;
  if (fits({line.begin, arrow}, 0) || open + 1 == closing) {
    print({line.begin, arrow}, BreakLevel::None, kIndent, 0);
  } else {
    print({line.begin, open + 1}, BreakLevel::None, kIndent, 0);
    for (unsigned i = open + 1; i < closing;) {
      Range parameter = {i, i};
      do {
        const FormatToken &token = tokens[parameter.end];
        parameter.end = token.closing ? token.closing + 1 : parameter.end + 1;
      } while (parameter.end < closing &&
               tokens[parameter.end - 1].getKind() != TokenKind::comma);
      startLine(kIndent);
      print(parameter, BreakLevel::Keyword, 2 * kIndent,
            parameter.end == closing ? 1 : 0);
      i = parameter.end;
    }
    printToken(closing, kIndent);
  }
  startLine(0);
  print({arrow, line.end}, BreakLevel::Comma, kIndent, 0);
}

/// Prints the braces and what is between them.
void Formatter::formatBody() {
  unsigned brace = next;
  startLine(0);
  forbidsBlank = true;
  startLogicalLine(0);
  ++next;
  write(tokens[brace].token.getSpelling());
  if (!tokens[brace].trailing.empty())
    write((" " + tokens[brace].trailing).str());
  forbidsBlank = true;
  while (tokens[next].getKind() != TokenKind::r_brace) {
    startLogicalLine(kIndent);
    formatStatement(takeLine(), kIndent);
  }
  // The comments in front of the brace belong to the body.
  for (const OwnLineComment &comment : tokens[next].comments) {
    startLine(kIndent);
    if (comment.followsBlank && !forbidsBlank)
      text += '\n';
    forbidsBlank = false;
    write(comment.text);
  }
  startLine(0);
  write(tokens[next].token.getSpelling());
  if (!tokens[next].trailing.empty())
    write((" " + tokens[next].trailing).str());
  ++next;
  wantsBlankNext = true;
}

std::string Formatter::format() {
  while (tokens[next].getKind() != TokenKind::eof) {
    TokenKind kind = tokens[next].getKind();
    // Find out whether a body follows before the line is printed.
    unsigned begin = next;
    Range line = takeLine();
    bool hasBody = tokens[next].getKind() == TokenKind::l_brace;
    next = begin;
    startLogicalLine(0, hasBody);
    next = line.end;
    if (kind == TokenKind::kw_extension)
      formatExtension(line);
    else if (kind == TokenKind::kw_fragment || kind == TokenKind::kw_graph)
      formatHeader(line);
    else
      print(line, BreakLevel::None, kIndent, 0);
    if (hasBody)
      formatBody();
  }
  wantsBlankNext = false;
  startLogicalLine(0);
  return std::move(text);
}

//===----------------------------------------------------------------------===//
// Documents
//===----------------------------------------------------------------------===//

/// Whether two texts differ in nothing but space: their tokens are the same,
/// and so are the comments, one after the other.
static bool haveSameContent(llvm::ArrayRef<FormatToken> lhs,
                            llvm::ArrayRef<FormatToken> rhs) {
  if (lhs.size() != rhs.size())
    return false;
  for (auto [left, right] : llvm::zip(lhs, rhs)) {
    auto hasSameText = [](const OwnLineComment &a, const OwnLineComment &b) {
      return a.text == b.text;
    };
    if (left.getKind() != right.getKind() ||
        left.token.getSpelling() != right.token.getSpelling() ||
        left.trailing != right.trailing ||
        !llvm::equal(left.comments, right.comments, hasSameText))
      return false;
  }
  return true;
}

std::optional<std::string>
nnef::syntax::formatDocument(const llvm::SourceMgr &sourceMgr,
                             unsigned bufferId, DiagnosticHandler handler) {
  ParserOptions options;
  options.requireGraph = false;
  auto report = [&](Severity severity, llvm::SMRange range,
                    const llvm::Twine &message) {
    // Warnings are about what the text means.
    if (severity != Severity::Warning)
      handler(severity, range, message);
  };
  if (parseDocument(sourceMgr, bufferId, report, options)->hasErrors())
    return std::nullopt;

  StringRef text = sourceMgr.getMemoryBuffer(bufferId)->getBuffer();
  bool hasByteOrderMark = text.consume_front(kByteOrderMark);
  std::vector<FormatToken> tokens = collectFormatTokens(text);
  std::string formatted = Formatter(tokens).format();
  // Nobody looks at what a formatter did to a large file.
  if (!haveSameContent(tokens, collectFormatTokens(formatted))) {
    assert(false && "formatting changes nothing but space");
    formatted = text.str();
  }
  if (text.take_front(text.find('\n')).ends_with("\r")) {
    std::string lines;
    for (char c : formatted) {
      if (c == '\n')
        lines += '\r';
      lines += c;
    }
    formatted = std::move(lines);
  }
  return hasByteOrderMark ? kByteOrderMark.str() + formatted : formatted;
}
