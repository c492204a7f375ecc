//===- LexerTest.cpp - Tests of the lexer ---------------------------------===//
//
// Part of the nnef-mlir project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "NNEF/Syntax/Lexer.h"
#include "gtest/gtest.h"
#include <vector>

using namespace nnef::syntax;
using llvm::StringRef;

namespace {

std::vector<Token> lexAll(StringRef text) {
  Lexer lexer(text);
  std::vector<Token> tokens;
  for (Token token = lexer.lex(); !token.is(TokenKind::eof);
       token = lexer.lex())
    tokens.push_back(token);
  return tokens;
}

std::vector<TokenKind> kindsOf(StringRef text) {
  std::vector<TokenKind> kinds;
  for (const Token &token : lexAll(text))
    kinds.push_back(token.getKind());
  return kinds;
}

std::vector<std::string> spellingsOf(StringRef text) {
  std::vector<std::string> spellings;
  for (const Token &token : lexAll(text))
    spellings.push_back(token.getSpelling().str());
  return spellings;
}

using Kinds = std::vector<TokenKind>;
using Spellings = std::vector<std::string>;

TEST(Lexer, EndOfFileRepeats) {
  Lexer lexer(" ");
  EXPECT_TRUE(lexer.lex().is(TokenKind::eof));
  EXPECT_TRUE(lexer.lex().is(TokenKind::eof));
}

TEST(Lexer, SkipsByteOrderMark) {
  EXPECT_EQ(kindsOf("\xEF\xBB\xBFversion"), Kinds{TokenKind::kw_version});
}

TEST(Lexer, SkipsEveryKindOfSpace) {
  EXPECT_EQ(spellingsOf("a\tb\vc\fd\re\nf\r\ng h"),
            (Spellings{"a", "b", "c", "d", "e", "f", "g", "h"}));
}

TEST(Lexer, CommentsEndWithTheLine) {
  EXPECT_EQ(spellingsOf("a # b 'c\nd #e\rf #g\r\nh #i\fj #k"),
            (Spellings{"a", "d", "f", "h", "j"}));
}

TEST(Lexer, KeywordsAreWholeWords) {
  EXPECT_EQ(kindsOf("in int true trues _if If"),
            (Kinds{TokenKind::kw_in, TokenKind::identifier, TokenKind::kw_true,
                   TokenKind::identifier, TokenKind::identifier,
                   TokenKind::identifier}));
}

TEST(Lexer, NamesOfOperationsAreIdentifiers) {
  for (StringRef name : {"lambda", "min", "max", "and", "or", "not", "copy",
                         "inf", "nan", "i", "select"})
    EXPECT_EQ(kindsOf(name), Kinds{TokenKind::identifier}) << name.str();
}

TEST(Lexer, NumbersAreIntegersUntilPointOrExponent) {
  EXPECT_EQ(kindsOf("0 007 12"), Kinds(3, TokenKind::integer));
  EXPECT_EQ(kindsOf("1. 1.5 1e5 1E+5 1.e-5 1.25e05"),
            Kinds(6, TokenKind::scalar));
  EXPECT_EQ(spellingsOf("1.e-5 x"), (Spellings{"1.e-5", "x"}));
}

TEST(Lexer, NumbersHaveNoSign) {
  EXPECT_EQ(kindsOf("1-2"),
            (Kinds{TokenKind::integer, TokenKind::minus, TokenKind::integer}));
}

TEST(Lexer, NumbersNeedDigits) {
  EXPECT_EQ(kindsOf(".5"), (Kinds{TokenKind::unknown, TokenKind::integer}));
  EXPECT_EQ(kindsOf("1e"), Kinds{TokenKind::empty_exponent});
  EXPECT_EQ(kindsOf("1e+x"),
            (Kinds{TokenKind::empty_exponent, TokenKind::identifier}));
}

TEST(Lexer, LongestOperatorWins) {
  EXPECT_EQ(
      kindsOf("<= < - > -> >= = == != ! && ||"),
      (Kinds{TokenKind::less_equal, TokenKind::less, TokenKind::minus,
             TokenKind::greater, TokenKind::arrow, TokenKind::greater_equal,
             TokenKind::equal, TokenKind::equal_equal, TokenKind::exclaim_equal,
             TokenKind::exclaim, TokenKind::amp_amp, TokenKind::pipe_pipe}));
  EXPECT_EQ(kindsOf("<-1"),
            (Kinds{TokenKind::less, TokenKind::minus, TokenKind::integer}));
}

TEST(Lexer, StringsTakeBothQuotes) {
  EXPECT_EQ(spellingsOf(R"('a"b' "c'd" '')"),
            (Spellings{R"('a"b')", R"("c'd")", "''"}));
  EXPECT_EQ(lexAll("'a\"b'").front().getQuotedText(), "a\"b");
}

TEST(Lexer, EscapedQuotesDoNotEndStrings) {
  std::vector<Token> tokens = lexAll(R"('it\'s \\' x)");
  ASSERT_EQ(tokens.size(), 2u);
  EXPECT_EQ(unescapeString(tokens[0].getQuotedText()), R"(it's \)");
}

TEST(Lexer, OtherBackslashesStandForThemselves) {
  EXPECT_EQ(unescapeString(R"(conv1\filter)"), R"(conv1\filter)");
  EXPECT_EQ(unescapeString(R"(a\\b\"c\)"), R"(a\b"c\)");
}

TEST(Lexer, UnterminatedStringEndsWithItsLine) {
  EXPECT_EQ(kindsOf("'abc\nx"),
            (Kinds{TokenKind::unterminated_string, TokenKind::identifier}));
  EXPECT_EQ(kindsOf("\"abc\\"), Kinds{TokenKind::unterminated_string});
}

TEST(Lexer, UnknownCharactersAreOneTokenEach) {
  EXPECT_EQ(spellingsOf("a$\xC3\xA9z"), (Spellings{"a", "$", "\xC3\xA9", "z"}));
  EXPECT_EQ(kindsOf("& |"), Kinds(2, TokenKind::unknown));
  EXPECT_EQ(kindsOf(StringRef("a\0b", 3)),
            (Kinds{TokenKind::identifier, TokenKind::unknown,
                   TokenKind::identifier}));
}

TEST(Lexer, KnowsTheEscapedIdentifiersOfTract) {
  EXPECT_EQ(kindsOf(R"(i"a/b.c" = x)"),
            (Kinds{TokenKind::escaped_identifier, TokenKind::equal,
                   TokenKind::identifier}));
  EXPECT_TRUE(lexAll("i\"a\"").front().isError());
}

TEST(Lexer, RangesPointIntoTheText) {
  StringRef text = "ab  cde";
  Token token = lexAll(text)[1];
  EXPECT_EQ(token.getLoc().getPointer(), text.data() + 4);
  EXPECT_EQ(token.getRange().End.getPointer(), text.data() + 7);
}

TEST(Lexer, CanBeCopiedToLookAhead) {
  Lexer lexer("a b");
  lexer.lex();
  Lexer ahead = lexer;
  EXPECT_EQ(ahead.lex().getSpelling(), "b");
  EXPECT_EQ(lexer.lex().getSpelling(), "b");
}

TEST(Lexer, DescribesKinds) {
  EXPECT_EQ(describe(TokenKind::identifier), "identifier");
  EXPECT_EQ(describe(TokenKind::arrow), "'->'");
  EXPECT_EQ(describe(TokenKind::kw_graph), "'graph'");
  EXPECT_EQ(describe(TokenKind::eof), "end of file");
}

} // namespace
