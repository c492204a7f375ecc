//===- ParserTest.cpp - Tests of parsing documents ------------------------===//
//
// Part of the nnef-mlir project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "ParseResult.h"
#include "gtest/gtest.h"

using namespace nnef::syntax;
using llvm::cast;
using llvm::StringRef;

namespace {

using Messages = std::vector<std::string>;

const ParserOptions noGraph = [] {
  ParserOptions options;
  options.requireGraph = false;
  return options;
}();

//===----------------------------------------------------------------------===//
// Well-formed documents
//===----------------------------------------------------------------------===//

TEST(Parser, FlatGraph) {
  ParseResult result(R"(version 1.0;

graph net( input ) -> ( output, extra )
{
    input = external(shape = [1,10]);
    middle, extra = bar(input, alpha = 2);
    [a, (b, c)] = baz(middle);
    output = foo(a, size = [3,5]);
}
)");
  EXPECT_TRUE(result.errors.empty());
  ASSERT_FALSE(result.document->hasErrors());
  const Graph *graph = result.document->getGraph();
  ASSERT_NE(graph, nullptr);
  EXPECT_EQ(graph->name.text, "net");
  ASSERT_EQ(graph->parameters.size(), 1u);
  EXPECT_EQ(result.at(graph->parameters[0].range.Start), "3:12");
  ASSERT_EQ(graph->results.size(), 2u);
  EXPECT_EQ(graph->results[1].text, "extra");
  ASSERT_EQ(graph->body.size(), 4u);

  const Assignment &bar = graph->body[1];
  EXPECT_EQ(ParseResult::textOf(bar.range),
            "middle, extra = bar(input, alpha = 2);");
  EXPECT_EQ(result.at(bar.rhs->range.Start), "6:21");
  EXPECT_EQ(cast<TupleExpr>(bar.lhs)->items.size(), 2u);
  auto *array = cast<ArrayExpr>(graph->body[2].lhs);
  EXPECT_EQ(cast<IdentifierExpr>(array->items[0])->name, "a");
  EXPECT_EQ(cast<TupleExpr>(array->items[1])->items.size(), 2u);
  EXPECT_TRUE(ParseResult::textOf(graph->range).starts_with("graph net"));
  EXPECT_TRUE(ParseResult::textOf(graph->range).ends_with("}"));
}

TEST(Parser, Version) {
  ParseResult result("version 1.0; graph g(x) -> (y) { y = f(x); }");
  EXPECT_EQ(result.document->getVersion().major, 1u);
  EXPECT_EQ(result.document->getVersion().minor, 0u);
  EXPECT_EQ(ParseResult::textOf(result.document->getVersion().range),
            "version 1.0;");
}

TEST(Parser, ExtensionsInEverySpelling) {
  ParseResult result(R"(version 1.0;
extension KHR_a, KHR_b;
extension KHR_c KHR_d;
extension KHR_e;
extension tract_symbol S;
extension tract_assert S % 2 >= 1;
)",
                     noGraph);
  EXPECT_EQ(result.errors, Messages{});
  for (StringRef name : {"KHR_a", "KHR_b", "KHR_c", "KHR_d", "KHR_e",
                         "tract_symbol", "tract_assert"})
    EXPECT_TRUE(result.document->hasExtension(name)) << name.str();
  EXPECT_FALSE(result.document->hasExtension("KHR_f"));

  llvm::ArrayRef<Extension> extensions = result.document->getExtensions();
  ASSERT_EQ(extensions.size(), 5u);
  EXPECT_EQ(extensions[2].argument, "");
  EXPECT_EQ(extensions[3].argument, "S");
  EXPECT_EQ(extensions[4].argument, "S % 2 >= 1");
  EXPECT_EQ(extensions[4].names.size(), 1u);
}

TEST(Parser, Fragments) {
  ParseResult result(R"(version 1.0;
fragment f<? = scalar>(
    x: tensor<?>,
    y: tensor<>,
    n: integer = -1,
    p: (integer,integer)[] = [(0,0)],
    s: string[][]= ['a'],
    l: logical = true,
    t: tensor<scalar>= 0.0 )
-> ( a: tensor<?>, b: tensor<scalar>[] );

fragment g<?>(x: ?) -> (y: tensor<?>)
{
    z = f<?>(x);
    y = z;
}
)",
                     noGraph);
  EXPECT_EQ(result.errors, Messages{});
  const Fragment *f = result.document->lookupFragment("f");
  ASSERT_NE(f, nullptr);
  EXPECT_TRUE(f->isGeneric);
  EXPECT_EQ(f->defaultType, Primitive::Scalar);
  EXPECT_FALSE(f->hasBody());

  std::vector<std::string> types;
  for (const Parameter &parameter : f->parameters)
    types.push_back(toString(*parameter.type));
  EXPECT_EQ(types, (Messages{"tensor<?>", "tensor<>", "integer",
                             "(integer, integer)[]", "string[][]", "logical",
                             "tensor<scalar>"}));
  EXPECT_EQ(f->parameters[0].defaultValue, nullptr);
  EXPECT_EQ(cast<IntegerLiteral>(f->parameters[2].defaultValue)->value, -1);
  EXPECT_EQ(ParseResult::textOf(f->parameters[3].type->range),
            "(integer,integer)[]");
  ASSERT_EQ(f->results.size(), 2u);
  EXPECT_EQ(toString(*f->results[1].type), "tensor<scalar>[]");
  EXPECT_EQ(result.at(f->range.Start), "2:1");

  const Fragment *g = result.document->lookupFragment("g");
  ASSERT_NE(g, nullptr);
  EXPECT_TRUE(g->isGeneric);
  EXPECT_FALSE(g->defaultType);
  ASSERT_TRUE(g->hasBody());
  EXPECT_EQ(g->body->size(), 2u);
  EXPECT_EQ(result.document->lookupFragment("h"), nullptr);
}

TEST(Parser, DeclarationsWithoutParameters) {
  ParseResult result("version 1.0; fragment f() -> (y: tensor<scalar>);"
                     "graph g() -> (y) { y = f(); }");
  EXPECT_EQ(result.errors, Messages{});
}

//===----------------------------------------------------------------------===//
// Errors and recovery
//===----------------------------------------------------------------------===//

TEST(Parser, UnsupportedVersions) {
  EXPECT_EQ(ParseResult("version 2.0;\ngraph { @input {} }").errors,
            (Messages{"1:9: this is NNEF 2.0 (SkriptND), which is not "
                      "supported; only NNEF 1.0 is"}));
  for (StringRef number : {"1.1", "1", "1.0.5", "3.0", "1e0"}) {
    ParseResult result(("version " + number + ";").str(), noGraph);
    EXPECT_EQ(result.errors,
              (Messages{"1:9: unknown version; every revision of NNEF 1.0 is "
                        "declared as 'version 1.0'"}))
        << number.str();
  }
  EXPECT_EQ(ParseResult("graph g(x) -> (y) { y = f(x); }").errors,
            (Messages{"1:1: expected 'version', found keyword 'graph'"}));
}

TEST(Parser, ReportsSeveralErrors) {
  ParseResult result(R"(version 1.0;
fragment f(x: tensr) -> (y: tensor<scalar>)
{
    y = x +;
}
graph g(x) -> (y)
{
    x = external(shape = [1,,2]);
    a = relu(x;
    b = $;
    y = relu(a);
    'c' = relu(y);
    d = 'abc;
    e = relu(y);
}
)");
  EXPECT_EQ(result.errors,
            (Messages{"2:15: expected type, found identifier 'tensr'",
                      "4:12: expected expression, found ';'",
                      "8:29: expected expression, found ','",
                      "9:15: expected ',' or ')', found ';'",
                      "10:9: unexpected character '$'",
                      "12:5: expected identifier, found string literal",
                      "13:9: string is not closed on its line"}));
  EXPECT_TRUE(result.document->hasErrors());
  // What could be parsed is there. The last line went with the string, whose
  // statement has no other end.
  ASSERT_NE(result.document->getGraph(), nullptr);
  EXPECT_EQ(result.document->getGraph()->body.size(), 1u);
  EXPECT_EQ(result.document->lookupFragment("f"), nullptr);
}

TEST(Parser, ForgottenSemicolonLosesNothing) {
  ParseResult result(R"(version 1.0
graph g(x) -> (y)
{
    a = relu(x)
    y = relu(a)
}
)");
  EXPECT_EQ(result.errors, (Messages{"4:16: expected ';' after this",
                                     "5:16: expected ';' after this"}));
  // Old files lack this one; the checker has an opinion about that.
  EXPECT_FALSE(result.document->getVersion().hasSemicolon);
  EXPECT_EQ(result.document->getGraph()->body.size(), 2u);
}

TEST(Parser, ForgottenBraceEndsAtTheNextDeclaration) {
  ParseResult result(R"(version 1.0;
fragment f(x: tensor<scalar>) -> (y: tensor<scalar>)
{
    y = x;
graph g(x) -> (y) { y = f(x); }
)");
  EXPECT_EQ(result.errors,
            (Messages{"5:1: expected '}', found keyword 'graph'"}));
  EXPECT_NE(result.document->getGraph(), nullptr);
}

TEST(Parser, KeywordsAreNoNames) {
  EXPECT_EQ(ParseResult("version 1.0; graph g(in) -> (y) { y = f(x); }").errors,
            (Messages{"1:22: expected identifier, found keyword 'in'"}));
}

TEST(Parser, TextOutsideOfDeclarations) {
  ParseResult result("version 1.0;\nx = 3;\ngraph g(x) -> (y) { y = f(x); } }");
  EXPECT_EQ(result.errors,
            (Messages{"2:1: expected 'extension', 'fragment' or 'graph', found "
                      "identifier 'x'",
                      "3:33: expected 'extension', 'fragment' or 'graph', "
                      "found '}'"}));
}

TEST(Parser, OrderOfDeclarations) {
  ParseResult result(R"(version 1.0;
graph g(x) -> (y) { y = f(x); }
fragment f(x: tensor<scalar>) -> (y: tensor<scalar>);
extension KHR_a;
graph h(x) -> (y) { y = f(x); }
)");
  EXPECT_EQ(result.errors,
            (Messages{"3:1: fragments come before the graph",
                      "4:1: extensions come before fragments and the graph",
                      "5:1: document has more than one graph"}));
  EXPECT_EQ(result.notes, Messages{"2:7: the first graph is here"});
  EXPECT_EQ(result.document->getGraph()->name.text, "g");
}

TEST(Parser, GraphIsRequired) {
  EXPECT_EQ(ParseResult("version 1.0;\n").errors,
            Messages{"2:1: document has no graph"});
  EXPECT_EQ(ParseResult("version 1.0;\n", noGraph).errors, Messages{});
  EXPECT_EQ(ParseResult("").errors.size(), 1u);
}

TEST(Parser, NamesAreDeclaredOnce) {
  ParseResult result(R"(version 1.0;
fragment f(x: tensor<scalar>, x: integer) -> (y: tensor<scalar>);
fragment f(x: tensor<scalar>) -> (x: tensor<scalar>);
graph g(x) -> (x) { y = f(x); }
)");
  EXPECT_EQ(result.errors, (Messages{"2:31: 'x' is declared twice",
                                     "3:35: 'x' is declared twice",
                                     "3:10: fragment 'f' is declared twice",
                                     "4:16: 'x' is declared twice"}));
  EXPECT_EQ(result.notes.size(), 4u);
  EXPECT_EQ(result.document->lookupFragment("f")->parameters.size(), 2u);
}

TEST(Parser, TuplesHaveTwoItems) {
  ParseResult result("version 1.0;\n"
                     "fragment f(x: (integer)) -> (y: tensor<scalar>);\n"
                     "graph g(x) -> (y) { (y) = f(x); }");
  EXPECT_EQ(result.errors, (Messages{"2:15: a tuple has at least two items",
                                     "3:21: a tuple has at least two items"}));
}

TEST(Parser, DepthOfTypesIsLimited) {
  std::string deep(100000, '(');
  ParseResult result("version 1.0; fragment f(x: " + deep, noGraph);
  ASSERT_FALSE(result.errors.empty());
  EXPECT_EQ(result.errors[0], "1:285: nesting is deeper than 256 levels");
}

TEST(Parser, DepthOfTargetsIsLimited) {
  std::string deep(100000, '[');
  ParseResult result("version 1.0; graph g(x) -> (y) { " + deep);
  ASSERT_FALSE(result.errors.empty());
  EXPECT_EQ(result.errors[0], "1:290: nesting is deeper than 256 levels");
}

TEST(Parser, StopsAfterManyErrors) {
  std::string text = "version 1.0;\ngraph g(x) -> (y) {\n";
  for (int i = 0; i != 1000; ++i)
    text += "y = ;\n";
  ParserOptions options;
  options.maxErrors = 10;
  ParseResult result(text + "}", options);
  EXPECT_EQ(result.errors.size(), 10u);
  EXPECT_EQ(result.notes,
            Messages{"12:5: too many errors, the rest of the text is not "
                     "read"});
}

TEST(Parser, CutOffTextIsNoTrouble) {
  StringRef text = R"(version 1.0; extension KHR_a, b;
fragment f<? = scalar>(x: tensor<?>[] = [(1, -2.0)]) -> (y: tensor<>)
{ a, [b] = [for i in f<?>(x)[1:], j in k if !l yield 'm' if n else 3]; }
graph g(x) -> (y) { y = f(x, a = true); })";
  for (size_t size = 0; size != text.size(); ++size)
    EXPECT_TRUE(ParseResult(text.take_front(size)).document->hasErrors())
        << size;
  EXPECT_FALSE(ParseResult(text).document->hasErrors());
}

} // namespace
