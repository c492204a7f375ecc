//===- SignatureTest.cpp - Tests of reading signatures --------------------===//
//
// Part of the nnef-mlir project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "NNEF/Runtime/Signature.h"
#include "NNEF/Runtime/Executable.h"
#include "mlir/IR/BuiltinOps.h"
#include "mlir/IR/MLIRContext.h"
#include "mlir/Parser/Parser.h"
#include "gtest/gtest.h"

using namespace mlir;
using namespace nnef;

namespace {

class SignatureTest : public ::testing::Test {
protected:
  SignatureTest() : context(getRegistry()) {}

  static DialectRegistry getRegistry() {
    DialectRegistry registry;
    registerExecutionDialects(registry);
    return registry;
  }

  llvm::Expected<Signature> get(StringRef source) {
    module = parseSourceString<ModuleOp>(source, &context);
    return Signature::get(*module);
  }

  MLIRContext context;
  OwningOpRef<ModuleOp> module;
};

TEST_F(SignatureTest, ReadsNamesAndTypes) {
  Signature signature = cantFail(get(R"(
    func.func private @helper()
    func.func @net(%a: tensor<1x?xf16> {nnef.name = "image"}, %b: tensor<i1>)
        -> (tensor<2xui8> {nnef.name = "classes"}) {
      %0 = tensor.empty() : tensor<2xui8>
      return %0 : tensor<2xui8>
    })"));
  EXPECT_EQ(signature.name, "net");
  ASSERT_EQ(signature.inputs.size(), 2u);
  EXPECT_EQ(signature.inputs[0].name, "image");
  EXPECT_EQ(signature.inputs[0].getTypeAsString(), "float16[1, ?]");
  EXPECT_FALSE(signature.inputs[0].hasStaticShape());
  EXPECT_EQ(signature.inputs[1].name, "input1");
  EXPECT_EQ(signature.inputs[1].getTypeAsString(), "bool[]");
  ASSERT_EQ(signature.outputs.size(), 1u);
  EXPECT_EQ(signature.outputs[0].name, "classes");
  EXPECT_EQ(signature.outputs[0].getTypeAsString(), "uint8[2]");
}

TEST_F(SignatureTest, VerifiesTensors) {
  TensorSpec spec{"x", ElementType::Float32, {2, ShapedType::kDynamic}};
  EXPECT_FALSE(bool(spec.verify(HostTensor(ElementType::Float32, {2, 5}))));
  EXPECT_EQ(toString(spec.verify(HostTensor(ElementType::Float32, {2}))),
            "'x' is float32[2, ?], but the tensor given for it is float32[2]");
  EXPECT_EQ(toString(spec.verify(HostTensor(ElementType::Int8, {2, 1}))),
            "'x' is float32[2, ?], but the tensor given for it is int8[2, 1]");
}

TEST_F(SignatureTest, RefusesWhatIsNotANetwork) {
  EXPECT_EQ(toString(get("func.func private @f()").takeError()),
            "the module has no public function, which would be the network");
  EXPECT_EQ(toString(get("func.func @f() { return }\n"
                         "func.func @g() { return }")
                         .takeError()),
            "the module has several public functions, 'f' and 'g'; expected "
            "one, the network");
  EXPECT_EQ(toString(get("func.func @f(%x: index) { return }").takeError()),
            "'input0' has type index, which cannot be passed from outside");
}

} // namespace
