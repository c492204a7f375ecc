//===- CheckerTest.cpp - Tests of the static checker ----------------------===//
//
// Part of the nnef-mlir project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "NNEF/Syntax/Checker.h"
#include "NNEF/Stdlib/Stdlib.h"
#include "ParseResult.h"
#include "gtest/gtest.h"

using namespace nnef;
using namespace nnef::syntax;
using llvm::StringRef;

namespace {

using Messages = std::vector<std::string>;

/// A checked text with what was reported about it, as `line:column: message`.
struct Checked : ParseResult {
  explicit Checked(const llvm::Twine &text, CheckOptions options = {})
      : ParseResult(text.str()) {
    EXPECT_TRUE(errors.empty()) << errors.front();
    Stdlib stdlib = Stdlib::load(sourceMgr);
    isValid = checkDocument(
        *document, stdlib.getDocument(),
        [&](Severity severity, llvm::SMRange range,
            const llvm::Twine &message) {
          Messages &messages = severity == Severity::Error     ? errors
                               : severity == Severity::Warning ? warnings
                                                               : notes;
          messages.push_back(at(range.Start) + ": " + message.str());
        },
        options);
    EXPECT_EQ(isValid, errors.empty());
  }

  bool isValid;
  Messages warnings;
};

/// Checks an expression in the body of a generic fragment that has a parameter
/// of every kind.
struct CheckedExpr : Checked {
  explicit CheckedExpr(const llvm::Twine &expr)
      : Checked("version 1.0;\n"
                "extension KHR_enable_fragment_definitions "
                "KHR_enable_operator_expressions;\n"
                "fragment probe(a: (string, (string, logical))) -> "
                "(y: tensor<scalar>);\n"
                "fragment twice(n: integer) -> (m: integer) { m = n + n; }\n"
                "fragment f<?>(x: tensor<scalar>, i: tensor<integer>,\n"
                "l: tensor<logical>, g: tensor<?>, u: tensor<>,\n"
                "xs: tensor<scalar>[], tt: (tensor<scalar>, tensor<integer>),\n"
                "n: integer, s: scalar, b: logical, t: string, v: ?,\n"
                "ns: integer[], ss: scalar[], vs: ?[], nt: (integer, string),\n"
                "nts: (integer, string)[]) -> (r: tensor<scalar>) {\n"
                "r = probe(a =\n" +
                expr +
                "\n); }\n"
                "graph net(x) -> (y)\n"
                "{ x = external(shape = []); y = neg(x); }") {}

  /// The type of the expression, or the message about it, which comes first.
  std::string get() const {
    if (errors.empty())
      return "no error";
    StringRef message = StringRef(errors.front()).split(": ").second;
    StringRef prefix = "expected (string, (string, logical)), but this is ";
    if (message.consume_front(prefix))
      return message.split(';').first.str();
    return "error: " + message.str();
  }
};

std::string typeOf(StringRef expr) { return CheckedExpr(expr).get(); }

TEST(Checker, StandardLibraryKeepsTheRules) {
  llvm::SourceMgr sourceMgr;
  Stdlib stdlib = Stdlib::load(sourceMgr);
  CheckOptions options;
  options.strict = true;
  auto report = [&](Severity severity, llvm::SMRange range,
                    const llvm::Twine &message) {
    auto [line, column] = getLineAndColumn(
        sourceMgr, stdlib.getDocument().getBufferId(), range.Start);
    ADD_FAILURE() << line << ":" << column << ": " << message.str();
  };
  EXPECT_TRUE(checkDocument(stdlib.getDocument(), stdlib.getDocument(), report,
                            options));
}

TEST(Checker, TypesOfLiterals) {
  EXPECT_EQ(typeOf("1"), "integer");
  EXPECT_EQ(typeOf("-1.0"), "scalar");
  EXPECT_EQ(typeOf("true"), "logical");
  EXPECT_EQ(typeOf("'a'"), "string");
  EXPECT_EQ(typeOf("[]"), "[]");
  EXPECT_EQ(typeOf("[1, 2]"), "integer[]");
  EXPECT_EQ(typeOf("[[], [1], []]"), "integer[][]");
  EXPECT_EQ(typeOf("(1, 2.0)"), "(integer, scalar)");
  EXPECT_EQ(typeOf("[(1, 'a')]"), "(integer, string)[]");
  EXPECT_EQ(typeOf("inf"), "scalar");
  EXPECT_EQ(typeOf("-inf"), "scalar");
  EXPECT_EQ(typeOf("nan"), "scalar");
}

TEST(Checker, ItemsOfArraysHaveACommonType) {
  EXPECT_EQ(typeOf("[x, 1.0]"), "tensor<scalar>[]");
  EXPECT_EQ(typeOf("[1, i, 2]"), "tensor<integer>[]");
  EXPECT_EQ(typeOf("[x, u]"), "tensor<>[]");
  EXPECT_EQ(typeOf("[(x, i), (1.0, 1)]"),
            "(tensor<scalar>, tensor<integer>)[]");
  EXPECT_EQ(typeOf("[1.0, 2]"),
            "error: items of an array have a common type, but this is integer "
            "after scalar; write 2.0 for a scalar");
  EXPECT_EQ(typeOf("[x, i]"),
            "error: items of an array have a common type, but this is "
            "tensor<integer> after tensor<scalar>");
  EXPECT_EQ(typeOf("[x, t]"),
            "error: items of an array have a common type, but this is string "
            "after tensor<scalar>");
}

TEST(Checker, TuplesAreOfTensorsOrOfAttributes) {
  EXPECT_EQ(typeOf("(x, i)"), "(tensor<scalar>, tensor<integer>)");
  // A number is a tensor as well.
  EXPECT_EQ(typeOf("(x, 1.0)"), "(tensor<scalar>, scalar)");
  EXPECT_EQ(typeOf("(x, 'a')"),
            "error: a tuple cannot have both tensors and attributes");
  EXPECT_EQ(typeOf("(ns, x)"),
            "error: a tuple cannot have both tensors and attributes");
}

TEST(Checker, OperatorsOnValues) {
  EXPECT_EQ(typeOf("n + 1"), "integer");
  EXPECT_EQ(typeOf("s * 2.0 ^ s"), "scalar");
  EXPECT_EQ(typeOf("-n"), "integer");
  EXPECT_EQ(typeOf("+s"), "scalar");
  EXPECT_EQ(typeOf("n < 1 && !b || s >= 1.0"), "logical");
  EXPECT_EQ(typeOf("t == 'a'"), "logical");
  EXPECT_EQ(typeOf("v != v"), "logical");
  EXPECT_EQ(typeOf("b == false"), "logical");
  EXPECT_EQ(typeOf("t + 'a'"), "string");
  EXPECT_EQ(typeOf("t * 2"), "string");
  EXPECT_EQ(typeOf("ns + [1]"), "integer[]");
  EXPECT_EQ(typeOf("[] + ns"), "integer[]");
  EXPECT_EQ(typeOf("ns * n"), "integer[]");
  EXPECT_EQ(typeOf("[x] * 2"), "tensor<scalar>[]");
  EXPECT_EQ(typeOf("[] * 2"), "[]");
  EXPECT_EQ(typeOf("n in ns"), "logical");
  EXPECT_EQ(typeOf("n in []"), "logical");
  EXPECT_EQ(typeOf("nt in nts"), "logical");
}

TEST(Checker, OperatorsOnOtherValuesAreErrors) {
  auto message = [](StringRef op, StringRef lhs, StringRef rhs,
                    StringRef hint = "") {
    return ("error: operator '" + op + "' cannot be applied to " + lhs +
            " and " + rhs + hint)
        .str();
  };
  EXPECT_EQ(typeOf("n + s"), message("+", "integer", "scalar",
                                     "; write 'scalar(...)' to convert it"));
  EXPECT_EQ(typeOf("s * 2"),
            message("*", "scalar", "integer", "; write 2.0 for a scalar"));
  EXPECT_EQ(typeOf("t < t"), message("<", "string", "string"));
  EXPECT_EQ(typeOf("t - t"), message("-", "string", "string"));
  EXPECT_EQ(typeOf("b + b"), message("+", "logical", "logical"));
  EXPECT_EQ(typeOf("n && b"), message("&&", "integer", "logical"));
  EXPECT_EQ(typeOf("v + v"), message("+", "?", "?"));
  EXPECT_EQ(typeOf("v == n"), message("==", "?", "integer"));
  EXPECT_EQ(typeOf("ns == ns"), message("==", "integer[]", "integer[]"));
  EXPECT_EQ(typeOf("ns + ss"), message("+", "integer[]", "scalar[]"));
  EXPECT_EQ(typeOf("2 * ns"), message("*", "integer", "integer[]"));
  EXPECT_EQ(typeOf("ns * 2.0"), message("*", "integer[]", "scalar"));
  EXPECT_EQ(typeOf("s in ns"), message("in", "scalar", "integer[]"));
  EXPECT_EQ(typeOf("x in xs"),
            message("in", "tensor<scalar>", "tensor<scalar>[]"));
  EXPECT_EQ(typeOf("t in t"), message("in", "string", "string"));
  EXPECT_EQ(typeOf("!n"), "error: operator '!' cannot be applied to integer");
  EXPECT_EQ(typeOf("-t"), "error: operator '-' cannot be applied to string");
  EXPECT_EQ(typeOf("-ns"), "error: operator '-' cannot be applied to "
                           "integer[]");
}

TEST(Checker, OperatorsOnTensors) {
  EXPECT_EQ(typeOf("x + 1.0"), "tensor<scalar>");
  EXPECT_EQ(typeOf("2.0 ^ x"), "tensor<scalar>");
  EXPECT_EQ(typeOf("i * 2"), "tensor<integer>");
  EXPECT_EQ(typeOf("i - i"), "tensor<integer>");
  EXPECT_EQ(typeOf("-i"), "tensor<integer>");
  EXPECT_EQ(typeOf("i < 2"), "tensor<logical>");
  EXPECT_EQ(typeOf("x == x"), "tensor<logical>");
  EXPECT_EQ(typeOf("l != true"), "tensor<logical>");
  EXPECT_EQ(typeOf("g == v"), "tensor<logical>");
  EXPECT_EQ(typeOf("!l || b && l"), "tensor<logical>");
  EXPECT_EQ(typeOf("x + 1"), "error: expected tensor<scalar>, but this is "
                             "integer; write 1.0 for a scalar");
  EXPECT_EQ(typeOf("n / x"), "error: expected tensor<scalar>, but this is "
                             "integer; write 'scalar(...)' to convert it");
  EXPECT_EQ(typeOf("x + i"),
            "error: expected tensor<scalar>, but this is tensor<integer>");
  EXPECT_EQ(typeOf("x * [1.0]"),
            "error: expected tensor<scalar>, but this is scalar[]; an array is "
            "no tensor, but 'constant' makes one of it");
  EXPECT_EQ(typeOf("i + 1.0"), "error: expected tensor<integer>, but this is "
                               "scalar; write 1 for an integer");
  EXPECT_EQ(typeOf("l * x"),
            "error: expected tensor<scalar>, but this is tensor<logical>");
  EXPECT_EQ(typeOf("l < l"),
            "error: expected tensor<scalar>, but this is tensor<logical>");
  EXPECT_EQ(typeOf("g + g"),
            "error: expected tensor<scalar>, but this is tensor<?>");
  EXPECT_EQ(typeOf("u == u"),
            "error: expected tensor<scalar>, but this is tensor<>");
  EXPECT_EQ(typeOf("!x"),
            "error: expected tensor<logical>, but this is tensor<scalar>");
  EXPECT_EQ(typeOf("x && l"),
            "error: expected tensor<logical>, but this is tensor<scalar>");
  EXPECT_EQ(typeOf("x in 1.0"), "error: operator 'in' cannot be applied to "
                                "tensor<scalar> and scalar");
}

TEST(Checker, Subscripts) {
  EXPECT_EQ(typeOf("ns[n]"), "integer");
  EXPECT_EQ(typeOf("xs[0]"), "tensor<scalar>");
  EXPECT_EQ(typeOf("t[0]"), "string");
  EXPECT_EQ(typeOf("ns[1:]"), "integer[]");
  EXPECT_EQ(typeOf("t[:n]"), "string");
  EXPECT_EQ(typeOf("nt[1]"), "string");
  EXPECT_EQ(typeOf("nt[-1]"), "string");
  EXPECT_EQ(typeOf("tt[1]"), "tensor<integer>");
  EXPECT_EQ(typeOf("x[0]"), "error: cannot take an item of tensor<scalar>");
  EXPECT_EQ(typeOf("[][0]"), "error: cannot take an item of []");
  EXPECT_EQ(typeOf("n[0:1]"), "error: cannot take a part of integer");
  EXPECT_EQ(typeOf("nt[0:1]"),
            "error: cannot take a part of (integer, string)");
  EXPECT_EQ(typeOf("ns[1.0]"),
            "error: expected an integer, but this is scalar");
  EXPECT_EQ(typeOf("ns[:t]"), "error: expected an integer, but this is string");
  EXPECT_EQ(typeOf("nt[n]"),
            "error: an item of a tuple is chosen by an integer literal");
  EXPECT_EQ(typeOf("nt[2]"), "error: index 2 is out of range for 2 items");
  EXPECT_EQ(typeOf("nt[-3]"), "error: index -3 is out of range for 2 items");
}

TEST(Checker, Conditions) {
  EXPECT_EQ(typeOf("n if b else 0"), "integer");
  EXPECT_EQ(typeOf("x if b else 0.0"), "tensor<scalar>");
  EXPECT_EQ(typeOf("[] if b else ns"), "integer[]");
  EXPECT_EQ(typeOf("n if l else 0"), "error: expected a condition of type "
                                     "logical, but this is tensor<logical>");
  EXPECT_EQ(typeOf("x if b else 0"),
            "error: both values have a common type, but these are "
            "tensor<scalar> and integer; write 0.0 for a scalar");
  EXPECT_EQ(typeOf("x if b else i"),
            "error: both values have a common type, but these are "
            "tensor<scalar> and tensor<integer>");
}

TEST(Checker, Comprehensions) {
  EXPECT_EQ(typeOf("[for k in ns yield scalar(k)]"), "scalar[]");
  EXPECT_EQ(typeOf("[for k in ns, y in xs if k > 0 yield y * 2.0]"),
            "tensor<scalar>[]");
  EXPECT_EQ(typeOf("[for (k, w) in nts yield w]"), "string[]");
  EXPECT_EQ(typeOf("[for k in ns yield [for j in ns yield j * k]]"),
            "integer[][]");
  EXPECT_EQ(typeOf("[for k in n yield k]"),
            "error: expected an array to iterate over, but this is integer");
  EXPECT_EQ(typeOf("[for k in t yield k]"),
            "error: expected an array to iterate over, but this is string");
  EXPECT_EQ(typeOf("[for k in ns if k yield k]"),
            "error: expected a condition of type logical, but this is integer");
  EXPECT_EQ(typeOf("[for n in ns yield n]"), "error: 'n' is already defined");
  EXPECT_EQ(typeOf("[for k in ns yield k][k]"), "error: undefined name 'k'");
  EXPECT_EQ(typeOf("[for (k, w) in ns yield k]"),
            "error: cannot assign integer to a tuple of 2");
}

TEST(Checker, Builtins) {
  EXPECT_EQ(typeOf("length_of(ns)"), "integer");
  EXPECT_EQ(typeOf("length_of(t)"), "integer");
  EXPECT_EQ(typeOf("range_of(xs)"), "integer[]");
  EXPECT_EQ(typeOf("shape_of(u)"), "integer[]");
  EXPECT_EQ(typeOf("shape_of(1.0)"), "integer[]");
  EXPECT_EQ(typeOf("integer(t)"), "integer");
  EXPECT_EQ(typeOf("scalar(b)"), "scalar");
  EXPECT_EQ(typeOf("logical(n)"), "logical");
  EXPECT_EQ(typeOf("string(v)"), "string");
  EXPECT_EQ(typeOf("length_of(x)"),
            "error: 'length_of' cannot be applied to tensor<scalar>");
  EXPECT_EQ(typeOf("range_of(nt)"),
            "error: 'range_of' cannot be applied to (integer, string)");
  EXPECT_EQ(typeOf("shape_of(ns)"),
            "error: 'shape_of' cannot be applied to integer[]");
  EXPECT_EQ(typeOf("scalar(x)"),
            "error: 'scalar' cannot be applied to tensor<scalar>");
  EXPECT_EQ(typeOf("string(ns)"),
            "error: 'string' cannot be applied to integer[]");
}

TEST(Checker, Invocations) {
  EXPECT_EQ(typeOf("argmax_reduce(x, axes = [0])"), "tensor<integer>");
  EXPECT_EQ(typeOf("moments(x, axes = [0])"),
            "(tensor<scalar>, tensor<scalar>)");
  EXPECT_EQ(typeOf("split(i, axis = 0, ratios = ns)"), "tensor<integer>[]");
  EXPECT_EQ(typeOf("twice(n = 1)"), "integer");
  EXPECT_EQ(typeOf("copy(g)"), "tensor<?>");
  EXPECT_EQ(typeOf("copy<?>(g)"), "tensor<?>");
  EXPECT_EQ(typeOf("copy(v)"), "tensor<?>");
  EXPECT_EQ(typeOf("cast<?>(u)"), "tensor<?>");
  EXPECT_EQ(typeOf("cast<logical>(g)"), "tensor<logical>");
  EXPECT_EQ(typeOf("constant<?>(shape = [1], value = vs)"), "tensor<?>");
  EXPECT_EQ(typeOf("constant<integer>(shape = [1], value = [])"),
            "tensor<integer>");
  EXPECT_EQ(typeOf("select(l, 1, i)"), "tensor<integer>");
  EXPECT_EQ(typeOf("concat([x, 1.0], axis = 0)"), "tensor<scalar>");
  EXPECT_EQ(typeOf("relu(g)"),
            "error: expected tensor<scalar>, but this is tensor<?>");
  EXPECT_EQ(typeOf("copy<integer>(g)"),
            "error: expected tensor<integer>, but this is tensor<?>");
  EXPECT_EQ(typeOf("copy(u)"),
            "error: expected tensor<?>, but this is tensor<>");
  EXPECT_EQ(typeOf("constant(shape = [1], value = vs)"),
            "error: expected scalar[], but this is ?[]");
  EXPECT_EQ(typeOf("cast(u)"),
            "error: cannot deduce the data type of operation 'cast'; write "
            "'cast<scalar>(...)'");
  EXPECT_EQ(typeOf("constant<string>(shape = [1], value = ['a'])"),
            "error: there are no tensors of strings");
  EXPECT_EQ(typeOf("select(l, x, i)"),
            "error: expected tensor<scalar>, but this is tensor<integer>");
  EXPECT_EQ(typeOf("relu([1.0])"),
            "error: expected tensor<scalar>, but this is scalar[]; an array is "
            "no tensor, but 'constant' makes one of it");
  EXPECT_EQ(typeOf("add(i, i)"),
            "error: expected tensor<scalar>, but this is tensor<integer>");
}

TEST(Checker, ErrorsAreNotRepeated) {
  // Nothing is known of the unknown, but the rest is looked at.
  CheckedExpr result("[q + 1, -q, q[0], q[s:], [for k in q yield k + q],\n"
                     "q if q else q, length_of(q), relu(q), concat(q, axis = "
                     "q), (q, x)]");
  EXPECT_EQ(result.errors.size(), 15u);
  for (StringRef error : result.errors)
    EXPECT_TRUE(error.contains("undefined name 'q'") ||
                error.contains("expected an integer, but this is scalar"))
        << error.str();
}

/// A graph after the version; the body needs no external.
std::string graph(const llvm::Twine &body, StringRef results = "y") {
  return ("version 1.0;\nextension KHR_enable_fragment_definitions "
          "KHR_enable_operator_expressions;\ngraph net(x) -> (" +
          results + ")\n{\nx = external(shape = [2]);\n" + body + "\n}")
      .str();
}

TEST(Checker, NotesPointToDefinitions) {
  Checked result(graph("y = relu(x);\ny = relu(x);"));
  EXPECT_EQ(result.errors, Messages{"7:1: 'y' is already defined"});
  EXPECT_EQ(result.notes, Messages{"6:1: the first definition is here"});
}

TEST(Checker, DeviationsAreReportedOnce) {
  std::string text = graph("n = [1, 2];\nm = n[-1];\nk = n[-2];\ny = relu(x);");
  EXPECT_EQ(Checked(text).warnings.size(), 2u);
  CheckOptions options;
  options.strict = true;
  Checked result(text, options);
  EXPECT_TRUE(result.warnings.empty());
  EXPECT_EQ(result.errors.size(), 5u);
}

TEST(Checker, StopsAfterManyErrors) {
  std::string body;
  for (int i = 0; i != 1000; ++i)
    body += "a" + std::to_string(i) + " = relu(q);\n";
  CheckOptions options;
  options.maxErrors = 10;
  Checked result(graph(body), options);
  EXPECT_EQ(result.errors.size(), 10u);
  EXPECT_EQ(result.notes, Messages{"15:11: too many errors, the rest of the "
                                   "text is not checked"});
}

TEST(Checker, LargeDocumentsAreFast) {
  // Quadratic time would be noticed.
  std::string body = "a0 = x;\n";
  for (int i = 0; i != 100000; ++i)
    body += "a" + std::to_string(i + 1) + " = add(a" + std::to_string(i) +
            ", x);\n";
  body += "s = [";
  for (int i = 0; i != 100000; ++i)
    body += "a" + std::to_string(i) + ", ";
  body += "x];\ny = add_n(s);";
  EXPECT_TRUE(Checked(graph(body)).isValid);
}

TEST(Checker, LargeTypesAreErrors) {
  // Each one is twice the one before.
  std::string pairs = "t0 = (1, 2);\n";
  std::string arrays = "t0 = [1];\n";
  for (int i = 0; i != 5000; ++i) {
    std::string next = "t" + std::to_string(i + 1);
    std::string last = "t" + std::to_string(i);
    pairs += next + " = (" + last + ", " + last + ");\n";
    arrays += next + " = [" + last + "];\n";
  }
  EXPECT_EQ(Checked(graph(pairs + "y = x;")).errors,
            Messages{"15:6: type has more than 1024 parts"});
  EXPECT_EQ(Checked(graph(arrays + "y = x;")).errors,
            Messages{"1029:9: type has more than 1024 parts"});
}

} // namespace
