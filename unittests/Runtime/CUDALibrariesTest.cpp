//===- CUDALibrariesTest.cpp - Tests of libraries for CUDA devices --------===//
//
// Part of the nnef-mlir project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// The driver and the libraries are those of FakeCUDA, which this program is
// linked with.
//
//===----------------------------------------------------------------------===//

#include "NNEF/Runtime/CUDA.h"
#include "NNEF/Runtime/Executable.h"
#include "NNEF/Runtime/LaunchPlan.h"
#include "mlir/IR/BuiltinOps.h"
#include "mlir/IR/MLIRContext.h"
#include "mlir/Parser/Parser.h"
#include "gtest/gtest.h"
#include <cstdlib>

using namespace mlir;
using namespace nnef;

/// How many objects of the driver were not given back.
extern "C" int fakeCUDAGetNumLive();

namespace {

/// y = x * w row by row, then s += x * w in memory that the network keeps.
constexpr StringRef products = R"(
  func.func private @product(memref<4xf32>, memref<4xf32>, memref<4xf32>)
  func.func @nnef_net(%x: memref<4xf32>, %y: memref<4xf32>,
                      %arena: memref<0xi8>) {
    %w = memref.get_global @w : memref<4xf32>
    %s = memref.get_global @s : memref<4xf32>
    call @product(%w, %x, %y) {nnef.library_call = {
      product = array<i64: 2, 2, 2, 1>, lhs = array<i64: 2, 0, 0>,
      rhs = array<i64: 2, 0, 0>, result = array<i64: 2, 0, 0>,
      offsets = array<i64: 0, 0, 0>, accumulates = array<i64: 0>
    }} : (memref<4xf32>, memref<4xf32>, memref<4xf32>) -> ()
    call @product(%w, %x, %s) {nnef.library_call = {
      product = array<i64: 2, 2, 2, 1>, lhs = array<i64: 2, 0, 0>,
      rhs = array<i64: 2, 0, 0>, result = array<i64: 2, 0, 0>,
      offsets = array<i64: 0, 0, 0>, accumulates = array<i64: 1>
    }} : (memref<4xf32>, memref<4xf32>, memref<4xf32>) -> ()
    return
  }
)";

/// The two-by-two filter w on x: one element of y, at its end.
constexpr StringRef convolution = R"(
  func.func private @convolution(memref<4xf32>, memref<4xf32>, memref<4xf32>)
  func.func @nnef_net(%x: memref<4xf32>, %y: memref<4xf32>,
                      %arena: memref<0xi8>) {
    %w = memref.get_global @w : memref<4xf32>
    call @convolution(%x, %w, %y) {nnef.library_call = {
      input_shape = array<i64: 1, 1, 2, 2>,
      input_strides = array<i64: 4, 4, 2, 1>,
      filter_shape = array<i64: 1, 1, 2, 2>,
      output_shape = array<i64: 1, 1, 1, 1>,
      output_strides = array<i64: 1, 1, 1, 1>,
      steps = array<i64: 1, 1>, dilations = array<i64: 1, 1>,
      groups = array<i64: 1>,
      offsets = array<i64: 0, 0, 3>, accumulates = array<i64: 0>
    }} : (memref<4xf32>, memref<4xf32>, memref<4xf32>) -> ()
    return
  }
)";

class CUDALibrariesTest : public ::testing::Test {
protected:
  CUDALibrariesTest() : context(getRegistry()) {
    context.loadAllAvailableDialects();
    for (const char *name : {"FAKE_CUDA_MEMORY", "FAKE_CUDA_FAIL",
                             "FAKE_CUDA_VERSION", "FAKE_CUDA_DEVICES"})
      unsetenv(name);
  }
  ~CUDALibrariesTest() override { EXPECT_EQ(fakeCUDAGetNumLive(), 0); }

  static DialectRegistry getRegistry() {
    DialectRegistry registry;
    registerExecutionDialects(registry);
    return registry;
  }

  llvm::Expected<std::unique_ptr<Device>> create(StringRef functions) {
    std::string source = R"(
      module attributes {
        nnef.memory = {arena = 0 : i64, live = 0 : i64},
        nnef.weights = {w = dense<[10., 20., 30., 40.]> : tensor<4xf32>},
        nnef.state = {s = {global = "state",
                           value = dense<0.5> : tensor<4xf32>}}
      } {
        memref.global @w : memref<4xf32>
        memref.global @s : memref<4xf32>)" +
                         functions.str() + "}";
    module = parseSourceString<ModuleOp>(source, &context);
    if (!module)
      return llvm::createStringError("no module");
    Signature signature = {"net",
                           {{"x", ElementType::Float32, {4}}},
                           {{"y", ElementType::Float32, {4}}}};
    FailureOr<LaunchPlan> plan = LaunchPlan::get(*module, signature);
    if (failed(plan))
      return llvm::createStringError("no plan");
    return createCUDADevice(*plan);
  }

  /// What is said when a network is loaded.
  std::string getError(StringRef functions) {
    auto device = create(functions);
    return device ? "" : toString(device.takeError());
  }

  static std::vector<float> run(Device &device, std::vector<float> x) {
    std::vector<float> y(4);
    ArrayRef<char> input(reinterpret_cast<char *>(x.data()), 16);
    MutableArrayRef<char> output(reinterpret_cast<char *>(y.data()), 16);
    llvm::Error error = device.run(input, output);
    EXPECT_FALSE(bool(error)) << toString(std::move(error));
    return y;
  }

  MLIRContext context;
  OwningOpRef<ModuleOp> module;
};

TEST_F(CUDALibrariesTest, Products) {
  auto device = create(products);
  ASSERT_TRUE(bool(device)) << toString(device.takeError());
  std::vector<float> product = {70, 100, 150, 220};
  EXPECT_EQ(run(**device, {1, 2, 3, 4}), product);
  EXPECT_EQ(run(**device, {1, 2, 3, 4}), product);
  // Each run adds to the state, and loading has not.
  std::vector<float> state(4);
  MutableArrayRef<char> bytes(reinterpret_cast<char *>(state.data()), 16);
  ASSERT_FALSE(bool((*device)->readState(0, bytes)));
  EXPECT_EQ(state, (std::vector<float>{140.5, 200.5, 300.5, 440.5}));
}

TEST_F(CUDALibrariesTest, Convolution) {
  auto device = create(convolution);
  ASSERT_TRUE(bool(device)) << toString(device.takeError());
  EXPECT_EQ(run(**device, {1, 2, 3, 4})[3], 300);
}

TEST_F(CUDALibrariesTest, TwoNetworksDoNotMeet) {
  auto first = create(products), second = create(convolution);
  ASSERT_TRUE(first && second);
  run(**first, {1, 1, 1, 1});
  EXPECT_EQ(run(**second, {1, 2, 3, 4})[3], 300);
}

TEST_F(CUDALibrariesTest, NotEnoughMemory) {
  setenv("FAKE_CUDA_MEMORY", "2000", 1);
  EXPECT_EQ(getError(products),
            "the CUDA device has no memory for the 1024 bytes of libraries: "
            "out of memory (CUDA error 2)");
}

TEST_F(CUDALibrariesTest, WhatALibraryRefuses) {
  std::string text = products.str();
  // Columns that overlap.
  text.replace(text.find("lhs = array<i64: 2,"), 19, "lhs = array<i64: 1,");
  EXPECT_EQ(getError(text),
            "cuBLASLt does not take a product: an unsupported value or "
            "parameter was passed to the function (cuBLAS error 7)");
  text = convolution.str();
  text.replace(text.find("steps = array<i64: 1,"), 21, "steps = array<i64: 0,");
  EXPECT_EQ(getError(text), "cuDNN does not take a convolution: "
                            "CUDNN_STATUS_BAD_PARAM (cuDNN error 2000)");
}

TEST_F(CUDALibrariesTest, OutsideOfMemory) {
  std::string text = products.str();
  text.replace(text.find("offsets = array<i64: 0,"), 23,
               "offsets = array<i64: 5000,");
  EXPECT_NE(getError(text), "");
}

TEST_F(CUDALibrariesTest, EveryFailureOfCublasLtIsReported) {
  for (const char *name :
       {"cuDriverGetVersion", "cublasLtCreate", "cublasLtMatmulDescCreate",
        "cublasLtMatrixLayoutCreate", "cublasLtMatrixLayoutSetAttribute",
        "cublasLtMatmulPreferenceCreate",
        "cublasLtMatmulPreferenceSetAttribute",
        "cublasLtMatmulAlgoGetHeuristic", "cublasLtMatmul"}) {
    setenv("FAKE_CUDA_FAIL", name, 1);
    EXPECT_NE(getError(products), "") << name;
    unsetenv("FAKE_CUDA_FAIL");
  }
}

TEST_F(CUDALibrariesTest, EveryFailureOfCudnnIsReported) {
  for (const char *name :
       {"cudnnCreate", "cudnnSetStream", "cudnnCreateTensorDescriptor",
        "cudnnSetTensorNdDescriptor", "cudnnCreateFilterDescriptor",
        "cudnnSetFilterNdDescriptor", "cudnnCreateConvolutionDescriptor",
        "cudnnSetConvolutionNdDescriptor", "cudnnSetConvolutionGroupCount",
        "cudnnSetConvolutionMathType", "cudnnGetConvolutionForwardAlgorithm_v7",
        "cudnnConvolutionForward"}) {
    setenv("FAKE_CUDA_FAIL", name, 1);
    EXPECT_NE(getError(convolution), "") << name;
    unsetenv("FAKE_CUDA_FAIL");
  }
  // An algorithm that does not work is not chosen.
  setenv("FAKE_CUDA_FAIL", "cudnnGetConvolutionForwardWorkspaceSize", 1);
  EXPECT_EQ(getError(convolution), "cuDNN has no algorithm for a convolution");
}

} // namespace
