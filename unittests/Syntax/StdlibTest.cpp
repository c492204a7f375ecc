//===- StdlibTest.cpp - Tests of the standard library ---------------------===//
//
// Part of the nnef-mlir project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "NNEF/Stdlib/Stdlib.h"
#include "ParseResult.h"
#include "gtest/gtest.h"

using namespace nnef;
using namespace nnef::syntax;
using llvm::cast;
using llvm::dyn_cast;

namespace {

class StdlibTest : public ::testing::Test {
protected:
  llvm::SourceMgr sourceMgr;
  Stdlib stdlib = Stdlib::load(sourceMgr);
};

TEST_F(StdlibTest, HasEveryOperation) {
  EXPECT_FALSE(stdlib.getDocument().hasErrors());
  EXPECT_EQ(stdlib.getFragments().size(), 119u);
}

TEST_F(StdlibTest, TextParsesWithoutComplaints) {
  ParserOptions options;
  options.requireGraph = false;
  ParseResult result(getStdlibText(), options);
  EXPECT_TRUE(result.errors.empty());
  EXPECT_TRUE(result.notes.empty());
}

TEST_F(StdlibTest, LooksUpByName) {
  ASSERT_NE(stdlib.lookup("conv"), nullptr);
  EXPECT_EQ(stdlib.lookup("conv")->name.text, "conv");
  EXPECT_EQ(stdlib.lookup("conv_layer"), nullptr);
}

TEST_F(StdlibTest, TellsPrimitivesFromCompounds) {
  EXPECT_FALSE(stdlib.lookup("conv")->hasBody());
  EXPECT_TRUE(stdlib.lookup("softmax")->hasBody());
  unsigned numCompounds = llvm::count_if(
      stdlib.getFragments(), [](const Fragment *f) { return f->hasBody(); });
  EXPECT_EQ(numCompounds, 46u);
}

TEST_F(StdlibTest, GivesSignatures) {
  const Fragment *deconv = stdlib.lookup("deconv");
  std::vector<std::string> names;
  for (const Parameter &parameter : deconv->parameters)
    names.push_back(parameter.name.text.str());
  EXPECT_EQ(names, (std::vector<std::string>{
                       "input", "filter", "bias", "border", "padding", "stride",
                       "dilation", "output_shape", "groups"}));
  EXPECT_EQ(toString(*deconv->parameters[4].type), "(integer, integer)[]");
  EXPECT_EQ(cast<StringLiteral>(deconv->parameters[3].defaultValue)->value,
            "constant");
  EXPECT_EQ(stdlib.lookup("constant")->defaultType, Primitive::Scalar);
}

TEST_F(StdlibTest, ParametersPutTensorsFirst) {
  for (const Fragment *fragment : stdlib.getFragments()) {
    bool hadAttribute = false;
    for (const Parameter &parameter : fragment->parameters) {
      const Type *type = parameter.type;
      while (auto *array = dyn_cast<ArrayType>(type))
        type = array->item;
      bool isTensor = llvm::isa<TensorType>(type);
      EXPECT_FALSE(isTensor && hadAttribute) << fragment->name.text.str();
      hadAttribute |= !isTensor;
    }
  }
}

/// Checks that a body uses only what exists, and assigns all results.
class BodyChecker {
public:
  BodyChecker(const Stdlib &stdlib, const Fragment &fragment)
      : stdlib(stdlib), fragment(fragment) {
    for (const Parameter &parameter : fragment.parameters)
      define(parameter.name.text);
  }

  void check() {
    for (const Assignment &assignment : *fragment.body) {
      checkExpr(assignment.rhs);
      defineTarget(assignment.lhs);
    }
    for (const Result &result : fragment.results)
      EXPECT_TRUE(llvm::is_contained(names, result.name.text)) << where();
  }

private:
  std::string where() const { return fragment.name.text.str(); }
  void define(llvm::StringRef name) { names.push_back(name); }

  void defineTarget(const Expr *target) {
    if (auto *identifier = dyn_cast<IdentifierExpr>(target))
      return define(identifier->name);
    for (const Expr *item : cast<TupleExpr>(target)->items)
      defineTarget(item);
  }

  void checkInvocation(const InvocationExpr *call) {
    const Fragment *callee = stdlib.lookup(call->callee.text);
    ASSERT_NE(callee, nullptr) << where() << call->callee.text.str();
    for (const Argument &argument : call->arguments) {
      checkExpr(argument.value);
      if (argument.isNamed()) {
        EXPECT_TRUE(llvm::any_of(callee->parameters,
                                 [&](const Parameter &parameter) {
                                   return parameter.name.text ==
                                          argument.name.text;
                                 }))
            << where() << ": " << argument.name.text.str();
      }
    }
  }

  void checkExpr(const Expr *expr) {
    if (!expr)
      return;
    if (auto *e = dyn_cast<IdentifierExpr>(expr)) {
      EXPECT_TRUE(llvm::is_contained(names, e->name))
          << where() << ": " << e->name.str();
    } else if (auto *e = dyn_cast<InvocationExpr>(expr)) {
      checkInvocation(e);
    } else if (auto *e = dyn_cast<BinaryExpr>(expr)) {
      checkExpr(e->lhs);
      checkExpr(e->rhs);
    } else if (auto *e = dyn_cast<UnaryExpr>(expr)) {
      checkExpr(e->operand);
    } else if (auto *e = dyn_cast<BuiltinExpr>(expr)) {
      checkExpr(e->operand);
    } else if (auto *e = dyn_cast<ArrayExpr>(expr)) {
      llvm::for_each(e->items, [&](const Expr *item) { checkExpr(item); });
    } else if (auto *e = dyn_cast<TupleExpr>(expr)) {
      llvm::for_each(e->items, [&](const Expr *item) { checkExpr(item); });
    } else if (auto *e = dyn_cast<IfElseExpr>(expr)) {
      checkExpr(e->condition);
      checkExpr(e->thenValue);
      checkExpr(e->elseValue);
    } else if (auto *e = dyn_cast<SubscriptExpr>(expr)) {
      checkExpr(e->sequence);
      checkExpr(e->index);
    } else if (auto *e = dyn_cast<SliceExpr>(expr)) {
      checkExpr(e->sequence);
      checkExpr(e->begin);
      checkExpr(e->end);
    } else if (auto *e = dyn_cast<ComprehensionExpr>(expr)) {
      for (const LoopIterator &iterator : e->iterators) {
        checkExpr(iterator.iterable);
        defineTarget(iterator.target);
      }
      checkExpr(e->condition);
      checkExpr(e->item);
    }
  }

  const Stdlib &stdlib;
  const Fragment &fragment;
  std::vector<llvm::StringRef> names;
};

TEST_F(StdlibTest, BodiesAreConsistent) {
  for (const Fragment *fragment : stdlib.getFragments())
    if (fragment->hasBody())
      BodyChecker(stdlib, *fragment).check();
}

} // namespace
