//===- ExprTest.cpp - Tests of parsing expressions ------------------------===//
//
// Part of the nnef-mlir project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "ParseResult.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/Support/raw_ostream.h"
#include "gtest/gtest.h"
#include <cmath>
#include <limits>

using namespace nnef::syntax;
using llvm::cast;
using llvm::dyn_cast;

namespace {

std::string show(const Expr *expr);

std::string showAll(llvm::ArrayRef<const Expr *> items) {
  return llvm::join(llvm::map_range(items, show), ", ");
}

/// Prints an expression with every operation in parentheses.
std::string show(const Expr *expr) {
  std::string text;
  llvm::raw_string_ostream os(text);
  if (!expr) {
    os << "_";
  } else if (auto *e = dyn_cast<IntegerLiteral>(expr)) {
    os << e->value;
  } else if (auto *e = dyn_cast<ScalarLiteral>(expr)) {
    os << e->spelling;
  } else if (auto *e = dyn_cast<LogicalLiteral>(expr)) {
    os << (e->value ? "true" : "false");
  } else if (auto *e = dyn_cast<StringLiteral>(expr)) {
    os << '<' << e->value << '>';
  } else if (auto *e = dyn_cast<IdentifierExpr>(expr)) {
    os << e->name;
  } else if (auto *e = dyn_cast<ArrayExpr>(expr)) {
    os << '[' << showAll(e->items) << ']';
  } else if (auto *e = dyn_cast<TupleExpr>(expr)) {
    os << "tuple(" << showAll(e->items) << ')';
  } else if (auto *e = dyn_cast<SubscriptExpr>(expr)) {
    os << show(e->sequence) << '[' << show(e->index) << ']';
  } else if (auto *e = dyn_cast<SliceExpr>(expr)) {
    os << show(e->sequence) << '[' << show(e->begin) << ':' << show(e->end)
       << ']';
  } else if (auto *e = dyn_cast<UnaryExpr>(expr)) {
    os << '(' << stringify(e->op) << show(e->operand) << ')';
  } else if (auto *e = dyn_cast<BinaryExpr>(expr)) {
    os << '(' << show(e->lhs) << ' ' << stringify(e->op) << ' ' << show(e->rhs)
       << ')';
  } else if (auto *e = dyn_cast<IfElseExpr>(expr)) {
    os << '(' << show(e->thenValue) << " if " << show(e->condition) << " else "
       << show(e->elseValue) << ')';
  } else if (auto *e = dyn_cast<ComprehensionExpr>(expr)) {
    os << "[for";
    for (const LoopIterator &i : e->iterators)
      os << ' ' << show(i.target) << " in " << show(i.iterable) << ',';
    if (e->condition)
      os << " if " << show(e->condition);
    os << " yield " << show(e->item) << ']';
  } else if (auto *e = dyn_cast<InvocationExpr>(expr)) {
    os << e->callee.text;
    if (e->typeArgument)
      os << '<' << stringify(*e->typeArgument) << '>';
    os << '(';
    llvm::interleaveComma(e->arguments, os, [&](const Argument &argument) {
      if (argument.isNamed())
        os << argument.name.text << '=';
      os << show(argument.value);
    });
    os << ')';
  } else {
    auto *builtin = cast<BuiltinExpr>(expr);
    os << stringify(builtin->builtin) << '(' << show(builtin->operand) << ')';
  }
  return text;
}

/// A text with one assignment, `y = <expression>;`.
struct ParsedExpr : ParseResult {
  explicit ParsedExpr(const llvm::Twine &text, ParserOptions options = {})
      : ParseResult(
            ("version 1.0;\ngraph g(x) -> (y) {\ny = " + text + ";\n}").str(),
            options) {}

  const Expr *get() const {
    const Graph *graph = document->getGraph();
    return graph && graph->body.size() == 1 ? graph->body[0].rhs : nullptr;
  }
};

/// What the parser makes of an expression, or the first error.
std::string parsed(const llvm::Twine &text, ParserOptions options = {}) {
  ParsedExpr result(text, options);
  return result.errors.empty() ? show(result.get()) : result.errors.front();
}

TEST(Expr, Literals) {
  EXPECT_EQ(parsed("3"), "3");
  EXPECT_EQ(parsed("-3"), "-3");
  EXPECT_EQ(parsed("- 3"), "-3");
  EXPECT_EQ(parsed("1.e-5"), "1.e-5");
  EXPECT_EQ(parsed("- 0.5"), "-0.5");
  EXPECT_EQ(parsed("true"), "true");
  EXPECT_EQ(parsed("false"), "false");
  EXPECT_EQ(parsed(R"('it\'s "')"), R"(<it's ">)");
  EXPECT_EQ(parsed("inf"), "inf");
}

TEST(Expr, LiteralValues) {
  auto valueOf = [](llvm::StringRef text) {
    return cast<ScalarLiteral>(ParsedExpr(text).get())->value;
  };
  EXPECT_EQ(valueOf("1."), 1.0);
  EXPECT_EQ(valueOf("-0.1"), -0.1);
  EXPECT_EQ(valueOf("25e-2"), 0.25);
  EXPECT_EQ(valueOf("1.7976931348623157e308"),
            std::numeric_limits<double>::max());
  EXPECT_TRUE(std::signbit(valueOf("-0.0")));
}

TEST(Expr, LiteralsOutOfRange) {
  EXPECT_EQ(parsed("9223372036854775807"), "9223372036854775807");
  EXPECT_EQ(parsed("-9223372036854775808"), "-9223372036854775808");
  EXPECT_EQ(parsed("9223372036854775808"),
            "3:5: integer literal does not fit into 64 bits");
  EXPECT_EQ(parsed("99999999999999999999"),
            "3:5: integer literal does not fit into 64 bits");
  EXPECT_EQ(parsed("-1e400"),
            "3:5: scalar literal is out of the range of double precision; it "
            "reads as infinity");
}

TEST(Expr, BinaryOperatorsGroupToTheLeft) {
  EXPECT_EQ(parsed("a - b + c"), "((a - b) + c)");
  EXPECT_EQ(parsed("a / b * c"), "((a / b) * c)");
  EXPECT_EQ(parsed("2 ^ 3 ^ 2"), "((2 ^ 3) ^ 2)");
  EXPECT_EQ(parsed("a && b || c && d"), "(((a && b) || c) && d)");
}

TEST(Expr, Precedence) {
  EXPECT_EQ(parsed("a + b * c ^ d"), "(a + (b * (c ^ d)))");
  EXPECT_EQ(parsed("a ^ b * c + d"), "(((a ^ b) * c) + d)");
  EXPECT_EQ(parsed("a + b < c && d >= e * f"), "(((a + b) < c) && (d >= (e * "
                                               "f)))");
  EXPECT_EQ(parsed("3 in s && c"), "(3 in (s && c))");
  EXPECT_EQ(parsed("a == b in c"), "((a == b) in c)");
  EXPECT_EQ(parsed("(a + b) * c"), "((a + b) * c)");
  EXPECT_EQ(parsed("a != b"), "(a != b)");
}

TEST(Expr, UnaryOperatorsBindTightest) {
  EXPECT_EQ(parsed("-x + 2.0"), "((-x) + 2.0)");
  EXPECT_EQ(parsed("-1.0 + x"), "(-1.0 + x)");
  EXPECT_EQ(parsed("-x ^ 2.0"), "((-x) ^ 2.0)");
  EXPECT_EQ(parsed("-2 ^ 2"), "(-2 ^ 2)");
  EXPECT_EQ(parsed("x ^ -2.0"), "(x ^ -2.0)");
  EXPECT_EQ(parsed("x-1"), "(x - 1)");
  EXPECT_EQ(parsed("x - -1"), "(x - -1)");
  EXPECT_EQ(parsed("!a && +b"), "((!a) && (+b))");
  EXPECT_EQ(parsed("--x"), "(-(-x))");
  EXPECT_EQ(parsed("-x[0]"), "(-x[0])");
  EXPECT_EQ(parsed("-f(x)"), "(-f(x))");
}

TEST(Expr, IfElseGroupsToTheRight) {
  EXPECT_EQ(parsed("a if b else c"), "(a if b else c)");
  EXPECT_EQ(parsed("a if b else c if d else e"),
            "(a if b else (c if d else e))");
  EXPECT_EQ(parsed("0.0 if !signed else -r if symmetric else -r - 1.0"),
            "(0.0 if (!signed) else ((-r) if symmetric else ((-r) - 1.0)))");
  EXPECT_EQ(parsed("a if b"), "3:11: expected 'else', found ';'");
}

TEST(Expr, ArraysAndTuples) {
  EXPECT_EQ(parsed("[]"), "[]");
  EXPECT_EQ(parsed("[1, [2.0], 'a']"), "[1, [2.0], <a>]");
  EXPECT_EQ(parsed("(1, 2)"), "tuple(1, 2)");
  EXPECT_EQ(parsed("[(0,0)] * dims"), "([tuple(0, 0)] * dims)");
  EXPECT_EQ(parsed("((a))"), "a");
  EXPECT_EQ(parsed("[1,]"), "3:8: expected expression, found ']'");
  EXPECT_EQ(parsed("[1 2]"),
            "3:8: expected ',' or ']', found integer literal '2'");
  EXPECT_EQ(parsed("()"), "3:6: expected expression, found ')'");
}

TEST(Expr, Subscripts) {
  EXPECT_EQ(parsed("a[0]"), "a[0]");
  EXPECT_EQ(parsed("a[-1][i + 1]"), "a[-1][(i + 1)]");
  EXPECT_EQ(parsed("a[1:]"), "a[1:_]");
  EXPECT_EQ(parsed("a[:n]"), "a[_:n]");
  EXPECT_EQ(parsed("a[:]"), "a[_:_]");
  EXPECT_EQ(parsed("f(x)[0]"), "f(x)[0]");
  EXPECT_EQ(parsed("[1,2][1:2]"), "[1, 2][1:2]");
  EXPECT_EQ(parsed("a[]"), "3:7: expected expression, found ']'");
  EXPECT_EQ(parsed("a[1,2]"), "3:8: expected ':' or ']', found ','");
}

TEST(Expr, Comprehensions) {
  EXPECT_EQ(parsed("[for i in a yield i]"), "[for i in a, yield i]");
  EXPECT_EQ(parsed("[for i in a, j in b + c if i > j yield i * j]"),
            "[for i in a, j in (b + c), if (i > j) yield (i * j)]");
  EXPECT_EQ(parsed("[for (i, j) in a yield i if j else 0]"),
            "[for tuple(i, j) in a, yield (i if j else 0)]");
  EXPECT_EQ(parsed("[for i in (a if b else c) yield i]"),
            "[for i in (a if b else c), yield i]");
  EXPECT_EQ(parsed("[for i in a]"), "3:16: expected 'yield', found ']'");
}

TEST(Expr, Invocations) {
  EXPECT_EQ(parsed("f()"), "f()");
  EXPECT_EQ(parsed("f(x, a = 1, b = [2])"), "f(x, a=1, b=[2])");
  EXPECT_EQ(parsed("f(g(x), y == z)"), "f(g(x), (y == z))");
  EXPECT_EQ(parsed("f<integer>(x)"), "f<integer>(x)");
  EXPECT_EQ(parsed("f<?>(x)"), "f<?>(x)");
  EXPECT_EQ(parsed("n < integer(x)"), "(n < integer(x))");
  EXPECT_EQ(parsed("a < b > (c)"), "((a < b) > c)");
  EXPECT_EQ(parsed("f<float>(x)"),
            "3:7: expected 'integer', 'scalar', 'logical', 'string' or '?', "
            "found identifier 'float'");
  EXPECT_EQ(parsed("f<integer> x"), "3:16: expected '(', found identifier 'x'");
}

TEST(Expr, Builtins) {
  for (llvm::StringRef name : {"shape_of", "length_of", "range_of", "integer",
                               "scalar", "logical", "string"})
    EXPECT_EQ(parsed(name + "(x)"), (name + "(x)").str());
  EXPECT_EQ(parsed("length_of x"), "3:15: expected '(', found identifier 'x'");
}

TEST(Expr, RangesCoverTheWholeExpression) {
  ParsedExpr sum("(a + b) * f(c)[0]");
  EXPECT_EQ(ParseResult::textOf(sum.get()->range), "(a + b) * f(c)[0]");
  auto *product = cast<BinaryExpr>(sum.get());
  EXPECT_EQ(sum.at(product->opLoc), "3:13");
  EXPECT_EQ(ParseResult::textOf(product->rhs->range), "f(c)[0]");

  ParsedExpr call("conv(x, groups = - 1)");
  auto *conv = cast<InvocationExpr>(call.get());
  EXPECT_EQ(ParseResult::textOf(conv->callee.range), "conv");
  EXPECT_EQ(ParseResult::textOf(conv->arguments[1].name.range), "groups");
  EXPECT_EQ(ParseResult::textOf(conv->arguments[1].getRange()), "groups = - 1");
}

/// Repeats a text.
std::string times(unsigned count, llvm::StringRef text) {
  std::string result;
  for (unsigned i = 0; i != count; ++i)
    result += text;
  return result;
}

TEST(Expr, DepthIsLimited) {
  ParserOptions options;
  options.maxNesting = 16;
  std::string message = "nesting is deeper than 16 levels";
  auto isTooDeep = [&](const std::string &text) {
    return llvm::StringRef(parsed(text, options)).ends_with(message);
  };
  EXPECT_FALSE(isTooDeep(times(10, "(") + "x" + times(10, ")")));
  EXPECT_TRUE(isTooDeep(times(20, "(") + "x" + times(20, ")")));
  EXPECT_TRUE(isTooDeep(times(20, "[") + times(20, "]")));
  EXPECT_TRUE(isTooDeep(times(20, "f(") + "x" + times(20, ")")));
  EXPECT_TRUE(isTooDeep(times(20, "-") + "x"));
  EXPECT_TRUE(isTooDeep(times(20, "a if b else ") + "c"));
  // These do not nest in the text, but their trees are as deep.
  EXPECT_TRUE(isTooDeep(times(20, "x + ") + "x"));
  EXPECT_TRUE(isTooDeep("x" + times(20, "[0]")));
}

TEST(Expr, EndlessNestingDoesNotOverflowTheStack) {
  EXPECT_EQ(parsed(times(1000000, "(")),
            "3:261: nesting is deeper than 256 levels");
  EXPECT_EQ(ParsedExpr(times(256, "[") + times(255, "]")).errors.size(), 1u);
}

TEST(Expr, HeightCountsEdges) {
  EXPECT_EQ(ParsedExpr("x").get()->height, 0);
  EXPECT_EQ(ParsedExpr("f(x + y * z)").get()->height, 3);
}

} // namespace
