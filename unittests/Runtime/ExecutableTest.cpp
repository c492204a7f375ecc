//===- ExecutableTest.cpp - Tests of compiling and running ----------------===//
//
// Part of the nnef-mlir project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "NNEF/Runtime/Executable.h"
#include "NNEF/Model/TensorFile.h"
#include "mlir/IR/AsmState.h"
#include "mlir/IR/BuiltinAttributes.h"
#include "mlir/IR/BuiltinDialect.h"
#include "mlir/IR/BuiltinOps.h"
#include "mlir/IR/Diagnostics.h"
#include "mlir/IR/DialectResourceBlobManager.h"
#include "mlir/IR/MLIRContext.h"
#include "mlir/Parser/Parser.h"
#include "llvm/ADT/SmallString.h"
#include "llvm/Support/FileSystem.h"
#include "llvm/Support/MemoryBuffer.h"
#include "gtest/gtest.h"
#include <cmath>
#include <future>

using namespace mlir;
using namespace nnef;

namespace {

/// The sum of its input and a weight of 5000 elements.
constexpr StringRef addWeight = R"(
  func.func @net(%x: tensor<5000xf32>) -> tensor<5000xf32> {
    %w = arith.constant dense_resource<weight> : tensor<5000xf32>
    %e = tensor.empty() : tensor<5000xf32>
    %y = linalg.add ins(%x, %w : tensor<5000xf32>, tensor<5000xf32>)
        outs(%e : tensor<5000xf32>) -> tensor<5000xf32>
    return %y : tensor<5000xf32>
  })";

class ExecutableTest : public ::testing::Test {
protected:
  ExecutableTest() : context(getRegistry()) {
    context.loadAllAvailableDialects();
  }

  static DialectRegistry getRegistry() {
    DialectRegistry registry;
    registerExecutionDialects(registry);
    return registry;
  }

  llvm::Expected<std::unique_ptr<Executable>> compile(StringRef source) {
    auto module = parseSourceString<ModuleOp>(source, &context);
    EXPECT_TRUE(module);
    return Executable::compile(*module, {/*optLevel=*/2});
  }

  /// Compiles `addWeight` with a weight that is not copied.
  llvm::Expected<std::unique_ptr<Executable>>
  compileWithWeight(ArrayRef<char> weight) {
    auto module = parseSourceString<ModuleOp>(addWeight, &context);
    EXPECT_TRUE(module);
    DenseResourceElementsHandle::getManagerInterface(&context)
        .getBlobManager()
        .update("weight",
                UnmanagedAsmResourceBlob::allocateWithAlign(weight, 1));
    return Executable::compile(*module, {/*optLevel=*/2});
  }

  SmallVector<HostTensor> run(const Executable &executable,
                              ArrayRef<HostTensor> inputs = {}) {
    SmallVector<HostTensor> outputs = executable.allocateOutputs();
    cantFail(executable.run(inputs, outputs));
    return outputs;
  }

  MLIRContext context;
};

HostTensor makeFloats(ArrayRef<float> values) {
  HostTensor tensor(ElementType::Float32, {int64_t(values.size())});
  llvm::copy(values, tensor.getAs<float>().begin());
  return tensor;
}

TEST_F(ExecutableTest, UsesWeightsWhereTheyAre) {
  std::vector<float> weight(5000, 1);
  auto executable =
      cantFail(compileWithWeight({reinterpret_cast<const char *>(weight.data()),
                                  weight.size() * sizeof(float)}));
  HostTensor input = makeFloats(std::vector<float>(5000, 2));
  EXPECT_EQ(run(*executable, input)[0].getAs<float>()[4999], 3.0f);
  weight[4999] = 40;
  EXPECT_EQ(run(*executable, input)[0].getAs<float>()[4999], 42.0f);
}

TEST_F(ExecutableTest, UsesMappedWeights) {
  SmallString<128> path;
  ASSERT_FALSE(llvm::sys::fs::createTemporaryFile("weight", "dat", path));
  std::vector<float> weight(5000);
  for (size_t i = 0; i < weight.size(); ++i)
    weight[i] = i;
  cantFail(writeTensorFile(path, {ItemType::Float, 32, {5000}},
                           {reinterpret_cast<const char *>(weight.data()),
                            weight.size() * sizeof(float)}));
  auto file = cantFail(TensorFile::open(path));
  EXPECT_EQ(file.getOwner()->getBufferKind(),
            llvm::MemoryBuffer::MemoryBuffer_MMap);
  auto executable = cantFail(compileWithWeight(file.getData()));
  HostTensor input = makeFloats(std::vector<float>(5000, 1));
  EXPECT_EQ(run(*executable, input)[0].getAs<float>()[4321], 4322.0f);
  llvm::sys::fs::remove(path);
}

TEST_F(ExecutableTest, CopiesWeightsThatAreNotAligned) {
  std::vector<char> bytes(5000 * sizeof(float) + 1);
  for (size_t i = 0; i < 5000; ++i) {
    float value = i;
    memcpy(bytes.data() + 1 + i * sizeof(float), &value, sizeof(float));
  }
  auto executable =
      cantFail(compileWithWeight(ArrayRef<char>(bytes).drop_front()));
  HostTensor input = makeFloats(std::vector<float>(5000, 1));
  EXPECT_EQ(run(*executable, input)[0].getAs<float>()[4321], 4322.0f);
}

TEST_F(ExecutableTest, RefusesWeightsOfTheWrongSize) {
  ScopedDiagnosticHandler handler(&context, [](Diagnostic &diagnostic) {
    EXPECT_EQ(diagnostic.str(), "resource 'weight' has 4 bytes, but "
                                "'tensor<5000xf32>' takes 20000");
  });
  float value = 1;
  auto executable = compileWithWeight(
      {reinterpret_cast<const char *>(&value), sizeof(value)});
  EXPECT_EQ(toString(executable.takeError()), "the network cannot be compiled");
}

TEST_F(ExecutableTest, RunsWithoutInputsAndOutputs) {
  auto executable = cantFail(compile("func.func @net() { return }"));
  EXPECT_TRUE(run(*executable).empty());
}

TEST_F(ExecutableTest, RunsInThreadsAtTheSameTime) {
  auto executable = cantFail(compile(R"(
    func.func @net(%x: tensor<8x8xf32>) -> tensor<8x8xf32> {
      %zero = arith.constant 0.0 : f32
      %e = tensor.empty() : tensor<8x8xf32>
      %f = linalg.fill ins(%zero : f32) outs(%e : tensor<8x8xf32>)
          -> tensor<8x8xf32>
      %a = linalg.matmul ins(%x, %x : tensor<8x8xf32>, tensor<8x8xf32>)
          outs(%f : tensor<8x8xf32>) -> tensor<8x8xf32>
      %b = linalg.matmul ins(%a, %a : tensor<8x8xf32>, tensor<8x8xf32>)
          outs(%f : tensor<8x8xf32>) -> tensor<8x8xf32>
      %c = linalg.matmul ins(%b, %b : tensor<8x8xf32>, tensor<8x8xf32>)
          outs(%f : tensor<8x8xf32>) -> tensor<8x8xf32>
      return %c : tensor<8x8xf32>
    })"));
  const MemoryUse &memory = executable->getMemoryUse();
  EXPECT_GE(memory.live, 256u);
  EXPECT_GE(memory.arena, memory.live);
  EXPECT_EQ(memory.weights, 0u);

  auto runMany = [&](float value) {
    // A matrix of ones, k times: its eighth power is k^8 8^7 times ones.
    HostTensor input(ElementType::Float32, {8, 8});
    llvm::fill(input.getAs<float>(), value);
    float expected = std::pow(value, 8) * std::pow(8, 7);
    for (int i = 0; i < 500; ++i) {
      SmallVector<HostTensor> outputs = executable->allocateOutputs();
      cantFail(executable->run(input, outputs));
      for (float element : outputs[0].getAs<float>())
        if (element != expected)
          return false;
    }
    return true;
  };
  std::vector<std::future<bool>> results;
  for (float value : {0.0f, 1.0f, 2.0f, 3.0f})
    results.push_back(std::async(std::launch::async, runMany, value));
  for (std::future<bool> &result : results)
    EXPECT_TRUE(result.get());
}

TEST_F(ExecutableTest, PassesEveryRankAndLeavesInputsAlone) {
  // The ops want to work in place, and results share values.
  auto executable = cantFail(compile(R"(
    #id = affine_map<(d0) -> (d0)>
    func.func @net(%a: tensor<4xf32>, %b: tensor<i1>,
                   %c: tensor<1x1x1x1x1x1x1x1x2xf64>)
        -> (tensor<4xf32>, tensor<4xf32>, tensor<4xf32>, tensor<i1>,
            tensor<1x1x1x1x1x1x1x1x2xf64>, tensor<2x2xf32>) {
      %y = linalg.generic {indexing_maps = [#id], iterator_types = ["parallel"]}
          outs(%a : tensor<4xf32>) {
        ^bb0(%o: f32):
          %s = arith.addf %o, %o : f32
          linalg.yield %s : f32
      } -> tensor<4xf32>
      %z = tensor.expand_shape %y [[0, 1]] output_shape [2, 2]
          : tensor<4xf32> into tensor<2x2xf32>
      return %y, %y, %a, %b, %c, %z
          : tensor<4xf32>, tensor<4xf32>, tensor<4xf32>, tensor<i1>,
            tensor<1x1x1x1x1x1x1x1x2xf64>, tensor<2x2xf32>
    })"));
  SmallVector<HostTensor> inputs;
  inputs.push_back(makeFloats({1, 2, 3, 4}));
  inputs.emplace_back(ElementType::Bool, ArrayRef<int64_t>());
  inputs.back().getAs<uint8_t>()[0] = 1;
  inputs.emplace_back(ElementType::Float64,
                      ArrayRef<int64_t>{1, 1, 1, 1, 1, 1, 1, 1, 2});
  inputs.back().getAs<double>()[1] = 0.5;

  SmallVector<HostTensor> outputs = run(*executable, inputs);
  EXPECT_EQ(outputs[0].getAs<float>(), ArrayRef<float>({2, 4, 6, 8}));
  EXPECT_EQ(outputs[1].getAs<float>(), ArrayRef<float>({2, 4, 6, 8}));
  EXPECT_EQ(outputs[2].getAs<float>(), ArrayRef<float>({1, 2, 3, 4}));
  EXPECT_EQ(outputs[3].getAs<uint8_t>()[0], 1);
  EXPECT_EQ(outputs[4].getAs<double>()[1], 0.5);
  EXPECT_EQ(outputs[5].getAs<float>(), ArrayRef<float>({2, 4, 6, 8}));
  EXPECT_EQ(inputs[0].getAs<float>(), ArrayRef<float>({1, 2, 3, 4}));
}

TEST_F(ExecutableTest, RefusesOtherTensors) {
  auto executable = cantFail(compile(R"(
    func.func @net(%x: tensor<2xf32> {nnef.name = "x"}) -> tensor<2xf32> {
      return %x : tensor<2xf32>
    })"));
  SmallVector<HostTensor> outputs = executable->allocateOutputs();
  EXPECT_EQ(toString(executable->run({}, outputs)),
            "expected 1 inputs, found 0");
  EXPECT_EQ(toString(executable->run(makeFloats({1}), outputs)),
            "'x' is float32[2], but the tensor given for it is float32[1]");
}

TEST_F(ExecutableTest, NeedsStaticShapes) {
  auto executable = compile(R"(
    func.func @net(%x: tensor<?xf32>) -> tensor<?xf32> {
      return %x : tensor<?xf32>
    })");
  EXPECT_EQ(toString(executable.takeError()),
            "the shape of 'input0', float32[?], is not known; the shapes of "
            "all inputs must be given");
}

TEST_F(ExecutableTest, KeepsStateBetweenRuns) {
  // Each run sees what the one before has stored, but not its own stores.
  auto executable = cantFail(compile(R"(
    #id = affine_map<(d0) -> (d0)>
    ml_program.global private mutable @sum(dense<0.5> : tensor<2xf32>)
        : tensor<2xf32>
    ml_program.global private mutable @flags(dense<[true, false]>
        : tensor<2xi1>) : tensor<2xi1>
    func.func @net(%x: tensor<2xf32>, %on: tensor<2xi1>)
        -> (tensor<2xf32>, tensor<2xf32>, tensor<2xi1>) {
      %old = ml_program.global_load @sum : tensor<2xf32>
      %e = tensor.empty() : tensor<2xf32>
      %new = linalg.add ins(%old, %x : tensor<2xf32>, tensor<2xf32>)
          outs(%e : tensor<2xf32>) -> tensor<2xf32>
      ml_program.global_store @sum = %new : tensor<2xf32>
      %flags = ml_program.global_load @flags : tensor<2xi1>
      ml_program.global_store @flags = %on : tensor<2xi1>
      return %new, %old, %flags : tensor<2xf32>, tensor<2xf32>, tensor<2xi1>
    })"));
  SmallVector<HostTensor> inputs;
  inputs.push_back(makeFloats({1, 2}));
  inputs.emplace_back(ElementType::Bool, ArrayRef<int64_t>{2});
  inputs.back().getAs<uint8_t>()[1] = 1;

  SmallVector<HostTensor> outputs = run(*executable, inputs);
  EXPECT_EQ(outputs[0].getAs<float>(), ArrayRef<float>({1.5, 2.5}));
  EXPECT_EQ(outputs[1].getAs<float>(), ArrayRef<float>({0.5, 0.5}));
  EXPECT_EQ(outputs[2].getAs<uint8_t>(), ArrayRef<uint8_t>({1, 0}));
  outputs = run(*executable, inputs);
  EXPECT_EQ(outputs[0].getAs<float>(), ArrayRef<float>({2.5, 4.5}));
  EXPECT_EQ(outputs[1].getAs<float>(), ArrayRef<float>({1.5, 2.5}));
  EXPECT_EQ(outputs[2].getAs<uint8_t>(), ArrayRef<uint8_t>({0, 1}));
}

TEST_F(ExecutableTest, SwapsStates) {
  // The example of section 4.8.
  auto executable = cantFail(compile(R"(
    ml_program.global private mutable @x(dense<[1.0, 2.0]> : tensor<2xf32>)
        : tensor<2xf32>
    ml_program.global private mutable @y(dense<[3.0, 4.0]> : tensor<2xf32>)
        : tensor<2xf32>
    func.func @net() -> (tensor<2xf32>, tensor<2xf32>) {
      %x = ml_program.global_load @x : tensor<2xf32>
      %y = ml_program.global_load @y : tensor<2xf32>
      ml_program.global_store @x = %y : tensor<2xf32>
      ml_program.global_store @y = %x : tensor<2xf32>
      return %y, %x : tensor<2xf32>, tensor<2xf32>
    })"));
  for (bool isSwapped : {true, false, true}) {
    SmallVector<HostTensor> outputs = run(*executable);
    EXPECT_EQ(outputs[!isSwapped].getAs<float>(), ArrayRef<float>({3, 4}));
    EXPECT_EQ(outputs[isSwapped].getAs<float>(), ArrayRef<float>({1, 2}));
  }
}

/// A counter, and the flag that a step has taken place.
constexpr StringRef counter = R"(
  ml_program.global private mutable @count(dense<7> : tensor<2xi32>)
      : tensor<2xi32>
  ml_program.global private mutable @flag(dense_resource<flag> : tensor<1xi1>)
      : tensor<1xi1>
  func.func @net(%on: tensor<1xi1>) -> (tensor<2xi32>, tensor<1xi1>) {
    %old = ml_program.global_load @count : tensor<2xi32>
    %e = tensor.empty() : tensor<2xi32>
    %one = arith.constant dense<1> : tensor<2xi32>
    %new = linalg.add ins(%old, %one : tensor<2xi32>, tensor<2xi32>)
        outs(%e : tensor<2xi32>) -> tensor<2xi32>
    ml_program.global_store @count = %new : tensor<2xi32>
    %flag = ml_program.global_load @flag : tensor<1xi1>
    ml_program.global_store @flag = %on : tensor<1xi1>
    return %new, %flag : tensor<2xi32>, tensor<1xi1>
  })";

TEST_F(ExecutableTest, ResetsState) {
  auto module = parseSourceString<ModuleOp>(counter, &context);
  char flag = 0;
  DenseResourceElementsHandle::getManagerInterface(&context)
      .getBlobManager()
      .update("flag",
              UnmanagedAsmResourceBlob::allocateWithAlign(ArrayRef(flag), 1));
  auto executable = cantFail(Executable::compile(*module, {/*optLevel=*/2}));
  EXPECT_TRUE(executable->hasState());
  HostTensor on(ElementType::Bool, {1});
  on.getAs<uint8_t>()[0] = 1;
  for (int round = 0; round < 2; ++round) {
    SmallVector<HostTensor> outputs = run(*executable, on);
    EXPECT_EQ(outputs[0].getAs<int32_t>(), ArrayRef<int32_t>({8, 8}));
    EXPECT_EQ(outputs[1].getAs<uint8_t>()[0], 0);
    outputs = run(*executable, on);
    EXPECT_EQ(outputs[0].getAs<int32_t>(), ArrayRef<int32_t>({9, 9}));
    EXPECT_EQ(outputs[1].getAs<uint8_t>()[0], 1);
    executable->reset();
  }
}

TEST_F(ExecutableTest, StoresStateInModule) {
  auto module = parseSourceString<ModuleOp>(counter, &context);
  char flag = 0;
  DenseResourceElementsHandle::getManagerInterface(&context)
      .getBlobManager()
      .update("flag",
              UnmanagedAsmResourceBlob::allocateWithAlign(ArrayRef(flag), 1));
  OwningOpRef<ModuleOp> original = module->clone();
  auto executable = cantFail(Executable::compile(*module, {/*optLevel=*/2}));
  HostTensor on(ElementType::Bool, {1});
  on.getAs<uint8_t>()[0] = 1;
  run(*executable, on);
  cantFail(executable->storeState(*original));

  // What is compiled from it goes on.
  auto other = cantFail(Executable::compile(*original, {/*optLevel=*/2}));
  run(*executable, on);
  SmallVector<HostTensor> outputs = run(*other, on);
  EXPECT_EQ(outputs[0].getAs<int32_t>(), ArrayRef<int32_t>({9, 9}));
  EXPECT_EQ(outputs[1].getAs<uint8_t>()[0], 1);
}

TEST_F(ExecutableTest, RefusesStateOfTheWrongSize) {
  auto module = parseSourceString<ModuleOp>(counter, &context);
  char flags[2] = {};
  DenseResourceElementsHandle::getManagerInterface(&context)
      .getBlobManager()
      .update("flag", UnmanagedAsmResourceBlob::allocateWithAlign(
                          ArrayRef<char>(flags), 1));
  auto executable = Executable::compile(*module, {/*optLevel=*/2});
  EXPECT_EQ(toString(executable.takeError()),
            "the data of state 'flag' is missing or has another size");
}

TEST_F(ExecutableTest, HasNoStateWithoutGlobals) {
  auto executable = cantFail(compile("func.func @net() { return }"));
  EXPECT_FALSE(executable->hasState());
  executable->reset();
}

} // namespace
