//===- PositionsTest.cpp - Tests of places in a text ----------------------===//
//
// Part of the nnef-mlir project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "NNEF/LanguageServer/Positions.h"
#include "gtest/gtest.h"

using llvm::lsp::Position;
using nnef::PositionTable;

namespace {

TEST(PositionsTest, CountsLinesOfAllKinds) {
  PositionTable table("a\nb\r\nc\rd");
  EXPECT_EQ(table.getPosition(0), Position(0, 0));
  EXPECT_EQ(table.getPosition(2), Position(1, 0));
  EXPECT_EQ(table.getPosition(5), Position(2, 0));
  EXPECT_EQ(table.getPosition(7), Position(3, 0));
  EXPECT_EQ(table.getPosition(8), Position(3, 1));
  EXPECT_EQ(table.getOffset({1, 0}), 2u);
  EXPECT_EQ(table.getOffset({2, 1}), 6u);
  EXPECT_EQ(table.getOffset({3, 0}), 7u);
}

TEST(PositionsTest, CountsUnitsOfUTF16) {
  // One unit for one, two and three bytes; two units for four.
  PositionTable table("a\xC3\xA9\xE2\x82\xAC\xF0\x9F\x98\x80z");
  EXPECT_EQ(table.getPosition(1), Position(0, 1));
  EXPECT_EQ(table.getPosition(3), Position(0, 2));
  EXPECT_EQ(table.getPosition(6), Position(0, 3));
  EXPECT_EQ(table.getPosition(10), Position(0, 5));
  EXPECT_EQ(table.getOffset({0, 2}), 3u);
  EXPECT_EQ(table.getOffset({0, 3}), 6u);
  EXPECT_EQ(table.getOffset({0, 5}), 10u);
}

TEST(PositionsTest, TakesTheMiddleOfACharacterForItsStart) {
  PositionTable table("\xF0\x9F\x98\x80z");
  EXPECT_EQ(table.getOffset({0, 1}), 0u);
}

TEST(PositionsTest, ClampsWhatIsOutside) {
  PositionTable table("ab\ncd");
  EXPECT_EQ(table.getPosition(99), Position(1, 2));
  EXPECT_EQ(table.getOffset({0, 99}), 2u);
  EXPECT_EQ(table.getOffset({99, 0}), 5u);
  EXPECT_EQ(table.getOffset({-1, 5}), 0u);
  EXPECT_EQ(table.getOffset({1, -5}), 3u);
  EXPECT_EQ(PositionTable("").getOffset({0, 3}), 0u);
  EXPECT_EQ(PositionTable("").getPosition(3), Position(0, 0));
}

TEST(PositionsTest, SurvivesWhatIsNoUTF8) {
  // A character that is cut off, and a byte that continues nothing.
  PositionTable table("\x80"
                      "a\xF0\x9F\nb\xC3");
  EXPECT_EQ(table.getPosition(1), Position(0, 1));
  EXPECT_EQ(table.getPosition(5), Position(1, 0));
  EXPECT_EQ(table.getOffset({0, 99}), 4u);
  EXPECT_EQ(table.getOffset({1, 99}), 7u);
}

TEST(PositionsTest, GoesThereAndBack) {
  llvm::StringRef text = "x\r\n\xC3\xA9 = \xF0\x9F\x98\x80;\n\n\xE2\x82\xAC";
  PositionTable table(text);
  for (size_t offset : {0, 1, 3, 5, 8, 12, 13, 14, 15, 18})
    EXPECT_EQ(table.getOffset(table.getPosition(offset)), offset);
}

} // namespace
