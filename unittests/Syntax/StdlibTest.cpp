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

} // namespace
